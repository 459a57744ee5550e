"""Runs over plausible futures: whole ones, and trials of the first weeks in a few communities."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.futures import future_tasks
from experiments.runner import Failure, Setting, Task
from experiments.running import RunMany
from sim.results import Run

__all__ = ["Asked", "Market", "market_of", "profits"]


class Asked(NamedTuple):
    """One run in one future."""

    strategy: str
    future: int
    communities: int = 0  # the most to be in; 0 for as many as the strategy says
    weeks: int = 0  # length; 0 for the scenario's


@dataclass(frozen=True, slots=True)
class Market:
    """Futures, and the runs made in them.

    Attributes:
        setting: scenario and network.
        futures: what each future draws and its luck, as a task without a strategy.
        run: makes runs.
        failures: runs that failed so far.
    """

    setting: Setting
    futures: list[Task]
    run: RunMany
    failures: list[Failure] = field(default_factory=list)

    def runs(self, asked: Sequence[Asked]) -> list[Run | None]:
        """Return the run of each that is asked, with its series; None where it failed."""
        results = self.run([self._task(each) for each in asked], self.setting)
        self.failures.extend(each for each in results if isinstance(each, Failure))
        return [None if isinstance(each, Failure) else each for each in results]

    def noise(self, strategy: str) -> NDArray[np.floating]:
        """Return the noise of a strategy's weekly metrics in each future (ratio), (n_futures,)."""
        spec = self.setting.spec
        block = spec.strategies[strategy].analytics
        tool = block.tool if block else "platform"  # what the platform shows for nothing
        known = getattr(spec.tools, tool).noise
        drawn = [each.overrides.get(f"tools.{tool}.noise", known) for each in self.futures]
        return np.array(drawn, float)

    def _task(self, asked: Asked) -> Task:
        """Return the task of a run."""
        future = self.futures[asked.future]
        changes: dict[str, object] = {}
        if asked.communities:
            changes[f"strategies.{asked.strategy}.identify.how_many"] = asked.communities
        if asked.weeks:
            changes["days"] = 7 * asked.weeks
        return replace(
            future, strategy=asked.strategy, overrides=future.overrides | changes,
            outcomes_only=False,
        )  # fmt: skip


def market_of(
    setting: Setting, draws: pd.DataFrame, seed: int, luck: int, run: RunMany
) -> Market:  # fmt: skip
    """Return the futures of some draws.

    Args:
        setting: scenario and network.
        draws: one row a future, one column a parameter, by its dotted name.
        seed: of the study.
        luck: >= 1; one draw of luck for each future, as compare --futures has it for 1.
        run: makes runs.
    """
    return Market(setting, future_tasks(draws, [""], seed, luck), run)


def profits(runs: Sequence[Run]) -> NDArray[np.floating]:
    """Return the profit of each run in each week ($), shape (n_runs, n_weeks)."""
    return np.array([run.weekly["margin"] - run.weekly["cost"] for run in runs])
