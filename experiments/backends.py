"""Where runs are made: in this process, in worker processes, or on a cluster.

Workers of this machine ignore Ctrl-C (the driver decides) and end when the driver is gone,
however it went.
"""

import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import connection
from pathlib import Path
from typing import Any, Protocol

from experiments.workers import Finished, Settings, Task, run_batch

__all__ = [
    "Backend",
    "BackendError",
    "BackendLostError",
    "LocalBackend",
    "SerialBackend",
    "WorkersError",
    "usable_cpus",
]

# Runs side by side beat threads inside a run. Numba reads its setting at import only: set later,
# it would forget where its cache is.
_ONE_THREAD: dict[str, str] = dict.fromkeys(
    ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


_BUSY = 0.01  # seconds that it takes at most to start one more process


class WorkersError(RuntimeError):
    """Worker processes cannot be started here."""


class BackendError(ValueError):
    """A backend that cannot be used: what is wrong, and what is allowed."""


class BackendLostError(RuntimeError):
    """The cluster is gone; runs that were kept are safe, and the same command goes on."""


class Backend(Protocol):
    """Somewhere to make runs; whatever gives a concurrent.futures.Future for a batch fits."""

    width: int  # runs at the same time
    window: int  # batches under way at the same time
    batch_seconds: float  # about how long a batch should take; 0 for one run at a time

    def use(self, settings: Settings, deadline: float | None) -> None:
        """Make ready for the runs of some scenarios, each in at most so many seconds."""
        ...

    def submit(self, tasks: Sequence[Task]) -> Future[list[Finished]]:
        """Begin a batch."""
        ...

    def is_death(self, fault: BaseException) -> bool:
        """Tell whether a batch ended this way because its worker died."""
        ...

    def check(self) -> None:
        """Raise BackendLostError if nothing can be expected any more."""
        ...

    def restart(self) -> None:
        """Replace workers that died."""
        ...

    def close(self, *, at_once: bool = False) -> None:
        """Leave no process behind; `at_once` kills what runs."""
        ...


def usable_cpus() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class SerialBackend:
    """Makes runs in this process, one after the other."""

    width = window = 1
    batch_seconds = 0.0

    def use(self, settings: Settings, deadline: float | None) -> None:
        """See Backend."""
        self.settings, self.deadline = settings, deadline

    def submit(self, tasks: Sequence[Task]) -> Future[list[Finished]]:
        """Make the runs now."""
        future: Future[list[Finished]] = Future()
        future.set_result(run_batch(tasks, self.settings, self.deadline))
        return future

    def is_death(self, fault: BaseException) -> bool:
        """See Backend."""
        return False

    def check(self) -> None:
        """See Backend."""

    def restart(self) -> None:
        """See Backend."""

    def close(self, *, at_once: bool = False) -> None:
        """See Backend."""


class LocalBackend:
    """Makes runs in processes of this machine, which start with the first batch.

    Args:
        jobs: worker processes; None for one a processor.
        method: how processes start: "forkserver" (usual), or "spawn" (usual on Windows).
        niceness: how far they stand back where others want the processors, 0 to 19; not on Windows.
    """

    batch_seconds = 0.5

    def __init__(self, jobs: int | None = None, method: str = "", niceness: int = 0) -> None:
        self.niceness = niceness
        self.width = jobs or usable_cpus()
        self.window = 2 * self.width
        self.method = method or ("spawn" if os.name == "nt" else "forkserver")
        self.executor: ProcessPoolExecutor | None = None
        self.deadline: float | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="fireside-", ignore_cleanup_errors=True)
        self._n_settings = 0
        self._settings: Settings | None = None

    def use(self, settings: Settings, deadline: float | None) -> None:
        """Put the settings where workers read them, once."""
        self.deadline = deadline
        if settings is not self._settings:
            self._n_settings += 1
            self._path = Path(self._folder.name) / f"settings-{self._n_settings}"
            self._path.write_bytes(pickle.dumps(settings))
            self._settings = settings

    def submit(self, tasks: Sequence[Task]) -> Future[list[Finished]]:
        """See Backend."""
        return self.call(run_batch, tasks, self._path, self.deadline)

    def call[T](self, work: Callable[..., T], *arguments: Any) -> Future[T]:
        """Begin any work that a worker can do."""
        if self.executor is None:
            self.executor = _pool(self.width, self.method, self._folder.name, self.niceness)
            _start(self.executor, self.width)  # known already, should this be interrupted
        return self.executor.submit(work, *arguments)

    def is_death(self, fault: BaseException) -> bool:
        """See Backend."""
        return isinstance(fault, BrokenProcessPool)

    def check(self) -> None:
        """See Backend."""

    def restart(self) -> None:
        """See Backend."""
        if self.executor is not None:
            self.executor.shutdown(cancel_futures=True)
            self.executor = None

    def close(self, *, at_once: bool = False) -> None:
        """See Backend."""
        if self.executor is not None:
            if at_once:
                for process in list((self.executor._processes or {}).values()):
                    process.kill()
            self.executor.shutdown(cancel_futures=at_once)
            self.executor = None
        self._folder.cleanup()


def _pool(width: int, method: str, folder: str, niceness: int) -> ProcessPoolExecutor:
    """Return a pool of which no process runs yet; the folder goes with the driver."""
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["sim.model", "experiments.workers"])
    return ProcessPoolExecutor(
        width, mp_context=context, initializer=_prepare_worker, initargs=(folder, niceness)
    )


def _start(executor: ProcessPoolExecutor, width: int) -> None:
    """Start all processes of a pool, and wait until one answers.

    Raises:
        WorkersError: if none can be started.
    """
    try:
        with _environment_of_workers():  # each task starts a process if all others are busy
            answers = [executor.submit(time.sleep, _BUSY * width) for _ in range(width)]
        answers[0].result()
    except BrokenProcessPool:
        raise WorkersError(
            "worker processes did not start. In a script, call compare() under "
            "'if __name__ == \"__main__\":'; or give jobs=1 to do without them."
        ) from None


@contextmanager
def _environment_of_workers() -> Iterator[None]:
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


def _prepare_worker(folder: str, niceness: int) -> None:
    """Make a new process a worker."""
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_driver, args=(folder,), daemon=True).start()


def _end_with_driver(folder: str) -> None:
    """Wait for the end of the driver, then end: kill -9 would leave orphans and files otherwise."""
    driver = multiprocessing.parent_process()
    assert driver is not None
    connection.wait([driver.sentinel])
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
