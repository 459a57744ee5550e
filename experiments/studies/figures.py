"""Pictures of a sweep: an outcome along what varies, a line for each strategy."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.factors import Factor
from experiments.palette import looks_of

if TYPE_CHECKING:
    from experiments.studies.plan import Plan

__all__ = ["along", "strongest"]

_MOST_BINS = 8
_LEAST_IN_A_BIN = 5
_WIDE = 50  # times the smallest value: from there on an axis is logarithmic


def strongest(plan: "Plan", table: pd.DataFrame, outcome: str, n: int) -> list[Factor]:
    """Return the factors along which an outcome changes most for any strategy, at most n.

    By Spearman's rank correlation; names count by the order in which they are stated.
    """
    sizes = {}
    for factor in plan.factors:
        places = _places(factor, table[factor.name]).rank()
        found = [
            abs(places[own].corr(table.loc[own, outcome].rank()))
            for own in (table["strategy"] == name for name in plan.strategies)
            if table.loc[own, outcome].nunique() > 1
        ]
        sizes[factor.name] = max((each for each in found if each == each), default=0.0)
    return sorted(plan.factors, key=lambda each: -sizes[each.name])[:n]


def _is_named(factor: Factor) -> bool:
    """Tell whether a factor is a choice of names, or of anything else that is no number."""
    return not all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in factor.choices
    )


def _places(factor: Factor, values: pd.Series) -> pd.Series:
    """Return values as numbers: names to choose from by the order in which they are stated."""
    if _is_named(factor):
        return values.map(factor.choices.index).astype(float)
    return values.astype(float)


def along(plan: "Plan", table: pd.DataFrame, outcome: str, factor: Factor) -> Option:
    """Return the median of an outcome along a factor, and where eight in ten runs lie."""
    looks, (scale, axis) = looks_of(plan), parts.axis_of(outcome)
    series, told, seen = [], [], []
    for strategy in plan.strategies:
        own = table[(table["strategy"] == strategy) & table[outcome].notna()]
        if own.empty:
            continue
        rows = _medians(_places(factor, own[factor.name]), own[outcome])
        seen += [*rows["low"], *rows["high"]]
        series += _line(strategy, rows, looks[strategy], scale)
        first, last = (wording.amount(rows["middle"].iloc[k], outcome) for k in (0, -1))
        told.append(f"{strategy} from {first} to {last}")
    alt = f"{axis} along {factor.name}: {'; '.join(told)}."
    option = parts.time_option(series, axis, alt)
    option["xAxis"] |= _x_axis(factor)
    if seen and min(seen) > 0 and max(seen) > _WIDE * min(seen):
        option["yAxis"] |= {"type": "log", "name": axis.replace(")", ", log scale)")}
    del option["xAxis"]["minInterval"]
    return option


def _medians(x: pd.Series, y: pd.Series) -> pd.DataFrame:
    """Return low, middle and high of y by value of x, or by bins of as many runs each."""
    bins = min(_MOST_BINS, max(1, len(x) // _LEAST_IN_A_BIN))
    groups = x if x.nunique() <= _MOST_BINS else pd.qcut(x, bins, labels=False, duplicates="drop")
    found = y.groupby(groups).quantile(np.array([0.1, 0.5, 0.9])).unstack()
    found.columns = ["low", "middle", "high"]
    return found.assign(x=x.groupby(groups).median())


def _line(name: str, rows: pd.DataFrame, look: dict, scale: float) -> list[Option]:
    """Return the line of one strategy with its band."""
    x = parts.tidy(rows["x"])
    low, middle, high = (parts.tidy(rows[each] * scale) for each in ("low", "middle", "high"))
    return [
        {
            "type": "line", "name": name, "symbolSize": 5, "z": 3, "lineStyle": look,
            "data": [list(point) for point in zip(x, middle, strict=True)],
            "itemStyle": {"color": look["color"]}, "emphasis": {"focus": "series"},
        },
        {
            "type": "custom", "renderItem": "band", "name": name, "silent": True, "clip": True,
            "data": [list(edge) for edge in zip(x, low, high, strict=True)], "z": 1,
            "itemStyle": {"color": look["color"], "opacity": 0.13},
            "encode": {"x": 0, "y": [1, 2]}, "tooltip": {"show": False},
        },
    ]  # fmt: skip


def _x_axis(factor: Factor) -> Option:
    """Return the axis of what varies."""
    if _is_named(factor):
        names = [str(value) for value in factor.choices]
        return {
            "name": factor.name, "type": "category", "data": names, "boundaryGap": False,
            "min": 0, "max": len(names) - 1,
        }  # fmt: skip
    ends = factor.choices or (factor.low, factor.high)
    low, high = parts.tidy([min(ends), max(ends)])
    unit = f" ({factor.unit})" if factor.unit else ""
    kind = "log" if factor.law == "loguniform" else "value"
    return {"name": factor.name + unit, "type": kind, "min": low, "max": high}
