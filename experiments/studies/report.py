"""The report of a sweep: what was run, what came of each strategy, and along what it changes."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments import wording
from experiments.page import render_page, write_page
from experiments.palette import looks_of
from experiments.report_tables import provenance
from experiments.studies.figures import along, strongest
from experiments.studies.text import summary_rows
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from experiments.studies.plan import Plan
    from experiments.studies.sweep import Swept

__all__ = ["write_sweep"]

_MOST_PICTURES = 4  # for each outcome


def write_sweep(
    plan: "Plan", table: pd.DataFrame, done: "Swept", path: str | Path, command: str
) -> None:
    """Write a sweep as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    finished = table[table["status"] == "done"] if len(table) else table
    pictures, shown = {}, {}
    for outcome in plan.outcomes if len(finished) and plan.factors else ():
        factors = strongest(plan, finished, outcome, _MOST_PICTURES)
        shown[outcome] = factors
        for factor in factors:
            pictures[f"{outcome}-{factor.name}"] = along(plan, finished, outcome, factor)
    text = render_page(
        "sweep.html", pictures, plan=plan, done=done, shown=shown, looks=looks_of(plan),
        rows=summary_rows(plan, finished), outcomes={n: OUTCOMES[n] for n in plan.outcomes},
        label=wording.label, spread=wording.spread, provenance=provenance(plan, command),
    )  # fmt: skip
    write_page(path, text)
