"""The command line: list, describe, run, compare, branch, claims. Data on stdout, else stderr."""

import gc
import io
import signal
import sys
from typing import Annotated

import typer

from experiments.calibration.command import fit_defaults
from experiments.claims.command import claims
from experiments.facts.command import facts
from experiments.histories.command import history
from experiments.optimise.command import optimise
from experiments.options import (
    As,
    Backend,
    Days,
    Format,
    Futures,
    Jobs,
    Name,
    Network,
    Out,
    Replicates,
    Report,
    Seed,
    Settings,
    Verbose,
    check_report,
    overrides_of,
    report_failures,
    write_comparison,
    write_json,
    write_rows,
)
from experiments.own_data.command import calibrate
from experiments.pilot.command import pilot
from experiments.robust.command import robust
from experiments.sensitivity.command import sensitivity
from experiments.studies.command import export, resolve, status, sweep
from experiments.terminal import guarded, say_if_compiling
from experiments.validation.command import validate
from experiments.wording import finite

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True,
    rich_markup_mode=None,
    help="A flight simulator for community marketing: try a strategy, compare it, see how sure "
    "the answer is.",
)  # fmt: skip


def main() -> None:
    """Run the command line."""
    gc.set_threshold(50_000)  # imports make many objects that stay: look at them less often
    signal.signal(signal.SIGTERM, _interrupt)  # what a queue sends before it kills
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ± still gets its answer
    app()


def _interrupt(*_: object) -> None:
    """End as Ctrl-C does: keep what is done, and say so."""
    raise KeyboardInterrupt


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
        write_rows(("name", "title", "question"), rows, format)


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

    spec = load_scenario(scenario, overrides_of(settings, network))
    load_network(spec)  # says what is wrong with it
    if format is Format.TEXT:
        show_scenario(console_for(sys.stdout), scenario, spec)
    elif format is Format.JSON:
        typer.echo(spec.model_dump_json(indent=2))
    else:
        write_rows(Declaration._fields, list(declarations(spec)), format)


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
        seed=seed, days=days, overrides=overrides_of(settings, network),
    )  # fmt: skip
    table = result.outcomes
    found = {
        str(name): dict(zip(own["outcome"], own["value"], strict=True))
        for name, own in table.groupby("strategy", sort=False)
    }
    if format is Format.TEXT:
        show_run(console_for(sys.stdout), found, seed)
    elif format is Format.JSON:
        said = {name: {o: finite(v) for o, v in own.items()} for name, own in found.items()}
        write_json({"scenario": result.name, "seed": seed, "strategies": said})
    else:
        columns = ["strategy", "seed", "outcome", "value"]
        typer.echo(table[columns].to_csv(index=False, lineterminator="\n"), nl=False)
    report_failures(result, verbose=verbose)


@app.command()
@guarded
def compare(
    scenario: Name,
    strategies: Annotated[str | None, typer.Option(metavar="A,B", help="only these")] = None,
    baseline: Annotated[str | None, typer.Option(help="what the others are compared to")] = None,
    replicates: Replicates = 30, futures: Futures = None, seed: Seed = 1, jobs: Jobs = 0,
    days: Days = None, settings: Settings = None, network: Network = None, out: Out = None,
    backend: Backend = "local", format: As = Format.TEXT, report: Report = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Run the strategies of a scenario on the same luck, and say which does better and why."""
    from experiments import compare as comparing
    from experiments.running import running_parts

    check_report(report)
    names = [name.strip() for name in strategies.split(",")] if strategies else None
    overrides = overrides_of(settings, network)
    with running_parts(jobs=jobs, out=out, backend=backend) as parts:
        result = comparing.compare(
            scenario, strategies=names, baseline=baseline, replicates=replicates, seed=seed,
            futures=futures, days=days, overrides=overrides, **parts._asdict(),
        )  # fmt: skip
    write_comparison(result, format, report)
    report_failures(result, verbose=verbose)


@app.command()
@guarded
def branch(
    scenario: Name,
    strategy: Annotated[str, typer.Option(help="what both branches start with")],
    at_week: Annotated[int, typer.Option(help="weeks that have passed when they part")],
    then: Annotated[str, typer.Option(help="what one of them goes on with")],
    replicates: Replicates = 30, futures: Futures = None, seed: Seed = 1, jobs: Jobs = 0,
    days: Days = None, settings: Settings = None, network: Network = None, out: Out = None,
    backend: Backend = "local", format: As = Format.TEXT, report: Report = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """From one run's state at some week, go on with its strategy and with another, and compare."""
    from experiments import branching
    from experiments.running import running_parts

    check_report(report)
    overrides = overrides_of(settings, network)
    with running_parts(jobs=jobs, out=out, backend=backend) as parts:
        result = branching.branch(
            scenario, strategy=strategy, at_week=at_week, then=then, replicates=replicates,
            seed=seed, futures=futures, days=days, overrides=overrides, **parts._asdict(),
        )  # fmt: skip
    write_comparison(result, format, report)
    report_failures(result, verbose=verbose)


for command in (
    sweep,
    resolve,
    status,
    export,
    sensitivity,
    optimise,
    robust,
    pilot,
    history,
    claims,
    facts,
    fit_defaults,
    validate,
    calibrate,
):
    app.command()(command)
