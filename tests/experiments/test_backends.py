"""Where runs are made: the same calls here and in worker processes, and nothing left behind."""

import os
import pickle
from pathlib import Path

import pytest

from experiments import backends
from experiments.backends import BackendError, LocalBackend, SerialBackend, usable_cpus
from experiments.running import backend_at
from experiments.workers import Setting, Task
from tests.experiments.test_runner import SPEC, quiet, threads

TASKS = [Task("a", r, r) for r in range(3)]


def folder_of(backend):
    return Path(backend._folder.name)


def test_a_serial_backend_makes_runs_at_once_in_this_process():
    backend = SerialBackend()
    backend.use(Setting(SPEC, simulate=threads), None)
    future = backend.submit(TASKS)

    assert future.done()
    assert [each.result.seed for each in future.result()] == [os.getpid()] * 3
    assert (backend.width, backend.window) == (1, 1)


@pytest.mark.slow
def test_a_local_backend_starts_with_its_first_batch_again_after_a_death_and_ends():
    backend = LocalBackend(2)
    backend.use(Setting(SPEC, simulate=threads), None)
    assert backend.executor is None
    workers = {each.result.seed for each in backend.submit(TASKS).result()}
    backend.restart()
    others = {each.result.seed for each in backend.submit(TASKS).result()}
    backend.close()

    assert os.getpid() not in workers | others
    assert not workers & others
    for process in workers | others:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert not folder_of(backend).exists()
    backend.close()  # once more does no harm


@pytest.mark.slow
def test_closing_at_once_waits_for_no_run():
    backend = LocalBackend(1)
    backend.use(Setting(SPEC, simulate=quiet), None)
    backend.submit(TASKS).result()
    [process] = backend.executor._processes.values()
    os.kill(process.pid, 19)  # stopped: it would never end by itself
    backend.close(at_once=True)

    assert not process.is_alive()
    assert not folder_of(backend).exists()


def test_settings_are_written_once_for_all_batches():
    backend = LocalBackend(2)
    one, other = Setting(SPEC, simulate=quiet), {"x": Setting(SPEC, simulate=quiet)}
    for settings in (one, one, other):
        backend.use(settings, None)

    assert sorted(os.listdir(folder_of(backend))) == ["settings-1", "settings-2"]
    assert pickle.loads((folder_of(backend) / "settings-1").read_bytes()) == one
    backend.close()


def test_a_pool_that_does_not_start_says_what_to_do(monkeypatch):
    class Broken:
        def __init__(self, *_, **__):
            pass

        def submit(self, *_):
            raise backends.BrokenProcessPool

        def shutdown(self, **_):
            pass

    monkeypatch.setattr(backends, "ProcessPoolExecutor", Broken)
    backend = LocalBackend(1)
    backend.use(Setting(SPEC, simulate=quiet), None)
    with pytest.raises(backends.WorkersError, match="__main__"):
        backend.submit(TASKS)
    backend.close()


@pytest.mark.parametrize(
    ("text", "jobs", "kind", "width"),
    [
        ("serial", 4, SerialBackend, 1),
        ("local", 1, SerialBackend, 1),
        ("local", 3, LocalBackend, 3),
    ],
)
def test_a_backend_has_a_name(text, jobs, kind, width):
    with backend_at(text, jobs) as backend:
        assert (type(backend), backend.width) == (kind, width)


@pytest.mark.parametrize("text", ["", "loca", "dask", "dask:", "dask-file:", "ray:x"])
def test_what_is_no_backend_is_a_message(text):
    with pytest.raises(BackendError, match="local, serial, dask"), backend_at(text, 1):
        pass


def test_as_many_workers_as_processors_where_none_are_given():
    assert 1 <= usable_cpus() <= (os.cpu_count() or 1)
    with backend_at("local", 0) as backend:
        assert backend.width == usable_cpus()
