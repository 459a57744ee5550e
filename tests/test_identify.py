"""Identify: names, groups and platforms; and searches that find more the longer they take."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import Line
from sim.model import BrandCommunity
from sim.strategies.identify import (
    Identify,
    Research,
    Signal,
    chance_right,
    chosen_communities,
    is_searching,
    rank_candidates,
)
from sim.strategies.plan import Strategy
from tests.conftest import small_spec
from tests.strategies import near, seeds

NAMES = ("makers 1", "makers 2", "home bakers", "runners")
PLATFORMS = ("facebook", "reddit", "facebook", "instagram")
N, FITTING = 40, 10  # candidates, and how many of them fit

signals = st.builds(
    Signal, scale=st.floats(0.1, 50), best=st.floats(0.5, 1.0), coverage=st.floats(0, 1)
)


# By name


@pytest.mark.parametrize(
    ("wanted", "how_many", "chosen"),
    [
        ("all", 10, [0, 1, 2, 3]), ("all", 2, [0, 1]), (("makers",), 10, [0, 1]),
        (("home bakers",), 10, [2]), (("makers 2", "home bakers"), 10, [1, 2]),
        (("home bakers", "makers"), 2, [0, 1]), (("bakers",), 10, []),
    ],
)  # fmt: skip
def test_communities_are_chosen_by_name_group_and_number(wanted, how_many, chosen):
    block = Identify(communities=wanted, how_many=how_many)

    assert chosen_communities(block, NAMES, PLATFORMS) == chosen


def test_a_group_is_chosen_by_its_own_name_only():
    names, where = ("north", "north hikers", "makers 1", "makers 2"), ("x",) * 4

    assert chosen_communities(Identify(communities=("north",)), names, where) == [0]
    assert chosen_communities(Identify(communities=("makers",)), names, where) == [2, 3]


def test_who_identifies_nothing_goes_nowhere():
    assert chosen_communities(None, NAMES, PLATFORMS) == []


@pytest.mark.parametrize(
    ("platforms", "how_many", "chosen"),
    [((), 9, [0, 1, 2, 3]), (("facebook",), 9, [0, 2]), (("facebook",), 1, [0]),
     (("reddit", "instagram"), 9, [1, 3]), (("x",), 9, [])],
)  # fmt: skip
def test_only_communities_on_the_wanted_platforms_count(platforms, how_many, chosen):
    block = Identify(platforms=platforms, how_many=how_many)

    assert chosen_communities(block, NAMES, PLATFORMS) == chosen


@pytest.mark.parametrize(
    ("ranked", "platforms", "how_many", "chosen"),
    [
        (None, (), 2, []), ([], (), 2, []), ([3, 0, 2, 1], (), 2, [0, 3]),
        ([3, 0, 2, 1], ("facebook",), 1, [0]), ([3, 2, 1, 0], ("facebook",), 1, [2]),
        ([3, 2, 1, 0], (), 9, [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_of_what_a_search_found_the_best_on_the_wanted_platforms_are_chosen(
    ranked, platforms, how_many, chosen
):
    block = Identify(communities="search", platforms=platforms, how_many=how_many)

    assert chosen_communities(block, NAMES, PLATFORMS, ranked) == chosen


@pytest.mark.parametrize(
    ("communities", "weeks_searched", "searches"),
    [("search", 0, True), ("search", 3, True), ("search", 4, False), ("search", 9, False),
     ("all", 0, False), (("one",), 0, False)],
)  # fmt: skip
def test_a_search_lasts_its_weeks(communities, weeks_searched, searches):
    block = Identify(communities=communities, search_weeks=4)

    assert is_searching(block, weeks_searched) is searches
    assert is_searching(None, weeks_searched) is False


@pytest.mark.parametrize("start_week", [0, 2])
def test_a_search_that_starts_late_or_after_a_switch_is_not_decided_before_it(start_week):
    spec = search_spec(joining_hours=100)
    searching = spec.strategies["search"]
    commit = searching.commit.model_copy(update={"start_week": start_week})
    late = BrandCommunity(spec, searching.model_copy(update={"commit": commit}), 1)
    switched = BrandCommunity(spec, Strategy(), 1)
    for _ in range(7 * start_week):
        late.step()
        switched.step()
    assert late.brands[0].planner.found is None
    switched.follow(searching)
    for _ in range(7 * 4):
        late.step()
        switched.step()

    at_once = searched(joining_hours=100).brands[0].planner.found
    assert at_once[:2] == [0, 1]
    assert [each.brands[0].planner.found for each in (late, switched)] == [at_once, at_once]


# What a signal tells


@pytest.mark.parametrize(
    ("hours", "scale", "best", "right"),
    [(0.0, 6.0, 0.9, 0.5), (6.0, 6.0, 0.9, 0.7528482), (1e6, 6.0, 0.9, 0.9), (3.0, 2.0, 0.5, 0.5),
     (10 * math.log(2), 10.0, 1.0, 0.75)],
)  # fmt: skip
def test_chance_to_be_right_by_hand(hours, scale, best, right):
    """.5 + .4 * (1 - 1/e) = .5 + .4 * .6321206 = .7528482; after a half-life half of it."""
    assert chance_right(hours, scale, best) == pytest.approx(right, abs=1e-7)


@given(signals, st.floats(0, 500), st.floats(0, 500))
def test_more_hours_are_never_less_right(signal, hours, more):
    right = chance_right(hours, signal.scale, signal.best)

    assert 0.5 <= right <= chance_right(hours + more, signal.scale, signal.best) <= signal.best


@given(st.floats(0.01, 500), st.floats(0.1, 50), st.floats(1.01, 10))
def test_a_slower_signal_is_less_right(hours, scale, slower):
    assert chance_right(hours, scale * slower, 0.9) <= chance_right(hours, scale, 0.9)


def test_the_default_signals_are_quick_and_rough_or_slow_and_sure():
    by_depth = [Research().hashtags, Research().monitoring, Research().joining]

    for name in ("scale", "best", "coverage"):
        values = [getattr(signal, name) for signal in by_depth]
        assert values == sorted(set(values))


# Ranking


def ranked(hours, signal, seed=0, speed=1.0, n=N, fitting=FITTING):
    """Return whether each is fitting, the most promising first, found by one signal."""
    fits = np.arange(n) < fitting
    draws = np.random.default_rng(seed).random((3, n))
    return fits[rank_candidates(fits, [(signal, hours)], speed, draws)]


def hits(hours, signal=None, **about):
    """Return the mean share of fitting communities among the best ones, over 200 searches."""
    signal = signal or Signal(scale=1.0, best=1.0, coverage=1.0)
    return np.mean([ranked(hours, signal, seed, **about)[:FITTING].mean() for seed in range(200)])


@given(seeds, st.lists(st.tuples(signals, st.floats(0, 100)), max_size=3), st.floats(0.1, 10))
def test_a_ranking_names_every_candidate_once(seed, found_by, speed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(0, 8))

    order = rank_candidates(rng.random(n) < 0.5, found_by, speed, rng.random((2 * 3 + 1, n)))

    assert sorted(order) == list(range(n))


def test_a_search_without_hours_finds_no_more_than_chance():
    """A quarter fit, so a quarter of those chosen does; the draws differ in every search."""
    assert abs(hits(0.0) - FITTING / N) < near(FITTING / N, 200 * FITTING)
    assert len({tuple(ranked(0.0, Signal(), seed)) for seed in range(20)}) > 10


def test_the_more_hours_the_more_fitting_communities_are_found():
    found = [hits(hours) for hours in (0, 10, 40, 160, 10_000)]

    assert found == sorted(found)
    assert found[0] < 0.35 < 0.6 < found[2]
    assert found[-1] == 1.0


def test_hours_are_shared_by_the_candidates_and_tools_make_them_go_further():
    """Forty hours on forty communities are one hour each: as ten on ten, or four at speed ten."""
    signal = Signal(scale=2.0, best=0.9, coverage=1.0)
    alike = [
        ranked(40.0, signal, seed, speed=1.0).tolist() == ranked(4.0, signal, seed, 10.0).tolist()
        for seed in range(50)
    ]

    assert all(alike)
    assert hits(40.0, signal, speed=3.0) > hits(40.0, signal) + 0.05
    assert hits(40.0, signal, n=400, fitting=100) < hits(40.0, signal) - 0.05


def test_a_signal_says_nothing_of_what_it_does_not_cover():
    """A sure signal that covers half: fitting ones it covers lead, decoys it covers come last."""
    fits = np.array([True, True, False, False])
    covered, right, ties = [0.4, 0.6, 0.4, 0.6], [0.5] * 4, [0.1, 0.2, 0.3, 0.15]
    signal = Signal(scale=1.0, best=1.0, coverage=0.5)

    order = rank_candidates(fits, [(signal, 1e6)], 1.0, np.array([covered, right, ties]))

    assert order == [0, 3, 1, 2]


@pytest.mark.parametrize("coverage", [0.0, 0.3, 1.0])
def test_the_share_that_a_signal_covers_is_its_coverage(coverage):
    """All fit and the signal is sure, so who is covered is placed by vote and not by the tie."""
    n = 2000
    signal = Signal(scale=1.0, best=1.0, coverage=coverage)
    draws = np.random.default_rng(1).random((3, n))
    draws[2] = np.arange(n) / n
    order = np.array(rank_candidates(np.ones(n, bool), [(signal, 1e9)], 1.0, draws))
    covered = draws[0] < coverage

    assert abs(covered.mean() - coverage) <= near(coverage, n)
    assert covered[order].tolist() == sorted(covered, reverse=True)


def test_a_signal_that_is_more_often_right_weighs_more():
    """Two contrary votes on one community, on the other two of the weak signal alone.

    log(.9 / .1) = 2.197 and log(.6 / .4) = .405: the first community has 1.79, the second .405.
    """
    strong, weak = Signal(scale=1.0, best=0.9), Signal(scale=1.0, best=0.6)
    fits = np.array([True, True])
    draws = np.array([
        [0.0, 0.99],  # the strong signal covers the first only
        [0.0, 0.0],  # and is right
        [0.0, 0.0], [0.99, 0.0],  # the weak one is wrong of the first, right of the second
        [0.9, 0.1],  # ties would place the second first
    ])  # fmt: skip

    assert rank_candidates(fits, [(strong, 1e6), (weak, 1e6)], 1.0, draws) == [0, 1]
    assert rank_candidates(fits, [(weak, 1e6), (weak, 1e6)], 1.0, draws) == [1, 0]


# In a run


def search_spec(tool=None, **identify):
    """Return a scenario of two fitting communities among six decoys, and a brand that searches."""
    posts = {"mix": {"expert_tip": 1}, "posts_per_week": 2}
    block = {"communities": "search", "how_many": 2, "search_weeks": 3} | identify
    strategy = {"identify": block, "commit": {}, "interact": {}, "tailor": posts}
    if tool:
        strategy["analytics"] = {"tool": tool}
    return small_spec(
        days=42,
        communities={
            "ours": {"size": 10, "count": 2, "topic": [1, 0]},
            "decoys": {"size": 10, "count": 6, "topic": [0, 1]},
        },
        brand={"topic": [1, 0], "budget_per_week": 5000, "hours_per_week": 30},
        strategies={"ads": {}, "search": strategy},
    )


def searched(seed=1, tool=None, **identify):
    """Return a finished run of a brand that searches."""
    model = BrandCommunity(search_spec(tool, **identify), "search", seed)
    while model.running:
        model.step()
    return model


def test_a_brand_that_searches_is_absent_meanwhile_and_pays_with_its_hours():
    model = searched(hashtag_hours=1, monitoring_hours=2, joining_hours=4)
    world = model.world
    research = world.ledger.hours[:, 0, Line.RESEARCH]

    np.testing.assert_allclose(research[:21], 1.0)
    np.testing.assert_allclose(world.ledger.money[:21, 0, Line.RESEARCH], 35.0)
    assert not research[21:].any()
    assert world.ledger.hours[:21, 0].sum() == pytest.approx(21.0)
    assert model.brands[0].planner.researched == pytest.approx([3.0, 6.0, 12.0])
    assert not world.counts.posts[:21].any()
    assert not world.counts.views[:21].any()
    assert (world.counts.posts[21:, 0].sum(axis=0)[:8] > 0).sum() == 2
    assert (world.ledger.hours[21:, 0, Line.LISTENING] > 0).all()


def test_only_joining_earns_familiarity():
    """Eight hours a week as a silent member of eight communities are an hour a week in each."""
    model = BrandCommunity(search_spec(hashtag_hours=8, monitoring_hours=8), "search", 1)
    joining = BrandCommunity(search_spec(joining_hours=8), "search", 1)
    for _ in range(21):
        model.step()
        joining.step()
    p, distinctiveness = joining.spec.familiarity, 0.5
    known, learnt = 0.0, 1 - math.exp(-1 / 7 / (p.scale * (1 + distinctiveness)))
    for _ in range(21):
        known += (1 - known) * learnt - p.lost_per_day * known

    assert not model.world.communities.familiarity.any()
    np.testing.assert_allclose(joining.world.communities.familiarity[0], known)


def fitting_places(tool=None, n=40, **identify):
    """Return the mean share of fitting ones among two communities found, over n seeds."""
    spec, shares = search_spec(tool, **identify), []
    for seed in range(n):
        model = BrandCommunity(spec, "search", seed)
        planner = model.brands[0].planner
        planner.researched += [
            identify.get(name, 0.0)
            for name in ("hashtag_hours", "monitoring_hours", "joining_hours")
        ]
        planner.weeks_searched = 3
        _, seen = planner.decide(model.brands[0].policy, week=3)
        shares.append(np.mean([c < 2 for c in seen.communities]))
        assert len(seen.communities) == 2
    return np.mean(shares)


def test_brands_that_search_longer_or_with_ai_find_their_people():
    """Two of eight fit, so a search without hours finds a quarter."""
    nothing, little = fitting_places(), fitting_places(monitoring_hours=36)

    assert abs(nothing - 0.25) < near(0.25, 80)
    assert little > nothing + 0.1
    assert fitting_places("ai", monitoring_hours=36) > little + 0.05
    assert fitting_places(joining_hours=1000) > 0.9


def test_a_search_is_keyed_and_stays_as_it_is():
    """The places of week 3 are those of every later week, and of the same seed again."""
    model, again = searched(3, monitoring_hours=5), searched(3, monitoring_hours=5)
    posts = model.world.counts.posts[21:, 0].reshape(3, 7, -1).sum(axis=1)

    assert model.brands[0].planner.found == again.brands[0].planner.found
    assert ((posts > 0) == (posts[0] > 0)).all()
    assert posts[0].sum() == 4
