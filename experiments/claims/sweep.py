"""The runs that claims ask for, each made once, whoever asks for it."""

import json
from dataclasses import dataclass
from typing import Any

from experiments.claims.case import Case
from experiments.runner import Failure, OnProgress, Setting, Task, run_tasks, seed_of
from experiments.sample import Sample, sample_of
from experiments.statistics import Difference
from sim.results import Run
from sim.scenario_file import load_network

__all__ = ["Cell", "Sweep"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Paired runs of a claim's two strategies under the same settings.

    Attributes:
        case: the claim.
        keys: of the runs, in the order of the sample: all of one strategy, then of the other.
    """

    case: Case
    keys: tuple[str, ...]


class Sweep:
    """Runs that were asked for, over several scenarios.

    Args:
        seed: everything random follows from it.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.failures: list[Failure] = []
        self._tasks: dict[str, Task] = {}
        self._settings: dict[str, Setting] = {}
        self._results: dict[str, Run | Failure] = {}

    def ask(self, case: Case, changes: dict[str, Any], n: int) -> Cell:
        """Ask for n paired runs of a claim's strategies in its scenario, with values changed."""
        scenario = case.source
        if scenario not in self._settings:
            self._settings[scenario] = Setting(case.base, load_network(case.base))
        changes = dict(sorted(changes.items()))
        keys = []
        for strategy in (case.claim.strategy, case.claim.than):
            for r in range(n):
                keys.append(json.dumps([scenario, changes, strategy, r], default=str))
                self._tasks[keys[-1]] = Task(
                    strategy, r, seed_of(self.seed, r), changes, outcomes_only=True,
                    scenario=scenario,
                )  # fmt: skip
        return Cell(case, tuple(keys))

    def run(self, *, jobs: int | None, on_progress: OnProgress | None) -> None:
        """Make all runs that were asked for."""
        results = run_tasks(
            list(self._tasks.values()), self._settings, jobs=jobs, on_progress=on_progress
        )
        self._results = dict(zip(self._tasks, results, strict=True))
        self.failures = [each for each in results if isinstance(each, Failure)]

    def sample(self, cell: Cell) -> Sample:
        """Return what the runs of a cell came to."""
        tasks = [self._tasks[key] for key in cell.keys]
        results = [self._results[key] for key in cell.keys]
        claim = cell.case.claim
        pair = (claim.strategy, claim.than)
        return sample_of(tasks, results, cell.case.spec, pair, len(tasks) // 2)

    def effect(self, cell: Cell) -> Difference:
        """Return by how much the claim's strategy exceeds the other on its outcome."""
        claim = cell.case.claim
        return self.sample(cell).difference(claim.outcome, claim.strategy, claim.than)

    def n_pairs(self, cell: Cell) -> int:
        """Return the replicates that both strategies came through."""
        return int(self.sample(cell).has_run.all(axis=0).sum())
