"""EVPI and EVPPI against closed forms; what matters not is not found."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from experiments.robust.information import (
    basis_of,
    evpi_of,
    gain_of,
    information_table,
    stretches_of,
)
from tests.robust.made import cube, declared, noise, worth

tables = arrays(float, st.tuples(st.integers(2, 4), st.integers(20, 40)),
                elements=st.floats(-100, 100).map(lambda x: round(x, 1)))  # fmt: skip


def unit_normal_loss(mean: float, sd: float) -> float:
    """Return E max(0, N(mean, sd)) - max(0, mean): what knowing the lead of one of two is worth."""
    return mean * norm.cdf(mean / sd) + sd * norm.pdf(mean / sd) - max(0.0, mean)


def two_actions(n, mean, share, seed):
    """Return a safe action, and one whose worth is normal; a share of its variance is p.0's."""
    draws = cube(n, 3, seed)
    told = norm.ppf(draws["p.0"].clip(1e-6, 1 - 1e-6))
    lead = mean + np.sqrt(share) * told + np.sqrt(1 - share) * noise(seed + 1, n)
    return draws, worth([np.zeros(n), lead])


def test_knowing_everything_is_worth_the_best_less_the_best_mean():
    assert evpi_of(worth([[1, 0, 0, 3.0], [0, 2, 0, 0.0]])).mean == (1 + 2 + 0 + 3) / 4 - 1


@pytest.mark.parametrize("mean", [0.0, 0.5, -1.0])
def test_evpi_of_two_actions_has_a_closed_form(mean):
    found = evpi_of(two_actions(4000, mean, 0.5, seed=3)[1])

    assert found.mean == pytest.approx(unit_normal_loss(mean, 1.0), abs=0.02)
    assert found.low < unit_normal_loss(mean, 1.0) < found.high


@pytest.mark.slow
@pytest.mark.parametrize("mean", [0.0, 0.3])
@pytest.mark.parametrize("share", [0.16, 0.5])
def test_evppi_of_two_actions_has_a_closed_form(mean, share):
    """Where two are alike, the best mean of few futures flatters, and knowing seems worth less."""
    tolerance = 0.045 if mean == 0 else 0.03
    about, truth = [declared(f"p.{k}") for k in range(3)], unit_normal_loss(mean, np.sqrt(share))
    found = []
    for seed in range(20):
        draws, made = two_actions(200, mean, share, seed=100 * seed)
        found.append(information_table(made, draws, about).set_index("parameter").value["p.0"])

    assert np.mean(found) == pytest.approx(truth, abs=tolerance)


@pytest.mark.slow
def test_intervals_hold_the_closed_form():
    about, truth = [declared("p.0")], unit_normal_loss(0.2, np.sqrt(0.5))
    hits = 0
    for seed in range(40):
        draws, made = two_actions(200, 0.2, 0.5, seed=100 * seed)
        row = information_table(made, draws[["p.0"]], about).iloc[0]
        hits += row.low <= truth <= row.high

    assert hits >= 35


def test_what_matters_is_clear_and_what_does_not_is_not():
    about = [declared(f"p.{k}") for k in range(3)]
    draws, made = two_actions(200, 0.0, 0.5, seed=11)
    table = information_table(made, draws, about)

    assert list(table[table.is_clear].parameter) == ["p.0"]
    assert table.parameter[0] == "p.0"


@pytest.mark.slow
def test_of_many_parameters_that_do_not_matter_any_is_clear_in_few_studies():
    about, alarms = [declared(f"p.{k}") for k in range(60)], 0
    for seed in range(40):
        made = worth(noise(seed, 4, 100) ** 3)
        alarms += information_table(made, cube(100, 60, seed), about).is_clear.any()

    assert alarms <= 6


@settings(max_examples=15)
@given(tables, st.integers(0, 100))
def test_knowing_a_parameter_is_never_worth_more_than_knowing_everything(values, seed):
    made, about = worth(values), [declared("p.0"), declared("p.1")]
    table = information_table(made, cube(values.shape[1], 2, seed), about)

    assert (table.value >= 0).all()
    assert (table.value <= evpi_of(made).mean).all()
    assert (table.low <= table.value).all()
    assert (table.value <= table.high).all()


def test_a_strategy_that_is_undefined_somewhere_is_best_elsewhere_but_never_chosen():
    made = worth([[-np.inf, 5.0], [1.0, 1.0]])

    assert evpi_of(made).mean == (1 + 5) / 2 - 1


def test_where_nobody_has_a_value_nothing_is_known():
    made = worth([[-np.inf] * 20, [-np.inf, *[1.0] * 19]])
    table = information_table(made, cube(20, 1, 1), [declared("p.0")])

    assert np.isnan(evpi_of(made).mean)
    assert table.value.isna().all()
    assert not table.is_clear.any()


def test_the_rule_changes_where_the_lead_does():
    draws = pd.Series(np.linspace(0, 1, 200))
    rule = stretches_of(worth([np.zeros(200), draws.to_numpy() - 0.3]), draws)

    assert [each.strategy for each in rule] == ["a", "b"]
    assert rule[0].high == rule[1].low == pytest.approx(0.3, abs=0.01)
    assert (rule[0].low, rule[1].high) == (0, 1)


def test_a_rule_may_come_back_to_a_strategy():
    x = np.linspace(-1, 1, 200)
    rule = stretches_of(worth([np.zeros(200), 0.25 - x**2]), pd.Series(x))

    assert [each.strategy for each in rule] == ["a", "b", "a"]


@pytest.mark.parametrize("side", [1, -1])
def test_a_stretch_of_few_futures_goes_to_its_neighbour_at_either_end(side):
    """Talk leads in 3 % of the futures, at one end: too few for a rule."""
    x = np.linspace(0, 1, 200)
    rule = stretches_of(worth([np.zeros(200), 0.03 - (x if side > 0 else 1 - x)]), pd.Series(x))

    assert [(each.strategy, each.low, each.high) for each in rule] == [("a", 0, 1)]


def test_fits_keep_means_and_gain_nothing_where_one_is_always_best():
    basis = basis_of(50)

    np.testing.assert_allclose(basis.T @ basis, np.eye(4), atol=1e-12)
    assert gain_of(np.array([[1.0, 2.0], [0.0, 1.0]])) == 0
