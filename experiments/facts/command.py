"""fireside facts: whether what is known from elsewhere comes out here, and by what mechanism."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.options import As, Format, Jobs, Seed, Verbose
from experiments.terminal import guarded, progress, say_if_compiling

if TYPE_CHECKING:
    from experiments.facts.finding import Finding

__all__ = ["facts"]

Which = Annotated[
    list[str] | None, typer.Argument(metavar="[FACT ...]", help="numbers or names; all if none")
]
Replicates = Annotated[
    int | None, typer.Option(min=2, help="paired runs of each; 12 to 20 by fact if not given")
]
Write = Annotated[
    Path | None, typer.Option("--write", metavar="FILE.md", help="write the page of all facts")
]


@guarded
def facts(
    which: Which = None, replicates: Replicates = None, seed: Seed = 1, jobs: Jobs = 0,
    format: As = Format.TEXT, write: Write = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Look for the facts known from elsewhere, and switch off what brings each about."""
    from functools import partial

    from experiments.facts.catalogue import find_facts
    from experiments.facts.study import study
    from experiments.runner import run_tasks

    chosen = find_facts(which or ())
    if write:
        _check_target(write, is_partial=bool(which))
    say_if_compiling()
    with progress() as (_, on_progress):
        run = partial(run_tasks, jobs=jobs or None, on_progress=on_progress)
        findings = study(chosen, replicates=replicates, seed=seed, run=run)
    if write:
        from experiments.facts.document import page

        write.write_text(page(findings), encoding="utf-8")
        typer.echo(f"Page: {write}", err=True)
    _tell(findings, format, in_full=bool(which))


def _check_target(path: Path, *, is_partial: bool) -> None:
    """Refuse, before any run, a page that cannot be written or would not have all facts."""
    from experiments.page import ReportError

    problems = []
    if is_partial:
        problems.append("--write: the page has all facts; leave the names out")
    if path.suffix != ".md" or not path.parent.is_dir():
        problems.append(f"--write: got '{path}'; a .md file in a folder that exists is allowed")
    if problems:
        raise ReportError("\n".join(problems))


def _tell(findings: "Sequence[Finding]", format: Format, *, in_full: bool) -> None:
    """Write findings to stdout."""
    from experiments.facts import told
    from experiments.facts.text import show_fact, show_facts
    from experiments.text import console_for

    if format is Format.JSON:
        sys.stdout.write(told.as_json(findings))
    elif format is Format.CSV:
        sys.stdout.write(told.as_table(findings).to_csv(index=False, lineterminator="\n"))
    elif in_full:
        for each in findings:
            show_fact(console_for(sys.stdout), each)
    else:
        show_facts(console_for(sys.stdout), findings)
