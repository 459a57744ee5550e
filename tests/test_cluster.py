"""On a real Dask cluster, of processes on this machine: the same bits as here, whatever dies."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments import cluster as dask
from experiments import runner
from experiments.backends import BackendError, BackendLostError
from experiments.cli import app
from experiments.keys import key_of
from experiments.runner import run_tasks, seed_of
from experiments.running import backend_at
from experiments.studies.plan import Plan
from experiments.workers import Setting, Task
from sim.model import simulate
from sim.version import CODE_HASH
from tests.conftest import small_spec

pytest.importorskip("distributed", reason="distributed is not installed: fireside[cluster]")
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(ROOT),
    "OMP_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
}
PATIENCE = 90.0  # seconds for what takes two on an idle machine
SCENARIO = """
title = "Small"
question = "Does talking beat shouting?"
baseline = "ads"
days = 364
communities.makers = { size = 300 }
audience.size = 10000
strategies.ads.pay.audience_ads = 100
[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 5 }
tailor = { mix = { question = 1 }, posts_per_week = 3 }
"""
STUDY = """
scenario = "small.toml"
replicates = 15
vary = ["audience.size"]
design = { method = "lhs", points = 2 }
"""
N_RUNS = 60  # two points, two strategies, 15 replicates


class Cluster:
    """A scheduler and workers, each with its nanny, as processes of their own."""

    def __init__(self, folder: Path, n_workers: int, path: Path = ROOT) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        self.environment = ENVIRONMENT | {"PYTHONPATH": str(path)}
        self.backend = f"dask-file:{self.file}"
        self.workers: list[subprocess.Popen] = []
        self.scheduler = self._started(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", self.file
        )
        wait_until(self.file.exists)
        for _ in range(n_workers):
            self.add_worker()

    def add_worker(self) -> None:
        """Start one more worker, of one thread."""
        one = "--scheduler-file", self.file, "--nthreads", "1", "--local-directory", self.folder
        self.workers.append(self._started("worker", *one))

    def _started(self, what: str, *options: str | Path) -> subprocess.Popen:
        with (self.folder / "log").open("a") as log:
            command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard"]
            return subprocess.Popen(
                [*command, *options], cwd=self.folder, env=self.environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @contextmanager
    def client(self):
        """Yield a client of Dask's own."""
        from distributed import Client

        with Client(
            scheduler_file=str(self.file), set_as_default=False, timeout=PATIENCE
        ) as client:
            yield client

    def wait_for_workers(self) -> None:
        """Wait until all are there."""
        with self.client() as client:
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)

    def close(self) -> None:
        """Kill everything."""
        for process in [*self.workers, self.scheduler]:
            kill(process)


def kill(process: subprocess.Popen, how: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a process and its children: a nanny has its worker."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return
    if how == signal.SIGKILL:
        process.wait(PATIENCE)


def wait_until(is_so) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """Yield a cluster of two workers, which tests leave as they find it."""
    own = Cluster(tmp_path_factory.mktemp("cluster"), n_workers=2)
    try:
        own.wait_for_workers()
        yield own
    finally:
        own.close()


@pytest.fixture(scope="session")
def study(tmp_path_factory) -> Path:
    """Return the file of a study of runs that take about 50 milliseconds each."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "small.toml").write_text(SCENARIO)
    (folder / "study.toml").write_text(STUDY)
    return folder / "study.toml"


@pytest.fixture(scope="session")
def expected(study) -> str:
    """Return the table of the study's runs as they come out in one process here."""
    swept = fireside("sweep", study, "--out", study.parent / "here.db", "--backend", "serial")
    assert swept.exit_code == 0, swept.stderr
    return exported(study.parent / "here.db")


def fireside(*words):
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


def exported(store: Path) -> str:
    """Return the runs of a store as CSV, without timings."""
    return fireside("export", store).stdout


def statuses(store: Path) -> list[tuple[str, int]]:
    """Return the status and the attempts of each run that is stored, once for each time."""
    from experiments.store import Store

    with Store(store, readonly=True) as opened:
        [study] = opened.studies()
        return [(row[5], row[9]) for row in opened.rows(study["id"])]


class Command:
    """The command line as a process of its own, whose messages are read as they come."""

    def __init__(self, *words: object) -> None:
        line = "from experiments.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", line, *map(str, words)], env=ENVIRONMENT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.messages: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.messages.extend(line.rstrip("\n") for line in self.process.stderr)

    def has_made_runs(self) -> bool:
        """Tell whether progress has been shown; the command still runs."""
        assert self.process.poll() is None, self.messages
        return any("runs" in line for line in self.messages)

    def end(self, within: float = PATIENCE) -> tuple[int, list[str]]:
        """Return the exit code and what was said on stderr."""
        try:
            code = self.process.wait(within)
        finally:
            kill(self.process)
            self._reader.join()
            assert self.process.stdout is not None
            assert self.process.stderr is not None
            self.process.stdout.close()
            self.process.stderr.close()
        return code, self.messages


