"""Racing: runs go to the candidates that may still be the best.

Replicates come in rounds, the same luck for all who are left (common random numbers). After each
round those leave that a paired t-test finds worse than the best so far, at a level divided among
the other candidates and the rounds that equal shares would make. The race ends when one is left,
when all who are left are within an indifference zone, or when the budget is spent; the best mean
of those who are left wins.

This is screening: tests are repeated from round to round without a proof of their joint error.
Kim and Nelson's KN has one (Goldsman and Nelson 2001; from memory, not verified).

A ratio, such as cost per customer, is that of the totals, R = sum(N) / sum(D). It is raced by its
linearisation (delta method): replicate i counts R + (N_i - R D_i) / mean(D), whose mean is R and
whose spread is that of R. A ratio of nothing, D = 0 in all replicates, is worse than any other.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

__all__ = ["Ending", "Race", "linearised", "race"]

Floats = NDArray[np.floating]
Evaluate = Callable[[Sequence[int], range], Floats]

# Of all tests together. Large, because a budget that is given is lost if it is not used to drop
# who is worse, and because the bound is loose; docs/selection.md has what it comes to.
ALPHA = 0.5
ROUND = 5  # replicates of a round: the least from which a spread can be told

Ending = Literal["one is left", "they are alike", "the budget is spent"]


@dataclass(frozen=True, slots=True, eq=False)
class Race:
    """How a race went.

    Attributes:
        ranking: candidates, the winner first: those left to the end by their means, then those
            that left later before those that left earlier.
        means: of each candidate over the replicates it ran; NaN where undefined; (n_candidates,).
        replicates: that each candidate ran, (n_candidates,).
        n_left: how many of the ranking were in the race at the end.
        ending: why it ended.
        n_runs: replicates of all candidates together.
    """

    ranking: tuple[int, ...]
    means: tuple[float, ...]
    replicates: tuple[int, ...]
    n_left: int
    ending: Ending
    n_runs: int

    @property
    def winner(self) -> int:
        """The best of those that were left."""
        return self.ranking[0]


def race(
    evaluate: Evaluate,
    n_candidates: int,
    budget: int,
    *,
    direction: int,
    delta: float = 0.0,
    alpha: float = ALPHA,
    n_round: int = ROUND,
) -> Race:
    """Return who wins a race.

    Args:
        evaluate: gives the values of candidates in replicates, shape (n_candidates, n_replicates),
            or (n_candidates, n_replicates, 2) for numerators and denominators; NaN is a run that
            failed, and takes its candidate out of the race.
        n_candidates: at least one.
        budget: the most runs; at least one for each candidate.
        direction: 1 where more is better, -1 where less is.
        delta: difference to which one is indifferent, in the unit of the values.
        alpha: level of all tests together, were the shares equal.
        n_round: replicates of each candidate in a round; the last round may have fewer.
    """
    assert budget >= n_candidates >= 1
    left, means = list(range(n_candidates)), [math.nan] * n_candidates
    replicates, dropped = [0] * n_candidates, []
    values, n, spent, ending = None, 0, 0, "the budget is spent"
    n_tests = max(1, n_candidates - 1) * math.ceil(budget / (n_candidates * n_round))
    while (n_now := min(n_round, (budget - spent) // len(left))) > 0:
        new = evaluate(left, range(n, n + n_now))
        values = new if values is None else np.concatenate([values, new], axis=1)
        n, spent = n + n_now, spent + n_now * len(left)
        lines = linearised(values)
        for c, line in zip(left, lines, strict=True):
            means[c], replicates[c] = float(line.mean()), n
        stays, is_alike = _judged(direction * lines, delta, alpha / n_tests)
        worth = np.nan_to_num(direction * lines.mean(axis=1), nan=-math.inf)
        worst_first = np.argsort(worth, kind="stable")
        dropped += [left[i] for i in worst_first if not stays[i]]
        left, values = [c for c, kept in zip(left, stays, strict=True) if kept], values[stays]
        if len(left) == 1 or is_alike:
            ending = "one is left" if len(left) == 1 else "they are alike"
            break
    left.sort(key=lambda c: (math.isnan(means[c]), -direction * means[c], c))
    ranking = (*left, *reversed(dropped))
    return Race(ranking, tuple(means), tuple(replicates), len(left), ending, spent)


def linearised(values: Floats) -> Floats:
    """Return values whose mean is that of each candidate, shape (n_candidates, n_replicates).

    NaN for a candidate whose value is undefined.

    Args:
        values: as they are, or numerators and denominators on a third axis.
    """
    if values.ndim == 2:
        return np.where(np.isnan(values).any(axis=1, keepdims=True), np.nan, values)
    above, below = values[..., 0], values[..., 1]
    size = below.mean(axis=1, keepdims=True)
    size = np.where(size > 0, size, np.nan)
    ratio = above.mean(axis=1, keepdims=True) / size
    return ratio + (above - ratio * below) / size


def _judged(worth: Floats, delta: float, level: float) -> tuple[NDArray[np.bool_], bool]:
    """Return who stays in the race, and whether all who stay are alike.

    Args:
        worth: more is better, shape (n_candidates, n_replicates); NaN where undefined.
        delta: difference to which one is indifferent.
        level: one-sided, of a single test.
    """
    means, n = worth.mean(axis=1), worth.shape[1]
    defined = np.isfinite(means)
    if not defined.any():
        return np.ones(len(worth), bool), False
    best = int(np.nanargmax(means))
    behind = worth[best] - worth
    if n < 2:
        return defined, False
    error = behind.std(axis=1, ddof=1) / math.sqrt(n)
    margin = float(stdtrit(n - 1, 1.0 - level)) * error
    loss = behind.mean(axis=1)
    stays = defined & (loss - margin <= 0.0)
    return stays, delta > 0.0 and bool((loss + margin)[stays].max() < delta)
