"""What the terminal shows of claims: a table of all, or all there is to one."""

import math
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments import wording
from experiments.claims.audit import Audit, Finding, Point
from experiments.claims.case import Support
from experiments.claims.losing import LosingAudit
from experiments.claims.told import (
    does_not_turn,
    effect_in_words,
    last_name,
    setting_in_words,
    turns_in_words,
)
from experiments.text import print_wrapped

__all__ = ["show_claims", "show_finding", "show_losing"]

_STYLE = {"holds": "green", "reversed": "red", "not shown": "yellow"}
_WIDE = 48  # columns of a picture


def show_claims(console: Console, audit: Audit) -> None:
    """Print a row for each claim, and how to read it."""
    rows = [
        (
            str(each.case.number or ""), each.case.claim.statement, _verdict(each.verdict),
            effect_in_words(each.case, each.effect),
            turns_in_words(each, is_short=True) or wording.UNDEFINED,
            each.status or wording.UNDEFINED,
        )
        for each in audit.findings
    ]  # fmt: skip
    console.print(_table(("", "claim", "verdict", "effect", "turns at", "status"), rows))
    print_wrapped(
        console,
        f"Effects are paired, with 95 % intervals over {audit.replicates} runs each. Without what "
        "it rests on, an emergent result stays, with at least half of its size; a calibrated one "
        "goes with what was fitted, an assumed one with what was set by hand. fireside claims "
        "NUMBER says more.",
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
        f"{effect_in_words(case, finding.effect)}, {finding.replicates} paired "
        f"{wording.plural('run', finding.replicates)}.",
    )
    if case.turns:
        console.print()
        print_wrapped(console, f"Along {case.turns.name} ({case.turns.meaning}):")
        for line in _picture(finding.points, case.turns.unit):
            console.print(Text(line))
        where = turns_in_words(finding)
        print_wrapped(console, f"It turns at {where}." if where else does_not_turn(finding))
    if finding.neutralised:
        console.print()
        _show_supports(console, finding)


def _show_supports(console: Console, finding: Finding) -> None:
    """Print what a claim rests on, and what is left without it."""
    case, rows = finding.case, []
    beside = [each.parameter for each in case.rests_on]
    for support, effect, verdict in finding.neutralised:
        what = Text(last_name(support.parameter, beside)).append(f"\n{support.why}", "dim")
        by = "fitting" if support.is_calibrated else "hand"
        then = _verdict(verdict)
        then.append(f"\n{effect_in_words(case, effect, is_named=False)}", "default")
        rows.append((what, by, _made_neutral(support), then))
    columns = ("rests on", "put in by", "made neutral", "what is left")
    console.print(_table(columns, rows))
    by_hand, all_of_them = (
        effect_in_words(case, each, is_named=False)
        for each in (finding.without_assumed, finding.without_any)
    )
    print_wrapped(console, f"Without those put in by hand: {by_hand}. With all of them neutral: "
                  f"{all_of_them}.")  # fmt: skip
    print_wrapped(console, "An effect stays with its side and at least half of its size.", "dim")


def _made_neutral(support: Support) -> str:
    """Return a value and the neutral one, the unit once: ".6 to 0 experiences"."""
    both = support.value, support.neutral
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in both):
        return wording.spread(*both, support.unit)
    return " to ".join(str(each) for each in both)


def show_losing(console: Console, audit: LosingAudit) -> None:
    """Print a row for each condition under which the strategy should lose."""
    rows = [
        (
            str(each.case.number or ""), each.case.claim.statement,
            Text("yes", "red") if each.reached else Text("no", "green"),
            setting_in_words(each.case, each.shown, is_short=True),
            effect_in_words(each.case, each.shown.effect),
            effect_in_words(each.case, each.at_default.effect, is_named=False),
        )
        for each in audit.results
    ]  # fmt: skip
    console.print(_table(("", "condition", "loses", "at", "effect there", "as it is"), rows))
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
        else:
            marks = list("no value")
        lines.append(f"  {name:>{wide}} {''.join(marks).rstrip()}")
    return lines


def _verdict(verdict: str) -> Text:
    return Text(verdict, style=_STYLE[verdict])


def _table(columns: Sequence[str], rows: Sequence[Sequence[str | Text]]) -> Table:
    """Return a table whose cells wrap between words, and never inside one."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 1, 0), show_edge=False)
    for name, *cells in zip(columns, *rows, strict=True):
        words = " ".join(map(str, (name, *cells))).split()
        table.add_column(name, min_width=max(map(len, words), default=0))
    for row in rows:
        table.add_row(*row)
    return table
