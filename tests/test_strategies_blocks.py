"""What a strategy asks for and what capacity allows: never more hours or money than there are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.adapt import Adapt, mix_without_promotion, worth_of_arms
from sim.strategies.commit import Change, Commit, Pause, hours_in, is_active
from sim.strategies.gather import Gather, gathers_in
from sim.strategies.identify import Identify
from sim.strategies.interact import Interact
from sim.strategies.pay import Pay, impressions_for, price_factor, share_on_niche
from sim.strategies.plan import PAGE, PlannedPost, Seen, Strategy, plan_week
from sim.strategies.purse import Purse
from sim.strategies.stories import stock_left
from sim.strategies.tailor import Content, Tailor, relevance_of, template_for
from tests.strategies import shares

CONTENT = Content()
NAMES = list(Content.model_fields)
TINY = 1e-6

mixes = st.dictionaries(st.sampled_from(NAMES), st.floats(0.01, 1), min_size=1).map(
    lambda parts: {name: part / sum(parts.values()) for name, part in parts.items()}
)
tailors = st.builds(
    Tailor, mix=mixes, posts_per_week=st.floats(0, 10), page_posts_per_week=st.floats(0, 10)
)
interacts = st.builds(
    Interact, listening_hours=st.floats(0, 5), replies=st.booleans(), answers=st.booleans(),
    feedback_hours=st.floats(0, 5),
)  # fmt: skip
gathers = st.builds(
    Gather, every_weeks=st.integers(1, 5), first_week=st.integers(0, 5), hours=st.floats(0, 9),
    cash=st.floats(0, 400), set_up=st.floats(0, 20_000),
)  # fmt: skip
identifies = st.builds(
    Identify, communities=st.just("search"), hashtag_hours=st.floats(0, 9),
    monitoring_hours=st.floats(0, 9), joining_hours=st.floats(0, 9),
)  # fmt: skip
weeks = st.integers(0, 120)
commits = st.builds(
    Commit, hours_per_week=st.floats(0, 60), start_week=st.integers(0, 5),
    stop_week=st.integers(5, 60), weeks_on=st.integers(1, 8), weeks_off=st.integers(0, 3),
    pauses=st.lists(st.builds(Pause, from_week=weeks, to_week=weeks), max_size=2),
    changes=st.lists(
        st.builds(Change, week=weeks, hours_per_week=st.floats(0, 60)), max_size=3
    ),
)  # fmt: skip
pays = st.builds(Pay, audience_ads=st.floats(0, 2000), community_ads=st.floats(0, 2000))
strategies = st.builds(
    Strategy,
    identify=st.none() | st.just(Identify()) | identifies, tailor=st.none() | tailors,
    interact=st.none() | interacts, gather=st.none() | gathers,
    adapt=st.none() | st.just(Adapt()), commit=st.none() | commits, pay=st.none() | pays,
)  # fmt: skip
seen = st.builds(
    Seen,
    week=st.integers(0, 50), communities=st.integers(0, 6).map(lambda n: list(range(n))),
    hours=st.floats(0, 60), budget=st.floats(0, 3000), wage=st.sampled_from([0.0, 20.0, 35.0]),
    last_removal=st.dictionaries(st.integers(0, 5), st.integers(0, 50), max_size=3),
    is_searching=st.booleans(), fee=st.floats(0, 200),
    actions=st.frozensets(st.sampled_from(
        ["pause-promotion", "pause-posting", "pause-ads", "apologise", "stop"]
    )),
)  # fmt: skip


def middle(place, ordinal):
    """Return the same draw for every post."""
    return 0.5


def situation(
    week=0, communities=(0, 1), hours=20.0, budget=1000.0, wage=35.0, removals=None, **more
):  # fmt: skip
    """Return what a brand sees."""
    return Seen(week, list(communities), hours, budget, wage, removals or {}, **more)


def active(**blocks):
    """Return a strategy with twenty hours a week."""
    return Strategy(commit=Commit(hours_per_week=20), **blocks)


def work_of(plan, gather=None):
    """Return the hours of listening, posts, replies, the rest, and the money of all at $0."""
    posts, gather = [getattr(CONTENT, post.template) for post in plan.posts], gather or Gather()
    listening, n = plan.listening_hours * len(plan.listening), len(plan.gathers)
    rest = sum(plan.research) + plan.feedback_hours + n * gather.hours
    hours = listening, sum(p.hours for p in posts), plan.reply_hours, rest
    cash = sum(p.cash for p in posts) + plan.set_up + n * gather.cash
    return hours, cash + plan.audience_ads + plan.community_ads


# Laws of a week


@given(strategies, seen)
def test_no_more_hours_are_used_than_there_are(strategy, situation):
    hours, _ = work_of(plan_week(strategy, CONTENT, situation, middle), strategy.gather)
    asked = hours_in(strategy.commit, situation.week) if strategy.commit else 0.0

    assert sum(hours) <= min(asked, situation.hours) + TINY


@given(strategies, seen)
def test_no_more_money_is_spent_than_there_is(strategy, situation):
    plan = plan_week(strategy, CONTENT, situation, middle, influencer_fee=300.0, influencer_posts=2)
    hours, cash = work_of(plan, strategy.gather)
    left = max(0.0, situation.budget - situation.fee)

    assert sum(hours) * situation.wage + cash + 300.0 * plan.influencer_posts <= left + TINY


@given(strategies, seen)
def test_nothing_in_a_plan_is_negative(strategy, situation):
    plan = plan_week(strategy, CONTENT, situation, middle)

    assert min(plan.listening_hours, plan.reply_hours, plan.feedback_hours, *plan.research) >= 0
    assert min(plan.audience_ads, plan.community_ads, plan.set_up, plan.influencer_posts) >= 0


@given(strategies, seen)
def test_posts_are_where_the_brand_is_and_within_the_week(strategy, situation):
    plan = plan_week(strategy, CONTENT, situation, middle)

    for post in plan.posts:
        assert post.place in {PAGE, *situation.communities}
        assert 0 <= post.weekday <= 6
        assert post.ordinal >= 0
    assert len({(post.place, post.ordinal) for post in plan.posts}) == len(plan.posts)
    assert set(plan.listening) | set(plan.gathers) <= set(situation.communities)


@given(strategies, seen)
def test_a_plan_depends_on_nothing_but_its_inputs(strategy, situation):
    plan = plan_week(strategy, CONTENT, situation, middle)

    assert plan == plan_week(strategy, CONTENT, situation, middle)


@given(seen)
def test_an_empty_strategy_does_nothing(situation):
    plan = plan_week(Strategy(), CONTENT, situation, middle)

    assert (plan.listening, plan.listening_hours, plan.posts) == ([], 0, [])
    assert plan.reply_hours == plan.audience_ads == plan.community_ads == 0
    assert Strategy().is_idle


@given(strategies, seen)
def test_an_absent_block_does_nothing(strategy, situation):
    plan = plan_week(strategy, CONTENT, situation, middle)
    (listening, posts, replies, rest), _ = work_of(plan, strategy.gather)

    assert strategy.commit is not None or listening == posts == replies == rest == 0
    assert strategy.gather is not None or not plan.gathers
    assert strategy.gather is not None or plan.set_up == 0
    assert (strategy.identify is not None and situation.is_searching) or not any(plan.research)
    assert strategy.tailor is not None or not plan.posts
    assert strategy.interact is not None or listening == replies == plan.feedback_hours == 0
    assert strategy.pay is not None or plan.audience_ads == plan.community_ads == 0


@given(strategies)
def test_without_communities_there_is_no_listening_and_no_ad_inside(strategy):
    plan = plan_week(strategy, CONTENT, situation(communities=()), middle)

    assert plan.listening == []
    assert plan.community_ads == 0
    assert {post.place for post in plan.posts} <= {PAGE}


@given(strategies, seen, st.floats(0, 500))
def test_more_money_never_means_fewer_ads(strategy, situation, more):
    richer = Seen(situation.week, situation.communities, situation.hours, situation.budget + more,
                  situation.wage, situation.last_removal)  # fmt: skip
    free = Strategy(pay=strategy.pay)
    plan, plan_of_richer = (plan_week(free, CONTENT, each, middle) for each in (situation, richer))

    assert plan_of_richer.audience_ads >= plan.audience_ads
    assert (
        plan_of_richer.audience_ads + plan_of_richer.community_ads
        >= plan.audience_ads + plan.community_ads - TINY
    )


# A week by hand


def test_a_week_by_hand():
    """20 h, $1,000, $35: two hours of listening, 2 tips of 2 h in each of 2 communities.

    That leaves 10 h for replies: 20 h * $35 = $700, and $300 for ads of $250 and $200:
    $250 to the audience, $50 inside.
    """
    strategy = active(
        tailor=Tailor(mix={"expert_tip": 1}, posts_per_week=2), interact=Interact(),
        pay=Pay(audience_ads=250, community_ads=200),
    )  # fmt: skip

    plan = plan_week(strategy, CONTENT, situation(), middle)

    assert (plan.listening, plan.listening_hours) == ([0, 1], 1.0)
    assert plan.posts == [
        PlannedPost(1, 0, 0, "expert_tip"), PlannedPost(5, 0, 1, "expert_tip"),
        PlannedPost(1, 1, 0, "expert_tip"), PlannedPost(5, 1, 1, "expert_tip"),
    ]  # fmt: skip
    assert plan.reply_hours == pytest.approx(10.0)
    assert plan.audience_ads == pytest.approx(250.0)
    assert plan.community_ads == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("hours", "listening", "posts", "replies"),
    [(1.0, 1.0, 0, 0.0), (2.0, 2.0, 0, 0.0), (5.0, 2.0, 1, 1.0), (6.5, 2.0, 2, 0.5)],
)
def test_hours_go_to_listening_then_posts_then_replies(hours, listening, posts, replies):
    """Two communities of one hour each, then tips of two hours, then what is left."""
    strategy = active(tailor=Tailor(mix={"expert_tip": 1}, posts_per_week=1), interact=Interact())

    plan = plan_week(strategy, CONTENT, situation(hours=hours), middle)

    assert work_of(plan)[0][0] == pytest.approx(listening)
    assert len(plan.posts) == posts
    assert plan.reply_hours == pytest.approx(replies)


def test_a_post_that_money_cannot_pay_for_is_not_made():
    """Member content costs an hour ($35) and $75: of $250 two are paid, $30 are left."""
    strategy = active(tailor=Tailor(mix={"member_content": 1}, posts_per_week=5))

    plan = plan_week(strategy, CONTENT, situation(budget=250.0, communities=(0,)), middle)

    assert len(plan.posts) == 2


def test_a_post_too_dear_leaves_room_for_a_cheaper_one():
    strategy = active(tailor=Tailor(mix={"immersive": 0.5, "question": 0.5}, posts_per_week=2))

    plan = plan_week(
        strategy, CONTENT, situation(communities=(0,)), lambda place, ordinal: 0.9 - 0.8 * ordinal
    )

    assert [post.template for post in plan.posts] == ["question"]


def test_work_that_the_budget_cannot_pay_is_not_done():
    """$70 at $35 is two hours, of twenty."""
    strategy = active(interact=Interact(listening_hours=0))

    plan = plan_week(strategy, CONTENT, situation(budget=70.0), middle)

    assert plan.reply_hours == pytest.approx(2.0)


def test_listening_that_the_budget_cannot_pay_is_not_done():
    """$35 at $35 is one hour, for two communities."""
    plan = plan_week(active(interact=Interact()), CONTENT, situation(budget=35.0), middle)

    assert plan.listening_hours == pytest.approx(0.5)
    assert plan.reply_hours == pytest.approx(0.0)


def test_unpaid_work_costs_no_money():
    strategy = active(interact=Interact(), pay=Pay(audience_ads=5000))

    plan = plan_week(strategy, CONTENT, situation(wage=0.0), middle)

    assert 2 * plan.listening_hours + plan.reply_hours == pytest.approx(20.0)
    assert plan.audience_ads == 1000


@pytest.mark.parametrize(
    ("replies", "answers", "hours"), [(1, 1, 18), (1, 0, 18), (0, 1, 18), (0, 0, 0)]
)
def test_hours_are_left_for_replies_only_where_somebody_is_to_be_answered(replies, answers, hours):
    strategy = active(interact=Interact(replies=bool(replies), answers=bool(answers)))

    assert plan_week(strategy, CONTENT, situation(), middle).reply_hours == pytest.approx(hours)


# Rates, rotation, weeks


@given(st.floats(0, 20), st.integers(1, 60))
def test_posts_average_to_the_rate(rate, weeks):
    """At no time is the count a whole post away from rate times weeks."""
    strategy = Strategy(
        commit=Commit(hours_per_week=10_000),
        tailor=Tailor(mix={"question": 1}, posts_per_week=rate, page_posts_per_week=rate),
    )
    made = {PAGE: 0, 0: 0}
    for week in range(weeks):
        week_of = situation(week, communities=(0,), hours=10_000.0, budget=1e9)
        for post in plan_week(strategy, CONTENT, week_of, middle).posts:
            made[post.place] += 1

    for count in made.values():
        assert rate * weeks - 1 - TINY < count <= rate * weeks + TINY


@pytest.mark.parametrize(("n", "weekdays"), [(1, [3]), (2, [1, 5]), (7, list(range(7)))])
def test_posts_of_a_week_are_spread_over_its_days(n, weekdays):
    strategy = active(tailor=Tailor(mix={"question": 1}, posts_per_week=n))

    plan = plan_week(strategy, CONTENT, situation(communities=(4,)), middle)

    assert [post.weekday for post in plan.posts] == weekdays


@pytest.mark.parametrize(
    ("week", "places"), [(0, [PAGE, 3, 5, 8]), (1, [PAGE, 5, 8, 3]), (2, [PAGE, 8, 3, 5]),
                         (3, [PAGE, 3, 5, 8])],
)  # fmt: skip
def test_the_community_served_first_changes_every_week_and_the_page_comes_before(week, places):
    tailor = Tailor(mix={"question": 1}, posts_per_week=1, page_posts_per_week=1)

    plan = plan_week(active(tailor=tailor), CONTENT, situation(week, (3, 5, 8)), middle)

    assert [post.place for post in plan.posts] == places


def test_scarce_hours_serve_each_community_in_turn():
    strategy = active(tailor=Tailor(mix={"expert_tip": 1}, posts_per_week=1))
    served = [
        [post.place for post in plan_week(
            strategy, CONTENT, situation(week, (0, 1, 2), hours=2.0), middle
        ).posts]
        for week in range(6)
    ]  # fmt: skip

    assert served == [[0], [1], [2], [0], [1], [2]]


@pytest.mark.parametrize(("week", "works"), [(2, False), (3, True), (9, True), (10, False)])
def test_work_runs_from_the_first_week_to_the_one_before_the_stop_and_ads_run_on(week, works):
    commit = Commit(start_week=3, stop_week=10)
    strategy = Strategy(commit=commit, interact=Interact(), pay=Pay(audience_ads=10))

    plan = plan_week(strategy, CONTENT, situation(week), middle)

    assert is_active(commit, week) == works
    assert bool(plan.listening) == bool(plan.reply_hours) == works
    assert plan.audience_ads == 10


def test_without_a_commitment_no_week_is_active():
    assert not is_active(None, 0)


@pytest.mark.parametrize(
    ("blocks", "is_idle"),
    [
        ({}, True),
        ({"commit": Commit()}, True),
        ({"tailor": Tailor(mix={"question": 1}), "interact": Interact()}, True),
        ({"commit": Commit(hours_per_week=0), "interact": Interact()}, True),
        ({"pay": Pay()}, True),
        ({"commit": Commit(), "interact": Interact()}, True),  # nowhere to do it
        ({"commit": Commit(), "tailor": Tailor(mix={"question": 1})}, True),
        ({"pay": Pay(community_ads=1)}, True),
        ({"commit": Commit(), "interact": Interact(), "identify": Identify()}, False),
        ({"commit": Commit(), "tailor": Tailor(mix={"offer": 1}), "identify": Identify()}, False),
        ({"commit": Commit(), "tailor": Tailor(mix={"offer": 1}, page_posts_per_week=1)}, False),
        ({"pay": Pay(audience_ads=1)}, False),
        ({"pay": Pay(community_ads=1), "identify": Identify()}, False),
        ({"pay": Pay(influencer="nano")}, False),
        ({"commit": Commit(), "gather": Gather()}, True),  # nowhere to hold it
        ({"commit": Commit(), "gather": Gather(), "identify": Identify()}, False),
        (
            {
                "commit": Commit(hours_per_week=0, changes=[Change(week=3, hours_per_week=2)]),
                "interact": Interact(),
                "identify": Identify(),
            },
            False,
        ),
    ],
)
def test_a_brand_is_idle_without_work_and_ads(blocks, is_idle):
    assert Strategy(**blocks).is_idle == is_idle


# Tailor


@given(mixes, shares)
def test_only_what_is_in_the_mix_is_made(mix, draw):
    assert template_for(mix, draw) in mix


def test_templates_are_as_frequent_as_their_shares_whatever_their_order():
    """1,000 even draws against .2, .5 and .3, named in another order than in the file."""
    mix = {"offer": 0.3, "expert_tip": 0.2, "success_story": 0.5}
    drawn = [template_for(mix, (k + 0.5) / 1000) for k in range(1000)]

    for name, share in mix.items():
        assert drawn.count(name) == 1000 * share
    assert drawn == sorted(drawn, key=NAMES.index)
    assert drawn == [template_for(dict(reversed(mix.items())), (k + 0.5) / 1000)
                     for k in range(1000)]  # fmt: skip


def test_a_draw_beyond_rounded_shares_picks_the_commonest():
    assert template_for({"question": 0.6, "offer": 0.3999999}, 0.99999999) == "question"


@pytest.mark.parametrize("mix", [{"question": 0.5}, {"question": 1.5, "offer": -0.5}, {}])
def test_shares_that_are_no_shares_are_refused(mix):
    with pytest.raises(ValueError, match="share"):
        Tailor(mix=mix)


@pytest.mark.parametrize(
    ("to_community", "product", "relevance"),
    [(1.0, 0.2, 1.0), (0.0, 0.2, 0.2), (0.5, 0.0, 0.707107), (0.5, 1.0, 1.0), (0.8, 0.6, 0.983282)],
)
def test_relevance_by_hand(to_community, product, relevance):
    """Half and half of two topics at right angles: cos 45 degrees = .707107.

    .2 * .6 + .8 = .92; sqrt(.04 + .64 + 2 * .16 * .6) = sqrt(.872) = .933809; .985211.
    """
    expected = {0.983282: 0.92 / 0.872**0.5}.get(relevance, relevance)

    assert relevance_of(to_community, product) == pytest.approx(expected, abs=5e-7)


@given(shares, shares, shares)
def test_relevance_is_a_share_that_rises_with_tailoring(to_community, more, product):
    relevance = relevance_of(to_community, product)
    closer = to_community + more * (1 - to_community)

    assert 0 <= relevance <= 1 + 1e-12
    assert product - 1e-9 <= relevance <= relevance_of(closer, product) + 1e-9


# Adapt


def test_a_mix_without_promotion_by_hand():
    """Product news (.6) and the offer (.9) go; .2 and .3 become .4 and .6."""
    mix = {"expert_tip": 0.2, "question": 0.3, "product_news": 0.1, "offer": 0.4}
    promotion = {name: getattr(CONTENT, name).promotion for name in NAMES}

    kept = mix_without_promotion(mix, promotion, 0.5)

    assert kept == pytest.approx({"expert_tip": 0.4, "question": 0.6})
    assert mix_without_promotion({"offer": 1.0}, promotion, 0.5) == {}
    assert mix_without_promotion(mix, promotion, 0.95) == pytest.approx(mix)


@given(mixes, shares)
def test_what_is_left_of_a_mix_sums_to_one_keeps_its_ratios_and_promotes_less(mix, limit):
    promotion = {name: getattr(CONTENT, name).promotion for name in NAMES}
    kept = mix_without_promotion(mix, promotion, limit)

    assert not kept or sum(kept.values()) == pytest.approx(1.0)
    assert all(promotion[name] < limit for name in kept)
    for name in kept:
        for other in kept:
            assert kept[name] * mix[other] == pytest.approx(kept[other] * mix[name])


@pytest.mark.parametrize(
    ("week", "templates"),
    [(10, ["question"]), (11, ["question"]), (14, ["question"]), (15, ["offer"])],
)
def test_promotion_pauses_for_four_weeks_after_a_removal(week, templates):
    strategy = active(
        tailor=Tailor(mix={"question": 0.4, "offer": 0.6}), adapt=Adapt(pause_after_removal=4)
    )

    plan = plan_week(strategy, CONTENT, situation(week, communities=(0,), removals={0: 10}), middle)

    assert [post.template for post in plan.posts] == templates


def test_a_pause_is_for_the_community_that_removed_and_for_who_adapts():
    tailor = Tailor(mix={"offer": 1.0}, page_posts_per_week=1)
    after_removal = situation(11, communities=(0, 1), removals={0: 10})

    adapting = plan_week(active(tailor=tailor, adapt=Adapt()), CONTENT, after_removal, middle)
    stubborn = plan_week(active(tailor=tailor), CONTENT, after_removal, middle)

    assert {post.place for post in adapting.posts} == {PAGE, 1}
    assert {post.place for post in stubborn.posts} == {PAGE, 0, 1}


def test_the_limit_tells_what_counts_as_promotion():
    """Product news (.6) is promotional from a limit of .6, not of .7."""
    tailor = Tailor(mix={"product_news": 1.0})
    for limit, n_posts in ((0.6, 0), (0.7, 1)):
        strategy = active(tailor=tailor, adapt=Adapt(promotion_limit=limit))
        week = situation(1, communities=(0,), removals={0: 0})
        assert len(plan_week(strategy, CONTENT, week, middle).posts) == n_posts


# Pay


def test_prices_by_hand():
    """.7 * .01 + .3 = .307; 1 + 3 * .3 = 1.9; $8 buy 1,000 impressions at $8 per thousand."""
    assert share_on_niche(0.01, 0.3) == pytest.approx(0.307, abs=1e-15)
    assert price_factor(0.3, 3.0) == pytest.approx(1.9, abs=1e-15)
    assert impressions_for(8.0, 8.0) == 1000
    assert impressions_for(20.0, 4.0) == 5000


@given(shares, shares, shares)
def test_precision_moves_impressions_from_chance_to_the_niche(niche, precision, more):
    share = share_on_niche(niche, precision)
    sharper = precision + more * (1 - precision)

    assert niche - 1e-12 <= share <= share_on_niche(niche, sharper) + 1e-12 <= 1 + 1e-9
    assert share_on_niche(niche, 0.0) == niche
    assert share_on_niche(niche, 1.0) == 1.0
    assert (1 - share) == pytest.approx((1 - niche) * (1 - precision), abs=1e-12)


@given(shares, st.floats(0, 50), st.floats(0, 10_000), st.floats(0.01, 100))
def test_precision_costs_and_money_buys_in_proportion(precision, premium, dollars, price):
    assert 1 <= price_factor(precision, premium) <= price_factor(1.0, premium) == 1 + premium
    assert impressions_for(2 * dollars, price) == pytest.approx(2 * impressions_for(dollars, price))
    assert impressions_for(dollars, 2 * price) == pytest.approx(impressions_for(dollars, price) / 2)


# Commit: bursts, pauses, changes


@pytest.mark.parametrize(
    ("about", "active"),
    [
        ({}, [0, 1, 2, 3, 4, 5, 6, 7]),
        ({"start_week": 2, "stop_week": 5}, [2, 3, 4]),
        ({"weeks_on": 2, "weeks_off": 1}, [0, 1, 3, 4, 6, 7]),
        ({"weeks_on": 1, "weeks_off": 3}, [0, 4]),
        ({"start_week": 1, "weeks_on": 2, "weeks_off": 2}, [1, 2, 5, 6]),
        ({"pauses": [{"from_week": 1, "to_week": 3}]}, [0, 3, 4, 5, 6, 7]),
        ({"pauses": [{"from_week": 0, "to_week": 2}, {"from_week": 5, "to_week": 9}]}, [2, 3, 4]),
        ({"weeks_on": 2, "weeks_off": 1, "pauses": [{"from_week": 3, "to_week": 4}]},
         [0, 1, 4, 6, 7]),
    ],
)  # fmt: skip
def test_bursts_and_pauses_by_hand(about, active):
    commit = Commit.model_validate(about)

    assert [week for week in range(8) if is_active(commit, week)] == active


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 20))
def test_a_burst_is_as_long_and_as_frequent_as_stated(on, off, start):
    """From the start on, each of some whole cycles has `on` active weeks, and they come first."""
    commit = Commit(weeks_on=on, weeks_off=off, start_week=start)
    cycle = on + off
    active = [is_active(commit, start + week) for week in range(3 * cycle)]

    assert active == ([True] * on + [False] * off) * 3
    assert not any(is_active(commit, week) for week in range(start))


@given(commits, weeks)
def test_a_pause_only_ever_takes_weeks_away(commit, week):
    without = commit.model_copy(update={"pauses": ()})

    assert is_active(commit, week) <= is_active(without, week)
    assert not (is_active(commit, week) and commit.start_week > week)


def test_hours_change_from_the_week_stated_whatever_the_order():
    later, sooner = Change(week=6, hours_per_week=1), Change(week=3, hours_per_week=5)
    for changes in ((later, sooner), (sooner, later)):
        commit = Commit(hours_per_week=9, changes=changes)
        assert [hours_in(commit, week) for week in range(8)] == [9, 9, 9, 5, 5, 5, 1, 1]


@given(commits, weeks)
def test_hours_are_those_asked_for_at_first_or_of_some_change(commit, week):
    asked = {commit.hours_per_week, *(change.hours_per_week for change in commit.changes)}

    assert hours_in(commit, week) in asked
    plan = plan_week(Strategy(commit=commit, interact=Interact()), CONTENT, situation(week), middle)
    assert (plan.reply_hours > 0) <= is_active(commit, week)


def test_a_change_of_hours_is_planned_with():
    commit = Commit(hours_per_week=9, changes=[Change(week=3, hours_per_week=5)])
    hours = [
        sum(work_of(plan_week(Strategy(commit=commit, interact=Interact()), CONTENT,
                              situation(week), middle))[0])
        for week in range(5)
    ]  # fmt: skip

    assert hours == pytest.approx([9, 9, 9, 5, 5])


# Gather


@pytest.mark.parametrize(
    ("every", "first", "when"),
    [(1, 0, range(9)), (4, 0, [0, 4, 8]), (3, 2, [2, 5, 8]), (2, 4, [4, 6, 8])],
)
def test_events_come_every_few_weeks(every, first, when):
    block = Gather(every_weeks=every, first_week=first)

    assert [week for week in range(9) if gathers_in(block, week)] == list(when)
    assert not gathers_in(None, first)


@pytest.mark.parametrize(
    ("hours", "budget", "gathers"),
    [(20, 5000, (0, 1, 2)), (17, 5000, (0, 1)), (5, 5000, ()), (20, 100 + 510 * 2, (0, 1)),
     (20, 100 + 510 * 2 - 1, (0,)), (20, 100, ())],
)  # fmt: skip
def test_an_event_that_hours_or_money_cannot_pay_for_is_not_held(hours, budget, gathers):
    """Six hours at $35 and $300 are $510 for each event; setting up is $5,200 / 52 = $100."""
    strategy = Strategy(
        commit=Commit(hours_per_week=40),
        gather=Gather(first_week=0, set_up=5200, hours=6, cash=300),
    )

    week = situation(0, (0, 1, 2), hours, budget)
    plan = plan_week(strategy, CONTENT, week, middle)

    assert plan.gathers == gathers
    assert plan.set_up == 100.0


def test_setting_up_is_paid_every_week_and_without_it_there_is_no_event():
    gather = Gather(every_weeks=4, first_week=0, set_up=5200, hours=1, cash=0)
    strategy = Strategy(commit=Commit(hours_per_week=40), gather=gather)
    plans = [plan_week(strategy, CONTENT, situation(week), middle) for week in range(5)]
    poor = plan_week(strategy, CONTENT, situation(budget=99.0), middle)

    assert [plan.set_up for plan in plans] == [100.0] * 5
    assert [plan.gathers for plan in plans] == [(0, 1), (), (), (), (0, 1)]
    assert (poor.set_up, poor.gathers) == (0.0, ())


# Order of work


def test_work_is_served_in_the_order_stated():
    """Search 3 h; then, once it is over, 2 h listening, event, tip and advice; 1 h left."""
    strategy = Strategy(
        commit=Commit(hours_per_week=9),
        identify=Identify(communities="search", hashtag_hours=1, monitoring_hours=2),
        interact=Interact(listening_hours=2, feedback_hours=2),
        gather=Gather(first_week=0, hours=2, cash=0, set_up=0),
        tailor=Tailor(mix={"expert_tip": 1}),
    )

    def plan(hours, searching=False):
        where = () if searching else (0,)
        week = situation(0, where, hours=hours, budget=1e6, is_searching=searching)
        return plan_week(strategy, CONTENT, week, middle)

    searching = plan(9.0, searching=True)
    assert searching.research == (1.0, 2.0, 0.0)
    assert (searching.listening, searching.posts, searching.gathers) == ([], [], ())
    assert plan(2.0, searching=True).research == (1.0, 1.0, 0.0)
    found = [
        (p.listening_hours, len(p.gathers), len(p.posts), p.feedback_hours, p.reply_hours)
        for p in map(plan, (1.0, 2.0, 4.0, 6.0, 7.0, 9.0))
    ]
    assert found == [(1, 0, 0, 0, 0), (2, 0, 0, 0, 0), (2, 1, 0, 0, 0), (2, 1, 1, 0, 0),
                     (2, 1, 1, 1, 0), (2, 1, 1, 2, 1)]  # fmt: skip


def test_the_tool_is_paid_before_all_else():
    """$385 less $35 for a tool pay for ten hours."""
    strategy = active(interact=Interact(listening_hours=0), pay=Pay(audience_ads=50))

    plan = plan_week(strategy, CONTENT, situation(budget=385.0, fee=35.0), middle)

    assert plan.reply_hours == pytest.approx(10.0)
    assert plan.audience_ads == pytest.approx(0.0)


@given(strategies, seen)
def test_without_hours_there_is_no_work_and_without_money_no_purchase(strategy, situation):
    free = Content.model_validate({name: {"hours": 0, "cash": 0} for name in NAMES})
    idle = Seen(situation.week, situation.communities, 0.0, 0.0, situation.wage, {},
                is_searching=situation.is_searching)  # fmt: skip

    plan = plan_week(strategy, free, idle, middle, influencer_fee=0.0, influencer_posts=3)

    assert work_of(plan, strategy.gather) == ((0, 0, 0, 0), 0)
    assert (plan.posts, plan.gathers, plan.influencer_posts) == ([], (), 0)


@given(st.floats(0, 50), st.floats(0, 500), st.floats(0, 50),
       st.lists(st.tuples(st.floats(0, 20), st.floats(0, 200)), max_size=6))  # fmt: skip
def test_a_purse_never_goes_below_nothing(hours, money, wage, wanted):
    purse = Purse(hours, money, wage)
    spent = 0.0
    for work, cash in wanted:
        if purse.affords(work, cash):
            purse.take(work, cash)
            spent += work
        spent += purse.up_to(work)

    assert purse.hours >= 0
    assert purse.money >= 0
    assert spent + purse.hours == pytest.approx(hours, abs=TINY)


# Rules


FULL = Strategy(
    commit=Commit(hours_per_week=40),
    interact=Interact(),
    adapt=Adapt(),
    tailor=Tailor(mix={"question": 0.5, "offer": 0.5}, posts_per_week=2, page_posts_per_week=2),
    pay=Pay(audience_ads=50, community_ads=50),
)  # fmt: skip


def under(*said):
    """Return the plan of a full week under some actions of rules."""
    week = situation(hours=40.0, budget=1e4, actions=frozenset(said))
    return plan_week(FULL, CONTENT, week, lambda place, ordinal: 0.25 + 0.5 * ordinal, 10.0, 2)


def test_what_rules_ask_for_is_done():
    free = under()
    assert {post.template for post in free.posts} == {"question", "offer"}
    assert (free.audience_ads, free.community_ads, free.influencer_posts) == (50, 50, 2)

    assert {post.template for post in under("pause-promotion").posts} == {"question"}
    assert len(under("pause-promotion").posts) == len(free.posts)

    quiet = under("pause-posting")
    assert quiet.posts == []
    assert (quiet.listening, quiet.audience_ads) == ([0, 1], 50)
    assert quiet.reply_hours > free.reply_hours

    cheap = under("pause-ads")
    assert (cheap.audience_ads, cheap.community_ads, cheap.influencer_posts) == (0, 0, 0)
    assert cheap.posts == free.posts

    assert under("apologise") == free
    assert under("stop") == plan_week(Strategy(), CONTENT, situation(), middle)


# Arms and stories


def test_posts_that_a_policy_picked_are_spread_over_the_week_at_each_place():
    arms = [(1, "question"), (0, "offer"), (1, "question"), (1, "expert_tip")]
    strategy = active(tailor=Tailor(mix={"question": 1}, page_posts_per_week=1))

    plan = plan_week(strategy, CONTENT, situation(budget=1e4, arms=arms), middle)

    assert plan.posts == [
        PlannedPost(3, PAGE, 0, "question"),
        PlannedPost(1, 1, 0, "question"), PlannedPost(3, 0, 0, "offer"),
        PlannedPost(3, 1, 1, "question"), PlannedPost(5, 1, 2, "expert_tip"),
    ]  # fmt: skip


def test_a_policy_that_picks_nothing_leaves_nothing_to_chance():
    strategy = active(tailor=Tailor(mix={"question": 1}))

    assert plan_week(strategy, CONTENT, situation(arms=[]), middle).posts == []


def test_without_a_story_other_kinds_are_posted_and_each_is_told_once():
    """Five posts at one place, in the order of draws; two success stories are left, no content."""
    mix = {"success_story": 0.5, "member_content": 0.3, "question": 0.2}
    strategy = active(tailor=Tailor(mix=mix, posts_per_week=5))
    stock = {(0, "success_story"): 2, (0, "member_content"): 0}
    week = situation(communities=(0,), budget=1e4, stock=stock)

    plan = plan_week(strategy, CONTENT, week, lambda place, ordinal: 0.9)

    kinds = [post.template for post in plan.posts]
    assert kinds == ["success_story", "success_story", "question", "question", "question"]
    assert stock == {(0, "success_story"): 2, (0, "member_content"): 0}


def test_a_brand_of_nothing_but_stories_waits_for_one():
    strategy = active(tailor=Tailor(mix={"success_story": 1}, posts_per_week=3))

    for left, n_posts in ((0, 0), (1, 1), (5, 3)):
        week = situation(communities=(0,), stock={(0, "success_story"): left})
        assert len(plan_week(strategy, CONTENT, week, middle).posts) == n_posts


@given(st.floats(0, 1e6), shares, st.integers(0, 100))
def test_the_stock_is_who_gave_permission_less_what_was_told(people, permission, told):
    left = stock_left(people, permission, told)

    assert left >= 0
    assert left == 0 or left + told <= people * permission + 1e-6
    assert stock_left(people, permission, told + 1) == max(0, left - 1)


@pytest.mark.parametrize(
    ("people", "permission", "told", "left"),
    [(10, 0.3, 0, 3), (10, 0.3, 2, 1), (10, 0.3, 5, 0), (9, 0.3, 0, 2), (3, 1.0, 0, 3),
     (100, 0.0, 0, 0)],
)  # fmt: skip
def test_stock_by_hand(people, permission, told, left):
    assert stock_left(people, permission, told) == left


# What an arm is worth


def worths(engagements, views=(10, 10), tone=(0, 0), hours=(1, 1), weight=0.0):
    """Return what two arms are worth."""
    columns = (np.array(each, float) for each in (engagements, views, tone, hours))
    return worth_of_arms(*columns, Adapt(trust_weight=weight, tone_scale=0.05))


def test_worth_by_hand():
    """Six in two hours are three an hour, four in one are four: .75 and 1.

    Tone .5 over 10 views is .05, one scale: 1 / (1 + 1/e) = .731; half of each: .866.
    """
    assert worths((6, 4), hours=(2, 1)) == pytest.approx([0.75, 1.0])
    assert worths((6, 4), tone=(0, 0.5), weight=1.0) == pytest.approx([0.5, 0.7310586])
    assert worths((6, 4), tone=(0, 0.5), hours=(2, 1), weight=0.5) == pytest.approx(
        [0.625, 0.8655293]
    )
    assert worths((0, 0)) == pytest.approx([0.0, 0.0])


amounts = st.lists(st.floats(0, 1000), min_size=2, max_size=2)
tones = st.lists(st.floats(-1000, 1000), min_size=2, max_size=2)


@given(amounts, amounts, tones, amounts, shares)
def test_worth_is_a_share(engagements, views, tone, hours, weight):
    worth = worths(engagements, views, tone, hours, weight)

    assert ((worth >= 0) & (worth <= 1 + 1e-12)).all()


@given(amounts, tones, amounts, shares)
def test_engagement_alone_does_not_see_tone_nor_tone_alone_engagement(engaged, tone, other, weight):
    assert worths(engaged, tone=tone).tolist() == worths(engaged).tolist()
    assert (
        worths(engaged, tone=tone, weight=1.0).tolist()
        == worths(other, tone=tone, weight=1.0).tolist()
    )
    better = worths(engaged, tone=(tone[0] + 5, tone[1]), weight=weight)
    assert better[0] >= worths(engaged, tone=tone, weight=weight)[0] - 1e-12
    assert better[1] == worths(engaged, tone=tone, weight=weight)[1]
