"""A surrogate: a Gaussian process that stands in for the model, where a run costs too much.

It is fitted to runs with luck of their own, which it takes for noise, and trusted only if it
predicts runs that it has not seen (Q2). Its Sobol indices are those of its mean; their intervals
come from functions drawn from the process given the runs, and from resampled blocks of the design.

Sources: Le Gratiet, Cannamela and Iooss 2014 (indices of drawn functions); Wilson et al. 2020
(drawing them by conditioning random Fourier features); from memory, not verified.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky
from scipy.spatial.distance import cdist
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits

from experiments.factors import Factor
from experiments.sensitivity.designs import snapped, sobol_design, sobol_width
from experiments.sensitivity.guards import SensitivityError, check_values, labels_of
from experiments.sensitivity.indices import Estimate, Indices, sobol_once

__all__ = ["LEAST_POINTS", "TRUSTED", "Process", "Surrogate", "fit_surrogate", "most_likely"]

TRUSTED = 0.8  # Q2 from which the indices of a surrogate are shown
LEAST_POINTS = 20

_N_BLOCKS = 2048  # of the Sobol design on the surrogate, where points cost nothing
_N_FUNCTIONS = 100  # drawn from the process
_N_FEATURES = 1000  # cosines that a drawn function is made of
_CHUNK = 2048  # points predicted at once, to bound memory
_N_FOLDS = 5
_JITTER = 1e-10  # keeps a matrix of close points positive
_ON_ONE_THREAD = threadpool_limits.wrap(limits=1)  # more give other bits, and wait for each other

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """A Gaussian process given runs: covariance height * exp(-squared distance / 2), and noise.

    Attributes:
        places: of the runs, in the unit cube, shape (n, n_factors).
        values: of the output there, shape (n,).
        height: variance of the process, in squared standard deviations of the values.
        lengths: over which it changes, along each factor, shape (n_factors,).
        noise: variance of luck, in the unit of height.
    """

    places: Floats
    values: Floats
    height: float
    lengths: Floats
    noise: float

    @_ON_ONE_THREAD
    def mean_at(self, places: Floats) -> Floats:
        """Return the expected output at places, shape (n,)."""
        weights = self._weights(self._scaled[:, None])
        return self._back(np.concatenate([self._near(x) @ weights for x in _chunks(places)]))[:, 0]

    @_ON_ONE_THREAD
    def mean_and_variance_at(self, places: Floats) -> tuple[Floats, Floats]:
        """Return the expected output at places, and how unsure that is, each of shape (n,).

        The variance is in squared units of the output, and leaves out the luck of a run.
        """
        own = self._near(self.places) + (self.noise + _JITTER) * np.eye(len(self.values))
        factor = (cholesky(own, lower=True), True)
        weights = cho_solve(factor, self._scaled)
        means, variances = [], []
        for x in _chunks(places):
            near = self._near(x)
            means.append(near @ weights)
            explained = (near * cho_solve(factor, near.T).T).sum(axis=1)
            variances.append(np.maximum(0.0, self.height - explained))
        mean = self.values.mean() + self.values.std() * np.concatenate(means)
        return mean, np.concatenate(variances) * self.values.var()

    @_ON_ONE_THREAD
    def functions_at(self, places: Floats, n: int, rng: np.random.Generator) -> Floats:
        """Return n functions drawn from the process given the runs, shape (n, n_places)."""
        waves = rng.normal(size=(len(self.lengths), _N_FEATURES)) / self.lengths[:, None]
        phases = rng.uniform(0, 2 * np.pi, _N_FEATURES)
        parts = rng.normal(size=(_N_FEATURES, n)) * np.sqrt(2 * self.height / _N_FEATURES)
        luck = rng.normal(size=(len(self.values), n)) * np.sqrt(self.noise)
        free = np.cos(self.places @ waves + phases) @ parts
        weights = self._weights(self._scaled[:, None] - free - luck)
        drawn = [np.cos(x @ waves + phases) @ parts + self._near(x) @ weights
                 for x in _chunks(places)]  # fmt: skip
        return self._back(np.concatenate(drawn)).T

    @property
    def luck(self) -> float:
        """Variance of runs at the same point, in squared units of the output."""
        return self.noise * float(self.values.var())

    @property
    def _scaled(self) -> Floats:
        return (self.values - self.values.mean()) / self.values.std()

    def _back(self, scaled: Floats) -> Floats:
        return self.values.mean() + self.values.std() * scaled

    def _near(self, places: Floats) -> Floats:
        """Return the covariance of places with those of the runs."""
        near = cdist(places / self.lengths, self.places / self.lengths, "sqeuclidean")
        return self.height * np.exp(-near / 2)

    def _weights(self, missed: Floats) -> Floats:
        """Return what each run weighs in a prediction, a column for each column of values."""
        own = self._near(self.places) + (self.noise + _JITTER) * np.eye(len(self.values))
        return cho_solve((cholesky(own, lower=True), True), missed)


@dataclass(frozen=True, slots=True, eq=False)
class Surrogate:
    """A process that stands in for the model.

    Attributes:
        factors: what varies, the columns of its places.
        process: given the runs.
        q2: share of the variance of unseen runs that it predicts, by cross-validation with the
            parameters of the whole fit; luck counts against it. Below 0 it is worse than a
            constant.
        seed: of what is drawn from it.
    """

    factors: Sequence[Factor]
    process: Process
    q2: float
    seed: int

    @property
    def is_trusted(self) -> bool:
        """Whether its indices may be shown."""
        return self.q2 >= TRUSTED

    def mean_at(self, places: Floats) -> Floats:
        """Return the expected output at places of the unit cube, shape (n,)."""
        return self.process.mean_at(snapped(self.factors, places))

    def indices(self) -> Indices:
        """Return S1, ST and S2 of its factors (or groups)."""
        width = sobol_width(self.factors, is_second_order=True)
        places = sobol_design(self.factors, _N_BLOCKS, self.seed, is_second_order=True)
        value = sobol_once(self.factors, self.mean_at(places), is_second_order=True)
        rng, found = np.random.default_rng(self.seed), []
        for drawn in self.process.functions_at(snapped(self.factors, places), _N_FUNCTIONS, rng):
            blocks = drawn.reshape(-1, width)[rng.integers(0, _N_BLOCKS, _N_BLOCKS)]
            found.append(sobol_once(self.factors, blocks.ravel(), is_second_order=True))
        by_name = {
            name: Estimate(value[name], np.stack([each[name] for each in found])) for name in value
        }
        return Indices(tuple(labels_of(self.factors)), by_name)

    def share_of(self, names: Sequence[str]) -> float:
        """Return which share of the variance some factors (or groups) explain together."""
        both = [
            replace(each, group="these" if (each.group or each.name) in names else "others")
            for each in self.factors
        ]
        values = self.mean_at(sobol_design(both, _N_BLOCKS, self.seed))
        return float(sobol_once(both, values)["S1"][labels_of(both).index("these")])

    @property
    def luck_share(self) -> float:
        """Share (0..1) of the variance of single runs that is luck."""
        places = np.random.default_rng(self.seed).random((_N_BLOCKS, len(self.factors)))
        luck = self.process.luck
        return luck / (luck + float(self.mean_at(places).var()))


@_ON_ONE_THREAD
def fit_surrogate(
    factors: Sequence[Factor], places: Floats, values: Floats, seed: int
) -> Surrogate:
    """Return a process fitted to runs, each with a seed of its own.

    Args:
        factors: what varies.
        places: where the model was run, in the unit cube, shape (n, n_factors).
        values: of the output, shape (n,).
        seed: of everything drawn, >= 0.

    Raises:
        SensitivityError: if values cannot be analysed, or are too few.
    """
    check_values(values, (len(places),))
    if len(values) < LEAST_POINTS:
        raise SensitivityError(f"{len(values)} points; a surrogate needs at least {LEAST_POINTS}")
    places = snapped(factors, places)
    process = most_likely(places, values)
    predicted = np.empty(len(values))
    folds = KFold(_N_FOLDS, shuffle=True, random_state=seed % 2**32)
    for seen, unseen in folds.split(places):
        fold = most_likely(places[seen], values[seen], start=process)
        predicted[unseen] = fold.mean_at(places[unseen])
    missed = ((values - predicted) ** 2).sum() / ((values - values.mean()) ** 2).sum()
    return Surrogate(factors, process, 1 - float(missed), seed)


@_ON_ONE_THREAD
def most_likely(places: Floats, values: Floats, start: Process | None = None) -> Process:
    """Return the process with the parameters under which the runs are most likely.

    The search begins at those of another process, if one is given.
    """
    height, lengths, noise = 1.0, [1.0] * places.shape[1], 0.1
    if start is not None:
        height, lengths, noise = start.height, start.lengths.tolist(), start.noise
    kernel = ConstantKernel(height, (1e-3, 1e3)) * RBF(lengths, (0.05, 100.0))
    fit = GaussianProcessRegressor(kernel + WhiteKernel(noise, (1e-6, 10.0)), normalize_y=True)
    with warnings.catch_warnings():  # a factor without effect has the longest length allowed
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit.fit(places, values)
    height, *lengths, noise = np.exp(fit.kernel_.theta)  # type: ignore[union-attr]
    return Process(places, values, float(height), np.array(lengths), float(noise))


def _chunks(places: Floats) -> list[Floats]:
    """Return places in parts of bounded size."""
    return np.array_split(places, 1 + len(places) // _CHUNK)
