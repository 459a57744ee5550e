"""Engagement: a member who saw a post likes, comments on or shares it, or passes on.

    chance to engage = logistic(base + fit + usefulness + trust + authenticity + immersion
                                + friends who engaged + warmth of a reply + luck of the post
                                - irritation - promotion)       each times its weight
    friends' weight  = 1 - exp(-number of friends who engaged yesterday)
    like : comment : share as on the platform, comments times the post's comment odds; then
    a member's odds to comment are those of the average member times the propensity to write.

Source: signs from Santini et al. 2020 (trust, satisfaction), Morhart et al. 2015
(authenticity), Lee et al. 2018 and Waltenrath 2024 (promotion lowers), Joyce & Kraut 2006
(a reply: odds of returning x 1.62, logit .48). The two bases are set so that 6 to 7 % of
viewers engage in a matched community and about .9 % click an ad: calibrated, not emergent.
"""

import math

import numpy as np

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform
from sim.world import SLOTS, Span, World


class EngagementParameters(Parameters):
    """What makes members act on a post. All weights but the bases are in log-odds."""

    base: float = parameter(
        -3.4, plausible=(-4.1, -2.9), bounds=(-20.0, 5.0), unit="log-odds",
        meaning="readiness to engage with an ordinary post",
        source="calibrated: docs/calibration.md; 6 to 7 % of viewers in a matched community "
        "(Locowise, second-hand)",
        confidence="medium",
    )  # fmt: skip
    base_ads: float = parameter(
        -4.7, plausible=(-5.5, -4.0), bounds=(-20.0, 5.0), unit="log-odds",
        meaning="readiness to engage with an ad",
        source="calibrated: click-through of .9 % (WordStream 2017, second-hand)",
        confidence="medium",
    )  # fmt: skip
    fit: float = parameter(
        2.0, plausible=(1.0, 3.0), bounds=(0.0, 10.0), unit="log-odds",
        meaning="pull of a post that fits the member's interest",
        source="assumption: sign from Lee et al. 2018",
    )  # fmt: skip
    usefulness: float = parameter(
        0.5, plausible=(0.0, 1.0), bounds=(0.0, 10.0), unit="log-odds",
        meaning="pull of a useful post", source="assumption: sign from Goh et al. 2013",
    )  # fmt: skip
    trust: float = parameter(
        1.5, plausible=(0.5, 2.5), bounds=(0.0, 10.0), unit="log-odds",
        meaning="pull of trust in the brand", source="assumption: sign from Santini et al. 2020",
    )  # fmt: skip
    authenticity: float = parameter(
        1.0, plausible=(0.3, 2.0), bounds=(0.0, 10.0), unit="log-odds",
        meaning="pull of a post that seems authentic",
        source="assumption: sign from Morhart et al. 2015",
    )  # fmt: skip
    friends: float = parameter(
        0.6, plausible=(0.0, 1.2), bounds=(0.0, 10.0), unit="log-odds",
        meaning="pull of friends who engaged with the brand the day before",
        source="assumption: sign from Centola 2010",
    )  # fmt: skip
    irritation: float = parameter(
        0.6, plausible=(0.0, 1.5), bounds=(0.0, 10.0), unit="log-odds",
        meaning="push of irritation", source="assumption: sign from Kronrod & Huber 2019",
    )  # fmt: skip
    promotion: float = parameter(
        -0.3, plausible=(-0.8, 0.0), bounds=(-10.0, 0.0), unit="log-odds",
        meaning="push of a post that is all promotion",
        source="assumption: sign from Lee et al. 2018, Waltenrath 2024",
    )  # fmt: skip
    click_rate: float = parameter(
        0.012, plausible=(0.005, 0.03), bounds=(0.0, 1.0), unit="share",
        meaning="chance to follow the link of an ordinary post; of an ad, engaging is clicking",
        source="assumption: as of ads, .9 to 1.5 % (WordStream 2017 and later, second-hand)",
    )  # fmt: skip
    immersion: float = parameter(
        0.18, plausible=(0.0, 0.4), bounds=(0.0, 10.0), unit="log-odds",
        meaning="pull of an AR or VR experience on those with access to it",
        source="assumption: x 1.2 (from memory, not verified)",
    )  # fmt: skip


@rule
def logistic(x):
    """Return 1 / (1 + exp(-x)): log-odds as a chance, 0..1."""
    return 1.0 / (1.0 + math.exp(-x))


@rule
def social_proof(friends):
    """Return how much it counts, 0..1, that `friends` (>= 0) engaged yesterday."""
    return 1.0 - math.exp(-1.0 * friends)  # compiled, -friends of an unsigned count would wrap


