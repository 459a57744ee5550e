"""The pictures and the report of an analysis, and its command."""

import csv
import io
import json

import pytest
import typer
from typer.testing import CliRunner

from experiments.sensitivity.command import sensitivity
from experiments.sensitivity.pictures import pictures_of
from experiments.sensitivity.question import question_of
from experiments.sensitivity.report import render_sensitivity, write_sensitivity
from experiments.sensitivity.study import analyse
from tests.browser import drawn_in_chromium, needs_chromium
from tests.conftest import small_spec
from tests.sensitivity.functions import FakeModel, luck_of
from tests.sensitivity.test_study import FACTORS, R, ask, cost, value_of

SCENARIO = """
title = "Small"
question = "Does talking beat shouting?"
baseline = "shout"
days = 14
communities.makers = { size = 40 }
[strategies.shout]
pay = { audience_ads = 100 }
[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 10 }
interact = {}
tailor = { mix = { question = 1 }, posts_per_week = 3 }
"""


@pytest.fixture(scope="module")
def found():
    question = question_of(small_spec(), strategy="micro", outcome="cost_per_customer")
    return analyse(FACTORS, question, FakeModel(cost), screen=4, points=60, replicates=3)


def test_every_picture_is_plain_data_and_says_what_it_shows(found):
    options = pictures_of(found)
    assert set(options) >= {"tornado", "screening", "sobol", "interactions", "curve-1"}
    for option in options.values():
        json.dumps(option, allow_nan=False)
        assert option["aria"]["label"]["description"].endswith(".")


def test_a_tornado_has_the_widest_on_top_and_both_ends(found):
    question = question_of(small_spec(), strategy="micro", outcome="trust_change")
    plain = analyse(FACTORS, question,
                    FakeModel(lambda task: {"trust_change": value_of(task)}),
                    screen=4, points=60, replicates=3)  # fmt: skip
    option = pictures_of(plain)["tornado"]
    assert option["yAxis"]["data"][0] == R
    spans = [item["value"] for item in option["series"][0]["data"]]
    low, high = spans[0], spans[1]
    assert low[0] == high[0]
    assert high[1] - low[1] == pytest.approx(5, abs=0.01)
    assert pictures_of(found)["tornado"]["xAxis"]["type"] == "log"


def test_bars_show_the_indices_and_their_intervals(found):
    option = pictures_of(found)["sobol"]
    total, ends = option["series"][0], option["series"][1]
    at = found.sobol.labels.index(R)
    assert option["yAxis"]["data"][0] == R
    assert option["yAxis"]["data"][-1] == "dummy"
    assert total["data"][0] == pytest.approx(found.sobol["ST"].value[at], rel=1e-4)
    assert ends["data"][0]["value"][:2] == pytest.approx(
        [found.sobol["ST"].low[at], found.sobol["ST"].high[at]], rel=1e-4, abs=1e-6
    )


def test_the_map_of_pairs_has_each_pair_once(found):
    n = len(found.sobol.labels) - 1
    cells = pictures_of(found)["interactions"]["series"][0]["data"]
    assert len(cells) == n * (n - 1) / 2 == len({tuple(cell["value"][:2]) for cell in cells})


def test_without_trusted_indices_there_are_no_bars():
    found = ask(lambda task: {"trust_change": value_of(task) + 30 * luck_of(task)})
    assert "sobol" not in pictures_of(found)
    assert "no Sobol indices that can be trusted" in render_sensitivity(found, "s", "c")


def test_the_report_says_how_to_repeat_it(found, tmp_path):
    write_sensitivity(found, tmp_path / "r.html", "small", "fireside sensitivity small")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "fireside sensitivity small" in text
    assert "What decides the cost per customer of micro" in text


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_browser_draws_every_picture(found, tmp_path, width, scheme):
    path = tmp_path / "r.html"
    write_sensitivity(found, path, "small", "fireside sensitivity small")
    drawn = drawn_in_chromium(path, width, scheme)

    assert len(drawn) == len(pictures_of(found))
    assert all(n > 3 for n in drawn)


@pytest.fixture
def invoke(tmp_path):
    scenario = tmp_path / "small.toml"
    scenario.write_text(SCENARIO)
    app = typer.Typer()
    app.command()(sensitivity)

    def run(*options):
        given = ("--screen", "2", "--replicates", "2", "--jobs", "1", *options)
        return CliRunner().invoke(app, [str(scenario), *given])

    return run


@pytest.mark.slow
def test_the_command_answers_in_words_json_and_csv(invoke, tmp_path):
    few = ("--points", "30", "--outcome", "trust_change", "--top", "3")
    text = invoke(*few, "--report", str(tmp_path / "r.html"))
    assert text.exit_code == 0, text.output
    assert "What decides the trust change of talk" in text.stdout
    assert (tmp_path / "r.html").exists()
    data = json.loads(invoke(*few, "--format", "json").stdout)
    assert data["strategy"] == "talk"
    rows = list(csv.DictReader(io.StringIO(invoke(*few, "--format", "csv").stdout)))
    assert {row["index"] for row in rows} >= {"mu", "mu_star", "sigma"}


def test_a_wrong_option_is_named_and_nothing_is_run(invoke):
    result = invoke("--strategy", "tallk")
    assert result.exit_code == 2
    assert "did you mean 'talk'" in result.output
