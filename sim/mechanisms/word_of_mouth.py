"""Word of mouth: who engaged today, is a customer or is upset may speak; friends may listen.

    chance to speak  = 1 - (1 - chance if engaged) * (1 - chance if a customer)
                         * (1 - chance if upset * upset)
    a friend hears with the strength of the tie
    what is heard    = weight * |2 * trust - 1|, good if trust is above one half, else bad
    trust            = speaker's trust * (1 - upset)
    upset            = what the speaker held against the brand today, up to one experience:
                       pretence, offence, abuse of personal data, hidden ads
    Who hears it from somebody who sees through the brand sees through it as well.
    A listener whose trust is further from the speaker's than `tolerance` does not listen.

Source: volume and valence matter, You et al. 2015 and Babić Rosario et al. 2016 (signs);
chances are kept so low that cascades die out, Goel et al. 2012 (a speaker causes at most .3
others). Bounded confidence: Deffuant et al. 2000 (concept, second-hand); off by default. That
upset members speak up and speak badly is an assumption.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform, uniform_pair
from sim.world import Span, World, call_listeners, rows_where


class WordOfMouthParameters(Parameters):
    """Who speaks, who listens, and how much it says."""

    speak_engaged: float = parameter(
        0.15,
        plausible=(0.05, 0.3),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="chance that a member who engaged today speaks of the brand",
        source="assumption: keeps the branching ratio at .3 or less (Goel et al. 2012)",
        confidence="medium",
    )
    speak_customer: float = parameter(
        0.01,
        plausible=(0.0, 0.05),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="chance that a customer speaks of the brand on any day",
        source="assumption: keeps the branching ratio at .3 or less (Goel et al. 2012)",
        confidence="medium",
    )
    speak_upset: float = parameter(
        0.3,
        plausible=(0.1, 0.6),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="chance that a member whom the brand upset by a whole experience speaks of it",
        source="assumption: twice as ready as one who engaged",
    )
    weight: float = parameter(
        0.25,
        plausible=(0.05, 0.6),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence in the word of a member whose trust is full, or none",
        source="assumption: a quarter of own experience",
    )
    tolerance: float = parameter(
        1.0,
        plausible=(0.2, 1.0),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="difference in trust beyond which a member does not listen (1: never)",
        source="assumption: off by default",
        confidence="given",
    )


@rule
def upset_by(pretence, offence, privacy, hidden_ads):
    """Return how upset (0..1) a member is by what four sources say today (experiences, >= 0)."""
    return min(1.0, pretence + offence + privacy + hidden_ads)


@rule
def chance_to_speak(engaged, is_customer, upset, p):
    """Return the chance (0..1) to speak today; two flags (0, 1) and how upset (0..1)."""
    silent = (1.0 - engaged * p.speak_engaged) * (1.0 - is_customer * p.speak_customer)
    return 1.0 - silent * (1.0 - upset * p.speak_upset)


@rule
def word_from(trust, upset, weight):
    """Return what a speaker's word says: experiences, > 0 for the brand, < 0 against it.

    trust   share, 0..1
    upset   share, 0..1          a wholly upset speaker speaks as if trust were none
    weight  experiences, >= 0    of a word of full trust
    """
    return weight * (2.0 * trust * (1.0 - upset) - 1.0)


@rule
def upset_today(news):
    """Return how upset (0..1) a member is by its news of a brand today, shape (n_sources,)."""
    return upset_by(
        news[Source.INSINCERITY], news[Source.OFFENCE], news[Source.PRIVACY],
        news[Source.HIDDEN_ADS],
    )  # fmt: skip


@kernel
def speak_up(rows, speaks_today, last_engaged, is_customer, sees_through, news, key, day, p):
    """Writes one brand's `speaks_today` in `rows`: 1, or 2 if the speaker sees through it."""
    for i in rows:
        chance = chance_to_speak(last_engaged[i] == day, is_customer[i], upset_today(news[i]), p)
        if uniform(key, i) < chance:
            speaks_today[i] = 1 + sees_through[i]


@kernel
def listen(
    rows, evidence_today, has_news_today, hears_today, has_heard, sees_through, speaks_today,
    trust, ties_start, ties_whom, ties_strength, key, weight, tolerance,
):  # fmt: skip
    """Writes one brand's evidence, news, what was heard and seen through in `rows`.

    Of the evidence of their ties it reads only sources that it does not write.
    """
    for i in rows:
        for tie in range(ties_start[i], ties_start[i + 1]):
            j = ties_whom[tie]
            if not speaks_today[j] or abs(trust[i] - trust[j]) > tolerance:
                continue
            if uniform_pair(key, i, j) >= ties_strength[tie]:
                continue
            word = word_from(trust[j], upset_today(evidence_today[j]), weight)
            if word > 0.0:
                evidence_today[i, Source.WORD_OF_MOUTH] += word
                has_heard[i] = 1
            else:
                evidence_today[i, Source.BAD_WORD_OF_MOUTH] -= word
            if speaks_today[j] == 2:  # as of when they spoke, so that word goes one tie a day
                sees_through[i] = 1
            has_news_today[i] = 1
            hears_today[i] += hears_today[i] < 255


def speak(world: World, p: WordOfMouthParameters, rows: Span) -> None:
    """Let the members in `rows` speak of the brands, or keep silent."""
    m, here = world.members, slice(*rows)
    m.speaks_today[:, here] = 0
    for b, brand_key in enumerate(world.brands.keys):
        may_speak = (m.is_customer[b, here] | m.has_news_today[b, here]).view(np.bool_)
        may_speak |= m.last_engaged[b, here] == world.day
        speak_up(
            rows_where(may_speak & m.is_member[here].view(np.bool_), rows), m.speaks_today[b],
            m.last_engaged[b], m.is_customer[b], m.sees_through[b], m.evidence_today[b],
            np.uint64(mixed(world.key(Purpose.SPEAK), brand_key)), world.day, p.numbers,
        )  # fmt: skip


def find_listeners(world: World) -> None:
    """Find who has somebody to listen to: few do on most days, and only they need look."""
    m, ties = world.members, world.ties
    m.may_hear[:] = 0
    for b in range(len(m.trust)):
        speakers = rows_where(m.speaks_today[b] != 0, world.everyone)
        call_listeners(speakers, m.may_hear, ties.heard_start, ties.heard_by)


def step(world: World, p: WordOfMouthParameters, rows: Span) -> None:
    """Let the members in `rows` listen to their friends."""
    m, ties, here = world.members, world.ties, slice(*rows)
    listeners = rows_where((m.may_hear[here] & m.is_member[here]).view(np.bool_), rows)
    if len(listeners) == 0:
        return
    for b, brand_key in enumerate(world.brands.keys):
        listen(
            listeners, m.evidence_today[b], m.has_news_today[b], m.hears_today[b], m.has_heard[b],
            m.sees_through[b], m.speaks_today[b], m.trust[b], ties.start, ties.whom, ties.strength,
            np.uint64(mixed(world.key(Purpose.HEAR), brand_key)), p.weight, p.tolerance,
        )  # fmt: skip
