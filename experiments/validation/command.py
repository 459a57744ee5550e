"""fireside validate: textbook models whose answers are published, run by the product itself."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.options import Format as Table
from experiments.options import Jobs, Seed, Verbose, write_rows
from experiments.terminal import SOME_FAILED, guarded, say_if_compiling

if TYPE_CHECKING:
    from experiments.validation.case import Result

__all__ = ["validate"]


class Format(StrEnum):
    """How results are written to stdout."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


As = Annotated[Format, typer.Option("--format", help="what stdout carries")]
Names = Annotated[
    list[str] | None, typer.Option("--case", metavar="ID", help="this case; may be repeated")
]


@guarded
def validate(
    case: Names = None, seed: Seed = 1, jobs: Jobs = 0, format: As = Format.TEXT,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Run the canonical cases: does the product give the published answers of textbook models?"""
    from experiments.validation import study
    from experiments.validation.cases import find_cases

    cases = find_cases(case)
    say_if_compiling()
    results = study.validate(cases, seed=seed, jobs=jobs or None, on_progress=_tell)
    _write(results, format, in_full=case is not None)
    if any(each.verdict == "fail" for each in results):
        raise typer.Exit(SOME_FAILED)


def _tell(done: int, total: int, result: "Result") -> None:
    """Say on stderr which case is done."""
    said = f"{done} of {total} cases: {result.case.id} {result.verdict}, {result.seconds:.0f} s"
    typer.echo(said, err=True)


def _write(results: "list[Result]", format: Format, *, in_full: bool) -> None:
    """Write results to stdout."""
    from experiments.text import console_for
    from experiments.validation import told
    from experiments.validation.text import show_results

    if format is Format.JSON:
        sys.stdout.write(told.as_json(results))
    elif format is Format.CSV:
        write_rows(told.COLUMNS, told.as_rows(results), Table.CSV)
    elif format is Format.MARKDOWN:
        sys.stdout.write(told.as_markdown(results))
    else:
        show_results(console_for(sys.stdout), results, in_full=in_full)
