"""Immersion: members with access try a brand in AR or VR, and meet at its events.

    what is left of novelty = .5 ^ (days since the first experience / half-life)
    chance to attend        = attendance * interest, with access, unless the brand is muted
    evidence of an event    = weight * immersion * genuineness * fluency
    a tie between two who are there gains `step` of what it lacks to full strength

Seeing an immersive post, or attending, is having tried the brand (which purchase counts). Who
has no access to AR or VR notices nothing of all this. Off by default (`is_on`).

Source: nothing credible was found on AR or VR in brand communities; all of it is assumption.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.network import closer
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, mixed, uniform
from sim.world import SLOTS, Span, World, rows_where


class ImmersionParameters(Parameters):
    """What AR and VR do to those who can use them."""

    is_on: int = switch("whether AR and VR bring more than engagement")
    novelty_half_life: float = parameter(
        56.0,
        plausible=(14.0, 182.0),
        bounds=(1.0, 10_000.0),
        unit="days",
        meaning="time in which AR and VR of a brand lose half of their appeal to a community",
        source="assumption: eight weeks",
    )
    attendance: float = parameter(
        0.3,
        plausible=(0.05, 0.6),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="chance that a wholly interested member with access attends an event",
        source="assumption: nothing credible found",
    )
    weight: float = parameter(
        0.6,
        plausible=(0.2, 1.5),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence from a wholly immersive, genuine and fluent event",
        source="assumption: as much as a reply",
    )
    step: float = parameter(
        0.1,
        plausible=(0.0, 0.3),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="part of what a tie lacks to full strength that meeting at an event adds",
        source="assumption: more than an answer",
    )


@rule
def novelty_left(days, half_life):
    """Return what is left of the novelty of AR and VR, 0..1; both in days, days >= 0."""
    return 0.5 ** (days / half_life)


@rule
def chance_to_attend(attendance, interest):
    """Return the chance (0..1) that a member with access attends; two shares."""
    return attendance * interest


@rule
def event_evidence(immersion, genuineness, fluency, weight):
    """Return the good evidence (experiences, >= 0) of an event; the first three are 0..1."""
    return weight * immersion * genuineness * fluency


@kernel
def go(
    rows, b, meets_today, has_tried, evidence_today, has_news_today, replies_today, mutes,
    interest, community, event, genuineness, fluency, key, p,
):  # fmt: skip
    """Writes `meets_today`, and brand b's evidence, news, contacts and trials, in `rows`.

    rows: members with access; event: (n_brands, n_communities), how immersive, 0..1.
    """
    for i in rows:
        c = community[i]
        if event[b, c] <= 0.0 or mutes[b, i]:
            continue
        if uniform(key, i) < chance_to_attend(p.attendance, interest[i]):
            meets_today[i] = has_tried[b, i] = has_news_today[b, i] = 1
            good = event_evidence(event[b, c], genuineness[b], fluency[b, c], p.weight)
            evidence_today[b, i, Source.PARTICIPATION] += good
            replies_today[b, i] += replies_today[b, i] < 255


@kernel
def grow_closer(rows, strength, meets_today, community, ties_start, ties_whom, step):
    """Writes `strength` of the ties of `rows`, who attend, to others of their community there."""
    for i in rows:
        for tie in range(ties_start[i], ties_start[i + 1]):
            j = ties_whom[tie]
            if meets_today[j] and community[j] == community[i]:
                strength[tie] = closer(strength[tie], step)


@kernel
def try_out(start, stop, has_tried, member, post, has_access, brand, immersion):
    """Writes `has_tried` of the members of the views start..stop who saw what is immersive."""
    for v in range(start, stop):
        i, c, slot = member[v], post[v] // SLOTS, post[v] % SLOTS
        if immersion[c, slot] > 0.0 and has_access[i]:
            has_tried[brand[c, slot], i] = 1


def attend(world: World, p: ImmersionParameters, rows: Span) -> None:
    """Let the members in `rows` go to the events of their community, or not."""
    if not p.is_on:
        return
    m, c, brands, here = world.members, world.communities, world.brands, slice(*rows)
    m.meets_today[here] = 0
    for b in c.meets_today.any(axis=1).nonzero()[0]:
        able = rows_where((m.is_member[here] & m.has_access[here]).view(np.bool_), rows)
        go(
            able, b, m.meets_today, m.has_tried, m.evidence_today, m.has_news_today,
            m.replies_today, m.mutes, m.interest, m.community, c.meets_today, brands.genuineness,
            c.fluency, np.uint64(mixed(world.key(Purpose.ATTEND), brands.keys[b])), p.numbers,
        )  # fmt: skip


def step(world: World, p: ImmersionParameters, rows: Span) -> None:
    """Let the members in `rows` meet others at events, and try what they see."""
    if not p.is_on:
        return
    m, ties, views, posts = world.members, world.ties, world.views, world.posts
    if world.communities.meets_today.any():
        grow_closer(
            rows_where(m.meets_today[slice(*rows)].view(np.bool_), rows), ties.strength,
            m.meets_today, m.community, ties.start, ties.whom, p.step,
        )  # fmt: skip
    try_out(
        *views.of(rows), m.has_tried, views.member, views.post, m.has_access, posts.brand,
        posts.immersion,
    )  # fmt: skip
