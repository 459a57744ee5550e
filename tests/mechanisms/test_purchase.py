"""Purchase: memory, need, trust and offers raise the chance; use of the product is evidence."""

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.day import wake_up
from sim.ledger import Source
from sim.mechanisms.purchase import (
    PurchaseParameters,
    chance_to_buy,
    chance_to_stay,
    need_for,
    share_preferring,
    step,
)
from tests.strategies import (
    DAY,
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    near,
    shares,
    two_brands,
    written,
)

rates, pulls, deals = st.floats(0, 1), st.floats(0, 10), st.floats(0, 20)


def parameters(**values):
    """Return purchase parameters without looking at their bounds."""
    values.setdefault("comparing", 0.0)
    return PurchaseParameters.model_construct(**values)


def unrivalled(**values):
    """Return parameters of members who compare no brands."""
    return PurchaseParameters(**({"comparing": 0} | values))


# Rules


def test_half_the_fit_sells_about_a_third():
    """.5 ^ 1.5 = .353553; .8 * .5 = .4, .4 ^ 1.5 = .252982."""
    assert need_for(0.5, 1.0, 1.5) == pytest.approx(0.353553, abs=5e-7)
    assert need_for(0.8, 0.5, 1.5) == pytest.approx(0.252982, abs=5e-7)


@given(shares, shares, st.floats(0.1, 5), st.floats(0, 5))
def test_need_is_a_share_and_powers_compose(interest, relevance, curvature, more):
    need = need_for(interest, relevance, curvature)

    assert 0 <= need_for(interest, relevance, curvature + more) <= need <= 1
    assert need == pytest.approx(need_for(relevance, interest, curvature))
    assert need**2 == pytest.approx(need_for(interest, relevance, 2 * curvature), abs=1e-12)


def test_chance_to_buy_by_hand():
    """.004 * .5 * .6 * e^(1.5 * .2) * 2 = .0024 * 1.349859 = .00323966; with .25 more .00404958."""
    assert chance_to_buy(0.004, 0.5, 0.6, 0.6, 0.4, 1.5, 1.0, 0.25) == pytest.approx(
        0.00404958, abs=5e-9
    )
    assert chance_to_buy(0.004, 0.5, 0.6, 0.6, 0.4, 1.5, 1.0, 0.0) == pytest.approx(
        0.00323966, abs=5e-9
    )
    assert chance_to_buy(1.0, 1.0, 1.0, 0.9, 0.4, 1.5, 1.0, 0.0) == 1.0


@given(rates, shares, shares, shares, shares, pulls, deals, shares)
def test_the_chance_rises_with_all_that_speaks_for_buying(rate, memory, need, t, t0, b, deal, x):
    chance = chance_to_buy(rate, memory, need, t, t0, b, deal, 0.0)

    assert 0 <= chance <= 1
    assert chance <= chance_to_buy(rate, 1.0, need, t, t0, b, deal, 0.0)
    assert chance <= chance_to_buy(rate, memory, 1.0, t, t0, b, deal, 0.0)
    assert chance <= chance_to_buy(rate, memory, need, 1.0, t0, b, deal, 0.0)
    assert chance <= chance_to_buy(rate, memory, need, t, t0, b, deal + x, 0.0)
    assert chance <= chance_to_buy(rate, memory, need, t, t0, b, deal, x)
    assert chance >= chance_to_buy(rate, memory, need, t, 1.0, b, deal, 0.0)


@given(st.floats(0, 0.01), shares, shares, st.floats(0, 3))
def test_equal_steps_of_trust_multiply_the_chance_alike(rate, memory, need, pull):
    low, middle, high = (
        chance_to_buy(rate, memory, need, trust, 0.4, pull, 0.0, 0.0) for trust in (0.2, 0.4, 0.6)
    )

    assert low * high == pytest.approx(middle**2)
    assert middle == pytest.approx(rate * memory * need)
    assert chance_to_buy(rate, memory, need, 0.4, 0.4, pull, 1.0, 0.0) == pytest.approx(2 * middle)


@given(rates, shares, shares, shares, shares, pulls, deals, st.floats(0, 20))
def test_no_chance_is_above_the_bound_that_saves_a_look(
    rate, memory, need, t, t0, pull, deal, immersion
):
    bound = rate * math.exp(pull * (1 - t0)) * (1 + deal) * (1 + immersion) * memory

    # Below 1e-300 products lose digits; a draw is 0 or at least 2^-53, so no chance is that small.
    chance = chance_to_buy(rate, memory, need, t, t0, pull, deal, immersion)
    assert chance <= bound * (1 + 1e-12) + 1e-300


