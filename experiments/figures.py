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
from experiments.palette import GREY, LINE_COLOURS, SOURCE_COLOURS, looks_of
from sim.results import LINES, SOURCES

if TYPE_CHECKING:
    from experiments.compare import Comparison

__all__ = [
    "cost_lines", "deciders", "difference_band", "futures_best", "outcome_bars",
    "outcome_over_time", "trust_ledger", "trust_steps",
]  # fmt: skip

_FINE = 0.001  # trust points: so fine that rounded steps add up
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
    for strategy, table in parts.weekly(comparison, measure, so_far=so_far).items():
        band = parts.band_of(table)
        series += parts.line_with_band(strategy, band, looks[strategy], scale)
        ends.append(f"{strategy} {wording.amount(_last(band), measure)}")
    return parts.time_option(series, axis, f"{axis}, at the end: {'; '.join(ends)}.")


def difference_band(comparison: "Comparison", measure: str, *, so_far: bool = False) -> Option:
    """Return how far each strategy is from the baseline, on the same luck, in its 95 % band."""
    looks, (scale, axis) = (
        looks_of(comparison),
        parts.axis_of(measure, so_far=so_far, is_difference=True),
    )
    tables = parts.weekly(comparison, measure, so_far=so_far)
    base = tables[comparison.baseline]
    looks[comparison.baseline] |= {"type": "dashed"}
    series, ends = [], []
    for strategy, table in tables.items():
        band = parts.band_of(table - base)
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
    rows = comparison.summary[comparison.summary["outcome"] == outcome].set_index("strategy")
    points, whiskers, colours, texts, labels = [], [], [], [], []
    for at, strategy in enumerate(comparison.strategies):
        row, colour = rows.loc[strategy], looks[strategy]["color"]
        mean, low, high = parts.tidy(row[["mean", "low", "high"]].astype(float) * scale)
        text = wording.amount(row["mean"], outcome, row["high"] - row["low"])
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
    base = parts.tidy([rows.loc[comparison.baseline, "mean"] * scale])[0]
    if base is not None:
        dots["markLine"] = parts.mark("xAxis", base)
    alt = f"{axis}: {'; '.join(texts)}."
    series = [parts.row_series("whisker", whiskers, colours), dots, parts.texts_at(labels)]
    option = parts.row_option(comparison.strategies, axis, series, alt)
    values = [point["value"][0] for point in points]
    if values and min(values) > 0 and max(values) > 50 * min(values):
        option["xAxis"] |= {"type": "log", "name": f"{axis} (each step is tenfold)"}
    else:
        option["xAxis"]["scale"] = True
    return option


def cost_lines(comparison: "Comparison") -> Option:
    """Return where the money of each strategy went, work included. Idle ones are left out."""
    spent = comparison.costs.groupby(["strategy", "replicate", "line"])["dollars"].sum()
    mean = spent.groupby(["strategy", "line"]).mean().unstack(fill_value=0.0)
    busy = [s for s in comparison.strategies if s in mean.index and mean.loc[s].sum() > 0]
    mean = mean.reindex(busy)
    used = [line for line in LINES if line in mean and (mean[line] > 0).any()]
    series = [parts.stacked(line, mean[line], LINE_COLOURS[line]) for line in used]
    sums = mean.sum(axis=1)
    texts = [f"{strategy} {wording.amount(sums[strategy], 'cost')}" for strategy in busy]
    series.append(parts.totals(sums, [text.split()[-1] for text in texts]))
    option = parts.row_option(
        busy, "cost of the whole run, $", series, f"Cost: {'; '.join(texts)}."
    )
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
                series.append(parts.stacked("all_other", side, "#d9d9d9"))
    sums = points.sum(axis=1)
    texts = [wording.amount(each, "trust_change") for each in sums]
    series.append(parts.totals(sums, texts))
    told = [f"{name} {text}" for name, text in zip(points.index, texts, strict=True)]
    axis = parts.axis_of("trust_change")[1]
    option = parts.row_option(points.index, axis, series, f"Change of trust: {'; '.join(told)}.")
    return parts.with_legend(option, list(dict.fromkeys(each["name"] for each in series[:-1])))


def trust_steps(comparison: "Comparison", strategy: str) -> Option:
    """Return one strategy's trust ledger as steps from zero to the change of mean trust."""
    points = _points(comparison).loc[strategy]
    kept, rest = _worth_showing(points.to_frame().T)
    steps = points[kept].sort_values(ascending=False)
    if rest:
        steps["all_other"] = points[rest].sum()
    spans, labels, colours, at = [], [], [], 0.0
    for row, (source, value) in enumerate(steps.items()):
        spans.append(parts.tidy([at, at + value, row]))
        labels.append((max(at, at + value), row, wording.change(value, "trust_change", _FINE)))
        colours.append(SOURCE_COLOURS.get(str(source), "#b3b3b3"))
        at += value
    spans.append(parts.tidy([0.0, at, len(steps)]))
    total = wording.change(at, "trust_change", _FINE)
    labels.append((max(at, 0.0), len(steps), total))
    colours.append(looks_of(comparison)[strategy]["color"])
    names = [*(wording.label(str(source)) for source in steps.index), "change of trust"]
    told = [f"{name} {text}" for name, (_, _, text) in zip(names, labels, strict=True)]
    series = [parts.row_series("span", spans, colours), parts.texts_at(labels)]
    series[1]["markLine"] = parts.mark("xAxis", 0)
    return parts.row_option(
        names, parts.axis_of("trust_change")[1], series, f"{strategy}: {'; '.join(told)}."
    )


def futures_best(comparison: "Comparison", outcome: str) -> Option:
    """Return in which share of the plausible futures each strategy is best."""
    looks, table = looks_of(comparison), comparison.futures.best
    chances = table[table["outcome"] == outcome].set_index("strategy")["probability"]
    rows = [strategy for strategy in comparison.strategies if strategy in chances.index]
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
    moved = comparison.trust_ledger.groupby(["strategy", "replicate", "source"])["points"].sum()
    mean = moved.groupby(["strategy", "source"]).mean().unstack(fill_value=0.0)
    rows = [strategy for strategy in comparison.strategies if strategy in mean.index]
    return mean.reindex(index=rows, columns=[s for s in SOURCES if s in mean.columns])


def _worth_showing(points: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the sources that can be seen, and the rest that are too small."""
    size = points.abs().max()
    longest = size.max()
    kept = [source for source in points if size[source] > _SMALLEST_SHARE * longest]
    return kept, [source for source in points if source not in kept and size[source] > 0]
