"""A small market that runs in milliseconds, and runs made up to order."""

import numpy as np
import pandas as pd

from experiments.comparison import Comparison
from experiments.sample import Sample
from sim.outcomes import OUTCOMES, PARTS
from sim.scenario import Scenario

_PLAIN = [name for name, outcome in OUTCOMES.items() if outcome.ratio_of is None]


def market(**changes) -> Scenario:
    """Return two communities of 40 for four weeks, and four strategies."""
    posts = {
        "identify": {"communities": "all"},
        "commit": {"hours_per_week": 10.0},
        "tailor": {"mix": {"question": 1.0}, "posts_per_week": 3.0},
    }
    data = {
        "title": "Small market",
        "question": "Does talking beat shouting?",
        "baseline": "ads",
        "days": 28,
        "communities": {
            "makers": {"size": 40.0, "posts_per_member": 0.03},
            "menders": {"size": 40.0, "platform": "reddit"},
        },
        "audience": {"size": 100_000.0, "platform": "instagram"},
        "strategies": {
            "ads": {"pay": {"audience_ads": 500.0}},
            "talk": posts | {"interact": {"replies": True}},
            "shout": posts | {"tailor": {"mix": {"offer": 1.0}, "posts_per_week": 3.0}},
            "stay-away": {},
        },
    }
    return Scenario.model_validate(data | changes)


def sample(strategies=("ads", "talk"), n=4, idle=(), **values) -> Sample:
    """Return runs whose outcomes are 1, but for those given: one row a strategy."""
    shape = len(strategies), n
    plain = {name: np.ones(shape) for name in (*_PLAIN, *PARTS)}
    plain |= {name: np.broadcast_to(np.asarray(v, float), shape) for name, v in values.items()}
    is_idle = np.array([name in idle for name in strategies])
    headlines = Scenario.model_fields["outcomes"].default
    return Sample(tuple(strategies), is_idle, np.ones(shape, bool), plain, headlines)


def value(table: pd.DataFrame, **where) -> pd.Series:
    """Return the one row of a table that is meant."""
    for column, wanted in where.items():
        table = table[table[column] == wanted]
    assert len(table) == 1
    return table.iloc[0]


def lead(result: Comparison, outcome: str, strategy: str, other: str) -> tuple[float, float]:
    """Return the ends of the paired interval by which a strategy exceeds another."""
    _, low, high, _ = result.sample.difference(outcome, strategy, other)
    return low, high
