"""A history: effects and remainder are the whole, and what did nothing has no effect."""

import io
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.compare import CompareError
from experiments.histories.columns import COLUMNS, GRID, SPENDING, meaning_of
from experiments.histories.history import history, most_levers
from experiments.histories.levers import levers_of
from experiments.runner import Failure, run_tasks, seed_of
from sim.model import simulate
from sim.results import CHANNEL_MEASURES, CHANNELS, LINES, Run
from sim.scenario_file import load_scenario
from tests.experiments.small import market
from tests.histories.everything import brand

HERE = partial(run_tasks, jobs=1)
DOCS = Path(__file__).parents[2] / "docs" / "histories.md"


@pytest.fixture(scope="module")
def everything():
    """Return the history of a brand with every lever, two replicates of eight weeks."""
    return history(brand(days=56), "own", replicates=2, seed=3, run=HERE, flight_weeks=1)


def whole_of(table: pd.DataFrame) -> pd.Series:
    """Return baseline, effects and remainder, added up from left to right."""
    total = table["sales_baseline"].copy()
    for name in [*(each for each in table if str(each).startswith("effect_")), "remainder"]:
        total += table[name]
    return total


def test_effects_and_remainder_are_the_whole_to_the_last_bit(everything):
    table = everything.table

    assert (whole_of(table) == table["sales"]).all()
    assert (table["sales"] == table["sales_communities"] + table["sales_audience"]).all()
    assert (table["sales"] * GRID % 1 == 0).all()
    assert table["remainder"].any()
    effects = [f"effect_{lever}" for lever in everything.levers]
    assert table[effects].any().sum() >= 6  # there is something to add up
    total = everything.totals("sales")
    parts = everything.totals("sales_baseline") + everything.totals("remainder")
    assert (sum((everything.totals(name) for name in effects), parts) == total).all()


@given(st.integers(0, 2**32), st.floats(1e-6, 1e6))
def test_any_run_adds_up_exactly(luck, size):
    draws = np.random.default_rng(luck)

    def made_up(tasks, settings) -> list[Run | Failure]:
        channels = [f"{channel}.{measure}" for channel in CHANNELS for measure in CHANNEL_MEASURES]
        return [
            Run(task.strategy, task.seed, {}, {}, {}, {line: np.zeros(4) for line in LINES}, {},
                [], [], {name: size * draws.random(4) for name in channels})
            for task in tasks
        ]  # fmt: skip

    found = history(brand(), "own", run=made_up)

    assert (whole_of(found.table) == found.table["sales"]).all()


def test_a_table_comes_back_from_csv_as_it_was(everything):
    text = everything.table.to_csv(index=False)
    again = pd.read_csv(io.StringIO(text))

    assert (whole_of(again) == again["sales"]).all()
    customers = [name for name in again if meaning_of(str(name))[0] == "customers"]
    pd.testing.assert_frame_equal(again[customers], everything.table[customers], check_exact=True)
    pd.testing.assert_frame_equal(again, everything.table)


def test_every_column_is_documented(everything):
    text = DOCS.read_text()

    for name in everything.table:
        unit, meaning = meaning_of(str(name))
        assert meaning
        assert unit or name == "replicate"
    for name, (unit, meaning) in COLUMNS.items():
        assert f"| `{name}` | {unit} | {meaning} |" in text
    with pytest.raises(KeyError):
        meaning_of("effect_weather")


def test_every_line_of_the_ledger_is_spent_once(everything):
    spent = [line for lines in SPENDING.values() for line in lines]

    assert sorted(spent) == sorted(LINES)
    each = everything.table[[f"spend_{name}" for name in SPENDING]]
    assert np.allclose(each.sum(axis=1), everything.table["spend"], rtol=1e-12)
    assert (each.sum().drop(["spend_research", "spend_crisis"]) > 0).all()


def test_the_table_is_what_the_run_of_the_strategy_gave():
    spec = market()

    table = history(spec, "talk", seed=5, run=HERE, flight_weeks=0).table

    run = simulate(spec, "talk", seed_of(5, 0))
    assert np.allclose(table["spend"], run.weekly["cost"])
    assert np.allclose(table["sales"], run.weekly["customers"], atol=1 / GRID)
    assert table["sales"].sum() > 0
    shown = table[[f"impressions_{channel}" for channel in CHANNELS]].sum(axis=1)
    assert np.allclose(shown, run.weekly["views"])


