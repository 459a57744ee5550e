"""Everything that changes during a run, and nothing else."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.columns import Members
from sim.ledger import Ledger
from sim.network import Ties
from sim.randomness import Purpose

__all__ = [
    "CONTRIBUTIONS", "SLOTS", "Audience", "Brands", "Communities", "Counts", "Posts", "Showing",
    "Span", "Views", "World", "rows_where", "rows_with_news",
]  # fmt: skip

SLOTS = 32  # live posts a community can hold, shared by all brands: one bit each
CONTRIBUTIONS = 20  # how far back a community remembers what a brand contributed

Floats = NDArray[np.float64]


class Span(NamedTuple):
    """The rows start..stop, stop excluded."""

    start: int
    stop: int


@dataclass(slots=True)
class Communities:
    """Where members meet. Columns of shape (n_communities,) or (n_brands, n_communities)."""

    names: tuple[str, ...]
    first_row: NDArray[np.int64]  # (n_communities + 1,): members first_row[c]..first_row[c + 1]
    platform: NDArray[np.int64]  # index into world.platform_names
    promotion_norm: Floats  # share of promotion the community puts up with
    moderation: Floats  # chance that a post above the norm is removed
    sensitivity: Floats  # how private the topic is, 0..1
    distinctiveness: Floats  # how far its language is from everybody's, 0..1
    attention: Floats  # share of a visit left for one post, by how much else is in the feed
    feed_capacity: Floats  # posts/day a feed carries before posts crowd each other out
    crowding: Floats  # exponent of that crowding
    posts_per_member: Floats  # posts/day of the average member
    own_posts: Floats  # posts/day the members write themselves
    half_life: Floats  # hours in which a post earns half of its views
    action_mix: Floats  # (n_communities, 3): like, comment, share
    visits: Floats  # visits/day of all members present
    relevance: Floats  # (n_brands, n_communities): of the product to the topic
    familiarity: Floats  # (n_brands, n_communities), 0..1: how well the brand knows the place
    fluency: Floats  # (n_brands, n_communities), 0..1: how well it speaks the language
    hours_today: Floats  # (n_brands, n_communities): hours the brand spends here today
    contributions: Floats  # (n_brands, n_communities, CONTRIBUTIONS): promotion of the last ones
    n_contributions: NDArray[np.int64]  # (n_brands, n_communities), ever
    breach: Floats  # (n_brands, n_communities), 0..1: how far promotion is above the norm
    deal_until: NDArray[np.int64]  # (n_brands, n_communities): last day of a current offer

    def __len__(self) -> int:
        return len(self.names)


@dataclass(slots=True)
class Posts:
    """Slots of live posts, shape (n_communities, SLOTS); brand is -1 where a slot is free."""

    brand: NDArray[np.int64]
    born: NDArray[np.int64]  # day
    key: NDArray[np.uint64]  # of (community, brand key, day, ordinal): never of the slot
    is_paid: NDArray[np.uint8]  # an ad: may be seen again, engages as ads do
    is_hidden: NDArray[np.uint8]  # an ad that does not say so
    has_consent: NDArray[np.uint8]  # personalised with consent
    promotion: Floats  # 0..1
    disclosure: Floats  # 0..1: how far a label makes it look like plain promotion
    usefulness: Floats  # 0..1
    immersion: Floats  # 0..1
    personalisation: Floats  # 0..1
    relevance: Floats  # 0..1: of its topic to the community's
    fluency: Floats  # 0..1: of its language, when it was written
    comment_odds: Floats  # against an ordinary post
    impressions: Floats  # impressions bought per day; 0 unless is_paid
    offer_before: NDArray[np.int64]  # last day of the offer that ran before; -2: carries no offer
    pull_today: Floats  # views per visit it gets today from who has not seen it

    @classmethod
    def empty(cls, n_communities: int) -> "Posts":
        """Return slots without posts."""
        shape = (n_communities, SLOTS)
        kinds = dict.fromkeys(("brand", "born", "offer_before"), np.int64) | {"key": np.uint64}
        kinds |= dict.fromkeys(("is_paid", "is_hidden", "has_consent"), np.uint8)
        columns: dict[str, Any] = {
            name: np.zeros(shape, kinds.get(name, np.float64)) for name in cls.__dataclass_fields__
        }
        columns["brand"][:] = -1
        return cls(**columns)


@dataclass(slots=True)
class Views:
    """Today's views of live posts, shape (n_views,), in the order of the members' rows."""

    member: NDArray[np.int32]  # row
    post: NDArray[np.int32]  # community * SLOTS + slot
    fit: Floats  # 0..1
    authenticity: Floats  # 0..1
    action: NDArray[np.uint8]  # 0 none, 1 like, 2 comment, 3 share

    @classmethod
    def zeros(cls, n_views: int) -> "Views":
        """Return views of nobody."""
        member, post = np.zeros((2, n_views), np.int32)
        fit, authenticity = np.zeros((2, n_views))
        return cls(member, post, fit, authenticity, np.zeros(n_views, np.uint8))

    def of(self, rows: Span) -> Span:
        """Return which views belong to the members in `rows`."""
        n = len(self.member)
        if n == 0 or (rows.start <= self.member[0] and self.member[-1] < rows.stop):
            return Span(0, n)
        start, stop = self.member.searchsorted((rows.start, rows.stop))
        return Span(int(start), int(stop))


@dataclass(slots=True)
class Showing:
    """Something shown to the audience: a week of ads, or a post on a brand's page."""

    brand: int
    born: int  # day
    is_page: bool
    is_hidden: bool
    promotion: float
    disclosure: float
    usefulness: float
    comment_odds: float
    is_deal: bool = False
    impressions: float = 0.0  # ads: bought per day
    precision: float = 0.0  # ads: how well they are aimed


