"""How unequal people are in what they do."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["gini", "share_of_top_tenth"]


def share_of_top_tenth(acts: NDArray) -> float:
    """Return what the busiest tenth of those who act at all have done (share); NaN if nobody has.

    Args:
        acts: number of acts of each person, >= 0, shape (n,).
    """
    done = np.sort(acts[acts > 0])[::-1]
    if len(done) == 0:
        return np.nan
    return float(done[: max(1, len(done) // 10)].sum() / done.sum())


def gini(acts: NDArray) -> float:
    """Return the Gini coefficient: 0 where all do alike, near 1 where one does all; NaN of none.

    Args:
        acts: number of acts of each person, >= 0, shape (n,).
    """
    ranked, n = np.sort(acts), len(acts)
    if n == 0 or ranked.sum() == 0:
        return np.nan
    return float(2.0 * (np.arange(1, n + 1) @ ranked) / (n * ranked.sum()) - (n + 1) / n)
