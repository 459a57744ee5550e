"""Findings for machines and for the README: JSON, CSV and Markdown. Undefined is null."""

import json
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments import wording
from experiments.claims.audit import Audit, Finding
from experiments.claims.case import Case
from experiments.claims.losing import Losing, LosingAudit, Trial
from experiments.claims.verdict import side_of
from experiments.statistics import Difference
from sim.outcomes import OUTCOMES
from sim.parameters import declarations

__all__ = [
    "as_json", "as_markdown", "as_table", "does_not_turn", "effect_in_words", "last_name",
    "losing_as_json", "losing_as_markdown", "losing_as_table", "setting_in_words",
    "turns_in_words",
]  # fmt: skip


def as_json(audit: Audit) -> str:
    """Return findings as JSON."""
    return _dumped({"claims": [_finding(each) for each in audit.findings]})


def losing_as_json(audit: LosingAudit) -> str:
    """Return losing conditions as JSON."""
    return _dumped({"losing": [_losing(each) for each in audit.results]})


def as_table(audit: Audit) -> pd.DataFrame:
    """Return findings as a table: one row a claim."""
    rows = []
    for each in audit.findings:
        about = _about(each.case)
        rows.append({
            "number": about["number"], "id": each.case.id, "statement": about["statement"],
            "scenario": about["scenario"], "strategy": about["strategy"], "than": about["than"],
            "outcome": about["outcome"], "unit": about["unit"], "expected": about["expected"],
            "verdict": each.verdict, **_effect(each.effect), "replicates": each.replicates,
            "turns_along": each.case.turns.name if each.case.turns else None,
            "turns_at": " ".join(f"{crossing.at:.4g}" for crossing in each.turns_at),
            "rests_on": " ".join(support.parameter for support in each.case.rests_on),
            "status": each.status,
        })  # fmt: skip
    return pd.DataFrame(rows)


def losing_as_table(audit: LosingAudit) -> pd.DataFrame:
    """Return losing conditions as a table: one row a condition."""
    rows = []
    for each in audit.results:
        default = _effect(each.at_default.effect)
        rows.append(_about(each.case) | {
            "id": each.case.id, "reached": each.reached is not None,
            "at": json.dumps(each.shown.setting), **_effect(each.shown.effect),
            **{f"{name}_at_default": value for name, value in default.items()},
        })  # fmt: skip
    return pd.DataFrame(rows)


def as_markdown(audit: Audit) -> str:
    """Return the table of findings that the README carries."""
    rows = [
        (
            str(each.case.number or ""), each.case.claim.statement, each.verdict,
            effect_in_words(each.case, each.effect), turns_in_words(each), each.status or "",
        )
        for each in audit.findings
    ]  # fmt: skip
    return _markdown(("", "claim", "verdict", "effect", "turns at", "status"), rows)


def losing_as_markdown(audit: LosingAudit) -> str:
    """Return the table of losing conditions for the documents."""
    rows = [
        (
            str(each.case.number or ""), each.case.claim.statement,
            "yes" if each.reached else "no", setting_in_words(each.case, each.shown),
            effect_in_words(each.case, each.shown.effect),
            effect_in_words(each.case, each.at_default.effect),
        )
        for each in audit.results
    ]  # fmt: skip
    return _markdown(("", "condition", "loses", "at", "effect there", "as it is"), rows)


def effect_in_words(case: Case, effect: Difference, *, is_named: bool = True) -> str:
    """Return an effect with its interval: "engagement rate +2.0 pp (+1.8 to +2.1)"."""
    outcome = case.claim.outcome
    name = f"{wording.label(outcome)} " if is_named else ""
    if not math.isfinite(effect.mean):
        return f"{name}undefined"
    mean = wording.change(effect.mean, outcome, effect.high - effect.low)
    ends = wording.interval(effect.low, effect.high, outcome, signed=True)
    return f"{name}{mean} ({ends})"


def turns_in_words(finding: Finding, *, is_short: bool = False) -> str:
    """Return where a claim turns: "audience.niche_share = 7 % (6 to 8 %)"; short, "niche share"."""
    about = finding.case.turns
    if about is None or not finding.turns_at:
        return ""
    said = []
    for at, low, high in finding.turns_at:
        is_known = math.isfinite(low) and math.isfinite(high)
        ends = wording.spread(_rounded(low), _rounded(high), about.unit) if is_known else "unsure"
        said.append(f"{wording.quantity(_rounded(at), about.unit)} ({ends})")
    name = f"{last_name(about.name)} " if is_short else f"{about.name} = "
    return name + " and ".join(said)


