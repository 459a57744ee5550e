"""The studies of facts known from elsewhere: arms on the same luck, with and without supports.

A fact emerges if the 95 % interval of the mean of each of its values lies inside its range. Its
status says what that is owed to: it is run again with the parameters it rests on made neutral.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np

from experiments.claims.verdict import STAYS, Status, owed_to
from experiments.runner import Failure, Setting, Task, run_tasks, seed_of
from experiments.statistics import Interval, mean_interval
from sim.model import BrandCommunity
from sim.parameters import declarations
from sim.real_network import RealNetwork
from sim.results import Run, summarise
from sim.scenario import Scenario
from sim.scenario_file import load_scenario, with_overrides
from sim.strategies.plan import Seen, Strategy
from sim.world import COMMENT
from tests.anchors import share_of_top_tenth
from tests.fact_list import Fact, Value

__all__ = ["Finding", "are_inside", "changed", "neutral_values", "spec_of", "study", "watch"]

Verdict = Literal["emerges", "does not emerge", "cannot be tested here"]


class Course:
    """The policy that follows the strategy of the last week named that is not in the future.

    Args:
        strategies: week -> strategy, as a scenario file states it.
    """

    def __init__(self, strategies: dict[int, dict[str, Any]]) -> None:
        weeks = sorted(strategies)
        self.parts = [(week, Strategy.model_validate(strategies[week])) for week in weeks]

    def __call__(self, seen: Seen) -> Strategy:
        """Return the strategy of this week."""
        return [strategy for week, strategy in self.parts if week <= seen.week][-1]


class NewCourse(NamedTuple):
    """Makes the policy of one run."""

    strategies: dict[int, dict[str, Any]]

    def __call__(self) -> Course:
        """Return a fresh policy."""
        return Course(self.strategies)


def watch(spec: Scenario, strategy: Any, seed: int, *, network: RealNetwork | None = None) -> Run:
    """Return a run, with what members wrote, and their irritation and memory at each week's end."""
    model = BrandCommunity(spec, strategy, seed, network=network)
    m = model.world.members
    comments, minds = np.zeros(len(m)), []
    while model.running:
        model.step()
        views = model.world.views
        np.add.at(comments, views.member[views.action == COMMENT], 1)
        if model.world.day % 7 == 0:
            minds.append((m.irritation[0].mean(), m.memory[0].mean()))
    run = summarise(model.world, model.recorder, "own")
    irritation, memory = np.array(minds).T
    more = {
        "top_tenth": share_of_top_tenth(comments),
        "silent_share": float((comments == 0).mean()),
    }
    return replace(
        run, outcomes=run.outcomes | more,
        weekly=run.weekly | {"irritation": irritation, "memory": memory},
    )  # fmt: skip


# Runs


class Finding(NamedTuple):
    """What came of one fact: intervals of its values, in their order."""

    fact: Fact
    values: list[Interval]
    without_assumed: list[Interval]  # what it rests on made neutral, calibrated parameters aside
    without_any: list[Interval]  # made neutral too

    @property
    def verdict(self) -> Verdict:
        """Whether the interval of each value lies inside its range."""
        if any(np.isnan(each.mean) for each in self.values):
            return "cannot be tested here"
        return "emerges" if are_inside(self.fact.values, self.values) else "does not emerge"

    @property
    def status(self) -> Status | None:
        """What it is owed to; None if it does not emerge."""
        if self.verdict != "emerges" or not self.without_any:
            return None
        return owed_to(
            stays_without_any=self._stays(self.without_any),
            stays_without_assumed=self._stays(self.without_assumed),
        )

    def _stays(self, neutral: list[Interval]) -> bool:
        """Tell whether each value stays in its range, and at half its size where that is a side."""
        is_large = [
            not np.isinf(value.low + value.high) or abs(left.mean) >= STAYS * abs(each.mean)
            for value, each, left in zip(self.fact.values, self.values, neutral, strict=True)
        ]
        return all(is_large) and are_inside(self.fact.values, neutral)


