"""Every run counts or says why not: raising, killed and interrupted runs, in any number of jobs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.runner import Failure, Setting, Task, run_tasks, seed_of
from sim.results import Run
from sim.scenario import Scenario

SPEC = Scenario.model_validate(
    {
        "title": "Tiny",
        "question": "Does it run?",
        "baseline": "stay-away",
        "communities": {"makers": {"size": 40}},
        "strategies": {"stay-away": {}},
    }
)
TASKS = [Task(strategy, r, seed_of(1, r)) for r in range(6) for strategy in ("a", "b")]


def quiet(spec, strategy, seed, *, network=None):
    """A run that takes no time; its outcome tells what it was given."""
    week = np.zeros(1)
    return Run(strategy, seed, {"days": spec.days}, {"views": week}, {}, {}, {}, [], [], {})


def stumbling(spec, strategy, seed, *, network=None):
    if strategy == "b" and seed == seed_of(1, 3):
        raise ZeroDivisionError("no members")
    return quiet(spec, strategy, seed)


def deadly(spec, strategy, seed, *, network=None):
    if strategy == "b" and seed == seed_of(1, 3):
        os.kill(os.getpid(), signal.SIGKILL)
    return quiet(spec, strategy, seed)


def deadly_once(spec, strategy, seed, *, network=None):
    """Dies in one run, unless it left a note there."""
    note = Path(spec.question)
    if seed == seed_of(1, 3) and not note.exists():
        note.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return quiet(spec, strategy, seed)


def unsendable(spec, strategy, seed, *, network=None):
    run = quiet(spec, strategy, seed)
    if strategy == "b" and seed == seed_of(1, 3):
        run.outcomes["days"] = lambda: "cannot be pickled"
    return run


def endless(spec, strategy, seed, *, network=None):
    time.sleep(60 if os.getenv("OMP_NUM_THREADS") == "1" else 0)
    return quiet(spec, strategy, seed)


def threads(spec, strategy, seed, *, network=None):
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return Run(strategy, os.getpid(), {n: os.getenv(n) for n in names}, {}, {}, {}, {}, [], [], {})


def kinds(results):
    return ["failed" if isinstance(each, Failure) else each.strategy for each in results]


@given(st.integers(0, 2**40), st.integers(0, 1000))
def test_a_seed_is_a_whole_number_below_two_to_the_63(seed, replicate):
    found = seed_of(seed, replicate)

    assert type(found) is int
    assert 0 <= found < 2**63
    assert found == seed_of(seed, replicate)


def test_seeds_differ_by_replicate_study_and_kind_of_luck():
    seeds = [seed_of(s, r) for s in range(20) for r in range(200)]
    seeds += [seed_of(s, r, 1) for s in range(20) for r in range(200)]

    assert len(set(seeds)) == 8000


def test_results_come_in_the_order_of_their_tasks():
    results = run_tasks(TASKS, Setting(SPEC, simulate=quiet), jobs=1)

    assert [(each.strategy, each.seed) for each in results] == [(t.strategy, t.seed) for t in TASKS]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_raises_is_a_row_and_the_others_count(jobs):
    results = run_tasks(TASKS, Setting(SPEC, simulate=stumbling), jobs=jobs)
    failure = results[7]

    assert kinds(results) == ["a", "b", "a", "b", "a", "b", "a", "failed", "a", "b", "a", "b"]
    assert failure[:4] == ("b", 3, seed_of(1, 3), "ZeroDivisionError: no members")
    assert "in stumbling" in failure.traceback


def test_the_first_tasks_run_here_and_show_before_the_others():
    seen = []
    run_tasks(
        TASKS,
        Setting(SPEC, simulate=quiet),
        jobs=1,
        n_first=2,
        on_first=lambda first: seen.append([each.strategy for each in first]),
        on_progress=lambda *counts: seen.append(counts),
    )

    assert seen[:3] == [(1, 12, 0, 0), (2, 12, 0, 0), ["a", "b"]]
    assert seen[-1] == (12, 12, 0, 0)


def test_progress_counts_failures():
    counts = []
    setting = Setting(SPEC, simulate=stumbling)
    run_tasks(TASKS, setting, jobs=1, on_progress=lambda *each: counts.append(each))

    assert counts[-1] == (12, 12, 1, 0)


def test_a_task_may_change_the_scenario_for_itself_alone():
    tasks = [Task("a", 0, 1), Task("a", 1, 2, {"days": 14}), Task("a", 2, 3)]
    results = run_tasks(tasks, Setting(SPEC, simulate=quiet), jobs=1)

    assert [each.outcomes["days"] for each in results] == [364, 14, 364]


def test_an_impossible_change_is_a_failed_row():
    tasks = [Task("a", 0, 1, {"days": -3})]
    [failure] = run_tasks(tasks, Setting(SPEC, simulate=quiet), jobs=1)

    assert "ScenarioError" in failure.error
    assert "days" in failure.error


def test_series_stay_behind_where_only_outcomes_are_wanted():
    tasks = [Task("a", 0, 1), Task("a", 0, 1, outcomes_only=True)]
    full, brief = run_tasks(tasks, Setting(SPEC, simulate=quiet), jobs=1)

    assert (len(full.weekly), len(brief.weekly)) == (1, 0)
    assert full.outcomes == brief.outcomes


def test_workers_have_one_thread_each_and_this_process_keeps_its_own():
    before = dict(os.environ)
    results = run_tasks(TASKS, Setting(SPEC, simulate=threads), jobs=2)

    assert dict(os.environ) == before
    assert {tuple(each.outcomes.values()) for each in results} == {("1", "1", "1")}
    assert os.getpid() not in {each.seed for each in results}


def test_a_result_that_cannot_be_sent_is_a_failed_row():
    results = run_tasks(TASKS, Setting(SPEC, simulate=unsendable), jobs=2)

    assert kinds(results) == ["a", "b", "a", "b", "a", "b", "a", "failed", "a", "b", "a", "b"]


@pytest.mark.slow
def test_a_run_that_kills_its_worker_is_a_failed_row_and_the_others_count():
    results = run_tasks(TASKS, Setting(SPEC, simulate=deadly), jobs=2)

    assert kinds(results) == ["a", "b", "a", "b", "a", "b", "a", "failed", "a", "b", "a", "b"]
    assert results[7][:3] == ("b", 3, seed_of(1, 3))
    assert "died" in results[7].error


@pytest.mark.slow
def test_a_worker_killed_from_outside_costs_no_run(tmp_path):
    spec = SPEC.model_copy(update={"question": str(tmp_path / "died")})
    results = run_tasks(TASKS, Setting(spec, simulate=deadly_once), jobs=2)

    assert (tmp_path / "died").exists()
    assert kinds(results) == ["a", "b"] * 6


SCRIPT = """
from experiments.runner import Setting, run_tasks
from tests.experiments.test_runner import SPEC, TASKS, endless
if __name__ == "__main__":
    try:
        run_tasks(TASKS, Setting(SPEC, simulate=endless), jobs=2, n_first=2,
                  on_first=lambda _: print("started", flush=True))
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def children_of(pid):
    """Return the processes of a session other than its leader, those aside that have ended."""
    command = ["ps", "-o", "pid=,stat=", "-s", str(pid)]
    listed = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    return [line for line in listed if "Z" not in line and int(line.split()[0]) != pid]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopping_leaves_no_process_behind(how, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, tmp_path / "script.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        start_new_session=True,
    ) as script:
        assert script.stdout is not None
        assert script.stdout.readline() == "started\n"
        time.sleep(3)
        assert len(children_of(script.pid)) >= 3
        # Ctrl-C in a terminal reaches every process of the group.
        os.killpg(script.pid, how) if how == signal.SIGINT else script.send_signal(how)
        stopped = time.perf_counter()
        said, complaints = script.communicate(timeout=10)
        took = time.perf_counter() - stopped
    time.sleep(1)

    assert said == ("interrupted\n" if how == signal.SIGINT else "")
    assert "Traceback" not in complaints
    assert took < 3
    assert children_of(script.pid) == []
