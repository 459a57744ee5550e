"""What happens in a day, in order: the whole model on one screen."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim import audience
from sim.compiled import kernel
from sim.mechanisms import (
    backlash,
    belonging,
    conversation,
    crisis,
    engagement,
    exposure,
    familiarity,
    feedback,
    immersion,
    insincerity,
    irritation,
    judgement,
    loyalty,
    membership,
    memory,
    muting,
    offence,
    presence,
    purchase,
    replying,
    trust,
    word_of_mouth,
)  # fmt: skip
from sim.parameters import Parameters
from sim.randomness import keys_of_day
from sim.recorder import count_day
from sim.scenario import Scenario
from sim.world import Span, World, rows_with_news

__all__ = ["Each", "run_day", "wake_up"]

# How members go through one phase: all rows at once, or one by one.
Each = Callable[[Callable[[World, Any, Span], None], Parameters], None]


@kernel
def clear_news(rows, evidence, promotion, replies, hears, buys, has_news):
    """Writes zero to one brand's columns of today in `rows`: all others have nothing there."""
    for i in rows:
        evidence[i, :] = 0.0
        promotion[i] = 0.0
        replies[i] = hears[i] = buys[i] = has_news[i] = 0


def wake_up(world: World) -> None:
    """Clear what counts within one day. Then brands act, and communities moderate."""
    m = world.members
    for b in range(len(m.trust)):
        clear_news(
            rows_with_news(world, b, world.everyone), m.evidence_today[b], m.promotion_today[b],
            m.replies_today[b], m.hears_today[b], m.buys_today[b], m.has_news_today[b],
        )  # fmt: skip
    world.keys = keys_of_day(np.uint64(world.seed), world.day)
    world.communities.hours_today[:] = 0.0
    world.communities.meets_today[:] = 0.0
    world.brands.crisis_today[:] = 0.0


def run_day(world: World, spec: Scenario, each: Each) -> None:
    """Let members and audience live through the day."""
    exposure.open_feeds(world, spec.exposure)
    each(exposure.step, spec.exposure)
    exposure.gather_views(world)
    each(judgement.step, spec.judgement)
    each(insincerity.step, spec.insincerity)
    each(offence.step, spec.offence)
    engagement.look_at_friends(world)
    each(engagement.step, spec.engagement)
    each(replying.ask_for_help, spec.replying)
    conversation.answer_each_other(world, spec.conversation)
    each(conversation.step, spec.conversation)
    replying.grant_places(world, spec.replying)
    each(replying.step, spec.replying)
    feedback.act(world, spec.feedback)
    each(feedback.step, spec.feedback)
    each(immersion.attend, spec.immersion)
    each(immersion.step, spec.immersion)
    each(word_of_mouth.speak, spec.word_of_mouth)
    word_of_mouth.find_listeners(world)
    each(word_of_mouth.step, spec.word_of_mouth)
    crisis.book_work(world, spec.crisis)
    each(crisis.step, spec.crisis)
    each(purchase.step, spec.purchase)
    each(loyalty.step, spec.loyalty)
    each(backlash.complain, spec.backlash)
    backlash.look_around(world, spec.backlash)
    each(backlash.step, spec.backlash)
    trust.explain(world, spec.trust)
    each(trust.step, spec.trust)
    each(memory.step, spec.memory)
    each(irritation.step, spec.irritation)
    each(belonging.step, spec.belonging)
    each(muting.step, spec.muting)
    audience.step(world, spec)
    familiarity.step(world, spec.familiarity, Span(0, len(world.communities)))
    count_day(world, spec)
    presence.step(world, spec.presence, Span(0, len(world.communities)))
    each(membership.step, spec.membership)
    membership.take_effect(world, spec.membership)
