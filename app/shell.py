"""The frame around every page: where to go, light or dark, and the message of a bad link."""

import solara

from app.links import query_of
from app.markup import Markup, h
from app.session import comparing, link_problem
from app.widgets import Html

__all__ = ["Layout"]

# Path, name, and whether it goes on with what is compared.
_PAGES = (
    ("/compare", "Compare", True),
    ("/scenario", "Scenario", True),
    ("/sweep", "Sweep", True),
    ("/sensitivity", "Sensitivity", True),
    ("/best-plan", "Best plan", True),
    ("/fails-when", "Fails when", True),
    ("/pilot", "Pilot", True),
    ("/claims", "Claims", False),
    ("/learn", "Learn", False),
    ("/library", "Library", False),
    ("/model", "Model", False),
)


def _header(here: str, query: str) -> Markup:
    """Return the top of every page; `here` is the path that is open."""
    links = [
        h(
            "a",
            name,
            href=path + (query if goes_on else ""),
            aria_current="page" if here == path else None,
        )
        for path, name, goes_on in _PAGES
    ]
    return h(
        "div",
        h("a", "Skip to content", href="#content", class_="skip"),
        h("a", h("span", class_="flame", aria_hidden="true"), "fireside", href="/", class_="brand"),
        h("nav", *links, aria_label="Pages"),
        h("button", h("span", "", class_="moon", aria_hidden="true"), type="button", class_="theme",
          onclick="firesideToggleTheme()", aria_label="Light or dark"),
        class_="top",
    )  # fmt: skip


@solara.component
def Layout(children: list):
    """Show a page in its frame."""
    here = "/" + solara.use_router().path.strip("/").split("/")[0]
    Html(_header(here, query_of(comparing.value)), tag="header")
    with solara.Div(classes=["page"]):
        if link_problem.value:
            said = h("p", link_problem.value, " What is shown is what is usual.")
            Html(h("div", said, class_="notice", role="alert"))
        solara.Div(children=children)
