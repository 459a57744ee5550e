"""Engagement: each weight pulls its way, actions follow the platform's mix, and luck is keyed.

Where a test needs certainty, one weight is made so heavy that its input decides alone.
"""

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.engagement import (
    EngagementParameters,
    action_taken,
    chance_to_click,
    chance_to_comment,
    chance_to_engage,
    logistic,
    look_at_friends,
    social_proof,
    step,
)
from sim.network import Ties
from tests.strategies import (
    DAY,
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    each_view,
    irritations,
    log_odds,
    near,
    put_post,
    shares,
    show,
    two_brands,
    weights,
    written,
)

WEIGHTS = ("fit", "usefulness", "trust", "authenticity", "friends", "irritation", "promotion",
           "immersion")  # fmt: skip
NOTHING = dict.fromkeys(WEIGHTS, 0.0)
HEAVY = 1000.0  # log-odds
USUAL = EngagementParameters(
    base=-3.4, base_ads=-4.7, fit=2, usefulness=0.5, trust=1.5, authenticity=1, friends=0.6,
    irritation=0.6, promotion=-0.3, immersion=0.18,
)  # fmt: skip


def parameters(**values):
    """Return weights that are zero but for those given, without looking at their bounds."""
    return EngagementParameters.model_construct(**({"base": 0, "base_ads": 0} | NOTHING | values))


def chance(p, base=-3.4, **inputs):
    """Return the chance to engage, by names; what is not given is at its neutral value."""
    neutral = {"fit": 0.5, "usefulness": 0.5, "trust": 0.5, "authenticity": 0.5, "proof": 0.0,
               "irritation": 0.0, "promotion": 0.0, "immersion": 0.0, "boost": 0.0}  # fmt: skip
    return chance_to_engage(base, *(neutral | inputs).values(), p.numbers)


# Rules


def test_logistic_by_hand():
    """1 / (1 + e^3.4) = .032295; log-odds of 0 are even."""
    assert logistic(-3.4) == pytest.approx(0.032295, abs=5e-7)
    assert logistic(0.0) == 0.5


@given(st.floats(-700, 700), st.floats(0, 50))
def test_logistic_is_a_chance_that_rises_and_mirrors(x, more):
    assert 0 <= logistic(x) <= logistic(x + more) <= 1
    assert logistic(-x) == pytest.approx(1 - logistic(x), abs=1e-15)


def test_one_friend_is_worth_63_percent_of_many():
    assert social_proof(0) == 0
    assert social_proof(1) == pytest.approx(1 - 1 / math.e, abs=1e-15)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int64, np.float32])
def test_friends_count_alike_whatever_the_type_of_their_column(kind):
    """Compiled, -x of an unsigned x wraps: 1 - e^-3 = .950213."""
    assert social_proof(kind(3)) == pytest.approx(0.950213, abs=5e-7)


@given(st.integers(0, 30), st.integers(0, 30))
def test_friends_count_less_the_more_there_are(friends, more):
    proof = social_proof(friends)

    assert 0 <= proof <= social_proof(friends + more) <= 1
    assert 1 - social_proof(friends + more) == pytest.approx((1 - proof) * (1 - social_proof(more)))


def test_the_whole_sum_by_hand():
    """A matched member: log-odds -3.4 + .8 + .15 + .15 + .2 + .3 - .3 - .06 + .18 + .48 = -1.5."""
    x = chance(
        USUAL, fit=0.9, usefulness=0.8, trust=0.6, authenticity=0.7, proof=0.5,
        irritation=0.5, promotion=0.2, immersion=1.0, boost=0.48,
    )  # fmt: skip

    assert x == pytest.approx(1 / (1 + math.exp(1.5)), abs=1e-12)


@given(log_odds, shares, shares, irritations)
def test_with_all_effects_zero_the_chance_is_that_of_the_base(base, a, b, irritation):
    """V18."""
    x = chance(parameters(), base, fit=a, usefulness=b, trust=a, authenticity=b, proof=a,
               irritation=irritation, promotion=b, immersion=a)  # fmt: skip

    assert x == pytest.approx(1 / (1 + math.exp(-base)), abs=1e-12)


