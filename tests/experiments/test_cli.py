"""The command line: clean data on stdout, the rest on stderr, an exit code that tells."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments import compare as comparing
from experiments.backends import usable_cpus
from experiments.cli import app
from sim.outcomes import OUTCOMES
from sim.scenario_file import library
from tests.experiments.fake_comparison import comparison

ROOT = Path(__file__).parents[2]
SMALL = """
title = "Small"
question = "Does talking beat shouting?"
baseline = "ads"
days = 28
communities.makers = { size = 30 }
strategies.ads.pay.audience_ads = 100
[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 5 }
tailor = { mix = { question = 1 }, posts_per_week = 3 }
"""


@pytest.fixture
def small(tmp_path):
    """Return the path of a scenario that runs in milliseconds."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return str(path)


@pytest.fixture
def asked(monkeypatch):
    """Answer comparisons with made-up numbers, and note what was asked for."""
    noted = {}

    def fake(scenario, *, on_first=None, on_progress=None, **options):
        noted.update(options, scenario=scenario)
        if on_progress:
            for done in range(1, 41):
                on_progress(done, 40, 0, 0)
        if on_first:
            on_first(comparison(1))
        return noted.get("result") or comparison(3)

    monkeypatch.setattr(comparing, "compare", fake)
    return noted


def fireside(*words):
    """Run a command in this process."""
    return CliRunner().invoke(app, list(words))


def process(*words, **options):
    """Start a command in a process of its own."""
    code = "from experiments.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def test_every_option_reaches_the_comparison(asked, tmp_path):
    edges = tmp_path / "edges.csv"
    words = "compare X --strategies a,b --baseline c --replicates 7 --futures 5 --seed 3 --jobs 2"
    result = fireside(*words.split(), "--days", "91", "--set", "brand.wage=20",
                      "--set", "audience.platform=x", "--network", str(edges))  # fmt: skip

    assert result.exit_code == 0
    overrides = {"brand.wage": 20, "audience.platform": "x", "network.file": str(edges)}
    assert asked.pop("backend").width == 2
    assert asked == {
        "scenario": "X", "strategies": ["a", "b"], "baseline": "c", "replicates": 7,
        "futures": 5, "seed": 3, "days": 91, "overrides": overrides, "keeping": None,
    }  # fmt: skip


def test_no_jobs_means_every_processor_and_defaults_are_as_documented(asked):
    fireside("compare", "X", "--jobs", "0")

    assert (asked["replicates"], asked["seed"]) == (30, 1)
    assert asked["backend"].width == usable_cpus()


def test_text_opens_with_the_answer_and_fits_100_columns(asked):
    lines = fireside("compare", "X").stdout.splitlines()

    assert lines[1].startswith("genuine-micro earns 9.0 % engagements per view")
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in "".join(lines)


def test_the_best_is_starred_and_the_baseline_named(asked):
    told = fireside("compare", "X").stdout

    assert "+.120*" in told
    assert "(baseline)" in told
    assert "--report FILE.html" in told


def test_half_of_the_interval_stands_below_its_mean(asked):
    asked["result"] = comparison(3)
    summary = asked["result"].summary
    rows = summary.query("strategy == 'big-page' and outcome == 'cost_per_customer'").index
    summary.loc[rows, ["mean", "low", "high"]] = [350.0, 330.0, 370.0]
    lines = fireside("compare", "X").stdout.splitlines()

    [at] = [i for i, line in enumerate(lines) if line.startswith("big-page")]
    assert "$350" in lines[at]
    assert "±$20" in lines[at + 1]


def test_json_on_stdout_is_nothing_but_json(asked):
    result = fireside("compare", "X", "--format", "json")

    assert json.loads(result.stdout) == {"scenario": "micro-vs-mass"}
    assert "of 40 runs" in result.stderr


def test_progress_in_a_pipe_is_a_line_every_tenth_after_an_early_look(asked):
    told = fireside("compare", "X", "--format", "csv").stderr

    assert told.count(" of 40 runs") == 10
    assert "First replicate" in told


def test_a_report_is_written_and_named(asked, tmp_path):
    path = tmp_path / "r.html"
    result = fireside("compare", "X", "--report", str(path))

    assert result.exit_code == 0
    assert "<!DOCTYPE html>" in path.read_text(encoding="utf-8")
    assert "Report: " in result.stdout


def test_a_strange_file_stops_the_command_before_any_run(asked, tmp_path):
    path = tmp_path / "thesis.html"
    path.write_text("years of work")
    result = fireside("compare", "X", "--report", str(path))

    assert result.exit_code == 2
    assert asked == {}
    assert path.read_text() == "years of work"


def test_runs_that_fail_are_listed_with_their_seed_and_the_rest_is_reported(asked):
    asked["result"] = comparison(3)
    asked["result"].failures.loc[0] = ["hybrid", 1, 4711, "ValueError: oops", "Trace"]
    asked["result"].n_failed = 1
    result = fireside("compare", "X")

    assert result.exit_code == 3
    assert "failed: hybrid, seed 4711: ValueError: oops" in result.stderr
    assert "genuine-micro" in result.stdout


def test_what_nobody_expected_is_one_line_and_a_traceback_only_if_asked_for(monkeypatch):
    def broken(*_, **__):
        raise KeyError("x")

    monkeypatch.setattr(comparing, "compare", broken)
    short, long = fireside("compare", "X"), fireside("compare", "X", "--verbose")

    assert (short.exit_code, long.exit_code) == (1, 1)
    assert short.stderr.endswith("unexpected: KeyError: 'x' (--verbose shows where)\n")
    assert "Traceback" not in short.stderr
    assert "Traceback" in long.stderr


