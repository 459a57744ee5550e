"""Runs as bytes: what comes back is what went in, to the same bits."""

import math
from dataclasses import fields, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from experiments.packing import outcomes_from, outcomes_text, packed, unpacked
from experiments.workers import without_series
from sim.model import simulate
from sim.results import Run
from tests.experiments.small import market

names = st.text(min_size=1, max_size=8)
floats = st.floats(width=64)
series = st.lists(floats, max_size=6).map(lambda values: np.array(values, float))
tables = st.dictionaries(names, series, max_size=3)
rows = st.lists(
    st.dictionaries(names, st.floats(allow_nan=False) | st.text(max_size=5), max_size=3), max_size=3
)
runs = st.builds(
    Run, names, st.integers(0, 2**63 - 1), st.dictionaries(names, floats, max_size=5),
    tables, tables, tables, tables, rows, rows, tables,
)  # fmt: skip


def bits(values):
    return np.asarray(values, "<f8").tobytes()


def assert_same(found: Run, wanted: Run) -> None:
    for field in fields(Run):
        one, other = getattr(found, field.name), getattr(wanted, field.name)
        if isinstance(other, dict) and field.name != "outcomes":
            assert list(one) == list(other)
            assert all(bits(one[key]) == bits(other[key]) for key in other)
        elif field.name != "outcomes":
            assert one == other


def back(run: Run) -> Run:
    return unpacked(run.strategy, run.seed, run.outcomes, packed(run))


@given(runs)
def test_a_run_comes_back_to_the_same_bits(run):
    is_brief = not any((run.weekly, run.trust_ledger, run.money, run.hours, run.channels))

    assert_same(back(run), without_series(run) if is_brief else run)


@given(st.dictionaries(names, floats, max_size=8))
def test_outcomes_come_back_to_the_same_bits_and_undefined_ones_as_nan(outcomes):
    found = outcomes_from(outcomes_text(outcomes))

    assert list(found) == list(outcomes)
    for name, value in outcomes.items():
        assert bits(found[name]) == bits(value) if math.isfinite(value) else math.isnan(found[name])


def test_a_real_run_comes_back_whole():
    run = simulate(market(days=14), "talk", 3)
    found = back(run)

    assert_same(found, run)
    assert outcomes_from(outcomes_text(run.outcomes)).keys() == run.outcomes.keys()
    found.weekly["views"][0] = 1.0  # what comes back may be written to, as what went in


def test_outcomes_alone_need_no_bytes():
    run = without_series(simulate(market(days=7), "talk", 3))

    assert packed(run) is None
    assert_same(unpacked(run.strategy, run.seed, run.outcomes, None), run)


def test_infinity_is_kept_in_series():
    run = replace(simulate(market(days=7), "talk", 3), weekly={"views": np.array([math.inf, -0.0])})

    assert bits(back(run).weekly["views"]) == bits([math.inf, -0.0])
