"""One parameter at a time: what the outcome comes to along its range, all else as it is.

The same luck at every value, so that what differs is what the parameter does. Outcomes are in
their own unit; those of a ratio are ratios of means.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.factors import DUMMY, Factor
from experiments.sample import Sample
from experiments.sensitivity.question import Question, Runs
from experiments.statistics import Interval

__all__ = ["Curve", "one_at_a_time"]

_ENDS = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """The outcome along one parameter.

    Attributes:
        factor: what varies.
        values: of the parameter, ascending; of a choice, as listed.
        outcomes: mean and 95 % interval over luck at each of them, NaN where undefined.
    """

    factor: Factor
    values: tuple
    outcomes: tuple[Interval, ...]


def one_at_a_time(
    factors: Sequence[Factor], n_long: int, n_values: int, runs: Runs, seeds: Sequence[int]
) -> tuple[Interval, list[Curve]]:
    """Return the outcome as it is, and curves: of the ends of a range, or of values along it.

    Args:
        factors: what varies, the dummy left out.
        n_long: how many of the first have n_values along their range; the others have its ends.
        n_values: at least 2.
        runs: where runs are made.
        seeds: the luck of every value.
    """
    walked = [factor for factor in factors if factor.name != DUMMY]
    along = [
        _along(factor, np.linspace(0, 1, n_values) if k < n_long else np.array(_ENDS))
        for k, factor in enumerate(walked)
    ]
    points: list[dict] = [
        {},
        *({f.name: v} for f, own in zip(walked, along, strict=True) for v in own),
    ]
    samples = iter(runs.samples_at(points, seeds))
    centre = _outcome(runs.question, next(samples))
    curves = [
        Curve(factor, own, tuple(_outcome(runs.question, next(samples)) for _ in own))
        for factor, own in zip(walked, along, strict=True)
    ]
    return centre, curves


def _along(factor: Factor, places: np.ndarray) -> tuple:
    """Return the values at places, each once; all of a choice."""
    if factor.law == "choice":
        return factor.choices
    values = factor.values_at(places)
    return tuple(pd.unique(pd.Series(values)).tolist())


def _outcome(question: Question, sample: Sample) -> Interval:
    """Return the outcome, or the difference that is asked for, in its unit."""
    if question.less:
        found = sample.difference(question.outcome, question.strategy, question.less)
        return Interval(*found[:3])
    return sample.mean(question.outcome, question.strategy)
