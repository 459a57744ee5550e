"""What happens in a day, in order: the whole model on one screen."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim import audience
from sim.compiled import kernel
from sim.mechanisms import (
    crisis,
    engagement,
    exposure,
    familiarity,
    irritation,
    judgement,
    membership,
    memory,
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
    world.brands.crisis_today[:] = 0.0


def run_day(world: World, spec: Scenario, each: Each) -> None:
    """Let members and audience live through the day."""
    exposure.open_feeds(world, spec.exposure)
    each(exposure.step, spec.exposure)
    exposure.gather_views(world)
    each(judgement.step, spec.judgement)
    engagement.look_at_friends(world)
    each(engagement.step, spec.engagement)
    each(replying.ask_for_help, spec.replying)
    replying.grant_places(world, spec.replying)
    each(replying.step, spec.replying)
    each(word_of_mouth.speak, spec.word_of_mouth)
    word_of_mouth.find_listeners(world)
    each(word_of_mouth.step, spec.word_of_mouth)
    crisis.book_work(world, spec.crisis)
    each(crisis.step, spec.crisis)
    each(purchase.step, spec.purchase)
    trust.explain(world, spec.trust)
    each(trust.step, spec.trust)
    each(memory.step, spec.memory)
    each(irritation.step, spec.irritation)
    audience.step(world, spec)
    familiarity.step(world, spec.familiarity, Span(0, len(world.communities)))
    count_day(world, spec)
    each(membership.step, spec.membership)
    membership.take_effect(world, spec.membership)
