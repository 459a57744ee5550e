"""What the pictures share: colours, axes, and the shapes that a small renderer draws.

An option holds no JavaScript, so that it can travel as JSON. Where ECharts needs a function, a
series says `{"type": "custom", "renderItem": NAME}`, and templates/figures.js puts it in:

    "band"      items [x, low, high]: one polygon between low and high
    "whisker"   items [low, high, row]: a line with ends, in one row of a category axis
    "span"      items [from, to, row]: a bar between two values
"""

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from experiments import wording
from experiments.palette import GREY
from sim.results import FLOWS

Option = dict[str, Any]


def line_with_band(name: str, band: pd.DataFrame, look: dict[str, Any], scale: float) -> list:
    """Return the series of one strategy: its 95 % band below, its mean line above."""
    weeks = [int(week) + 1 for week in band.index]  # the first week is week 1
    mean, low, high = (tidy(band[each] * scale) for each in ("mean", "low", "high"))
    edges = [list(edge) for edge in zip(weeks, low, high, strict=True) if None not in edge]
    shade = {
        "type": "custom", "renderItem": "band", "name": name, "data": edges, "silent": True,
        "itemStyle": {"color": look["color"], "opacity": 0.16}, "clip": True, "z": 1,
        "encode": {"x": 0, "y": [1, 2]}, "tooltip": {"show": False},
    }  # fmt: skip
    line = {
        "type": "line", "name": name, "showSymbol": False, "z": 3,
        "data": [list(point) for point in zip(weeks, mean, strict=True)],
        "lineStyle": look, "itemStyle": {"color": look["color"]}, "emphasis": {"focus": "series"},
    }  # fmt: skip
    return [line, shade] if edges else [line]  # a legend looks at the first by a name


def time_option(series: list[Option], axis_name: str, alt: str) -> Option:
    """Return a picture over weeks. Lines are named at their ends, or in a legend on a phone."""
    lines = [each for each in series if each["type"] == "line" and each["data"]]
    names = [each["name"] for each in lines]
    ends = [
        {"value": each["data"][-1], "label": {"formatter": each["name"], **each["itemStyle"]}}
        for each in lines
    ]
    named = texts_at([]) | {"id": "names", "data": ends}  # set apart by figures.js
    room = 22 + max((7 * len(name) for name in names), default=0)
    narrow = {
        "grid": {"right": 14, "top": 44 + _legend_height(names, 290)},
        "legend": {"show": True},
        "series": [{"id": "names", "label": {"show": False}}],
    }
    wide = {
        "grid": {"right": room, "top": 40},
        "legend": {"show": False},
        "series": [{"id": "names", "label": {"show": True}}],
    }
    return {
        "aria": about(alt),
        "tooltip": {"trigger": "axis", "confine": True, "order": "valueDesc"},
        "legend": {"show": False, "top": 0, "left": 0, "data": names, "itemWidth": 18},
        "grid": {"left": 12, "bottom": 28, "right": room, "top": 40, "containLabel": True},
        "xAxis": {
            "type": "value", "min": 1, "max": max((end["value"][0] for end in ends), default=1),
            "name": "week", "nameLocation": "middle", "nameGap": 26,
            "splitLine": {"show": False}, "minInterval": 1,
        },
        "yAxis": {
            "type": "value", "scale": True, "name": axis_name,
            "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -28]},
        },
        "series": [*series, named],
        "media": [{"query": {"maxWidth": 460}, "option": narrow}, {"option": wide}],
    }  # fmt: skip


def row_option(rows: Iterable[str], axis_name: str, series: list[Option], alt: str) -> Option:
    """Return a picture with one row for each name, the first on top."""
    return {
        "aria": about(alt),
        "tooltip": {"trigger": "item", "confine": True},
        "legend": {"show": False},
        "grid": {"left": 16, "right": 56, "top": 8, "bottom": 30, "containLabel": True},
        "xAxis": {
            "type": "value", "name": axis_name, "nameLocation": "middle", "nameGap": 28,
            "splitNumber": 4, "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {
            "type": "category", "inverse": True, "data": list(rows),
            "axisTick": {"show": False}, "axisLine": {"show": False}, "axisLabel": {"interval": 0},
        },
        "series": series,
    }  # fmt: skip


def row_series(renderer: str, items: list[list], colours: Iterable[str] | str) -> Option:
    """Return whiskers or spans; items are [from, to, row], each in its own colour."""
    if isinstance(colours, str):
        colours = [colours] * len(items)
    data = [
        {"value": item, "itemStyle": {"color": colour}}
        for item, colour in zip(items, colours, strict=True)
    ]
    return {
        "type": "custom", "renderItem": renderer, "data": data, "silent": True,
        "encode": {"x": [0, 1], "y": 2}, "tooltip": {"show": False}, "z": 2,
    }  # fmt: skip


