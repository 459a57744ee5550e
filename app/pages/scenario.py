"""The scenario page: every parameter of what is compared, what it is, and where it is from."""

from collections.abc import Callable, Mapping
from typing import Any

import solara

from app.comparing import Comparing, resolve
from app.declared import Field, label_of, with_change
from app.links import query_of
from app.market import SECTIONS, Group, fields_of_group, groups_of, value_at
from app.markup import Markup, h
from app.session import comparing, follow_address
from app.widgets import Button, Choice, Fields, Html
from experiments.wording import plural
from sim.scenario import Scenario
from sim.scenario_file import ScenarioError

__all__ = ["ScenarioPage"]

_MOST_FOUND = 60  # fields shown for a search
_MOST_CHANGES = 200  # as many as a link holds
_LONGEST_PAST = 50  # changes that can be undone

Refused = dict[str, tuple[Any, str]]  # name -> what was typed, and why it cannot be


@solara.component
def ScenarioPage():
    """Show all parameters in groups."""
    follow_address("/scenario", "Scenario")
    now = comparing.value
    base, problem = solara.use_memo(lambda: _base(now), [now.scenario, now.content])
    query = query_of(now)
    if base is None:
        Html(h(
            "div", h("h1", "Scenario"), h("p", problem, role="alert"),
            h("p", h("a", "Choose another in the library", href="/library")), id="content",
        ))  # fmt: skip
        return
    Html(h(
        "div", h("h1", base.title), h("p", base.question),
        h("p", h("a", "Compare", href=f"/compare{query}", class_="button main"), " ",
          h("a", "Save as a file", href=f"/export/scenario.toml{query}", download=True,
            class_="button")),
        h("p", "Changes here hold for every side. What a strategy does is changed beside it, ",
          h("a", "on the compare page", href=f"/compare{query}"), ". What words such as ",
          h("i", "calibrated"), " mean is ", h("a", "on the page of the model",
          href="/model#evidence"), ".", class_="soft"),
        id="content",
    ))  # fmt: skip
    _Parameters(base).key(f"parameters-{now.scenario}-{base.title}")


def _base(now: Comparing) -> tuple[Scenario | None, str]:
    """Return the scenario before any change, or why there is none."""
    try:
        return resolve(Comparing(scenario=now.scenario, content=now.content)).spec, ""
    except ValueError as fault:
        return None, str(fault)


@solara.component
def _Parameters(base: Scenario):
    """Show the groups, one of them open, and what is changed."""
    groups = solara.use_memo(lambda: groups_of(base), [base])
    opened, set_opened = solara.use_state("brand")
    find, set_find = solara.use_state({"words": "", "changed": False})
    refused, set_refused = solara.use_state({})
    past, set_past = solara.use_state([])
    changes = comparing.value.changes

    def put(new: dict[str, Any]) -> None:
        set_past([*past[-_LONGEST_PAST:], changes])
        comparing.value = comparing.value.model_copy(update={"changes": new})

    def tell(told: dict[str, Any]) -> None:
        if not told.get("drag"):
            new, now_refused = _edited(base, changes, refused, told["name"], told["value"])
            set_refused(now_refused)
            if new != changes:
                put(new)

    def undo() -> None:
        set_past(past[:-1])
        set_refused({})
        comparing.value = comparing.value.model_copy(update={"changes": past[-1]})

    _Ways(len(changes), lambda: put({}), undo if past else None)
    with solara.Div(classes=["parameters"]):
        with solara.Div(classes=["outline"]):
            Fields(_search(find), lambda told: set_find(find | {told["name"]: told["value"]}))
            for section, title in enumerate(SECTIONS):
                inside = [each for each in groups.values() if each.section == section]
                _Section(title, inside, opened, changes, set_opened)
        with solara.Div(classes=["opened"]):
            if find["words"].strip() or find["changed"]:
                fields, head = _found(groups, base, changes, find, refused)
            else:
                fields, head = _of_group(
                    groups.get(opened, groups["brand"]), base, changes, refused
                )
            Html(head)
            Fields(fields, tell)
            _Changed(base, changes, put)


def _search(find: Mapping[str, Any]) -> list[Field]:
    return [
        {"name": "words", "kind": "text", "label": "Find", "value": find["words"], "maxlength": 60},
        {"name": "changed", "kind": "check", "label": "Only what is changed",
         "value": find["changed"]},
    ]  # fmt: skip


