"""The second look: what was chosen and found, judged over fresh futures."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.robust.boxes import Box, Hits, find_box, hits_of
from experiments.robust.decision import Flags, Goal, Worth, lead_of
from experiments.statistics import Interval, bootstrap_weights, interval_of, share_interval

__all__ = ["Discovery", "confirmed_table", "discovered"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a strategy misses the target, or where it meets it, whichever is rarer.

    Attributes:
        is_of_misses: whether futures are sought in which the target is missed.
        box: its sides; none if none beats chance.
        found: how well it tells in the futures that it was found in, which flatters it.
        fresh: how well it tells in fresh futures.
    """

    is_of_misses: bool
    box: Box
    found: Hits
    fresh: Hits

    @property
    def coverage(self) -> Interval:
        """Share of what is sought that is in the box, over fresh futures."""
        return share_interval(self.fresh.n_hits, self.fresh.n_sought)

    @property
    def density(self) -> Interval:
        """Share of the futures in the box that are sought, over fresh futures."""
        return share_interval(self.fresh.n_hits, self.fresh.n_inside)

    @property
    def overall(self) -> Interval:
        """Share of all fresh futures that are sought."""
        return share_interval(self.fresh.n_sought, self.fresh.n_futures)

    @property
    def is_confirmed(self) -> bool:
        """Whether, in fresh futures, the box is denser than the rest, beyond chance."""
        return bool(self.box) and self.density.low > self.overall.mean


def discovered(
    draws: pd.DataFrame, is_met: Flags, fresh_draws: pd.DataFrame, fresh_met: Flags
) -> Discovery:
    """Return the box of the misses (or of the successes, if these are rarer), and its figures.

    Args:
        draws: the futures that the box is found in, one a row.
        is_met: in which of them the target is met, shape (n_futures,).
        fresh_draws: the futures that it is judged in.
        fresh_met: the same of these.
    """
    is_of_misses = bool(is_met.mean() >= 0.5)
    sought, fresh = (~is_met, ~fresh_met) if is_of_misses else (is_met, fresh_met)
    box = find_box(draws, sought)
    return Discovery(
        is_of_misses, box, hits_of(box, draws, sought), hits_of(box, fresh_draws, fresh)
    )


def confirmed_table(worth: Worth, goal: Goal, chosen: str) -> pd.DataFrame:
    """Return strategy, measure, value, low, high over fresh futures.

    Measures are expected (the mean, in the outcome's unit), lead (by how much the chosen is better
    than this one on average), and satisficing (the share of futures in which the target is met).
    """
    weights, rows = bootstrap_weights(len(worth.futures)), []
    is_met = goal.is_met(worth)
    for s, strategy in enumerate(worth.strategies):
        if np.isfinite(worth.values[s]).all():
            expected = interval_of(worth.direction * (weights @ worth.values[s]))
        else:  # in some future it has no value
            expected = Interval(np.nan, np.nan, np.nan)
        rows.append((strategy, "expected", *expected))
        if strategy != chosen:
            rows.append((strategy, "lead", *lead_of(worth, chosen, strategy)))
        rows.append((strategy, "satisficing", *interval_of(weights @ is_met[s])))
    return pd.DataFrame(rows, columns=["strategy", "measure", "value", "low", "high"])
