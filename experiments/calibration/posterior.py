"""Approximate Bayesian computation in what history matching has left, with regression adjustment.

    distance^2 = sum over targets of ((run + error - fact) / deviation)^2
    adjusted   = parameter - slope * (run + error - fact), on the log-odds scale of its range

Each run carries an error drawn with the variance of the fact and of the discrepancy, so that the
posterior allows for both. Runs that come closest are kept and weighed by Epanechnikov's kernel.

Source: Beaumont, Zhang and Balding 2002; Wilkinson 2013 (errors of the model in the comparison);
from memory, not verified.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from experiments.calibration.history import Places
from experiments.calibration.targets import Target, scaled

__all__ = ["adjusted"]

_KEPT = 0.5  # share of the runs
_EDGE = 1e-4  # keeps log-odds finite at the ends of a range
_DRAWS = 8  # errors drawn for each run


def adjusted(
    targets: Sequence[Target],
    places: Places,
    measured: dict[str, NDArray[np.float64]],
    rng: np.random.Generator,
) -> Places:
    """Return draws from the posterior, shape (n_draws, n_fitted), in the unit cube.

    Args:
        targets: those that are fitted to.
        places: where the model was run, shape (n, n_fitted), even over what is left.
        measured: values of each measure there, shape (n,).
        rng: of the errors.
    """
    runs = np.column_stack([scaled(measured[t.measure], t.scale) - t.centre for t in targets])
    known = np.isfinite(runs).all(axis=1)
    runs, places = np.repeat(runs[known], _DRAWS, axis=0), np.repeat(places[known], _DRAWS, axis=0)
    missed = runs + rng.normal(0.0, [t.variance**0.5 for t in targets], runs.shape)
    missed /= missed.std(axis=0)
    distance = (missed**2).sum(axis=1)
    limit = np.quantile(distance, _KEPT)
    near = distance < limit
    weights = 1.0 - distance[near] / limit
    odds = logit(np.clip(places[near], _EDGE, 1.0 - _EDGE))
    design = np.column_stack([np.ones(near.sum()), missed[near]])
    root = np.sqrt(weights)[:, None]
    slopes, *_ = np.linalg.lstsq(design * root, odds * root, rcond=None)
    moved = odds - missed[near] @ slopes[1:]
    drawn = rng.choice(len(moved), size=len(moved), p=weights / weights.sum())
    return expit(moved[drawn])
