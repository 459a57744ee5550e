"""kill -9 at any moment loses nothing that was stored, doubles nothing, and changes no bit."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.experiments.test_runner import children_of
from tests.studies.small_study import written

ROOT = Path(__file__).parents[2]
STUDY = """
scenario = "small.toml"
settings = { days = 182, communities.makers.size = 300 }
strategies = ["ads", "talk"]
vary = ["audience.niche_share"]
design = { method = "lhs", points = 1000 }
"""
COMMAND = [sys.executable, "-c", "from experiments.cli import main; main()"]


def sweep(study, db, *more):
    """Begin a sweep in a session of its own, so that its processes can be counted."""
    words = [*COMMAND, "sweep", study, "--out", db, "--jobs", "2", *more]
    (db.parent / "temporary").mkdir(exist_ok=True)
    return subprocess.Popen(
        list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(db.parent / "temporary")},
        start_new_session=True,
    )  # fmt: skip


def runs_in(db):
    """Return the stored runs by key: their outcomes, as they are in the file."""
    try:
        with closing(sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True)) as sql:
            rows = sql.execute("SELECT key, outcomes FROM run").fetchall()
    except sqlite3.OperationalError:  # not there yet
        return {}
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def assert_nothing_is_left_of(driver, db):
    """Wait a moment, on a machine with much to do, for the end of all that a sweep started."""
    end = time.monotonic() + 10.0
    while children_of(driver.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert children_of(driver.pid) == []
    assert list((db.parent / "temporary").glob("fireside-*")) == []


def killed(study, db, before, wait):
    """Kill a sweep some seconds after it has stored a run; return what is stored then."""
    with sweep(study, db) as driver:
        while len(runs_in(db)) == len(before) and driver.poll() is None:
            time.sleep(0.02)
        time.sleep(wait)
        os.kill(driver.pid, signal.SIGKILL)
    assert_nothing_is_left_of(driver, db)
    return runs_in(db)


def exported(db):
    run = subprocess.run(
        [*COMMAND, "export", str(db)], capture_output=True, cwd=ROOT, timeout=60, check=True
    )
    return run.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_sweep_that_is_killed_again_and_again_comes_to_the_same_bytes(tmp_path):
    luck = random.Random(4)
    n = int(os.environ.get("FIRESIDE_KILLS", "3"))  # the more, the longer
    study = written(tmp_path, STUDY.replace("1000", str(20 * n)))
    db, whole = tmp_path / "killed.db", tmp_path / "whole.db"
    stored = {}
    for _ in range(n):
        found = killed(study, db, stored, luck.uniform(0.0, 0.5))
        assert stored.items() <= found.items(), "what was stored stays as it was"
        if len(found) == 40 * n:  # a fast machine: nothing is left to kill
            break
        assert len(found) > len(stored)
        stored = found
    assert 0 < len(stored) < 40 * n

    for path in (db, whole):
        assert sweep(study, path).wait(300) == 0
    final = runs_in(db)
    assert stored.items() <= final.items()
    assert final == runs_in(whole)
    assert exported(db) == exported(whole)
    with sqlite3.connect(db) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    sql.close()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no Ctrl-C of a group")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])  # a queue sends the second
def test_ctrl_c_keeps_what_is_done_and_leaves_no_process(tmp_path, how):
    study, db = written(tmp_path, STUDY), tmp_path / "x.db"
    with sweep(study, db) as driver:
        while not runs_in(db):
            time.sleep(0.02)
        os.killpg(driver.pid, how)
        assert driver.wait(20) == 130

    assert_nothing_is_left_of(driver, db)
    assert 0 < len(runs_in(db)) < 2000
