"""Ties: who listens to whom, as compressed rows, and a small world to draw them from.

Inside a community, members stand in a ring and listen to their nearest neighbours; a share of
these ties is rewired to anyone in it. A few weak ties go to members of other communities.

    ties inside = min(degree, density * (members - 1)), an even number
    strength    = mean * (0.5 .. 1.5), times the weak factor between communities

A draw belongs to member, place of the tie and attempt: more rewiring changes only some ties.

Source: Watts & Strogatz 1998, doi:10.1038/30918 (ring and rewiring; here every member
rewires the ties it listens along, so degrees stay and a tie may be one-way); Granovetter 1973
(weak ties as bridges; both from memory, not verified). Spread of strength: assumption.
"""

import copy
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel, rule
from sim.randomness import mixed, uniform

__all__ = [
    "Ties", "closer", "draw_small_world", "picked", "small_world", "strength_of", "tie_strengths",
]  # fmt: skip

# What a draw under the caller's key is for, so that ties and strengths share one key.
_REWIRE, _WEAK, _STRENGTH = np.arange(1, 4, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Ties:
    """Who listens to whom: member i to whom[start[i]:start[i + 1]]. Only strength ever changes.

    Attributes:
        start: first tie of each member, and the end of the last, shape (n_members + 1,).
        whom: row of the member listened to, shape (n_ties,). No order within a member.
        strength: chance that what is said is heard, 0..1, shape (n_ties,).
        heard_start, heard_by: the same ties turned round: who listens to each member.
    """

    start: NDArray[np.int64]
    whom: NDArray[np.int32]
    strength: NDArray[np.float32]
    heard_start: NDArray[np.int64] = field(init=False)
    heard_by: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        turned = turned_round(self.start, self.whom)
        for name, column in zip(("heard_start", "heard_by"), turned, strict=True):
            object.__setattr__(self, name, column)

    def neighbours(self, i: int) -> NDArray[np.int32]:
        """Return the rows of those member i listens to, shape (ties of i,)."""
        return self.whom[self.start[i] : self.start[i + 1]]

    def __deepcopy__(self, _: dict[int, object]) -> "Ties":
        """Return ties with strengths of their own; who listens to whom stays in common."""
        twin = copy.copy(self)
        object.__setattr__(twin, "strength", self.strength.copy())
        return twin


def small_world(
    sizes: NDArray[np.integer], *, degree: int, density: float, rewired: float, weak_ties: int,
    key: np.uint64,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:  # fmt: skip
    """Return `start` and `whom` (see Ties) of communities that are small worlds.

    Within a member come first the ties inside, by distance in the ring, then the weak.

    Args:
        sizes: members of each community, shape (n_communities,). Rows are sorted by community.
        degree: ties inside the community, at most (ties per member).
        density: ties inside the community, at most, as a share 0..1 of its other members.
        rewired: chance that a tie inside leaves the ring for any member of the community.
        weak_ties: ties to members of other communities (ties per member).
        key: the luck of this network, key_for(seed, Purpose.TIES).
    """
    sizes = np.asarray(sizes, np.int64)
    n_members = int(sizes.sum())
    first = np.cumsum(sizes) - sizes
    inside = _ties_inside(sizes, degree, density)
    community = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

    start = np.zeros(n_members + 1, np.int64)
    np.cumsum((inside + np.minimum(weak_ties, n_members - sizes))[community], out=start[1:])
    whom = np.empty(start[-1], np.int32)
    draw_small_world(
        0, n_members, whom, start, community, first, sizes, inside, rewired, np.uint64(key)
    )
    return start, whom


def tie_strengths(
    start: NDArray[np.int64], whom: NDArray[np.int32], community: NDArray[np.integer], *,
    mean: float, weak_factor: float, key: np.uint64,
) -> NDArray[np.float32]:  # fmt: skip
    """Return how likely each tie is to carry what is said, share 0..1, shape (n_ties,).

    The draw belongs to the ordered pair of members: a tie that survives another degree
    or more rewiring keeps its strength.

    Args:
        start: see Ties.
        whom: see Ties.
        community: number of each member's community, shape (n_members,).
        mean: average strength inside a community before the cut at 1 (share 0..1).
        weak_factor: strength of ties between communities relative to those inside (ratio).
        key: the luck of this network; may be the key given to `small_world`.
    """
    strength = np.empty(len(whom), np.float32)
    draw_strengths(
        0, len(start) - 1, strength, start, whom, community, mean, weak_factor, np.uint64(key)
    )
    return strength


@rule
def picked(draw, first, n, gap, gap_length):
    """Return one of the rows first..first + n that is not in gap..gap + gap_length.

    draw        share, 0..1 (1 excluded)
    first, n    row, rows     where to choose
    gap         row           where the forbidden rows begin, inside first..first + n
    gap_length  rows, < n     how many are forbidden
    """
    row = first + np.int64(draw * (n - gap_length))
    return row + gap_length if row >= gap else row


@rule
def ring_neighbour(place, n, tie):
    """Return the place whose member the one at `place` (0..n) listens to along this `tie`.

    tie  number, 0..n - 1   0 is the next to the right, 1 the next to the left, 2 the second right
    """
    distance = tie // 2 + 1
    if tie % 2 == 0:
        return place + distance if place + distance < n else place + distance - n
    return place - distance if place >= distance else place - distance + n


@rule
def strength_of(draw, mean, factor):
    """Return a tie's strength (share, 0..1).

    draw    share, 0..1   luck of the pair: 0 is half the mean, 1 one and a half
    mean    share, 0..1   average strength inside a community
    factor  ratio, >= 0   1 inside a community, the weak factor between two
    """
    return min(1.0, max(0.0, (0.5 + draw) * mean * factor))


@rule
def closer(strength, step):
    """Return a tie's strength (0..1) once it is `step` (share, 0..1) nearer to full strength."""
    return strength + step * (1.0 - strength)


@kernel
def draw_small_world(start, stop, whom, first_tie, community, first, sizes, inside, rewired, key):
    """Writes the ties of the members in rows start..stop into `whom`, shape (n_ties,).

    first_tie: (n_members + 1,); community: (n_members,); first row, sizes and ties
    inside: (n_communities,).
    """
    rewire_key, weak_key = mixed(key, _REWIRE), mixed(key, _WEAK)
    n_members = len(community)
    for i in range(start, stop):
        c = community[i]
        row, end = first_tie[i], first_tie[i + 1]
        n_inside = inside[c]
        for tie in range(n_inside):
            whom[row + tie] = first[c] + ring_neighbour(i - first[c], sizes[c], tie)

        my_key = mixed(rewire_key, i)
        if n_inside < sizes[c] - 1:  # who listens to all others has nobody to turn to
            for tie in range(n_inside):
                if uniform(my_key, tie) < rewired:
                    whom[row + tie] = stranger(
                        mixed(my_key, tie), whom[row : row + n_inside], first[c], sizes[c], i, 1
                    )

        my_key = mixed(weak_key, i)
        for tie in range(row + n_inside, end):
            whom[tie] = stranger(
                mixed(my_key, tie - row - n_inside), whom[row + n_inside : tie], 0, n_members,
                first[c], sizes[c],
            )  # fmt: skip


@kernel
def stranger(key, known, first, n, gap, gap_length):
    """Return a row as `picked` does, and none of the `known`, shape (n_known,)."""
    row, attempt = picked(uniform(key, 0), first, n, gap, gap_length), 0
    while contains(known, row):
        attempt += 1
        row = picked(uniform(key, attempt), first, n, gap, gap_length)
    return row


@kernel
def turned_round(start, whom):
    """Return ties the other way round as rows: start (n_members + 1,) and listeners (n_ties,)."""
    n_members = start.size - 1
    heard_start = np.zeros(n_members + 1, np.int64)
    for tie in range(whom.size):
        heard_start[whom[tie] + 1] += 1
    for j in range(n_members):
        heard_start[j + 1] += heard_start[j]
    free = heard_start[:-1].copy()
    heard_by = np.empty(whom.size, np.int32)
    for i in range(n_members):
        for tie in range(start[i], start[i + 1]):
            heard_by[free[whom[tie]]] = i
            free[whom[tie]] += 1
    return heard_start, heard_by


@kernel
def contains(rows, row):
    """Return whether `row` is among `rows`, shape (n,)."""
    for other in rows:  # noqa: SIM110  Numba compiles no any()
        if other == row:
            return True
    return False


@kernel
def draw_strengths(start, stop, strength, first_tie, whom, community, mean, weak_factor, key):
    """Writes `strength`, shape (n_ties,), of the ties of the members in rows start..stop."""
    strength_key = mixed(key, _STRENGTH)
    for i in range(start, stop):
        my_key = mixed(strength_key, i)
        for tie in range(first_tie[i], first_tie[i + 1]):
            factor = 1.0 if community[whom[tie]] == community[i] else weak_factor
            strength[tie] = strength_of(uniform(my_key, whom[tie]), mean, factor)


def _ties_inside(sizes: NDArray[np.int64], degree: int, density: float) -> NDArray[np.int64]:
    """Return the ties inside per member of each community: even, as a ring has two sides.

    From three members on it is at least 2; two members listen to each other, one to nobody.
    """
    others = np.maximum(sizes - 1, 0)
    wanted = np.minimum(degree, np.floor(density * others + 0.5).astype(np.int64)) // 2 * 2
    return np.where(others < 2, others, np.maximum(wanted, 2))
