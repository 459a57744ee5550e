"""Conversation: members answer each other, recommend brands when asked, and grow closer.

    chance that a member answers a friend's request
                    = 1 - exp(-eagerness * strength of the tie * propensity to write)
    a tie to a member who answers gains `step` of what it lacks to full strength
    recommendation  = weight * (2 * trust - 1), from one who trusts the brand above one half
                      and is a customer or remembers it (chance: memory)

Members post help, experiences and requests of their own. Requests are drawn one by one
(`replying.ask_for_help`); all posts are counted in expectation; experience with a brand is word
of mouth. Answers come on the day of the request. Ties do not fade again: that would take a look
at every tie every day. Off by default (`is_on`).

Source: 40 % of those who start a thread get no answer, Burke et al. 2007: eagerness is
calibrated to it in a community of 250 with the ties of the defaults, so fewer are answered where
fewer listen (sign: Dover & Kelman 2018). That ties grow with talk: Cottica, Online Community
Simulator (which also lets them fade). The other levels are assumptions.
"""

import math

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.network import closer
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, mixed, uniform, uniform_pair
from sim.world import Exchanges, Span, World, rows_where


class ConversationParameters(Parameters):
    """Who answers, and what comes of it."""

    is_on: int = switch("whether members answer each other at all")
    eagerness: float = parameter(
        0.8,
        plausible=(0.15, 1.5),
        bounds=(0.0, 100.0),
        unit="ratio",
        meaning="readiness of the average member to answer a friend",
        source="calibrated: 60 % of thread starters get an answer (Burke et al. 2007)",
        confidence="medium",
    )
    step: float = parameter(
        0.05,
        plausible=(0.0, 0.2),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="part of what a tie lacks to full strength that an answer adds",
        source="assumption: sign from Cottica",
    )
    recommendation_share: float = parameter(
        0.1,
        plausible=(0.02, 0.3),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="share of requests that ask which brand to use",
        source="assumption: no measurement known",
    )
    weight: float = parameter(
        0.25,
        plausible=(0.05, 0.6),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence in a recommendation by a member whose trust is full",
        source="assumption: as much as in any other word of mouth",
    )


@rule
def chance_to_answer(eagerness, strength, propensity):
    """Return the chance (0..1) that a member answers a friend's request.

    eagerness   ratio, >= 0   readiness of the average member
    strength    share, 0..1   of the tie by which the member listens to the friend
    propensity  ratio, >= 0   the member's writing against the average; 0 is silent
    """
    return 1.0 - math.exp(-1.0 * eagerness * strength * propensity)


@rule
def recommendation_from(trust, weight):
    """Return the good evidence (experiences, >= 0) in what somebody of this trust recommends."""
    return weight * max(0.0, 2.0 * trust - 1.0)


@kernel
def tie_between(ties_start, ties_whom, i, j):
    """Return the tie along which member i listens to j, or -1 if there is none."""
    for tie in range(ties_start[i], ties_start[i + 1]):
        if ties_whom[tie] == j:
            return tie
    return -1


@kernel
def find_helpers(
    askers, is_member, propensity, ties_start, ties_whom, strength, heard_start, heard_by, key,
    eagerness,
):  # fmt: skip
    """Return who asked and who answered, both (n_answers,), in the order of the `askers`."""
    most = 0
    for i in askers:
        most += heard_start[i + 1] - heard_start[i]
    asker, helper = np.empty(most, np.int32), np.empty(most, np.int32)
    n = 0
    for i in askers:
        for k in range(heard_start[i], heard_start[i + 1]):
            j = heard_by[k]
            if not is_member[j] or propensity[j] == 0.0:
                continue
            draw = uniform_pair(key, i, j)
            if draw >= eagerness * propensity[j]:
                continue  # not even along the strongest tie: no need to find it
            closeness = strength[tie_between(ties_start, ties_whom, j, i)]
            if draw < chance_to_answer(eagerness, closeness, propensity[j]):
                asker[n], helper[n] = i, j
                n += 1
    return asker[:n], helper[:n]


@kernel
def count_answers(asker, helper, helped_today, helping_today, answers, community):
    """Adds the answers to those who got and gave them, and to `answers` (n_communities,)."""
    for k in range(asker.size):
        i, j = asker[k], helper[k]
        helped_today[i] += helped_today[i] < 255
        helping_today[j] += helping_today[j] < 255
        answers[community[i]] += 1.0


@kernel
def hear_answers(
    start, stop, strength, evidence_today, has_news_today, hears_today, has_heard, asker, helper,
    ties_start, ties_whom, trust, memory, is_customer, brand_keys, key, p,
):  # fmt: skip
    """Writes ties, evidence, news and what was heard in the rows of the askers start..stop."""
    for k in range(start, stop):
        i, j = asker[k], helper[k]
        tie = tie_between(ties_start, ties_whom, i, j)
        if tie >= 0:
            strength[tie] = closer(strength[tie], p.step)
        if uniform(key, i) >= p.recommendation_share:
            continue
        for b in range(trust.shape[0]):
            word = recommendation_from(trust[b, j], p.weight)
            draw = uniform_pair(mixed(key, brand_keys[b]), i, j)
            if word > 0.0 and (is_customer[b, j] or draw < memory[b, j]):
                evidence_today[b, i, Source.WORD_OF_MOUTH] += word
                has_news_today[b, i] = has_heard[b, i] = 1
                hears_today[b, i] += hears_today[b, i] < 255


def answer_each_other(world: World, p: ConversationParameters) -> None:
    """Let members answer those who ask, and count what members write today."""
    if not p.is_on:
        return
    m, ties, talk = world.members, world.ties, world.talk[world.day]
    m.helped_today[:] = m.helping_today[:] = 0
    askers = rows_where(m.asks_today.view(np.bool_), world.everyone)
    world.exchanges = Exchanges(
        *find_helpers(
            askers, m.is_member, m.posting_propensity, ties.start, ties.whom, ties.strength,
            ties.heard_start, ties.heard_by, world.key(Purpose.PEER), p.eagerness,
        )
    )  # fmt: skip
    talk[:, 0] += world.communities.own_posts
    count_answers(
        world.exchanges.asker, world.exchanges.helper, m.helped_today, m.helping_today,
        talk[:, 1], m.community,
    )  # fmt: skip


def step(world: World, p: ConversationParameters, rows: Span) -> None:
    """Let the members in `rows` who asked hear the answers."""
    if not p.is_on:
        return
    m, ties, answers = world.members, world.ties, world.exchanges
    span = answers.of(rows)
    if span.start < span.stop:
        hear_answers(
            span.start, span.stop, ties.strength, m.evidence_today, m.has_news_today,
            m.hears_today, m.has_heard, answers.asker, answers.helper, ties.start, ties.whom,
            m.trust, m.memory, m.is_customer, world.brands.keys, world.key(Purpose.RECOMMEND),
            p.numbers,
        )  # fmt: skip