@rule
def chance_to_engage(
    base, fit, usefulness, trust, authenticity, proof, irritation, promotion, immersion, boost, p
):
    """Return the chance (0..1) that a member engages with a post it has seen.

    base                            log-odds   of a post or of an ad
    fit, usefulness, trust, authenticity,
    proof, promotion, immersion     share      0..1
    irritation                      0..3
    boost                           log-odds   left from the brand's last reply
    p                               the weights
    """
    return logistic(
        base
        + p.fit * (fit - 0.5)
        + p.usefulness * (usefulness - 0.5)
        + p.trust * (trust - 0.5)
        + p.authenticity * (authenticity - 0.5)
        + p.friends * proof
        - p.irritation * irritation
        + p.promotion * promotion
        + p.immersion * immersion
        + boost
    )


@rule
def chance_to_comment(chance, propensity):
    """Return the chance (0..1) to comment: odds of the average member times the propensity.

    chance      0..1         of a member who writes as much as the average
    propensity  ratio, >= 0  the member's writing against the average; 0 is silent
    """
    if chance >= 1.0:
        return 1.0 if propensity > 0.0 else 0.0
    odds = propensity * chance / (1.0 - chance)
    return odds / (1.0 + odds)


@rule
def chance_to_click(rate, odds):
    """Return the chance (0..1) to follow a link: share, and ratio > 0 of the kind of post."""
    return min(1.0, rate * odds)


@rule
def action_taken(draw, like, comment, share):
    """Return 1 (like), 2 (comment), 3 (share) or 0 for a draw in [0, 1) and three chances.

    Of chances that sum to more than 1, each gets its part.
    """
    draw *= max(1.0, like + comment + share)
    if draw < like:
        return 1
    if draw < like + comment:
        return 2
    if draw < like + comment + share:
        return 3
    return 0


@kernel
def tell_friends(friends_engaged, last_engaged, heard_start, heard_by, day):
    """Writes `friends_engaged`: how many of a member's ties engaged with each brand yesterday."""
    friends_engaged[:] = 0
    for b in range(last_engaged.shape[0]):
        for j in range(last_engaged.shape[1]):
            if last_engaged[b, j] == day - 1:
                for tie in range(heard_start[j], heard_start[j + 1]):
                    friends_engaged[b, heard_by[tie]] += 1


@kernel
def engage(
    start, stop, action, clicks, last_engaged, liked, commented, shared, member, post, fit,
    authenticity, friends_engaged, trust, irritation, reply_boost, posting_propensity, has_access,
    brand, post_key, is_paid, usefulness, promotion, immersion, appeal, comment_odds, click_odds,
    action_mix, day, p,
):  # fmt: skip
    """Writes `action`, `clicks` of the views start..stop, and who engaged how in members' rows."""
    for v in range(start, stop):
        i, k = member[v], post[v]
        c, slot = k // SLOTS, k % SLOTS
        b = brand[c, slot]
        chance = chance_to_engage(
            (p.base_ads if is_paid[c, slot] else p.base) + appeal[c, slot],
            fit[v], usefulness[c, slot], trust[b, i], authenticity[v], 
            social_proof(friends_engaged[b, i]),
            irritation[b, i], promotion[c, slot], immersion[c, slot] * has_access[i],
            reply_boost[b, i], p,
        )  # fmt: skip
        like, comment, share = action_mix[c]
        comment *= comment_odds[c, slot]
        each = chance / (like + comment + share)
        action[v] = action_taken(
            uniform(mixed(mixed(post_key[c, slot], Purpose.ENGAGE), day), i),
            each * like, chance_to_comment(each * comment, posting_propensity[i]), each * share,
        )  # fmt: skip
        if is_paid[c, slot]:
            clicks[v] = action[v] != 0
        else:
            key = mixed(mixed(post_key[c, slot], Purpose.CLICK), day)
            clicks[v] = uniform(key, i) < chance_to_click(p.click_rate, click_odds[c, slot])
        if action[v] == 0:
            continue
        last_engaged[b, i] = day
        bit = np.uint32(1) << np.uint32(slot)
        if action[v] == 1:
            liked[i] |= bit
        elif action[v] == 2:
            commented[i] |= bit
        else:
            shared[i] |= bit


def look_at_friends(world: World) -> None:
    """Let those who see posts today know which friends engaged yesterday."""
    m, ties = world.members, world.ties
    if len(world.views.member) > 0 and world.day > 0:
        tell_friends(
            m.friends_engaged, m.last_engaged, ties.heard_start, ties.heard_by, world.day
        )  # fmt: skip


def step(world: World, p: EngagementParameters, rows: Span) -> None:
    """Let the members in `rows` act on what they saw."""
    m, posts, views = world.members, world.posts, world.views
    span = views.of(rows)
    if span.start == span.stop:
        return
    engage(
        span.start, span.stop, views.action, views.clicks, m.last_engaged, m.liked, m.commented,
        m.shared, views.member, views.post, views.fit, views.authenticity, m.friends_engaged,
        m.trust, m.irritation, m.reply_boost, m.posting_propensity, m.has_access, posts.brand,
        posts.key, posts.is_paid, posts.usefulness, posts.promotion, posts.immersion, posts.appeal,
        posts.comment_odds, posts.click_odds, world.communities.action_mix, world.day, p.numbers,
    )  # fmt: skip
