"""What content performs best: kinds of post by community, as a table and as a picture."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments import chart_parts as parts
from experiments import wording

if TYPE_CHECKING:
    from experiments.comparison import Comparison

__all__ = ["content_map", "strategies_with_posts"]

_MOST_ROWS = 12  # communities shown, those with most views


def strategies_with_posts(comparison: "Comparison") -> list[str]:
    """Return the strategies that posted more than one kind of post in communities."""
    table = comparison.content
    kinds = table.groupby("strategy", sort=False)["kind"].nunique() if len(table) else {}
    return [name for name in comparison.strategies if kinds.get(name, 0) > 1]


def content_map(comparison: "Comparison", strategy: str) -> parts.Option:
    """Return engagements for each view as a map: kinds of post by community.

    Over all replicates; communities beyond the dozen most seen are left out.
    """
    rates = _rates(comparison, strategy)
    kinds, places = [wording.label(kind) for kind in rates.columns], list(rates.index)
    values = rates.to_numpy(float)
    cells, told = [], []
    for y, place in enumerate(places):
        for x, kind in enumerate(kinds):
            rate = float(values[y, x])
            if rate == rate:
                text = wording.amount(rate, "engagement_rate").removesuffix(" %")
                cells.append({"value": [x, y, 100 * rate], "label": {"formatter": text}})
                told.append(f"{place}, {kind} {text} %")
    alt = f"{strategy}: engagements for each view by community and kind: {'; '.join(told)}."
    return _map_option(kinds, places, cells, alt)


def _rates(comparison: "Comparison", strategy: str) -> pd.DataFrame:
    """Return engagements for each view, a row for each community and a column for each kind."""
    table = comparison.content[comparison.content["strategy"] == strategy]
    sums = table.groupby(["community", "kind"], sort=False)[["engagements", "views"]].sum()
    views = sums["views"].groupby("community").sum()
    shown = set(views.sort_values(ascending=False).index[:_MOST_ROWS])
    rates = (sums["engagements"] / sums["views"].where(sums["views"] > 0)).unstack("kind")
    rates = rates[[name in shown for name in rates.index]]
    return rates[rates.mean().sort_values(ascending=False).index]


def _map_option(columns: list[str], rows: list[str], cells: list[dict], alt: str) -> parts.Option:
    """Return a map of cells; the darker the more."""
    values = [cell["value"][2] for cell in cells] or [0.0]
    axis: dict[str, Any] = {"type": "category", "axisTick": {"show": False}}
    return {
        "aria": parts.about(alt),
        "tooltip": {"show": False},
        "grid": {"left": 16, "right": 16, "top": 8, "bottom": 12, "containLabel": True},
        "xAxis": axis | {
            "data": [name.replace(" ", "\n") for name in columns],
            "axisLabel": {"interval": 0, "lineHeight": 14},
        },
        "yAxis": axis | {"data": rows, "inverse": True, "axisLabel": {"interval": 0}},
        "visualMap": {
            "show": False, "min": min(0.0, *values), "max": max(values), "dimension": 2,
            "inRange": {"color": ["#f4f7fa", "#c3d9e9", "#86b3d3"]},
        },
        "series": [{
            "type": "heatmap", "data": cells, "silent": True,
            "label": {"show": True, "color": "#12212c"},
            "itemStyle": {"borderColor": "#ffffff", "borderWidth": 2},
        }],
    }  # fmt: skip
