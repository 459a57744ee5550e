"""A claim as a file states it: what it compares, which way it should go, and what it rests on."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.scenario_errors import Problem, ScenarioError, nearest
from sim.scenario_file import LIBRARY, read_toml

__all__ = ["CLAIMS", "LOSING", "Claim", "ClaimError", "RestsOn", "Turns", "find_files", "id_of",
           "number_of", "read_claim"]  # fmt: skip

CLAIMS = LIBRARY / "claims"
LOSING = CLAIMS / "losing"
_PLAIN = {"dict_type": "a table", "model_type": "a table", "tuple_type": "a list of tables",
          "string_type": "text", "float_type": "a number", "float_parsing": "a number",
          "finite_number": "a finite number"}  # fmt: skip


class ClaimError(ScenarioError):
    """A claim that says something that cannot be: `problems` names all of it."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Turns(_Table):
    """The parameter along which a claim might turn."""

    parameter: str  # dotted
    low: float | None = None  # None: of its plausible range
    high: float | None = None


class RestsOn(_Table):
    """A parameter that puts a result in by hand, or by fitting."""

    parameter: str  # dotted
    neutral: Any  # the value with which it puts nothing in
    why: str


class Claim(_Table):
    """A statement that runs can show or refute. No file says how it comes out."""

    statement: str
    scenario: str  # a library name, such as studies/twins, or a file beside the claim
    strategy: str  # the one that the statement is about
    than: str  # the one it is compared with
    outcome: str  # one of sim.outcomes.OUTCOMES
    expected: Literal["higher", "lower"]  # of the strategy, against the other
    settings: dict[str, Any] = Field(default={})  # dotted path -> value, or tables
    turns: Turns | None = None
    rests_on: tuple[RestsOn, ...] = ()


def find_files(which: str | Path | None = None, folder: Path = CLAIMS) -> list[Path]:
    """Return the files of claims: all, or the one of an id, a number or a path.

    Raises:
        ClaimError: if there is none.
    """
    files = sorted(folder.glob("*.toml"))
    if which is None:
        return files
    text = str(which)
    if text.endswith(".toml"):
        if not Path(which).is_file():
            raise ClaimError([Problem(text, "", None, "there is no such file")])
        return [Path(which)]
    number = int(text) if text.isdecimal() else None
    found = [
        path
        for path in files
        if text in (id_of(path), path.stem) or number == number_of(path) is not None
    ]
    if not found:
        known = ", ".join(f"{number_of(path) or ''} {id_of(path)}".strip() for path in files)
        close = nearest(text, [id_of(path) for path in files])
        allowed = f"there is no such claim; there are {known}{close}"
        raise ClaimError([Problem(text, "", None, allowed)])
    return found


def id_of(path: Path) -> str:
    """Return the id of a claim: "trust" of 02-trust.toml."""
    return re.sub(r"^\d+-", "", path.stem)


def number_of(path: Path) -> int | None:
    """Return the number of a claim, 2 of 02-trust.toml; None where its file has none."""
    match = re.match(r"(\d+)-", path.stem)
    return int(match[1]) if match else None


def read_claim(path: Path) -> Claim:
    """Return the claim of a file.

    Raises:
        ClaimError: naming everything that is wrong with its form.
    """
    try:
        data = read_toml(path)
    except ScenarioError as error:
        raise ClaimError(error.problems) from None
    data.pop("$schema", None)
    if isinstance(data.get("settings"), dict):
        data["settings"] = _dotted(data["settings"])
    try:
        return Claim.model_validate(data)
    except ValidationError as error:
        raise ClaimError([_problem(each, path.name) for each in error.errors()]) from None


def _dotted(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the values of tables in tables by dotted path; a content mix is one value."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and key.rpartition(".")[2] != "mix":
            found |= _dotted(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def _problem(error: Any, file: str) -> Problem:
    """Return one of pydantic's findings in our words."""
    *tables, last = error["loc"]
    path = ".".join(map(str, error["loc"]))
    if error["type"] == "missing":
        return Problem(file, path, None, "is missing")
    if error["type"] == "extra_forbidden":
        known = _fields(tables)
        allowed = f"unknown; {', '.join(known)} are allowed" + nearest(str(last), known)
        return Problem(file, path, error["input"], allowed)
    if error["type"] == "literal_error":
        return Problem(file, path, error["input"], f"{error['ctx']['expected']} is allowed")
    allowed = _PLAIN.get(error["type"]) or error["msg"].removeprefix("Input should be ")
    return Problem(file, path, error["input"], f"{allowed} is allowed")


def _fields(tables: Sequence[int | str]) -> list[str]:
    """Return the names that a table of a claim may have."""
    inside = {"turns": Turns, "rests_on": RestsOn}
    return list((inside[str(tables[0])] if tables else Claim).model_fields)
