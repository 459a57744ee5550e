"""What the terminal shows of a history: the truth by lever, and what tools say of it."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from experiments import wording
from experiments.histories.history import History
from experiments.histories.scoring import Scores
from experiments.histories.told import TOOL_NAMES, answer, cells_of, sureness
from experiments.text import print_wrapped

__all__ = ["show_history"]


def show_history(console: Console, history: History, scores: Scores, hint: str) -> None:
    """Print the answer, then customers by lever: the truth, and what each tool says."""
    console.print()
    print_wrapped(console, answer(history, scores), "bold")
    print_wrapped(console, sureness(history))
    console.print()
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("customers")
    for name in ("true effect", "share", *TOOL_NAMES.values()):
        table.add_column(name, justify="right")
    for row in cells_of(history, scores):
        table.add_row(*row, end_section=row[0] == wording.label(history.levers[-1]))
    console.print(table)
    print_wrapped(
        console,
        "A true effect is sales less those of the same plan without the lever, on the same luck; "
        "the remainder is what all do together beyond their effects. What a tool credits to none "
        f"is left of all sales. {hint}",
        "dim",
    )
