"""Judgement: each post seen is weighed: does it fit me, is it genuine, what is it after?

    fit              = interest * relevance * fluency
    intent felt      = 1 - exp(-sensitivity * (base + slope * promotion) * (1 + irritation))
    authenticity     = genuineness * fluency * (1 - discount * intent felt)

and leaves evidence, counted in experiences (the weights are the parameters below):

    for      content weight * fit * authenticity
    against  content weight * intent felt * (1 - fit) * (.3 + .7 * promotion)
             breach weight * sensitivity * (promotion share - norm) / (1 - norm), above the norm
             hidden weight, if an ad that does not say so is found out
             privacy weight * privacy sensitivity * sensitivity of the topic * personalisation,
                 without consent; with consent, personalisation raises the fit

Source: persuasion knowledge, Friestad & Wright 1994 (concept; from memory, not verified);
that scepticism halves persuasion and does not cancel it, Eisend & Tarrahi 2021; signs of
hidden ads, Waltenrath 2024; of covert data use, Aguirre et al. 2015; of consent, Tucker
2014. All levels are assumptions.
"""

import math

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform
from sim.world import SLOTS, Span, World


class JudgementParameters(Parameters):
    """How members read what they see, and what it tells them about the brand."""

    content_weight: float = parameter(
        0.15,
        plausible=(0.05, 0.4),
        bounds=(0.0, 5.0),
        unit="experiences",
        meaning="evidence from one wholly fitting, wholly authentic post",
        source="assumption: set so that trust rises by .10 to .15 in a year of genuine posts",
    )
    breach_weight: float = parameter(
        0.35,
        plausible=(0.1, 1.0),
        bounds=(0.0, 5.0),
        unit="experiences",
        meaning="evidence against a brand that only promotes, per post seen",
        source="assumption: 46 % unfollow for too much promotion (Sprout 2016, second-hand)",
    )
    hidden_weight: float = parameter(
        0.7,
        plausible=(0.2, 2.0),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence against a brand whose hidden ad is found out",
        source="assumption: sign from Waltenrath 2024",
    )
    detection: float = parameter(
        0.3,
        plausible=(0.05, 0.8),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="chance that a fully sensitive member finds out a hidden ad, per view",
        source="assumption: no measurement known",
    )
    privacy_weight: float = parameter(
        0.8,
        plausible=(0.2, 2.0),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence against a brand that used personal data without consent",
        source="assumption: sign from Aguirre et al. 2015",
    )
    intent_base: float = parameter(
        0.15,
        plausible=(0.0, 0.4),
        bounds=(0.0, 5.0),
        unit="ratio",
        meaning="commercial intent felt in a post without any promotion",
        source="assumption: a brand is a brand",
    )
    intent_slope: float = parameter(
        1.35,
        plausible=(0.5, 3.0),
        bounds=(0.0, 10.0),
        unit="ratio",
        meaning="further intent felt in a post that is nothing but promotion",
        source="assumption: a sensitive member is then almost sure of it",
    )
    scepticism: float = parameter(
        0.5,
        plausible=(0.3, 1.0),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="share of authenticity that fully felt intent takes away",
        source="Eisend & Tarrahi 2021: persuasion knowledge has about half the power",
        confidence="medium",
    )
    label: float = parameter(
        0.5,
        plausible=(0.2, 0.9),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="share of the way to plain promotion that the label 'ad' makes a post look",
        source="assumption: sign from Liu & Zhao 2025 (disclosure raises persuasion knowledge)",
    )


@rule
def fit_of(interest, relevance, fluency):
    """Return how well something fits a member, 0..1, from three shares of 0..1."""
    return interest * relevance * fluency


@rule
def fit_with_consent(fit, personalisation):
    """Return the fit of a post that was personalised with consent, 0..1."""
    return min(1.0, fit * (1.0 + personalisation))


@rule
def promotion_shown(promotion, disclosure):
    """Return how promotional a post looks, 0..1: a label moves it toward 1."""
    return promotion + disclosure * (1.0 - promotion)


@rule
def intent_felt(sensitivity, promotion, irritation, base, slope):
    """Return the commercial intent a member feels, 0..1 (1 excluded).

    sensitivity  share        the member's authenticity sensitivity
    promotion    share        how promotional the post looks
    irritation   0..3         annoyance makes suspicious
    base, slope  ratio, >= 0  intent in a post without and with promotion
    """
    return 1.0 - math.exp(-sensitivity * (base + slope * promotion) * (1.0 + irritation))


