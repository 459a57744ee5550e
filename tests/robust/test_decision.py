"""Decision tables by hand: three strategies, ten futures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.robust.decision import (
    MEASURES,
    Goal,
    decision_table,
    lead_of,
    quantile_at,
    tail_mean,
    worth_of,
)
from experiments.statistics import bootstrap_weights, chance_of_best, interval_of
from tests.experiments.small import sample
from tests.robust.made import noise, worth

A = [10, 10, 10, 10, 10, 10, 10, 10, 10, -40.0]
B = [0, 0, 0, 0, 0, 20, 20, 20, 20, 20.0]
C = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1.0]
tables = arrays(float, st.tuples(st.integers(2, 5), st.integers(2, 30)),
                elements=st.floats(-100, 100).map(lambda x: round(x, 1)))  # fmt: skip


def figures(table, strategy):
    rows = table[table.strategy == strategy].set_index("measure")
    return rows.value


def test_figures_by_hand():
    made = worth([A, B, C])
    table = decision_table(made, Goal("profit", ("c",)).is_met(made), chosen="b")
    a, b, c = (figures(table, name) for name in "abc")

    assert list(table[table.strategy == "a"].measure) == list(MEASURES)
    assert [a.expected, b.expected, c.expected] == pytest.approx([5, 10, 5.5])
    assert [a.behind, b.behind, c.behind] == pytest.approx([5, 0, 4.5])
    # Futures 0..4 go to a (0 is shared with c), 5..9 to b.
    assert [a.chance_of_best, b.chance_of_best, c.chance_of_best] == pytest.approx(
        [0.45, 0.5, 0.05]
    )
    assert a.regret_mean == pytest.approx((4 * 10 + 60) / 10)
    assert b.regret_mean == pytest.approx(5)
    assert [a.regret_90, b.regret_90] == [10, 10]
    assert [a.regret_max, b.regret_max, c.regret_max] == [60, 10, 19]
    assert [a.satisficing, b.satisficing, c.satisficing] == pytest.approx([0.9, 0.5, 1.0])
    assert [a.cvar, b.cvar, c.cvar] == pytest.approx([-40, 0, 1])


def test_a_target_is_a_value_of_the_outcome():
    costs = worth([A])._replace(values=-np.array([A]), direction=-1)

    assert Goal("cost", (), 10.0).is_met(costs).tolist() == [[True] * 10]
    assert Goal("cost", (), 9.0).is_met(costs).tolist() == [[False] * 9 + [True]]
    assert Goal("profit", (), 10.0).is_met(worth([A])).tolist() == [[True] * 9 + [False]]


def test_who_has_no_value_meets_nothing_and_is_never_best():
    made = worth([[-np.inf, 1.0], [-np.inf, 0.0], [2.0, 0.5]])
    is_met = Goal("roi", ("b",)).is_met(made)
    a = figures(decision_table(made, is_met, "c"), "a")

    assert is_met.tolist() == [[False, True], [False, True], [True, True]]
    assert a.chance_of_best == 0.5
    assert np.isnan([a.expected, a.behind, a.cvar, a.regret_mean, a.regret_max, a.regret_90]).all()
    assert made.ranked() == ["c"]


def test_who_may_not_win_has_no_regret_and_is_never_best():
    made = worth([[5.0, 5.0], [1.0, 2.0]], may_win=[False, True])
    table = decision_table(made, Goal("cost", ("b",)).is_met(made), "b")

    assert figures(table, "a").chance_of_best == 0
    assert np.isnan(figures(table, "a").regret_mean)
    assert figures(table, "b").regret_mean == 0


def test_worth_is_of_the_futures_that_all_have_a_run_in():
    made = sample(("ads", "talk"), 4, profit=[[1, 2, 3, 4], [5, 6, 7, 8]])
    made.has_run[0, 1] = False
    found = worth_of(made, "profit")

    assert found.futures.tolist() == [0, 2, 3]
    assert found.values.tolist() == [[1, 3, 4], [5, 7, 8]]


def test_a_strategy_without_any_run_is_set_aside():
    made = sample(("ads", "talk", "shout"), 3)
    made.has_run[1] = False

    assert worth_of(made, "profit").strategies == ("ads", "shout")


def test_less_of_a_cost_is_worth_more_and_doing_nothing_does_not_win_it():
    made = worth_of(sample(("ads", "none"), 3, idle=("none",), cost=[[3], [0]]), "cost")

    assert made.values.tolist() == [[-3] * 3, [0] * 3]
    assert made.may_win.tolist() == [True, False]
    assert worth_of(sample(("ads", "none"), 3, idle=("none",)), "profit").may_win.all()


@given(tables, st.floats(0.05, 1.0))
def test_the_mean_of_a_tail_is_that_of_its_sorted_values(values, share):
    ordered, n = np.sort(values[0]), values.shape[1]
    whole = int(np.floor(share * n + 1e-9))
    rest = share * n - whole
    expected = (ordered[:whole].sum() + (rest * ordered[whole] if whole < n else 0)) / (share * n)

    assert tail_mean(values[0], bootstrap_weights(n)[:1], share)[0] == pytest.approx(
        expected, abs=1e-6
    )


@given(tables)
def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed(values):
    n = values.shape[1]
    found = quantile_at(values[0], bootstrap_weights(n)[:1], 0.9)[0]

    assert (values[0] <= found).mean() >= 0.9 - 1e-9
    assert (values[0] < found).mean() < 0.9


@given(tables)
def test_regret_less_the_least_regret_is_how_far_the_mean_is_behind(values):
    made = worth(values)
    chosen = made.ranked()[0]
    table = decision_table(made, np.ones(values.shape, bool), chosen)
    regret = table[table.measure == "regret_mean"].value.to_numpy()
    behind = table[table.measure == "behind"].value.to_numpy()

    np.testing.assert_allclose(regret - regret.min(), behind, atol=1e-9)
    assert (regret >= 0).all()


@given(tables)
def test_chances_are_those_of_compare(values):
    table = decision_table(worth(values), np.ones(values.shape, bool), "a")
    chances = table[table.measure == "chance_of_best"].value

    np.testing.assert_allclose(chances, chance_of_best(values, 1, np.ones(len(values), bool)))


def test_intervals_hold_the_mean_of_normal_worths_in_about_95_of_100_studies():
    hits = 0
    for seed in range(200):
        lead = lead_of(worth(noise(seed, 2, 60)), "a", "b")
        hits += lead.low <= 0 <= lead.high

    assert 180 <= hits <= 199


def test_an_interval_of_nothing_is_unknown():
    assert np.isnan(interval_of(np.array([np.nan, 1.0]))).all()
