"""What the terminal shows: compact, the answer first, readable without colour and in a pipe."""

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments import plans, wording

if TYPE_CHECKING:
    from experiments.compare import Comparison
    from sim.scenario import Scenario

__all__ = [
    "console_for", "print_wrapped", "show_comparison", "show_first", "show_library",
    "show_run", "show_scenario", "table_of_numbers",
]  # fmt: skip

WIDTH = 100
_FIRST_TO_GO = (  # where the width is short, unless the question is about them
    "consideration", "profit", "customers", "cost", "cost_per_customer", "trust_change",
    "engagement_rate",
)  # fmt: skip
_SURE = 0.95  # a chance of being best below it is worth a word


def console_for(file: TextIO) -> Console:
    """Return a console at most 100 columns wide; in a pipe it is 100 wide and without colour."""
    console = Console(file=file, highlight=False, soft_wrap=False)
    console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
    return console


def show_comparison(console: Console, comparison: "Comparison", hint: str) -> None:
    """Print the answer, the main outcomes by strategy, how sure it is, and what to do next."""
    answer, sureness = comparison.headline()
    console.print()
    print_wrapped(console, answer, "bold")
    print_wrapped(console, sureness)
    console.print()
    console.print(_outcomes_table(console, comparison))
    console.print()
    notes = [
        "* best mean, doing nothing aside on cost. ± half of the 95 % interval over "
        f"{comparison.replicates} paired {wording.plural('run', comparison.replicates)} each.",
        *_doubts(comparison),
        hint,
    ]
    for note in notes:
        print_wrapped(console, note, "dim")


def show_first(console: Console, comparison: "Comparison") -> None:
    """Print an early look at the first replicate: one line for each strategy."""
    console.print("First replicate (one run of each, luck included):", style="dim")
    values = _values(comparison)
    table = Table(box=None, padding=(0, 2), show_edge=False)
    table.add_column("")
    for name in ("engagement_rate", "trust_change", "customers", "cost_per_customer"):
        table.add_column(wording.label(name), justify="right", header_style="dim")
    for strategy in comparison.strategies:
        names = ("engagement_rate", "trust_change", "customers", "cost_per_customer")
        cells = [wording.amount(values[name, strategy]["mean"], name) for name in names]
        table.add_row(strategy, *cells, style="dim")
    console.print(table)


