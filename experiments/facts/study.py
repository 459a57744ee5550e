"""The runs behind facts: arms on the same luck, as the model is and without what it rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from experiments.facts.fact import Fact, SameAs
from experiments.facts.finding import Finding
from experiments.facts.watching import watch
from experiments.runner import Failure, Setting, Task, run_tasks, seed_of
from experiments.statistics import Interval, mean_interval
from sim.parameters import declarations
from sim.results import Run
from sim.scenario import Scenario
from sim.scenario_file import load_scenario, with_overrides
from sim.strategies.plan import Seen, Strategy

__all__ = ["Cell", "changed", "neutral_values", "off_values", "spec_of", "study"]

OF_STRATEGIES = "strategy."
OnProgress = Callable[[int, int, int, int], object]


class Course:
    """The policy that follows the strategy of the last week named that is not in the future.

    Args:
        strategies: week -> strategy, as a scenario file states it.
    """

    def __init__(self, strategies: Mapping[int, dict[str, Any]]) -> None:
        weeks = sorted(strategies)
        self.parts = [(week, Strategy.model_validate(strategies[week])) for week in weeks]

    def __call__(self, seen: Seen) -> Strategy:
        """Return the strategy of this week."""
        return [strategy for week, strategy in self.parts if week <= seen.week][-1]


class Cell(NamedTuple):
    """The runs of a fact under one set of changes."""

    fact: Fact
    changes: dict[str, Any]  # dotted path -> value
    replicates: int
    seed: int

    @property
    def name(self) -> str:
        """What tells it from others."""
        return f"{self.fact.number} {sorted(self.changes.items())}"

    @property
    def settings(self) -> dict[str, Setting]:
        """What the runs of each arm share, by the name of the arm's tasks."""
        of_strategies = {
            path.removeprefix(OF_STRATEGIES): value
            for path, value in self.changes.items()
            if path.startswith(OF_STRATEGIES)
        }
        spec = spec_of(self.fact)
        return {
            f"{self.name} {name}": Setting(
                spec, arm.network() if arm.network else None,
                partial(watch, watchers=self.fact.watchers, begin=arm.begin),
                {name: partial(Course, {week: changed(each, of_strategies)
                                        for week, each in arm.course.items()})},
            )
            for name, arm in self.fact.arms.items()
        }  # fmt: skip

    @property
    def tasks(self) -> list[Task]:
        """Return the runs to make, arms of a replicate side by side on the same luck."""
        changes = {k: v for k, v in self.changes.items() if not k.startswith(OF_STRATEGIES)}
        return [
            Task(name, r, seed_of(self.seed, r), {**arm.settings, **changes},
                 scenario=f"{self.name} {name}")
            for r in range(self.replicates)
            for name, arm in self.fact.arms.items()
        ]  # fmt: skip

    def intervals(self, runs: Sequence[Run]) -> list[Interval]:
        """Return the interval of each value, from the runs of its tasks."""
        arms = tuple(self.fact.arms)
        n = len(arms)
        paired = [dict(zip(arms, runs[k : k + n], strict=True)) for k in range(0, len(runs), n)]
        return [
            mean_interval(np.array([value.measure(each) for each in paired]))
            for value in self.fact.values
        ]


def spec_of(fact: Fact) -> Scenario:
    """Return the market of a fact."""
    return with_overrides(load_scenario(fact.scenario), fact.settings)


def off_values(fact: Fact) -> dict[str, Any]:
    """Return the values that switch the mechanism of a fact off."""
    return _resolved(fact, fact.mechanism.off if fact.mechanism else {})


def neutral_values(fact: Fact, *, calibrated: bool) -> dict[str, Any]:
    """Return neutral values of what a fact rests on: the assumed, or the calibrated too."""
    fitted = {each.name for each in declarations(spec_of(fact)) if each.is_calibrated}
    return _resolved(
        fact,
        {
            support.parameter: support.neutral
            for support in fact.rests_on
            if calibrated or support.parameter not in fitted
        },
    )


def _resolved(fact: Fact, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes in which each value that stands for another parameter's is that value."""
    in_force = {each.name: each.default for each in declarations(spec_of(fact))}
    return {
        path: in_force[value.parameter] if isinstance(value, SameAs) else value
        for path, value in changes.items()
    }


def changed(strategy: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a strategy with values of blocks that it has changed ("block.name" -> value)."""
    new = {block: dict(values) for block, values in strategy.items()}
    for path, value in changes.items():
        block, name = path.split(".")
        if block in new:
            new[block][name] = value
    return new


def study(
    facts: Sequence[Fact], *, replicates: int | None = None, seed: int = 1,
    run: Callable[..., list[Run | Failure]] = run_tasks, in_full: bool = True,
) -> list[Finding]:  # fmt: skip
    """Run the studies of some facts, and of those that emerge what they are owed to.

    Args:
        facts: which.
        replicates: paired runs of each; None for as many as each asks for.
        seed: everything random follows from it.
        run: makes the runs of tasks with their settings, in order.
        in_full: run what emerges, or a part of it, without its mechanism, and what emerges with
            neutral values, too.

    Raises:
        RuntimeError: if a run fails.
    """

    def cell(fact: Fact, changes: dict[str, Any]) -> Cell:
        return Cell(fact, changes, replicates or fact.replicates, seed)

    asked = [cell(fact, {}) for fact in facts if not fact.cannot]
    found = _measured(asked, run)
    as_is = {each.fact.number: found[each.name] for each in asked}
    findings = [
        Finding(fact, as_is.get(fact.number, []), replicates=replicates or fact.replicates)
        for fact in facts
    ]
    changes = {each.fact.number: _changes_for(each) if in_full else {} for each in findings}
    cells = {
        each.fact.number: {part: cell(each.fact, values)
                           for part, values in changes[each.fact.number].items()}
        for each in findings
    }  # fmt: skip
    found |= _measured([each for own in cells.values() for each in own.values()], run)
    return [
        replace(
            each,
            **{part: found[one.name] for part, one in cells[each.fact.number].items()},
        )
        for each in findings
    ]


def _changes_for(finding: Finding) -> dict[str, dict[str, Any]]:
    """Return what is changed to see what a fact, or the part of it that emerges, is owed to."""
    fact = finding.fact
    if finding.n_inside == 0:
        return {}
    changes = {"switched_off": off_values(fact)}
    if finding.verdict == "emerges":
        changes["without_assumed"] = neutral_values(fact, calibrated=False)
        changes["without_any"] = neutral_values(fact, calibrated=True)
    return changes


def _measured(
    asked: Sequence[Cell], run: Callable[..., list[Run | Failure]]
) -> dict[str, list[Interval]]:
    """Return the intervals of the values of each cell, by its name; equal cells run once."""
    cells = {cell.name: cell for cell in asked}
    if not cells:
        return {}
    tasks = {name: cell.tasks for name, cell in cells.items()}
    settings = {k: each for cell in cells.values() for k, each in cell.settings.items()}
    made = iter(run([task for each in tasks.values() for task in each], settings))
    return {
        name: cell.intervals([_finished(next(made)) for _ in tasks[name]])
        for name, cell in cells.items()
    }


def _finished(run: Run | Failure) -> Run:
    if isinstance(run, Failure):
        raise RuntimeError(f"{run.strategy}: {run.error}\n{run.traceback}")
    return run
