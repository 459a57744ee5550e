"""Many runs: paired by luck, spread over processes; a run that fails is a row, never the end.

Results come in the order of their tasks and are the same bits for any number of workers.
"""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

import numpy as np

from experiments.workers import (
    Failure,
    Setting,
    Settings,
    Task,
    WorkersError,
    check_started,
    failure_of,
    run_batch,
    run_task,
    workers,
)  # fmt: skip
from sim.results import Run

__all__ = ["Failure", "Setting", "Task", "WorkersError", "run_tasks", "seed_of", "usable_cpus"]

_LARGEST_BATCH = 8  # runs sent at once: few, so that progress shows and a crash costs little
_DIED = BrokenProcessPool("its worker process died twice: killed, out of memory, or crashed")

OnFirst = Callable[[list[Run | Failure]], object]
OnProgress = Callable[[int, int, int], object]  # done, total, failed


def seed_of(seed: int, *key: int) -> int:
    """Return the seed (0..2**63 - 1) of a replicate: the same for all of its strategies.

    Args:
        seed: of the whole study, >= 0.
        key: the replicate's number, or any path of numbers that names the luck.
    """
    sequence = np.random.SeedSequence(entropy=seed, spawn_key=key)
    return int(sequence.generate_state(1, np.uint64)[0] >> np.uint64(1))


def usable_cpus() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_tasks(
    tasks: Sequence[Task],
    settings: Settings,
    *,
    jobs: int | None = None,
    n_first: int = 0,
    on_first: OnFirst | None = None,
    on_progress: OnProgress | None = None,
) -> list[Run | Failure]:
    """Return a run, or how it failed, for each task.

    Args:
        tasks: what to run.
        settings: what all runs share, or what those of each scenario share, by its name.
        jobs: worker processes; 1 runs everything in this process; None uses every processor.
        n_first: so many tasks run in this process, before the others, to show something soon.
        on_first: called with the results of these.
        on_progress: called after every task with the counts done, in all, and failed.

    Raises:
        WorkersError: if worker processes cannot be started here.
    """
    sweep = _Sweep(tasks, settings, on_progress)
    n_rest = len(tasks) - n_first
    n_workers = min(jobs or usable_cpus(), n_rest)
    # Workers start afterwards: beside the first tasks they would slow them down, and on a first
    # run each would compile the kernels that this process leaves behind for all.
    sweep.run_here(range(n_first))
    if on_first:
        on_first([sweep.results[i] for i in range(n_first)])
    if n_workers <= 1:
        sweep.run_here(range(n_first, len(tasks)))
        return sweep.in_order()
    waiting = _batches(n_first, len(tasks), n_workers)
    with workers(n_workers, settings) as executor:
        interrupted = sweep.run_on(executor, waiting, 2 * n_workers)
    while interrupted or waiting:
        sweep.run_alone(interrupted)
        with workers(n_workers, settings) as executor:
            interrupted = sweep.run_on(executor, waiting, 2 * n_workers)
    return sweep.in_order()


def _batches(start: int, stop: int, n_workers: int) -> deque[range]:
    """Return the tasks start..stop in batches: eight or more for each worker, if there are."""
    size = max(1, min(_LARGEST_BATCH, (stop - start) // (8 * n_workers)))
    return deque(range(i, min(i + size, stop)) for i in range(start, stop, size))


class _Sweep:
    """The tasks of a sweep, and the results there are so far."""

    def __init__(
        self, tasks: Sequence[Task], settings: Settings, on_progress: OnProgress | None
    ) -> None:
        self.tasks, self.settings, self.on_progress = tasks, settings, on_progress
        self.results: dict[int, Run | Failure] = {}
        self.n_failed = 0

    def in_order(self) -> list[Run | Failure]:
        """Return the results in the order of the tasks."""
        return [self.results[i] for i in range(len(self.tasks))]

    def take(self, i: int, result: Run | Failure) -> None:
        """Keep a result and tell how far the sweep is."""
        self.results[i] = result
        self.n_failed += isinstance(result, Failure)
        if self.on_progress:
            self.on_progress(len(self.results), len(self.tasks), self.n_failed)

    def run_here(self, which: range) -> None:
        """Run tasks in this process."""
        for i in which:
            self.take(i, run_task(self.tasks[i], self.settings))

    def run_on(
        self, executor: ProcessPoolExecutor, waiting: deque[range], window: int
    ) -> list[int]:
        """Run waiting batches, at most `window` under way; return the tasks a dead worker broke."""
        check_started(executor)
        under_way: dict[Future, range] = {}
        try:
            while waiting or under_way:
                while waiting and len(under_way) < window:
                    future = executor.submit(run_batch, [self.tasks[i] for i in waiting[0]])
                    under_way[future] = waiting.popleft()
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    for i, result in self._results_of(future, under_way[future]):
                        self.take(i, result)
                    del under_way[future]
        except BrokenProcessPool:
            return [i for batch in under_way.values() for i in batch]
        return []

    def _results_of(self, future: Future, batch: range) -> list[tuple[int, Run | Failure]]:
        """Return the results of a finished batch; BrokenProcessPool if its worker died."""
        try:
            return list(zip(batch, future.result(), strict=True))
        except BrokenProcessPool:
            raise
        except Exception as fault:  # such as a result that cannot be sent
            return [(i, failure_of(self.tasks[i], fault)) for i in batch]

    def run_alone(self, which: list[int]) -> None:
        """Run tasks one at a time in a fresh worker, so that a deadly one harms no other."""
        waiting = deque(range(i, i + 1) for i in which)
        while waiting:
            with workers(1, self.settings) as executor:
                for i in self.run_on(executor, waiting, 1):
                    self.take(i, failure_of(self.tasks[i], _DIED))
