"""Many runs: paired by luck, spread over processes, kept in a store if there is one.

Results come in the order of their tasks and are the same bits for any number of workers, on any
backend, and whether they were stored before or made now. A run that fails is a row, never the end.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from experiments.backends import (
    Backend,
    LocalBackend,
    SerialBackend,
    WorkersError,
    usable_cpus,
)  # fmt: skip
from experiments.driver import Made, drive
from experiments.keys import key_of
from experiments.store import Store
from experiments.workers import Failure, Setting, Settings, Task, failure_of
from sim.results import Run
from sim.scenario_file import ScenarioError

__all__ = [
    "Failure", "Keeping", "OnProgress", "Setting", "SpentError", "Task", "WorkersError",
    "is_usable", "run_tasks", "seed_of", "usable_cpus",
]  # fmt: skip

OnFirst = Callable[[list[Run | Failure]], object]
OnProgress = Callable[[int, int, int, int], object]  # done, total, failed, done without a run


class SpentError(RuntimeError):
    """A sweep has used what it may; what is done is kept."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where runs are kept, and for which study."""

    store: Store
    study: str  # its id in the store
    retry_failed: bool = False  # run again what failed before


def seed_of(seed: int, *key: int) -> int:
    """Return the seed (0..2**63 - 1) of a replicate: the same for all of its strategies.

    Args:
        seed: of the whole study, >= 0.
        key: the replicate's number, or any path of numbers that names the luck.
    """
    sequence = np.random.SeedSequence(entropy=seed, spawn_key=key)
    return int(sequence.generate_state(1, np.uint64)[0] >> np.uint64(1))


def run_tasks(
    tasks: Sequence[Task],
    settings: Settings,
    *,
    jobs: int | None = None,
    backend: Backend | None = None,
    keeping: Keeping | None = None,
    deadline: float | None = None,
    n_first: int = 0,
    on_first: OnFirst | None = None,
    on_progress: OnProgress | None = None,
) -> list[Run | Failure]:
    """Return a run, or how it failed, for each task.

    Args:
        tasks: what to run.
        settings: what all runs share, or what those of each scenario share, by its name.
        jobs: worker processes; 1 runs everything in this process; None uses every processor.
        backend: where to run instead; it is left open.
        keeping: the store to take runs from and to put them in; None to keep nothing.
        deadline: seconds that a run may take; None for no end.
        n_first: so many tasks run in this process, before the others, to show something soon.
        on_first: called with the results of these.
        on_progress: called after every task with the counts done, in all, failed, and done
            without a run, such as those stored before.

    Raises:
        WorkersError: if worker processes cannot be started here.
        BackendLostError: if a cluster is gone.
        StoreError: if runs cannot be kept any more.
    """
    sweep = Sweep(tasks, settings, keeping, deadline, on_progress)
    # Workers start afterwards: beside the first tasks they would slow them down, and on a first
    # run each would compile the kernels that this process leaves behind for all.
    sweep.make(range(n_first), SerialBackend())
    if on_first:
        on_first(sweep.results(range(n_first)))
    rest = range(n_first, len(tasks))
    with _backend_for(jobs, len(rest), backend) as chosen:
        sweep.make(rest, chosen)
    return sweep.results(range(len(tasks)))


@contextmanager
def _backend_for(jobs: int | None, n_tasks: int, given: Backend | None) -> Iterator[Backend]:
    """Yield the backend given, or one for so many jobs that is gone afterwards."""
    if given is not None:
        yield given
        return
    n_workers = min(jobs or usable_cpus(), n_tasks)
    backend = LocalBackend(n_workers) if n_workers > 1 else SerialBackend()
    try:
        yield backend
    except BaseException:
        backend.close(at_once=True)
        raise
    backend.close()


def is_usable(
    key: str, failed: bool, has_series: bool, in_full: Container[str | None], retry_failed: bool
) -> bool:
    """Tell whether a stored run will do, or has to be made again.

    Args:
        key: of the run.
        failed: whether it failed.
        has_series: whether its series are stored.
        in_full: the keys of which series are wanted.
        retry_failed: whether what failed is tried again.
    """
    return not retry_failed if failed else has_series or key not in in_full


