"""What the terminal shows of a trial: the answer, how sure it is, then the designs."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from experiments import wording
from experiments.pilot.designs import design_of
from experiments.pilot.metrics import METRICS
from experiments.pilot.pilot import Pilot
from experiments.pilot.told import (
    ACCOUNTS,
    answer_of,
    best_of_each,
    dollars,
    net_by_length,
    rule_in_words,
    sureness_of,
)
from experiments.text import print_wrapped

__all__ = ["show_pilot"]


def show_pilot(console: Console, result: Pilot, hint: str) -> None:
    """Print whether a trial pays, and what each would be worth."""
    console.print()
    print_wrapped(console, answer_of(result), "bold")
    print_wrapped(console, sureness_of(result))
    console.print()
    console.print(_metrics_table(result))
    metric = METRICS[result.best.metric].name
    console.print()
    print_wrapped(console, f"Net value by communities and weeks, measuring {metric}:")
    console.print(_lengths_table(result))
    console.print()
    knowledge = dollars(result.verdict.knowledge)
    print_wrapped(console, f"{ACCOUNTS} To know all that is uncertain would be worth {knowledge}: "
                  "no trial tells what is worth more.", "dim")  # fmt: skip
    print_wrapped(console, hint, "dim")


def _metrics_table(result: Pilot) -> Table:
    """Return the best design of each metric."""
    rows = []
    for row in best_of_each(result).to_dict("records"):
        design = design_of(row)
        amounts = (dollars(row[name]) for name in ("value", "cost", "wait", "net"))
        rows.append((row["metric"], f"{design.communities}", f"{design.weeks}", *amounts,
                     rule_in_words(design)))  # fmt: skip
    columns = ("measuring", "commu-\nnities", "weeks", "value", "trial", "wait", "net", "rule")
    return _table(columns, rows, left=("measuring", "rule"))


def _lengths_table(result: Pilot) -> Table:
    """Return net value: a row for each number of communities, a column for each length."""
    net = net_by_length(result)
    rows = [
        (f"{k} {wording.plural('community', int(k))}", *(dollars(value) for value in values))
        for k, values in zip(net.index, net.to_numpy(float), strict=True)
    ]
    return _table(("", *(f"{w} weeks" for w in net.columns)), rows, left=("",))


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[str]) -> Table:
    """Return a table of numbers; the columns named in `left` hold words."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for name in columns:
        is_words = name in left
        justify = "left" if is_words else "right"
        table.add_column(name, justify=justify, no_wrap=not is_words, vertical="top")
    for row in rows:
        table.add_row(*row)
    return table