def test_a_reply_brings_44_of_100_to_56():
    """V17, Joyce & Kraut 2006: odds .44/.56 -> .56/.44, ratio 1.62, log-odds +.482; we add .48."""
    base = math.log(0.44 / 0.56)
    x = chance(parameters(), base, boost=0.48)

    assert chance(parameters(), base) == pytest.approx(0.44, abs=1e-12)
    assert x == pytest.approx(0.56, abs=1e-3)
    assert math.log((0.56 / 0.44) / (0.44 / 0.56)) == pytest.approx(0.482, abs=5e-4)
    assert x / (1 - x) / (0.44 / 0.56) == pytest.approx(1.62, abs=5e-3)


def test_an_ad_without_any_pull_is_clicked_by_nine_in_a_thousand():
    """The calibration: 1 / (1 + e^4.7) = .00901."""
    p = USUAL

    assert chance(p, p.base_ads) == pytest.approx(0.00901, abs=5e-6)


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("fit", 1), ("usefulness", 1), ("trust", 1), ("authenticity", 1), ("proof", 1),
        ("immersion", 1), ("boost", 1), ("irritation", -1), ("promotion", -1),
    ],
)  # fmt: skip
@given(low=shares, more=st.floats(0.01, 1), base=st.floats(-6, 2))
def test_each_input_pulls_its_way(name, sign, low, more, base):
    p = USUAL
    change = chance(p, base, **{name: low + more}) - chance(p, base, **{name: low})

    assert change * sign > 0


@pytest.mark.parametrize(
    ("weight", "entry", "value", "log_odds_of_it"),
    [
        ("fit", "fit", 0.9, 0.4), ("usefulness", "usefulness", 0.1, -0.4),
        ("trust", "trust", 0.8, 0.3), ("authenticity", "authenticity", 0.4, -0.1),
        ("friends", "proof", 0.6, 0.6), ("irritation", "irritation", 2.0, -2.0),
        ("promotion", "promotion", 0.7, 0.7), ("immersion", "immersion", 0.3, 0.3),
    ],
)  # fmt: skip
@given(weight_of=weights, base=st.floats(-6, 2))
def test_each_weight_multiplies_its_own_input(
    weight, entry, value, log_odds_of_it, weight_of, base
):
    x = chance(parameters(**{weight: weight_of}), base, **{entry: value})

    assert x == pytest.approx(1 / (1 + math.exp(-base - weight_of * log_odds_of_it)), rel=1e-9)


@given(st.floats(-6, 2), st.floats(0, 1), st.floats(0, 1))
def test_boosts_multiply_the_odds(base, first, second):
    p = USUAL
    odds = [x / (1 - x) for x in (chance(p, base), chance(p, base, boost=first + second))]

    assert odds[1] / odds[0] == pytest.approx(math.exp(first) * math.exp(second))


def test_chance_to_comment_by_hand():
    """Odds .25 of the average member, three times as much written: .75, a chance of 3 / 7."""
    assert chance_to_comment(0.2, 3.0) == pytest.approx(3 / 7, abs=1e-15)


@pytest.mark.parametrize(("propensity", "chance_of_member"), [(0.0, 0), (1e-9, 1), (1, 1), (90, 1)])
def test_who_writes_at_all_comments_where_the_average_member_is_certain_to(
    propensity, chance_of_member
):
    assert chance_to_comment(1.0, propensity) == chance_of_member


@given(st.floats(0, 0.999), st.floats(0, 100), st.floats(0, 100))
def test_propensities_multiply_the_odds_to_comment(chance_of_average, propensity, more):
    x = chance_to_comment(chance_of_average, propensity)

    assert 0 <= x <= chance_to_comment(chance_of_average, propensity + more) <= 1
    assert chance_to_comment(chance_of_average, 1.0) == pytest.approx(chance_of_average)
    assert chance_to_comment(chance_of_average, 0.0) == 0
    assert chance_to_comment(x, more) == pytest.approx(
        chance_to_comment(chance_of_average, propensity * more), abs=1e-9
    )


@pytest.mark.parametrize(
    ("draw", "action"), [(0.0, 1), (0.34, 1), (0.36, 2), (0.47, 2), (0.48, 3), (0.51, 0)]
)
def test_actions_by_hand(draw, action):
    """Chances .35, .125, .025, laid out in this order, then nothing."""
    assert action_taken(draw, 0.35, 0.125, 0.025) == action


@pytest.mark.parametrize(
    ("draw", "action"), [(0.0, 1), (0.49, 1), (0.51, 2), (0.74, 2), (0.76, 3), (0.99, 3)]
)
def test_of_chances_that_sum_to_more_than_one_each_gets_its_part(draw, action):
    """1, .5 and .5 sum to 2: half of the draws, a quarter and a quarter."""
    assert action_taken(draw, 1.0, 0.5, 0.5) == action


