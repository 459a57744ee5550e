"""Loyalty: appetites differ, trust and belonging bring customers back, failures drive them off."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from sim.day import wake_up
from sim.ledger import Source
from sim.mechanisms import purchase
from sim.mechanisms.loyalty import (
    LoyaltyParameters,
    appetite_of,
    appetites_of,
    chance_to_lapse,
    chance_to_reorder,
    expected_orders,
    orders_of_strangers,
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

rates, pulls, chances = st.floats(0, 1), st.floats(0, 10), st.floats(0, 0.99)
shapes = st.floats(0.1, 20)


def certain(**values):
    """Return parameters with which, but for appetite, everybody orders again and nobody lapses."""
    given_ones = {"is_on": 1, "rate": 1, "shape": 50, "lapse": 0, "trust_pull": 10}
    return LoyaltyParameters(**(given_ones | values))


# Rules


def test_ordering_again_by_hand():
    """.01 * 2 * e^(1.5 * .2) * (1 + .2 * .5) = .02 * 1.349859 * 1.1 = .0296969: 1 - e^-it."""
    chance = chance_to_reorder(0.01, 2.0, 0.6, 0.4, 1.5, 0.5, 0.2)

    assert chance == pytest.approx(0.0292603, abs=5e-8)


@given(rates, st.floats(0, 20), shares, shares, pulls, shares, st.floats(0, 5), shares)
def test_trust_belonging_and_appetite_raise_later_orders(rate, a, t, t0, pull, home, worth, x):
    chance = chance_to_reorder(rate, a, t, t0, pull, home, worth)

    assert 0 <= chance <= 1
    assert chance <= chance_to_reorder(rate, a + x, t, t0, pull, home, worth)
    assert chance <= chance_to_reorder(rate, a, min(1.0, t + x), t0, pull, home, worth)
    assert chance <= chance_to_reorder(rate, a, t, t0, pull, min(1.0, home + x), worth)
    assert chance_to_reorder(rate, 0.0, t, t0, pull, home, worth) == 0


def test_lapsing_by_hand():
    """Odds of .2 are .25; .25 * e^(1.5 - 2 * .25) = .679570, which is a chance of .404610."""
    assert chance_to_lapse(0.2, 0.4, 0.4, 2.0, 0.0) == pytest.approx(0.2, abs=1e-15)
    assert chance_to_lapse(0.2, 0.65, 0.4, 2.0, 1.5) == pytest.approx(0.404610, abs=5e-7)
    assert chance_to_lapse(0.0, 0.4, 0.4, 2.0, 1.5) == 0


@given(chances, shares, shares, pulls, st.floats(0, 10), shares)
def test_trust_holds_customers_and_failure_drives_them_off(chance, t, t0, pull, failure, more):
    lapse = chance_to_lapse(chance, t, t0, pull, failure)

    assert 0 <= lapse <= 1
    assert lapse >= chance_to_lapse(chance, min(1.0, t + more), t0, pull, failure)
    assert lapse <= chance_to_lapse(chance, t, t0, pull, failure + more)


@given(st.floats(0, 1000), rates, shapes, st.floats(0.001, 0.99), shares)
def test_orders_expected_lie_between_one_and_what_a_life_of_orders_holds(t, rate, k, lapse, more):
    orders = expected_orders(t, rate, k, lapse)

    assert 1 <= orders <= min(1 + rate * t, 1 / lapse) * (1 + 1e-9)
    assert orders <= expected_orders(t + more, rate, k, lapse)
    assert expected_orders(0.0, rate, k, lapse) == 1
    assert expected_orders(t, rate, k, 0.0) == 1 + rate * t
    assert expected_orders(t, rate, k, 1e-9) == pytest.approx(1 + rate * t, rel=1e-3)


def test_expected_orders_are_the_integral_over_appetites():
    """With appetite a the rate of orders r * a dies at lapse * r * a; a is gamma(k), mean 1."""
    t, rate, k, lapse = 364.0, 0.01, 0.7, 0.2
    appetites = special.gammaincinv(k, (np.arange(200_000) + 0.5) / 200_000) / k
    of_each = 0.8 * (1 - np.exp(-lapse * rate * appetites * t)) / lapse

    assert expected_orders(t, rate, k, lapse) == pytest.approx(1 + of_each.mean(), rel=1e-4)


def test_more_trust_brings_the_later_revenue_of_community_members():
    """.14 more trust, what a genuine brand gains in a year; Manchanda 2015: 19 % of it, x 1.235."""
    p = LoyaltyParameters()

    def later(trust):
        rate = p.rate * math.exp(p.trust_pull * (trust - 0.4))
        lapse = 0.9 * chance_to_lapse(p.lapse, trust, 0.4, p.lapse_pull, 0.0)
        lapse += 0.1 * chance_to_lapse(p.lapse, trust, 0.4, p.lapse_pull, p.failure)
        return expected_orders(364.0, rate, p.shape, lapse) - 1

    assert later(0.54) / later(0.40) == pytest.approx(1.22, abs=0.02)


# Appetites


@pytest.mark.parametrize("shape", [0.05, 0.32, 1.0, 5.0, 50.0])
def test_appetites_follow_the_gamma_law_with_mean_one(shape):
    table, n = appetites_of(shape), 400_000
    draws = (np.arange(n) + 0.5) / n
    appetites = np.array([appetite_of(draw, table) for draw in draws])

    assert appetites.mean() == pytest.approx(1, rel=1e-3)
    assert appetites.var() == pytest.approx(1 / shape, rel=3e-2)
    quantiles = special.gammaincinv(shape, draws) / shape
    np.testing.assert_allclose(appetites[n // 10 :], quantiles[n // 10 :], atol=3e-3, rtol=3e-2)


@given(shapes, shares, shares)
def test_appetites_rise_with_the_draw_up_to_the_last(shape, draw, more):
    table, last = appetites_of(shape), 1 - 2.0**-53
    low, high = sorted((min(draw, last), min(more, last)))

    assert 0 <= appetite_of(low, table) <= appetite_of(high, table) < np.inf
    assert appetite_of(0.0, table) == table[0]


# Step


def customers(n=20_000, day=DAY, **values):
    """Return a crowd that has bought brand 0 before, with the trust of strangers."""
    world = crowd(n)
    world.day, m = day, world.members
    wake_up(world)
    m.is_customer[0] = m.orders[0] = 1
    m.trust[:] = world.prior_trust
    for name, value in values.items():
        getattr(m, name)[:] = value
    return world


def test_off_nothing_happens():
    world = customers(50)
    before = copies_of(world)

    step(world, certain(is_on=0), world.everyone)

    assert written(before, world) == set()


def test_only_customers_present_who_have_not_lapsed_order_again():
    world = busy_world(3)
    m, before = world.members, copies_of(world)
    m.trust[:] = 1
    expected = m.is_customer & ~m.has_lapsed & m.is_member

    step(world, LoyaltyParameters.model_construct(rate=1e9, lapse=0.0, is_on=1), world.everyone)

    np.testing.assert_array_equal(m.buys_today, 3 * expected)
    np.testing.assert_array_equal(m.orders, expected)
    np.testing.assert_array_equal(m.has_news_today, expected)
    assert 0 < expected.sum() < expected.size
    assert written(before, world) - {"members.trust"} == {
        "members.buys_today", "members.orders", "members.has_news_today",
        "members.evidence_today",
    }  # fmt: skip


@pytest.mark.parametrize(("quality", "source"), [(1, Source.PRODUCT), (0, Source.PRODUCT_FAILURE)])
def test_each_order_is_an_experience_with_the_product(quality, source):
    world = customers(30)
    world.brands.quality[:] = quality

    p = LoyaltyParameters.model_construct(rate=1e9, lapse=0.0, is_on=1, product_weight=0.25)
    step(world, p, world.everyone)

    assert np.all(world.members.evidence_today[0, :, source] == 0.25)
    assert world.members.evidence_today.sum() == 0.25 * 30


def test_orders_are_counted_up_to_255():
    world = customers(3, orders=255)

    step(world, LoyaltyParameters.model_construct(rate=1e9, lapse=0.0, is_on=1), world.everyone)

    assert list(world.members.orders[0]) == [255] * 3
    assert list(world.members.buys_today[0]) == [3] * 3


def test_later_orders_are_as_frequent_as_appetites_say():
    """E(1 - e^(-r a)) over gamma(k, mean 1) is 1 - (1 + r / k)^-k; r = .3 e^.3 1.1."""
    world = customers(40_000, trust=0.6, belonging=0.5)
    p = certain(rate=0.3, shape=0.5, trust_pull=1.5, belonging=0.2)
    rate = 0.3 * math.exp(0.3) * 1.1
    chance = 1 - (1 + rate / 0.5) ** -0.5

    step(world, p, world.everyone)

    assert abs((world.members.buys_today[0] == 3).mean() - chance) < near(chance, 40_000)


def test_the_same_members_order_often_and_whatever_the_brand():
    """Between two days, and between two brands, orders go together as appetites do."""
    bought = []
    for day in (3, 4):
        world = customers(20_000, day=day, is_customer=1)
        step(world, certain(rate=0.3, shape=0.3), world.everyone)
        bought += list(world.members.buys_today > 0)

    correlations = np.corrcoef(bought)
    assert np.all(correlations > 0.3)
    assert np.all(correlations[np.triu_indices(4, 1)] < 0.95)


@pytest.mark.parametrize(("quality", "chance"), [(1, 0.2), (0, 0.528416)])
def test_customers_lapse_after_an_order_and_sooner_after_a_failure(quality, chance):
    """Odds .25, and .25 * e^1.5 = 1.120422 after a product that failed."""
    world = customers(20_000)
    world.brands.quality[:] = quality
    world.members.buys_today[0, ::2] = 1 + np.arange(10_000) % 2  # first orders, of today
    p = certain(rate=0, lapse=0.2, failure=1.5, lapse_pull=2)

    step(world, p, world.everyone)

    lapsed = world.members.has_lapsed[0]
    assert abs(lapsed[::2].mean() - chance) < near(chance, 10_000)
    assert not lapsed[1::2].any()
    assert not world.members.has_news_today.any()


def test_who_lapses_was_failed_by_the_very_product_that_is_evidence():
    world = customers(20_000)
    world.brands.quality[:] = 0.5
    p = LoyaltyParameters.model_construct(rate=1e9, lapse=0.001, failure=30.0, is_on=1)

    step(world, p, world.everyone)

    m = world.members
    failed = m.evidence_today[0, :, Source.PRODUCT_FAILURE] > 0
    assert abs(failed.mean() - 0.5) < near(0.5, 20_000)
    assert np.all(m.has_lapsed[0, failed])
    assert m.has_lapsed[0, ~failed].mean() < 0.01


def test_after_a_first_order_it_is_the_same_product_that_pleases_or_fails():
    world = customers(2_000, is_customer=0, memory=1, interest=1)
    world.brands.quality[:] = 0.5
    purchase.step(world, purchase.PurchaseParameters(rate=1), world.everyone)
    p = LoyaltyParameters.model_construct(rate=0.0, lapse=0.001, failure=30.0, is_on=1)

    step(world, p, world.everyone)

    m = world.members
    failed = m.evidence_today[..., Source.PRODUCT_FAILURE] > 0
    assert np.all(m.has_lapsed[failed])
    assert m.has_lapsed.sum() < 1.01 * failed.sum()
    assert 0.2 < failed.mean() < 0.6


def test_two_spans_give_the_bits_of_one():
    world = busy_world(3)
    world.members.is_customer[:], world.members.has_lapsed[:] = 1, 0

    assert_spans_agree(step, world, certain(lapse=0.5))


def test_the_luck_of_a_brand_follows_its_key_not_its_place():
    world, swapped = two_brands(300), two_brands(300)
    swapped.brands.keys[:] = world.brands.keys[::-1]
    for each in (world, swapped):
        each.members.is_customer[:] = 1
        step(each, certain(rate=0.5, lapse=0.4), each.everyone)

    for name in ("buys_today", "has_lapsed"):
        column = getattr(world.members, name)
        np.testing.assert_array_equal(column, getattr(swapped.members, name)[::-1])
        assert (column[0] != column[1]).any()


# Against CDNOW


def year_of_orders(n, p, quality=0.9, days=364):
    """Return orders (n,) a year after the first, of members whose trust stays a stranger's."""
    world = customers(n, day=0)
    world.brands.quality[:] = quality
    world.members.buys_today[0] = 1  # the first order, today
    for day in range(days + 1):
        world.day = day
        if day > 0:
            wake_up(world)
        world.members.buys_today[0] = day == 0
        step(world, p, world.everyone)
    return world.members.orders[0].astype(int)


