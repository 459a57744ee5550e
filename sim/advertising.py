"""Advertising: money becomes ads to the mass audience and ads inside communities."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ledger import Line
from sim.publishing import columns_of, fill_slots, show
from sim.scenario import Scenario
from sim.strategies.analytics import aimed, tool_of
from sim.strategies.pay import Pay, impressions_for, price_factor
from sim.strategies.plan import Strategy, WeekPlan
from sim.strategies.tailor import Template
from sim.world import SLOTS, World

__all__ = ["buy_audience_ads", "pay_influencer", "place_community_ads", "prices_inside"]


def buy_audience_ads(
    world: World, spec: Scenario, b: int, strategy: Strategy, plan: WeekPlan
) -> None:
    """Buy a week of ads to the mass audience."""
    if plan.audience_ads <= 0.0:
        return
    pay = strategy.pay or Pay()
    price = getattr(spec.platforms, spec.audience.platform).cost_per_thousand
    impressions = impressions_for(
        plan.audience_ads / 7, price * price_factor(pay.precision, pay.premium)
    )
    precision = aimed(pay.precision, tool_of(strategy.analytics, spec.tools))
    _show_creative(world, spec, b, pay, impressions=impressions, precision=precision)


def place_community_ads(
    world: World, spec: Scenario, b: int, strategy: Strategy, plan: WeekPlan, chosen: list[int]
) -> None:
    """Place a week of ads in each of the chosen communities, in proportion to their members."""
    if plan.community_ads <= 0.0:
        return
    pay = strategy.pay or Pay()
    template: Template = getattr(spec.content, pay.creative)
    communities, posts, where = world.communities, world.posts, np.array(chosen)
    sizes, prices = np.diff(communities.first_row)[where], prices_inside(world, spec, strategy)
    slots = fill_slots(
        world, b, where, columns_of(spec, [pay.creative] * len(where)), to_community=0.0, is_paid=1
    )
    for c, slot, share in zip(chosen, slots, sizes / sizes.sum(), strict=True):
        if slot == SLOTS:
            continue
        posts.is_hidden[c, slot] = not pay.disclosed
        posts.disclosure[c, slot] = _disclosure(spec, pay)
        posts.impressions[c, slot] = impressions_for(
            plan.community_ads * float(share) / 7, prices[c]
        )
        if template.is_deal:
            communities.deal_until[b, c] = _last_day_of_offer(world, spec)


def prices_inside(world: World, spec: Scenario, strategy: Strategy) -> NDArray[np.float64]:
    """Return what 1,000 impressions cost in each community, $, shape (n_communities,).

    An ad inside a community meets its members alone: full precision, at full premium.
    """
    each = [getattr(spec.platforms, name) for name in world.platform_names]
    plain = np.array([place.cost_per_thousand for place in each])[world.communities.platform]
    return plain * price_factor(1.0, (strategy.pay or Pay()).premium)


def pay_influencer(
    world: World, spec: Scenario, b: int, strategy: Strategy, plan: WeekPlan
) -> None:
    """Pay an influencer for the posts of the week: shown to followers, who are of the audience."""
    pay = strategy.pay
    if plan.influencer_posts == 0 or pay is None or pay.influencer is None:
        return
    p = spec.influencers
    kind = getattr(p, pay.influencer)
    world.ledger.pay(world.day, b, Line.INFLUENCERS, plan.influencer_posts * kind.fee)
    seen_by = plan.influencer_posts * kind.followers * p.reach
    engaged = min(0.99, max(1e-9, kind.engagement / p.reach))
    _show_creative(
        world, spec, b, pay, impressions=seen_by / 7, precision=p.precision,
        base=float(np.log(engaged / (1.0 - engaged))),
    )  # fmt: skip


def _show_creative(world: World, spec: Scenario, b: int, pay: Pay, **about: Any) -> None:
    """Show what brand b pays for to the audience; an offer in it runs from today."""
    template: Template = getattr(spec.content, pay.creative)
    show(
        world, b, template, is_page=False, is_hidden=not pay.disclosed,
        disclosure=_disclosure(spec, pay), **about,
    )  # fmt: skip
    if template.is_deal:
        world.audience.deal_until[b] = _last_day_of_offer(world, spec)


def _disclosure(spec: Scenario, pay: Pay) -> float:
    """Return how far a label makes what is paid for look like plain promotion (share)."""
    return spec.judgement.label if pay.disclosed else 0.0


def _last_day_of_offer(world: World, spec: Scenario) -> int:
    """Return the last day of an offer that begins today."""
    return world.day + spec.purchase.deal_days - 1
