"""Decision tables: what strategies are worth over futures that nobody can choose among.

Every strategy meets the same futures, so a figure of one is comparable with another's. Intervals
are 95 %, by a bootstrap over futures: a resample is a weight for each future, and every figure is
a function of weights.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.sample import Sample
from experiments.statistics import Interval, bootstrap_weights, interval_of, shares_of_best
from sim.outcomes import OUTCOMES

__all__ = [
    "MEASURES", "Flags", "Floats", "Goal", "Worth", "decision_table", "lead_of", "outcome_table",
    "quantile_at", "tail_mean", "worth_of",
]  # fmt: skip

MEASURES = (
    "expected", "behind", "chance_of_best", "regret_mean", "regret_90", "regret_max",
    "satisficing", "cvar",
)  # fmt: skip
_TAIL = 0.1  # share of futures that are the worst
_UNKNOWN = Interval(np.nan, np.nan, np.nan)
_ROUNDING = 1e-9  # of sums of weights

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]


class Worth(NamedTuple):
    """What strategies are worth in each future: more is better, undefined is minus infinity.

    Attributes:
        strategies: those with runs.
        values: shape (n_strategies, n_futures).
        may_win: who counts as a choice: who does nothing does not on a cost, where it would
            win by definition; shape (n_strategies,).
        futures: numbers of the futures that every one of them has a run in, shape (n_futures,).
        direction: 1 if the outcome is better high, -1 if low.
    """

    strategies: tuple[str, ...]
    values: Floats
    may_win: Flags
    futures: NDArray[np.intp]
    direction: int

    def row(self, strategy: str) -> Floats:
        """Return what a strategy is worth, shape (n_futures,)."""
        return self.values[self.strategies.index(strategy)]

    @property
    def is_choice(self) -> Flags:
        """Return who may win and has a value in every future, shape (n_strategies,)."""
        return self.may_win & np.isfinite(self.values).all(axis=1)

    def ranked(self) -> list[str]:
        """Return the choices, the highest expected worth first."""
        choices = np.flatnonzero(self.is_choice)
        means = self.values[choices].mean(axis=1)
        return [self.strategies[s] for s in choices[np.argsort(-means, kind="stable")]]


class Goal(NamedTuple):
    """What a strategy should reach in a future.

    Attributes:
        outcome: what is decided on.
        bar: to do at least as well as each of these strategies;
        target: unless it is a value of the outcome.
    """

    outcome: str
    bar: tuple[str, ...]
    target: float | None = None

    def is_met(self, worth: Worth) -> Flags:
        """Return in which futures each strategy reaches it, shape (n_strategies, n_futures)."""
        if self.target is None:
            needed = np.max([worth.row(each) for each in self.bar], axis=0)
        else:
            needed = np.full(len(worth.futures), worth.direction * self.target)
        return np.isfinite(worth.values) & (worth.values >= needed)


def worth_of(sample: Sample, outcome: str) -> Worth:
    """Return what strategies are worth in the futures that all of them have a run in.

    A ratio is taken in each future. Strategies without any run are set aside.
    """
    about, has_any = OUTCOMES[outcome], sample.has_run.any(axis=1)
    complete = sample.has_run[has_any].all(axis=0)
    values = about.direction * sample.of_each_run(outcome)[np.ix_(has_any, complete)]
    return Worth(
        tuple(s for s, has in zip(sample.strategies, has_any, strict=True) if has),
        np.where(np.isnan(values), -np.inf, values),
        ~(sample.is_idle & about.is_cost)[has_any],
        np.flatnonzero(complete),
        about.direction,
    )


def tail_mean(values: Floats, weights: Floats, share: float) -> Floats:
    """Return the mean of the lowest share of values (CVaR), shape (n_resamples,).

    Args:
        values: shape (n,).
        weights: rows that sum to 1, shape (n_resamples, n).
        share: 0 < share <= 1; a future may be in it by a part.
    """
    order = np.argsort(values, kind="stable")
    ours = weights[:, order]
    before = np.cumsum(ours, axis=1) - ours
    return np.clip(share - before, 0.0, ours) @ values[order] / share


def quantile_at(values: Floats, weights: Floats, share: float) -> Floats:
    """Return the least value that a share of the futures does not exceed, shape (n_resamples,)."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[:, order], axis=1) >= share - _ROUNDING
    return values[order][reached.argmax(axis=1)]


def decision_table(worth: Worth, is_met: Flags, chosen: str) -> pd.DataFrame:
    """Return strategy, measure, value, low, high.

    In the outcome's unit: expected (its mean), behind (by how much that is worse than the
    chosen's, paired), regret (by how much it is worse than the best of the future), and cvar (the
    mean of its worst tenth). Shares of futures: chance_of_best, satisficing (the target is met).
    Undefined: regret of who may not win; all but regret_90 of who has no value in some future;
    the interval of a maximum.

    Args:
        worth: of the strategies.
        is_met: in which futures each meets the target, shape (n_strategies, n_futures).
        chosen: a strategy with a value in every future.
    """
    weights, rows = bootstrap_weights(len(worth.futures)), []
    best, shares = (
        worth.values[worth.may_win].max(axis=0),
        shares_of_best(worth.values, worth.may_win),
    )
    for s, strategy in enumerate(worth.strategies):
        found = {
            "chance_of_best": interval_of(weights @ shares[s]),
            "satisficing": interval_of(weights @ is_met[s]),
            "behind": lead_of(worth, chosen, strategy),
            **_amounts(worth, s, best, weights),
        }
        rows += [(strategy, name, *found.get(name, _UNKNOWN)) for name in MEASURES]
    return pd.DataFrame(rows, columns=["strategy", "measure", "value", "low", "high"])


def _amounts(worth: Worth, s: int, best: Floats, weights: Floats) -> dict[str, Interval]:
    """Return what is known of one strategy in the outcome's unit."""
    values, found = worth.values[s], {}
    is_defined = bool(np.isfinite(values).all())
    if is_defined:
        found["expected"] = interval_of(worth.direction * (weights @ values))
        found["cvar"] = interval_of(worth.direction * tail_mean(values, weights, _TAIL))
    if worth.may_win[s] and np.isfinite(best).all():
        regret = best - values
        found["regret_90"] = interval_of(quantile_at(regret, weights, 0.9))
        if is_defined:
            found["regret_mean"] = interval_of(weights @ regret)
            found["regret_max"] = Interval(float(regret.max()), np.nan, np.nan)
    return found


def lead_of(worth: Worth, strategy: str, other: str) -> Interval:
    """Return by how much a strategy is better than another on average, paired."""
    with np.errstate(invalid="ignore"):  # neither has a value
        lead = worth.row(strategy) - worth.row(other)
    if not np.isfinite(lead).all():
        return _UNKNOWN
    return interval_of(bootstrap_weights(len(lead)) @ lead)


def outcome_table(worth: Worth) -> pd.DataFrame:
    """Return strategy, future, value (in the outcome's unit, NaN where undefined)."""
    values = worth.direction * np.where(np.isfinite(worth.values), worth.values, np.nan)
    n = len(worth.futures)
    return pd.DataFrame({
        "strategy": np.repeat(worth.strategies, n),
        "future": np.tile(worth.futures, len(worth.strategies)),
        "value": values.ravel() + 0.0,
    })  # fmt: skip