# Step: who buys


def certain(world):
    """Let everybody present remember, need and trust enough to buy at a rate of 1."""
    m = world.members
    m.is_member[:], m.is_customer[:] = 1, 0
    m.memory[:] = m.interest[:] = world.communities.relevance[:] = 1
    m.trust[:] = world.prior_trust
    world.communities.deal_until[:] = -1
    return world


def test_at_a_chance_of_one_all_buy_and_at_zero_nobody():
    world = certain(busy_world())
    step(world, unrivalled(rate=1), world.everyone)
    assert np.all(world.members.is_customer)

    world = certain(busy_world())
    step(world, unrivalled(rate=0), world.everyone)
    assert not world.members.buys_today.any()


@pytest.mark.parametrize(
    ("table", "name"),
    [("members", "memory"), ("members", "interest"), ("members", "is_member"),
     ("communities", "relevance"), ("members", "trust")],
)  # fmt: skip
def test_each_input_comes_from_its_own_row_community_and_brand(table, name):
    """At a rate of 1 the column decides alone; a pull of 1,000 lets trust decide."""
    world = certain(busy_world(5))
    m, column = world.members, getattr(getattr(world, table), name)
    column[:] = np.random.default_rng(6).integers(0, 2, column.shape)
    if name == "relevance":
        column[:] = [[1, 0], [0, 1]]
    index = {1: (slice(None), None), 2: (slice(None), slice(None))}[column.ndim]
    buys = column[:, m.community] if name == "relevance" else column[index]
    buys = buys.T if column.ndim == 1 else buys
    expected = np.broadcast_to(buys, m.trust.shape)

    step(world, parameters(rate=1.0, trust_pull=1000.0), world.everyone)

    np.testing.assert_array_equal(m.buys_today > 0, expected > 0)
    assert 0 < expected.sum() < expected.size


def test_customers_do_not_buy_again():
    world = certain(busy_world())
    m = world.members
    m.is_customer[0, ::2] = 1

    step(world, unrivalled(rate=1), world.everyone)

    assert list(m.buys_today[0] > 0) == [i % 2 == 1 for i in range(9)]
    assert np.all(m.buys_today[1] > 0)


@pytest.mark.parametrize(("until", "runs"), [(DAY, True), (DAY + 3, True), (DAY - 1, False)])
def test_an_offer_counts_until_its_last_day_for_its_brand_and_community(until, runs):
    """A rate of 1e-9 times (1 + 1e12) is certain."""
    world = certain(busy_world())
    world.communities.deal_until[1, 0] = until

    step(world, parameters(rate=1e-9, deal=1e12), world.everyone)

    bought = world.members.buys_today > 0
    assert list(bought[1]) == [runs] * 5 + [False] * 4
    assert not bought[0].any()


def test_who_was_told_of_the_brand_counts_as_led_by_word_of_mouth():
    world = certain(busy_world())
    world.members.has_heard[:] = np.arange(18).reshape(2, 9) % 2

    step(world, unrivalled(rate=1), world.everyone)

    np.testing.assert_array_equal(world.members.buys_today, 1 + world.members.has_heard)


# Step: what it leaves


def test_the_product_is_evidence_by_its_quality_and_nothing_else_is_written():
    world = certain(busy_world())
    m, before = world.members, copies_of(world)
    m.memory[:, 3] = 0
    world.brands.quality[:] = (1, 0)

    step(world, unrivalled(rate=1, product_weight=2), world.everyone)

    who = np.arange(9) != 3
    expected = np.zeros(m.evidence_today.shape)
    expected[0, who, Source.PRODUCT] = expected[1, who, Source.PRODUCT_FAILURE] = 2
    np.testing.assert_array_equal(m.evidence_today, expected)
    np.testing.assert_array_equal(m.has_news_today, [who, who])
    np.testing.assert_array_equal(m.is_customer, [who, who])
    np.testing.assert_array_equal(m.orders, [who, who])
    assert written(before, world) - {"members.memory", "brands.quality"} == {
        "members.buys_today", "members.is_customer", "members.orders",
        "members.evidence_today", "members.has_news_today",
    }  # fmt: skip


def test_two_spans_give_the_bits_of_one():
    world = busy_world()
    world.communities.deal_until[:] = DAY

    assert_spans_agree(step, world, PurchaseParameters(rate=1, deal=20))


# Chances


