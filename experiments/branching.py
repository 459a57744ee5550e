"""branch(): from one run's state at some week, on with one strategy or with another.

Draws are looked up by key, never taken in turn. So a policy that follows A before that week and B
from then on gives exactly what a copy of A's run, handed to B that morning, would give.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from experiments.compare import (
    CompareError,
    Comparison,
    changes_of,
    checked_name,
    compare,
    loaded,
)
from sim.scenario import Scenario
from sim.strategies.plan import Seen, Strategy

__all__ = ["Switch", "branch"]


class Switch:
    """The policy that follows one strategy before a week, and another from then on.

    Args:
        before: what the brand does first.
        after: what it does from the switch on.
        week: of the switch; the first week of a run is 0.
    """

    def __init__(self, before: Strategy, after: Strategy, week: int) -> None:
        self.before, self.after, self.week = before, after, week

    @property
    def content(self) -> dict[str, Any]:
        """What it does, as JSON has it, so that its runs can be kept."""
        before, after = (each.model_dump(mode="json") for each in (self.before, self.after))
        return {"policy": "switch", "before": before, "after": after, "week": self.week}

    def __call__(self, seen: Seen) -> Strategy:
        """Return the strategy of this week."""
        return self.before if seen.week < self.week else self.after


def branch(
    scenario: str | Path | Scenario, *, strategy: str, at_week: int, then: str, **options: Any
) -> Comparison:
    """Compare going on with a strategy with switching to another, on the same luck.

    Args:
        scenario: as compare() takes it.
        strategy: what every run starts with; the baseline goes on with it.
        at_week: so many weeks have passed when the other run switches.
        then: what that run switches to.
        options: as compare() takes them, strategies, policies and baseline aside.

    Raises:
        CompareError: if a strategy is unknown or the week is not inside the run; else as compare().
    """
    spec = loaded(scenario, changes_of(options.get("overrides"), options.get("days")))
    names: Sequence[str] = tuple(spec.strategies)
    before, after = (spec.strategies[checked_name(each, names)] for each in (strategy, then))
    if strategy == then:
        raise CompareError(f"both branches follow '{strategy}'; another strategy is allowed")
    last = (spec.days - 1) // 7
    if not 1 <= at_week <= last:
        raise CompareError(f"at-week is {at_week}; a week of the run, from 1 to {last}, is allowed")
    switched = {f"{then}-from-week-{at_week}": partial(Switch, before, after, at_week)}
    return compare(scenario, strategies=[strategy], policies=switched, baseline=strategy, **options)