def about(alt: str) -> Option:
    """Return the text that stands for a picture where it cannot be seen."""
    return {"enabled": True, "label": {"enabled": True, "description": alt}}


def axis_of(
    measure: str, *, so_far: bool | None = None, is_difference: bool = False
) -> tuple[float, str]:
    """Return what values are multiplied by on an axis, and the axis's name with its unit.

    Args:
        measure: name of an outcome or of a weekly measure.
        so_far: whether weeks are added up; None where there are none, but a whole run.
        is_difference: whether it is a difference of two.
    """
    unit = wording.unit_of(measure)
    if measure.startswith("trust"):
        unit = "0 to 1" if measure != "trust_change" and not is_difference else "full trust = 1"
    elif wording.is_percent(measure):
        unit = "percentage points" if is_difference else "%"
    elif unit.startswith("$/"):
        unit = "$"  # what it is for stands in the name
    name = wording.label(measure)
    if measure in FLOWS and so_far is not None:
        name += " so far" if so_far else " per week"
    name += ", difference" if is_difference else ""
    shown = "" if unit in (measure, "people") else f" ({unit})"
    return (100.0 if wording.is_percent(measure) else 1.0), name + shown


def tidy(values: Iterable[float]) -> list[float | None]:
    """Return numbers as JSON has them: six digits, null where undefined."""
    return [float(f"{value:.6g}") if math.isfinite(value) else None for value in values]


def stacked(name: str, values: pd.Series, colour: str) -> Option:
    """Return one part of stacked bars, a value for each row; signs stack on their own sides."""
    return {
        "type": "bar", "stack": "all", "name": wording.label(name), "data": tidy(values),
        "barMaxWidth": 20, "itemStyle": {"color": colour}, "emphasis": {"focus": "series"},
    }  # fmt: skip


def totals(values: pd.Series, texts: Iterable[str]) -> Option:
    """Return a diamond at the sum of each row's bars, and the sum in words at the right."""
    data = [
        {"value": [value, row], "name": str(name), "label": {"formatter": text}}
        for row, (name, value, text) in enumerate(
            zip(values.index, tidy(values), texts, strict=True)
        )
    ]
    return {
        "type": "scatter", "symbol": "diamond", "symbolSize": 11, "z": 5, "name": "sum",
        "data": data, "silent": True, "tooltip": {"show": False},
        "itemStyle": {"color": "#ffffff", "borderColor": "#333333", "borderWidth": 1.5},
        "label": {"show": True, "position": "top", "distance": 5, "fontWeight": "bold"},
    }  # fmt: skip


def texts_at(places: Iterable[tuple[float, int, str]]) -> Option:
    """Return texts to the right of (value, row), with no mark of their own."""
    data = [
        {"value": [*tidy([value]), row], "label": {"formatter": text}}
        for value, row, text in places
    ]
    return {
        "type": "scatter", "symbolSize": 0, "data": data, "silent": True, "z": 5,
        "label": {"show": True, "position": "right", "distance": 8},
        "itemStyle": {"opacity": 1}, "tooltip": {"show": False},
    }  # fmt: skip


def mark(axis: str, value: float) -> Option:
    """Return a dashed line at a value of an axis."""
    return {
        "silent": True, "symbol": "none", "data": [{axis: value}],
        "lineStyle": {"color": GREY, "type": "dashed", "width": 1.5},
        "label": {"show": False},
    }  # fmt: skip


def with_legend(option: Option, names: Iterable[str]) -> Option:
    """Return a picture of rows with a legend above it, of as many lines as the width takes."""
    names = list(names)

    def grid(width: int) -> Option:
        return {"grid": {"top": 18 + _legend_height(names, width)}}

    legend = {"show": True, "top": 0, "left": 0, "data": names, "itemWidth": 14, "itemHeight": 10}
    media = [
        {"query": {"maxWidth": 460}, "option": grid(290)},
        {"query": {"maxWidth": 860}, "option": grid(440)},
        {"option": grid(980)},
    ]
    return option | {"legend": legend, "grid": option["grid"] | grid(980)["grid"], "media": media}


def _legend_height(names: list[str], width: int) -> int:
    """Return about how many pixels a legend takes that is so many pixels wide."""
    return 22 * math.ceil(sum(34 + 7 * len(name) for name in names) / width)
