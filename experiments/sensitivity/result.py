"""What an analysis found: indices by method, curves, and how far each is to be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.factors import DUMMY, Factor
from experiments.sensitivity.curves import Curve
from experiments.sensitivity.indices import Estimate, Indices, rank_stability
from experiments.sensitivity.question import Question, Runs
from experiments.sensitivity.surrogate import Surrogate
from experiments.statistics import Interval, correlation

__all__ = ["Direct", "Emulated", "Screening", "Sensitivity", "covers_nothing"]

_TOO_SMALL = 0.005  # a share of the variance that is printed as .00
N_FIRST = 5  # parameters that an answer names


@dataclass(slots=True, eq=False)
class Screening:
    """What Morris's screening found.

    Attributes:
        indices: mu, mu_star and sigma of all factors and the dummy.
        kept: labels that went on, the dummy among them.
        places: the points that count, shape (n_points, n_factors).
        values: of the output there, shape (1, n_points).
        n: trajectories made.
        n_lost: of these, how many count for nothing, as a run in them had no value.
        share: of the differences between these runs, in which everything varies, what a surrogate
            of the kept factors predicts (0..1); luck counts against it. NaN without a surrogate.
    """

    indices: Indices
    kept: list[str]
    places: NDArray[np.floating]
    values: NDArray[np.floating]
    n: int
    n_lost: int
    share: float = np.nan

    def compare_with(self, surrogate: Surrogate, columns: Sequence[int]) -> None:
        """Set `share`, the squared correlation with what a surrogate of some columns predicts."""
        foretold = surrogate.mean_at(self.places[:, columns])
        self.share = correlation(foretold, self.values[0]) ** 2


@dataclass(frozen=True, slots=True, eq=False)
class Emulated:
    """A surrogate and its indices: S1, ST and S2 of the kept factors.

    Attributes:
        surrogate: as fitted.
        indices: of its mean; results only if it is trusted.
        n: runs made for it.
        n_lost: of these, how many had no value.
    """

    surrogate: Surrogate
    indices: Indices
    n: int
    n_lost: int


@dataclass(frozen=True, slots=True, eq=False)
class Direct:
    """Direct Sobol indices: S1 and ST of the kept factors, of n blocks less those lost."""

    indices: Indices
    n: int
    n_lost: int


@dataclass(slots=True, eq=False)
class Sensitivity:
    """What decides an outcome.

    Attributes:
        question: what was asked.
        factors: all that varied, the dummy last.
        screening: of all of them.
        emulated: surrogate and its indices; None if none was asked for.
        direct: direct Sobol indices; None if none were asked for.
        runs: what was run.
        seed: what everything random followed from.
        replicates: lucks.
        centre: the outcome as things stand, in its unit.
        curves: along the kept parameters, the most important first.
    """

    question: Question
    factors: list[Factor]
    screening: Screening
    emulated: Emulated | None
    direct: Direct | None
    runs: Runs
    seed: int
    replicates: int
    centre: Interval = field(default_factory=lambda: Interval(np.nan, np.nan, np.nan))
    curves: list[Curve] = field(default_factory=list)

    @property
    def sobol(self) -> Indices | None:
        """The Sobol indices that count: direct ones, else those of a trusted surrogate."""
        if self.direct:
            return self.direct.indices
        if self.emulated and self.emulated.surrogate.is_trusted:
            return self.emulated.indices
        return None

    @property
    def method(self) -> str:
        """Where the order of parameters comes from: "direct", "surrogate" or "screening"."""
        if self.direct:
            return "direct"
        return "surrogate" if self.sobol else "screening"

    @property
    def decisive(self) -> tuple[Indices, str]:
        """The indices that parameters are ordered by, and the name of the index."""
        return (self.sobol, "ST") if self.sobol else (self.screening.indices, "mu_star")

    @property
    def ranked(self) -> list[str]:
        """Labels, the most important first: those that went on, then the others; no dummy."""
        indices, name = self.decisive
        rest = self.screening.indices.order("mu_star")
        return [each for each in dict.fromkeys([*indices.order(name), *rest]) if each != DUMMY]

    @property
    def first(self) -> list[str]:
        """The labels that an answer names: at most five, each with an effect that can be read."""
        indices, name = self.decisive
        size = dict(zip(indices.labels, indices[name].value, strict=True))
        least = _TOO_SMALL if self.sobol else 0.0
        return [each for each in self.ranked[:N_FIRST] if size.get(each, 0.0) > least]

    def place_of(self, label: str) -> int:
        """Return the place of a label in that order, from 1; the dummy is last."""
        ranked = self.ranked
        return ranked.index(label) + 1 if label in ranked else len(ranked) + 1

    def factor(self, label: str) -> Factor | None:
        """Return the factor of that name; None for a group."""
        return next((each for each in self.factors if each.name == label), None)

    @property
    def explained(self) -> float:
        """Share of the surrogate's variance that the first explain together; NaN without one."""
        if not self.emulated or not self.emulated.surrogate.is_trusted:
            return np.nan
        return self.emulated.surrogate.share_of(self.first)

    @property
    def stability(self) -> dict[str, float]:
        """Share of resamples in which each label keeps its place."""
        indices, name = self.decisive
        return dict(zip(indices.labels, map(float, rank_stability(indices[name])), strict=True))

    @property
    def dummy(self) -> tuple[float, float, float]:
        """The index that decides, of the dummy, with its interval: how far the method errs."""
        indices, name = self.decisive
        at, estimate = indices.labels.index(DUMMY), indices[name]
        return float(estimate.value[at]), float(estimate.low[at]), float(estimate.high[at])

    def table(self) -> pd.DataFrame:
        """Return all indices that count: method, outcome, factor, index, value, low, high.

        A pair of factors is written "one:other".
        """
        found = [("screening", self.screening.indices)]
        if self.emulated and self.emulated.surrogate.is_trusted:
            found.append(("surrogate", self.emulated.indices))
        if self.direct:
            found.append(("direct", self.direct.indices))
        rows = [
            (method, self.question.outcome, *row)
            for method, indices in found
            for name, estimate in indices.by_name.items()
            for row in _rows(indices.labels, name, estimate)
        ]
        columns = ["method", "outcome", "factor", "index", "value", "low", "high"]
        return pd.DataFrame(rows, columns=columns)


def covers_nothing(interval: tuple[float, float, float]) -> bool:
    """Tell whether an interval (value, low, high) holds 0, or an index too small to read.

    A surrogate bends ever so little along every factor, so that an index of exactly 0 never comes
    out of one.
    """
    return interval[1] <= _TOO_SMALL and interval[2] >= -_TOO_SMALL


def _rows(labels: Sequence[str], name: str, estimate: Estimate) -> list[tuple]:
    """Return factor, index, value, low and high of one kind of index."""
    value, low, high = estimate.value, estimate.low, estimate.high
    if value.ndim == 1:
        ends = zip(labels, value.tolist(), low.tolist(), high.tolist(), strict=True)
        return [(label, name, *row) for label, *row in ends]
    return [
        (f"{labels[i]}:{labels[j]}", name, float(value[i, j]), float(low[i, j]), float(high[i, j]))
        for i, j in combinations(range(len(labels)), 2)
    ]