@given(st.integers(0, 1023), *[st.integers(3, 8)] * 3)
def test_chances_that_sum_to_more_than_one_are_divided_by_their_sum(k, like, comment, share):
    """Chances in eighths; no draw of an odd number of 2048ths lies on a border."""
    draw = (k + 0.5) / 1024
    borders = np.array([like, like + comment]) / (like + comment + share)

    assert action_taken(draw, like / 8, comment / 8, share / 8) == 1 + (draw > borders).sum()


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 2))
def test_one_certain_action_is_taken(draw, which):
    chances = [float(k == which) for k in range(3)]

    assert action_taken(draw, *chances) == which + 1
    assert action_taken(draw, 0.0, 0.0, 0.0) == 0


# Step: what decides


def decided(world, p):
    """Return, view by view, whether the step let the member, who writes as all do, engage."""
    world.members.posting_propensity[:] = 1
    step(world, p, world.everyone)
    return world.views.action > 0


def zero_or_one(column, seed=0):
    """Fill a column with zeros and ones."""
    column[...] = np.random.default_rng(seed).integers(0, 2, column.shape)


SOURCES = {  # weight: base, column, index of a view (view, row, community, slot, brand), sign
    "fit": (0, lambda w: w.views.fit, lambda v, i, c, s, b: v, 1),
    "authenticity": (0, lambda w: w.views.authenticity, lambda v, i, c, s, b: v, 1),
    "usefulness": (0, lambda w: w.posts.usefulness, lambda v, i, c, s, b: (c, s), 1),
    "trust": (0, lambda w: w.members.trust, lambda v, i, c, s, b: (b, i), 1),
    "friends": (-300, lambda w: w.members.friends_engaged, lambda v, i, c, s, b: (b, i), 1),
    "irritation": (300, lambda w: w.members.irritation, lambda v, i, c, s, b: (b, i), -1),
    "promotion": (300, lambda w: w.posts.promotion, lambda v, i, c, s, b: (c, s), -1),
}


@pytest.mark.parametrize("weight", SOURCES)
def test_each_input_comes_from_its_own_row_slot_and_brand(weight):
    base, column_of, index, sign = SOURCES[weight]
    world = busy_world(3)
    world.members.reply_boost[:] = 0
    zero_or_one(column_of(world))
    heavy = -HEAVY if weight == "promotion" else HEAVY
    expected = [column_of(world)[index(*view)] == (sign > 0) for view in each_view(world)]

    engaged = decided(world, parameters(base=base, base_ads=base, **{weight: heavy}))

    np.testing.assert_array_equal(engaged, expected)
    assert 0 < sum(expected) < len(expected)


def test_immersion_moves_only_those_with_access():
    world = busy_world(3)
    m, posts = world.members, world.posts
    m.reply_boost[:] = 0
    zero_or_one(posts.immersion)
    zero_or_one(m.has_access, 1)
    expected = [posts.immersion[c, s] * m.has_access[i] == 1 for _, i, c, s, _ in each_view(world)]

    engaged = decided(world, parameters(base=-300, base_ads=-300, immersion=HEAVY))

    np.testing.assert_array_equal(engaged, expected)
    assert any(expected)


def test_the_boost_is_that_of_the_member_and_brand():
    world = busy_world(3)
    boost = world.members.reply_boost
    zero_or_one(boost)
    boost *= 600
    expected = [boost[b, i] > 0 for _, i, _, _, b in each_view(world)]

    np.testing.assert_array_equal(decided(world, parameters(base=-300, base_ads=-300)), expected)


def test_ads_and_posts_have_bases_of_their_own():
    world = busy_world(3)
    paid = [world.posts.is_paid[c, s] == 1 for _, _, c, s, _ in each_view(world)]
    twin = copy.deepcopy(world)

    np.testing.assert_array_equal(decided(world, parameters(base=-300, base_ads=300)), paid)
    np.testing.assert_array_equal(
        decided(twin, parameters(base=300, base_ads=-300)), np.logical_not(paid)
    )


def test_no_chance_is_nobody_and_nothing_is_written():
    world = busy_world(3)
    world.members.posting_propensity[:] = 1
    before = copies_of(world)

    assert not decided(world, parameters(base=-300, base_ads=-300, click_rate=0)).any()
    assert written(before, world) == set()


