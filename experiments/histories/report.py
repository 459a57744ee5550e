"""The report of a history: weeks by what truly won them, and what tools say of each lever."""

from pathlib import Path

import pandas as pd

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.histories.columns import meaning_of
from experiments.histories.history import History
from experiments.histories.levers import LEVERS
from experiments.histories.scoring import TOOLS, Scores
from experiments.histories.told import (
    TOOL_NAMES,
    answer,
    cells_of,
    number,
    sureness,
    totals,
)
from experiments.page import render_page, write_page
from experiments.palette import GREY
from experiments.report_tables import provenance

__all__ = ["credits_by_lever", "sales_by_week", "write_history"]

# Okabe & Ito 2008, told apart by most colour-blind readers.
_COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#a8961a", "#7a5195")
LEVER_COLOURS = dict(zip((lever.name for lever in LEVERS), _COLOURS, strict=True))
_TRUTH = "#aa3377"
_TOOL_COLOURS = dict(zip(TOOLS, ("#ee7733", "#4477aa"), strict=True))


def write_history(history: History, scores: Scores, path: str | Path, command: str) -> None:
    """Write a history as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    pictures = {"weeks": sales_by_week(history), "credits": credits_by_lever(history, scores)}
    columns = [(str(name), *meaning_of(str(name))) for name in history.table]
    text = render_page(
        "history.html", pictures, history=history, answer=answer(history, scores),
        sureness=sureness(history), tools=TOOL_NAMES, cells=cells_of(history, scores),
        columns=columns, provenance=provenance(history, command),
    )  # fmt: skip
    write_page(path, text)


def sales_by_week(history: History) -> Option:
    """Return sales by week, mean over replicates, stacked by what won them."""
    parts_of = {
        "sales_baseline": ("doing nothing", "#bbbbbb"),
        **{f"effect_{each}": (each, LEVER_COLOURS[each]) for each in history.levers},
        "remainder": ("remainder", GREY),
    }
    means = history.table.groupby("week")[[*parts_of, "sales"]].mean()
    told = [name for name in parts_of if bool(means[name].any())]
    series = [_bars(*parts_of[name], means[name]) for name in told]
    line = {
        "type": "line", "name": "sales", "data": parts.tidy(means["sales"]), "symbol": "none",
        "itemStyle": {"color": _TRUTH}, "lineStyle": {"color": _TRUTH, "width": 1.5}, "z": 4,
    }  # fmt: skip
    sums = [f"{wording.label(parts_of[n][0])} {number(float(means[n].sum()))}" for n in told]
    names = [*(wording.label(parts_of[name][0]) for name in told), "sales"]
    option: Option = {
        "aria": parts.about(f"Customers per week by what won them; in all: {'; '.join(sums)}."),
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": {"left": 12, "right": 16, "bottom": 30, "top": 40, "containLabel": True},
        "xAxis": {"type": "category", "data": [int(week) + 1 for week in means.index],
                  "name": "week", "nameLocation": "middle", "nameGap": 26},
        "yAxis": {"type": "value", "name": "customers per week",
                  "nameTextStyle": {"align": "left", "padding": [0, 0, 0, -28]}},
        "series": [*series, line],
    }  # fmt: skip
    framed = parts.with_legend(option, names)
    for each in (framed, *(each["option"] for each in framed["media"])):
        each["grid"]["top"] += 26  # room for the name of the axis
    return framed


def _bars(name: str, colour: str, values: pd.Series) -> Option:
    """Return one part of the weeks' bars."""
    return parts.stacked(name, values, colour) | {"barCategoryGap": "10%"}


def credits_by_lever(history: History, scores: Scores) -> Option:
    """Return the true effect of each lever, and what tools say, as bars beside each other."""
    table = totals(history, scores).set_index("what").loc[list(history.levers)]
    looks = {"truth": ("true effect", _TRUTH)} | {
        tool: (TOOL_NAMES[tool], _TOOL_COLOURS[tool]) for tool in TOOLS
    }
    series = [
        {"type": "bar", "name": name, "data": parts.tidy(table[column]), "barGap": "8%",
         "itemStyle": {"color": colour}}
        for column, (name, colour) in looks.items()
    ]  # fmt: skip
    told = [
        f"{wording.label(str(lever))}: "
        + ", ".join(f"{name} {number(row[column])}" for column, (name, _) in looks.items())
        for lever, row in table.iterrows()
    ]
    rows = [wording.label(lever) for lever in history.levers]
    option = parts.row_option(rows, "customers over the run", series,
                              f"Customers by lever. {'; '.join(told)}.")  # fmt: skip
    return parts.with_legend(option, [name for name, _ in looks.values()])
