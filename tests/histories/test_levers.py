"""Levers are found, left out one by one, and flown in weeks that the seed alone decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.histories.levers import LEVERS, flights_of, levers_of, policy_of, without
from sim.model import simulate
from sim.scenario_file import library, load_scenario
from sim.strategies.plan import Strategy
from tests.experiments.small import market
from tests.histories.everything import EVERYTHING, brand

NAMES = tuple(lever.name for lever in LEVERS)
ALL = Strategy.model_validate(EVERYTHING)


def test_a_strategy_with_everything_has_every_lever():
    assert levers_of(ALL) == NAMES


@pytest.mark.parametrize(
    ("blocks", "levers"),
    [
        ({}, ()),
        ({"pay": {"audience_ads": 5.0}}, ("audience_ads",)),
        ({"pay": {"community_ads": 5.0}}, ()),  # nowhere to place them
        ({"tailor": {"mix": {"offer": 1.0}, "page_posts_per_week": 1.0}}, ()),  # no hours
        ({"commit": {}, "tailor": {"mix": {"offer": 1.0}, "page_posts_per_week": 1.0}},
         ("page_posts",)),
        ({"commit": {}, "interact": {}}, ("participation",)),
    ],
)  # fmt: skip
def test_what_has_no_means_is_no_lever(blocks, levers):
    assert levers_of(Strategy.model_validate(blocks)) == levers


@given(st.sets(st.sampled_from(NAMES)))
def test_only_what_is_left_out_is_missing(left_out):
    left = without(ALL, left_out)

    assert levers_of(left) == tuple(name for name in NAMES if name not in left_out)
    assert left.identify == ALL.identify
    assert left.commit == ALL.commit
    assert (left == ALL) == (not left_out)


@pytest.mark.parametrize("name", library())
def test_what_the_library_does_can_be_left_out(name):
    for strategy in load_scenario(name).strategies.values():
        searches = strategy.identify is not None and strategy.identify.communities == "search"
        left = without(strategy, levers_of(strategy))

        assert levers_of(strategy) or strategy.is_idle
        assert left.is_idle or searches  # a search takes hours, whatever comes of it


@given(st.integers(1, 9), st.integers(0, 1000), st.integers(1, 60), st.integers(0, 60))
def test_a_longer_run_begins_with_the_weeks_of_a_shorter_one(length, seed, n, more):
    short, long = (flights_of(NAMES, weeks, length, seed) for weeks in (n, n + more))

    assert short.shape == (n, len(NAMES))
    assert np.array_equal(long[:n], short)
    assert np.array_equal(flights_of(NAMES[2:4], n, length, seed), short[:, 2:4])
    for start in range(0, n, length):
        assert (short[start : start + length] == short[start]).all()


def test_levers_are_on_half_of_the_time_each_by_itself():
    is_on = flights_of(NAMES, 4000, 1, 1)

    assert np.abs(is_on.mean(axis=0) - 0.5).max() < 0.03
    assert np.abs(np.corrcoef(is_on.T) - np.eye(len(NAMES))).max() < 0.06
    assert (flights_of(NAMES, 4000, 1, 2) != is_on).mean() == pytest.approx(0.5, abs=0.02)
    assert flights_of(NAMES, 9, 0, 1).all()


def test_a_policy_that_leaves_nothing_out_is_the_strategy():
    spec = market()
    talk = spec.strategies["talk"]
    levers = levers_of(talk)
    policy = policy_of(talk, levers, flights_of(levers, 4, 0, 1), ())

    own, named = simulate(spec, policy(), 1), simulate(spec, "talk", 1)

    assert own.outcomes == named.outcomes
    assert named.outcomes["engagements"] > 0


def test_a_lever_that_is_off_in_a_week_is_not_paid_for():
    spec = brand()
    is_on = np.ones((4, len(NAMES)), bool)
    is_on[1, NAMES.index("audience_ads")] = False
    policy = policy_of(spec.strategies["own"], NAMES, is_on, ("influencer",))

    money = simulate(spec, policy(), 1).money

    assert (money["audience_ads"] > 0).tolist() == [True, False, True, True]
    assert not money["influencers"].any()
