"""Pay: ads to the mass audience, and ads placed inside communities."""

import math

from sim.compiled import rule
from sim.parameters import Parameters, parameter
from sim.strategies.tailor import TemplateName

__all__ = ["Pay", "price_factor", "share_on_niche"]


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
