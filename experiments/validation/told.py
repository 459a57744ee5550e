"""What came of the cases, for machines and documents: JSON, CSV rows, Markdown."""

import json
from collections.abc import Sequence

from experiments.validation.case import Check, Kind, Result

__all__ = ["COLUMNS", "as_json", "as_markdown", "as_rows", "counted", "figure", "tolerance_of",
           "wanted"]  # fmt: skip

COLUMNS = ("case", "title", "kind", "what", "expected", "low", "high", "got", "verdict", "source")


def as_rows(results: Sequence[Result]) -> list[tuple]:
    """Return one row for each check, and one for each case without any."""
    rows = []
    for each in results:
        case = each.case
        about = (case.id, case.title, str(case.kind))
        rows += [
            (*about, c.what, c.expected, c.low, c.high, c.got, _verdict(c), case.source)
            for c in each.checks
        ]
        if not each.checks:
            why = each.error or case.setup
            rows.append((*about, why, None, None, None, None, each.verdict, case.source))
    return rows


def as_json(results: Sequence[Result]) -> str:
    """Return everything as JSON."""
    cases = [
        {
            "id": each.case.id, "title": each.case.title, "source": each.case.source,
            "kind": str(each.case.kind), "setup": each.case.setup,
            "tolerance": each.case.tolerance, "verdict": each.verdict, "error": each.error,
            "checks": [
                {
                    "what": c.what, "expected": c.expected, "low": c.low, "high": c.high,
                    "got": c.got, "verdict": _verdict(c),
                }
                for c in each.checks
            ],
        }
        for each in results
    ]  # fmt: skip
    counts = {str(kind): counted(results, kind) for kind in Kind}
    return json.dumps({"counts": counts, "cases": cases}, indent=2, ensure_ascii=False) + "\n"


def as_markdown(results: Sequence[Result]) -> str:
    """Return the page docs/validation.md."""
    lines = [
        "# Canonical cases",
        "",
        "Textbook models whose answers are published, run by the product itself: its kernels, its",
        "networks and `BrandCommunity`, with all switched off but the mechanism in question.",
        "The model is not written a second time. Expected values are from closed forms; where the",
        "source was read as an abstract, or is our own reference, the case says so.",
        "",
        "`fireside validate` runs them all; `fireside validate --case V3` one. This page is what",
        "`fireside validate --format markdown` writes. Where a tolerance is three standard errors,",
        "one check in 370 fails by chance alone with another seed.",
        "",
        *_summary(results),
        "",
    ]
    for each in results:
        if each.case.kind is not Kind.NONE:
            lines += _section(each)
    lines += ["## What does not apply", ""]
    for each in results:
        if each.case.kind is Kind.NONE:
            lines += [f"- **{each.case.id} {each.case.title}** ({each.case.source}). "
                      f"{each.case.setup}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def counted(results: Sequence[Result], kind: Kind) -> int:
    """Return how many cases are of one kind."""
    return sum(each.case.kind is kind for each in results)


def wanted(check: Check) -> str:
    """Return what is expected, in words."""
    if check.expected is not None:
        return figure(check.expected)
    return f"{figure(check.low)} to {figure(check.high)}"


def tolerance_of(check: Check) -> str:
    """Return how far from it a value may be, in words."""
    if check.expected is None:
        return "range"
    apart = check.high - check.expected
    return "exact" if apart == 0.0 else f"± {apart:.2g}"


def figure(value: float) -> str:
    """Return a number with four decimals or fewer, as people write it."""
    return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")


def _verdict(check: Check) -> str:
    return "pass" if check.passes else "fail"


def _summary(results: Sequence[Result]) -> list[str]:
    """Return how many cases of which kind there are, and how many pass."""
    passed = {
        kind: sum(each.case.kind is kind and each.verdict == "pass" for each in results)
        for kind in Kind
    }
    return [
        f"- {counted(results, Kind.ENGINE)} cases run the engine; {passed[Kind.ENGINE]} pass.",
        f"- {counted(results, Kind.ARITHMETIC)} only checks arithmetic; "
        f"{passed[Kind.ARITHMETIC]} passes.",
        f"- {counted(results, Kind.NONE)} do not apply; the reasons stand at the end.",
    ]


def _section(result: Result) -> list[str]:
    """Return the part of one case that was run."""
    case = result.case
    rows = [
        f"| {c.what} | {wanted(c)} | {tolerance_of(c)} | {figure(c.got)} | {_verdict(c)} |"
        for c in result.checks
    ]
    return [
        f"## {case.id} {case.title}", "",
        f"Source: {case.source}. Kind: {case.kind}. {case.setup}", "",
        f"Tolerance: {case.tolerance}.", "",
        "| what | expected | tolerance | got | verdict |", "|---|---:|---:|---:|---|", *rows, "",
    ]  # fmt: skip