def test_without_its_only_lever_a_brand_does_nothing():
    table = history(market(), "ads", run=HERE, flight_weeks=0).table

    assert (table["effect_audience_ads"] == table["sales"] - table["sales_baseline"]).all()
    assert not table["remainder"].any()
    assert table["effect_audience_ads"].sum() > 0


@pytest.mark.parametrize(
    ("lever", "blocks"),
    [
        ("analytics", {"analytics": {"tool": "platform"}}),  # what everybody has for nothing
        ("audience_ads", {"pay": {"audience_ads": 400.0, "start_week": 9}}),  # after the end
        ("events", {"gather": {"first_week": 9, "set_up": 0.0}}),
    ],
)
def test_a_lever_that_does_nothing_has_no_effect(lever, blocks):
    plan = {
        "identify": {}, "commit": {"hours_per_week": 30.0}, "interact": {},
        "tailor": {"mix": {"offer": 1.0}, "posts_per_week": 3.0},
    }  # fmt: skip
    table = history(brand(plan | blocks), "own", run=HERE, flight_weeks=0).table

    assert f"effect_{lever}" in table
    assert (table[f"effect_{lever}"] == 0).all()
    assert table["effect_community_posts"].any()


def test_on_the_same_luck_nothing_differs_before_a_lever_starts():
    plan = {
        "identify": {}, "commit": {"hours_per_week": 30.0}, "interact": {},
        "tailor": {"mix": {"offer": 1.0}, "posts_per_week": 3.0},
        "pay": {"audience_ads": 400.0, "start_week": 3},
    }  # fmt: skip
    spec = brand(plan, days=42)

    effect = history(spec, "own", run=HERE, flight_weeks=0).table["effect_audience_ads"]

    assert not effect[:3].any()
    assert effect[3:].any()


def test_a_lever_has_no_effect_before_its_first_flight(everything):
    for _, table in everything.table.groupby("replicate"):
        for lever in everything.levers:
            before = table[f"on_{lever}"].cumsum() == 0
            assert not table.loc[before, f"effect_{lever}"].any()
    first = everything.table.groupby("replicate").first()
    assert any((first[f"on_{lever}"] == 0).all() for lever in everything.levers)


def test_replicates_share_the_plan_and_not_the_luck(everything):
    one, two = (part.reset_index(drop=True) for _, part in everything.table.groupby("replicate"))
    plan = [f"on_{lever}" for lever in everything.levers]

    assert one[plan].equals(two[plan])
    assert not one["sales"].equals(two["sales"])
    again = history(brand(days=56), "own", seed=3, run=HERE, flight_weeks=1)
    pd.testing.assert_frame_equal(again.table, one, check_exact=True)


def test_a_replicate_with_a_failed_run_is_left_out():
    def one_fails(tasks, settings):
        results = run_tasks(tasks, settings, jobs=1)
        results[1] = Failure(tasks[1].strategy, 0, tasks[1].seed, "boom", "")
        return results

    found = history(market(), "ads", replicates=2, run=one_fails)

    assert found.table["replicate"].unique().tolist() == [1]
    assert [each.error for each in found.failures] == ["boom"]


def test_names_of_runs_differ_with_what_they_leave_out():
    asked = []

    def note(tasks, settings):
        asked.extend((task.strategy, task.seed) for task in tasks)
        assert {task.strategy for task in tasks} == set(settings.policies)
        return run_tasks(tasks, settings, jobs=1)

    history(brand(), "own", replicates=2, run=note)

    assert len(set(asked)) == len(asked) == 2 * (8 + 2)


def test_without_a_name_the_strategy_with_most_levers_is_taken():
    spec = load_scenario("micro-vs-mass")

    assert most_levers(spec) == "hybrid"
    assert len(levers_of(spec.strategies["hybrid"])) == 3
    assert history(market(), run=HERE).strategy == "talk"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"strategy": "tall"}, "did you mean 'talk'"),
        ({"strategy": "stay-away"}, "does nothing that could be left out; allowed: ads, talk"),
        ({"replicates": 0}, "replicates is 0; at least 1"),
        ({"seed": -1}, "seed is -1; at least 0"),
        ({"flight_weeks": -1}, "flight-weeks is -1; at least 0"),
    ],
)
def test_what_cannot_be_is_refused_before_any_run(asked, said):
    def never(tasks, settings):
        raise AssertionError("ran")

    with pytest.raises(CompareError, match=said):
        history(market(), run=never, **asked)
