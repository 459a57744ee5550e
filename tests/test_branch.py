"""A branch is one run up to a week, and two from there: on with a strategy, or with another."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.branching import Switch, branch
from experiments.cli import app
from experiments.compare import CompareError
from sim.scenario_file import ScenarioError
from sim.strategies.plan import Seen
from tests.experiments.small import market


def seen(week):
    return Seen(week, [], 1.0, 1.0, 1.0, {})


def weekly(found, strategy, measure):
    own = found.series[(found.series.strategy == strategy) & (found.series.measure == measure)]
    return own.pivot(index="week", columns="replicate", values="value").to_numpy()


def test_a_switch_follows_one_strategy_before_its_week_and_the_other_from_then_on():
    before, after = market().strategies["talk"], market().strategies["ads"]
    policy = Switch(before, after, 2)

    assert [policy(seen(week)) for week in range(4)] == [before, before, after, after]


@pytest.mark.parametrize("jobs", [1, 2])
def test_branches_are_one_until_they_part(jobs):
    found = branch(market(), strategy="talk", at_week=2, then="shout", replicates=3, jobs=jobs)
    on, switched = found.strategies

    assert (on, switched, found.baseline) == ("talk", "shout-from-week-2", "talk")
    for measure in ("views", "likes", "trust", "awareness"):
        one, other = weekly(found, on, measure), weekly(found, switched, measure)
        assert np.array_equal(one[:2], other[:2])
        if measure != "likes":  # so few that they may be the same
            assert not np.array_equal(one[2:], other[2:])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"strategy": "tlak"}, "did you mean 'talk'"),
        ({"then": "shuot"}, "did you mean 'shout'"),
        ({"at_week": 0}, "at-week is 0; a week of the run, from 1 to 3, is allowed"),
        ({"at_week": 4}, "at-week is 4; a week of the run, from 1 to 3, is allowed"),
        ({"at_week": 2, "days": 14}, "from 1 to 1"),
        ({"then": "talk"}, "both branches follow 'talk'"),
        ({"replicates": 0}, "replicates is 0"),
    ],
)
def test_what_cannot_be_branched_is_said_before_any_run(asked, message):
    with pytest.raises(CompareError, match=message):
        branch(market(), **{"strategy": "talk", "at_week": 2, "then": "shout"} | asked)


def test_values_are_set_on_top_of_the_scenario_in_both_branches():
    asked = dict(strategy="talk", at_week=1, then="shout", replicates=1, jobs=1)
    changed = {"strategies.shout.commit.hours_per_week": 0.0}
    plain = branch(market(), **asked)
    found = branch(market(), **asked, overrides=changed)

    assert weekly(plain, plain.strategies[1], "posts")[1:].sum() > 0
    assert weekly(found, found.strategies[1], "posts")[1:].sum() == 0
    with pytest.raises(ScenarioError, match="brand"):
        branch(market(), **asked, overrides={"brand.margin": 7})


def test_the_command_compares_as_usual():
    words = "branch micro-vs-mass --strategy genuine-micro --at-week 2 --then targeted-ads"
    options = ["--replicates", "2", "--jobs", "1", "--days", "28", "--format", "json"]
    result = CliRunner().invoke(app, [*words.split(), *options])
    said = json.loads(result.stdout)

    assert result.exit_code == 0
    assert said["baseline"] == "genuine-micro"
    assert list(said["differences"]) == ["targeted-ads-from-week-2"]


def test_the_command_refuses_a_week_outside_of_the_run():
    words = "branch micro-vs-mass --strategy genuine-micro --at-week 60 --then targeted-ads"
    result = CliRunner().invoke(app, words.split())

    assert result.exit_code == 2
    assert "at-week is 60; a week of the run, from 1 to 51, is allowed" in result.stderr
