"""What a trial is worth: the value of information, by a rule with a threshold.

The expected value of sample information is E[max(0, E[benefit | data])] - max(0, E[benefit]). Here
E[benefit | data] enters through one rule, "go on if what was measured is at least so much", whose
threshold maximises the gain: it is where an isotonic regression of the gain crosses zero. A
threshold that is judged on the futures it was chosen on flatters itself, so each future is judged
by a rule found on others.

Sources: Raiffa and Schlaifer 1961, Applied Statistical Decision Theory; Strong, Oakley and Brennan
2014 (by regression over simulated futures); from memory, not verified.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Interval, percentile_ends, resampled_difference

__all__ = [
    "Worth", "best_threshold", "goes_on", "judged_by_others", "mean_difference",
    "value_of_perfect_knowledge", "worth_of", "worth_of_decisions",
]  # fmt: skip

_FOLDS = 10

Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]


class Worth(NamedTuple):
    """What a trial comes to, in $: net = value - cost - wait."""

    value: float  # of what it tells: expected benefit of deciding by it, above the better prior
    cost: float  # of a trial after which one stays: what it spends less what it wins, and the wait
    wait: float  # where one goes on, what is lost against committing at once
    net: float
    goes_on: float  # share of futures


def best_threshold(measured: Floats, gain: Floats) -> float:
    """Return the threshold whose rule "go on from there up" gains most; inf is never, -inf always.

    It stands halfway between two values that were measured. What was not measured (NaN) never
    goes on.

    Args:
        measured: what the trial showed, more speaking for going on, shape (n,).
        gain: what going on gains, shape (n,).
    """
    known = np.isfinite(measured)
    values, inverse = np.unique(measured[known], return_inverse=True)
    if len(values) == 0:
        return math.inf
    sums = np.bincount(inverse, gain[known])
    from_here_up = np.append(np.cumsum(sums[::-1])[::-1], 0.0)
    at = len(values) - int(np.argmax(from_here_up[::-1]))  # of equals, the one that goes on least
    if at == len(values):
        return math.inf
    return -math.inf if at == 0 else float((values[at - 1] + values[at]) / 2)


def goes_on(measured: Floats, threshold: float) -> Bools:
    """Return where a rule goes on, shape (n,)."""
    return measured >= threshold  # every comparison with NaN is false


def judged_by_others(measured: Floats, gain: Floats) -> Bools:
    """Return where a rule goes on that was found on other futures, shape (n,): ten folds."""
    fold, found = np.arange(len(gain)) % _FOLDS, np.zeros(len(gain), bool)
    for k in range(_FOLDS):
        own = fold == k
        threshold = best_threshold(measured[~own], gain[~own])
        found[own] = goes_on(measured[own], threshold)
    return found


def worth_of(measured: Floats, benefit: Floats, later: Floats, trial: Floats) -> Worth:
    """Return what a trial is worth, by rules found on other futures; all of shape (n,).

    Where its figure would mislead it is ignored, so that the value is never below 0; nor is it
    ever above that of perfect knowledge. Arguments are those of worth_of_decisions().
    """
    found = worth_of_decisions(judged_by_others(measured, later), benefit, later, trial)
    if found.value >= 0.0:
        return found
    prior = np.full(len(benefit), float(benefit.mean()) > 0.0)
    return worth_of_decisions(prior, benefit, later, trial)


def worth_of_decisions(go: Bools, benefit: Floats, later: Floats, trial: Floats) -> Worth:
    """Return what a trial is worth that leads to these decisions; all of shape (n,).

    Args:
        go: where one goes on.
        benefit: of committing at once, above staying ($).
        later: of going on after the trial, above staying ($).
        trial: of the trial itself, above staying meanwhile ($).
    """
    value = float(np.where(go, benefit, 0.0).mean()) - max(0.0, float(benefit.mean()))
    cost = float(np.where(go, 0.0, -trial).mean())
    wait = float(np.where(go, benefit - later - trial, 0.0).mean())
    return Worth(value, cost, wait, value - cost - wait, float(go.mean()))


def value_of_perfect_knowledge(benefit: Floats) -> float:
    """Return what it is worth ($) to know the benefit of every future beforehand, for nothing."""
    return float(np.maximum(benefit, 0.0).mean() - max(0.0, float(benefit.mean())))


def mean_difference(one: Floats, other: Floats) -> Interval:
    """Return the mean of `one` less `other`, pair by pair, with its bootstrap interval."""
    mean = float((one - other).mean())
    return Interval(mean, *percentile_ends(resampled_difference([one], [other]), mean))
