"""fireside optimise: what reaches stdout, and what is refused."""

import json

import pytest
import typer
from typer.testing import CliRunner

from experiments.optimise.command import optimise

SMALL = """
title = "Small"
question = "Does talking beat shouting?"
baseline = "ads"
days = 28
outcomes = ["engagement_rate", "cost_per_engagement"]
communities.makers = { size = 30 }
strategies.ads.pay.audience_ads = 100
[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 5 }
tailor = { mix = { question = 1 }, posts_per_week = 3 }
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return str(path)


def fireside(*words):
    app = typer.Typer()
    app.callback()(lambda: None)
    app.command()(optimise)
    return CliRunner().invoke(app, ["optimise", *words, "--jobs", "1"])


def test_json_is_the_same_every_time_and_a_report_is_written(small, tmp_path):
    report = tmp_path / "report.html"
    words = (small, "--strategy", "talk", "--runs", "80", "--format", "json", "--seed", "3",
             "--report", str(report))  # fmt: skip
    one, other = fireside(*words), fireside(*words)

    assert one.exit_code == 0, one.output
    assert one.stdout == other.stdout
    data = json.loads(one.stdout)
    assert data["outcomes"] == ["engagement_rate"]
    assert [each["name"] for each in data["levers"]] == [
        "tailor.posts_per_week", "commit.hours_per_week",
    ]  # fmt: skip
    assert data["runs"] <= 80
    assert "data-picture" in report.read_text()


def test_a_front_is_found_for_the_headline_outcomes(small):
    result = fireside(small, "--strategy", "talk", "--runs", "80", "--pareto", "--format", "json")

    assert json.loads(result.stdout)["outcomes"] == ["engagement_rate", "cost_per_engagement"]


def test_csv_is_the_log_of_proposals(small):
    lines = fireside(small, "--strategy", "talk", "--runs", "80", "--format", "csv").stdout

    head, *rows = lines.splitlines()
    assert head == "n,tailor.posts_per_week,commit.hours_per_week,engagement_rate"
    assert [row.split(",")[0] for row in rows] == [str(n) for n in range(13)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--strategy", "tal"], "did you mean 'talk'"),
        (["--strategy", "talk", "--vary", "tailor.post_per_week"], "did you mean"),
        (["--strategy", "talk", "--outcome", "profit", "--outcome", "cost"], "needs --pareto"),
        (["--strategy", "talk", "--pareto", "--outcome", "cost"], "at least two outcomes"),
        (["--strategy", "talk", "--runs", "5"], "runs is 5"),
        (["--strategy", "talk", "--set", "brand.wages=3"], "did you mean 'wage'"),
    ],
)
def test_bad_input_is_explained_with_exit_code_2(small, words, said):
    result = fireside(small, *words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
