"""Where an effect turns: the value of a parameter at which it changes its sign.

An effect has a side at a point if its 95 % interval leaves out 0. Between two points of opposite
sides it crosses 0: there a monotone fit (isotonic regression, as SciPy has it) says where, and a
bootstrap over replicates, the same resample at all points, how sure that is.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from experiments.claims.verdict import side_of
from experiments.statistics import Difference, percentile_ends
from sim.parameters import Declaration

__all__ = ["Crossing", "crossings", "is_logarithmic", "points_along"]

_SPAN = 20.0  # a range that spans a larger factor is walked by its logarithm

Floats = NDArray[np.floating]


class Crossing(NamedTuple):
    """A value at which an effect changes its sign, with its 95 % interval.

    An end is NaN where it lies outside of the values that were tried.
    """

    at: float
    low: float
    high: float


def is_logarithmic(low: float, high: float) -> bool:
    """Tell whether a range is walked by its logarithm."""
    return low > 0 and high / low > _SPAN


def points_along(about: Declaration, n: int) -> tuple[float, ...]:
    """Return n values along the range of a parameter, ends included; fewer of whole numbers."""
    low, high = about.low, about.high
    assert low is not None
    assert high is not None
    if isinstance(about.default, int):
        low, high = math.ceil(low), math.floor(high)
    is_log = is_logarithmic(low, high)
    values = np.geomspace(low, high, n) if is_log else np.linspace(low, high, n)
    if isinstance(about.default, int):
        return tuple(int(value) for value in np.unique(np.rint(values)))
    decimals = 2 - math.floor(math.log10((high - low) / n))
    between = (float(f"{v:.4g}") if is_log else round(float(v), decimals) for v in values[1:-1])
    return low, *between, high  # rounded, to be read


def crossings(
    values: Sequence[float], effects: Sequence[Difference], resampled: Floats, *, is_log: bool
) -> list[Crossing]:
    """Return where effects along a parameter cross 0, in order.

    Args:
        values: of the parameter, ascending, shape (n_points,).
        effects: at each of them.
        resampled: effects in each resample of replicates, shape (n_points, n_resamples).
        is_log: whether to go between points by the logarithm of the value.
    """
    places = np.log(values) if is_log else np.asarray(values, float)
    means = np.array([effect.mean for effect in effects])
    sides = [side_of(effect) for effect in effects]
    decided = [i for i, side in enumerate(sides) if side != 0]
    changes = [(i, j) for i, j in pairwise(decided) if sides[i] != sides[j]]
    found = []
    for k, (i, j) in enumerate(changes):
        first = changes[k - 1][1] if k > 0 else 0  # one change of side lies between these
        last = changes[k + 1][0] if k + 1 < len(changes) else len(places) - 1
        stretch = slice(first, last + 1)
        at = _root(places[stretch], means[stretch], sides[j])
        if not math.isfinite(at):  # an undecided point outside outweighs the two
            at = _root(places[[i, j]], means[[i, j]], sides[j])
        roots = [_root(places[stretch], each, sides[j]) for each in resampled[stretch].T]
        ends = percentile_ends(np.array(roots), at)
        found.append(Crossing(*(math.exp(x) if is_log else float(x) for x in (at, *ends))))
    return found


def _root(places: Floats, effects: Floats, direction: int) -> float:
    """Return where the monotone fit of effects is 0; infinite where it is beyond the places.

    Args:
        places: ascending, shape (n,).
        effects: shape (n,); undefined ones say nothing.
        direction: 1 where effects grow, -1 where they fall.
    """
    defined = np.isfinite(effects)
    if not defined.any():
        return math.nan
    places = places[defined]
    fit = direction * isotonic_regression(effects[defined], increasing=direction > 0).x
    below, above = np.flatnonzero(fit < 0), np.flatnonzero(fit > 0)
    if len(below) == 0:
        return -math.inf
    if len(above) == 0:
        return math.inf
    i, j = below[-1], above[0]
    if j > i + 1:  # exactly 0 in between
        return float(places[i + 1] + places[j - 1]) / 2
    return float(places[i] - fit[i] * (places[j] - places[i]) / (fit[j] - fit[i]))
