"""Presence: the larger a brand's share of the talk, the less its replies are worth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.mechanisms.presence import (
    PresenceParameters,
    share_of_talk,
    step,
    talk_after,
    welcome_at,
)
from sim.model import BrandCommunity
from sim.world import Span
from tests.conftest import small_spec
from tests.strategies import (
    DAY,
    busy_world,
    copies_of,
    half_lives,
    shares,
    two_brands,
    written,
)

P = PresenceParameters(is_on=1, saturation=1.5, half_life=7)
BOTH = Span(0, 2)  # communities
amounts = st.floats(0, 1e6)


# Rules


@pytest.mark.parametrize("half_life", [3, 14, 60])
def test_half_of_the_talk_is_forgotten_after_a_half_life(half_life):
    talk = 8.0
    for _ in range(half_life):
        talk = talk_after(talk, 0.0, half_life)

    assert talk == pytest.approx(4, abs=1e-12)


@given(amounts, amounts, half_lives)
def test_the_mean_lies_between_yesterday_and_today(talk, today, half_life):
    after = talk_after(talk, today, half_life)

    assert min(talk, today) * (1 - 1e-12) <= after <= max(talk, today) * (1 + 1e-12)
    assert talk_after(talk, talk, half_life) == pytest.approx(talk)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_shares_of_all_who_talk_sum_to_one(one, other):
    total = one + other
    together = share_of_talk(one, total) + share_of_talk(other, total)

    assert together == pytest.approx(1 if total > 0 else 0)
    assert share_of_talk(0.0, 0.0) == 0


def test_the_welcome_by_hand():
    """1 - 1.5 * .4 = .4; nothing at two thirds; -.5 where the brand talks alone, never below -1."""
    assert welcome_at(0.4, 1.5) == pytest.approx(0.4, abs=1e-15)
    assert welcome_at(2 / 3, 1.5) == pytest.approx(0, abs=1e-15)
    assert welcome_at(1.0, 1.5) == -0.5
    assert welcome_at(1.0, 3.0) == -1


@given(shares, st.floats(0, 100), shares)
def test_more_presence_is_never_more_welcome(share, saturation, more):
    welcome = welcome_at(share, saturation)

    assert -1 <= welcome <= 1
    assert welcome >= welcome_at(min(1.0, share + more), saturation)
    assert welcome_at(0.0, saturation) == 1
    assert welcome_at(share, 0.0) == 1


@pytest.mark.parametrize(("saturation", "best"), [(1.5, 0.4226), (3.0, 0.1835)])
def test_with_one_reply_after_another_all_of_them_together_say_most_at_some_share(saturation, best):
    """Of n replies to m contributions: n (1 - xi n / (m + n)), most where its slope is 0."""
    n = np.linspace(0, 10, 100_001)
    said = n * np.array([welcome_at(share, saturation) for share in n / (1 + n)])

    assert n[said.argmax()] / (1 + n[said.argmax()]) == pytest.approx(best, abs=1e-3)


# Step


def test_off_nothing_happens():
    world = busy_world()
    world.counts.posts[:] = 3
    before = copies_of(world)

    step(world, PresenceParameters(is_on=0), BOTH)

    assert written(before, world) == set()


def test_talk_is_what_members_and_brands_say_by_community():
    """A half-life of a day keeps half of yesterday."""
    world = two_brands(5, 4)
    c, counts = world.communities, world.counts
    c.own_talk[:], c.own_posts[:], c.brand_talk[:] = (10, 6), (4, 1), [[2, 4], [6, 0]]
    rng = np.random.default_rng(4)
    for name in ("posts", "replies", "answers", "comments", "likes"):
        getattr(counts, name)[DAY] = rng.integers(1, 9, counts.posts[DAY].shape)
    counts.removed[DAY, :, 0] = 1
    world.talk[DAY] = [[50, 3], [60, 2]]
    own = counts.comments[DAY, :, :2].sum(axis=0) + np.array([4 + 3, 1 + 2])
    brands = counts.posts[DAY] + counts.replies[DAY] + counts.answers[DAY] - counts.removed[DAY]
    before = copies_of(world)
    expected_own, expected = (c.own_talk + own) / 2, (c.brand_talk + brands[:, :2]) / 2

    step(world, PresenceParameters(is_on=1, half_life=1, saturation=2), BOTH)

    np.testing.assert_allclose(c.own_talk, expected_own)
    np.testing.assert_allclose(c.brand_talk, expected)
    share = expected / (expected_own + expected.sum(axis=0))
    np.testing.assert_allclose(c.welcome, np.maximum(-1, 1 - 2 * share))
    assert written(before, world) == {
        "communities.own_talk", "communities.brand_talk", "communities.welcome",
    }  # fmt: skip


def test_the_removal_of_older_posts_is_no_talk_below_nothing():
    world = two_brands(5, 4)
    world.counts.posts[DAY], world.counts.removed[DAY] = 1, 3

    step(world, PresenceParameters(is_on=1), BOTH)

    assert (world.communities.brand_talk == 0).all()
    assert (world.communities.welcome == 1).all()


def test_a_brand_that_falls_silent_is_welcome_again():
    world = two_brands(50, 50)
    c = world.communities
    c.brand_talk[0, 0] = 20
    welcomes = []
    for _ in range(100):
        step(world, P, BOTH)
        welcomes.append(c.welcome[0, 0])

    assert welcomes[0] < 0
    assert np.all(np.diff(welcomes) >= 0)
    assert welcomes[-1] > 0.99
    assert c.welcome[1, 0] == 1


@pytest.mark.parametrize("cut", [0, 1, 4, 9])
def test_two_spans_of_communities_give_the_bits_of_one(cut):
    whole, parts = (two_brands(*[3] * 9) for _ in range(2))
    for world, spans in ((whole, [Span(0, 9)]), (parts, [Span(cut, 9), Span(0, cut)])):
        world.counts.posts[DAY] = np.arange(22).reshape(2, 11) % 5
        for span in spans:
            step(world, P, span)

    assert written(copies_of(whole), parts) == set()
    assert (whole.communities.welcome < 1).any()


# Fact 9: the firm's presence and how members take it


def final_trust(hours, saturation):
    """Return members' trust (n_seeds,) after half a year of a brand that answers for `hours`.

    In a community of 150 where six in ten posts ask for help; one post a week by the brand.
    """
    strategy = {
        "identify": {}, "commit": {"hours_per_week": hours}, "interact": {"answers": True},
        "tailor": {"mix": {"expert_tip": 0.6, "question": 0.4}, "posts_per_week": 1},
    }  # fmt: skip
    spec = small_spec(
        days=182, communities={"one": {"size": 150}}, replying={"request_share": 0.6},
        brand={"hours_per_week": 100, "budget_per_week": 10_000},
        presence={"is_on": 1, "saturation": saturation}, strategies={"micro": strategy},
        baseline="micro",
    )  # fmt: skip
    worlds = [finished(spec, seed) for seed in range(1, 31)]
    return np.array([world.members.trust[0].mean() for world in worlds])


def finished(spec, seed):
    """Return the world after the last day."""
    model = BrandCommunity(spec, "micro", seed)
    while model.running:
        model.step()
    return model.world


def rise(low, high, saturation):
    """Return low and high end of the 95 % interval of the change in trust, on the same luck."""
    change = final_trust(high, saturation) - final_trust(low, saturation)
    half = stats.t.ppf(0.975, change.size - 1) * stats.sem(change)
    return change.mean() - half, change.mean() + half


@pytest.mark.slow
def test_where_presence_wears_out_fast_trust_rises_with_answers_and_then_falls():
    """Fact 9 at a saturation of 3, the upper end of the plausible; it rests on it."""
    assert rise(3.2, 5, saturation=3)[0] > 0
    assert rise(5, 14, saturation=3)[1] < 0


@pytest.mark.slow
def test_at_the_default_trust_rises_ever_more_slowly_but_does_not_fall():
    """No brand answers more than is asked: its share stays below .42, where all would say most."""
    first, then = rise(3.2, 5, saturation=1.5), rise(5, 14, saturation=1.5)

    assert first[0] > then[1] > then[0] > 0
