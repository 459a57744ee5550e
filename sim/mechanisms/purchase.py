"""Purchase: a member who remembers the brand, needs the product and trusts it may buy.

    fit of the product  = interest * relevance of the product to the community's topic
    chance to buy       = rate * memory * fit ^ curvature * exp(trust pull * (trust - prior))
                          * (1 + deal, while an offer runs)
                          * (1 + immersion, once the brand was tried in AR or VR)
                          * chance to stay with the brand, for each rival
    chance to stay      = 1 - comparing * memory of the rival * share preferring the rival
    brands are preferred in proportion to fit ^ curvature * exp(trust pull * trust)
    value of a customer = order value * orders * (1 + story) * (1 + bonus, if word of mouth led)

A member buys for the first time once; later orders are in the number of orders. Using the
product is the strongest evidence: for the brand with chance quality, else against it.

Source: that community members spend more, Manchanda et al. 2015 (19 % of later revenue;
the trust pull is calibrated to it); referred customers are worth at least 16 % more, Schmitt
et al. 2011 (a replication found no gain); experience moves trust more than description, Zhu
et al. 2023; choice in proportion to attraction, Luce 1959 (from memory, not verified). Rate,
curvature, comparing and the effect of AR and VR are assumptions.
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
    immersion: float = parameter(
        0.2,
        plausible=(0.0, 0.4),
        bounds=(0.0, 20.0),
        unit="ratio",
        meaning="by how much an AR or VR experience of the brand raises the chance to buy",
        source="assumption: x 1.2 (from memory, not verified)",
    )
    comparing: float = parameter(
        1.0,
        plausible=(0.0, 1.0),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="share of buyers who weigh a rival that comes to mind",
        source="assumption: all do",
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
def chance_to_buy(rate, memory, need, trust, prior_trust, trust_pull, deal, immersion):
    """Return the chance (0..1) that a member buys today.

    rate         1/day       at full memory, full need and the trust of a stranger
    memory, need, trust, prior_trust   share
    trust_pull   1/trust     steepness
    deal         ratio       what a current offer adds, 0 without
    immersion    ratio       what having tried the brand in AR or VR adds, 0 without
    """
    wants = rate * memory * need * math.exp(trust_pull * (trust - prior_trust))
    return min(1.0, wants * (1.0 + deal) * (1.0 + immersion))


@rule
def share_preferring(trust, need, rival_trust, rival_need, trust_pull):
    """Return the share (0..1) of buyers with two brands in mind who would rather have the rival.

    trust, need, rival_trust, rival_need   share    need is above 0: only then anybody buys
    trust_pull                             1/trust  steepness
    """
    if rival_need <= 0.0:
        return 0.0
    return 1.0 / (1.0 + need / rival_need * math.exp(trust_pull * (trust - rival_trust)))


@rule
def chance_to_stay(rival_memory, preferring, comparing):
    """Return the chance (0..1) that a buyer is not drawn to a rival; three shares."""
    return 1.0 - comparing * rival_memory * preferring


@kernel
def are_tempted(start, stop, b, memory, brand_keys, buy_key, prior_trust, p):
    """Return which of the rows start..stop would buy at full need and trust, with an offer on.

    All count as having tried it in AR or VR. No chance is above that, so only few need a
    further look.
    """
    most = p.rate * math.exp(p.trust_pull * (1.0 - prior_trust)) * (1.0 + p.deal)
    most *= 1.0 + p.immersion
    key, memories = mixed(buy_key, brand_keys[b]), memory[b, start:stop]
    tempted = np.empty(memories.size, np.bool_)
    for i in range(tempted.size):
        tempted[i] = uniform(key, start + i) < most * memories[i]
    return tempted


@kernel
def decide_to_buy(
    b, rows, buys_today, is_customer, orders, evidence_today, has_news_today, memory, trust,
    interest, is_member, has_heard, has_tried, community, relevance, deal_until, quality,
    brand_keys, buy_key, use_key, prior_trust, day, p,
):  # fmt: skip
    """Writes brand b's buyers, evidence and news in `rows`, all tempted."""
    key, product_key = mixed(buy_key, brand_keys[b]), mixed(use_key, brand_keys[b])
    for i in rows:
        if is_customer[b, i] or not is_member[i]:
            continue
        c = community[i]
        need = need_for(interest[i], relevance[b, c], p.curvature)
        deal = p.deal if day <= deal_until[b, c] else 0.0
        draw, chance = uniform(key, i), chance_to_buy(
            p.rate, memory[b, i], need, trust[b, i], prior_trust, p.trust_pull, deal,
            p.immersion * has_tried[b, i],
        )  # fmt: skip
        if draw >= chance:
            continue
        for r in range(trust.shape[0]):
            if r != b:
                rival_need = need_for(interest[i], relevance[r, c], p.curvature)
                preferring = share_preferring(
                    trust[b, i], need, trust[r, i], rival_need, p.trust_pull
                )
                chance *= chance_to_stay(memory[r, i], preferring, p.comparing)
        if draw >= chance:
            continue
        is_customer[b, i] = orders[b, i] = 1
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
                b, tempted_rows, m.buys_today, m.is_customer, m.orders, m.evidence_today,
                m.has_news_today, m.memory, m.trust, m.interest, m.is_member, m.has_heard,
                m.has_tried, m.community, c.relevance, c.deal_until, brands.quality, brands.keys,
                buy_key, world.key(Purpose.PRODUCT), world.prior_trust, world.day, p.numbers,
            )  # fmt: skip
