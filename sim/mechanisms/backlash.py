"""Backlash: an upset member may complain in public, and friends may join in.

    chance to complain = chance * (1 + invited, if the brand replies) * grievance
    grievance          = what the member held against the brand today, up to one experience
    a friend joins if    share of ties that complain >= threshold, and above 0
    threshold          = threshold + by trust * (trust - 1/2) - by arousal * arousal,
                         between the least threshold and 1
    arousal'           = a + (1 - a) * (1 - exp(-heat * share of members that complain))
                         with a = kept * arousal; times (1 - calmed), if the brand apologises
    evidence against   = weight * share of ties that complain; weight, for who joins

Ties count by their strength. Who begins to complain is heard from the next day on, for some days;
who has complained joins nobody again, but may complain of something new. Apologies to a community
that complains take hours on top of the week's. Off by default.

Source: thresholds, Granovetter 1978 (from memory, not verified) and Watts 2002 (cascades are rare
and large); signs of arousal, ties and empathy, Herhausen et al. 2019; that replying invites
complaints, Ma, Sun & Kekre 2015 (sign). All levels are assumptions.
"""

import math

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Line, Source
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, mixed, uniform
from sim.world import Span, World, call_listeners, rows_where, rows_with_news

BEGINS, IS_OVER, GOES_ON = 1, 2, 3  # codes of a complaint: odd while it lasts


class BacklashParameters(Parameters):
    """Who complains, who joins, how heated it gets, and what calms it."""

    is_on: int = switch("whether members can complain in public")
    chance: float = parameter(
        0.01, plausible=(0.002, 0.05), bounds=(0.0, 1.0), unit="share",
        meaning="chance to complain in public of a whole experience against the brand",
        source="assumption: almost all who are upset tell friends at most",
    )  # fmt: skip
    invited: float = parameter(
        0.2, plausible=(0.0, 1.0), bounds=(0.0, 10.0), unit="ratio",
        meaning="further complaints to a brand that replies",
        source="assumption: sign from Ma, Sun & Kekre 2015",
    )  # fmt: skip
    days: float = parameter(
        2.0, plausible=(1.0, 7.0), bounds=(1.0, 1e9), unit="days",
        meaning="mean time that a complaint is heard", source="assumption: soon out of sight",
    )  # fmt: skip
    threshold: float = parameter(
        0.28, plausible=(0.1, 0.5), bounds=(0.0, 1.0), unit="share",
        meaning="share of ties complaining that makes a calm, neutral member join",
        source="calibrated: by hand, so that storms are rare and large (docs/decisions/0012)",
    )  # fmt: skip
    threshold_by_trust: float = parameter(
        0.5, plausible=(0.0, 1.0), bounds=(0.0, 5.0), unit="ratio",
        meaning="further share it takes per point of trust above one half",
        source="assumption: trust protects (sign from Hansen et al. 2018)",
    )  # fmt: skip
    threshold_by_arousal: float = parameter(
        0.3, plausible=(0.0, 0.6), bounds=(0.0, 5.0), unit="share",
        meaning="share less that it takes at full arousal",
        source="assumption: sign from Herhausen et al. 2019",
    )  # fmt: skip
    threshold_least: float = parameter(
        0.02, bounds=(0.0, 1.0), unit="share",
        meaning="share of ties complaining below which nobody joins",
        source="assumption: one tie in fifty", confidence="given",
    )  # fmt: skip
    heat: float = parameter(
        5.0, plausible=(1.0, 20.0), bounds=(0.0, 1000.0), unit="ratio",
        meaning="arousal from a small share of complaining members, against that share",
        source="assumption: storms stay rare; one in ten complaining makes arousal .4",
    )  # fmt: skip
    half_life: float = parameter(
        3.0, plausible=(1.0, 14.0), bounds=(0.1, 365.0), unit="days",
        meaning="time in which half of the arousal passes",
        source="assumption: storms last for days",
    )  # fmt: skip
    calmed: float = parameter(
        0.5, plausible=(0.0, 0.9), bounds=(0.0, 1.0), unit="share",
        meaning="share of arousal that a day of apologies takes away",
        source="assumption: sign from Herhausen et al. 2019 (empathy, apology)",
    )  # fmt: skip
    hours_per_apology: float = parameter(
        1.0, plausible=(0.25, 4.0), bounds=(0.0, 100.0), unit="hours",
        meaning="work of a day of apologies to one community", source="assumption",
    )  # fmt: skip
    weight: float = parameter(
        0.3, plausible=(0.1, 1.0), bounds=(0.0, 10.0), unit="experiences",
        meaning="evidence in the complaints of all ties for a day, or in joining them",
        source="assumption: a little more than a friend's word",
    )  # fmt: skip


@rule
def chance_to_complain(grievance, is_invited, p):
    """Return the chance (0..1) to complain of a grievance (experiences, >= 0)."""
    return min(1.0, p.chance * (1.0 + p.invited * is_invited) * min(1.0, grievance))


@rule
def threshold_to_join(trust, arousal, p):
    """Return the share of ties complaining (0..1) at which a member joins; both 0..1."""
    cool = p.threshold + p.threshold_by_trust * (trust - 0.5)
    return min(1.0, max(p.threshold_least, cool - p.threshold_by_arousal * arousal))


