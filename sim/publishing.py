"""Publishing: a planned post or ad becomes a live post, a showing, a contribution."""

import numpy as np

from sim.compiled import kernel
from sim.mechanisms.judgement import breach_of_norm
from sim.randomness import Purpose, mixed
from sim.scenario import Scenario
from sim.strategies.pay import Pay, impressions_for, price_factor
from sim.strategies.plan import PAGE, PlannedPost, Strategy, WeekPlan
from sim.strategies.tailor import Tailor, Template, relevance_of
from sim.world import CONTRIBUTIONS, SLOTS, Showing, World

__all__ = ["buy_audience_ads", "contribute", "place_community_ads", "publish"]


def publish(
    world: World, spec: Scenario, b: int, strategy: Strategy, post: PlannedPost, template: Template
) -> bool:
    """Put a planned post where it belongs; return False if a community has no free slot."""
    tailor = strategy.tailor or Tailor(mix={"product_news": 1.0})
    until = world.day + spec.purchase.deal_days - 1
    if post.place == PAGE:
        world.audience.showings.append(
            Showing(
                b,
                world.day,
                is_page=True,
                is_hidden=False,
                promotion=template.promotion,
                disclosure=0.0,
                usefulness=template.usefulness,
                comment_odds=template.comment_odds,
            )
        )
        world.counts.posts[world.day, b, -2] += 1
        if template.is_deal:
            world.audience.deal_until[b] = max(world.audience.deal_until[b], until)
        return True
    c = post.place
    slot = _free_slot(world, c)
    if slot is None:
        return False
    posts = world.posts
    _fill(world, b, c, slot, template, tailor, is_paid=0)
    posts.personalisation[c, slot] = tailor.personalisation
    posts.has_consent[c, slot] = tailor.consent
    world.counts.posts[world.day, b, c] += 1
    contribute(world, b, c, template.promotion)
    if template.is_deal:
        world.communities.deal_until[b, c] = max(world.communities.deal_until[b, c], until)
    return True


def contribute(world: World, b: int, c: int, promotion: float, n: int = 1) -> None:
    """Let community c remember n more contributions of brand b, and compare with its norm.

    Args:
        world: the world.
        b: the brand.
        c: the community.
        promotion: share, 0..1, of promotion in each of them.
        n: how many.
    """
    communities = world.communities
    remember_contributions(
        communities.contributions[b, c], communities.n_contributions[b], communities.breach[b],
        c, promotion, n, communities.promotion_norm[c],
    )  # fmt: skip


@kernel
def remember_contributions(last, n_made, breach, c, promotion, n, norm):
    """Writes `last` (CONTRIBUTIONS,), and `n_made`, `breach` (n_communities,) of community c."""
    for _ in range(min(n, CONTRIBUTIONS)):
        last[n_made[c] % CONTRIBUTIONS] = promotion
        n_made[c] += 1
    known = min(n_made[c], CONTRIBUTIONS)
    total = 0.0
    for k in range(known):
        total += last[k]
    breach[c] = breach_of_norm(total / known, norm)


def buy_audience_ads(
    world: World, spec: Scenario, b: int, strategy: Strategy, plan: WeekPlan
) -> None:
    """Buy a week of ads to the mass audience."""
    if plan.audience_ads <= 0.0:
        return
    pay = strategy.pay or Pay()
    template: Template = getattr(spec.content, pay.creative)
    price = getattr(spec.platforms, spec.audience.platform).cost_per_thousand
    impressions = impressions_for(
        plan.audience_ads / 7, price * price_factor(pay.precision, pay.premium)
    )
    world.audience.showings.append(
        Showing(
            b,
            world.day,
            is_page=False,
            is_hidden=not pay.disclosed,
            promotion=template.promotion,
            disclosure=spec.judgement.label if pay.disclosed else 0.0,
            usefulness=template.usefulness,
            comment_odds=template.comment_odds,
            impressions=impressions,
            precision=pay.precision,
        )
    )
    if template.is_deal:
        world.audience.deal_until[b] = world.day + spec.purchase.deal_days - 1


