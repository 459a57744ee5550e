"""Muting: a member whom a brand annoys too much no longer sees its posts.

    chance to mute a brand today = rate * (irritation - threshold), where that is above 0

Off by default (`is_on`). A muted brand's ads are still seen, and nobody takes it back.

How: the bits of posts "seen so far" are set for posts that a member is not to see: here for
those that are live, and where a post is placed (`sim.publishing`) for those to come.

Source: 46 % unfollow a brand for too many promotional posts, Sprout 2016 (second-hand, sign).
Levels are assumptions.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, mixed, uniform
from sim.world import SLOTS, Span, World, rows_where


class MutingParameters(Parameters):
    """When members have had enough."""

    is_on: int = switch("whether members mute brands at all")
    threshold: float = parameter(
        0.3,
        plausible=(0.1, 1.0),
        bounds=(0.0, 3.0),
        unit="irritation",
        meaning="annoyance that everybody puts up with",
        source="assumption: five wholly promotional posts in a few days, averagely sensitive",
    )
    rate: float = parameter(
        0.05,
        plausible=(0.01, 0.2),
        bounds=(0.0, 1.0),
        unit="1/day",
        meaning="chance to mute the brand for each point of irritation above that",
        source="assumption: sign from Sprout 2016 (46 % unfollow for too much promotion)",
    )


@rule
def chance_to_mute(irritation, threshold, rate):
    """Return the chance (0..1) to mute a brand today; irritation and threshold 0..3."""
    return min(1.0, rate * max(0.0, irritation - threshold))


@kernel
def posts_to_hide(b, brand, is_paid):
    """Return the bits of brand b's live posts, ads left out, shape (n_communities,)."""
    hidden = np.zeros(brand.shape[0], np.uint32)
    for c in range(brand.shape[0]):
        for slot in range(SLOTS):
            if brand[c, slot] == b and not is_paid[c, slot]:
                hidden[c] |= np.uint32(1) << np.uint32(slot)
    return hidden


@kernel
def stop_seeing(rows, mutes, seen, irritation, community, hidden, key, threshold, rate):
    """Writes one brand's `mutes`, and `seen`, in `rows`; hidden (n_communities,): bits."""
    for i in rows:
        if uniform(key, i) < chance_to_mute(irritation[i], threshold, rate):
            mutes[i] = 1
            seen[i] |= hidden[community[i]]


def step(world: World, p: MutingParameters, rows: Span) -> None:
    """Let the members in `rows` mute the brands that annoy them, or not yet."""
    if not p.is_on:
        return
    m, here = world.members, slice(*rows)
    for b, brand_key in enumerate(world.brands.keys):
        annoyed = (m.irritation[b, here] > p.threshold) & (m.mutes[b, here] < m.is_member[here])
        annoyed_rows = rows_where(annoyed, rows)
        if len(annoyed_rows) > 0:
            stop_seeing(
                annoyed_rows, m.mutes[b], m.seen, m.irritation[b], m.community,
                posts_to_hide(b, world.posts.brand, world.posts.is_paid),
                np.uint64(mixed(world.key(Purpose.MUTE), brand_key)), p.threshold, p.rate,
            )  # fmt: skip