def buyers(n=20_000, seed=None, quality=0.9, day=DAY, brand=0, rate=0.2, trust=0.6, **values):
    """Return the columns of a crowd of alike members after a day of buying."""
    world = crowd(n)
    world.day, m = day, world.members
    if day != DAY:
        wake_up(world)
    m.memory[brand], m.interest[:], m.trust[:] = 0.5, 0.64, trust
    world.brands.quality[:] = quality
    p = unrivalled(**({"rate": rate, "curvature": 1.5, "trust_pull": 1.5} | values))
    step(world, p, world.everyone)
    return m


def test_buying_is_as_frequent_as_the_rule_says():
    """.2 * .5 * .64 ^ 1.5 * e^(1.5 * .2) = .1 * .512 * 1.349859 = .0691128."""
    m = buyers()

    assert abs(m.buys_today[0].mean() - 0.0691128) < near(0.0691128, 20_000)
    assert not m.buys_today[1].any()


def test_products_please_as_often_as_their_quality_says():
    m = buyers(rate=1.0, quality=0.7)
    bought = m.buys_today[0] > 0
    pleased = m.evidence_today[0, bought, Source.PRODUCT] > 0

    assert abs(pleased.mean() - 0.7) < near(0.7, bought.sum())


@pytest.mark.parametrize(
    ("name", "value", "chance"),
    [
        ("rate", 0.3, 0.1036692), ("curvature", 2.0, 0.0552902), ("trust_pull", 3.0, 0.0932929),
    ],
)  # fmt: skip
def test_every_parameter_changes_the_chance_as_the_rule_says(name, value, chance):
    """.3 * .5 * .512 * 1.349859; .1 * .64 ^ 2 * 1.349859; .1 * .512 * e^.6 = .0512 * 1.822119."""
    m = buyers(**{name: value})

    assert abs(m.buys_today[0].mean() - chance) < near(chance, 20_000)


def test_trust_raises_buying_above_that_of_strangers():
    """Full need and no offers: .2 * .5 * e^(1.5 * .6) = .1 * 2.459603 = .245960."""
    world = crowd()
    world.members.memory[:], world.members.interest[:], world.members.trust[:] = 0.5, 1, 1

    step(world, unrivalled(rate=0.2, deal=0, trust_pull=1.5), world.everyone)

    bought = world.members.buys_today[0] > 0
    assert abs(bought.mean() - 0.245960) < near(0.245960, 20_000)


def test_an_offer_doubles_the_chance():
    """A deal of 1: .0691128 * 2 = .1382256."""
    world = crowd()
    world.members.memory[:], world.members.interest[:], world.members.trust[:] = 0.5, 0.64, 0.6
    world.communities.deal_until[0] = DAY

    p = unrivalled(rate=0.2, deal=1, curvature=1.5, trust_pull=1.5)
    step(world, p, world.everyone)

    for b, chance in ((0, 0.1382256), (1, 0.0691128)):
        assert abs(world.members.buys_today[b].mean() - chance) < near(chance, 20_000)


def test_who_has_tried_the_brand_in_ar_or_vr_buys_more_of_it():
    """.2 * .5 * .64 ^ 1.5 * e^(1.5 * .2) * (1 + .4) = .0691128 * 1.4 = .0967579, brand 1 only."""
    world = crowd()
    m = world.members
    m.memory[1], m.interest[:], m.trust[:] = 0.5, 0.64, 0.6
    m.has_tried[0] = 1
    m.has_tried[1, ::2] = 1

    p = PurchaseParameters(rate=0.2, curvature=1.5, trust_pull=1.5, immersion=0.4, comparing=0)
    step(world, p, world.everyone)

    buys = m.buys_today[1] > 0
    assert abs(buys[::2].mean() - 0.0967579) < near(0.0967579, 10_000)
    assert abs(buys[1::2].mean() - 0.0691128) < near(0.0691128, 10_000)


def test_with_everything_for_it_nobody_is_passed_over_by_the_first_look():
    """Full memory, need and trust, an offer, tried: .05 * e^.9 * 2 * 3 = .737881."""
    world = crowd()
    m = world.members
    m.memory[0] = m.interest[:] = m.trust[:] = m.has_tried[0] = 1
    world.communities.relevance[:], world.communities.deal_until[0] = 1, DAY

    step(world, PurchaseParameters(rate=0.05, deal=1, immersion=2), world.everyone)

    assert abs((m.buys_today[0] > 0).mean() - 0.737881) < near(0.737881, 20_000)


