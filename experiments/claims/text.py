"""What the terminal shows of claims: a table of all, or all there is to one."""

import math
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments import wording
from experiments.claims.audit import Audit, Finding, Point
from experiments.claims.losing import LosingAudit, Trial
from experiments.claims.told import effect_in_words, setting_in_words, turns_in_words
from experiments.text import print_wrapped

__all__ = ["show_claims", "show_finding", "show_losing"]

_STYLE = {"holds": "green", "reversed": "red", "not shown": "yellow"}
_WIDE = 48  # columns of a picture


def show_claims(console: Console, audit: Audit) -> None:
    """Print a row for each claim, and how to read it."""
    table = _table(("", "claim", "verdict", "effect", "turns at", "status"))
    for each in audit.findings:
        table.add_row(
            str(each.case.number or ""), each.case.claim.statement, _verdict(each.verdict),
            effect_in_words(each.case, each.effect), turns_in_words(each) or wording.UNDEFINED,
            each.status or wording.UNDEFINED,
        )  # fmt: skip
    console.print(table)
    print_wrapped(
        console,
        f"Effects are paired, with 95 % intervals over {audit.replicates} runs each. Without what "
        "it rests on, an emergent result stays; a calibrated one goes with what was fitted, an "
        "assumed one with what was set by hand. fireside claims NUMBER says more.",
        "dim",
    )


def show_finding(console: Console, finding: Finding) -> None:
    """Print all there is to one claim."""
    case, claim = finding.case, finding.case.claim
    print_wrapped(console, f"{claim.statement}", "bold")
    status = f", {finding.status}" if finding.status else ""
    console.print(Text(f"{finding.verdict}{status}", style=_STYLE[finding.verdict]))
    print_wrapped(
        console,
        f"{claim.scenario}: {claim.strategy} against {claim.than}, {claim.expected} expected. "
        f"{effect_in_words(case, finding.effect)}, {finding.replicates} paired runs.",
    )
    if case.turns:
        console.print()
        print_wrapped(console, f"Along {case.turns.name} ({case.turns.meaning}):")
        for line in _picture(finding.points, case.turns.unit):
            console.print(Text(line))
        where = turns_in_words(finding)
        print_wrapped(console, f"It turns at {where}." if where else "It does not turn.")
    if finding.neutralised:
        console.print()
        table = _table(("rests on", "put in by", "is", "neutral", "effect then", "verdict then"))
        for crutch, effect, verdict in finding.neutralised:
            table.add_row(
                crutch.parameter, "fitting" if crutch.is_calibrated else "hand", f"{crutch.value}",
                f"{crutch.neutral}", effect_in_words(case, effect), _verdict(verdict),
            )  # fmt: skip
        console.print(table)
        for each in finding.neutralised:
            print_wrapped(console, f"{each.crutch.parameter}: {each.crutch.why}.", "dim")
        print_wrapped(
            console, f"With all of them neutral: {effect_in_words(case, finding.without_any)}."
        )


def show_losing(console: Console, audit: LosingAudit) -> None:
    """Print a row for each condition under which the strategy should lose."""
    table = _table(("", "condition", "loses", "at", "effect there", "as it is"))
    for each in audit.results:
        table.add_row(
            str(each.case.number or ""), each.case.claim.statement,
            Text("yes", "red") if each.reached else Text("no", "green"),
            _by_last_name(each.shown), effect_in_words(each.case, each.shown.effect),
            effect_in_words(each.case, each.at_default.effect),
        )  # fmt: skip
    console.print(table)
    print_wrapped(
        console,
        "An effect is what the strategy has more than the other. It loses where the whole 95 % "
        f"interval over {audit.replicates} paired runs says so; else the setting where it comes "
        "closest is shown. Settings are inside plausible ranges; --format markdown has full names.",
        "dim",
    )


def _picture(points: Sequence[Point], unit: str) -> list[str]:
    """Return a line for each point: value, interval, mean, and where 0 is."""
    ends = [x for point in points for x in point.effect[:3] if math.isfinite(x)] + [0.0]
    low, high = min(ends), max(ends)
    scale = (_WIDE - 1) / (high - low) if high > low else 0.0
    zero = round((0.0 - low) * scale)
    names = [wording.quantity(point.value, unit) for point in points]
    wide = max(map(len, names), default=0)
    lines = []
    for name, (_, effect) in zip(names, points, strict=True):
        marks = [" "] * _WIDE
        marks[zero] = "|"
        if math.isfinite(effect.mean):
            known = [x if math.isfinite(x) else effect.mean for x in effect[:3]]
            mean, left, right = (round((x - low) * scale) for x in known)
            marks[left : right + 1] = "-" * (right + 1 - left)
            marks[mean] = "o"
        lines.append(f"  {name:>{wide}} {''.join(marks).rstrip()}")
    return lines


def _by_last_name(trial: Trial) -> str:
    """Return a setting with names short enough for a column: "size = 50"."""
    short = {name.rpartition(".")[2]: value for name, value in trial.setting.items()}
    return setting_in_words(trial._replace(setting=short))


def _verdict(verdict: str) -> Text:
    return Text(verdict, style=_STYLE[verdict])


def _table(columns: Sequence[str]) -> Table:
    """Return an empty table whose cells wrap at words."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 1, 0), show_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table
