"""The report of an audit: all claims in a table, then each with the picture of where it turns."""

from pathlib import Path

from experiments import chart_parts as parts
from experiments import wording
from experiments.chart_parts import Option
from experiments.claims.audit import Audit, Finding
from experiments.claims.told import does_not_turn, effect_in_words, turns_in_words
from experiments.claims.verdict import verdict_of
from experiments.page import render_page, write_page
from experiments.palette import GREY
from experiments.report_tables import provenance

__all__ = ["effect_along", "write_claims"]

_COLOURS = {"holds": "#009e73", "reversed": "#d55e00", "not shown": GREY}


def write_claims(audit: Audit, path: str | Path, command: str) -> None:
    """Write an audit as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    pictures = {each.case.id: effect_along(each) for each in audit.findings if each.points}
    text = render_page(
        "claims.html", pictures, findings=audit.findings, colours=_COLOURS,
        effect=effect_in_words, turns=turns_in_words, does_not_turn=does_not_turn,
        quantity=wording.quantity, provenance=provenance(audit, command),
        verdicts=[each.verdict for each in audit.findings],
    )  # fmt: skip
    write_page(path, text)


def effect_along(finding: Finding) -> Option:
    """Return the effect and its 95 % interval at each value of the turning parameter, in rows."""
    claim, about = finding.case.claim, finding.case.turns
    assert about is not None
    scale, axis = parts.axis_of(claim.outcome, is_difference=True)
    rows = [wording.quantity(point.value, about.unit) for point in finding.points]
    dots, whiskers, colours, texts = [], [], [], []
    for row, (name, point) in enumerate(zip(rows, finding.points, strict=True)):
        colour = _COLOURS[verdict_of(point.effect, claim.expected)]
        mean, low, high = parts.tidy(each * scale for each in point.effect[:3])
        texts.append(f"at {name} {wording.change(point.effect.mean, claim.outcome)}")
        if mean is not None:
            dots.append({"value": [mean, row], "itemStyle": {"color": colour}})
        if low is not None and high is not None:
            whiskers.append([low, high, row])
            colours.append(colour)
    series = [
        parts.row_series("whisker", whiskers, colours),
        {"type": "scatter", "data": dots, "symbolSize": 9, "z": 4, "silent": True,
         "tooltip": {"show": False}, "markLine": parts.mark("xAxis", 0.0)},
    ]  # fmt: skip
    alt = f"{claim.strategy} less {claim.than}, {axis}, along {about.name}: {'; '.join(texts)}."
    return parts.row_option(rows, axis, series, alt)
