"""Tools are right where they must be, by hand, and blind where they say they are."""

import numpy as np
import pytest

from experiments.histories.scoring import (
    carried_over,
    drivers_of,
    last_click,
    media_mix,
    score,
)
from tests.histories.everything import made_up, weeks_of

POSTS_AND_ADS = ("audience_ads", "community_ads", "community_posts")


def test_last_click_splits_the_sales_of_a_place_by_its_clicks_of_four_weeks():
    table = weeks_of(
        (*POSTS_AND_ADS, "page_posts"), 6,
        clicks_community_posts=[3, 0, 0, 0, 0, 0], clicks_community_ads=[1, 0, 0, 0, 2, 0],
        clicks_page=[0, 1, 0, 0, 0, 0], clicks_audience=[0, 3, 0, 0, 0, 0],
        sales_communities=[4, 0, 0, 8, 16, 0], sales_audience=[32, 4, 0, 0, 0, 64],
    )  # fmt: skip

    credit = last_click(table, (*POSTS_AND_ADS, "page_posts"))

    # Weeks 0 and 3 go 3 : 1; in week 4 the first clicks are too old. Week 0 of the audience has
    # no click, and in week 5 there is none of late.
    assert credit == {
        "community_posts": 3 + 6, "community_ads": 1 + 2 + 16, "audience_ads": 3, "page_posts": 1,
    }  # fmt: skip


def test_last_click_shares_the_audience_by_what_was_spent():
    table = weeks_of(
        ("audience_ads", "influencer", "participation"), 3, clicks_audience=[1, 1, 1],
        sales_audience=[8, 8, 8], spend_audience_ads=[100, 0, 0], spend_influencer=[0, 300, 0],
    )  # fmt: skip

    credit = last_click(table, ("audience_ads", "influencer", "participation"))

    assert credit == {"audience_ads": 8 + 2 + 2, "influencer": 6 + 6, "participation": 0}


def test_the_past_is_carried_over():
    done = np.array([[4.0, 0.0], [0.0, 2.0], [0.0, 0.0]])

    assert carried_over(done, 0.5).tolist() == [[4, 0], [2, 2], [1, 1]]
    assert carried_over(done, 0.0).tolist() == done.tolist()


@pytest.mark.parametrize("decay", [0.0, 0.6])
def test_a_media_mix_regression_finds_effects_that_add_up(decay):
    draws = np.random.default_rng(1)
    spend = 100.0 * draws.integers(0, 2, (104, 3))
    worth = np.array([0.03, 0.01, 0.0])
    won = carried_over(spend, decay) * worth
    table = weeks_of(
        POSTS_AND_ADS, 104, sales=5.0 + won.sum(axis=1), spend_audience_ads=spend[:, 0],
        spend_community_ads=spend[:, 1], spend_posts=spend[:, 2],
    )  # fmt: skip

    credit = media_mix(table, POSTS_AND_ADS)

    assert list(credit.values()) == pytest.approx(won.sum(axis=0), rel=1e-3, abs=0.1)


def test_a_regression_learns_nothing_from_a_plan_that_never_changes():
    draws = np.random.default_rng(1)
    table = weeks_of(("audience_ads",), sales=draws.random(52), spend_audience_ads=100.0)

    assert abs(media_mix(table, ("audience_ads",))["audience_ads"]) < 0.3 * table["sales"].sum()
    assert np.isnan(media_mix(table[:9], ("audience_ads",))["audience_ads"])


def test_posts_stand_for_themselves_by_their_line_or_by_impressions():
    both = drivers_of(("community_posts", "page_posts", "events"))

    assert drivers_of(("page_posts",)) == {"page_posts": "spend_posts"}
    assert both == {
        "community_posts": "impressions_community_posts", "page_posts": "impressions_page",
        "events": "spend_events",
    }  # fmt: skip


def test_scores_are_the_distance_to_the_truth():
    levers = ("audience_ads", "community_posts", "participation")
    table = weeks_of(
        levers, 4, sales=20.0, sales_baseline=5.0, sales_communities=10.0, sales_audience=10.0,
        clicks_audience=1.0, clicks_community_posts=1.0,
        effect_audience_ads=5.0, effect_community_posts=8.0, effect_participation=1.0,
        remainder=1.0,
    )  # fmt: skip

    scores = score(made_up(levers, table))

    assert scores.credits["truth"].tolist() == [20, 32, 4]
    assert scores.credits["last_click"].tolist() == [40, 40, 0]
    [row] = scores.errors.to_dict("records")
    assert row["whole"] == 60
    assert row["last_click_error"] == pytest.approx((20 + 8 + 4) / 3)
    assert row["last_click_order"] == pytest.approx(3**0.5 / 2)
    assert not row["last_click_best"]  # it cannot tell the first two apart
    assert np.isnan(row["media_mix_error"])  # four weeks are too few
    assert not row["media_mix_best"]


def test_a_tool_that_credits_two_alike_names_neither():
    levers = ("audience_ads", "community_posts")
    table = weeks_of(
        levers, 4, sales_communities=10.0, sales_audience=10.0, clicks_audience=1.0,
        clicks_community_posts=1.0, effect_audience_ads=5.0, effect_community_posts=4.0,
    )  # fmt: skip

    assert not score(made_up(levers, table)).errors["last_click_best"].any()


def test_a_single_lever_is_strongest_and_has_no_order():
    table = weeks_of(("audience_ads",), 4, sales=2.0, effect_audience_ads=2.0)

    [row] = score(made_up(("audience_ads",), table)).errors.to_dict("records")

    assert row["last_click_error"] == 8  # nobody clicked
    assert np.isnan(row["last_click_order"])
    assert row["last_click_best"]