def place_community_ads(
    world: World, spec: Scenario, b: int, strategy: Strategy, plan: WeekPlan, chosen: list[int]
) -> None:
    """Place a week of ads in each of the chosen communities, in proportion to their members."""
    if plan.community_ads <= 0.0:
        return
    pay = strategy.pay or Pay()
    template: Template = getattr(spec.content, pay.creative)
    communities, posts = world.communities, world.posts
    sizes = np.diff(communities.first_row)[chosen]
    for c, share in zip(chosen, sizes / sizes.sum(), strict=True):
        slot = _free_slot(world, c)
        if slot is None:
            continue
        platform = getattr(spec.platforms, world.platform_names[communities.platform[c]])
        plain = Tailor(mix={pay.creative: 1.0}, to_community=0.0)
        _fill(world, b, c, slot, template, plain, is_paid=1)
        posts.is_hidden[c, slot] = not pay.disclosed
        posts.disclosure[c, slot] = spec.judgement.label if pay.disclosed else 0.0
        posts.impressions[c, slot] = impressions_for(
            plan.community_ads * float(share) / 7,
            platform.cost_per_thousand * price_factor(1.0, pay.premium),
        )
        if template.is_deal:
            communities.deal_until[b, c] = world.day + spec.purchase.deal_days - 1


def _free_slot(world: World, c: int) -> int | None:
    """Return a free slot of community c, wiped of what members remember of its last post."""
    m = world.members
    slot = wiped_slot(
        world.posts.brand[c], world.communities.first_row, c, m.seen, m.liked, m.commented, m.shared
    )
    return slot if slot < SLOTS else None


@kernel
def wiped_slot(brand, first_row, c, seen, liked, commented, shared):
    """Return the first free slot of community c, its bits cleared in all rows; SLOTS if none."""
    slot = 0
    while slot < SLOTS and brand[slot] >= 0:
        slot += 1
    keep = ~(np.uint32(1) << np.uint32(slot % SLOTS))
    if slot < SLOTS:
        for i in range(first_row[c], first_row[c + 1]):
            seen[i] &= keep
            liked[i] &= keep
            commented[i] &= keep
            shared[i] &= keep
    return slot


@kernel
def key_of_post(seed, c, brand_key, day, b, is_ad, brand, born, is_paid):
    """Return the key of brand b's next post, or ad, of the day in community c; slots (SLOTS,).

    Posts and ads are counted apart, so that buying ads leaves the luck of the posts alone.
    """
    ordinal = 0
    for slot in range(SLOTS):
        ordinal += brand[slot] == b and born[slot] == day and is_paid[slot] == is_ad
    key = mixed(mixed(mixed(np.uint64(seed), Purpose.POST), c), brand_key)
    return mixed(mixed(key, day), 2 * ordinal + is_ad)


def _fill(
    world: World, b: int, c: int, slot: int, template: Template, tailor: Tailor, is_paid: int
) -> None:  # fmt: skip
    """Write a post or an ad by brand b, without personalisation, into a slot."""
    posts, communities = world.posts, world.communities
    posts.is_paid[c, slot] = is_paid
    posts.key[c, slot] = key_of_post(
        world.seed, c, world.brands.keys[b], world.day, b, is_paid, posts.brand[c],
        posts.born[c], posts.is_paid[c],
    )  # fmt: skip
    posts.brand[c, slot] = b
    posts.born[c, slot] = world.day
    posts.is_hidden[c, slot] = 0
    posts.impressions[c, slot] = posts.disclosure[c, slot] = 0.0
    posts.personalisation[c, slot] = 0.0
    posts.has_consent[c, slot] = 1
    posts.promotion[c, slot] = template.promotion
    posts.usefulness[c, slot] = template.usefulness
    posts.immersion[c, slot] = template.immersion
    posts.comment_odds[c, slot] = template.comment_odds
    posts.relevance[c, slot] = relevance_of(tailor.to_community, float(communities.relevance[b, c]))
    posts.fluency[c, slot] = communities.fluency[b, c]
