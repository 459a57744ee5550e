"""The report of a sweep: what was run, what came of each strategy, and along what it changes."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments import wording
from experiments.page import render_page, write_page
from experiments.palette import looks_of
from experiments.report_tables import provenance
from experiments.studies.figures import along, has_map, map_of, strongest
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
    pictures, shown, maps = {}, {}, {}
    for outcome in plan.outcomes if len(finished) and plan.factors else ():
        factors = strongest(plan, finished, outcome, _MOST_PICTURES)
        shown[outcome] = factors
        for factor in factors:
            pictures[f"{outcome}-{factor.name}"] = along(plan, finished, outcome, factor)
        pair = [each for each in factors if has_map(each, finished)][:2]
        pair.sort(key=plan.factors.index)  # the same axes for every outcome
        maps[outcome] = pair if len(pair) == 2 else []
        for strategy in plan.strategies if maps[outcome] else ():
            name = f"{outcome}-map-{strategy}"
            pictures[name] = map_of(plan, finished, outcome, pair[0], pair[1], strategy)
    text = render_page(
        "sweep.html", pictures, plan=plan, done=done, shown=shown, maps=maps, looks=looks_of(plan),
        rows=summary_rows(plan, finished), outcomes={n: OUTCOMES[n] for n in plan.outcomes},
        label=wording.label, spread=wording.spread, provenance=provenance(plan, command),
    )  # fmt: skip
    write_page(path, text)
