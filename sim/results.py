"""The result of one run: outcomes, weekly series, both ledgers, and what each community saw."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.ledger import Line, Source
from sim.recorder import (
    ADVOCATES,
    ASK_FIRST,
    BELONGING,
    CLICKS,
    CONSIDERING,
    CUSTOMERS,
    DISTRUSTING,
    ENGAGEMENTS,
    EVER,
    KIND_MEASURES,
    MEMORY,
    PRESENT,
    REPEATERS,
    TRUST,
    TRUST_ALL,
    VIEWS,
    Recorder,
)  # fmt: skip
from sim.strategies.tailor import KINDS
from sim.world import World

__all__ = ["CHANNELS", "CHANNEL_MEASURES", "FLOWS", "LINES", "SOURCES", "STATES", "Run",
           "summarise"]  # fmt: skip

SOURCES = tuple(source.name.lower() for source in Source)
LINES = tuple(line.name.lower() for line in Line)
DETECTED = 0.1  # share of members who see through a brand from which it counts as found out
# Weekly series: flows are sums over the week, states are taken at its end.
FLOWS = (
    "views", "likes", "comments", "shares", "engagements", "customers", "revenue", "margin",
    "cost", "hours", "posts", "removed", "replies", "answers", "clicks", "complaints", "orders",
)  # fmt: skip
STATES = ("trust", "awareness", "consideration", "active_members", "members")
# Where a brand is seen. Customers are counted where they are: members, whom posts and ads in the
# communities win alike, with the posts; everybody else, followers of the page too, in the audience.
CHANNELS = ("community_posts", "community_ads", "page", "audience")
CHANNEL_MEASURES = ("views", "engagements", "clicks", "customers")


@dataclass(frozen=True, slots=True)
class Run:
    """What one strategy came to in one replicate, for the focal brand. Arrays: (n_weeks,)."""

    strategy: str
    seed: int
    outcomes: dict[str, float]  # by name, without ratios; with sim.outcomes.PARTS
    weekly: dict[str, NDArray[np.float64]]  # FLOWS and STATES
    trust_ledger: dict[str, NDArray[np.float64]]  # by source: points of mean trust
    money: dict[str, NDArray[np.float64]]  # by line, $
    hours: dict[str, NDArray[np.float64]]  # by line
    communities: list[dict[str, float | str]]  # one entry each: sizes, posts, trust, ...
    content: list[dict[str, float | str]]  # one entry for each community and kind of post
    channels: dict[str, NDArray[np.float64]]  # "page.views": CHANNELS x CHANNEL_MEASURES


def summarise(world: World, recorder: Recorder, strategy: str, b: int = 0) -> Run:
    """Return the result of a finished run for brand `b`."""
    days = world.day
    weeks = np.arange(0, days, 7)
    flows = {name: each[:days] for name, each in _daily_flows(world, b).items()}
    states = _weekly_states(recorder, b)
    money, hours = (
        np.add.reduceat(each[:days, b], weeks) for each in (world.ledger.money, world.ledger.hours)
    )
    points = _points_of_mean_trust(world, states["trust"], b)
    return Run(
        strategy,
        world.seed,
        _outcomes(world, recorder, flows, b),
        {name: np.add.reduceat(flows[name], weeks) for name in FLOWS}
        | {name: values[1:] for name, values in states.items()},
        {name: points[:, k] for k, name in enumerate(SOURCES)},
        {name: money[:, k] for k, name in enumerate(LINES)},
        {name: hours[:, k] for k, name in enumerate(LINES)},
        _by_community(world, recorder, b),
        _by_kind(world, b),
        _weekly_channels(world, b, weeks),
    )


def _daily_flows(world: World, b: int) -> dict[str, NDArray[np.float64]]:
    """Return what happened each day, by name, shape (n_days,) each."""
    counts = world.counts
    flows = {name: getattr(counts, name)[:, b].sum(axis=1) for name in counts.__slots__}
    flows["engagements"] = flows["likes"] + flows["comments"] + flows["shares"]
    flows["cost"] = world.ledger.money[:, b].sum(axis=1)
    flows["hours"] = world.ledger.hours[:, b].sum(axis=1)
    return flows


def _weekly_states(recorder: Recorder, b: int) -> dict[str, NDArray[np.float64]]:
    """Return the state of members and audience, shape (n_weeks + 1,) each: first the start."""
    sums = recorder.sums[:, :, b].sum(axis=2)
    present = sums[:, PRESENT]
    people = present + recorder.audience[:, 0, b]
    return {
        "trust": sums[:, TRUST] / np.maximum(present, 1.0),
        "awareness": (sums[:, MEMORY] + recorder.audience[:, 1, b]) / people,
        "consideration": (sums[:, CONSIDERING] + recorder.audience[:, 2, b]) / people,
        "active_members": recorder.active[:, b].sum(axis=1),
        "members": present,
    }


def _points_of_mean_trust(world: World, trust: NDArray[np.float64], b: int) -> NDArray[np.float64]:
    """Return by how much each source moved the mean trust each week, (n_weeks, n_sources).

    The ledger's points are summed over members. Divided by those present when trust moved they
    move the mean; what is left of the change of the mean is who joined and who left.
    """
    days = world.day
    left, joined = world.moved[:days].sum(axis=1).T
    first = int(world.members.is_member.sum()) - int((joined - left).sum())
    present = first + np.cumsum(joined - left) - (joined - left)
    points = world.ledger.trust[:days, b].sum(axis=1) / np.maximum(present, 1)[:, None]
    points[:, Source.JOINING_AND_LEAVING] = 0.0
    by_week = np.add.reduceat(points, np.arange(0, days, 7))
    if world.moved.any():
        by_week[:, Source.JOINING_AND_LEAVING] = np.diff(trust) - by_week.sum(axis=1)
    return by_week


def _outcomes(world: World, recorder: Recorder, flows: dict, b: int) -> dict[str, float]:
    """Return the outcomes over the whole run, ratios left out."""
    days = world.day
    total = {name: float(values.sum()) for name, values in flows.items()}
    first, last = recorder.sums[0, :, b].sum(axis=1), recorder.sums[-1, :, b].sum(axis=1)
    night = {name: float(values[-1]) for name, values in _weekly_states(recorder, b).items()}
    counts, inside = world.counts, len(world.communities)
    engaged = counts.likes + counts.comments + counts.shares
    present, ever = max(1.0, last[PRESENT]), max(1.0, last[EVER])
    names = ("views", "likes", "comments", "shares", "engagements", "clicks", "customers",
             "complaints", "revenue", "cost", "hours")  # fmt: skip
    return (
        {name: total[name] for name in names}
        | {
            "trust": night["trust"],
            "trust_all": float(last[TRUST_ALL] / ever),
            "trust_change": night["trust"] - float(first[TRUST] / max(1.0, first[PRESENT])),
            "distrust_share": float(last[DISTRUSTING] / present),
            "awareness": night["awareness"],
            "consideration": night["consideration"],
            "active_members": night["active_members"],
            "profit": total["margin"] - total["cost"],
            "member_engagements": float(engaged[:days, b, :inside].sum()),
            "members": float(first[PRESENT]),
            "advocates": float(last[ADVOCATES]),
            "thought_leadership": float(last[ASK_FIRST] / present),
            "belonging": float(last[BELONGING] / present),
            "left_members": float(world.moved[:days, :, 0].sum()),
            "peer_replies": float(world.talk[:days, :, 1].sum()),
            "days_to_detection": _days_to_detection(world, b),
            "member_customers": float(last[CUSTOMERS]),
            "repeaters": float(last[REPEATERS]),
        }
        | _voices(world, b)
    )


def _days_to_detection(world: World, b: int) -> float:
    """Return the days until a tenth of the members see through the brand; the run's, if never."""
    days, m = world.day, world.members
    knowing = world.counts.found_out[:days, b].sum(axis=1)
    left, joined = world.moved[:days].sum(axis=1).T
    present = m.is_member.sum() - (joined - left).sum() + np.cumsum(joined - left)
    known = np.flatnonzero(knowing >= DETECTED * np.maximum(present, 1))
    return float(known[0] + 1 if len(known) else days)


