"""Where members stand in the picture of a network: the same on every side of a comparison.

Communities lie on a sunflower, each a disc as large as its membership; members fill their disc
on a sunflower of their own. Only colours differ between two pictures, so differences can be seen.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["ground_of", "places_of"]

_GOLDEN = 2.399963229728653  # radians: seeds of a sunflower follow each other at this angle
_FILL = 0.92  # of a disc's radius, so that neighbours do not touch


def places_of(community: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return x and y of each member, shape (n_members, 2), within the unit disc.

    Args:
        community: of each member, shape (n_members,), sorted.
    """
    sizes = np.bincount(community) if len(community) else np.zeros(0, int)
    radii = np.sqrt(np.maximum(sizes, 1) / max(1, sizes.sum()))
    centres = _apart(radii)
    places = np.zeros((len(community), 2))
    for c, size in enumerate(sizes):
        k = np.arange(size)
        r = _FILL * radii[c] * np.sqrt((k + 0.5) / max(1, size))
        inside = np.stack([r * np.cos(k * _GOLDEN), r * np.sin(k * _GOLDEN)], axis=1)
        places[community == c] = centres[c] + inside
    reach = np.max(np.hypot(*centres.T) + radii) if len(sizes) else 1.0
    return (places / reach).astype(np.float32)


def _apart(radii: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return centres of discs that do not overlap, shape (n, 2): the largest in the middle."""
    centres = np.zeros((len(radii), 2))
    placed: list[int] = []
    for c in np.argsort(-radii, kind="stable"):
        angle, distance = len(placed) * _GOLDEN, 0.0
        while True:
            centre = distance * np.array([np.cos(angle), np.sin(angle)])
            gaps = [np.hypot(*(centre - centres[p])) - radii[p] - radii[c] for p in placed]
            if not gaps or min(gaps) >= 0.0:
                break
            distance += max(0.01, -min(gaps) / 2)
            angle += 0.15
        centres[c] = centre
        placed.append(int(c))
    return centres - centres.mean(axis=0) if len(centres) else centres


def ground_of(community: NDArray[np.integer], ties: NDArray[np.uint32]) -> bytes:
    """Return what stays the same while a run plays, as assets/views/network.js reads it.

    Places, float32 (n_members, 2), then ties, uint32 (n_ties, 2), both little-endian.
    """
    places = places_of(community).astype("<f4").tobytes()
    return places + ties.astype("<u4").tobytes()
