"""Six answers become a scenario: each where it belongs, and nothing else is taken for an answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.comparing import resolve
from app.files import content_of, read_scenario, scenario_of
from app.intake import MATTERS, PROMOTION, TOPICS, Answers, intake_of
from app.intake_form import answered, intake_fields
from app.links import pack, unpack
from sim.model import simulate
from sim.scenario_file import with_overrides

MINE = Answers(
    name='Anna\'s "Soaps" [x]\n', sells="soap", dollars=2000, hours=12, communities=3, members=80,
    platform="reddit", promotion="strict", topic="private", order=25, margin=60, matters="cost",
)  # fmt: skip


def test_answers_are_where_they_belong():
    spec = intake_of(MINE).spec
    brand, ours = spec.brand, spec.communities["ours"]

    assert brand.budget_per_week == pytest.approx(2000 * 12 / 52, abs=0.005)
    assert (brand.hours_per_week, brand.order_value, brand.margin) == (12, 25, 0.6)
    assert (ours.platform, ours.count, ours.size) == ("reddit", 3, 80)
    assert (ours.promotion_norm, ours.sensitivity) == (0.1, 0.9)
    assert spec.audience.platform == "reddit"
    assert spec.outcomes[0] == "cost_per_customer"
    assert spec.backlash.is_on == spec.offence.is_on == 1


def test_every_strategy_may_spend_the_same_and_none_spends_more():
    intake = intake_of(MINE)
    short = with_overrides(intake.spec, {"days": 91})
    for name in short.strategies:
        cost = simulate(short, name, 1).outcomes["cost"]
        assert 0 < cost <= 13 * short.brand.budget_per_week + 0.01
    ads = [s.pay.audience_ads for s in short.strategies.values() if s.pay]
    assert ads == [short.brand.budget_per_week] * 2


def test_the_file_says_what_was_asked_and_what_is_assumed_and_reads_back():
    intake = intake_of(MINE)
    head = intake.text.partition("\n\n")[0].splitlines()

    assert all(line.startswith("# ") for line in head)
    assert "# asked: $2,000 a month is $461.54 a week, work included" in head
    assert any(line.startswith("# assumed: 1 % of the 4,000,000 people") for line in head)
    assert scenario_of(read_scenario(intake.text, intake.file)) == intake.spec
    assert intake.file == "anna-s-soaps-x.toml"
    usual = intake_of(Answers()).text
    assert "size = 250" in usual  # asked, so said, though it is the default


def test_what_it_opens_fits_in_a_link():
    intake = intake_of(MINE)
    opened = resolve(unpack(pack(intake.comparing)))

    assert opened.names == ("take-part", "aimed-ads", "ads-to-everybody")
    assert content_of(opened.spec) == content_of(intake.spec)


def test_hours_that_money_cannot_pay_are_told():
    told = intake_of(Answers(dollars=1000, hours=20)).warnings

    assert told[0].startswith("20 hours cost $700 a week at $35 an hour; $231 pay for 6.6")
    assert intake_of(Answers()).warnings == ()


def test_what_cannot_be_is_told_beside_its_question():
    answers, problems = answered(
        {"dollars": None, "margin": 101, "name": " ", "communities": 24, "members": 5000}
    )
    shown = {f["name"]: f for group in intake_fields({"margin": 101}, problems) for f in group}

    assert set(problems) == {"dollars", "margin", "name", "members"}
    assert shown["margin"]["note"] == "A number from 0 to 100 (%) is needed."
    assert shown["margin"]["value"] == 101
    assert answers.dollars == 2000


@settings(max_examples=30, deadline=None)
@given(
    st.builds(
        Answers, name=st.text(min_size=1, max_size=60), sells=st.text(max_size=80),
        dollars=st.floats(0, 1e6), hours=st.floats(0, 400), communities=st.integers(1, 24),
        members=st.integers(10, 1000), platform=st.sampled_from(["x", "instagram"]),
        promotion=st.sampled_from(list(PROMOTION)), topic=st.sampled_from(list(TOPICS)),
        order=st.floats(0, 1e5), margin=st.floats(0, 100), matters=st.sampled_from(list(MATTERS)),
    )
)  # fmt: skip
def test_whatever_is_answered_makes_a_scenario(answers):
    intake = intake_of(answers)

    assert scenario_of(read_scenario(intake.text, "x")) == intake.spec
    assert intake.spec.strategies["push"].identify.how_many == answers.communities
