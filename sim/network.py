"""Ties: who listens to whom, as compressed rows, and how likely each carries what is said.

    strength = mean * (0.5 .. 1.5), times the weak factor between communities

Source: Granovetter 1973 (strong and weak ties; from memory, not verified). Spread of strength:
assumption.
"""

import copy
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel, rule
from sim.randomness import mixed, uniform

__all__ = ["STRENGTH", "Ties", "closer", "strength_of", "tie_strengths"]

# What these draws are for; 1, 2 and 4 under the same key are the small world's.
STRENGTH = np.uint64(3)


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
def draw_strengths(start, stop, strength, first_tie, whom, community, mean, weak_factor, key):
    """Writes `strength`, shape (n_ties,), of the ties of the members in rows start..stop."""
    strength_key = mixed(key, STRENGTH)
    for i in range(start, stop):
        my_key = mixed(strength_key, i)
        for tie in range(first_tie[i], first_tie[i + 1]):
            factor = 1.0 if community[whom[tie]] == community[i] else weak_factor
            strength[tie] = strength_of(uniform(my_key, whom[tie]), mean, factor)
