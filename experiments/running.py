"""How a command makes many runs: where, how many at a time, what is kept, and what is shown."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from experiments.backends import (
    Backend,
    BackendError,
    BackendLostError,
    LocalBackend,
    SerialBackend,
    usable_cpus,
)
from experiments.keys import canonical, digest_of, digest_of_file
from experiments.runner import Keeping, OnProgress, SpentError, run_tasks
from experiments.store import Store
from experiments.terminal import progress, say_if_compiling
from experiments.workers import Failure, Settings, Task
from sim.results import Run
from sim.version import MODEL_VERSION

__all__ = ["RunMany", "Running", "StudyEntry", "backend_at", "keeping_at", "running",
           "running_parts"]  # fmt: skip

RunMany = Callable[[Sequence[Task], Settings], list[Run | Failure]]

_SHOWN_ALIKE = ("--out", "--jobs", "--backend", "--report", "--format")  # these change no run
_KEPT = "what is done is kept, and the same command goes on"
_FLAGS = ("--verbose", "--retry-failed")


class StudyEntry(NamedTuple):
    """What a store says of a study: two of equal content are one."""

    name: str
    content: Any  # as JSON has it


class Running(NamedTuple):
    """What run_tasks needs beside the tasks."""

    backend: Backend
    keeping: Keeping | None
    on_first: Callable[[Any], object]
    on_progress: OnProgress

    @property
    def run(self) -> RunMany:
        """What makes the runs of tasks, in their order."""
        return partial(
            run_tasks, backend=self.backend, keeping=self.keeping, on_progress=self.on_progress
        )

    def on_proposal(self, n: int, parameters: Mapping[str, Any], outcomes: Any) -> None:
        """Keep what an optimiser proposed, if anything is kept."""
        if self.keeping is not None:
            self.keeping.store.log_proposal(self.keeping.study, n, parameters, outcomes)


@contextmanager
def running(*, jobs: int = 0, out: Path | None = None, backend: str = "local") -> Iterator[RunMany]:
    """Yield a function that makes the runs of tasks, in their order, with progress on stderr.

    Args:
        jobs: worker processes; 0 for one a processor.
        out: a file to keep runs in, and to take them from; None to keep nothing.
        backend: "local", "serial", "dask:tcp://HOST:PORT" or "dask-file:PATH".

    Raises:
        BackendError: if there is no such backend.
        StoreError: if the file cannot be used.
    """
    with running_parts(jobs=jobs, out=out, backend=backend) as parts:
        yield parts.run


@contextmanager
def running_parts(
    *, jobs: int = 0, out: Path | None = None, backend: str = "local",
    study: StudyEntry | None = None, retry_failed: bool = True,
) -> Iterator[Running]:  # fmt: skip
    """Yield the parts of which `running` is made; a study is entered in the store.

    What failed before is run again unless told otherwise: it may have been for want of memory.
    """
    say_if_compiling()
    with (
        keeping_at(out, study or this_command(), retry_failed=retry_failed) as keeping,
        backend_at(backend, jobs) as chosen,
        progress() as (on_first, on_progress),
    ):
        yield Running(chosen, keeping, on_first, on_progress)


@contextmanager
def keeping_at(
    out: Path | None, study: StudyEntry, *, retry_failed: bool = False
) -> Iterator[Keeping | None]:
    """Open a store for a study; None where nothing is to be kept."""
    if out is None:
        yield None
        return
    with Store(out) as store:
        # Another model makes other runs: one table must not hold those of both.
        name = digest_of({"content": study.content, "model": MODEL_VERSION})
        store.begin(name, study.name, canonical(study.content))
        try:
            yield Keeping(store, name, retry_failed)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_KEPT) from None
        except (BackendLostError, SpentError) as fault:
            raise type(fault)(f"{fault}; {_KEPT}") from None


def this_command() -> StudyEntry:
    """Return the command that is running as a study, without what changes no run.

    A file that it names counts by what is in it: an edited scenario is another study.
    """
    words = iter(sys.argv[1:])
    kept = []
    for word in words:
        if word in _SHOWN_ALIKE:
            next(words, None)
        elif word not in _FLAGS and not word.startswith(tuple(f"{o}=" for o in _SHOWN_ALIKE)):
            kept.append(word)
    files = [digest_of_file(path) for word in kept if (path := _file_in(word))]
    return StudyEntry(" ".join(kept), {"command": kept, "files": files})


def _file_in(word: str) -> Path | None:
    """Return the file that a word of a command names, plainly or after "="; None for no file."""
    found = (word, word.rpartition("=")[2])
    return next((Path(t) for t in found if os.path.isfile(t) and os.access(t, os.R_OK)), None)


@contextmanager
def backend_at(text: str, jobs: int) -> Iterator[Backend]:
    """Yield the backend of that name, and leave none of its processes behind.

    Raises:
        BackendError: if there is none.
    """
    backend = _backend(text, jobs)
    try:
        yield backend
    except BaseException:
        backend.close(at_once=True)
        raise
    backend.close()


def _backend(text: str, jobs: int) -> Backend:
    """Return a backend by its name."""
    kind, _, where = text.partition(":")
    if kind in ("dask", "dask-file") and where:
        from experiments.cluster import DaskBackend

        return DaskBackend(address=where) if kind == "dask" else DaskBackend(scheduler_file=where)
    n_workers = jobs or usable_cpus()
    if text == "serial" or (text == "local" and n_workers == 1):
        return SerialBackend()
    if text == "local":
        return LocalBackend(n_workers)
    raise BackendError(
        f"--backend: there is no '{text}'; local, serial, dask:tcp://HOST:PORT and dask-file:PATH "
        "are allowed"
    )
