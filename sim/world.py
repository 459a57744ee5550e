"""Everything that changes during a run, and nothing else."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.columns import Members
from sim.compiled import kernel
from sim.ledger import Ledger
from sim.network import Ties
from sim.posts import COMMENT, SLOTS, Posts, Span, Views
from sim.randomness import Purpose

__all__ = [
    "COMMENT", "CONTRIBUTIONS", "SLOTS", "Audience", "Brands", "Communities", "Counts",
    "Exchanges", "Posts", "Showing", "Span", "Views", "World", "call_listeners", "rows_where",
    "rows_with_news",
]  # fmt: skip

CONTRIBUTIONS = 20  # how far back a community remembers what a brand contributed

Floats = NDArray[np.float64]


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
    present: Floats  # members present
    visits: Floats  # visits/day of all members present
    relevance: Floats  # (n_brands, n_communities): of the product to the topic
    familiarity: Floats  # (n_brands, n_communities), 0..1: how well the brand knows the place
    fluency: Floats  # (n_brands, n_communities), 0..1: how well it speaks the language
    hours_today: Floats  # (n_brands, n_communities): hours the brand spends here today
    contributions: Floats  # (n_brands, n_communities, CONTRIBUTIONS): promotion of the last ones
    n_contributions: NDArray[np.int64]  # (n_brands, n_communities), ever
    breach: Floats  # (n_brands, n_communities), 0..1: how far promotion is above the norm
    deal_until: NDArray[np.int64]  # (n_brands, n_communities): last day of a current offer
    ban_after: NDArray[np.int64]  # posts removed after which a brand is banned; 0: never
    n_removed: NDArray[np.int64]  # (n_brands, n_communities): posts that moderators removed
    is_banned: NDArray[np.uint8]  # (n_brands, n_communities): may not post or reply there
    own_talk: Floats  # contributions/day of members, fading mean
    brand_talk: Floats  # (n_brands, n_communities): contributions/day of brands, fading mean
    welcome: Floats  # (n_brands, n_communities), -1..1: what a reply is worth there
    arousal: Floats  # (n_brands, n_communities), 0..1: how heated complaints about it are
    immersed_since: NDArray[np.int64]  # (n_brands, n_communities): first AR or VR; -1: none yet
    meets_today: Floats  # (n_brands, n_communities), 0..1: how immersive its event today is

    def __len__(self) -> int:
        return len(self.names)


@dataclass(slots=True)
class Exchanges:
    """Today's answers among members, shape (n_answers,), in the order of the rows who asked."""

    asker: NDArray[np.int32]  # row
    helper: NDArray[np.int32]  # row

    @classmethod
    def none(cls) -> "Exchanges":
        """Return no answers."""
        return cls(*np.zeros((2, 0), np.int32))

    def of(self, rows: Span) -> Span:
        """Return which answers were given to the members in `rows`."""
        start, stop = self.asker.searchsorted(rows)
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
    click_odds: float = 1.0
    is_deal: bool = False
    impressions: float = 0.0  # ads: bought per day
    precision: float = 0.0  # ads: how well they are aimed
    base: float | None = None  # an influencer's: readiness to engage with it, log-odds
    reach_luck: float = 1.0  # a page's post: its reach against the usual
    appeal: float = 0.0  # a page's post: log-odds to engage that its luck adds
    reached: float = 0.0  # so far: views, people
    engaged: float = 0.0  # so far: people who engaged


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
    expertise: Floats  # 0..1: how much of a post's usefulness it can give
    wage: Floats  # $/hour
    reply_hours: Floats  # hours left this week for replies, then for answers
    reply_hours_today: Floats  # the part of them for today
    replies: NDArray[np.uint8]  # replies to comments this week
    answers: NDArray[np.uint8]  # helps members who ask this week
    is_present: NDArray[np.uint8]  # (n_brands, n_communities): takes part there now
    reply_cut: Floats  # a comment is answered if its draw is at most this
    answer_cut: Floats  # a request is answered if its draw is at most this
    crisis_today: Floats  # experiences: severity of a crisis that breaks today
    feigned: Floats  # 0..1: genuineness that it only pretends to have, this week
    apologises: NDArray[np.uint8]  # answers complaints with empathy
    feedback_hours: Floats  # hours this week for acting on feedback
    share_acted_on: Floats  # 0..1: of the advice of last week


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
    clicks: Floats  # links followed
    orders: Floats  # first and later ones
    complaints: Floats  # times that members began to complain in public
    offences: Floats  # posts that break a taboo
    found_out: Floats  # members who see through the brand
    mentions: Floats  # members who speak of the brand

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
    talk: Floats  # (n_days, n_communities, 2): members' own posts, and answers to each other
    # (n_weeks, n_brands, n_communities, n_kinds, 5): see sim.recorder.KIND_MEASURES
    by_kind: Floats
    views: Views = field(default_factory=lambda: Views.zeros(0))
    live: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint64]] = ()  # type: ignore[assignment]
    members_answer: bool = False  # members answer each other, not only brands
    exchanges: Exchanges = field(default_factory=Exchanges.none)
    everyone: Span = field(init=False)  # all rows
    day: int = 0
    keys: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))  # today's

    def __post_init__(self) -> None:
        self.everyone = Span(0, len(self.members))

    def key(self, purpose: Purpose) -> np.uint64:
        """Return today's key for one purpose."""
        return self.keys[purpose]


@kernel
def call_listeners(speakers, may_hear, heard_start, heard_by):
    """Writes `may_hear`: who has a tie to one of the `speakers` (rows)."""
    for j in speakers:
        for tie in range(heard_start[j], heard_start[j + 1]):
            may_hear[heard_by[tie]] = 1


def rows_where(is_so: NDArray[np.bool_], rows: Span) -> NDArray[np.int64]:
    """Return the rows of a span where something is so; is_so (stop - start,), bool for speed."""
    found = is_so.nonzero()[0]
    return found + rows.start if rows.start > 0 else found


def rows_with_news(world: World, b: int, rows: Span) -> NDArray[np.int64]:
    """Return which members in `rows` learnt something of brand b today."""
    return rows_where(world.members.has_news_today[b, slice(*rows)].view(np.bool_), rows)
