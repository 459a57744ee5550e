"""The product with everything switched off, from which each case switches on what it is about."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.model import BrandCommunity
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.scenario_file import with_overrides

__all__ = ["DAILY_POSTS", "knew_this_morning", "model_of", "quiet", "run_days", "spread"]

FOR_EVER = 100_000.0  # days: the longest half-life that trust may have

# Everybody looks in all day and sees each post on its first day; nobody buys, speaks or engages.
_QUIET: dict[str, Any] = {
    "population.visits_mean": 100.0,
    "population.visits_spread": 0.0,
    "population.silent_share": 0.0,
    "platforms.facebook.half_life": 0.05,
    "platforms.facebook.crowding": 0.0,
    "brand.hours_per_week": 10_000.0,
    "brand.budget_per_week": 10_000_000.0,
    "brand.wage": 0.0,
    "content.expert_tip.hours": 0.0,
    "content.expert_tip.promotion": 0.0,
    "engagement.base": -20.0,
    "engagement.base_ads": -20.0,
    "word_of_mouth.speak_engaged": 0.0,
    "word_of_mouth.speak_customer": 0.0,
    "word_of_mouth.speak_upset": 0.0,
    "word_of_mouth.weight": 0.0,
    "purchase.rate": 0.0,
    "trust.half_life": FOR_EVER,
    "network.weak_ties": 0,
    "network.degree_spread": 0.0,
    "strategies.case": {},
}

# One post a day in each community: what comes to all members from outside.
DAILY_POSTS: dict[str, Any] = {
    "strategies.case": {
        "identify": {"communities": "all", "how_many": 1_000},
        "commit": {"hours_per_week": 10_000},
        "tailor": {"mix": {"expert_tip": 1.0}, "posts_per_week": 7},
    }
}


def quiet(days: int, changes: Mapping[str, Any] | None = None, **community: Any) -> Scenario:
    """Return a scenario in which nothing happens but what the changes bring.

    Args:
        days: length of a run, 7 to 728.
        changes: values by dotted path.
        community: what its one community, or group of communities, is like.
    """
    bare = Scenario.model_validate({
        "title": "canonical case", "question": "Is the answer the published one?",
        "baseline": "case", "days": days, "strategies": {"case": {}},
        "communities": {"people": {"platform": "facebook", **community}},
    })  # fmt: skip
    # A copy: values set inside a table of the changes must not stay in it for the next case.
    return with_overrides(bare, copy.deepcopy(_QUIET | dict(changes or {})))


def model_of(
    spec: Scenario, seed: int, network: RealNetwork | None = None, strategy: Any = "case"
) -> BrandCommunity:
    """Return the product's model of a case, with members who are all alike in their alertness."""
    model = BrandCommunity(spec, strategy, seed, network=network)
    model.world.members.authenticity_sensitivity[:] = 1.0
    return model


def run_days(model: BrandCommunity, days: int, watch: Callable[[BrandCommunity], Any]) -> list[Any]:
    """Run some days and return what `watch` saw each evening."""
    seen = []
    for _ in range(days):
        model.step()
        seen.append(watch(model))
    return seen


def spread(
    outside: float, days: int, changes: Mapping[str, Any] | None = None, *, seed: int,
    network: RealNetwork | None = None, tie: Any = None, **community: Any,
) -> BrandCommunity:  # fmt: skip
    """Return a model of contagion along ties with a source outside: a pretence is found out.

    Each day, who does not know finds out in a post (chance `outside`), and then from each tie to
    somebody who knows (chance `tie`). Who knows never forgets.

    Args:
        outside: chance a day, 0..1.
        days: length of the run.
        changes: further values by dotted path.
        seed: of the run.
        network: who listens to whom, in place of generated ties.
        tie: chance a day along each tie, one or (n_ties,).
        community: what its communities are like.
    """
    spec = quiet(
        days,
        DAILY_POSTS
        | {
            "strategies.case.tailor.feigned": 1.0,
            "brand.genuineness": 0.0,
            "insincerity.is_on": 1,
            "insincerity.detection": outside,
            "insincerity.weight": 0.0,
            "judgement.content_weight": 0.0,
            "word_of_mouth.speak_customer": 1.0,
        }
        | dict(changes or {}),
        **community,
    )
    model = model_of(spec, seed, network)
    model.world.members.is_customer[:] = 1  # customers speak every day
    model.world.ties.strength[:] = np.asarray(tie, np.float32)
    return model


def knew_this_morning(model: BrandCommunity) -> float:
    """Return the share that knew when members spoke, after the source outside but before the ties.

    All customers speak, and who knows says 2. From morning to morning all chances act at once on
    the state of the last morning: the textbooks' period.
    """
    return float((model.world.members.speaks_today[0] == 2).mean())
