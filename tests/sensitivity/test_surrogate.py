"""A surrogate finds the indices of functions that are known, or says that it cannot."""

import numpy as np
import pytest

from experiments.factors import Factor
from experiments.sensitivity.designs import latin_design, snapped
from experiments.sensitivity.guards import SensitivityError
from experiments.sensitivity.result import covers_nothing
from experiments.sensitivity.surrogate import fit_surrogate
from tests.sensitivity.functions import ISHIGAMI, THREE, factors, g_function, g_indices, ishigami

FIVE = [*factors("a", "b", "c", "d"), THREE[-1]]


def noise(n, seed=1):
    return np.random.default_rng(seed).normal(size=n)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "of", "truth"), [(ishigami, THREE, ISHIGAMI), (g_function, FIVE, g_indices())]
)
@pytest.mark.parametrize("luck", [0.0, 0.2])
def test_indices_of_known_functions_are_within_their_intervals(function, of, truth, luck):
    places = latin_design(of, 300, seed=2)
    values = function(places)
    surrogate = fit_surrogate(of, places, values + luck * values.std() * noise(300), seed=1)
    found = surrogate.indices()

    assert surrogate.is_trusted
    for name in ("S1", "ST"):
        low, high = found[name].low - 0.01, found[name].high + 0.01
        assert ((low <= truth[name]) & (truth[name] <= high)).all(), name
    dummy = found["ST"]
    assert covers_nothing((dummy.value[-1], dummy.low[-1], dummy.high[-1]))
    assert surrogate.luck_share == pytest.approx(luck**2 / (1 + luck**2), abs=0.03)


def test_a_smooth_function_needs_few_runs_and_its_first_two_explain_it():
    of = factors("a", "b", "c")
    places = latin_design(of, 60, seed=2)
    surrogate = fit_surrogate(of, places, 3 * places[:, 0] + places[:, 1] ** 2, seed=1)

    assert surrogate.q2 > 0.99
    assert surrogate.share_of(["a", "b"]) == pytest.approx(1, abs=0.01)
    assert surrogate.share_of(["c"]) == pytest.approx(0, abs=0.01)
    variances = np.array([9 / 12, 1 / 5 - 1 / 9, 0])
    found = surrogate.indices()["S1"].value
    assert found == pytest.approx(variances / variances.sum(), abs=0.02)


def test_functions_drawn_pass_near_the_runs_and_spread_away_from_them():
    places = latin_design(THREE, 60, seed=2) * 0.5
    process = fit_surrogate(THREE, places, ishigami(places), seed=1).process
    rng = np.random.default_rng(1)
    near = process.functions_at(places, 50, rng)
    far = process.functions_at(np.ones((1, 4)), 50, rng)

    assert near.mean(axis=0) == pytest.approx(process.mean_at(places), abs=0.2)
    assert far.std() > 10 * near.std(axis=0).max()


def test_noise_is_not_trusted():
    places = latin_design(THREE, 60, seed=2)
    surrogate = fit_surrogate(THREE, places, noise(60), seed=1)

    assert surrogate.q2 < 0.3
    assert not surrogate.is_trusted


@pytest.mark.parametrize(("n", "bad", "said"), [
    (30, np.nan, "not finite"), (30, 1.0, "at every point"), (10, None, "at least 20"),
])  # fmt: skip
def test_what_it_cannot_be_fitted_to_is_refused(n, bad, said):
    places = latin_design(THREE, n, seed=2)
    values = ishigami(places)
    if bad is not None:
        values[:] = np.where(np.isnan(bad) & (np.arange(n) > 0), values, bad)
    with pytest.raises(SensitivityError, match=said):
        fit_surrogate(THREE, places, values, seed=1)


def test_whole_numbers_and_choices_are_the_same_place_where_they_are_the_same_value():
    of = [
        Factor("int", "int", 1, 3), Factor("choice", "choice", choices=("x", "y")),
        Factor("whole", "uniform", 2, 5, is_whole=True),
        Factor("log", "loguniform", 1, 100, is_whole=True), Factor("real", "uniform", 0, 1),
    ]  # fmt: skip
    places = np.random.default_rng(1).random((500, 5))
    found = snapped(of, places)

    assert ((found >= 0) & (found <= 1)).all()
    for k, factor in enumerate(of[:-1]):
        pairs = set(zip(factor.values_at(places[:, k]).tolist(), found[:, k], strict=True))
        assert len(pairs) == len({value for value, _ in pairs}) == len({at for _, at in pairs})
    assert (found[:, -1] == places[:, -1]).all()
    assert sorted(set(found[:, 0])) == pytest.approx([1 / 6, 1 / 2, 5 / 6])


def test_a_choice_is_a_step_that_a_few_runs_are_enough_for():
    of = [Factor("choice", "choice", choices=(0, 1)), *factors("b")]
    places = latin_design(of, 40, seed=2)
    surrogate = fit_surrogate(of, places, (places[:, 0] >= 0.5) + places[:, 1], seed=1)

    assert surrogate.q2 > 0.99
    assert surrogate.indices()["S1"].value == pytest.approx([0.75, 0.25], abs=0.02)
