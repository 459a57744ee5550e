"""Membership: members leave, sooner when irritated, and others join those they know.

    chance to leave = rate * exp(pull of irritation * irritation with the focal brand
                                 - hold of belonging * belonging)
    chance to join  = (1 - (1 - alone) * (1 - by friends) ^ sqrt(friends inside)) * benefit
    benefit         = 1 - exp(-members' posts per day / enough posts)

Off by default (`is_on`): who is there on day 0 stays. Belonging holds nobody while it is off
itself, and the benefit is 1 unless a scenario says how many posts are enough.

Source: turnover differs by size and age of a community, Panek et al. 2018; joining rises
with friends inside, with diminishing returns, Backstrom et al. 2006 (second-hand, shape
only) and with what a community offers, Foote et al. 2020 (sign); 46 % unfollow for too much
promotion, Sprout 2016 (second-hand). That those at home stay: sign from Joyce & Kraut 2006
(answered newcomers return) and Hamilton et al. 2017 (loyal communities). Levels: assumptions.
"""

import math

import numpy as np

from sim.compiled import kernel, rule
from sim.ledger import Source
from sim.parameters import Parameters, parameter, switch
from sim.randomness import Purpose, uniform
from sim.world import Span, World, rows_where

MOST_IRRITATED = 3.0  # irritation is counted from 0 to 3


class MembershipParameters(Parameters):
    """Who leaves and who joins."""

    is_on: int = switch("whether members leave and join at all")
    leave_rate: float = parameter(
        0.0092,
        plausible=(0.003, 0.016),
        bounds=(0.0, 1.0),
        unit="1/day",
        meaning="chance that a member leaves who feels neither at home nor annoyed",
        source="calibrated: docs/calibration.md; about 24 % a month, as people stop to act on a "
        "question site and in a chat network",
    )
    irritation: float = parameter(
        0.3,
        plausible=(0.0, 1.0),
        bounds=(0.0, 10.0),
        unit="log-rate",
        meaning="how much irritation hastens leaving",
        source="assumption: sign from Sprout 2016",
    )
    belonging: float = parameter(
        1.0,
        plausible=(0.0, 3.0),
        bounds=(0.0, 10.0),
        unit="log-rate",
        meaning="how much feeling wholly at home delays leaving",
        source="assumption: sign from Joyce & Kraut 2006, Hamilton et al. 2017",
    )
    join_alone: float = parameter(
        0.00001,
        plausible=(0.000001, 0.0001),
        bounds=(0.0, 1.0),
        unit="1/day",
        meaning="chance that somebody without friends inside joins",
        source="assumption: shape from Backstrom et al. 2006",
    )
    join_by_friends: float = parameter(
        0.001,
        plausible=(0.0001, 0.01),
        bounds=(0.0, 1.0),
        unit="1/day",
        meaning="chance to join that the first friend inside adds",
        source="assumption: shape from Backstrom et al. 2006",
    )
    enough_posts: float = parameter(
        0.0,
        bounds=(0.0, 10_000.0),
        unit="posts/day",
        meaning="members' posts at which joining is worth 63 % of the most (0: always worth it)",
        source="assumption: off by default; sign from Foote et al. 2020",
        confidence="given",
    )


@rule
def chance_to_leave(rate, pull, irritation, hold, belonging):
    """Return the chance (0..1) to leave today; irritation 0..3, belonging 0..1."""
    return min(1.0, rate * math.exp(pull * irritation - hold * belonging))


@rule
def chance_to_join(alone, by_friends, n_friends, benefit):
    """Return the chance (0..1) to join today with `n_friends` (>= 0) inside; benefit 0..1."""
    return (1.0 - (1.0 - alone) * (1.0 - by_friends) ** math.sqrt(n_friends)) * benefit


@rule
def benefit_of_joining(posts_per_day, enough):
    """Return what a community offers, 0..1; both in posts/day, >= 0."""
    return 1.0 - math.exp(-1.0 * posts_per_day / enough) if enough > 0.0 else 1.0


