"""Communities and platforms as Mesa agents."""

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.randomness import Purpose, mixed, uniform
from sim.world import World

if TYPE_CHECKING:
    from sim.model import BrandCommunity

__all__ = ["Community", "Platform", "with_offence"]


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
        """Take posts down in the morning, and ban brands; return whose posts went (rows).

        Looked at are new promotion by brands above the norm, before it is shown, and what gave
        offence yesterday, as reported by who saw it. A brand is banned when `ban_after` of its
        posts were taken down; then all that it still has there goes as well.
        """
        world, c = self.model.world, self.index
        posts, communities = world.posts, world.communities
        taken = []
        for slot in np.flatnonzero((posts.brand[c] >= 0) & (posts.is_paid[c] == 0)):
            b, age = int(posts.brand[c, slot]), world.day - posts.born[c, slot]
            above = posts.promotion[c, slot] > communities.promotion_norm[c]
            promotes = age == 0 and above and communities.breach[b, c] > 0.0
            offended = age == 1 and posts.is_offensive[c, slot]
            key = np.uint64(mixed(posts.key[c, slot], np.uint64(Purpose.MODERATE)))
            if not (promotes or offended) or uniform(key, int(age)) >= communities.moderation[c]:
                continue
            self._withdraw_offer(b, slot)
            self._take_down(b, slot)
            communities.n_removed[b, c] += 1
            taken.append(b)
        for b in sorted(set(taken)):
            if 0 < communities.ban_after[c] <= communities.n_removed[b, c]:
                self._ban(b)
        return taken

    def _take_down(self, b: int, slots: int | np.integer | np.ndarray) -> None:
        """Free the slots of posts of brand b, and count them as removed."""
        world, c = self.model.world, self.index
        world.posts.brand[c, slots] = -1
        world.counts.removed[world.day, b, c] += np.size(slots)

    def _ban(self, b: int) -> None:
        """Let brand b neither post nor reply here any more; its ads are the platform's."""
        world, c = self.model.world, self.index
        world.communities.is_banned[b, c] = 1
        world.brands.is_present[b, c] = 0
        own = np.flatnonzero((world.posts.brand[c] == b) & (world.posts.is_paid[c] == 0))
        for slot in own:
            self._withdraw_offer(b, slot)
        self._take_down(b, own)

    def _withdraw_offer(self, b: int, slot: int | np.integer) -> None:
        """Let an offer of this morning not run: nobody learns of it."""
        world, c = self.model.world, self.index
        posts = world.posts
        if posts.born[c, slot] == world.day and posts.offer_before[c, slot] > -2:
            world.communities.deal_until[b, c] = posts.offer_before[c, slot]


def with_offence(world: World) -> set[int]:
    """Return the communities that a post offended yesterday: their moderators have work."""
    posts = world.posts
    if not posts.is_offensive.any():
        return set()
    stands = (posts.brand >= 0) & (posts.is_offensive == 1) & (posts.born == world.day - 1)
    return set(np.flatnonzero(stands.any(axis=1)).tolist())
