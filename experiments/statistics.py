"""Means, paired differences, ratios, shares, who is best and who is beaten, with intervals.

Intervals are 95 %: Student's t for means, exact ones for shares, a percentile bootstrap for all
else, in which numerator and denominator, and both sides of a pair, are resampled together.
Undefined is NaN. Columns of a pair are aligned: entry i of both had the same luck.

Sources: Efron and Tibshirani 1993, An Introduction to the Bootstrap (percentiles); Clopper and
Pearson 1934 (shares); from memory, not verified.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, stdtrit

__all__ = [
    "Difference", "Interval", "bootstrap_weights", "chance_of_best", "correlation",
    "difference_of_ratios", "dominates", "interval_of", "mean_interval", "paired_difference",
    "percentile_ends", "quotient", "ratio_of_means", "resampled_difference", "rounded",
    "share_interval", "shares_of_best",
]  # fmt: skip

_CONFIDENCE = 0.95
_N_RESAMPLES = 2000

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]


class Interval(NamedTuple):
    """An estimate with the ends of its 95 % interval; NaN where undefined."""

    mean: float
    low: float
    high: float


class Difference(NamedTuple):
    """A paired difference with its 95 % interval, and the correlation that pairing achieved."""

    mean: float
    low: float
    high: float
    correlation: float


def quotient(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return numerator / denominator, NaN where the denominator is 0."""
    above, below = np.asarray(numerator, float), np.asarray(denominator, float)
    nothing = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    return np.divide(above, below, out=nothing, where=below != 0)


def rounded(value: float, digits: int) -> float:
    """Return a number in so many digits that count: 1234 in two is 1200."""
    return float(f"{value:.{digits}g}")


def mean_interval(values: Floats) -> Interval:
    """Return the mean of independent values, shape (n,), with its t-interval."""
    n = len(values)
    if n == 0:
        return Interval(np.nan, np.nan, np.nan)
    mean = float(np.mean(values))
    if n == 1:
        return Interval(mean, np.nan, np.nan)
    if np.ptp(values) == 0:  # exactly, where a sum would round
        return Interval(float(values[0]), float(values[0]), float(values[0]))
    error = float(np.std(values, ddof=1)) / np.sqrt(n)
    half = float(stdtrit(n - 1, (1 + _CONFIDENCE) / 2) * error)
    return Interval(mean, mean - half, mean + half)


def paired_difference(one: Floats, other: Floats) -> Difference:
    """Return by how much `one` exceeds `other`, pair by pair, shape (n,) each."""
    return Difference(*mean_interval(one - other), correlation(one, other))


def correlation(one: Floats, other: Floats) -> float:
    """Return Pearson's correlation of the pairs where both are defined.

    NaN where there are fewer than three, or where one side never changes.
    """
    both = np.isfinite(one) & np.isfinite(other)
    one, other = one[both], other[both]
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return np.nan
    a, b = one - one.mean(), other - other.mean()
    scale = np.sqrt((a**2).sum()) * np.sqrt((b**2).sum())
    return float(np.clip((a * b).sum() / scale, -1.0, 1.0)) if scale > 0 else np.nan


def share_interval(n_hits: int, n: int) -> Interval:
    """Return a share and its exact interval; NaN for a share of nothing."""
    if n == 0:
        return Interval(np.nan, np.nan, np.nan)
    tail = (1 - _CONFIDENCE) / 2
    low = betaincinv(n_hits, n - n_hits + 1, tail) if n_hits > 0 else 0.0
    high = betaincinv(n_hits + 1, n - n_hits, 1 - tail) if n_hits < n else 1.0
    return Interval(n_hits / n, float(low), float(high))


def ratio_of_means(numerator: Floats, denominator: Floats) -> Interval:
    """Return mean numerator / mean denominator, shape (n,) each, with a bootstrap interval."""
    if len(numerator) == 0:
        return Interval(np.nan, np.nan, np.nan)
    ratio = float(quotient(np.mean(numerator), np.mean(denominator)))
    return Interval(ratio, *_ends(_resampled_ratio(numerator, denominator), len(numerator), ratio))


def difference_of_ratios(
    numerator: Floats, denominator: Floats, other_numerator: Floats, other_denominator: Floats
) -> Difference:
    """Return by how much one ratio of means exceeds another, pair by pair, shape (n,) each.

    The correlation is that of the ratios of single pairs.
    """
    n = len(numerator)
    if n == 0:
        return Difference(np.nan, np.nan, np.nan, np.nan)
    one = quotient(np.mean(numerator), np.mean(denominator))
    other = quotient(np.mean(other_numerator), np.mean(other_denominator))
    resampled = _resampled_ratio(numerator, denominator)
    resampled = resampled - _resampled_ratio(other_numerator, other_denominator)
    singles = quotient(numerator, denominator), quotient(other_numerator, other_denominator)
    mean = float(one - other)
    return Difference(mean, *_ends(resampled, n, mean), correlation(*singles))


