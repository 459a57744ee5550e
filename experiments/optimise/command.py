"""fireside optimise: the best numbers of a strategy under a budget of runs."""

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
)
from experiments.terminal import guarded

if TYPE_CHECKING:
    from pathlib import Path

    from experiments.optimise.optimum import Optimum

__all__ = ["optimise"]


@guarded
def optimise(
    scenario: Name,
    strategy: Annotated[str, typer.Option(metavar="NAME", help="whose numbers to vary")],
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH[=LOW..HIGH]", help="what to vary, or all; may be repeated"),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="what to optimise; the scenario's first if none"),
    ] = None,
    pareto: Annotated[
        bool, typer.Option("--pareto", help="weigh all headline outcomes, or those of --outcome")
    ] = False,
    runs: Annotated[int, typer.Option(min=1, help="the most runs in all")] = 600,
    replicates: Annotated[int, typer.Option(min=1, help="paired runs of a proposal")] = 3,
    top: Annotated[int, typer.Option(min=1, help="proposals that race")] = 5,
    delta: Annotated[
        float, typer.Option(min=0.0, help="difference that does not matter; ends races")
    ] = 0.0,
    days: Days = None, settings: Settings = None, network: Network = None, seed: Seed = 1,
    jobs: Jobs = 0, out: Out = None, backend: Backend = "local", format: As = Format.TEXT,
    report: Report = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Find the best numbers of a strategy, and how they do on fresh luck."""
    from pathlib import Path

    from experiments.compare import changes_of, loaded
    from experiments.optimise import search
    from experiments.running import running_parts
    from sim.scenario_file import load_network

    check_report(report)
    spec = loaded(scenario, changes_of(overrides_of(settings, network), days))
    outcomes = _outcomes(outcome or [], spec.outcomes, is_pareto=pareto)
    with running_parts(jobs=jobs, out=out, backend=backend) as parts:
        result = search.optimise(
            spec, strategy, run=parts.run, on_proposal=parts.on_proposal,
            name=Path(scenario).stem, network=load_network(spec), vary=vary or [],
            outcomes=outcomes, runs=runs, replicates=replicates, top=top, delta=delta, seed=seed,
        )  # fmt: skip
    _write(result, format, report)
    tell_failed(result.failures, verbose=verbose)


def _outcomes(asked: list[str], headlines: tuple[str, ...], *, is_pareto: bool) -> tuple[str, ...]:
    """Return what to optimise."""
    from experiments.compare import CompareError

    if not is_pareto:
        if len(asked) > 1:
            raise CompareError("more than one --outcome needs --pareto")
        return tuple(asked)
    names = tuple(dict.fromkeys(asked or headlines))
    if len(names) < 2:
        raise CompareError("--pareto needs at least two outcomes; name them by --outcome")
    return names


def _write(result: "Optimum", format: Format, report: "Path | None") -> None:
    """Write what was found to stdout, and its report if one is asked for."""
    from experiments.optimise import told
    from experiments.optimise.text import show_optimum
    from experiments.text import console_for

    if report:
        from experiments.optimise.report import write_optimum

        write_optimum(result, report, command_line())
    if format is Format.TEXT:
        hint = f"Report: {report}" if report else "--report FILE.html shows how it was found."
        show_optimum(console_for(sys.stdout), result, hint)
        return
    if format is Format.JSON:
        sys.stdout.write(told.as_json(result))
    else:
        sys.stdout.write(told.as_table(result).to_csv(index=False, lineterminator="\n"))
    if report:
        typer.echo(f"Report: {report}", err=True)
