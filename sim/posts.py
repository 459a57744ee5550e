"""Posts that are live in the communities, and who saw them today."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["COMMENT", "SLOTS", "Posts", "Span", "Views"]

COMMENT = 2  # the action that can be replied to, and that is advice where a post asks for it
SLOTS = 32  # live posts a community can hold, shared by all brands: one bit each

Floats = NDArray[np.float64]


class Span(NamedTuple):
    """The rows start..stop, stop excluded."""

    start: int
    stop: int


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
    click_odds: Floats  # against an ordinary post
    kind: NDArray[np.int64]  # which kind of post (sim.strategies.tailor)
    asks_feedback: NDArray[np.uint8]  # asks members for their advice
    is_offensive: NDArray[np.uint8]  # breaks a taboo of the community
    impressions: Floats  # impressions bought per day; 0 unless is_paid
    appeal: Floats  # log-odds to engage that its luck adds; 0 for ads
    offer_before: NDArray[np.int64]  # last day of the offer that ran before; -2: carries no offer
    pull_today: Floats  # views per visit it gets today from who has not seen it

    @classmethod
    def empty(cls, n_communities: int) -> "Posts":
        """Return slots without posts."""
        shape = (n_communities, SLOTS)
        kinds = dict.fromkeys(("brand", "born", "offer_before", "kind"), np.int64)
        flags = ("is_paid", "is_hidden", "has_consent", "asks_feedback", "is_offensive")
        kinds |= dict.fromkeys(flags, np.uint8) | {"key": np.uint64}
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
    tone: Floats  # experiences for the brand less those against it
    action: NDArray[np.uint8]  # 0 none, 1 like, 2 comment, 3 share
    clicks: NDArray[np.uint8]  # 1 if the member follows the link

    @classmethod
    def zeros(cls, n_views: int) -> "Views":
        """Return views of nobody."""
        member, post = np.zeros((2, n_views), np.int32)
        fit, authenticity, tone = np.zeros((3, n_views))
        action, clicks = np.zeros((2, n_views), np.uint8)
        return cls(member, post, fit, authenticity, tone, action, clicks)

    def of(self, rows: Span) -> Span:
        """Return which views belong to the members in `rows`."""
        n = len(self.member)
        if n == 0 or (rows.start <= self.member[0] and self.member[-1] < rows.stop):
            return Span(0, n)
        start, stop = self.member.searchsorted((rows.start, rows.stop))
        return Span(int(start), int(stop))
