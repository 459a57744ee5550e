"""What is wrong with a scenario, in words: where, what it got, what is allowed."""

import difflib
from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from sim.parameters import about_field
from sim.scenario import Scenario

__all__ = ["Problem", "ScenarioError", "explain", "nearest", "referring"]


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


def explain(error: ValidationError, origins: dict[str, str], file: str) -> list[Problem]:
    """Return what pydantic found, each in our words."""
    found = {}
    for each in error.errors():
        location = _plain(each["loc"])
        dotted = ".".join(location)
        got = None if each["type"] == "missing" else each["input"]
        problem = Problem(_origin(dotted, origins, file), dotted, got, _allowed(each, location))
        found.setdefault((dotted, problem.allowed), problem)
    return list(found.values())


def referring(data: dict[str, Any], origins: dict[str, str], file: str) -> list[Problem]:
    """Return what is wrong between the parts: names that stand for nothing, keys used twice."""
    problems = []

    def note(path: str, got: Any, allowed: str) -> None:
        problems.append(Problem(_origin(path, origins, file), path, got, allowed))

    strategies, communities = _table(data, "strategies"), _table(data, "communities")
    baseline = data.get("baseline")
    if isinstance(baseline, str) and strategies and baseline not in strategies:
        allowed = f"one of the strategies is allowed: {', '.join(strategies)}"
        note("baseline", baseline, allowed + nearest(baseline, strategies))
    for empty in ("strategies", "communities"):
        if empty in data and data[empty] == {}:
            note(empty, None, "at least one is needed")
    rivals = _table(data, "rivals")
    every = [(f"strategies.{name}", each, "brand") for name, each in strategies.items()]
    every += [
        (f"rivals.{name}.strategy", _table(each, "strategy"), f"rivals.{name}")
        for name, each in rivals.items() if isinstance(each, dict)
    ]  # fmt: skip
    for path, strategy, owner in every:
        chosen = _table(strategy, "identify").get("communities", "all")
        for name in chosen if isinstance(chosen, list) else []:
            if name not in communities and "file" not in _table(data, "network"):
                allowed = f"one of the communities is allowed: {', '.join(communities)}"
                note(
                    f"{path}.identify.communities", name, allowed + nearest(str(name), communities)
                )
        has_page = _table(rivals, owner[7:]) if owner != "brand" else _table(data, "brand")
        pages = _table(strategy, "tailor").get("page_posts_per_week", 0)
        if isinstance(pages, int | float) and pages > 0 and not has_page.get("page_followers"):
            allowed = f"a page needs followers: {owner}.page_followers is 0"
            note(f"{path}.tailor.page_posts_per_week", pages, allowed)
    keys: dict[Any, str] = {}
    for name, rival in rivals.items():
        key = rival.get("key") if isinstance(rival, dict) else None
        if key is not None and key in keys:
            note(f"rivals.{name}.key", key, f"rivals.{keys[key]} has this key already")
        keys[key] = name
    return problems


def _table(data: Any, key: str) -> dict[str, Any]:
    """Return a table inside a table, or an empty one where there is none."""
    inner = data.get(key) if isinstance(data, dict) else None
    return inner if isinstance(inner, dict) else {}


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
        elif get_args(here) and dict in (getattr(here, "__origin__", None),):
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


def _origin(dotted: str, origins: dict[str, str], file: str) -> str:
    """Return the file that a value, or the nearest table around it, is from."""
    while dotted:
        if dotted in origins:
            return origins[dotted]
        dotted = dotted.rpartition(".")[0]
    return file


def _short(value: Any) -> str:
    """Return a value as text of at most 60 characters."""
    text = repr(value) if not isinstance(value, dict) else "a table"
    return text if len(text) <= 60 else f"{text[:57]}..."
