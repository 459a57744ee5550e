"""fireside robust: what to choose where nobody knows the future."""

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
    Out,
    Report,
    Seed,
    Settings,
    Verbose,
    check_report,
    command_line,
    overrides_of,
    tell_failures,
)
from experiments.terminal import guarded

if TYPE_CHECKING:
    from experiments.robust.study import Robust

__all__ = ["robust"]

Outcome = Annotated[str, typer.Option(metavar="OUTCOME", help="what is decided on")]
Strategies = Annotated[str | None, typer.Option(metavar="A,B", help="only these, and the baseline")]
Strategy = Annotated[
    str | None, typer.Option(metavar="NAME", help="whose failures are looked into; else the best's")
]
Target = Annotated[
    float | None,
    typer.Option(help="what to reach; else to do as well as the baseline, and as doing nothing"),
]
Futures = Annotated[int, typer.Option(min=1, help="draws of what nobody knows; twice in all")]


@guarded
def robust(
    scenario: Name, outcome: Outcome = "profit", strategies: Strategies = None,
    strategy: Strategy = None, target: Target = None, futures: Futures = 200, seed: Seed = 1,
    jobs: Jobs = 0, settings: Settings = None, days: Days = None, out: Out = None,
    backend: Backend = "local", format: As = Format.TEXT, report: Report = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Choose over plausible futures: regret, what is worth knowing first, when it fails."""
    from experiments.compare import changes_of, loaded
    from experiments.robust.study import robust as decide
    from experiments.running import running
    from sim.scenario_file import load_network

    check_report(report)
    changes = changes_of(overrides_of(settings, None), days)
    spec = loaded(scenario, changes)
    with running(jobs=jobs, out=out, backend=backend) as run:
        result = decide(
            spec, run=run, name=Path(scenario).stem, outcome=outcome,
            strategies=strategies.split(",") if strategies else None, strategy=strategy,
            target=target, futures=futures, seed=seed, known=changes, network=load_network(spec),
        )  # fmt: skip
    if report:
        from experiments.robust.report import write_robust

        write_robust(result, report, command_line())
    _write(result, format, report)
    rows = result.failures[["strategy", "seed", "error", "traceback"]].to_numpy().tolist()
    tell_failures(rows, verbose=verbose)


def _write(result: "Robust", format: Format, report: Path | None) -> None:
    """Write what was found to stdout."""
    from experiments.robust import export
    from experiments.robust.text import show_robust
    from experiments.text import console_for

    if format is Format.TEXT:
        hint = f"Report: {report}" if report else "--report FILE.html writes it with pictures."
        show_robust(console_for(sys.stdout), result, hint)
        return
    if format is Format.JSON:
        sys.stdout.write(export.as_json(result))
    else:
        sys.stdout.write(export.as_table(result).to_csv(index=False, lineterminator="\n"))
    if report:
        typer.echo(f"Report: {report}", err=True)