def test_an_interruption_is_130(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(comparing, "compare", interrupted)
    assert fireside("compare", "X").exit_code == 130


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("compare nothing-like-it", "nothing-like-it"),
        ("compare micro-vs-mas", "did you mean 'micro-vs-mass'?"),
        ("compare micro-vs-mass --strategies genuine-mcro", "did you mean 'genuine-micro'?"),
        ("compare micro-vs-mass --set brand.wage", "path=value"),
        ("compare micro-vs-mass --set brand.wge=3", "brand.wge"),
        ("compare micro-vs-mass --set brand.wage=-3", "brand.wage"),
        ("compare micro-vs-mass --network no-such.csv", "no-such.csv"),
        ("compare micro-vs-mass --report no/such/folder/r.html", "there is no folder"),
        ("compare micro-vs-mass --replicates 0", "--replicates"),
        ("compare micro-vs-mass --days many", "--days"),
        ("compare micro-vs-mass --format xml", "--format"),
        ("describe no/such/file.toml", "no/such/file.toml"),
        ("run micro-vs-mass --strategy shout", "shout"),
        ("dance", "dance"),
        ("compare", "SCENARIO"),
    ],
)
def test_bad_input_is_2_and_says_what_is_wrong_without_a_traceback(words, told):
    result = fireside(*words.split())

    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(SMALL.replace("days = 28", "dys = 28").replace("= 100", '= "8 weeks"'))
    result = fireside("compare", str(path), "--set", "brand.wage=-3")

    assert result.exit_code == 2
    for name in ("dys", "strategies.ads.pay.audience_ads", "brand.wage"):
        assert name in result.stderr


def test_list_names_every_scenario_in_every_format():
    text, as_json, csv = (fireside("list", "--format", f) for f in ("text", "json", "csv"))

    assert all(name in text.stdout for name in library())
    assert [row["name"] for row in json.loads(as_json.stdout)] == library()
    assert len(csv.stdout.splitlines()) == 1 + len(library())


@pytest.mark.parametrize("name", library())
def test_describe_says_question_and_strategies(name):
    told, data = fireside("describe", name), fireside("describe", name, "--format", "json")

    strategies = json.loads(data.stdout)["strategies"]
    assert all(strategy in told.stdout for strategy in strategies)
    assert max(map(len, told.stdout.splitlines())) <= 100
    assert "?" in told.stdout


def test_describe_as_csv_has_every_parameter_with_the_value_in_force():
    told = fireside("describe", "micro-vs-mass", "--set", "brand.wage=21", "--format", "csv")

    [line] = [line for line in told.stdout.splitlines() if line.startswith("brand.wage,")]
    assert line.startswith("brand.wage,21.0,25.0,60.0,0.0,1000.0,$/hour,")


def test_version_names_model_and_code():
    assert "(model " in fireside("--version").stdout


@pytest.mark.slow
def test_run_is_the_first_replicate_of_compare(small):
    once = fireside("run", small, "--format", "json")
    all_of_it = fireside("compare", small, "--replicates", "1", "--jobs", "1", "--format", "json")

    single, compared = json.loads(once.stdout), json.loads(all_of_it.stdout)
    assert set(single["strategies"]["talk"]) == set(OUTCOMES)
    for strategy, outcomes in compared["strategies"].items():
        means = {name: each["mean"] for name, each in outcomes.items()}
        assert single["strategies"][strategy] == means


@pytest.mark.slow
def test_run_takes_one_strategy_and_prints_text_and_csv(small):
    text = fireside("run", small, "--strategy", "talk")
    csv = fireside("run", small, "--strategy", "talk", "--format", "csv")

    assert text.exit_code == csv.exit_code == 0
    assert "engagement rate" in text.stdout
    assert len(csv.stdout.splitlines()) == 1 + len(OUTCOMES)


@pytest.mark.slow
def test_the_same_command_prints_the_same_bytes_for_any_number_of_workers(small):
    told = [
        process("compare", small, "--replicates", "4", "--jobs", jobs, "--format", "json")
        .communicate()[0]
        for jobs in ("1", "2", "2")
    ]  # fmt: skip

    assert json.loads(told[0])["baseline"] == "ads"
    assert told[0] == told[1] == told[2]


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_fault(small):
    started = process("compare", small, "--replicates", "2", "--jobs", "1", "--format", "json")
    started.stdout.close()
    told = started.stderr.read()

    started.stderr.close()

    assert started.wait() == 0
    assert "Traceback" not in told
    assert "BrokenPipe" not in told


@pytest.mark.slow
def test_control_c_ends_with_130_and_leaves_no_traceback(small):
    started = process("compare", small, "--replicates", "100000", "--jobs", "2",
                      start_new_session=True)  # fmt: skip
    while "First replicate" not in started.stderr.readline():
        time.sleep(0.01)
    os.killpg(started.pid, signal.SIGINT)
    told = started.communicate(timeout=30)[1]

    assert started.returncode == 130
    assert "Traceback" not in told


@pytest.mark.slow
def test_no_color_and_a_pipe_print_no_escape_codes(small):
    told = process("compare", small, "--replicates", "2", env=os.environ | {"NO_COLOR": "1"})

    assert "\x1b" not in "".join(told.communicate())
