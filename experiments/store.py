"""The store: one SQLite file that keeps every run of a study, whatever happens to the program.

A run and its index are one transaction; runs are found again by their key (experiments.keys), so
that the same command goes on where it ended and studies share their runs. One process writes;
others may read meanwhile. What a kill loses is at most half a second of runs, which are made again.
"""

import json
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from experiments.packing import outcomes_from, outcomes_text, packed, unpacked
from experiments.store_file import (
    StoreError,
    StoreStoppedError,
    explained,
    opened,
    provenance,
    transaction,
)  # fmt: skip
from experiments.workers import Failure, Finished, Task
from sim.results import Run
from sim.version import CODE_HASH, MODEL_VERSION

__all__ = ["Store", "StoreError", "StoredTask"]

_COMMIT_SECONDS, _COMMIT_RUNS = 0.5, 50
_CHUNK = 500  # keys that SQLite is asked for at once


class StoredTask(NamedTuple):
    """A task of a study as the store has it."""

    n: int
    key: str
    scenario: str
    strategy: str
    replicate: int
    seed: int
    overrides: dict[str, Any]


class Store:
    """One file of runs.

    Args:
        path: the file; it is made if it is not there.
        readonly: look, but write nothing; a program may be writing meanwhile.

    Raises:
        StoreError: if it is no store, from a newer fireside, or cannot be read or written.
    """

    def __init__(self, path: str | Path, *, readonly: bool = False) -> None:
        self.path, self.readonly = Path(path), readonly
        self._waiting: list[tuple[Any, ...]] = []
        self._last_commit = time.monotonic()
        self._db = opened(self.path, readonly=readonly)

    def close(self) -> None:
        """Keep what waits, and close the file."""
        try:
            self.flush()
        finally:
            self._db.close()

    def __enter__(self) -> "Store":
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    # Studies and their tasks

    def begin(self, study: str, name: str, content: str) -> None:
        """Enter a study, once; one that is there already becomes the latest.

        Args:
            study: its id.
            name: what people call it.
            content: all of it, resolved, as JSON.
        """
        with explained(self.path):
            self._db.execute(
                "INSERT OR REPLACE INTO study VALUES (?, ?, ?, ?, ?)",
                (study, name, content, json.dumps(provenance()), _now()),
            )

    def enter_tasks(self, study: str, tasks: Sequence[Task], keys: Sequence[str]) -> None:
        """Enter tasks of a study, in their order; those already there stay where they are.

        Tasks that come to the same run, such as those of a strategy that what varies does not
        touch, are a row each.
        """
        with explained(self.path), transaction(self._db):  # two commands may enter the same study
            known = Counter(
                key for (key,) in self._db.execute("SELECT key FROM task WHERE study = ?", (study,))
            )
            n, met, rows = known.total(), Counter[str](), []
            for task, key in zip(tasks, keys, strict=True):
                met[key] += 1
                if met[key] > known[key]:
                    overrides = json.dumps(task.overrides, default=lambda value: value.item())
                    rows.append((study, n + len(rows), key, task.scenario, task.strategy,
                                 task.replicate, task.seed, overrides))  # fmt: skip
            self._db.executemany("INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def tasks(self, study: str) -> list[StoredTask]:
        """Return the tasks of a study, in their order."""
        with explained(self.path):
            rows = self._db.execute(
                "SELECT n, key, scenario, strategy, replicate, seed, overrides FROM task "
                "WHERE study = ? ORDER BY n", (study,),
            ).fetchall()  # fmt: skip
        return [StoredTask._make((*row[:-1], json.loads(row[-1]))) for row in rows]

    def studies(self) -> list[dict[str, Any]]:
        """Return the studies, the one begun last at the end.

        Each: id, name, content, created (when it was begun last), and counts of runs.
        """
        with explained(self.path):
            rows = self._db.execute(
                "SELECT id, name, content, created, count(t.key), count(r.key), "
                "coalesce(sum(r.status = 'failed'), 0), (SELECT coalesce(sum(seconds), 0.0) FROM "
                "run WHERE key IN (SELECT key FROM task WHERE study = study.id)) FROM study "
                "LEFT JOIN task t ON t.study = id LEFT JOIN run r ON r.key = t.key "
                "GROUP BY id ORDER BY study.rowid"
            ).fetchall()
        names = ("id", "name", "content", "created", "asked", "stored", "failed", "seconds")
        return [dict(zip(names, row, strict=True)) for row in rows]

    # Runs

    def stored(self, keys: Sequence[str]) -> dict[str, tuple[bool, bool]]:
        """Return, for those of the keys that are stored, whether a run failed and has series."""
        rows = self._runs("key, status = 'failed', series IS NOT NULL", keys)
        return {key: (bool(failed), bool(series)) for key, failed, series in rows}

    def cost_of(self, keys: Sequence[str]) -> tuple[int, float]:
        """Return how many of the keys are stored, and the mean seconds of their runs."""
        seconds = [each for (each,) in self._runs("seconds", keys)]
        return len(seconds), sum(seconds) / max(1, len(seconds))

    def put(self, key: str, finished: Finished, attempts: int) -> None:
        """Keep what a run came to, in place of a failure or of the same run without series."""
        result = finished.result
        if isinstance(result, Failure):
            row = ("failed", "{}", None, result.error, result.traceback)
        else:
            row = ("done", outcomes_text(result.outcomes), packed(result), "", "")
        status, outcomes, series, error, trace = row
        self._waiting.append((key, status, result.seed, outcomes, series, error, trace, attempts,
                              finished.seconds, socket.gethostname(), MODEL_VERSION, CODE_HASH,
                              _now()))  # fmt: skip
        is_old = time.monotonic() - self._last_commit > _COMMIT_SECONDS
        if is_old or len(self._waiting) >= _COMMIT_RUNS:
            self.flush()

    def flush(self) -> None:
        """Commit what waits."""
        if self._waiting:
            with explained(self.path, StoreStoppedError), transaction(self._db):
                marks = ", ".join("?" * 13)
                self._db.executemany(f"INSERT OR REPLACE INTO run VALUES ({marks})", self._waiting)
        self._waiting, self._last_commit = [], time.monotonic()

    def results(self, tasks: Sequence[tuple[str, Task]]) -> list[Run | Failure | None]:
        """Return the results of tasks by their keys, in their order; None where not stored."""
        rows = self._runs(
            "key, status, outcomes, series, error, traceback", list({key for key, _ in tasks})
        )
        found = {row[0]: row[1:] for row in rows}
        return [_result(task, found.get(key)) for key, task in tasks]

    def _runs(self, columns: str, keys: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield some columns of the runs that have one of the keys."""
        with explained(self.path):
            for start in range(0, len(keys), _CHUNK):
                chunk = keys[start : start + _CHUNK]
                marks = ",".join("?" * len(chunk))
                yield from self._db.execute(
                    f"SELECT {columns} FROM run WHERE key IN ({marks})", chunk
                )

    def rows(self, study: str) -> Iterator[tuple[Any, ...]]:
        """Yield the finished runs of a study, in its order.

        Each: n, strategy, replicate, seed, overrides, status, outcomes, error, seconds, attempts,
        host, finished; overrides and outcomes as JSON.
        """
        with explained(self.path):
            yield from self._db.execute(
                "SELECT n, strategy, replicate, t.seed, overrides, status, outcomes, error, "
                "seconds, attempts, host, finished FROM task t JOIN run r ON r.key = t.key "
                "WHERE study = ? ORDER BY n", (study,),
            )  # fmt: skip

    def runs_with_series(self, study: str) -> Iterator[tuple[StoredTask, Run]]:
        """Yield the runs of a study that were kept with their series, in its order."""
        for each in self.tasks(study):
            task = Task(each.strategy, each.replicate, each.seed)
            [run] = self.results([(each.key, task)])
            if isinstance(run, Run) and run.weekly:
                yield each, run

    def failures(self, study: str) -> list[tuple[str, int, int, str, str]]:
        """Return the failed runs of a study: strategy, replicate, seed, error, traceback."""
        with explained(self.path):
            return self._db.execute(
                "SELECT strategy, replicate, t.seed, error, traceback FROM task t "
                "JOIN run r ON r.key = t.key WHERE study = ? AND status = 'failed' ORDER BY n",
                (study,),
            ).fetchall()

    # Proposals of an optimiser

    def log_proposal(self, study: str, n: int, parameters: Any, outcomes: Any) -> None:
        """Keep what an optimiser proposed, and what came of it."""
        with explained(self.path):
            self._db.execute(
                "INSERT OR REPLACE INTO proposal VALUES (?, ?, ?, ?)",
                (study, n, json.dumps(dict(parameters)), json.dumps(outcomes)),
            )


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _result(task: Task, row: tuple[Any, ...] | None) -> Run | Failure | None:
    """Return what a row of the table of runs says a task came to."""
    if row is None:
        return None
    status, outcomes, series, error, trace = row
    if status == "failed":
        return Failure(task.strategy, task.replicate, task.seed, error, trace)
    data = None if task.outcomes_only else series
    return unpacked(task.strategy, task.seed, outcomes_from(outcomes), data)
