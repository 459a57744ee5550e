"""Studies in a terminal: what will run, how it went, what a store has."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments import wording
from experiments.runner import usable_cpus
from experiments.studies.exported import runs_of
from experiments.text import print_wrapped
from sim.parameters import declarations

if TYPE_CHECKING:
    from experiments.runner import Keeping
    from experiments.studies.plan import Plan
    from experiments.studies.sweep import Forecast, Swept

_WORDS = ("title", "question", "baseline", "outcomes")  # of a scenario: they change no run

__all__ = ["show_forecast", "show_plan", "show_status", "show_sweep", "summary_rows",
           "told_duration"]  # fmt: skip


def told_duration(seconds: float) -> str:
    """Return a length of time in words: "40 seconds", "12 minutes", "3.5 hours"."""
    for unit, size in (("hour", 3600.0), ("minute", 60.0), ("second", 1.0)):
        if seconds >= size or unit == "second":
            value = seconds / size
            text = f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"
            return f"{text} {unit}{'' if text == '1' else 's'}"
    raise AssertionError


def show_forecast(console: Console, plan: "Plan", found: "Forecast", path: Path, jobs: int) -> None:
    """Say what a sweep would do."""
    stop = plan.study.replicates.stop
    least = "at least " if stop else ""
    wait = found.to_make * found.seconds / (jobs or usable_cpus())
    text = (
        f"{plan.name}: {least}{found.runs:,} runs, {found.stored:,} of them stored in {path}; "
        f"{found.to_make:,} to make, about {told_duration(wait)} here "
        f"({found.seconds:.2g} seconds a run). Nothing was written."
    )
    print_wrapped(console, text)


def show_plan(console: Console, plan: "Plan") -> None:
    """Show a plan: what runs, what varies, and every value that is no default."""
    study = plan.study
    print_wrapped(console, f"{plan.name}: {study.title or plan.spec.title}", style="bold")
    reps = study.replicates
    often = f"{reps.stop.least} to {reps.stop.most}" if reps.stop else str(reps.count)
    luck = "the same luck at every point" if reps.pairing == "crn" else "luck of its own at each"
    print_wrapped(
        console,
        f"Scenario {study.scenario}; strategies: {', '.join(plan.strategies)}; points: "
        f"{len(plan.points):,} ({study.design.method}); replicates at each: {often}, on {luck}; "
        f"seed {study.seed}.",
    )
    if plan.factors:
        console.print()
        console.print(_factors_table(plan))
    if plan.origins:
        console.print()
        console.print(_values_table(plan))


def _factors_table(plan: "Plan") -> Table:
    """Return what varies."""
    table = Table("varies", "law", "values", "in force", "group", box=None, pad_edge=False)
    declared = {each.name: each for each in declarations(plan.spec)}
    for each in plan.factors:
        if each.law == "choice":
            values = ", ".join(map(str, each.choices))
        else:
            values = wording.spread(each.low, each.high, each.unit)
        about = declared.get(each.name)
        force = wording.quantity(about.default, about.unit) if about else ""
        table.add_row(each.name, each.law, values, force, each.group)
    return table


def _values_table(plan: "Plan") -> Table:
    """Return every value that the study or a file set, and where it came from."""
    table = Table("value", "is", "from", box=None, pad_edge=False)
    content = plan.spec.model_dump()
    for path, origin in plan.origins.items():
        value = _at(content, path)
        is_run = not path.startswith("strategies.") or path.split(".")[1] in plan.strategies
        if is_run and path not in _WORDS and not isinstance(value, dict):
            table.add_row(path, Text(str(value), overflow="ellipsis", no_wrap=True), origin)
    return table


def _at(content: Any, path: str) -> Any:
    """Return the value at a dotted path; of a table, or of a path that leads nowhere, a table."""
    for step in path.split("."):
        content = content.get(step, {}) if isinstance(content, dict) else {}
    return content


def show_sweep(
    console: Console, plan: "Plan", keeping: "Keeping", done: "Swept", path: Path
) -> pd.DataFrame:
    """Show what a sweep came to, and say last what was run; return the table of its runs."""
    table = runs_of(keeping.store, keeping.study)
    if not table.empty:
        summary, note = _summary(plan, table[table["status"] == "done"])
        console.print(summary)
        console.print()
        print_wrapped(console, note)
    notes = [
        f"{done.made:,} {wording.plural('run', done.made)} made",
        f"{done.stored:,} stored before",
    ]
    if done.shared:
        notes.append(f"{done.shared:,} the same as another")
    if done.failed:
        notes.append(f"{done.failed:,} failed")
    print_wrapped(console, f"{done.asked:,} runs: {', '.join(notes)}. {path}")
    return table


def summary_rows(plan: "Plan", table: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return the median of each outcome, and where nine in ten runs lie, by strategy, in words."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for strategy in plan.strategies:
        own = table[table["strategy"] == strategy] if len(table) else table
        rows[strategy] = []
        for outcome in plan.outcomes:
            ends = own[outcome].quantile([0.05, 0.5, 0.95]) if len(own) else [math.nan] * 3
            low, middle, high = ends
            spread = wording.interval(low, high, outcome)
            # As fine as its range is: a small change is not to be read as none.
            value = wording.amount(middle, outcome, high - low, max(abs(low), abs(high)))
            rows[strategy].append((value, spread))
    return rows


def _summary(plan: "Plan", table: pd.DataFrame) -> tuple[Table, str]:
    """Return the middle and the spread of each outcome by strategy, and what they are."""
    shown = Table("strategy", box=None, pad_edge=False)
    for outcome in plan.outcomes:
        shown.add_column(wording.label(outcome), justify="right")
    for strategy, cells in summary_rows(plan, table).items():
        shown.add_row(strategy, *(f"{middle}\n({spread})" for middle, spread in cells))
    n = len(plan.points)
    where = "at one point" if n == 1 else f"over {n:,} points"
    return shown, f"Median of all runs {where}; in brackets, where nine in ten of them lie."


def show_status(
    console: Console, studies: Sequence[dict[str, Any]], failures: Sequence[Sequence[Any]]
) -> None:
    """Show the studies of a store, and failed runs if there are any to show."""
    table = Table("study", "runs", "done", "failed", "to do", "time", "last begun", "id", box=None,
                  pad_edge=False)  # fmt: skip
    for each in studies:
        to_do = each["asked"] - each["stored"]
        numbers = (each["asked"], each["stored"] - each["failed"], each["failed"], to_do)
        table.add_row(
            each["name"], *(f"{n:,}" for n in numbers), told_duration(each["seconds"]),
            each["created"], each["id"][:8],
        )  # fmt: skip
    console.print(table)
    for strategy, replicate, seed, error, _ in failures:
        print_wrapped(console, f"{strategy}, replicate {replicate}, seed {seed}: {error}")
