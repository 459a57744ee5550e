"""Trust: members weigh what speaks for and against the brand, and slowly forget it.

    evidence' = prior + kept * (evidence - prior) + heard today
    trust     = good evidence / (good evidence + bad evidence)

Evidence is counted in experiences. Bad news counts `negativity` times; memory of both
kinds fades toward the prior by half every `half_life` days.

Why trust moved is exact: with evidence (a, b) before and (a', b') after, each source that
adds (da, db) moved trust by (b * da - a * db) / ((a + b) * (a' + b')), and these add up.

Source: Jøsang & Ismail 2002, "The Beta Reputation System", 15th Bled Electronic Commerce
Conference (evidence and its ratio; that it forgets is from memory, not verified). That bad
news weighs more is Slovic 1993, doi:10.1111/j.1539-6924.1993.tb01329.x (sign, from memory, not
verified); it is contested (Poortinga & Pidgeon 2004), so `negativity` = 1 belongs to every study.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import FIRST_BAD, N_EVIDENCE, Source
from sim.parameters import Parameters, parameter
from sim.world import Span, World, rows_where, rows_with_news


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
        source="assumption: sign from Slovic 1993 (from memory, not verified), and contested",
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
def points_per_experience(same, other, all_after):
    """Return by how much an experience of one kind moves trust its way (trust points, >= 0).

    same, other  experiences, > 0   evidence this morning of the same and of the other kind
    all_after    experiences, > 0   all evidence tonight, from every source
    """
    return other / ((same + other) * all_after)


@rule
def share_of_change(good, bad, more_good, more_bad, all_after):
    """Return by how much one source moved trust, in trust points.

    good, bad            experiences, > 0   evidence this morning
    more_good, more_bad  experiences        what the source added to each
    all_after            experiences, > 0   all evidence tonight, from every source
    """
    gain = points_per_experience(good, bad, all_after)
    return gain * more_good - points_per_experience(bad, good, all_after) * more_bad


@rule
def heard_today(news, first, stop):
    """Return the sum (experiences) of the entries first..stop of one member's news."""
    total = 0.0
    for source in range(first, stop):
        total += news[source]
    return total


@kernel
def fade(start, stop, trust, good_evidence, bad_evidence, prior_good, prior_bad, kept):
    """Writes one brand's `trust`, `good_evidence`, `bad_evidence` in rows start..stop: no news.

    A loop from 0 over few columns, without branches, is run for eight members at once.
    """
    trusts, goods, bads = trust[start:stop], good_evidence[start:stop], bad_evidence[start:stop]
    for i in range(trusts.size):
        goods[i] = evidence_after(goods[i], prior_good, kept, 0.0)
        bads[i] = evidence_after(bads[i], prior_bad, kept, 0.0)
        trusts[i] = trust_from(goods[i], bads[i])


@kernel
def update_trust(
    start, stop, rows, trust, good_evidence, bad_evidence, evidence_today, prior_good, prior_bad,
    kept, negativity,
):  # fmt: skip
    """Writes one brand's `trust`, `good_evidence`, `bad_evidence` in rows start..stop.

    All forget; `rows`, those among them with news, also learn. Columns: (n_members,).
    """
    fade(start, stop, trust, good_evidence, bad_evidence, prior_good, prior_bad, kept)
    for i in rows:
        news = evidence_today[i]
        good_evidence[i] += heard_today(news, 0, FIRST_BAD)
        bad_evidence[i] += negativity * heard_today(news, FIRST_BAD, N_EVIDENCE)
        trust[i] = trust_from(good_evidence[i], bad_evidence[i])


@kernel
def forget(faded, trust, good_evidence, bad_evidence, is_still, prior_good, prior_bad, kept):
    """Writes `faded` (n_members,): by how much forgetting alone moves trust where `is_still`."""
    for i in range(faded.size):
        good = evidence_after(good_evidence[i], prior_good, kept, 0.0)
        bad = evidence_after(bad_evidence[i], prior_bad, kept, 0.0)
        faded[i] = is_still[i] * (trust_from(good, bad) - trust[i])


@kernel
def sum_in_lanes(values, start, stop):
    """Return the sum of values[start:stop]: four sums side by side, always in the same order."""
    a = b = c = d = 0.0
    for i in range(start, stop - 3, 4):
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
    for i in range(stop - (stop - start) % 4, stop):
        a += values[i]
    return (a + b) + (c + d)


@kernel
def tally_trust(
    points, rows, faded, good_evidence, bad_evidence, evidence_today, community, first_row,
    prior_good, prior_bad, kept, negativity,
):  # fmt: skip
    """Adds to `points` (n_communities, n_sources) what moves trust tonight, and why.

    Trust points of the members present, summed in row order: `rows` have news, and `faded` is
    what forgetting does to all others.
    """
    for c in range(points.shape[0]):
        points[c, Source.FORGETTING] += sum_in_lanes(faded, first_row[c], first_row[c + 1])
    for i in rows:
        good, bad, news = good_evidence[i], bad_evidence[i], evidence_today[i]
        less_good = evidence_after(good, prior_good, kept, 0.0) - good
        less_bad = evidence_after(bad, prior_bad, kept, 0.0) - bad
        after = good + less_good + bad + less_bad + heard_today(news, 0, FIRST_BAD)
        after += negativity * heard_today(news, FIRST_BAD, N_EVIDENCE)
        c = community[i]
        points[c, Source.FORGETTING] += share_of_change(good, bad, less_good, less_bad, after)
        gain = points_per_experience(good, bad, after)
        loss = negativity * points_per_experience(bad, good, after)
        for source in range(FIRST_BAD):
            points[c, source] += gain * news[source]
        for source in range(FIRST_BAD, N_EVIDENCE):
            points[c, source] -= loss * news[source]


def explain(world: World, p: TrustParameters) -> None:
    """Book, by community and source, by how much trust is about to move."""
    m = world.members
    for b in range(len(m.trust)):
        learns = m.has_news_today[b] & m.is_member
        learners = rows_where(learns.view(np.bool_), world.everyone)
        forget(
            m.faded_today[b], m.trust[b], m.good_evidence[b], m.bad_evidence[b],
            m.is_member - learns, p.prior_good, p.prior_bad, kept_per_day(p),
        )  # fmt: skip
        tally_trust(
            world.ledger.trust[world.day, b], learners, m.faded_today[b],
            m.good_evidence[b], m.bad_evidence[b], m.evidence_today[b], m.community,
            world.communities.first_row, p.prior_good, p.prior_bad, kept_per_day(p), p.negativity,
        )  # fmt: skip


def step(world: World, p: TrustParameters, rows: Span) -> None:
    """Let the members in `rows` learn from today, and forget a little."""
    m = world.members
    for b in range(len(m.trust)):
        update_trust(
            rows.start, rows.stop, rows_with_news(world, b, rows), m.trust[b], m.good_evidence[b],
            m.bad_evidence[b], m.evidence_today[b], p.prior_good, p.prior_bad, kept_per_day(p),
            p.negativity,
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
