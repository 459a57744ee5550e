"""The report of an analysis: what decides, its pictures, how sure it is, and how to repeat it."""

from pathlib import Path

from experiments.page import render_page, write_page
from experiments.report_tables import provenance
from experiments.sensitivity import told
from experiments.sensitivity.pictures import pictures_of
from experiments.sensitivity.result import Sensitivity
from experiments.sensitivity.text import rows_of

__all__ = ["render_sensitivity", "write_sensitivity"]


def write_sensitivity(found: Sensitivity, path: str | Path, scenario: str, command: str) -> None:
    """Write an analysis as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    write_page(path, render_sensitivity(found, scenario, command))


def render_sensitivity(found: Sensitivity, scenario: str, command: str) -> str:
    """Return the text of the HTML file."""
    options = pictures_of(found)
    long = [each for each in found.curves if len(each.values) > 2]
    return render_page(
        "sensitivity.html", options, found=found, scenario=scenario, question=found.question,
        headline=told.headline(found), watched=told.watched(found), sure=told.how_sure(found),
        cautions=told.cautions(found), rows=rows_of(found), first=found.first,
        curves=[(f"curve-{k}", each.factor) for k, each in enumerate(long, 1)],
        provenance=provenance(found, command),
    )  # fmt: skip
