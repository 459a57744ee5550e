"""Bandits: which arms to pull this week.

An arm is a kind of post in a community, every post is a pull, and a reward is in [0, 1]. Arms are
on the last axis; axes before it are runs side by side. Nothing is drawn here: the caller hands
in uniforms, so the same numbers give the same choice.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

__all__ = [
    "PolicyName", "choose_arms", "epsilon_greedy_scores", "mean_rewards", "thompson_scores",
    "ucb1_scores",
]  # fmt: skip

PolicyName = Literal["fixed", "epsilon_greedy", "ucb1", "thompson"]
Floats = NDArray[np.float64]


def choose_arms(
    policy: PolicyName,
    pulls: ArrayLike,
    rewards: ArrayLike,
    n: int,
    draws: Floats,
    epsilon: float = 0.1,
) -> NDArray[np.int64]:
    """Return the arms to pull in a batch of n, whose rewards are seen only afterwards.

    "fixed" pulls all arms equally often, whatever they bring. Within the batch a chosen arm counts
    as pulled and its mean reward stays, so that UCB1 spreads and unpulled arms get their turn.
    Thompson sampling spreads by itself: each pick is a new sample from the same posterior.

    Args:
        policy: how to choose.
        pulls: how often each arm was pulled, shape (..., n_arms).
        rewards: the sum of what each arm brought, from 0 to its pulls, shape (..., n_arms).
        n: pulls in the batch.
        draws: uniforms in [0, 1), shape (..., n, n_arms + 1). In the row of a pick, the entries
            of the arms sample them or break ties, and the last one decides whether to explore.
        epsilon: the chance that epsilon-greedy takes any arm.
    """
    counts, sums = np.array(pulls, dtype=np.float64), np.asarray(rewards, dtype=np.float64)
    of_arms, explores = draws[..., :-1], draws[..., -1:] < epsilon
    if policy == "thompson":
        return _best(thompson_scores(counts[..., None, :], sums[..., None, :], of_arms), of_arms)
    means = mean_rewards(counts, sums)
    arms = np.arange(counts.shape[-1])
    chosen = np.empty((*counts.shape[:-1], n), dtype=np.int64)
    for pick in range(n):
        if policy == "ucb1":
            scores = ucb1_scores(counts, means)
        elif policy == "epsilon_greedy":
            scores = epsilon_greedy_scores(counts, means, explores[..., pick, :])
        else:
            scores = -counts
        chosen[..., pick] = _best(scores, of_arms[..., pick, :])
        counts += arms == chosen[..., pick, None]
    return chosen


def mean_rewards(pulls: Floats, rewards: Floats) -> Floats:
    """Return the mean reward of each arm, 0..1; an unpulled arm is taken to be average."""
    all_pulls = np.maximum(pulls.sum(axis=-1, keepdims=True), 1.0)
    average = rewards.sum(axis=-1, keepdims=True) / all_pulls
    return np.where(pulls > 0.0, rewards / np.maximum(pulls, 1.0), average)


def epsilon_greedy_scores(pulls: Floats, means: Floats, explores: NDArray[np.bool_]) -> Floats:
    """Return the mean rewards, all alike where a pick explores; infinite for unpulled arms."""
    return np.where(pulls > 0.0, np.where(explores, 0.0, means), np.inf)


def ucb1_scores(pulls: Floats, means: Floats) -> Floats:
    """Return how good each arm may be: sqrt(2 ln(all pulls) / pulls) above its mean.

    Infinite for unpulled arms. Source: Auer, Cesa-Bianchi & Fischer 2002, UCB1 (from memory, not
    verified).
    """
    all_pulls = np.maximum(pulls.sum(axis=-1, keepdims=True), 1.0)
    margin = np.sqrt(2.0 * np.log(all_pulls) / np.maximum(pulls, 1.0))
    return np.where(pulls > 0.0, means + margin, np.inf)


def thompson_scores(pulls: Floats, rewards: Floats, draws: Floats) -> Floats:
    """Return a sample of each arm's mean from Beta(1 + rewards, 1 + pulls - rewards).

    Rewards may be fractions. Source: Agrawal & Goyal 2012, who toss a coin for fractions; here
    they count as they are.
    """
    return betaincinv(1.0 + rewards, 1.0 + pulls - rewards, draws)


def _best(scores: Floats, draws: Floats) -> NDArray[np.int64]:
    """Return the arm with the highest score; of equals, the one with the highest draw."""
    is_best = scores == scores.max(axis=-1, keepdims=True)
    return np.where(is_best, draws, -1.0).argmax(axis=-1)
