"""Where strategies are run over futures: one luck a future, the same for all of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.futures import draw_futures, future_tasks
from experiments.runner import seed_of
from experiments.running import RunMany
from experiments.sample import Sample, sample_of
from experiments.statistics import Interval, bootstrap_weights, interval_of
from experiments.workers import Failure, Setting
from sim.parameters import Declaration
from sim.real_network import RealNetwork
from sim.scenario import Scenario

__all__ = ["Bench"]

_FIRST, _AGAIN, _FRESH = 1, 2, 3  # lucks of futures; compare's futures have the first, too
_N_AGAIN = 30  # futures that are run on a second luck


class Bench:
    """Runs strategies over futures, and keeps the runs that failed."""

    def __init__(
        self, spec: Scenario, run: RunMany, seed: int, uncertainties: Sequence[Declaration],
        network: RealNetwork | None = None,
    ) -> None:  # fmt: skip
        self.setting, self.run, self.seed = Setting(spec, network), run, seed
        self.uncertainties = uncertainties
        self.failures: list[Failure] = []

    def first(self, n: int, strategies: tuple[str, ...]) -> tuple[pd.DataFrame, Sample]:
        """Return n futures, one a row, and what strategies came to in them."""
        draws = draw_futures(self.uncertainties, n, self.seed, self.setting.spec.posterior)
        return draws, self._sample(draws, strategies, _FIRST)

    def fresh(self, n: int, strategies: tuple[str, ...]) -> tuple[pd.DataFrame, Sample]:
        """Return n other futures, and what strategies came to in them."""
        seed = seed_of(self.seed, _FRESH) >> 32
        draws = draw_futures(self.uncertainties, n, seed, self.setting.spec.posterior)
        return draws, self._sample(draws, strategies, _FRESH)

    def luck(
        self, draws: pd.DataFrame, sample: Sample, outcome: str, pair: tuple[str, str]
    ) -> Interval:
        """Return the share of a lead's variance over futures that is luck, with its interval.

        Some futures are run on two lucks: half of the squared difference is the variance of luck.

        Args:
            draws: the first futures.
            sample: what strategies came to in them.
            outcome: of which there is a lead.
            pair: who leads, and over whom.
        """
        few = draws.iloc[:_N_AGAIN]
        again = self._sample(few, pair, _AGAIN).of_each_run(outcome)
        rows = [sample.strategies.index(each) for each in pair]
        once = sample.of_each_run(outcome)[rows, : len(few)]
        leads = np.stack([each[0] - each[1] for each in (once, again)])
        leads = leads[:, np.isfinite(leads).all(axis=0)]
        if leads.shape[1] < 2 or np.ptp(leads) == 0:
            return Interval(np.nan, np.nan, np.nan)
        weights = bootstrap_weights(leads.shape[1])
        by_luck = weights @ np.var(leads, axis=0, ddof=1)
        mean = weights @ leads.mean(axis=0)
        spread = weights @ (leads**2).mean(axis=0) - mean**2
        nothing = np.full(len(spread), np.nan)
        return interval_of(np.divide(by_luck, spread, out=nothing, where=spread > 0).clip(0, 1))

    def _sample(self, draws: pd.DataFrame, strategies: tuple[str, ...], luck: int) -> Sample:
        """Return what strategies came to in futures."""
        tasks = future_tasks(draws, strategies, self.seed, luck)
        results = self.run(tasks, self.setting)
        self.failures += [each for each in results if isinstance(each, Failure)]
        return sample_of(tasks, results, self.setting.spec, strategies, len(draws))