@solara.component
def _Section(title: str, groups: list[Group], opened: str, changes: Mapping[str, Any], on_group):
    """Show the groups of one section, to be chosen from."""
    Html(h("h3", title))
    choices = []
    for group in groups:
        n = sum(name in changes for name in group.names())
        short = group.title if group.section != 2 else group.title.removeprefix("Post: ")
        choices.append((group.key, f"{short} ({n} changed)" if n else short))
    Choice(title, opened, choices, on_group)


@solara.component
def _Ways(n: int, on_reset: Callable[[], None], on_undo: Callable[[], None] | None):
    """Show how much is changed, and ways back; always as high, so that no slider moves away."""
    said = f"{n} {plural('parameter', n)} changed." if n else "Nothing is changed."
    Html(h("p", said, role="status"))
    with solara.Div(classes=["buttons"]):
        Button("Undo", on_undo or (lambda: None), disabled=on_undo is None)
        Button("Reset all", on_reset, disabled=not n)


@solara.component
def _Changed(base: Scenario, changes: Mapping[str, Any], put: Callable[[dict[str, Any]], None]):
    """Show each change with a way back."""

    def tell(told: dict[str, Any]) -> None:
        put({path: each for path, each in changes.items() if path != told["press"]})

    Html(h("h3", "What is changed") if changes else h("span", ""))
    Fields([_reset(base, path, value) for path, value in changes.items()], tell, row=True)


def _reset(base: Scenario, path: str, value: Any) -> Field:
    """Return the button that takes one change back."""
    was = value_at(base, path)
    where = " ".join([*path.split(".")[:-1], label_of(path).lower()]).replace("_", " ")
    return {
        "kind": "button",
        "name": path,
        "label": f"Reset {where}: {_said(value)} to {_said(was)}",
    }


def _said(value: Any) -> str:
    """Return a value in a few characters."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    return "nothing" if value is None else str(value)[:40]


def _edited(
    base: Scenario, changes: dict[str, Any], refused: Refused, name: str, value: Any
) -> tuple[dict[str, Any], Refused]:
    """Return the changes after an edit, and what is refused; what cannot be changes nothing."""
    new = with_change(changes, name, value, value_at(base, name))
    problem = _problem(new, name)
    others = {path: each for path, each in refused.items() if path != name}
    return (changes, others | {name: (value, problem)}) if problem else (new, others)


def _problem(changes: dict[str, Any], name: str) -> str:
    """Return why some changes cannot be, in the engine's words; nothing if they can."""
    if len(changes) > _MOST_CHANGES:
        return f"At most {_MOST_CHANGES} changes fit in a link; a scenario file holds more."
    try:
        resolve(comparing.value.model_copy(update={"changes": changes}))
    except ScenarioError as fault:
        words = [p.allowed if p.path == name else f"{p.path}: {p.allowed}" for p in fault.problems]
        return f"Not taken: {'; '.join(words)}."
    except ValueError as fault:
        return f"Not taken: {fault}"
    return ""


def _fields(
    group: Group, base: Scenario, changes: Mapping[str, Any], refused: Refused
) -> list[Field]:
    """Return the fields of a group; those that were refused say why."""
    typed = {name: value for name, (value, _) in refused.items()}
    fields = fields_of_group(group, base, dict(changes) | typed)
    return [
        field | {"note": refused[field["name"]][1]} if field["name"] in refused else field
        for field in fields
    ]


def _of_group(
    group: Group, base: Scenario, changes: Mapping[str, Any], refused: Refused
) -> tuple[list[Field], Markup]:
    """Return the fields of one group, and its title."""
    head = h("div", h("h2", group.title), h("p", group.about, class_="soft"))
    return _fields(group, base, changes, refused), head


def _found(
    groups: Mapping[str, Group], base: Scenario, changes: Mapping[str, Any],
    find: Mapping[str, Any], refused: Refused,
) -> tuple[list[Field], Markup]:  # fmt: skip
    """Return the fields that a search finds, under the titles of their groups, and how many."""
    words = find["words"].lower().split()
    fields: list[Field] = []
    n = 0
    for group in groups.values():
        inside = []
        for field in _fields(group, base, changes, refused):
            text = f"{group.title} {field['name']} {field['label']} {field.get('help', '')}".lower()
            is_there = all(word in text for word in words) and field["kind"] != "heading"
            if is_there and (not find["changed"] or field["name"] in changes):
                inside.append(field)
        if inside:
            title: Field = {"kind": "heading", "name": group.key, "label": group.title}
            fields += [title, *inside][: max(0, _MOST_FOUND - len(fields))]
        n += len(inside)
    more = " The first of them are shown; more words find fewer." if n > len(fields) else ""
    said = f"{n} {plural('parameter', n)} found.{more}"
    return fields, h("p", said, role="status", class_="soft")
