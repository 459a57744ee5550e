"""The state of all members: one array per attribute, one row per member."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.ledger import N_EVIDENCE

__all__ = ["Kind", "Members", "check_ranges", "kinds"]


class Kind(NamedTuple):
    """What every value of a column is: its type, range, unit and axes before the member's."""

    dtype: type
    low: float
    high: float
    unit: str
    axes: str = ""  # "brand": shape (n_brands, n_members); "source": one more, last


_FLAG = NDArray[np.uint8]
_FLOAT = NDArray[np.float32]
_DOUBLE = NDArray[np.float64]

Share = Annotated[_FLOAT, Kind(np.float32, 0, 1, "share")]
Rate = Annotated[_FLOAT, Kind(np.float32, 0, np.inf, "1/day")]
Ratio = Annotated[_FLOAT, Kind(np.float32, 0, np.inf, "ratio")]
Flag = Annotated[_FLAG, Kind(np.uint8, 0, 1, "yes or no")]
Count = Annotated[_FLAG, Kind(np.uint8, 0, 255, "code")]
Slots = Annotated[NDArray[np.uint32], Kind(np.uint32, 0, 2**32 - 1, "one bit per post")]
Group = Annotated[NDArray[np.int32], Kind(np.int32, 0, 2**31 - 1, "community")]
BrandTrust = Annotated[_DOUBLE, Kind(np.float64, 0, 1, "share", "brand")]
BrandEvidence = Annotated[_DOUBLE, Kind(np.float64, 0, np.inf, "experiences", "brand")]
BrandChange = Annotated[_DOUBLE, Kind(np.float64, -1, 1, "trust points", "brand")]
BrandShare = Annotated[_FLOAT, Kind(np.float32, 0, 1, "share", "brand")]
BrandLevel = Annotated[_FLOAT, Kind(np.float32, 0, 3, "irritation", "brand")]
BrandWarmth = Annotated[_FLOAT, Kind(np.float32, 0, 5, "log-odds", "brand")]
BrandFlag = Annotated[_FLAG, Kind(np.uint8, 0, 1, "yes or no", "brand")]
BrandCount = Annotated[_FLAG, Kind(np.uint8, 0, 255, "times", "brand")]
BrandCode = Annotated[_FLAG, Kind(np.uint8, 0, 255, "code", "brand")]
BrandAmount = Annotated[_FLOAT, Kind(np.float32, 0, np.inf, "posts", "brand")]
BrandDay = Annotated[NDArray[np.int16], Kind(np.int16, -1, 32_767, "day", "brand")]
BrandTies = Annotated[NDArray[np.uint16], Kind(np.uint16, 0, 65_535, "ties", "brand")]
BrandNews = Annotated[_FLOAT, Kind(np.float32, 0, np.inf, "experiences", "brand source")]


@dataclass(slots=True)
class Members:
    """Columns of shape (n_members,), (n_brands, n_members) or (n_brands, n_members, n_sources).

    Rows are sorted by community and stay where they are for the whole run: who
    leaves is flagged, who may still join is there from day 0.
    """

    community: Group  # the one home community
    is_member: Flag  # present today
    has_left: Flag  # was a member once
    moves_today: Count  # 1: leaves, 2: joins
    interest: Share  # in the topic of the community
    authenticity_sensitivity: Share  # how readily commercial intent is noticed
    privacy_sensitivity: Share  # how much a breach of privacy hurts
    visits: Rate  # how often the member looks into the community
    posting_propensity: Ratio  # writing, against the average member; 0 is silent
    has_access: Flag  # can use AR or VR
    seen: Slots  # live posts seen so far
    liked: Slots
    commented: Slots
    shared: Slots
    seen_today: Slots
    may_hear: Flag  # somebody with a tie to them speaks today; in the evening, complains
    asks_today: Flag  # wrote a request for help today
    belonging: Share  # how much at home the member feels in the community
    helped_today: Count  # answers received from other members
    helping_today: Count  # answers given to other members
    meets_today: Flag  # is at an event of a brand
    trust: BrandTrust  # good evidence / all evidence
    good_evidence: BrandEvidence  # remembered experience that speaks for the brand
    bad_evidence: BrandEvidence  # remembered experience that speaks against it
    memory: BrandShare  # chance that the brand comes to mind
    irritation: BrandLevel  # annoyance from promotion
    reply_boost: BrandWarmth  # warmth left from the last reply, in log-odds
    is_customer: BrandFlag
    orders: BrandCount  # made so far, the first one included
    has_lapsed: BrandFlag  # will not order again
    has_tried: BrandFlag  # has had an AR or VR experience of the brand
    has_advised: BrandFlag  # gave feedback that waits to be acted on
    mutes: BrandFlag  # no longer sees the brand's posts
    sees_through: BrandFlag  # knows that the brand is not what it pretends to be
    complaint: BrandCode  # 1: complains since today, 3: for longer, 2: no longer; 0: never did
    has_heard: BrandFlag  # was ever told good things of the brand by another member
    last_engaged: BrandDay  # -1: never
    friends_engaged: BrandTies  # ties who engaged yesterday, as of the last day with views
    replies_today: BrandCount  # replies and answers received from the brand
    promotion_today: BrandAmount  # promotional exposures, each weighed by its promotion
    speaks_today: BrandCode  # 1: speaks; 2: speaks, and sees through the brand
    hears_today: BrandCount
    buys_today: BrandCode  # 1: first order; 2: first order, led by word of mouth; 3: a later one
    faded_today: BrandChange  # trust points that forgetting alone moves, where there is no news
    has_news_today: BrandFlag  # some entry of evidence_today is not zero
    evidence_today: BrandNews  # what today adds, by source (sim.ledger.Source)

    @classmethod
    def zeros(cls, n_brands: int, n_members: int) -> "Members":
        """Return members with every column zero."""
        shapes = {
            "": (n_members,),
            "brand": (n_brands, n_members),
            "brand source": (n_brands, n_members, N_EVIDENCE),
        }
        return cls(**{name: np.zeros(shapes[kind.axes], kind.dtype) for name, kind in kinds()})

    def __len__(self) -> int:
        return len(self.community)


@cache
def kinds() -> list[tuple[str, Kind]]:
    """Return the name and kind of every column, in order."""
    hints: dict[str, Any] = get_type_hints(Members, include_extras=True)
    return [(name, hint.__metadata__[0]) for name, hint in hints.items()]


def check_ranges(members: Members) -> None:
    """Raise ValueError if any value has left the range of its column."""
    for name, kind in kinds():
        values = getattr(members, name)
        outside = ~((values >= kind.low) & (values <= kind.high))  # NaN counts as outside
        if outside.any():
            where = tuple(int(each[0]) for each in outside.nonzero())
            raise ValueError(
                f"Column '{name}' left its range {kind.low}..{kind.high} ({kind.unit}): "
                f"row {where} has {values[where]}; {int(outside.sum())} of {values.size} "
                f"values are outside."
            )
