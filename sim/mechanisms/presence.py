"""Presence: a brand that talks too much in a community is less welcome. Off by default.

    share of talk = a brand's contributions / all contributions, by their fading means
    welcome       = max(-1, 1 - saturation * share of talk)

A brand contributes posts, replies and answers; members write posts, comments and answers to
each other. What a reply or an answer says for the brand is taken times the welcome; below zero
it speaks against it.

Source: firms' posts in members' conversations have diminishing returns and harm at a high
share, Homburg, Ehm & Artz 2015 (sign); the line and its slope are assumptions.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter, switch
from sim.world import Span, World


class PresenceParameters(Parameters):
    """When a brand's presence becomes too much."""

    is_on: int = switch("whether it counts at all how much of the talk is the brand's")
    saturation: float = parameter(
        1.5,
        plausible=(1.0, 3.0),
        bounds=(0.0, 100.0),
        unit="ratio",
        meaning="how fast a larger share of the talk wears out the welcome",
        source="assumption: replies harm from two thirds of the talk (Homburg 2015, sign)",
    )
    half_life: float = parameter(
        14.0,
        plausible=(3.0, 60.0),
        bounds=(0.5, 1000.0),
        unit="days",
        meaning="time in which half of what was said is forgotten",
        source="assumption: two weeks",
    )


@rule
def talk_after(talk, today, half_life):
    """Return the fading mean of contributions a day (>= 0) tonight; half-life in days."""
    kept = 0.5 ** (1.0 / half_life)
    return kept * talk + (1.0 - kept) * today


@rule
def share_of_talk(talk, all_talk):
    """Return the share (0..1) of `talk` in `all_talk`, both contributions/day; 0 of silence."""
    return talk / all_talk if all_talk > 0.0 else 0.0


@rule
def welcome_at(share, saturation):
    """Return what a reply is worth, -1..1, at a brand's share of the talk (0..1)."""
    return max(-1.0, 1.0 - saturation * share)


@kernel
def listen(start, stop, own_talk, brand_talk, welcome, own_today, brands_today, p):
    """Writes `own_talk`, `brand_talk`, `welcome` of communities start..stop.

    own_today (n_communities,), brands_today (n_brands, n_communities): contributions of today.
    """
    for c in range(start, stop):
        all_talk = own_talk[c] = talk_after(own_talk[c], own_today[c], p.half_life)
        for b in range(brand_talk.shape[0]):
            brand_talk[b, c] = talk_after(brand_talk[b, c], brands_today[b, c], p.half_life)
            all_talk += brand_talk[b, c]
        for b in range(brand_talk.shape[0]):
            welcome[b, c] = welcome_at(share_of_talk(brand_talk[b, c], all_talk), p.saturation)


def step(world: World, p: PresenceParameters, rows: Span) -> None:
    """Let the communities `rows` notice who talked today (to be called once all is counted)."""
    if not p.is_on:
        return
    c, counts, day, n = world.communities, world.counts, world.day, len(world.communities)
    own = c.own_posts + counts.comments[day, :, :n].sum(axis=0) + world.talk[day, :, 1]
    stay = np.maximum(0.0, counts.posts[day] - counts.removed[day])  # removed may be older ones
    brands = stay + counts.replies[day] + counts.answers[day]
    listen(
        rows.start, rows.stop, c.own_talk, c.brand_talk, c.welcome, own, brands[:, :n], p.numbers
    )