def others(messages: list[str]) -> list[str]:
    """Return the messages that tell of something other than progress."""
    return [line for line in messages if not line.endswith(f" of {N_RUNS} runs")]


def test_the_table_of_a_study_is_the_same_bytes_as_from_here(cluster, study, expected, tmp_path):
    store = tmp_path / "there.db"
    code, messages = Command(
        "sweep", study, "--out", store, "--backend", cluster.backend, "--jobs", "1"
    ).end()

    assert (code, others(messages)) == (0, [])
    assert expected.count("\n") == 1 + N_RUNS
    assert exported(store) == expected


def test_the_cluster_says_how_many_runs_go_side_by_side(cluster):
    with backend_at(cluster.backend, jobs=1) as backend:
        assert backend.width == 2


def test_a_worker_killed_with_its_nanny_costs_no_run(cluster, study, expected, tmp_path):
    store = tmp_path / "there.db"
    command = Command("sweep", study, "--out", store, "--backend", cluster.backend)
    try:
        wait_until(command.has_made_runs)
        doomed = cluster.workers.pop(0)
        kill(doomed, signal.SIGSTOP)  # with what it is making
        time.sleep(0.5)
        kill(doomed)
        code, messages = command.end()
    finally:
        kill(command.process)
        cluster.add_worker()

    assert (code, others(messages)) == (0, [])
    assert statuses(store) == [("done", 1)] * N_RUNS
    assert exported(store) == expected
    cluster.wait_for_workers()


def test_without_the_scheduler_a_sweep_stops_and_goes_on_elsewhere(study, expected, tmp_path):
    cluster, store = Cluster(tmp_path, n_workers=1), tmp_path / "there.db"
    try:
        cluster.wait_for_workers()
        command = Command("sweep", study, "--out", store, "--backend", cluster.backend)
        wait_until(command.has_made_runs)
        kill(cluster.scheduler)
        code, messages = command.end(within=20)
    finally:
        cluster.close()
    n_kept = len(statuses(store))
    goes_on = fireside("sweep", study, "--out", store, "--backend", "serial")

    assert code == 4
    assert others(messages) == [
        "stopped: the Dask scheduler is gone; what is done is kept, and the same command goes on"
    ]
    assert 0 < n_kept < N_RUNS
    assert goes_on.exit_code == 0
    assert f"{n_kept} stored before" in " ".join(goes_on.stdout.split())
    assert exported(store) == expected


def test_ctrl_c_keeps_what_is_done_and_leaves_the_cluster_alone(cluster, study, expected, tmp_path):
    store = tmp_path / "there.db"
    words = "sweep", study, "--out", store, "--backend", cluster.backend
    command = Command(*words)
    wait_until(command.has_made_runs)
    kill(command.process, signal.SIGINT)
    code, messages = command.end(within=20)
    n_kept = len(statuses(store))
    with cluster.client() as client:
        wait_until(lambda: client.run_on_scheduler(n_tasks) == 0)
        n_workers = len(client.nthreads())
    goes_on = fireside(*words)

    assert code == 130
    said = "interrupted: what is done is kept, and the same command goes on"
    assert others(messages) == [said]
    assert 0 < n_kept < N_RUNS
    assert n_workers == 2
    assert f"{n_kept} stored before" in " ".join(goes_on.stdout.split())
    assert exported(store) == expected


def n_tasks(dask_scheduler) -> int:
    """Return how many tasks a scheduler knows; called there."""
    return len(dask_scheduler.tasks)


def stumbling(spec, strategy, seed, *, network=None):
    """A run that raises, or kills its worker whenever it is made, on certain luck."""
    if (strategy, seed) == ("ads", seed_of(1, 2)):
        raise ZeroDivisionError("no members")
    if (strategy, seed) == ("talk", seed_of(1, 3)):
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(spec, strategy, seed, network=network)


def test_a_deadly_and_a_raising_run_are_failed_rows_and_the_others_count(
    cluster, study, tmp_path, monkeypatch
):
    """The settings outlive the workers too: at the end nobody is left that had them first."""
    few = study.with_name("few.toml")
    few.write_text('scenario = "small.toml"\nreplicates = 6')
    here = fireside("sweep", few, "--out", tmp_path / "here.db", "--backend", "serial")
    stumbles = property(lambda plan: Setting(plan.spec, simulate=stumbling))
    monkeypatch.setattr(Plan, "setting", stumbles)
    monkeypatch.setattr(  # or runs that are not the model's would not be stored
        runner, "key_of", lambda task, settings: key_of(task, replace(settings, simulate=simulate))
    )
    store = tmp_path / "there.db"
    there = fireside("sweep", few, "--out", store, "--backend", cluster.backend)
    good = exported(tmp_path / "here.db").splitlines()
    del good[1 + 2 * 3 + 1], good[1 + 2 * 2]
    rows = exported(store).splitlines()

    raised, died = [line for line in there.stderr.splitlines() if "failed: " in line]

    assert (here.exit_code, there.exit_code) == (0, 3)
    assert raised == f"failed: ads, seed {seed_of(1, 2)}: ZeroDivisionError: no members"
    assert died.startswith(f"failed: talk, seed {seed_of(1, 3)}: RuntimeError: its worker process")
    assert len(rows) == 1 + 12
    assert [line for line in rows if ",failed," not in line] == good
    cluster.wait_for_workers()