class Sweep:
    """Tasks, where their results are, and how far they are.

    Without a store, results are kept here; with one, they are read from it when asked for.
    """

    def __init__(
        self, tasks: Sequence[Task], settings: Settings, keeping: Keeping | None,
        deadline: float | None = None, on_progress: OnProgress | None = None,
    ) -> None:  # fmt: skip
        self.tasks, self.settings, self.keeping = tasks, settings, keeping
        self.deadline, self.on_progress = deadline, on_progress
        self.here: dict[int, Run | Failure] = {}
        self.n_done = self.n_made = self.n_failed = self.n_stored = self.n_shared = 0
        self.keys: list[str | None] = [None] * len(tasks)
        self.first_with: dict[str, int] = {}  # of tasks with the same key one runs
        self.n_sharing = Counter[str | None]()  # how many others that one runs for
        self.in_full: set[str | None] = set()  # keys of which series are wanted
        if keeping is not None:
            self._enter(keeping)

    def _enter(self, keeping: Keeping) -> None:
        """Name every task, and enter them in the study."""
        for i, task in enumerate(self.tasks):
            try:
                self.keys[i] = key_of(task, self.settings)
            except ScenarioError as fault:  # draws that cannot go together, say
                self.here[i] = failure_of(task, fault)
        named = [(t, k) for t, k in zip(self.tasks, self.keys, strict=True) if k is not None]
        self.in_full = {key for task, key in named if not task.outcomes_only}
        keeping.store.enter_tasks(keeping.study, [t for t, _ in named], [k for _, k in named])

    def make(self, which: range, backend: Backend) -> None:
        """Make the runs of some tasks that are not there yet."""
        waiting = self._to_make(which)
        try:
            numbered = ((i, self._in_full(i)) for i in waiting)
            for made in drive(numbered, len(waiting), self.settings, backend, self.deadline):
                self._take(made)
        finally:
            if self.keeping is not None:
                self.keeping.store.flush()

    def _to_make(self, which: range) -> list[int]:
        """Return which tasks have to run; those that have not are counted as done."""
        waiting, is_there = [], self._stored(which)
        for i in which:
            key = self.keys[i]
            if i in self.here:
                self._count(is_failed=True)
            elif key is None:
                waiting.append(i)
            elif key in is_there:
                self._count(is_failed=is_there[key], is_stored=True)
            elif self.first_with.setdefault(key, i) == i:
                waiting.append(i)
            else:  # as the one that runs for it ends, so does this
                self.n_shared += 1
                self.n_sharing[key] += 1
                self._count(is_failed=False)
        return waiting

    def _in_full(self, i: int) -> Task:
        """Return a task as it has to run: with series if any task with the same key wants them."""
        task, key = self.tasks[i], self.keys[i]
        return replace(task, outcomes_only=False) if key in self.in_full else task

    def _stored(self, which: range) -> dict[str, bool]:
        """Return the keys that need no run, each with whether it failed."""
        if self.keeping is None:
            return {}
        found = self.keeping.store.stored([k for i in which if (k := self.keys[i]) is not None])
        retry = self.keeping.retry_failed
        return {
            key: failed
            for key, (failed, has_series) in found.items()
            if is_usable(key, failed, has_series, self.in_full, retry)
        }

    def _take(self, made: Made) -> None:
        """Keep a result and tell how far the sweep is."""
        key = self.keys[made.index]
        if self.keeping is None or key is None:
            self.here[made.index] = made.finished.result
        else:
            self.keeping.store.put(key, made.finished, made.attempts)
        self.n_made += 1
        is_failed = isinstance(made.finished.result, Failure)
        self.n_failed += self.n_sharing[key] * is_failed
        self._count(is_failed=is_failed)

    def _count(self, *, is_failed: bool, is_stored: bool = False) -> None:
        self.n_done += 1
        self.n_failed += is_failed
        self.n_stored += is_stored
        if self.on_progress:
            self.on_progress(self.n_done, len(self.tasks), self.n_failed, self.n_done - self.n_made)

    def results(self, which: range) -> list[Run | Failure]:
        """Return the results of some tasks that are done, in their order."""
        stored = iter(())
        if self.keeping is not None:
            named = [(k, self.tasks[i]) for i in which if (k := self.keys[i]) is not None]
            stored = iter(self.keeping.store.results(named))
        found = [self.here[i] if self.keys[i] is None else next(stored) for i in which]
        return [each for each in found if each is not None]
