"""Conversation: friends answer, recommend what they trust, and come closer to those who do."""

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import Source
from sim.mechanisms.conversation import (
    ConversationParameters,
    answer_each_other,
    chance_to_answer,
    recommendation_from,
    step,
)
from sim.model import BrandCommunity
from sim.network import Ties, closer
from sim.world import Span
from tests.conftest import small_spec
from tests.strategies import (
    DAY,
    busy_world,
    copies_of,
    crowd,
    near,
    shares,
    two_brands,
    weights,
    written,
)

ratios = st.floats(0, 100)


def all_answer(recommendation_share):
    """Return parameters by which all who listen answer, whatever the bounds."""
    return ConversationParameters.model_construct(
        is_on=1, eagerness=1e9, step=0.1, recommendation_share=recommendation_share, weight=0.5
    )


ALL = all_answer(1.0)


def talk(world, p=ALL):
    """Let members answer each other and hear the answers."""
    answer_each_other(world, p)
    step(world, p, world.everyone)
    return world.members


def four_friends():
    """Return members 0..3, where 0 asks; 1 and 2 listen to 0 and 0 to 1 and 3, 3 to nobody."""
    world = two_brands(4, 3)
    start = np.array([0, 2, 3, 5, 5, 5, 5, 5])
    whom = np.array([1, 3, 0, 3, 0], np.int32)
    world.ties = Ties(start, whom, np.array([0.2, 0.3, 0.4, 0.5, 0.6], np.float32))
    m = world.members
    m.asks_today[0], m.posting_propensity[:] = 1, 1
    m.memory[:], m.trust[:] = 1, 0.8
    return world


# Rules


def test_answering_by_hand():
    """1 - e^(-.5 * .4 * 2) = 1 - e^-.4 = .329680; the silent never answer."""
    assert chance_to_answer(0.5, 0.4, 2.0) == pytest.approx(0.329680, abs=5e-7)
    assert chance_to_answer(5.0, 1.0, 0.0) == 0.0


@given(ratios, shares, ratios, ratios, shares)
def test_eagerness_closeness_and_writing_raise_the_chance_to_answer(e, s, w, more, share):
    chance = chance_to_answer(e, s, w)

    assert 0 <= chance <= chance_to_answer(e + more, s, w) <= 1
    assert chance <= chance_to_answer(e, min(1.0, s + share), w)
    assert chance <= chance_to_answer(e, s, w + more)


@given(st.floats(0, 3), shares, st.floats(0, 3), st.floats(0, 3))
def test_no_answer_from_one_who_writes_for_two_is_none_from_both(e, s, w, v):
    both = (1 - chance_to_answer(e, s, w)) * (1 - chance_to_answer(e, s, v))

    assert 1 - chance_to_answer(e, s, w + v) == pytest.approx(both)


@given(shares, shares, weights)
def test_only_trust_above_one_half_recommends(trust, other, weight):
    word = recommendation_from(trust, weight)

    assert word >= 0
    assert word == (0 if trust <= 0.5 else pytest.approx(weight * (2 * trust - 1)))
    assert (recommendation_from(max(trust, other), weight) >= word) or weight == 0
    assert recommendation_from(1.0, weight) == weight


@given(shares, shares, shares)
def test_ties_come_closer_to_full_strength_and_never_beyond(strength, part, more):
    after = closer(strength, part)

    assert strength - 1e-15 <= after <= closer(strength, min(1, part + more)) + 1e-15
    assert after <= 1 + 1e-15
    assert 1 - after == pytest.approx((1 - strength) * (1 - part), abs=1e-12)


# Answering


def test_switched_off_nothing_changes():
    world = busy_world()
    world.members.asks_today[:] = 1
    before = copies_of(world)

    talk(world, ConversationParameters(eagerness=100))

    assert written(before, world) == set()


