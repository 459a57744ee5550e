"""fireside calibrate: fit a scenario to one's own data, check the fit, write the scenario."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.options import (
    As,
    Format,
    Network,
    Report,
    Seed,
    Settings,
    Verbose,
    check_report,
    command_line,
    overrides_of,
    write_json,
)
from experiments.terminal import BAD_INPUT, guarded, progress, say_if_compiling

if TYPE_CHECKING:
    from experiments.own_data.calibrate import Calibration
    from experiments.own_data.reading import Data

__all__ = ["calibrate"]

Given = Annotated[Path | None, typer.Option(metavar="FILE.csv")]


@guarded
def calibrate(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="a library name or a path")
    ] = None,
    posts: Given = None, ads: Given = None, sales: Given = None, survey: Given = None,
    network: Network = None,
    columns: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="how your files name their columns")
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(metavar="posts|ads|sales|survey|all", help="show what a file may hold"),
    ] = None,
    strategy: Annotated[
        str | None, typer.Option(help="what the brand did while it made the sales")
    ] = None,
    check: Annotated[bool, typer.Option(help="try the fit on data of a known truth")] = True,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="else NAME-calibrated.toml, here")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="write over a file there")] = False,
    seed: Seed = 1, settings: Settings = None, format: As = Format.TEXT, report: Report = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Fit a scenario to your own posts, ads, sales or survey, and write it with what is unsure."""
    if template is not None:
        _show_templates(template)
        return
    given = {"posts": posts, "ads": ads, "sales": sales, "survey": survey}
    given = {file: path for file, path in given.items() if path is not None}
    if scenario is None or not given:
        missing = "a scenario" if scenario is None else "--posts, --ads, --sales or --survey"
        typer.echo(
            f"calibrate: {missing} is needed; --template all shows what files hold", err=True
        )
        raise typer.Exit(BAD_INPUT)
    from experiments.own_data.written import check_free, text_of, write

    target = out or Path(f"{Path(scenario).stem}-calibrated.toml")
    check_free(target, force=force)
    check_report(report)
    changes = overrides_of(settings, network and network.resolve())
    result = _fitted(scenario, _read(given, columns), changes, strategy, seed, n_sets=60 * check)
    write(text_of(result, scenario, target, changes, command_line()), target)
    _show(result, target, format, report)


def _show_templates(name: str) -> None:
    """Print templates, each a table and a mapping."""
    from experiments.own_data.columns import FILES
    from experiments.own_data.files import template

    if name not in {*FILES, "all"}:
        typer.echo(f"--template: got '{name}'; {', '.join(FILES)} or all is allowed", err=True)
        raise typer.Exit(BAD_INPUT)
    for file in FILES:
        if name in {file, "all"}:
            table, mapping = template(file)
            typer.echo(f"# {file}.csv\n{table}\n# columns.toml\n{mapping}")


def _read(given: dict[Any, Path], columns: Path | None) -> dict[Any, "Data"]:
    """Return the files as read; what is wrong with any of them is told together."""
    from experiments.own_data.files import read_columns
    from experiments.own_data.reading import read
    from sim.scenario_errors import Problem, ScenarioError

    namings: dict[Any, Any] = {}
    if columns is not None:
        namings = read_columns(columns)
        if not set(namings) & set(given):
            allowed = f"a section [{'], ['.join(given)}] is needed"
            raise ScenarioError([Problem(columns.name, "", None, allowed)])
    found, problems = {}, []
    for file, path in given.items():
        try:
            found[file] = read(file, path, namings.get(file))
        except ScenarioError as fault:
            problems += fault.problems
    if problems:
        raise ScenarioError(problems)
    return found


def _fitted(
    scenario: str, files: dict[Any, "Data"], changes: dict[str, Any], strategy: str | None,
    seed: int, n_sets: int,
) -> "Calibration":  # fmt: skip
    """Return the calibration, with progress on stderr."""
    from experiments.own_data.calibrate import calibrate as fit
    from sim.scenario_file import load_network, load_scenario

    spec = load_scenario(scenario, changes)
    real = load_network(spec)
    say_if_compiling()
    typer.echo("Running the model to see what its parameters make of such data ...", err=True)
    with progress() as (_, tell):
        return fit(
            spec, files, name=Path(scenario).stem, strategy=strategy, network=real, seed=seed,
            n_sets=n_sets, on_set=lambda done, total: tell(done, total, 0, 0),
        )  # fmt: skip


def _show(result: "Calibration", target: Path, format: Format, report: Path | None) -> None:
    """Write the result to stdout, and the report if one is asked for."""
    from experiments.own_data import told
    from experiments.own_data.text import show_calibration
    from experiments.text import console_for

    if report:
        from experiments.own_data.report import write_calibration

        write_calibration(result, report, command_line())
    if format is Format.TEXT:
        steps = [
            f"Written: {target}",
            f"Report: {report}" if report else "--report FILE.html shows the fit in pictures.",
            f"Next: fireside compare {target}",
        ]
        show_calibration(console_for(sys.stdout), result, steps)
        return
    if format is Format.JSON:
        write_json(told.as_json(result))
    else:
        sys.stdout.write(result.table.to_csv(index=False, lineterminator="\n"))
    typer.echo(f"Written: {target}" + (f"\nReport: {report}" if report else ""), err=True)
