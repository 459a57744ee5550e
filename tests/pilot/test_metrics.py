"""What a trial measures: true figures of a run, by hand, and the noise upon them."""

import numpy as np
import pytest

from experiments.pilot.metrics import METRICS, entered, mean_so_far, measured
from tests.pilot.made_up import made_run

PLACE = {metric.name: k for k, metric in enumerate(METRICS)}


def true_of(run, name, communities=1):
    return measured(run, communities, 0.0)[PLACE[name]]


def test_figures_by_hand():
    run = made_run(
        4, n=2, posts=2, comments=5, margin=30, cost=60, complaints=3, community_posts__views=40,
        community_posts__engagements=8, page__views=20, community_posts__customers=6,
        community_ads__customers=2,
    )  # fmt: skip

    assert true_of(run, "comments per post")[0] == 2.5
    assert true_of(run, "return")[0] == 0.5
    assert true_of(run, "complaints")[0] == 3
    assert true_of(run, "engagement rate")[0] == 0.2
    assert true_of(run, "views per post")[0] == 30
    assert true_of(run, "customers per community", communities=2)[0] == 4


def test_a_survey_asks_the_members_where_the_brand_is():
    everywhere = 100 + 300 + 200
    run = made_run(4, n=1, trust=0.4 + 0.3 * 100 / everywhere)  # those of the first gained .3

    assert true_of(run, "trust survey") == pytest.approx(0.7)
    assert entered(run) == 1
    assert np.isnan(true_of(made_run(4, n=0), "trust survey")).all()


def test_what_cannot_be_measured_is_left_out_of_a_mean():
    run = made_run(4, posts=[0, 2, 0, 1], comments=[0, 4, 0, 4])
    seen = measured(run, 1, 0.0)

    assert np.isnan(mean_so_far(seen, 1)[PLACE["comments per post"]])
    assert mean_so_far(seen, 4)[PLACE["comments per post"]] == 3.0


def test_noise_is_about_what_it_says_and_that_of_other_weeks_and_figures_is_other():
    run = made_run(4000, comments=1, margin=1, cost=1)
    seen = measured(run, 1, 0.5)[[PLACE["comments per post"], PLACE["return"]]]

    assert seen.mean(axis=1) == pytest.approx([1.0, 1.0], abs=0.05)
    assert seen.std(axis=1) == pytest.approx([0.5, 0.5], abs=0.06)
    assert abs(np.corrcoef(seen)[0, 1]) < 0.05
    assert np.array_equal(measured(made_run(10, comments=1), 1, 0.5)[PLACE["comments per post"]],
                          seen[0, :10])  # fmt: skip


def test_other_communities_are_measured_with_other_noise():
    run = made_run(8, comments=1)
    one, two = (measured(run, k, 0.5)[PLACE["comments per post"]] for k in (1, 2))

    assert (one != two).all()
