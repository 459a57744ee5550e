"""Loyalty: customers order again by trust and belonging, until they lapse. Off by default.

    chance to order = 1 - exp(-rate * appetite * exp(trust pull * (trust - prior))
                              * (1 + belonging's worth * belonging))
    odds to lapse   = odds of lapse * exp(failure, if the product failed
                                          - lapse pull * (trust - prior)), after each order

Appetites are gamma distributed with mean 1: most customers hardly ever order again, few order
often. Each order is an experience with the product, as the first one was. Customers who have
lapsed never return; those who have left the community are not looked at. A later order does not
ask whether the brand comes to mind, nor for rivals.

Source: the law of buying until death (gamma appetites, a drop-out after an order) is BG/NBD,
Fader, Hardie & Lee 2005, doi:10.1287/mksc.1040.0098 (from memory, not verified), with one chance
to drop out for all and a drop-out after the first order too. Shape, rate and lapse are its
maximum likelihood on CDNOW (23,570 customers, 1997-98). What trust does to later orders is
calibrated to 19 % of later revenue, Manchanda et al. 2015; that quality keeps customers is
their sign alone. What belonging does is an assumption.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, key_for, mixed, uniform
from sim.world import Span, World, rows_where

_WIDEST = 37  # log-odds of the draw in [0, 1) that is nearest to 1
_POINTS = 32  # of the table of appetites, for each unit of log-odds


class LoyaltyParameters(Parameters):
    """How often customers order again, and what makes them stop."""

    is_on: int = switch("whether repeat orders count at all")
    rate: float = parameter(
        0.0067,
        plausible=(0.002, 0.02),
        bounds=(0.0, 1.0),
        unit="1/day",
        meaning="later orders of the average customer, at the trust of a stranger",
        source="calibrated: CDNOW, maximum likelihood .0067 (music by mail, 1997-98)",
        confidence="medium",
    )
    shape: float = parameter(
        0.32,
        plausible=(0.15, 1.0),
        bounds=(0.05, 50.0),
        unit="ratio",
        meaning="how alike appetites are: shape of their gamma distribution",
        source="calibrated: CDNOW, maximum likelihood .32; alone, NB gives .36",
        confidence="medium",
    )
    lapse: float = parameter(
        0.079,
        plausible=(0.02, 0.2),
        bounds=(0.0, 0.99),
        unit="share",
        meaning="chance to lapse after a good product, at the trust of a stranger",
        source="calibrated: CDNOW, maximum likelihood .099, of which one in ten after a failure",
        confidence="medium",
    )
    failure: float = parameter(
        1.5,
        plausible=(0.5, 3.0),
        bounds=(0.0, 10.0),
        unit="log-odds",
        meaning="how much more readily a customer lapses after a product that failed",
        source="assumption: 28 % instead of 8 %",
    )
    trust_pull: float = parameter(
        1.5,
        plausible=(0.5, 3.0),
        bounds=(0.0, 10.0),
        unit="1/trust",
        meaning="how steeply later orders rise with trust",
        source="calibrated: as first orders; with lapse, .14 more trust gives 1.22 times the "
        "later orders of a year (Manchanda 2015: 1.235)",
    )
    lapse_pull: float = parameter(
        1.0,
        plausible=(0.0, 4.0),
        bounds=(0.0, 20.0),
        unit="log-odds/trust",
        meaning="how much trust holds customers",
        source="calibrated: with the trust pull, see there",
    )
    belonging: float = parameter(
        0.2,
        plausible=(0.0, 0.6),
        bounds=(0.0, 10.0),
        unit="ratio",
        meaning="by how much full belonging to the community raises later orders",
        source="assumption: about what its trust does (Manchanda 2015, sign)",
    )
    product_weight: float = parameter(
        0.3,
        plausible=(0.05, 1.0),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence from the product of a later order",
        source="assumption: a third of the first, which tells most",
    )


@rule
def chance_to_reorder(rate, appetite, trust, prior_trust, trust_pull, belonging, worth):
    """Return the chance (0..1) that a customer orders again today.

    rate                1/day       of the average customer at the trust of a stranger
    appetite            ratio       the customer's own rate against the average
    trust, prior_trust, belonging   share
    trust_pull          1/trust     steepness
    worth               ratio       what full belonging adds
    """
    wants = rate * appetite * math.exp(trust_pull * (trust - prior_trust))
    return 1.0 - math.exp(-wants * (1.0 + worth * belonging))


@rule
def chance_to_lapse(chance, trust, prior_trust, lapse_pull, failure):
    """Return the chance (0..1) that this order was the last.

    chance              share            after a good product, at the trust of a stranger
    trust, prior_trust  share
    lapse_pull          log-odds/trust   how much trust holds
    failure             log-odds         what a failed product adds; 0 after a good one
    """
    odds = chance / (1.0 - chance) * math.exp(failure - lapse_pull * (trust - prior_trust))
    return odds / (1.0 + odds)


@rule
def expected_orders(days, rate, shape, lapse):
    """Return how many orders a customer makes within `days` of the first, that one included.

    rate   1/day   of later orders of the average customer who has not lapsed
    shape  ratio   of the gamma distribution of appetites
    lapse  share   chance to lapse after each order
    """
    if lapse <= 0.0:
        return 1.0 + rate * days
    still_there = (1.0 + lapse * rate * days / shape) ** -shape
    return 1.0 + (1.0 - lapse) * (1.0 - still_there) / lapse


@rule
def appetite_of(draw, appetites):
    """Return the appetite (ratio, >= 0) that belongs to a draw in [0, 1); see `appetites_of`."""
    place = (max(math.log(draw / (1.0 - draw)), -1.0 * _WIDEST) + _WIDEST) * _POINTS
    k = min(int(place), appetites.size - 2)
    return appetites[k] + (place - k) * (appetites[k + 1] - appetites[k])


@lru_cache(maxsize=64)
def appetites_of(shape: float) -> NDArray[np.float64]:
    """Return gamma values of mean 1 at even steps of a draw's log-odds, which tell both tails."""
    steps = np.arange(-_WIDEST * _POINTS, _WIDEST * _POINTS + 1) / _POINTS
    low, high = special.expit(steps), special.expit(-steps)
    values = np.where(
        steps < 0, special.gammaincinv(shape, low), special.gammainccinv(shape, high)
    )  # fmt: skip
    return values / shape


