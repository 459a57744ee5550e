"""What a trial is worth, against closed forms, by hand, and by law."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from experiments.pilot import worth

LITTLE = st.lists(
    st.tuples(st.integers(0, 5), st.integers(-20, 20)), min_size=2, max_size=40
)  # ties on purpose


@pytest.mark.parametrize(
    ("gain", "threshold"),
    [
        ([-5.0, 1.0, -2.0, 4.0], 3.5),  # 4, 2, 3, -2 from the top
        ([-5.0, 3.0, -2.0, 4.0], 1.5),  # 4, 2, 5, 0
        ([1.0, 1.0, 1.0, 1.0], -math.inf),
        ([-1.0, -1.0, -1.0, -1.0], math.inf),
        ([0.0, 0.0, 0.0, 0.0], math.inf),  # nothing to gain: stay
    ],
)
def test_the_threshold_is_where_most_is_gained(gain, threshold):
    assert worth.best_threshold(np.array([1.0, 2, 3, 4]), np.array(gain)) == threshold


def test_equal_figures_are_decided_alike_and_unknown_ones_never_go_on():
    measured = np.array([1.0, 2, 2, np.nan])

    threshold = worth.best_threshold(measured, np.array([-1.0, -4.0, 6.0, 100.0]))

    assert threshold == 1.5
    assert worth.goes_on(measured, threshold).tolist() == [False, True, True, False]
    assert worth.best_threshold(np.array([np.nan]), np.array([5.0])) == math.inf


@given(LITTLE)
def test_no_threshold_gains_more(pairs):
    measured, gain = np.array(pairs, float).T

    def gained(threshold):
        return gain[worth.goes_on(measured, threshold)].sum()

    found = gained(worth.best_threshold(measured, gain))

    assert found == max(gained(t) for t in (-math.inf, math.inf, *(measured - 0.5)))


def test_a_future_is_judged_by_rules_that_have_not_seen_it():
    rng = np.random.default_rng(1)
    measured, gain = rng.normal(size=100), rng.normal(size=100)
    before = worth.judged_by_others(measured, gain)

    own = np.arange(100) % 10 == 3
    changed = worth.judged_by_others(measured, np.where(own, -1000.0 * gain, gain))

    assert (before == changed)[own].all()
    assert (before != changed)[~own].any()


def evsi(mean, prior_sd, noise_sd):
    """Return the value of one normal observation with a normal prior (Raiffa and Schlaifer)."""
    sd = prior_sd**2 / math.hypot(prior_sd, noise_sd)
    return sd * norm.pdf(mean / sd) + mean * norm.cdf(mean / sd) - max(0.0, mean)


@pytest.mark.parametrize("mean", [-0.5, 0.0, 0.8])
@pytest.mark.parametrize("noise_sd", [0.2, 1.0, 3.0])
def test_the_value_of_information_is_that_of_the_closed_form(mean, noise_sd):
    rng = np.random.default_rng(7)
    n = 100_000
    benefit = rng.normal(mean, 1.0, n)
    measured = benefit + rng.normal(0.0, noise_sd, n)

    found = worth.worth_of(measured, benefit, benefit, np.zeros(n))

    assert found.value == pytest.approx(evsi(mean, 1.0, noise_sd), abs=0.012)
    assert found.net == found.value
    assert worth.value_of_perfect_knowledge(benefit) == pytest.approx(
        evsi(mean, 1.0, 0.0), abs=0.012
    )


def test_judged_on_the_futures_it_was_found_on_a_useless_figure_would_seem_to_pay():
    rng = np.random.default_rng(2)
    honest, flattered = [], []
    for _ in range(200):
        benefit, measured = rng.normal(0.0, 1.0, 60), rng.normal(0.0, 1.0, 60)
        go = worth.judged_by_others(measured, benefit)
        honest.append(worth.worth_of_decisions(go, benefit, benefit, np.zeros(60)).value)
        own = worth.goes_on(measured, worth.best_threshold(measured, benefit))
        flattered.append(worth.worth_of_decisions(own, benefit, benefit, np.zeros(60)).value)

    assert np.mean(flattered) > 0.02
    assert np.mean(honest) < 0.0


def test_a_useless_figure_is_worth_nothing_and_a_perfect_one_all_there_is_to_know():
    rng = np.random.default_rng(3)
    benefit = rng.normal(0.3, 1.0, 5000)
    useless, cost = rng.normal(0.0, 1.0, 5000), np.full(5000, -0.1)

    found = worth.worth_of(useless, benefit, benefit, cost)
    perfect = worth.worth_of(benefit, benefit, benefit, np.zeros(5000))

    assert found.value < 0.01
    assert found.net < 0.0
    assert perfect.value == pytest.approx(worth.value_of_perfect_knowledge(benefit), abs=0.002)


@given(LITTLE, st.floats(-3.0, 3.0))
def test_no_trial_is_worth_less_than_nothing_or_more_than_perfect_knowledge(pairs, shift):
    measured, benefit = np.array(pairs, float).T
    benefit = benefit + shift

    found = worth.worth_of(measured, benefit, benefit - 1.0, np.full(len(benefit), -0.5))

    assert 0.0 <= found.value <= worth.value_of_perfect_knowledge(benefit) + 1e-9


def test_the_accounts_of_decisions_by_hand():
    go = np.array([True, False, True, False])
    benefit = np.array([10.0, -6.0, -2.0, 4.0])
    later, trial = np.array([8.0, -7.0, -3.0, 3.0]), np.array([-1.0, -2.0, 1.0, -2.0])

    found = worth.worth_of_decisions(go, benefit, later, trial)

    assert found.value == 8 / 4 - 6 / 4  # goes on in two, against the mean of all
    assert found.cost == 4 / 4  # of trials after which one stays
    assert found.wait == ((10 - 8 + 1) + (-2 + 3 - 1)) / 4
    assert found.goes_on == 0.5
    earned = (trial + np.where(go, later, 0.0)).mean()
    assert found.net == pytest.approx(earned - benefit.mean())  # against the better prior
