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
from experiments.statistics import Difference
from sim.outcomes import OUTCOMES

__all__ = [
    "as_json", "as_markdown", "as_table", "effect_in_words", "losing_as_json",
    "losing_as_markdown", "losing_as_table", "setting_in_words", "turns_in_words",
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
            "rests_on": " ".join(crutch.parameter for crutch in each.case.rests_on),
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
            "yes" if each.reached else "no", setting_in_words(each.shown),
            effect_in_words(each.case, each.shown.effect),
            effect_in_words(each.case, each.at_default.effect),
        )
        for each in audit.results
    ]  # fmt: skip
    return _markdown(("", "condition", "loses", "at", "effect there", "as it is"), rows)


def effect_in_words(case: Case, effect: Difference) -> str:
    """Return an effect with its interval: "engagement rate +2.0 pp (+1.8 to +2.1)"."""
    outcome = case.claim.outcome
    mean = wording.change(effect.mean, outcome, effect.high - effect.low)
    ends = wording.interval(effect.low, effect.high, outcome, signed=True)
    return f"{wording.label(outcome)} {mean} ({ends})"


def turns_in_words(finding: Finding) -> str:
    """Return where a claim turns: "audience.niche_share = 7 % (6 to 8 %)"."""
    about = finding.case.turns
    if about is None or not finding.turns_at:
        return ""
    said = []
    for at, low, high in finding.turns_at:
        is_known = math.isfinite(low) and math.isfinite(high)
        ends = wording.spread(_rounded(low), _rounded(high), about.unit) if is_known else "unsure"
        said.append(f"{wording.quantity(_rounded(at), about.unit)} ({ends})")
    return f"{about.name} = {' and '.join(said)}"


def setting_in_words(trial: Trial) -> str:
    """Return a setting: "audience.niche_share = 0.1, brand.margin = 0.2"."""
    said = (
        f"{name} = {value:g}" if isinstance(value, int | float) else f"{name} = {value}"
        for name, value in trial.setting.items()
    )
    return ", ".join(said) or "as it is"


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
            {name: _number(value) for name, value in crossing._asdict().items()}
            for crossing in finding.turns_at
        ] or None,
        "rests_on": [crutch.parameter for crutch in finding.case.rests_on],
        "status": finding.status,
        **_about(finding.case),
        "turns_along": about and {"parameter": about.name, "low": about.low, "high": about.high},
        "points": [{"value": p.value, "effect": _effect(p.effect)} for p in finding.points],
        "without": [
            {"parameter": each.crutch.parameter, "value": each.crutch.value,
             "neutral": each.crutch.neutral, "why": each.crutch.why,
             "put_in_by": "fitting" if each.crutch.is_calibrated else "hand",
             "effect": _effect(each.effect), "verdict": each.verdict}
            for each in finding.neutralised
        ],
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
    return {name: _number(getattr(effect, name)) for name in ("mean", "low", "high")}


def _number(value: float) -> float | None:
    """Return a number, or None where it is undefined."""
    return float(value) if math.isfinite(value) else None


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
