"""What is taken away: it opens where it is meant to, and says the same."""

import io
import tomllib
import urllib.request

import pandas as pd
import pytest

from app.comparing import Branch, Comparing, Side, resolve
from app.exports import ExportError, export
from app.files import scenario_of
from app.links import pack
from experiments.keys import digest_of
from sim.scenario_file import load_scenario
from tests.app.conftest import Watched

SMALL = {"days": 28, "communities.neighbours.count": 2, "communities.neighbours.size": 60}
PAIR = (Side(strategy="steady", changes={"commit.hours_per_week": 5.0}), Side(strategy="bursts"))
COMPARED = Comparing(scenario="neighbourhood", changes=SMALL, sides=PAIR, replicates=3)


@pytest.fixture(scope="module")
def files(served):
    """Return what the server gives, by kind."""
    kinds = ("outcomes.csv", "weeks.csv", "scenario.toml", "report.html", "replay.html")
    found = {}
    for kind in kinds:
        with urllib.request.urlopen(f"{served.url}/export/{kind}?s={pack(COMPARED)}") as answer:
            assert "attachment" in answer.headers["content-disposition"]
            found[kind] = answer.read().decode()
    return found


@pytest.mark.slow
def test_tables_open_in_pandas(files):
    outcomes = pd.read_csv(io.StringIO(files["outcomes.csv"]))
    weeks = pd.read_csv(io.StringIO(files["weeks.csv"]))

    assert set(outcomes.strategy) == {"steady", "bursts"}
    assert outcomes["mean"].notna().any()
    assert sorted(weeks.week.unique()) == [0, 1, 2, 3]
    assert sorted(weeks.replicate.unique()) == [0, 1, 2]


@pytest.mark.slow
def test_the_scenario_file_is_what_was_compared(files, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(files["scenario.toml"], encoding="utf-8")
    again = load_scenario(path)

    assert again == resolve(COMPARED).spec
    assert digest_of(again.model_dump(mode="json")) == digest_of(
        resolve(COMPARED).spec.model_dump(mode="json")
    )
    assert again.strategies["steady"].commit.hours_per_week == 5.0


@pytest.mark.slow
def test_the_report_is_drawn_without_a_network(files, tmp_path, chromium):
    path = tmp_path / "report.html"
    path.write_text(files["report.html"], encoding="utf-8")
    reader = Watched(chromium, offline=True)
    reader.page.goto(path.as_uri())
    reader.page.wait_for_selector("html[data-drawn]", timeout=30_000)

    assert reader.page.locator("[data-picture] svg path").count() > 20
    reader.context.close()
    assert reader.complaints == []


@pytest.mark.slow
def test_the_replay_names_how_to_get_the_same(files):
    assert "fireside compare" in files["replay.html"]
    assert "--seed 1" in files["replay.html"]
    assert len(files["replay.html"]) < 4_000_000


def test_a_branch_is_told_to_be_missing_from_a_scenario_file():
    side = Side(strategy="bursts", branch=Branch(week=2, strategy="steady"))
    text = export(
        "scenario.toml", pack(COMPARED.model_copy(update={"sides": (PAIR[0], side)}))
    ).text

    assert "bursts-b, which branched off" in text
    assert scenario_of(tomllib.loads(text))


@pytest.mark.parametrize(
    ("kind", "link", "told"),
    [("passwd", "", "there is no"), ("outcomes.csv", "damaged", "This link"),
     ("outcomes.csv", pack(Comparing(scenario="nowhere")), "no such scenario")],
)  # fmt: skip
def test_what_cannot_be_exported_is_told(kind, link, told):
    with pytest.raises(ExportError, match=told):
        export(kind, link)


def test_a_file_is_named_after_its_sides_without_odd_signs():
    assert export("scenario.toml", pack(COMPARED)).name == "steady-or-bursts.toml"
