"""Replying: hours make places, places go by lot, and silence is evidence too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.columns import check_ranges
from sim.ledger import Line, Source
from sim.mechanisms.replying import (
    ReplyingParameters,
    ask_for_help,
    chance_to_ask,
    grant_places,
    hours_for_replies,
    reply_draw,
    reply_evidence,
    spend_reply_hours,
    step,
    warmth_left,
)
from sim.world import Span
from tests.strategies import (
    DAY,
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    each_view,
    near,
    put_post,
    shares,
    show,
    two_brands,
    weights,
    written,
)

P = ReplyingParameters(
    reply_weight=0.6, ignored_weight=0.04, warmth=0.48, warmth_half_life=30, hours_per_reply=0.1,
    hours_per_answer=0.25, request_share=0.3,
)  # fmt: skip
COMMENT = 2

# Rules


def test_asking_by_hand():
    """.03 posts a day, twice the average, 30 % of them requests: .018; never above 1."""
    assert chance_to_ask(0.03, 2.0, 0.3) == pytest.approx(0.018, abs=1e-15)
    assert chance_to_ask(10.0, 5.0, 1.0) == 1.0


@given(st.floats(0, 0.1), st.floats(0, 5), shares, shares)
def test_requests_are_a_share_of_what_a_member_writes(posts, propensity, share, more):
    chance = chance_to_ask(posts, propensity, share)

    assert 0 <= chance <= chance_to_ask(posts, propensity, min(1.0, share + more)) <= 1
    assert chance == pytest.approx(propensity * chance_to_ask(posts, 1.0, share), abs=1e-12)


def test_a_reply_by_hand():
    """.6 * .8 * .5 = .24; half as welcome .12, and as unwelcome as can be -.24."""
    assert reply_evidence(0.8, 0.5, 1.0, 0.6) == pytest.approx(0.24, abs=1e-15)
    assert reply_evidence(0.8, 0.5, 0.5, 0.6) == pytest.approx(0.12, abs=1e-15)
    assert reply_evidence(0.8, 0.5, -1.0, 0.6) == pytest.approx(-0.24, abs=1e-15)


@given(shares, shares, st.floats(-1, 1), weights)
def test_a_reply_is_worth_at_most_its_weight(genuineness, fluency, welcome, weight):
    says = reply_evidence(genuineness, fluency, welcome, weight)

    assert abs(says) <= weight
    assert says * welcome >= 0
    assert says == pytest.approx(reply_evidence(fluency, genuineness, welcome, weight))
    assert says == -reply_evidence(genuineness, fluency, -welcome, weight)
    assert reply_evidence(1.0, 1.0, 1.0, weight) == weight


@given(st.integers(0, 2**63), st.integers(0, 700), st.integers(0, 10**6))
def test_draws_of_replies_are_shares_and_differ_by_post_day_and_member(key, day, member):
    key = np.uint64(key)
    draw = reply_draw(key, day, member)

    assert 0 <= draw < 1
    assert draw not in {
        reply_draw(key + np.uint64(1), day, member), reply_draw(key, day + 1, member),
        reply_draw(key, day, member + 1),
    }  # fmt: skip


@pytest.mark.parametrize("half_life", [7, 30, 90])
def test_half_of_the_warmth_is_left_after_a_half_life(half_life):
    warmth = 0.48
    for _ in range(half_life):
        warmth = warmth_left(warmth, half_life)

    assert warmth == pytest.approx(0.24, abs=1e-12)


@given(st.floats(0, 5), st.floats(0, 5), st.floats(1, 1000))
def test_warmth_fades_in_proportion(warmth, more, half_life):
    both = warmth_left(warmth + more, half_life)

    assert 0 <= warmth_left(warmth, half_life) <= warmth
    assert both == pytest.approx(warmth_left(warmth, half_life) + warmth_left(more, half_life))


# Asking


def test_at_a_chance_of_one_all_present_who_write_ask_if_any_brand_answers():
    world = busy_world()
    m = world.members
    m.posting_propensity[:] = np.arange(9) % 2 * 1e6
    before = copies_of(world)

    ask_for_help(world, P, world.everyone)
    assert written(before, world) == set()

    world.brands.answers[1] = 1
    before = copies_of(world)
    ask_for_help(world, P, world.everyone)
    np.testing.assert_array_equal(m.asks_today, m.is_member * (np.arange(9) % 2))
    assert written(before, world) == {"members.asks_today"}


def test_the_same_members_ask_whether_brands_answer_or_other_members():
    asked = []
    for members, brands in ((True, 0), (False, 1), (True, 1), (False, 0)):
        world = busy_world()
        world.members.posting_propensity[:], world.communities.posts_per_member[:] = 1, 2
        world.members_answer, world.brands.answers[0] = members, brands
        ask_for_help(world, P, world.everyone)
        asked.append(world.members.asks_today.tolist())

    assert asked[0] == asked[1] == asked[2]
    assert 0 < sum(asked[0]) < world.members.is_member.sum()
    assert sum(asked[3]) == 0


def test_requests_of_yesterday_are_gone_where_no_brand_answers_any_more():
    """Rows 2 to 6 are asked; the others keep what they have until it is their turn."""
    world = busy_world()
    world.members.posting_propensity[:], world.members.asks_today[:] = 1e6, 1

    ask_for_help(world, P, Span(2, 7))

    assert list(world.members.asks_today) == [1, 1, 0, 0, 0, 0, 0, 1, 1]


def test_only_who_writes_in_a_community_that_writes_asks():
    world = busy_world()
    world.members.posting_propensity[:] = world.members.is_member[:] = 1
    world.brands.answers[:] = 1
    world.communities.posts_per_member[:] = (0, 1e6)

    ask_for_help(world, P, world.everyone)

    assert list(world.members.asks_today) == [0] * 5 + [1] * 4


@pytest.mark.parametrize(("share", "chance"), [(0.3, 0.06), (0.6, 0.12)])
def test_requests_are_as_frequent_as_the_rule_says(share, chance):
    """.1 posts a day times a propensity of 2 times the share."""
    world = crowd()
    world.communities.posts_per_member[:], world.members.posting_propensity[:] = 0.1, 2
    world.brands.answers[0] = 1

    ask_for_help(world, ReplyingParameters(request_share=share), world.everyone)

    assert abs(world.members.asks_today.mean() - chance) < near(chance, 20_000)


def test_asking_in_two_spans_gives_the_bits_of_one():
    world = busy_world()
    world.members.posting_propensity[:], world.brands.answers[:] = 1e6, 1

    assert_spans_agree(ask_for_help, world, P)


def test_a_member_asks_as_often_whoever_else_is_there():
    """What all write together, and how many could be members, does not change what one does."""
    world = crowd()
    world.communities.posts_per_member[:], world.members.posting_propensity[:] = 0.1, 2
    world.brands.answers[0] = 1
    world.members.is_member[::2], world.communities.own_posts[:] = 0, 77

    ask_for_help(world, P, world.everyone)

    assert abs(world.members.asks_today[1::2].mean() - 0.06) < near(0.06, 10_000)
    assert not world.members.asks_today[::2].any()


# Places


@pytest.mark.parametrize(("day", "left"), [(0, 1.0), (6, 7.0), (7, 1.0), (10, 1.75)])
def test_what_is_left_of_the_week_is_shared_by_the_days_left(day, left):
    """7 h: 7 / 7 on the first day of a week, 7 / 4 on the fourth, 7 / 1 on the last."""
    world = two_brands(4, 3)
    world.day, world.brands.reply_hours[1] = day, 7.0

    assert hours_for_replies(world, 1) == pytest.approx(left)


def talkative(n=400, hours=1.0, asks=False):
    """Return a world of two communities where all comment on brand 0 (slot 2), some on brand 1."""
    world = two_brands(n, n // 2)
    world.day = 6  # the last day of the week: what is left is for today
    brands, m = world.brands, world.members
    brands.replies[0], brands.reply_hours[0], brands.wage[:] = 1, hours, (35, 20)
    brands.is_present[:] = 1
    for c in range(2):
        put_post(world, c, 2, brand=0)
        put_post(world, c, 5, brand=1)
    show(world, (2, 5))
    world.views.action[:] = COMMENT
    m.asks_today[:] = asks
    brands.answers[0] = asks
    return world


@pytest.mark.parametrize(
    ("hours", "replies"),
    [(1.05, 10), (0.35, 3), (0.3, 3), (0.7, 7), (0.2999, 2), (0.05, 0), (1000, 600)],
)
def test_replies_are_as_many_as_hours_or_comments(hours, replies):
    """Six minutes each: 1.05 h are ten replies; there are 600 comments on brand 0.

    .3 / .1 and .7 / .1 are below 3 and 7 in floating point, but the hours are enough.
    """
    world = talkative(hours=hours)

    grant_places(world, P)
    step(world, P, world.everyone)

    m = world.members
    assert m.replies_today[0].sum() == replies
    assert (m.evidence_today[0, :, Source.REPLIES] > 0).sum() == replies
    assert (m.evidence_today[0, :, Source.IGNORED_COMMENTS] > 0).sum() == 600 - replies
    assert (m.evidence_today[1, :, Source.IGNORED_COMMENTS] > 0).sum() == 600
    assert not m.replies_today[1].any()
    assert world.brands.reply_hours[0] == pytest.approx(hours - 0.1 * replies, abs=1e-12)
    assert world.brands.reply_hours[0] >= 0


def test_places_are_booked_by_community_line_and_brand():
    world = talkative(hours=5.05)
    before = copies_of(world)
    world.communities.hours_today[:] = 0

    grant_places(world, P)

    replies = world.counts.replies[6, 0]
    assert replies[:2].sum() == replies.sum() == world.counts.replies.sum() == 50
    np.testing.assert_allclose(world.communities.hours_today, [0.1 * replies[:2], [0, 0]])
    assert world.ledger.hours[6, 0, Line.REPLIES] == pytest.approx(5.0)
    assert world.ledger.money[6, 0, Line.REPLIES] == pytest.approx(5.0 * 35)
    assert world.ledger.hours.sum() == pytest.approx(5.0)
    assert world.brands.reply_hours[0] == pytest.approx(0.05)
    assert world.brands.reply_hours_today[0] == pytest.approx(0.05)
    assert abs(replies[0] / 50 - 2 / 3) < near(2 / 3, 50)
    assert written(before, world) == {
        "brands.reply_hours", "brands.reply_hours_today", "brands.reply_cut",
        "communities.hours_today", "counts.replies", "ledger.hours", "ledger.money",
    }  # fmt: skip


def test_every_brand_gets_its_part_of_the_week_for_today_whatever_was_left_of_yesterday():
    """Four days are left: 7 / 4 and 2 / 4; 1.75 h are 17 replies, of the rival's none."""
    world = talkative()
    world.day, world.brands.reply_hours[:], world.brands.reply_hours_today[:] = 3, (7, 2), 99

    grant_places(world, P)

    assert world.counts.replies[3, 0].sum() == 17
    np.testing.assert_allclose(world.brands.reply_hours, [7 - 1.7, 2])
    np.testing.assert_allclose(world.brands.reply_hours_today, [0.05, 0.5])