@kernel
def may_move(start, stop, is_member, has_left, ties_start, leave_key, join_key, p):
    """Return which of the rows start..stop may leave or join, by the most their chance can be.

    Few do, and only they need a further look.
    """
    most = chance_to_leave(p.leave_rate, p.irritation, MOST_IRRITATED, p.belonging, 0.0)
    found = np.empty(stop - start, np.bool_)
    for i in range(start, stop):
        n_ties = ties_start[i + 1] - ties_start[i]
        joins = (p.join_alone + p.join_by_friends * n_ties) * (1 - has_left[i])
        bound = most if is_member[i] else joins
        found[i - start] = uniform(leave_key if is_member[i] else join_key, i) < bound
    return found


@kernel
def choose(
    rows, moves_today, is_member, irritation, belonging, community, own_posts, ties_start,
    ties_whom, leave_key, join_key, p,
):  # fmt: skip
    """Writes `moves_today` in `rows`: 1 who leaves, 2 who joins."""
    for i in rows:
        if is_member[i]:
            chance = chance_to_leave(
                p.leave_rate, p.irritation, irritation[0, i], p.belonging, belonging[i]
            )
            if uniform(leave_key, i) < chance:
                moves_today[i] = 1
        else:
            friends = 0
            for tie in range(ties_start[i], ties_start[i + 1]):
                friends += is_member[ties_whom[tie]]
            benefit = benefit_of_joining(own_posts[community[i]], p.enough_posts)
            chance = chance_to_join(p.join_alone, p.join_by_friends, friends, benefit)
            if uniform(join_key, i) < chance:
                moves_today[i] = 2


@kernel
def move(
    rows, points, moved, present, visits, is_member, has_left, moves_today, trust, community,
    member_visits,
):  # fmt: skip
    """Writes `is_member`, `has_left` of those who move, `rows`. Who left does not come back.

    Adds the trust that comes and goes to points (n_brands, n_communities, n_sources), the people
    to moved (n_communities, 2): left, joined, and both to `present` and `visits`.
    """
    for i in rows:
        c, leaves = community[i], moves_today[i] == 1
        is_member[i], has_left[i] = not leaves, leaves
        moved[c, moves_today[i] - 1] += 1
        sign = -1.0 if leaves else 1.0
        present[c] += sign
        visits[c] += sign * member_visits[i]
        for b in range(points.shape[0]):
            points[b, c, Source.JOINING_AND_LEAVING] += sign * trust[b, i]


@kernel
def sum_present(first_row, is_member, member_visits, present, visits):
    """Writes members present and their visits/day, both (n_communities,), added in row order."""
    for c in range(present.size):
        present[c] = visits[c] = 0.0
        for i in range(first_row[c], first_row[c + 1]):
            present[c] += is_member[i]
            visits[c] += member_visits[i] * is_member[i]


def step(world: World, p: MembershipParameters, rows: Span) -> None:
    """Let the members in `rows` choose to stay, leave or join."""
    if p.is_on:
        m, ties = world.members, world.ties
        m.moves_today[slice(*rows)] = 0
        keys = world.key(Purpose.LEAVE), world.key(Purpose.JOIN)
        found = may_move(
            rows.start, rows.stop, m.is_member, m.has_left, ties.start, *keys, p.numbers
        )  # fmt: skip
        choose(
            rows_where(found, rows), m.moves_today, m.is_member, m.irritation, m.belonging,
            m.community, world.communities.own_posts, ties.start, ties.whom, *keys, p.numbers,
        )  # fmt: skip


def take_effect(world: World, p: MembershipParameters) -> None:
    """Let those who chose to leave or to join do so, all at once, and book it."""
    m, c = world.members, world.communities
    if p.is_on:
        rows = rows_where(m.moves_today != 0, world.everyone)
        move(
            rows, world.ledger.trust[world.day], world.moved[world.day], c.present, c.visits,
            m.is_member, m.has_left, m.moves_today, m.trust, m.community, m.visits,
        )  # fmt: skip
        m.moves_today[rows] = 0
        c.visits[:] = np.maximum(c.visits, 0.0)  # of nobody, whatever rounding leaves
        c.own_posts[:] = c.posts_per_member * c.present


def count_present(world: World) -> None:
    """Bring what communities do together up to date with who is there."""
    m, c = world.members, world.communities
    sum_present(c.first_row, m.is_member, m.visits, c.present, c.visits)
    c.own_posts[:] = c.posts_per_member * c.present
