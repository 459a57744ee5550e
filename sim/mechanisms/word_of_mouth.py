"""Word of mouth: who engaged today, or is a customer, may speak; friends may listen.

    chance to speak  = 1 - (1 - chance if engaged) * (1 - chance if a customer)
    a friend hears with the strength of the tie
    what is heard    = weight * |2 * speaker's trust - 1|, good if the speaker's trust is
                       above one half, else bad
    A listener whose trust is further from the speaker's than `tolerance` does not listen.

Source: volume and valence matter, You et al. 2015 and Babić Rosario et al. 2016 (signs);
chances are kept so low that cascades die out, Goel et al. 2012 (a speaker causes at most .3
others). Bounded confidence: Deffuant et al. 2000 (concept, second-hand); off by default.
"""

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform, uniform_pair
from sim.world import Span, World


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
def chance_to_speak(engaged, is_customer, if_engaged, if_customer):
    """Return the chance (0..1) to speak today; two flags (0, 1) and their chances."""
    return 1.0 - (1.0 - engaged * if_engaged) * (1.0 - is_customer * if_customer)


@rule
def word_from(trust, weight):
    """Return what a speaker's word says: experiences, > 0 for the brand, < 0 against it."""
    return weight * (2.0 * trust - 1.0)


@kernel
def speak_up(
    start, stop, speaks_today, last_engaged, is_customer, is_member, brand_keys, key, day,
    if_engaged, if_customer,
):  # fmt: skip
    """Writes `speaks_today` in rows start..stop. Columns: (n_brands, n_members)."""
    for b in range(speaks_today.shape[0]):
        brand_key = mixed(key, brand_keys[b])
        for i in range(start, stop):
            engaged = last_engaged[b, i] == day
            speaks = 0
            if (engaged or is_customer[b, i]) and is_member[i]:
                chance = chance_to_speak(engaged, is_customer[b, i], if_engaged, if_customer)
                speaks = uniform(brand_key, i) < chance
            speaks_today[b, i] = speaks


@kernel
def call_listeners(may_hear, speaks_today, heard_start, heard_by):
    """Writes `may_hear`: who has a tie to somebody that speaks of any brand today."""
    may_hear[:] = 0
    for b in range(speaks_today.shape[0]):
        for j in range(speaks_today.shape[1]):
            if speaks_today[b, j]:
                for tie in range(heard_start[j], heard_start[j + 1]):
                    may_hear[heard_by[tie]] = 1


@kernel
def listen(
    start, stop, evidence_today, has_news_today, hears_today, has_heard, speaks_today, trust,
    may_hear, is_member, ties_start, ties_whom, ties_strength, brand_keys, key, weight, tolerance,
):  # fmt: skip
    """Writes evidence, news and what was heard in rows start..stop, gathered from their ties."""
    for b in range(speaks_today.shape[0]):
        brand_key = mixed(key, brand_keys[b])
        for i in range(start, stop):
            if not may_hear[i]:
                continue
            for tie in range(ties_start[i], ties_start[i + 1]):
                j = ties_whom[tie]
                if not speaks_today[b, j] or not is_member[i]:
                    continue
                if abs(trust[b, i] - trust[b, j]) > tolerance:
                    continue
                if uniform_pair(brand_key, i, j) >= ties_strength[tie]:
                    continue
                word = word_from(trust[b, j], weight)
                if word > 0.0:
                    evidence_today[b, i, Source.WORD_OF_MOUTH] += word
                else:
                    evidence_today[b, i, Source.BAD_WORD_OF_MOUTH] -= word
                has_news_today[b, i] = 1
                has_heard[b, i] = 1
                hears_today[b, i] += hears_today[b, i] < 255


def speak(world: World, p: WordOfMouthParameters, rows: Span) -> None:
    """Let the members in `rows` speak of the brands, or keep silent."""
    m = world.members
    speak_up(
        rows.start, rows.stop, m.speaks_today, m.last_engaged, m.is_customer, m.is_member,
        world.brands.keys, world.key(Purpose.SPEAK), world.day, p.speak_engaged, p.speak_customer,
    )  # fmt: skip


def find_listeners(world: World) -> None:
    """Find who has somebody to listen to: few do on most days, and only they need look."""
    m, ties = world.members, world.ties
    call_listeners(m.may_hear, m.speaks_today, ties.heard_start, ties.heard_by)


def step(world: World, p: WordOfMouthParameters, rows: Span) -> None:
    """Let the members in `rows` listen to their friends."""
    m, ties = world.members, world.ties
    listen(
        rows.start, rows.stop, m.evidence_today, m.has_news_today, m.hears_today, m.has_heard,
        m.speaks_today, m.trust, m.may_hear, m.is_member, ties.start, ties.whom, ties.strength,
        world.brands.keys, world.key(Purpose.HEAR), p.weight, p.tolerance,
    )  # fmt: skip
