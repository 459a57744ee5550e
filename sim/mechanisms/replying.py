"""Replying: the brand answers comments while its hours last, then those who ask for help.

    places today = hours left this week / days left / hours per reply
    a reply is evidence for the brand (weight * genuineness * fluency * welcome), against it
    where the brand is unwelcome (sim/mechanisms/presence.py), and leaves warmth,
    which fades by half-lives; a comment left lying is evidence against it. Members also ask for
    help; an answer is evidence like a reply, and both bring the brand to mind like a post.

Source: Joyce & Kraut 2006: 44 % return without, 56 % with a reply: odds x 1.62, logit .482.
That a quarter is annoyed by silence, Sprout 2016 (second-hand). Levels are assumptions.
"""

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Line, Source
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform
from sim.world import COMMENT, SLOTS, Span, World, rows_where


class ReplyingParameters(Parameters):
    """What a reply costs the brand and does to the member."""

    reply_weight: float = parameter(
        0.6,
        plausible=(0.2, 1.5),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence from a wholly genuine, fluent reply",
        source="assumption: more than a post, less than using the product",
    )
    ignored_weight: float = parameter(
        0.04,
        plausible=(0.0, 0.2),
        bounds=(0.0, 10.0),
        unit="experiences",
        meaning="evidence against a brand that leaves a comment unanswered",
        source="assumption: 25 % annoyed by no answer (Sprout 2016, second-hand)",
    )
    warmth: float = parameter(
        0.48,
        plausible=(0.2, 0.7),
        bounds=(0.0, 5.0),
        unit="log-odds",
        meaning="readiness to engage that a reply adds",
        source="Joyce & Kraut 2006: 44 % to 56 % return",
        confidence="high",
    )
    warmth_half_life: float = parameter(
        30.0,
        plausible=(10.0, 90.0),
        bounds=(1.0, 1000.0),
        unit="days",
        meaning="time in which half of that warmth is gone",
        source="assumption: about a month",
    )
    hours_per_reply: float = parameter(
        0.1,
        plausible=(0.05, 0.25),
        bounds=(0.01, 8.0),
        unit="hours",
        meaning="work for one reply to a comment",
        source="assumption: six minutes",
    )
    hours_per_answer: float = parameter(
        0.25,
        plausible=(0.1, 1.0),
        bounds=(0.01, 8.0),
        unit="hours",
        meaning="work for one answer to a member's request",
        source="assumption: a quarter of an hour",
    )
    request_share: float = parameter(
        0.3,
        plausible=(0.1, 0.6),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="share of the members' own posts that ask for help",
        source="assumption: no measurement known",
    )


@rule
def chance_to_ask(posts_per_day, propensity, request_share):
    """Return the chance (0..1) to ask for help today: posts/day, ratio >= 0, share 0..1."""
    return min(1.0, posts_per_day * propensity * request_share)


@rule
def reply_evidence(genuineness, fluency, welcome, weight):
    """Return what a reply says for the brand (experiences, < 0 against); welcome is -1..1."""
    return weight * genuineness * fluency * welcome


@rule
def reply_draw(post_key, day, member):
    """Return the draw in [0, 1) that decides in which order a comment is answered."""
    return uniform(mixed(mixed(post_key, Purpose.REPLY), day), member)


@rule
def warmth_left(warmth, half_life):
    """Return what a day leaves of the warmth (log-odds) of a reply; half-life in days."""
    return warmth * 0.5 ** (1.0 / half_life)


@kernel
def ask(rows, asks_today, posting_propensity, community, posts_per_member, key, request_share):
    """Writes `asks_today` in `rows`, members who write: who asks for help."""
    for i in rows:
        each = posts_per_member[community[i]]
        chance = chance_to_ask(each, posting_propensity[i], request_share)
        asks_today[i] = uniform(key, i) < chance


@kernel
def draws_of_comments(b, member, post, action, brand, post_key, is_banned, day):
    """Return the draws and communities of those who commented where brand b may reply."""
    draws, where = np.empty(member.size), np.empty(member.size, np.int64)
    n = 0
    for v in range(member.size):
        c, slot = post[v] // SLOTS, post[v] % SLOTS
        if action[v] == COMMENT and brand[c, slot] == b and not is_banned[b, c]:
            draws[n], where[n] = reply_draw(post_key[c, slot], day, member[v]), c
            n += 1
    return draws[:n], where[:n]


@kernel
def draws_of_requests(b, asks_today, community, is_present, key):
    """Return the draws and communities of members who ask where brand b takes part."""
    draws, where = np.empty(asks_today.size), np.empty(asks_today.size, np.int64)
    n = 0
    for i in range(asks_today.size):
        if asks_today[i] and is_present[b, community[i]]:
            draws[n], where[n] = uniform(key, i), community[i]
            n += 1
    return draws[:n], where[:n]


