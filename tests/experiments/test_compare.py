"""compare() pairs strategies by luck and says before any run what cannot be compared."""

import numpy as np
import pytest

from experiments.compare import CompareError, compare
from experiments.runner import seed_of
from sim.model import simulate
from sim.outcomes import OUTCOMES
from sim.real_network import read_network
from sim.results import FLOWS, LINES, SOURCES, STATES
from sim.scenario_file import ScenarioError, with_overrides
from tests.experiments.small import market, value

STRATEGIES = ["ads", "talk", "shout", "stay-away"]


@pytest.fixture(scope="module")
def found():
    return compare(market(), replicates=4, jobs=1)


def test_tables_have_a_row_for_every_run_and_name(found):
    runs = 4 * len(STRATEGIES)

    assert list(found.outcomes) == ["strategy", "replicate", "seed", "outcome", "value"]
    assert list(found.series) == ["strategy", "replicate", "week", "measure", "value"]
    assert list(found.trust_ledger) == ["strategy", "replicate", "week", "source", "points"]
    assert list(found.costs) == ["strategy", "replicate", "week", "line", "hours", "dollars"]
    assert len(found.outcomes) == runs * len(OUTCOMES)
    assert len(found.series) == runs * 4 * len(FLOWS + STATES)
    assert len(found.trust_ledger) == runs * 4 * len(SOURCES)
    assert len(found.costs) == runs * 4 * len(LINES)
    assert len(found.communities) == runs * 2
    assert len(found.failures) == 0


def test_tables_hold_what_the_runs_came_to(found):
    run = simulate(market(), "talk", seed_of(1, 2))
    talk = {"strategy": "talk", "replicate": 2}

    assert value(found.outcomes, **talk, outcome="likes").value == run.outcomes["likes"]
    assert value(found.outcomes, **talk, outcome="likes").seed == seed_of(1, 2)
    rate = value(found.outcomes, **talk, outcome="engagement_rate").value
    assert rate == run.outcomes["engagements"] / run.outcomes["views"]
    place = {**talk, "week": 3}
    assert value(found.series, **place, measure="views").value == run.weekly["views"][3]
    points = value(found.trust_ledger, **place, source="content").points
    assert points == run.trust_ledger["content"][3]
    costs = value(found.costs, **place, line="posts")
    assert (costs.hours, costs.dollars) == (run.hours["posts"][3], run.money["posts"][3])
    menders = value(found.communities, **talk, community="menders").drop(["strategy", "replicate"])
    assert menders.to_dict() == run.communities[1]


def test_ratios_are_ratios_of_means(found):
    table = found.outcomes[found.outcomes.strategy == "talk"].pivot(
        index="replicate", columns="outcome", values="value"
    )
    rate = value(found.summary, strategy="talk", outcome="engagement_rate")

    assert rate["mean"] == pytest.approx(table.engagements.sum() / table.views.sum(), rel=1e-12)
    assert rate.low <= rate["mean"] <= rate.high


def test_differences_are_taken_from_the_baseline_pair_by_pair(found):
    trust = found.outcomes[found.outcomes.outcome == "trust"]
    pairs = trust.pivot(index="replicate", columns="strategy", values="value")
    difference = value(found.differences, strategy="talk", outcome="trust")

    assert set(found.differences.strategy) == {"talk", "shout", "stay-away"}
    assert difference["mean"] == pytest.approx((pairs.talk - pairs.ads).mean(), rel=1e-9)
    assert difference.low < difference["mean"] < difference.high


def test_strategies_of_a_replicate_meet_the_same_luck(found):
    seeds = found.outcomes.groupby("replicate").seed.unique()

    assert [list(each) for each in seeds] == [[seed_of(1, r)] for r in range(4)]


def test_doing_nothing_is_never_best_on_a_cost(found):
    costs = [name for name, outcome in OUTCOMES.items() if outcome.is_cost]
    idle = found.best[found.best.strategy == "stay-away"].set_index("outcome").probability

    assert value(found.summary, strategy="stay-away", outcome="cost")["mean"] == 0
    assert idle[["cost", "hours", "cost_per_engagement"]].tolist() == [0, 0, 0]
    assert not (idle[costs] > 0).any()
    assert found.best.groupby("outcome").probability.sum()["cost"] == pytest.approx(1)


def test_only_chosen_strategies_run_and_the_baseline_with_them():
    found = compare(market(), strategies=["shout"], baseline="talk", replicates=2, jobs=1)

    assert found.strategies == ("talk", "shout")
    assert set(found.outcomes.strategy) == {"talk", "shout"}
    assert set(found.differences.strategy) == {"shout"}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"strategies": ["tlak"]}, "did you mean 'talk'"),
        ({"baseline": "nobody"}, "the scenario has ads, talk, shout, stay-away"),
        ({"replicates": 0}, "replicates is 0; at least 1 is allowed"),
        ({"jobs": 0}, "jobs is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"futures": -1}, "futures is -1"),
    ],
)
def test_what_cannot_be_compared_is_said_before_any_run(asked, message):
    with pytest.raises(CompareError, match=message):
        compare(market(), **asked)


def test_overrides_and_days_are_set_on_top_of_the_scenario():
    found = compare(market(), replicates=1, jobs=1, days=14, overrides={"brand.margin": 0.7})

    assert (found.spec.days, found.spec.brand.margin) == (14, 0.7)
    assert found.series.week.max() == 1
    with pytest.raises(ScenarioError, match=r"brand\.margin"):
        compare(market(), overrides={"brand.margin": 7})


def test_a_network_may_be_a_file_or_already_read(tmp_path):
    path = tmp_path / "friends.csv"
    path.write_text("source,target,community\na,b,makers\nb,c,makers\nc,a,makers\n")
    by_path = compare(market(), network=path, replicates=1, jobs=1)
    read = compare(market(), network=read_network(path), replicates=1, jobs=1)

    assert by_path.network is not None
    assert by_path.network.people == ("a", "b", "c")
    assert by_path.to_json() == read.to_json()
    assert set(by_path.communities.community) == {"makers"}


def test_a_library_scenario_is_compared_by_its_name():
    asked = dict(strategies=["genuine-micro"], replicates=1, days=7, jobs=1)
    found = compare("micro-vs-mass", **asked)

    assert found.name == "micro-vs-mass"
    assert found.strategies == ("broad-ads", "genuine-micro")


def test_the_first_replicate_shows_before_the_others_run():
    seen = []
    compare(
        market(),
        replicates=2,
        jobs=1,
        on_first=lambda first: seen.append((first.replicates, len(first.outcomes))),
        on_progress=lambda done, total, *_: seen.append((done, total)),
    )

    assert seen[4] == (1, 4 * len(OUTCOMES))
    assert seen[-1] == (8, 8)


def test_a_scenario_with_its_changes_written_out_gives_the_same(found):
    spec = with_overrides(market(days=14), {"days": 28})

    assert compare(spec, replicates=4, jobs=1).to_json() == found.to_json()


def test_another_seed_is_other_luck(found):
    other = compare(market(), replicates=4, jobs=1, seed=2)

    assert np.any(other.outcomes.value.to_numpy() != found.outcomes.value.to_numpy())
