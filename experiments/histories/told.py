"""A history in words, in one table, and as JSON."""

import json
from typing import Any

import numpy as np
import pandas as pd

from experiments.histories.columns import meaning_of
from experiments.histories.history import History
from experiments.histories.scoring import TOOLS, Scores
from experiments.statistics import mean_interval
from experiments.wording import MINUS, UNDEFINED, finite, label, listed, plural

__all__ = ["TOOL_NAMES", "answer", "as_json", "cells_of", "number", "sureness", "totals"]

TOOL_NAMES = {"last_click": "last click", "media_mix": "media mix"}
_CREDITED_TO_NONE = "credited to none"
_NO_TOOLS = ("remainder", "doing nothing")  # of which a tool says nothing


def totals(history: History, scores: Scores) -> pd.DataFrame:
    """Return the customers of a run, mean over replicates: a row a lever, then what is left.

    Columns: what, truth, low, high (95 % interval of the truth over luck; NaN for a single
    replicate), share (of what the strategy won beyond doing nothing), and each of TOOLS.
    """
    sales, baseline = (history.totals(name) for name in ("sales", "sales_baseline"))
    whole = float((sales - baseline).mean())
    said = scores.credits.groupby("lever")[list(TOOLS)].mean().to_dict()
    rows = []
    for lever in history.levers:
        truth = mean_interval(history.totals(f"effect_{lever}").to_numpy())
        tools = [said[tool][lever] for tool in TOOLS]
        rows.append((lever, *truth, truth.mean / whole if whole else np.nan, *tools))
    none = [np.nan] * len(TOOLS)
    together = mean_interval(history.totals("remainder").to_numpy())
    share = together.mean / whole if whole else np.nan
    rows.append(("remainder", *together, share, *none))
    rows.append(("doing nothing", *mean_interval(baseline.to_numpy()), np.nan, *none))
    left = [float(sales.mean()) - sum(said[tool].values()) for tool in TOOLS]
    rows.append((_CREDITED_TO_NONE, np.nan, np.nan, np.nan, np.nan, *left))
    rows.append(("sales", *mean_interval(sales.to_numpy()), np.nan, *[float(sales.mean())] * 2))
    return pd.DataFrame(rows, columns=["what", "truth", "low", "high", "share", *TOOLS])


def answer(history: History, scores: Scores) -> str:
    """Return what the levers truly did, and how far the tools are from it."""
    whole = float(scores.errors["whole"].mean())
    effects = [(lever, float(history.totals(f"effect_{lever}").mean())) for lever in history.levers]
    strongest = sorted(effects, key=lambda each: -each[1])
    told = listed([f"{label(lever)} {number(value, sign=True)}" for lever, value in strongest])
    together = number(float(history.totals("remainder").mean()), sign=True)
    return (
        f"{history.strategy} wins {number(abs(whole))} customers "
        f"{'fewer' if whole < 0 else 'more'} than doing nothing. The true "
        f"effects of its levers: {told}; the remainder, what they do together, is {together}. "
        f"{_misses(scores)}"
    )


def _misses(scores: Scores) -> str:
    """Return by how much each tool misses."""
    said = []
    n = len(scores.errors)
    for tool in TOOLS:
        error = float(scores.errors[f"{tool}_error"].mean(skipna=False))
        if not np.isfinite(error):
            said.append(f"{TOOL_NAMES[tool]} says nothing of so few weeks")
            continue
        right = int(scores.errors[f"{tool}_best"].sum())
        named = "names the strongest lever" if right else "names another as the strongest"
        if n > 1:
            named = f"names the strongest lever in {right} of {n} runs"
        missed = f"misses a lever by {number(error)} on average"
        said.append(f"{TOOL_NAMES[tool]} {missed} and {named}")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def sureness(history: History) -> str:
    """Return what is sure: luck and assumptions, kept apart."""
    n = history.table["replicate"].nunique()
    luck = (
        f"over {n} runs of the same plan, ± half of the 95 % interval" if n > 1
        else "one run: --replicates shows how much of this is luck"
    )  # fmt: skip
    flights = history.flight_weeks
    plan = (
        f"each lever is on or off for {flights} {plural('week', flights)} at a time, by the toss "
        "of a coin" if flights
        else "every week is planned alike, so a regression has little to learn from"
    )  # fmt: skip
    return f"Luck: {luck}. The model's assumptions are held fixed. Plan: {plan}."


def number(customers: float, *, sign: bool = False) -> str:
    """Return customers to a tenth, with a plus where a sign is asked for; a dash if undefined."""
    if not np.isfinite(customers):
        return UNDEFINED
    text = f"{abs(customers):,.1f}"
    if text == "0.0":
        return "0"
    return f"{MINUS if customers < 0 else '+' if sign else ''}{text}"


def cells_of(history: History, scores: Scores) -> list[tuple[str, ...]]:
    """Return the table of totals as text: what, truth, share, and each tool."""
    rows = []
    for row in totals(history, scores).to_dict("records"):
        half, share = (row["high"] - row["low"]) / 2, 100 * row["share"]
        truth = number(row["truth"]) + (f" ± {number(half)}" if half > 0 else "")
        percent = f"{MINUS if share <= -0.5 else ''}{abs(share):.0f} %"
        rows.append((
            label(row["what"]),
            truth if row["what"] != _CREDITED_TO_NONE else "",
            percent if np.isfinite(share) else "",
            *("" if row["what"] in _NO_TOOLS else number(row[tool]) for tool in TOOLS),
        ))  # fmt: skip
    return rows


def as_json(history: History, scores: Scores) -> str:
    """Return the table with its columns explained, and the scores, as JSON."""
    columns = {
        str(name): dict(zip(("unit", "meaning"), meaning_of(str(name)), strict=True))
        for name in history.table
    }
    said: dict[str, Any] = {
        "scenario": history.name,
        "strategy": history.strategy,
        "seed": history.seed,
        "replicates": history.replicates,
        "flight_weeks": history.flight_weeks,
        "levers": list(history.levers),
        "columns": columns,
        "rows": history.table.to_dict("records"),
        "credits": _records(scores.credits),
        "errors": _records(scores.errors),
    }
    return json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows, with null where a number is undefined."""
    return [
        {str(k): finite(v) if isinstance(v, float) else v for k, v in row.items()}
        for row in table.to_dict("records")
    ]
