"""What values at the points of a design say: elementary effects and Sobol indices, with intervals.

Luck is treated in one of two ways. Common luck: the same seeds at every point; indices of each
seed, then their mean. Own luck: every run has its own; its variance, known from replicates, is
taken off. Intervals are 95 %, from resampled blocks of the design (and seeds): estimate -+ 1.96
standard deviations. An index is a share of variance, so it lies within 0..1; its estimate may fall
below 0 by chance and is shown as it is.

Sources: Morris 1991; Campolongo, Cariboni and Saltelli 2007 (mu*); Saltelli et al. 2010 (S1, ST),
as SALib has them; from memory, not verified.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from SALib.analyze import morris, sobol
from scipy.stats import rankdata

from experiments.factors import Factor
from experiments.sensitivity.designs import LEVELS, problem_of, sobol_width
from experiments.sensitivity.guards import SensitivityError, check_values, labels_of

__all__ = [
    "Estimate", "Indices", "morris_indices", "own_luck_indices", "rank_stability",
    "sobol_indices", "sobol_once",
]  # fmt: skip

N_RESAMPLES = 200
_NORMAL = 1.959964  # 97.5 % of a normal distribution lies below

Floats = NDArray[np.floating]
ByIndex = dict[str, Floats]  # "ST" -> one value a label, or a table of pairs


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """One kind of index.

    Attributes:
        value: one entry a label, shape (n,); of pairs ("S2") shape (n, n), NaN but above the
            diagonal.
        resampled: the same in each resample, shape (n_resamples, *value.shape).
    """

    value: Floats
    resampled: Floats

    @property
    def half(self) -> Floats:
        """Half of the 95 % interval."""
        return _NORMAL * self.resampled.std(axis=0, ddof=1)  # NaN if any resample has none

    @property
    def low(self) -> Floats:
        """Lower ends of the intervals; below 0 where chance may have made it all."""
        return self.value - self.half

    @property
    def high(self) -> Floats:
        """Upper ends of the intervals."""
        return self.value + self.half


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """Estimates by the name of the index, for the same labels: factors or groups."""

    labels: tuple[str, ...]
    by_name: dict[str, Estimate]

    def __getitem__(self, name: str) -> Estimate:
        return self.by_name[name]

    def order(self, name: str) -> list[str]:
        """Return the labels, the largest index first."""
        return [self.labels[k] for k in np.argsort(-self[name].value, kind="stable")]


def morris_indices(factors: Sequence[Factor], places: Floats, values: Floats, seed: int) -> Indices:
    """Return mu, mu_star and sigma of elementary effects: change per whole range of a factor.

    Args:
        factors: what varies.
        places: trajectories, shape (n_points, n_factors).
        values: of the output, shape (n_seeds, n_points); the same seeds at every point.
        seed: of the resampling, >= 0.

    Raises:
        SensitivityError: if values cannot be analysed.
    """
    problem, labels = problem_of(factors), labels_of(factors)
    width = len(labels) + 1
    check_values(values, (len(values), len(places)))
    steps = places.reshape(-1, width, len(factors))

    def at(chosen: NDArray[np.intp], of_seed: Floats) -> ByIndex:
        found = morris.analyze(
            problem | {}, steps[chosen].reshape(-1, len(factors)),
            of_seed.reshape(-1, width)[chosen].ravel(),
            num_levels=LEVELS, num_resamples=2, seed=1,
        )  # fmt: skip
        return {name: np.ma.getdata(found[name]) for name in ("mu", "mu_star", "sigma")}

    return _resampled(labels, values, len(steps), at, seed)


def sobol_indices(
    factors: Sequence[Factor], values: Floats, seed: int, *, is_second_order: bool = False
) -> Indices:
    """Return S1 and ST (and S2) of values with common luck: of each seed, then their mean.

    Args:
        factors: what varies.
        values: at the points of a Sobol design, shape (n_seeds, n_points).
        seed: of the resampling, >= 0.
        is_second_order: whether the design is made for it.

    Raises:
        SensitivityError: if values cannot be analysed.
    """
    width = sobol_width(factors, is_second_order=is_second_order)
    n_blocks = _blocks(values, width)

    def at(chosen: NDArray[np.intp], of_seed: Floats) -> ByIndex:
        blocks = of_seed.reshape(-1, width)[chosen]
        return sobol_once(factors, blocks.ravel(), is_second_order=is_second_order)

    return _resampled(labels_of(factors), values, n_blocks, at, seed)


def own_luck_indices(factors: Sequence[Factor], values: Floats, seed: int) -> Indices:
    """Return S1 and ST of values with luck of their own, its variance taken off.

    The mean of R replicates has the variance of luck s2 / R: it adds to the variance of the
    output and to the squared differences that ST is made of, and is subtracted from both.

    Args:
        factors: what varies.
        values: at the points of a Sobol design, shape (R, n_points), R >= 2, each from a run with
            a seed of its own.
        seed: of the resampling, >= 0.

    Raises:
        SensitivityError: if values cannot be analysed, or luck alone makes them vary.
    """
    if len(values) < 2:
        raise SensitivityError("own luck needs at least 2 replicates, to know how much it varies")
    width = sobol_width(factors)
    n_blocks = _blocks(values, width)
    blocks = values.reshape(len(values), n_blocks, width)

    def corrected(chosen: NDArray[np.intp]) -> ByIndex:
        mean = blocks[:, chosen].mean(axis=0)
        luck = float(blocks[:, chosen].var(axis=0, ddof=1).mean()) / len(blocks)
        total = float(mean[:, [0, -1]].var())
        raw, left = sobol_once(factors, mean.ravel()), total - luck
        if left <= 0:
            return dict.fromkeys(("S1", "ST"), np.full(len(raw["ST"]), np.nan))
        return {"S1": raw["S1"] * total / left, "ST": (raw["ST"] * total - luck) / left}

    value = corrected(np.arange(n_blocks))
    if np.isnan(value["ST"]).any():
        raise SensitivityError("luck alone makes the output vary; more replicates are needed")
    found = [corrected(chosen) for chosen in _resamples(n_blocks, seed)]
    return _indices(labels_of(factors), value, found)


def sobol_once(
    factors: Sequence[Factor], values: Floats, *, is_second_order: bool = False
) -> ByIndex:
    """Return S1 and ST (and S2) of the values of one seed, shape (n_points,), without intervals."""
    if np.ptp(values) <= 0:
        raise SensitivityError("the output is the same at every point: it has no indices")
    found = sobol.analyze(
        problem_of(factors), values, calc_second_order=is_second_order, num_resamples=2, seed=1
    )
    return {name: found[name] for name in ("S1", "ST", "S2") if name in found}


def rank_stability(estimate: Estimate) -> Floats:
    """Return the share of resamples (0..1) in which each label keeps its rank, shape (n,).

    It does not see what is wrong in all resamples alike: the dummy does.
    """
    ranks = rankdata(-estimate.value, method="min")
    return (rankdata(-estimate.resampled, method="min", axis=1) == ranks).mean(axis=0)


def _resampled(
    labels: list[str],
    values: Floats,
    n_blocks: int,
    at: Callable[[NDArray[np.intp], Floats], ByIndex],
    seed: int,
) -> Indices:
    """Return the mean over seeds of indices; seeds are resampled too, if there are several."""
    rng = np.random.default_rng(seed)
    n_seeds = len(values)
    value = _mean([at(np.arange(n_blocks), each) for each in values])
    found = []
    for chosen in _resamples(n_blocks, seed):
        seeds = rng.integers(0, n_seeds, n_seeds)
        found.append(_mean([at(chosen, values[s]) for s in seeds]))
    return _indices(labels, value, found)


def _resamples(n_blocks: int, seed: int) -> NDArray[np.intp]:
    """Return which blocks each resample takes, shape (N_RESAMPLES, n_blocks)."""
    return np.random.default_rng([seed, n_blocks]).integers(0, n_blocks, (N_RESAMPLES, n_blocks))


def _mean(found: list[ByIndex]) -> ByIndex:
    return {name: np.mean([each[name] for each in found], axis=0) for name in found[0]}


def _indices(labels: list[str], value: ByIndex, found: list[ByIndex]) -> Indices:
    """Return estimates made of a value and its resamples."""
    stacked = {name: np.stack([each[name] for each in found]) for name in value}
    return Indices(tuple(labels), {name: Estimate(value[name], stacked[name]) for name in value})


def _blocks(values: Floats, width: int) -> int:
    """Return how many whole blocks of a design values cover, after checking them."""
    n_blocks = values.shape[-1] // width
    check_values(values, (len(values), n_blocks * width))
    if n_blocks < 2:
        raise SensitivityError(f"{n_blocks} blocks of the design; at least 2 are needed")
    return n_blocks
