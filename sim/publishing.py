"""Publishing: planned posts become live posts, showings on the page, contributions."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim import appeal
from sim.compiled import kernel
from sim.mechanisms.immersion import novelty_left
from sim.mechanisms.judgement import breach_of_norm
from sim.mechanisms.offence import mark_offensive
from sim.randomness import Purpose, mixed
from sim.scenario import Scenario
from sim.strategies.analytics import personalised, tool_of
from sim.strategies.plan import PAGE, Strategy
from sim.strategies.tailor import KINDS, Tailor, Template, relevance_of
from sim.world import CONTRIBUTIONS, SLOTS, Showing, World

__all__ = ["columns_of", "contribute", "fill_slots", "publish", "show"]

Places = NDArray[np.int64]


def publish(
    world: World, spec: Scenario, b: int, strategy: Strategy, places: Places, names: list[str],
) -> NDArray[np.bool_]:  # fmt: skip
    """Put brand b's posts where they belong; return which found room: communities may be full.

    Args:
        world: the world.
        spec: the scenario.
        b: the brand.
        strategy: how its posts are made.
        places: where each goes, shape (n_posts,): a community or PAGE.
        names: what kind each is.
    """
    until = world.day + spec.purchase.deal_days - 1
    is_on_page = places == PAGE
    has_room = is_on_page.copy()
    for k in np.flatnonzero(is_on_page):
        _publish_on_page(world, spec, b, getattr(spec.content, names[k]), until)
    inside = np.flatnonzero(~is_on_page)
    if len(inside) > 0:
        kinds = columns_of(spec, [names[k] for k in inside])
        has_room[inside] = _publish_inside(world, spec, b, strategy, places[inside], kinds, until)
    return has_room


def _publish_on_page(world: World, spec: Scenario, b: int, template: Template, until: int) -> None:
    """Show a post on the brand's own page; an offer runs `until` (day)."""
    ordinal = int(world.counts.posts[world.day, b, -2])
    key = np.uint64(mixed(world.key(Purpose.APPEAL), world.brands.keys[b]))
    reach_luck, log_odds = appeal.of_page_post(np.uint64(mixed(key, ordinal)), spec.appeal)
    show(
        world, b, template, is_page=True, is_hidden=False, disclosure=0.0, reach_luck=reach_luck,
        appeal=log_odds,
    )  # fmt: skip
    world.counts.posts[world.day, b, -2] += 1
    if template.is_deal:
        world.audience.deal_until[b] = max(world.audience.deal_until[b], until)


