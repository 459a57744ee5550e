"""A pool of worker processes: the scenario is sent once, one thread each, nothing left over.

Workers ignore Ctrl-C (the parent decides) and end when the parent is gone, however it went.
"""

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import connection
from typing import NamedTuple

from sim.agents import Policy
from sim.model import simulate
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario
from sim.scenario_file import with_overrides

__all__ = [
    "Failure", "NewPolicy", "Setting", "Settings", "Task", "WorkersError", "run_batch", "run_task",
    "workers",
]  # fmt: skip

NewPolicy = Callable[[], Policy]  # makes the policy of one run: a class, or a function

# Runs side by side beat threads inside a run. Numba reads its setting at import only: set later,
# it would forget where its cache is.
_ONE_THREAD: dict[str, str] = dict.fromkeys(
    ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


class WorkersError(RuntimeError):
    """Worker processes cannot be started here."""


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


def run_task(task: Task, settings: Settings) -> Run | Failure:
    """Return the run of one task, or how it failed."""
    try:
        setting = settings if isinstance(settings, Setting) else settings[task.scenario]
        spec = setting.spec
        if task.overrides:
            spec = with_overrides(spec, task.overrides)
        new_policy = setting.policies.get(task.strategy)
        strategy = new_policy() if new_policy else task.strategy
        run = setting.simulate(spec, strategy, task.seed, network=setting.network)
    except Exception as fault:  # whatever it was, the other runs count
        return failure_of(task, fault)
    if task.outcomes_only:
        run = replace(
            run, weekly={}, trust_ledger={}, money={}, hours={}, communities=[], content=[],
            channels={},
        )  # fmt: skip
    return run


def failure_of(task: Task, fault: BaseException) -> Failure:
    """Return the row of a failed run."""
    error = f"{type(fault).__name__}: {fault}"
    trace = "".join(traceback.format_exception(fault))
    return Failure(task.strategy, task.replicate, task.seed, error, trace)


_settings: Settings  # of this worker process


def run_batch(tasks: Sequence[Task]) -> list[Run | Failure]:
    """Return the runs of some tasks; called in a worker process."""
    return [run_task(task, _settings) for task in tasks]


@contextmanager
def workers(n_workers: int, settings: Settings) -> Iterator[ProcessPoolExecutor]:
    """Start worker processes; leave none behind, at once if the block is left by an exception."""
    context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
    context.set_forkserver_preload(["sim.model"])
    executor = ProcessPoolExecutor(
        n_workers,
        mp_context=context,
        initializer=_prepare_worker,
        initargs=(pickle.dumps(settings),),
    )
    try:
        with _settings_of_workers():
            for _ in range(n_workers):  # each of these starts one
                executor.submit(os.getpid)
        yield executor
    except BaseException:
        for process in list((executor._processes or {}).values()):
            process.kill()
        executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()


def check_started(executor: ProcessPoolExecutor) -> None:
    """Wait until a worker answers.

    Raises:
        WorkersError: if none can be started.
    """
    try:
        executor.submit(os.getpid).result()
    except BrokenProcessPool:
        raise WorkersError(
            "worker processes did not start. In a script, call compare() under "
            "'if __name__ == \"__main__\":'; or give jobs=1 to do without them."
        ) from None


@contextmanager
def _settings_of_workers() -> Iterator[None]:
    """Set what processes started in this block inherit: one thread each, deaf to Ctrl-C."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    mask = getattr(signal, "pthread_sigmask", None)
    os.environ.update(_ONE_THREAD)
    old = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        if mask:
            mask(signal.SIG_SETMASK, old)


def _prepare_worker(settings: bytes) -> None:
    """Make a new process a worker."""
    global _settings
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _settings = pickle.loads(settings)


def _end_with_parent() -> None:
    """Wait for the end of the parent, then end: kill -9 would leave orphans otherwise."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