def test_hours_are_spent_of_today_and_of_the_week_and_never_below_none():
    world = two_brands(4)
    world.brands.reply_hours[:], world.brands.reply_hours_today[:] = (6, 5), (2, 1)
    before = copies_of(world)

    spend_reply_hours(world, 1, 0.75)
    assert world.brands.reply_hours.tolist() == [6, 4.25]
    assert world.brands.reply_hours_today.tolist() == [2, 0.25]
    assert written(before, world) == {"brands.reply_hours", "brands.reply_hours_today"}

    spend_reply_hours(world, 1, 1)
    assert world.brands.reply_hours.tolist() == [6, 3.25]
    assert world.brands.reply_hours_today.tolist() == [2, 0]

    spend_reply_hours(world, 1, 4)
    assert world.brands.reply_hours.tolist() == [6, 0]


def test_replies_come_before_answers():
    """600 replies cost 60 h; of 70 h, 10 are left: 40 answers of a quarter of an hour."""
    for hours, replies, answers in ((70.01, 600, 40), (30.01, 300, 0)):
        world = talkative(hours=hours, asks=True)
        grant_places(world, P)
        assert world.counts.replies[6, 0].sum() == replies
        assert world.counts.answers[6, 0].sum() == answers
        assert world.ledger.hours[6, 0, Line.ANSWERS] == pytest.approx(0.25 * answers)
        left = hours - 0.1 * replies - 0.25 * answers
        assert world.brands.reply_hours[0] == pytest.approx(left, abs=1e-9)
        assert world.brands.reply_hours_today[0] == pytest.approx(left, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "value", "line", "expected"),
    [("hours_per_reply", 0.25, "replies", 8), ("hours_per_answer", 0.5, "answers", 4)],
)
def test_slower_work_makes_fewer_places(name, value, line, expected):
    """2.01 h: 8 replies of a quarter hour; or 4 answers of half an hour where none is replied."""
    world = talkative(hours=2.01, asks=line == "answers")
    world.brands.replies[0] = line == "replies"

    grant_places(world, P.model_copy(update={name: value}))

    assert getattr(world.counts, line)[6, 0].sum() == expected


