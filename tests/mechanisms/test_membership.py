"""Membership: irritation hastens leaving, friends inside bring others in, and both are booked."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import Source
from sim.mechanisms.membership import (
    MembershipParameters,
    benefit_of_joining,
    chance_to_join,
    chance_to_leave,
    count_present,
    step,
    take_effect,
)
from sim.model import BrandCommunity
from sim.network import Ties
from sim.setup import build_world
from tests.conftest import small_spec
from tests.strategies import (
    DAY,
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    irritations,
    near,
    shares,
    two_brands,
    written,
)

ON = MembershipParameters(is_on=1)
small = st.floats(0, 0.1)

# Rules


def test_leaving_by_hand():
    """.004 * e^(.3 * 2) = .004 * 1.822119 = .00728848; e^(.6 - 2 * .5) = .670320; at most 1."""
    assert chance_to_leave(0.004, 0.3, 2.0, 2.0, 0.0) == pytest.approx(0.00728848, abs=5e-9)
    assert chance_to_leave(0.004, 0.3, 2.0, 2.0, 0.5) == pytest.approx(0.00268128, abs=5e-9)
    assert chance_to_leave(0.9, 1.0, 3.0, 1.0, 0.0) == 1.0


@given(shares, st.floats(0, 10), irritations)
def test_irritation_hastens_leaving(rate, pull, irritation):
    chance = chance_to_leave(rate, pull, irritation, 1.0, 0.0)

    assert rate <= chance <= chance_to_leave(rate, pull, 3.0, 1.0, 0.0) <= 1
    assert chance_to_leave(rate, pull, 0.0, 1.0, 0.0) == rate


@given(shares, st.floats(0, 10), irritations, st.floats(0, 10), shares, shares)
def test_belonging_delays_leaving(rate, pull, irritation, hold, belonging, more):
    chance = chance_to_leave(rate, pull, irritation, hold, belonging)

    assert 0 <= chance_to_leave(rate, pull, irritation, hold, min(1, belonging + more)) <= chance
    assert chance <= chance_to_leave(rate, pull, irritation, hold, 0.0)
    assert chance <= chance_to_leave(rate, pull, irritation, 0.0, belonging)


@given(st.floats(0, 0.01), st.floats(0, 1), st.floats(0, 1.5), st.floats(0, 3), st.floats(0, 0.5))
def test_equal_steps_of_irritation_and_belonging_multiply_the_chance_alike(
    rate, pull, irritation, hold, belonging
):
    low, middle, high = (
        chance_to_leave(rate, pull, k * irritation, hold, k * belonging) for k in (0, 1, 2)
    )

    assert low * high == pytest.approx(middle**2)


def test_joining_by_hand():
    """Four friends: 1 - (1 - .00001) * .999 ^ 2 = .00200898; nobody inside: .00001."""
    assert chance_to_join(0.00001, 0.001, 4, 1.0) == pytest.approx(0.00200898, abs=5e-9)
    assert chance_to_join(0.00001, 0.001, 0, 1.0) == pytest.approx(0.00001, abs=1e-15)


@given(small, small, st.integers(0, 100), st.integers(0, 100))
def test_friends_inside_raise_the_chance_to_join_by_their_root(alone, by_friends, friends, more):
    chance = chance_to_join(alone, by_friends, friends, 1.0)

    assert alone - 1e-12 <= chance <= chance_to_join(alone, by_friends, friends + more, 1.0) <= 1
    assert (1 - chance_to_join(0.0, by_friends, 4 * friends, 1.0)) == pytest.approx(
        (1 - chance_to_join(0.0, by_friends, friends, 1.0)) ** 2
    )


def test_the_benefit_of_joining_by_hand():
    """1 - e^-1 = .632121 where posts are just enough; half the benefit halves the chance."""
    assert benefit_of_joining(5.0, 5.0) == pytest.approx(0.632121, abs=5e-7)
    assert benefit_of_joining(0.0, 5.0) == 0.0
    assert benefit_of_joining(0.0, 0.0) == benefit_of_joining(7.0, 0.0) == 1.0
    assert chance_to_join(0.2, 0.1, 4, 0.5) == pytest.approx(0.5 * chance_to_join(0.2, 0.1, 4, 1.0))


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1000))
def test_more_posts_make_joining_worth_more(posts, more, enough):
    benefit = benefit_of_joining(posts, enough)

    assert 0 <= benefit <= benefit_of_joining(posts + more, enough) <= 1
    assert benefit >= benefit_of_joining(posts, enough + more)


# Choosing


def test_switched_off_nobody_moves():
    world = busy_world()
    before = copies_of(world)
    p = MembershipParameters(leave_rate=1, join_alone=1)

    step(world, p, world.everyone)
    take_effect(world, p)

    assert written(before, world) == set()


def test_at_chances_of_one_members_leave_and_others_join_and_at_zero_nobody_does():
    world = busy_world()
    m = world.members
    m.belonging[:] = 0
    before = copies_of(world)

    step(world, MembershipParameters(is_on=1, leave_rate=1, join_alone=1), world.everyone)
    np.testing.assert_array_equal(m.moves_today, 2 - m.is_member)
    assert written(before, world) == {"members.moves_today"}
    assert 0 < m.is_member.sum() < len(m)

    step(
        world, MembershipParameters(is_on=1, leave_rate=0, join_alone=0, join_by_friends=0),
        world.everyone,
    )  # fmt: skip
    assert not m.moves_today.any()


def test_who_has_left_does_not_come_back():
    world = busy_world()
    m = world.members
    m.is_member[:], m.has_left[:] = 0, np.arange(len(m)) % 2

    step(world, MembershipParameters(is_on=1, join_alone=1), world.everyone)

    np.testing.assert_array_equal(m.moves_today, 2 * (1 - m.has_left))


def test_irritation_with_the_focal_brand_alone_makes_the_own_row_leave():
    """A rate of e^-300 times e^(300) is 1; without irritation it is nothing."""
    world = busy_world()
    m = world.members
    m.is_member[:] = 1
    m.irritation[:] = np.random.default_rng(3).integers(0, 2, m.irritation.shape)
    m.belonging[:] = 0
    p = MembershipParameters.model_construct(is_on=1, leave_rate=math.exp(-300), irritation=300.0)

    step(world, p, world.everyone)

    np.testing.assert_array_equal(m.moves_today, m.irritation[0])
    assert 0 < m.moves_today.sum() < len(m)


def test_belonging_makes_the_own_row_stay():
    """A rate of 1 times e^(-700) is nothing."""
    world = busy_world()
    m = world.members
    m.is_member[:], m.irritation[:], m.belonging[:] = 1, 0, np.arange(9) % 3 == 0

    p = MembershipParameters.model_construct(is_on=1, leave_rate=1.0, belonging=700.0)
    step(world, p, world.everyone)

    assert list(m.moves_today) == [0, 1, 1] * 3


def test_nobody_joins_alone_where_nothing_is_posted():
    """Rows 0 to 3 are community 0, where members post; rows 4 to 6 community 1."""
    world = two_brands(4, 3)
    world.members.is_member[:], world.communities.own_posts[:] = 0, (1e9, 0)

    p = MembershipParameters(is_on=1, join_alone=1, enough_posts=3)
    step(world, p, world.everyone)

    assert list(world.members.moves_today) == [2] * 4 + [0] * 3


def test_only_friends_inside_bring_somebody_in():
    """0 is inside, 1 to 3 outside: 1 listens to 0, 2 to 1, 3 to nobody."""
    world = two_brands(4)
    world.ties = Ties(np.array([0, 0, 1, 2, 2]), np.array([0, 1], np.int32), np.ones(2, np.float32))
    world.members.is_member[:] = (1, 0, 0, 0)

    step(
        world, MembershipParameters(is_on=1, leave_rate=0, join_alone=0, join_by_friends=1),
        world.everyone,
    )  # fmt: skip

    assert list(world.members.moves_today) == [0, 2, 0, 0]


def test_two_spans_give_the_bits_of_one():
    p = MembershipParameters(is_on=1, leave_rate=0.5, join_alone=0.5)

    assert_spans_agree(step, busy_world(), p)


def moves(inside, annoyed, at_home=0.0, **values):
    """Return how often members of a crowd move, 1 or 2."""
    world = crowd()
    world.members.is_member[:], world.members.irritation[0] = inside, annoyed
    world.members.belonging[:] = at_home
    p = MembershipParameters(is_on=1, **({"irritation": 0.3} | values))
    step(world, p, world.everyone)
    return (world.members.moves_today == (1 if inside else 2)).mean()


@pytest.mark.parametrize(
    ("inside", "annoyed", "values", "chance"),
    [
        (1, 0.0, {"leave_rate": 0.02}, 0.02),
        (1, 2.0, {"leave_rate": 0.02}, 0.036442),
        (1, 2.0, {"leave_rate": 0.02, "irritation": 1.0}, 0.147781),
        (1, 0.0, {"leave_rate": 0.1, "at_home": 0.5, "belonging": 2.0}, 0.036788),
        (0, 0.0, {"join_alone": 0.05}, 0.05),
        (0, 0.0, {"join_alone": 0.1, "enough_posts": 600.0}, 0.063212),
    ],
)
def test_moves_are_as_frequent_as_the_rules_say(inside, annoyed, values, chance):
    """.02 * e^.6 = .036442; .02 * e^2 = .147781; .1 * e^-1 = .036788.

    20,000 members who write .03 posts a day write 600: .1 * (1 - e^-1) = .063212.
    """
    assert abs(moves(inside, annoyed, **values) - chance) < near(chance, 20_000)


def test_joining_with_four_friends_is_as_frequent_as_the_rule_says():
    """Rows 0 to 3 are inside, all others listen to them: 1 - (1 - .1) ^ 2 = .19."""
    world, n = crowd(), 20_000
    start = np.concatenate([[0] * 5, 4 * np.arange(1, n - 3)])
    whom = np.tile(np.arange(4, dtype=np.int32), n - 4)
    world.ties = Ties(start, whom, np.ones(whom.size, np.float32))
    world.members.is_member[4:] = 0

    step(world, MembershipParameters(is_on=1, join_alone=0, join_by_friends=0.1), world.everyone)

    assert abs((world.members.moves_today[4:] == 2).mean() - 0.19) < near(0.19, n - 4)


# Moving


def test_moves_take_effect_at_once_and_are_booked_by_community():
    """Community 0 is rows 0..3, community 1 rows 4..6; 1 and 5 leave, 6 joins."""
    world = two_brands(4, 3)
    m = world.members
    m.is_member[:] = (1, 1, 1, 0, 1, 1, 0)
    m.has_left[:] = (0, 0, 0, 1, 0, 0, 1)
    m.trust[0], m.trust[1] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), 0.25
    m.moves_today[:] = (0, 1, 0, 0, 0, 1, 2)
    m.visits[:], world.communities.posts_per_member[:] = 2.0 ** np.arange(7), (0.25, 10)
    count_present(world)
    before = copies_of(world)

    take_effect(world, ON)

    assert list(m.is_member) == [1, 0, 1, 0, 1, 0, 1]
    assert list(m.has_left) == [0, 1, 0, 1, 0, 1, 0]
    assert not m.moves_today.any()
    assert world.moved[DAY].tolist() == [[1, 0], [1, 1]]
    points = world.ledger.trust[DAY, :, :, Source.JOINING_AND_LEAVING]
    np.testing.assert_allclose(points, [[-0.2, 0.7 - 0.6], [-0.25, 0]], atol=1e-12)
    assert world.ledger.trust.astype(bool).sum() == 3
    assert world.communities.visits.tolist() == [1 + 4, 16 + 64]
    assert world.communities.own_posts.tolist() == [0.25 * 2, 10 * 2]
    assert written(before, world) == {
        "members.is_member", "members.has_left", "members.moves_today", "moved", "ledger.trust",
        "communities.present", "communities.visits", "communities.own_posts",
    }  # fmt: skip
    assert world.communities.present.tolist() == [2, 2]


def test_only_who_is_there_visits_and_writes():
    """Community 0 is rows 0..3, community 1 rows 4..6, of which one and nobody are there."""
    world = two_brands(4, 3)
    m = world.members
    m.is_member[:] = (0, 0, 1, 0, 0, 0, 0)
    m.visits[:], world.communities.posts_per_member[:] = 2.0 ** np.arange(7), (0.25, 10)
    before = copies_of(world)

    count_present(world)

    assert world.communities.visits.tolist() == [4, 0]
    assert world.communities.own_posts.tolist() == [0.25, 0]
    assert world.communities.present.tolist() == [1, 0]
    assert written(before, world) == {
        "communities.present", "communities.visits", "communities.own_posts",
    }  # fmt: skip


def assert_counted(world):
    """Check what communities do together against the members who are there."""
    m, c = world.members, world.communities
    here = m.is_member.astype(float)
    visits, present = np.add.reduceat([m.visits * here, here], c.first_row[:-1], axis=1)
    np.testing.assert_allclose(c.visits, visits, rtol=1e-12)
    np.testing.assert_allclose(c.own_posts, c.posts_per_member * present, rtol=1e-12)


def test_newcomers_do_not_count_before_they_join():
    """Forty and thirty members, with half as many again who might join, who write .1 and .5."""
    communities = {
        "one": {"size": 40, "newcomers": 0.5, "posts_per_member": 0.1},
        "two": {"size": 30, "newcomers": 0.5, "posts_per_member": 0.5},
    }
    world = build_world(small_spec(communities=communities), seed=1)

    assert len(world.members) == 105
    np.testing.assert_allclose(world.communities.own_posts, [4, 15], rtol=1e-12)
    assert_counted(world)


def test_a_member_that_is_removed_neither_visits_nor_writes_any_more():
    model = BrandCommunity(small_spec(), "micro", seed=5)
    before = model.world.communities.visits.copy()

    model.member(3).remove()

    assert model.world.communities.visits[0] < before[0]
    assert model.world.communities.visits[1] == before[1]
    assert_counted(model.world)


def test_what_communities_do_follows_who_is_there_all_the_time():
    on = {"is_on": 1, "leave_rate": 0.1, "join_alone": 0.1}
    communities = {"one": {"size": 40, "newcomers": 0.5}, "two": {"size": 30, "newcomers": 0.5}}
    spec = small_spec(days=7, membership=on, communities=communities)
    model = BrandCommunity(spec, "micro", seed=5)
    for _ in range(7):
        model.step()
        assert_counted(model.world)

    assert model.world.moved.sum(axis=(0, 1)).min() > 10


def test_the_ledger_of_moves_is_the_change_of_the_sum_of_trust_of_those_present():
    world = busy_world()
    m, first = world.members, world.communities.first_row
    before = np.add.reduceat(m.trust * m.is_member, first[:-1], axis=1)

    p = MembershipParameters(is_on=1, leave_rate=0.5, join_alone=0.5)
    step(world, p, world.everyone)
    take_effect(world, p)

    after = np.add.reduceat(m.trust * m.is_member, first[:-1], axis=1)
    booked = world.ledger.trust[DAY, :, :, Source.JOINING_AND_LEAVING]
    np.testing.assert_allclose(booked, after - before, atol=1e-9)
    assert world.moved[DAY].sum() > 0
