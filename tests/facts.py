"""The page of facts, docs/facts.md: what each says, whether it emerges, and what it rests on.

Run: uv run python -m tests.facts --write
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from experiments.statistics import Interval
from tests.fact_list import FACTS, Value
from tests.fact_study import Finding, study

DOCS = Path(__file__).parent.parent / "docs" / "facts.md"

INTRO = """# Facts, and whether they emerge

What is known of communities and brands from elsewhere, looked for in the model at its default
values. Thresholds are as wide as the sources where these give a size, else the side of 0 that they
give, and were written down before any run; what changed after a first look is said. A value is
measured in every replicate, all arms on the same luck; its mean is given with a 95 % interval.
"Against" is a share: .1 is 10 % more. A fact *emerges* if the whole interval of each of its values
lies inside its range. What does not emerge is not tuned until it does.

A fact that emerges is run again with what it rests on made neutral. It is *emergent* if each value
stays in its range, and keeps half of its size where the range is one side of 0; *calibrated* if it
does so with the parameters fitted to data as they are; else *assumed*: it was put in by hand.
(That half must stay was added after a first look: what is left of some effects is a sign, at a
tenth of the size.) No status is given to what does not emerge. After that look replicates were
set to 20 for all, and three entries were added to the lists of what a fact rests on: the intent
felt in any post (5), the spread of writing (12) and the hours of listening (19). Without the
second, 12 would read emergent; without the third, 19 would keep its turn.

`uv run python -m tests.facts --write` writes this page in a few minutes, and
`tests/test_facts.py` checks its verdicts.
"""


def page(findings: Sequence[Finding]) -> str:
    """Return docs/facts.md."""
    rows = [
        f"| {each.fact.number}. {each.fact.title} | {each.verdict} | {each.status or ''} |"
        for each in findings
    ]
    table = ["| fact | verdict | status |", "|---|---|---|", *rows]
    return "\n".join([INTRO, *table, "", *map(section, findings)])


def section(finding: Finding) -> str:
    """Return what there is to one fact."""
    fact = finding.fact
    rests_on = "; ".join(
        f"{each.why} (neutral: `{each.parameter} = {each.neutral:g}`)" for each in fact.rests_on
    )
    rows = [
        f"| {value.meaning} | {range_in_words(value)} | {figures(each)} | {figures(left)} |"
        for value, each, left in zip(
            fact.values, finding.values, finding.without_any or finding.values, strict=True
        )
    ]
    lines = [
        f"## {fact.number}. {fact.title}", "", fact.statement, "",
        f"- Known from: {fact.source}",
        f"- Here: {fact.mechanism}",
        f"- Rests on: {rests_on}.",
        f"- Replicates: {fact.replicates}.", "",
        "| measured | should be | is | without what it rests on |", "|---|---|---|---|", *rows, "",
    ]  # fmt: skip
    return "\n".join(lines + [fact.remark, ""] * bool(fact.remark))


def range_in_words(value: Value) -> str:
    """Return the range that a value should lie in."""
    if np.isinf(value.high):
        return f"above {number(value.low)}"
    if np.isinf(value.low):
        return f"below {number(value.high)}"
    return f"{number(value.low)} to {number(value.high)}"


def figures(each: Interval) -> str:
    """Return a mean with its interval."""
    digits = 1 if max(abs(each.low), abs(each.high)) >= 10 else 3
    mean, low, high = (number(x, digits) for x in each)
    return f"{mean} [{low}, {high}]"


def number(x: float, digits: int = 3) -> str:
    """Return a number without what says nothing: -0.50 is -.5."""
    text = f"{x:.{digits}f}".rstrip("0").rstrip(".")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if abs(x) < 1 else text


def without_figures(text: str) -> str:
    """Return a page with what runs say left out: verdicts, status and measured values."""
    lines = []
    for line in text.splitlines():
        cells = line.split(" | ")
        keeps = len(cells) if len(cells) < 3 or line.startswith("|-") else len(cells) - 2
        lines.append(" | ".join(cells[:keeps]))
    return "\n".join(lines)


if __name__ == "__main__":
    written = page(study(FACTS))
    if "--write" in sys.argv:
        DOCS.write_text(written, encoding="utf-8")
    else:
        print(written)
