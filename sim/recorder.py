"""What a run leaves behind: what happened each day, and the state at the end of each week."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel, rule
from sim.mechanisms.backlash import BEGINS
from sim.mechanisms.loyalty import orders_of_strangers
from sim.scenario import Scenario
from sim.stage import every_brand
from sim.world import SLOTS, World, rows_where

__all__ = ["DISTRUST", "KIND_MEASURES", "RECENT", "Recorder", "count_day"]

DISTRUST = 0.3  # trust below which a member counts as distrusting
ADVOCATE = 0.5  # trust above which a customer speaks for the brand
RECENT = 28  # days within which an engagement makes a member active
ADS = -1  # the place of the audience that ads reach, after communities and page
N_MEASURES = 12
(
    PRESENT, TRUST, TRUST_ALL, EVER, DISTRUSTING, MEMORY, CONSIDERING, ADVOCATES, ASK_FIRST,
    CUSTOMERS, REPEATERS, BELONGING,
) = range(N_MEASURES)  # fmt: skip
# What each kind of post did in a week: the last axis of world.by_kind.
KIND_MEASURES = ("posts", "views", "engagements", "clicks", "tone")
POSTS, VIEWS, ENGAGEMENTS, CLICKS, TONE = range(len(KIND_MEASURES))


@kernel
def count_views(
    views, paid_views, likes, comments, shares, clicks, by_kind, post, action, clicked, tone,
    brand, is_paid, kind,
):  # fmt: skip
    """Adds today's views and what came of them to arrays (n_brands, n_places), in row order.

    by_kind (n_brands, n_communities, n_kinds, 5) gets those of posts, not of ads.
    """
    for v in range(post.size):
        c, slot = post[v] // SLOTS, post[v] % SLOTS
        b = brand[c, slot]
        views[b, c] += 1.0
        paid_views[b, c] += is_paid[c, slot]
        clicks[b, c] += clicked[v]
        if not is_paid[c, slot]:
            of_kind = by_kind[b, c, kind[c, slot]]
            of_kind[VIEWS] += 1.0
            of_kind[ENGAGEMENTS] += action[v] != 0
            of_kind[CLICKS] += clicked[v]
            of_kind[TONE] += tone[v]
        if action[v] == 1:
            likes[b, c] += 1.0
        elif action[v] == 2:
            comments[b, c] += 1.0
        elif action[v] == 3:
            shares[b, c] += 1.0


@kernel
def count_buyers(customers, led_by_friend, orders, rows, buys_today, community):
    """Adds those who order today, `rows`, to a brand's counts (n_places,)."""
    for i in rows:
        c = community[i]
        orders[c] += 1.0
        customers[c] += buys_today[i] < 3
        led_by_friend[c] += buys_today[i] == 2


@rule
def asked_first(memory, trust, b, i, prior_trust):
    """Return the chance (0..1) that member i would ask brand b before all others.

    It must come to mind, be trusted more than a stranger, and no brand that is trusted as much
    may come to mind as well. memory, trust (n_brands, n_members).
    """
    if trust[b, i] <= prior_trust:
        return 0.0
    chance = memory[b, i]
    for r in range(memory.shape[0]):
        if r != b and trust[r, i] >= trust[b, i]:
            chance *= 1.0 - memory[r, i]
    return chance


