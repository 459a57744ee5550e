"""The command line: list, describe, run and compare. Data on stdout, all else on stderr."""

import csv
import gc
import io
import json
import math
import shlex
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.terminal import SOME_FAILED, guarded, progress, say_if_compiling

if TYPE_CHECKING:
    from experiments.compare import Comparison

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True,
    rich_markup_mode=None,
    help="A flight simulator for community marketing: try a strategy, compare it, see how sure "
    "the answer is.",
)  # fmt: skip


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


def main() -> None:
    """Run the command line."""
    gc.set_threshold(50_000)  # imports make many objects that stay: look at them less often
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ± still gets its answer
    app()


@app.callback(invoke_without_command=True)
def version(
    version: Annotated[bool, typer.Option("--version", help="show the version and exit")] = False,
) -> None:
    """Show the version if asked to."""
    if version:
        from experiments.report_tables import version_of
        from sim.version import CODE_HASH, MODEL_VERSION

        typer.echo(f"fireside {version_of('fireside')} (model {MODEL_VERSION}, code {CODE_HASH})")
        raise typer.Exit


@app.command("list")
@guarded
def list_(format: As = Format.TEXT, verbose: Verbose = False) -> None:
    """List the scenarios that come with fireside."""
    from experiments.text import console_for, show_library
    from sim.scenario_file import library, load_scenario

    found = [(name, load_scenario(name)) for name in library()]
    rows = [(name, spec.title, spec.question) for name, spec in found]
    if format is Format.TEXT:
        show_library(console_for(sys.stdout), rows)
    else:
        _write_rows(("name", "title", "question"), rows, format)


@app.command()
@guarded
def describe(
    scenario: Name, settings: Settings = None, network: Network = None,
    format: As = Format.TEXT, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Say what a scenario is about. As csv: every parameter with its range and source."""
    from experiments.text import console_for, show_scenario
    from sim.parameters import Declaration, declarations
    from sim.scenario_file import load_network, load_scenario

    spec = load_scenario(scenario, _overrides(settings, network))
    load_network(spec)  # says what is wrong with it
    if format is Format.TEXT:
        show_scenario(console_for(sys.stdout), scenario, spec)
    elif format is Format.JSON:
        typer.echo(spec.model_dump_json(indent=2))
    else:
        _write_rows(Declaration._fields, list(declarations(spec)), format)


@app.command()
@guarded
def run(
    scenario: Name,
    strategy: Annotated[str | None, typer.Option(help="this strategy alone")] = None,
    seed: Seed = 1, days: Days = None, settings: Settings = None, network: Network = None,
    format: As = Format.TEXT, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Run each strategy once: what the first replicate of a comparison would be."""
    from experiments.compare import compare
    from experiments.text import console_for, show_run

    say_if_compiling()
    result = compare(
        scenario, strategies=strategy and [strategy], baseline=strategy, replicates=1, jobs=1,
        seed=seed, days=days, overrides=_overrides(settings, network),
    )  # fmt: skip
    table = result.outcomes
    found = {
        str(name): dict(zip(own["outcome"], own["value"], strict=True))
        for name, own in table.groupby("strategy", sort=False)
    }
    if format is Format.TEXT:
        show_run(console_for(sys.stdout), found, seed)
    elif format is Format.JSON:
        said = {name: {o: _defined(v) for o, v in own.items()} for name, own in found.items()}
        _write_json({"scenario": result.name, "seed": seed, "strategies": said})
    else:
        columns = ["strategy", "seed", "outcome", "value"]
        typer.echo(table[columns].to_csv(index=False, lineterminator="\n"), nl=False)
    _report_failures(result, verbose=verbose)


@app.command()
@guarded
def compare(
    scenario: Name,
    strategies: Annotated[str | None, typer.Option(metavar="A,B", help="only these")] = None,
    baseline: Annotated[str | None, typer.Option(help="what the others are compared to")] = None,
    replicates: Annotated[int, typer.Option(min=1, help="paired runs of each")] = 30,
    futures: Annotated[int, typer.Option(min=0, help="draws of what nobody knows")] = 0,
    seed: Seed = 1,
    jobs: Annotated[int, typer.Option(min=0, help="processes; 0 is one a processor")] = 0,
    days: Days = None, settings: Settings = None, network: Network = None,
    format: As = Format.TEXT,
    report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="write a report")] = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Run the strategies of a scenario on the same luck, and say which does better and why."""
    from experiments import compare as comparing

    if report:
        from experiments.report import check_target

        check_target(report)
    names = [name.strip() for name in strategies.split(",")] if strategies else None
    overrides = _overrides(settings, network)
    say_if_compiling()
    with progress() as (on_first, on_progress):
        result = comparing.compare(
            scenario, strategies=names, baseline=baseline, replicates=replicates, seed=seed,
            jobs=jobs or None, futures=futures, days=days, overrides=overrides,
            on_first=on_first, on_progress=on_progress,
        )  # fmt: skip
    if report:
        from experiments.report import write_report

        write_report(result, report, command=shlex.join(["fireside", *sys.argv[1:]]))
    _write_comparison(result, format, report)
    _report_failures(result, verbose=verbose)


def _overrides(settings: list[str] | None, network: Path | None) -> dict[str, Any]:
    """Return what was set on the command line, by dotted path."""
    from sim.scenario_file import read_setting

    overrides = dict(read_setting(setting) for setting in settings or [])
    if network is not None:
        overrides["network.file"] = str(network)
    return overrides


def _write_comparison(result: "Comparison", format: Format, report: Path | None) -> None:
    """Write a comparison to stdout."""
    from experiments.text import console_for, show_comparison

    if format is Format.TEXT:
        hint = f"Report: {report}" if report else "--report FILE.html writes why, with pictures."
        show_comparison(console_for(sys.stdout), result, hint)
    else:
        sys.stdout.write(result.to_json() if format is Format.JSON else result.to_csv())
        if report:
            typer.echo(f"Report: {report}", err=True)


def _write_rows(columns: tuple[str, ...], rows: Sequence[tuple], format: Format) -> None:
    """Write rows to stdout as csv, or as a JSON list of objects."""
    if format is Format.JSON:
        _write_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _write_json(value: Any) -> None:
    """Write JSON to stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def _defined(value: float) -> float | None:
    """Return a number, or None where it is undefined."""
    return float(value) if math.isfinite(value) else None


def _report_failures(result: "Comparison", *, verbose: bool) -> None:
    """List the runs that failed on stderr, and exit with 3 if there are any."""
    tables = [result.failures] + ([result.futures.failures] if result.futures else [])
    rows = [row for table in tables for row in table.to_dict("records")]
    for row in rows:
        typer.echo(f"failed: {row['strategy']}, seed {row['seed']}: {row['error']}", err=True)
    if rows:
        typer.echo(rows[0]["traceback"] if verbose else "--verbose shows where", err=True)
        raise typer.Exit(SOME_FAILED)
