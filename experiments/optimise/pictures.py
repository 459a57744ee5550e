"""Pictures of a search: progress, value against each lever, the front, and fresh luck."""

import math
from itertools import combinations

import numpy as np

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.factors import Factor
from experiments.optimise.optimum import Optimum
from experiments.optimise.trials import Candidate, values_in
from experiments.palette import GREY
from sim.outcomes import OUTCOMES

__all__ = ["fresh_means", "front", "pairs_of", "progress", "value_by_lever"]

_TRIED, _FOUND, _LISTED = "#56b4e9", "#d55e00", GREY
_SPAN = 5.0  # values that span a larger factor are shown by their logarithm


def progress(optimum: Optimum) -> Option:
    """Return the value of each proposal, in order, and the best so far."""
    [outcome] = optimum.outcomes
    scale, axis = parts.axis_of(outcome)
    direction, best = OUTCOMES[outcome].direction, -math.inf
    line = []
    for each in optimum.proposals:
        if math.isfinite(each.values[0]):
            best = max(best, direction * each.values[0])
            line.append([each.n, *parts.tidy([scale * direction * best])])
    dots = [
        [each.n, *parts.tidy([scale * each.values[0]])]
        for each in optimum.proposals
        if math.isfinite(each.values[0])
    ]
    best_so_far = {
        "type": "line", "name": "best so far", "step": "end", "showSymbol": False, "data": line,
        "lineStyle": {"color": _FOUND, "width": 2}, "itemStyle": {"color": _FOUND},
    }  # fmt: skip
    ends = wording.amount(line[0][1] / scale, outcome), wording.amount(line[-1][1] / scale, outcome)
    alt = f"{axis}: best so far from {ends[0]} to {ends[1]} over {len(dots)} proposals."
    option = _plane("proposal", axis, [_dots("a proposal", dots, _TRIED), best_so_far], alt)
    option["xAxis"] |= {"minInterval": 1, "min": 0, "max": len(optimum.proposals) - 1}
    option["yAxis"] |= _scaled([value for _, value in dots])
    return option


def value_by_lever(optimum: Optimum, lever: Factor) -> Option:
    """Return the value of each proposal against one lever; what was found stands out."""
    [outcome], [found] = optimum.outcomes, optimum.found
    scale, axis = parts.axis_of(outcome)
    dots, chosen = [], []
    for each in optimum.proposals:
        if math.isfinite(each.values[0]):
            point = [*parts.tidy([each.candidate.values[lever.name], scale * each.values[0]])]
            (chosen if each.candidate is found else dots).append(point)
    listed = [
        {"value": parts.tidy([values[lever.name], scale * mean]), "name": each.name}
        for each, mean in _as_listed(optimum)
        if (values := values_in([lever], each.plan)) and math.isfinite(mean)
    ]
    series = [
        _dots("a proposal", dots, _TRIED),
        _dots("found", chosen, _FOUND, size=13),
        _named("listed, fresh luck", listed, _LISTED),
    ]
    name = f"{lever.meaning} ({lever.unit})"
    alt = f"{axis} against {lever.name}; found at {found.values[lever.name]:g}."
    option = _plane(name, axis, series, alt)
    option["xAxis"] |= {"min": lever.low, "max": lever.high}
    if lever.law == "loguniform":
        option["xAxis"] |= {"type": "log", "name": f"{lever.meaning} ({lever.unit}, log scale)"}
    option["yAxis"] |= _scaled([point[1] for point in (*dots, *chosen)])
    return option


def pairs_of(optimum: Optimum) -> list[tuple[str, str]]:
    """Return the pairs of outcomes of which a front has pictures."""
    return list(combinations(optimum.outcomes, 2))


def front(optimum: Optimum, across: str, up: str) -> Option:
    """Return proposals on two outcomes, and on fresh luck what was found and what is listed."""
    (wide, x_name), (high, y_name) = parts.axis_of(across), parts.axis_of(up)
    places = [optimum.outcomes.index(name) for name in (across, up)]
    tried = [
        parts.tidy([wide * each.values[places[0]], high * each.values[places[1]]])
        for each in optimum.proposals
        if all(math.isfinite(each.values[k]) for k in places)
    ]

    def fresh(each: Candidate) -> list[float | None]:
        means = (optimum.fresh.mean(name, each.name).mean for name in (across, up))
        return parts.tidy(s * m for s, m in zip((wide, high), means, strict=True))

    rows = {each.name: fresh(each) for each in optimum.finalists}
    points = {name: row for name, row in rows.items() if None not in row}
    found = {each.name for each in optimum.found}
    ours = [{"value": v, "name": n.removeprefix("proposal ")} for n, v in points.items()
            if n in found]  # fmt: skip
    listed = [{"value": v, "name": n} for n, v in points.items() if n not in found]
    series = [
        _dots("a proposal, in the search", tried, _TRIED),
        _named("found, fresh luck", ours, _FOUND),
        _named("listed, fresh luck", listed, _LISTED),
    ]
    better = {1: "more", -1: "less"}
    names = [f"{n}, {better[OUTCOMES[o].direction]} is better" for n, o in
             ((x_name, across), (y_name, up))]  # fmt: skip
    told = "; ".join(f"{name} {x:g}, {y:g}" for name, (x, y) in points.items())  # type: ignore[misc]
    option = _plane(names[0], names[1], series, f"{names[0]} against {names[1]}: {told}.")
    option["xAxis"] |= {"scale": True} | _scaled([p[0] for p in tried], names[0])
    option["yAxis"] |= _scaled([p[1] for p in tried], names[1])
    return option


