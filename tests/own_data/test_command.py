"""fireside calibrate: what it refuses, what it writes, and what compare makes of it."""

import json
from datetime import date, timedelta

import pytest
import typer
from typer.testing import CliRunner

from experiments.compare import compare
from experiments.own_data.command import calibrate
from sim.scenario_file import load_scenario, with_overrides
from tests.own_data.made_up import file, posts

MORO = "facebook_metrics_moro/dataset_Facebook.csv"


def fireside(*words):
    """Run the command in this process."""
    app = typer.Typer()
    app.command()(calibrate)
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.fixture
def survey(tmp_path):
    """Return a file of 60 answers from 1 to 7, and its mapping."""
    answers = "\n".join(str(1 + k % 5) for k in range(60))
    mapping = file(tmp_path, "columns.toml", '[survey]\ntrust = "q1"\nscale = [1, 7]\n')
    return file(tmp_path, "trust.csv", f"q1\n{answers}\n"), mapping


def test_templates_are_shown_without_a_scenario():
    found = fireside("--template", "all")

    assert found.exit_code == 0
    for word in ("# posts.csv", "date,followers,reach", "[survey]", 'decimal = ","'):
        assert word in found.stdout
    assert fireside("--template", "post").exit_code == 2


@pytest.mark.parametrize(("words", "said"), [(("local-artisans",), "--posts"), ((), "a scenario")])
def test_something_to_fit_is_needed(words, said):
    found = fireside(*words)

    assert found.exit_code == 2
    assert said in found.stderr


def test_faults_of_all_files_are_told_at_once_and_nothing_is_fitted(tmp_path):
    bad = posts(
        tmp_path, line7="2026-01-06,1000,600,500,1,1,1", line9="2026-01-08,1000,5%,500,1,1,1"
    )
    weeks = file(tmp_path, "weekly.csv", "customers\n" + "3\n" * 10 + "-1\n")
    out = tmp_path / "own.toml"
    found = fireside("local-artisans", "--posts", bad, "--sales", weeks, "--out", out)

    assert found.exit_code == 2
    assert "posts.csv: line 7, column 'reach': got '600'" in found.stderr
    assert "posts.csv: line 9, column 'reach': got '5%'" in found.stderr
    assert "weekly.csv: line 12, column 'customers': got '-1'" in found.stderr
    assert "Traceback" not in found.stderr
    assert not out.exists()


def test_a_file_there_is_not_written_over_unless_asked(tmp_path, survey):
    answers, mapping = survey
    out = file(tmp_path, "mine.toml", "mine")
    words = (
        "local-artisans",
        "--survey",
        answers,
        "--columns",
        mapping,
        "--out",
        out,
        "--no-check",
    )
    found = fireside(*words)
    assert found.exit_code == 2
    assert "--force" in found.stderr
    assert out.read_text() == "mine"

    assert fireside(*words, "--force").exit_code == 0
    assert load_scenario(out).posterior.parameters == ("trust.prior_good", "trust.prior_bad")


def test_a_survey_calibrates_trust_and_keeps_what_was_set(tmp_path, survey):
    answers, mapping = survey
    out, report = tmp_path / "own.toml", tmp_path / "own.html"
    found = fireside(
        "local-artisans", "--survey", answers, "--columns", mapping, "--out", out, "--set",
        "brand.wage=40", "--format", "json", "--report", report, "--no-check",
    )  # fmt: skip
    assert found.exit_code == 0, found.stderr
    said = json.loads(found.stdout)
    spec = load_scenario(out)

    assert said["trust_is_calibrated"]
    assert "NOT CALIBRATED" not in out.read_text() + report.read_text()
    assert spec.brand.wage == 40
    assert len(spec.posterior.draws) == 200
    good, bad = spec.trust.prior_good, spec.trust.prior_bad
    assert good / (good + bad) == pytest.approx(2.5 / 7, abs=0.02)  # the mean answer is 3
    assert spec.strategies == load_scenario("local-artisans").strategies


def test_a_scenario_of_ones_own_is_extended_from_where_it_stands(tmp_path, survey):
    answers, mapping = survey
    (tmp_path / "inner").mkdir()
    own = file(tmp_path, "mine.toml", 'extends = "local-artisans"\n[brand]\nwage = 44\n')
    out = tmp_path / "inner" / "fitted.toml"
    found = fireside(own, "--survey", answers, "--columns", mapping, "--out", out, "--no-check")

    assert found.exit_code == 0, found.stderr
    assert 'extends = "../mine.toml"' in out.read_text()
    assert load_scenario(out).brand.wage == 44


def test_a_series_with_a_week_missing_is_refused(tmp_path):
    days = [date(2026, 1, 5) + timedelta(weeks=k) for k in (0, 1, 2, 3, 4, 6, 7, 8, 9)]
    lines = [f"{day},2" for day in days]
    weeks = file(tmp_path, "weekly.csv", "week,customers\n" + "\n".join(lines))
    found = fireside("local-artisans", "--sales", weeks, "--out", tmp_path / "x.toml")

    assert found.exit_code == 2
    assert "week 6 of the series: got '14 days after the last'" in found.stderr


@pytest.mark.slow
def test_a_real_export_is_fitted_checked_written_and_compared(data, tmp_path):
    """The page of Moro et al.: what the data folder's README measured is found again."""
    out, report = tmp_path / "own.toml", tmp_path / "own.html"
    found = fireside("local-artisans", "--posts", data / MORO, "--out", out, "--report", report)
    assert found.exit_code == 0, found.stderr
    text, spec = " ".join(found.stdout.split()), load_scenario(out)

    assert "491 rows" in text
    assert "reach above impressions: lines 478, 479, 484, 494" in text
    assert "as they should (47 to 59)" in text
    for page in (text, out.read_text(), report.read_text()):
        assert "TRUST IS NOT CALIBRATED" in page
    assert spec.appeal.reach_spread == pytest.approx(1.14, abs=0.08)  # README 1.1: 1.07 to 1.21
    assert 1 - spec.appeal.dilution == pytest.approx(0.68, abs=0.08)  # .60 to .77
    assert spec.platforms.instagram.page_likes < 0.92
    assert spec.brand.page_followers == 139_441
    short = with_overrides(spec, {"days": 7})
    result = compare(short, strategies=["ads"], replicates=1, jobs=1)
    assert result.futures is not None
    assert len(result.futures.fitted) == 7


def test_real_ads_are_fitted_and_their_purchases_are_not(data, tmp_path):
    path = data / "kag_facebook_ads/KAG_conversion_data.csv"
    out = tmp_path / "own.toml"
    found = fireside("micro-vs-mass", "--ads", path, "--out", out, "--no-check")
    assert found.exit_code == 0, found.stderr
    spec = load_scenario(out)

    # README 1.7: .275 [.268, .282] for 1,000 impressions; micro-vs-mass's first ads aim at nobody.
    assert spec.platforms.facebook.cost_per_thousand == pytest.approx(0.275, abs=0.005)
    assert "A purchase cost $54.41" in " ".join(found.stdout.split())
    assert "purchase.rate" not in spec.posterior.parameters