def test_more_hours_answer_the_same_and_more():
    """The lot decides the order: nobody loses a reply to a brand that has more time."""
    few, many = (talkative(hours=hours) for hours in (1.05, 2.05))
    for world in (few, many):
        grant_places(world, P)
        step(world, P, world.everyone)

    got_few, got_many = few.members.replies_today[0], many.members.replies_today[0]
    assert got_many.sum() == 20
    assert np.all(got_few <= got_many)


def test_a_brand_that_does_not_reply_grants_no_place():
    world = talkative(hours=10)
    world.brands.replies[0] = 0
    before = copies_of(world)

    grant_places(world, P)

    assert written(before, world) == {"brands.reply_hours_today"}
    assert world.brands.reply_hours_today.tolist() == [10, 0]


def test_places_of_yesterday_are_gone_when_hours_are():
    world = talkative(hours=0)
    world.brands.reply_cut[:] = world.brands.answer_cut[:] = 1

    grant_places(world, P)

    assert list(world.brands.reply_cut) == list(world.brands.answer_cut) == [-1, -1]


def test_requests_where_the_brand_is_absent_wait_for_nobody():
    world = talkative(hours=1000, asks=True)
    world.brands.is_present[0] = (0, 1)

    grant_places(world, P)
    step(world, P, world.everyone)

    assert world.counts.answers[6, 0].tolist() == [0, 200, 0, 0]
    answered = world.members.evidence_today[0, :, Source.PARTICIPATION] > 0
    assert list(answered) == [False] * 400 + [True] * 200


