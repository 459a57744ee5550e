"""What is wrong with a scenario, in words: where, what it got, what is allowed."""

import difflib
from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from sim.parameters import about_field
from sim.scenario import Scenario

__all__ = ["Problem", "ScenarioError", "explain", "nearest", "one_of", "origin"]


_PLAIN = {"dict_type": "a table", "model_type": "a table", "tuple_type": "a list",
          "string_type": "text"}  # fmt: skip


class Problem(NamedTuple):
    """One thing that is wrong."""

    file: str
    path: str  # dotted; "" for the file as a whole
    got: Any
    allowed: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.path}: " if self.path else f"{self.file}: "
        got = "" if self.got is None else f"got {_short(self.got)}; "
        return where + got + self.allowed


class ScenarioError(ValueError):
    """A scenario says something that the model does not understand.

    Attributes:
        problems: everything that is wrong, as tuples of file, path, got, allowed.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean '...'?" for a name that is almost a known one, else nothing."""
    close = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean '{close[0]}'?" if close else ""


def one_of(what: str, known: Iterable[str], name: Any) -> str:
    """Return that one of some names is allowed, and which was meant perhaps."""
    return f"one of the {what} is allowed: {', '.join(known)}" + nearest(str(name), known)


def origin(dotted: str, origins: dict[str, str], file: str) -> str:
    """Return the file that a value, or the nearest table around it, is from."""
    while dotted:
        if dotted in origins:
            return origins[dotted]
        dotted = dotted.rpartition(".")[0]
    return file


def explain(error: ValidationError, origins: dict[str, str], file: str) -> list[Problem]:
    """Return what pydantic found, each in our words."""
    found = {}
    for each in error.errors():
        location = _plain(each["loc"])
        dotted = ".".join(location)
        got = None if each["type"] == "missing" else each["input"]
        problem = Problem(origin(dotted, origins, file), dotted, got, _allowed(each, location))
        found.setdefault((dotted, problem.allowed), problem)
    return list(found.values())


def _allowed(each: Any, location: list[str]) -> str:
    """Return what is allowed where one error is."""
    kind, context = each["type"], each.get("ctx", {})
    group = _group_at(location[:-1])
    about = about_field(group, location[-1]) if group and _has(group, location[-1]) else None
    if kind == "extra_forbidden":
        known = list(group.model_fields) if group else []
        return f"unknown; {', '.join(known)} are allowed" + nearest(location[-1], known)
    if kind == "missing":
        return "is missing"
    if kind == "literal_error":
        names = list(_choices(group, location)) or [context.get("expected", "")]
        return f"{', '.join(names)} are allowed" + nearest(str(each["input"]), names)
    if kind == "value_error":
        return str(context["error"])
    if kind in _PLAIN:
        return f"{_PLAIN[kind]} is allowed"
    if about:
        whole = "whole " if group and group.model_fields[location[-1]].annotation is int else ""
        return f"a {whole}number{_range(about)} ({about['unit']}) is allowed"
    return (
        each["msg"].removeprefix("Input should be ").removeprefix("Value error, ") + " is allowed"
    )


def _range(about: dict[str, Any]) -> str:
    """Return the hard bounds of a parameter in words."""
    low, high = about["minimum"], about["maximum"]
    return "" if low is None or high is None else f" from {_figure(low)} to {_figure(high)}"


def _figure(value: float) -> str:
    """Return a number as people write it."""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


def _choices(group: type[BaseModel] | None, location: list[str]) -> list[str]:
    """Return the names a field, or the keys of a table, can take."""
    for depth in (1, 2):
        inner = _group_at(location[:-depth])
        name = location[-depth] if len(location) >= depth else ""
        if inner and _has(inner, name):
            return [str(x) for x in _literals(inner.model_fields[name].annotation)]
    return []


def _literals(annotation: Any) -> list[Any]:
    """Return the literal values anywhere in an annotation."""
    found = []
    for each in get_args(annotation):
        found += [each] if isinstance(each, str) else _literals(each)
    return found


def _has(group: type[BaseModel], name: str) -> bool:
    return name in group.model_fields


def _group_at(location: list[str]) -> type[BaseModel] | None:
    """Return the group of parameters found at a place in a scenario."""
    here: Any = Scenario
    for step in location:
        if isinstance(here, type) and issubclass(here, BaseModel):
            if step not in here.model_fields:
                return None
            here = here.model_fields[step].annotation
        groups = [x for x in (here, *get_args(here)) if isinstance(x, type)]
        groups = [x for x in groups if issubclass(x, BaseModel)]
        if groups and (not get_args(here) or type(None) in get_args(here)):
            here = groups[0]
        elif getattr(here, "__origin__", None) in (dict, tuple):
            here = _Entries(groups[0]) if groups else None
        elif isinstance(here, _Entries):
            here = here.group
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


class _Entries:
    """A table of groups by name: one more step leads to a group."""

    def __init__(self, group: type[BaseModel]) -> None:
        self.group = group


def _plain(location: tuple[int | str, ...]) -> list[str]:
    """Return an error's location without pydantic's own steps."""
    steps = [str(step) for step in location if step != "[key]"]
    return [step for step in steps if not step.startswith(("literal[", "tuple["))]


def _short(value: Any) -> str:
    """Return a value as text of at most 60 characters."""
    text = repr(value) if not isinstance(value, dict) else "a table"
    return text if len(text) <= 60 else f"{text[:57]}..."
