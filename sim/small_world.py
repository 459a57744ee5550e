"""A network to begin with: communities that are small worlds with hubs, and ties between them.

Inside a community, members stand in a ring and listen to their nearest neighbours; a share of
these ties is rewired to anyone in it. A few weak ties go to members of other communities.

    ties inside   = mean ties * popularity, from 1 to everyone else
    mean ties     = min(degree, density * (members - 1)), an even number
    popularity    = lognormal, mean 1; without spread all are alike
    a ring tie    holds if both reach as far, else it is rewired too
    rewired ties  go to a member in proportion to the ties that member has

So who listens to many is heard by many, and who listens to few by few. A draw belongs to
member, place of the tie and attempt: more rewiring changes only some ties.

Source: Watts & Strogatz 1998, doi:10.1038/30918 (ring and rewiring; here every member
rewires the ties it listens along, so a tie may be one-way); Chung & Lu 2002 (ties in proportion
to expected degree); Granovetter 1973 (weak ties as bridges; all from memory, not verified).
That degrees are lognormal rather than a power law: docs/networks.md.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel, rule
from sim.randomness import lognormal, mixed, uniform, uniforms

__all__ = ["draw_small_world", "picked", "small_world"]

# What a draw under the caller's key is for; 3 is the strength of ties, see sim/network.py.
_REWIRE, _WEAK, _POPULARITY = np.array([1, 2, 4], np.uint64)


def small_world(
    sizes: NDArray[np.integer], *, degree: int, density: float, rewired: float, weak_ties: int,
    key: np.uint64, degree_spread: float = 0.0,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:  # fmt: skip
    """Return `start` and `whom` (see network.Ties) of communities that are small worlds.

    Within a member come first the ties inside, by distance in the ring, then the weak.

    Args:
        sizes: members of each community, shape (n_communities,). Rows are sorted by community.
        degree: ties inside the community, at most, on average (ties per member).
        density: the same as a share 0..1 of the community's other members.
        rewired: chance that a tie inside leaves the ring for any member of the community.
        weak_ties: ties to members of other communities (ties per member).
        key: the luck of this network, key_for(seed, Purpose.TIES).
        degree_spread: standard deviation of the logarithm of popularity; 0 is equal degrees.
    """
    sizes, key = np.asarray(sizes, np.int64), np.uint64(key)
    n_members = int(sizes.sum())
    community = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    weak = np.minimum(weak_ties, n_members - sizes)
    inside = _mean_ties(sizes, degree, density)[community]
    if degree_spread > 0.0:
        luck = uniforms(np.uint64(mixed(key, _POPULARITY)), n_members)
        popularity = lognormal(luck, 1.0, degree_spread)
        wanted = np.rint(inside * popularity).astype(np.int64)
        inside = np.minimum(np.maximum(wanted, 1), np.maximum(sizes - 1, 0)[community])

    start = np.zeros(n_members + 1, np.int64)
    np.cumsum(inside + weak[community], out=start[1:])
    whom = np.empty(start[-1], np.int32)
    first = np.cumsum(sizes) - sizes
    draw_small_world(0, n_members, whom, start, community, first, sizes, weak, rewired, key)
    return start, whom


@rule
def picked(draw, first, n, gap, gap_length):
    """Return one of the places first..first + n that is not in gap..gap + gap_length.

    draw        share, 0..1 (1 excluded)
    first, n    place, places    where to choose: rows, or ties
    gap         place            where the forbidden begin, inside first..first + n
    gap_length  places, < n      how many are forbidden
    """
    place = first + np.int64(draw * (n - gap_length))
    return place + gap_length if place >= gap else place


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
def opposite(tie):
    """Return the tie of the ring by which the neighbour along this `tie` listens back."""
    return tie + 1 if tie % 2 == 0 else tie - 1


@kernel
def draw_small_world(start, stop, whom, first_tie, community, first, sizes, weak, rewired, key):
    """Writes the ties of the members in rows start..stop into `whom`, shape (n_ties,).

    first_tie: (n_members + 1,); community: (n_members,); first row, sizes and weak ties per
    member: (n_communities,).
    """
    rewire_key, weak_key = mixed(key, _REWIRE), mixed(key, _WEAK)
    c, n = -1, 0
    for i in range(start, stop):
        if community[i] != c:
            c = community[i]
            n = sizes[c]
            owners = owners_of_ties(first_tie[first[c] : first[c] + n + 1])
            known_to = np.full(n, -1, np.int32)
        row, end = first_tie[i], first_tie[i + 1] - weak[c]
        place = i - first[c]
        for tie in range(end - row):
            whom[row + tie] = ring_neighbour(place, n, tie)
        if end - row < n - 1:  # who listens to all others has nobody to turn to
            rewire(
                mixed(rewire_key, i), whom[row:end], place, owners, first_tie[first[c] :],
                weak[c], rewired, known_to,
            )  # fmt: skip
        whom[row:end] += first[c]

        my_key = mixed(weak_key, i)
        for tie in range(weak[c]):
            whom[end + tie] = stranger(
                mixed(my_key, tie), whom[end : end + tie], len(community), first[c], n
            )


@kernel
def owners_of_ties(first_tie):
    """Return whose each tie of a community is, as places 0..n, from first_tie, shape (n + 1,)."""
    owners = np.empty(first_tie[-1] - first_tie[0], np.int32)
    for place in range(first_tie.size - 1):
        owners[first_tie[place] - first_tie[0] : first_tie[place + 1] - first_tie[0]] = place
    return owners


@kernel
def rewire(key, inside, place, owners, first_tie, weak, rewired, known_to):
    """Rewires a member's ties in the ring, `inside`; all members are places in the community.

    A tie of the ring goes both ways: it is left by chance, or if the other does not reach as far.
    A new one goes to whoever a tie belongs to that is picked among all, so to the popular.

    owners: (ties of the community,); known_to: (n,), who was last seen to listen to each.
    """
    known_to[inside] = place
    mine = first_tie[place] - first_tie[0]
    n_mine = inside.size + weak
    for tie in range(inside.size):
        old = inside[tie]
        is_returned = opposite(tie) < first_tie[old + 1] - first_tie[old] - weak
        if is_returned and uniform(key, tie) >= rewired:
            continue
        new, attempt, my_key = old, 0, mixed(key, tie)
        while known_to[new] == place:
            new = owners[picked(uniform(my_key, attempt), 0, owners.size, mine, n_mine)]
            attempt += 1
        known_to[old], known_to[new] = -1, place
        inside[tie] = new


@kernel
def stranger(key, known, n, gap, gap_length):
    """Return one of the rows 0..n, not in gap..gap + gap_length and none `known`."""
    attempt = 0
    while True:
        row = picked(uniform(key, attempt), 0, n, gap, gap_length)
        if not contains(known, row):
            return row
        attempt += 1


@kernel
def contains(rows, row):
    """Return whether `row` is among `rows`, shape (n,)."""
    for other in rows:  # noqa: SIM110  Numba compiles no any()
        if other == row:
            return True
    return False


def _mean_ties(sizes: NDArray[np.int64], degree: int, density: float) -> NDArray[np.int64]:
    """Return the mean ties inside of each community: even, as a ring has two sides.

    From three members on it is at least 2; two members listen to each other, one to nobody.
    """
    others = np.maximum(sizes - 1, 0)
    wanted = np.minimum(degree, np.floor(density * others + 0.5).astype(np.int64)) // 2 * 2
    return np.where(others < 2, others, np.maximum(wanted, 2))
