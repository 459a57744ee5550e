"""Communities and platforms as Mesa agents."""

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.randomness import Purpose, mixed, uniform

if TYPE_CHECKING:
    from sim.model import BrandCommunity

__all__ = ["Community", "Platform"]


class Platform(mesa.Agent):
    """Where communities live: how long posts last, how crowded feeds are, what ads cost."""

    def __init__(self, model: "BrandCommunity", name: str) -> None:
        super().__init__(model)
        self.name = name
        self.parameters = getattr(model.spec.platforms, name)


class Community(mesa.Agent):
    """A micro-community: its place in the columns, and its moderators."""

    def __init__(self, model: "BrandCommunity", index: int) -> None:
        super().__init__(model)
        self.index = index

    @property
    def name(self) -> str:
        """Its name in the scenario."""
        return self.model.world.communities.names[self.index]

    @property
    def size(self) -> int:
        """Members present."""
        first, stop = self.model.world.communities.first_row[self.index : self.index + 2]
        return int(self.model.world.members.is_member[first:stop].sum())

    @property
    def trust(self) -> float:
        """Mean trust in the focal brand of the members present; nan without members."""
        first, stop = self.model.world.communities.first_row[self.index : self.index + 2]
        m = self.model.world.members
        present = m.is_member[first:stop] == 1
        return float(m.trust[0, first:stop][present].mean()) if present.any() else float("nan")

    def moderate(self) -> list[int]:
        """Take down new promotion by brands above the norm; return whose posts went (rows)."""
        world, c = self.model.world, self.index
        posts, communities = world.posts, world.communities
        taken, offers = [], communities.deal_until[:, c]
        for slot in np.flatnonzero((posts.brand[c] >= 0) & (posts.born[c] == world.day)):
            b = int(posts.brand[c, slot])
            above = posts.promotion[c, slot] > communities.promotion_norm[c]
            if posts.is_paid[c, slot] or not above or communities.breach[b, c] <= 0.0:
                continue
            key = np.uint64(mixed(posts.key[c, slot], np.uint64(Purpose.MODERATE)))
            if uniform(key, 0) < communities.moderation[c]:
                posts.brand[c, slot] = -1
                if posts.offer_before[c, slot] > -2:  # nobody learns of this offer
                    offers[b] = posts.offer_before[c, slot]
                world.counts.removed[world.day, b, c] += 1
                taken.append(b)
        return taken
