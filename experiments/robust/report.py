"""The report of a robust decision: the answer, its pictures, and what it rests on."""

from pathlib import Path

from experiments import wording
from experiments.page import render_page, write_page
from experiments.palette import looks_of
from experiments.report_tables import provenance
from experiments.robust import told
from experiments.robust.decision import MEASURES
from experiments.robust.pictures import pictures_of
from experiments.robust.study import Robust

__all__ = ["write_robust"]

_GAPS = ("behind", "regret_mean", "regret_90", "regret_max")
_SHARES = ("chance_of_best", "satisficing")


def write_robust(result: Robust, path: str | Path, command: str) -> None:
    """Write a robust decision as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    text = render_page(
        "robust.html", pictures_of(result), r=result, told=told, looks=looks_of(result),
        rows={strategy: _cells(result, strategy) for strategy in result.strategies},
        fronts={row["strategy"]: row for row in result.front.to_dict("records")},
        amount=wording.amount, label=wording.label, quantity=wording.quantity,
        chance=wording.chance, units={each.name: each.unit for each in result.uncertainties},
        information=result.information[result.information.is_clear].to_dict("records"),
        provenance=provenance(result, command),
    )  # fmt: skip
    write_page(path, text)


def _cells(result: Robust, strategy: str) -> dict[str, tuple[str, str]]:
    """Return each measure of a strategy: its value and its interval, in words."""
    cells, name = {}, result.goal.outcome
    for measure in MEASURES:
        value, low, high = told.figure(result.decision, strategy, measure)
        if measure in _SHARES:
            texts = [wording.chance(each) for each in (value, low, high)]
        elif measure in _GAPS:
            texts = [told.gap(each, name) for each in (value, low, high)]
        else:
            texts = [told.amount(each, name) for each in (value, low, high)]
        ends = f"{texts[1]} to {texts[2]}" if low < high and texts[1] != texts[2] else ""
        cells[measure] = texts[0], ends
    return cells