def _voices(world: World, b: int) -> dict[str, float]:
    """Return what is said by and of the brand in the communities, and of all brands."""
    counts, days, inside = world.counts, world.day, len(world.communities)
    said = ("posts", "replies", "answers", "comments", "shares", "mentions")
    each = np.sum([getattr(counts, name)[:days, :, :inside] for name in said], axis=(0, 1, 3))
    return {"voice": float(each[b]), "voices": float(each.sum())}


def _by_kind(world: World, b: int) -> list[dict[str, float | str]]:
    """Return how each kind of post did in each community where it was posted."""
    sums = world.by_kind[: -(-world.day // 7), b].sum(axis=0)
    return [
        {"community": world.communities.names[c], "kind": KINDS[k]}
        | dict(zip(KIND_MEASURES, map(float, sums[c, k]), strict=True))
        for c, k in zip(*np.nonzero(sums[:, :, 0]), strict=True)
    ]


def _weekly_channels(world: World, b: int, weeks: NDArray) -> dict[str, NDArray[np.float64]]:
    """Return what each channel showed and won each week; members who bought are with the posts."""
    counts, days = world.counts, world.day
    daily = {
        "views": counts.views, "engagements": counts.likes + counts.comments + counts.shares,
        "clicks": counts.clicks, "customers": counts.customers,
    }  # fmt: skip
    of_posts = world.by_kind[: len(weeks), b].sum(axis=(1, 2))  # (n_weeks, n_measures)
    kind_measure = {"views": VIEWS, "engagements": ENGAGEMENTS, "clicks": CLICKS}
    found = {}
    for name, each in daily.items():
        weekly = np.add.reduceat(each[:days, b], weeks)
        inside, page, audience = weekly[:, :-2].sum(axis=1), weekly[:, -2], weekly[:, -1]
        posts = of_posts[:, kind_measure[name]] if name in kind_measure else inside
        values = posts, inside - posts, page, audience
        found |= {f"{c}.{name}": value for c, value in zip(CHANNELS, values, strict=True)}
    return found


def _by_community(world: World, recorder: Recorder, b: int) -> list[dict[str, float | str]]:
    """Return what each community saw of the brand."""
    counts, days = world.counts, world.day
    engaged = counts.likes + counts.comments + counts.shares
    first, last = recorder.sums[0, :, b], recorder.sums[-1, :, b]
    return [
        {
            "community": name,
            "members": float(first[PRESENT, c]),
            "posts": float(counts.posts[:days, b, c].sum()),
            "removed": float(counts.removed[:days, b, c].sum()),
            "views": float(counts.views[:days, b, c].sum()),
            "engagements": float(engaged[:days, b, c].sum()),
            "customers": float(counts.customers[:days, b, c].sum()),
            "familiarity": float(world.communities.familiarity[b, c]),
            "trust_start": float(first[TRUST, c] / max(1.0, first[PRESENT, c])),
            "trust_end": float(last[TRUST, c] / max(1.0, last[PRESENT, c])),
        }
        for c, name in enumerate(world.communities.names)
    ]
