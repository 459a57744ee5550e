"""The command line with the app: what experiments offer, and `fireside app`."""

from app.command import app as serve_app
from experiments.cli import app, main

__all__ = ["app", "main"]

app.command("app")(serve_app)
