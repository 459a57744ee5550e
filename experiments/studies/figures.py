"""Pictures of a sweep: an outcome along what varies, a line for each strategy; a map of pairs."""

import math
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

__all__ = ["along", "has_map", "map_of", "strongest"]

_MOST_BINS = 8
_LEAST_IN_A_BIN = 5
_MOST_CELLS = 12  # in a row or a column of a map
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


def has_map(factor: Factor, table: pd.DataFrame) -> bool:
    """Tell whether a factor has few values, each met by many points, as in a grid."""
    return 2 <= table[factor.name].map(str).nunique() <= min(_MOST_CELLS, len(table) - 1)


def map_of(
    plan: "Plan", table: pd.DataFrame, outcome: str, across: Factor, down: Factor, strategy: str
) -> Option:
    """Return the median of an outcome at each pair of values of two factors, darker for more.

    Shades are the same for all strategies, so that maps can be compared.
    """
    shown = table.assign(x=_places(across, table[across.name]), y=_places(down, table[down.name]))
    medians = shown.groupby(["strategy", "y", "x"])[outcome].median().dropna()
    columns, rows = (sorted(shown[name].unique().tolist()) for name in ("x", "y"))
    own = medians[strategy] if strategy in medians.index else medians[:0]
    low, high = (medians.min(), medians.max()) if len(medians) else (0.0, 1.0)
    is_log = low > 0 and high > _WIDE * low  # shades by the logarithm; cells say what it is
    cells, told = [], []
    for y, x, value in own.reset_index().itertuples(index=False):
        text = wording.amount(value, outcome)
        shade = parts.tidy([value, math.log(value)] if is_log else [value])
        place = [columns.index(x), rows.index(y)]
        cells.append({"value": [*place, *shade], "label": {"formatter": text}})
        told.append(f"{_named(across, x)} and {_named(down, y)}: {text}")
    alt = (
        f"{wording.label(outcome)} of {strategy} by {across.name} and {down.name}: "
        f"{'; '.join(told) or 'undefined everywhere'}."
    )
    ends = parts.tidy(np.log([low, high]) if is_log else [low, high])
    x_axis = _title(across), [_named(across, x) for x in columns]
    y_axis = _title(down), [_named(down, y) for y in rows]
    return _map_option(x_axis, y_axis, cells, ends, alt)


def _map_option(
    x: tuple[str, list[str]], y: tuple[str, list[str]], cells: list[Option],
    ends: list[float | None], alt: str,
) -> Option:  # fmt: skip
    """Return a map of cells; the last of each one's values is its shade, between the ends."""
    axis = {"type": "category", "axisTick": {"show": False}}
    return {
        "aria": parts.about(alt),
        "tooltip": {"show": False},
        "grid": {"left": 16, "right": 16, "top": 30, "bottom": 34, "containLabel": True},
        "xAxis": axis | {
            "name": x[0], "nameLocation": "middle", "nameGap": 28, "data": x[1],
            "axisLabel": {"interval": 0, "hideOverlap": True},
        },
        "yAxis": axis | {
            "name": y[0], "nameTextStyle": {"align": "left"}, "data": y[1],
            "axisLabel": {"interval": 0},
        },
        "visualMap": {
            "show": False, "min": ends[0], "max": ends[1],
            "dimension": max((len(cell["value"]) for cell in cells), default=3) - 1,
            "inRange": {"color": ["#f4f7fa", "#c3d9e9", "#86b3d3"]},
        },
        "series": [{
            "type": "heatmap", "data": cells, "silent": True,
            "label": {"show": True, "color": "#12212c"},
            "itemStyle": {"borderColor": "#ffffff", "borderWidth": 2},
        }],
    }  # fmt: skip


def _title(factor: Factor) -> str:
    """Return what an axis is called: the last of the factor's names, and its unit."""
    unit = "" if factor.unit in ("", "number") or _is_named(factor) else f" ({factor.unit})"
    return wording.label(factor.name.rpartition(".")[2]) + unit


def _named(factor: Factor, place: float) -> str:
    """Return the value at a place as its axis has it, without its unit."""
    return str(factor.choices[int(place)]) if _is_named(factor) else f"{place:.4g}"


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


def _is_wide(factor: Factor) -> bool:
    """Tell whether the values of a factor are read by their logarithm."""
    if factor.law != "choice":
        return factor.law == "loguniform"
    return min(factor.choices) > 0 and max(factor.choices) > _WIDE * min(factor.choices)


def _x_axis(factor: Factor) -> Option:
    """Return the axis of what varies."""
    if _is_named(factor):
        names = [str(value) for value in factor.choices]
        return {
            "name": _title(factor), "type": "category", "data": names, "boundaryGap": False,
            "min": 0, "max": len(names) - 1,
        }  # fmt: skip
    ends = factor.choices or (factor.low, factor.high)
    low, high = parts.tidy([min(ends), max(ends)])
    kind = "log" if _is_wide(factor) else "value"
    return {"name": _title(factor), "type": kind, "min": low, "max": high}