def orders_of_strangers(p: LoyaltyParameters, days: int, quality: float) -> float:
    """Return the orders expected within `days` of the first, at a stranger's trust, that included.

    For the audience, whose later orders are not followed one by one.
    """
    pleased, failed = (chance_to_lapse(p.lapse, 0.0, 0.0, 0.0, each) for each in (0.0, p.failure))
    lapse = quality * pleased + (1.0 - quality) * failed
    return expected_orders(float(days), p.rate, p.shape, lapse)


@kernel
def order_again(
    rows, buys_today, orders, has_lapsed, has_news_today, evidence_today, trust, belonging,
    quality, prior_trust, appetites, appetite_key, order_key, product_key, lapse_key, p,
):  # fmt: skip
    """Writes one brand's orders, lapses, evidence and news in `rows`, all customers."""
    most = p.rate * math.exp(p.trust_pull * (1.0 - prior_trust)) * (1.0 + p.belonging)
    for i in rows:
        first = buys_today[i] > 0
        draw, appetite = uniform(order_key, i), appetite_of(uniform(appetite_key, i), appetites)
        if not first and draw >= most * appetite:  # 1 - exp(-x) <= x: few need a further look
            continue
        pleased = uniform(product_key, i) < quality
        if not first:
            if draw >= chance_to_reorder(
                p.rate, appetite, trust[i], prior_trust, p.trust_pull, belonging[i], p.belonging
            ):
                continue
            buys_today[i] = 3
            orders[i] += orders[i] < 255
            has_news_today[i] = 1
            source = Source.PRODUCT if pleased else Source.PRODUCT_FAILURE
            evidence_today[i, source] += p.product_weight
        failure = 0.0 if pleased else p.failure
        has_lapsed[i] = uniform(lapse_key, i) < chance_to_lapse(
            p.lapse, trust[i], prior_trust, p.lapse_pull, failure
        )


def step(world: World, p: LoyaltyParameters, rows: Span) -> None:
    """Let the customers in `rows` order again, and lapse after an order of today."""
    if not p.is_on:
        return
    m, here, appetites = world.members, slice(*rows), appetites_of(p.shape)
    appetite_key = key_for(world.seed, Purpose.APPETITE)
    purposes = (Purpose.REORDER, Purpose.PRODUCT, Purpose.LAPSE)
    for b, brand_key in enumerate(world.brands.keys):
        loyal = (m.is_customer[b, here] > m.has_lapsed[b, here]) & m.is_member[here].view(np.bool_)
        customers = rows_where(loyal, rows)
        if len(customers) > 0:
            order_key, product_key, lapse_key = (
                np.uint64(mixed(world.key(purpose), brand_key)) for purpose in purposes
            )
            order_again(
                customers, m.buys_today[b], m.orders[b], m.has_lapsed[b], m.has_news_today[b],
                m.evidence_today[b], m.trust[b], m.belonging, world.brands.quality[b],
                world.prior_trust, appetites, appetite_key, order_key, product_key, lapse_key,
                p.numbers,
            )  # fmt: skip
