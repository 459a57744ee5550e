"""Pictures of a robust decision: ECharts options, as in experiments.figures."""

import math

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.factors import factor_of
from experiments.palette import GREY, looks_of
from experiments.robust import told
from experiments.robust.study import Robust
from sim.outcomes import OUTCOMES
from sim.parameters import Declaration

__all__ = ["box_picture", "chances", "front_picture", "information_bars", "pictures_of", "regrets"]

_MET, _MISSED, _KNOWN = "#9db8cc", "#d55e00", "#4477aa"
_MOST_PARAMETERS = 8


def pictures_of(result: Robust) -> dict[str, Option]:
    """Return each picture by name."""
    found = {
        "regret": regrets(result),
        "chances": chances(result),
        "information": information_bars(result),
    }
    if result.discovery.box:
        found["box"] = box_picture(result)
    if len(result.spec.outcomes) > 1:
        found["front"] = front_picture(result)
    return found


def regrets(result: Robust) -> Option:
    """Return the mean regret of each strategy with its interval, the least on top."""
    name = result.goal.outcome
    scale, _ = parts.axis_of(name, is_difference=True)
    found = {s: told.figure(result.decision, s, "regret_mean") for s in result.strategies}
    rows = sorted((s for s in found if math.isfinite(found[s].mean)), key=lambda s: found[s].mean)
    colours = [looks_of(result)[s]["color"] for s in rows]
    ends = [parts.tidy(scale * each for each in found[s]) for s in rows]
    spans: list[list] = [[0.0, mean, row] for row, (mean, _, _) in enumerate(ends)]
    whiskers: list[list] = [[low, high, row] for row, (_, low, high) in enumerate(ends)]
    texts = [told.gap(found[s].mean, name) for s in rows]
    labels = [(end[2] or 0.0, row, text)
              for row, (end, text) in enumerate(zip(ends, texts, strict=True))]  # fmt: skip
    series = _bars(spans, whiskers, labels, colours)
    axis = f"mean regret ({_unit(name)})"
    said = "; ".join(f"{s} {text}" for s, text in zip(rows, texts, strict=True))
    option = parts.row_option(rows, axis, series, f"{axis}: {said}.")
    option["xAxis"]["min"] = 0
    return option


def chances(result: Robust) -> Option:
    """Return in which share of the futures each strategy is best, and meets the target."""
    looks, rows = looks_of(result), list(result.strategies)
    best = [told.figure(result.decision, s, "chance_of_best") for s in rows]
    spans: list[list] = [[0.0, 100 * each.mean, row] for row, each in enumerate(best)]
    whiskers: list[list] = [[100 * each.low, 100 * each.high, row] for row, each in enumerate(best)]
    texts = [wording.chance(each.mean) for each in best]
    labels = [(100 * each.high, row, text)
              for row, (each, text) in enumerate(zip(best, texts, strict=True))]  # fmt: skip
    series = _bars(spans, whiskers, labels, [looks[s]["color"] for s in rows])
    axis = f"best in (% of {len(result.is_met)} futures)"
    said = "; ".join(f"{s} {text}" for s, text in zip(rows, texts, strict=True))
    option = parts.row_option(rows, axis, series, f"{axis}: {said}.")
    option["xAxis"] |= {"min": 0, "max": 100, "interval": 25}
    return option


def _bars(spans: list, whiskers: list, labels: list, colours: list[str]) -> list[Option]:
    """Return pale bars, and on them intervals in full colour."""
    bars = parts.row_series("span", spans, colours) | {"itemStyle": {"opacity": 0.45}}
    return [bars, parts.row_series("whisker", whiskers, colours), parts.texts_at(labels)]


def information_bars(result: Robust) -> Option:
    """Return what knowing each parameter is worth; the band is what chance alone shows."""
    name = result.goal.outcome
    scale, _ = parts.axis_of(name, is_difference=True)
    rows = result.information.head(_MOST_PARAMETERS).to_dict("records")
    spans = [[0.0, *parts.tidy([scale * row["value"]]), at] for at, row in enumerate(rows)]
    texts = [told.gap(row["value"], name) for row in rows]
    labels = [(scale * row["value"], at, text)
              for at, (row, text) in enumerate(zip(rows, texts, strict=True))]  # fmt: skip
    colours = [_KNOWN if row["is_clear"] else GREY for row in rows]
    noise = scale * float(result.information.noise.max())
    series = [parts.row_series("span", spans, colours), parts.texts_at(labels)]
    series[1]["markArea"] = {
        "silent": True, "itemStyle": {"color": GREY, "opacity": 0.2},
        "data": [[{"xAxis": 0}, {"xAxis": noise}]],
    }  # fmt: skip
    names = [told.parameter_in_words(row["parameter"]) for row in rows]
    axis = f"worth of knowing it first, at most ({_unit(name)})"
    said = "; ".join(f"{each} {text}" for each, text in zip(names, texts, strict=True))
    option = parts.row_option(names, axis, series, f"{axis}: {said}.")
    option["xAxis"]["min"], option["grid"]["left"] = 0, 30
    option["yAxis"]["axisLabel"] |= {"width": 200, "overflow": "break", "lineHeight": 14}
    return option


