"""fireside fit-defaults: what measured facts say of the model's uncertain defaults."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from experiments.options import Backend, Jobs, Out, Seed, Verbose, tell_failed, write_json
from experiments.terminal import guarded

__all__ = ["fit_defaults"]


class Format(StrEnum):
    """How the result is written to stdout."""

    MARKDOWN = "markdown"
    JSON = "json"


@guarded
def fit_defaults(
    seed: Seed = 1,
    places: Annotated[
        int, typer.Option(min=40, help="where the model is run in each wave")
    ] = 160,
    out: Out = None, jobs: Jobs = 0, backend: Backend = "local",
    format: Annotated[
        Format, typer.Option("--format", help="what stdout carries")
    ] = Format.MARKDOWN,
    write: Annotated[
        Path | None, typer.Option(help="page whose tables are written anew, such as "
                                  "docs/calibration.md")
    ] = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Fit the uncertain defaults to measured facts, and compare model and facts."""
    from experiments.calibration import told
    from experiments.calibration.page import check_page, write_tables
    from experiments.calibration.study import Sizes, calibrate
    from experiments.running import running

    if write:
        check_page(write)
    sizes = Sizes(wave=places, posterior=2 * places, check=max(20, places * 5 // 8))
    with running(jobs=jobs, out=out, backend=backend) as run:
        result = calibrate(run, seed, sizes)
    if write:
        write_tables(write, told.as_markdown(result))
        typer.echo(f"Written: {write}", err=True)
    elif format is Format.JSON:
        write_json(told.as_dict(result))
    else:
        sys.stdout.write(told.as_markdown(result))
    tell_failed(result.failures, verbose=verbose)
