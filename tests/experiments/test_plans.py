"""What a strategy does, in words: strategies that differ read differently."""

import pytest

from experiments.plans import plan_in_words, switched_on
from sim.scenario_file import library, load_scenario
from sim.strategies.plan import Strategy

POST = {"mix": {"question": 1.0}}


def words(hours=100.0, **blocks):
    return plan_in_words(Strategy.model_validate(blocks), hours)


@pytest.mark.parametrize("name", [*library(), "studies/twins"])
def test_no_two_strategies_of_a_scenario_read_alike_and_none_is_empty(name):
    spec = load_scenario(f"scenarios/{name}.toml" if "/" in name else name)
    said = [
        plan_in_words(plan, spec.brand.hours_per_week)
        for plan in spec.strategies.values()
        if not plan.is_idle
    ]

    assert all(said)
    assert len(set(said)) == len(said)
    assert "stays away" not in said


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ({"identify": {"communities": ["makers"], "platforms": ["reddit"]}}, "in makers (up to 5"),
        ({"identify": {"platforms": ["reddit"], "how_many": 1}}, "in 1 community on reddit"),
        ({"identify": {"communities": "search"}}, "picks up to 5 communities by chance"),
        (
            {"identify": {"communities": "search", "joining_hours": 2.5}},
            "searches 4 weeks (2.5 h a week as a silent member) for up to 5 communities",
        ),
        ({"interact": {"listening_hours": 2}}, "listens 2 h a week in each; replies"),
        ({"interact": {"feedback_hours": 3}}, "acts on advice 3 h a week"),
        ({"interact": {"apologises": True}}, "apologises"),
        ({"tailor": POST | {"feigned": 0.4}}, "feigns 40 % of the genuineness it lacks"),
        ({"tailor": POST | {"personalisation": 0.4}}, "40 % personalised with consent"),
        (
            {"tailor": POST | {"personalisation": 0.4, "consent": False}},
            "40 % personalised without consent",
        ),
        ({"adapt": {"policy": "ucb1", "trust_weight": 0.2}}, "20 % by tone, with UCB1"),
        ({"adapt": {"policy": "thompson", "window": 8}}, "over 8 weeks"),
        ({"adapt": {"rules": [{"when": "cost > 9", "then": "stop"}]}}, "stop if cost > 9"),
        ({"analytics": {"tool": "ai"}}, "pays for the AI analytics tool"),
        ({"gather": {"every_weeks": 3}}, "an AR or VR event every 3 weeks from week 4"),
        ({"pay": {"influencer": "nano"}}, "1 post a month by a nano influencer, labelled"),
        (
            {"pay": {"community_ads": 5, "disclosed": False, "creative": "offer"}},
            "hidden ads inside communities for $5 a week, showing offer",
        ),
        (
            {"pay": {"audience_ads": 5, "start_week": 2, "stop_week": 9}},
            "ads for $5 a week, to everyone, from week 2 to 9",
        ),
        ({"commit": {"hours_per_week": 6, "weeks_on": 2, "weeks_off": 3}}, ", 2 weeks on and 3"),
        ({"commit": {"stop_week": 9}}, "14 hours a week until week 9"),
        ({"commit": {"pauses": [{"from_week": 3, "to_week": 5}]}}, "off from week 3 to 5"),
        ({"commit": {"changes": [{"week": 7, "hours_per_week": 1}]}}, "1 hour from week 7"),
    ],
)
def test_each_choice_is_said(blocks, told):
    usual = {"identify": {}, "tailor": POST, "commit": {}}

    assert told in words(**usual | blocks)
    assert told not in words(**usual)


def test_hours_are_no_more_than_the_brand_has():
    plan = {"identify": {}, "tailor": POST, "commit": {"hours_per_week": 30}}

    assert words(12.0, **plan).endswith("; 12 hours a week")


def test_what_needs_hours_is_not_said_without_them():
    assert words(tailor=POST, interact={}, pay={"audience_ads": 5}) == (
        "ads for $5 a week, to everyone"
    )
    assert words() == "stays away"


def test_mechanisms_that_are_on_are_named():
    on = load_scenario("spread-thin", {"loyalty.is_on": 1, "conversation.is_on": 1})

    assert switched_on(load_scenario("spread-thin")) == []
    assert switched_on(on) == ["conversation", "loyalty"]
