"""Pictures of a comparison: table in, ECharts option out, for the report and the app alike.

Options are plain data (see chart_parts for what stands in for functions). They carry no
colours of text or background: the page that shows them brings its own theme.
"""

import math
from typing import TYPE_CHECKING

import pandas as pd

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.chart_tables import band_of, estimates_of, means_of, weekly
from experiments.palette import GREY, LINE_COLOURS, SOURCE_COLOURS, looks_of
from sim.results import FLOWS, LINES, SOURCES

if TYPE_CHECKING:
    from experiments.compare import Comparison

__all__ = [
    "cost_lines", "deciders", "difference_band", "futures_best", "outcome_bars",
    "outcome_over_time", "trust_ledger", "trust_steps",
]  # fmt: skip

_OTHER = "#c9c9c9"  # sources too small to tell apart
_SMALLEST_SHARE = 0.02  # of the longest bar: below it, a source is shown with the rest


def outcome_over_time(comparison: "Comparison", measure: str, *, so_far: bool = False) -> Option:
    """Return the mean of a weekly measure by strategy, each in its 95 % band.

    Args:
        comparison: what was compared.
        measure: one of sim.results.FLOWS or STATES.
        so_far: add the weeks up, for flows.
    """
    looks, (scale, axis) = looks_of(comparison), parts.axis_of(measure, so_far=so_far)
    series, ends = [], []
    for strategy, table in weekly(comparison, measure, so_far=so_far).items():
        band = band_of(table)
        series += parts.line_with_band(strategy, band, looks[strategy], scale)
        ends.append(f"{strategy} {wording.amount(_last(band), measure)}")
    option = parts.time_option(series, axis, f"{axis}, at the end: {'; '.join(ends)}.")
    if measure in FLOWS and measure != "margin":
        option["yAxis"]["min"] = 0  # a band may reach below what can happen
    return option


def difference_band(comparison: "Comparison", measure: str, *, so_far: bool = False) -> Option:
    """Return how far each strategy is from the baseline, on the same luck, in its 95 % band."""
    looks, (scale, axis) = (
        looks_of(comparison),
        parts.axis_of(measure, so_far=so_far, is_difference=True),
    )
    tables = weekly(comparison, measure, so_far=so_far)
    base = tables[comparison.baseline]
    looks[comparison.baseline] |= {"type": "dashed"}
    series, ends = [], []
    for strategy, table in tables.items():
        band = band_of(table - base)
        if strategy == comparison.baseline:  # the zero line, sure by definition
            band[["low", "high"]] = math.nan
        else:
            ends.append(f"{strategy} {wording.change(_last(band), measure)}")
        series += parts.line_with_band(strategy, band, looks[strategy], scale)
    alt = f"{axis}, less that of {comparison.baseline}, at the end: {'; '.join(ends)}."
    return parts.time_option(series, axis, alt)


def outcome_bars(comparison: "Comparison", outcome: str) -> Option:
    """Return the mean of an outcome and its 95 % interval, a row for each strategy."""
    looks, (scale, axis) = looks_of(comparison), parts.axis_of(outcome)
    points, whiskers, colours, texts, labels = [], [], [], [], []
    estimates = estimates_of(comparison, outcome)
    for at, strategy in enumerate(comparison.strategies):
        colour, (_, lower, upper) = looks[strategy]["color"], estimates[strategy]
        mean, low, high = parts.tidy(each * scale for each in estimates[strategy])
        text = wording.amount(estimates[strategy][0], outcome, upper - lower)
        texts.append(f"{strategy} {text}")
        if mean is None:
            continue
        points.append({"value": [mean, at], "name": strategy, "itemStyle": {"color": colour}})
        labels.append((mean if high is None else high, at, text))
        if low is not None and high is not None:
            whiskers.append([low, high, at])
            colours.append(colour)
    dots = {
        "type": "scatter", "data": points, "symbolSize": 10, "z": 4, "silent": True,
        "itemStyle": {"opacity": 1}, "tooltip": {"show": False},
    }  # fmt: skip
    [base] = parts.tidy([estimates[comparison.baseline][0] * scale])
    if base is not None:
        dots["markLine"] = parts.mark("xAxis", base)
    series = [parts.row_series("whisker", whiskers, colours), dots, parts.texts_at(labels)]
    alt = f"{axis}: {'; '.join(texts)}."
    option = parts.row_option(comparison.strategies, axis, series, alt)
    values = [point["value"][0] for point in points]
    if values and min(values) > 0 and max(values) > 50 * min(values):
        option["xAxis"] |= {"type": "log", "name": axis.replace(")", ", log scale)")}
    else:
        option["xAxis"]["scale"] = True
    return option


