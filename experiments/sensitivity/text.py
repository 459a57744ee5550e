"""What the terminal shows of an analysis: the answer, how sure it is, and a table."""

import math

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.factors import DUMMY
from experiments.sensitivity import told
from experiments.sensitivity.result import Sensitivity
from experiments.text import print_wrapped

__all__ = ["rows_of", "show_sensitivity"]


def show_sensitivity(console: Console, found: Sensitivity, hint: str) -> None:
    """Print what decides, how sure that is, the indices, and what to beware of."""
    console.print()
    print_wrapped(console, told.headline(found), "bold")
    print_wrapped(console, told.watched(found))
    print_wrapped(console, " ".join(told.how_sure(found)))
    console.print()
    console.print(_table(found))
    for note in [*told.cautions(found), _how_to_read(found), hint]:
        print_wrapped(console, note, "dim")


def rows_of(found: Sensitivity) -> list[dict[str, str]]:
    """Return a row of texts for each parameter that went on, the dummy last."""
    kept = [each for each in found.ranked if each in found.screening.kept]
    rows = []
    for label in [*kept, DUMMY]:
        cells = {"meaning": told.meaning(found, label), "name": label,
                 "range": told.range_of(found.factor(label))}  # fmt: skip
        screened = found.screening.indices
        at = screened.labels.index(label)
        cells["mu_star"] = told.effect(found, float(screened["mu_star"].value[at]))
        cells["sigma"] = told.effect(found, float(screened["sigma"].value[at]))
        for name in ("S1", "ST"):
            cells[name], cells[f"{name}_interval"] = _index(found, name, label)
        stability = found.stability.get(label, math.nan)
        cells["kept"] = told.percent(stability) if label != DUMMY else ""
        rows.append(cells)
    return rows


def _index(found: Sensitivity, name: str, label: str) -> tuple[str, str]:
    """Return a Sobol index and its interval; empty texts without one."""
    if found.sobol is None:
        return "", ""
    estimate, at = found.sobol[name], found.sobol.labels.index(label)
    ends = [told.decimals(float(each[at])) for each in (estimate.low, estimate.high)]
    return told.decimals(float(estimate.value[at])), " to ".join(ends)


def _table(found: Sensitivity) -> Table:
    """Return a row for each parameter that went on."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("parameter", min_width=32)
    table.add_column("range", max_width=18)
    table.add_column("mean effect\n(mu*)", justify="right", no_wrap=True)
    sobol = [("S1", "alone\n(S1)"), ("ST", "in all\n(ST)")] if found.sobol else []
    for _, title in sobol:
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("place\nkept", justify="right", no_wrap=True)
    for row in rows_of(found):
        what = Text(row["meaning"])
        if row["name"] in found.first:
            what.stylize("bold")
        what.append(f"\n{row['name']}", "not bold dim")
        cells = [Text(row[name]).append(f"\n{row[f'{name}_interval']}", "dim") for name, _ in sobol]
        table.add_row(what, row["range"], row["mu_star"], *cells, row["kept"])
    return table


def _how_to_read(found: Sensitivity) -> str:
    """Return what the columns are."""
    n = found.screening.n - found.screening.n_lost
    said = f"mu*: mean size of the effect over the whole range, of {n} trajectories."
    if found.sobol:
        where = "the surrogate" if found.method == "surrogate" else "runs of the model itself"
        said += (
            f" S1, ST: share of the variance that a parameter makes alone, and with all that it "
            f"takes part in, by {where}, with 95 % intervals. Parameters not in the table stay as "
            "they are there."
        )
    return f"{said} Place kept: in which share of resamples."
