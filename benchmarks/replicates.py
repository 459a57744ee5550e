"""100 replicates of a year of 1,500 members on two processes, kernels loaded beforehand."""

import os
from concurrent.futures import Future
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.everything import everything_on
from benchmarks.sizes import STRATEGY, sized
from experiments.backends import LocalBackend
from experiments.runner import seed_of
from experiments.workers import Failure, Setting, Task, run_batch

__all__ = ["Sweep", "sweep"]


class Sweep(NamedTuple):
    """What a sweep took: wall seconds, CPU seconds of the workers, and what it ran."""

    wall: float
    cpu: float
    n_runs: int
    posts_per_community_day: float


def sweep(n_replicates: int, n_workers: int = 2, *, everything: bool = False) -> Sweep:
    """Run the replicates; starting processes and loading kernels is not counted.

    Building each world is, and so is handing the results back. `everything` switches all
    mechanisms on.
    """
    spec = sized(5, 300, days=364, hours=2.8)
    spec = everything_on(spec) if everything else spec
    tasks = [Task(STRATEGY, r, seed_of(1, r)) for r in range(n_replicates)]
    size = 5
    setting, backend = Setting(spec), LocalBackend(n_workers)
    ready: set[int] = set()
    while len(ready) < n_workers:
        warm = [backend.call(timed_batch, tasks[:1], setting) for _ in range(2 * n_workers)]
        ready |= {future.result()[0] for future in warm}
    begin = perf_counter()
    batches: list[Future] = [
        backend.call(timed_batch, tasks[i : i + size], setting) for i in range(0, len(tasks), size)
    ]
    results = [future.result() for future in batches]
    wall = perf_counter() - begin
    backend.close()
    runs = [run for _, _, batch in results for run in batch]
    if any(isinstance(run, Failure) for run in runs):
        raise RuntimeError(next(run.error for run in runs if isinstance(run, Failure)))
    posts = sum(
        community["posts"] - community["removed"] for r in runs for community in r.communities
    )
    return Sweep(wall, sum(cpu for _, cpu, _ in results), len(runs), posts / (len(runs) * 364 * 5))


def timed_batch(tasks: list[Task], setting: Setting) -> tuple[int, float, list]:
    """Return this process, the CPU seconds that the runs took, and the runs."""
    begin = process_time()
    runs = [finished.result for finished in run_batch(tasks, setting)]
    return os.getpid(), process_time() - begin, runs
