"""fireside sweep, status and export: what they say, and the exit code that tells how it went."""

import json
import os
import sqlite3

import pytest

from experiments.store import Store
from experiments.store_file import StoreStoppedError
from tests.studies.small_study import FIVE_LINES, fireside, plan_of, written

FAILING = """
scenario = "small.toml"
strategies = ["talk"]
settings.strategies.talk.identify.communities = "search"
vary."strategies.talk.identify.hashtag_hours" = { choice = [0, 3] }
vary."strategies.talk.identify.communities" = { choice = ["all", "search"] }
design.method = "grid"
"""

KEPT = "what is done is kept, and the same command goes on"


@pytest.fixture
def study(tmp_path):
    return written(tmp_path)


@pytest.fixture
def db(tmp_path):
    return tmp_path / "x.db"


def sweep(study, db, *more):
    return fireside("sweep", study, "--out", db, "--jobs", 1, *more)


def stored(db):
    with Store(db, readonly=True) as store:
        return sum(each["stored"] for each in store.studies())


def test_the_same_command_again_says_that_nothing_was_left_to_do(study, db):
    first, again = sweep(study, db), sweep(study, db)

    assert (first.code, again.code) == (0, 0)
    assert "12 runs made, 0 stored before" in first.out
    assert "0 runs made, 12 stored before" in again.out
    assert first.out.splitlines()[:-2] == again.out.splitlines()[:-2], "the same table"
    assert "12 of 12 runs" in first.err


def test_a_sweep_without_a_place_is_kept_beside_by_its_name(study, monkeypatch):
    monkeypatch.chdir(study.parent)

    assert fireside("sweep", "study.toml", "--jobs", 1).code == 0
    assert stored("study.db") == 12


def test_a_dry_run_tells_and_writes_nothing(study, db):
    before = set(os.listdir(study.parent))
    said = sweep(study, db, "--dry-run")

    assert said.code == 0
    assert "12 runs, 0 of them stored" in said.out
    assert "12 to make" in said.out
    assert set(os.listdir(study.parent)) == before

    sweep(study, db)
    content = db.read_bytes()
    said = sweep(study, db, "--dry-run", "--set", "days=8")
    assert "12 runs, 0 of them stored" in said.out
    assert "12 runs, 12 of them stored" in sweep(study, db, "--dry-run").out
    assert db.read_bytes() == content
    assert stored(db) == 12


def test_what_is_set_on_the_command_line_is_another_study(study, db):
    sweep(study, db)
    said = sweep(study, db, "--set", "days=8")

    assert "12 runs made, 0 stored before" in said.out
    assert stored(db) == 24


@pytest.mark.parametrize(("limit", "message"), [
    (["--max-runs", 5], f"stopped: 5 new runs are made; {KEPT}"),
    (["--max-minutes", 0], f"stopped: 0 minutes are over; {KEPT}"),
])  # fmt: skip
def test_a_budget_stops_a_sweep_and_the_same_command_goes_on(study, db, limit, message):
    said = sweep(study, db, *limit)

    assert (said.code, said.err.splitlines()[-1]) == (4, message)
    assert stored(db) == {"--max-runs": 5, "--max-minutes": 1}[limit[0]]
    assert sweep(study, db).code == 0
    assert stored(db) == 12


def test_a_budget_of_runs_gets_to_the_end_whatever_needs_no_run(tmp_path, db):
    text = """
scenario = "small.toml"
strategies = { talk = "talk", one = "talk", two = "talk", three = "talk" }
vary = ["brand.wage"]
design.points = 3
"""
    path = written(tmp_path, text)
    codes = [sweep(path, db, "--max-runs", 1).code for _ in range(3)]

    assert codes == [4, 4, 0]
    assert stored(db) == 12


def test_a_budget_of_runs_counts_all_rounds_of_an_adaptive_study(tmp_path, db):
    text = FIVE_LINES.replace("replicates = 2", """
[replicates.stop]
outcome = "views"
half_width = 1e-6
least = 3
most = 40
""")  # fmt: skip
    path = written(tmp_path, text)
    said = sweep(path, db, "--max-runs", 30)

    assert said.code == 4
    assert 30 <= stored(db) <= 31


def test_failed_runs_are_told_and_not_tried_again_unless_asked(study, db, monkeypatch):
    said = sweep(study, db, "--deadline", 0.001)
    assert said.code in (0, 3)
    with sqlite3.connect(db) as sql:
        n = sql.execute("SELECT count(*) FROM run WHERE status = 'failed'").fetchone()[0]
    sql.close()
    if n == 0:
        pytest.skip("this machine runs a week in a millisecond")

    assert said.err.count("TimeoutError: the run took longer than 0.001 seconds") == n
    again = sweep(study, db)
    assert again.code == 3
    assert f"0 runs made, 12 stored before, {n} failed" in " ".join(again.out.split())
    listed = fireside("status", db, "--failed")
    assert listed.out.count("TimeoutError") == n
    retried = sweep(study, db, "--retry-failed")
    assert retried.code == 0
    assert f"{n} run" in retried.out
    assert "TimeoutError" not in fireside("status", db, "--failed").out


