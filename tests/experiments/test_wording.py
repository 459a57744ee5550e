"""Numbers and names as people read them."""

import math

import pytest

from experiments import wording


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (0.0588, "engagement_rate", "5.9 %"),
        (0.000208, "awareness", ".021 %"),
        (0.523, "trust", ".52"),
        (0.12, "trust_change", "+.12"),
        (-0.1, "trust_change", "−.10"),
        (0.0001, "trust_change", "0"),
        (112.4, "cost_per_customer", "$112"),
        (3.4, "cost_per_engagement", "$3.40"),
        (-24_773.0, "profit", "−$24,773"),
        (1_234_567.0, "revenue", "$1.23 M"),
        (12_345_678.0, "views", "12.3 M"),
        (8.0, "customers", "8"),
        (8.26, "customers", "8.26"),
        (152.4, "hours", "152 h"),
        (-0.5769, "roi", "−.577"),
        (math.nan, "roi", "–"),
        (math.inf, "roi", "–"),
        (None, "cost", "–"),
    ],
)
def test_amounts_are_short_and_carry_their_unit(value, measure, text):
    assert wording.amount(value, measure) == text


def test_a_narrow_interval_is_worth_one_more_digit():
    assert wording.amount(0.02128, "engagement_rate", width=0.0004) == "2.13 %"


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (0.0482, "engagement_rate", "+4.8 pp"),
        (-30.2, "cost", "−$30"),
        (217.0, "customers", "+217"),
        (0.0, "trust", "0"),
    ],
)
def test_a_change_carries_its_sign(value, measure, text):
    assert wording.change(value, measure) == text


def test_an_interval_has_its_unit_once_and_ends_of_like_digits():
    assert wording.interval(0.057, 0.061, "engagement_rate") == "5.7 to 6.1 %"
    assert wording.interval(0.0087, 0.0102, "engagement_rate", signed=True) == "+.9 to +1.0 pp"
    assert wording.interval(90.0, 110.0, "cost") == "$90 to $110"
    assert wording.interval(math.nan, 1.0, "cost") == "–"


def test_a_chance_claims_no_more_than_a_sample_can():
    assert [wording.chance(p) for p in (0.0, 0.706, 1.0)] == ["< 1 %", "71 %", "> 99 %"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.01, "share", "1 %"),
        (60.0, "days", "60 days"),
        (1, "orders", "1 order"),
        (1, "communities", "1 community"),
        (-0.5, "ratio", "−.5"),
        (35.0, "$/hour", "$35/hour"),
        (10.0, "ratio", "10"),
        (0.004, "1/day", ".004 per day"),
        (None, "share", "–"),
    ],
)
def test_a_parameter_is_told_with_its_unit(value, unit, text):
    assert wording.quantity(value, unit) == text


def test_a_range_has_its_unit_once():
    assert wording.spread(0.0005, 0.5, "share") == ".05 to 50 %"
    assert wording.spread(21.0, 120.0, "days") == "21 to 120 days"
    assert wording.spread(None, None, "days") == "–"


def test_parts_of_a_change_of_trust_are_as_fine_as_the_longest_needs():
    assert wording.points(0.0752, longest=0.08) == "+.075"
    assert wording.points(-0.00021, longest=0.005) == "−.0002"
