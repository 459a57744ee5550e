"""Runs made up to order: what a task comes to follows from its overrides and its luck."""

from collections.abc import Callable

import numpy as np

from experiments.workers import Failure
from sim.outcomes import OUTCOMES, PARTS
from sim.results import Run

_PLAIN = [name for name, outcome in OUTCOMES.items() if outcome.ratio_of is None]


class FakeRuns:
    """A RunMany that notes every task it is asked for."""

    def __init__(self, outcomes_of: Callable[[dict, str, np.random.Generator], dict]) -> None:
        """Take a function of a task's values, its strategy, and its luck."""
        self.outcomes_of = outcomes_of
        self.calls: list[list] = []

    @property
    def tasks(self) -> list:
        """All tasks, in order."""
        return [task for call in self.calls for task in call]

    def __call__(self, tasks, settings):
        """Make the runs of some tasks."""
        self.calls.append(list(tasks))
        return [self.one(task) for task in tasks]

    def one(self, task) -> Run | Failure:
        """Return the run of one task; a function that returns None makes it fail."""
        values = {name.split(".", 2)[2]: v for name, v in task.overrides.items()}
        luck = np.random.default_rng(task.seed)
        own = self.outcomes_of(values, task.strategy, luck)
        if own is None:
            return Failure(task.strategy, task.replicate, task.seed, "ValueError: no", "trace")
        outcomes = dict.fromkeys((*_PLAIN, *PARTS), 1.0) | own
        return Run(task.strategy, task.seed, outcomes, {}, {}, {}, {}, [], [], {})
