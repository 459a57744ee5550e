"""What pages are made of: markup, and our views (assets/views) behind one bridge."""

import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any

import solara

from app.markup import Markup

__all__ = ["Address", "Anchor", "Button", "Chart", "Choice", "Copy", "Download", "Fields", "File",
           "Html", "Live", "Network", "Player", "Progress", "Report", "Shelf", "Shown",
           "Tell"]  # fmt: skip

Tell = Callable[[dict[str, Any]], object]


@solara.component_vue("vue/view.vue")
def _View(
    kind: str = "", text: str = "{}", frames: bytes = b"", ground: bytes = b"", event_tell=None
):
    """Show a view; `text` is JSON, so that nothing watches every number of a picture."""


def _view(kind: str, options: Any, tell: Tell | None = None, **data: bytes):
    return _View(kind=kind, text=json.dumps(options, allow_nan=False), event_tell=tell, **data)


def Html(content: Markup, tag: str = "div", classes: Sequence[str] = ()):
    """Show markup."""
    if not isinstance(content, Markup):
        raise TypeError("only markup is shown as it is; make it with app.markup.h")
    return solara.HTML(tag=tag, unsafe_innerHTML=str(content), classes=list(classes))


def Fields(
    fields: Sequence[dict[str, Any]], tell: Tell, *, legend: str = "", row: bool = False,
    compact: bool = False,
):  # fmt: skip
    """Show a form (see assets/views/fields.js for what a field may be)."""
    options = {"fields": list(fields), "legend": legend, "row": row, "compact": compact}
    return _view("fields", options, tell)


def Button(
    label: str, on_press: Callable[[], object], *, main: bool = False, disabled: bool = False
):
    """Show a button."""
    kind = "submit" if main else "button"
    field = {"kind": kind, "name": "press", "label": label, "disabled": disabled}
    return _view("fields", {"fields": [field], "row": True}, lambda _: on_press())


def Choice(
    label: str, value: str, choices: Sequence[tuple[str, str]], on_value: Callable[[str], object]
):
    """Show buttons of which one is chosen; choices are (value, text)."""
    options = {"label": label, "value": value, "choices": list(choices)}
    return _view("choice", options, lambda told: on_value(told["value"]))


def Network(options: dict[str, Any], frames: bytes, ground: bytes, tell: Tell):
    """Show members and their ties (see assets/views/network.js)."""
    return _view("network", options, tell, frames=frames, ground=ground)


def Player(options: dict[str, Any], tell: Tell):
    """Show the controls of a clock (see assets/views/player.js)."""
    return _view("player", options, tell)


def Chart(options: dict[str, Any], tell: Tell | None = None):
    """Show a picture of experiments/figures (see assets/views/chart.js)."""
    return _view("chart", options, tell)


def Live(options: dict[str, Any]):
    """Send lines of one replicate to charts, while a slider is dragged."""
    return _view("live", options)


def Address(path: str, query: str, title: str):
    """Keep the address bar and the title of the window up to date."""
    return _view("address", {"path": path, "query": query, "title": title})


def Progress(options: dict[str, Any]):
    """Show how far something is (see assets/views/progress.js)."""
    return _view("progress", options)


def Report(src: str, title: str):
    """Show the report of a study."""
    return _view("report", {"src": src, "title": title})


def File(label: str, accept: str, largest: int, tell: Tell):
    """Let the reader choose a file; it is told as text."""
    return _view("file", {"label": label, "accept": accept, "largest": largest}, tell)


def Shown():
    """Bring what it stands in into sight, once."""
    return _view("shown", {})


def Shelf(kind: str, empty: str = "", keep: dict[str, str] | None = None, *, hidden: bool = False):
    """Show what this browser keeps ("recent" or "saved"), and keep one thing more."""
    return _view("shelf", {"list": kind, "empty": empty, "keep": keep, "hidden": hidden})


def Copy(label: str, path: str, button: str = "Copy"):
    """Show a link of this app to copy; `path` begins with "/"."""
    return _view("copy", {"label": label, "path": path, "button": button})


def Download(label: str, name: str, content: str | bytes, type_: str = "text/plain"):
    """Show a button that saves a file of this name."""
    data = {"text": content} if isinstance(content, str) else {"bytes": b64encode(content).decode()}
    return _view("download", {"label": label, "name": name, "type": type_, **data})


def Anchor():
    """Go to the place on the page that the address names."""
    return _view("anchor", {})
