"""Familiarity is learnt by the hour, harder where a community is distinctive, and is lost."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.familiarity import (
    FamiliarityParameters,
    familiarity_after,
    fluency_from,
    step,
)
from sim.world import Span
from tests.strategies import busy_world, copies_of, hours, shares, written

scales = st.floats(1, 100)


def test_a_day_by_hand():
    """10 h at scale 20 * 1.5 teach 1 - e^(-1/3) = .283469: .2 + .8 * .283469 - .0006 = .426175."""
    after = familiarity_after(0.2, 10.0, 0.5, 20.0, 0.003)

    assert after == pytest.approx(0.426175, abs=5e-7)


def test_the_scale_teaches_63_percent():
    """1 - 1 / e = .632121."""
    assert familiarity_after(0.0, 20.0, 0.0, 20.0, 0.0) == pytest.approx(0.632121, abs=5e-7)


@given(shares, hours, shares, scales, shares)
def test_familiarity_stays_a_share(familiarity, spent, distinctiveness, scale, lost):
    after = familiarity_after(familiarity, spent, distinctiveness, scale, lost)

    assert -1e-12 <= after <= 1 + 1e-12


@given(shares, hours, hours, shares, scales)
def test_hours_add_up_when_nothing_is_lost(familiarity, first, second, distinctiveness, scale):
    together = familiarity_after(familiarity, first + second, distinctiveness, scale, 0.0)
    half_way = familiarity_after(familiarity, first, distinctiveness, scale, 0.0)

    assert together == pytest.approx(
        familiarity_after(half_way, second, distinctiveness, scale, 0.0), abs=1e-9
    )


@given(shares, hours, hours, shares, scales)
def test_hours_teach_and_distinctiveness_makes_it_harder(f, spent, more, distinctiveness, scale):
    after = familiarity_after(f, spent, distinctiveness, scale, 0.003)

    assert after <= familiarity_after(f, spent + more, distinctiveness, scale, 0.003) + 1e-12
    assert after >= familiarity_after(f, spent, 1.0, scale, 0.003) - 1e-12


@given(shares, shares)
def test_without_hours_a_share_is_lost(familiarity, lost):
    after = familiarity_after(familiarity, 0.0, 0.5, 20.0, lost)

    assert after == pytest.approx(familiarity * (1 - lost))


def test_fluency_by_hand():
    """.35 + .65 * .4 = .61."""
    assert fluency_from(0.4, 0.35) == pytest.approx(0.61, abs=1e-15)


@given(shares, shares, shares)
def test_fluency_runs_from_its_base_to_one_in_a_straight_line(familiarity, base, other):
    fluency = fluency_from(familiarity, base)
    middle = fluency_from((familiarity + other) / 2, base)

    assert base - 1e-12 <= fluency <= 1 + 1e-12
    assert fluency_from(0.0, base) == base
    assert fluency_from(1.0, base) == pytest.approx(1.0)
    assert middle == pytest.approx((fluency + fluency_from(other, base)) / 2)


def test_steady_hours_settle_where_learning_meets_loss():
    """(1 - f) learnt = lost f gives f = learnt / (learnt + lost), learnt = 1 - e^(-1/30)."""
    familiarity, learnt = 0.0, 1 - math.exp(-1 / 30)
    for _ in range(2_000):
        familiarity = familiarity_after(familiarity, 1.0, 0.5, 20.0, 0.01)

    assert familiarity == pytest.approx(learnt / (learnt + 0.01), abs=1e-9)


def test_the_step_follows_the_rules_community_by_community_and_writes_nothing_else():
    world = busy_world(sizes=(3, 2, 2))
    p = FamiliarityParameters(scale=7, lost_per_day=0.02, base_fluency=0.1)
    c, before = world.communities, copies_of(world)
    expected = np.zeros(c.familiarity.shape)
    for b, k in np.ndindex(expected.shape):
        learnt = 1 - math.exp(-c.hours_today[b, k] / (7 * (1 + c.distinctiveness[k])))
        f = c.familiarity[b, k]
        expected[b, k] = f + (1 - f) * learnt - 0.02 * f

    step(world, p, Span(0, 3))

    np.testing.assert_allclose(c.familiarity, expected, rtol=1e-12)
    np.testing.assert_allclose(c.fluency, 0.1 + 0.9 * expected, rtol=1e-12)
    assert written(before, world) == {"communities.familiarity", "communities.fluency"}


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_two_spans_give_the_bits_of_one(cut):
    whole, parts = busy_world(sizes=(3, 2, 2)), busy_world(sizes=(3, 2, 2))

    step(whole, FamiliarityParameters(), Span(0, 3))
    step(parts, FamiliarityParameters(), Span(cut, 3))
    step(parts, FamiliarityParameters(), Span(0, cut))

    assert written(copies_of(whole), parts) == set()


@pytest.mark.parametrize(
    ("name", "more", "direction"),
    [("scale", 60, -1), ("lost_per_day", 0.01, -1), ("base_fluency", 0.6, 1)],
)
def test_every_parameter_moves_fluency_its_way(name, more, direction):
    fluencies = []
    for p in (FamiliarityParameters(), FamiliarityParameters(**{name: more})):
        world = busy_world()
        step(world, p, Span(0, 2))
        fluencies.append(world.communities.fluency)

    assert np.all((fluencies[1] - fluencies[0]) * direction > 0)