def are_inside(values: Sequence[Value], intervals: Sequence[Interval]) -> bool:
    """Tell whether each interval lies inside the range of its value."""
    return all(
        value.low < each.low and each.high < value.high
        for value, each in zip(values, intervals, strict=True)
    )


def spec_of(fact: Fact) -> Scenario:
    """Return the market of a fact."""
    return with_overrides(load_scenario(fact.scenario), fact.settings)


def neutral_values(fact: Fact, *, calibrated: bool) -> dict[str, Any]:
    """Return the neutral values of what a fact rests on; calibrated parameters only if asked."""
    fitted = {each.name for each in declarations(spec_of(fact)) if each.is_calibrated}
    return {
        each.parameter: each.neutral
        for each in fact.rests_on
        if calibrated or each.parameter not in fitted
    }


class Cell(NamedTuple):
    """The runs of a fact under one set of neutral values."""

    fact: Fact
    neutral: dict[str, Any]

    @property
    def name(self) -> str:
        """What tells it from others."""
        return f"{self.fact.number} {sorted(self.neutral.items())}"

    @property
    def setting(self) -> Setting:
        """What its runs share."""
        changes = {k.removeprefix("strategy."): v for k, v in self.neutral.items()
                   if k.startswith("strategy.")}  # fmt: skip
        policies = {
            name: NewCourse({w: changed(each, changes) for w, each in arm.course.items()})
            for name, arm in self.fact.arms.items()
        }
        return Setting(spec_of(self.fact), None, watch, policies)

    def tasks(self, replicates: int) -> list[Task]:
        """Return the runs to make, arms of a replicate side by side on the same luck."""
        changes = {k: v for k, v in self.neutral.items() if not k.startswith("strategy.")}
        return [
            Task(name, r, seed_of(1, r), dict(arm.settings) | changes, scenario=self.name)
            for r in range(replicates)
            for name, arm in self.fact.arms.items()
        ]

    def intervals(self, runs: Sequence[Run]) -> list[Interval]:
        """Return the interval of each value, from the runs of its tasks."""
        arms = tuple(self.fact.arms)
        n = len(arms)
        paired = [dict(zip(arms, runs[k : k + n], strict=True)) for k in range(0, len(runs), n)]
        return [
            mean_interval(np.array([value.measure(each) for each in paired]))
            for value in self.fact.values
        ]


def changed(strategy: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a strategy with values of blocks that it has changed ("block.name" -> value)."""
    new = {block: dict(values) for block, values in strategy.items()}
    for path, value in changes.items():
        block, name = path.split(".")
        if block in new:
            new[block][name] = value
    return new


def study(
    facts: Sequence[Fact], *, with_status: bool = True, jobs: int | None = None
) -> list[Finding]:
    """Run the studies of some facts.

    Args:
        facts: which.
        with_status: run them with neutral values too.
        jobs: worker processes; None uses every processor.

    Raises:
        RuntimeError: if a run fails.
    """
    asked: list[list[Cell]] = []
    for fact in facts:
        neutral = [neutral_values(fact, calibrated=each) for each in (False, True)]
        asked.append([Cell(fact, each) for each in [{}, *neutral * with_status]])
    cells = {cell.name: cell for each in asked for cell in each}
    tasks = {name: cell.tasks(cell.fact.replicates) for name, cell in cells.items()}
    settings = {name: cell.setting for name, cell in cells.items()}
    made = iter(run_tasks([task for each in tasks.values() for task in each], settings, jobs=jobs))
    found = {
        name: cell.intervals([_finished(next(made)) for _ in tasks[name]])
        for name, cell in cells.items()
    }
    return [
        Finding(each[0].fact, *(found[cell.name] for cell in each), *[[]] * (3 - len(each)))
        for each in asked
    ]


def _finished(run: Run | Failure) -> Run:
    if isinstance(run, Failure):
        raise RuntimeError(f"{run.strategy}: {run.error}\n{run.traceback}")
    return run
