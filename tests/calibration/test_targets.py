"""Targets say what the facts say, and what is fitted is declared."""

import json

import numpy as np
import pytest

from experiments.calibration.prior import FITTED
from experiments.calibration.study import WORLDS
from experiments.calibration.targets import TARGETS, scaled
from sim.parameters import declarations
from sim.scenario import Scenario


def test_targets_are_the_facts_as_measured(data):
    facts = {each["id"]: each for each in json.loads((data / "facts.json").read_text())}
    checked = 0
    for target in TARGETS:
        if target.fact not in facts or "derived" in target.why:
            continue
        fact = facts[target.fact]
        assert target.value == fact["value"], target.fact
        if fact["ci95"]:
            assert [target.low, target.high] == fact["ci95"], target.fact
        checked += 1
    assert checked >= 25


def test_derived_targets_follow_from_the_facts(data):
    value = {each["id"]: each["value"]
             for each in json.loads((data / "facts.json").read_text())}  # fmt: skip
    by_fact = {target.fact: target.value for target in TARGETS}
    spread = value["ignano.within_account_sdlog_likes.q50.even"]
    assert by_fact["ignano.within_account_sdlog_likes.q50.even"] == pytest.approx(
        np.expm1(spread**2 - 1 / 115), abs=5e-4
    )
    assert by_fact["retention.se_beer: month 6 of month 1"] == pytest.approx(
        value["retention.se_beer.active_month6"] / value["retention.se_beer.active_month1"],
        abs=1e-4,
    )
    assert by_fact["retention.collegemsg: week 12 of week 4"] == pytest.approx(
        value["retention.collegemsg.active_week12"] / value["retention.collegemsg.active_week4"],
        abs=1e-4,
    )


def test_every_target_has_a_reason_a_world_and_lies_in_its_interval():
    for target in TARGETS:
        assert target.why
        assert target.world in WORLDS
        assert target.low < target.value < target.high
        assert target.discrepancy > 0


def test_what_is_fitted_is_declared_within_its_bounds_and_matters_somewhere():
    declared = {each.name: each for each in declarations(Scenario)}
    for fitted in FITTED:
        about = declared[fitted.name]
        assert about.minimum <= fitted.low < fitted.before < fitted.high <= about.maximum
        assert fitted.worlds


def test_a_scale_refuses_what_it_cannot_hold():
    assert np.isnan(scaled(np.array([0.0, -1.0]), "log")).all()
    assert scaled(np.e, "log") == pytest.approx(1.0)
    assert scaled(-3.0, "as it is") == -3.0