# Hearing


def test_the_step_follows_the_rules_row_by_row_and_writes_nothing_else():
    """Brand 0 replies to all comments, brand 1 answers all requests, each by its own fluency."""
    world = busy_world(1)
    m, brands = world.members, world.brands
    world.views.action[:] = np.random.default_rng(5).integers(0, 4, len(world.views.action))
    m.asks_today[:] = (1, 0, 1, 0, 1, 0, 1, 0, 1)
    brands.is_present[:] = [[1, 1], [1, 0]]
    brands.reply_cut[:], brands.answer_cut[:] = (1, -1), (-1, 1)
    p = ReplyingParameters(reply_weight=0.7, ignored_weight=0.2, warmth=0.3, warmth_half_life=5)
    world.communities.welcome[:] = [[0.5, -0.4], [-1, 0.9]]
    before = copies_of(world)
    news, replies = np.zeros(m.evidence_today.shape), np.zeros(m.trust.shape)
    boost, has_news = m.reply_boost * 0.5**0.2, np.zeros(m.trust.shape)
    worth = 0.7 * brands.genuineness[:, None] * world.communities.fluency
    worth *= [[0.5, 0.4], [1, 0.9]]
    for v, i, c, _, b in each_view(world):
        if world.views.action[v] == COMMENT:
            replies[b, i] += b == 0
            has_news[b, i] = 1
            boost[b, i] = 0.3 if b == 0 else boost[b, i]
            reply = (Source.REPLIES, Source.TOO_MUCH_PRESENCE)[c]
            source = (reply, Source.IGNORED_COMMENTS)[b]
            news[b, i, source] += (worth[0, c], 0.2)[b]
    for i in (0, 2, 4):  # who asks in the community where brand 1 is
        replies[1, i] += 1
        has_news[1, i] = 1
        boost[1, i] = 0.3
        news[1, i, Source.TOO_MUCH_PRESENCE] = worth[1, 0]

    step(world, p, world.everyone)

    np.testing.assert_allclose(m.evidence_today, news, rtol=2e-6)
    np.testing.assert_array_equal(m.replies_today, replies)
    np.testing.assert_array_equal(m.has_news_today, has_news)
    np.testing.assert_allclose(m.reply_boost, boost, rtol=1e-6)
    assert written(before, world) == {
        "members.evidence_today", "members.replies_today", "members.has_news_today",
        "members.reply_boost",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "more", "column", "direction"),
    [("reply_weight", 1.5, "evidence_today", 1), ("ignored_weight", 0.2, "evidence_today", 1),
     ("warmth", 0.7, "reply_boost", 1), ("warmth_half_life", 90, "reply_boost", 1)],
)  # fmt: skip
def test_every_parameter_of_a_reply_moves_its_column_its_way(name, more, column, direction):
    totals = []
    for p in (P, P.model_copy(update={name: more})):
        world = talkative(hours=3)
        world.members.reply_boost[:] = 0.1
        grant_places(world, p)
        step(world, p, world.everyone)
        totals.append(getattr(world.members, column).sum(dtype=float))

    assert (totals[1] - totals[0]) * direction > 0


