"""The driver: many tasks through a backend, a bounded window at a time, whatever workers do.

Batches last about half a second each, so that short runs cost little to send. When a worker dies,
the tasks it may have died of run again one at a time, with nothing beside them: the one that
kills two more workers is a failure, and the others count.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from itertools import islice
from typing import NamedTuple

from experiments.backends import Backend, BackendLostError
from experiments.workers import Finished, Settings, Task, failure_of

__all__ = ["Made", "drive"]

_LARGEST_BATCH = 64
_PATIENCE = 0.5  # seconds between looks at whether the backend is still there
_DIED = RuntimeError("its worker process died each time: killed, out of memory, or crashed")


class Made(NamedTuple):
    """A task that is done."""

    index: int  # as it came with the task
    finished: Finished
    attempts: int


Numbered = tuple[int, Task]


def drive(
    tasks: Iterable[Numbered],
    n_tasks: int,
    settings: Settings,
    backend: Backend,
    deadline: float | None = None,
) -> Iterator[Made]:
    """Yield what came of tasks, as it comes.

    Args:
        tasks: each with a number of its own; read as they are needed.
        n_tasks: how many there are.
        settings: what their runs share.
        backend: where they run; left open.
        deadline: seconds that a run may take; None for no end.

    Raises:
        BackendLostError: if a cluster is gone.
        WorkersError: if no worker process can be started.
    """
    backend.use(settings, deadline)
    window = _Window(iter(tasks), n_tasks, backend)
    while window.has_more or window.under_way or window.suspects:
        if not window.under_way and window.suspects:
            backend.restart()
            yield from window.run_alone()
        window.fill()
        yield from window.completed()


class _Window:
    """The batches under way, and tasks that may have killed a worker."""

    def __init__(self, tasks: Iterator[Numbered], n_tasks: int, backend: Backend) -> None:
        self.tasks, self.n_left, self.backend = tasks, n_tasks, backend
        self.under_way: dict[Future[list[Finished]], list[Numbered]] = {}
        self.suspects: deque[Numbered] = deque()
        self.n_done, self.seconds = 0, 0.0

    @property
    def has_more(self) -> bool:
        """Whether tasks wait to be sent."""
        return self.n_left > 0

    def fill(self) -> None:
        """Send batches until the window is full; none while suspects wait to be alone."""
        while self.has_more and not self.suspects and len(self.under_way) < self.backend.window:
            batch = list(islice(self.tasks, self._batch_size()))
            self.n_left = self.n_left - len(batch) if batch else 0
            if batch:
                self._send(batch)

    def _batch_size(self) -> int:
        """Return how many runs take about as long as a batch should, less towards the end."""
        if self.n_done == 0 or self.backend.batch_seconds == 0:
            return 1
        fitting = int(self.backend.batch_seconds * self.n_done / max(self.seconds, 1e-9))
        fair = self.n_left // (2 * self.backend.width)
        return max(1, min(fitting, fair, _LARGEST_BATCH))

    def _send(self, batch: list[Numbered]) -> None:
        """Begin a batch; if workers have died meanwhile, it waits to be alone."""
        try:
            self.under_way[self.backend.submit([task for _, task in batch])] = batch
        except Exception as fault:
            if not self.backend.is_death(fault):
                raise
            self.suspects += batch

    def completed(self) -> Iterator[Made]:
        """Wait for batches to end, and yield what came of their tasks."""
        if not self.under_way:
            return
        done = wait(self.under_way, timeout=_PATIENCE, return_when=FIRST_COMPLETED).done
        if not done:
            self.backend.check()
        for future in sorted(done, key=Future.cancelled):  # first what is there to keep
            batch = self.under_way.pop(future)
            found = self._results_of(future, batch)
            if found is None:
                self.suspects += batch
                continue
            for (i, _), finished in zip(batch, found, strict=True):
                self.n_done, self.seconds = self.n_done + 1, self.seconds + finished.seconds
                yield Made(i, finished, 1)

    def _results_of(self, future: Future, batch: list[Numbered]) -> list[Finished] | None:
        """Return what a batch came to; None if its worker died."""
        try:
            return future.result()
        except CancelledError:
            self.backend.check()
            raise BackendLostError("a run was cancelled by the cluster") from None
        except BackendLostError:
            raise
        except Exception as fault:
            if self.backend.is_death(fault):
                return None
            self.backend.check()
            if len(batch) > 1:  # such as a result that cannot be sent: find out which
                return None
            return [Finished(failure_of(batch[0][1], fault), 0.0)]

    def run_alone(self) -> Iterator[Made]:
        """Run the suspects one at a time: a deadly one harms no other."""
        while self.suspects:
            i, task = self.suspects.popleft()
            attempts, finished = 2, self._alone(task)
            if finished is None:  # the run was at fault, or whoever killed the worker
                attempts, finished = 3, self._alone(task)
            yield Made(i, finished or Finished(failure_of(task, _DIED), 0.0), attempts)

    def _alone(self, task: Task) -> Finished | None:
        """Return what a task comes to with nothing beside it; None if its worker died."""
        try:
            future = self.backend.submit([task])
            while not wait([future], timeout=_PATIENCE).done:
                self.backend.check()
            return future.result()[0]
        except CancelledError:
            self.backend.check()
            raise BackendLostError("a run was cancelled by the cluster") from None
        except BackendLostError:
            raise
        except Exception as fault:
            if not self.backend.is_death(fault):
                self.backend.check()
                return Finished(failure_of(task, fault), 0.0)
            self.backend.restart()
            return None