def test_an_ad_is_clicked_by_who_engages_and_a_post_by_its_own_draw():
    """At a rate of 1 every post is clicked, engaged with or not; at odds of .25 about a quarter."""
    world = busy_world(3)
    posts = world.posts
    paid = posts.is_paid.reshape(-1)[world.views.post] == 1
    posts.click_odds[:] = 1
    step(world, parameters(base=-300, base_ads=300, click_rate=1), world.everyone)
    assert (world.views.clicks == 1).all()
    step(world, parameters(base=300, base_ads=-300, click_rate=1), world.everyone)
    np.testing.assert_array_equal(world.views.clicks, ~paid)
    assert float(chance_to_click(0.012, 3.0)) == pytest.approx(0.036)
    assert float(chance_to_click(0.5, 3.0)) == 1.0


def test_friends_who_engaged_yesterday_are_counted_by_brand():
    """Member 0 listens to 1 and 2, 1 to 2, 2 to nobody; today's and older engagement is none."""
    world = two_brands(3)
    world.ties = Ties(np.array([0, 2, 3, 3]), np.array([1, 2, 2], np.int32), np.ones(3, np.float32))
    m = world.members
    m.last_engaged[:] = [[DAY - 1, DAY - 1, DAY - 1], [DAY, DAY - 2, DAY - 1]]
    m.friends_engaged[:] = 7
    put_post(world, 0, 0)
    show(world)
    before = copies_of(world)

    look_at_friends(world)

    assert m.friends_engaged.tolist() == [[2, 1, 0], [1, 1, 0]]
    assert written(before, world) == {"members.friends_engaged"}


def test_nobody_has_engaged_before_the_first_day():
    """Columns say -1 for never, which is the day before day 0."""
    world = two_brands(3)
    world.day = 0
    world.members.last_engaged[:] = -1
    put_post(world, 0, 0)
    show(world)

    look_at_friends(world)

    assert not world.members.friends_engaged.any()


@pytest.mark.parametrize("n_friends", [1, 3, 300])
def test_friends_raise_engagement_as_the_rule_says(n_friends):
    """Log-odds of -2 and a weight of 2: -2 + 2 * (1 - e^-n)."""
    expected = 1 / (1 + math.exp(2 - 2 * (1 - math.exp(-n_friends))))

    actions = reactions(n_friends=n_friends, p=parameters(base=-2, friends=2.0))

    assert abs((actions > 0).mean() - expected) < near(expected, 20_000)


# Step: what it leaves


def test_who_engaged_and_how_is_noted_in_the_members_row():
    """Three communities whose mixes know one action each: like, comment, share."""
    world = busy_world(4, sizes=(4, 4, 4))
    m, before = world.members, copies_of(world)
    world.communities.action_mix[:] = np.eye(3)
    m.posting_propensity[:] = world.posts.comment_odds[:] = 1
    m.last_engaged[:] = -1
    views = each_view(world)
    almost_certain = parameters(base=20, base_ads=20)
    bits = np.zeros((3, len(m)), np.uint32)
    engaged_with = np.full(m.last_engaged.shape, -1)
    for _, i, c, slot, b in views:
        bits[c, i] |= np.uint32(1 << slot)
        engaged_with[b, i] = DAY

    step(world, almost_certain, world.everyone)

    assert list(world.views.action) == [c + 1 for _, _, c, _, _ in views]
    for column, expected in zip((m.liked, m.commented, m.shared), bits, strict=True):
        np.testing.assert_array_equal(column, expected)
    np.testing.assert_array_equal(m.last_engaged, engaged_with)
    assert written(before, world) - {"communities.action_mix", "members.posting_propensity",
                                     "posts.comment_odds"} == {
        "views.action", "views.clicks", "members.liked", "members.commented", "members.shared",
        "members.last_engaged",
    }  # fmt: skip


def test_two_spans_give_the_bits_of_one():
    world = busy_world(3)
    world.members.posting_propensity[:] = 1

    assert_spans_agree(step, world, EngagementParameters(base=0))


def test_what_was_liked_before_stays_liked():
    world = busy_world(3)
    world.members.liked[:] = 1 << 20
    world.communities.action_mix[:] = (1, 0, 0)

    step(world, parameters(base=300, base_ads=300), world.everyone)

    assert np.all(world.members.liked >> np.uint32(20) & 1)


