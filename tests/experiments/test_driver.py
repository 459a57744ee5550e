"""The driver: every task comes to something exactly once, whatever becomes of the workers."""

import os
import random
import signal
import time
from concurrent.futures import Future

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from experiments import driver
from experiments.backends import BackendLostError, LocalBackend, SerialBackend
from experiments.driver import drive
from experiments.runner import Setting, Task, run_tasks, seed_of
from experiments.workers import Failure, Finished
from sim.model import simulate
from tests.conftest import small_spec
from tests.experiments.test_runner import SPEC, quiet

SETTING = Setting(SPEC, simulate=quiet)


class DeathError(Exception):
    """How a batch ends whose worker died."""


class FakeBackend:
    """Ends batches in random order; its workers die at random, and of some tasks always.

    As with a broken pool, one death ends all batches under way, and none can be sent until the
    backend is started again.
    """

    def __init__(self, width, window, batch_seconds, luck, deaths, poison, unsendable):
        self.width, self.window, self.batch_seconds = width, window, batch_seconds
        self.luck, self.deaths = random.Random(luck), deaths
        self.poison, self.unsendable = poison, unsendable
        self.waiting, self.runs, self.is_broken, self.most = [], [], False, 0

    def use(self, settings, deadline):
        """See Backend."""

    def submit(self, tasks):
        """Begin a batch, and perhaps end some."""
        if self.is_broken:
            raise DeathError
        future = Future()
        self.waiting.append((future, list(tasks)))
        self.most = max(self.most, len(self.waiting))
        if len(self.waiting) == self.window or self.luck.random() < 0.5 or len(tasks) == 1:
            self.end_some()
        return future

    def end_some(self):
        """End some of the batches under way."""
        self.luck.shuffle(self.waiting)
        while self.waiting and not (self.is_broken or self.luck.random() < 0.3):
            future, tasks = self.waiting.pop()
            numbers = {task.replicate for task in tasks}
            if numbers & self.poison or self.luck.random() < self.deaths:
                self.is_broken = True
                for each in [future, *(each for each, _ in self.waiting)]:
                    each.set_exception(DeathError())
                self.waiting = []
            elif numbers & self.unsendable:
                future.set_exception(TypeError("cannot be pickled"))
            else:
                self.runs += [task.replicate for task in tasks]
                future.set_result([Finished(task.replicate, 0.001) for task in tasks])

    def is_death(self, fault):
        """See Backend."""
        return isinstance(fault, DeathError)

    def check(self):
        """End some more: nothing came for a while."""
        self.end_some()

    def restart(self):
        """Have workers again."""
        assert not self.waiting, "batches under way would be lost"
        self.is_broken = False

    def close(self, *, at_once=False):
        """See Backend."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(driver, "_PATIENCE", 0.0)


tasks_of = st.integers(0, 60)
some = st.sets(st.integers(0, 59), max_size=3)


@given(
    tasks_of, st.integers(1, 4), st.integers(1, 8), st.sampled_from([0.0, 0.001, 0.02, 1.0]),
    st.integers(0, 10**6), st.sampled_from([0.0, 0.1, 0.5]), some, some,
)  # fmt: skip
@example(60, 1, 1, 1.0, 1, 0.0, {59}, set())
@example(0, 2, 4, 1.0, 1, 0.0, set(), set())
def test_every_task_comes_to_something_exactly_once(
    n, width, window, batch_seconds, luck, deaths, poison, unsendable
):
    backend = FakeBackend(width, window, batch_seconds, luck, deaths, poison, unsendable)
    tasks = [(1000 + k, Task("a", k, k)) for k in range(n)]
    made = list(drive(iter(tasks), n, SETTING, backend))
    failed = {each.index - 1000 for each in made if isinstance(each.finished.result, Failure)}
    done = [each for each in made if not isinstance(each.finished.result, Failure)]

    assert sorted(each.index for each in made) == [1000 + k for k in range(n)]
    assert all(each.finished.result == each.index - 1000 for each in done)
    assert {k for k in poison | unsendable if k < n} <= failed
    if deaths == 0.0:
        assert failed == {k for k in poison | unsendable if k < n}
    assert backend.most <= window
    assert {each.attempts for each in made} <= {1, 2, 3}


def test_a_run_that_dies_with_its_worker_says_so_and_one_that_cannot_be_sent_why():
    backend = FakeBackend(2, 4, 1.0, 1, 0.0, {3}, {5})
    made = drive(((k, Task("a", k, k)) for k in range(8)), 8, SETTING, backend)
    found = {each.index: each.finished.result for each in made}

    assert found[3].error == f"RuntimeError: {driver._DIED}"
    assert found[5].error == "TypeError: cannot be pickled"


def test_fewer_tasks_than_said_are_no_trouble():
    made = drive(((k, Task("a", k, k)) for k in range(3)), 9, SETTING, SerialBackend())

    assert [each.index for each in made] == [0, 1, 2]


def test_short_runs_go_in_batches_and_long_ones_alone():
    sizes = []

    class Counting(SerialBackend):
        def __init__(self, batch_seconds):
            self.batch_seconds = batch_seconds

        def submit(self, tasks):
            sizes.append(len(tasks))
            done = Future()
            done.set_result([Finished(task.replicate, 0.01) for task in tasks])
            return done

    tasks = [(k, Task("a", k, k)) for k in range(500)]
    list(drive(iter(tasks), 500, SETTING, Counting(0.5)))
    assert sizes[0] == 1
    assert max(sizes) == 50
    assert sizes[-1] == 1, "small ones last, so that no worker is idle for long"

    sizes.clear()
    list(drive(iter(tasks), 500, SETTING, Counting(0.0)))
    assert set(sizes) == {1}


def test_a_cluster_that_cancels_is_gone():
    class Cancelling(SerialBackend):
        def submit(self, tasks):
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with pytest.raises(BackendLostError, match="cancelled"):
        list(drive([(0, Task("a", 0, 0))], 1, SETTING, Cancelling()))


def test_a_cluster_that_is_gone_is_found_out_while_waiting():
    class Gone(SerialBackend):
        def submit(self, tasks):
            return Future()

        def check(self):
            raise BackendLostError("gone")

    with pytest.raises(BackendLostError, match="gone"):
        list(drive([(0, Task("a", 0, 0))], 1, SETTING, Gone()))


def test_a_run_over_its_time_is_a_failed_row():
    tasks = [Task("stay-away", 0, 1), Task("micro", 0, 1)]
    setting = Setting(small_spec())
    simulate(setting.spec, "micro", 1)  # compile first
    failed = run_tasks(tasks, setting, jobs=1, deadline=1e-9)
    fine = run_tasks(tasks, setting, jobs=1, deadline=60.0)

    message = "TimeoutError: the run took longer than 1e-09 seconds"
    assert [each.error for each in failed] == [message] * 2
    assert not any(isinstance(each, Failure) for each in fine)


# All that can happen, at once

N = 40


def trouble(spec, strategy, seed, *, network=None):
    """Kills its worker in run 5, raises in run 9, and takes a moment in the others."""
    if seed == seed_of(1, 5):
        os.kill(os.getpid(), signal.SIGKILL)
    if seed == seed_of(1, 9):
        raise ZeroDivisionError("no members")
    time.sleep(0.02)
    return quiet(spec, strategy, seed)


@pytest.mark.slow
def test_a_deadly_run_a_raising_run_and_a_killed_worker_in_one_sweep():
    backend = LocalBackend(2)
    killed = []

    def kill_one(done, *_):
        if done == 20:
            killed.append(next(iter(backend.executor._processes)))
            os.kill(killed[0], signal.SIGKILL)

    tasks = [Task("a", r, seed_of(1, r)) for r in range(N)]
    try:
        results = run_tasks(
            tasks, Setting(SPEC, simulate=trouble), backend=backend, on_progress=kill_one
        )
        alive = list(backend.executor._processes)
    finally:
        backend.close()
    failed = {task.replicate: each for task, each in zip(tasks, results, strict=True)
              if isinstance(each, Failure)}  # fmt: skip

    assert killed
    assert sorted(failed) == [5, 9]
    assert "died" in failed[5].error
    assert failed[9].error == "ZeroDivisionError: no members"
    assert len(results) == N
    for process in alive:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
