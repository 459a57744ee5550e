"""What a worker does: make runs, and say what came of each; a run that fails is a row."""

import pickle
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sim.agents import Policy
from sim.model import simulate
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario
from sim.scenario_file import with_overrides

__all__ = [
    "Failure", "Finished", "NewPolicy", "Setting", "Settings", "Task", "failure_of", "run_batch",
    "run_task", "run_timed", "setting_of", "spec_of",
]  # fmt: skip

NewPolicy = Callable[[], Policy]  # makes the policy of one run: a class, or a function


@dataclass(frozen=True, slots=True)
class Task:
    """One run to make."""

    strategy: str
    replicate: int
    seed: int
    overrides: dict[str, object] = field(default_factory=dict)  # of this run alone
    outcomes_only: bool = False  # leave out series, ledgers and communities
    scenario: str = ""  # a name, where settings go by names


@dataclass(frozen=True, slots=True)
class Setting:
    """What all runs of a scenario share; sent to each worker once."""

    spec: Scenario
    network: RealNetwork | None = None
    simulate: Callable[..., Run] = simulate
    policies: Mapping[str, NewPolicy] = field(default_factory=dict)  # beside the strategies


Settings = Setting | Mapping[str, Setting]  # one for all tasks, or by the scenarios they name


class Failure(NamedTuple):
    """A run that came to nothing, and why."""

    strategy: str
    replicate: int
    seed: int
    error: str
    traceback: str


class Finished(NamedTuple):
    """What a run came to, and how long it took."""

    result: Run | Failure
    seconds: float


def setting_of(task: Task, settings: Settings) -> Setting:
    """Return what the runs of the task's scenario share."""
    return settings if isinstance(settings, Setting) else settings[task.scenario]


def spec_of(task: Task, setting: Setting) -> Scenario:
    """Return the scenario of one run.

    Raises:
        ScenarioError: if what the task changes cannot be.
    """
    return with_overrides(setting.spec, task.overrides) if task.overrides else setting.spec


def run_batch(
    tasks: Sequence[Task], settings: Settings | Path, deadline: float | None = None
) -> list[Finished]:
    """Return what some runs came to; called in a worker, for which settings may be in a file."""
    shared = _read(settings) if isinstance(settings, Path) else settings
    return [run_timed(task, shared, deadline) for task in tasks]


@lru_cache(maxsize=2)
def _read(path: Path) -> Settings:
    return pickle.loads(path.read_bytes())  # a file that this program wrote a moment ago


def run_timed(task: Task, settings: Settings, deadline: float | None = None) -> Finished:
    """Return what a run came to, in at most so many seconds, and how long it took."""
    start = time.perf_counter()
    result = run_task(task, settings, deadline)
    return Finished(result, time.perf_counter() - start)


def run_task(task: Task, settings: Settings, deadline: float | None = None) -> Run | Failure:
    """Return the run of one task, or how it failed."""
    try:
        setting = setting_of(task, settings)
        spec = spec_of(task, setting)
        new_policy = setting.policies.get(task.strategy)
        strategy = new_policy() if new_policy else task.strategy
        watched = {} if deadline is None else {"before_day": _ends_after(deadline)}
        run = setting.simulate(spec, strategy, task.seed, network=setting.network, **watched)
    except Exception as fault:  # whatever it was, the other runs count
        return failure_of(task, fault)
    return without_series(run) if task.outcomes_only else run


def without_series(run: Run) -> Run:
    """Return the outcomes of a run alone."""
    return replace(
        run, weekly={}, trust_ledger={}, money={}, hours={}, communities=[], content=[], channels={}
    )


def failure_of(task: Task, fault: BaseException) -> Failure:
    """Return the row of a failed run."""
    error = f"{type(fault).__name__}: {fault}"
    trace = "".join(traceback.format_exception(fault))
    return Failure(task.strategy, task.replicate, task.seed, error, trace)


def _ends_after(seconds: float) -> Callable[[], None]:
    """Return what raises TimeoutError when called later than so many seconds from now."""
    end = time.perf_counter() + seconds

    def check() -> None:
        if time.perf_counter() > end:
            raise TimeoutError(f"the run took longer than {seconds:g} seconds")

    return check