def cost_lines(comparison: "Comparison") -> Option:
    """Return where the money of each strategy went, work included. Idle ones are left out."""
    mean = means_of(comparison, lambda run: run.money)
    sums = mean.sum(axis=1).to_dict()
    busy = [strategy for strategy in comparison.strategies if sums.get(strategy, 0.0) > 0]
    mean = mean.reindex(busy)
    used = [line for line in LINES if line in mean and (mean[line] > 0).any()]
    series = [parts.stacked(line, mean[line], LINE_COLOURS[line]) for line in used]
    texts = [wording.amount(sums[strategy], "cost") for strategy in busy]
    series.append(parts.totals(mean.sum(axis=1), texts))
    told = "; ".join(f"{name} {text}" for name, text in zip(busy, texts, strict=True))
    option = parts.row_option(busy, "cost of the whole run ($)", series, f"Cost: {told}.")
    return parts.with_legend(option, [wording.label(line) for line in used])


def trust_ledger(comparison: "Comparison", strategy: str | None = None) -> Option:
    """Return why trust moved: points of mean trust by source; one strategy's as steps.

    Bars to the right gained trust and bars to the left lost it; their sum, the diamond, is the
    change of mean trust over the run.
    """
    if strategy is not None:
        return trust_steps(comparison, strategy)
    points = _points(comparison)
    kept, rest = _worth_showing(points)
    series = [parts.stacked(source, points[source], SOURCE_COLOURS[source]) for source in kept]
    if rest:  # on each side of zero what it is, so that the bars still sum to the change
        others = points[rest]
        gained, lost = others.clip(lower=0).sum(axis=1), others.clip(upper=0).sum(axis=1)
        for side in (gained, lost):
            if side.any():
                series.append(parts.stacked("all_other", side, _OTHER))
    sums = points.sum(axis=1)
    texts = [wording.points(each, float(sums.abs().max())) for each in sums]
    series.append(parts.totals(sums, texts))
    told = [f"{name} {text}" for name, text in zip(points.index, texts, strict=True)]
    axis = parts.axis_of("trust_change")[1]
    option = parts.row_option(points.index, axis, series, f"Change of trust: {'; '.join(told)}.")
    return parts.with_legend(option, list(dict.fromkeys(each["name"] for each in series[:-1])))


def trust_steps(comparison: "Comparison", strategy: str) -> Option:
    """Return one strategy's trust ledger as steps from zero to the change of mean trust."""
    own = _points(comparison).loc[[strategy]]
    kept, rest = _worth_showing(own)
    points = {source: float(own[source].iloc[0]) for source in [*kept, *rest]}
    steps = {source: points[source] for source in sorted(kept, key=lambda s: -points[s])}
    if rest:
        steps["all_other"] = sum(points[source] for source in rest)
    longest = max(map(abs, steps.values()), default=0.0)
    spans, labels, colours, at = [], [], [], 0.0
    for row, (source, value) in enumerate(steps.items()):
        spans.append(parts.tidy([at, at + value, row]))
        labels.append((max(at, at + value), row, wording.points(value, longest)))
        colours.append(SOURCE_COLOURS.get(source, _OTHER))
        at += value
    spans.append(parts.tidy([0.0, at, len(steps)]))
    labels.append((max(at, 0.0), len(steps), wording.points(at, longest)))
    colours.append(looks_of(comparison)[strategy]["color"])
    names = [*(wording.label(source) for source in steps), "change of trust"]
    told = [f"{name} {text}" for name, (_, _, text) in zip(names, labels, strict=True)]
    series = [parts.row_series("span", spans, colours), parts.texts_at(labels)]
    series[1]["markLine"] = parts.mark("xAxis", 0)
    axis, alt = parts.axis_of("trust_change")[1], f"{strategy}: {'; '.join(told)}."
    return parts.row_option(names, axis, series, alt)


