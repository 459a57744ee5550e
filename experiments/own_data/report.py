"""The report of a calibration: what was fitted, observed against predicted, and the checks."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from experiments import chart_parts as parts
from experiments.chart_parts import Option
from experiments.own_data import told
from experiments.own_data.calibrate import Calibration
from experiments.own_data.holdout import predicted, quantity_of
from experiments.own_data.posts_fit import drift_of, layer_of
from experiments.page import render_page, write_page
from experiments.palette import GREY
from experiments.report_tables import provenance

__all__ = ["intervals", "quantiles", "write_calibration"]

_BLUE, _ORANGE = "#0072b2", "#d55e00"
_PLACES = np.linspace(0.02, 0.98, 49)


def write_calibration(result: Calibration, path: str | Path, command: str) -> None:
    """Write a calibration as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    pictures = {"intervals": intervals(result)} | quantiles(result)
    about = SimpleNamespace(seed=result.seed, replicates=1)
    text = render_page(
        "calibrate.html", pictures, c=result, told=told, rows=told.rows_told(result),
        parameters=result.table.to_dict("records"), coverage=result.coverage.to_dict("records"),
        provenance=provenance(about, command),  # type: ignore[arg-type]
    )  # fmt: skip
    write_page(path, text)


def quantiles(result: Calibration) -> dict[str, Option]:
    """Return, for reach and interactions, the quantiles of the posts and those of the fit."""
    page = result.page
    if page is None:
        return {}
    table = result.files["posts"].table
    layer = layer_of(table, page.exponent, page.followers, result.seed)
    drift = drift_of(len(table))
    samples = predicted(layer, table, drift, page.exponent, page.followers, result.seed)
    return {
        name: _quantiles(name, quantity_of(table, name), drawn)
        for name, drawn in zip(("reach", "interactions"), samples, strict=True)
    }


def _quantiles(name: str, came: NDArray[np.float64], drawn: NDArray[np.float64]) -> Option:
    """Return observed quantiles as a line, on the band of those of data that the fit makes."""
    own = np.quantile(came, _PLACES) + 1.0  # a log axis has no 0
    made = np.quantile(drawn, _PLACES, axis=0) + 1.0  # (n_places, n_samples)
    low, middle, high = np.quantile(made, (0.05, 0.5, 0.95), axis=1)
    x = [round(100 * place, 1) for place in _PLACES]
    inside = float(((low <= own) & (own <= high)).mean())

    def line(label: str, values: NDArray[np.float64], colour: str, kind: str) -> Option:
        points = [list(p) for p in zip(x, parts.tidy(values), strict=True)]
        return {
            "type": "line", "name": label, "showSymbol": False, "data": points, "z": 3,
            "lineStyle": {"color": colour, "type": kind}, "itemStyle": {"color": colour},
        }  # fmt: skip

    band = {
        "type": "custom", "renderItem": "band", "name": "fitted, 90 %", "silent": True, "z": 1,
        "data": [list(e) for e in zip(x, parts.tidy(low), parts.tidy(high), strict=True)],
        "itemStyle": {"color": _BLUE, "opacity": 0.2}, "clip": True,
        "encode": {"x": 0, "y": [1, 2]}, "tooltip": {"show": False},
    }  # fmt: skip
    alt = (
        f"Quantiles of {name} a post, observed and as the fit makes them: {inside:.0%} of the "
        "observed ones lie in the 90 % band of the fit."
    )
    return {
        "aria": parts.about(alt), "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"show": True, "top": 0, "right": 0, "data": ["observed", "fitted"]},
        "grid": {"left": 12, "bottom": 28, "right": 20, "top": 44, "containLabel": True},
        "xAxis": {
            "type": "value", "name": "posts below (%)", "nameLocation": "middle", "nameGap": 26,
            "min": 0, "max": 100, "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "log", "name": f"{name} a post, and 1",
            "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -28]},
        },
        "series": [line("observed", own, _ORANGE, "solid"),
                   line("fitted", middle, _BLUE, "dashed"), band],
    }  # fmt: skip


def intervals(result: Calibration) -> Option:
    """Return where each parameter lies between the ends of its plausible range and was before.

    The width of its own 90 % interval is the unit: parameters of any kind share an axis.
    """
    whiskers, dots, labels, names = [], [], [], []
    for row, each in enumerate(result.table.to_dict("records")):
        width = max(1e-12, (each["high"] - each["low"]) / 2)
        shift = float(np.clip((each["was"] - each["fitted"]) / width, -12, 12))
        low, high = (each["low"] - each["fitted"]) / width, (each["high"] - each["fitted"]) / width
        whiskers.append([*parts.tidy(np.array([low, high])), row])
        dots += [
            {"value": [0.0, row], "itemStyle": {"color": _BLUE}},
            {"value": [round(shift, 3), row], "itemStyle": {"color": GREY}, "symbol": "diamond"},
        ]
        labels.append((high, row, told.figure(each["fitted"])))
        names.append(".".join(each["parameter"].split(".")[-2:]))  # there is room for two steps
    points = {"type": "scatter", "data": dots, "symbolSize": 10, "z": 4, "silent": True,
              "tooltip": {"show": False}}  # fmt: skip
    series = [parts.row_series("whisker", whiskers, _BLUE), points, parts.texts_at(labels)]
    said = "; ".join(
        f"{e['parameter']} was {told.figure(e['was'])}, is {told.figure(e['fitted'])}"
        for e in result.table.to_dict("records")
    )
    axis = "from the fitted value, in halves of its 90 % interval"
    return parts.row_option(names, axis, series, f"Before and after: {said}.")