def does_not_turn(finding: Finding) -> str:
    """Return what is said of a claim that turns nowhere along its parameter."""
    if any(side_of(point.effect) for point in finding.points):
        return "It does not turn in this range."
    return "No turning point can be shown."


def setting_in_words(case: Case, trial: Trial, *, is_short: bool = False) -> str:
    """Return a setting: "audience.niche_share = 8.9 %"; short, "niche share 8.9 %"."""
    units = {each.name: each.unit for each in declarations(case.spec)}
    said = []
    for name, value in trial.setting.items():
        if not is_short:
            said.append(f"{name} = {_told(value, units.get(name, 'number'))}")
            continue
        called, unit = last_name(name, list(trial.setting)), units.get(name, "number")
        if unit != "share" and called.endswith(unit.replace("/", " per ")):
            unit = "number"  # the name says it
        value = float(f"{value:.3g}") if isinstance(value, float) and value < 100 else value
        said.append(f"{called} {_told(value, unit)}")
    return ", ".join(said) or "as it is"


def _told(value: Any, unit: str) -> str:
    """Return the value of a parameter, or a mix of content, with its unit."""
    if isinstance(value, dict):
        return " and ".join(f"{wording.label(k)} {v:g}" for k, v in value.items())
    return wording.quantity(value, unit)


def last_name(parameter: str, beside: Sequence[str] = ()) -> str:
    """Return the last name of a dotted one, in words; of a switch, what it switches on.

    The name before it comes first where another that stands beside it ends alike.
    """
    names = parameter.removesuffix(".is_on").split(".")
    n_alike = sum(each.split(".")[-1] == names[-1] for each in beside)
    return wording.label(" ".join(names[-2:] if n_alike > 1 else names[-1:]))


def _finding(finding: Finding) -> dict[str, Any]:
    """Return one finding as plain data; what was asked for first, details after it."""
    about = finding.case.turns
    return {
        "id": finding.case.id,
        "statement": finding.case.claim.statement,
        "verdict": finding.verdict,
        "effect": _effect(finding.effect),
        "replicates": finding.replicates,
        "turns_at": [
            {name: wording.finite(value) for name, value in crossing._asdict().items()}
            for crossing in finding.turns_at
        ] or None,
        "rests_on": [support.parameter for support in finding.case.rests_on],
        "status": finding.status,
        **_about(finding.case),
        "turns_along": about and {"parameter": about.name, "low": about.low, "high": about.high},
        "points": [{"value": p.value, "effect": _effect(p.effect)} for p in finding.points],
        "without": [
            {"parameter": each.support.parameter, "value": each.support.value,
             "neutral": each.support.neutral, "why": each.support.why,
             "put_in_by": "fitting" if each.support.is_calibrated else "hand",
             "effect": _effect(each.effect), "verdict": each.verdict}
            for each in finding.neutralised
        ],
        "without_assumed": _effect(finding.without_assumed),
        "without_any": _effect(finding.without_any),
    }  # fmt: skip


def _losing(losing: Losing) -> dict[str, Any]:
    """Return one losing condition as plain data."""
    return {
        "number": losing.case.number,
        "id": losing.case.id,
        "statement": losing.case.claim.statement,
        "reached": losing.reached is not None,
        "at": losing.reached.setting if losing.reached else None,
        "effect": _effect(losing.shown.effect),
        "at_default": _effect(losing.at_default.effect),
        **{k: v for k, v in _about(losing.case).items() if k not in ("number", "statement")},
        "tried": [
            {"setting": trial.setting, "effect": _effect(trial.effect), "verdict": trial.verdict}
            for trial in losing.trials
        ],
    }


def _about(case: Case) -> dict[str, Any]:
    """Return what a claim compares."""
    claim = case.claim
    return {
        "number": case.number, "statement": claim.statement, "scenario": claim.scenario,
        "strategy": claim.strategy, "than": claim.than, "outcome": claim.outcome,
        "unit": OUTCOMES[claim.outcome].unit, "expected": claim.expected,
    }  # fmt: skip


def _effect(effect: Difference) -> dict[str, float | None]:
    """Return an effect as plain data."""
    return {name: wording.finite(getattr(effect, name)) for name in ("mean", "low", "high")}


def _rounded(value: float) -> float:
    """Return a value with the two digits that a crossing is worth."""
    return float(f"{value:.2g}")


def _dumped(value: Any) -> str:
    """Return JSON: the same findings give the same bytes."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)