def futures_best(comparison: "Comparison", outcome: str) -> Option:
    """Return in which share of the plausible futures each strategy is best."""
    assert comparison.futures is not None
    looks, table = looks_of(comparison), comparison.futures.best
    found = table[table["outcome"] == outcome]
    chances = dict(zip(found["strategy"], found["probability"], strict=True))
    rows = [strategy for strategy in comparison.strategies if strategy in chances]
    spans = [[0.0, *parts.tidy([100 * chances[name]]), row] for row, name in enumerate(rows)]
    texts = [wording.chance(chances[name]) for name in rows]
    labels = [(span[1], span[2], text) for span, text in zip(spans, texts, strict=True)]
    series = [
        parts.row_series("span", spans, [looks[name]["color"] for name in rows]),
        parts.texts_at(labels),
    ]
    told = "; ".join(f"{name} {text}" for name, text in zip(rows, texts, strict=True))
    axis = f"best in (% of {len(comparison.futures.draws)} futures)"
    option = parts.row_option(rows, axis, series, f"{wording.label(outcome)}, {axis}: {told}.")
    option["xAxis"] |= {"min": 0, "max": 100, "interval": 25}
    return option


def deciders(comparison: "Comparison", outcome: str) -> Option:
    """Return what decides between the two strategies most often best in plausible futures.

    Bars are rank correlations of a parameter with the first's value less the second's.
    """
    assert comparison.futures is not None
    table = comparison.futures.deciders
    rows = table[table["outcome"] == outcome]
    names, noise = list(rows["meaning"]), float(rows["noise"].max()) if len(rows) else 0.0
    spans = [[0.0, *parts.tidy([value]), row] for row, value in enumerate(rows["correlation"])]
    colours = ["#4477aa" if span[1] >= 0 else "#cc6677" for span in spans]
    texts = [f"{span[1]:+.2f}".replace("-", wording.MINUS).replace("0.", ".") for span in spans]
    labels = [(max(0.0, span[1]), span[2], text) for span, text in zip(spans, texts, strict=True)]
    series = [parts.row_series("span", spans, colours), parts.texts_at(labels)]
    series[1]["markArea"] = {
        "silent": True, "itemStyle": {"color": GREY, "opacity": 0.2},
        "data": [[{"xAxis": -noise}, {"xAxis": noise}]],
    }  # fmt: skip
    told = "; ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))
    axis = "rank correlation"
    option = parts.row_option(names, axis, series, f"{wording.label(outcome)}, {axis}: {told}.")
    option["xAxis"] |= {"min": -1, "max": 1}
    option["yAxis"]["axisLabel"] |= {"width": 200, "overflow": "break", "lineHeight": 14}
    narrow, wide = ({"yAxis": {"axisLabel": {"width": width}}} for width in (150, 200))
    option["media"] = [{"query": {"maxWidth": 460}, "option": narrow}, {"option": wide}]
    return option


def _last(band: pd.DataFrame) -> float:
    """Return the mean of the last week."""
    return float(band["mean"].iloc[-1]) if len(band) else float("nan")


def _points(comparison: "Comparison") -> pd.DataFrame:
    """Return points of mean trust over the run, strategies x sources."""
    mean = means_of(comparison, lambda run: run.trust_ledger)
    rows = [strategy for strategy in comparison.strategies if strategy in mean.index]
    return mean.reindex(index=rows, columns=[source for source in SOURCES if source in mean])


def _worth_showing(points: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the sources that can be seen, and the rest that are too small."""
    size = {str(source): float(points[source].abs().max()) for source in points.columns}
    longest = max(size.values(), default=0.0)
    kept = [source for source in size if size[source] > _SMALLEST_SHARE * longest]
    return kept, [source for source in size if source not in kept and size[source] > 0]
