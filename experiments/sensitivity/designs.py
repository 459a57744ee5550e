"""Where a model is run: designs over the unit cube, as SALib draws them.

Sources: Morris 1991; Saltelli et al. 2010 (the design of Sobol indices);
McKay, Beckman and Conover 1979 (Latin hypercube); from memory, not verified.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from SALib.sample import latin
from SALib.sample import morris as sample_morris
from SALib.sample import sobol as sample_sobol

from experiments.factors import Factor
from experiments.sensitivity.guards import SensitivityError, labels_of, power_of_two, salib_seed

__all__ = [
    "LEVELS", "latin_design", "morris_design", "problem_of", "snapped", "sobol_design",
    "sobol_width",
]  # fmt: skip

LEVELS = 4  # of Morris's grid: 0, 1/3, 2/3 and 1

Floats = NDArray[np.floating]


def problem_of(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return factors as SALib describes them: places in the unit cube, in groups if they have any.

    Raises:
        SensitivityError: if the factors cannot be told apart.
    """
    labels_of(factors)
    problem: dict[str, Any] = {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }
    if any(factor.group for factor in factors):
        problem["groups"] = [factor.group or factor.name for factor in factors]
    return problem


def morris_design(factors: Sequence[Factor], n: int, seed: int) -> Floats:
    """Return n trajectories through a grid, shape (n * (n_labels + 1), n_factors).

    In a trajectory, each point differs from the one before in one factor or group. The first
    trajectories of a longer design are those of a shorter one.

    Args:
        factors: what varies.
        n: at least 2.
        seed: >= 0.
    """
    if n < 2:
        raise SensitivityError(f"{n} trajectories; at least 2 are needed to see a spread")
    return sample_morris.sample(problem_of(factors), n, num_levels=LEVELS, seed=salib_seed(seed))


def sobol_design(
    factors: Sequence[Factor], n: int, seed: int, *, is_second_order: bool = False
) -> Floats:
    """Return the design of Sobol indices, shape (N * sobol_width, n_factors), N blocks.

    N is n rounded up to a power of two. The first blocks of a longer design are those of a
    shorter one, so that doubling n needs only the new half of the runs.
    """
    problem = problem_of(factors)
    return sample_sobol.sample(
        problem, power_of_two(n), calc_second_order=is_second_order, seed=salib_seed(seed)
    )


def sobol_width(factors: Sequence[Factor], *, is_second_order: bool = False) -> int:
    """Return how many points a block of that design has."""
    return (1 + is_second_order) * len(labels_of(factors)) + 2


def latin_design(factors: Sequence[Factor], n: int, seed: int) -> Floats:
    """Return a Latin hypercube, shape (n, n_factors): each factor's n strata are met once."""
    return latin.sample(problem_of(factors), n, seed=salib_seed(seed))


def snapped(factors: Sequence[Factor], places: Floats) -> Floats:
    """Return places that are the same where values are: of whole numbers and choices.

    Args:
        factors: what varies.
        places: in the unit cube, shape (n, n_factors).
    """
    columns = places.copy()
    for k, factor in enumerate(factors):
        n = len(factor.choices) if factor.law == "choice" else factor.high - factor.low + 1
        if factor.law in ("choice", "int"):
            columns[:, k] = (np.minimum(np.floor(places[:, k] * n), n - 1) + 0.5) / n
        elif factor.is_whole and factor.law == "uniform":
            columns[:, k] = (factor.values_at(places[:, k]) - factor.low) / (n - 1)
        elif factor.is_whole:
            values = factor.values_at(places[:, k])
            columns[:, k] = np.log(values / factor.low) / np.log(factor.high / factor.low)
    return columns
