"""The pictures of an analysis, as options without JavaScript (experiments/chart_parts.py)."""

import math
from collections.abc import Sequence

import numpy as np

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.factors import DUMMY
from experiments.palette import GREY
from experiments.sensitivity import told
from experiments.sensitivity.curves import Curve
from experiments.sensitivity.result import Sensitivity
from experiments.statistics import Interval

__all__ = ["curve", "interactions", "pictures_of", "screening", "sobol_bars", "tornado"]

_LOW, _HIGH = "#4477aa", "#ee7733"  # Tol 2021: told apart by colour-blind readers too
_ALONE, _IN_ALL, _ENDS_OF = "#5fa8a8", "#a6dbe8", "#77716a"
_NEAR_0 = 0.01  # an end of an interval this close to 0 is drawn at 0
_N_NAMED = 8  # points of the screening that carry a name


def pictures_of(found: Sensitivity) -> dict[str, Option]:
    """Return each picture by name; curves as "curve-1" and so on."""
    options = {"tornado": tornado(found), "screening": screening(found)}
    if found.sobol:
        options["sobol"] = sobol_bars(found)
    if found.emulated and found.emulated.surrogate.is_trusted:
        options["interactions"] = interactions(found)
    long = [each for each in found.curves if len(each.values) > 2]
    return options | {f"curve-{k}": curve(found, each) for k, each in enumerate(long, 1)}


def tornado(found: Sensitivity) -> Option:
    """Return the outcome at both ends of each range, all else as it is, the widest on top."""
    scale, axis = _axis(found)
    rows = sorted(found.curves, key=lambda each: -_swing(found, each))
    spans, colours, labels, alt = [], [], [], []
    for row, each in enumerate(rows):
        means = [outcome.mean for outcome in each.outcomes]
        for mean, colour in ((means[0], _LOW), (means[-1], _HIGH)):
            ends = parts.tidy([found.centre.mean * scale, mean * scale])
            if None not in ends:
                spans.append([*ends, row])
                colours.append(colour)
        low, high = (_told(found, mean) for mean in (means[0], means[-1]))
        known = [mean * scale for mean in [*means, found.centre.mean] if math.isfinite(mean)]
        labels.append((max(known, default=0.0), row, f"{low} to {high}"))
        alt.append(f"{each.factor.name} {low} to {high}")
    texts = parts.texts_at(labels)
    if math.isfinite(found.centre.mean):
        texts["markLine"] = parts.mark("xAxis", float(f"{found.centre.mean * scale:.6g}"))
    series = [parts.row_series("span", spans, colours), texts]
    names = [each.factor.name for each in rows]
    option = parts.row_option(names, axis, series, f"{axis} at both ends: {'; '.join(alt)}.")
    _logarithmic(option, "xAxis", [span[k] for span in spans for k in (0, 1)], found)
    return _with_room(option, 150, {"series": [{}, {"label": {"show": False}}]},
                      {"series": [{}, {"label": {"show": True}}]})  # fmt: skip