def test_the_greatest_warmth_a_scenario_may_set_is_within_the_range_of_its_column():
    world, p = talkative(hours=1000), P.model_copy(update={"warmth": 5.0})

    grant_places(world, p)
    step(world, p, world.everyone)

    assert np.all(world.members.reply_boost[0] == 5)
    check_ranges(world.members)


def test_two_spans_give_the_bits_of_one():
    world = talkative(n=10, hours=0.55, asks=True)
    world.members.reply_boost[:] = 0.2
    grant_places(world, P)
    world.brands.answer_cut[:] = 0.5

    assert_spans_agree(step, world, P)


def test_who_is_answered_follows_the_key_of_a_post_not_its_slot():
    first, other = talkative(hours=10), talkative(hours=10)
    posts = other.posts
    for c in range(2):
        posts.brand[c, 9], posts.key[c, 9], posts.brand[c, 2] = 0, posts.key[c, 2], -1
    show(other, (5, 9))
    other.views.action[:] = COMMENT
    for world in (first, other):
        grant_places(world, P)
        step(world, P, world.everyone)

    np.testing.assert_array_equal(first.members.replies_today, other.members.replies_today)
    assert first.members.replies_today.sum() == 100


def test_places_go_by_lot_not_by_row():
    """Of 400 rows, 200 are answered; the first half gets about half of that (hypergeometric)."""
    world = talkative(hours=20.05)
    world.views.action[world.views.member >= 400] = 0
    grant_places(world, P)
    step(world, P, world.everyone)

    answered = world.members.replies_today[0, :400]
    spread = np.sqrt(200 * 0.5 * 0.5 * 200 / 399)
    assert answered.sum() == 200
    assert abs(answered[:200].sum() - 100) < 4 * spread
    assert world.day == 6 != DAY
