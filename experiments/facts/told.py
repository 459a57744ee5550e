"""Findings for machines: JSON and a table. Undefined is null."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments import wording
from experiments.facts.fact import Fact, SameAs
from experiments.facts.finding import Finding
from experiments.statistics import Interval

__all__ = ["as_json", "as_table", "counts_in_words", "figures", "mechanism_in_words", "number",
           "range_in_words", "setting_in_words"]  # fmt: skip


def as_json(findings: Sequence[Finding]) -> str:
    """Return findings as JSON; value, low and high are those of a fact's main value."""
    rows = [_as_data(each) for each in findings]
    return json.dumps({"facts": rows}, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return findings as a table: one row for each value, and one for what has none."""
    rows = []
    for each in findings:
        data = _as_data(each)
        shared = {name: data[name] for name in ("id", "name", "verdict", "status", "mechanism",
                                                "vanishes", "replicates")}  # fmt: skip
        rows += [shared | value for value in data["values"]] or [shared]
    return pd.DataFrame(rows)


def _as_data(finding: Finding) -> dict[str, Any]:
    """Return one finding as plain data; what is asked for first, details after it."""
    fact = finding.fact
    values = [
        {"meaning": value.meaning, **_ends(finding.values, k),
         "should_be": {"above": wording.finite(value.low), "below": wording.finite(value.high)},
         "off": _ends(finding.switched_off, k), "neutral": _ends(finding.without_any, k)}
        for k, value in enumerate(fact.values)
    ]  # fmt: skip
    return {
        "id": fact.number, "verdict": finding.verdict, "status": finding.status,
        **_ends(finding.values, 0),
        "mechanism": mechanism_in_words(fact) or None, "vanishes": finding.vanishes,
        "name": fact.name, "title": fact.title, "statement": fact.statement,
        "source": fact.source, "replicates": finding.replicates, "values": values,
        "rests_on": [each.parameter for each in fact.rests_on],
        "cannot_be_tested_because": fact.cannot or None,
        "needs": fact.needs or None if finding.verdict != "emerges" else None,
    }  # fmt: skip


def _ends(intervals: Sequence[Interval], k: int) -> dict[str, float | None]:
    """Return the k-th interval as data; null where it was not measured."""
    each = intervals[k] if intervals else (None, None, None)
    return {name: wording.finite(x) for name, x in zip(("value", "low", "high"), each, strict=True)}


def mechanism_in_words(fact: Fact) -> str:
    """Return what brings a fact about, and what switches it off; nothing if it is not tested."""
    if fact.mechanism is None:
        return ""
    off = ", ".join(
        f"{path} = {setting_in_words(value)}" for path, value in fact.mechanism.off.items()
    )
    return f"{fact.mechanism.name} (off: {off})"


def setting_in_words(value: Any) -> str:
    """Return the value of a parameter, or which other one it is set to."""
    if isinstance(value, SameAs):
        return f"that of {value.parameter}"
    return str(value) if isinstance(value, str) else f"{value:g}"


def counts_in_words(findings: Sequence[Finding]) -> str:
    """Return how many emerge, what they are owed to, and how many go with their mechanism."""
    verdicts = Counter(each.verdict for each in findings)
    status = Counter(each.status for each in findings if each.status)
    gone = sum(each.vanishes is True for each in findings)
    said = (
        f"Of {len(findings)} {wording.plural('fact', len(findings))} {verdicts['emerges']} "
        f"emerge, {verdicts['does not emerge']} do not, {verdicts['cannot be tested here']} "
        "cannot be tested here."
    )
    if not verdicts["emerges"]:
        return said
    return (
        f"{said} Status of those that emerge: {status['emergent']} emergent, "
        f"{status['calibrated']} calibrated, {status['assumed']} assumed. Of all facts that emerge "
        f"at least in part, {gone} vanish when the mechanism named is switched off."
    )


def range_in_words(low: float, high: float) -> str:
    """Return the range that a value should lie in."""
    if wording.finite(high) is None:
        return f"above {number(low)}"
    if wording.finite(low) is None:
        return f"below {number(high)}"
    return f"{number(low)} to {number(high)}"


def figures(each: Interval) -> str:
    """Return a mean with its interval."""
    if wording.finite(each.mean) is None:
        return "undefined"
    digits = 1 if max(abs(each.low), abs(each.high)) >= 10 else 3
    mean, low, high = (number(x, digits) for x in each)
    return f"{mean} [{low}, {high}]"


def number(x: float, digits: int = 3) -> str:
    """Return a number without what says nothing: -0.50 is -.5."""
    text = f"{x:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{x:.0f}"
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if abs(x) < 1 else text
