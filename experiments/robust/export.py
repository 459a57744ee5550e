"""Robust decisions as JSON and as a table."""

import json
from typing import Any

import pandas as pd

from experiments import wording
from experiments.robust.decision import MEASURES
from experiments.robust.study import Robust
from experiments.robust.told import goal_in_words
from experiments.statistics import Interval
from sim.outcomes import OUTCOMES

__all__ = ["as_json", "as_table"]

_SHARES = ("chance_of_best", "satisficing")


def as_table(result: Robust) -> pd.DataFrame:
    """Return strategy, measure, unit, value, low, high: the decision table with units."""
    table, unit = result.decision.copy(), OUTCOMES[result.goal.outcome].unit
    units = {each: "share" if each in _SHARES else unit for each in MEASURES}
    table.insert(2, "unit", table.measure.map(units))
    return table


def as_json(result: Robust) -> str:
    """Return all that was found as JSON: the same study gives the same bytes."""
    found = result.discovery
    said: dict[str, Any] = {
        "scenario": result.name, "seed": result.seed, "futures": result.futures,
        "outcome": result.goal.outcome, "unit": OUTCOMES[result.goal.outcome].unit,
        "target": goal_in_words(result), "chosen": result.chosen, "examined": result.examined,
        "strategies": _rows(as_table(result)), "front": _rows(result.front),
        "evpi": _ends(result.evpi), "information": _rows(result.information),
        "rules": {name: [each._asdict() for each in rule] for name, rule in result.rules.items()},
        "box": {
            "of": "misses" if found.is_of_misses else "successes",
            "sides": [side._asdict() for side in found.box],
            "is_confirmed": found.is_confirmed, "found": found.found._asdict(),
            "fresh": found.fresh._asdict(), "coverage": _ends(found.coverage),
            "density": _ends(found.density), "overall": _ends(found.overall),
        },
        "confirmed": _rows(result.confirmed), "luck": _ends(result.luck),
        "failed": len(result.failures),
    }  # fmt: skip
    return json.dumps(said, indent=2, allow_nan=False) + "\n"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(k): wording.finite(v) if isinstance(v, float) else v for k, v in row.items()}
        for row in table.to_dict("records")
    ]


def _ends(interval: Interval) -> dict[str, float | None]:
    """Return an interval as JSON has it."""
    names = ("value", "low", "high")
    return {k: wording.finite(v) for k, v in zip(names, interval, strict=True)}
