"""Bandits learn which arm is best: the order of regret is that of the literature."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, kstest

from sim.strategies.bandits import (
    PolicyName,
    choose_arms,
    epsilon_greedy_scores,
    mean_rewards,
    thompson_scores,
    ucb1_scores,
)

POLICIES = get_args(PolicyName)
LEARNERS = [policy for policy in POLICIES if policy != "fixed"]
PULLS, RUNS, CHANCES = 10_000, 20, np.array([0.6, 0.4])

policies = st.sampled_from(POLICIES)
batches = st.integers(0, 12)
seeds = st.integers(0, 2**32)


@st.composite
def situations(draw):
    """Return pulls and sums of rewards; quarters, so that sums are exact in any order."""
    pulls = draw(st.lists(st.integers(0, 20), min_size=1, max_size=8))
    rewards = [draw(st.integers(0, 4 * each)) / 4 for each in pulls]
    return np.array(pulls), np.array(rewards)


def uniforms(seed, n, n_arms):
    """Return the draws of one batch."""
    return np.random.default_rng(seed).random((n, n_arms + 1))


def mean_regret(policy):
    """Return the expected reward lost in 10,000 pulls, one a week; mean over the runs."""
    rng = np.random.default_rng(2002)
    runs = np.arange(RUNS)
    pulls, rewards = np.zeros((RUNS, 2)), np.zeros((RUNS, 2))
    for _ in range(PULLS):
        arms = choose_arms(policy, pulls, rewards, 1, rng.random((RUNS, 1, 3)))[:, 0]
        pulls[runs, arms] += 1
        rewards[runs, arms] += rng.random(RUNS) < CHANCES[arms]
    return (pulls @ (CHANCES.max() - CHANCES)).mean()


def test_two_bernoulli_arms_give_the_known_order_of_regret():
    regret = {policy: mean_regret(policy) for policy in POLICIES}
    gap = 0.2
    bound = 8 * np.log(PULLS) / gap + (1 + np.pi**2 / 3) * gap  # of UCB1

    assert regret["thompson"] < regret["ucb1"] < regret["epsilon_greedy"] < regret["fixed"]
    assert regret["fixed"] == pytest.approx(1000)
    assert 100 <= regret["epsilon_greedy"] < 130  # exploring alone costs 100
    assert 30 < regret["ucb1"] < 120 < bound
    assert 5 < regret["thompson"] < 30


@given(policies, situations(), batches, seeds)
def test_permuting_the_arms_permutes_the_choices(policy, situation, n, seed):
    pulls, rewards = situation
    draws = uniforms(seed, n, len(pulls))
    order = np.random.default_rng(seed + 1).permutation(len(pulls))

    chosen = choose_arms(policy, pulls, rewards, n, draws)
    permuted = choose_arms(policy, pulls[order], rewards[order], n, draws[:, [*order, -1]])

    assert order[permuted].tolist() == chosen.tolist()


@given(policies, situations(), batches, seeds)
def test_a_batch_has_n_picks_of_arms_there_are_and_changes_nothing(policy, situation, n, seed):
    pulls, rewards = situation
    before = pulls.copy(), rewards.copy()

    chosen = choose_arms(policy, pulls, rewards, n, uniforms(seed, n, len(pulls)))

    assert chosen.shape == (n,)
    assert chosen.dtype == np.int64
    assert set(chosen.tolist()) <= set(range(len(pulls)))
    assert (pulls.tolist(), rewards.tolist()) == (before[0].tolist(), before[1].tolist())


@given(policies, st.lists(situations(), min_size=2, max_size=2), batches, seeds)
def test_runs_side_by_side_choose_as_each_alone(policy, both, n, seed):
    n_arms = min(len(pulls) for pulls, _ in both)
    pulls = np.array([pulls[:n_arms] for pulls, _ in both])
    rewards = np.array([rewards[:n_arms] for _, rewards in both])
    draws = np.array([uniforms(seed + i, n, n_arms) for i in range(2)])

    alone = [choose_arms(policy, pulls[i], rewards[i], n, draws[i]).tolist() for i in range(2)]

    assert choose_arms(policy, pulls, rewards, n, draws).tolist() == alone


@pytest.mark.parametrize("policy", ["fixed", "epsilon_greedy", "ucb1"])
@given(situation=situations(), seed=seeds)
def test_a_batch_pulls_unpulled_arms_first_and_each_once(policy, situation, seed):
    pulls, rewards = situation
    unpulled = np.flatnonzero(pulls == 0).tolist()
    n = len(unpulled)

    chosen = choose_arms(policy, pulls, rewards, n, uniforms(seed, n, len(pulls)), epsilon=0.5)

    assert sorted(chosen.tolist()) == unpulled


@given(situations(), batches, seeds)
def test_fixed_keeps_the_arms_as_even_as_they_can_be(situation, n, seed):
    pulls, rewards = situation

    chosen = choose_arms("fixed", pulls, rewards, n, uniforms(seed, n, len(pulls)))
    after = pulls + np.bincount(chosen, minlength=len(pulls))

    assert after[chosen].max(initial=0) <= after.min() + 1


@pytest.mark.parametrize("policy", LEARNERS)
def test_a_dominated_arm_is_left_alone_once_it_is_known(policy):
    n = 100
    pulls, rewards = np.array([100_000, 100_000]), np.array([40_000, 60_000])

    chosen = choose_arms(policy, pulls, rewards, n, uniforms(1, n, 2), epsilon=0.0)

    assert set(chosen.tolist()) == {1}


@pytest.mark.parametrize("policy", ["fixed", "epsilon_greedy", "ucb1", "thompson"])
def test_ties_are_broken_by_the_draws_and_not_by_position(policy):
    pulls, rewards = np.full((10_000, 4), 8), np.full((10_000, 4), 2.0)
    draws = np.random.default_rng(3).random((10_000, 1, 5))

    shares = np.bincount(choose_arms(policy, pulls, rewards, 1, draws)[:, 0], minlength=4) / 10_000

    assert shares == pytest.approx(np.full(4, 0.25), abs=0.02)


def test_epsilon_greedy_takes_any_arm_with_chance_epsilon():
    n = 10_000
    pulls, rewards = np.array([10, 10]), np.array([2.0, 5.0])

    chosen = choose_arms("epsilon_greedy", pulls, rewards, n, uniforms(4, n, 2), epsilon=0.3)

    assert (chosen == 0).mean() == pytest.approx(0.15, abs=0.015)


def test_a_new_arm_takes_one_pull_of_a_greedy_batch_and_the_best_known_arm_the_rest():
    pulls, rewards = np.array([10, 10, 0]), np.array([1.0, 0.5, 0.0])

    chosen = choose_arms("epsilon_greedy", pulls, rewards, 6, uniforms(5, 6, 3), epsilon=0.0)

    assert chosen.tolist() == [2, 0, 0, 0, 0, 0]


def test_ucb1_spreads_a_batch_over_equal_arms():
    pulls, rewards = np.full(4, 5), np.full(4, 2.0)

    chosen = choose_arms("ucb1", pulls, rewards, 8, uniforms(6, 8, 4))

    assert np.bincount(chosen).tolist() == [2, 2, 2, 2]


def test_scores_are_those_of_the_books():
    pulls, means = np.array([4.0, 0.0, 12.0]), np.array([0.5, 0.25, 0.25])

    assert mean_rewards(pulls, np.array([2.0, 0.0, 3.0])) == pytest.approx([0.5, 5 / 16, 0.25])
    assert mean_rewards(np.zeros(2), np.zeros(2)).tolist() == [0, 0]
    assert ucb1_scores(pulls, means) == pytest.approx(
        [0.5 + np.sqrt(2 * np.log(16) / 4), np.inf, 0.25 + np.sqrt(2 * np.log(16) / 12)]
    )
    exploring = np.array([True])
    assert epsilon_greedy_scores(pulls, means, exploring).tolist() == [0, np.inf, 0]
    assert epsilon_greedy_scores(pulls, means, ~exploring).tolist() == [0.5, np.inf, 0.25]


def test_thompson_samples_the_beta_posterior_also_of_fractional_rewards():
    draws = np.random.default_rng(7).random(5000)

    samples = thompson_scores(np.array(10.0), np.array(2.5), draws)

    assert kstest(samples, beta(3.5, 8.5).cdf).pvalue > 0.01
    assert thompson_scores(np.zeros(1), np.zeros(1), np.array([0.3])) == pytest.approx([0.3])
