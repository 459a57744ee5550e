"""Runs for pages: the first at once, the others as workers have time; newest request wins.

Runs and trajectories are kept by content key, so that a change of one side runs that side alone,
and what one visitor has seen costs the next nothing. Requests of several visitors take turns: each
has a few small batches under way, and one that is outdated stops asking.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from app.comparing import Comparing, Resolved, resolve
from app.pictures import looks_of_sides
from app.places import ground_of
from app.trajectory import Trajectory, watch
from experiments.backends import LocalBackend
from experiments.comparison import Comparison
from experiments.keys import key_of
from experiments.runner import seed_of
from experiments.sample import sample_of
from experiments.workers import Failure, Finished, Task, run_batch, run_task
from sim.results import Run

__all__ = ["Ensembles", "comparison_of", "tasks_of"]

_MOST_RUNS = 400  # kept; about 60 kB each
_MOST_TRAJECTORIES = 12  # kept; about .6 MB each with 1,900 members and 52 weeks
_NICENESS = 10  # of workers: who opens a page or moves a lever comes first
_UNDER_WAY = 2  # batches of one request at the same time, for each worker


class _Shelf[T]:
    """What was used last, at most so many."""

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, threading.Lock()
        self.kept: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str | None) -> T | None:
        with self.lock:
            if key is None or key not in self.kept:
                return None
            self.kept.move_to_end(key)
            return self.kept[key]

    def put(self, key: str | None, value: T) -> None:
        if key is None:
            return
        with self.lock:
            self.kept[key] = value
            self.kept.move_to_end(key)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)


class Ensembles:
    """Makes and keeps the runs that pages show.

    Args:
        jobs: worker processes; None for one a processor.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.pool = LocalBackend(jobs, niceness=_NICENESS)
        self.first = LocalBackend(1)
        self._lock = threading.Lock()  # of the pool's beginning and end
        self._runs = _Shelf[Run | Failure](_MOST_RUNS)
        self._trajectories = _Shelf[Trajectory](_MOST_TRAJECTORIES)
        self._grounds = _Shelf[tuple[Trajectory, bytes]](_MOST_TRAJECTORIES)
        self._known_keys = _Shelf[list[str | None]](_MOST_TRAJECTORIES)
        self._is_closed = False

    def trajectory(self, resolved: Resolved, i: int) -> Trajectory:
        """Return the first replicate of side i, week by week; it is one of the ensemble's runs."""
        task, key = tasks_of(resolved, 1)[i], self._keys(resolved)[i]
        found = self._trajectories.get(key)
        if found is None:
            found = self._at_once(
                watch, resolved.spec, task.strategy, task.seed, resolved.network,
                resolved.policies.get(task.strategy),
            )  # fmt: skip
            first, _ = self._ground_of(found)  # a world is alike whatever strategy it meets
            found = replace(found, community=first.community, ties=first.ties)
            self._trajectories.put(key, found)
            self._runs.put(key, found.run)
        return found

    def ground(self, resolved: Resolved, i: int) -> bytes:
        """Return where members stand and whom they know, for side i."""
        return self._ground_of(self.trajectory(resolved, i))[1]

    def _ground_of(self, seen: Trajectory) -> tuple[Trajectory, bytes]:
        """Return the first trajectory in the same world, and the ground they share."""
        key = blake2b(seen.community.tobytes() + seen.ties.tobytes()).hexdigest()
        found = self._grounds.get(key)
        if found is None:
            found = seen, ground_of(seen.community, seen.ties)
            self._grounds.put(key, found)
        return found

    def one(self, resolved: Resolved, i: int) -> Run | Failure:
        """Return the first replicate of side i, at once."""
        task, key = tasks_of(resolved, 1)[i], self._keys(resolved)[i]
        found = self._runs.get(key)
        if found is None:
            found = self._at_once(run_task, task, resolved.setting)
            self._runs.put(key, found)
        return found

    def kept(self, resolved: Resolved) -> list[Run | Failure | None]:
        """Return what is there of an ensemble, in the order of tasks_of."""
        return [self._runs.get(key) for key in self._keys(resolved)]

    def fill(self, resolved: Resolved, goes_on: Callable[[], bool]) -> Iterator[int]:
        """Make the runs of an ensemble that are not there; yield how many are missing still.

        Args:
            resolved: what is compared.
            goes_on: whether anybody still waits; asked between batches.
        """
        setting = resolved.setting
        tasks = tasks_of(resolved, resolved.comparing.replicates)
        keys = self._keys(resolved)
        waiting = [i for i, key in enumerate(keys) if self._runs.get(key) is None]
        missing, n_sides = len(waiting), len(resolved.names)
        under_way: dict[Future[list[Finished]], list[int]] = {}
        try:
            while (waiting or under_way) and goes_on() and not self._is_closed:
                while waiting and len(under_way) < _UNDER_WAY * self.pool.width:
                    batch, waiting = waiting[:n_sides], waiting[n_sides:]
                    own = [tasks[i] for i in batch]
                    under_way[self._begin(self.pool, run_batch, own, setting)] = batch
                done, _ = wait(under_way, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    batch = under_way.pop(future)
                    missing -= len(batch)
                    for i, finished in zip(batch, self._results(future), strict=False):
                        self._runs.put(keys[i], finished.result)
                if done:
                    yield missing
        finally:
            for future in under_way:
                future.cancel()

    def comparison(self, resolved: Resolved) -> Comparison:
        """Return a comparison with all of its replicates; those that are missing are made."""
        for _ in self.fill(resolved, lambda: True):
            pass
        return comparison_of(resolved, self.kept(resolved))

    def _keys(self, resolved: Resolved) -> list[str | None]:
        """Return the key of each run, in the order of tasks_of; they take a while to make."""
        said = resolved.comparing.question
        found = self._known_keys.get(said)
        if found is None:
            tasks = tasks_of(resolved, resolved.comparing.replicates)
            found = [key_of(task, resolved.setting) for task in tasks]
            self._known_keys.put(said, found)
        return found

    def _at_once[T](self, work: Callable[..., T], *arguments: Any) -> T:
        """Return what work comes to that somebody waits for; a process of its own does it."""
        try:
            return self._begin(self.first, work, *arguments).result()
        except Exception as fault:
            self._renew(self.first, fault)
            raise

    def _begin[T](self, pool: LocalBackend, work: Callable[..., T], *arguments: Any) -> Future[T]:
        with self._lock:
            if self._is_closed:  # a pool that began anew now would outlive everybody
                raise RuntimeError("the app is closing")
            return pool.call(work, *arguments)

    def _results(self, future: Future[list[Finished]]) -> list[Finished]:
        """Return what a batch came to; nothing where its worker died."""
        try:
            return future.result()
        except Exception as fault:
            if not self._renew(self.pool, fault):
                raise
            return []

    def _renew(self, pool: LocalBackend, fault: Exception) -> bool:
        """Replace workers of which one died; tell whether that is what happened."""
        if not pool.is_death(fault):
            return False
        with self._lock:
            if not self._is_closed:
                pool.restart()
        return True

    def warm_up(self) -> None:
        """Make the runs of the usual comparison: workers start, and the first page has them."""
        resolved = resolve(Comparing())
        for i in range(len(resolved.names)):
            self.trajectory(resolved, i)
        self.comparison(resolved)

    def close(self) -> None:
        """Leave no process behind."""
        with self._lock:
            self._is_closed = True
            self.pool.close(at_once=True)
            self.first.close(at_once=True)


def tasks_of(resolved: Resolved, n_replicates: int) -> list[Task]:
    """Return the runs of an ensemble as compare() makes them: replicate by replicate."""
    seeds = [seed_of(resolved.comparing.seed, r) for r in range(n_replicates)]
    return [Task(name, r, seed) for r, seed in enumerate(seeds) for name in resolved.names]


def comparison_of(resolved: Resolved, results: Sequence[Run | Failure | None]) -> Comparison:
    """Return what the runs that are there say.

    A side may have more of them than another; differences count where both have one.

    Args:
        resolved: what is compared.
        results: in the order of tasks_of, None where a run is missing.
    """
    tasks = tasks_of(resolved, -(-len(results) // len(resolved.names)))
    there = [(task, run) for task, run in zip(tasks, results, strict=True) if run is not None]
    own, found = [task for task, _ in there], [run for _, run in there]
    n_replicates = 1 + max((task.replicate for task in own), default=0)
    return Comparison(
        spec=resolved.spec, name=resolved.comparing.scenario, baseline=resolved.baseline,
        seed=resolved.comparing.seed, replicates=n_replicates, strategies=resolved.names,
        network=resolved.network,
        sample=sample_of(own, found, resolved.spec, resolved.names, n_replicates),
        tasks=own, results=found, looks=looks_of_sides(resolved),
    )  # fmt: skip