@kernel
def measure(
    sums, active, trust, memory, last_engaged, orders, belonging, interest,
    is_member, has_left, relevance, first_row, prior_trust, day,
):  # fmt: skip
    """Writes sums (n_measures, n_brands, n_communities) and active (n_brands, n_communities)."""
    for b in range(trust.shape[0]):
        for c in range(first_row.size - 1):
            present = trusting = trusting_all = ever = distrusting = remembered = considering = 0.0
            recent = advocates = asking = bought = again = at_home = 0.0
            for i in range(first_row[c], first_row[c + 1]):
                if is_member[i] or has_left[i]:
                    ever += 1.0
                    trusting_all += trust[b, i]
                    bought += orders[b, i] > 0
                    again += orders[b, i] > 1
                if not is_member[i]:
                    continue
                present += 1.0
                trusting += trust[b, i]
                distrusting += trust[b, i] < DISTRUST
                remembered += memory[b, i]
                if trust[b, i] > prior_trust:
                    considering += memory[b, i] * interest[i] * relevance[b, c]
                recent += last_engaged[b, i] >= 0 and day - last_engaged[b, i] <= RECENT
                advocates += orders[b, i] > 0 and trust[b, i] > ADVOCATE
                asking += asked_first(memory, trust, b, i, prior_trust)
                at_home += belonging[i]
            sums[PRESENT, b, c], sums[TRUST, b, c] = present, trusting
            sums[TRUST_ALL, b, c], sums[EVER, b, c] = trusting_all, ever
            sums[DISTRUSTING, b, c], sums[MEMORY, b, c] = distrusting, remembered
            sums[CONSIDERING, b, c], sums[ADVOCATES, b, c] = considering, advocates
            sums[ASK_FIRST, b, c] = asking
            sums[CUSTOMERS, b, c], sums[REPEATERS, b, c] = bought, again
            sums[BELONGING, b, c] = at_home
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
            self.sums[row], self.active[row], m.trust, m.memory, m.last_engaged, m.orders,
            m.belonging, m.interest, m.is_member, m.has_left, c.relevance,
            c.first_row, world.prior_trust, world.day,
        )  # fmt: skip
        heads = audience.headcount * ((audience.is_niche == 1) | (audience.follows >= 0))
        trust = audience.good_evidence / (audience.good_evidence + audience.bad_evidence)
        minds = audience.memory * heads
        self.audience[row, 0] = heads.sum()
        self.audience[row, 1] = minds.sum(axis=1)
        choosing = minds * audience.interest * (trust > world.prior_trust)
        self.audience[row, 2] = choosing.sum(axis=1)


def count_day(world: World, spec: Scenario) -> None:
    """Count today's views, what came of them, who spoke, who bought and what that is worth."""
    counts, day, m = world.counts, world.day, world.members
    views, posts = world.views, world.posts
    if len(views.post) > 0:
        count_views(
            counts.views[day], counts.paid_views[day], counts.likes[day], counts.comments[day],
            counts.shares[day], counts.clicks[day], world.by_kind[day // 7], views.post,
            views.action, views.clicks, views.tone, posts.brand, posts.is_paid, posts.kind,
        )  # fmt: skip
    n = counts.views.shape[2]
    for b in range(len(m.trust)):
        for is_so, count in (
            (m.speaks_today[b] != 0, counts.mentions),
            ((m.sees_through[b] & m.is_member) != 0, counts.found_out),
            (m.complaint[b] == BEGINS, counts.complaints),
        ):
            rows = rows_where(is_so, world.everyone)
            if len(rows) > 0:
                count[day, b] = np.bincount(m.community[rows], minlength=n)
    _count_orders(world, spec)


def _count_orders(world: World, spec: Scenario) -> None:
    """Count who ordered and what it brings ($).

    A new customer is worth all orders it will make, unless repeat orders are simulated: then
    each order counts on its day, and of the audience those expected within the run.
    """
    counts, day, m = world.counts, world.day, world.members
    customers, orders = counts.customers[day], counts.orders[day]
    led_by_friend = np.zeros(customers.shape)
    for b in range(len(customers)):
        rows = np.flatnonzero(m.buys_today[b] != 0)
        if len(rows) > 0:
            count_buyers(
                customers[b], led_by_friend[b], orders[b], rows, m.buys_today[b], m.community
            )
    orders[:, ADS] = customers[:, ADS]
    if not orders.any():
        return
    for b, brand in enumerate(every_brand(spec)):
        worth = (customers[b] + spec.purchase.word_of_mouth_bonus * led_by_friend[b]) * brand.orders
        if spec.loyalty.is_on:
            worth[:ADS] = (orders[b] + spec.purchase.word_of_mouth_bonus * led_by_friend[b])[:ADS]
            days_left, quality = world.n_days - 1 - day, world.brands.quality[b]
            worth[ADS] = customers[b, ADS] * orders_of_strangers(spec.loyalty, days_left, quality)
        revenue = worth * brand.order_value * (1.0 + brand.story_bonus)
        counts.revenue[day, b] += revenue
        counts.margin[day, b] += revenue * brand.margin
