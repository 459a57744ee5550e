"""The command: text, JSON, CSV, a report, and what it refuses."""

import io
import json

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from experiments.robust.command import robust
from tests.browser import needs_chromium
from tests.robust.test_report import drawn_in_chromium

TOML = """
title = "Small market"
question = "Does talking beat shouting?"
baseline = "ads"
days = 28
[communities.makers]
size = 40
[audience]
size = 100000
platform = "instagram"
[strategies.ads.pay]
audience_ads = 500
[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 10 }
interact = { replies = true }
tailor = { mix = { question = 1.0 }, posts_per_week = 3 }
[strategies.stay-away]
"""


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(TOML)
    return str(path)


def call(*arguments):
    app = typer.Typer()
    app.command()(robust)
    return CliRunner().invoke(app, [*map(str, arguments), "--futures", "24", "--jobs", "1"])


def test_it_answers_in_words_and_tables(scenario):
    result = call(scenario)

    assert result.exit_code == 0, result.output
    for words in ("highest expected profit over 24 plausible futures", "stay-away*", "(EVPI)",
                  "misses its target", "24 fresh futures"):  # fmt: skip
        assert words in " ".join(result.stdout.split())
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_json_and_csv_say_the_same(scenario):
    said = json.loads(call(scenario, "--format", "json", "--outcome", "customers").stdout)
    table = pd.read_csv(io.StringIO(
        call(scenario, "--format", "csv", "--outcome", "customers").stdout
    ))  # fmt: skip

    assert said["outcome"] == "customers"
    assert said["seed"] == 1
    assert {row["strategy"] for row in said["strategies"]} == {"ads", "talk", "stay-away"}
    assert list(table.value) == pytest.approx([row["value"] for row in said["strategies"]])


def test_settings_are_known(scenario):
    result = call(scenario, "--set", "brand.wage=30", "--format", "json", "--days", "14")
    names = {row["parameter"] for row in json.loads(result.stdout)["information"]}

    assert "brand.wage" not in names
    assert "audience.niche_share" in names


def test_what_is_wrong_is_told(scenario, tmp_path):
    for arguments, words in (
        ((scenario, "--outcome", "profits"), "did you mean 'profit'"),
        ((scenario, "--strategies", "ads,tlak"), "there is no strategy 'tlak'"),
        ((scenario, "--report", tmp_path / "no" / "r.html"), "there is no folder"),
    ):
        result = call(*arguments)
        assert result.exit_code == 2
        assert words in result.stderr


@pytest.mark.slow
@needs_chromium
def test_a_report_of_a_small_market_opens(scenario, tmp_path):
    path = tmp_path / "r.html"
    result = call(scenario, "--report", path, "--strategy", "talk", "--target", "-900")

    assert result.exit_code == 0, result.output
    assert f"Report: {path}" in " ".join(result.stdout.split())
    assert all(n > 3 for n in drawn_in_chromium(path, 1280, "light"))
