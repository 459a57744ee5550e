"""Immersion: with access, members attend, try and come closer; without, nothing happens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import Source
from sim.mechanisms.immersion import (
    ImmersionParameters,
    attend,
    chance_to_attend,
    event_evidence,
    novelty_left,
    step,
)
from sim.model import BrandCommunity
from sim.network import Ties
from tests.conftest import small_spec
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    half_lives,
    near,
    put_post,
    shares,
    show,
    two_brands,
    weights,
    written,
)

P = ImmersionParameters(is_on=1, attendance=1, weight=2, step=0.1)

# Rules


def test_novelty_halves_with_every_half_life():
    """8 weeks: all on day 0, a half on day 56, a quarter on day 112."""
    assert [novelty_left(days, 56.0) for days in (0, 56, 112)] == [1.0, 0.5, 0.25]


@given(st.integers(0, 700), st.integers(0, 700), half_lives)
def test_novelty_is_a_share_that_fades_in_proportion(days, more, half_life):
    left = novelty_left(days, half_life)

    assert 0 <= novelty_left(days + more, half_life) <= left <= 1
    assert novelty_left(days + more, half_life) == pytest.approx(
        left * novelty_left(more, half_life)
    )


@given(shares, shares, shares, shares, weights)
def test_attending_and_its_evidence_are_products(attendance, interest, immersion, fluency, weight):
    assert chance_to_attend(attendance, interest) == pytest.approx(interest * attendance)
    assert event_evidence(immersion, 0.5, fluency, weight) == pytest.approx(
        immersion * 0.5 * fluency * weight
    )
    assert event_evidence(1.0, 1.0, 1.0, weight) == weight


# Attending


def an_event(b=0, c=0, immersion=0.5):
    """Return a busy world in which all can go to an event of brand b in community c."""
    world = busy_world()
    m = world.members
    m.is_member[:] = m.has_access[:] = m.interest[:] = 1
    m.mutes[:] = m.has_tried[:] = 0
    world.communities.meets_today[b, c] = immersion
    return world


def test_switched_off_nothing_changes():
    world = an_event()
    before = copies_of(world)

    attend(world, ImmersionParameters(attendance=1), world.everyone)
    step(world, ImmersionParameters(attendance=1), world.everyone)

    assert written(before, world) == set()


@pytest.mark.parametrize(("b", "c"), [(0, 0), (1, 0), (1, 1)])
def test_an_event_is_evidence_a_contact_and_a_trial_where_it_takes_place(b, c):
    """Community 0 is rows 0..4, community 1 rows 5..8; 2 * .5 * genuineness * fluency."""
    world = an_event(b, c)
    m, before = world.members, copies_of(world)
    here = m.community == c

    attend(world, P, world.everyone)

    expected = np.zeros(m.evidence_today.shape)
    worth = world.brands.genuineness[b] * world.communities.fluency[b, c]
    expected[b, here, Source.PARTICIPATION] = worth
    np.testing.assert_allclose(m.evidence_today, expected, rtol=1e-6)
    only = np.zeros((2, 9))
    only[b, here] = 1
    for name in ("has_tried", "has_news_today", "replies_today"):
        np.testing.assert_array_equal(getattr(m, name), only)
    np.testing.assert_array_equal(m.meets_today, here)
    assert written(before, world) == {
        "members.meets_today", "members.has_tried", "members.evidence_today",
        "members.has_news_today", "members.replies_today",
    }  # fmt: skip


def test_two_brands_can_hold_events_on_one_day():
    """Both in community 1, rows 5..8; brand 0 alone in community 0."""
    world = an_event()
    world.communities.meets_today[:, 1] = 1

    attend(world, P, world.everyone)

    assert world.members.has_tried.tolist() == [[1] * 9, [0] * 5 + [1] * 4]


@pytest.mark.parametrize("name", ["is_member", "has_access", "interest", "mutes"])
def test_only_members_with_access_and_interest_who_do_not_mute_the_brand_attend(name):
    world = an_event()
    column = getattr(world.members, name)
    column[..., 1::2] = name == "mutes"

    attend(world, P, world.everyone)

    assert list(world.members.meets_today) == [1, 0, 1, 0, 1, 0, 0, 0, 0]


def test_a_rival_that_is_muted_does_not_keep_anybody_away():
    world = an_event()
    world.members.mutes[1] = 1

    attend(world, P, world.everyone)

    assert world.members.meets_today.sum() == 5


def test_nobody_is_at_yesterdays_event_any_more():
    world = busy_world()
    world.members.meets_today[:] = 1

    attend(world, P, world.everyone)

    assert not world.members.meets_today.any()


def test_attendance_is_as_frequent_as_the_rule_says():
    """.6 * .5 = .3 of those with access."""
    world = crowd()
    world.communities.meets_today[0], world.members.interest[:] = 1, 0.5
    world.members.has_access[:] = 1

    attend(world, ImmersionParameters(is_on=1, attendance=0.6), world.everyone)

    assert abs(world.members.meets_today.mean() - 0.3) < near(0.3, 20_000)


# Meeting


def test_ties_between_two_at_the_event_of_their_community_come_closer():
    """0 and 1 are there; 2 is not; 4 is, in another community. Only 0 -> 1 of .5 rises to .55."""
    world = two_brands(4, 3)
    start = np.array([0, 3, 3, 4, 4, 4, 4, 4])
    whom = np.array([1, 2, 4, 0], np.int32)
    world.ties = Ties(start, whom, np.full(4, 0.5, np.float32))
    world.members.meets_today[[0, 1, 4]] = 1
    world.communities.meets_today[0] = 1
    before = copies_of(world)

    step(world, P, world.everyone)

    np.testing.assert_allclose(world.ties.strength, [0.55, 0.5, 0.5, 0.5], rtol=1e-6)
    assert written(before, world) == {"ties.strength"}


def test_viewers_of_an_immersive_post_with_access_have_tried_the_brand():
    world = two_brands(4, 3)
    m = world.members
    put_post(world, 0, 0, brand=0, immersion=0.0)
    put_post(world, 0, 1, brand=1, immersion=0.2)
    put_post(world, 1, 0, brand=0, immersion=1.0)
    show(world, (0, 1))
    m.has_access[:] = (1, 0, 1, 0, 1, 0, 1)
    before = copies_of(world)

    step(world, P, world.everyone)

    assert m.has_tried.tolist() == [[0, 0, 0, 0, 1, 0, 1], [1, 0, 1, 0, 0, 0, 0]]
    assert written(before, world) == {"members.has_tried"}


def test_two_spans_give_the_bits_of_one():
    world = an_event()
    world.communities.meets_today[1, 1] = 1
    p = P.model_copy(update={"attendance": 0.6})
    assert_spans_agree(attend, world, p)

    attend(world, p, world.everyone)
    assert_spans_agree(step, world, p)


# In the whole model


def world_after(has_events, engine="columns", **changes):
    """Return a world after eight weeks, with an event of the focal brand in each, or none."""
    about = {"communities": {"one": {"size": 1_000}}, "immersion": {"is_on": 1}}
    spec = small_spec(days=56, **(about | {"belonging": {"is_on": 1}} | changes))
    model = BrandCommunity(spec, "micro", seed=3, engine=engine)
    act = model.brands[0].act

    def act_and_meet():
        act()
        model.world.communities.meets_today[0] = has_events and model.world.day % 7 == 2

    model.brands[0].act = act_and_meet
    while model.running:
        model.step()
    return model.world


def test_members_go_to_events_one_by_one_with_the_same_bits():
    on = {"is_on": 1}
    changes = {
        "communities": {"one": {"size": 40}, "two": {"size": 30}}, "conversation": on,
        "muting": on | {"threshold": 0.0, "rate": 0.5}, "membership": on | {"enough_posts": 1},
    }  # fmt: skip
    all_at_once = world_after(True, **changes)
    one_by_one = world_after(True, engine="agents", **changes)

    assert written(copies_of(all_at_once), one_by_one) == set()
    assert all_at_once.members.has_tried.any()
    assert all_at_once.members.mutes.any()
    assert all_at_once.talk[..., 1].any()


@pytest.mark.slow
def test_events_raise_belonging_ties_and_trust_of_those_with_access_alone():
    worlds = [world_after(has_events) for has_events in (True, False)]
    able = worlds[0].members.has_access > 0

    def gain(column):
        return getattr(worlds[0].members, column) - getattr(worlds[1].members, column)

    assert gain("belonging")[able].mean() > 0.05
    assert gain("trust")[0, able].mean() > 0.05
    assert gain("has_tried")[0, ~able].sum() == 0
    assert abs(gain("belonging")[~able].mean()) < 0.005
    ties = worlds[0].ties
    stronger = ties.strength - worlds[1].ties.strength
    owner = np.repeat(np.arange(1_000), np.diff(ties.start))
    both = able[owner] & able[ties.whom]
    assert stronger[both].mean() > 0.02
    assert (stronger[~both] == 0).all()


@pytest.mark.slow
def test_those_who_have_tried_the_brand_buy_more_often():
    """An effect of 3 instead of 0 on the chance to buy, on the same luck."""
    bought = [
        world_after(True, purchase={"immersion": effect}).members.is_customer[0]
        for effect in (0.0, 3.0)
    ]

    assert (bought[1] >= bought[0]).mean() > 0.99
    assert bought[1].sum() > bought[0].sum() * 1.2
