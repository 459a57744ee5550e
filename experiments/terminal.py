"""How every command behaves: messages and progress on stderr, an exit code that tells how it went.

Exit codes: 0 done; 1 unexpected; 2 bad input; 3 some runs failed; 130 interrupted.
"""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer

__all__ = ["SOME_FAILED", "guarded", "progress", "say_if_compiling"]

UNEXPECTED, BAD_INPUT, SOME_FAILED, INTERRUPTED = 1, 2, 3, 130


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn whatever a command raises into a message on stderr and an exit code."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
            sys.stdout.flush()
        except typer.Exit:
            raise
        except BrokenPipeError:  # the reader, such as head, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise typer.Exit from None
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except Exception as fault:
            raise typer.Exit(_explain(fault, verbose=bool(options.get("verbose")))) from None

    return run


def _explain(fault: Exception, *, verbose: bool) -> int:
    """Say on stderr what went wrong; return the exit code."""
    from experiments.compare import CompareError
    from experiments.page import ReportError
    from sim.real_network import NetworkError
    from sim.scenario_file import ScenarioError

    if isinstance(fault, ScenarioError | NetworkError | CompareError | ReportError):
        typer.echo(str(fault), err=True)
        return BAD_INPUT
    if verbose:
        import traceback

        typer.echo("".join(traceback.format_exception(fault)), err=True)
    hint = "" if verbose else " (--verbose shows where)"
    typer.echo(f"unexpected: {type(fault).__name__}: {fault}{hint}", err=True)
    return UNEXPECTED


def say_if_compiling() -> None:
    """Tell the wait of a first run."""
    from sim.compiled import kernels_are_compiled

    if not kernels_are_compiled():
        typer.echo("Compiling the model for this machine: once, about half a minute ...", err=True)


@contextmanager
def progress() -> Iterator[tuple[Callable[[Any], None], Callable[[int, int, int], None]]]:
    """Show progress on stderr: a bar on a terminal, else a line every tenth."""
    from experiments.text import console_for, show_first

    console = console_for(sys.stderr)
    if not console.is_terminal:
        shown = 0

        def tell(done: int, total: int, failed: int) -> None:
            nonlocal shown
            if (tenth := 10 * done // total) > shown:
                shown = tenth
                note = f", {failed} failed" if failed else ""
                typer.echo(f"{done} of {total} runs{note}", err=True)

        yield functools.partial(show_first, console), tell
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = TextColumn("runs"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("runs", total=None)
        yield (
            functools.partial(show_first, console),
            lambda done, total, _: progress.update(bar, completed=done, total=total),
        )
