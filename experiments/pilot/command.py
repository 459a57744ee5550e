"""fireside pilot: is a trial worth it before one commits, where, how long, measuring what?"""

import sys
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
    write_json,
)
from experiments.running import running
from experiments.terminal import guarded

if TYPE_CHECKING:
    from pathlib import Path

    from experiments.pilot.pilot import Pilot

__all__ = ["pilot"]


@guarded
def pilot(
    scenario: Name,
    strategy: Annotated[
        str | None, typer.Option(help="what to commit to; the best that takes part, if none")
    ] = None,
    less: Annotated[
        str | None, typer.Option(help="what to stay with; the scenario's baseline, if none")
    ] = None,
    futures: Annotated[
        int, typer.Option(min=20, help="fresh draws of what nobody knows, to judge the rule on")
    ] = 500,
    seed: Seed = 1, jobs: Jobs = 0, days: Days = None, settings: Settings = None,
    network: Network = None, out: Out = None, backend: Backend = "local",
    format: As = Format.TEXT, report: Report = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Say whether to try a strategy before committing to it, and by what rule to decide then."""
    from pathlib import Path

    from experiments.compare import changes_of
    from experiments.pilot.pilot import pilot as design_pilot
    from sim.scenario_file import load_network, load_scenario

    check_report(report)
    known = changes_of(overrides_of(settings, None), days)
    spec = load_scenario(scenario, changes_of(overrides_of(settings, network), days))
    real = load_network(spec)
    with running(jobs=jobs, out=out, backend=backend) as run:
        result = design_pilot(
            spec, run, name=Path(scenario).stem, strategy=strategy, less=less, futures=futures,
            seed=seed, known=known, network=real,
        )  # fmt: skip
    _write(result, format, report)
    tell_failed(result.failures, verbose=verbose)


def _write(result: "Pilot", format: Format, report: "Path | None") -> None:
    """Write the answer to stdout, and the report if one is asked for."""
    from experiments.pilot import told
    from experiments.pilot.text import show_pilot
    from experiments.text import console_for

    if report:
        from experiments.pilot.report import write_pilot

        write_pilot(result, report, command_line())
    if format is Format.TEXT:
        hint = f"Report: {report}" if report else "--report FILE.html writes why, with pictures."
        show_pilot(console_for(sys.stdout), result, hint)
        return
    if format is Format.JSON:
        write_json(told.as_json(result))
    else:
        sys.stdout.write(told.as_table(result).to_csv(index=False, lineterminator="\n"))
    if report:
        typer.echo(f"Report: {report}", err=True)
