"""Pay: ads to the mass audience, ads placed inside communities, influencers."""

import math
from typing import Literal

from sim.compiled import rule
from sim.parameters import Parameters, parameter
from sim.strategies.tailor import TemplateName, posts_due

__all__ = [
    "Influencer", "Influencers", "Pay", "impressions_for", "is_paying", "posts_this_week",
    "price_factor", "share_on_niche",
]  # fmt: skip


class Influencer(Parameters):
    """Influencers of one size."""

    followers: float = parameter(
        5000.0, bounds=(1.0, 1e9), unit="people", meaning="followers",
        source="the usual classes of vendors", confidence="given",
    )  # fmt: skip
    fee: float = parameter(
        50.0, plausible=(10.0, 50_000.0), bounds=(0.0, 10_000_000.0), unit="$/post",
        meaning="price of a post",
        source="Influencer Marketing Hub (second-hand); a third to three times is usual",
        confidence="given",
    )  # fmt: skip
    engagement: float = parameter(
        0.02, plausible=(0.005, 0.1), bounds=(0.0, 1.0), unit="share",
        meaning="engagements with a post for each follower",
        source="vendor tables (second-hand), 4.8 to 1.2 % by size", confidence="medium",
    )  # fmt: skip


class Influencers(Parameters):
    """Influencers by size, and what they share."""

    nano: Influencer = Influencer(followers=5_000, fee=50, engagement=0.048)
    micro: Influencer = Influencer(followers=50_000, fee=300, engagement=0.024)
    mid: Influencer = Influencer(followers=250_000, fee=2_500, engagement=0.018)
    macro: Influencer = Influencer(followers=750_000, fee=7_500, engagement=0.015)
    mega: Influencer = Influencer(followers=3_000_000, fee=15_000, engagement=0.012)
    reach: float = parameter(
        0.25, plausible=(0.1, 0.5), bounds=(0.01, 1.0), unit="share",
        meaning="followers who see a post", source="assumption: above a brand page's .1",
    )  # fmt: skip
    precision: float = parameter(
        0.2, plausible=(0.0, 0.6), bounds=(0.0, 1.0), unit="share",
        meaning="share of followers in the niche beyond chance",
        source="assumption: less than targeted ads reach",
    )  # fmt: skip


def posts_this_week(per_month: float, week: int) -> int:
    """Return how many of some posts a month fall in a week, counted from week 0."""
    return posts_due(per_month * 12.0 / 52.0, week)


class Pay(Parameters):
    """Money for ads, what they show, and how precisely they are aimed."""

    audience_ads: float = parameter(
        0.0,
        plausible=(0.0, 5000.0),
        bounds=(0.0, 10_000_000.0),
        unit="$/week",
        meaning="ads to the mass audience",
        source="choice of the brand",
        confidence="given",
    )
    precision: float = parameter(
        0.0,
        plausible=(0.0, 0.7),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="share of impressions that targeting puts on the niche beyond chance",
        source="assumption: .3 for common targeting; accuracy is modest in the literature",
        confidence="given",
    )
    premium: float = parameter(
        3.0,
        plausible=(1.0, 6.0),
        bounds=(0.0, 50.0),
        unit="ratio",
        meaning="by how much full precision raises the price of an impression",
        source="assumption: 1.9 times the price at precision .3",
    )
    start_week: int = parameter(
        0, plausible=(0, 26), bounds=(0, 520), unit="weeks", meaning="first week of ads",
        source="choice of the brand", confidence="given",
    )  # fmt: skip
    stop_week: int = parameter(
        520, plausible=(1, 520), bounds=(0, 520), unit="weeks", meaning="first week without ads",
        source="choice of the brand", confidence="given",
    )  # fmt: skip
    community_ads: float = parameter(
        0.0,
        plausible=(0.0, 5000.0),
        bounds=(0.0, 10_000_000.0),
        unit="$/week",
        meaning="ads placed inside the chosen communities, paid as delivered",
        source="choice of the brand",
        confidence="given",
    )
    creative: TemplateName = "product_news"
    disclosed: bool = True
    influencer: Literal["nano", "micro", "mid", "macro", "mega"] | None = None
    influencer_posts: float = parameter(
        1.0,
        plausible=(0.25, 8.0),
        bounds=(0.0, 100.0),
        unit="posts/month",
        meaning="posts that an influencer is paid for",
        source="choice of the brand",
        confidence="given",
    )


def is_paying(block: Pay, week: int) -> bool:
    """Tell whether the brand buys ads in this week."""
    return block.start_week <= week < block.stop_week


@rule
def share_on_niche(niche_share, precision):
    """Return the share of impressions (0..1) that lands on the niche (E24)."""
    return (1.0 - precision) * niche_share + precision


@rule
def price_factor(precision, premium):
    """Return what an impression costs against an untargeted one (ratio, >= 1)."""
    return 1.0 + premium * precision


def impressions_for(dollars: float, cost_per_thousand: float) -> float:
    """Return how many impressions money buys; infinite only where they cost nothing."""
    return 1000.0 * dollars / cost_per_thousand if cost_per_thousand > 0 else math.inf
