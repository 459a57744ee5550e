"""Metrics: what a brand measures of each week, and how noise and tools change it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import Line
from sim.metrics import measured_by_kind, noisy, weekly_metrics
from sim.model import BrandCommunity
from sim.recorder import CLICKS, ENGAGEMENTS, POSTS, TONE, VIEWS
from sim.setup import build_world
from sim.strategies.contingency import METRICS
from tests.conftest import small_spec

N = 20_000


@pytest.fixture
def world():
    """Return a world of 40 and 30 members, one rival, and a busy second week, on its last night."""
    world = build_world(small_spec(rivals={"rival": {"key": 5, "strategy": {}}}), seed=1)
    world.day = 14
    counts = world.counts
    for k, name in enumerate(("views", "likes", "comments", "shares", "customers", "complaints",
                              "removed"), 1):  # fmt: skip
        count = getattr(counts, name)
        count[:7, 0], count[7:14, 0], count[14:, 0], count[:, 1] = 1000, k, 1000, 1000
    counts.views[7:14, 0] = 20
    world.ledger.money[:] = 1000.0
    world.ledger.money[7:14, 0] = 0.5
    world.members.trust[0] = np.where(world.members.community == 0, 0.75, 0.25)
    return world


def test_without_noise_last_week_is_seen_as_it_was(world):
    """Seven days, four places: 28 times 20 views; 2, 3, 4 reactions; 5 customers and so on."""
    seen = weekly_metrics(world, 0, [0], 0.0)

    assert set(seen) == set(METRICS)
    assert seen == pytest.approx({
        "trust_proxy": 0.75, "views": 560, "engagements": 252, "engagement_rate": 0.45,
        "customers": 140, "complaints": 168, "removed": 196, "week": 2,
        "cost": 7 * 14 * 0.5,
    })  # fmt: skip


@pytest.mark.parametrize(("communities", "trust"), [([0], 0.75), ([1], 0.25), ([0, 1], 0.5)])
def test_trust_is_that_of_members_present_where_the_brand_is(world, communities, trust):
    """Forty at .75, of whom ten have left at 0, and thirty at .25."""
    world.members.trust[0, 30:40] = 0.0
    world.members.is_member[30:40] = 0

    assert weekly_metrics(world, 0, communities, 0.0)["trust_proxy"] == pytest.approx(trust)


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_what_cannot_be_measured_is_nan_and_makes_no_rule_hold(world, noise):
    world.counts.views[:] = 0

    seen = weekly_metrics(world, 0, [], noise)

    assert math.isnan(seen["trust_proxy"])
    assert math.isnan(seen["engagement_rate"])


def test_money_and_removals_are_known_exactly_and_shares_stay_shares(world):
    exact = weekly_metrics(world, 0, [0], 0.0)
    world.members.trust[0] = 1.0
    for day in range(14, 28):
        world.day = day
        world.counts.removed[:, 0], world.ledger.money[:, 0] = 7, 0.5
        seen = weekly_metrics(world, 0, [0], 3.0)
        assert (seen["removed"], seen["cost"]) == (exact["removed"], exact["cost"])
        assert 0 <= seen["trust_proxy"] <= 1
        assert 0 <= seen["engagement_rate"] <= 1


def test_every_week_and_brand_has_its_own_noise_and_the_same_again(world):
    def views(b):
        return weekly_metrics(world, b, [0], 0.5)["views"] / world.counts.views[7:14, b].sum()

    first = views(0)
    assert first == views(0) != views(1)
    assert first != weekly_metrics(world, 0, [0], 0.5)["customers"] / 140
    world.day = 21
    world.counts.views[14:21] = 20
    assert first != weekly_metrics(world, 0, [0], 0.5)["views"] / 560


@given(st.floats(0, 1), st.floats(0, 1000))
def test_noise_of_none_leaves_values_and_nothing_stays_nothing(noise, value):
    key = np.uint64(5)

    assert noisy(np.array([value]), 0.0, key)[0] == value
    assert noisy(np.array([0.0, value]), noise, key)[0] == 0
    assert (noisy(np.array([value]), noise, key) >= 0).all()


@pytest.mark.parametrize("noise", [0.05, 0.15, 0.3, 0.5])
def test_noise_is_unbiased_and_as_wide_as_it_says(noise):
    """A lognormal of mean 1: its standard deviation is sqrt(exp(noise^2) - 1), near the noise."""
    seen = noisy(np.full(N, 3.0), noise, np.uint64(7)) / 3.0
    spread = math.sqrt(math.exp(noise**2) - 1.0)

    assert abs(seen.mean() - 1.0) < 4 * spread / math.sqrt(N)
    assert seen.std() == pytest.approx(spread, rel=0.05)
    assert np.log(seen).std() == pytest.approx(noise, rel=0.03)


def test_half_the_noise_is_half_as_far_from_the_truth_in_every_draw():
    key = np.uint64(7)
    wide, narrow = (np.log(noisy(np.ones(50), noise, key)) + noise**2 / 2 for noise in (0.4, 0.2))

    np.testing.assert_allclose(narrow, wide / 2, atol=1e-12)


def test_posts_are_known_and_what_came_of_them_is_measured(world):
    world.by_kind[:] = np.arange(world.by_kind.size).reshape(world.by_kind.shape)
    truth = world.by_kind[1, 0].copy()

    exact, seen = (measured_by_kind(world, 0, 1, noise) for noise in (0.0, 0.3))

    np.testing.assert_array_equal(exact, truth)
    np.testing.assert_array_equal(world.by_kind[1, 0], truth)
    np.testing.assert_array_equal(seen[:, :, POSTS], truth[:, :, POSTS])
    ratios = [seen[:, :, k] / truth[:, :, k] for k in (VIEWS, ENGAGEMENTS, CLICKS, TONE)]
    assert len({round(float(r), 9) for ratio in ratios for r in ratio.ravel()}) == 4 * 18
    before = measured_by_kind(world, 0, 0, 0.3)[:, :, VIEWS] / world.by_kind[0, 0, :, :, VIEWS]
    assert (before != ratios[0]).all()
    assert (seen != measured_by_kind(world, 1, 1, 0.3)).any()


# Tools in a run


def measured_with(tool, budget, weeks=8):
    """Return a model after some weeks with a tool, and what it pays for tools each week."""
    strategy = {"identify": {}, "commit": {"hours_per_week": 1}, "interact": {}}
    if tool:
        strategy["analytics"] = {"tool": tool}
    spec = small_spec(
        days=7 * weeks, brand={"budget_per_week": budget},
        strategies={"ads": {}, "it": strategy},
    )  # fmt: skip
    model = BrandCommunity(spec, "it", seed=1)
    while model.running:
        model.step()
    return model, model.world.ledger.money[:, 0, Line.TOOLS].reshape(weeks, 7)


@pytest.mark.parametrize(("tool", "fee"), [(None, 0), ("platform", 0), ("basic", 100), ("ai", 500)])
def test_a_tool_is_paid_by_the_week(tool, fee):
    """$500 a month are $115.38 a week."""
    _, paid = measured_with(tool, 500)

    np.testing.assert_allclose(paid[:, 0], fee * 12 / 52)
    assert not paid[:, 1:].any()


def test_who_cannot_pay_for_a_tool_has_what_the_platform_shows():
    """$115.38 is more than $115: no fee, the platform's noise, and ads that are aimed no better."""
    results = {}
    for tool, budget in (("ai", 115.0), (None, 115.0), ("ai", 115.4), ("basic", 115.0)):
        model, paid = measured_with(tool, budget)
        results[tool, budget] = (paid.sum(), model.brands[0].planner.metrics["trust_proxy"])

    assert results["ai", 115.0] == results[None, 115.0]
    assert results["ai", 115.4][0] > 900
    assert results["ai", 115.4][1] != results[None, 115.0][1] != results["basic", 115.0][1]
    assert not np.isnan(results["ai", 115.0][1]).any()


