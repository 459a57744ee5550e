"""Scenario discovery: a box of futures, of at most three sides, in which something happens.

PRIM, the patient rule induction method (Friedman and Fisher 1999; for futures: Bryant and Lempert
2010; both from memory, not verified): cut a thin slice off one side of the futures, again and
again, each time the slice whose loss raises most the share of what is sought. What is left out,
and why: docs/decisions/0015-scenario-discovery.md.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import bdtrc

from experiments.futures import noise_of
from experiments.statistics import correlation

__all__ = ["Box", "Hits", "Restriction", "find_box", "hits_of"]

_SLICE = 0.05  # of the futures still in the box, cut at once
_MOST_SIDES = 3
_LEAST = 10  # futures in a box
_FALSE_ALARM = 0.05  # chance that a side stays that tells nothing

Flags = NDArray[np.bool_]


class Restriction(NamedTuple):
    """One side of a box.

    Attributes:
        parameter: its dotted name.
        is_above: whether it lies above the bound; else below.
        bound: in the parameter's unit.
        p: quasi p-value: the chance of as many hits as the box has, or more, if this side told
            nothing, so that hits were as dense as in the box without it.
    """

    parameter: str
    is_above: bool
    bound: float
    p: float = np.nan

    def holds(self, draws: pd.DataFrame) -> Flags:
        """Return in which futures it holds, shape (n_futures,)."""
        values = draws[self.parameter].to_numpy(float)
        return values > self.bound if self.is_above else values < self.bound


Box = tuple[Restriction, ...]  # sides that hold together


class Hits(NamedTuple):
    """How well a box tells where something happens."""

    n_inside: int  # futures in the box
    n_hits: int  # of these, where it happens
    n_sought: int  # futures where it happens, inside or not
    n_futures: int

    @property
    def density(self) -> float:
        """Share of the futures inside where it happens."""
        return self.n_hits / self.n_inside if self.n_inside else np.nan

    @property
    def coverage(self) -> float:
        """Share of where it happens that is inside."""
        return self.n_hits / self.n_sought if self.n_sought else np.nan

    @property
    def worth(self) -> float:
        """Harmonic mean of density (weight 4/5) and coverage (1/5): F with a beta of 1/2."""
        return 1.25 * self.n_hits / max(1, self.n_inside + 0.25 * self.n_sought)


def hits_of(box: Box, draws: pd.DataFrame, sought: Flags) -> Hits:
    """Return how well a box tells where something happens.

    Args:
        box: its sides; none is the box of all futures.
        draws: one row a future, one column a parameter.
        sought: where it happens, shape (n_futures,).
    """
    inside = _inside(box, draws)
    return Hits(int(inside.sum()), int((inside & sought).sum()), int(sought.sum()),
                len(sought))  # fmt: skip


def find_box(draws: pd.DataFrame, sought: Flags) -> Box:
    """Return the box that best tells where something happens; no sides: none beats chance.

    Only parameters are looked at whose rank correlation with what is sought is beyond chance.
    Of the boxes on the way, without the sides that chance explains (quasi p above 5 %), that
    one is taken that is worth most (see Hits.worth): what is said of futures inside should hold,
    more than it should hold of all.

    Args:
        draws: one row a future, one column a parameter.
        sought: where it happens, shape (n_futures,).
    """
    table = draws[_telling(draws, sought)].astype(float)
    best: Box = ()
    for each in _peeled(table, sought):
        box = _pruned(each, table, sought)
        if hits_of(box, table, sought).worth > hits_of(best, table, sought).worth:
            best = box
    return best


def _telling(draws: pd.DataFrame, sought: Flags) -> list[str]:
    """Return the parameters that go with what is sought beyond chance, the strongest first."""
    noise = noise_of(len(draws), draws.shape[1])
    ranks, happens = draws.rank(), sought.astype(float)
    rho = {str(name): correlation(ranks[name].to_numpy(), happens) for name in draws}
    return sorted((n for n in rho if abs(rho[n]) > noise), key=lambda n: -abs(rho[n]))


def _peeled(draws: pd.DataFrame, sought: Flags) -> Iterator[Box]:
    """Yield ever smaller boxes."""
    sides: dict[tuple[str, bool], Restriction] = {}
    inside = np.ones(len(draws), bool)
    while True:
        is_full = len(sides) == _MOST_SIDES
        free = [(str(n), up) for n in draws for up in (True, False)]
        cuts = [
            cut for side in free if not is_full or side in sides
            if (cut := _cut(side, draws, inside, sought)) is not None
        ]  # fmt: skip
        if not cuts or sought[inside].all():
            return
        _, side = max(cuts, key=lambda cut: cut[0])  # of equals that of the strongest parameter
        sides[side.parameter, side.is_above] = side
        inside = inside & side.holds(draws)
        yield tuple(sides.values())


def _cut(
    side: tuple[str, bool], draws: pd.DataFrame, inside: Flags, sought: Flags
) -> tuple[float, Restriction] | None:
    """Return what cutting a slice off a side gains for each future cut, and what is left."""
    name, is_above = side
    values = draws[name].to_numpy()
    levels = np.sort(values[inside])
    n_cut = max(1, int(_SLICE * len(levels)))
    edge = levels[n_cut - 1] if is_above else levels[-n_cut]  # the innermost that goes
    kept = levels[levels > edge] if is_above else levels[levels < edge]
    if len(kept) < _LEAST:
        return None
    bound = _plainest(float(edge), float(kept[0] if is_above else kept[-1]))
    left = Restriction(name, is_above, bound)
    gain = sought[inside & left.holds(draws)].mean() - sought[inside].mean()
    return float(gain) / (len(levels) - len(kept)), left


def _plainest(edge: float, kept: float) -> float:
    """Return the number of fewest digits that tells an edge, which goes, from what is kept."""
    middle = (edge + kept) / 2
    for digits in range(1, 16):
        plain = float(f"{middle:.{digits}g}")
        if min(edge, kept) < plain < max(edge, kept):
            return plain
    return edge


def _pruned(box: Box, draws: pd.DataFrame, sought: Flags) -> Box:
    """Return a box without the sides that chance explains, with the p-values of those left."""
    while box:
        hits = hits_of(box, draws, sought)
        judged = []
        for side in box:
            wider = hits_of(tuple(each for each in box if each is not side), draws, sought)
            judged.append(side._replace(p=_chance_of(hits, wider.density)))
        worst = max(judged, key=lambda each: each.p)
        if worst.p <= _FALSE_ALARM:
            return tuple(sorted(judged, key=lambda each: each.p))
        box = tuple(each for each in judged if each is not worst)
    return box


def _chance_of(hits: Hits, density: float) -> float:
    """Return the chance of so many hits or more where each future is one by `density`."""
    return float(bdtrc(hits.n_hits - 1, hits.n_inside, density)) if hits.n_hits else 1.0


def _inside(box: Box, draws: pd.DataFrame) -> Flags:
    """Return which futures are in a box, shape (n_futures,)."""
    inside = np.ones(len(draws), bool)
    for side in box:
        inside &= side.holds(draws)
    return inside
