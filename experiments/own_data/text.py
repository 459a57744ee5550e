"""What the terminal shows of a calibration."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from experiments.own_data.calibrate import Calibration
from experiments.own_data.told import (
    coverage_told,
    figure,
    not_identified,
    rows_told,
    scores_told,
)
from experiments.text import print_wrapped

__all__ = ["show_calibration"]


def show_calibration(console: Console, result: Calibration, next_steps: Sequence[str]) -> None:
    """Print what was fitted, what was not, how good the fit is, and what to do next."""
    console.print()
    n = len(result.table)
    print_wrapped(console, f"{n} parameters of {result.name} are fitted to own data.", "bold")
    for told in rows_told(result):
        print_wrapped(console, f"{told}.")
    console.print()
    console.print(_parameters(result))
    console.print()
    for told in (*not_identified(result), *result.notes):
        print_wrapped(console, told)
    console.print()
    print_wrapped(console, coverage_told(result))
    if not result.coverage.empty:
        console.print(_coverage(result))
    if result.holdout is not None:
        console.print()
        _show_holdout(console, result)
    console.print()
    for step in next_steps:
        print_wrapped(console, step, "dim")


def _parameters(result: Calibration) -> Table:
    """Return every fitted parameter."""
    table = _plain(("parameter", "was", "fitted", "90 % interval", "identified by"), 1)
    for row in result.table.to_dict("records"):
        ends = f"{figure(row['low'])} to {figure(row['high'])}"
        table.add_row(
            row["parameter"], figure(row["was"]), figure(row["fitted"]), ends, row["identified_by"]
        )
    return table


def _coverage(result: Calibration) -> Table:
    """Return how often intervals held the truth."""
    table = _plain(("parameter", "truth held", "of"), 1)
    for row in result.coverage.to_dict("records"):
        table.add_row(row["parameter"], str(row["held"]), str(row["sets"]))
    return table


def _show_holdout(console: Console, result: Calibration) -> None:
    """Print how posts that were held back were predicted."""
    held = result.holdout
    assert held is not None
    inside = ", ".join(f"{share:.0%} of {name}" for name, share in held.inside.items())
    print_wrapped(
        console,
        f"Fitted to the first {held.n_fitted} posts, it predicts the last {held.n_held}: its 90 % "
        f"intervals hold {inside}. Mean error (CRPS, less is better):",
    )
    table = _plain(("of", "naive rival", "fit", "rival"), 2)
    for row in held.scores.to_dict("records"):
        table.add_row(
            row["quantity"], row["rival"], figure(row["score"]), figure(row["rival_score"])
        )
    console.print(table)
    for told in scores_told(result):
        print_wrapped(console, f"{told}.")


def _plain(columns: Sequence[str], n_words: int) -> Table:
    """Return a table whose first columns, and the last of many, hold words."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for k, name in enumerate(columns):
        is_words = k < n_words or name == "identified by"
        table.add_column(name, justify="left" if is_words else "right", no_wrap=k == 0)
    return table
