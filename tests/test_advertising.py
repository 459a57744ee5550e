"""Advertising: what money buys of the audience, inside communities, and of influencers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.advertising import buy_audience_ads, pay_influencer, place_community_ads
from sim.ledger import Line
from sim.model import BrandCommunity, simulate
from sim.setup import build_world
from sim.strategies.analytics import Analytics, Tool, aimed, personalised, tool_of
from sim.strategies.pay import Pay, posts_this_week
from sim.strategies.plan import Strategy, WeekPlan
from sim.world import SLOTS
from tests.conftest import small_spec
from tests.strategies import copies_of, shares, written

DAY = 3


@pytest.fixture
def spec():
    return small_spec(
        communities={"one": {"size": 4}, "two": {"size": 3, "platform": "reddit"}},
        rivals={"rival": {"key": 5, "expertise": 0.5, "strategy": {}}},
        judgement={"label": 0.4}, purchase={"deal_days": 5},
    )  # fmt: skip


@pytest.fixture
def world(spec):
    world = build_world(spec, seed=1)
    world.day = DAY
    return world


def plan(audience=0.0, inside=0.0, influencer=0):
    """Return a week of nothing but ads."""
    return WeekPlan(audience_ads=audience, community_ads=inside, influencer_posts=influencer)


def test_ads_to_the_audience_by_hand(world, spec):
    """$133 a week is $19 a day; at $8 * (1 + 3 * .3) = $15.2 per thousand that is 1,250."""
    pay = Pay(audience_ads=133, precision=0.3, premium=3, creative="offer")
    before = copies_of(world)

    buy_audience_ads(world, spec, 1, Strategy(pay=pay), plan(133))

    (showing,) = world.audience.showings
    offer = spec.content.offer
    assert (showing.brand, showing.born) == (1, DAY)
    assert (showing.is_page, showing.is_hidden, showing.base) == (False, False, None)
    assert showing.impressions == pytest.approx(1250)
    assert (showing.precision, showing.disclosure) == (0.3, 0.4)
    assert (showing.promotion, showing.usefulness) == (offer.promotion, offer.usefulness / 2)
    assert (showing.comment_odds, showing.click_odds) == (offer.comment_odds, offer.click_odds)
    assert world.audience.deal_until.tolist() == [-1, 7]
    assert written(before, world) == {"audience.deal_until"}


def test_an_ad_that_does_not_say_so_is_hidden_and_bears_no_label(world, spec):
    strategy = Strategy(pay=Pay(disclosed=False, influencer="nano"))

    buy_audience_ads(world, spec, 0, strategy, plan(100))
    pay_influencer(world, spec, 0, strategy, plan(influencer=1))
    place_community_ads(world, spec, 0, strategy, plan(0, 100), [0, 1])

    assert [showing.is_hidden for showing in world.audience.showings] == [True, True]
    assert [showing.disclosure for showing in world.audience.showings] == [0, 0]
    assert world.posts.is_hidden[:, 0].tolist() == [1, 1]
    assert world.posts.disclosure[:, 0].tolist() == [0, 0]


def test_without_money_nothing_is_bought(world, spec):
    strategy, before = Strategy(pay=Pay(influencer="nano")), copies_of(world)

    buy_audience_ads(world, spec, 0, strategy, plan())
    place_community_ads(world, spec, 0, strategy, plan(), [0, 1])
    pay_influencer(world, spec, 0, strategy, plan())

    assert written(before, world) == set()
    assert not world.audience.showings


def test_ads_inside_communities_by_hand(world, spec):
    """$280 over 4 and 3 members: $160 and $120 a week.

    At Facebook's $8 * 4 = $32 and Reddit's $4 * 4 = $16 per thousand a day brings
    160 / 7 / 32 * 1000 = 714.2857 and 120 / 7 / 16 * 1000 = 1071.4286 impressions.
    """
    world.communities.relevance[:] = [[0.3, 0.8], [0.1, 0.1]]
    pay = Pay(community_ads=280, premium=3, creative="offer", precision=0.9)

    place_community_ads(world, spec, 0, Strategy(pay=pay), plan(0, 280), [0, 1])

    posts = world.posts
    np.testing.assert_allclose(posts.impressions[:, 0], [714.285714, 1071.428571])
    assert posts.is_paid[:, 0].tolist() == [1, 1]
    assert posts.is_hidden[:, 0].tolist() == [0, 0]
    assert posts.disclosure[:, 0].tolist() == [0.4, 0.4]
    np.testing.assert_allclose(posts.relevance[:, 0], [0.3, 0.8])
    assert posts.promotion[:, 0].tolist() == [spec.content.offer.promotion] * 2
    assert world.communities.deal_until.tolist() == [[7, 7], [-1, -1]]
    assert not world.communities.n_contributions.any()
    assert not world.by_kind.any()


def test_ads_are_placed_where_the_brand_chose_to_be(world, spec):
    place_community_ads(world, spec, 1, Strategy(pay=Pay(premium=0)), plan(0, 56), [1])

    assert (world.posts.brand >= 0).sum() == 1
    assert world.posts.brand[1, 0] == 1
    assert world.posts.impressions[1, 0] == pytest.approx(2000)  # $8 a day at $4


def test_a_full_community_takes_no_ad(world, spec):
    world.posts.brand[0] = 1

    place_community_ads(world, spec, 0, Strategy(pay=Pay()), plan(0, 100), [0, 1])

    assert world.posts.brand[0].tolist() == [1] * SLOTS
    assert world.posts.brand[1, 0] == 0


# Tools


@pytest.mark.parametrize("tool", [None, "platform", "basic", "ai"])
def test_a_better_tool_aims_targeted_ads_better_at_the_same_price(world, spec, tool):
    """AI adds a quarter of what .3 misses: .3 + .25 * .7 = .475; other tools do not aim."""
    block = Analytics(tool=tool) if tool else None
    for precision in (0.3, 0.0):
        pay = Pay(precision=precision)
        buy_audience_ads(world, spec, 0, Strategy(pay=pay, analytics=block), plan(133))

    targeted, broad = world.audience.showings
    assert targeted.precision == pytest.approx(0.475 if tool == "ai" else 0.3)
    assert targeted.impressions == pytest.approx(1250)
    assert broad.precision == 0.0


@given(shares, shares, st.floats(0, 10))
def test_aim_and_depth_of_a_tool_never_leave_the_shares(precision, aim, depth):
    tool = Tool(aim=aim, depth=depth)

    assert precision <= aimed(precision, tool) <= 1 + 1e-12
    assert precision <= personalised(precision, tool) <= 1
    assert aimed(precision, Tool()) == personalised(precision, Tool()) == precision


def test_without_a_tool_a_brand_has_what_the_platform_shows(spec):
    assert tool_of(None, spec.tools) is spec.tools.platform
    assert tool_of(Analytics(tool="ai"), spec.tools) is spec.tools.ai


# Influencers


def test_two_posts_of_an_influencer_by_hand(world, spec):
    """Two posts of a nano: $100; 2 * 5,000 * .25 = 2,500 views in a week, 357.14 a day.

    .048 engagements a follower are .192 a view: log-odds of .192 / .808 = -1.4370.
    """
    strategy = Strategy(pay=Pay(influencer="nano", creative="expert_tip"))

    pay_influencer(world, spec, 1, strategy, plan(influencer=2))

    (showing,) = world.audience.showings
    tip = spec.content.expert_tip
    assert (showing.brand, showing.born, showing.is_page) == (1, DAY, False)
    assert (showing.is_hidden, showing.disclosure) == (False, 0.4)
    assert showing.impressions == pytest.approx(2500 / 7)
    assert showing.precision == spec.influencers.precision == 0.2
    assert showing.base == pytest.approx(math.log(0.192 / 0.808))
    assert (showing.promotion, showing.usefulness) == (tip.promotion, tip.usefulness / 2)
    assert world.ledger.money[DAY, 1, Line.INFLUENCERS] == 100.0
    assert world.ledger.money.sum() == 100.0
    assert world.audience.deal_until.tolist() == [-1, -1]


def test_an_offer_by_an_influencer_is_an_offer(world, spec):
    pay_influencer(
        world, spec, 1, Strategy(pay=Pay(influencer="nano", creative="offer")), plan(influencer=1)
    )

    assert world.audience.deal_until.tolist() == [-1, 7]


@pytest.mark.parametrize("engagement", [0.0, 1.0])
def test_readiness_to_engage_is_finite_at_the_ends(engagement):
    spec = small_spec(
        influencers={"nano": {"engagement": engagement}},
        strategies={"ads": {}, "pay": {"pay": {"influencer": "nano", "influencer_posts": 4}}},
    )
    run = simulate(spec, "pay", 1)
    rate = run.outcomes["engagements"] / run.outcomes["views"]

    assert run.outcomes["views"] > 0
    assert rate < 1e-6 if engagement == 0.0 else rate > 0.9


@given(st.floats(0, 30), st.integers(1, 156))
def test_posts_of_an_influencer_average_to_the_monthly_rate(per_month, weeks):
    made = sum(posts_this_week(per_month, week) for week in range(weeks))

    assert per_month * 12 / 52 * weeks - 1 - 1e-6 < made <= per_month * 12 / 52 * weeks + 1e-6


def paid(budget, days=28, **pay):
    """Return a finished run of nothing but an influencer, within a budget."""
    spec = small_spec(
        days=days, brand={"budget_per_week": budget},
        strategies={"ads": {}, "pay": {"pay": {"influencer": "micro"} | pay}},
    )  # fmt: skip
    model = BrandCommunity(spec, "pay", seed=1)
    while model.running:
        model.step()
    return model.world


def test_an_influencer_is_paid_for_the_posts_that_are_due_and_affordable():
    """13 posts a month are 3 a week; $700 pay for two at $300, and leave $100 for ads."""
    world = paid(700.0, influencer_posts=13, audience_ads=500)
    by_week = world.ledger.money[:, 0].reshape(4, 7, -1).sum(axis=1)

    np.testing.assert_allclose(by_week[:, Line.INFLUENCERS], 600.0)
    np.testing.assert_allclose(by_week[:, Line.AUDIENCE_ADS], 100.0)


def test_an_influencer_brings_views_and_engagement_at_the_class_rate():
    """One post a month of 50,000 followers, of whom a quarter see it, in the week it is due."""
    world = paid(500.0, days=56, influencer_posts=1)
    views = world.counts.views[:, 0].sum(axis=1)
    engaged = sum(
        getattr(world.counts, name)[:, 0].sum() for name in ("likes", "comments", "shares")
    )

    assert world.ledger.money[:, 0, Line.INFLUENCERS].nonzero()[0].tolist() == [28]
    assert views.nonzero()[0].tolist() == list(range(28, 35))
    assert views.sum() == pytest.approx(12_500)
    assert 0.2 < engaged / 12_500 / 0.096 < 5


def test_an_influencer_whom_the_money_cannot_pay_posts_nothing():
    world = paid(299.0, influencer_posts=13)

    assert not world.counts.views.any()
    assert not world.ledger.money.any()
