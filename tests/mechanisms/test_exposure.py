"""Exposure: crowding and age hide posts; a post is seen once, an ad again; luck is keyed."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.exposure import (
    ExposureParameters,
    attention_left,
    chance_to_see,
    gather_views,
    open_feeds,
    page_reach,
    share_of_views,
    step,
)
from sim.world import SLOTS, Span
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    half_lives,
    near,
    put_post,
    two_brands,
    written,
)

P = ExposureParameters()
SURE = 1e6  # visits a day that miss nothing


def look(world):
    """Open the feeds and let everybody look."""
    open_feeds(world, P)
    step(world, P, world.everyone)
    return world.members


# Rules


def test_attention_by_hand():
    """As many posts as the feed carries: 2 ^ -.22 = .858565."""
    assert attention_left(15.0, 15.0, 0.22) == pytest.approx(0.858565, abs=5e-7)


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0.1, 1000), st.floats(0, 2))
def test_attention_is_a_share_that_falls_with_the_feed(posts, more, capacity, crowding):
    attention = attention_left(posts, capacity, crowding)

    assert 0 < attention_left(posts + more, capacity, crowding) <= attention <= 1
    assert attention_left(0.0, capacity, crowding) == 1
    assert attention_left(posts, capacity, 0.0) == 1
    assert attention == pytest.approx(attention_left(posts, capacity, crowding / 2) ** 2)


def test_share_of_views_by_hand():
    """Half-life 12 h: a quarter is left after a day, a sixteenth after two: .75, .1875."""
    assert share_of_views(0.0, 12.0) == pytest.approx(0.75, abs=1e-15)
    assert share_of_views(1.0, 12.0) == pytest.approx(0.1875, abs=1e-15)


@given(half_lives, st.integers(1, 60))
def test_shares_of_views_add_up_to_what_is_not_still_to_come(half_life, days):
    total = sum(share_of_views(float(age), half_life) for age in range(days))

    assert total == pytest.approx(1 - 2 ** (-24 * days / half_life), abs=1e-12)


@given(st.floats(1, 5_000), st.floats(0, 20), st.floats(0, 20))
def test_views_fade_by_half_every_half_life(half_life, age, more):
    later = age + half_life / 24

    assert share_of_views(later, half_life) == pytest.approx(
        share_of_views(age, half_life) / 2, rel=1e-9, abs=1e-300
    )
    assert 0 <= share_of_views(age + more, half_life) <= share_of_views(age, half_life) <= 1


@pytest.mark.parametrize(
    ("per_head", "reach"), [(0.5, 0.39347), (1, 0.63212), (2, 0.86466), (3, 0.95021)]
)
def test_random_delivery_reaches_what_is_published(per_head, reach):
    """V14: 1 - e^(-I/N) at .5, 1, 2, 3 impressions a head."""
    assert chance_to_see(1.0, float(per_head)) == pytest.approx(reach, abs=5e-6)
    assert chance_to_see(float(per_head), 1.0) == pytest.approx(reach, abs=5e-6)


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 1), st.floats(0, 1))
def test_missing_two_days_is_missing_both(visits, more, pull, other):
    both = (1 - chance_to_see(visits, pull)) * (1 - chance_to_see(visits, other))

    assert 1 - chance_to_see(visits, pull + other) == pytest.approx(both)
    assert 0 <= chance_to_see(visits, pull) <= chance_to_see(visits + more, pull) <= 1


@pytest.mark.parametrize(
    ("followers", "reach"),
    [(3_000, 0.11), (300, 0.174338), (1_000_000, 0.034420), (1, 0.3), (1e12, 0.01)],
)
def test_page_reach_by_hand(followers, reach):
    """.11 * 10 ^ .2 = .174338; .11 * (1e6 / 3000) ^ -.2 = .034420; never above .3, below .01."""
    assert page_reach(float(followers), 0.11, -0.2) == pytest.approx(reach, abs=5e-6)


@given(st.floats(1, 1e9), st.floats(1, 1e9), st.floats(0, 1), st.floats(-1, 0))
def test_larger_pages_reach_a_smaller_share(followers, more, at_3000, exponent):
    reach = page_reach(followers, at_3000, exponent)

    assert 0.01 <= page_reach(followers + more, at_3000, exponent) <= reach <= 0.3


@given(st.floats(1_000, 1e6), st.floats(1, 3))
def test_page_reach_is_a_power_of_the_followers(followers, times):
    ratio = page_reach(followers * times, 0.11, -0.2) / page_reach(followers, 0.11, -0.2)

    assert ratio == pytest.approx(times**-0.2)


# Feeds


def test_the_feed_by_hand():
    """Community 0: 1 own post and 2 of today share attention (1 + 3 / 6) ^ -1 = 2 / 3.

    Half-life 24 h: a post of today pulls 2 / 3 * 1 / 2, one of yesterday 2 / 3 * 1 / 4; an
    ad of 30 impressions for 10 visits pulls 3. It counts as a post of its first day.
    Community 1: half-life 12 h, no crowding; an ad of 10 impressions for 5 visits pulls 2.
    """
    world = two_brands(4, 3)
    c, posts = world.communities, world.posts
    c.own_posts[:], c.feed_capacity[:], c.crowding[:] = (1, 7), (6, 1), (1, 0)
    c.half_life[:], c.visits[:] = (24, 12), (10, 5)
    put_post(world, 0, 2, brand=0)
    put_post(world, 0, 3, brand=1, is_paid=1, impressions=30)
    put_post(world, 0, 9, brand=1, born=world.day - 1)
    put_post(world, 1, 30, brand=1, is_paid=1, impressions=10)
    put_post(world, 1, 31, brand=0)
    before = copies_of(world)

    open_feeds(world, P)

    np.testing.assert_allclose(c.attention, [2 / 3, 1])
    np.testing.assert_allclose(posts.pull_today[0, [2, 3, 9]], [1 / 3, 3, 1 / 6])
    np.testing.assert_allclose(posts.pull_today[1, [30, 31]], [2, 0.75])
    assert posts.pull_today.astype(bool).sum() == 5
    assert written(before, world) == {"communities.attention", "posts.pull_today"}
    first, slots, keys = world.live
    assert list(first) == [0, 3, 5]
    assert list(slots) == [2, 3, 9, 30, 31]
    assert len(set(keys)) == 5


@pytest.mark.parametrize(("age", "is_live"), [(6, True), (7, False)])
def test_a_post_leaves_when_less_than_the_least_share_is_to_come(age, is_live):
    """Half-life 24 h: after 6 days 1 / 64 = .0156 is to come, after 7 days 1 / 128 = .0078."""
    world = two_brands(4, 3)
    world.day = 20
    world.communities.half_life[:] = 24
    put_post(world, 0, 5, born=20 - age)

    open_feeds(world, ExposureParameters(least_share=0.01))

    assert (world.posts.brand[0, 5] == 0) == is_live
    assert len(world.live[1]) == is_live


@pytest.mark.parametrize(("age", "is_live"), [(0, True), (6, True), (7, False)])
def test_ads_run_for_a_week_whatever_the_half_life(age, is_live):
    world = two_brands(4, 3)
    world.day = 20
    world.communities.half_life[:] = 0.4
    put_post(world, 1, 0, brand=1, born=20 - age, is_paid=1, impressions=5)

    open_feeds(world, P)

    assert (world.posts.brand[1, 0] == 1) == is_live


def test_a_smaller_least_share_keeps_posts_longer():
    for least, n_live in ((0.02, 0), (0.01, 1)):
        world = two_brands(4, 3)
        world.day = 20
        world.communities.half_life[:] = 24
        put_post(world, 0, 0, born=14)
        open_feeds(world, ExposureParameters(least_share=least))
        assert len(world.live[1]) == n_live


# Members


def test_who_visits_sees_the_posts_of_the_own_community_and_nobody_else_does():
    """Rows 0..3 are community 0 with posts in slots 1 and 4; rows 4..6 community 1, slot 0."""
    world = two_brands(4, 3)
    put_post(world, 0, 1, brand=0)
    put_post(world, 0, 4, brand=1)
    put_post(world, 1, 0, brand=1)
    world.communities.half_life[:] = 24
    m = world.members
    m.visits[:] = [SURE, 0, SURE, SURE, 0, SURE, SURE]
    m.is_member[[3, 6]] = 0
    m.seen[5] = 1 << 7

    open_feeds(world, P)
    before = copies_of(world)
    step(world, P, world.everyone)

    assert list(m.seen_today) == [18, 0, 18, 0, 0, 1, 0]
    assert list(m.seen) == [18, 0, 18, 0, 0, 129, 0]
    assert written(before, world) == {"members.seen", "members.seen_today"}


def test_a_post_is_seen_once_and_an_ad_again():
    world = two_brands(4, 3)
    put_post(world, 0, 0)
    put_post(world, 0, 1, is_paid=1, impressions=1e6)
    world.communities.half_life[:] = 24
    world.members.visits[:] = SURE

    assert list(look(world).seen_today[:4]) == [3, 3, 3, 3]
    world.day += 1
    assert list(look(world).seen_today[:4]) == [2, 2, 2, 2]
    assert list(world.members.seen[:4]) == [3, 3, 3, 3]


def test_what_was_seen_yesterday_is_not_seen_today():
    world = two_brands(4, 3)
    world.members.seen_today[:] = 6

    assert not look(world).seen_today.any()


def test_two_spans_give_the_bits_of_one():
    world = busy_world(views=False)
    world.members.visits[:] = 1.0
    open_feeds(world, P)

    assert_spans_agree(step, world, P)


def test_reach_is_the_chance_of_the_rule():
    """10,000 members who visit once, 10,000 twice; half-life 24 h: 1 - e^(-a/2), 1 - e^(-a)."""
    world = crowd()
    world.communities.half_life[:] = 24
    world.members.visits[:10_000], world.members.visits[10_000:] = 1, 2
    put_post(world, 0, 0)

    seen = look(world).seen_today > 0

    attention = world.communities.attention[0]
    for group, pull in ((seen[:10_000], attention / 2), (seen[10_000:], attention)):
        chance = 1 - np.exp(-pull)
        assert abs(group.mean() - chance) < near(chance, 10_000)


@pytest.mark.parametrize(("per_head", "reach"), [(0.5, 0.3935), (1, 0.6321), (2, 0.8647)])
def test_ads_in_a_community_reach_what_random_delivery_reaches(per_head, reach):
    """V14: 1 - e^(-I/N), here for members who visit alike."""
    world, n = crowd(), 20_000
    world.members.visits[:], world.communities.visits[:] = 0.5, 0.5 * n
    put_post(world, 0, 0, is_paid=1, impressions=per_head * n)

    assert abs((look(world).seen_today > 0).mean() - reach) < near(reach, n)


def test_frequency_over_a_flight_of_ads_is_binomial():
    """A chance of .3 on each of 7 days: seen on 2.1 days on average, by all but .7 ^ 7."""
    world, n = crowd(), 20_000
    world.members.visits[:] = 1.0
    world.communities.visits[:] = n
    put_post(world, 0, 0, is_paid=1, impressions=-np.log(0.7) * n)
    times = np.zeros(n)
    for _ in range(7):
        times += look(world).seen_today > 0
        world.day += 1

    assert abs(times.mean() - 2.1) < 4 * np.sqrt(7 * 0.3 * 0.7 / n)
    assert abs((times == 0).mean() - 0.7**7) < near(0.7**7, n)


def seen_by(slot, others=(), key=77, brand=0, day=3):
    """Return who sees one post of a chance near one half, beside some other posts."""
    world = crowd(500)
    world.day = day
    world.communities.crowding[:] = 0
    world.communities.half_life[:] = 24
    world.members.visits[:] = 1.4
    for other in others:
        put_post(world, 0, other, brand=1)
    put_post(world, 0, slot, brand=brand, born=day, key=key)
    return look(world).seen_today >> np.uint32(slot) & 1


def test_luck_follows_the_key_of_a_post_not_its_slot_brand_or_company():
    seen = seen_by(0)

    assert 150 < seen.sum() < 350
    np.testing.assert_array_equal(seen, seen_by(31))
    np.testing.assert_array_equal(seen, seen_by(7, others=(0, 3, 12)))
    np.testing.assert_array_equal(seen, seen_by(7, brand=1))


def test_another_post_or_day_is_other_luck():
    seen = seen_by(0)

    assert 150 < (seen != seen_by(0, key=78)).sum() < 350
    assert 150 < (seen != seen_by(0, day=4)).sum() < 350


def test_views_are_listed_by_row_then_slot():
    world = two_brands(4, 3)
    put_post(world, 0, 0)
    open_feeds(world, P)
    world.members.seen_today[:] = [0, 5, 0, 1 << 31, 2, 0, 3]

    gather_views(world)

    views = world.views
    assert list(views.member) == [1, 1, 3, 4, 6, 6]
    assert list(views.post) == [0, 2, 31, SLOTS + 1, SLOTS, SLOTS + 1]
    assert views.of(Span(2, 5)) == (2, 4)
    assert views.of(Span(0, 7)) == (0, 6)
    assert views.of(Span(0, 1)) == (0, 0)
    for name in ("fit", "authenticity", "action"):
        assert list(getattr(views, name)) == [0] * 6


def test_without_live_posts_there_are_no_views():
    world = busy_world()
    world.posts.brand[:] = -1

    look(world)
    gather_views(world)

    assert len(world.views.member) == len(world.views.post) == 0


def test_a_copy_of_the_world_has_the_same_luck():
    world = busy_world(views=False)
    twin = copy.deepcopy(world)

    look(world)
    look(twin)

    assert written(copies_of(world), twin) == set()
