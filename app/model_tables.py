"""What the code says of itself, as markup: equations, parameters, the order of a day."""

import ast
import importlib
import inspect
from collections.abc import Iterable
from functools import lru_cache

from app.declared import label_of, named, status_of
from app.markup import Markup, h
from experiments.wording import plural, quantity, spread
from sim import day
from sim.parameters import Declaration, declarations
from sim.scenario import Scenario
from sim.strategies.tailor import KINDS, Content

__all__ = ["all_parameters", "content_table", "explained", "in_words", "parameter_table",
           "steps_of_day"]  # fmt: skip


@lru_cache(maxsize=1)
def all_parameters() -> dict[str, Declaration]:
    """Return every declared parameter by its dotted name, without users' names."""
    return {each.name: each for each in declarations(Scenario)}


def steps_of_day() -> list[tuple[str, str]]:
    """Return the parts of a day in order, as sim/day.py calls them: module, and what it does."""
    tree = ast.parse(inspect.getsource(day.run_day))
    modules = [
        node.value.id
        for node in ast.walk(tree.body[0])
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        and node.value.id not in ("world", "spec") and hasattr(day, node.value.id)
    ]  # fmt: skip
    lines = inspect.getsource(day.run_day)
    order = sorted(dict.fromkeys(modules), key=lambda name: lines.index(f"{name}."))
    return [(name, _first_words(getattr(day, name))) for name in order]


def _first_words(module: object) -> str:
    """Return the first paragraph of a module's docstring in one line."""
    return " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())


def explained(module_name: str) -> tuple[str, Markup]:
    """Return the first sentence on a module, and the rest: equations, words and sources."""
    text = inspect.getdoc(importlib.import_module(module_name)) or ""
    first, *rest = text.split("\n\n")
    return " ".join(first.split()), h("div", *map(_paragraph, rest))


def _paragraph(text: str) -> Markup:
    if text.startswith("    "):
        lines = [line.removeprefix("    ") for line in text.splitlines()]
        return h("pre", "\n".join(lines), class_="equations", tabindex="0")
    is_source = text.startswith("Source:")
    words = " ".join(text.split())
    if is_source:
        said = words.removeprefix("Source: ")
        return h("p", h("b", "Evidence."), " ", in_words(said[:1].upper() + said[1:]),
                 class_="evidence")  # fmt: skip
    return h("p", in_words(words))


def in_words(text: str) -> Markup:
    """Return a text in which `names` between backticks are code."""
    parts = text.split("`")
    return Markup("").join(h("code", part) if i % 2 else part for i, part in enumerate(parts))


def parameter_table(group: str, names: Iterable[str] | None = None) -> Markup:
    """Return the parameters of a group, folded: each row is a place that "what is this" leads to.

    Args:
        group: the beginning of their names, "memory" or "strategies.pay".
        names: which ones; None for all that begin so.
    """
    known = all_parameters()
    own = [known[name] for name in names] if names else [
        each for name, each in known.items() if name == group or name.startswith(f"{group}.")
    ]  # fmt: skip
    if not own:
        return Markup("")
    rows = [_row(each, group) for each in own]
    heads = ("Parameter", "Usual", "Plausible", "What it is", "Where it is from", "Confidence")
    caption = f"Parameters of {group.replace('_', ' ').replace('.', ', ')}"
    whole = h(
        "table", h("caption", caption, class_="unseen"),
        h("thead", h("tr", *(h("th", each, scope="col") for each in heads))),
        h("tbody", *rows), class_="prose parameters-of",
    )  # fmt: skip
    return h(
        "details", h("summary", f"{len(own)} {plural('parameter', len(own))}"),
        h("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption),
    )  # fmt: skip


def _row(each: Declaration, group: str) -> Markup:
    inner = each.name.removeprefix(f"{group}.").rpartition(".")[0]
    label = f"{named(inner.replace('.', ', '))}: {label_of(each.name).lower()}" if inner else None
    return h(
        "tr",
        h("th", label or label_of(each.name), h("code", each.name, class_="name"), scope="row"),
        h("td", "from the size or platform" if each.default is None
          else "must be given" if not isinstance(each.default, int | float)
          else quantity(each.default, each.unit)),
        h("td", spread(each.low, each.high, each.unit)),
        h("td", each.meaning),
        h("td", each.source),
        h("td", _confidence(each)),
        id=each.name,
    )  # fmt: skip


def _confidence(each: Declaration) -> str:
    """Return status and confidence as words."""
    status = status_of(each)
    return "given" if status == "given" else f"{each.confidence}, {status}"


def content_table() -> Markup:
    """Return the kinds of post and what is assumed of each, one row a kind."""
    known = all_parameters()
    content = Content()
    columns = list(type(content.offer).model_fields)
    heads = [label_of(f"content.offer.{column}") for column in columns]
    rows = []
    for kind in KINDS:
        values = [known[f"content.{kind}.{column}"] for column in columns]
        rows.append(h(
            "tr", h("th", named(kind), scope="row", id=f"content.{kind}"),
            *(h("td", quantity(each.default, each.unit).removesuffix(" 0 or 1"), id=each.name)
              for each in values),
        ))  # fmt: skip
    meanings = [
        h("li", h("b", head), ": ", known[f"content.offer.{column}"].meaning)
        for head, column in zip(heads, columns, strict=True)
    ]
    whole = h(
        "table", h("caption", "Kinds of post", class_="unseen"),
        h("thead", h("tr", *(h("th", each, scope="col") for each in ("Kind", *heads)))),
        h("tbody", *rows),
    )  # fmt: skip
    return h(
        "details", h("summary", f"{len(KINDS)} kinds of post"),
        h("ul", *meanings),
        h("div", whole, class_="scroll", tabindex="0", role="region", aria_label="Kinds of post"),
    )  # fmt: skip
