"""A run as it can be watched: what every member is like at the end of each week.

It steps the same model as every experiment does, so what people watch is what is measured.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.workers import NewPolicy
from sim.model import BrandCommunity
from sim.real_network import RealNetwork
from sim.results import Run, summarise
from sim.scenario import Scenario
from sim.world import World

__all__ = ["ABSENT", "COLUMNS", "Trajectory", "watch"]

ABSENT = 255  # of a frame: nobody is there
_TOP = 254  # of a frame: the column's largest value
# Columns that can be watched: largest value, unit, and what they are.
COLUMNS = {
    "trust": (1.0, "share", "trust in the brand"),
    "memory": (1.0, "share", "chance that the brand comes to mind"),
    "irritation": (3.0, "level", "annoyance from promotion"),
    "is_customer": (1.0, "yes or no", "bought from the brand"),
    "interest": (1.0, "share", "interest in the topic"),
    "authenticity_sensitivity": (1.0, "share", "how readily commercial intent is noticed"),
}


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One replicate of one strategy, week by week.

    Attributes:
        run: its result, to the last bit that of `simulate`.
        frames: by column, shape (n_weeks + 1, n_members), 0..254 for 0..the column's largest
            value; ABSENT where the row is no member then. Week 0 is the start.
        community: of each row, shape (n_members,).
        communities: names.
        ties: (n_ties, 2), each tie once: rows that listen to each other or one to the other.
    """

    run: Run
    frames: dict[str, NDArray[np.uint8]]
    community: NDArray[np.int32]
    communities: tuple[str, ...]
    ties: NDArray[np.uint32]

    def value(self, column: str, week: int, row: int) -> float | None:
        """Return what a member is like at the end of a week; None where the row is no member."""
        byte = int(self.frames[column][week, row])
        return None if byte == ABSENT else byte / _TOP * COLUMNS[column][0]

    def mean(self, column: str, week: int) -> float:
        """Return the mean over members at the end of a week; NaN where there are none."""
        own = self.frames[column][week]
        there = own[own != ABSENT]
        return float(there.mean()) / _TOP * COLUMNS[column][0] if len(there) else float("nan")


def watch(
    spec: Scenario,
    strategy: str,
    seed: int,
    network: RealNetwork | None = None,
    policy: NewPolicy | None = None,
) -> Trajectory:
    """Run one replicate and keep what it was like every week.

    Args:
        spec: the scenario.
        strategy: the name of one of its strategies, or of the policy.
        seed: of the run.
        network: a real network in place of generated ties.
        policy: makes the policy to follow instead.
    """
    model = BrandCommunity(spec, policy() if policy else strategy, seed, network=network)
    world = model.world
    n_weeks = -(-world.n_days // 7)
    frames = {name: np.zeros((n_weeks + 1, len(world.members)), np.uint8) for name in COLUMNS}
    _keep(frames, world, 0)
    while model.running:
        model.step()
        if world.day % 7 == 0 or not model.running:
            _keep(frames, world, -(-world.day // 7))
    run = summarise(world, model.recorder, strategy)
    return Trajectory(
        run, frames, world.members.community.copy(), world.communities.names, _ties_of(world)
    )


def _keep(frames: dict[str, NDArray[np.uint8]], world: World, week: int) -> None:
    """Write one week of frames, for the focal brand."""
    absent = world.members.is_member == 0
    for name, (largest, _, _) in COLUMNS.items():
        values = getattr(world.members, name)
        own = values[0] if values.ndim == 2 else values
        frames[name][week] = np.rint(own * (_TOP / largest)).astype(np.uint8)
        frames[name][week, absent] = ABSENT


def _ties_of(world: World) -> NDArray[np.uint32]:
    """Return each pair of rows with a tie once, shape (n_pairs, 2), smaller row first."""
    ties = world.ties
    n = len(ties.start) - 1
    listener = np.repeat(np.arange(n), np.diff(ties.start))
    first, second = np.minimum(listener, ties.whom), np.maximum(listener, ties.whom)
    pairs = np.unique(first.astype(np.int64) * n + second)
    return np.stack(np.divmod(pairs, n), axis=1).astype(np.uint32)
