"""How every command behaves: messages and progress on stderr, an exit code that tells how it went.

Exit codes: 0 done; 1 unexpected; 2 bad input; 3 some runs failed; 4 stopped, and the same command
goes on; 130 interrupted.
"""

import functools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import typer

__all__ = ["BAD_INPUT", "SOME_FAILED", "guarded", "progress", "say_if_compiling"]

UNEXPECTED, BAD_INPUT, SOME_FAILED, STOPPED, INTERRUPTED = 1, 2, 3, 4, 130


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
        except KeyboardInterrupt as fault:  # says what is kept, if anything is
            typer.echo(": ".join(["interrupted", *map(str, fault.args)]), err=True)
            raise typer.Exit(INTERRUPTED) from None
        except Exception as fault:
            raise typer.Exit(_explain(fault, verbose=bool(options.get("verbose")))) from None

    return run


def _explain(fault: Exception, *, verbose: bool) -> int:
    """Say on stderr what went wrong; return the exit code."""
    from experiments.backends import BackendError, BackendLostError
    from experiments.compare import CompareError
    from experiments.page import ReportError
    from experiments.runner import SpentError
    from experiments.store_file import StoreError, StoreStoppedError
    from sim.real_network import NetworkError
    from sim.scenario_file import ScenarioError

    if isinstance(fault, BackendLostError | StoreStoppedError | SpentError):
        more = "; the same command goes on" if isinstance(fault, StoreStoppedError) else ""
        typer.echo(f"stopped: {fault}{more}", err=True)  # the others say it where runs are kept
        return STOPPED
    bad_input = ScenarioError, NetworkError, CompareError, ReportError, StoreError, BackendError
    if isinstance(fault, bad_input):
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


_MOST_LOTS = 5  # lots of runs of which progress tells every tenth
_PROGRESS = "FIRESIDE_PROGRESS"  # in the environment: a file that says how far the runs are
_REST = 0.2  # seconds between two looks at that file

_OnProgress = Callable[[int, int, int, int], None]  # done, total, failed, stored


@contextmanager
def progress() -> Iterator[tuple[Callable[[Any], None], _OnProgress]]:
    """Show progress on stderr, and in a file if the environment names one."""
    with _shown() as (on_first, on_progress):
        path = os.environ.get(_PROGRESS)
        yield on_first, _written(path, on_progress) if path else on_progress


def _written(path: str, on_progress: _OnProgress) -> _OnProgress:
    """Return the same, but it also writes how far all runs are, as JSON, for who watches."""
    before, now = [0, 0, 0, 0], [0, 0, 0, 0]
    begun, last = time.monotonic(), 0.0

    def tell(*counts: int) -> None:
        nonlocal before, now, last
        on_progress(*counts)
        if counts[0] == 1:  # another lot of runs begins
            before = now
        now = [a + b for a, b in zip(before, counts, strict=True)]
        seconds = time.monotonic() - begun
        if counts[0] < counts[1] and seconds - last < _REST:
            return
        last = seconds
        said = dict(zip(("done", "total", "failed", "stored"), now, strict=True))
        with suppress(OSError):  # runs count for more than who watches them
            with open(f"{path}.part", "w", encoding="utf-8") as file:
                json.dump(said | {"seconds": round(seconds, 1)}, file)
            os.replace(f"{path}.part", path)

    return tell


@contextmanager
def _shown() -> Iterator[tuple[Callable[[Any], None], _OnProgress]]:
    """Show progress on stderr: a bar on a terminal, else a line every tenth."""
    from experiments.text import console_for, show_first

    console = console_for(sys.stderr)
    if not console.is_terminal:
        shown = n_lots = 0

        def tell(done: int, total: int, failed: int, stored: int) -> None:
            nonlocal shown, n_lots
            if done == 1:  # another lot of runs begins; of many lots only the ends are told
                shown, n_lots = (0 if n_lots < _MOST_LOTS else 9), n_lots + 1
            if (tenth := 10 * done // total) > shown:
                shown = tenth
                typer.echo(f"{done} of {total} runs{_notes(failed, stored)}", err=True)

        yield functools.partial(show_first, console), tell
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("runs"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("{task.fields[notes]}"),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("runs", total=None, rate="", notes="")

        def update(done: int, total: int, failed: int, stored: int) -> None:
            if done == 1:  # another lot of runs begins
                bars.reset(bar)
            made, seconds = done - stored, bars.tasks[0].elapsed or 0.0
            rate = f"{made / seconds:.0f}/s" if made and seconds > 1 else ""
            notes = _notes(failed, stored).removeprefix(", ")
            bars.update(bar, completed=done, total=total, rate=rate, notes=notes)

        yield functools.partial(show_first, console), update


def _notes(failed: int, stored: int) -> str:
    """Return what else is to be said of runs."""
    notes = [(stored, "there already"), (failed, "failed")]
    return "".join(f", {n} {what}" for n, what in notes if n)
