"""Trust: members weigh what speaks for and against the brand, and slowly forget it.

    evidence' = prior + kept * (evidence - prior) + heard today
    trust     = good evidence / (good evidence + bad evidence)

Evidence is counted in experiences. Bad news counts `negativity` times; memory of both
kinds fades toward the prior by half every `half_life` days.

Why trust moved is exact: with evidence (a, b) before and (a', b') after, each source that
adds (da, db) moved trust by (b * da - a * db) / ((a + b) * (a' + b')), and these add up.

Source: Jøsang & Ismail 2002, "The Beta Reputation System", 15th Bled Electronic Commerce
Conference (evidence and its ratio; that it forgets is from memory, not verified). That bad
news weighs more is Slovic 1993, doi:10.1111/j.1539-6924.1993.tb01329.x (sign, from memory);
it is contested (Poortinga & Pidgeon 2004), so `negativity` = 1 belongs to every study.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import FIRST_BAD, N_EVIDENCE, Source
from sim.parameters import Parameters, parameter
from sim.world import Span, World


class TrustParameters(Parameters):
    """What members believe before they know the brand, and how they learn."""

    prior_good: float = parameter(
        1.6,
        plausible=(0.8, 4.0),
        bounds=(0.01, 100.0),
        unit="experiences",
        meaning="good evidence a stranger grants the brand",
        source="assumption: strength 4 with trust .40, a wary stranger",
    )
    prior_bad: float = parameter(
        2.4,
        plausible=(1.2, 6.0),
        bounds=(0.01, 100.0),
        unit="experiences",
        meaning="bad evidence a stranger holds against the brand",
        source="assumption: strength 4 with trust .40, a wary stranger",
    )
    half_life: float = parameter(
        346.0,
        plausible=(69.0, 1386.0),
        bounds=(1.0, 100_000.0),
        unit="days",
        meaning="time in which half of what was experienced is forgotten",
        source="assumption: about a year; advertising carries over 6 to 9 months (Leone 1995)",
    )
    negativity: float = parameter(
        3.0,
        plausible=(1.0, 5.0),
        bounds=(0.0, 100.0),
        unit="ratio",
        meaning="how many good experiences one bad one outweighs",
        source="assumption: Slovic 1993 gives only the sign, and it is contested",
    )


@rule
def evidence_after(evidence, prior, kept, heard):
    """Return one member's evidence tonight.

    evidence  experiences, > 0   evidence this morning
    prior     experiences, > 0   what remains when all is forgotten
    kept      share/day, 0..1    how much of the rest survives a day
    heard     experiences, >= 0  what today adds
    """
    return prior + kept * (evidence - prior) + heard


@rule
def trust_from(good_evidence, bad_evidence):
    """Return trust (share, 0..1) from the evidence for and against (experiences, > 0)."""
    return good_evidence / (good_evidence + bad_evidence)


@rule
def share_of_change(good, bad, more_good, more_bad, all_after):
    """Return by how much one source moved trust, in trust points.

    good, bad            experiences, > 0   evidence this morning
    more_good, more_bad  experiences        what the source added to each
    all_after            experiences, > 0   all evidence tonight, from every source
    """
    return (bad * more_good - good * more_bad) / ((good + bad) * all_after)


@rule
def heard_today(news, first, stop):
    """Return the sum (experiences) of the entries first..stop of one member's news."""
    total = 0.0
    for source in range(first, stop):
        total += news[source]
    return total


@kernel
def update_trust(
    start, stop, trust, good_evidence, bad_evidence, evidence_today, has_news_today, prior_good,
    prior_bad, kept, negativity,
):  # fmt: skip
    """Writes `trust`, `good_evidence`, `bad_evidence` in rows start..stop."""
    for b in range(trust.shape[0]):
        for i in range(start, stop):
            good_news = bad_news = 0.0
            if has_news_today[b, i]:
                good_news = heard_today(evidence_today[b, i], 0, FIRST_BAD)
                bad_news = heard_today(evidence_today[b, i], FIRST_BAD, N_EVIDENCE)
            good = evidence_after(good_evidence[b, i], prior_good, kept, good_news)
            bad = evidence_after(bad_evidence[b, i], prior_bad, kept, negativity * bad_news)
            good_evidence[b, i] = good
            bad_evidence[b, i] = bad
            trust[b, i] = trust_from(good, bad)


@kernel
def tally_trust(
    points, good_evidence, bad_evidence, evidence_today, has_news_today, is_member, first_row,
    prior_good, prior_bad, kept, negativity,
):  # fmt: skip
    """Adds to `points` (n_brands, n_communities, n_sources) what tonight moves, and why.

    Trust points of the members present, summed in row order; run before `update_trust`.
    """
    for b in range(points.shape[0]):
        for c in range(points.shape[1]):
            forgotten = 0.0
            for i in range(first_row[c], first_row[c + 1]):
                if not is_member[i]:
                    continue
                good, bad = good_evidence[b, i], bad_evidence[b, i]
                less_good = evidence_after(good, prior_good, kept, 0.0) - good
                less_bad = evidence_after(bad, prior_bad, kept, 0.0) - bad
                after = good + less_good + bad + less_bad
                if has_news_today[b, i]:
                    news = evidence_today[b, i]
                    after += heard_today(news, 0, FIRST_BAD)
                    after += negativity * heard_today(news, FIRST_BAD, N_EVIDENCE)
                    for source in range(N_EVIDENCE):
                        if news[source] > 0.0:
                            more_good = news[source] if source < FIRST_BAD else 0.0
                            more_bad = 0.0 if source < FIRST_BAD else negativity * news[source]
                            points[b, c, source] += share_of_change(
                                good, bad, more_good, more_bad, after
                            )
                forgotten += share_of_change(good, bad, less_good, less_bad, after)
            points[b, c, Source.FORGETTING] += forgotten


def explain(world: World, p: TrustParameters) -> None:
    """Book, by community and source, by how much trust is about to move."""
    m = world.members
    tally_trust(
        world.ledger.trust[world.day], m.good_evidence, m.bad_evidence, m.evidence_today,
        m.has_news_today, m.is_member, world.communities.first_row, p.prior_good, p.prior_bad,
        kept_per_day(p), p.negativity,
    )  # fmt: skip


def step(world: World, p: TrustParameters, rows: Span) -> None:
    """Let the members in `rows` learn from today, and forget a little."""
    m = world.members
    update_trust(
        rows.start, rows.stop, m.trust, m.good_evidence, m.bad_evidence, m.evidence_today,
        m.has_news_today, p.prior_good, p.prior_bad, kept_per_day(p), p.negativity,
    )  # fmt: skip


def kept_per_day(p: TrustParameters) -> float:
    """Return the share of what was experienced that survives a day."""
    return 0.5 ** (1.0 / p.half_life)


def strangers(world: World, p: TrustParameters) -> None:
    """Give every member and the audience the evidence of a stranger."""
    m, audience = world.members, world.audience
    m.good_evidence[:], m.bad_evidence[:] = p.prior_good, p.prior_bad
    m.trust[:] = np.float64(trust_from(p.prior_good, p.prior_bad))
    audience.good_evidence[:], audience.bad_evidence[:] = p.prior_good, p.prior_bad
