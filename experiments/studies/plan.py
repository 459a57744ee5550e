"""A plan: a study of which every word has been looked up, before the first run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.factors import DUMMY, Factor
from experiments.runner import seed_of
from experiments.studies.file import Study
from experiments.workers import Setting, Task
from sim.real_network import RealNetwork
from sim.scenario import Scenario

__all__ = ["Plan"]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a study will run.

    Attributes:
        name: of the study: its file without the ending.
        study: as the file states it.
        spec: the scenario with the study's settings and its own strategies.
        network: the real network, if there is one.
        strategies: that run at every point.
        factors: what varies.
        points: one row a point, one column a factor, by its dotted name.
        outcomes: that summaries speak of.
        origins: where each value that is no default came from, by dotted path.
    """

    name: str
    study: Study
    spec: Scenario
    network: RealNetwork | None
    strategies: tuple[str, ...]
    factors: tuple[Factor, ...]
    points: pd.DataFrame
    outcomes: tuple[str, ...]
    origins: dict[str, str]

    @property
    def baseline(self) -> str:
        """The strategy that others are compared to."""
        return self.spec.baseline

    @property
    def seed(self) -> int:
        """Of the whole study."""
        return self.study.seed

    @property
    def replicates(self) -> int:
        """Runs of each strategy at a point; of an adaptive study, the fewest."""
        stop = self.study.replicates.stop
        return stop.least if stop else self.study.replicates.count

    @property
    def setting(self) -> Setting:
        """What all runs share."""
        return Setting(self.spec, self.network)

    @property
    def content(self) -> dict[str, Any]:
        """All of it, as JSON has it: two plans of equal content are one study."""
        return {
            "study": self.study.model_dump(mode="json", by_alias=True),
            "scenario": self.spec.model_dump(mode="json"),
            "strategies": list(self.strategies),
            "points": self.points.to_csv(index=False, lineterminator="\n"),
        }

    def tasks(self, replicates: range, points: Iterable[int] | None = None) -> list[Task]:
        """Return the runs of some replicates, at some points or at all, point by point."""
        return list(self._tasks(replicates, range(len(self.points)) if points is None else points))

    def _tasks(self, replicates: range, points: Iterable[int]) -> Iterator[Task]:
        is_paired, brief = self.study.replicates.pairing == "crn", not self.study.outputs.series
        names = [str(name) for name in self.points.columns if name != DUMMY]
        places = list(points)
        rows = self.points[names].iloc[places].to_dict("records") if names else [{}] * len(places)
        for at, row in zip(places, rows, strict=True):
            overrides = {str(name): _plain(value) for name, value in row.items()}
            for r in replicates:
                path = (r,) if is_paired else (at, 1 + r)
                seed = seed_of(self.study.seed, *path)
                for strategy in self.strategies:
                    yield Task(strategy, r, seed, overrides, outcomes_only=brief)


def _plain(value: Any) -> Any:
    """Return a value of Python for one of NumPy."""
    return value.item() if hasattr(value, "item") else value
