"""How a command runs many runs: on how many processes, where they are kept, what is shown."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from experiments.runner import run_tasks
from experiments.terminal import progress, say_if_compiling
from experiments.workers import Failure, Settings, Task
from sim.results import Run

__all__ = ["RunMany", "running"]

RunMany = Callable[[Sequence[Task], Settings], list[Run | Failure]]


@contextmanager
def running(*, jobs: int = 0, out: Path | None = None, backend: str = "local") -> Iterator[RunMany]:
    """Yield a function that makes the runs of tasks, in their order, with progress on stderr."""
    say_if_compiling()
    with progress() as (_, on_progress):
        yield partial(run_tasks, jobs=jobs or None, on_progress=on_progress)