@rule
def arousal_after(arousal, complaining, is_calmed, p):
    """Return tonight's arousal (0..1), given this morning's and the share that complains (0..1)."""
    kept = arousal * 0.5 ** (1.0 / p.half_life)
    heated = kept + (1.0 - kept) * (1.0 - math.exp(-p.heat * complaining))
    return heated * (1.0 - p.calmed * is_calmed)


@rule
def grievance_of(news):
    """Return what a brand did to a member today (experiences, >= 0); news: (n_sources,)."""
    return (
        news[Source.INSINCERITY] + news[Source.OFFENCE] + news[Source.PRIVACY]
        + news[Source.HIDDEN_ADS] + news[Source.CRISIS] + news[Source.PRODUCT_FAILURE]
        + news[Source.IGNORED_COMMENTS]
    )  # fmt: skip


@kernel
def go_on(rows, complaint, key, days):
    """Writes one brand's `complaint` in `rows`: those who complained yesterday go on, or stop."""
    for i in rows:
        stops = complaint[i] == GOES_ON and uniform(key, i) * days < 1.0
        complaint[i] = IS_OVER if stops else GOES_ON


@kernel
def begin(rows, complaint, is_member, news, is_invited, key, p):
    """Writes one brand's `complaint` in `rows`: who has a grievance may begin."""
    for i in rows:
        chance = chance_to_complain(grievance_of(news[i]), is_invited, p)
        if is_member[i] and complaint[i] % 2 == 0 and uniform(key, i) < chance:
            complaint[i] = BEGINS


@kernel
def heat_up(arousal, n_complaining, present, is_banned, apologises, p):
    """Writes one brand's `arousal` (n_communities,); return in how many it apologises."""
    n_apologies = 0
    for c in range(arousal.size):
        calms = n_complaining[c] > 0 and apologises and not is_banned[c]
        share = n_complaining[c] / max(present[c], 1.0)
        arousal[c] = arousal_after(arousal[c], share, float(calms), p)
        n_apologies += calms
    return n_apologies


@kernel
def hear_complaints(
    rows, complaint, evidence_today, has_news_today, is_member, community, trust, arousal,
    ties_start, ties_whom, ties_strength, p,
):  # fmt: skip
    """Writes one brand's `complaint`, evidence and news in `rows`; arousal (n_communities,)."""
    for i in rows:
        if complaint[i] == BEGINS or complaint[i] == GOES_ON:
            continue
        complaining = everybody = 0.0
        for tie in range(ties_start[i], ties_start[i + 1]):
            j = ties_whom[tie]
            here = ties_strength[tie] * is_member[j]
            everybody += here
            complaining += here * (complaint[j] == GOES_ON)
        if complaining <= 0.0:
            continue
        share = complaining / everybody
        has_news_today[i] = 1
        joins = share >= threshold_to_join(trust[i], arousal[community[i]], p)
        if joins and complaint[i] != IS_OVER:
            complaint[i] = BEGINS
            share = 1.0
        evidence_today[i, Source.BACKLASH] += p.weight * share


def complain(world: World, p: BacklashParameters, rows: Span) -> None:
    """Let the members in `rows` begin to complain of the brands, go on, or stop."""
    if not p.is_on:
        return
    m, brands = world.members, world.brands
    for b, brand_key in enumerate(brands.keys):
        key = np.uint64(mixed(world.key(Purpose.COMPLAIN), brand_key))
        lasting = (m.complaint[b, slice(*rows)] & 1).view(np.bool_)
        go_on(rows_where(lasting, rows), m.complaint[b], np.uint64(mixed(key, 1)), p.days)
        begin(
            rows_with_news(world, b, rows), m.complaint[b], m.is_member, m.evidence_today[b],
            brands.replies[b], key, p.numbers,
        )  # fmt: skip


def look_around(world: World, p: BacklashParameters) -> None:
    """Let arousal rise with complaints and pass, brands apologise, and find who hears them."""
    if not p.is_on:
        return
    m, c, ties = world.members, world.communities, world.ties
    m.may_hear[:] = 0
    for b in range(len(m.trust)):
        complaining = rows_where((m.complaint[b] == GOES_ON) & (m.is_member == 1), world.everyone)
        if len(complaining) == 0 and not c.arousal[b].any():
            continue
        call_listeners(complaining, m.may_hear, ties.heard_start, ties.heard_by)
        loud = np.bincount(m.community[complaining], minlength=len(c))
        n_apologies = heat_up(
            c.arousal[b], loud, c.present, c.is_banned[b], world.brands.apologises[b], p.numbers
        )
        hours = n_apologies * p.hours_per_apology
        world.ledger.work(world.day, b, Line.APOLOGIES, hours, world.brands.wage[b])


def step(world: World, p: BacklashParameters, rows: Span) -> None:
    """Let the members in `rows` hear the complaints of friends, and join them or not."""
    m, ties, here = world.members, world.ties, slice(*rows)
    if not p.is_on:
        return
    hearers = rows_where((m.may_hear[here] & m.is_member[here]).view(np.bool_), rows)
    if len(hearers) == 0:
        return
    for b in range(len(m.trust)):
        hear_complaints(
            hearers, m.complaint[b], m.evidence_today[b], m.has_news_today[b], m.is_member,
            m.community, m.trust[b], world.communities.arousal[b], ties.start, ties.whom,
            ties.strength, p.numbers,
        )  # fmt: skip
