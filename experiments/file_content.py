"""What files of ours may say, claims and studies alike: tables checked whole, faults in words."""

from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.scenario_errors import Problem, nearest

__all__ = ["Table", "dotted", "problems_of"]

_PLAIN = {"dict_type": "a table", "model_type": "a table", "tuple_type": "a list",
          "string_type": "text", "float_type": "a number", "float_parsing": "a number",
          "int_type": "a whole number", "int_parsing": "a whole number",
          "int_from_float": "a whole number", "bool_type": "true or false",
          "bool_parsing": "true or false", "finite_number": "a finite number"}  # fmt: skip


class Table(BaseModel):
    """A table of a file: fixed once validated, unknown names refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def dotted(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the values of tables in tables by dotted path; a content mix is one value."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and key.rpartition(".")[2] != "mix":
            found |= dotted(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def problems_of(error: ValidationError, file: str, table: type[Table]) -> list[Problem]:
    """Return all that pydantic found in a file, each in our words."""
    found = {}
    for each in error.errors():
        problem = _problem(each, file, table)
        found.setdefault((problem.path, problem.allowed), problem)
    return list(found.values())


def _problem(error: Any, file: str, table: type[Table]) -> Problem:
    """Return one of pydantic's findings."""
    steps = [step for step in error["loc"] if "[" not in str(step) and step != "int"]
    steps = [step for step in steps if not (isinstance(step, str) and step[:1].isupper())]
    path = ".".join(map(str, steps))
    kind = error["type"]
    if kind == "missing":
        return Problem(file, path, None, "is missing")
    if kind == "extra_forbidden":
        known = _fields(table, steps[:-1])
        allowed = f"unknown; {', '.join(known)} are allowed" + nearest(str(steps[-1]), known)
        return Problem(file, path, error["input"], allowed)
    if kind == "value_error":
        return Problem(file, path, error["input"], str(error["ctx"]["error"]))
    if kind == "literal_error":
        return Problem(file, path, error["input"], f"{error['ctx']['expected']} is allowed")
    if kind == "too_long":
        allowed = f"at most {error['ctx']['max_length']} values are allowed"
        return Problem(file, path, error["input"], allowed)
    allowed = _PLAIN.get(kind) or error["msg"].removeprefix("Input should be ")
    return Problem(file, path, error["input"], f"{allowed} is allowed")


def _fields(table: type[Table], steps: Sequence[int | str]) -> list[str]:
    """Return the names that a table inside a table may have."""
    for step in steps:
        if step in table.model_fields:
            inside = _tables_in(table.model_fields[str(step)].annotation)
            table = inside[0] if inside else table
    return [about.alias or name for name, about in table.model_fields.items()]


def _tables_in(annotation: Any) -> list[type[Table]]:
    """Return the tables that a type speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return [annotation]
    return [table for inner in get_args(annotation) for table in _tables_in(inner)]
