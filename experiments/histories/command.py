"""fireside history: weeks of data to test attribution and media-mix tools on, with the truth."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.options import (
    As,
    Backend,
    Days,
    Format,
    Jobs,
    Name,
    Network,
    Out,
    Report,
    Seed,
    Settings,
    Verbose,
    check_report,
    command_line,
    overrides_of,
    tell_failed,
)
from experiments.terminal import guarded

if TYPE_CHECKING:
    from experiments.histories.history import History

__all__ = ["history"]


@guarded
def history(
    scenario: Name,
    strategy: Annotated[
        str | None, typer.Option(help="whose history; the one with the most levers if none")
    ] = None,
    replicates: Annotated[int, typer.Option(min=1, help="the same plan on so many lucks")] = 1,
    flight_weeks: Annotated[
        int, typer.Option(min=0, help="a lever is on or off for so many weeks; 0: always on")
    ] = 4,
    seed: Seed = 1, jobs: Jobs = 0, days: Days = None, settings: Settings = None,
    network: Network = None, out: Out = None, backend: Backend = "local",
    format: As = Format.TEXT, report: Report = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Make a brand's weekly data, with the true effect of each lever beside them."""
    from experiments.compare import changes_of
    from experiments.histories import history as histories
    from experiments.running import running
    from sim.scenario_file import load_network, load_scenario

    check_report(report)
    spec = load_scenario(scenario, changes_of(overrides_of(settings, network), days))
    real = load_network(spec)
    with running(jobs=jobs, out=out, backend=backend) as run:
        found = histories.history(
            spec, strategy, replicates=replicates, seed=seed, run=run, flight_weeks=flight_weeks,
            name=Path(scenario).stem, network=real,
        )  # fmt: skip
    if not found.table.empty:
        _write(found, format, report)
    tell_failed(found.failures, verbose=verbose)


def _write(found: "History", format: Format, report: Path | None) -> None:
    """Write a history to stdout, and its report if one is asked for."""
    from experiments.histories.scoring import score
    from experiments.histories.text import show_history
    from experiments.histories.told import as_json
    from experiments.text import console_for

    if format is Format.CSV and not report:
        sys.stdout.write(found.table.to_csv(index=False, lineterminator="\n"))
        return
    scores = score(found)
    if report:
        from experiments.histories.report import write_history

        write_history(found, scores, report, command_line())
        typer.echo(f"Report: {report}", err=True)
    if format is Format.TEXT:
        show_history(console_for(sys.stdout), found, scores, "--format csv has every week.")
    elif format is Format.JSON:
        sys.stdout.write(as_json(found, scores))
    else:
        sys.stdout.write(found.table.to_csv(index=False, lineterminator="\n"))
