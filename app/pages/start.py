"""The start page: three doors, what was open lately, and the scenarios there are."""

import solara

from app.markup import h
from app.widgets import Address, Html

__all__ = ["Start"]


@solara.component
def Start():
    """Show the start page."""
    Address("/", "", "fireside")
    Html(
        h(
            "div",
            h("h1", "fireside"),
            h("p", "A flight simulator for community marketing."),
            id="content",
        )
    )
