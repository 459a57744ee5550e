"""What comes of a fact: whether it emerges, what that is owed to, and what it goes with.

A fact emerges if the 95 % interval of the mean of each of its values lies inside its range.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from experiments.claims.verdict import STAYS, Status, owed_to
from experiments.facts.fact import Fact, Value
from experiments.statistics import Interval

__all__ = ["Finding", "Verdict", "are_inside"]

_ROUNDING = 1e-6  # columns of members are float32: what is nearer to an end lies on it

Verdict = Literal["emerges", "does not emerge", "cannot be tested here"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one fact: intervals of its values, in their order, or none.

    Attributes:
        fact: which.
        values: as the model is.
        switched_off: without its mechanism.
        without_assumed: what it rests on made neutral, calibrated parameters aside.
        without_any: made neutral too.
        replicates: paired runs behind each interval.
    """

    fact: Fact
    values: list[Interval] = field(default_factory=list)
    switched_off: list[Interval] = field(default_factory=list)
    without_assumed: list[Interval] = field(default_factory=list)
    without_any: list[Interval] = field(default_factory=list)
    replicates: int = 0

    @property
    def verdict(self) -> Verdict:
        """Whether the interval of each value lies inside its range."""
        if self.fact.cannot or any(np.isnan(each.mean) for each in self.values):
            return "cannot be tested here"
        return "emerges" if are_inside(self.fact.values, self.values) else "does not emerge"

    @property
    def n_inside(self) -> int:
        """How many of the values lie inside their range."""
        pairs = zip(self.fact.values, self.values, strict=False)
        return sum(are_inside([value], [each]) for value, each in pairs)

    @property
    def vanishes(self) -> bool | None:
        """Whether a value in its range leaves it without the mechanism; None if none was in it."""
        if self.n_inside == 0 or not self.switched_off:
            return None
        three = zip(self.fact.values, self.values, self.switched_off, strict=True)
        return any(
            are_inside([value], [each]) and not are_inside([value], [off])
            for value, each, off in three
        )

    @property
    def status(self) -> Status | None:
        """What it is owed to; None if it does not emerge."""
        if self.verdict != "emerges" or not self.without_any:
            return None
        return owed_to(
            stays_without_any=self._stays(self.without_any),
            stays_without_assumed=self._stays(self.without_assumed),
        )

    def _stays(self, neutral: list[Interval]) -> bool:
        """Tell whether each value stays in its range, and at half its size where that is a side."""
        is_large = [
            not np.isinf(value.low + value.high) or abs(left.mean) >= STAYS * abs(each.mean)
            for value, each, left in zip(self.fact.values, self.values, neutral, strict=True)
        ]
        return all(is_large) and are_inside(self.fact.values, neutral)


def are_inside(values: Sequence[Value], intervals: Sequence[Interval]) -> bool:
    """Tell whether each interval lies inside the range of its value; NaN lies nowhere."""
    return all(
        value.low + _ROUNDING < each.low and each.high < value.high - _ROUNDING
        for value, each in zip(values, intervals, strict=True)
    )
