"""Markup made of plain functions: everything put into it is escaped."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

__all__ = ["Markup", "h", "table", "ul"]

_EMPTY = {"br", "hr", "input", "img"}


def h(tag: str, *children: Any, **attributes: Any) -> Markup:
    """Return an element: its tag, then what is in it, and its attributes by name.

    Args:
        tag: its name.
        children: markup, or anything else as escaped text; None is left out.
        attributes: `class_` for "class", `data_x` for "data-x"; None and False are left out.
    """
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape("" if value is True else value)}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _EMPTY:
        return Markup(f"<{tag}{said}>")
    inner = Markup("").join(each for each in children if each is not None)
    return Markup(f"<{tag}{said}>{inner}</{tag}>")


def ul(items: Iterable[Any], **attributes: Any) -> Markup:
    """Return a list."""
    return h("ul", *(h("li", each) for each in items), **attributes)


def table(
    head: Iterable[Any], rows: Iterable[Iterable[Any]], caption: str, **attributes: Any
) -> Markup:
    """Return a table that scrolls where it is too wide; the first column names the row."""
    body = [
        h("tr", h("th", first, scope="row"), *(h("td", each) for each in rest))
        for first, *rest in rows
    ]
    whole = h(
        "table",
        h("caption", caption, class_="unseen"),
        h("thead", h("tr", *(h("th", each, scope="col") for each in head))),
        h("tbody", *body),
        **attributes,
    )
    return h("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)
