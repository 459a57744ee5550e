"""A crisis speaks against its brand to those who remember it, and costs hours."""

import numpy as np
import pytest
from hypothesis import given

from sim.ledger import Line, Source
from sim.mechanisms.crisis import CrisisParameters, book_work, chance_to_notice, step
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    near,
    shares,
    written,
)

P = CrisisParameters()


@given(shares)
def test_the_chance_to_notice_is_the_chance_that_the_brand_comes_to_mind(memory):
    assert chance_to_notice(memory) == memory


def test_the_crisis_of_a_brand_reaches_those_who_remember_it_and_writes_nothing_else():
    world = busy_world()
    m = world.members
    m.memory[:] = np.random.default_rng(2).integers(0, 2, m.memory.shape)
    world.brands.crisis_today[:] = (0, 2.5)
    before = copies_of(world)

    step(world, P, world.everyone)

    heard = m.memory[1]
    np.testing.assert_array_equal(m.has_news_today, [0 * heard, heard])
    np.testing.assert_array_equal(m.evidence_today[1, :, Source.CRISIS], 2.5 * heard)
    assert m.evidence_today.sum() == 2.5 * heard.sum()
    assert 0 < heard.sum() < heard.size
    assert written(before, world) == {"members.evidence_today", "members.has_news_today"}


def test_without_a_crisis_nothing_happens():
    world = busy_world()
    before = copies_of(world)

    step(world, P, world.everyone)

    assert written(before, world) == set()


def test_news_of_a_crisis_adds_to_other_bad_news():
    world = busy_world()
    world.members.memory[:] = 1
    world.members.evidence_today[..., Source.CRISIS] = 1
    world.brands.crisis_today[:] = 0.5

    step(world, P, world.everyone)

    assert np.all(world.members.evidence_today[..., Source.CRISIS] == 1.5)


def test_two_spans_give_the_bits_of_one():
    world = busy_world()
    world.brands.crisis_today[:] = 1

    assert_spans_agree(step, world, P)


def noticing(brands, n=20_000):
    """Return who notices crises of these severities in a crowd of memory .3."""
    world = crowd(n)
    world.members.memory[:] = 0.3
    world.brands.crisis_today[:] = brands
    step(world, P, world.everyone)
    return world.members.has_news_today


def test_noticing_is_as_frequent_as_memory_says():
    assert abs(noticing((1, 0))[0].mean() - 0.3) < near(0.3, 20_000)


def test_who_notices_is_the_same_whatever_happens_to_the_other_brand():
    alone, together = noticing((1, 0), n=500), noticing((1, 3), n=500)

    np.testing.assert_array_equal(alone[0], together[0])
    assert (together[0] != together[1]).any()


@pytest.mark.parametrize("hours", [40, 100])
def test_handling_costs_hours_at_the_wage_of_the_brand(hours):
    world = busy_world()
    world.brands.crisis_today[:], world.brands.wage[:] = (0, 2), (35, 20)
    before = copies_of(world)

    book_work(world, CrisisParameters(handling_hours=hours))

    assert world.ledger.hours[world.day, 1, Line.CRISIS] == world.ledger.hours.sum() == hours
    assert world.ledger.money[world.day, 1, Line.CRISIS] == world.ledger.money.sum() == 20 * hours
    assert written(before, world) == {"ledger.hours", "ledger.money"}
