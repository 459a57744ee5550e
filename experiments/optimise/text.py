"""What the terminal shows of a search: what was found, its values, and how it did on fresh luck."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments import wording
from experiments.optimise.levers import value_in_force
from experiments.optimise.optimum import Optimum
from experiments.optimise.told import (
    SCREENING,
    at_the_edge,
    command_for,
    headline,
    sureness,
)
from experiments.text import print_wrapped

__all__ = ["fresh_rows", "lever_rows", "show_optimum"]


def show_optimum(console: Console, optimum: Optimum, hint: str) -> None:
    """Print what a search found."""
    console.print()
    print_wrapped(console, headline(optimum), "bold")
    print_wrapped(console, sureness(optimum))
    console.print()
    console.print(_table(*lever_rows(optimum)))
    console.print()
    console.print(_table(*fresh_rows(optimum)))
    console.print()
    for note in [*_notes(optimum), hint]:
        print_wrapped(console, note, "dim")


def lever_rows(optimum: Optimum) -> tuple[list[str], list[list[str]]]:
    """Return a table of what was varied: range, value as listed, values found."""
    plan = optimum.spec.strategies[optimum.strategy]
    columns = ["varied", "between", optimum.strategy]
    numbered = [each.name.removeprefix("proposal ") for each in optimum.found]
    columns += numbered if optimum.is_pareto else ["found"]
    rows = []
    for lever in optimum.levers:
        values = [value_in_force(plan, lever.name)]
        values += [each.values[lever.name] for each in optimum.found]
        between = wording.spread(lever.low, lever.high, lever.unit)
        rows.append([lever.name, between, *(wording.quantity(v, "number") for v in values)])
    return columns, rows


def fresh_rows(optimum: Optimum) -> tuple[list[str], list[list[str]]]:
    """Return a table of means on fresh luck; a star marks the best, or those on the front."""
    shown = [*optimum.outcomes]
    if not optimum.is_pareto:
        shown += [name for name in optimum.spec.outcomes if name not in shown]
    starred = {each.name for each in optimum.on_front()}  # of one outcome: the best
    rows = []
    for each in optimum.finalists:
        called = each.name if optimum.is_pareto or not each.values else f"found ({each.name})"
        cells = []
        for name in shown:
            mean, low, high = optimum.fresh.mean(name, each.name)
            ends = wording.interval(low, high, name)
            cells.append(f"{wording.amount(mean, name, high - low)} ({ends})")
        rows.append([f"{called}{' *' if each.name in starred else ''}", *cells])
    return ["on fresh luck", *(wording.label(name) for name in shown)], rows


def _notes(optimum: Optimum) -> list[str]:
    """Return how to read the tables, and what to do next."""
    star = "that no other is better than in every mean" if optimum.is_pareto else "best mean"
    notes = [
        f"* {star}. {len(optimum.proposals)} proposals of {optimum.replicates} "
        f"{wording.plural('run', optimum.replicates)} each; {optimum.n_runs:,} runs in all."
    ]
    if not optimum.is_pareto:
        notes.append(SCREENING)
    if edges := at_the_edge(optimum):
        verb = "lies" if len(edges) == 1 else "lie"
        notes.append(
            f"{wording.listed(edges)} {verb} at an end of what was tried: --vary "
            f"{edges[0]}=LOW..HIGH tries further, or nothing is lost there."
        )
    notes += [command_for(optimum, each) for each in optimum.found[:1]]
    return notes


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table: a left column, then columns of numbers."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for k, name in enumerate(columns):
        table.add_column(name, justify="left" if k == 0 else "right", no_wrap=k == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    return table
