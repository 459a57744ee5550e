"""A planted box is found, noise is not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.robust.boxes import Hits, Restriction, find_box, hits_of
from tests.robust.made import cube


def planted(n=200, n_parameters=30, seed=1, blur=0.0):
    """Return futures, and where it happens: p.3 above .7 and p.5 under .5, but for a blur."""
    draws = cube(n, n_parameters, seed)
    inside = (draws["p.3"] > 0.7) & (draws["p.5"] < 0.5)
    flip = np.random.default_rng(seed + 1000).random(n) < blur
    return draws, (inside ^ flip).to_numpy()


def test_a_planted_box_is_found():
    draws, sought = planted()
    box = {(side.parameter, side.is_above): side.bound for side in find_box(draws, sought)}

    assert box.keys() == {("p.3", True), ("p.5", False)}
    assert box["p.3", True] == pytest.approx(0.7, abs=0.06)
    assert box["p.5", False] == pytest.approx(0.5, abs=0.06)


def test_a_blurred_box_is_found_most_of_the_time():
    found = 0
    for seed in range(20):
        draws, sought = planted(seed=seed, blur=0.08)
        names = {side.parameter for side in find_box(draws, sought)}
        found += names == {"p.3", "p.5"}

    assert found >= 14


def test_three_sides_at_most():
    draws = cube(600, 6, 1)
    sought = (draws > 0.35).all(axis=1).to_numpy()
    box = find_box(draws, sought)

    assert len(box) == 3
    assert all(side.is_above for side in box)


def test_noise_has_a_box_in_few_studies():
    alarms = 0
    for seed in range(60):
        sought = np.random.default_rng(seed + 500).random(200) < 0.3
        alarms += bool(find_box(cube(200, 60, seed), sought))

    assert alarms <= 8


@pytest.mark.parametrize("sought", [np.zeros(50, bool), np.ones(50, bool)])
def test_what_never_or_always_happens_has_no_box(sought):
    assert find_box(cube(50, 3, 1), sought) == ()


def test_of_two_parameters_that_say_the_same_one_stays():
    draws = cube(200, 10, 4)
    draws["p.1"] = draws["p.0"] + 0.02 * cube(200, 1, 5)["p.0"]
    box = find_box(draws, (draws["p.0"] > 0.8).to_numpy())

    assert len(box) == 1


def test_whole_numbers_are_told_apart_between_them():
    draws = cube(200, 5, 6)
    draws["p.0"] = (draws["p.0"] * 6).astype(int)
    [side] = find_box(draws, (draws["p.0"] >= 4).to_numpy())

    assert side[:2] == ("p.0", True)
    assert 3 < side.bound < 4


def test_hits_by_hand():
    draws = pd.DataFrame({"p.0": [1.0, 2.0, 3.0, 4.0], "p.1": [0.0, 1.0, 0.0, 1.0]})
    box = (Restriction("p.0", True, 1.5), Restriction("p.1", False, 0.5))
    hits = hits_of(box, draws, np.array([True, False, True, False]))

    assert hits == Hits(n_inside=1, n_hits=1, n_sought=2, n_futures=4)
    assert (hits.density, hits.coverage) == (1.0, 0.5)
    assert hits.worth == pytest.approx(1 / (0.8 / hits.density + 0.2 / hits.coverage))


@given(st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_a_box_beats_all_futures_and_its_sides_beat_chance(seed, threshold):
    draws = cube(80, 4, seed)
    sought = (draws["p.0"] + 0.5 * draws["p.1"] > 1.5 * threshold).to_numpy()
    box = find_box(draws, sought)
    hits, all_of_them = hits_of(box, draws, sought), hits_of((), draws, sought)

    assert hits.worth >= all_of_them.worth
    assert all(side.p <= 0.05 for side in box)
    assert not box or hits.n_inside >= 10
