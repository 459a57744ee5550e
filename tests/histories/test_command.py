"""fireside history: text, csv, JSON and a report."""

import inspect
import io
import json

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from experiments.histories.command import history
from experiments.histories.history import FLIGHT_WEEKS

SMALL = """
title = "Small"
question = "What did what?"
baseline = "both"
days = 84
communities.makers = { size = 60 }
strategies.stay-away = {}
[strategies.both]
identify = { communities = "all" }
commit = { hours_per_week = 8 }
interact = { replies = true }
tailor = { mix = { question = 0.5, offer = 0.5 }, posts_per_week = 3 }
pay.audience_ads = 200
"""
LEVERS = ["audience_ads", "community_posts", "participation"]


@pytest.fixture
def small(tmp_path):
    """Return the path of a scenario that runs in milliseconds."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return str(path)


def fireside(*words):
    """Run the command in this process."""
    app = typer.Typer()
    app.command()(history)
    return CliRunner().invoke(app, [*words, "--jobs", "1"])


def test_text_says_the_truth_and_what_tools_say(small):
    found = fireside(small, "--replicates", "2")

    assert found.exit_code == 0
    text = " ".join(found.stdout.split())
    assert text.startswith("both wins")
    for name in ("true effect", "last click", "media mix", "remainder", "credited to none"):
        assert name in text
    for lever in LEVERS:
        assert lever.replace("_", " ") in text
    assert "Luck: over 2 runs" in text
    assert "assumptions are held fixed" in text


def test_csv_loads_in_pandas(small):
    found = fireside(small, "--format", "csv", "--seed", "4", "--days", "35", "--replicates", "2")

    table = pd.read_csv(io.StringIO(found.stdout))

    assert len(table) == 2 * 5
    effects = table[[f"effect_{lever}" for lever in LEVERS]].sum(axis=1)
    assert (table["sales_baseline"] + effects + table["remainder"] == table["sales"]).all()
    assert fireside(small, "--format", "csv", "--seed", "4", "--days", "35", "--replicates",
                    "2").stdout == found.stdout  # fmt: skip


def test_json_explains_its_columns(small):
    found = json.loads(fireside(small, "--format", "json", "--flight-weeks", "0").stdout)

    assert found["levers"] == LEVERS
    assert set(found["rows"][0]) == set(found["columns"])
    assert all(row["on_audience_ads"] == 1 for row in found["rows"])
    assert [each["lever"] for each in found["credits"]] == LEVERS
    assert found["flight_weeks"] == 0


def test_the_report_shows_both_pictures_and_how_to_repeat_it(small, tmp_path):
    target = tmp_path / "history.html"

    found = fireside(small, "--report", str(target), "--format", "csv", "--days", "35")

    page = target.read_text()
    assert found.exit_code == 0
    assert found.stdout.startswith("replicate,week")
    for part in ('data-picture="credits"', 'data-picture="weeks"', "How to reproduce it", "Seed 1",
                 "effect_participation", "says nothing of so few weeks"):  # fmt: skip
        assert part in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--strategy", "bot"], "did you mean 'both'"),
        (["--strategy", "stay-away"], "does nothing that could be left out; allowed: both"),
        (["--set", "strategies.both.pay.audience_ad=5"], "audience_ads"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(small, words, said):
    found = fireside(small, *words)

    assert found.exit_code == 2
    assert said in found.stderr


def test_what_is_kept_in_a_file_changes_nothing(small, tmp_path):
    words = (small, "--format", "csv", "--days", "35")

    kept = [fireside(*words, "--out", str(tmp_path / "study.db")) for _ in range(2)]

    assert [each.exit_code for each in kept] == [0, 0]
    assert {each.stdout for each in kept} == {fireside(*words).stdout}


def test_the_command_flies_levers_as_long_as_the_library_does():
    assert inspect.signature(history).parameters["flight_weeks"].default == FLIGHT_WEEKS
