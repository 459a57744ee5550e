"""What is stated of a box is what fresh futures say."""

import numpy as np
import pytest

from experiments.robust.decision import Goal
from experiments.robust.judged import confirmed_table, discovered
from experiments.statistics import share_interval
from tests.robust.made import cube, worth


def test_an_exact_interval_by_hand():
    """Nothing in ten: the upper end p has (1 - p)**10 = .025."""
    assert share_interval(0, 10)[:2] == (0, 0)
    assert (1 - share_interval(0, 10).high) ** 10 == pytest.approx(0.025)
    assert share_interval(10, 10).low ** 10 == pytest.approx(0.025)
    assert np.isnan(share_interval(0, 0)).all()


def test_figures_are_those_of_the_fresh_futures():
    first, fresh = cube(200, 5, 1), cube(200, 5, 2)
    found = discovered(
        first, (first["p.0"] < 0.7).to_numpy(), fresh, (fresh["p.0"] < 0.6).to_numpy()
    )

    assert found.is_of_misses
    assert found.is_confirmed
    assert found.found.n_sought == (first["p.0"] >= 0.7).sum()
    assert found.fresh.n_sought == (fresh["p.0"] >= 0.6).sum()
    assert found.density.mean == 1
    assert found.coverage.mean == pytest.approx(0.75, abs=0.08)


def test_the_rarer_is_sought():
    draws = cube(100, 3, 1)
    is_met = (draws["p.0"] > 0.8).to_numpy()

    assert not discovered(draws, is_met, draws, is_met).is_of_misses
    assert discovered(draws, ~is_met, draws, ~is_met).is_of_misses


def test_a_box_that_fresh_futures_do_not_know_is_not_confirmed():
    first, fresh = cube(200, 5, 1), cube(200, 5, 2)
    elsewhere = (fresh["p.1"] < 0.7).to_numpy()
    found = discovered(first, (first["p.0"] < 0.7).to_numpy(), fresh, elsewhere)

    assert found.box
    assert not found.is_confirmed


def test_the_choice_is_judged_by_its_lead():
    made = worth([[1.0, 3.0], [0.0, 0.0]])
    table = confirmed_table(made, Goal("profit", ("b",), 2.0), "a").set_index(
        ["strategy", "measure"]
    )

    assert table.value["a", "expected"] == 2
    assert table.value["b", "lead"] == 2
    assert table.value["a", "satisficing"] == 0.5
    assert ("a", "lead") not in table.index
