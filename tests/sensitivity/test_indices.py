"""Indices of functions that are known, by direct designs; and what is refused."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.factors import DUMMY, Factor
from experiments.sensitivity.designs import (
    latin_design,
    morris_design,
    problem_of,
    sobol_design,
    sobol_width,
)
from experiments.sensitivity.guards import (
    SensitivityError,
    check_values,
    labels_of,
    power_of_two,
    salib_seed,
)
from experiments.sensitivity.indices import (
    morris_indices,
    own_luck_indices,
    rank_stability,
    sobol_indices,
)
from tests.sensitivity.functions import (
    ISHIGAMI,
    THREE,
    A,
    factors,
    g_function,
    g_indices,
    ishigami,
)

FIVE = [*factors("a", "b", "c", "d"), THREE[-1]]


def agrees(estimate, truth, slack=0.01):
    return ((estimate.low - slack <= truth) & (truth <= estimate.high + slack)).all()


@pytest.mark.parametrize(
    ("function", "of", "truth"), [(ishigami, THREE, ISHIGAMI), (g_function, FIVE, g_indices())]
)
@pytest.mark.parametrize("name", ["S1", "ST"])
def test_direct_indices_of_known_functions_are_within_their_intervals(function, of, truth, name):
    found = sobol_indices(of, function(sobol_design(of, 1024, seed=1))[None], seed=1)[name]

    assert agrees(found, truth[name])
    assert np.abs(found.value - truth[name]).max() < 0.05
    assert found.half.max() < 0.15, "an interval that says nothing agrees with everything"


def test_second_order_indices_find_the_pair_that_interacts():
    places = sobol_design(THREE, 1024, seed=1, is_second_order=True)
    found = sobol_indices(THREE, ishigami(places)[None], seed=1, is_second_order=True)["S2"].value

    assert found[0, 2] == pytest.approx(0.2437, abs=0.05)
    assert abs(found[0, 1]) < 0.05
    assert np.isnan(found[2, 0])


def test_morris_ranks_the_g_function_as_it_is():
    assert list(A) == sorted(A)
    places = morris_design(FIVE, 40, seed=3)
    found = morris_indices(FIVE, places, g_function(places)[None], seed=1)

    assert found.order("mu_star") == ["a", "b", "c", "d", DUMMY]
    assert found["mu_star"].value[-1] == 0


def test_elementary_effects_are_changes_over_the_whole_range():
    places = morris_design(FIVE, 4, seed=1)
    values = places @ np.array([3.0, -2.0, 0.0, 0.5, 0.0])
    found = morris_indices(FIVE, places, np.stack([values, values + 7]), seed=1)

    assert found["mu"].value == pytest.approx([3, -2, 0, 0.5, 0])
    assert found["mu_star"].value == pytest.approx([3, 2, 0, 0.5, 0])
    assert found["sigma"].value == pytest.approx(0, abs=1e-9)


def test_effects_are_those_of_each_seed_then_their_mean():
    places = morris_design(FIVE, 4, seed=1)
    up = places[:, 0]
    found = morris_indices(FIVE, places, np.stack([up, -up]), seed=1)  # luck turns the effect

    assert found["mu"].value[0] == pytest.approx(0, abs=1e-9)
    assert found["mu_star"].value[0] == pytest.approx(1)


def test_own_luck_is_taken_off():
    places = sobol_design(THREE, 512, seed=5)
    values = ishigami(places)
    luck = np.random.default_rng(1).normal(size=(4, len(places))) * values.std()
    found = own_luck_indices(THREE, values + luck, seed=1)
    raw = sobol_indices(THREE, (values + luck).mean(axis=0)[None], seed=1)

    assert found["ST"].low[-1] <= 0 <= found["ST"].high[-1]
    for name in ("S1", "ST"):
        assert agrees(found[name], ISHIGAMI[name])
        assert found[name].value == pytest.approx(ISHIGAMI[name], abs=0.07)
    assert raw["ST"].low[-1] > 0.1, "what it is for: noise looks like a total index"


def test_common_luck_leaves_the_dummy_at_0():
    places = sobol_design(THREE, 64, seed=5)
    luck = np.random.default_rng(1).normal(size=3)
    found = sobol_indices(THREE, ishigami(places) * (1 + luck[:, None]) + luck[:, None], seed=1)

    assert found["ST"].value[-1] == 0
    assert found["ST"].low[-1] <= 0 <= found["ST"].high[-1]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("how", ["sobol", "own", "morris"])
def test_a_value_that_is_not_finite_is_refused(bad, how):
    places = morris_design(THREE, 4, seed=1) if how == "morris" else sobol_design(THREE, 8, 1)
    values = np.stack([ishigami(places)] * 2)
    values[1, 3] = bad
    indices_of = {
        "morris": lambda: morris_indices(THREE, places, values, seed=1),
        "sobol": lambda: sobol_indices(THREE, values, seed=1),
        "own": lambda: own_luck_indices(THREE, values, seed=1),
    }[how]
    with pytest.raises(SensitivityError, match=r"1 of \d+ values are not finite"):
        indices_of()


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_a_constant_is_refused(value):
    with pytest.raises(SensitivityError, match="at every point"):
        sobol_indices(THREE, np.full((1, 48), value), seed=1)
    with pytest.raises(SensitivityError, match="at every point"):
        check_values(np.full(10, value) * (1 + 1e-16), (10,))


def test_luck_alone_is_refused():
    values = np.random.default_rng(1).normal(size=(2, 12 * 6))
    values = values - values.mean(axis=0) + 1e-9 * np.arange(values.shape[1])
    with pytest.raises(SensitivityError, match="luck alone"):
        own_luck_indices(THREE, values, seed=1)


@pytest.mark.parametrize("shape", [(1, 47), (1, 48, 1), (1, 6)])
def test_a_wrong_shape_is_refused(shape):
    with pytest.raises(SensitivityError):
        sobol_indices(THREE, np.random.default_rng(1).normal(size=shape), seed=1)


def test_one_replicate_says_nothing_of_luck():
    with pytest.raises(SensitivityError, match="at least 2 replicates"):
        own_luck_indices(THREE, np.random.default_rng(1).normal(size=(1, 48)), seed=1)


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_doubling_a_design_keeps_what_is_there(seed):
    for design in (sobol_design, morris_design):
        short, long = design(THREE, 8, seed), design(THREE, 16, seed)
        assert (long[: len(short)] == short).all()
        assert len(long) == 2 * len(short)


def test_a_sobol_design_is_rounded_up_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(sobol_design(THREE, 5, seed=1)) == 8 * sobol_width(THREE)
    assert [power_of_two(n) for n in (1, 2, 3, 64, 65)] == [1, 2, 4, 64, 128]


def test_a_seed_of_0_gives_the_same_every_time():
    for design in (sobol_design, morris_design, latin_design):
        assert (design(THREE, 8, 0) == design(THREE, 8, 0)).all()
        assert not (design(THREE, 8, 0) == design(THREE, 8, 1)).all()
    assert salib_seed(0) == 1
    values = ishigami(sobol_design(THREE, 8, 0))[None]
    one, two = sobol_indices(THREE, values, 0), sobol_indices(THREE, values, 0)
    assert (one["ST"].resampled == two["ST"].resampled).all()


def test_groups_are_told_apart_and_one_group_is_refused():
    grouped = [replace(each, group="g") for each in THREE[:2]] + THREE[2:]
    assert labels_of(grouped) == ["g", "three", DUMMY]
    found = sobol_indices(grouped, ishigami(sobol_design(grouped, 256, 1))[None], seed=1)
    assert found.labels == ("g", "three", DUMMY)
    assert found["ST"].value[0] > 0.9
    places = morris_design(grouped, 8, 1)
    screened = morris_indices(grouped, places, ishigami(places)[None], seed=1)
    assert screened.order("mu_star")[0] == "g"
    with pytest.raises(SensitivityError, match="one group"):
        problem_of([replace(each, group="g") for each in THREE])
    with pytest.raises(SensitivityError, match="the name one"):
        problem_of([*THREE, Factor("x", "uniform", 0, 1, group="one")])
    with pytest.raises(SensitivityError, match="the name one"):
        problem_of([*THREE, THREE[0]])


def test_a_trajectory_alone_has_no_spread():
    with pytest.raises(SensitivityError, match="at least 2"):
        morris_design(THREE, 1, seed=1)


def test_rank_stability_is_a_share_and_sees_a_toss_up():
    places = sobol_design(FIVE, 64, seed=1)
    values = places @ np.array([9.0, 1.0, 1.0, 3.0, 0.0])
    found = rank_stability(sobol_indices(FIVE, values[None], seed=1)["ST"])

    assert ((found >= 0) & (found <= 1)).all()
    assert found[0] == found[3] == found[4] == 1
    assert (found[1:3] < 0.95).all()


@settings(max_examples=15)
@given(scale=st.floats(1e-3, 1e3), shift=st.floats(-1e3, 1e3), sign=st.sampled_from([-1, 1]))
def test_indices_do_not_depend_on_the_unit(scale, shift, sign):
    values = ishigami(sobol_design(THREE, 32, seed=1))[None]
    one = sobol_indices(THREE, values, seed=1)
    other = sobol_indices(THREE, sign * scale * values + shift, seed=1)

    for name in ("S1", "ST"):
        assert other[name].value == pytest.approx(one[name].value, abs=1e-6)
        assert other[name].low == pytest.approx(one[name].low, abs=1e-6)


@settings(max_examples=15)
@given(st.permutations(range(4)))
def test_another_order_of_factors_gives_the_same_indices_in_that_order(order):
    blocks = sobol_design(THREE, 32, seed=1).reshape(32, -1, 4)
    values = ishigami(blocks.reshape(-1, 4)).reshape(32, -1)
    swapped = values[:, [0, *(1 + k for k in order), 5]]
    one = sobol_indices(THREE, values.reshape(1, -1), seed=1)
    other = sobol_indices([THREE[k] for k in order], swapped.reshape(1, -1), seed=1)

    assert other["ST"].value == pytest.approx(one["ST"].value[list(order)])
    assert other["S1"].value == pytest.approx(one["S1"].value[list(order)])