def test_of_many_failures_the_first_are_told(tmp_path, db):
    path = written(tmp_path, FIVE_LINES.replace("points = 3", "points = 6"))
    said = sweep(path, db, "--deadline", 0.001)
    n = len(fireside("status", db, "--failed").out.splitlines())
    if stored(db) != 24 or said.err.count("failed:") < 20:
        pytest.skip("this machine runs a week in a millisecond")

    assert said.err.count("failed: ") == 20
    assert "more\n" in said.err
    assert n > 20


def test_points_that_cannot_be_are_failures_and_the_others_count(tmp_path, db):
    said = sweep(written(tmp_path, FAILING), db)

    assert said.code == 3
    assert said.err.count("failed: talk") == 1
    assert "search" in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in sweep(written(tmp_path, FAILING), db, "--verbose").err
    assert stored(db) == 3


def test_a_full_disk_ends_with_4_and_the_same_command_goes_on(study, db, monkeypatch):
    sweep(study, db, "--max-runs", 3)
    with Store(db, readonly=True) as store:
        [(pages,)] = store._db.execute("PRAGMA page_count").fetchall()
    opened = Store.__init__

    def full(self, *args, **options):
        opened(self, *args, **options)
        self._db.execute(f"PRAGMA max_page_count = {pages}")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "__init__", full)
        said = sweep(study, db)
    assert said.code == 4
    assert said.err.splitlines()[-1] == (
        f"stopped: {db}: the disk is full; what is stored there can still be read; "
        "the same command goes on"
    )
    assert len(fireside("export", db).out.splitlines()) == 1 + stored(db) >= 4
    assert sweep(study, db).code == 0
    assert stored(db) == 12


def test_ctrl_c_keeps_what_is_done(study, db, monkeypatch):
    put = Store.put

    def interrupted(self, key, finished, attempts):
        put(self, key, finished, attempts)
        interrupted.n += 1
        if interrupted.n == 4:
            raise KeyboardInterrupt

    interrupted.n = 0
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", interrupted)
        said = sweep(study, db)

    assert said.code == 130
    assert said.err.splitlines()[-1].startswith("interrupted: what is done is kept")
    assert stored(db) == 4
    with monkeypatch.context() as patch:  # the place may be left out
        patch.chdir(study.parent)
        patch.setattr(Store, "put", interrupted)
        interrupted.n = 0
        said = fireside("sweep", study, "--jobs", 1)
    assert said.err.splitlines()[-1].startswith("interrupted: what is done is kept")
    assert "8 runs made, 4 stored before" in sweep(study, db).out


def test_status_tells_of_every_study_in_words_and_as_json(study, db):
    sweep(study, db, "--max-runs", 5)
    row = fireside("status", db).out.splitlines()[1].split()
    found = json.loads(fireside("status", db, "--format", "json").out)

    assert row[:5] == ["study", "12", "5", "0", "7"]
    assert (found[0]["asked"], found[0]["stored"], found[0]["failed"]) == (12, 5, 0)
    assert fireside("status", db, "--format", "csv").out.startswith("id,name,created,asked,stored")
    assert fireside("status", db, "--failed", "--format", "json").out == "[]\n"
    assert fireside("status", db, "--study", "none").code == 2
    assert fireside("status", study.parent / "none.db").err.endswith("there is no such store\n")


@pytest.mark.parametrize("command", ["sweep", "status", "export"])
def test_a_file_that_is_no_store_is_refused_and_left(study, db, command):
    db.write_text("mine")
    said = sweep(study, db) if command == "sweep" else fireside(command, db)

    assert said.code == 2
    assert "no fireside store" in said.err
    assert db.read_text() == "mine"


def test_a_backend_that_is_none_is_refused(study, db):
    said = sweep(study, db, "--backend", "slurm")

    assert said.code == 2
    assert "there is no 'slurm'; local, serial, dask:tcp://HOST:PORT" in said.err


def test_a_stopped_store_is_a_store_error_of_its_own():
    assert issubclass(StoreStoppedError, ValueError)


def test_a_plan_is_the_same_for_the_command_and_for_python(study, db):
    sweep(study, db)
    with Store(db, readonly=True) as store:
        content = json.loads(store.studies()[0]["content"])

    assert content == json.loads(json.dumps(plan_of(study.parent).content))
