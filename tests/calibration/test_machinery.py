"""The method finds a truth that is known, allows for its errors, and says where nothing is left."""

import numpy as np
import pytest

from experiments.calibration import history, posterior
from experiments.calibration.prior import FITTED, factors_of, names_in
from experiments.calibration.targets import Target
from experiments.sensitivity.designs import latin_design

LUCK = 0.02
TRUTH = np.full(len(FITTED), 0.5)
TRUTH[names_in("ads")] = [0.3, 0.6, 0.4]


def measures(places, rng):
    """A model of three parameters (those of ads), two of which only their product tells."""
    one, two, three = places[:, names_in("ads")].T
    luck = rng.normal(0, LUCK, (2, len(places)))
    return {"first": 1 + 2 * one + one**2 + luck[0], "both": 1 + two * three + luck[1]}


def targets_of(values, discrepancy=0.02):
    return [
        Target(name, "ads", name, values[name], values[name] - 0.02, values[name] + 0.02,
               "as it is", discrepancy, "a toy")
        for name in ("first", "both")
    ]  # fmt: skip


def waves_of(targets, rng, n=60, seed=1):
    places = latin_design(factors_of(), n, seed)
    emulators = [history.emulators_of(targets, places, measures(places, rng))]
    left = history.places_left(emulators, places, n, rng)
    emulators.append(history.emulators_of(targets, left, measures(left, rng)))
    return emulators, history.places_left(emulators, np.concatenate([places, left]), 300, rng)


def drawn_at(truth, seed):
    """Return draws from the posterior given one history of a truth."""
    rng = np.random.default_rng(seed)
    seen = {name: each[0] + rng.normal(0, 0.0102) + rng.normal(0, 0.02)
            for name, each in measures(truth[None], rng).items()}  # fmt: skip
    targets = targets_of(seen)
    _, places = waves_of(targets, rng, seed=seed)
    return posterior.adjusted(targets, places, measures(places, rng), rng)


def test_what_can_be_known_is_found_and_what_cannot_is_left_open():
    draws = drawn_at(TRUTH, 3)
    one, two, three = draws[:, names_in("ads")].T
    assert abs(one.mean() - 0.3) < 3 * one.std() < 0.15
    assert abs((two * three).mean() - 0.24) < 3 * (two * three).std() < 0.3
    assert two.std() > 0.15  # only the product is known
    others = [k for k in range(len(FITTED)) if k not in names_in("ads")]
    assert (draws[:, others].std(axis=0) > 0.15).all()


@pytest.mark.slow
def test_90_percent_intervals_cover_the_truth_as_often_as_they_say():
    rng, hits, n = np.random.default_rng(8), 0, 30
    for k in range(n):
        truth = TRUTH.copy()
        truth[names_in("ads")] = rng.uniform(0.2, 0.8, 3)
        low, high = np.quantile(drawn_at(truth, 100 + k)[:, names_in("ads")[0]], [0.05, 0.95])
        hits += low <= truth[names_in("ads")[0]] <= high
    assert 22 <= hits <= 30  # 90 % of 30 is 27; fewer than 22 has a chance of .2 %


def test_history_matching_keeps_the_truth_and_rules_out_what_is_far():
    rng = np.random.default_rng(5)
    seen = {name: each[0] for name, each in measures(TRUTH[None], rng).items()}
    emulators, left = waves_of(targets_of(seen), rng)
    far = TRUTH.copy()
    far[names_in("ads")[0]] = 0.9
    for wave in emulators:
        assert history.implausibility(wave, TRUTH[None])[0] < history.CUT
    assert max(history.implausibility(wave, far[None])[0] for wave in emulators) > history.CUT
    for wave in emulators:
        assert (history.implausibility(wave, left) <= history.CUT).all()
    assert ((left >= 0) & (left <= 1)).all()


def test_a_fact_out_of_reach_leaves_nothing_and_a_discrepancy_allows_for_it():
    rng = np.random.default_rng(6)
    with pytest.raises(ValueError, match="nothing is left: the best place is"):
        waves_of(targets_of({"first": 9.0, "both": 1.2}), rng)
    emulators, _ = waves_of(targets_of({"first": 9.0, "both": 1.2}, discrepancy=5.0), rng)
    assert len(emulators) == 2