@rule
def authenticity_of(genuineness, fluency, intent, scepticism):
    """Return how authentic a post seems, 0..1, from four shares of 0..1."""
    return genuineness * fluency * (1.0 - scepticism * intent)


@rule
def evidence_for(fit, authenticity, weight):
    """Return the good evidence (experiences, >= 0) in a post."""
    return weight * fit * authenticity


@rule
def evidence_against(fit, intent, promotion, weight):
    """Return the bad evidence (experiences, >= 0) in a post that wants something."""
    return weight * intent * (1.0 - fit) * (0.3 + 0.7 * promotion)


@rule
def breach_of_norm(promotion_share, norm):
    """Return how far promotion is above a community's norm, 0..1; both are shares."""
    if promotion_share <= norm + 1e-9:  # a brand at its norm is not above it by a rounding
        return 0.0
    return (promotion_share - norm) / (1.0 - norm)


@kernel
def judge_posts(
    start, stop, evidence_today, has_news_today, promotion_today, fit, authenticity, tone, member,
    post, sees_through, interest, authenticity_sensitivity, privacy_sensitivity, irritation, brand,
    post_key, is_paid, promotion, disclosure, is_hidden, has_consent, personalisation, relevance,
    fluency, genuineness, feigned, breach, sensitivity, day, p,
):  # fmt: skip
    """Writes evidence, news, promotion of members, and fit, authenticity, tone of views.

    start..stop are views; the rows written are those of their members.
    """
    for v in range(start, stop):
        i, k = member[v], post[v]
        c, slot = k // SLOTS, k % SLOTS
        b = brand[c, slot]
        fitting = fit_of(interest[i], relevance[c, slot], fluency[c, slot])
        bad = 0.0
        if has_consent[c, slot]:
            fitting = fit_with_consent(fitting, personalisation[c, slot])
        else:
            bad = (
                p.privacy_weight * privacy_sensitivity[i] * sensitivity[c]
                * personalisation[c, slot]
            )  # fmt: skip
            evidence_today[b, i, Source.PRIVACY] += bad
        shown = promotion_shown(promotion[c, slot], disclosure[c, slot])
        alert = authenticity_sensitivity[i]
        intent = intent_felt(alert, shown, irritation[b, i], p.intent_base, p.intent_slope)
        seems = genuineness[b] + (0.0 if sees_through[b, i] else feigned[b])
        genuine = authenticity_of(seems, fluency[c, slot], intent, p.scepticism)
        good = evidence_for(fitting, genuine, p.content_weight)
        evidence_today[b, i, Source.CONTENT] += good
        wants = evidence_against(fitting, intent, promotion[c, slot], p.content_weight)
        evidence_today[b, i, Source.COMMERCIAL_INTENT] += wants
        bad += wants
        if not is_paid[c, slot]:
            above = p.breach_weight * alert * breach[b, c]
            evidence_today[b, i, Source.NORM_BREACH] += above
            bad += above
        if is_hidden[c, slot]:
            key = mixed(mixed(post_key[c, slot], Purpose.DETECT), day)
            if uniform(key, i) < alert * p.detection:
                evidence_today[b, i, Source.HIDDEN_ADS] += p.hidden_weight
                sees_through[b, i] = 1
                bad += p.hidden_weight
        has_news_today[b, i] = 1
        promotion_today[b, i] += promotion[c, slot]
        fit[v], authenticity[v], tone[v] = fitting, genuine, good - bad


def step(world: World, p: JudgementParameters, rows: Span) -> None:
    """Let the members in `rows` weigh what they saw today."""
    m, posts, views, c = world.members, world.posts, world.views, world.communities
    span = views.of(rows)
    if span.start == span.stop:
        return
    judge_posts(
        span.start, span.stop, m.evidence_today, m.has_news_today, m.promotion_today, views.fit,
        views.authenticity, views.tone, views.member, views.post, m.sees_through, m.interest,
        m.authenticity_sensitivity, m.privacy_sensitivity, m.irritation, posts.brand, posts.key,
        posts.is_paid,
        posts.promotion, posts.disclosure, posts.is_hidden, posts.has_consent,
        posts.personalisation, posts.relevance, posts.fluency, world.brands.genuineness,
        world.brands.feigned, c.breach, c.sensitivity, world.day, p.numbers,
    )  # fmt: skip
