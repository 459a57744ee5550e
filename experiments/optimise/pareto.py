"""Pareto: what nothing else beats in every outcome."""

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import dominates

__all__ = ["front_of", "spread_out"]

Floats = NDArray[np.floating]


def front_of(worth: Floats) -> list[int]:
    """Return the rows that no other dominates, the best of the first outcome first.

    Args:
        worth: more is better, shape (n, n_outcomes).
    """
    kept = np.flatnonzero(~dominates(worth).any(axis=0)).tolist()
    return sorted(kept, key=lambda i: (*(-worth[i]), i))


def spread_out(worth: Floats, n: int) -> list[int]:
    """Return at most n rows that lie far apart: the best of each outcome, then the farthest.

    In their order; distances are of outcomes scaled to 0..1 over all rows.
    """
    size = np.ptp(worth, axis=0)
    places = (worth - worth.min(axis=0)) / np.where(size > 0, size, 1.0)
    chosen = list(dict.fromkeys(int(i) for i in worth.argmax(axis=0)))[:n]
    while len(chosen) < min(n, len(worth)):
        gaps = np.linalg.norm(places[:, None] - places[chosen], axis=2).min(axis=1)
        gaps[chosen] = -1.0
        chosen.append(int(gaps.argmax()))
    return sorted(chosen)