@dataclass(slots=True)
class Audience:
    """The mass audience: a few rows of alike people, each with a headcount; no ties."""

    names: tuple[str, ...]
    headcount: Floats  # (n_rows,), people
    is_niche: NDArray[np.uint8]  # (n_rows,): whom ads are meant for
    follows: NDArray[np.int64]  # (n_rows,): the brand whose page they follow; -1 none
    interest: Floats  # (n_rows,)
    alertness: float  # mean authenticity sensitivity
    good_evidence: Floats  # (n_brands, n_rows), means, as are all below
    bad_evidence: Floats
    memory: Floats
    irritation: Floats
    reply_boost: Floats
    customers: Floats  # share who bought
    good_today: Floats
    bad_today: Floats
    promotion_today: Floats
    missed_today: Floats  # chance that nothing seen today stuck
    replied_today: Floats  # replies a head
    deal_until: NDArray[np.int64]  # (n_brands,): last day of a current offer
    offered: Floats  # share of people who have seen that offer
    showings: list[Showing]


@dataclass(slots=True)
class Brands:
    """What members can notice of a brand, shape (n_brands,). Row 0 is the focal brand."""

    names: tuple[str, ...]
    keys: NDArray[np.uint64]  # stable identity: draws follow it, not the name or the order
    genuineness: Floats
    quality: Floats
    wage: Floats  # $/hour
    reply_hours: Floats  # hours left this week for replies, then for answers
    reply_hours_today: Floats  # the part of them for today
    replies: NDArray[np.uint8]  # replies to comments this week
    answers: NDArray[np.uint8]  # helps members who ask this week
    is_present: NDArray[np.uint8]  # (n_brands, n_communities): takes part there now
    reply_cut: Floats  # a comment is answered if its draw is at most this
    answer_cut: Floats  # a request is answered if its draw is at most this
    crisis_today: Floats  # experiences: severity of a crisis that breaks today


@dataclass(slots=True)
class Counts:
    """What happened, shape (n_days, n_brands, n_communities + 2): then the page, then ads."""

    views: Floats
    likes: Floats
    comments: Floats
    shares: Floats
    customers: Floats  # new ones
    revenue: Floats  # $
    margin: Floats  # $: revenue less what the goods cost
    posts: Floats
    removed: Floats  # posts taken down by moderators
    replies: Floats
    answers: Floats
    paid_views: Floats  # of ads placed in communities

    @classmethod
    def zeros(cls, n_days: int, n_brands: int, n_communities: int) -> "Counts":
        """Return counts of nothing."""
        shape = (n_days, n_brands, n_communities + 2)
        return cls(**{name: np.zeros(shape) for name in cls.__dataclass_fields__})


@dataclass(slots=True)
class World:
    """One replicate on one day."""

    seed: int
    n_days: int
    members: Members
    communities: Communities
    posts: Posts
    ties: Ties
    audience: Audience
    brands: Brands
    platform_names: tuple[str, ...]
    prior_trust: float  # of a stranger
    ledger: Ledger
    counts: Counts
    moved: NDArray[np.int64]  # (n_days, n_communities, 2): who left, who joined
    views: Views = field(default_factory=lambda: Views.zeros(0))
    live: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint64]] = ()  # type: ignore[assignment]
    everyone: Span = field(init=False)  # all rows
    day: int = 0
    keys: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))  # today's

    def __post_init__(self) -> None:
        self.everyone = Span(0, len(self.members))

    def key(self, purpose: Purpose) -> np.uint64:
        """Return today's key for one purpose."""
        return self.keys[purpose]


def rows_where(is_so: NDArray[np.bool_], rows: Span) -> NDArray[np.int64]:
    """Return the rows of a span where something is so; is_so (stop - start,), bool for speed."""
    found = is_so.nonzero()[0]
    return found + rows.start if rows.start > 0 else found


def rows_with_news(world: World, b: int, rows: Span) -> NDArray[np.int64]:
    """Return which members in `rows` learnt something of brand b today."""
    return rows_where(world.members.has_news_today[b, slice(*rows)].view(np.bool_), rows)
