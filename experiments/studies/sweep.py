"""Sweeping: all runs of a plan that a store does not have yet; replicates until enough is known."""

from dataclasses import dataclass, replace

import numpy as np

from experiments.backends import Backend
from experiments.keys import key_of
from experiments.runner import Keeping, OnProgress, Sweep, is_usable
from experiments.statistics import mean_interval, ratio_of_means
from experiments.store import Store
from experiments.studies.file import Stop
from experiments.studies.plan import Plan
from experiments.workers import Failure, Task, run_timed
from sim.outcomes import OUTCOMES
from sim.results import Run
from sim.scenario_file import ScenarioError

__all__ = ["Forecast", "Swept", "forecast", "sweep"]


@dataclass(frozen=True, slots=True)
class Swept:
    """How a sweep went, in runs."""

    asked: int  # distinct or not
    made: int
    stored: int  # before
    shared: int  # asked for more than once
    failed: int  # of those asked for
    impossible: tuple[Failure, ...] = ()  # failed before they could run


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a sweep would do."""

    runs: int  # distinct ones; of an adaptive study, the fewest
    stored: int  # as they are wanted
    seconds: float  # of processor time for one run

    @property
    def to_make(self) -> int:
        """Runs that are not stored."""
        return self.runs - self.stored


def sweep(
    plan: Plan,
    *,
    backend: Backend,
    keeping: Keeping,
    deadline: float | None = None,
    on_progress: OnProgress | None = None,
) -> Swept:
    """Make the runs of a plan that the store does not have, and keep them.

    Raises:
        BackendLostError, StoreStoppedError: what was made until then is kept.
    """
    stop = plan.study.replicates.stop
    first = range(plan.replicates)

    def make(tasks: list[Task]) -> Swept:
        lot = Sweep(tasks, plan.setting, keeping, deadline, on_progress)
        lot.make(range(len(tasks)), backend)
        impossible = tuple(each for each in lot.here.values() if isinstance(each, Failure))
        return Swept(len(tasks), lot.n_made, lot.n_stored, lot.n_shared, lot.n_failed, impossible)

    done = make(plan.tasks(first))
    if stop is None:
        return done
    open_points, n = list(range(len(plan.points))), len(first)
    while n < stop.most:
        open_points = [at for at in open_points if not _is_known(plan, keeping, at, n, stop)]
        if not open_points:
            break
        more = range(n, min(stop.most, n + max(5, n // 2)))
        done, n = _sum(done, make(plan.tasks(more, open_points))), more.stop
    return done


def _sum(one: Swept, other: Swept) -> Swept:
    """Return two lots of runs as one."""
    return Swept(
        one.asked + other.asked, one.made + other.made, one.stored + other.stored,
        one.shared + other.shared, one.failed + other.failed, one.impossible + other.impossible,
    )  # fmt: skip


def _is_known(plan: Plan, keeping: Keeping, at: int, n: int, stop: Stop) -> bool:
    """Tell whether every strategy's mean at a point is known well enough, after n replicates."""
    named = [(k, task) for task in plan.tasks(range(n), [at]) if (k := _key(task, plan))]
    results = keeping.store.results([(k, replace(task, outcomes_only=True)) for k, task in named])
    for strategy in plan.strategies:
        runs = [r for r in results if isinstance(r, Run) and r.strategy == strategy]
        parts = OUTCOMES[stop.outcome].ratio_of or (stop.outcome,)
        columns = [np.array([run.outcomes[part] for run in runs]) for part in parts]
        found = ratio_of_means(*columns) if len(columns) == 2 else mean_interval(*columns)
        half = (found.high - found.low) / 2
        # An outcome without a value, such as a cost for each of no customers, is as known as ever.
        if np.isfinite(found.mean) and not half <= stop.half_width:
            return False
    return True


def forecast(plan: Plan, store: Store | None, *, retry_failed: bool = False) -> Forecast:
    """Return what a sweep would do; where nothing is stored, one run of each strategy is timed."""
    tasks = plan.tasks(range(plan.replicates))
    keys = sorted({key for task in tasks if (key := _key(task, plan))})
    full = set(keys) if plan.study.outputs.series else set()
    found = store.stored(keys) if store else {}
    n_usable = sum(is_usable(key, *each, full, retry_failed) for key, each in found.items())
    _, seconds = store.cost_of(keys) if store else (0, 0.0)
    if not found:
        probes = plan.tasks(range(1), [0])
        for task in probes:
            run_timed(task, plan.setting)  # the first waits for its kernels
        seconds = float(np.mean([run_timed(task, plan.setting).seconds for task in probes]))
    return Forecast(len(keys), n_usable, seconds)


def _key(task: Task, plan: Plan) -> str | None:
    """Return the key of a run; None for one that cannot be."""
    try:
        return key_of(task, plan.setting)
    except ScenarioError:
        return None
