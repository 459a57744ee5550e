"""The page of facts, docs/facts.md: what each says, whether it emerges, and what it rests on.

Run: uv run fireside facts --write docs/facts.md
"""

import re
from collections.abc import Sequence

from experiments.facts.finding import Finding
from experiments.facts.told import (
    counts_in_words,
    figures,
    mechanism_in_words,
    range_in_words,
    setting_in_words,
)

__all__ = ["page", "without_figures"]

INTRO = """# Facts, and whether they emerge

What is known of communities and brands from elsewhere, looked for in the model at its default
values. Ranges are as wide as the sources where these give a size, else the side of 0 that they
give. They were committed before the model was calibrated to data, and `tests/facts` holds them by
a digest. Of 14 facts the ranges, and first runs, are older; those of the others were written
before any run. What else changed after a first look is said at the fact. A value is measured in
every replicate, all arms on the same luck; its mean is given with a 95 % interval. "Against" is a
share: .1 is 10 % more. A fact *emerges* if the whole interval of each of its values lies inside
its range. What does not emerge is not tuned until it does, and says what mechanism it would need.

A fact of which at least one value lies in its range is run again with the one mechanism switched
off that brings it about: it *vanishes* if such a value then leaves its range. Where it stays,
something else brings about the rest. (That parts of facts are looked at, too, was added after the
calibration: with whole facts alone nine vanished.) A fact that emerges is run once more with all
that it rests on made neutral: it is *emergent* if each value stays
in its range, and keeps half of its size where the range is one side of 0; *calibrated* if it does
so with the parameters fitted to data as they are; else *assumed*: it was put in by hand. Many
facts are: that they come out says that the model does as it was told, not that it is right.

`uv run fireside facts --write docs/facts.md` writes this page.
"""
UNKNOWN = ""  # where there is nothing to say
_COLUMNS = 5  # of the table of values; what is measured and should be is no figure


def page(findings: Sequence[Finding]) -> str:
    """Return docs/facts.md."""
    rows = [
        f"| {each.fact.number}. {each.fact.title} | {each.verdict} | {_inside(each)} | "
        f"{_off(each)} | {each.status or UNKNOWN} |"
        for each in findings
    ]
    table = ["| fact | verdict | values in range | mechanism off | status |",
             "|---|---|---|---|---|", *rows]  # fmt: skip
    return "\n".join([INTRO, counts_in_words(findings), "", *table, "", *map(_section, findings)])


def _section(finding: Finding) -> str:
    """Return what there is to one fact."""
    fact = finding.fact
    lines = [f"## {fact.number}. {fact.title}", "", fact.statement, "",
             f"- Known from: {fact.source}"]  # fmt: skip
    lines += [f"- Cannot be tested here: {fact.cannot}"] if fact.cannot else _study(finding)
    if fact.needs and finding.verdict != "emerges":
        lines.append(f"- It would need: {fact.needs}.")
    lines += _values(finding) if fact.values else [""]
    return "\n".join(lines + [fact.remark, ""] * bool(fact.remark))


def _study(finding: Finding) -> list[str]:
    """Return how a fact is looked for."""
    fact = finding.fact
    rests_on = "; ".join(
        f"{each.why} (neutral: `{each.parameter} = {setting_in_words(each.neutral)}`)"
        for each in fact.rests_on
    )
    return [
        f"- Here: {fact.here}",
        f"- Mechanism: {mechanism_in_words(fact)}.",
        f"- Rests on: {rests_on}.",
        f"- Replicates: {finding.replicates}.",
    ]


def _values(finding: Finding) -> list[str]:
    """Return the table of what was measured."""
    rows = [
        f"| {value.meaning} | {range_in_words(value.low, value.high)} | "
        + " | ".join(
            figures(each[k]) if each else UNKNOWN
            for each in (finding.values, finding.switched_off, finding.without_any)
        )
        + " |"
        for k, value in enumerate(finding.fact.values)
    ]
    head = "| measured | should be | is | mechanism off | without what it rests on |"
    return ["", head, "|---|---|---|---|---|", *rows, ""]


def _inside(finding: Finding) -> str:
    """Return how many values of a fact lie in their range."""
    return f"{finding.n_inside} of {len(finding.fact.values)}" if finding.values else UNKNOWN


def _off(finding: Finding) -> str:
    """Return what switching the mechanism off does to a fact."""
    return {True: "vanishes", False: "stays", None: UNKNOWN}[finding.vanishes]


def without_figures(text: str) -> str:
    """Return a page with what runs say left out: verdicts, status, values, counts and needs."""
    lines = []
    for line in text.splitlines():
        if line.startswith(("Of ", "- It would need: ")):
            continue
        cells = line.split(" | ")
        is_of_facts = re.match(r"\| \d+\. ", line) is not None
        keeps = 1 if is_of_facts else 2 if len(cells) == _COLUMNS else len(cells)
        lines.append(" | ".join(cells[:keeps]))
    return "\n".join(lines)