def test_the_orders_of_strangers_mix_what_follows_good_products_and_failures():
    """Odds .25 are a chance of .2; .25 * e^1.5 = 1.120422 one of .528404: at .7, .298521."""
    p = LoyaltyParameters(rate=0.01, shape=0.6, lapse=0.2, failure=1.5)

    assert orders_of_strangers(p, 364, 0.7) == pytest.approx(
        expected_orders(364.0, 0.01, 0.6, 0.298521), rel=1e-5
    )  # fmt: skip


@pytest.mark.slow
def test_a_year_of_orders_is_what_the_closed_form_expects():
    p = LoyaltyParameters(is_on=1, belonging=0, rate=0.01, shape=0.6, lapse=0.15)
    orders = year_of_orders(40_000, p, quality=0.7)

    assert abs(orders.mean() - orders_of_strangers(p, 364, 0.7)) < 4 * stats.sem(orders)


def facts_of(orders):
    """Return mean orders, shares with a second and a third, and of the top 10 and 20 %."""
    ranked, n = np.sort(orders)[::-1], len(orders)
    return {
        "mean": orders.mean(), "second": (orders > 1).mean(), "third": (orders > 2).mean(),
        "top10": ranked[: n // 10].sum() / orders.sum(),
        "top20": ranked[: n // 5].sum() / orders.sum(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def cdnow(data):
    """Return orders of 23,570 customers in the 364 days after the first, one a day at most."""
    path = data / "cdnow_purchases" / "CDNOW_master.txt"
    names = ["customer", "date", "copies", "dollars"]
    table = pd.read_csv(path, sep=r"\s+", skiprows=1, names=names, dtype={"date": str})
    table["date"] = pd.to_datetime(table["date"])
    table = table.drop_duplicates(["customer", "date"])
    age = table["date"] - table.groupby("customer")["date"].transform("min")
    return table[age.dt.days <= 364].groupby("customer").size().to_numpy()


@pytest.mark.slow
def test_a_year_of_orders_is_as_unequal_as_at_cdnow(cdnow):
    """Rests on rate, shape and lapse, which were fitted to it: calibrated, not emergent.

    Real, with bootstrap intervals: mean 2.47 [2.43, 2.51], a second order .458 [.452, .465], a
    third .276 [.270, .282], top 10 % .376 [.369, .384], top 20 % .541 [.535, .548]. A law with
    three numbers is not exact: it comes within .02 of each share, and .06 of the mean.
    """
    real, ours = facts_of(cdnow), facts_of(year_of_orders(100_000, LoyaltyParameters(is_on=1)))

    assert len(cdnow) == 23_570
    assert real["top10"] == pytest.approx(0.376, abs=0.001)
    for name, value in real.items():
        assert ours[name] == pytest.approx(value, abs=0.06 if name == "mean" else 0.02), name


@pytest.mark.slow
def test_alike_appetites_or_no_lapse_are_far_from_cdnow(cdnow):
    """The concentration rests on the shape: alike appetites give the top tenth a fifth."""
    real = facts_of(cdnow)
    alike = facts_of(year_of_orders(20_000, LoyaltyParameters(is_on=1, shape=50)))
    faithful = facts_of(year_of_orders(20_000, LoyaltyParameters(is_on=1, lapse=0)))

    assert alike["top10"] < real["top10"] - 0.08
    assert faithful["mean"] > real["mean"] + 0.5
