"""What a study varies: a parameter, and the values it may take.

A factor turns a place 0..1 into a value, by the inverse of its distribution function: any design
over the unit cube (Latin hypercube, Sobol, Morris) becomes a table of values.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.parameters import Declaration, declarations
from sim.scenario import Scenario

__all__ = ["DUMMY", "Factor", "Law", "factor_of", "table_of", "uncertain"]

Law = Literal["uniform", "loguniform", "int", "choice"]

DUMMY = "dummy"  # a factor that nothing depends on: what a method says of it is its error
_LEVERS = ("strategies.", "rivals.")
_SPAN = 10.0  # a range that spans this factor is drawn by its logarithm


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that a study varies.

    Attributes:
        name: dotted path of the parameter.
        law: "uniform", "loguniform", "int" (every whole number alike) or "choice".
        low: least value, in the parameter's unit; not for a choice.
        high: largest value.
        choices: the values of a choice, each as likely.
        group: factors of one group are told apart by no index; "" for none.
        is_whole: whether values are rounded to whole numbers.
        meaning: what the parameter is, in words.
        unit: of its values.
    """

    name: str
    law: Law
    low: float = math.nan
    high: float = math.nan
    choices: tuple[Any, ...] = ()
    group: str = ""
    is_whole: bool = False
    meaning: str = ""
    unit: str = ""

    def values_at(self, places: NDArray[np.floating]) -> NDArray[Any]:
        """Return the values at places 0..1, shape (n,)."""
        if self.law == "choice":
            at = np.minimum((places * len(self.choices)).astype(int), len(self.choices) - 1)
            values = np.empty(len(places), object)
            values[:] = [self.choices[k] for k in at]
            return values
        low, high = self.low, self.high
        if self.law == "int":
            return np.minimum(np.floor(low + places * (high - low + 1)), high).astype(int)
        if self.law == "loguniform":
            values = np.exp(math.log(low) + places * (math.log(high) - math.log(low)))
        else:
            values = low + places * (high - low)
        values = np.clip(values, low, high)  # rounding may leave the range by one bit
        return np.rint(values).astype(int) if self.is_whole else values


def factor_of(about: Declaration, group: str = "") -> Factor:
    """Return a declared parameter over its plausible range, which it must have.

    By its logarithm where the range spans a factor of ten.
    """
    assert about.low is not None
    assert about.high is not None
    law = "loguniform" if about.low > 0 and about.high / about.low >= _SPAN else "uniform"
    is_whole = isinstance(about.default, int)
    return Factor(about.name, law, about.low, about.high, (), group, is_whole, about.meaning,
                  about.unit)  # fmt: skip


def table_of(factors: Sequence[Factor], places: NDArray[np.floating]) -> pd.DataFrame:
    """Return a design as values: one row a point, one column a factor, by its dotted name.

    Args:
        factors: what varies.
        places: the design in the unit cube, shape (n_points, n_factors).
    """
    columns = {each.name: each.values_at(places[:, k]) for k, each in enumerate(factors)}
    return pd.DataFrame(columns, index=range(len(places)))


def uncertain(
    spec: Scenario, known: Collection[str] = (), *, has_policies: bool = False
) -> list[Declaration]:
    """Return the parameters of a scenario that nobody knows for sure, ranges widened if need be.

    What a strategy or rival does is a lever. What cannot matter is left out: a mechanism that is
    off, and platforms, tools, influencers and searches that nobody uses. What was fitted to own
    data has the range of its posterior: nineteen draws of twenty.

    Args:
        spec: the scenario; a range that leaves out the value in force is widened to hold it.
        known: dotted names to hold at the value in force.
        has_policies: whether policies in Python play too, which may use what no strategy states.
    """
    idle = _unused_markets(spec) + ([] if has_policies else _unused_services(spec))
    found = []
    fitted = _fitted_ranges(spec)
    for each in declarations(spec):
        is_number = isinstance(each.default, int | float) and not isinstance(each.default, bool)
        if each.name in fitted:
            if each.name not in known:
                low, high = fitted[each.name]
                found.append(each._replace(low=low, high=high))
            continue
        if each.confidence == "given" or each.low is None or each.high is None or not is_number:
            continue
        if each.name not in known and not each.name.startswith((*_LEVERS, *idle)):
            low, high = min(each.low, each.default), max(each.high, each.default)
            found.append(each._replace(low=low, high=high))
    return found


def _fitted_ranges(spec: Scenario) -> dict[str, tuple[float, float]]:
    """Return the range of each parameter that was fitted to own data and not to one value."""
    found = {}
    for name in spec.posterior.parameters:
        low, high = np.quantile(spec.posterior.of(name), (0.025, 0.975))
        if low < high:
            found[name] = (float(low), float(high))
    return found


def _unused_markets(spec: Scenario) -> list[str]:
    """Return the beginnings of names of platforms nobody is on, and of mechanisms that are off."""
    used = {group.platform for group in spec.communities.values()} | {spec.audience.platform}
    platforms = [name for name in type(spec.platforms).model_fields if name not in used]
    groups = [
        name for name in type(spec).model_fields if getattr(getattr(spec, name), "is_on", 1) == 0
    ]
    return [*(f"platforms.{name}." for name in platforms), *(f"{name}." for name in groups)]


def _unused_services(spec: Scenario) -> list[str]:
    """Return the beginnings of names of what no strategy or rival pays for or does."""
    plans = [*spec.strategies.values(), *(rival.strategy for rival in spec.rivals.values())]
    tools = {plan.analytics.tool if plan.analytics else "platform" for plan in plans}
    paid = {plan.pay.influencer for plan in plans if plan.pay and plan.pay.influencer}
    unused = [f"tools.{name}." for name in type(spec.tools).model_fields if name not in tools]
    sizes = [name for name in ("nano", "micro", "mid", "macro", "mega") if name not in paid]
    unused += [f"influencers.{name}." for name in sizes] if paid else ["influencers."]
    if not any(plan.identify and plan.identify.communities == "search" for plan in plans):
        unused.append("research.")
    return unused
