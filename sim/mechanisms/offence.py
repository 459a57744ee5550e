"""Offence: who does not know a community well may break its taboos.

    chance of an offensive post = rate * (1 - familiarity) * sensitivity * distinctiveness
    evidence against            = weight * sensitivity, to each member who sees it

Ads are the platform's and address nobody in particular: they do not offend. Off by default.

Source: assumption; that distinctive communities keep their own language and norms, Zhang et al.
2017 (sign).
"""

from numpy.typing import NDArray

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, mixed, uniform
from sim.world import SLOTS, Span, World


class OffenceParameters(Parameters):
    """How often posts offend, and what it says of the brand."""

    is_on: int = switch("whether posts can break a taboo")
    rate: float = parameter(
        0.1,
        plausible=(0.02, 0.4),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="posts of a stranger that offend a wholly sensitive, wholly distinct community",
        source="assumption: one in ten; no measurement known",
    )
    weight: float = parameter(
        1.0,
        plausible=(0.3, 3.0),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence against a brand that offends a wholly sensitive community",
        source="assumption: as much as an experience with the product",
    )


@rule
def chance_to_offend(familiarity, sensitivity, distinctiveness, rate):
    """Return the chance (0..1) that a post breaks a taboo; all four are 0..1."""
    return rate * (1.0 - familiarity) * sensitivity * distinctiveness


@rule
def evidence_of_offence(sensitivity, weight):
    """Return the bad evidence (experiences, >= 0) in an offensive post; sensitivity is 0..1."""
    return weight * sensitivity


@kernel
def find_offensive(
    where, slots, is_offensive, offences, post_key, familiarity, sensitivity, distinctiveness, rate
):
    """Writes `is_offensive` of the posts in (where, slots); adds them to `offences` by place."""
    for k in range(where.size):
        c, slot = where[k], slots[k]
        chance = chance_to_offend(familiarity[c], sensitivity[c], distinctiveness[c], rate)
        offends = uniform(mixed(post_key[c, slot], Purpose.OFFEND), 0) < chance
        is_offensive[c, slot] = offends
        offences[c] += offends


@kernel
def take_offence(
    start, stop, evidence_today, has_news_today, tone, member, post, brand, is_offensive,
    sensitivity, weight,
):  # fmt: skip
    """Writes evidence and news of members and `tone` of the views start..stop."""
    for v in range(start, stop):
        i, c, slot = member[v], post[v] // SLOTS, post[v] % SLOTS
        if not is_offensive[c, slot]:
            continue
        bad = evidence_of_offence(sensitivity[c], weight)
        evidence_today[brand[c, slot], i, Source.OFFENCE] += bad
        has_news_today[brand[c, slot], i] = 1
        tone[v] -= bad


def mark_offensive(
    world: World, p: OffenceParameters, b: int, where: NDArray, slots: NDArray
) -> None:
    """Decide which new posts of brand b, in `slots` of communities `where`, break a taboo."""
    if not p.is_on:
        return
    posts, c = world.posts, world.communities
    find_offensive(
        where, slots, posts.is_offensive, world.counts.offences[world.day, b], posts.key,
        c.familiarity[b], c.sensitivity, c.distinctiveness, p.rate,
    )  # fmt: skip


def step(world: World, p: OffenceParameters, rows: Span) -> None:
    """Let the members in `rows` take offence at what they saw today."""
    m, posts, views = world.members, world.posts, world.views
    if not p.is_on or not posts.is_offensive.any():
        return
    take_offence(
        *views.of(rows), m.evidence_today, m.has_news_today, views.tone, views.member,
        views.post, posts.brand, posts.is_offensive, world.communities.sensitivity, p.weight,
    )  # fmt: skip
