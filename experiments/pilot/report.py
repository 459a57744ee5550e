"""The report of a trial: the answer, what deciding so earns, and why this design."""

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.page import render_page, write_page
from experiments.palette import GREY
from experiments.pilot import told
from experiments.pilot.designs import design_of
from experiments.pilot.metrics import METRICS
from experiments.pilot.pilot import Pilot
from experiments.pilot.worth import goes_on
from experiments.report_tables import provenance

__all__ = ["earnings", "figure_and_benefit", "net_over_weeks", "write_pilot"]

_BLUE, _ORANGE, _GREEN = "#0072b2", "#d55e00", "#009e73"
_LINES = (_BLUE, _ORANGE, _GREEN)
_SHOWN = (0.05, 0.95)  # of dots either way; what is farther out is drawn at the edge


def write_pilot(result: Pilot, path: str | Path, command: str) -> None:
    """Write a trial as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    pictures = {
        "earnings": earnings(result),
        "lengths": net_over_weeks(result),
        "figures": figure_and_benefit(result),
    }
    best = [
        (row, told.rule_in_words(design_of(row)))
        for row in told.best_of_each(result).to_dict("records")
    ]
    about = SimpleNamespace(seed=result.seed, replicates=result.verdict.n)
    text = render_page(
        "pilot.html", pictures, p=result, told=told, best=best,
        metric=METRICS[result.best.metric].name, answer=told.answer_of(result),
        sureness=told.sureness_of(result), share=100 * (_SHOWN[1] - _SHOWN[0]),
        provenance=provenance(about, command),  # type: ignore[arg-type]
    )  # fmt: skip
    write_page(path, text)


def earnings(result: Pilot) -> Option:
    """Return what each way to decide earns above staying, with 95 % intervals."""
    found = result.verdict
    ways = {
        "commit at once": found.always,
        "try, then decide": found.rule,
        "know beforehand": found.perfect,
    }
    colours, dots, whiskers, labels = (GREY, _BLUE, _GREEN), [], [], []
    for row, (each, colour) in enumerate(zip(ways.values(), colours, strict=True)):
        mean, low, high = parts.tidy(each)
        text = told.change(each.mean)
        dots.append({"value": [mean, row], "itemStyle": {"color": colour}})
        whiskers.append([low, high, row])
        labels.append((each.high, row, text))
    points = {
        "type": "scatter", "data": dots, "symbolSize": 10, "z": 4, "silent": True,
        "tooltip": {"show": False}, "markLine": parts.mark("xAxis", 0.0),
    }  # fmt: skip
    series = [parts.row_series("whisker", whiskers, colours), points, parts.texts_at(labels)]
    said = "; ".join(f"{way} {told.with_interval(each)}" for way, each in ways.items())
    axis = f"{result.strategy}: profit above staying with {result.less} ($)"
    return parts.row_option(ways, axis, series, f"{axis}: {said}.")


def net_over_weeks(result: Pilot) -> Option:
    """Return the net value of a trial by its length, a line for each number of communities."""
    net, series, said = told.net_by_length(result), [], []
    for colour, k in zip(_LINES, net.index, strict=False):
        values = parts.tidy(net.loc[k])
        name = f"{k} {wording.plural('community', int(k))}"
        points = [[int(w), value] for w, value in zip(net.columns, values, strict=True)]
        series.append({
            "type": "line", "name": name, "data": points, "showSymbol": True, "symbolSize": 7,
            "lineStyle": {"color": colour}, "itemStyle": {"color": colour}, "z": 3,
        })  # fmt: skip
        told_k = (f"{w} weeks {told.dollars(v)}" for w, v in points if v is not None)
        said.append(f"{name}: {', '.join(told_k)}")
    series[0]["markLine"] = parts.mark("yAxis", 0.0)
    axis = "net value of the trial ($)"
    option = parts.time_option(series, axis, f"{axis} by weeks. {'; '.join(said)}.")
    option["xAxis"] |= {"min": 0, "name": "weeks of the trial"}
    return option


def figure_and_benefit(result: Pilot) -> Option:
    """Return what the trial shows against what committing is worth, a dot for each fresh future."""
    seen, best = result.judged_on, result.best
    metric = METRICS[best.metric]
    scale = 100.0 if metric.unit == "share" else 1.0
    figure = seen.figure(best.communities, best.weeks, best.metric)
    benefit, known = seen.benefit, np.isfinite(figure)
    go = goes_on(figure, best.threshold)
    across, up = _within(scale * metric.direction * figure), _within(benefit)
    series = []
    for name, chosen, colour in (("goes on", go, _BLUE), ("stays", ~go, _ORANGE)):
        shown = known & chosen
        data = [parts.tidy(pair) for pair in zip(across[shown], up[shown], strict=True)]
        series.append({
            "type": "scatter", "name": name, "data": data, "symbolSize": 5, "silent": True,
            "itemStyle": {"color": colour, "opacity": 0.55}, "label": {"show": False},
        })  # fmt: skip
    marks = [{"yAxis": 0.0}]
    if math.isfinite(best.threshold):
        marks.append({"xAxis": scale * metric.direction * best.threshold})
    series[0]["markLine"] = parts.mark("yAxis", 0.0) | {"data": marks}
    right = f"{wording.chance(result.verdict.is_right)} of decisions right"
    alt = f"What committing is worth by {metric.name}: {told.rule_in_words(best)}; {right}."
    unit = {"share": " (%)", "$": " ($ for each $)"}.get(metric.unit, "")
    return {
        "aria": parts.about(alt),
        "tooltip": {"show": False},
        "legend": {"show": True, "top": 0, "right": 0, "data": ["goes on", "stays"]},
        "grid": {"left": 12, "bottom": 28, "right": 20, "top": 44, "containLabel": True},
        "xAxis": {
            "type": "value", "name": f"{metric.name}{unit}, as measured in the trial",
            "nameLocation": "middle", "nameGap": 26, "splitLine": {"show": False}, "scale": True,
        },
        "yAxis": {
            "type": "value", "name": "worth of committing at once ($)",
            "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -28]},
        },
        "series": series,
    }  # fmt: skip


def _within(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return values with those far out moved to the edges of the others."""
    return np.clip(values, *np.nanquantile(values, _SHOWN))
