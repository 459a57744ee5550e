"""Runs on a Dask cluster that is already there, through the same driver as everywhere else.

The workers need the same fireside: nothing is copied to them but scenarios and tasks. Dask itself
sends a batch elsewhere when a worker leaves.
"""

import platform
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import numpy as np

from experiments.backends import BackendError, BackendLostError
from experiments.workers import Finished, Settings, Task, run_batch
from sim.version import CODE_HASH, MODEL_VERSION

__all__ = ["DaskBackend"]

_PATIENCE = 15  # seconds to wait for the cluster, and for its first worker


class DaskBackend:
    """Makes runs on the workers of a Dask cluster.

    Args:
        address: of the scheduler, such as "tcp://127.0.0.1:8786".
        scheduler_file: the file that the scheduler wrote, instead.

    Raises:
        BackendError: if there is no such cluster, no worker, or one with another fireside.
    """

    batch_seconds = 2.0  # a batch costs Dask about two milliseconds, and the network more

    def __init__(self, address: str | None = None, scheduler_file: str | None = None) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise BackendError(
                "--backend dask needs the package distributed: install fireside[cluster]"
            ) from None
        where = address or scheduler_file
        try:
            self._client: Any = Client(address=address, scheduler_file=scheduler_file,
                                  timeout=_PATIENCE, set_as_default=False)  # fmt: skip
        except (OSError, TimeoutError, ValueError) as fault:
            raise BackendError(f"--backend: no Dask scheduler at {where}: {fault}") from None
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
            check_versions(self._client.run(versions))
        except TimeoutError:
            self.close()
            raise BackendError(f"--backend: the scheduler at {where} has no workers") from None
        except BaseException:
            self.close()
            raise
        self.width = max(1, sum(self._client.nthreads().values()))
        self.window = 3 * self.width
        self._settings: Settings | None = None
        self._sent: Any = None
        self._executor = self._client.get_executor(pure=False, retries=0)

    def use(self, settings: Settings, deadline: float | None) -> None:
        """Send the settings to every worker, once."""
        self._deadline = deadline
        if settings is not self._settings:
            self._settings = settings
            self._sent = self._client.scatter(settings, broadcast=True, hash=False)

    def submit(self, tasks: Sequence[Task]) -> Future[list[Finished]]:
        """See Backend."""
        self.check()
        return self._executor.submit(run_batch, list(tasks), self._sent, self._deadline)

    def is_death(self, fault: BaseException) -> bool:
        """See Backend."""
        from distributed import KilledWorker

        return isinstance(fault, KilledWorker)

    def check(self) -> None:
        """See Backend."""
        if self._client.status != "running":
            raise BackendLostError("the Dask scheduler is gone")

    def restart(self) -> None:
        """Dask replaces its workers, or its nannies do."""

    def close(self, *, at_once: bool = False) -> None:
        """Leave the cluster as it was; what runs there is cancelled."""
        self._client.close(timeout=2)


def versions() -> dict[str, Any]:
    """Return what must be the same here and on every worker for the same bits."""
    return {
        "model version": MODEL_VERSION, "code": CODE_HASH, "NumPy": np.__version__,
        "Python": ".".join(platform.python_version_tuple()[:2]),
    }  # fmt: skip


def check_versions(of_workers: dict[str, dict[str, Any]]) -> None:
    """Refuse workers that would give other numbers.

    Raises:
        BackendError: naming each that differs, and in what.
    """
    here, wrong = versions(), []
    for worker, theirs in of_workers.items():
        wrong += [
            f"worker {worker} has {name} {theirs.get(name)}, here it is {value}"
            for name, value in here.items()
            if theirs.get(name) != value
        ]
    if wrong:
        raise BackendError("--backend: " + "\n".join(wrong))
