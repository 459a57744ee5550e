"""Studies made from pages: the process, its folder, and what may be asked of both."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.job_folder import Job, Step
from app.job_process import LOCK, holder_of
from app.jobs import Jobs, JobsError
from experiments.terminal import progress
from tests.experiments.test_runner import children_of
from tests.studies.small_study import FIVE_LINES, SCENARIO, fireside, written

ROOT = Path(__file__).parents[2]
LONG = """
scenario = "scenario.toml"
settings = { days = 182, communities.makers.size = 300 }
strategies = ["ads", "talk"]
vary = ["audience.niche_share"]
design = { method = "lhs", points = 2000 }
"""


def job(study=FIVE_LINES, steps=None, **more):
    """Return a sweep, as the page asks for one."""
    study = study.replace("small.toml", "scenario.toml")
    steps = steps or (
        Step(
            ("sweep", "study.toml", "--out", "store.db", "--jobs", "1", "--report", "report.html")
        ),
        Step(("export", "store.db"), "result.csv"),
    )
    files = {"study.toml": study, "scenario.toml": SCENARIO}
    return Job("/sweep", "Small", steps, files, **more)


def long_job(seed=1):
    return job(LONG + f"seed = {seed}\n")


@pytest.fixture
def jobs(tmp_path):
    found = Jobs(tmp_path)
    yield found
    found.close()


def wait_until(is_so, seconds=60.0):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def bytes_of(path):
    assert path is not None
    return path.read_bytes()


def is_moving(jobs, id):
    return jobs.state(id).done > 0


def test_a_finished_study_has_the_table_of_the_command_line(jobs, tmp_path):
    id = jobs.start(job())
    wait_until(lambda: jobs.state(id).is_over)
    state = jobs.state(id)
    theirs = tmp_path / "theirs.csv"
    fireside("sweep", written(tmp_path), "--out", tmp_path / "x.db", "--jobs", 1)
    fireside("export", tmp_path / "x.db", theirs)

    assert (state.status, state.done, state.total, state.failed) == ("done", 12, 12, 0), state
    assert bytes_of(jobs.file(id, "result.csv")) == theirs.read_bytes()
    assert "Does talking beat shouting?" in bytes_of(jobs.file(id, "report.html")).decode()
    assert jobs.start(job()) == id  # the same question: nothing begins anew
    assert jobs.state(id) == state


def test_bad_input_is_told_in_the_words_of_the_command(jobs):
    id = jobs.start(job(FIVE_LINES.replace('"talk"', '"tolk"')))
    wait_until(lambda: jobs.state(id).is_over)

    assert jobs.state(id).status == "failed"
    assert "did you mean 'talk'" in jobs.state(id).message
    assert jobs.file(id, "result.csv") is None


def test_cancelling_takes_less_than_a_second_leaves_nothing_and_can_go_on(jobs):
    id = jobs.start(job(LONG, (Step(("sweep", "study.toml", "--out", "store.db", "--jobs", "2")),)))
    wait_until(lambda: is_moving(jobs, id))
    process = jobs._own[id].pid
    begun = time.monotonic()
    jobs.cancel(id)

    assert jobs.state(id).status == "cancelled"
    assert time.monotonic() - begun < 1.0
    wait_until(lambda: children_of(process) == [], 5.0)
    jobs.go_on(id)
    wait_until(lambda: jobs.state(id).stored > 0)
    assert jobs.state(id).status == "running"


def test_one_runs_and_the_others_wait_in_line(jobs, monkeypatch):
    monkeypatch.setattr("app.jobs._MOST_WAITING", 2)
    ids = [jobs.start(long_job(seed)) for seed in range(1)]
    wait_until(lambda: is_moving(jobs, ids[0]))
    ids += [jobs.start(long_job(seed)) for seed in (1, 2)]

    assert [jobs.state(id).place for id in ids] == [0, 1, 2]
    with pytest.raises(JobsError, match="2 studies wait already"):
        jobs.start(long_job(3))
    jobs.cancel(ids[1])
    assert [jobs.state(id).status for id in ids] == ["running", "cancelled", "waiting"]
    jobs.cancel(ids[0])
    wait_until(lambda: jobs.state(ids[2]).status == "running")


def test_a_server_killed_with_9_finds_its_study_again(tmp_path):
    text = (
        "import sys, time; from pathlib import Path; from app.jobs import Jobs\n"
        "from tests.app.test_jobs import long_job\n"
        "jobs = Jobs(Path(sys.argv[1])); print(jobs.start(long_job()), flush=True)\n"
        "time.sleep(100)"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", text, tmp_path], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert first.stdout is not None
    id = first.stdout.readline().strip()
    wait_until(lambda: holder_of(tmp_path / "jobs" / id / LOCK))
    first.kill()
    first.communicate()
    second = Jobs(tmp_path)
    try:
        wait_until(lambda: is_moving(second, id))
        assert second.state(id).status == "running"
        other = second.start(job())  # waits for that of the server that is gone
        assert second.state(other).status == "waiting"
        holder = holder_of(tmp_path / "jobs" / id / LOCK)
        assert holder is not None
        os.killpg(holder, signal.SIGKILL)  # the machine was switched off, say
        wait_until(lambda: second.state(id).status == "stopped")
        wait_until(lambda: second.state(other).status == "done")
        second.go_on(id)
        wait_until(lambda: second.state(id).status == "running")
    finally:
        second.close()
    assert second.state(id).status == "stopped"


@pytest.mark.parametrize("id", ["..", "../..", "0" * 11, "A" * 16, "0" * 16, "", "a/b" * 8])
def test_an_id_that_is_none_is_unknown(jobs, tmp_path, id):
    (tmp_path / "job.json").write_text("{}")

    assert jobs.state(id).status == "unknown"
    assert jobs.file(id, "job.json") is None


def test_only_known_files_of_a_study_that_is_over_are_given(jobs):
    id = jobs.start(job(LONG))
    wait_until(lambda: is_moving(jobs, id))
    assert jobs.file(id, "study.toml") is None
    jobs.cancel(id)

    assert jobs.file(id, "study.toml") is not None
    assert jobs.file(id, "store.db") is None  # for it may be in two parts yet
    assert [jobs.file(id, name) for name in ("job.json", "lock", "../x", "/etc/passwd")] == [
        None
    ] * 4


def test_the_oldest_studies_make_room(jobs, monkeypatch):
    monkeypatch.setattr("app.jobs._MOST_KEPT", 2)
    steps = (Step(("resolve", "study.toml", "--format", "csv"), "result.csv"),)
    ids = []
    for seed in (1, 2, 3):
        ids.append(jobs.start(job(FIVE_LINES + f"seed = {seed}\n", steps)))
        wait_until(lambda: jobs.state(ids[-1]).is_over)

    assert [jobs.state(id).status for id in ids] == ["unknown", "done", "done"]


def test_the_id_changes_with_question_and_model(monkeypatch):
    ids = {job().id, long_job(1).id, long_job(2).id, job(steps=(Step(("export", "x"), "y"),)).id}
    monkeypatch.setattr("app.job_folder.MODEL_VERSION", "another")

    assert len(ids | {job().id}) == 5
    assert job(form={"a": 1}, runs=7).id == job().id


def test_progress_stands_in_a_file_for_who_watches(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("FIRESIDE_PROGRESS", str(path))
    seen = []
    with progress() as (_, tell):
        for done in range(1, 101):
            tell(done, 100, done > 50, 0)
            seen.append(json.loads(path.read_text())["done"] if path.exists() else None)
        tell(1, 2, 0, 1)  # another lot of runs
        tell(2, 2, 0, 2)
    said = json.loads(path.read_text())

    assert seen[-1] == 100
    assert len(set(seen)) <= 3  # not at every run
    assert {k: said[k] for k in ("done", "total", "failed", "stored")} == {
        "done": 102, "total": 102, "failed": 1, "stored": 2,
    }  # fmt: skip


def test_a_file_that_cannot_be_written_stops_no_run(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRESIDE_PROGRESS", str(tmp_path / "no" / "such"))
    with progress() as (_, tell):
        tell(1, 1, 0, 0)