@pytest.mark.parametrize(("budget", "precision"), [(1000.0, 0.475), (115.0, 0.3)])
def test_a_tool_aims_ads_only_where_it_is_paid_for(budget, precision):
    spec = small_spec(
        brand={"budget_per_week": budget},
        strategies={"ads": {}, "it": {"analytics": {"tool": "ai"},
                                      "pay": {"audience_ads": 100, "precision": 0.3}}},
    )  # fmt: skip
    model = BrandCommunity(spec, "it", seed=1)
    model.step()

    (showing,) = model.world.audience.showings
    assert showing.precision == pytest.approx(precision)


def test_a_better_tool_measures_nearer_to_the_truth():
    """The same draws at .5 and .15: trust stays at .4 where nothing is posted."""
    by_tool = {}
    for tool in ("platform", "ai"):
        model, _ = measured_with(tool, 500, weeks=30)
        by_tool[tool] = np.array(model.brands[0].planner.metrics["trust_proxy"])

    errors = {tool: np.abs(np.minimum(seen, 1) - 0.4).mean() for tool, seen in by_tool.items()}
    assert len(by_tool["ai"]) == 29
    assert errors["ai"] < 0.5 * errors["platform"]


def test_a_policy_in_python_sees_the_metrics_of_every_past_week():
    spec, seen_by = small_spec(days=28), []

    def policy(seen):
        seen_by.append({name: len(values) for name, values in seen.metrics.items()})
        return spec.strategies["micro"]

    model = BrandCommunity(spec, policy, seed=1)
    while model.running:
        model.step()

    assert seen_by == [{}] + [dict.fromkeys(METRICS, weeks) for weeks in (1, 2, 3)]