def test_a_worker_that_joins_with_another_fireside_ends_the_sweep(cluster, monkeypatch):
    with backend_at(cluster.backend, jobs=0) as backend:
        monkeypatch.setattr(dask, "versions", lambda: {"code": "newer"})
        said = f"^worker tcp://[0-9.:]+ has code {CODE_HASH}, the command has newer$"
        with pytest.raises(BackendLostError, match=said):
            run_tasks([Task("ads", 0, 1)], Setting(small_spec()), backend=backend)


def test_machines_that_differ_are_named_each_with_what_differs():
    here = dask.versions()
    of_machines = {
        "the scheduler": here | {"Python": "3.9"},
        "worker A": here,
        "worker B": here | {"model version": 1, "NumPy": "1.26.0"},
        "worker C": {},
        "worker D": ModuleNotFoundError("No module named 'experiments'"),
    }
    with pytest.raises(BackendError) as refused:
        dask.check_versions(of_machines)

    assert str(refused.value).splitlines() == [
        f"--backend: the scheduler has Python 3.9, the command has {here['Python']}",
        f"worker B has model version 1, the command has {here['model version']}",
        f"worker B has NumPy 1.26.0, the command has {here['NumPy']}",
        *(f"worker C has {what} None, the command has {value}" for what, value in here.items()),
        "worker D cannot say its version of fireside: No module named 'experiments'",
    ]
    dask.check_versions({"worker A": here})


def test_a_cluster_needs_workers_and_every_machine_fireside(study, tmp_path, monkeypatch):
    (tmp_path / "experiments").mkdir()  # hides ours
    (tmp_path / "experiments/__init__.py").touch()
    cluster = Cluster(tmp_path, n_workers=0, path=tmp_path)
    try:
        with monkeypatch.context() as impatient:
            impatient.setattr(dask, "_PATIENCE", 1)
            alone = refused(study, cluster.backend)
        cluster.add_worker()
        cluster.wait_for_workers()
        strangers = refused(study, cluster.backend)
    finally:
        cluster.close()

    assert alone == f"--backend: the scheduler at {cluster.file} has no workers"
    first, second = strangers.splitlines()
    assert first.startswith("--backend: the scheduler cannot say its version of fireside: No mod")
    assert second.startswith("worker tcp://127.0.0.1:")
    assert "cannot say its version of fireside: " in second


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("cloud", "--backend: there is no 'cloud'; local, serial, dask:tcp://HOST:PORT and "
         "dask-file:PATH are allowed"),
        ("dask", "--backend: there is no 'dask'; local"),
        ("dask:", "--backend: there is no 'dask:'; local"),
        ("dask:8786", "--backend: '8786' is no address of a Dask scheduler; tcp://HOST:PORT and"),
        ("dask:http://here:1", "--backend: 'http://here:1' is no address of a Dask scheduler"),
        ("dask:tcp://here", "--backend: 'tcp://here' is no address of a Dask scheduler"),
        ("dask:tcp://here:port", "--backend: 'tcp://here:port' is no address of a Dask scheduler"),
        ("dask:tcp://:8786", "--backend: 'tcp://:8786' is no address of a Dask scheduler"),
        ("dask:tcp://127.0.0.1:1", "--backend: no Dask scheduler at tcp://127.0.0.1:1: "),
        ("dask-file:nothing.json", "--backend: nothing.json: No such file or directory"),
        ("dask-file:small.toml", "--backend: small.toml: this is no file of a Dask scheduler"),
        ("dask-file:list.json", "--backend: list.json: this is no file of a Dask scheduler"),
    ],
)  # fmt: skip
def test_a_backend_that_cannot_be_is_refused(backend, said, study, monkeypatch):
    monkeypatch.chdir(study.parent)
    Path("list.json").write_text("[]")

    assert refused(study, backend).startswith(said)


def test_tls_needs_certificates(study):
    with socket.create_server(("127.0.0.1", 0)) as other:
        said = refused(study, f"dask:tls://127.0.0.1:{other.getsockname()[1]}")

    assert said.endswith(": Dask's settings name no certificates for TLS")


def test_without_the_package_its_extra_is_named(study, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    said = "--backend dask needs the package distributed: install fireside[cluster]"
    assert refused(study, "dask:tcp://127.0.0.1:8786") == said


def refused(study: Path, backend: str) -> str:
    """Return what a sweep on a backend that cannot be says."""
    found = fireside("sweep", study, "--out", study.parent / "no.db", "--backend", backend)
    assert (found.exit_code, found.stdout) == (2, "")
    return found.stderr.removesuffix("\n")
