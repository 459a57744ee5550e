"""What is asked: one outcome of one strategy, or by how much it exceeds that of another.

Costs are looked at by their logarithm, where they say what multiplies them; a ratio by that of its
numerator less that of its denominator, to which half a unit is added, so that a run that won
nobody has a value too. All else is looked at as it is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import wording
from experiments.compare import checked_name
from experiments.factors import DUMMY
from experiments.running import RunMany
from experiments.sample import Sample, sample_of
from experiments.sensitivity.guards import SensitivityError
from experiments.statistics import quotient
from experiments.workers import Failure, Setting, Task
from sim.outcomes import OUTCOMES
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario
from sim.scenario_errors import nearest

__all__ = ["Question", "Runs", "default_outcome", "default_strategy", "question_of"]

Point = dict[str, Any]  # values of parameters by dotted name
Scale = Literal["log", "plain"]
Floats = NDArray[np.floating]

_NOBODY = 0.5  # added to a count before its logarithm is taken


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is analysed.

    Attributes:
        spec: the scenario.
        strategy: whose outcome it is.
        outcome: one of sim.outcomes.OUTCOMES.
        less: the strategy whose outcome is taken off, with the same luck; None for none.
        scale: "log" for the natural logarithm, "plain" for the outcome as it is.
        network: a real network, if the scenario has one.
    """

    spec: Scenario
    strategy: str
    outcome: str
    less: str | None = None
    scale: Scale = "plain"
    network: RealNetwork | None = None

    @property
    def strategies(self) -> tuple[str, ...]:
        """Which strategies are run."""
        return (self.strategy, self.less) if self.less else (self.strategy,)

    @property
    def what(self) -> str:
        """What is analysed, in words."""
        name = f"{wording.label(self.outcome)} of {self.strategy}"
        return f"{name} less that of {self.less}" if self.less else name

    def value(self, runs: Sequence[Run | Failure]) -> float:
        """Return the output of one run of each strategy; NaN where it is undefined."""
        if any(isinstance(run, Failure) for run in runs):
            return np.nan
        values = [self._value(run.outcomes) for run in runs if not isinstance(run, Failure)]
        return values[0] - sum(values[1:])

    def _value(self, outcomes: dict[str, float]) -> float:
        parts = OUTCOMES[self.outcome].ratio_of or (self.outcome,)
        values = [outcomes[part] for part in parts]
        if self.scale == "log":
            if len(values) == 2:
                values[1] += _NOBODY
            if min(values) <= 0:
                return np.nan
            values = [float(np.log(each)) for each in values]
            return values[0] - sum(values[1:])
        return values[0] if len(values) == 1 else float(quotient(*values))


def question_of(
    spec: Scenario,
    *,
    strategy: str | None = None,
    less: str | None = None,
    outcome: str | None = None,
    network: RealNetwork | None = None,
) -> Question:
    """Return what is asked, with what is not said chosen as default_strategy and _outcome do.

    Raises:
        CompareError: if there is no such strategy or outcome, or it has no value.
    """
    outcome = outcome or default_outcome(spec)
    if outcome not in OUTCOMES:
        raise SensitivityError(
            f"there is no outcome '{outcome}'; there are {', '.join(OUTCOMES)}"
            + nearest(outcome, list(OUTCOMES))
        )
    known = list(spec.strategies)
    strategy = checked_name(strategy or default_strategy(spec), known)
    asked = [strategy, *([checked_name(less, known)] if less else [])]
    for name in asked:
        if OUTCOMES[outcome].is_cost and spec.strategies[name].is_idle:
            raise SensitivityError(f"'{name}' does nothing: it has no {wording.label(outcome)}")
    if less == strategy:
        raise SensitivityError(f"'{strategy}' less itself is 0 whatever happens")
    scale: Scale = "log" if OUTCOMES[outcome].is_cost else "plain"
    return Question(spec, strategy, outcome, less, scale, network)


def default_outcome(spec: Scenario) -> str:
    """Return the last cost among a scenario's outcomes, or the first outcome if none is one."""
    costs = [name for name in spec.outcomes if OUTCOMES[name].is_cost]
    return costs[-1] if costs else spec.outcomes[0]


def default_strategy(spec: Scenario) -> str:
    """Return the first strategy listed that takes part in communities, or does anything."""
    listed = spec.strategies
    takes_part = [name for name, does in listed.items() if does.identify and does.commit]
    busy = [name for name, does in listed.items() if not does.is_idle]
    return next(iter([*takes_part, *busy, *listed]))


@dataclass(slots=True, eq=False)
class Runs:
    """The runs that an analysis asks for, each made once.

    Attributes:
        failures: runs that failed, each once.
        n_made: how many runs were made.
        n_undefined: how many of them left the outcome undefined, such as a cost for each of no
            customers.
    """

    question: Question
    run: RunMany
    failures: list[Failure] = field(default_factory=list)
    _made: dict[str, Run | Failure] = field(default_factory=dict)

    @property
    def n_made(self) -> int:
        """How many runs there are."""
        return len(self._made)

    @property
    def n_undefined(self) -> int:
        """How many of them have a denominator of 0."""
        parts = OUTCOMES[self.question.outcome].ratio_of
        runs = [run for run in self._made.values() if not isinstance(run, Failure)]
        return sum(run.outcomes[parts[1]] == 0 for run in runs) if parts else 0

    def values_at(self, table: pd.DataFrame, seeds: Sequence[Sequence[int]]) -> Floats:
        """Return the output at each point with each of its seeds, shape (n_seeds, n_points).

        Args:
            table: values of parameters, one row a point, by dotted name.
            seeds: of each point, as many for all.
        """
        rows = table.drop(columns=DUMMY, errors="ignore").to_dict("records")
        points = [{str(name): value for name, value in row.items()} for row in rows]
        runs = self._runs_of(self._tasks(points, seeds))
        n = len(self.question.strategies)
        values = [self.question.value(runs[i : i + n]) for i in range(0, len(runs), n)]
        return np.array(values, float).reshape(len(points), -1).T

    def samples_at(self, points: Sequence[Point], seeds: Sequence[int]) -> list[Sample]:
        """Return the paired runs of the strategies at each point, all with the same seeds."""
        tasks = self._tasks(points, [seeds] * len(points))
        runs = self._runs_of(tasks)
        n, names = len(self.question.strategies) * len(seeds), self.question.strategies
        return [
            sample_of(tasks[i : i + n], runs[i : i + n], self.question.spec, names, len(seeds))
            for i in range(0, len(tasks), n)
        ]

    def _tasks(self, points: Sequence[Point], seeds: Sequence[Sequence[int]]) -> list[Task]:
        """Return tasks by point, then seed, then strategy."""
        return [
            Task(strategy, r, seed, point, outcomes_only=True)
            for point, own in zip(points, seeds, strict=True)
            for r, seed in enumerate(own)
            for strategy in self.question.strategies
        ]

    def _runs_of(self, tasks: Sequence[Task]) -> list[Run | Failure]:
        """Return the runs of tasks; those that there are already are not made again."""
        keys = [json.dumps([t.strategy, t.seed, t.overrides], default=str) for t in tasks]
        new = {key: t for key, t in zip(keys, tasks, strict=True) if key not in self._made}
        if new:
            setting = Setting(self.question.spec, self.question.network)
            found = self.run(list(new.values()), setting)
            self.failures += [each for each in found if isinstance(each, Failure)]
            self._made.update(zip(new, found, strict=True))
        return [self._made[key] for key in keys]
