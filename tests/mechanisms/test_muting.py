"""Muting: who is annoyed beyond the threshold no longer sees posts, but still sees ads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms import exposure
from sim.mechanisms.exposure import ExposureParameters, open_feeds
from sim.mechanisms.muting import MutingParameters, chance_to_mute, step
from sim.model import BrandCommunity
from sim.publishing import take_slots
from tests.conftest import small_spec
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    irritations,
    near,
    put_post,
    shares,
    two_brands,
    written,
)

SURE = MutingParameters.model_construct(is_on=1, threshold=0.5, rate=1e9)

# Rules


def test_muting_by_hand():
    """.05 * (1.3 - .3) = .05; nothing below the threshold; never above 1."""
    assert chance_to_mute(1.3, 0.3, 0.05) == pytest.approx(0.05, abs=1e-15)
    assert chance_to_mute(0.3, 0.3, 0.05) == chance_to_mute(0.0, 0.3, 0.05) == 0.0
    assert chance_to_mute(3.0, 0.0, 1.0) == 1.0


@given(irritations, irritations, irritations, shares)
def test_annoyance_raises_the_chance_and_patience_lowers_it(irritation, more, threshold, rate):
    chance = chance_to_mute(irritation, threshold, rate)

    assert 0 <= chance <= chance_to_mute(irritation + more, threshold, rate) <= 1
    assert chance >= chance_to_mute(irritation, threshold + more, rate)


# Step


def test_switched_off_nothing_changes():
    world = busy_world()
    world.members.irritation[:] = 3
    before = copies_of(world)

    step(world, MutingParameters(rate=1, threshold=0), world.everyone)

    assert written(before, world) == set()


def annoyed_world():
    """Return a world where two of seven members are annoyed, each by a brand of its own."""
    world = two_brands(4, 3)
    world.members.irritation[0, 1] = world.members.irritation[1, 5] = 1
    world.members.irritation[:, 3], world.members.is_member[3] = 3, 0
    world.members.irritation[:, 2] = 0.5  # the threshold
    for c in range(2):
        put_post(world, c, 0, brand=0)
        put_post(world, c, 1, brand=1)
        put_post(world, c, 2, brand=0, is_paid=1, impressions=1e6)
        put_post(world, c, 3, brand=1, is_paid=1, impressions=1e6)
        put_post(world, c, 31, brand=c)
    return world


def test_the_annoyed_mute_their_brand_alone_and_hide_its_live_posts_but_not_its_ads():
    world = annoyed_world()
    m, before = world.members, copies_of(world)

    step(world, SURE, world.everyone)

    assert m.mutes.tolist() == [[0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0]]
    assert m.seen.tolist() == [0, 1 | 1 << 31, 0, 0, 0, 2 | 1 << 31, 0]
    assert written(before, world) == {"members.mutes", "members.seen"}


def look(world):
    """Let all visit often, and return what they see."""
    world.members.visits[:] = 1e6
    world.communities.half_life[:] = 24
    open_feeds(world, ExposureParameters())
    exposure.step(world, ExposureParameters(), world.everyone)
    return world.members.seen_today.tolist()


def test_muted_posts_are_not_seen_and_ads_are():
    """Slots 0 and 31 of community 0 are brand 0's, slots 1 and 31 of community 1 brand 1's."""
    world = annoyed_world()
    step(world, SURE, world.everyone)
    everything = 0b1111 | 1 << 31

    seen = look(world)

    assert seen[0] == seen[2] == seen[4] == seen[6] == everything
    assert seen[1] == 0b1110
    assert seen[5] == 0b1101


def place(world, b, is_ad, c=0):
    """Place a post or an ad of brand b and return its slot."""
    m, posts = world.members, world.posts
    return take_slots(
        np.array([c]), b, is_ad, world.day, world.seed, world.brands.keys[b], posts.brand,
        posts.born, posts.is_paid, posts.key, world.communities.first_row, m.mutes[b], m.seen,
        m.liked, m.commented, m.shared,
    )[0]  # fmt: skip


def test_posts_placed_later_are_hidden_from_those_who_mute_the_brand():
    world = two_brands(4, 3)
    m = world.members
    m.mutes[0, [1, 5]] = 1
    m.seen[:] = 0b1111
    mute, rival, ad = place(world, 0, 0), place(world, 1, 0), place(world, 0, 1)
    world.posts.impressions[0, ad] = 1e6

    assert (mute, rival, ad) == (0, 1, 2)
    assert m.seen[[0, 2, 3]].tolist() == [0b1000] * 3
    assert (m.seen[4:] == 0b1111).all(), "another community"
    assert look(world)[:4] == [0b111, 0b110, 0b111, 0b111]


def test_members_mute_as_often_as_the_rule_says_and_brands_differ_in_luck():
    """.2 * (1 - .5) = .1."""
    world = crowd()
    world.members.irritation[:] = 1

    step(world, MutingParameters(is_on=1, threshold=0.5, rate=0.2), world.everyone)

    mutes = world.members.mutes
    assert (abs(mutes.mean(axis=1) - 0.1) < near(0.1, 20_000)).all()
    assert abs((mutes[0] & mutes[1]).mean() - 0.01) < near(0.01, 20_000)


def test_two_spans_give_the_bits_of_one():
    world = busy_world()
    world.members.mutes[:] = 0
    p = MutingParameters(is_on=1, threshold=0.1, rate=0.5)

    assert_spans_agree(step, world, p)


@given(st.integers(0, 5))
def test_nobody_takes_it_back(seed):
    world = busy_world(seed)
    before = world.members.mutes.copy()

    step(world, SURE, world.everyone)

    assert (world.members.mutes >= before).all()


# In the whole model


@pytest.mark.slow
def test_a_pushy_brand_is_muted_and_seen_less_often():
    runs = {}
    for is_on in (0, 1):
        offers = {"mix": {"offer": 1.0}, "posts_per_week": 14}
        spec = small_spec(
            days=84, communities={"one": {"size": 500, "moderation": 0}},
            brand={"hours_per_week": 40, "budget_per_week": 5_000},
            population={"visits_mean": 2.0}, muting={"is_on": is_on},
            strategies={"pushy": {"identify": {}, "commit": {}, "tailor": offers}, "ads": {}},
        )  # fmt: skip
        model = BrandCommunity(spec, "pushy", seed=3)
        while model.running:
            model.step()
        runs[is_on] = model.world
    views = {is_on: world.counts.views[-28:, 0].sum() for is_on, world in runs.items()}

    assert runs[0].members.mutes.sum() == 0
    assert 0.1 < runs[1].members.mutes[0].mean() < 0.95
    assert views[1] < 0.8 * views[0]
