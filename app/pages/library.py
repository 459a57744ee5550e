"""The library: scenarios that come with fireside, those of one's own, files, and links."""

from typing import Any

import solara

from app.comparing import Comparing, Resolved, resolve
from app.files import LARGEST, read_scenario
from app.links import LinkError, pack, query_of, unpack
from app.markup import Markup, h, ul
from app.presets import preset_cards
from app.session import comparing, follow_address
from app.widgets import Copy, Fields, File, Html, Shelf

__all__ = ["Library"]


@solara.component
def Library():
    """Show the library."""
    follow_address("/library", "Library")
    resolved, problem = solara.use_memo(_resolved, [comparing.value])
    Html(h("div", h("h1", "Library"),
           h("p", "Scenarios to open, and a place for your own. What you keep stays in this "
             "browser; the server has none of it."), id="content"))  # fmt: skip
    with solara.Div(classes=["grid"]):
        with solara.Div(classes=["card"]):
            if resolved is None:
                Html(h("div", h("h2", "Open now"), h("p", problem), role="alert"))
            else:
                _Now(resolved)
        with solara.Div(classes=["card"]):
            _Open()
    Html(h("h2", "Scenarios that come with fireside"))
    Html(preset_cards(with_files=True))


def _resolved() -> tuple[Resolved | None, str]:
    """Return what is compared now, or why it cannot be."""
    try:
        return resolve(comparing.value), ""
    except ValueError as fault:
        return None, str(fault)


@solara.component
def _Now(resolved: Resolved):
    """Save and share what is compared now; below it, what was saved before."""
    title = resolved.spec.title
    name, set_name = solara.use_state(title)
    keep, set_keep = solara.use_state({})
    query = query_of(comparing.value)

    def tell(told: dict[str, Any]) -> None:
        if "press" not in told:
            set_name(str(told["value"])[:80])
        elif name.strip():
            detail = f"{' or '.join(resolved.names)}"
            set_keep({"title": name.strip(), "href": f"/compare{query}", "detail": detail})

    Html(h(
        "div", h("h2", "Open now"), h("p", h("strong", title)),
        h("p", h("a", "Compare", href=f"/compare{query}"), " ",
          h("a", "Parameters", href=f"/scenario{query}"), " ",
          h("a", "Save as a file", href=f"/export/scenario.toml{query}", download=True),
          class_="links"),
    ))  # fmt: skip
    Copy("Link that opens the same", f"/compare{query}", "Copy")
    fields = [
        {"name": "name", "kind": "text", "label": "Keep it as", "value": name, "maxlength": 80},
        {"name": "keep", "kind": "submit", "label": "Keep in this browser"},
    ]
    Fields(fields, tell, row=True)
    Html(h("h2", "Kept"))
    Html(h("p", f"{keep['title']} is kept." if keep else "", role="status", class_="soft"))
    Shelf("saved", "Nothing is kept yet.", keep or None)


@solara.component
def _Open():
    """Open a file: its scenario is what is compared from then on."""
    said, set_said = solara.use_state(h("span", ""))

    def tell(told: dict[str, Any]) -> None:
        set_said(_opened(str(told.get("name", "")), told))

    Html(h(
        "div", h("h2", "Open a file"),
        h("p", "A scenario in TOML, of at most 200 kB. It may extend a scenario of the library. "
          "It is read as data; nothing in it is run."),
    ))  # fmt: skip
    File("Scenario file", ".toml", LARGEST, tell)
    Html(said)


def _opened(name: str, told: dict[str, Any]) -> Markup:
    """Open what the reader chose; return what came of it."""
    problem = told.get("problem")
    try:
        if not problem:
            opened = Comparing(content=read_scenario(str(told.get("text", "")), name))
            unpack(pack(opened))  # or its page could not be shared, nor loaded anew
            title = resolve(opened).spec.title
    except LinkError:
        problem = f"{name} says too much for a link; `fireside compare` reads it as a file."
    except ValueError as fault:
        problem = str(fault)
    if problem:
        lines = str(problem).splitlines()
        told_all = ul(lines[:30]) if len(lines) > 1 else h("p", lines[0])
        return h("div", h("h3", f"{name} was not opened"), told_all, role="alert", class_="warning")
    comparing.value = opened
    query = query_of(opened)
    return h(
        "div", h("h3", f"{title} is open"),
        h("p", h("a", "Compare", href=f"/compare{query}", class_="button main"), " ",
          h("a", "All parameters", href=f"/scenario{query}", class_="button")),
        role="status",
    )  # fmt: skip
