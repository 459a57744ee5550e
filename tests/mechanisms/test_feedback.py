"""Feedback: advice that is acted on betters the product and is taking part; else it is ignored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import Line, Source
from sim.mechanisms.feedback import (
    FeedbackParameters,
    act,
    ideas_acted_on,
    quality_after,
    step,
)
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    each_view,
    hours,
    near,
    shares,
    two_brands,
    written,
)

P = FeedbackParameters(
    is_on=1, hours_per_idea=2, gain=0.1, acted_weight=0.5, ignored_weight=0.125
)  # fmt: skip
COMMENT, LAST = 2, 6  # LAST: the last day of a week
ideas = st.floats(0, 500)


# Rules


@given(ideas, hours, st.floats(0.01, 100), st.floats(0, 100))
def test_ideas_are_limited_by_advice_and_by_hours(waiting, week, each, more):
    acted = ideas_acted_on(waiting, week, each)

    assert 0 <= acted <= waiting
    assert acted * each <= week * (1 + 1e-12) + 1e-300  # subnormals lose digits
    assert acted <= ideas_acted_on(waiting, week + more, each)
    assert acted <= ideas_acted_on(waiting + more, week, each)


def test_quality_by_hand():
    """Half is wrong; two ideas mend a tenth each of what is left: 1 - .5 * .81 = .595."""
    assert quality_after(0.5, 2.0, 0.1) == pytest.approx(0.595, abs=1e-15)


@given(shares, ideas, ideas, st.floats(0, 0.99))
def test_each_idea_mends_the_same_part_of_what_is_left(quality, some, more, gain):
    after = quality_after(quality, some, gain)

    assert quality - 1e-12 <= after <= 1
    assert quality_after(after, more, gain) == pytest.approx(
        quality_after(quality, some + more, gain)
    )
    assert quality_after(quality, 0.0, gain) == pytest.approx(quality)
    assert quality_after(1.0, some, gain) == 1


# Acting


def waiting(n=400, day=LAST, feedback_hours=(20, 0)):
    """Return a crowd on the last day of a week, in which every other member has advised brand 0."""
    world = crowd(n)
    world.day, world.brands.feedback_hours[:], world.brands.wage[:] = day, feedback_hours, (35, 20)
    world.brands.quality[:] = 0.5
    world.members.has_advised[0, ::2] = 1
    return world


def test_hours_limit_what_is_acted_on_and_the_work_is_booked():
    """20 h are 10 ideas of the 200: a twentieth; quality is 1 - .5 * .9^10."""
    world = waiting()
    before = copies_of(world)

    act(world, P)

    assert world.brands.share_acted_on.tolist() == [0.05, 0]
    assert world.brands.quality[0] == pytest.approx(1 - 0.5 * 0.9**10)
    assert world.brands.quality[1] == 0.5
    assert world.ledger.hours[LAST, 0, Line.FEEDBACK] == world.ledger.hours.sum() == 20
    assert world.ledger.money[LAST, 0, Line.FEEDBACK] == world.ledger.money.sum() == 20 * 35
    assert written(before, world) == {
        "brands.quality", "brands.share_acted_on", "ledger.hours", "ledger.money",
    }  # fmt: skip


def test_no_more_hours_are_booked_than_there_is_advice():
    """Three members present have advised, and one who has left."""
    world = two_brands(4)
    world.day, world.brands.feedback_hours[:] = LAST, (0, 1000)
    world.members.has_advised[1], world.members.is_member[3] = 1, 0

    act(world, P)

    assert world.ledger.hours.sum() == world.ledger.hours[LAST, 1, Line.FEEDBACK] == 6
    assert world.brands.share_acted_on.tolist() == [0, 1]


@pytest.mark.parametrize(("day", "p"), [(5, P), (LAST, P.model_copy(update={"is_on": 0}))])
def test_nothing_is_acted_on_during_the_week_or_when_off(day, p):
    world = waiting(day=day)
    before = copies_of(world)

    act(world, p)
    step(world, p, world.everyone)

    assert written(before, world) == set()


def test_the_share_of_last_week_is_gone_when_nobody_advises():
    world = waiting()
    world.brands.share_acted_on[:], world.members.has_advised[:] = 1, 0

    act(world, P)

    assert not world.brands.share_acted_on.any()


# Hearing back


def test_who_advised_hears_back_and_waits_no_longer():
    world = waiting(20_000)
    world.members.has_advised[1, ::5] = 1
    world.brands.share_acted_on[:] = (0.3, 1)
    before = copies_of(world)

    step(world, P, world.everyone)

    news = world.members.evidence_today
    took_part, ignored = news[..., Source.PARTICIPATION], news[..., Source.IGNORED_COMMENTS]
    assert abs((took_part[0, ::2] == 0.5).mean() - 0.3) < near(0.3, 10_000)
    np.testing.assert_array_equal(ignored[0, ::2], 0.125 * (took_part[0, ::2] == 0))
    assert np.all(took_part[1, ::5] == 0.5)
    assert not news[0, 1::2].any()
    assert news.sum() == pytest.approx(took_part.sum() + ignored.sum())
    np.testing.assert_array_equal(world.members.has_news_today[0], np.arange(20_000) % 2 == 0)
    assert not world.members.has_advised.any()
    assert written(before, world) == {
        "members.evidence_today", "members.has_news_today", "members.has_advised",
    }  # fmt: skip


def test_comments_on_posts_that_ask_are_advice_until_the_end_of_the_week():
    world = busy_world(2)
    m, rng = world.members, np.random.default_rng(5)
    world.views.action[:] = rng.integers(0, 4, len(world.views.action))
    world.posts.asks_feedback[:] = rng.integers(0, 2, world.posts.asks_feedback.shape)
    m.has_advised[:] = 0
    expected = np.zeros_like(m.has_advised)
    for v, i, c, slot, b in each_view(world):
        if world.views.action[v] == COMMENT and world.posts.asks_feedback[c, slot]:
            expected[b, i] = 1
    before = copies_of(world)

    step(world, P, world.everyone)

    np.testing.assert_array_equal(m.has_advised, expected)
    assert 0 < expected.sum() < expected.size
    assert written(before, world) == {"members.has_advised"}


def test_advice_of_the_last_day_waits_for_the_next_week():
    world = busy_world(2)
    world.day, world.members.has_advised[:] = LAST, 0
    world.views.action[:], world.posts.asks_feedback[:] = COMMENT, 1

    act(world, P)
    step(world, P, world.everyone)

    assert world.members.has_advised.any()
    assert not world.members.evidence_today.any()


def test_more_hours_are_heard_by_the_same_members_and_more():
    heard = []
    for week in (100, 200):
        world = waiting(feedback_hours=(week, 0))
        act(world, P)
        step(world, P, world.everyone)
        heard.append(world.members.evidence_today[0, :, Source.PARTICIPATION] > 0)

    assert heard[0].sum() < heard[1].sum()
    assert not (heard[0] & ~heard[1]).any()


def test_two_spans_give_the_bits_of_one():
    world = busy_world(2)
    world.day, world.brands.share_acted_on[:] = LAST, (0.5, 0.5)
    world.members.has_advised[:] = 1
    world.views.action[:], world.posts.asks_feedback[:] = COMMENT, 1

    assert_spans_agree(step, world, P)
