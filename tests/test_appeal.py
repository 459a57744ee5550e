"""Luck makes posts of one kind unequal, as far as is measured, and adds up to nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.appeal import AppealParameters, of_page_post, of_posts
from sim.model import BrandCommunity, simulate
from sim.scenario_file import load_scenario, with_overrides
from sim.strategies.plan import Strategy

KEYS = np.random.default_rng(1).integers(0, 2**63, 40_000).astype(np.uint64)
NONE = {"appeal.spread": 0.0, "appeal.page_spread": 0.0, "appeal.reach_spread": 0.0}


def page_posts(p, n=20_000):
    """Return factors of reach and log-odds of n posts on a page."""
    return np.array([of_page_post(key, p) for key in KEYS[:n]]).T


@pytest.mark.parametrize("spread", [0.1, 0.3, 0.8])
def test_a_post_in_a_community_has_odds_of_mean_one_and_the_spread_declared(spread):
    log_odds = of_posts(KEYS, AppealParameters(spread=spread))
    assert log_odds.std() == pytest.approx(spread, rel=0.02)
    error = np.exp(log_odds).std() / np.sqrt(KEYS.size)
    assert abs(np.exp(log_odds).mean() - 1) < 4 * error


def test_a_page_has_the_spreads_and_the_elasticity_declared():
    p = AppealParameters()
    reach, log_odds = page_posts(p)
    log_reach = np.log(reach)
    slope, start = np.polyfit(log_reach, log_odds, 1)
    assert log_reach.std() == pytest.approx(p.reach_spread, rel=0.03)
    assert 1 + slope == pytest.approx(1 - p.dilution, abs=0.03)
    assert (log_odds - start - slope * log_reach).std() == pytest.approx(p.page_spread, rel=0.03)


@given(st.floats(0, 0.6), st.floats(0, 0.6), st.floats(0, 1))
def test_the_luck_of_a_page_adds_up_to_nothing(spread, reach_spread, dilution):
    p = AppealParameters(page_spread=spread, reach_spread=reach_spread, dilution=dilution)
    reach, log_odds = page_posts(p, 4000)
    for factor in (reach, reach * np.exp(log_odds)):
        assert abs(factor.mean() - 1) <= 5 * factor.std() / np.sqrt(factor.size) + 1e-9


def test_without_spread_there_is_no_luck():
    p = AppealParameters(spread=0.0, page_spread=0.0, reach_spread=0.0)
    assert (of_posts(KEYS[:10], p) == 0).all()
    assert of_page_post(KEYS[0], p) == (1.0, 0.0)


def test_a_page_without_luck_is_in_expectation():
    """Two seeds then agree on what the page shows; with luck they do not."""
    spec = load_scenario("micro-vs-mass", {"days": 28})
    without = with_overrides(spec, NONE)
    views = [simulate(s, "big-page", seed).outcomes["views"]
             for s in (without, spec) for seed in (1, 2)]  # fmt: skip
    assert views[0] == views[1]
    assert views[2] != views[3]


def test_luck_belongs_to_the_post():
    spec = load_scenario("micro-vs-mass", {"days": 28})
    models = [BrandCommunity(spec, "genuine-micro", seed=4) for _ in range(2)]
    models.append(BrandCommunity(spec, "genuine-micro", seed=5))
    found = []
    for model in models:
        for _ in range(8):
            model.step()
        posts = model.world.posts
        filled = posts.key != 0  # the last post of a slot stays written there
        assert filled.any()
        found.append(dict(zip(posts.key[filled], posts.appeal[filled], strict=True)))
    assert found[0] == found[1]
    assert set(found[0].values()).isdisjoint(found[2].values())


def test_ads_have_no_luck():
    ads = {"identify": {"how_many": 24}, "pay": {"community_ads": 100}}
    spec = load_scenario("micro-vs-mass", {"days": 28})
    model = BrandCommunity(spec, Strategy.model_validate(ads), seed=4)
    for _ in range(8):
        model.step()
    posts = model.world.posts
    assert (posts.is_paid == 1).any()
    assert (posts.appeal == 0).all()
