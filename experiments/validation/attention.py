"""What reaches people, and what a reply does: ads at random, newcomers who come back.

    V14 random delivery of ads   V17 the effect of a reply

Source: closed forms (V14); Joyce & Kraut 2006 (V17: 44 % return without a reply, 56 % with one).
"""

import math
from typing import Any

import numpy as np
from scipy.special import logit
from scipy.stats import poisson

from experiments.validation.bench import DAILY_POSTS, model_of, quiet, run_days
from experiments.validation.case import Check, close, within_errors
from sim.model import BrandCommunity

__all__ = ["NO_EFFECTS", "ad_reach", "reply_effect"]

NO_EFFECTS: dict[str, Any] = {  # nothing but the base says who engages
    f"engagement.{name}": 0.0
    for name in ("fit", "usefulness", "trust", "authenticity", "friends", "irritation",
                 "promotion", "immersion")
}  # fmt: skip
HEADS, DAYS = 20_000, 140
PRICE = 8.0  # $ for 1,000 impressions


def ad_reach(seed: int = 1, more: float = 1.0) -> list[Check]:
    """V14: impressions on members, one by one, and on the audience, in expectation."""
    checks = []
    for per_head, expected in ((0.5, 0.394), (1.0, 0.632), (2.0, 0.865), (3.0, 0.950)):
        exact = 1.0 - math.exp(-per_head)
        times = _times_seen(per_head * more, seed)
        deviation = (exact * (1.0 - exact)) ** 0.5
        what = f"{per_head:g} per head"
        checks.append(
            within_errors(f"{what}: reach in a community", expected, (times > 0).mean(),
                          deviation, HEADS)
        )  # fmt: skip
        if per_head == 2.0:
            often = float(poisson.sf(3, 2.0))
            deviation = (often * (1.0 - often)) ** 0.5
            got = (times >= 4).mean()
            checks.append(within_errors(f"{what}: seen 4 times or more", 0.143, got, deviation,
                                        HEADS))  # fmt: skip
        checks.append(close(f"{what}: reach in the audience", expected, _audience(per_head * more),
                            1e-3))  # fmt: skip
    return checks


def reply_effect(seed: int = 1, warmth: float = 0.48) -> list[Check]:
    """V17: of members who commented, half got a reply; how many engage the next day?"""
    people = 100_000
    hours = 7 * 0.5 * 0.44 * people * 0.01  # a week's, for half of the comments
    changes = DAILY_POSTS | NO_EFFECTS | {
        "engagement.base": float(logit(0.44)),
        "platforms.facebook.community_likes": 0.0, "platforms.facebook.community_comments": 1.0,
        "replying.warmth": warmth, "replying.warmth_half_life": 1000.0,
        "replying.hours_per_reply": 0.01, "replying.reply_weight": 0.0,
        "replying.ignored_weight": 0.0, "brand.hours_per_week": hours,
        "strategies.case.interact": {"replies": True, "listening_hours": 0.0},
        "strategies.case.commit.hours_per_week": hours,
    }  # fmt: skip
    model = model_of(quiet(7, changes, size=people), seed)
    model.world.members.posting_propensity[:] = 1.0
    model.step()
    commented, replied = _engaged(model), model.world.members.replies_today[0] > 0
    model.step()
    returns = _engaged(model)
    with_reply, without = returns[replied], returns[commented & ~replied]
    deviation = math.sqrt(0.44 * 0.56)
    gain = logit(with_reply.mean()) - logit(without.mean())
    fewer = min(len(with_reply), len(without))
    return [
        within_errors("return without a reply", 0.44, without.mean(), deviation, len(without)),
        within_errors("return with a reply", 0.56, with_reply.mean(), deviation, len(with_reply)),
        within_errors("log-odds that a reply adds", 0.482, gain, math.sqrt(2) / deviation, fewer),
    ]


def _times_seen(per_head: float, seed: int) -> np.ndarray:
    """Return how often each member of a community sees ads bought over twenty weeks."""
    a_week = per_head * HEADS / (DAYS / 7)
    changes = {
        "strategies.case": {
            "identify": {"communities": "all"},
            "pay": {"community_ads": a_week * PRICE / 1000.0, "premium": 0.0},
        },
        "platforms.facebook.cost_per_thousand": PRICE,
    }
    model = model_of(quiet(DAYS, changes, size=HEADS), seed)
    seen_by = np.concatenate(run_days(model, DAYS, lambda m: m.world.views.member))
    return np.bincount(seen_by, minlength=HEADS)


def _audience(per_head: float) -> float:
    """Return the share of the audience that a week of ads reaches: an ad seen is remembered."""
    people = 1_000_000.0
    changes = {
        "strategies.case": {"pay": {"audience_ads": per_head * people * PRICE / 1000.0}},
        "platforms.facebook.cost_per_thousand": PRICE, "audience.size": people,
        "memory.step_ad": 1.0, "memory.half_life": 10_000.0,
    }  # fmt: skip
    model = model_of(quiet(7, changes, size=10), seed=1)
    return float(run_days(model, 7, lambda m: m.world.audience.memory[0].mean())[-1])


def _engaged(model: BrandCommunity) -> np.ndarray:
    """Return who engaged today, shape (n_members,)."""
    views, engaged = model.world.views, np.zeros(len(model.world.members), bool)
    engaged[views.member[views.action > 0]] = True
    return engaged
