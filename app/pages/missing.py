"""A page that is not there."""

import solara

from app.markup import h
from app.widgets import Html

__all__ = ["Missing"]


@solara.component
def Missing():
    """Say so."""
    Html(
        h(
            "div",
            h("h1", "There is no such page"),
            h("p", h("a", "To the start", href="/")),
            id="content",
        )
    )