def screening(found: Sensitivity) -> Option:
    """Return sigma against mu* of all that varied: how much, and how unevenly."""
    indices = found.screening.indices
    sizes, spreads = (parts.tidy(indices[name].value) for name in ("mu_star", "sigma"))
    named = {*indices.order("mu_star")[:_N_NAMED], DUMMY}
    data = [
        {"value": [size, spread], "name": label,
         "itemStyle": {"color": GREY if label == DUMMY else _LOW},
         "label": {"show": label in named, "formatter": label}}
        for label, size, spread in zip(indices.labels, sizes, spreads, strict=True)
        if size is not None and spread is not None
    ]  # fmt: skip
    unit = "in logarithms" if found.question.scale == "log" else wording.unit_of(
        found.question.outcome)  # fmt: skip
    told_first = ", ".join(indices.order("mu_star")[:_N_NAMED])
    axis = {"type": "value", "min": 0, "splitNumber": 4}
    option = {
        "aria": parts.about(f"Effects in the screening, the largest first: {told_first}."),
        "tooltip": {"trigger": "item", "confine": True, "formatter": "{b}"},
        "legend": {"show": False},
        "grid": {"left": 12, "right": 150, "top": 40, "bottom": 34, "containLabel": True},
        "xAxis": axis | {"name": f"mean size of the effect, mu* ({unit})",
                         "nameLocation": "middle", "nameGap": 28},
        "yAxis": axis | {"name": f"spread of the effect, sigma ({unit})",
                         "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -28]}},
        "series": [{"type": "scatter", "data": data, "symbolSize": 9,
                    "label": {"position": "right", "distance": 6},
                    "labelLayout": {"moveOverlap": "shiftY"}}],
    }  # fmt: skip
    return _with_room(option, 150, {}, {})


def sobol_bars(found: Sensitivity) -> Option:
    """Return S1 and ST with their intervals, a row for each parameter and the dummy."""
    indices = found.sobol
    assert indices is not None
    labels = [*(each for each in found.ranked if each in indices.labels), DUMMY]
    at = [indices.labels.index(each) for each in labels]
    series, names = [], []
    for name, title, colour, offset in (
        ("ST", "in all, with interactions (ST)", _IN_ALL, -6), ("S1", "alone (S1)", _ALONE, 6)
    ):  # fmt: skip
        estimate = indices[name]
        value, low, high = (parts.tidy(each[at]) for each in (
            estimate.value, estimate.low, estimate.high))  # fmt: skip
        series.append({"type": "bar", "name": title, "data": value, "barWidth": 10, "z": 2,
                       "barGap": "20%", "itemStyle": {"color": colour}})  # fmt: skip
        ends = [[*end, row, offset] for row, end in enumerate(zip(low, high, strict=True))]
        series.append(parts.row_series("whisker", ends, _ENDS_OF) | {"z": 4})
        names.append(title)
    values = zip(labels, at, strict=True)
    alt = "; ".join(f"{each} {told.decimals(float(indices['ST'].value[k]))}" for each, k in values)
    option = parts.row_option(labels, "share of the variance", series, f"Total indices: {alt}.")
    option["grid"]["left"] = 30
    if min(float(indices[name].low[at].min()) for name in ("S1", "ST")) > -_NEAR_0:
        option["xAxis"]["min"] = 0
    return parts.with_legend(option, names)


def interactions(found: Sensitivity) -> Option:
    """Return second-order indices of each pair, by the surrogate, as a map."""
    assert found.emulated is not None
    indices = found.emulated.indices
    labels = [each for each in found.ranked if each in indices.labels]
    at = [indices.labels.index(each) for each in labels]
    whole = indices["S2"].value
    cells, alt = [], []
    for y, i in enumerate(at[1:]):
        for x, j in enumerate(at[: y + 1]):
            index = float(whole[min(i, j), max(i, j)])
            text = told.decimals(index)
            cells.append({"value": [x, y, *parts.tidy([index])], "label": {"formatter": text}})
            alt.append((index, f"{labels[x]} with {labels[y + 1]} {text}"))
    strongest = "; ".join(text for _, text in sorted(alt, reverse=True)[:3])
    axis = {"type": "category", "axisTick": {"show": False}}
    return {
        "aria": parts.about(f"Interactions of pairs (S2), the strongest: {strongest}."),
        "tooltip": {"show": False},
        "grid": {"left": 40, "right": 16, "top": 8, "bottom": 12, "containLabel": True},
        "xAxis": axis | {"data": labels[:-1], "axisLabel": {"interval": 0, "rotate": 40}},
        "yAxis": axis | {"data": labels[1:], "inverse": True, "axisLabel": {"interval": 0}},
        "visualMap": {
            "show": False, "min": 0.0, "max": max(0.1, *(cell["value"][2] for cell in cells), 0.1),
            "dimension": 2, "inRange": {"color": ["#f4f7fa", "#c3d9e9", "#86b3d3"]},
        },
        "series": [{
            "type": "heatmap", "data": cells, "silent": True,
            "label": {"show": True, "color": "#12212c"},
            "itemStyle": {"borderColor": "#ffffff", "borderWidth": 2},
        }],
    }  # fmt: skip


def curve(found: Sensitivity, along: Curve) -> Option:
    """Return the outcome along one parameter in its 95 % band over luck."""
    scale, axis = _axis(found)
    factor, is_choice = along.factor, along.factor.law == "choice"
    percent = 100.0 if factor.unit == "share" and not is_choice else 1.0
    places = range(len(along.values)) if is_choice else [v * percent for v in along.values]
    means, lows, highs = (
        parts.tidy(getattr(each, end) * scale for each in along.outcomes)
        for end in Interval._fields
    )
    edges = [list(e) for e in zip(parts.tidy(places), lows, highs, strict=True) if None not in e]
    unit = "%" if percent == 100.0 else factor.unit
    told_of = [f"at {v} {_told(found, o.mean)}" for v, o in zip(
        along.values, along.outcomes, strict=True)]  # fmt: skip
    x = {"type": "log" if factor.law == "loguniform" else "value", "scale": True}
    option = {
        "aria": parts.about(f"{axis} along {factor.name}: {'; '.join(told_of)}."),
        "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"show": False},
        "grid": {"left": 12, "right": 24, "top": 40, "bottom": 34, "containLabel": True},
        "xAxis": ({"type": "category", "data": [str(each) for each in along.values]}
                  if is_choice else x | _ends(places))
        | {"name": f"{factor.name} ({unit})", "nameLocation": "middle", "nameGap": 28,
           "splitLine": {"show": False}},
        "yAxis": {"type": "value", "scale": True, "name": axis,
                  "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -28]}},
        "series": [
            {"type": "line", "name": factor.name, "z": 3, "symbolSize": 6,
             "data": [list(p) for p in zip(parts.tidy(places), means, strict=True)],
             "lineStyle": {"color": _LOW, "width": 2}, "itemStyle": {"color": _LOW}},
            {"type": "custom", "renderItem": "band", "name": factor.name, "data": edges,
             "silent": True, "itemStyle": {"color": _LOW, "opacity": 0.16}, "clip": True, "z": 1,
             "encode": {"x": 0, "y": [1, 2]}, "tooltip": {"show": False}},
        ],
    }  # fmt: skip
    known = [each for each in (*means, *lows, *highs) if each is not None]
    if known and max(known) > 10 * min(known):  # over less, an axis by logarithm has no ticks
        _logarithmic(option, "yAxis", known, found)
    return option


def _axis(found: Sensitivity) -> tuple[float, str]:
    """Return what the outcome is multiplied by on an axis, and its name."""
    question = found.question
    return parts.axis_of(question.outcome, is_difference=question.less is not None)


def _swing(found: Sensitivity, along: Curve) -> float:
    """Return how far apart the outcomes at the ends are; 0 if one is not known."""
    ends = np.array([along.outcomes[0].mean, along.outcomes[-1].mean])
    if found.question.scale == "log" and (ends > 0).all():
        ends = np.log(ends)
    return float(np.ptp(ends)) if np.isfinite(ends).all() else 0.0


def _told(found: Sensitivity, value: float) -> str:
    """Return an outcome, or a difference, with its unit."""
    write = wording.change if found.question.less else wording.amount
    return write(value, found.question.outcome)


def _ends(places: Sequence[float]) -> Option:
    return {"min": float(f"{min(places):.6g}"), "max": float(f"{max(places):.6g}")}


def _logarithmic(option: Option, axis: str, values: Sequence[float], found: Sensitivity) -> None:
    """Let an axis go by the logarithm, where that is what was analysed and values are above 0."""
    if found.question.scale == "log" and values and min(values) > 0:
        ends = {"min": float(f"{min(values) * 0.9:.2g}"), "max": float(f"{max(values) * 1.1:.2g}")}
        name = option[axis]["name"].replace(")", ", log scale)")
        option[axis] |= {"type": "log", "name": name, **ends}


def _with_room(option: Option, right: int, narrow: Option, wide: Option) -> Option:
    """Return a picture with room for texts at the right, which a phone has not."""
    grid = option["grid"] | {"left": 30}
    narrow = narrow | {"grid": grid | {"left": 24, "right": 24}}
    wide = wide | {"grid": grid | {"right": right}}
    media = [{"query": {"maxWidth": 460}, "option": narrow}, {"option": wide}]
    return option | {"grid": wide["grid"], "media": media}
