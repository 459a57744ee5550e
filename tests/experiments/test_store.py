"""The store: every run once, readable meanwhile, and plain words for what goes wrong."""

import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from experiments.runner import seed_of
from experiments.store import Store, StoreError
from experiments.store_file import StoreStoppedError
from experiments.workers import Failure, Finished, Task
from sim.results import Run

TASKS = [Task("talk", r, seed_of(1, r), {"days": 7 + r}) for r in range(5)]
KEYS = [f"key-{r}" for r in range(5)]


def run_of(task, **outcomes):
    weekly = {} if task.outcomes_only else {"views": np.arange(3.0)}
    return Run(task.strategy, task.seed, outcomes or {"views": 1.0}, weekly, {}, {}, {}, [], [], {})


def filled(path, n=3):
    """Make a store of some runs of one study."""
    with Store(path) as store:
        store.begin("one", "first", "{}")
        store.enter_tasks("one", TASKS, KEYS)
        for task, key in list(zip(TASKS, KEYS, strict=True))[:n]:
            store.put(key, Finished(run_of(task), 0.25), 1)
    return path


@pytest.fixture
def path(tmp_path):
    return filled(tmp_path / "runs.db")


def count(path, what="run"):
    with sqlite3.connect(path) as db:
        found = db.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
    db.close()
    return found


# What is kept


def test_runs_come_back_in_the_order_asked_for(path):
    with Store(path, readonly=True) as store:
        asked = [(KEYS[k], TASKS[k]) for k in (2, 4, 0, 2)]
        found = store.results(asked)

    assert [each and each.seed for each in found] == [
        TASKS[2].seed,
        None,
        TASKS[0].seed,
        TASKS[2].seed,
    ]
    assert found[0].weekly["views"].tolist() == [0.0, 1.0, 2.0]


def test_the_same_run_is_stored_once(path):
    with Store(path) as store:
        for _ in range(3):
            store.put(KEYS[0], Finished(run_of(TASKS[0]), 0.5), 1)

    assert count(path) == 3


def test_an_undefined_outcome_comes_back_undefined(path):
    with Store(path) as store:
        store.put("odd", Finished(run_of(TASKS[0], views=math.nan, cost=0.1 + 0.2), 0.1), 1)
        store.flush()
        [found] = store.results([("odd", TASKS[0])])

    assert math.isnan(found.outcomes["views"])
    assert found.outcomes["cost"] == 0.1 + 0.2


def test_a_task_that_wants_outcomes_alone_gets_no_series(path):
    with Store(path, readonly=True) as store:
        [brief] = store.results([(KEYS[0], replace(TASKS[0], outcomes_only=True))])

    assert brief.weekly == {}


def test_a_failure_is_a_row_and_a_run_takes_its_place(path):
    failure = Failure("talk", 3, TASKS[3].seed, "ZeroDivisionError: no members", "Traceback ...")
    with Store(path) as store:
        store.put(KEYS[3], Finished(failure, 0.1), 2)
        store.flush()
        assert store.results([(KEYS[3], TASKS[3])]) == [failure]
        assert store.failures("one") == [tuple(failure)]
        assert store.stored(KEYS) == {
            **dict.fromkeys(KEYS[:3], (False, True)), KEYS[3]: (True, False),
        }  # fmt: skip
        store.put(KEYS[3], Finished(run_of(TASKS[3]), 0.1), 1)
        store.flush()
        assert store.failures("one") == []
        assert store.stored(KEYS[3:]) == {KEYS[3]: (False, True)}


def test_many_keys_are_looked_up_at_once(tmp_path):
    n = 1203
    with Store(tmp_path / "many.db") as store:
        for k in range(n):
            store.put(f"k{k}", Finished(run_of(replace(TASKS[0], outcomes_only=True)), 0.5), 1)
        store.flush()
        wanted = [f"k{k}" for k in range(n)]
        assert store.stored([*wanted, "none"]) == dict.fromkeys(wanted, (False, False))
        assert store.cost_of([*wanted, "none"]) == (n, 0.5)
        assert store.cost_of(["none"]) == (0, 0.0)
        assert store.stored([f"x{k}" for k in range(40_000)]) == {}


