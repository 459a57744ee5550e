"""Verdict, status and what vanishes: what intervals say of a fact, and nothing else."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.facts.catalogue import FACTS, find_facts
from experiments.facts.fact import Value
from experiments.facts.finding import Finding, are_inside
from experiments.statistics import Interval

SIDE, BAND = Value("", lambda _: 0.0, low=0), Value("", lambda _: 0.0, 0.1, 0.2)
CLEAR, FAINT, NONE = Interval(1, 0.5, 1.5), Interval(0.1, 0.05, 0.15), Interval(0, -1, 1)
UNDEFINED = Interval(math.nan, math.nan, math.nan)

number = st.floats(-10, 10)
interval = st.tuples(number, number, number).map(
    lambda ends: Interval(sorted(ends)[1], sorted(ends)[0], sorted(ends)[2])
)
bounds = st.tuples(number, number).map(lambda ends: Value("", lambda _: 0.0, *sorted(ends)))


def finding(values, *intervals, off=(), assumed=(), any_=()):
    """Return a finding on the first fact with other values."""
    fact = replace(FACTS[0], values=values)
    return Finding(fact, list(intervals), list(off), list(assumed), list(any_))


def test_a_fact_emerges_if_every_interval_is_inside():
    assert finding((SIDE,), CLEAR).verdict == "emerges"
    assert finding((SIDE, SIDE), CLEAR, NONE).verdict == "does not emerge"
    assert finding((BAND,), CLEAR).verdict == "does not emerge"
    assert finding((BAND,), Interval(0.15, 0.11, 0.19)).verdict == "emerges"
    assert finding((SIDE,), Interval(0, 0, 0)).verdict == "does not emerge"
    assert finding((SIDE,), UNDEFINED).verdict == "cannot be tested here"


@given(bounds, interval, st.floats(0.01, 5))
def test_what_is_inside_stays_inside_a_wider_range_and_as_a_narrower_interval(value, each, more):
    narrower = Interval(each.mean, (each.low + each.mean) / 2, (each.high + each.mean) / 2)
    wider = Value("", value.measure, value.low - more, value.high + more)

    if are_inside([value], [each]):
        assert are_inside([value], [narrower])
        assert are_inside([wider], [each])
    assert not are_inside([value], [Interval(each.mean, each.low, value.high)])


@given(st.lists(st.tuples(bounds, interval), min_size=1, max_size=4))
def test_one_value_outside_is_enough_and_none_does_not_emerge(pairs):
    values, intervals = zip(*pairs, strict=True)
    each = [are_inside([value], [one]) for value, one in pairs]

    assert (finding(values, *intervals).verdict == "emerges") == all(each)


@given(interval, interval, interval)
def test_only_what_emerges_has_a_status_and_can_vanish(is_, off, neutral):
    found = finding((SIDE,), is_, off=[off], assumed=[neutral], any_=[neutral])

    assert (found.status is None) == (found.verdict != "emerges")
    assert (found.vanishes is None) == (found.verdict != "emerges")
    if found.vanishes is not None:
        assert found.vanishes == (finding((SIDE,), off).verdict != "emerges")


def test_a_part_of_a_fact_may_vanish_and_what_never_was_there_may_not():
    both = (SIDE, SIDE)
    assert finding(both, CLEAR, NONE, off=[NONE, NONE]).vanishes
    assert finding(both, CLEAR, NONE, off=[CLEAR, NONE]).vanishes is False
    assert finding(both, CLEAR, NONE, off=[CLEAR, CLEAR]).vanishes is False
    assert finding(both, NONE, NONE, off=[CLEAR, NONE]).vanishes is None


def test_a_fact_that_is_undefined_without_its_mechanism_vanishes():
    assert finding((SIDE,), CLEAR, off=[UNDEFINED]).vanishes
    assert finding((SIDE,), CLEAR, off=[FAINT]).vanishes is False
    assert finding((SIDE,), CLEAR).vanishes is None


def test_status_is_what_is_left():
    assert finding((SIDE,), CLEAR, assumed=[CLEAR], any_=[CLEAR]).status == "emergent"
    assert finding((SIDE,), CLEAR, assumed=[CLEAR], any_=[FAINT]).status == "calibrated"
    assert finding((SIDE,), CLEAR, assumed=[FAINT], any_=[FAINT]).status == "assumed"
    assert finding((SIDE,), CLEAR, assumed=[NONE], any_=[NONE]).status == "assumed"


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.cannot], ids=lambda f: f.name)
def test_a_fact_that_cannot_be_tested_has_no_figures(fact):
    found = Finding(fact)

    assert found.verdict == "cannot be tested here"
    assert found.status is found.vanishes is None


def test_the_price_of_a_story_is_the_fact_that_cannot_be_tested():
    assert [fact.number for fact in FACTS if fact.cannot] == [27]
    assert "story_bonus" in find_facts(["27"])[0].cannot
