"""Levers: what a strategy states, or what is named, inside what a scenario allows."""

import pytest

from experiments.compare import CompareError
from experiments.optimise.levers import levers_of
from sim.scenario_file import load_scenario
from tests.experiments.small import market


def names(levers):
    return [each.name for each in levers]


def test_what_a_strategy_states_is_varied_by_default():
    found = {each.name: each for each in levers_of(load_scenario("spread-thin"), "three")}

    assert list(found) == [
        "identify.how_many", "tailor.posts_per_week", "interact.listening_hours",
        "commit.hours_per_week",
    ]  # fmt: skip
    many = found["identify.how_many"]
    assert (many.law, many.low, many.high) == ("int", 1, 12)  # plausible to 24; there are 12
    assert found["commit.hours_per_week"].high == 14  # plausible to 40; the brand has 14
    assert found["tailor.posts_per_week"].law == "loguniform"


def test_all_numbers_of_its_blocks_can_be_varied_where_they_can_matter():
    found = names(levers_of(load_scenario("micro-vs-mass"), "hybrid", ["all"]))

    assert "tailor.personalisation" in found
    assert "identify.hashtag_hours" not in found  # it does not search
    assert "tailor.feigned" not in found  # nobody would find out: the scenario refuses it
    assert "pay.premium" not in found  # a fact of the market, not the brand's to choose


def test_a_range_may_be_given_inside_hard_bounds():
    (lever,) = levers_of(market(), "talk", ["tailor.posts_per_week=2..50"])

    assert (lever.low, lever.high, lever.law) == (2.0, 50.0, "loguniform")


def test_the_full_name_is_understood():
    assert names(levers_of(market(), "talk", ["strategies.talk.commit.start_week=0..3"])) == [
        "commit.start_week"
    ]


def test_the_value_in_force_widens_the_plausible_range():
    spec = market(strategies={
        "ads": {"pay": {"audience_ads": 9000.0}}, "stay-away": {},
    })  # fmt: skip
    (lever,) = levers_of(spec, "ads", ["pay.audience_ads"])

    assert (lever.low, lever.high) == (0.0, 9000.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tailor.post_per_week", "did you mean 'tailor.posts_per_week'?"),
        ("brand.wage=1..2", "no number 'brand.wage'"),
        ("tailor.posts_per_week=0..1000", "0 to 100 is allowed (posts/week)"),
        ("tailor.posts_per_week=3..2", "3 is not below 2"),
        ("tailor.posts_per_week=3", "LOW..HIGH is allowed"),
        ("tailor.posts_per_week=nan..2", "LOW..HIGH is allowed"),
        ("identify.how_many=1.5..3", "whole numbers"),
        ("identify.how_many=1..1", "1 is not below 1"),
        ("tailor.feigned", "pretence can be found out only with"),
        ("gather.every_weeks=1..0", "1 is not below 0"),
    ],
)
def test_a_wrong_lever_is_explained(text, words):
    with pytest.raises(CompareError) as caught:
        levers_of(market(), "talk", [text])

    assert words in str(caught.value)
    assert f"--vary {text}" in str(caught.value)


def test_all_faults_are_named_at_once():
    wrong = ["identify.how_mny", "tailor.posts_per_week=0..1000", "commit.start_week=0..2",
             "commit.start_week=1..2"]  # fmt: skip
    with pytest.raises(CompareError) as caught:
        levers_of(market(), "talk", wrong)

    said = str(caught.value).splitlines()
    assert len(said) == 3
    assert "named 2 times" in said[2]


def test_who_does_nothing_has_nothing_to_vary():
    with pytest.raises(CompareError, match="states no number to vary"):
        levers_of(market(), "stay-away")
