"""Pretence is found out by those who look closely, and counts against the brand from then on."""

import numpy as np
import pytest
from hypothesis import given

from sim.ledger import Source
from sim.mechanisms.insincerity import InsincerityParameters, chance_to_find_out, step
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    each_view,
    near,
    put_post,
    shares,
    show,
    written,
)

P = InsincerityParameters(is_on=1, detection=0.4, weight=0.8)
SURE = InsincerityParameters(is_on=1, detection=1, weight=0.75)
WRITTEN = {
    "members.evidence_today", "members.has_news_today", "members.sees_through", "views.tone",
}  # fmt: skip


def test_chance_to_find_out_by_hand():
    """.5 * .6 * .1 = .03."""
    assert chance_to_find_out(0.5, 0.6, 0.1) == pytest.approx(0.03)


@given(shares, shares, shares, shares)
def test_nobody_finds_out_what_is_not_there_and_more_pretence_is_found_out_sooner(
    sensitivity, gap, other, detection
):
    less, more = sorted((gap, other))
    chances = [chance_to_find_out(sensitivity, each, detection) for each in (0, less, more)]

    assert chances[0] == 0
    assert chances == sorted(chances)
    assert chances[2] <= min(sensitivity, more, detection)


def test_members_who_look_closely_see_through_own_posts_of_the_brand_that_pretends():
    world = busy_world()
    m, posts = world.members, world.posts
    m.authenticity_sensitivity[:] = 1
    m.sees_through[:, ::2] = 0
    world.brands.feigned[:] = (0, 1)
    found, views, knew = set(), [], m.sees_through.copy()
    for v, i, c, slot, b in each_view(world):
        if b == 1 and not posts.is_paid[c, slot] and not knew[1, i] and i not in found:
            found.add(i)
            views.append(v)
    before = copies_of(world)

    step(world, SURE, world.everyone)

    expected = np.isin(np.arange(len(m)), sorted(found))
    assert 0 < len(found) < len(m)
    np.testing.assert_array_equal(m.evidence_today[1, :, Source.INSINCERITY], 0.75 * expected)
    np.testing.assert_array_equal(m.has_news_today[1], expected)
    np.testing.assert_array_equal(m.sees_through, [knew[0], knew[1] | expected])
    assert m.evidence_today.sum() == 0.75 * len(found)  # once each, and nothing else
    change = world.views.tone - before["views.tone"]
    np.testing.assert_allclose(change, -0.75 * np.isin(np.arange(change.size), views), atol=1e-12)
    assert written(before, world) == WRITTEN


@pytest.mark.parametrize(("is_on", "feigned"), [(1, 0), (0, 1)])
def test_a_genuine_brand_and_a_mechanism_that_is_off_change_nothing(is_on, feigned):
    world = busy_world()
    world.brands.feigned[:] = feigned
    before = copies_of(world)

    step(world, SURE.model_copy(update={"is_on": is_on}), world.everyone)

    assert written(before, world) == set()


def test_two_spans_give_the_bits_of_one():
    world = busy_world()
    world.brands.feigned[:] = (0.9, 0.7)

    assert_spans_agree(step, world, SURE)


def finders(gaps, n=20_000, day=3):
    """Return who of a crowd of sensitivity .6 sees through, with one post of each brand seen."""
    world = crowd(n)
    world.day = day
    world.members.authenticity_sensitivity[:] = 0.6
    world.brands.feigned[:] = gaps
    put_post(world, 0, 0, brand=0)
    put_post(world, 0, 1, brand=1)
    show(world, (0, 1))
    step(world, P, world.everyone)
    return world.members.sees_through


def test_finding_out_is_as_frequent_as_the_rule_says():
    """.6 * .5 * .4 = .12."""
    found = finders((0.5, 0))

    assert abs(found[0].mean() - 0.12) < near(0.12, 20_000)
    assert not found[1].any()


def test_who_finds_out_has_luck_of_their_own_for_each_brand_and_day():
    alone, together, later = finders((1, 0), 500), finders((1, 1), 500), finders((1, 1), 500, 4)

    np.testing.assert_array_equal(alone[0], together[0])
    assert (together[0] != together[1]).any()
    assert (together[0] != later[0]).any()
