"""fireside sensitivity: which of the many numbers that nobody knows decide an outcome."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.options import (
    As,
    Backend,
    Days,
    Format,
    Jobs,
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
    from experiments.sensitivity.result import Sensitivity

__all__ = ["sensitivity"]


@guarded
def sensitivity(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO|STUDY", help="a library name or a path")
    ],
    strategy: Annotated[
        str | None,
        typer.Option(help="whose outcome; else the first that takes part in communities"),
    ] = None,
    less: Annotated[
        str | None, typer.Option(metavar="STRATEGY", help="take off its outcome, on the same luck")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help="else the scenario's last cost, or its first outcome")
    ] = None,
    screen: Annotated[int, typer.Option(min=2, help="trajectories of the screening")] = 8,
    points: Annotated[int, typer.Option(min=0, help="runs for the surrogate; 0 for none")] = 512,
    top: Annotated[int, typer.Option(min=1, help="how many the screening lets through")] = 10,
    direct: Annotated[
        int, typer.Option(min=0, metavar="N", help="blocks of direct Sobol indices, too")
    ] = 0,
    replicates: Annotated[int, typer.Option(min=1, help="different lucks")] = 8,
    seed: Seed = 1, jobs: Jobs = 0, days: Days = None, settings: Settings = None,
    network: Network = None, out: Out = None, backend: Backend = "local",
    format: As = Format.TEXT, report: Report = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Say which uncertain parameters decide an outcome of a strategy, and how sure that is."""
    from experiments.compare import changes_of
    from experiments.sensitivity import study
    from experiments.sensitivity.asked import asked_of

    check_report(report)
    asked = asked_of(
        scenario, changes_of(overrides_of(settings, network), days), strategy=strategy, less=less,
        outcome=outcome,
    )  # fmt: skip
    with running(jobs=jobs, out=out, backend=backend) as run:
        found = study.analyse(
            asked.factors, asked.question, run, screen=screen, points=points, top=top,
            direct=direct, replicates=replicates, seed=seed,
            on_stage=lambda stage: typer.echo(f"{stage} ...", err=True),
        )  # fmt: skip
    if report:
        from experiments.sensitivity.report import write_sensitivity

        write_sensitivity(found, report, scenario, command_line())
        typer.echo(f"Report: {report}", err=True)
    _write(found, scenario, format)
    tell_failed(found.runs.failures, verbose=verbose)


def _write(found: "Sensitivity", scenario: str, format: Format) -> None:
    """Write an analysis to stdout."""
    from experiments.sensitivity import told

    if format is Format.JSON:
        write_json(told.as_data(found, scenario))
    elif format is Format.CSV:
        sys.stdout.write(found.table().to_csv(index=False, lineterminator="\n"))
    else:
        from experiments.sensitivity.text import show_sensitivity
        from experiments.text import console_for

        hint = "--report FILE.html adds pictures, --format csv every index."
        show_sensitivity(console_for(sys.stdout), found, hint)