def test_those_who_listen_answer_and_all_is_counted():
    """Of 1, 2 (who listen to 0) and 3 (who does not), 1 and 2 answer; nobody answered 3 before."""
    world = four_friends()
    m = world.members
    m.helped_today[3] = m.helping_today[3] = 7
    world.communities.own_posts[:] = (0.25, 0.5)

    answer_each_other(world, ALL)

    assert world.exchanges.asker.tolist() == [0, 0]
    assert sorted(world.exchanges.helper.tolist()) == [1, 2]
    assert m.helped_today.tolist() == [2, 0, 0, 0, 0, 0, 0]
    assert m.helping_today.tolist() == [0, 1, 1, 0, 0, 0, 0]
    assert world.talk[DAY].tolist() == [[0.25, 2], [0.5, 0]]
    assert np.abs(world.talk).sum() == 2.75


@pytest.mark.parametrize(("column", "value"), [("is_member", 0), ("posting_propensity", 0)])
def test_who_is_away_or_silent_does_not_answer(column, value):
    world = four_friends()
    getattr(world.members, column)[1] = value

    talk(world)

    assert world.exchanges.helper.tolist() == [2]


def test_answers_are_as_frequent_as_the_rule_says_by_the_tie_of_who_answers():
    """Rows 10,000 and above listen to the row 10,000 below, with strength .5; not the reverse."""
    world, n = crowd(), 10_000
    start = np.concatenate([np.zeros(n + 1), np.arange(1, n + 1)]).astype(np.int64)
    world.ties = Ties(start, np.arange(n, dtype=np.int32), np.full(n, 0.5, np.float32))
    world.members.asks_today[:n], world.members.posting_propensity[:] = 1, 2

    answer_each_other(world, ConversationParameters(is_on=1, eagerness=0.4))

    chance = 1 - math.exp(-0.4)
    assert abs(world.members.helped_today[:n].mean() - chance) < near(chance, n)
    assert not world.members.helped_today[n:].any()


def test_another_day_another_helper():
    helpers = []
    for day in (DAY, DAY + 1):
        world = busy_world()
        m, world.day = world.members, day
        world.keys = world.keys + np.uint64(day)
        m.asks_today[:], m.is_member[:], m.posting_propensity[:] = 1, 1, 1
        answer_each_other(world, ConversationParameters(is_on=1, eagerness=1))
        helpers.append(world.exchanges.helper.tolist())

    assert helpers[0] != helpers[1]


# Hearing


def test_the_one_who_asked_hears_the_recommendations_and_comes_closer():
    """.5 * (2 * .8 - 1) = .3 from each of two; the tie 0 -> 1 of .2 rises to .28."""
    world = four_friends()
    m = world.members
    m.trust[1, 1], m.trust[1, 2] = 0.4, 0.5  # of the rival nobody has good to say
    before = copies_of(world)
    answer_each_other(world, ALL)
    middle = copies_of(world)

    step(world, ALL, world.everyone)

    expected = np.zeros(m.evidence_today.shape)
    expected[0, 0, Source.WORD_OF_MOUTH] = 0.6
    np.testing.assert_allclose(m.evidence_today, expected, rtol=1e-6)
    only = np.zeros((2, 7))
    only[0, 0] = 1
    np.testing.assert_array_equal(m.has_news_today, only)
    np.testing.assert_array_equal(m.has_heard, only)
    np.testing.assert_array_equal(m.hears_today, 2 * only)
    np.testing.assert_allclose(world.ties.strength, [0.28, 0.3, 0.4, 0.5, 0.6], rtol=1e-6)
    assert written(middle, world) == {
        "members.evidence_today", "members.has_news_today", "members.has_heard",
        "members.hears_today", "ties.strength",
    }  # fmt: skip
    assert written(before, world) >= {"exchanges.asker", "exchanges.helper", "talk"}


