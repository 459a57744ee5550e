"""Feedback: what becomes of members' advice. Off by default (`is_on`).

    a comment on a post that asks for feedback is advice, and waits for the week's end
    ideas acted on = min(advisers waiting, hours for feedback / hours per idea)
    quality'       = 1 - (1 - quality) * (1 - gain) ^ ideas
    who sees the own advice acted on has taken part; who does not was ignored

Every adviser has one idea; a part of an hour's work does a part of it. What is not acted on
by the end of the week is dropped.

Source: asking for feedback and acting on it is advice to brands, not a measured effect: all
levels are assumptions.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Line, Source
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, mixed, uniform
from sim.world import COMMENT, SLOTS, Span, World, rows_where


class FeedbackParameters(Parameters):
    """What acting on advice costs, and what it does to product and members."""

    is_on: int = switch("whether what becomes of members' advice counts at all")
    hours_per_idea: float = parameter(
        2.0,
        plausible=(0.5, 20.0),
        bounds=(0.01, 1000.0),
        unit="hours",
        meaning="work to act on one member's advice",
        source="assumption: a quarter of a day, from small changes of service to real work",
    )
    gain: float = parameter(
        0.005,
        plausible=(0.001, 0.02),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="part of what is wrong with the product that one idea mends",
        source="assumption: two ideas a week mend two fifths in a year",
    )
    acted_weight: float = parameter(
        0.5,
        plausible=(0.1, 1.5),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence for a brand that acts on the member's advice",
        source="assumption: about a reply",
    )
    ignored_weight: float = parameter(
        0.1,
        plausible=(0.0, 0.4),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence against a brand that asked for advice and did not act on it",
        source="assumption: more than a comment unanswered, for it was asked for",
    )


@rule
def ideas_acted_on(waiting, hours, hours_per_idea):
    """Return how much of the advice (ideas, 0..waiting) the hours of the week allow for."""
    return min(waiting, hours / hours_per_idea)


@rule
def quality_after(quality, ideas, gain):
    """Return the product's quality, 0..1, after some ideas (>= 0) were acted on.

    gain  share  of what is still wrong that each one mends
    """
    return 1.0 - (1.0 - quality) * (1.0 - gain) ** ideas


@kernel
def hear_back(
    rows, evidence_today, has_news_today, has_advised, share_acted_on, key, acted, ignored
):
    """Writes one brand's evidence and news, and clears `has_advised`, in `rows`: who waits."""
    for i in rows:
        if uniform(key, i) < share_acted_on:
            evidence_today[i, Source.PARTICIPATION] += acted
        else:
            evidence_today[i, Source.IGNORED_COMMENTS] += ignored
        has_advised[i] = 0
        has_news_today[i] = 1


@kernel
def advise(start, stop, has_advised, member, post, action, brand, asks_feedback):
    """Writes `has_advised` in the rows of the members of the views start..stop."""
    for v in range(start, stop):
        c, slot = post[v] // SLOTS, post[v] % SLOTS
        if action[v] == COMMENT and asks_feedback[c, slot]:
            has_advised[brand[c, slot], member[v]] = 1


def advisers(world: World, b: int, rows: Span) -> np.ndarray:
    """Return which members present in `rows` wait for what brand b makes of their advice."""
    m, here = world.members, slice(*rows)
    return rows_where((m.has_advised[b, here] & m.is_member[here]).view(np.bool_), rows)


def act(world: World, p: FeedbackParameters) -> None:
    """Let the brands act on the week's advice on its last day, within their hours."""
    if not p.is_on or world.day % 7 != 6:
        return
    brands = world.brands
    for b, hours in enumerate(brands.feedback_hours):
        waiting = len(advisers(world, b, world.everyone))
        brands.share_acted_on[b] = 0.0
        if waiting > 0 and hours > 0.0:
            ideas = ideas_acted_on(waiting, hours, p.hours_per_idea)
            brands.share_acted_on[b] = ideas / waiting
            brands.quality[b] = quality_after(brands.quality[b], ideas, p.gain)
            work = ideas * p.hours_per_idea
            world.ledger.work(world.day, b, Line.FEEDBACK, work, brands.wage[b])


def step(world: World, p: FeedbackParameters, rows: Span) -> None:
    """Let the members in `rows` hear what became of their advice, and give more."""
    if not p.is_on:
        return
    m, views, posts, brands = world.members, world.views, world.posts, world.brands
    if world.day % 7 == 6:
        for b, brand_key in enumerate(brands.keys):
            hear_back(
                advisers(world, b, rows), m.evidence_today[b], m.has_news_today[b],
                m.has_advised[b], brands.share_acted_on[b],
                np.uint64(mixed(world.key(Purpose.ADVISE), brand_key)), p.acted_weight,
                p.ignored_weight,
            )  # fmt: skip
    span = views.of(rows)
    advise(
        span.start, span.stop, m.has_advised, views.member, views.post, views.action,
        posts.brand, posts.asks_feedback,
    )  # fmt: skip
