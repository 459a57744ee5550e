"""Irritation adds up with promotion, up to three, and halves by its half-life."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.irritation import IrritationParameters, irritation_after, kept_per_day, step
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    irritations,
    shares,
    written,
)

promotions = st.floats(0, 20)


def test_one_evening_by_hand():
    """.5 * 1 + .12 * .5 * 2 = .62."""
    assert irritation_after(1.0, 0.5, 0.12, 0.5, 2.0) == pytest.approx(0.62, abs=1e-15)


@given(irritations, shares, shares, shares, promotions)
def test_irritation_stays_between_zero_and_three(irritation, kept, size, sensitivity, promotion):
    assert 0 <= irritation_after(irritation, kept, size, sensitivity, promotion) <= 3


def test_irritation_never_exceeds_three():
    assert irritation_after(2.9, 1.0, 0.12, 1.0, 100.0) == 3.0


@given(shares, shares, st.floats(0, 0.1), shares, st.floats(0, 5), st.floats(0, 5))
def test_promotion_adds_up_below_the_most(irritation, kept, size, sensitivity, first, second):
    together = irritation_after(irritation, kept, size, sensitivity, first + second)
    one = irritation_after(irritation, kept, size, sensitivity, first)
    other = irritation_after(0.0, kept, size, sensitivity, second)

    assert together == pytest.approx(one + other)


@given(irritations, shares, shares, shares, promotions, promotions)
def test_more_promotion_never_calms(irritation, kept, size, sensitivity, promotion, more):
    calm = irritation_after(irritation, kept, size, sensitivity, promotion)

    assert calm <= irritation_after(irritation, kept, size, sensitivity, promotion + more)
    assert calm <= irritation_after(irritation, kept, size, 1.0, promotion)


@pytest.mark.parametrize(
    ("half_life", "kept"), [(7, 0.9057), (14, 0.9517), (28, 0.9755), (90, 0.9923)]
)
def test_a_half_life_in_days_is_kept_per_day(half_life, kept):
    """V15: .5 ^ (1 / 7) = .9057 and so on."""
    assert kept_per_day(IrritationParameters(half_life=half_life)) == pytest.approx(kept, abs=5e-5)


@pytest.mark.parametrize(
    ("half_life", "expected"),
    [(7, 0.01 * 10.6071), (14, 0.01 * 20.7019), (28, 0.01 * 40.8975), (90, 0.01 * 130.3430)],
)
def test_steady_promotion_settles_at_the_carry_over(tiny_world, half_life, expected):
    """V15: x <- kept * x + A settles at A / (1 - kept); A = .1 * .5 * .2 = .01."""
    m = tiny_world.members
    m.authenticity_sensitivity[:], m.promotion_today[:] = 0.5, 0.2

    for _ in range(25 * half_life):
        step(tiny_world, IrritationParameters(step=0.1, half_life=half_life), tiny_world.everyone)

    np.testing.assert_allclose(m.irritation, expected, rtol=2e-5)


def test_half_is_left_after_a_half_life(tiny_world):
    tiny_world.members.irritation[:] = 2.0

    for _ in range(14):
        step(tiny_world, IrritationParameters(half_life=14), tiny_world.everyone)

    np.testing.assert_allclose(tiny_world.members.irritation, 1.0, rtol=1e-5)


def test_the_step_follows_the_rule_row_by_row_and_writes_nothing_else():
    world, p = busy_world(), IrritationParameters(step=0.7, half_life=3)
    m, before, kept = world.members, copies_of(world), 0.5 ** (1 / 3)
    expected = np.zeros(m.irritation.shape)
    for b, i in np.ndindex(expected.shape):
        annoyed = 0.7 * m.authenticity_sensitivity[i] * m.promotion_today[b, i]
        expected[b, i] = min(3.0, kept * m.irritation[b, i] + annoyed)

    step(world, p, world.everyone)

    np.testing.assert_allclose(m.irritation, expected, rtol=1e-6)
    assert written(before, world) == {"members.irritation"}


def test_two_spans_give_the_bits_of_one():
    assert_spans_agree(step, busy_world(), IrritationParameters())


@pytest.mark.parametrize(("name", "more"), [("step", 0.3), ("half_life", 28)])
def test_every_parameter_raises_irritation(name, more):
    levels = []
    for p in (IrritationParameters(), IrritationParameters(**{name: more})):
        world = busy_world()
        step(world, p, world.everyone)
        levels.append(world.members.irritation)

    assert np.all(levels[1] > levels[0])
