"""Markets and strategies of the studies, written here so that scenarios may change."""

from collections.abc import Mapping
from typing import Any

__all__ = [
    "CLUBS", "MIX", "SIZES", "adapting", "advertising", "answering", "of_all_sizes", "on_page",
    "posting", "promoting",
]  # fmt: skip

CLUBS = {
    "communities.hikers.count": 3,
    "communities.hikers.size": 600,
    "communities.hikers.size_spread": 0.0,
    "brand.hours_per_week": 100,
    "brand.budget_per_week": 10_000,
}
MIX = {
    "expert_tip": 0.3, "question": 0.2, "success_story": 0.2, "behind_the_scenes": 0.2,
    "product_news": 0.1,
}  # fmt: skip
SIZES = (50, 100, 250, 500, 1000, 2000, 5000)
KINDS_TO_LEARN_FROM = {
    "expert_tip": 0.2, "question": 0.15, "success_story": 0.15, "member_content": 0.15,
    "behind_the_scenes": 0.1, "product_news": 0.15, "offer": 0.1,
}  # fmt: skip


def of_all_sizes(platform: str) -> dict[str, Any]:
    """Return a market of seven communities of 50 to 5,000, and a brand with hours for all."""
    return {
        "communities": {f"of {n}": {"size": n, "platform": platform} for n in SIZES},
        "brand.hours_per_week": 1000,
        "brand.budget_per_week": 100_000,
    }


def posting(
    rate: float = 1.0, mix: Mapping[str, float] = MIX, *, hours: float = 14, listening: float = 1,
    replies: bool = True, answers: bool = False, how_many: int = 24, **tailor: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return a strategy that takes part in communities with `rate` posts a week in each."""
    return {
        "identify": {"how_many": how_many},
        "commit": {"hours_per_week": hours},
        "interact": {"listening_hours": listening, "replies": replies, "answers": answers},
        "tailor": {"mix": dict(mix), "posts_per_week": rate, **tailor},
    }


def on_page(rate: float) -> dict[str, Any]:
    """Return a strategy of `rate` posts a week on a page, and nothing else."""
    tailor = {"mix": MIX, "posts_per_week": 0, "page_posts_per_week": rate}
    return {"commit": {"hours_per_week": 100}, "tailor": tailor}


def promoting(share: float) -> dict[str, Any]:
    """Return a strategy of two posts a week, of which some part promotes: offers among tips."""
    offers = (share - 0.05) / 0.85
    return posting(2, {"expert_tip": 1 - offers, "offer": offers}, replies=False, hours=40)


def advertising(*, disclosed: bool = True) -> dict[str, Any]:
    """Return a strategy of ads in communities, with or without a label."""
    pay = {"community_ads": 100, "creative": "behind_the_scenes", "disclosed": disclosed}
    return {"identify": {"how_many": 24}, "pay": pay}


def answering(hours: float) -> dict[str, Any]:
    """Return a strategy that posts once a week and gives some hours to replies and answers."""
    return posting(1, {"expert_tip": 1.0}, answers=True, hours=2.5 + hours, listening=0.5)


def adapting(trust_weight: float) -> dict[str, Any]:
    """Return a strategy that learns what to post from engagement, and from trust as far as told."""
    learns = {"policy": "thompson", "trust_weight": trust_weight, "pause_after_removal": 0}
    block = posting(2, KINDS_TO_LEARN_FROM, hours=16, listening=0.5)
    return block | {"adapt": learns}
