"""What a calibration says: what is known now of each default, and how near each fact comes.

The rule, written down before the calibration was run: the 90 % interval of the posterior becomes
the plausible range of a default; the default moves to the median if it lay outside of the middle
half, else it stays. Where the interval is nearly as wide as the prior's, the data say nothing: both
stay as they were.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.prior import FITTED, Fitted
from experiments.calibration.study import Calibration
from experiments.calibration.targets import TARGETS, Target
from experiments.statistics import Interval, mean_interval

__all__ = ["Comparison", "Learnt", "as_dict", "as_markdown", "compared", "learnt"]

SAYS_NOTHING = 0.8  # share of the prior's width from which a posterior says nothing
SAYS_MUCH = 0.5
_INNER = 0.9  # share of the prior inside its own 90 % interval


class Learnt(NamedTuple):
    """What is known of a default."""

    fitted: Fitted
    median: float
    low: float  # 5 % of the posterior
    high: float  # 95 %
    width: float  # of the interval, against the prior's
    default: float  # by the rule
    range: tuple[float, float]  # by the rule

    @property
    def verdict(self) -> str:
        """How much the data say."""
        if self.width >= SAYS_NOTHING:
            return "undetermined"
        return "narrowed" if self.width > SAYS_MUCH else "determined"


class Comparison(NamedTuple):
    """A fact beside the model."""

    target: Target
    at_defaults: Interval  # mean over seeds
    predicted: tuple[float, float, float]  # 5 %, median, 95 % over posterior and luck

    @property
    def is_reproduced(self) -> bool:
        """Whether the mean at the defaults lies in the fact's 95 % interval."""
        return self.target.low <= self.at_defaults.mean <= self.target.high

    @property
    def is_allowed_for(self) -> bool:
        """Whether the fact lies in the middle 90 % of what is predicted."""
        return self.predicted[0] <= self.target.value <= self.predicted[2]


def learnt(result: Calibration) -> list[Learnt]:
    """Return what is known of each default."""
    return [_learnt(each, result.posterior[each.name].to_numpy()) for each in FITTED]


def _learnt(fitted: Fitted, draws: NDArray[np.float64]) -> Learnt:
    low, first, median, third, high = np.quantile(draws, [0.05, 0.25, 0.5, 0.75, 0.95])
    width = (high - low) / (_INNER * (fitted.high - fitted.low))
    default, ends = fitted.before, (fitted.low, fitted.high)
    if width < SAYS_NOTHING:
        if not first <= default <= third:
            default = _rounded(median, median)
        ends = _rounded(low, high - low, -1), _rounded(high, high - low, 1)
        ends = min(ends[0], default), max(ends[1], default)
    return Learnt(fitted, float(median), float(low), float(high), float(width), default, ends)


def _rounded(value: float, size: float, towards: int = 0) -> float:
    """Return a value with two digits of `size`, rounded down (-1), up (1) or to the nearest."""
    step = 10.0 ** (math.floor(math.log10(abs(size))) - 1)
    rounds = {-1: math.floor, 0: round, 1: math.ceil}[towards]
    return float(f"{rounds(value / step) * step:.12g}")


def compared(result: Calibration) -> list[Comparison]:
    """Return each fact beside the model."""
    found = []
    for target in TARGETS:
        predicted = np.nanquantile(result.predicted[target.measure], [0.05, 0.5, 0.95])
        low, middle, high = map(float, predicted)
        own = result.at_defaults[target.measure]
        found.append(Comparison(target, mean_interval(own[np.isfinite(own)]), (low, middle, high)))
    return found


def as_dict(result: Calibration) -> dict[str, object]:
    """Return the calibration as JSON has it."""
    parameters = [
        {"name": each.fitted.name, "prior": [each.fitted.low, each.fitted.high],
         "before": each.fitted.before, "median": each.median, "low": each.low, "high": each.high,
         "verdict": each.verdict, "default": each.default, "range": list(each.range)}
        for each in learnt(result)
    ]  # fmt: skip
    facts = [
        {"fact": each.target.fact, "is_fitted": each.target.is_fitted, "value": each.target.value,
         "low": each.target.low, "high": each.target.high, "at_defaults": each.at_defaults.mean,
         "at_defaults_low": each.at_defaults.low, "at_defaults_high": each.at_defaults.high,
         "predicted": list(each.predicted), "is_reproduced": each.is_reproduced,
         "is_allowed_for": each.is_allowed_for}
        for each in compared(result)
    ]  # fmt: skip
    return {"left": list(result.left), "parameters": parameters, "facts": facts}


def counted(comparisons: list[Comparison]) -> str:
    """Return how many facts are reproduced, in a sentence."""
    fitted = [each for each in comparisons if each.target.is_fitted]
    others = [each for each in comparisons if not each.target.is_fitted]
    return (
        f"Of {len(fitted)} facts fitted to, {sum(e.is_reproduced for e in fitted)} are reproduced: "
        "the mean of runs at the defaults lies in the fact's own 95 % interval; "
        f"{sum(e.is_allowed_for for e in fitted)} lie in the middle 90 % of what the posterior "
        f"predicts. Of {len(others)} that were looked at alone, "
        f"{sum(e.is_reproduced for e in others)} and {sum(e.is_allowed_for for e in others)}."
    )


def figure(value: float) -> str:
    """Return a value with three digits."""
    return f"{value:.3g}"


def as_markdown(result: Calibration) -> str:
    """Return both tables and what stayed undetermined, as markdown."""
    known, facts = learnt(result), compared(result)
    left = ", ".join(f"{each:.2%}" if each > 0 else "less than .001 %" for each in result.left)
    lines = [
        f"Left of the prior after each wave: {left}.", "",
        "| parameter | prior | before | posterior: median [5 %, 95 %] | the data | default now "
        "| plausible range now |",
        "|---|---|---|---|---|---|---|",
        *(f"| `{e.fitted.name}` | {figure(e.fitted.low)} to {figure(e.fitted.high)} | "
          f"{figure(e.fitted.before)} | {figure(e.median)} [{figure(e.low)}, {figure(e.high)}] | "
          f"{e.verdict} | {figure(e.default)} | {figure(e.range[0])} to {figure(e.range[1])} |"
          for e in known),
        "", counted(facts), "",
        "| fact | measured [95 %] | at the defaults [95 %] | posterior predicts [5 %, 95 %] "
        "| reproduced | allowed for | why it may be off |",
        "|---|---|---|---|---|---|---|",
        *(f"| {'' if e.target.is_fitted else '(not fitted) '}{e.target.fact} | "
          f"{figure(e.target.value)} [{figure(e.target.low)}, {figure(e.target.high)}] | "
          f"{figure(e.at_defaults.mean)} [{figure(e.at_defaults.low)}, "
          f"{figure(e.at_defaults.high)}] | {figure(e.predicted[1])} [{figure(e.predicted[0])}, "
          f"{figure(e.predicted[2])}] | {'yes' if e.is_reproduced else 'no'} | "
          f"{'yes' if e.is_allowed_for else 'no'} | {e.target.why} |" for e in facts),
        "",
    ]  # fmt: skip
    return "\n".join(lines)