@pytest.mark.parametrize(
    ("memory", "customer", "share", "heard"),
    [(0, 0, 1.0, 0), (1, 0, 1.0, 2), (0, 1, 1.0, 2), (1, 1, 0.0, 0)],
)
def test_only_known_brands_are_recommended_and_only_when_asked_for(memory, customer, share, heard):
    world = four_friends()
    m = world.members
    m.memory[:], m.is_customer[:] = memory, customer

    talk(world, all_answer(share))

    assert m.hears_today[:, 0].tolist() == [heard, heard]
    assert not m.hears_today[:, 1:].any()


def test_recommendations_come_as_often_as_memory_and_requests_say():
    """Two by two listen to each other; .3 of requests, .4 and .5 remember: .12, .15; both .06."""
    world, n = crowd(), 20_000
    rows = np.arange(n, dtype=np.int32)
    world.ties = Ties(np.arange(n + 1), rows ^ 1, np.full(n, 0.5, np.float32))
    m = world.members
    m.asks_today[:], m.posting_propensity[:], m.trust[:] = 1, 1, 1
    m.memory[0], m.memory[1] = 0.4, 0.5

    talk(world, all_answer(0.3))

    assert (m.helped_today == 1).all()
    assert abs(m.hears_today[0].mean() - 0.12) < near(0.12, n)
    assert abs(m.hears_today[1].mean() - 0.15) < near(0.15, n)
    assert abs((m.hears_today[0] & m.hears_today[1]).mean() - 0.06) < near(0.06, n)


def test_spans_in_any_order_give_the_bits_of_one():
    world = busy_world()
    m = world.members
    m.asks_today[:], m.is_member[:], m.posting_propensity[:] = np.arange(9) % 3 > 0, 1, 1
    m.trust[:] = 0.9
    p = ConversationParameters(is_on=1, eagerness=5, recommendation_share=0.7)
    answer_each_other(world, p)
    whole = copy.deepcopy(world)
    step(whole, p, whole.everyone)

    assert {"members.evidence_today", "ties.strength"} <= written(copies_of(world), whole)
    for cut in range(10):
        parts = copy.deepcopy(world)
        step(parts, p, Span(cut, 9))
        step(parts, p, Span(0, cut))
        assert written(copies_of(whole), parts) == set()


# In the whole model


@pytest.mark.slow
def test_about_six_in_ten_who_ask_are_answered_and_fewer_where_fewer_listen():
    """Without growing ties, in communities of 250 (40 % are not, Burke et al. 2007), and of 40."""
    answered = {}
    for size, count in ((250, 16), (40, 100)):
        asked = helped = 0
        spec = small_spec(
            days=91, communities={"one": {"size": size, "count": count}},
            conversation={"is_on": 1, "step": 0},
        )  # fmt: skip
        for seed in range(3):
            model = BrandCommunity(spec, "stay-away", seed=seed)
            while model.running:
                model.step()
                asked += model.world.members.asks_today.sum()
                helped += (model.world.members.helped_today > 0).sum()
            assert model.world.talk[..., 1].sum() > 0
        answered[size] = helped / asked

    assert answered[250] == pytest.approx(0.6, abs=0.04)
    assert answered[40] < answered[250] - 0.1


@pytest.mark.slow
def test_talk_brings_members_closer_and_recommendations_bring_good_evidence():
    spec = small_spec(
        days=91, communities={"one": {"size": 250, "count": 4}},
        conversation={"is_on": 1, "recommendation_share": 0.5},
        word_of_mouth={"speak_engaged": 0, "speak_customer": 0}, engagement={"base": -1.0},
        brand={"genuineness": 1.0}, population={"visits_mean": 2.0},
    )  # fmt: skip
    model = BrandCommunity(spec, "micro", seed=1)
    before = model.world.ties.strength.copy()
    while model.running:
        model.step()

    assert (model.world.ties.strength >= before).all()
    assert model.world.ties.strength.mean() > before.mean() + 1e-4
    assert model.world.ledger.trust[:, 0, :, Source.WORD_OF_MOUTH].sum() > 0