@kernel
def hear_from_brand(
    start, stop, view_start, view_stop, evidence_today, has_news_today, reply_boost,
    replies_today, asks_today, community, member, post, action, brand, post_key, brand_keys,
    genuineness, fluency, welcome, is_present, reply_cut, answer_cut, answer_key, day, p,
):  # fmt: skip
    """Writes evidence, news, warmth and `replies_today` in rows start..stop."""
    for b in range(reply_boost.shape[0]):
        warmth = reply_boost[b, start:stop]
        for i in range(warmth.size):
            warmth[i] = warmth_left(warmth[i], p.warmth_half_life)
        if answer_cut[b] < 0.0:
            continue
        key = mixed(answer_key, brand_keys[b])
        for i in range(start, stop):
            c = community[i]
            if asks_today[i] and is_present[b, c] and uniform(key, i) <= answer_cut[b]:
                says = reply_evidence(genuineness[b], fluency[b, c], welcome[b, c], p.reply_weight)
                source = Source.PARTICIPATION if says >= 0.0 else Source.TOO_MUCH_PRESENCE
                evidence_today[b, i, source] += abs(says)
                has_news_today[b, i] = 1
                replies_today[b, i] += 1
                reply_boost[b, i] = p.warmth
    for v in range(view_start, view_stop):
        if action[v] != COMMENT:
            continue
        i, c = member[v], community[member[v]]
        slot = post[v] % SLOTS
        b = brand[c, slot]
        has_news_today[b, i] = 1
        if reply_draw(post_key[c, slot], day, i) <= reply_cut[b]:
            says = reply_evidence(genuineness[b], fluency[b, c], welcome[b, c], p.reply_weight)
            source = Source.REPLIES if says >= 0.0 else Source.TOO_MUCH_PRESENCE
            evidence_today[b, i, source] += abs(says)
            replies_today[b, i] += 1
            reply_boost[b, i] = p.warmth
        else:
            evidence_today[b, i, Source.IGNORED_COMMENTS] += p.ignored_weight


def ask_for_help(world: World, p: ReplyingParameters, rows: Span) -> None:
    """Let the members in `rows` ask their community for help."""
    m, here = world.members, slice(*rows)
    m.asks_today[here] = 0
    if world.members_answer or world.brands.answers.any():
        writes = (m.posting_propensity[here] > 0.0) & m.is_member[here].view(np.bool_)
        ask(
            rows_where(writes, rows), m.asks_today, m.posting_propensity, m.community,
            world.communities.posts_per_member, world.key(Purpose.ASK), p.request_share,
        )  # fmt: skip


def grant_places(world: World, p: ReplyingParameters) -> None:
    """Decide, within each brand's hours, who is answered today, and book the work."""
    m, views, posts, brands = world.members, world.views, world.posts, world.brands
    counts, communities = world.counts, world.communities
    for b, brand_key in enumerate(brands.keys):
        brands.reply_hours_today[b] = hours_for_replies(world, b)
        brands.reply_cut[b] = brands.answer_cut[b] = -1.0
        jobs = []
        if brands.replies[b] and len(views.member) > 0:
            waiting = draws_of_comments(
                b, views.member, views.post, views.action, posts.brand, posts.key,
                communities.is_banned, world.day,
            )  # fmt: skip
            jobs += [(waiting, "replies", Line.REPLIES, brands.reply_cut, p.hours_per_reply)]
        if brands.answers[b]:
            answer_key = np.uint64(mixed(world.key(Purpose.ASK), brand_key))
            waiting = draws_of_requests(b, m.asks_today, m.community, brands.is_present, answer_key)
            jobs += [(waiting, "answers", Line.ANSWERS, brands.answer_cut, p.hours_per_answer)]
        for (draws, where), count, line, cut, each in jobs:
            n_places = min(len(draws), int(brands.reply_hours_today[b] / each + 1e-9))
            if n_places == 0:
                continue
            cut[b] = np.partition(draws, n_places - 1)[n_places - 1]
            answered = np.bincount(where[draws <= cut[b]], minlength=len(communities))
            getattr(counts, count)[world.day, b, : len(communities)] += answered
            communities.hours_today[b] += answered * each
            world.ledger.work(world.day, b, line, n_places * each, brands.wage[b])
            spend_reply_hours(world, b, n_places * each)


def hours_for_replies(world: World, b: int) -> float:
    """Return today's part of the hours brand b has left for replies this week."""
    return world.brands.reply_hours[b] / (7 - world.day % 7)


def spend_reply_hours(world: World, b: int, hours: float) -> None:
    """Take hours from those that brand b has left for replies, today and this week."""
    brands = world.brands
    brands.reply_hours[b] = max(0.0, brands.reply_hours[b] - hours)
    brands.reply_hours_today[b] = max(0.0, brands.reply_hours_today[b] - hours)


def step(world: World, p: ReplyingParameters, rows: Span) -> None:
    """Let the members in `rows` find the brand's replies, or find none."""
    m, views, brands = world.members, world.views, world.brands
    span = views.of(rows)
    hear_from_brand(
        rows.start, rows.stop, span.start, span.stop, m.evidence_today, m.has_news_today,
        m.reply_boost, m.replies_today, m.asks_today, m.community, views.member, views.post,
        views.action, world.posts.brand, world.posts.key, brands.keys, brands.genuineness,
        world.communities.fluency, world.communities.welcome, brands.is_present, brands.reply_cut,
        brands.answer_cut, world.key(Purpose.ASK), world.day, p.numbers,
    )  # fmt: skip
