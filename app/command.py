"""The command `fireside app`: serve the app on this machine, or to a class."""

import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.terminal import BAD_INPUT, guarded, say_if_compiling

__all__ = ["app"]

_LOOPBACK = ("127.0.0.1", "localhost")


@guarded
def app(
    host: Annotated[
        str, typer.Option(help="address to listen on; 0.0.0.0 lets others of your network in")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8765,
    code: Annotated[
        str | None, typer.Option(help="a workshop code that visitors must enter; 'new' makes one")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="a name under which others reach this machine")
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, help="processes; 0 is one a processor")] = 0,
    max_sessions: Annotated[int, typer.Option(min=1, help="pages open at the same time")] = 60,
    folder: Annotated[
        Path | None, typer.Option(help="where studies made from pages are kept")
    ] = None,
    browser: Annotated[bool, typer.Option(help="open the page")] = True,
    verbose: Annotated[bool, typer.Option("--verbose", help="show tracebacks")] = False,
) -> None:
    """Open the app in the browser: try strategies, compare them, teach with them."""
    from app.server import ServerError, serve

    say_if_compiling()
    if code == "new":
        code = secrets.token_hex(3)
    try:
        serve(
            host=host, port=port, code=code, hosts=(*_LOOPBACK, *(allow_host or ())), jobs=jobs,
            max_sessions=max_sessions, folder=folder,
            opens_browser=browser and sys.stdout.isatty(),
        )  # fmt: skip
    except ServerError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(BAD_INPUT) from None
