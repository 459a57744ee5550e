"""What is said of a search: plain words first, then numbers that are those of the search."""

import io
import json
import re

import pytest
from rich.console import Console

from experiments.optimise.report import write_optimum
from experiments.optimise.search import optimise
from experiments.optimise.text import show_optimum
from experiments.optimise.told import (
    as_json,
    as_table,
    at_the_edge,
    command_for,
    headline,
    sureness,
)
from tests.experiments.small import market
from tests.optimise.fake import FakeRuns
from tests.optimise.test_search import VARY, found, hill


@pytest.fixture(scope="module")
def best():
    return found(FakeRuns(hill))


@pytest.fixture(scope="module")
def front():
    def trade(values, strategy, luck):
        posts = values.get("tailor.posts_per_week", 1.0)
        hours = values.get("commit.hours_per_week", 20.0)
        noise = luck.normal(0, 0.01)
        return {"profit": 100 - 10 * posts - hours + noise, "trust_change": posts - 0.1 * hours}

    return found(FakeRuns(trade), outcomes=["profit", "trust_change"], runs=600)


def on_profit(talk, ads, tried):
    """Return a search in which every run comes to the given profits, but for luck."""

    def outcomes(values, strategy, luck):
        mean = tried if values else {"talk": talk, "ads": ads}.get(strategy, -100.0)
        return {"profit": mean + luck.normal()}

    return optimise(market(), "talk", run=FakeRuns(outcomes), vary=VARY, outcomes=["profit"])


def shown(optimum):
    console = Console(file=io.StringIO(), width=100)
    show_optimum(console, optimum, "a hint")
    return console.file.getvalue()


def test_a_better_find_is_told_with_its_lead_and_what_it_does(best):
    said = headline(best)

    assert said.startswith("The best values found for talk beat ads, the best listed strategy")
    gap = best.difference
    assert f"+${gap.mean:.0f}" in said
    assert "posts a week in each community" in said
    assert "the choice looked like" in sureness(best)
    assert "every assumption is held fixed" in sureness(best)


def test_the_varied_strategy_may_be_the_best_listed():
    said = headline(on_profit(talk=50.0, ads=0.0, tried=90.0))

    assert "beat talk as it is, the best listed strategy" in said


def test_what_is_no_better_is_told_so():
    assert "cannot be told apart from ads" in headline(on_profit(0.0, 20.0, 20.0))
    assert "Nothing was found for talk that is as good as ads" in headline(
        on_profit(0.0, 50.0, 20.0)
    )


def test_json_and_csv_carry_every_proposal(best):
    data, table = json.loads(as_json(best)), as_table(best)

    assert data["verdict"] == "better"
    assert data["found"][0]["overrides"] == best.found[0].overrides
    assert data["difference"]["mean"] == best.difference.mean
    assert [each["n"] for each in data["proposals"]] == list(table["n"]) == list(range(66))
    assert list(table.columns) == ["n", "tailor.posts_per_week", "commit.hours_per_week", "profit"]
    assert "screening" in data["races"]
    assert data["final_race"]["ranking"][0]["mean"] == max(
        each["mean"] for each in data["final_race"]["ranking"]
    )


def test_the_command_repeats_what_was_found(best):
    settings = dict(re.findall(r"--set (\S+)=(\S+)", command_for(best, best.found[0])))

    assert {k: float(v) for k, v in settings.items()} == best.found[0].overrides


def test_the_terminal_shows_levers_fresh_luck_and_screening(best):
    text = shown(best)

    assert "tailor.posts_per_week" in text
    assert ".5 to 8 posts/week" in text
    assert "screening" in text
    assert re.search(r"found \(proposal \d+\) \*", text)
    assert not re.search(r"^ads \*", text, re.MULTILINE)


def test_a_value_at_the_end_of_its_range_is_named(best):
    assert at_the_edge(best) == []

    def more(values, strategy, luck):
        return {"profit": values.get("tailor.posts_per_week", 0.0) + luck.normal(0, 0.01)}

    steep = found(FakeRuns(more))
    assert at_the_edge(steep)[0] == "tailor.posts_per_week"
    assert "tailor.posts_per_week" in shown(steep).split("at an end of what was tried")[0]


def test_a_front_is_told_by_its_members_and_who_is_beaten(front):
    said, data = headline(front), json.loads(as_json(front))

    assert said.startswith("5 proposals of 140 for talk weigh profit and trust change")
    assert (
        "At least one is better in each, beyond luck, than ads, talk, shout and stay-away." in said
    )
    assert set(data["on_front"]) <= {each["name"] for each in data["found"]}
    for each in front.found:
        assert each.name.removeprefix("proposal ") in shown(front)


def test_the_report_has_its_pictures_and_how_to_repeat_it(best, front, tmp_path):
    wanted = {
        "best": ["fresh-profit", "progress", "lever-tailor.posts_per_week",
                 "lever-commit.hours_per_week"],
        "front": ["fresh-profit", "fresh-trust_change", "front-profit-trust_change"],
    }  # fmt: skip
    for name, optimum in (("best", best), ("front", front)):
        path = tmp_path / f"{name}.html"
        write_optimum(optimum, path, "fireside optimise small")
        text = path.read_text()
        assert re.findall(r'data-picture="([^"]+)"', text) == wanted[name]
        assert "fireside optimise small" in text
        for alt in re.findall(r'aria-label="([^"]*)" data-picture', text):
            assert len(alt) > 30
