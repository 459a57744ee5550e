"""What the commands share: options, and how their results reach stdout."""

import csv
import json
import shlex
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.terminal import SOME_FAILED

if TYPE_CHECKING:
    from experiments.compare import Comparison
    from experiments.workers import Failure

__all__ = [
    "As", "Backend", "Days", "Format", "Futures", "Jobs", "Name", "Network", "Out", "Replicates",
    "Report", "Seed",
    "Settings", "Verbose", "check_report", "command_line", "overrides_of", "report_failures",
    "tell_failed", "tell_failures", "write_comparison", "write_json", "write_rows",
]  # fmt: skip


_MOST_TOLD = 20  # failed runs on stderr; fireside status --failed lists all


class Format(StrEnum):
    """How results are written to stdout."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="a library name or a path")]
As = Annotated[Format, typer.Option("--format", help="what stdout carries")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="set a value; may be repeated"),
]
Network = Annotated[
    Path | None, typer.Option(metavar="FILE", help="a real network: an edge list or GraphML")
]
Seed = Annotated[int, typer.Option(min=0, help="everything random follows from it")]
Days = Annotated[int | None, typer.Option(min=1, help="length of a run")]
Verbose = Annotated[bool, typer.Option("--verbose", help="show tracebacks")]
Replicates = Annotated[int, typer.Option(min=1, help="paired runs of each")]
Futures = Annotated[
    int | None,
    typer.Option(min=0, help="draws of what nobody knows; 100 if fitted to own data, else 0"),
]
Jobs = Annotated[int, typer.Option(min=0, help="processes; 0 is one a processor")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="STUDY.db", help="keep every run there; the same command goes on"),
]
Backend = Annotated[
    str, typer.Option(metavar="local|serial|dask:tcp://HOST:PORT|dask-file:PATH",
                      help="where runs are made")
]  # fmt: skip
Report = Annotated[Path | None, typer.Option(metavar="FILE.html", help="write a report")]


def overrides_of(settings: list[str] | None, network: Path | None) -> dict[str, Any]:
    """Return what was set on the command line, by dotted path."""
    from sim.scenario_file import read_setting

    overrides = dict(read_setting(setting) for setting in settings or [])
    if network is not None:
        overrides["network.file"] = str(network)
    return overrides


def check_report(report: Path | None) -> None:
    """Refuse, before any run, a report that could not be written."""
    if report:
        from experiments.report import check_target

        check_target(report)


def command_line() -> str:
    """Return the command that is running, to repeat it."""
    return shlex.join(["fireside", *sys.argv[1:]])


def write_comparison(result: "Comparison", format: Format, report: Path | None) -> None:
    """Write a comparison to stdout, and its report if one is asked for."""
    from experiments.text import console_for, show_comparison

    if report:
        from experiments.report import write_report

        write_report(result, report, command=command_line())
    if format is Format.TEXT:
        hint = f"Report: {report}" if report else "--report FILE.html writes why, with pictures."
        show_comparison(console_for(sys.stdout), result, hint)
    else:
        sys.stdout.write(result.to_json() if format is Format.JSON else result.to_csv())
        if report:
            typer.echo(f"Report: {report}", err=True)


def write_rows(columns: tuple[str, ...], rows: Sequence[tuple], format: Format) -> None:
    """Write rows to stdout as csv, or as a JSON list of objects."""
    if format is Format.JSON:
        write_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def write_json(value: Any) -> None:
    """Write JSON to stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def report_failures(result: "Comparison", *, verbose: bool) -> None:
    """List the runs that failed on stderr, and exit with 3 if there are any."""
    tables = [result.failures] + ([result.futures.failures] if result.futures else [])
    columns = ["strategy", "seed", "error", "traceback"]
    rows = [row for table in tables for row in table[columns].to_numpy().tolist()]
    tell_failures(rows, verbose=verbose)


def tell_failed(failures: Iterable["Failure"], *, verbose: bool) -> None:
    """List failed runs, and exit with 3 if there are any."""
    rows = [(each.strategy, each.seed, each.error, each.traceback) for each in failures]
    tell_failures(rows, verbose=verbose)


def tell_failures(rows: Sequence[Sequence[Any]], *, verbose: bool) -> None:
    """List failed runs (strategy, seed, error, traceback), and exit with 3 if there are any."""
    for strategy, seed, error, _ in rows[:_MOST_TOLD]:
        typer.echo(f"failed: {strategy}, seed {seed}: {error}", err=True)
    if len(rows) > _MOST_TOLD:
        typer.echo(f"... and {len(rows) - _MOST_TOLD:,} more", err=True)
    if rows:
        typer.echo(rows[0][3] if verbose else "--verbose shows where", err=True)
        raise typer.Exit(SOME_FAILED)
