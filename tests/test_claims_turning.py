"""Verdicts, statuses and turning points of effects whose answers are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.claims.turning import crossings, points_along
from experiments.claims.verdict import status_of, verdict_of
from experiments.statistics import Difference, paired_difference, resampled_difference
from sim.parameters import Declaration

UP, DOWN, NEITHER = (
    Difference(mean, mean - 1, mean + 1, math.nan) for mean in (2.0, -2.0, 0.5)
)  # fmt: skip
UNKNOWN = Difference(1.0, math.nan, math.nan, math.nan)


def parameter(low, high, default=0.5):
    return Declaration("p", default, low, high, low, high, "share", "", "", "low")


def found(values, curve, *, noise=0.3, n=40, is_log=False):
    """Return the crossings of a curve along values, seen in n pairs on common luck."""
    rng = np.random.default_rng(1)
    common = rng.normal(0, noise, n)
    pairs = [(curve(v) + common + rng.normal(0, noise / 5, n), np.zeros(n)) for v in values]
    effects = [paired_difference(*pair) for pair in pairs]
    resampled = np.array([resampled_difference([one], [other]) for one, other in pairs])
    return crossings(values, effects, resampled, is_log=is_log)


@pytest.mark.parametrize(
    ("effect", "expected", "verdict"),
    [
        (UP, "higher", "holds"), (UP, "lower", "reversed"), (DOWN, "higher", "reversed"),
        (DOWN, "lower", "holds"), (NEITHER, "higher", "not shown"), (UNKNOWN, "lower", "not shown"),
        (Difference(1.0, 0.0, 2.0, 0.0), "higher", "not shown"),
        (Difference(1.0, 1.0, 1.0, 0.0), "higher", "holds"),
    ],
)  # fmt: skip
def test_a_verdict_is_the_side_of_the_whole_interval(effect, expected, verdict):
    assert verdict_of(effect, expected) == verdict


@pytest.mark.parametrize(
    ("effect", "without_assumed", "without_any", "status"),
    [
        (UP, UP, UP, "emergent"),
        (UP, NEITHER, UP, "emergent"),
        (UP, UP, NEITHER, "calibrated"),
        (UP, UP, DOWN, "calibrated"),
        (UP, NEITHER, NEITHER, "assumed"),
        (UP, DOWN, DOWN, "assumed"),
        (UP, UNKNOWN, UNKNOWN, "assumed"),
        (DOWN, DOWN, DOWN, "emergent"),
        (DOWN, DOWN, UP, "calibrated"),
        (NEITHER, UP, UP, None),
        (UNKNOWN, UP, UP, None),
    ],
)
def test_a_status_is_what_stays_without_what_it_rests_on(
    effect, without_assumed, without_any, status
):
    assert status_of(effect, without_assumed, without_any) == status


def test_points_go_evenly_by_the_value_or_by_its_logarithm_where_the_range_is_wide():
    assert points_along(parameter(0.0, 1.0), 5) == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert points_along(parameter(0.05, 1.0), 3) == (0.05, 0.525, 1.0)
    assert points_along(parameter(0.01, 1.0), 3) == (0.01, 0.1, 1.0)
    assert points_along(parameter(-100.0, 1.0), 3) == (-100.0, -49.5, 1.0)


def test_points_of_whole_numbers_are_whole_and_each_stands_once():
    points = points_along(parameter(1, 4, default=2), 9)

    assert points == (1, 2, 3, 4)
    assert all(isinstance(point, int) for point in points)


@given(st.floats(-10, 10), st.floats(0.001, 100), st.integers(3, 9))
def test_points_ascend_and_end_at_the_ends_of_the_range(low, width, n):
    points = points_along(parameter(low, low + width), n)

    assert (points[0], points[-1]) == (low, low + width)
    assert list(points) == sorted(points)


def test_a_straight_effect_turns_where_it_is_0_and_the_interval_says_so():
    values = points_along(parameter(0.0, 1.0), 9)
    [rising] = found(values, lambda v: 4 * (v - 0.3))
    [falling] = found(values, lambda v: 4 * (0.3 - v))

    for turn in (rising, falling):
        assert turn.low < 0.3 < turn.high
        assert turn.at == pytest.approx(0.3, abs=0.04)
        assert turn.high - turn.low < 0.15
    exact = found(values, lambda v: 4 * (v - 0.3), noise=1e-9)
    assert exact[0].at == pytest.approx(0.3, abs=1e-6)


def test_along_a_logarithm_the_root_is_found_there():
    values = points_along(parameter(0.001, 1.0), 9)
    [turn] = found(values, lambda v: math.log10(v) + 1.4, noise=1e-9, is_log=True)

    assert turn.at == pytest.approx(10**-1.4, rel=1e-6)


def test_an_effect_that_keeps_its_side_or_has_none_does_not_turn():
    values = points_along(parameter(0.0, 1.0), 9)

    assert found(values, lambda v: 1 + v) == []
    assert found(values, lambda v: 0.01 * (v - 0.5)) == []  # within the noise at both ends
    assert found(values, lambda v: max(0.0, 0.5 - v)) == []  # fades, and turns nowhere


def test_several_crossings_are_all_told_in_order():
    values = points_along(parameter(0.0, 1.0), 9)
    twice = found(values, lambda v: 8 * (v - 0.2) * (v - 0.7), noise=0.05)
    thrice = found(values, lambda v: 30 * (v - 0.2) * (v - 0.5) * (v - 0.85), noise=0.01)

    assert [turn.at for turn in twice] == pytest.approx([0.2, 0.7], abs=0.05)
    assert [turn.at for turn in thrice] == pytest.approx([0.2, 0.5, 0.85], abs=0.05)
    assert all(turn.low <= turn.at <= turn.high for turn in twice + thrice)


def test_an_end_beyond_the_values_that_were_tried_is_unknown():
    disagreeing = np.array([[-2.0] * 100, [2.0] * 90 + [-1.0] * 10])  # ten never cross
    [turn] = crossings([0.0, 1.0], [DOWN, UP], disagreeing, is_log=False)

    assert (turn.at, turn.low) == (0.5, 0.5)
    assert math.isnan(turn.high)


def test_an_undefined_point_says_nothing():
    effects = [DOWN, UNKNOWN._replace(mean=math.nan), UP]
    resampled = np.array([[-2.0] * 50, [math.nan] * 50, [2.0] * 50])

    assert crossings([0.0, 1.0, 2.0], effects, resampled, is_log=False)[0].at == 1.0