def test_tasks_keep_their_numbers_when_more_are_entered(path):
    more = [Task("ads", 9, 1), TASKS[0]]
    with Store(path) as store:
        store.enter_tasks("one", more, ["new", KEYS[0]])
        found = store.tasks("one")

    assert [each.key for each in found] == [*KEYS, "new"]
    assert [each.n for each in found] == list(range(6))
    assert found[2].overrides == TASKS[2].overrides
    assert found[5][3:] == ("ads", 9, 1, {})


def test_tasks_of_the_same_run_are_a_row_each_and_stay_so(path):
    twins = [Task("ads", 9, 1), Task("ads too", 9, 1)]
    with Store(path) as store:
        for tasks in (twins[:1], twins, twins):
            store.enter_tasks("one", tasks, ["same"] * len(tasks))
        assert [(each.n, each.strategy) for each in store.tasks("one")[5:]] == [
            (5, "ads"), (6, "ads too"),
        ]  # fmt: skip


def test_numbers_of_numpy_are_overrides_as_others(path):
    with Store(path) as store:
        store.enter_tasks("one", [Task("a", 0, 1, {"x": np.float64(0.1), "n": np.int64(3)})], ["k"])
        assert store.tasks("one")[-1].overrides == {"x": 0.1, "n": 3}


def test_studies_share_runs_and_count_their_own(path):
    with Store(path) as store:
        store.begin("two", "second", '{"a": 1}')
        store.enter_tasks("two", TASKS[2:4], KEYS[2:4])
        first, second = store.studies()

    assert (first["asked"], first["stored"], first["seconds"]) == (5, 3, 0.75)
    assert (second["id"], second["name"], second["content"]) == ("two", "second", '{"a": 1}')
    assert (second["asked"], second["stored"], second["failed"]) == (2, 1, 0)


def test_a_study_that_is_begun_again_is_the_latest_and_keeps_its_tasks(path):
    with Store(path) as store:
        store.begin("two", "second", "{}")
        store.begin("one", "first", "{}")
        found = store.studies()

    assert [(each["id"], each["asked"]) for each in found] == [("two", 0), ("one", 5)]


def test_rows_are_in_the_order_of_the_study_whatever_came_first(path):
    with Store(path) as store:
        for k in (4, 3):
            store.put(KEYS[k], Finished(run_of(TASKS[k]), 0.1), 1)
        store.flush()
        rows = list(store.rows("one"))
        series = list(store.runs_with_series("one"))

    assert [row[:2] for row in rows] == [(n, "talk") for n in range(5)]
    assert [json.loads(row[4]) for row in rows] == [task.overrides for task in TASKS]
    assert [task.n for task, _ in series] == list(range(5))


def test_proposals_are_kept(path):
    with Store(path) as store:
        store.log_proposal("one", 0, {"x": 1}, {"cost": 2.0})
        store.log_proposal("one", 0, {"x": 1}, {"cost": 3.0})

    assert count(path, "proposal") == 1


# Reading beside a writer


def test_a_reader_sees_what_was_committed_while_a_writer_writes(path):
    with Store(path) as writer, Store(path, readonly=True) as reader:
        writer.put(KEYS[3], Finished(run_of(TASKS[3]), 0.1), 1)
        assert len(reader.stored(KEYS)) == 3
        writer.flush()
        assert len(reader.stored(KEYS)) == 4
        writer._db.execute("BEGIN IMMEDIATE")  # in the middle of a transaction
        assert len(reader.stored(KEYS)) == 4
        writer._db.execute("ROLLBACK")


def test_a_reader_cannot_write(path):
    with Store(path, readonly=True) as store:
        with pytest.raises(StoreError, match="cannot be opened, or not be written to"):
            store.begin("three", "third", "{}")
        assert len(store.studies()) == 1


def test_two_programs_that_enter_tasks_at_once_both_can(path):
    with Store(path) as one, Store(path) as other:
        for at, store in enumerate([one, other] * 3):
            store.enter_tasks("one", [Task("x", at, at)], [f"more-{at}"])
        assert len(one.tasks("one")) == 11


