"""Common luck: the same seed meets the same people, and small changes are measured sharply."""

import numpy as np
import pytest
from scipy import stats

from sim.model import simulate
from sim.scenario_file import load_scenario, with_overrides

PAIRS = 200


@pytest.fixture(scope="module")
def outcomes():
    """Return trust and engagements of local-artisans, shape (2, pairs, 2): now, 10 % more hours."""
    spec, name = load_scenario("local-artisans"), "behind-the-scenes"
    hours = 1.1 * spec.brand.hours_per_week
    more = with_overrides(
        spec,
        {"brand.hours_per_week": hours, f"strategies.{name}.commit.hours_per_week": hours},
    )
    runs = [[simulate(each, name, seed).outcomes for seed in range(PAIRS)] for each in (spec, more)]
    return np.array([[[run["trust"], run["engagements"]] for run in each] for each in runs])


@pytest.mark.slow
@pytest.mark.parametrize(("k", "outcome"), [(0, "trust"), (1, "engagements")])
def test_common_luck_cuts_the_variance_of_a_small_difference(outcomes, k, outcome):
    """Ten per cent more weekly hours, 200 pairs, against independent seeds (docs/pairing.md)."""
    now, more = outcomes[0, :, k], outcomes[1, :, k]
    difference = more - now
    independent = now.var(ddof=1) + more.var(ddof=1)
    half = stats.t.ppf(0.975, PAIRS - 1) * stats.sem(difference)

    assert independent / difference.var(ddof=1) >= 5.0
    assert difference.mean() - half > 0.0
