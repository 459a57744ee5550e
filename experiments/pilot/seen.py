"""What a brand sees of a trial in each future, and what committing is worth there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.compare import CompareError
from experiments.pilot.market import Asked, Market, profits
from experiments.pilot.metrics import METRICS, entered, mean_so_far, measured
from sim.results import Run

__all__ = ["Seen", "Whole", "see", "see_whole", "trials_of"]

_FEWEST = 2  # futures of which anything can be said

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What runs came to, by future. Dictionaries go by the number of communities of the trial.

    Attributes:
        own: profit of the strategy each week ($), shape (n_futures, n_weeks).
        other: that of what one stays with.
        most: communities that the strategy takes part in.
        figures: metrics of each week of a trial, as measured, (n_futures, n_metrics, n_weeks).
        trials: profit of a trial each week ($), shape (n_futures, n_weeks); where it is as long as
            `own`, it goes on after the trial as the strategy does.
    """

    own: Floats
    other: Floats
    most: int
    figures: dict[int, Floats]
    trials: dict[int, Floats]

    def __len__(self) -> int:
        return len(self.own)

    @property
    def benefit(self) -> Floats:
        """What committing at once is worth above staying ($), shape (n_futures,)."""
        return self.own.sum(axis=1) - self.other.sum(axis=1)

    def trial(self, communities: int, weeks: int) -> Floats:
        """Return what a trial earns above staying ($), mostly below zero, shape (n_futures,).

        There is one budget: what one stays with waits while the trial lasts, begins after it, and
        loses its last weeks.
        """
        lost = self.other[:, self.other.shape[1] - weeks :].sum(axis=1)
        return self.trials[communities][:, :weeks].sum(axis=1) - lost

    def later(self, communities: int, weeks: int) -> Floats:
        """Return what going on after a trial is worth above staying ($), shape (n_futures,).

        Where it was not simulated: communities that were tried are what they would be, and the
        others, by their number, begin after the trial.
        """
        trial, n_weeks = self.trials[communities], self.own.shape[1]
        stayed = self.other[:, : n_weeks - weeks].sum(axis=1)
        if trial.shape[1] == n_weeks:
            return trial[:, weeks:].sum(axis=1) - stayed
        tried = communities / self.most
        warm, cold = self.own[:, weeks:].sum(axis=1), self.own[:, : n_weeks - weeks].sum(axis=1)
        return tried * warm + (1.0 - tried) * cold - stayed

    def figure(self, communities: int, weeks: int, metric: int) -> Floats:
        """Return what a trial measures, so that more speaks for going on, shape (n_futures,)."""
        weekly = self.figures[communities][:, metric]
        return METRICS[metric].direction * mean_so_far(weekly, weeks)


@dataclass(frozen=True, slots=True)
class Whole:
    """Runs over the whole length, by future; None where one failed."""

    own: list[Run | None]
    other: list[Run | None]
    more: tuple[list[Run | None], ...] = ()

    @property
    def communities(self) -> int:
        """The most communities that the strategy was seen in."""
        return max((entered(run) for run in self.own if run), default=0)


def see_whole(
    market: Market, strategy: str, less: str, first: Sequence[Run | None] = (),
    more: Sequence[str] = (),
) -> Whole:  # fmt: skip
    """Return the runs of both strategies in every future.

    Args:
        market: the futures.
        strategy: what is tried.
        less: what one stays with.
        first: runs of the strategy that are there already.
        more: what else to run there.
    """
    n, done = len(market.futures), len(first)
    asked = [Asked(strategy, f) for f in range(done, n)]
    asked += [Asked(name, f) for name in (less, *more) for f in range(n)]
    runs = [*first, *market.runs(asked)]
    own, other, *rest = (runs[j * n : (j + 1) * n] for j in range(2 + len(more)))
    return Whole(own, other, tuple(rest))


def trials_of(
    market: Market, whole: Whole, strategy: str, communities: Sequence[int], weeks: int
) -> dict[int, list[Run | None]]:
    """Return the trials of so many weeks, by communities; of all, it is the strategy's own run."""
    n, fewer = len(market.futures), [k for k in communities if k < whole.communities]
    runs = market.runs([Asked(strategy, f, k, weeks) for k in fewer for f in range(n)])
    trials = {k: runs[j * n : (j + 1) * n] for j, k in enumerate(fewer)}
    return trials | {k: whole.own for k in communities if k not in fewer}


def see(
    market: Market, whole: Whole, trials: Mapping[int, Sequence[Run | None]], most: int,
    noise: Floats,
) -> Seen:  # fmt: skip
    """Return what trials show, and what committing is worth, where no run failed.

    Args:
        market: the futures.
        whole: the runs of both strategies there.
        trials: runs by communities, one a future.
        most: communities of the strategy.
        noise: of a weekly metric in each future (ratio), shape (n_futures,).

    Raises:
        CompareError: if hardly any future has all of its runs.
    """
    rows = zip(whole.own, whole.other, *trials.values(), strict=True)
    kept = [f for f, row in enumerate(rows) if None not in row]
    if len(kept) < _FEWEST:
        why = market.failures[0].error if market.failures else "too few futures are asked for"
        raise CompareError(f"{len(kept)} futures have all of their runs: {why}")

    def these(runs: Sequence[Run | None]) -> list[Run]:
        return [run for run in (runs[f] for f in kept) if run is not None]

    figures = {
        k: np.array([
            measured(run, k, float(of_run))
            for run, of_run in zip(these(runs), noise[kept], strict=True)
        ])
        for k, runs in trials.items()
    }  # fmt: skip
    earned = {k: profits(these(runs)) for k, runs in trials.items()}
    return Seen(profits(these(whole.own)), profits(these(whole.other)), most, figures, earned)