# What goes wrong


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    "content", [b"just some text, for longer than a header of SQLite\n" * 40, None]
)
def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path, readonly, content):
    path = tmp_path / "notes.db"
    if content is None:
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE mine (x)")
        db.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()

    with pytest.raises(StoreError, match=r"notes\.db: this file is no fireside store and is left"):
        Store(path, readonly=readonly)
    assert path.read_bytes() == before


def test_a_store_of_a_newer_version_is_refused(path):
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 2")
    db.close()

    for readonly in (True, False):
        with pytest.raises(StoreError, match="newer version of fireside"):
            Store(path, readonly=readonly)


def test_places_that_cannot_be_are_named(tmp_path):
    with pytest.raises(StoreError, match=r"x\.db: there is no folder '.*nowhere'"):
        Store(tmp_path / "nowhere" / "x.db")
    with pytest.raises(StoreError, match="this is a folder"):
        Store(tmp_path)
    with pytest.raises(StoreError, match="there is no such store"):
        Store(tmp_path / "x.db", readonly=True)
    (tmp_path / "x.db").touch()
    with pytest.raises(StoreError, match="this store is empty"):
        Store(tmp_path / "x.db", readonly=True)
    assert os.listdir(tmp_path) == ["x.db"]


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "x.db").touch()
    filled(tmp_path / "x.db")

    assert count(tmp_path / "x.db") == 3


def fill_disk(store):
    """Let the file of a store not grow."""
    [(pages,)] = store._db.execute("PRAGMA page_count").fetchall()
    store._db.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_stops_the_store_and_what_is_stored_stays(path):
    large = {f"outcome {k}": 0.1 for k in range(500)}
    store = Store(path)
    fill_disk(store)
    for k in range(20):
        store.put(f"large-{k}", Finished(run_of(TASKS[0], **large), 0.1), 1)
    with pytest.raises(StoreStoppedError, match=r"the disk is full; .* can still be read"):
        store.flush()
    with pytest.raises(StoreStoppedError, match="the disk is full"):
        store.close()

    with Store(path, readonly=True) as reader:
        assert reader.stored(KEYS) == dict.fromkeys(KEYS[:3], (False, True))
    with Store(path) as again:
        again.put("large", Finished(run_of(TASKS[0], **large), 0.1), 1)
    assert count(path) == 4


def test_tasks_that_find_no_room_stop_the_store_too(path):
    with Store(path) as store:
        fill_disk(store)
        tasks = [Task("talk", r, r) for r in range(2000)]
        with pytest.raises(StoreStoppedError, match="the disk is full"):
            store.enter_tasks("one", tasks, [f"new-{r}" for r in range(2000)])
        assert len(store.tasks("one")) == 5


def test_a_writer_that_finds_another_writing_says_so(path, monkeypatch):
    with Store(path) as one, Store(path) as other:
        one._db.execute("BEGIN IMMEDIATE")
        other._db.execute("PRAGMA busy_timeout = 10")
        other.put(KEYS[4], Finished(run_of(TASKS[4]), 0.1), 1)
        with pytest.raises(StoreStoppedError, match="another program is writing to it"):
            other.flush()
        one._db.execute("ROLLBACK")
    assert count(path) == 4  # closing it tried again


READ = """
import sys
from experiments.store import Store, StoreError
try:
    with Store(sys.argv[1]) as store:
        print("could write")
except StoreError as fault:
    print(fault)
with Store(sys.argv[1], readonly=True) as store:
    print(store.studies()[0]["stored"], len(list(store.rows("one"))))
"""


def as_another(*command):
    """Run a command with no more rights than the files give, even for root."""
    plain = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may write everywhere, and there is no setpriv to be less")
        plain = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    run = subprocess.run([*plain, sys.executable, "-c", *command], capture_output=True, text=True)
    return run.stdout.splitlines() + run.stderr.splitlines()[-1:]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="rights are of another kind there")
@pytest.mark.parametrize("mode", [0o755, 0o555])
def test_a_file_of_another_can_be_read_and_not_be_written(path, mode):
    path.chmod(0o444)
    path.parent.chmod(mode)
    said = as_another(READ, str(path))
    path.parent.chmod(0o755)

    why = "it cannot be opened, or not be written to; what is stored there can still be read"
    assert said == [f"{path}: {why}", "3 3"]
