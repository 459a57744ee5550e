"""A sample: what runs came to, by strategy and replicate, and what follows from pairing them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import (
    Difference,
    Interval,
    chance_of_best,
    difference_of_ratios,
    mean_interval,
    paired_difference,
    quotient,
    ratio_of_means,
    resampled_difference,
)  # fmt: skip
from experiments.workers import Failure, Task
from sim.outcomes import OUTCOMES, PARTS
from sim.results import Run
from sim.scenario import Scenario

__all__ = ["Sample", "sample_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Outcomes by strategy and replicate (or future): column r of every row had the same luck.

    Attributes:
        strategies: names, one for each row.
        is_idle: which of them do nothing, shape (n_strategies,).
        has_run: where there is a run that did not fail, shape (n_strategies, n_replicates).
        plain: outcomes that are no ratio, and sim.outcomes.PARTS, by name; NaN without a run;
            shape (n_strategies, n_replicates) each.
        headlines: outcomes that an answer is about, in this order.
    """

    strategies: tuple[str, ...]
    is_idle: NDArray[np.bool_]
    has_run: NDArray[np.bool_]
    plain: dict[str, NDArray[np.floating]]
    headlines: tuple[str, ...]

    def of_each_run(self, outcome: str) -> NDArray[np.floating]:
        """Return an outcome of every run, ratios too, shape (n_strategies, n_replicates)."""
        parts = OUTCOMES[outcome].ratio_of
        if parts is None:
            return self.plain[outcome]
        return quotient(self.plain[parts[0]], self.plain[parts[1]])

    def mean(self, outcome: str, strategy: str) -> Interval:
        """Return the mean of an outcome, in its unit; of a ratio, the ratio of the means."""
        s = self.strategies.index(strategy)
        columns = [values[s, self.has_run[s]] for values in self._parts(outcome)]
        return ratio_of_means(*columns) if len(columns) == 2 else mean_interval(*columns)

    def difference(self, outcome: str, strategy: str, other: str) -> Difference:
        """Return by how much a strategy exceeds another, over the replicates that both have."""
        s, o = self.strategies.index(strategy), self.strategies.index(other)
        both = self.has_run[s] & self.has_run[o]
        one = [values[s, both] for values in self._parts(outcome)]
        two = [values[o, both] for values in self._parts(outcome)]
        if len(one) == 2:
            return difference_of_ratios(*one, *two)
        return paired_difference(*one, *two)

    def resampled(self, outcome: str, strategy: str, other: str) -> NDArray[np.floating]:
        """Return that difference in each resample of replicates, shape (n_resamples,)."""
        s, o = self.strategies.index(strategy), self.strategies.index(other)
        both = self.has_run[s] & self.has_run[o]
        parts = self._parts(outcome)
        return resampled_difference([v[s, both] for v in parts], [v[o, both] for v in parts])

    def best(self, outcome: str) -> NDArray[np.floating]:
        """Return each strategy's chance of being best, shape (n_strategies,).

        Only replicates count that every strategy has, those aside that have none at all. Who
        does nothing is never best on a cost.
        """
        about = OUTCOMES[outcome]
        has_any = self.has_run.any(axis=1)
        complete = self.has_run[has_any].all(axis=0)
        may_win = has_any & ~(self.is_idle & about.is_cost)
        return chance_of_best(self.of_each_run(outcome)[:, complete], about.direction, may_win)

    def _parts(self, outcome: str) -> list[NDArray[np.floating]]:
        """Return the outcome, or the numerator and denominator of a ratio."""
        return [self.plain[name] for name in OUTCOMES[outcome].ratio_of or (outcome,)]


def sample_of(
    tasks: Sequence[Task],
    results: Sequence[Run | Failure],
    spec: Scenario,
    strategies: tuple[str, ...],
    n_replicates: int,
) -> Sample:
    """Return the sample that the results of tasks make."""
    shape = len(strategies), n_replicates
    names = [name for name, outcome in OUTCOMES.items() if outcome.ratio_of is None]
    plain = {name: np.full(shape, np.nan) for name in (*names, *PARTS)}
    has_run = np.zeros(shape, bool)
    for task, run in zip(tasks, results, strict=True):
        if isinstance(run, Failure):
            continue
        place = strategies.index(task.strategy), task.replicate
        has_run[place] = True
        for name, values in plain.items():
            values[place] = run.outcomes[name]
    known = spec.strategies  # a policy is none of them, and does something
    is_idle = np.array([name in known and known[name].is_idle for name in strategies])
    return Sample(strategies, is_idle, has_run, plain, spec.outcomes)
