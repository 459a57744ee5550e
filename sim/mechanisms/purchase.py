"""Purchase: a member who remembers the brand, needs the product and trusts it may buy.

    fit of the product  = interest * relevance of the product to the community's topic
    chance to buy       = rate * memory * fit ^ curvature * exp(trust pull * (trust - prior))
                          * (1 + deal, while an offer runs)
    value of a customer = order value * orders * (1 + story) * (1 + bonus, if word of mouth led)

A member buys for the first time once; later orders are in the number of orders. Using the
product is the strongest evidence: for the brand with chance quality, else against it.

Source: that community members spend more, Manchanda et al. 2015 (19 % of later revenue;
the trust pull is calibrated to it); referred customers are worth at least 16 % more, Schmitt
et al. 2011 (a replication found no gain); experience moves trust more than description, Zhu
et al. 2023. Rate and curvature are assumptions.
"""

import math

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform
from sim.world import Span, World, rows_where


class PurchaseParameters(Parameters):
    """From remembering to buying, and what the first use of the product tells."""

    rate: float = parameter(
        0.004,
        plausible=(0.0005, 0.02),
        bounds=(0.0, 1.0),
        unit="1/day",
        meaning="chance to buy at full memory, full fit and the trust of a stranger",
        source="assumption: about 1.5 orders a year",
    )
    curvature: float = parameter(
        1.5,
        plausible=(1.0, 3.0),
        bounds=(0.0, 10.0),
        unit="exponent",
        meaning="how much more than in proportion fit counts",
        source="assumption: half the fit sells about a third",
    )
    trust_pull: float = parameter(
        1.5,
        plausible=(0.5, 3.0),
        bounds=(0.0, 10.0),
        unit="1/trust",
        meaning="how steeply buying rises with trust",
        source="calibrated: 19 % of later revenue from community membership (Manchanda 2015)",
        confidence="medium",
    )
    deal: float = parameter(
        1.0,
        plausible=(0.3, 2.0),
        bounds=(0.0, 20.0),
        unit="ratio",
        meaning="by how much an offer raises the chance to buy",
        source="assumption: deals raise clicks (Lee et al. 2018, sign)",
    )
    deal_days: int = parameter(
        7,
        plausible=(3, 14),
        bounds=(1, 90),
        unit="days",
        meaning="how long an offer runs",
        source="assumption: a week",
    )
    product_weight: float = parameter(
        1.0,
        plausible=(0.5, 3.0),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence from using the product",
        source="by definition one experience; its range is an assumption",
    )
    word_of_mouth_bonus: float = parameter(
        0.16,
        plausible=(0.0, 1.0),
        bounds=(0.0, 10.0),
        unit="ratio",
        meaning="by how much more a customer led by word of mouth is worth",
        source="Schmitt et al. 2011, at least 16 %; a replication found none",
        confidence="medium",
    )


@rule
def need_for(interest, relevance, curvature):
    """Return how far the product meets a member's need, 0..1 (fit ^ curvature)."""
    return (interest * relevance) ** curvature


@rule
def chance_to_buy(rate, memory, need, trust, prior_trust, trust_pull, deal):
    """Return the chance (0..1) that a member buys today.

    rate         1/day       at full memory, full need and the trust of a stranger
    memory, need, trust, prior_trust   share
    trust_pull   1/trust     steepness
    deal         ratio       what a current offer adds, 0 without
    """
    wants = rate * memory * need * math.exp(trust_pull * (trust - prior_trust))
    return min(1.0, wants * (1.0 + deal))


@kernel
def are_tempted(start, stop, b, memory, brand_keys, buy_key, prior_trust, p):
    """Return which of the rows start..stop would buy at full need and trust, with an offer on.

    No chance is above that, so only few need a further look.
    """
    most = p.rate * math.exp(p.trust_pull * (1.0 - prior_trust)) * (1.0 + p.deal)
    key, memories = mixed(buy_key, brand_keys[b]), memory[b, start:stop]
    tempted = np.empty(memories.size, np.bool_)
    for i in range(tempted.size):
        tempted[i] = uniform(key, start + i) < most * memories[i]
    return tempted


@kernel
def decide_to_buy(
    b, rows, buys_today, is_customer, evidence_today, has_news_today, memory, trust, interest,
    is_member, has_heard, community, relevance, deal_until, quality, brand_keys, buy_key, use_key,
    prior_trust, day, p,
):  # fmt: skip
    """Writes brand b's `buys_today`, `is_customer`, evidence and news in `rows`, all tempted."""
    key, product_key = mixed(buy_key, brand_keys[b]), mixed(use_key, brand_keys[b])
    for i in rows:
        if is_customer[b, i] or not is_member[i]:
            continue
        c = community[i]
        need = need_for(interest[i], relevance[b, c], p.curvature)
        deal = p.deal if day <= deal_until[b, c] else 0.0
        if uniform(key, i) >= chance_to_buy(
            p.rate, memory[b, i], need, trust[b, i], prior_trust, p.trust_pull, deal
        ):
            continue
        is_customer[b, i] = 1
        buys_today[b, i] = 1 + has_heard[b, i]
        has_news_today[b, i] = 1
        if uniform(product_key, i) < quality[b]:
            evidence_today[b, i, Source.PRODUCT] += p.product_weight
        else:
            evidence_today[b, i, Source.PRODUCT_FAILURE] += p.product_weight


def step(world: World, p: PurchaseParameters, rows: Span) -> None:
    """Let the members in `rows` buy, and try what they bought."""
    m, c, brands, buy_key = world.members, world.communities, world.brands, world.key(Purpose.BUY)
    for b in range(len(m.memory)):
        tempted = are_tempted(
            rows.start, rows.stop, b, m.memory, brands.keys, buy_key, world.prior_trust, p.numbers
        )
        tempted_rows = rows_where(tempted, rows)
        if len(tempted_rows) > 0:
            decide_to_buy(
                b, tempted_rows, m.buys_today, m.is_customer, m.evidence_today,
                m.has_news_today, m.memory, m.trust, m.interest, m.is_member, m.has_heard,
                m.community, c.relevance, c.deal_until, brands.quality, brands.keys, buy_key,
                world.key(Purpose.PRODUCT), world.prior_trust, world.day, p.numbers,
            )  # fmt: skip
