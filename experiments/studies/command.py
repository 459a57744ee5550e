"""fireside sweep, resolve, status and export: studies, and what a store has of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.options import (
    As,
    Backend,
    Format,
    Jobs,
    Report,
    Settings,
    Verbose,
    check_report,
    command_line,
    overrides_of,
    tell_failures,
    write_json,
    write_rows,
)
from experiments.terminal import guarded, say_if_compiling

if TYPE_CHECKING:
    from experiments.studies.plan import Plan

__all__ = ["export", "resolve", "status", "sweep"]

StudyName = Annotated[str, typer.Argument(metavar="STUDY", help="a library name or a path")]
StorePath = Annotated[Path, typer.Argument(metavar="STUDY.db", help="a store of runs")]
InStore = Annotated[str | None, typer.Option("--study", help="by name or id; else the latest")]
Out = Annotated[Path | None, typer.Option(metavar="STUDY.db", help="else NAME.db, here")]


@guarded
def sweep(
    study: StudyName,
    out: Out = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be run")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="run again what failed before")
    ] = False,
    deadline: Annotated[
        float | None, typer.Option(min=0.001, metavar="SECONDS", help="that a run may take")
    ] = None,
    max_runs: Annotated[int | None, typer.Option(min=1, help="stop after so many new runs")] = None,
    max_minutes: Annotated[float | None, typer.Option(min=0.0, help="stop after so long")] = None,
    jobs: Jobs = 0, backend: Backend = "local", settings: Settings = None,
    report: Report = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Make all runs of a study that are not there yet. The same command again goes on."""
    from experiments.running import StudyEntry, running_parts
    from experiments.studies.resolve import find_and_resolve
    from experiments.studies.sweep import sweep as make
    from experiments.studies.text import show_forecast, show_sweep
    from experiments.text import console_for

    check_report(report)
    plan = find_and_resolve(study, overrides_of(settings, None))
    path = out or Path(f"{plan.name}.db")
    console = console_for(sys.stdout)
    if dry_run:
        say_if_compiling()
        show_forecast(console, plan, _forecast(plan, path, retry_failed), path, jobs)
        return
    entry = StudyEntry(plan.name, plan.content)
    with running_parts(
        jobs=jobs, out=path, backend=backend, study=entry, retry_failed=retry_failed
    ) as parts:
        assert parts.keeping is not None
        done = make(
            plan, backend=parts.backend, keeping=parts.keeping, deadline=deadline,
            on_progress=_limited(parts.on_progress, max_runs, max_minutes),
        )  # fmt: skip
        failures = parts.keeping.store.failures(parts.keeping.study)
        table = show_sweep(console, plan, parts.keeping, done, path)
    if report:
        from experiments.studies.report import write_sweep

        write_sweep(plan, table, done, report, command_line())
        typer.echo(f"Report: {report}", err=True)
    rows = [(s, seed, error, trace) for s, _, seed, error, trace in [*failures, *done.impossible]]
    tell_failures(rows, verbose=verbose)


def _forecast(plan: "Plan", path: Path, retry_failed: bool):
    """Return what a sweep would do, without writing anything."""
    from experiments.store import Store
    from experiments.studies.sweep import forecast

    if not path.exists():
        return forecast(plan, None)
    with Store(path, readonly=True) as store:
        return forecast(plan, store, retry_failed=retry_failed)


def _limited(on_progress, max_runs: int | None, max_minutes: float | None):
    """Return a function that stops a sweep once it has done what it may."""
    import time

    from experiments.runner import SpentError

    end = None if max_minutes is None else time.monotonic() + 60 * max_minutes
    before = made = 0

    def tell(done: int, total: int, failed: int, unmade: int) -> None:
        nonlocal before, made
        before += made if done == 1 else 0  # another lot of runs begins
        made = done - unmade
        on_progress(done, total, failed, unmade)
        if done < total and max_runs is not None and before + made >= max_runs:
            raise SpentError(f"{max_runs} new runs are made")
        if done < total and end is not None and time.monotonic() >= end:
            raise SpentError(f"{max_minutes:g} minutes are over")

    return tell


@guarded
def resolve(
    study: StudyName, settings: Settings = None, format: As = Format.TEXT, verbose: Verbose = False
) -> None:
    """Show a study as it will run: every value, and where it comes from."""
    from experiments.studies.resolve import find_and_resolve
    from experiments.studies.text import show_plan
    from experiments.text import console_for

    plan = find_and_resolve(study, overrides_of(settings, None))
    if format is Format.TEXT:
        show_plan(console_for(sys.stdout), plan)
    elif format is Format.JSON:
        write_json(plan.content)
    else:
        typer.echo(plan.points.to_csv(index=False, lineterminator="\n"), nl=False)


@guarded
def status(
    store: StorePath, study: InStore = None,
    failed: Annotated[bool, typer.Option("--failed", help="list the runs that failed")] = False,
    format: As = Format.TEXT, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Say what a store has, also while a sweep writes to it."""
    from experiments.store import Store
    from experiments.studies.exported import study_in
    from experiments.studies.text import show_status
    from experiments.text import console_for

    with Store(store, readonly=True) as opened:
        found = [study_in(opened, study)] if study or failed else opened.studies()
        failures = opened.failures(found[0]["id"]) if failed else []
    if format is Format.TEXT:
        show_status(console_for(sys.stdout), found, failures)
        return
    columns, rows = ("strategy", "replicate", "seed", "error", "traceback"), failures
    if not failed:
        columns = tuple(name for name in found[0] if name != "content") if found else ()
        rows = [tuple(each[name] for name in columns) for each in found]
    write_rows(columns, rows, format)


@guarded
def export(
    store: StorePath,
    to: Annotated[Path | None, typer.Argument(metavar="FILE.csv|.parquet")] = None,
    study: InStore = None,
    series: Annotated[bool, typer.Option("--series", help="weekly series, not outcomes")] = False,
    timings: Annotated[bool, typer.Option("--timings", help="how long runs took, where")] = False,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Write the runs of a study as a table: CSV on stdout, or a file."""
    from experiments.store import Store, StoreError
    from experiments.studies.exported import runs_of, study_in, weekly_of, write_table

    with Store(store, readonly=True) as opened:
        chosen = study_in(opened, study)["id"]
        table = weekly_of(opened, chosen) if series else runs_of(opened, chosen, is_timed=timings)
    if series and table.empty:
        raise StoreError(f"{store}: no series are kept; 'outputs.series = true' in the study "
                         "keeps them, and its runs are made again")  # fmt: skip
    if to is None:
        table.to_csv(sys.stdout, index=False, lineterminator="\n")
    else:
        write_table(table, to)
        typer.echo(f"{len(table):,} rows: {to}", err=True)