def show_run(console: Console, outcomes: dict[str, dict[str, float]], seed: int) -> None:
    """Print the outcomes of one run of each strategy: an outcome a row.

    Args:
        console: where to.
        outcomes: by strategy, then by name.
        seed: as it was given.
    """
    names = next(iter(outcomes.values()), {})
    # A table of many strategies would not fit: as many side by side as the width takes.
    strategies, at_once = list(outcomes), max(1, (console.width - 24) // 16)
    for at in range(0, len(strategies), at_once):
        shown = strategies[at : at + at_once]
        table = table_of_numbers("outcome", shown)
        for name in names:
            cells = [wording.amount(outcomes[strategy][name], name) for strategy in shown]
            table.add_row(wording.label(name), *cells)
        console.print(table)
        console.print()
    print_wrapped(console, f"One run of each with seed {seed}: luck included. "
                   "`fireside compare` tells luck from merit.", "dim")  # fmt: skip


def show_library(console: Console, scenarios: Iterable[tuple[str, str, str]]) -> None:
    """Print name, title and question of each scenario."""
    for name, title, question in scenarios:
        console.print(Text(name, style="bold") + Text(f"  {title}", style="not bold"))
        print_wrapped(console, question, "dim", indent="    ")
    console.print()
    print_wrapped(console, "fireside describe NAME says more; fireside compare NAME answers.")


def show_scenario(console: Console, name: str, spec: "Scenario") -> None:
    """Print what a scenario is about: its question, market, brand and strategies."""
    console.print(Text(f"{name}: {spec.title}", style="bold"))
    print_wrapped(console, spec.question)
    brand, audience = spec.brand, spec.audience
    facts = [
        f"{brand.name}: {brand.hours_per_week:g} hours and ${brand.budget_per_week:,.0f} a week "
        f"(work included, at ${brand.wage:g} an hour); {spec.days} days.",
        f"Audience of ads: {audience.size:,.0f} people on {audience.platform}, "
        f"{wording.quantity(audience.niche_share, 'share')} of them fit the product.",
    ]
    if spec.network.file:
        facts.append(f"Communities and ties: those of {spec.network.file}.")
    console.print()
    for fact in facts:
        print_wrapped(console, fact)
    table = table_of_numbers("communities", ["platform", "how many", "members", "promotion norm"])
    for group, each in spec.communities.items():
        own = each.promotion_norm
        norm = getattr(spec.platforms, each.platform).promotion_norm if own is None else own
        size = f"{each.size:,.0f}{' (median)' if each.size_spread else ''}"
        cells = (each.platform, f"{each.count:,}", size, wording.quantity(norm, "share"))
        table.add_row(group, *cells)
    console.print(table)
    table = table_of_numbers("strategies", [])
    table.add_column("what it does")
    for strategy, plan in spec.strategies.items():
        mark = " (baseline)" if strategy == spec.baseline else ""
        table.add_row(strategy + mark, plans.plan_in_words(plan, brand.hours_per_week))
    console.print(table)
    if on := plans.switched_on(spec):
        print_wrapped(console, f"Switched on: {', '.join(on)}.")
    print_wrapped(console, f"fireside compare {name} runs them on the same luck.", "dim")


def _outcomes_table(console: Console, comparison: "Comparison") -> Table:
    """Return the main outcomes: as many as fit, the best of each in bold and starred."""
    names: list[str] = list(wording.main_outcomes(comparison.spec.outcomes))
    table = _table_of(comparison, names)
    for name in (name for name in _FIRST_TO_GO if name not in comparison.spec.outcomes):
        if (
            console.measure(table, options=console.options.update(max_width=1000)).maximum
            <= console.width
        ):
            break
        names.remove(name)
        table = _table_of(comparison, names)
    return table


def _table_of(comparison: "Comparison", names: list[str]) -> Table:
    """Return outcomes by name: a strategy a row."""
    values, best = _values(comparison), _best(comparison)
    table = table_of_numbers("strategy", [wording.label(name) for name in names])
    for strategy in comparison.strategies:
        mark = "\n(baseline)" if strategy == comparison.baseline else ""
        cells = [
            _cell(values[name, strategy], name, is_best=best.get(name, ("",))[0] == strategy)
            for name in names
        ]
        table.add_row(Text(strategy + mark), *cells)
    return table


def _cell(row: dict[str, float], name: str, *, is_best: bool) -> Text:
    """Return a mean and, below it, half of its interval."""
    mean, half = row["mean"], (row["high"] - row["low"]) / 2
    style = "bold" if is_best else ""
    text = Text(f"{wording.amount(mean, name, 2 * half)}{'*' if is_best else ' '}", style=style)
    if half > 0:
        unsigned = "trust" if name == "trust_change" else name
        about = wording.amount(half, unsigned, 2 * half, abs(mean))
        text.append(f"\n±{about} ", style="not bold dim")
    return text


def _doubts(comparison: "Comparison") -> list[str]:
    """Return where the best is not sure to be the best, as one line or none."""
    doubts = [
        f"{wording.label(name)} ({strategy} in {wording.chance(probability)})"
        for name, (strategy, probability) in _best(comparison).items()
        if name in wording.main_outcomes(comparison.spec.outcomes) and probability < _SURE
    ]
    return [f"Not always best, run by run: {', '.join(doubts)}."] if doubts else []


def _values(comparison: "Comparison") -> dict[tuple[str, str], dict[str, float]]:
    """Return mean, low and high by outcome and strategy."""
    rows = comparison.summary.to_dict("records")
    return {(row["outcome"], row["strategy"]): row for row in rows}  # type: ignore[misc]


def _best(comparison: "Comparison") -> dict[str, tuple[str, float]]:
    """Return who is most often best in each outcome, and how often."""
    found: dict[str, tuple[str, float]] = {}
    for row in comparison.best.to_dict("records"):
        name, chance = row["outcome"], row["probability"]
        if chance > found.get(name, ("", 0.0))[1]:
            found[name] = row["strategy"], chance
    return found


def table_of_numbers(first: str, others: Iterable[str]) -> Table:
    """Return an empty table: a left column, then columns of numbers."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(first, no_wrap=True)
    for name in others:
        header = "\n".join(name.rsplit(" ", 1))
        table.add_column(header, justify="right", no_wrap=True)
    return table


def print_wrapped(console: Console, text: str, style: str = "", indent: str = "") -> None:
    """Print a paragraph, wrapped at words."""
    width = console.width - 1
    filled = textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    console.print(Text(filled, style=style))
