"""Levers: what a strategy does that can be left out, and weeks in which it is.

Leaving a lever out is one and the same thing in both places: for a week, in a plan of flights,
and for the whole run, to find what having it was worth.
"""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from experiments.runner import seed_of
from experiments.workers import NewPolicy
from sim.strategies.pay import Pay
from sim.strategies.plan import Seen, Strategy

__all__ = ["LEVERS", "Flighted", "Lever", "flights_of", "levers_of", "policy_of", "without"]

_FLIGHTS = 2  # last part of the key of a lever's flights; a future's luck ends in 1


class Lever(NamedTuple):
    """Something that a brand does, or does not.

    Attributes:
        name: in columns.
        meaning: in a few words.
        channel: of sim.results.CHANNELS, where its clicks are counted; "" if it has none.
    """

    name: str
    meaning: str
    channel: str = ""


LEVERS = (
    Lever("audience_ads", "ads to the mass audience", "audience"),
    Lever("influencer", "posts of a paid influencer", "audience"),
    Lever("community_ads", "ads placed inside communities", "community_ads"),
    Lever("community_posts", "posts in communities", "community_posts"),
    Lever("page_posts", "posts on the brand's own page", "page"),
    Lever("participation", "listening, replies, answers, acting on advice, apologies"),
    Lever("events", "AR or VR events"),
    Lever("analytics", "a tool for measuring and targeting"),
)


def levers_of(strategy: Strategy) -> tuple[str, ...]:
    """Return the levers that a strategy has, in the order of LEVERS."""
    pay, tailor, inside = strategy.pay or Pay(), strategy.tailor, strategy.identify is not None
    works = strategy.commit is not None
    has = {
        "audience_ads": pay.audience_ads > 0,
        "influencer": pay.influencer is not None and pay.influencer_posts > 0,
        "community_ads": pay.community_ads > 0 and inside,
        "community_posts": works and inside and tailor is not None and tailor.posts_per_week > 0,
        "page_posts": works and tailor is not None and tailor.page_posts_per_week > 0,
        "participation": works and strategy.interact is not None,
        "events": works and inside and strategy.gather is not None,
        "analytics": strategy.analytics is not None,
    }
    return tuple(lever.name for lever in LEVERS if has[lever.name])


def without(strategy: Strategy, levers: Collection[str]) -> Strategy:
    """Return a strategy that leaves levers out and is the same otherwise."""
    blocks = {"participation": "interact", "events": "gather", "analytics": "analytics"}
    changes: dict[str, object] = {blocks[each]: None for each in levers if each in blocks}
    if strategy.pay:
        off = {"audience_ads": 0.0, "influencer": None, "community_ads": 0.0}
        changes["pay"] = strategy.pay.model_copy(update=_chosen(off, levers))
    if strategy.tailor:
        rates = {"community_posts": "posts_per_week", "page_posts": "page_posts_per_week"}
        left = dict.fromkeys(_chosen(rates, levers).values(), 0.0)
        tailor = strategy.tailor.model_copy(update=left)
        has_posts = tailor.posts_per_week > 0 or tailor.page_posts_per_week > 0
        changes["tailor"] = tailor if has_posts else None
    return strategy.model_copy(update=changes)


def _chosen(values: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return the values under some names."""
    return {name: value for name, value in values.items() if name in names}


def flights_of(levers: Sequence[str], n_weeks: int, length: int, seed: int) -> np.ndarray:
    """Return in which weeks each lever is on, bool, shape (n_weeks, n_levers).

    Each lever is on or off for `length` weeks at a time, by the toss of a coin of its own, so
    that a longer run begins with the weeks of a shorter one.

    Args:
        levers: names.
        n_weeks: of the run.
        length: weeks; 0 for levers that are always on.
        seed: of the study.
    """
    if length == 0:
        return np.ones((n_weeks, len(levers)), bool)
    names = [lever.name for lever in LEVERS]
    tosses = [
        np.random.default_rng(seed_of(seed, names.index(lever), _FLIGHTS)).random(n_weeks) < 0.5
        for lever in levers
    ]
    return np.repeat(np.transpose(tosses), length, axis=0)[:n_weeks]


class Flighted:
    """The policy that follows a strategy, and leaves some levers out in each week.

    Args:
        strategy: what the brand does when all levers are on.
        off: levers that are left out, by week.
    """

    def __init__(self, strategy: Strategy, off: tuple[frozenset[str], ...]) -> None:
        self.strategy, self.off = strategy, off

    @property
    def content(self) -> dict[str, Any]:
        """What it does, as JSON has it, so that its runs can be kept."""
        off = [sorted(levers) for levers in self.off]
        return {"policy": "flighted", "strategy": self.strategy.model_dump(mode="json"), "off": off}

    def __call__(self, seen: Seen) -> Strategy:
        """Return the strategy of this week."""
        return without(self.strategy, self.off[seen.week])


def policy_of(
    strategy: Strategy, levers: Sequence[str], is_on: np.ndarray, left_out: Collection[str]
) -> NewPolicy:
    """Return what makes the policy of a run with flights that leaves levers out altogether."""
    off = tuple(
        frozenset(left_out) | {lever for lever, on in zip(levers, week, strict=True) if not on}
        for week in is_on
    )
    return partial(Flighted, strategy, off)
