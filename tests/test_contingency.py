"""Rules of a scenario: a fixed grammar, plain errors, and when they hold."""

import math
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.strategies.contingency import (
    METRICS,
    Condition,
    Contingency,
    actions,
    holds,
    read_condition,
)

COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}

signs = st.sampled_from(list(COMPARE))
spaces = st.sampled_from(["", " ", "  "])
thresholds = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
# Few values, so that equals and NaN are common.
values = st.sampled_from([0.0, 0.3, 0.4, 0.5, math.nan])


def rule(when, then="stop"):
    """Return one rule."""
    return Contingency(when=when, then=then)


@given(st.sampled_from(list(METRICS)), signs, thresholds, st.none() | st.integers(1, 99), spaces)
def test_what_is_written_is_what_is_read(metric, sign, threshold, weeks, space):
    end = "" if weeks is None else f" for {weeks} week{'s' if weeks > 1 else ''}"

    condition = rule(f"{metric}{space}{sign}{space}{threshold}{end}").condition

    assert condition == Condition(metric, sign, threshold, weeks or 1)


@pytest.mark.parametrize("number", ["0.4", ".4", "40%", "40 %", "0.40", "40.0%"])
def test_a_share_can_be_written_in_several_ways(number):
    assert read_condition(f"trust_proxy < {number}").threshold == 0.4


def test_counts_and_money_can_be_large():
    assert read_condition("cost >= 12500.50 for 3 weeks") == Condition("cost", ">=", 12500.5, 3)


@given(signs, st.sampled_from([0.3, 0.4]), st.integers(1, 4), st.lists(values, max_size=6))
def test_a_rule_holds_if_and_only_if_the_last_weeks_all_compare_true(sign, limit, weeks, seen):
    expected = len(seen) >= weeks and not any(
        math.isnan(value) or not COMPARE[sign](value, limit) for value in seen[len(seen) - weeks :]
    )
    each = rule(f"trust_proxy {sign} {limit} for {weeks} weeks")

    assert holds(each, {"trust_proxy": seen}) is expected
    assert holds(each, {"trust_proxy": np.array(seen)}) is expected


def test_a_metric_without_any_week_makes_no_rule_hold():
    assert not holds(rule("complaints >= 0"), {"views": [3.0]})


def test_actions_are_those_of_the_rules_that_hold():
    rules = [
        rule("trust_proxy < 0.4 for 2 weeks", "pause-promotion"),
        rule("removed > 0", "pause-posting"),
        rule("removed >= 1", "pause-posting"),
        rule("week >= 10", "stop"),
    ]
    history = {"trust_proxy": [0.5, 0.3, 0.35], "removed": [0, 0, 1], "week": [0, 1, 2]}

    assert actions(rules, history) == {"pause-promotion", "pause-posting"}
    assert actions([], history) == set()


NAMES = ", ".join(METRICS)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (
            "trust < 0.4",
            f"'trust' is no metric; {NAMES} are allowed; did you mean 'trust_proxy'?",
        ),
        ("luck < 0.4", f"'luck' is no metric; {NAMES} are allowed"),
        ("views == 4", "'==' is no operator; <, <=, >, >= are allowed"),
        ("views below 4", "'below' is no operator; <, <=, >, >= are allowed"),
        (
            "views < few",
            "'few' is no number; a number from 0, such as 0.4, .4 or 40%, is allowed",
        ),
        (
            "views > -1",
            "'-1' is no number; a number from 0, such as 0.4, .4 or 40%, is allowed",
        ),
        ("views < nan", "'nan' is no number; a number from 0, such as 0.4, .4 or 40%, is allowed"),
        ("views < 40%", "'40%' is a share and views is not; a plain number is allowed"),
        (
            "trust_proxy < 40",
            "'40' is too much for trust_proxy; 0 to 1, or 0% to 100%, is allowed",
        ),
        (
            "views < 4 for 0 weeks",
            "'0' is no number of weeks; a whole number from 1 is allowed",
        ),
        (
            "views < 4 for 1.5 weeks",
            "'1.5' is no number of weeks; a whole number from 1 is allowed",
        ),
        (
            "view != 4 for two weeks",
            f"'view' is no metric; {NAMES} are allowed; did you mean 'views'?. "
            "'!=' is no operator; <, <=, >, >= are allowed. "
            "'two' is no number of weeks; a whole number from 1 is allowed",
        ),
    ],
)
def test_what_is_wrong_is_said_plainly_and_all_at_once(when, words):
    with pytest.raises(ValidationError) as caught:
        rule(when)

    (error,) = caught.value.errors()
    assert str(error["ctx"]["error"]) == words
    assert error["loc"] == ("when",)


@pytest.mark.parametrize(
    "when",
    ["", "views", "views <", "views < 4 for", "views < 4 for 2 days", "views < 4 in 2 weeks",
     "views < 4 or week > 2", "__import__('os').getcwd()"],
)  # fmt: skip
def test_a_text_of_another_form_is_no_condition(when):
    with pytest.raises(ValueError, match="is no condition; METRIC OPERATOR NUMBER"):
        read_condition(when)


def test_only_known_actions_are_allowed():
    with pytest.raises(ValidationError, match="'pause-ads', 'apologise' or 'stop'"):
        rule("views < 4", "panic")
