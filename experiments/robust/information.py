"""The value of information: what knowing everything, or one parameter, is worth before choosing.

EVPI is the mean of the best strategy in each future less the best mean. EVPPI of a parameter is
the same with its own sway alone: worths are regressed on the parameter, and fitted values stand
for worths (Strong, Oakley and Brennan 2014; from memory, not verified). Both are in
the unit of the outcome and never negative.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.robust.decision import Worth
from experiments.statistics import Interval, bootstrap_weights, interval_of
from sim.parameters import Declaration

__all__ = ["Stretch", "basis_of", "evpi_of", "gain_of", "information_table", "stretches_of"]

_DEGREE = 3  # of the polynomial in ranks that a worth is fitted by
_FALSE_ALARM = 0.05  # chance that any parameter is called worth knowing if none is
_N_SHUFFLES, _N_RESAMPLES, _AT_ONCE = 10_000, 500, 500
_SHORTEST = 0.05  # share of futures that a stretch of a rule must hold

Floats = NDArray[np.floating]


class Stretch(NamedTuple):
    """Where a parameter is between these values, this strategy is fitted to do best."""

    strategy: str
    low: float
    high: float


def evpi_of(worth: Worth) -> Interval:
    """Return the expected value of perfect information, luck of each future included."""
    best = worth.values[worth.may_win].max(axis=0)
    if not worth.is_choice.any() or not np.isfinite(best).all():
        return Interval(np.nan, np.nan, np.nan)
    weights = bootstrap_weights(len(worth.futures))
    means = weights @ worth.values[worth.is_choice].T
    return interval_of(weights @ best - means.max(axis=1))


def information_table(
    worth: Worth, draws: pd.DataFrame, uncertainties: Sequence[Declaration]
) -> pd.DataFrame:
    """Return parameter, meaning, unit, value, low, high, noise, is_clear; the highest value first.

    `value` is the EVPPI in the outcome's unit, at most the EVPI; its interval is a basic wild
    bootstrap of the regression. `noise` is what the highest of all parameters exceeds in 5 % of
    studies if none of them matters, by shuffling futures; `is_clear`: value above it.

    Args:
        worth: of the strategies; who is undefined in some future is never chosen, and left out.
        draws: of the same futures, one column a parameter.
        uncertainties: what was drawn, with meanings.
    """
    most, columns = evpi_of(worth).mean, ["value", "low", "high"]
    values = worth.values[worth.is_choice]
    found = {}
    if np.isfinite(most) and len(values):
        orders = {each.name: _order(draws[each.name]) for each in uncertainties}
        found = {n: np.clip(_evppi(values[:, order]), 0, most) for n, order in orders.items()}
    noise = _noise_of(values, len(found)) if found else np.nan
    rows = [
        (each.name, each.meaning, each.unit, *found.get(each.name, (np.nan,) * 3), noise)
        for each in uncertainties
    ]
    table = pd.DataFrame(rows, columns=["parameter", "meaning", "unit", *columns, "noise"])
    table["is_clear"] = table.value > table.noise
    return table.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def stretches_of(worth: Worth, drawn: pd.Series) -> list[Stretch]:
    """Return which strategy the fitted worths choose along a parameter, from low to high.

    Stretches of less than 5 % of the futures go to their neighbour.
    """
    names = [s for s, is_one in zip(worth.strategies, worth.is_choice, strict=True) if is_one]
    order = _order(drawn)
    values, levels = worth.values[worth.is_choice][:, order], drawn.to_numpy(float)[order]
    basis = basis_of(len(order))
    chosen = (values @ basis @ basis.T).argmax(axis=0)
    ends = np.flatnonzero(np.diff(chosen)) + 1
    parts = list(zip([0, *ends], [*ends, len(order)], strict=True))
    long = [part for part in parts if part[1] - part[0] >= _SHORTEST * len(order)]
    found: list[Stretch] = []
    for start, _ in long or [max(parts, key=lambda part: part[1] - part[0])]:
        name, low = names[chosen[start]], float(levels[0])
        if found and found[-1].strategy == name:
            continue
        if found:
            low = float(levels[start - 1] + levels[start]) / 2
            found[-1] = found[-1]._replace(high=low)
        found.append(Stretch(name, low, float(levels[-1])))
    return found


def basis_of(n: int) -> Floats:
    """Return orthonormal polynomials in the ranks of n values, shape (n, n_terms)."""
    places = (2 * np.arange(n) + 1) / n - 1
    terms = np.polynomial.legendre.legvander(places, min(_DEGREE, n - 1))
    return np.linalg.qr(terms)[0]


def gain_of(fitted: Floats) -> Floats:
    """Return the mean of the best less the best mean, over the last two axes.

    Args:
        fitted: worths of strategies in futures, shape (..., n_strategies, n_futures).
    """
    return fitted.max(axis=-2).mean(axis=-1) - fitted.mean(axis=-1).max(axis=-1)


def _evppi(values: Floats) -> tuple[float, float, float]:
    """Return EVPPI and its interval; values in the parameter's order, (n_strategies, n)."""
    n = values.shape[1]
    basis = basis_of(n)
    fitted = values @ basis @ basis.T
    residuals = (values - fitted) * np.sqrt(n / max(1, n - basis.shape[1]))
    # A future keeps its size of residual and its pairing: the sign alone is drawn.
    signs = np.random.default_rng(n).choice([-1.0, 1.0], (_N_RESAMPLES, 1, n))
    again = fitted + (residuals * signs) @ basis @ basis.T
    estimate, resampled = float(gain_of(fitted)), gain_of(again)
    low, high = 2 * estimate - np.quantile(resampled, [0.975, 0.025])
    return estimate, min(estimate, float(low)), max(estimate, float(high))


def _noise_of(values: Floats, n_parameters: int) -> float:
    """Return what the highest EVPPI of so many parameters that tell nothing rarely exceeds."""
    n = values.shape[1]
    random, basis, gains = np.random.default_rng(n), basis_of(n), []
    for _ in range(0, _N_SHUFFLES, _AT_ONCE):
        orders = random.permuted(np.tile(np.arange(n), (_AT_ONCE, 1)), axis=1)
        shuffled = basis[orders]  # of futures that have nothing to do with the worths
        gains.append(gain_of((values @ shuffled) @ shuffled.swapaxes(1, 2)))
    return float(np.quantile(np.concatenate(gains), (1 - _FALSE_ALARM) ** (1 / n_parameters)))


def _order(drawn: pd.Series) -> NDArray[np.intp]:
    """Return the futures from the least value to the greatest."""
    return np.argsort(drawn.to_numpy(float), kind="stable")
