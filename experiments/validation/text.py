"""What the terminal shows of the cases."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.text import print_wrapped
from experiments.validation.case import Kind, Result
from experiments.validation.told import counted, figure, tolerance_of, wanted

__all__ = ["show_results"]


def show_results(console: Console, results: Sequence[Result], *, in_full: bool) -> None:
    """Print a row for each check, then what was run and what does not apply."""
    table = Table(box=SIMPLE_HEAD, show_edge=False)
    for name in ("case", "what", "expected", "got", "tolerance", "verdict"):
        is_number = name in {"expected", "got", "tolerance"}
        table.add_column(name, justify="right" if is_number else "left", no_wrap=name != "what")
    for each in results:
        _add(table, each)
    if table.row_count:
        console.print(table)
    if in_full:
        for each in results:
            print_wrapped(console, f"{each.case.id} {each.case.title}", "bold")
            print_wrapped(console, f"Source: {each.case.source}.")
            if each.case.kind is not Kind.NONE:
                print_wrapped(console, each.case.setup)
                print_wrapped(console, f"Tolerance: {each.case.tolerance}.")
    failed = [each.case.id for each in results if each.verdict == "fail"]
    for kind in (Kind.ENGINE, Kind.ARITHMETIC):
        print_wrapped(console, _line(results, kind))
    print_wrapped(console, f"{counted(results, Kind.NONE)} do not apply:")
    for each in results:
        if each.case.kind is Kind.NONE:
            print_wrapped(console, f"  {each.case.id} {each.case.title}. {each.case.setup}", "dim")
    said = f"Failed: {', '.join(failed)}." if failed else "No case fails."
    print_wrapped(console, said, "red" if failed else "green")


def _add(table: Table, result: Result) -> None:
    """Add the rows of one case."""
    name = result.case.id
    if result.error:
        table.add_row(name, result.error, "", "", "", Text("fail", "red"))
    for check in result.checks:
        verdict = Text("pass", "green") if check.passes else Text("fail", "red")
        table.add_row(
            name, check.what, wanted(check), figure(check.got), tolerance_of(check), verdict
        )
        name = ""
    table.add_section()


def _line(results: Sequence[Result], kind: Kind) -> str:
    """Return how many cases of a kind there are, and how many pass."""
    n = counted(results, kind)
    passed = sum(each.case.kind is kind and each.verdict == "pass" for each in results)
    what = {
        Kind.ENGINE: "run the engine (kernels, networks, BrandCommunity)",
        Kind.ARITHMETIC: "only check arithmetic",
    }[kind]
    return f"{n} {what}: {passed} pass."
