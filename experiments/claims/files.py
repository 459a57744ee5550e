"""A claim as a file states it: what it compares, which way it should go, and what it rests on."""

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from experiments.file_content import Table, dotted, problems_of
from sim.scenario_errors import Problem, ScenarioError, nearest
from sim.scenario_file import LIBRARY, read_toml

__all__ = ["CLAIMS", "LOSING", "Claim", "ClaimError", "RestsOn", "Turns", "find_files", "id_of",
           "number_of", "read_claim"]  # fmt: skip

CLAIMS = LIBRARY / "claims"
LOSING = CLAIMS / "losing"


class ClaimError(ScenarioError):
    """A claim that says something that cannot be: `problems` names all of it."""


class Turns(Table):
    """The parameter along which a claim might turn."""

    parameter: str  # dotted
    low: float | None = None  # None: of its plausible range
    high: float | None = None


class RestsOn(Table):
    """A parameter that puts a result in by hand, or by fitting."""

    parameter: str  # dotted
    neutral: Any  # the value with which it puts nothing in
    why: str


class Claim(Table):
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
        data["settings"] = dotted(data["settings"])
    try:
        return Claim.model_validate(data)
    except ValidationError as error:
        raise ClaimError(problems_of(error, path.name, Claim)) from None