def fresh_means(optimum: Optimum, outcome: str) -> Option:
    """Return means and 95 % intervals on fresh luck, a row for each finalist."""
    scale, axis = parts.axis_of(outcome)
    found = {each.name for each in optimum.found}
    rows = [each.name if optimum.is_pareto or each.name not in found else "found"
            for each in optimum.finalists]  # fmt: skip
    dots, whiskers, colours, texts, labels = [], [], [], [], []
    for row, each in enumerate(optimum.finalists):
        colour = _FOUND if each.name in found else _LISTED
        estimate = optimum.fresh.mean(outcome, each.name)
        mean, low, high = parts.tidy(scale * value for value in estimate)
        text = wording.amount(estimate.mean, outcome, estimate.high - estimate.low)
        texts.append(f"{rows[row]} {text}")
        if mean is None:
            continue
        dots.append({"value": [mean, row], "itemStyle": {"color": colour}})
        labels.append((mean if high is None else high, row, text))
        if low is not None and high is not None:
            whiskers.append([low, high, row])
            colours.append(colour)
    series = [
        parts.row_series("whisker", whiskers, colours),
        {"type": "scatter", "data": dots, "symbolSize": 10, "z": 4, "silent": True,
         "itemStyle": {"opacity": 1}, "tooltip": {"show": False}},
        parts.texts_at(labels),
    ]  # fmt: skip
    option = parts.row_option(rows, axis, series, f"{axis}: {'; '.join(texts)}.")
    option["xAxis"] |= {"scale": True} | _scaled([dot["value"][0] for dot in dots], axis)
    return option


def _as_listed(optimum: Optimum) -> list[tuple[Candidate, float]]:
    """Return the varied strategy as listed, and its mean on fresh luck, if it ran there."""
    [outcome] = optimum.outcomes
    return [
        (each, optimum.fresh.mean(outcome, each.name).mean)
        for each in optimum.listed
        if each.name == optimum.strategy
    ]


def _plane(across: str, up: str, series: list[Option], alt: str) -> Option:
    """Return a picture with two axes of values, and a legend."""
    return {
        "aria": parts.about(alt),
        "tooltip": {"trigger": "item", "confine": True},
        "legend": {"show": True, "top": 0, "left": 0, "itemWidth": 14, "itemHeight": 10},
        "grid": {"left": 16, "right": 40, "top": 62, "bottom": 34, "containLabel": True},
        "xAxis": {
            "type": "value", "name": across, "nameLocation": "middle", "nameGap": 28,
            "splitLine": {"show": False}, "axisLabel": {"hideOverlap": True},
            "axisLine": {"onZero": False},
        },
        "yAxis": {
            "type": "value", "scale": True, "name": up, "axisLine": {"onZero": False},
            "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -28]},
        },
        "series": [each for each in series if each["data"]],
    }  # fmt: skip


def _dots(name: str, points: list, colour: str, size: int = 7) -> Option:
    """Return points."""
    return {
        "type": "scatter", "name": name, "data": points, "symbolSize": size,
        "itemStyle": {"color": colour, "opacity": 0.85},
    }  # fmt: skip


def _named(name: str, points: list, colour: str) -> Option:
    """Return diamonds with their names beside them."""
    return _dots(name, points, colour, size=11) | {
        "symbol": "diamond", "z": 4, "labelLayout": {"hideOverlap": True},
        "label": {"show": True, "position": "right", "formatter": "{b}"},
    }  # fmt: skip


def _scaled(values: list, name: str = "") -> Option:
    """Return what an axis needs: a logarithm where values are positive and far apart."""
    known = np.array([value for value in values if value is not None])
    if len(known) and known.min() > 0 and known.max() > _SPAN * known.min():
        return {"type": "log"} | ({"name": f"{name} (log scale)"} if name else {})
    return {}
