"""Intervals cover what they claim, pairs stay together, and undefined is never infinite."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.statistics import (
    bootstrap_weights,
    chance_of_best,
    correlation,
    difference_of_ratios,
    mean_interval,
    paired_difference,
    quotient,
    ratio_of_means,
    resampled_difference,
    rounded,
)

EVERYONE = np.array([True, True, True])

number = st.floats(-1e6, 1e6)
columns = st.lists(number, min_size=2, max_size=30).map(np.array)
positive = st.lists(st.floats(0.1, 1e3), min_size=2, max_size=30).map(np.array)


def test_mean_of_three_worked_by_hand():
    """1, 2, 3: mean 2, standard error 1 / sqrt(3), t (2 degrees, 97.5 %) = 4.302653."""
    mean, low, high = mean_interval(np.array([1.0, 2.0, 3.0]))

    assert (mean, low, high) == pytest.approx((2, 2 - 2.484138, 2 + 2.484138), abs=1e-6)


def test_one_run_has_a_mean_but_no_interval():
    for found in (mean_interval(np.array([5.0])), ratio_of_means(np.array([5.0]), np.array([1.0]))):
        np.testing.assert_array_equal(found, [5, np.nan, np.nan])


def test_no_run_has_neither():
    nothing = np.array([])

    assert np.isnan(mean_interval(nothing)).all()
    assert np.isnan(ratio_of_means(nothing, nothing)).all()
    assert np.isnan(difference_of_ratios(nothing, nothing, nothing, nothing)).all()


@given(number, st.integers(2, 40))
def test_what_never_changes_is_known_exactly(value, n):
    assert mean_interval(np.full(n, value)) == (value, value, value)


@given(columns, number)
def test_an_interval_moves_with_its_values(values, shift):
    here, there = mean_interval(values), mean_interval(values + shift)

    np.testing.assert_allclose(np.subtract(there, here), shift, atol=1e-6, rtol=1e-6)


@given(columns)
def test_identical_columns_correlate_perfectly_and_differ_by_nothing(values):
    found = paired_difference(values, values)

    assert found[:3] == (0, 0, 0)
    assert np.isnan(found.correlation) or found.correlation == pytest.approx(1)


def test_pairing_correlation_worked_by_hand():
    """Deviations -1, 0, 1 and -4/3, -1/3, 5/3: 3 / sqrt(2 * 42/9) = .98198."""
    one, other = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 3.0])

    assert paired_difference(one, other).correlation == pytest.approx(0.981981, abs=1e-6)
    assert correlation(one, one) == pytest.approx(1)
    assert correlation(one, -one) == pytest.approx(-1)


def test_a_constant_or_too_short_column_has_no_correlation():
    assert np.isnan(correlation(np.ones(5), np.arange(5.0)))
    assert np.isnan(correlation(np.array([1.0, 2.0]), np.array([3.0, 5.0])))


def test_pairs_with_an_undefined_side_are_left_out_of_the_correlation():
    one, other = np.array([1.0, 2.0, 9.0, 3.0]), np.array([2.0, 4.0, np.nan, 6.0])

    assert correlation(one, other) == pytest.approx(1)


def test_dividing_by_nothing_is_undefined_not_infinite():
    np.testing.assert_array_equal(quotient([0, 3, 3], [0, 0, 2]), [np.nan, np.nan, 1.5])


def test_ratio_of_means_is_not_the_mean_of_ratios():
    """(1 + 9) / (1 + 3) = 2.5; the mean of 1 and 3 would be 2."""
    assert ratio_of_means(np.array([1.0, 9.0]), np.array([1.0, 3.0])).mean == 2.5


def test_bootstrap_of_two_pairs_worked_by_hand():
    """Resamples of (1, 1), (9, 3) give 1, 2.5 and 3, a quarter, a half and a quarter of them."""
    assert ratio_of_means(np.array([1.0, 9.0]), np.array([1.0, 3.0])) == (2.5, 1, 3)


def test_numerator_and_denominator_are_resampled_together():
    """Apart, a ratio that is 2 in every run would seem to vary."""
    denominator = np.array([1.0, 10.0, 100.0])

    assert ratio_of_means(2 * denominator, denominator) == (2, 2, 2)


@given(positive, st.floats(0.1, 10))
def test_both_sides_of_a_pair_are_resampled_together(denominator, more):
    numerator = 3 * denominator
    found = difference_of_ratios(
        numerator + more * denominator, denominator, numerator, denominator
    )

    np.testing.assert_allclose(found[:3], more, rtol=1e-6)


def test_the_difference_of_two_ratios_is_that_of_their_means():
    one = np.array([1.0, 9.0]), np.array([1.0, 3.0])
    other = np.array([2.0, 2.0]), np.array([1.0, 3.0])

    assert difference_of_ratios(*one, *other).mean == pytest.approx(2.5 - 1)


@given(positive)
def test_a_bootstrap_is_the_same_every_time(values):
    first, again = (ratio_of_means(values, values[::-1].copy()) for _ in range(2))

    assert first == again


def test_a_cost_without_customers_is_undefined():
    spent, none = np.array([10.0, 20.0, 30.0]), np.zeros(3)

    assert np.isnan(ratio_of_means(spent, none)).all()
    assert np.isnan(difference_of_ratios(spent, none, spent, spent)[:3]).all()


def test_an_interval_that_may_lack_a_denominator_has_no_ends():
    """One customer in ten runs: (9/10)^10 = 35 % of the resamples have none."""
    customers = np.array([1.0] + 9 * [0.0])

    np.testing.assert_array_equal(ratio_of_means(np.ones(10), customers), [10, np.nan, np.nan])


def test_the_best_is_counted_run_by_run_and_ties_are_split():
    values = np.array([[3.0, 1.0, 2.0, 0.0], [1.0, 1.0, 5.0, 0.0], [0.0, 0.0, 1.0, 4.0]])

    np.testing.assert_allclose(chance_of_best(values, 1, EVERYONE), [1.5 / 4, 1.5 / 4, 1 / 4])


def test_less_is_better_where_the_direction_says_so():
    values = np.array([[1.0, 2.0], [3.0, 1.0], [4.0, 4.0]])

    np.testing.assert_allclose(chance_of_best(values, -1, EVERYONE), [0.5, 0.5, 0])


def test_who_may_not_win_is_never_best():
    values = np.array([[0.0, 0.0], [3.0, 1.0], [4.0, 4.0]])
    may_win = np.array([False, True, True])

    np.testing.assert_allclose(chance_of_best(values, -1, may_win), [0, 1, 0])


@pytest.mark.parametrize("direction", [1, -1])
def test_undefined_is_worse_than_anything(direction):
    values = np.array([[np.nan, np.nan], [-1e9, 1e9], [np.nan, np.nan]])

    np.testing.assert_allclose(chance_of_best(values, direction, EVERYONE), [0, 1, 0])


def test_a_run_in_which_nobody_has_a_value_says_nothing():
    values = np.array([[np.nan, 1.0], [np.nan, 2.0], [np.nan, 0.0]])

    np.testing.assert_allclose(chance_of_best(values, 1, EVERYONE), [0, 1, 0])
    assert np.isnan(chance_of_best(values[:, :1], 1, EVERYONE)).all()
    assert np.isnan(chance_of_best(values[:, :0], 1, EVERYONE)).all()
    assert np.isnan(chance_of_best(values, 0, EVERYONE)).all()


@given(st.lists(st.tuples(number, number, number), min_size=1, max_size=20))
def test_chances_of_being_best_sum_to_one(rows):
    chances = chance_of_best(np.array(rows).T, 1, EVERYONE)

    assert chances.sum() == pytest.approx(1)
    assert chances.min() >= 0


def test_ratio_intervals_cover_the_truth_about_as_often_as_they_say():
    """400 samples of 30 pairs, true ratio 2; 4 standard errors of 400 draws at .93 are .05.

    Percentile intervals of skewed data fall a little short of 95 %.
    """
    rng = np.random.default_rng(5)
    base = rng.gamma(4, 1, (400, 30))
    numerator = base * rng.gamma(4, 0.5, base.shape)
    ends = np.array([ratio_of_means(n, d)[1:] for n, d in zip(numerator, base, strict=True)])

    covered = np.mean((ends[:, 0] <= 2) & (ends[:, 1] >= 2))

    assert 0.88 <= covered <= 0.98


def test_mean_intervals_cover_the_truth_as_often_as_they_say():
    """1,000 samples of five normal draws; 4 standard errors at .95 are .028."""
    values = np.random.default_rng(6).normal(3, 1, (1000, 5))
    ends = np.array([mean_interval(each)[1:] for each in values])

    covered = np.mean((ends[:, 0] <= 3) & (ends[:, 1] >= 3))

    assert covered == pytest.approx(0.95, abs=0.028)


def test_a_number_in_two_digits():
    for value, told in (
        (4.267, 4.3),
        (-0.012345, -0.012),
        (2345.0, 2300),
        (0.0, 0),
        (np.inf, np.inf),
    ):
        assert rounded(value, 2) == told


def test_weights_are_those_of_the_resamples():
    values = np.array([1.0, 5.0, 9.0, 2.0])
    resampled = bootstrap_weights(4) @ values

    assert resampled[0] == values.mean()
    np.testing.assert_allclose(resampled[1:], resampled_difference([values], [np.zeros(4)]))
