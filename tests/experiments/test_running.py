"""How commands make runs: kept if there is a place to, shown, and the same either way."""

import sys

import numpy as np
import pytest

from experiments import keys
from experiments import running as running_module
from experiments.backends import SerialBackend
from experiments.runner import Keeping, Sweep, run_tasks, seed_of
from experiments.running import StudyEntry, keeping_at, running, this_command
from experiments.store import Store
from experiments.workers import Failure, Setting, Task
from sim.model import simulate
from tests.experiments.small import market

SPEC = market(days=7)
TASKS = [Task(s, r, seed_of(1, r), outcomes_only=True) for r in range(3) for s in ("ads", "talk")]
N_RUNS = 6


@pytest.fixture
def made(monkeypatch):
    """Count the runs that are made."""
    calls = []

    def counted(spec, strategy, seed, *, network=None):
        calls.append((strategy, seed))
        return simulate(spec, strategy, seed, network=network)

    monkeypatch.setattr(keys, "simulate", counted)  # so that its runs have keys
    calls.append(counted)
    return calls


def setting_of(made):
    return Setting(SPEC, simulate=made[0])


def same(one, other):
    return all(
        a.strategy == b.strategy and a.seed == b.seed and a.outcomes.keys() == b.outcomes.keys()
        and all(np.array_equal(a.outcomes[k], b.outcomes[k], equal_nan=True) for k in a.outcomes)
        for a, b in zip(one, other, strict=True)
    )  # fmt: skip


def test_runs_are_the_same_bits_made_or_stored(tmp_path, made):
    plain = run_tasks(TASKS, setting_of(made), jobs=1)
    for _ in range(2):
        with running(jobs=1, out=tmp_path / "x.db") as run:
            assert same(run(TASKS, setting_of(made)), plain)

    assert len(made) == 1 + 2 * N_RUNS, "once without a store, once with one"


def test_a_longer_list_makes_the_new_ones_alone_and_comes_in_its_order(tmp_path, made):
    with running(jobs=1, out=tmp_path / "x.db") as run:
        run(TASKS[2:4], setting_of(made))
        found = run(TASKS[::-1], setting_of(made))

    assert [(each.strategy, each.seed) for each in found] == [
        (task.strategy, task.seed) for task in TASKS[::-1]
    ]
    assert len(made) == 1 + N_RUNS


def test_series_are_kept_if_any_task_wants_them(tmp_path, made):
    full = Task("talk", 0, seed_of(1, 0))
    with running(jobs=1, out=tmp_path / "x.db") as run:
        brief, whole = run([TASKS[1], full], setting_of(made))

    assert len(made) == 2
    assert brief.weekly == {}
    assert len(whole.weekly["views"]) == 1


def test_a_task_that_cannot_be_is_a_failure_in_its_place(tmp_path, made):
    tasks = [TASKS[0], Task("ads", 0, 1, {"days": -1}), TASKS[1]]
    with running(jobs=1, out=tmp_path / "x.db") as run:
        found = run(tasks, setting_of(made))

    assert [isinstance(each, Failure) for each in found] == [False, True, False]
    assert "days" in found[1].error


def test_runs_without_a_key_are_made_each_time(tmp_path):
    calls = []

    def mine(spec, strategy, seed, *, network=None):
        calls.append(seed)
        return simulate(spec, strategy, seed)

    for _ in range(2):
        with running(jobs=1, out=tmp_path / "x.db") as run:
            assert len(run(TASKS, Setting(SPEC, simulate=mine))) == N_RUNS
    assert len(calls) == 2 * N_RUNS


def test_what_needs_no_run_is_counted_as_such(tmp_path, made):
    counts = []
    tasks = [TASKS[0], TASKS[1], TASKS[0], Task("ads", 0, 1, {"days": -1})]
    with Store(tmp_path / "x.db") as store:
        store.begin("it", "it", "{}")
        keeping = Keeping(store, "it")
        Sweep(TASKS[:1], setting_of(made), keeping).make(range(1), SerialBackend())
        lot = Sweep(tasks, setting_of(made), keeping, None, lambda *each: counts.append(each))
        lot.make(range(4), SerialBackend())

    assert counts == [(1, 4, 0, 1), (2, 4, 0, 2), (3, 4, 1, 3), (4, 4, 1, 3)]
    assert (lot.n_made, lot.n_stored, lot.n_shared, lot.n_failed) == (1, 2, 0, 1)


def test_a_study_is_entered_once_and_named(tmp_path):
    for content in ({"a": 1, "b": 0.1}, {"b": 0.10, "a": 1}, {"a": 2}):
        with keeping_at(tmp_path / "x.db", StudyEntry("mine", content)) as keeping:
            assert keeping is not None
    with Store(tmp_path / "x.db", readonly=True) as store:
        assert [each["name"] for each in store.studies()] == ["mine", "mine"]
    with keeping_at(None, StudyEntry("mine", {})) as keeping:
        assert keeping is None


def test_a_study_of_another_model_is_another(tmp_path, monkeypatch):
    for version in (1, 2):
        monkeypatch.setattr(running_module, "MODEL_VERSION", version)
        with keeping_at(tmp_path / "x.db", StudyEntry("mine", {})):
            pass

    with Store(tmp_path / "x.db", readonly=True) as store:
        assert len(store.studies()) == 2


def test_a_file_that_a_command_names_counts_by_what_is_in_it(tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    for words in (["compare", str(path)], ["compare", "small", f"--network={path}"]):
        monkeypatch.setattr(sys, "argv", ["fireside", *words])
        path.write_text("days = 7")
        one = this_command()
        path.write_text("days = 8")
        assert this_command() != one
        path.write_text("days = 7")
        assert this_command() == one


def test_a_command_is_named_by_what_changes_its_runs(monkeypatch):
    def named(*words):
        monkeypatch.setattr(sys, "argv", ["fireside", *words])
        return this_command()

    plain = named("compare", "small", "--seed", "3")
    shown = named(
        "compare", "small", "--out", "x.db", "--jobs=2", "--verbose", "--seed", "3", "--backend",
        "serial", "--report", "r.html", "--format=json", "--retry-failed",
    )  # fmt: skip

    assert plain == shown
    assert plain.name == "compare small --seed 3"
    assert named("compare", "small", "--seed", "4") != plain
