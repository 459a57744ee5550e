"""Memory rises with each contact by what it is worth, never above one, and fades by halves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.memory import MemoryParameters, kept_per_day, memory_after, step
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    each_view,
    put_post,
    shares,
    show,
    written,
)

contacts = st.integers(0, 200)


def test_three_contacts_by_hand():
    """.2 + .8 * (1 - .98 ^ 3) = .2 + .8 * .058808 = .2470464."""
    assert memory_after(0.2, 0.02, 3) == pytest.approx(0.2470464, abs=1e-12)


def test_the_first_contact_leaves_its_step_in_an_empty_mind():
    assert memory_after(0.0, 0.02, 1) == pytest.approx(0.02, abs=1e-15)


@given(shares, shares, contacts, contacts)
def test_contacts_add_up_in_any_two_parts(memory, size, first, second):
    together = memory_after(memory, size, first + second)

    assert together == pytest.approx(memory_after(memory_after(memory, size, first), size, second))


@given(shares, shares, contacts)
def test_memory_stays_a_share_and_contacts_never_lower_it(memory, size, n):
    now = memory_after(memory, size, n)

    assert memory - 1e-12 <= now <= 1 + 1e-12
    assert now <= memory_after(memory, size, n + 1) + 1e-12


@given(shares, shares)
def test_what_is_missing_shrinks_by_the_step(memory, size):
    assert 1 - memory_after(memory, size, 1) == pytest.approx((1 - memory) * (1 - size))


@pytest.mark.parametrize(
    ("half_life", "kept"), [(7, 0.9057), (14, 0.9517), (28, 0.9755), (90, 0.9923)]
)
def test_a_half_life_in_days_is_kept_per_day(half_life, kept):
    """V15: .5 ^ (1 / 7) = .9057 and so on."""
    assert kept_per_day(MemoryParameters(half_life=half_life)) == pytest.approx(kept, abs=5e-5)


@pytest.mark.parametrize("half_life", [7, 14, 28, 90])
def test_half_of_memory_is_left_after_a_half_life(tiny_world, half_life):
    tiny_world.members.memory[:] = 0.8

    for _ in range(half_life):
        step(tiny_world, MemoryParameters(half_life=half_life), tiny_world.everyone)

    np.testing.assert_allclose(tiny_world.members.memory, 0.4, rtol=1e-5)


@pytest.mark.parametrize(
    ("half_life", "carry_over"), [(7, 10.607), (14, 20.702), (28, 40.898), (90, 130.343)]
)
def test_small_contacts_carry_over_as_adstock_does(tiny_world, half_life, carry_over):
    """V15: x <- kept * (x + A) settles at kept * A / (1 - kept) = A / (1 - kept) - A.

    1 / (1 - .5 ^ (1 / 7)) = 10.607 and so on. A = 1e-5, so small that saturation takes
    less than .2 % (A * 130).
    """
    p = MemoryParameters(half_life=half_life, step_ad=1e-6, worth_of_contact=10)
    put_post(tiny_world, 0, 0)
    put_post(tiny_world, 1, 0)
    show(tiny_world)

    for _ in range(20 * half_life):
        step(tiny_world, p, tiny_world.everyone)

    np.testing.assert_allclose(tiny_world.members.memory, 1e-5 * (carry_over - 1), rtol=2e-3)


def test_daily_posts_settle_where_the_equation_says(tiny_world):
    """From m = k (m + (1 - m) s): m = k s / (1 - k (1 - s)); k = .5, s = .2: .1 / .6."""
    put_post(tiny_world, 0, 0)
    put_post(tiny_world, 1, 0)
    show(tiny_world)

    p = MemoryParameters(half_life=1, step_ad=0.02, worth_of_contact=10)
    for _ in range(60):
        step(tiny_world, p, tiny_world.everyone)

    np.testing.assert_allclose(tiny_world.members.memory, 1 / 6, rtol=1e-5)


def contacts_given(world):
    """Give members views, replies and words, some without news."""
    rng = np.random.default_rng(4)
    m = world.members
    m.has_news_today[:] = rng.integers(0, 2, m.memory.shape)
    m.replies_today[:] = rng.integers(0, 4, m.memory.shape) * m.has_news_today
    m.hears_today[:] = rng.integers(0, 4, m.memory.shape) * m.has_news_today
    return world


def test_the_step_follows_the_rule_row_by_row_and_writes_nothing_else():
    """An ad is worth .01, a post or reply .04, a word .07 of an empty mind; .5 is kept."""
    world = contacts_given(busy_world())
    p = MemoryParameters(half_life=1, step_ad=0.01, worth_of_contact=4, worth_of_word=7)
    m, before = world.members, copies_of(world)
    missed = 1 - m.memory.astype(float)
    for _, i, c, slot, b in each_view(world):
        missed[b, i] *= 0.99 if world.posts.is_paid[c, slot] else 0.96
    missed *= 0.96**m.replies_today * 0.93**m.hears_today

    step(world, p, world.everyone)

    np.testing.assert_allclose(m.memory, 0.5 * (1 - missed), rtol=1e-5)
    assert written(before, world) == {"members.memory"}


def test_two_spans_give_the_bits_of_one():
    assert_spans_agree(step, contacts_given(busy_world()), MemoryParameters())


def test_a_post_is_worth_r_ads(tiny_world):
    """With r = 10 and a step of .002, one post moves an empty mind by .02, ten ads by .01982."""
    put_post(tiny_world, 0, 0)
    put_post(tiny_world, 1, 0, is_paid=1)
    show(tiny_world)

    p = MemoryParameters(half_life=10_000, step_ad=0.002, worth_of_contact=10)
    step(tiny_world, p, tiny_world.everyone)

    post, ad = tiny_world.members.memory[0, [0, 4]] / 0.5 ** (1 / 10_000)
    assert post == pytest.approx(0.02, rel=1e-5)
    assert ad == pytest.approx(0.002, rel=1e-5)


@pytest.mark.parametrize(("replies", "words"), [(1, 0), (0, 1), (1, 1)])
def test_no_contact_is_worth_more_than_all_of_memory(tiny_world, replies, words):
    m = tiny_world.members
    m.has_news_today[:], m.replies_today[:], m.hears_today[:] = 1, replies, words
    p = MemoryParameters(step_ad=1, worth_of_contact=500, worth_of_word=500, half_life=1)

    step(tiny_world, p, tiny_world.everyone)

    np.testing.assert_allclose(m.memory, 0.5)


@pytest.mark.parametrize(
    ("name", "more"),
    [("half_life", 120), ("step_ad", 0.005), ("worth_of_contact", 50), ("worth_of_word", 50)],
)
def test_every_parameter_raises_memory(name, more):
    memories = []
    for p in (MemoryParameters(), MemoryParameters(**{name: more})):
        world = contacts_given(busy_world())
        step(world, p, world.everyone)
        memories.append(world.members.memory)

    assert np.all(memories[1] >= memories[0])
    assert memories[1].sum() > memories[0].sum()
