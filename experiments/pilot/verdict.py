"""What a rule comes to in futures that it was not made on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.pilot.designs import Design
from experiments.pilot.seen import Seen
from experiments.pilot.worth import (
    Worth,
    goes_on,
    mean_difference,
    value_of_perfect_knowledge,
    worth_of_decisions,
)  # fmt: skip
from experiments.statistics import Interval

__all__ = ["Reason", "Verdict", "verdict_of"]

Reason = Literal["", "little to know", "no design", "not shown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Benefits ($ a future) above staying, with 95 % intervals over fresh futures.

    Attributes:
        n: futures.
        always: of committing at once.
        rule: of trying first and deciding by the rule, the trial paid.
        perfect: of deciding with perfect knowledge, for nothing.
        over_always: rule less always, pair by pair.
        over_never: rule less staying.
        worth: what the rule's value, cost and wait are.
        knowledge: value of perfect knowledge: no trial is worth more.
        is_right: share of futures in which the rule decides as one would who knew.
        pays: whether the rule is shown to beat both.
        reason: why no trial pays; "" if one does.
    """

    n: int
    always: Interval
    rule: Interval
    perfect: Interval
    over_always: Interval
    over_never: Interval
    worth: Worth
    knowledge: float
    is_right: float
    pays: bool
    reason: Reason


def verdict_of(seen: Seen, design: Design, expected: Worth, cheapest: float) -> Verdict:
    """Return what a design comes to.

    Args:
        seen: fresh futures.
        design: the trial and its rule.
        expected: what it seemed worth in the futures that it was made on.
        cheapest: what the cheapest design costs, the wait included ($).
    """
    k, w = design.communities, design.weeks
    benefit, later, trial = seen.benefit, seen.later(k, w), seen.trial(k, w)
    go = goes_on(seen.figure(k, w, design.metric), design.threshold)
    rule, never = trial + np.where(go, later, 0.0), np.zeros(len(seen))
    over_always, over_never = mean_difference(rule, benefit), mean_difference(rule, never)
    knowledge = value_of_perfect_knowledge(benefit)
    pays = over_always.low > 0.0 and over_never.low > 0.0
    return Verdict(
        n=len(seen),
        always=mean_difference(benefit, never),
        rule=over_never,
        perfect=mean_difference(np.maximum(benefit, 0.0), never),
        over_always=over_always,
        over_never=over_never,
        worth=worth_of_decisions(go, benefit, later, trial),
        knowledge=knowledge,
        is_right=float((go == (later > 0.0)).mean()),
        pays=pays,
        reason="" if pays else _reason(knowledge, cheapest, expected),
    )


def _reason(knowledge: float, cheapest: float, expected: Worth) -> Reason:
    """Return why no trial pays."""
    if knowledge <= cheapest:
        return "little to know"
    return "no design" if expected.net <= 0.0 else "not shown"
