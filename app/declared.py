"""Form fields made of parameter declarations: one place decides how a number is shown and read."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from experiments.wording import spread
from sim.parameters import Declaration
from sim.scenario_errors import Problem

__all__ = ["Field", "anchor_of", "facts_of", "field_of", "label_of", "named", "status_of",
           "step_of", "with_change", "with_notes"]  # fmt: skip

Field = dict[str, Any]
_TABLES = ("strategies", "communities", "rivals")  # their keys are names that users give
_SHORT = {"is_on": "Switched on", "is_deal": "Carries an offer", "asks_feedback": "Asks for advice"}


def named(name: str) -> str:
    """Return a name as words: "hours_per_week" as "Hours per week"."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def label_of(name: str) -> str:
    """Return what a parameter is called, by its dotted name."""
    last = name.rpartition(".")[2]
    return _SHORT.get(last) or named(last)


def anchor_of(name: str) -> str:
    """Return the place of a parameter on the page of the model: its name without users' names."""
    first, *rest = name.split(".")
    if first == "rivals" and len(rest) > 1:
        inner = rest[1:]
        if inner[0] == "strategy":
            return ".".join(["strategies", *inner[1:]])
        return "rivals.key" if inner == ["key"] else ".".join(["brand", *inner])
    return ".".join([first, *(rest[1:] if first in _TABLES else rest)])


def status_of(about: Declaration) -> str:
    """Return where a number is from: "assumed", "calibrated", "sourced" or "given"."""
    if about.confidence == "given":
        return "given"
    if about.is_calibrated:
        return "calibrated"
    return "assumed" if about.source.startswith("assumption") else "sourced"


def facts_of(about: Declaration) -> str:
    """Return range, bounds, source and confidence of a parameter, in sentences."""
    unit = "number" if about.unit == "share" else about.unit  # as the box has it: .3, not 30 %
    said = []
    if about.low is not None:
        said.append(f"Plausible: {spread(about.low, about.high, unit)}.")
    if about.minimum is not None and about.maximum is not None and unit != "0 or 1":
        said.append(f"Allowed: {spread(about.minimum, about.maximum, unit)}.")
    source = about.source.rstrip(".")
    said.append(f"{source[:1].upper()}{source[1:]}.")
    if about.confidence != "given":
        status = {"sourced": "taken from a source"}.get(status_of(about), status_of(about))
        said.append(f"Status: {status}. Confidence: {about.confidence}.")
    return " ".join(said)


def step_of(about: Declaration) -> float:
    """Return a step for a slider: whole for whole numbers, else about a fiftieth of the range.

    From the low end, steps of it lead to the default.
    """
    assert about.low is not None
    assert about.high is not None
    if isinstance(about.default, int):
        return 1
    width = about.high - about.low
    power = math.floor(math.log10(width / 50))
    start = about.default if isinstance(about.default, float) else about.low
    for size in (*(f * 10.0 ** (power - k) for k in range(3) for f in (5, 2, 1)),):
        n = abs(start - about.low) / size
        if size <= width / 50 and abs(n - round(n)) < 1e-6:
            return float(f"{size:.6g}")
    return float(f"{10.0 ** (power - 2):.6g}")


def field_of(about: Declaration, value: Any, *, label: str = "", facts: bool = False) -> Field:
    """Return a field: a box for yes or no, a slider where a range is plausible, else a number.

    Args:
        about: what is declared; its default decides whether numbers are whole.
        value: the one in force.
        label: what it is called; else its name.
        facts: whether range, source and confidence are told too.
    """
    meaning = about.meaning[:1].upper() + about.meaning[1:]
    field: Field = {
        "name": about.name, "label": label or label_of(about.name), "value": value,
        "help": f"{meaning}. {facts_of(about)}" if facts else f"{meaning}.",
        "link": f"/model#{anchor_of(about.name)}",
    }  # fmt: skip
    if about.unit == "0 or 1":
        return field | {"kind": "check", "value": bool(value)}
    field["unit"] = about.unit
    if about.low is None or about.high is None or not isinstance(value, int | float):
        whole = isinstance(about.default, int)
        return field | {"kind": "number", "min": about.minimum, "max": about.maximum,
                        "step": 1 if whole else "any"}  # fmt: skip
    return field | {
        "kind": "slider", "min": about.low if value >= about.low else about.minimum,
        "max": _widened(about.high, value, about.maximum),
        "step": step_of(about), "bounds": [about.minimum, about.maximum],
    }  # fmt: skip


def _widened(high: float, value: float, most: float | None) -> float:
    """Return the end of a slider: doubled until the value fits, so that it seldom moves."""
    while high < value and high > 0:
        high *= 2
    return max(value, min(high, most if most is not None else high))


def with_change(changes: Mapping[str, Any], name: str, value: Any, original: Any) -> dict[str, Any]:
    """Return the changes with one more; what equals the original is no change.

    Args:
        changes: so far, by dotted path.
        name: the path.
        value: as a form tells it.
        original: what the scenario says there; its kind decides how text is read.
    """
    kept = {path: each for path, each in changes.items() if path != name}
    value = _read(value, original)
    return kept if value == original else kept | {name: value}


def _read(value: Any, original: Any) -> Any:
    """Return a value of a form as the scenario has such values; what cannot be read as it is."""
    if isinstance(original, tuple | list) and isinstance(value, str):
        try:
            return type(original)(float(part) for part in value.split(","))
        except ValueError:
            return value
    if isinstance(value, bool) and not isinstance(original, bool):
        return int(value)
    if isinstance(value, float) and isinstance(original, int) and value.is_integer():
        return int(value)
    return value


def with_notes(
    fields: Iterable[Field], problems: Iterable[Problem], prefix: str = ""
) -> list[Field]:
    """Return fields with what is wrong beside each, in the engine's words.

    Args:
        fields: named by dotted path.
        problems: of a ScenarioError.
        prefix: of the problems' paths before the fields' names ("strategies.ads.").
    """
    wrong: dict[str, str] = {}
    for each in problems:
        wrong.setdefault(each.path.removeprefix(prefix), each.allowed)
    return [
        field | {"note": f"{wrong[field['name']]}."} if field.get("name") in wrong else field
        for field in fields
    ]
