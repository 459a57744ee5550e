"""A comparison writes what it found: JSON and CSV, null for undefined, failures as rows."""

import io
import json
import math
from dataclasses import replace

import pandas as pd
import pytest

from experiments import compare as module
from experiments.compare import compare
from experiments.runner import run_tasks, seed_of
from sim.model import simulate
from sim.outcomes import OUTCOMES
from tests.experiments.small import market, value

STRATEGIES = ["ads", "talk", "shout", "stay-away"]


@pytest.fixture(scope="module")
def found():
    return compare(market(), replicates=4, jobs=1)


def failing(spec, strategy, seed, *, network=None):
    """A run that raises in the second replicate of one strategy, and always for another."""
    if strategy == "shout" or (strategy == "talk" and seed == seed_of(1, 1)):
        raise ValueError("nobody came")
    return simulate(spec, strategy, seed, network=network)


@pytest.fixture
def with_failures(monkeypatch):
    def run(tasks, setting, **how):
        return run_tasks(tasks, replace(setting, simulate=failing), **how)

    monkeypatch.setattr(module, "run_tasks", run)
    return compare(market(), replicates=4, jobs=1)


def numbers_in(said):
    """Yield every value of nested dictionaries."""
    for each in said.values():
        if isinstance(each, dict):
            yield from numbers_in(each)
        else:
            yield each


def test_json_has_the_documented_shape(found):
    said = json.loads(found.to_json())

    assert list(said) == [
        "scenario", "replicates", "seed", "baseline", "strategies", "differences", "best",
    ]  # fmt: skip
    assert (said["scenario"], said["replicates"], said["seed"]) == ("Small market", 4, 1)
    assert list(said["strategies"]) == STRATEGIES
    assert list(said["strategies"]["talk"]) == list(OUTCOMES)
    assert list(said["strategies"]["talk"]["trust"]) == ["mean", "low", "high"]
    assert list(said["differences"]) == ["talk", "shout", "stay-away"]
    assert list(said["differences"]["talk"]["trust"]) == ["mean", "low", "high", "correlation"]
    assert list(said["best"]) == list(OUTCOMES)
    assert list(said["best"]["trust"]) == STRATEGIES


def test_what_is_undefined_is_null_and_nothing_is_infinite(found):
    said = json.loads(found.to_json())

    assert said["strategies"]["stay-away"]["engagement_rate"] == dict.fromkeys(
        ("mean", "low", "high")
    )
    assert said["strategies"]["stay-away"]["cost_per_engagement"]["mean"] is None
    assert said["differences"]["stay-away"]["cost"]["correlation"] is None
    assert all(x is None or math.isfinite(x) for x in numbers_in(said["strategies"]))
    assert all(x is None or math.isfinite(x) for x in numbers_in(said["differences"]))


def test_one_replicate_has_means_but_no_intervals():
    found = compare(market(), replicates=1, jobs=1)
    said = json.loads(found.to_json())["strategies"]["talk"]["engagement_rate"]

    assert said["mean"] > 0
    assert (said["low"], said["high"]) == (None, None)
    assert "proves nothing" in found.headline()[0]


def test_csv_is_one_row_for_each_strategy_and_outcome(found):
    table = pd.read_csv(io.StringIO(found.to_csv()))

    assert len(table) == len(STRATEGIES) * len(OUTCOMES)
    row = value(table, strategy="talk", outcome="trust")
    difference = value(found.differences, strategy="talk", outcome="trust")
    assert row.unit == "share"
    assert row.difference == pytest.approx(difference["mean"], rel=1e-12)
    assert row.chance_of_best == value(found.best, strategy="talk", outcome="trust").probability


def test_a_failed_run_is_a_row_and_pairs_are_what_both_have(with_failures):
    failures = with_failures.failures
    talk = with_failures.outcomes[with_failures.outcomes.strategy == "talk"]
    trust = with_failures.outcomes[with_failures.outcomes.outcome == "trust"]
    pairs = trust.pivot(index="replicate", columns="strategy", values="value").drop(index=1)
    difference = value(with_failures.differences, strategy="talk", outcome="trust")

    assert with_failures.n_failed == len(failures) == 5
    row = value(failures, strategy="talk")
    assert (row.replicate, row.seed, row.error) == (1, seed_of(1, 1), "ValueError: nobody came")
    assert sorted(talk.replicate.unique()) == [0, 2, 3]
    assert difference["mean"] == pytest.approx((pairs.talk - pairs.ads).mean(), rel=1e-9)


def test_a_strategy_that_always_fails_is_undefined_and_spoils_nothing(with_failures):
    said = json.loads(with_failures.to_json())

    assert set(numbers_in(said["strategies"]["shout"])) == {None}
    assert said["best"]["trust"]["shout"] == 0
    assert sum(said["best"]["trust"].values()) == pytest.approx(1)
    assert all(isinstance(sentence, str) for sentence in with_failures.headline())


@pytest.mark.slow
def test_the_number_of_workers_changes_no_byte(found):
    two = compare(market(), replicates=4, jobs=2, futures=3)
    one = compare(market(), replicates=4, jobs=1, futures=3)

    assert two.to_json() == one.to_json()
    assert two.to_csv() == one.to_csv() == found.to_csv()
    pd.testing.assert_frame_equal(two.series, one.series)


def test_json_has_futures_only_where_they_were_asked_for(found):
    asked = json.loads(compare(market(), replicates=1, futures=3, jobs=1).to_json())

    assert "futures" not in json.loads(found.to_json())
    assert list(asked["futures"]) == ["n", "failed", "best", "deciders"]
    assert (asked["futures"]["n"], asked["futures"]["failed"]) == (3, 0)
    assert list(asked["futures"]["best"]["trust"]) == STRATEGIES