def test_a_brand_has_the_same_buyers_whatever_the_other_does_where_nobody_compares():
    """Draws follow the brand's key: brands differ in luck, and neither touches the other's."""
    world = crowd(500)
    world.members.memory[:], world.members.interest[:] = 0.5, 0.64
    alone = copy.deepcopy(world)
    alone.members.memory[1] = 0

    for each in (world, alone):
        step(each, unrivalled(rate=0.5), each.everyone)

    together = world.members.buys_today
    np.testing.assert_array_equal(together[0], alone.members.buys_today[0])
    assert (together[0] != together[1]).any()


def test_the_luck_of_a_brand_follows_its_key_not_its_place():
    world, swapped = two_brands(300), two_brands(300)
    swapped.brands.keys[:] = world.brands.keys[::-1]
    for each in (world, swapped):
        each.members.memory[:] = 0.5
        step(each, unrivalled(rate=0.5), each.everyone)

    np.testing.assert_array_equal(world.members.buys_today, swapped.members.buys_today[::-1])
    assert world.members.buys_today.any()


def test_another_day_is_other_luck():
    assert (buyers(500).buys_today != buyers(500, day=DAY + 1).buys_today).any()


# Rivals

attractions = st.floats(0.01, 1)


def test_preferring_a_rival_by_hand():
    """Equal but for .2 more trust at 1.5: e^.3 / (1 + e^.3) = 1.349859 / 2.349859 = .574443."""
    assert share_preferring(0.4, 0.5, 0.6, 0.5, 1.5) == pytest.approx(0.574443, abs=5e-7)
    assert share_preferring(0.4, 0.3, 0.4, 0.1, 1.5) == pytest.approx(0.25, abs=1e-15)
    assert share_preferring(0.4, 0.3, 0.9, 0.0, 1.5) == 0.0


@given(shares, attractions, shares, attractions, pulls, shares)
def test_of_two_brands_each_is_preferred_by_those_who_do_not_prefer_the_other(t, n, u, k, b, x):
    rival = share_preferring(t, n, u, k, b)

    assert 0 < rival < 1
    assert rival + share_preferring(u, k, t, n, b) == pytest.approx(1)
    assert share_preferring(t, n, t, n, b) == 0.5
    assert rival <= share_preferring(t, n, min(1.0, u + x), k, b) * (1 + 1e-12)
    assert rival >= share_preferring(min(1.0, t + x), n, u, k, b) * (1 - 1e-12)
    assert rival <= share_preferring(t, n, u, min(1.0, k + x), b) * (1 + 1e-12)


@given(shares, st.floats(0, 0.99), shares, shares)
def test_a_rival_draws_away_the_more_the_better_it_is_remembered(memory, preferring, weighs, more):
    stays = chance_to_stay(memory, preferring, weighs)

    assert 0 < stays <= 1
    assert stays >= chance_to_stay(min(1.0, memory + more), preferring, weighs)
    assert chance_to_stay(0.0, preferring, weighs) == 1.0
    assert chance_to_stay(memory, preferring, 0.0) == 1.0
    assert chance_to_stay(memory, 0.0, weighs) == 1.0


def compared(n=40_000, memory=0.5, comparing=0.8, rival_trust=0.6, relevance=(1, 1)):
    """Return who bought which brand (2, n) of a crowd that remembers both, at a rate of 1."""
    world = crowd(n)
    m = world.members
    m.memory[:], m.interest[:], m.trust[0], m.trust[1] = [[0.5], [memory]], 1, 0.4, rival_trust
    world.communities.relevance[:, 0] = relevance
    p = PurchaseParameters(rate=0.5, trust_pull=1.5, comparing=comparing, curvature=1)
    step(world, p, world.everyone)
    return m.buys_today > 0


def test_buyers_are_drawn_away_as_often_as_the_rules_say():
    """.25 * (1 - .8 * .5 * .574443) = .192556; the rival .25 * e^.3 * (1 - .4 * .425557)."""
    bought = compared()

    for b, chance in ((0, 0.192556), (1, 0.280020)):
        assert abs(bought[b].mean() - chance) < near(chance, 40_000)


def test_need_decides_between_brands_as_trust_does():
    """Equal trust, the rival meets a third of the need: preferred by a quarter: .25 * .9."""
    bought = compared(rival_trust=0.4, relevance=(1, 1 / 3))

    assert abs(bought[0].mean() - 0.225) < near(0.225, 40_000)


def test_who_would_not_buy_without_a_rival_does_not_buy_with_one():
    assert not (compared() & ~compared(comparing=0))[0].any()
    assert (compared()[0] != compared(comparing=0)[0]).any()


def test_a_rival_that_nobody_remembers_changes_no_bit():
    np.testing.assert_array_equal(
        compared(memory=0, rival_trust=0.9)[0], compared(comparing=0)[0]
    )  # fmt: skip
