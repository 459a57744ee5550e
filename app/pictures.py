"""What a comparison looks like: options of networks and charts, from runs; knows no page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.comparing import LETTERS, Resolved
from app.trajectory import COLUMNS, Trajectory
from experiments import figures, wording
from experiments.chart_parts import Option, axis_of, tidy
from experiments.comparison import Comparison
from experiments.workers import Failure
from sim.results import FLOWS, Run

__all__ = ["CHARTS", "DIFFERENCES", "LOOKS", "PictureOf", "chart_options", "live_lines",
           "looks_of_sides", "network_options", "options_of_network", "title_of"]  # fmt: skip

# A side has a colour, a dash and a letter, so that none has to be told by colour alone.
LOOKS = (
    {"color": "#0072b2", "type": "solid", "width": 2.5},
    {"color": "#d55e00", "type": "dashed", "width": 2.5},
    {"color": "#009e73", "type": "dotted", "width": 2.5},
)


@dataclass(frozen=True)
class PictureOf:
    """A chart over weeks: the measure, whether weeks add up, and what it is called."""

    measure: str
    so_far: bool
    title: str


CHARTS = (
    PictureOf("trust", False, "Trust"),
    PictureOf("engagements", False, "Engagement"),
    PictureOf("customers", True, "Customers"),
    PictureOf("cost", True, "Cost"),
)
DIFFERENCES = {each.measure: each for each in CHARTS}


def looks_of_sides(resolved: Resolved) -> dict[str, dict[str, Any]]:
    """Return colour and dash by the name of each side."""
    return {name: dict(look) for name, look in zip(resolved.names, LOOKS, strict=False)}


def title_of(resolved: Resolved, i: int) -> str:
    """Return what a side is called: its letter, its strategy, and since when."""
    side = resolved.comparing.sides[i]
    since = f" from week {side.branch.week}" if side.branch else ""
    changed = ", changed" if side.changes else ""
    return f"{LETTERS[i]}: {side.strategy}{changed}{since}"


def network_options(resolved: Resolved, i: int, seen: Trajectory, clock: str) -> dict[str, Any]:
    """Return what assets/views/network.js needs beside the bytes."""
    title = title_of(resolved, i)
    return options_of_network(LETTERS[i], title, seen, resolved.comparing.column, clock)


def options_of_network(
    letter: str, title: str, seen: Trajectory, column: str, clock: str
) -> dict[str, Any]:
    """Return the same for any network: its side's letter and title, and the column shown."""
    largest, unit, meaning = COLUMNS[column]
    frames, n = seen.frames[column], len(seen.communities)
    ends = [seen.mean(column, week) for week in (0, len(frames) - 1)]
    first_rows = np.searchsorted(seen.community, np.arange(n))
    return {
        "clock": clock, "letter": letter, "side": letter.lower(),
        "title": title, "n_members": frames.shape[1], "n_ties": len(seen.ties),
        "n_weeks": len(frames) - 1, "column": column, "label": meaning, "low": 0, "high": largest,
        "unit": unit, "community": first_rows.tolist(), "communities": list(seen.communities),
        "alt": (
            f"{title}: network of {frames.shape[1]:,} members in {n} "
            f"{'community' if n == 1 else 'communities'}, coloured by {meaning}; its mean is "
            f"{ends[0]:.2f} at the start and {ends[1]:.2f} at the end."
        ),
    }  # fmt: skip


def chart_options(comparison: Comparison, difference: str) -> dict[str, Option]:
    """Return the charts of a comparison by name.

    Args:
        comparison: with at least one replicate.
        difference: the measure of which sides are compared week by week.
    """
    chosen = DIFFERENCES[difference]
    over_time = {
        each.measure: figures.outcome_over_time(comparison, each.measure, so_far=each.so_far)
        for each in CHARTS
    }
    return over_time | {
        "difference": figures.difference_band(comparison, difference, so_far=chosen.so_far),
        "ledger": figures.trust_ledger(comparison),
        "money": figures.cost_lines(comparison),
    }


def live_lines(runs: Mapping[str, Run | Failure]) -> dict[str, dict[str, list[float | None]]]:
    """Return one replicate's lines by chart and letter, in the unit of the chart's axis."""
    lines: dict[str, dict[str, list[float | None]]] = {}
    for each in CHARTS:
        scale, _ = axis_of(each.measure, so_far=each.so_far)
        for letter, run in runs.items():
            if isinstance(run, Failure):
                continue
            values = run.weekly[each.measure]
            if each.so_far and each.measure in FLOWS:
                values = np.cumsum(values)
            lines.setdefault(each.measure, {})[letter] = tidy(values * scale)
    return lines


def outcome_rows(comparison: Comparison, outcomes: Sequence[str]) -> list[list[str]]:
    """Return a row for each outcome: its name, the value of each side, differences, chances."""
    names, base = comparison.strategies, comparison.baseline
    others = [name for name in names if name != base]
    rows = []
    for outcome in outcomes:
        means = [comparison.sample.mean(outcome, name) for name in names]
        row = [
            wording.label(outcome),
            *(wording.amount(m.mean, outcome, m.high - m.low) for m in means),
        ]
        for other in others:
            found = comparison.sample.difference(outcome, other, base)
            spread = wording.interval(found.low, found.high, outcome, signed=True)
            change = wording.change(found.mean, outcome, found.high - found.low)
            row.append(change if spread == wording.UNDEFINED else f"{change} ({spread})")
        chances = (
            comparison.sample.best(outcome) if comparison.replicates > 1 else [np.nan] * len(names)
        )
        row += [
            wording.chance(float(each)) if np.isfinite(each) else wording.UNDEFINED
            for each in chances
        ]
        rows.append(row)
    return rows