def _publish_inside(
    world: World, spec: Scenario, b: int, strategy: Strategy, where: Places,
    kinds: dict[str, NDArray], until: int,
) -> NDArray[np.bool_]:  # fmt: skip
    """Post in the communities `where`; return which had room. An offer runs `until` (day)."""
    posts, communities = world.posts, world.communities
    tailor = strategy.tailor or Tailor(mix={"product_news": 1.0})
    slots = fill_slots(world, b, where, kinds, tailor.to_community, is_paid=0)
    has_room = slots < SLOTS
    c, slot = where[has_room], slots[has_room]
    posts.appeal[c, slot] = appeal.of_posts(posts.key[c, slot], spec.appeal)
    np.add.at(world.by_kind[world.day // 7, b, :, :, 0], (c, kinds["kind"][has_room]), 1.0)
    tool = tool_of(strategy.analytics, spec.tools)
    posts.personalisation[c, slot] = personalised(tailor.personalisation, tool)
    posts.has_consent[c, slot] = tailor.consent
    mark_offensive(world, spec.offence, b, c, slot)
    if spec.immersion.is_on:
        _wear_off(world, spec, b, c, slot)
    np.add.at(world.counts.posts[world.day, b], c, 1.0)
    contribute(world, b, c, kinds["promotion"][has_room])
    is_deal = kinds["is_deal"][has_room] > 0
    posts.offer_before[c, slot] = np.where(is_deal, communities.deal_until[b, c], -2)
    offers = c[is_deal]
    communities.deal_until[b, offers] = np.maximum(communities.deal_until[b, offers], until)
    return has_room


def _wear_off(world: World, spec: Scenario, b: int, c: Places, slot: Places) -> None:
    """Let the novelty of AR and VR wear off from brand b's first such post in a community on."""
    since, immersion = world.communities.immersed_since[b], world.posts.immersion
    first = c[(immersion[c, slot] > 0.0) & (since[c] < 0)]
    since[first] = world.day
    days = np.maximum(0, world.day - since[c])
    immersion[c, slot] *= novelty_left(days, spec.immersion.novelty_half_life)


def contribute(world: World, b: int, c: ArrayLike, promotion: ArrayLike, n: ArrayLike = 1) -> None:
    """Let communities remember contributions of brand b, and compare with their norms.

    Args:
        world: the world.
        b: the brand.
        c: the community of each contribution, or of all.
        promotion: share, 0..1, of promotion in it.
        n: how many such contributions.
    """
    where, communities = np.atleast_1d(c), world.communities
    remember_contributions(
        communities.contributions[b], communities.n_contributions[b], communities.breach[b], where,
        np.full(where.shape, promotion, np.float64), np.full(where.shape, n, np.int64),
        communities.promotion_norm,
    )  # fmt: skip


@kernel
def remember_contributions(last, n_made, breach, where, promotion, n, norm):
    """Writes `last` (n_communities, CONTRIBUTIONS), `n_made`, `breach` of communities `where`."""
    for k in range(where.size):
        c = where[k]
        for _ in range(min(n[k], CONTRIBUTIONS)):
            last[c, n_made[c] % CONTRIBUTIONS] = promotion[k]
            n_made[c] += 1
        known = min(n_made[c], CONTRIBUTIONS)
        total = 0.0
        for contribution in last[c, :known]:
            total += contribution
        breach[c] = breach_of_norm(total / known, norm[c])


def show(world: World, b: int, template: Template, **about: Any) -> None:
    """Show a post or a week of ads of brand b to the audience, from today."""
    showing = Showing(
        b, world.day, promotion=template.promotion,
        usefulness=template.usefulness * world.brands.expertise[b],
        comment_odds=template.comment_odds, click_odds=template.click_odds,
        is_deal=bool(template.is_deal), **about,
    )  # fmt: skip
    world.audience.showings.append(showing)


def columns_of(spec: Scenario, names: list[str]) -> dict[str, NDArray]:
    """Return which kinds some posts are, and their numbers: columns of shape (n_posts,)."""
    numbers = [getattr(spec.content, name).numbers for name in names]
    columns = {
        name: np.array([getattr(n, name) for n in numbers]) for name in Template.model_fields
    }
    return columns | {"kind": np.array([KINDS.index(name) for name in names])}


def fill_slots(
    world: World,
    b: int,
    where: Places,
    kinds: dict[str, NDArray],
    to_community: float,
    is_paid: int,
) -> Places:
    """Write posts or ads of brand b, not personalised, into free slots; return them, or SLOTS."""
    m, posts, communities = world.members, world.posts, world.communities
    slots = take_slots(
        where, b, is_paid, world.day, world.seed, world.brands.keys[b], posts.brand, posts.born,
        posts.is_paid, posts.key, communities.first_row, m.mutes[b], m.seen, m.liked, m.commented,
        m.shared,
    )  # fmt: skip
    has_room = slots < SLOTS
    c, slot = where[has_room], slots[has_room]
    posts.is_hidden[c, slot] = 0
    for name in ("impressions", "disclosure", "personalisation", "appeal"):
        getattr(posts, name)[c, slot] = 0.0
    posts.has_consent[c, slot] = 1
    posts.offer_before[c, slot] = -2
    copied = ("kind", "promotion", "immersion", "comment_odds", "click_odds", "asks_feedback")
    for name in copied:
        getattr(posts, name)[c, slot] = kinds[name][has_room]
    posts.usefulness[c, slot] = kinds["usefulness"][has_room] * world.brands.expertise[b]
    posts.is_offensive[c, slot] = 0
    posts.relevance[c, slot] = relevance_of(to_community, communities.relevance[b, c])
    posts.fluency[c, slot] = communities.fluency[b, c]
    return slots


@kernel
def take_slots(
    where, b, is_ad, day, seed, brand_key, brand, born, is_paid, key, first_row, mutes, seen,
    liked, commented, shared,
):  # fmt: skip
    """Return a slot in each community of `where` for a post of brand b; SLOTS if it is full.

    Writes `brand`, `born`, `is_paid`, `key` (n_communities, SLOTS), and clears what members did
    with the last post in the slot. Who mutes the brand will not see it, if it is no ad.
    """
    slots = np.full(where.size, SLOTS)
    for k in range(where.size):
        c, slot = where[k], 0
        while slot < SLOTS and brand[c, slot] >= 0:
            slot += 1
        if slot == SLOTS:
            continue
        slots[k] = slot
        keep = ~(np.uint32(1) << np.uint32(slot))
        for bits in (seen, liked, commented, shared):
            of_members = bits[first_row[c] : first_row[c + 1]]
            for i in range(of_members.size):
                of_members[i] &= keep
        for i in range(first_row[c], first_row[c + 1]):
            seen[i] |= np.uint32(mutes[i]) << np.uint32(slot)
        key[c, slot] = key_of_post(seed, c, brand_key, day, b, is_ad, brand[c], born[c], is_paid[c])
        brand[c, slot], born[c, slot], is_paid[c, slot] = b, day, is_ad
    return slots


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
