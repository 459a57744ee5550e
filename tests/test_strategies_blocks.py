"""What a strategy asks for and what capacity allows: never more hours or money than there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.adapt import Adapt, mix_without_promotion
from sim.strategies.commit import Commit, is_active
from sim.strategies.identify import Identify
from sim.strategies.interact import Interact
from sim.strategies.pay import Pay, impressions_for, price_factor, share_on_niche
from sim.strategies.plan import PAGE, PlannedPost, Seen, Strategy, plan_week
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
    Interact, listening_hours=st.floats(0, 5), replies=st.booleans(), answers=st.booleans()
)
commits = st.builds(
    Commit, hours_per_week=st.floats(0, 60), start_week=st.integers(0, 5),
    stop_week=st.integers(5, 60),
)  # fmt: skip
pays = st.builds(Pay, audience_ads=st.floats(0, 2000), community_ads=st.floats(0, 2000))
strategies = st.builds(
    Strategy,
    identify=st.none() | st.just(Identify()), tailor=st.none() | tailors,
    interact=st.none() | interacts, adapt=st.none() | st.just(Adapt()),
    commit=st.none() | commits, pay=st.none() | pays,
)  # fmt: skip
seen = st.builds(
    Seen,
    week=st.integers(0, 50), communities=st.integers(0, 6).map(lambda n: list(range(n))),
    hours=st.floats(0, 60), budget=st.floats(0, 3000), wage=st.sampled_from([0.0, 20.0, 35.0]),
    last_removal=st.dictionaries(st.integers(0, 5), st.integers(0, 50), max_size=3),
)  # fmt: skip


def middle(place, ordinal):
    """Return the same draw for every post."""
    return 0.5


def situation(week=0, communities=(0, 1), hours=20.0, budget=1000.0, wage=35.0, removals=None):
    """Return what a brand sees."""
    return Seen(week, list(communities), hours, budget, wage, removals or {})


def active(**blocks):
    """Return a strategy with twenty hours a week."""
    return Strategy(commit=Commit(hours_per_week=20), **blocks)


def work_of(plan):
    """Return the hours of listening, posts and replies, and the money of all of it at $0."""
    posts = [getattr(CONTENT, post.template) for post in plan.posts]
    listening = plan.listening_hours * len(plan.listening)
    hours = listening, sum(p.hours for p in posts), plan.reply_hours
    return hours, sum(p.cash for p in posts) + plan.audience_ads + plan.community_ads


# Laws of a week


@given(strategies, seen)
def test_no_more_hours_are_used_than_there_are(strategy, situation):
    hours, _ = work_of(plan_week(strategy, CONTENT, situation, middle))
    asked = strategy.commit.hours_per_week if strategy.commit else 0.0

    assert sum(hours) <= min(asked, situation.hours) + TINY


@given(strategies, seen)
def test_no_more_money_is_spent_than_there_is(strategy, situation):
    hours, cash = work_of(plan_week(strategy, CONTENT, situation, middle))

    assert sum(hours) * situation.wage + cash <= situation.budget + TINY


@given(strategies, seen)
def test_nothing_in_a_plan_is_negative(strategy, situation):
    plan = plan_week(strategy, CONTENT, situation, middle)

    assert min(plan.listening_hours, plan.reply_hours) >= 0
    assert min(plan.audience_ads, plan.community_ads) >= 0


@given(strategies, seen)
def test_posts_are_where_the_brand_is_and_within_the_week(strategy, situation):
    plan = plan_week(strategy, CONTENT, situation, middle)

    for post in plan.posts:
        assert post.place in {PAGE, *situation.communities}
        assert 0 <= post.weekday <= 6
        assert post.ordinal >= 0
    assert len({(post.place, post.ordinal) for post in plan.posts}) == len(plan.posts)
    assert set(plan.listening) <= set(situation.communities)


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
    (listening, posts, replies), _ = work_of(plan)

    assert strategy.commit is not None or listening == posts == replies == 0
    assert strategy.tailor is not None or not plan.posts
    assert strategy.interact is not None or listening == replies == 0
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
