"""Exposure: members see some of what is posted; a busy feed and a post's age hide the rest.

    attention left   = (1 + posts per day / feed capacity) ^ -crowding
    share of views   = 2^(-24 age / half-life) - 2^(-24 (age + 1) / half-life)
    chance to see it = 1 - exp(-visits * attention left * share of views)
    page reach       = reach at 3,000 * (followers / 3,000) ^ exponent, within .01 to .3

A member sees a post once. An ad placed in the community takes the place of attention
times share with the impressions bought per visit, and may be seen again the next day.

Source: organic reach by page size, Locowise 2015 and Agorapulse (vendor tables, dated);
half-lives, Graffius 2018 and 2022, Campaign Deus. That attention to one post falls with
the volume of the feed is an assumption that makes those tables come out.
"""

import math

import numpy as np

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform
from sim.world import SLOTS, Span, Views, World


class ExposureParameters(Parameters):
    """When a post stops being shown."""

    least_share: float = parameter(
        0.01,
        plausible=(0.002, 0.05),
        bounds=(0.0001, 0.5),
        unit="share",
        meaning="share of its views still to come at which a post leaves the feed",
        source="assumption: one view in a hundred is not worth a slot",
    )


@rule
def attention_left(posts_per_day, capacity, crowding):
    """Return the share of a visit's attention that one post gets, 0..1.

    posts_per_day  posts/day, >= 0   in this feed
    capacity       posts/day, > 0    at which crowding is felt
    crowding       exponent, >= 0
    """
    return (1.0 + posts_per_day / capacity) ** -crowding


@rule
def share_of_views(age, half_life):
    """Return the share of its views that a post of `age` days earns that day, 0..1."""
    return 2.0 ** (-24.0 * age / half_life) - 2.0 ** (-24.0 * (age + 1.0) / half_life)


@rule
def chance_to_see(visits, pull):
    """Return the chance (0..1) to see a post.

    visits  1/day, >= 0    the member's
    pull    views/visit, >= 0   attention times share of views, or impressions bought
    """
    return 1.0 - math.exp(-visits * pull)


@rule
def page_reach(followers, reach_at_3000, exponent):
    """Return the share of its followers (people, > 0) that a page's post reaches, .01...3."""
    return min(0.3, max(0.01, reach_at_3000 * (followers / 3000.0) ** exponent))


@kernel
def rank_posts(
    start, stop, brand, pull_today, attention, born, impressions, visits, own_posts,
    feed_capacity, crowding, half_life, day, least_share,
):  # fmt: skip
    """Writes `brand`, `pull_today`, `attention` of communities start..stop: the day's feed."""
    for c in range(start, stop):
        posts_today = own_posts[c]
        for slot in range(SLOTS):
            if brand[c, slot] >= 0 and born[c, slot] == day:
                posts_today += 1.0
        attention[c] = attention_left(posts_today, feed_capacity[c], crowding[c])
        for slot in range(SLOTS):
            if brand[c, slot] < 0:
                continue
            age = day - born[c, slot]
            if impressions[c, slot] > 0.0:
                pull_today[c, slot] = impressions[c, slot] / visits[c]
                over = age >= 7
            else:
                pull_today[c, slot] = attention[c] * share_of_views(age, half_life[c])
                over = 2.0 ** (-24.0 * age / half_life[c]) < least_share
            if over:
                brand[c, slot] = -1


@kernel
def list_live_posts(brand, key, day):
    """Return where each community's live posts begin, their slots, and today's keys.

    first (n_communities + 1,), slot (n_live,), key (n_live,)
    """
    n_communities = brand.shape[0]
    first = np.zeros(n_communities + 1, np.int32)
    for c in range(n_communities):
        first[c + 1] = first[c]
        for slot in range(SLOTS):
            if brand[c, slot] >= 0:
                first[c + 1] += 1
    slots = np.empty(first[-1], np.int32)
    keys = np.empty(first[-1], np.uint64)
    k = 0
    for c in range(n_communities):
        for slot in range(SLOTS):
            if brand[c, slot] >= 0:
                slots[k] = slot
                keys[k] = mixed(mixed(key[c, slot], Purpose.SEE), day)
                k += 1
    return first, slots, keys


@kernel
def show_posts(
    start, stop, seen, seen_today, community, is_member, visits, first, slots, keys,
    pull_today, is_paid,
):  # fmt: skip
    """Writes `seen`, `seen_today` in rows start..stop: bits of the posts seen.

    Without a branch, since a processor guesses a draw wrong half of the time: `is_new` and the
    others say yes by their lowest bit.
    """
    for i in range(start, stop):
        c = community[i]
        bits = np.uint32(0)
        for k in range(first[c], first[c + 1]):
            slot = np.uint32(slots[k])
            is_new = is_paid[c, slot] | ~(seen[i] >> slot)
            sees = uniform(keys[k], i) < chance_to_see(visits[i], pull_today[c, slot])
            bits |= np.uint32(is_new & is_member[i] & sees) << slot
        seen_today[i] = bits
        seen[i] |= bits


@kernel
def list_views(rows, seen_today, community):
    """Return members and posts (community * SLOTS + slot) of today's views of `rows`, in order."""
    n_views = 0
    for i in rows:
        bits = seen_today[i]
        while bits:
            bits &= bits - np.uint32(1)
            n_views += 1
    member = np.empty(n_views, np.int32)
    post = np.empty(n_views, np.int32)
    v = 0
    for i in rows:
        for slot in range(SLOTS):
            if seen_today[i] >> np.uint32(slot) & np.uint32(1):
                member[v] = i
                post[v] = community[i] * SLOTS + slot
                v += 1
    return member, post


def open_feeds(world: World, p: ExposureParameters) -> None:
    """Retire the posts that are over and give each live post its pull of today."""
    posts, c = world.posts, world.communities
    rank_posts(
        0, len(c), posts.brand, posts.pull_today, c.attention, posts.born, posts.impressions,
        c.visits, c.own_posts, c.feed_capacity, c.crowding, c.half_life, world.day, p.least_share,
    )  # fmt: skip
    world.live = list_live_posts(posts.brand, posts.key, world.day)


def step(world: World, p: ExposureParameters, rows: Span) -> None:
    """Let the members in `rows` look into their feeds."""
    m, posts = world.members, world.posts
    if not has_live_posts(world):
        m.seen_today[slice(*rows)] = 0
        return
    show_posts(
        rows.start, rows.stop, m.seen, m.seen_today, m.community, m.is_member, m.visits,
        *world.live, posts.pull_today, posts.is_paid,
    )  # fmt: skip


def gather_views(world: World) -> None:
    """List what was seen today, in the order of the rows."""
    m = world.members
    world.views = Views.zeros(0)
    if has_live_posts(world):
        rows = np.flatnonzero(m.seen_today != 0)
        member, post = list_views(rows, m.seen_today, m.community)
        world.views = Views.zeros(len(member))
        world.views.member, world.views.post = member, post


def has_live_posts(world: World) -> bool:
    """Tell whether any community has a post in its feed today."""
    return len(world.live[1]) > 0
