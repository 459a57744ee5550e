"""What is watched in a run beside its outcomes: a watcher looks at the world every evening."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.concentration import share_of_top_tenth
from sim.model import BrandCommunity
from sim.real_network import RealNetwork
from sim.results import Run, summarise
from sim.scenario import Scenario
from sim.world import COMMENT, World

__all__ = [
    "Adoptions", "Complaints", "Hearing", "Minds", "Talk", "Watcher", "Writers", "watch",
]  # fmt: skip

CALM, STORM = 0.02, 0.5  # share of a community that complains: below is calm, above a storm
LARGE = 10  # adopters from which a cascade is large


class Watcher(Protocol):
    """Looks at the focal brand's world every evening of one run."""

    def __init__(self, world: World) -> None: ...

    def look(self, world: World) -> None:
        """Take note of today."""

    def outcomes(self, world: World) -> dict[str, float]:
        """Return what came of the whole run, by name."""
        ...

    def weekly(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return series, by name, shape (n_weeks,) each."""
        ...


class Nothing:
    """A watcher that takes no note and has nothing to say; others say what they have."""

    def __init__(self, world: World) -> None: ...

    def look(self, world: World) -> None:
        """Take note of today."""

    def outcomes(self, world: World) -> dict[str, float]:
        """Return what came of the whole run, by name."""
        return {}

    def weekly(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return series, by name, shape (n_weeks,) each."""
        return {}


class Minds(Nothing):
    """Mean irritation and memory of members at the end of each week."""

    def __init__(self, world: World) -> None:
        self.irritation: list[float] = []
        self.memory: list[float] = []

    def look(self, world: World) -> None:
        """Take note of today."""
        if world.day % 7 == 0 or world.day == world.n_days:
            self.irritation.append(float(world.members.irritation[0].mean()))
            self.memory.append(float(world.members.memory[0].mean()))

    def weekly(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return series, by name, shape (n_weeks,) each."""
        return {"irritation": np.array(self.irritation), "memory": np.array(self.memory)}


class Writers(Nothing):
    """Who comments how often on the posts of brands."""

    def __init__(self, world: World) -> None:
        self.comments = np.zeros(len(world.members))

    def look(self, world: World) -> None:
        """Take note of today."""
        views = world.views
        np.add.at(self.comments, views.member[views.action == COMMENT], 1)

    def outcomes(self, world: World) -> dict[str, float]:
        """Return the share of the busiest tenth in what is written, and that of the silent."""
        return {
            "top_tenth": share_of_top_tenth(self.comments),
            "silent_share": float((self.comments == 0).mean()),
        }


class Talk(Nothing):
    """Answers that members give each other."""

    def weekly(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return series, by name, shape (n_weeks,) each."""
        daily = world.talk[: world.day, :, 1].sum(axis=1)
        return {"peer_answers": np.add.reduceat(daily, np.arange(0, world.day, 7))}


class Hearing(Nothing):
    """Who was told good things of the brand by another member."""

    def outcomes(self, world: World) -> dict[str, float]:
        """Return the share of members who have heard of it."""
        return {"heard_share": float(world.members.has_heard[0].mean())}


class Complaints(Nothing):
    """Who ever complained in public, in all and by community."""

    def outcomes(self, world: World) -> dict[str, float]:
        """Return the share of members who complained, and of communities that are calm or not."""
        complained = world.members.complaint[0] != 0
        size = np.diff(world.communities.first_row)
        share = np.bincount(world.members.community, complained, minlength=len(size)) / size
        return {
            "complained_share": float(complained.mean()),
            "calm_share": float((share < CALM).mean()),
            "storm_share": float((share > STORM).mean()),
        }


class Adoptions(Nothing):
    """Cascades of adoption: a buyer belongs to the customer who last told it of the brand.

    Who spoke to a listener is known where one of its ties spoke that day; of several, one of
    them is taken. As in Goel et al. 2012, who has nobody to be led by begins a cascade.
    """

    def __init__(self, world: World) -> None:
        self.told_by = np.full(len(world.members), -1)  # customer who last spoke to a member
        self.root = np.full(len(world.members), -1)  # who began the cascade of a buyer
        self.depth = np.zeros(len(world.members), np.int64)  # steps from there

    def look(self, world: World) -> None:
        """Take note of today."""
        m, ties = world.members, world.ties
        for i in np.flatnonzero(m.hears_today[0]).tolist():
            friends = ties.neighbours(i)
            speakers = friends[(m.speaks_today[0, friends] != 0) & (self.root[friends] >= 0)]
            if len(speakers) > 0:
                self.told_by[i] = speakers[0]
        for i in np.flatnonzero((m.buys_today[0] == 1) | (m.buys_today[0] == 2)):
            leader = self.told_by[i]
            self.root[i] = self.root[leader] if leader >= 0 else i
            self.depth[i] = self.depth[leader] + 1 if leader >= 0 else 0

    def outcomes(self, world: World) -> dict[str, float]:
        """Return the share of cascades that end within one step, and of large ones."""
        buyers = np.flatnonzero(self.root >= 0)
        size = Counter(self.root[buyers].tolist())
        deep = set(self.root[buyers[self.depth[buyers] > 1]].tolist())
        n = max(1, len(size))
        return {
            "short_share": 1.0 - len(deep) / n,
            "large_share": sum(each >= LARGE for each in size.values()) / n,
        }


def watch(
    spec: Scenario, strategy: Any, seed: int, *, network: RealNetwork | None = None,
    watchers: Sequence[type[Watcher]] = (), begin: Callable[[World], None] | None = None,
) -> Run:  # fmt: skip
    """Return a run with what its watchers have seen.

    Args:
        spec: the scenario.
        strategy: a policy.
        seed: of the replicate.
        network: in place of generated ties.
        watchers: look at the world every evening.
        begin: changes the world on the morning of day 0.
    """
    model = BrandCommunity(spec, strategy, seed, network=network)
    if begin is not None:
        begin(model.world)
    looking = [each(model.world) for each in watchers]
    while model.running:
        model.step()
        for each in looking:
            each.look(model.world)
    run = summarise(model.world, model.recorder, "own")
    outcomes, weekly = dict(run.outcomes), dict(run.weekly)
    for each in looking:
        outcomes |= each.outcomes(model.world)
        weekly |= each.weekly(model.world)
    return replace(run, outcomes=outcomes, weekly=weekly)
