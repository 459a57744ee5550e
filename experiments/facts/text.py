"""What the terminal shows of facts: a table of all, or all there is to some."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments import wording
from experiments.facts.finding import Finding
from experiments.facts.told import (
    counts_in_words,
    figures,
    mechanism_in_words,
    range_in_words,
)
from experiments.text import print_wrapped

__all__ = ["show_fact", "show_facts"]

_STYLE = {"emerges": "green", "does not emerge": "yellow", "cannot be tested here": "dim"}
_VANISHES = {True: "vanishes", False: "stays", None: wording.UNDEFINED}


def show_facts(console: Console, findings: Sequence[Finding]) -> None:
    """Print a row for each fact, how many emerge, and how to read it."""
    table = _table("", "fact", "verdict", "main value", "should be", "inside", "if off", "status")
    for each in findings:
        fact, main = each.fact, each.fact.values[:1]
        table.add_row(
            str(fact.number), fact.title, _verdict(each),
            figures(each.values[0]) if each.values else wording.UNDEFINED,
            range_in_words(main[0].low, main[0].high) if main else wording.UNDEFINED,
            f"{each.n_inside} of {len(fact.values)}" if fact.values else wording.UNDEFINED,
            _VANISHES[each.vanishes], each.status or wording.UNDEFINED,
        )  # fmt: skip
    console.print(table)
    print_wrapped(console, counts_in_words(findings))
    print_wrapped(
        console,
        "A fact emerges if the 95 % interval of each of its values lies where it should be; "
        "inside says how many do. It vanishes if one that did no longer does with its mechanism "
        "off. An emergent fact stays without what puts it in; a calibrated one goes with what was "
        "fitted, an assumed one with what was set by hand. fireside facts NUMBER says more.",
        "dim",
    )


def show_fact(console: Console, finding: Finding) -> None:
    """Print all there is to one fact."""
    fact = finding.fact
    print_wrapped(console, f"{fact.number}. {fact.title} ({fact.name})", "bold")
    status = f", {finding.status}" if finding.status else ""
    console.print(_verdict(finding).append(status))
    print_wrapped(console, fact.statement)
    print_wrapped(console, f"Known from: {fact.source}", "dim")
    if fact.cannot:
        print_wrapped(console, fact.cannot)
    else:
        _show_values(console, finding)
    if finding.verdict != "emerges" and fact.needs:
        print_wrapped(console, f"It would need {fact.needs}.")
    if fact.remark:
        print_wrapped(console, fact.remark, "dim")
    console.print()


def _show_values(console: Console, finding: Finding) -> None:
    """Print what was measured, as it is and without what brings it about."""
    fact = finding.fact
    print_wrapped(console, f"Here: {fact.here}")
    print_wrapped(console, f"Mechanism: {mechanism_in_words(fact)}.")
    print_wrapped(
        console, f"Rests on: {', '.join(each.parameter for each in fact.rests_on)}.", "dim"
    )
    table = _table("measured", "should be", "is", "mechanism off", "all it rests on neutral")
    for k, value in enumerate(fact.values):
        seen = (finding.values, finding.switched_off, finding.without_any)
        told = [figures(each[k]) if each else wording.UNDEFINED for each in seen]
        table.add_row(value.meaning, range_in_words(value.low, value.high), *told)
    console.print(table)
    runs = f"{finding.replicates} paired {wording.plural('run', finding.replicates)}"
    gone = "" if finding.vanishes is None else f" Without its mechanism it {_gone(finding)}."
    print_wrapped(console, f"Means and 95 % intervals over {runs}.{gone}", "dim")


def _gone(finding: Finding) -> str:
    return _VANISHES[finding.vanishes]


def _verdict(finding: Finding) -> Text:
    return Text(finding.verdict, style=_STYLE[finding.verdict])


def _table(*columns: str) -> Table:
    """Return an empty table whose cells wrap between words."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for name in columns:
        table.add_column(name)
    return table