def chance_of_best(values: Floats, direction: int, may_win: Flags) -> Floats:
    """Return the share of replicates in which each strategy is best, shape (n_strategies,).

    A replicate in which nobody who may win has a value says nothing. NaN for all where no
    replicate says anything.

    Args:
        values: one row a strategy, one column a replicate, shape (n_strategies, n_replicates).
        direction: 1 where more is better, -1 where less is, 0 where neither.
        may_win: which strategies count, shape (n_strategies,); the others are never best.
    """
    shares = shares_of_best(direction * values, may_win)
    says_something = shares.any(axis=0)
    if direction == 0 or not says_something.any():
        return np.full(len(values), np.nan)
    return shares[:, says_something].mean(axis=1)


def shares_of_best(worth: Floats, may_win: Flags) -> Floats:
    """Return who is best in each replicate, ties split, shape (n_strategies, n_replicates).

    An undefined value is worse than any other; where nobody has one, nobody is best.

    Args:
        worth: more is better; not finite where undefined; shape (n_strategies, n_replicates).
        may_win: which strategies count, shape (n_strategies,).
    """
    counts = np.isfinite(worth) & may_win[:, None]
    values = np.where(counts, worth, -np.inf)
    is_best = counts & (values == values.max(axis=0, initial=-np.inf))
    return is_best / np.maximum(1, is_best.sum(axis=0))


def dominates(worths: Floats) -> Flags:
    """Return [a, b]: whether a is at least as good as b in everything, and better in something.

    Args:
        worths: more is better, shape (..., n, n_outcomes).
    """
    a, b = worths[..., :, None, :], worths[..., None, :, :]
    return (a >= b).all(axis=-1) & (a > b).any(axis=-1)


def bootstrap_weights(n: int) -> Floats:
    """Return weights of n replicates: equal in row 0, then those of each resample.

    A figure that is a function of weights has its estimate in row 0; see interval_of().
    """
    counts = [np.bincount(chosen, minlength=n) for chosen in _resamples(n)]
    return np.vstack([np.ones(n), *counts]) / n


def interval_of(figures: Floats) -> Interval:
    """Return the first figure and the percentile interval of the others; NaN if not finite."""
    estimate = float(figures[0])
    return Interval(estimate if np.isfinite(estimate) else np.nan,
                    *percentile_ends(figures[1:], estimate))  # fmt: skip


def resampled_difference(one: list[Floats], other: list[Floats]) -> Floats:
    """Return in each resample of pairs by how much one exceeds another, shape (n_resamples,).

    Args:
        one: an outcome, shape (n,), or the numerator and denominator of a ratio.
        other: the same of the other. Equal n means equal resamples.
    """
    chosen = _resamples(len(one[0]))
    if len(one) == 1:
        return (one[0] - other[0])[chosen].mean(axis=1)
    return _resampled_ratio(*one) - _resampled_ratio(*other)


def _resampled_ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return the ratio of means in each resample, shape (n_resamples,)."""
    chosen = _resamples(len(numerator))
    return quotient(numerator[chosen].mean(axis=1), denominator[chosen].mean(axis=1))


@lru_cache(maxsize=4)
def _resamples(n: int) -> NDArray[np.intp]:
    """Return which replicates each resample takes, the same ones every time."""
    return np.random.default_rng(n).integers(0, n, (_N_RESAMPLES, n))


def _ends(resampled: Floats, n: int, estimate: float) -> tuple[float, float]:
    """Return the percentile interval of n replicates; NaN for an end that is not known."""
    return percentile_ends(resampled, estimate) if n > 1 else (np.nan, np.nan)


def percentile_ends(resampled: Floats, estimate: float) -> tuple[float, float]:
    """Return the 95 % percentile interval of resampled estimates, shape (n_resamples,).

    Unknown ones widen both ends. NaN for an end that is not finite, or without an estimate.
    """
    if not np.isfinite(estimate):
        return np.nan, np.nan
    unknown = np.isnan(resampled)
    rank = int((len(resampled) + 1) * (1 - _CONFIDENCE) / 2) - 1
    low = float(np.sort(np.where(unknown, -np.inf, resampled))[rank])
    high = float(np.sort(np.where(unknown, np.inf, resampled))[-1 - rank])
    return low if np.isfinite(low) else np.nan, high if np.isfinite(high) else np.nan
