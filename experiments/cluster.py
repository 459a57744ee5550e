"""Runs on a Dask cluster that is already there, through the same driver as everywhere else.

The scheduler and the workers need the same fireside: nothing is copied to them but scenarios and
tasks. Dask itself sends a batch elsewhere when a worker leaves.
"""

import json
import logging
import pickle
import platform
import socket
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from experiments.backends import BackendError, BackendLostError
from experiments.workers import Finished, Settings, Task, run_batch
from sim.version import CODE_HASH, MODEL_VERSION

__all__ = ["DaskBackend"]

_PATIENCE = 15  # seconds to wait for the cluster, and for its first worker
_FAREWELL = 2  # seconds to wait for a scheduler to take leave
_TALKATIVE = ("distributed", "distributed.client", "tornado.application")  # loggers


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
        where = address or scheduler_file
        self._client = _connected(address or _address_in(Path(scheduler_file or "")))
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
            check_versions(_versions_at(self._client))
            self.width = max(1, sum(self._client.nthreads().values()))
        except TimeoutError:
            self.close()
            raise BackendError(f"--backend: the scheduler at {where} has no workers") from None
        except BaseException:
            self.close()
            raise
        self.window = 3 * self.width
        self._settings: Settings | None = None
        self._executor = self._client.get_executor(pure=False, retries=0)

    def use(self, settings: Settings, deadline: float | None) -> None:
        """Send the settings to the cluster, once; a worker fetches them with its first batch."""
        self._deadline = deadline
        if settings is not self._settings:
            self._settings = settings
            self.restart()

    def submit(self, tasks: Sequence[Task]) -> Future[list[Finished]]:
        """See Backend."""
        self.check()
        return self._executor.submit(run_alike, versions(), list(tasks), self._sent, self._deadline)

    def is_death(self, fault: BaseException) -> bool:
        """See Backend."""
        from distributed import KilledWorker

        return isinstance(fault, KilledWorker)

    def check(self) -> None:
        """See Backend."""
        if self._client.status != "running":
            raise BackendLostError("the Dask scheduler is gone")

    def restart(self) -> None:
        """Send the settings afresh: Dask may have given them up with workers that died.

        They are the result of a task, which Dask makes again when the workers that had it leave;
        data that is only scattered would be gone. Dask or its nannies replace the workers.
        """
        from cloudpickle import dumps

        self._sent: Any = self._client.submit(pickle.loads, dumps(self._settings), pure=False)

    def close(self, *, at_once: bool = False) -> None:
        """Leave the cluster as it was; what waits there is cancelled."""
        with suppress(TimeoutError):  # of a scheduler that is gone
            self._client.close(timeout=_FAREWELL)


def _address_in(path: Path) -> str:
    """Return the address in the file that a scheduler wrote.

    Raises:
        BackendError: if there is none.
    """
    try:
        return json.loads(path.read_text())["address"]
    except OSError as fault:
        raise BackendError(f"--backend: {path}: {fault.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise BackendError(f"--backend: {path}: this is no file of a Dask scheduler") from None


def _connected(address: str) -> Any:
    """Return a client of the scheduler at an address.

    Raises:
        BackendError: if there is none, or Dask is not installed here.
    """
    try:
        from distributed import Client, Security
    except ImportError:
        raise BackendError(
            "--backend dask needs the package distributed: install fireside[cluster]"
        ) from None
    for name in _TALKATIVE:  # what goes wrong is said once, by the command
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if _knock(address) == "tls" and not Security().tls_ca_file:
        raise BackendError(f"--backend: {address}: Dask's settings name no certificates for TLS")
    try:
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ImportError) as fault:
        raise BackendError(f"--backend: no Dask scheduler at {address}: {fault}") from None


def _knock(address: str) -> str:
    """Return the scheme of an address where somebody answers.

    A client of Dask waits long where nobody does, and complains at its end.

    Raises:
        BackendError: if nobody does, or this is no address.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
            raise ValueError
    except ValueError:
        raise BackendError(
            f"--backend: '{address}' is no address of a Dask scheduler; tcp://HOST:PORT and "
            "tls://HOST:PORT are allowed"
        ) from None
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=_PATIENCE).close()
    except OSError as fault:
        raise BackendError(f"--backend: no Dask scheduler at {address}: {fault}") from None
    return parts.scheme


def run_alike(
    wanted: Mapping[str, Any], tasks: Sequence[Task], settings: Settings, deadline: float | None
) -> list[Finished]:
    """Return what some runs came to; called in a worker, which may have joined meanwhile.

    Raises:
        BackendLostError: if its runs would have other numbers.
    """
    from distributed import get_worker

    if wrong := differences(f"worker {get_worker().address}", versions(), wanted):
        raise BackendLostError("\n".join(wrong))
    return run_batch(tasks, settings, deadline)


def versions() -> dict[str, Any]:
    """Return what must be the same here and on every worker for the same bits."""
    return {
        "model version": MODEL_VERSION, "code": CODE_HASH, "NumPy": np.__version__,
        "Python": ".".join(platform.python_version_tuple()[:2]),
    }  # fmt: skip


def _versions_at(client: Any) -> dict[str, Any]:
    """Return what each machine of the cluster says of its versions, or the fault that it has."""
    found = {f"worker {w}": v for w, v in client.run(versions, on_error="return").items()}
    try:
        return {"the scheduler": client.run_on_scheduler(versions)} | found
    except Exception as fault:  # such as a fireside that is not there
        return {"the scheduler": fault} | found


def check_versions(of_machines: Mapping[str, Any]) -> None:
    """Refuse machines that would give other numbers.

    Args:
        of_machines: by the name of each its versions(), or the fault that came instead.

    Raises:
        BackendError: naming each that differs, and in what.
    """
    here = versions()
    wrong = [
        line for name, theirs in of_machines.items() for line in differences(name, theirs, here)
    ]
    if wrong:
        raise BackendError("--backend: " + "\n".join(wrong))


def differences(name: str, theirs: Any, wanted: Mapping[str, Any]) -> list[str]:
    """Return in what a machine differs, a line each."""
    if not isinstance(theirs, Mapping):
        return [f"{name} cannot say its version of fireside: {theirs}"]
    return [
        f"{name} has {what} {theirs.get(what)}, the command has {value}"
        for what, value in wanted.items()
        if theirs.get(what) != value
    ]
