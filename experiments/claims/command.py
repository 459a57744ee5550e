"""fireside claims: the audit of what is said of micro-communities, and when it fails."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.options import (
    Jobs,
    Replicates,
    Report,
    Seed,
    Verbose,
    check_report,
    command_line,
    tell_failed,
)
from experiments.terminal import guarded, progress, say_if_compiling

if TYPE_CHECKING:
    from experiments.claims.audit import Audit
    from experiments.claims.losing import LosingAudit

__all__ = ["claims"]


class Format(StrEnum):
    """How findings are written to stdout."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


As = Annotated[Format, typer.Option("--format", help="what stdout carries")]


@guarded
def claims(
    claim: Annotated[
        str | None, typer.Argument(metavar="[CLAIM]", help="an id, a number or a path; all if none")
    ] = None,
    losing: Annotated[
        bool, typer.Option("--losing", help="look for where micro-communities lose")
    ] = False,
    replicates: Replicates = 30, seed: Seed = 1, jobs: Jobs = 0, format: As = Format.TEXT,
    report: Report = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Say which claims hold, where each turns, and what it rests on."""
    from experiments.claims import audit, files
    from experiments.claims import losing as lose
    from experiments.claims.case import load_cases
    from experiments.page import ReportError

    if report and losing:
        raise ReportError("--report shows claims; leave --losing out")
    check_report(report)
    found = files.find_files(claim, files.LOSING if losing else files.CLAIMS)
    n_points = lose.N_POINTS if losing else audit.N_POINTS
    cases = load_cases(found, n_points=n_points, is_plausible=losing)
    say_if_compiling()
    run = lose.audit_losing if losing else audit.audit
    with progress() as (_, on_progress):
        result = run(
            cases, replicates=replicates, seed=seed, jobs=jobs or None, on_progress=on_progress
        )
    if isinstance(result, audit.Audit):
        if report:
            from experiments.claims.report import write_claims

            write_claims(result, report, command_line())
            typer.echo(f"Report: {report}", err=True)
        _write(result, format, in_full=claim is not None)
    else:
        _write_losing(result, format)
    tell_failed(result.failures, verbose=verbose)


def _write(result: "Audit", format: Format, *, in_full: bool) -> None:
    """Write findings to stdout."""
    from experiments.claims import told
    from experiments.claims.text import show_claims, show_finding
    from experiments.text import console_for

    if format is Format.JSON:
        sys.stdout.write(told.as_json(result))
    elif format is Format.CSV:
        sys.stdout.write(told.as_table(result).to_csv(index=False, lineterminator="\n"))
    elif format is Format.MARKDOWN:
        sys.stdout.write(told.as_markdown(result))
    elif in_full:
        show_finding(console_for(sys.stdout), result.findings[0])
    else:
        show_claims(console_for(sys.stdout), result)


def _write_losing(result: "LosingAudit", format: Format) -> None:
    """Write losing conditions to stdout."""
    from experiments.claims import told
    from experiments.claims.text import show_losing
    from experiments.text import console_for

    if format is Format.JSON:
        sys.stdout.write(told.losing_as_json(result))
    elif format is Format.CSV:
        sys.stdout.write(told.losing_as_table(result).to_csv(index=False, lineterminator="\n"))
    elif format is Format.MARKDOWN:
        sys.stdout.write(told.losing_as_markdown(result))
    else:
        show_losing(console_for(sys.stdout), result)
