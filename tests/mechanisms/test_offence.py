"""Who does not know a sensitive community breaks its taboos, and members take offence."""

import numpy as np
import pytest
from hypothesis import given

from sim.ledger import Source
from sim.mechanisms.offence import (
    OffenceParameters,
    chance_to_offend,
    evidence_of_offence,
    mark_offensive,
    step,
)
from sim.model import BrandCommunity
from sim.randomness import key_for
from tests.conftest import small_spec
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    each_view,
    near,
    shares,
    two_brands,
    weights,
    written,
)

P = OffenceParameters(is_on=1, rate=0.5, weight=2)


def test_rules_by_hand():
    """.1 * (1 - .25) * .8 * .5 = .03; 2 * .3 = .6."""
    assert chance_to_offend(0.25, 0.8, 0.5, 0.1) == pytest.approx(0.03)
    assert evidence_of_offence(0.3, 2.0) == pytest.approx(0.6)


@given(shares, shares, shares, shares, shares)
def test_who_knows_the_community_never_offends_and_the_risk_falls_with_knowledge(
    familiarity, other, sensitivity, distinctiveness, rate
):
    less, more = sorted((familiarity, other))
    risks = [chance_to_offend(f, sensitivity, distinctiveness, rate) for f in (1, more, less)]

    assert risks[0] == 0
    assert risks == sorted(risks)
    assert risks[2] <= min(sensitivity, distinctiveness, rate)


@given(shares, weights)
def test_offence_is_never_above_its_weight(sensitivity, weight):
    assert 0 <= evidence_of_offence(sensitivity, weight) <= weight


def marked(n=5_000, p=P):
    """Return a world with n posts of brand 1 in community 1, decided upon one by one."""
    world = two_brands(3, 2)
    c = world.communities
    c.familiarity[1, 1], c.sensitivity[1], c.distinctiveness[1] = 0.25, 0.8, 0.5
    flags = np.zeros(n, np.uint8)
    for k in range(n):
        world.posts.key[1, 7] = key_for(1, k)
        mark_offensive(world, p, 1, np.array([1]), np.array([7]))
        flags[k] = world.posts.is_offensive[1, 7]
    return world, flags


def test_posts_offend_as_often_as_the_rule_says_and_are_counted():
    """.5 * .75 * .8 * .5 = .15."""
    world, flags = marked()

    assert abs(flags.mean() - 0.15) < near(0.15, flags.size)
    assert world.counts.offences[world.day, 1, 1] == world.counts.offences.sum() == flags.sum()


def test_off_no_post_offends():
    world, flags = marked(50, P.model_copy(update={"is_on": 0, "rate": 1}))

    assert not flags.any()
    assert world.counts.offences.sum() == 0


def test_a_new_post_in_a_slot_of_an_offensive_one_is_innocent_until_drawn():
    world = two_brands(3, 2)
    world.posts.is_offensive[:] = 1
    world.communities.familiarity[:] = 1

    mark_offensive(world, P, 0, np.array([1, 0]), np.array([2, 3]))

    assert world.posts.is_offensive[1, 2] == world.posts.is_offensive[0, 3] == 0
    assert world.posts.is_offensive.sum() == world.posts.is_offensive.size - 2


def test_members_take_offence_at_offensive_posts_they_saw_by_the_sensitivity_of_the_place():
    world = busy_world()
    m, posts = world.members, world.posts
    posts.is_offensive[0, 1:5] = posts.is_offensive[1, 2:] = 1
    world.communities.sensitivity[:] = (0.5, 0.25)
    expected = np.zeros_like(m.trust)
    for _, i, c, slot, b in each_view(world):
        expected[b, i] += (1.0, 0.5)[c] * posts.is_offensive[c, slot]
    before = copies_of(world)

    step(world, P, world.everyone)

    assert expected.any(axis=1).all()
    np.testing.assert_array_equal(m.evidence_today[..., Source.OFFENCE], expected)
    np.testing.assert_array_equal(m.has_news_today, expected > 0)
    assert m.evidence_today.sum() == expected.sum()
    assert (world.views.tone - before["views.tone"]).sum() == pytest.approx(-expected.sum())
    assert written(before, world) == {
        "members.evidence_today", "members.has_news_today", "views.tone",
    }  # fmt: skip


def test_two_spans_give_the_bits_of_one():
    world = busy_world()
    world.posts.is_offensive[:, :3] = 1

    assert_spans_agree(step, world, P)


def offences(**community):
    """Return a small world, one community of which is easily offended, after twelve weeks."""
    sensitive = {"size": 40, "sensitivity": 1.0, "distinctiveness": 1.0, "moderation": 0.0}
    spec = small_spec(
        days=84, communities={"one": sensitive | community}, offence={"is_on": 1, "rate": 1.0},
        replying={"request_share": 0.0},
    )  # fmt: skip
    model = BrandCommunity(spec, "micro", seed=2)
    while model.running:
        model.step()
    return model.world


def test_posts_of_a_stranger_offend_a_sensitive_community_and_ever_fewer_as_it_learns():
    counts = offences().counts
    early, late = counts.offences[:28].sum(), counts.offences[-28:].sum()

    assert early > late
    assert counts.offences[:, :, -2:].sum() == 0
    assert offences(sensitivity=0.0).counts.offences.sum() == 0
    assert offences(distinctiveness=0.0).counts.offences.sum() == 0


def test_offence_costs_trust():
    points = offences().ledger.trust[..., Source.OFFENCE].sum()

    assert points < 0
    assert offences(sensitivity=0.0).ledger.trust[..., Source.OFFENCE].sum() == 0
