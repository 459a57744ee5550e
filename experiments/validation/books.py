"""Identities that hold in any run, and the bandits that choose kinds of posts.

    V10 friendship paradox   V13 bandits   V18 book-keeping

Source: Feld 1991 (paradox) and Auer, Cesa-Bianchi & Fischer 2002 (bound), both from memory, not
verified; Agrawal & Goyal 2012 (Thompson sampling).
"""

import math
from typing import get_args

import numpy as np
from scipy.special import expit

from experiments.validation import networks
from experiments.validation.attention import NO_EFFECTS
from experiments.validation.bench import DAILY_POSTS, model_of, quiet
from experiments.validation.case import Check, between, close, within_errors
from sim.model import BrandCommunity, simulate
from sim.network import Ties
from sim.scenario import Scenario
from sim.scenario_file import load_scenario, with_overrides
from sim.strategies.bandits import PolicyName, choose_arms

__all__ = ["bandits", "book_keeping", "friendship_paradox"]


def friendship_paradox(seed: int = 1, lost: int = 0) -> list[Check]:
    """V10: friends have more friends, in networks read from a list and in the product's own.

    `lost` ties less are counted than there are, to see the identity break.
    """
    four = networks.regular_graph(10_000, 4, seed)
    random = networks.random_graph(10_000, 4.0, seed)
    members = model_of(quiet(7), seed, four).world.ties
    checks = [close("everybody has 4 ties: mean of a neighbour's", 4.0, _of_a_friend(members), 0.0)]
    ties = model_of(quiet(7), seed, random).world.ties
    checks.append(close("Erdos-Renyi, 4 ties: mean of a neighbour's", 5.0, _of_a_friend(ties), 0.1))
    changes = {"network.rewired": 0.5, "network.weak_ties": 2}
    small_world = model_of(quiet(7, changes, size=500, count=4), seed).world.ties
    for name, each in (("Erdos-Renyi", ties), ("small world", small_world)):
        heard = np.diff(each.heard_start) - lost
        exact = float((heard**2).mean() / heard.mean())
        what = f"{name}: a neighbour's ties less mean square / mean"
        checks.append(close(what, 0.0, _of_a_friend(each) - exact, 1e-9))
    return checks


def _of_a_friend(ties: Ties) -> float:
    """Return the mean number of listeners of those somebody listens to, over all ties."""
    return float(np.diff(ties.heard_start)[ties.whom].mean())


PULLS, RUNS, CHANCES = 10_000, 20, np.array([0.6, 0.4])


def bandits(seed: int = 2002, epsilon: float = 0.1) -> list[Check]:
    """V13: what choosing among two Bernoulli arms costs in 10,000 pulls."""
    regret = {policy: _regret(policy, seed, epsilon) for policy in get_args(PolicyName)}
    gap = 0.2
    bound = 8.0 * math.log(PULLS) / gap + (1.0 + math.pi**2 / 3.0) * gap
    order = [regret[name] for name in ("thompson", "ucb1", "epsilon_greedy", "fixed")]
    return [
        close("regret of all arms equally", 1000.0, regret["fixed"], 1.0),
        between("regret of epsilon-greedy, .1", 100.0, 130.0, regret["epsilon_greedy"]),
        between("regret of UCB1, against its bound", 0.0, bound, regret["ucb1"]),
        between("regret of Thompson sampling, against that of UCB1", 0.0, regret["ucb1"],
                regret["thompson"]),
        close("all in the order of the books (1: yes)", 1.0, float(order == sorted(order)), 0.0),
    ]  # fmt: skip


def _regret(policy: PolicyName, seed: int, epsilon: float) -> float:
    """Return the expected reward lost in 10,000 pulls, one a week; mean over the runs."""
    rng = np.random.default_rng(seed)
    runs, chosen = np.arange(RUNS), np.zeros((RUNS, 2))
    rewards = np.zeros((RUNS, 2))
    for _ in range(PULLS):
        arms = choose_arms(policy, chosen, rewards, 1, rng.random((RUNS, 1, 3)), epsilon)[:, 0]
        chosen[runs, arms] += 1
        rewards[runs, arms] += rng.random(RUNS) < CHANCES[arms]
    return float((chosen @ (CHANCES.max() - CHANCES)).mean())


def book_keeping(seed: int = 1, base: float = -1.0, lost: float = 0.0) -> list[Check]:
    """V18: money, hours and members add up; the same seed gives the same run.

    `lost` $ are missing from the books, to see the identity break.
    """
    spec = load_scenario("local-artisans", {"membership.is_on": 1, "membership.join_alone": 0.001})
    spec = with_overrides(spec, {f"communities.{name}.newcomers": 0.5 for name in spec.communities})
    strategy = next(name for name, each in spec.strategies.items() if each.identify and each.tailor)
    run, again = (simulate(spec, strategy, seed) for _ in range(2))
    lines = sum(float(each.sum()) for each in run.money.values()) - lost
    weekly = np.sum(list(run.hours.values()), axis=0)
    apart = max(abs(run.outcomes[name] - again.outcomes[name]) for name in run.outcomes)
    expected, people = float(expit(-1.0)), 100_000
    return [
        close("money spent less all lines of the ledger", 0.0, run.outcomes["cost"] - lines, 1e-6),
        between("most hours in a week", 0.0, spec.brand.hours_per_week + 1e-6, weekly.max()),
        close("members less those at first, joined, and left", 0.0, _unaccounted(spec, strategy,
                                                                               seed), 0.0),
        close("largest difference of two runs of one seed", 0.0, apart, 0.0),
        within_errors("without any effect: share who engage", expected, _engages(seed, base),
                      math.sqrt(expected * (1.0 - expected)), people),
    ]  # fmt: skip


def _unaccounted(spec: Scenario, strategy: str, seed: int) -> float:
    """Return how many members are there at the end who were not, and did not join, or left."""
    model = BrandCommunity(spec, strategy, seed)
    first = int(model.world.members.is_member.sum())
    while model.running:
        model.step()
    left, joined = model.world.moved.sum(axis=(0, 1))
    return float(model.world.members.is_member.sum() - (first + joined - left))


def _engages(seed: int, base: float) -> float:
    """Return the share of viewers who engage when nothing but the base counts."""
    likes = {
        "platforms.facebook.community_likes": 1.0, "platforms.facebook.community_comments": 0.0,
        "engagement.base": base,
    }  # fmt: skip
    model = model_of(quiet(7, DAILY_POSTS | NO_EFFECTS | likes, size=100_000), seed)
    model.step()
    return float((model.world.views.action > 0).mean())