@pytest.mark.parametrize(("odds", "propensity", "actions"), [(0, 1, {1, 3}), (1, 0, {0, 1, 3})])
def test_what_draws_no_comment_is_liked_instead_and_who_is_silent_passes_on(
    odds, propensity, actions
):
    world = busy_world(3)
    world.communities.action_mix[:] = (0.3, 0.4, 0.3)
    world.posts.comment_odds[:], world.members.posting_propensity[:] = odds, propensity

    step(world, parameters(base=300, base_ads=300), world.everyone)

    assert set(world.views.action) == actions


def test_the_propensity_to_comment_is_the_members_own():
    """Where comments are all there is, who is silent passes on, and who writes comments."""
    world = busy_world(3)
    m = world.members
    world.communities.action_mix[:] = (0, 1, 0)
    zero_or_one(m.posting_propensity)
    expected = [2 * m.posting_propensity[i] for _, i, _, _, _ in each_view(world)]

    step(world, parameters(base=20, base_ads=20), world.everyone)

    np.testing.assert_array_equal(world.views.action, expected)
    assert 0 < sum(expected) < 2 * len(expected)


# Chances


def reactions(
    slot=0,
    others=(),
    n=20_000,
    key=9,
    brand=0,
    day=DAY,
    p=None,
    propensity=1.0,
    n_friends=0,
    **values,
):
    """Return the actions on one post seen by a crowd of alike members, beside other posts."""
    world = crowd(n)
    world.day, m = day, world.members
    m.trust[:], m.posting_propensity[:], m.friends_engaged[:] = 0.5, propensity, n_friends
    for other in others:
        put_post(world, 0, other, brand=1 - brand, key=other)
    put_post(world, 0, slot, brand=brand, key=key, usefulness=0.5, **values)
    show(world, (slot, *others))
    world.views.fit[:] = world.views.authenticity[:] = 0.5
    step(world, p or EngagementParameters(base=-0.4, base_ads=-2), world.everyone)
    return world.views.action[world.views.post == slot]


@pytest.mark.parametrize(("is_paid", "base"), [(0, -0.4), (1, -2.0)])
def test_engagement_is_as_frequent_as_the_rule_says(is_paid, base):
    expected = 1 / (1 + math.exp(-base))

    assert abs((reactions(is_paid=is_paid) > 0).mean() - expected) < near(expected, 20_000)


@pytest.mark.parametrize(
    ("odds", "propensity", "chances"),
    [
        (1.0, 1.0, (0.280919, 0.100328, 0.020066)),
        (3.0, 1.0, (0.187279, 0.200656, 0.013377)),
        (1.0, 2.0, (0.280919, 0.182361, 0.020066)),
        (1.0, 0.0, (0.280919, 0.0, 0.020066)),
    ],
)  # fmt: skip
def test_actions_are_as_frequent_as_mix_odds_and_propensity_say(odds, propensity, chances):
    """The chance c = 1 / (1 + e^.4) = .401312, shared out 70 : 25 : 5; odds 3 make it 70 : 75 : 5.

    Twice the propensity: odds .100328 / .899672 * 2 = .223033, a chance of .182361.
    """
    actions = reactions(comment_odds=odds, propensity=propensity)

    for action, expected in enumerate(chances, 1):
        assert abs((actions == action).mean() - expected) <= near(expected, 20_000)


def test_actions_are_as_frequent_as_their_parts_where_chances_sum_to_more_than_one():
    """All engage: .7, .25 and .05; odds 1 / 3 * 9 = 3 make .75 of .25: of 1.5, 7 : 7.5 : .5."""
    actions = reactions(p=parameters(base=300), propensity=9.0)

    for action, expected in enumerate((0.7 / 1.5, 0.75 / 1.5, 0.05 / 1.5), 1):
        assert abs((actions == action).mean() - expected) < near(expected, 20_000)
    assert actions.min() == 1


def test_luck_follows_the_key_of_a_post_not_its_slot_brand_or_company():
    actions = reactions(n=500)

    assert set(actions) == {0, 1, 2, 3}
    np.testing.assert_array_equal(actions, reactions(31, n=500))
    np.testing.assert_array_equal(actions, reactions(5, (0, 2, 7), n=500))
    np.testing.assert_array_equal(actions, reactions(5, (7,), n=500, brand=1))


def test_another_post_or_day_is_other_luck():
    actions = reactions(n=500)

    assert (actions != reactions(n=500, key=10)).sum() > 100
    assert (actions != reactions(n=500, day=DAY + 1)).sum() > 100
