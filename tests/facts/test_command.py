"""fireside facts: what it writes where, and what it refuses."""

import csv
import io
import json
from dataclasses import replace
from functools import partial

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.facts import catalogue
from experiments.facts.catalogue import FACTS
from experiments.facts.study import study
from experiments.runner import run_tasks

SHORT = {"days": 28, "communities.hikers.size": 60, "communities.hikers.count": 1}
FIRST = ["id", "verdict", "status", "value", "low", "high", "mechanism"]


@pytest.fixture
def short(monkeypatch):
    """Let facts 5 and 8 run in milliseconds; what they come to is nothing to rely on."""
    quick = tuple(
        replace(fact, settings=fact.settings | SHORT) if fact.number in (5, 8) else fact
        for fact in FACTS
    )
    monkeypatch.setattr(catalogue, "FACTS", quick)


def said(*words):
    """Return what the command answers."""
    return CliRunner().invoke(app, ["facts", *words, "--jobs", "1", "--replicates", "2"])


def test_json_has_an_entry_for_each_fact(short):
    answer = said("5", "8", "27", "--format", "json")
    rows = json.loads(answer.stdout)["facts"]

    assert answer.exit_code == 0
    assert list(json.loads(answer.stdout)) == ["facts"]
    assert [row["id"] for row in rows] == [5, 8, 27]
    assert all(list(row)[: len(FIRST)] == FIRST for row in rows)
    for row in rows[:2]:
        main = row["values"][0]
        assert (row["value"], row["low"], row["high"]) == (main["value"], main["low"], main["high"])
        assert row["low"] <= row["value"] <= row["high"]
    assert "judgement.breach_weight = 0" in rows[0]["mechanism"]
    assert rows[2]["verdict"] == "cannot be tested here"
    assert rows[2]["value"] is rows[2]["status"] is rows[2]["mechanism"] is None
    assert "willingness to pay" in rows[2]["cannot_be_tested_because"]


def test_csv_has_a_row_for_each_value(short):
    rows = list(csv.DictReader(io.StringIO(said("5", "27", "--format", "csv").stdout)))

    assert [row["id"] for row in rows] == ["5", "5", "27"]
    assert rows[0]["meaning"] == FACTS[4].values[0].meaning


def test_text_says_why_a_fact_cannot_be_tested():
    answer = said("story-of-the-craft")

    assert answer.exit_code == 0
    assert "cannot be tested here" in answer.stdout
    assert "It would need" in answer.stdout


def test_all_unknown_facts_are_told_with_a_suggestion():
    answer = said("hub", "99")

    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "did you mean 'hubs'?" in answer.stderr
    assert "99" in answer.stderr


@pytest.mark.parametrize("words", [("5", "--write", "facts.md"), ("--write", "nowhere/facts.txt")])
def test_a_page_that_cannot_be_written_is_refused_before_any_run(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = said(*words)

    assert answer.exit_code == 2
    assert "--write" in answer.stderr
    assert "runs" not in answer.stderr


def test_workers_give_the_same_intervals(short):
    facts = catalogue.find_facts(["5"])
    one, two = (study(facts, replicates=2, run=partial(run_tasks, jobs=jobs))[0] for jobs in (1, 2))

    assert one.values == two.values
    assert (
        study(facts, replicates=2, seed=2, run=partial(run_tasks, jobs=1))[0].values != one.values
    )
