"""Facts known from elsewhere: what docs/facts.md says of each is what runs say.

Also what a careless brand comes to in `support-circle`; how storms of complaints are distributed
is in tests/mechanisms/test_backlash.py, and what bandits learn in tests/test_bandits.py.
"""

import re
from dataclasses import replace

import numpy as np
import pytest

from experiments.runner import Setting, Task, run_tasks, seed_of
from experiments.statistics import Interval, mean_interval
from sim.results import Run
from sim.scenario_file import load_scenario, with_overrides
from tests.fact_list import FACTS, Value
from tests.fact_study import Finding, are_inside, changed, neutral_values, spec_of, study
from tests.facts import DOCS, number, page, without_figures

VERDICTS = {"emerges", "does not emerge", "cannot be tested here"}


def documented():
    """Return the verdict of each fact, by its number, that docs/facts.md gives."""
    rows = re.findall(r"^\| (\d+)\. [^|]* \| ([^|]*) \| [^|]* \|$", DOCS.read_text("utf-8"), re.M)
    return {int(fact): verdict for fact, verdict in rows}


def documented_means():
    """Return the means of each fact, by its number, that docs/facts.md gives."""
    sections = re.split(r"^## (\d+)\. ", DOCS.read_text("utf-8"), flags=re.M)[1:]
    figures = re.compile(r"^\| [^|]* \| [^|]* \| (-?[\d.]+) \[", re.M)
    return {
        int(fact): [float(mean) for mean in figures.findall(text)]
        for fact, text in zip(sections[::2], sections[1::2], strict=True)
    }


def scaled(interval, factor):
    """Return an interval of another width."""
    mean, low, high = interval
    return Interval(mean, mean - factor * (mean - low), mean + factor * (high - mean))


def nothing_of(fact):
    """Return a finding without figures."""
    return Finding(fact, [Interval(np.nan, np.nan, np.nan)] * len(fact.values), [], [])


# The page


def test_the_page_states_the_facts_as_they_are_declared():
    stated = without_figures(DOCS.read_text("utf-8"))

    assert stated == without_figures(page([nothing_of(fact) for fact in FACTS]))
    assert documented().keys() == {fact.number for fact in FACTS}
    assert set(documented().values()) <= VERDICTS
    assert all(len(documented_means()[fact.number]) == len(fact.values) for fact in FACTS)


def test_figures_are_all_that_may_differ():
    row = "| likes | above 0 | .1 [.05, .15] | 0 [0, 0] |"

    assert without_figures(row) == without_figures("| likes | above 0 | ? | ? |")
    assert without_figures(row) != without_figures("| likes | above .1 | .1 [.05, .15] | 0 |")
    assert without_figures("| 5. A | emerges | assumed |") == "| 5. A"


@pytest.mark.parametrize(
    ("x", "text"), [(0.5, ".5"), (-0.36, "-.36"), (0.0, "0"), (-0.0001, "0"), (12.34, "12.34")]
)
def test_numbers_are_short(x, text):
    assert number(x) == text


# Verdicts

SIDE, BAND = Value("", lambda _: 0.0, low=0), Value("", lambda _: 0.0, 0.1, 0.2)
CLEAR, FAINT, NONE = Interval(1, 0.5, 1.5), Interval(0.1, 0.05, 0.15), Interval(0, -1, 1)


def finding(values, *intervals, assumed=(), any_=()):
    """Return a finding on the first fact with other values."""
    return Finding(replace(FACTS[0], values=values), list(intervals), list(assumed), list(any_))


def test_a_fact_emerges_if_every_interval_is_inside():
    assert finding((SIDE,), CLEAR).verdict == "emerges"
    assert finding((SIDE, SIDE), CLEAR, NONE).verdict == "does not emerge"
    assert finding((BAND,), CLEAR).verdict == "does not emerge"
    assert finding((BAND,), Interval(0.15, 0.11, 0.19)).verdict == "emerges"
    assert finding((SIDE,), Interval(0, 0, 0)).verdict == "does not emerge"
    assert finding((SIDE,), Interval(np.nan, np.nan, np.nan)).verdict == "cannot be tested here"


def test_status_is_what_is_left():
    assert finding((SIDE,), CLEAR, assumed=[CLEAR], any_=[CLEAR]).status == "emergent"
    assert finding((SIDE,), CLEAR, assumed=[CLEAR], any_=[FAINT]).status == "calibrated"
    assert finding((SIDE,), CLEAR, assumed=[FAINT], any_=[FAINT]).status == "assumed"
    assert finding((SIDE,), CLEAR, assumed=[NONE], any_=[NONE]).status == "assumed"
    assert finding((SIDE,), NONE, assumed=[CLEAR], any_=[CLEAR]).status is None


# The studies


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"fact {fact.number}")
def test_what_a_fact_rests_on_can_be_made_neutral(fact):
    spec = spec_of(fact)
    changes = neutral_values(fact, calibrated=True)
    of_strategies = {k: v for k, v in changes.items() if k.startswith("strategy.")}
    of_market = {k: v for k, v in changes.items() if k not in of_strategies}

    assert changes
    assert with_overrides(spec, of_market) != spec or not of_market
    for arm in fact.arms.values():
        with_overrides(spec, dict(arm.settings) | of_market)
        for strategy in arm.course.values():
            made = {k.removeprefix("strategy."): v for k, v in of_strategies.items()}
            assert (changed(strategy, made) != strategy) == bool(made and strategy)


@pytest.fixture(scope="module")
def findings():
    """Return what comes of every fact, by its number."""
    return {each.fact.number: each for each in study(FACTS, with_status=False)}


@pytest.mark.slow
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"fact {fact.number}")
def test_a_fact_is_as_documented(fact, findings):
    """With a margin: intervals of half the width for what emerges; figures within a half."""
    found = findings[fact.number]
    verdict, means = documented()[fact.number], documented_means()[fact.number]

    if verdict == "emerges":
        assert are_inside(fact.values, [scaled(each, 0.5) for each in found.values])
    else:
        assert found.verdict == verdict
    for each, mean in zip(found.values, means, strict=True):
        assert abs(each.mean - mean) < abs(mean) / 2 + (each.high - each.low) + 0.001


# A careless brand


def on_support_circle(replicates, *strategies):
    """Return complaints (n_strategies, n) and weekly trust (n_strategies, n, n_weeks)."""
    spec = load_scenario("support-circle")
    tasks = [Task(name, r, seed_of(1, r)) for name in strategies for r in range(replicates)]
    runs = [run for run in run_tasks(tasks, Setting(spec)) if isinstance(run, Run)]
    shape = len(strategies), replicates
    trust = np.array([run.weekly["trust"] for run in runs]).reshape(*shape, -1)
    return np.array([run.outcomes["complaints"] for run in runs]).reshape(shape), trust


@pytest.mark.slow
def test_on_support_circle_carelessness_costs_trust_for_months_and_apologies_calm_a_little():
    complaints, trust = on_support_circle(20, "careful", "careless", "careless-but-sorry")
    careful, careless, sorry = complaints

    for week in (13, 26, 39, 51):
        assert mean_interval(trust[1, :, week] - trust[0, :, week]).high < -0.1
    assert mean_interval(careless - careful).low > 0
    assert mean_interval(careless - sorry).low > 0
    assert mean_interval(trust[2, :, 13] - trust[1, :, 13]).low > 0
