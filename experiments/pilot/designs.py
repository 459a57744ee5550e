"""The designs of a trial: how many communities, how many weeks, and what is measured."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.pilot.metrics import METRICS
from experiments.pilot.seen import Seen
from experiments.pilot.worth import Worth, best_threshold, worth_of
from experiments.statistics import rounded

__all__ = ["WEEKS", "Design", "design_of", "designs_of", "sizes", "weeks_of"]

WEEKS = (2, 4, 6, 8, 13, 26)
_DIGITS = 2  # of a threshold: a rule is used, and judged, as it is said


@dataclass(frozen=True, slots=True)
class Design:
    """A trial and its rule: go on if the metric, times its direction, reaches the threshold.

    Attributes:
        communities: to try in.
        weeks: to try for.
        metric: place in METRICS.
        threshold: in two digits, times the direction of the metric; inf: never go on; -inf: always.
    """

    communities: int
    weeks: int
    metric: int
    threshold: float


def sizes(most: int) -> tuple[int, ...]:
    """Return in how many communities to try a strategy that is in so many: one, a few, all."""
    few = max(1, round(math.sqrt(most)))
    return tuple(sorted({1, few, max(1, most)}))


def weeks_of(days: int) -> tuple[int, ...]:
    """Return how long to try: at most for half of the run."""
    return tuple(weeks for weeks in WEEKS if 2 * 7 * weeks <= days)


def designs_of(seen: Seen, weeks: tuple[int, ...]) -> pd.DataFrame:
    """Return what each design is worth, the best first.

    Columns: communities, weeks, metric (its name), threshold (in its unit), value, cost, wait,
    net ($ a future) and goes_on (share of futures). A metric that never differs is left out.
    """
    benefit, rows = seen.benefit, []
    for k in seen.figures:
        for w in weeks:
            later, trial = seen.later(k, w), seen.trial(k, w)
            for m, metric in enumerate(METRICS):
                figure = seen.figure(k, w, m)
                if len(np.unique(figure[np.isfinite(figure)])) < 2:
                    continue
                worth = worth_of(figure, benefit, later, trial)
                threshold = metric.direction * rounded(best_threshold(figure, later), _DIGITS)
                rows.append((k, w, metric.name, threshold, *worth))
    columns = ["communities", "weeks", "metric", "threshold", *Worth._fields]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("net", ascending=False, kind="stable", ignore_index=True)


def design_of(row: Mapping[Any, Any] | pd.Series) -> Design:
    """Return the design of one row of the table."""
    metric = next(m for m, each in enumerate(METRICS) if each.name == row["metric"])
    threshold = METRICS[metric].direction * float(row["threshold"])
    return Design(int(row["communities"]), int(row["weeks"]), metric, threshold)
