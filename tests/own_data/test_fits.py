"""Fits ask the engine; intervals hold the truth as often as they say; predictions are scored."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.own_data.ads_fit import CLICKS, ads_of, ads_trial, fit_ads
from experiments.own_data.fit import Fit, resampling_weights
from experiments.own_data.holdout import crps, held_back
from experiments.own_data.page import BASE, FLUENCY, page_of, posts_of, response_of
from experiments.own_data.posts_fit import drift_of, fit_posts, layer_of
from experiments.own_data.recovery import N_SETS, Trial, counted, coverage, posts_trial
from experiments.own_data.sales_fit import RATE, fit_sales, sales_of, sales_trial
from experiments.own_data.survey_fit import BAD, GOOD, bins_of, fit_survey, survey_trial
from sim.model import BrandCommunity
from sim.scenario_errors import ScenarioError
from sim.scenario_file import load_scenario, with_overrides
from tests.experiments.small import market

NO_LUCK = {"appeal.page_spread": 0.0, "appeal.reach_spread": 0.0}
LEAST, MOST = 47, 59  # of 60 intervals of 90 %: binomial, about 1 % at either end


@pytest.fixture(scope="module")
def page():
    """Return a page of 120 posts in a year."""
    return page_of(load_scenario("micro-vs-mass"), 120, 364, 20_000)


@pytest.fixture(scope="module")
def response(page):
    """Return what parameters make of it."""
    return response_of(page, FLUENCY)


def test_posts_add_up_to_what_the_engine_counts():
    page = page_of(load_scenario("micro-vs-mass"), 52, 364, 20_000)
    model, showings = BrandCommunity(page.spec, "page", 3), {}
    while model.running:
        model.step()
        showings |= {id(each): each for each in model.world.audience.showings}
    counts = model.world.counts

    assert sum(each.reached for each in showings.values()) == pytest.approx(
        counts.views[:, 0, -2].sum()
    )
    actions = counts.likes + counts.comments + counts.shares
    assert sum(each.engaged for each in showings.values()) == pytest.approx(actions[:, 0, -2].sum())
    mine = posts_of(page, {}, 3)
    assert len(mine) == 52
    assert (mine["likes"] + mine["comments"] + mine["shares"]).to_numpy() == pytest.approx(
        mine["engaged"].to_numpy()
    )


def test_the_page_posts_kinds_as_often_as_told():
    page = page_of(market(), 60, 84, 5_000, {"offer": 1.0})

    assert page.n == 60
    assert page.spec.strategies["page"].tailor.mix == {"offer": 1.0}
    assert posts_of(page, {}, 1)["comment_odds"].unique().tolist() == [0.5]


@pytest.mark.slow
def test_asking_the_engine_back_gives_the_value_that_was_run(page, response):
    for reach, level in ((0.05, 0.3), (0.15, 0.62), (0.2, 0.8)):
        posts = posts_of(page, {page.reach_name: reach, FLUENCY: level} | NO_LUCK, seed=1)
        log_share = np.log(posts["reach"].mean() / page.followers)
        odds = posts["engaged"] / (posts["reach"] - posts["engaged"])

        found = response.reach_for(np.array([log_share]))
        assert found[0] == pytest.approx(reach, rel=0.005)
        assert response.level_for(found, np.array([np.log(odds).mean()]))[0] == pytest.approx(
            level, abs=0.01
        )


@pytest.mark.slow
def test_the_truth_is_in_the_interval_of_a_pages_posts_as_often_as_it_says(page, response):
    found = coverage(posts_trial(page, response), 1)

    assert len(found) == 7
    assert (found["sets"] == N_SETS).all()
    assert found["held"].between(LEAST, MOST).all(), found


@pytest.mark.slow
def test_the_truth_is_in_the_interval_of_ads_a_survey_and_sales_as_often_as_it_says():
    rng = np.random.default_rng(1)
    shown = np.rint(rng.lognormal(10, 1.5, 200))
    spent = shown * 0.008 * rng.lognormal(0, 0.3, 200)
    table = pd.DataFrame({"impressions": shown, "clicks": 1.0, "spent": spent})
    spec = load_scenario("local-artisans")
    trials = [
        ads_trial(table, ads_of(spec)),
        survey_trial(80, 7, spec),
        sales_trial(sales_of(market(days=91), "talk", 13, None)),
    ]
    found = pd.concat([coverage(trial, 1) for trial in trials])

    assert set(found["parameter"]) == {
        "platforms.instagram.cost_per_thousand", CLICKS, GOOD, BAD, RATE,
    }  # fmt: skip
    assert found["held"].between(LEAST, MOST).all(), found


def test_intervals_that_are_too_narrow_are_found_out():
    rng = np.random.default_rng(3)

    def fit(truth, seed):
        draws = np.random.default_rng(seed).normal(truth["p"] + 1.0, 0.5, 1000)
        return Fit({"p": draws}, {"p": ""})

    found = coverage(Trial(lambda _: {"p": float(rng.normal())}, fit), 1)

    assert found["held"].iloc[0] < LEAST


def test_the_score_of_a_normal_prediction_is_the_published_one():
    """Gneiting & Raftery 2007: z (2 F(z) - 1) + 2 f(z) - 1 / sqrt(pi) for a standard normal."""
    samples = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    z = np.array([-1.3, 0.0, 2.0])
    exact = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)

    assert crps(np.tile(samples, (3, 1)), z) == pytest.approx(exact, abs=1e-3)


def test_the_score_of_one_number_is_its_error():
    assert crps(np.full((2, 7), 5.0), np.array([2.0, 9.0])).tolist() == [3.0, 4.0]


def made(n, seed, dilution=0.3, **extra):
    """Return posts of a known layer: log share -3, spread 1; log-odds -4, luck .6."""
    rng = np.random.default_rng(seed)
    surprise = rng.standard_normal(n)
    reach = np.rint(50_000 * np.exp(-3 + surprise))
    odds = np.exp(-4 - dilution * surprise + 0.6 * rng.standard_normal(n))
    rate = reach * odds / (1 + odds)
    parts = {x: rng.poisson(s * rate).astype(float) for x, s in
             (("likes", 0.8), ("comments", 0.05), ("shares", 0.15))}  # fmt: skip
    return pd.DataFrame({"followers": 50_000.0, "reach": reach} | parts | extra)


def test_the_layer_finds_what_made_the_posts():
    layer = layer_of(made(2000, 1), -0.2, 50_000, 1)

    assert layer.reach[:, 0].mean() == pytest.approx(-3, abs=0.06)
    assert layer.spread.mean() == pytest.approx(1, abs=0.05)
    assert layer.odds[:, 0].mean() == pytest.approx(-4, abs=0.06)
    assert layer.dilution.mean() == pytest.approx(0.3, abs=0.05)
    assert layer.luck.mean() == pytest.approx(0.6, abs=0.04)
    assert layer.likes.mean() == pytest.approx(0.8, abs=0.02)


def test_money_behind_a_post_is_told_apart_from_the_pages_reach():
    paid = (np.arange(2000) % 3 == 0).astype(float)
    table = made(2000, 2).assign(paid=paid)
    table["reach"] = np.rint(table["reach"] * np.where(paid == 1, 2.0, 1.0))
    layer = layer_of(table, -0.2, 50_000, 1)

    assert layer.has_paid
    assert layer.reach[:, 0].mean() == pytest.approx(-3, abs=0.07)
    assert np.exp(layer.reach[:, -1].mean()) == pytest.approx(2.0, rel=0.12)


def test_drift_by_quarter_sums_to_nothing():
    design = drift_of(400)

    assert design.shape == (400, 4)
    assert design.mean(axis=0) == pytest.approx([1, 0, 0, 0])
    assert drift_of(40).shape == (40, 1)


def test_posts_held_back_are_predicted_better_than_by_one_number():
    held = held_back(made(400, 4), -0.2, 50_000, 1)
    scores = held.scores.set_index(["quantity", "rival"])

    assert (held.n_fitted, held.n_held) == (300, 100)
    assert (scores["high"].xs("mean of the last 10 posts", level="rival") < 0).all()
    assert 0.8 < held.inside["reach"] <= 1.0


def test_weights_of_the_bootstrap_are_shares():
    weights = resampling_weights(30, np.random.default_rng(1))

    assert weights.shape == (1000, 30)
    assert weights.sum(axis=1) == pytest.approx(np.ones(1000))


def test_ads_are_priced_as_the_strategy_buys_them():
    table = pd.DataFrame(
        {"impressions": [1e5] * 12, "clicks": [900.0] * 12, "spent": [1900.0] * 12}
    )
    fit = fit_ads(table, ads_of(load_scenario("local-artisans")), 1)

    # Precision .3 at premium 3 costs 1.9 times as much: $19 for 1,000 is $10 for plain ones.
    assert fit.interval("platforms.instagram.cost_per_thousand")[0] == pytest.approx(10.0)


def test_a_click_rate_is_the_one_that_the_engine_then_has():
    spec = load_scenario("local-artisans")
    table = pd.DataFrame({"impressions": [1e6] * 40, "clicks": [9000.0] * 40, "spent": [9e3] * 40})
    ads = ads_of(spec)
    fit = fit_ads(table, ads, 1)
    found = {name: fit.interval(name)[0] for name in fit.draws}
    model = BrandCommunity(with_overrides(ads.spec, found), "ads", 1)
    while model.running:
        model.step()
    counts = model.world.counts

    rate = counts.clicks[:, 0, -1].sum() / counts.views[:, 0, -1].sum()
    assert rate == pytest.approx(0.009, rel=0.002)


def test_a_survey_of_seven_steps_gives_the_mean_of_its_answers():
    table = pd.DataFrame({"trust": [3.0] * 30 + [4.0] * 30 + [5.0] * 30})
    bins, n_steps = bins_of(table, (1.0, 7.0))
    fit = fit_survey(bins, n_steps, market(), 1)
    good, bad = (fit.interval(name)[0] for name in (GOOD, BAD))

    assert n_steps == 7
    assert good / (good + bad) == pytest.approx(0.5, abs=0.02)


def test_sales_that_no_rate_can_make_are_refused():
    sales = sales_of(market(), "talk", 4, None)

    with pytest.raises(ScenarioError, match="is what it can win"):
        fit_sales(np.array([1e6, 1e6, 1e6, 1e6]), sales, 1)


@pytest.mark.slow
def test_engagement_beyond_every_fluency_moves_the_base():
    page = page_of(load_scenario("micro-vs-mass"), 60, 364, 20_000)
    posts = posts_of(page, {BASE: -1.0}, 1)
    table = counted(posts, 1).assign(followers=page.followers)
    fit = fit_posts(table, page, response_of(page, BASE), 1)
    _, low, high = fit.interval(BASE)

    assert low < -1.0 < high
    assert high - low < 1.5
    assert not response_of(page, FLUENCY).holds(-1.0)