def box_picture(result: Robust) -> Option:
    """Return the futures along the two most telling parameters, the misses marked, and the box."""
    box, met = result.discovery.box, result.is_met
    names = list(dict.fromkeys(side.parameter for side in box))[:2]
    if len(names) == 1:  # beside it, whatever else is worth most to know
        names += [each for each in result.information.parameter if each != names[0]][:1]
    about = {each.name: each for each in result.uncertainties}
    drawn = result.draws.loc[met.index, names]
    series = [
        {
            "type": "scatter", "name": told_name, "symbolSize": 7, "silent": True,
            "data": [parts.tidy(map(float, row)) for row in drawn[chosen].to_numpy()],
            "itemStyle": {"color": colour, "opacity": 0.85}, "tooltip": {"show": False},
        }
        for told_name, colour, chosen in (
            ("meets the target", _MET, met), ("misses it", _MISSED, ~met),
        )
    ]  # fmt: skip
    corners: list[dict] = [{}, {}]
    for side in box:
        if side.parameter in names:
            axis = ("xAxis", "yAxis")[names.index(side.parameter)]
            corners[0 if side.is_above else 1][axis] = side.bound
    for axis, name in zip(("xAxis", "yAxis"), names, strict=False):
        corners[0].setdefault(axis, about[name].low)
        corners[1].setdefault(axis, about[name].high)
    series[0]["markArea"] = {
        "silent": True, "data": [corners],
        "itemStyle": {"color": _MISSED, "opacity": 0.08, "borderColor": _MISSED, "borderWidth": 1},
    }  # fmt: skip
    alt = (
        f"{result.examined}: {int((~met).sum())} of {len(met)} futures miss the target. "
        f"The box: {told.box_in_words(box, result)}."
    )
    option = _plane([_axis_of(about[name]) for name in names], series, alt)
    legend = {"show": True, "top": 0, "left": 0, "data": [each["name"] for each in series]}
    return option | {"legend": legend, "grid": _GRID | {"top": 62}}


def front_picture(result: Robust) -> Option:
    """Return strategies along the first two headline outcomes; full dots are on the front."""
    x, y = result.spec.outcomes[:2]
    looks, series = looks_of(result), []
    for row in result.front.dropna(subset=[x, y]).to_dict("records"):
        value = [parts.axis_of(name)[0] * row[name] for name in (x, y)]
        style = {"color": looks[row["strategy"]]["color"], "opacity": 1}
        if not row["is_on_front"]:
            style = {"color": "transparent", "borderColor": style["color"], "borderWidth": 2}
        series.append({
            "type": "scatter", "name": row["strategy"], "symbolSize": 12, "silent": True,
            "data": [{"value": parts.tidy(value), "itemStyle": style}],
            "label": {"show": True, "position": "right", "formatter": row["strategy"]},
            "labelLayout": {"moveOverlap": "shiftY"}, "tooltip": {"show": False},
        })  # fmt: skip
    on_front = [each["strategy"] for each in result.front.to_dict("records") if each["is_on_front"]]
    alt = f"On the front: {wording.listed(on_front)}."
    axes = [{"type": "value", "name": parts.axis_of(name)[1], "scale": True} for name in (x, y)]
    return _plane(axes, series, alt) | {"grid": _GRID | {"right": 110}}


_GRID = {"left": 16, "right": 24, "top": 44, "bottom": 34, "containLabel": True}


def _plane(axes: list[Option], series: list[Option], alt: str) -> Option:
    """Return a picture of two measures."""
    across, up = axes
    return {
        "aria": parts.about(alt),
        "tooltip": {"show": False},
        "legend": {"show": False},
        "grid": _GRID,
        "xAxis": across | {"nameLocation": "middle", "nameGap": 30, "splitNumber": 4},
        "yAxis": up | {"nameTextStyle": {"align": "left"}},
        "series": series,
    }


def _axis_of(about: Declaration) -> Option:
    """Return the axis of a parameter: by its logarithm where that is how it was drawn."""
    is_log = factor_of(about).law == "loguniform"
    title = f"{told.parameter_in_words(about.name)} ({about.unit}{', log scale' if is_log else ''})"
    return {"type": "log" if is_log else "value", "name": title,
            "min": about.low, "max": about.high}  # fmt: skip


def _unit(outcome: str) -> str:
    """Return the unit of a difference, for an axis."""
    if wording.is_percent(outcome):
        return "percentage points"
    unit = OUTCOMES[outcome].unit
    return "$" if unit.startswith("$/") else unit
