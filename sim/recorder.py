"""What a run leaves behind: what happened each day, and the state at the end of each week."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.scenario import Scenario
from sim.stage import every_brand
from sim.world import SLOTS, World

__all__ = ["DISTRUST", "RECENT", "Recorder", "count_day"]

DISTRUST = 0.3  # trust below which a member counts as distrusting
RECENT = 28  # days within which an engagement makes a member active
N_MEASURES = 7
PRESENT, TRUST, TRUST_ALL, EVER, DISTRUSTING, MEMORY, CONSIDERING = range(N_MEASURES)


@kernel
def count_views(views, paid_views, likes, comments, shares, post, action, brand, is_paid):
    """Adds today's views and actions to arrays (n_brands, n_places), in row order."""
    for v in range(post.size):
        c, slot = post[v] // SLOTS, post[v] % SLOTS
        b = brand[c, slot]
        views[b, c] += 1.0
        paid_views[b, c] += is_paid[c, slot]
        if action[v] == 1:
            likes[b, c] += 1.0
        elif action[v] == 2:
            comments[b, c] += 1.0
        elif action[v] == 3:
            shares[b, c] += 1.0


@kernel
def count_buyers(customers, led_by_friend, rows, buys_today, community):
    """Adds the buyers in `rows` to a brand's customers and those led by a friend (n_places,)."""
    for i in rows:
        customers[community[i]] += 1.0
        led_by_friend[community[i]] += buys_today[i] == 2


@kernel
def measure(
    sums, active, trust, memory, last_engaged, interest, is_member, has_left, relevance,
    first_row, prior_trust, day,
):  # fmt: skip
    """Writes sums (n_measures, n_brands, n_communities) and active (n_brands, n_communities)."""
    for b in range(trust.shape[0]):
        for c in range(first_row.size - 1):
            present = trusting = trusting_all = ever = distrusting = remembered = considering = 0.0
            recent = 0.0
            for i in range(first_row[c], first_row[c + 1]):
                if is_member[i] or has_left[i]:
                    ever += 1.0
                    trusting_all += trust[b, i]
                if not is_member[i]:
                    continue
                present += 1.0
                trusting += trust[b, i]
                distrusting += trust[b, i] < DISTRUST
                remembered += memory[b, i]
                if trust[b, i] > prior_trust:
                    considering += memory[b, i] * interest[i] * relevance[b, c]
                recent += last_engaged[b, i] >= 0 and day - last_engaged[b, i] <= RECENT
            sums[PRESENT, b, c], sums[TRUST, b, c] = present, trusting
            sums[TRUST_ALL, b, c], sums[EVER, b, c] = trusting_all, ever
            sums[DISTRUSTING, b, c], sums[MEMORY, b, c] = distrusting, remembered
            sums[CONSIDERING, b, c] = considering
            active[b, c] = recent


@dataclass(slots=True)
class Recorder:
    """The state by community: row 0 is the morning of day 0, row w the night after week w."""

    sums: NDArray[np.float64]  # (n_weeks + 1, n_measures, n_brands, n_communities)
    active: NDArray[np.float64]  # (n_weeks + 1, n_brands, n_communities)
    audience: NDArray[np.float64]  # (n_weeks + 1, 3, n_brands): people, remembering, considering

    @classmethod
    def for_world(cls, world: World) -> "Recorder":
        """Return a recorder with the state of the first morning in its first row."""
        n_brands, n_communities = world.communities.relevance.shape
        n = -(-world.n_days // 7) + 1
        recorder = cls(
            np.zeros((n, N_MEASURES, n_brands, n_communities)),
            np.zeros((n, n_brands, n_communities)),
            np.zeros((n, 3, n_brands)),
        )
        recorder.record(world)
        return recorder

    def record(self, world: World) -> None:
        """Measure the world as it is now, if a week has ended or the run."""
        if world.day % 7 and world.day < world.n_days:
            return
        row = -(-world.day // 7)
        m, c, audience = world.members, world.communities, world.audience
        measure(
            self.sums[row], self.active[row], m.trust, m.memory, m.last_engaged, m.interest,
            m.is_member, m.has_left, c.relevance, c.first_row, world.prior_trust, world.day,
        )  # fmt: skip
        heads = audience.headcount * ((audience.is_niche == 1) | (audience.follows >= 0))
        trust = audience.good_evidence / (audience.good_evidence + audience.bad_evidence)
        minds = audience.memory * heads
        self.audience[row, 0] = heads.sum()
        self.audience[row, 1] = minds.sum(axis=1)
        choosing = minds * audience.interest * (trust > world.prior_trust)
        self.audience[row, 2] = choosing.sum(axis=1)


def count_day(world: World, spec: Scenario) -> None:
    """Count today's views, actions, buyers and what they are worth ($, over all their orders)."""
    counts, day, m = world.counts, world.day, world.members
    if len(world.views.post) > 0:
        count_views(
            counts.views[day], counts.paid_views[day], counts.likes[day], counts.comments[day],
            counts.shares[day], world.views.post, world.views.action, world.posts.brand,
            world.posts.is_paid,
        )  # fmt: skip
    customers = counts.customers[day]
    led_by_friend = np.zeros(customers.shape)
    for b in range(len(customers)):
        rows = np.flatnonzero(m.buys_today[b] != 0)
        if len(rows) > 0:
            count_buyers(customers[b], led_by_friend[b], rows, m.buys_today[b], m.community)
    if not customers.any():
        return
    for b, brand in enumerate(every_brand(spec)):
        worth = customers[b] + spec.purchase.word_of_mouth_bonus * led_by_friend[b]
        revenue = worth * brand.order_value * brand.orders * (1.0 + brand.story_bonus)
        counts.revenue[day, b] += revenue
        counts.margin[day, b] += revenue * brand.margin
