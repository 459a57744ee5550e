"""The market of a scenario as form fields: every parameter outside the strategies, in groups."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from app.declared import Field, field_of, named
from sim.parameters import Declaration, declarations
from sim.platforms import PlatformName
from sim.scenario import Scenario

__all__ = ["SECTIONS", "Group", "fields_of_group", "groups_of", "value_at"]

SECTIONS = ("The brand", "The market", "Kinds of post and tools", "What members do")
_WHERE = {  # the first step of a name -> section and title; mechanisms are what is not here
    "days": (0, "The run"), "brand": (0, "The brand"), "rivals": (0, "Rival"),
    "communities": (1, "Community"), "audience": (1, "The public"), "network": (1, "Ties"),
    "population": (1, "How members differ"), "platforms": (1, "Platform"),
    "content": (2, "Post"), "stories": (2, "Success stories"),
    "research": (2, "Finding communities"), "tools": (2, "Tools for measuring"),
    "influencers": (2, "Influencers"),
}  # fmt: skip
_SPLIT = ("rivals", "communities", "platforms", "content")  # a group for each of their entries
_WORDS = {  # what is no number: name inside its group -> meaning
    "name": "what it is called", "platform": "where the community meets, or ads are shown",
    "topic": "what it is about: one number for each dimension that the scenario chooses",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Parameters that belong together.

    Attributes:
        key: dotted beginning of their names, "memory" or "communities.hikers".
        title: what they are called.
        about: a sentence.
        section: position in SECTIONS.
        declared: the numbers.
        words: what else can be said: dotted name -> meaning.
    """

    key: str
    title: str
    about: str
    section: int
    declared: tuple[Declaration, ...] = ()
    words: tuple[tuple[str, str], ...] = ()

    def names(self) -> Iterator[str]:
        """Yield the dotted names of all that can be changed."""
        yield from (name for name, _ in self.words)
        yield from (each.name for each in self.declared)


def groups_of(spec: Scenario) -> dict[str, Group]:
    """Return all groups by key, in the order of the sections."""
    found: dict[str, Group] = {}
    for each in declarations(spec):
        first, *rest = each.name.split(".")
        if first == "strategies":
            continue
        key = f"{first}.{rest[0]}" if first in _SPLIT else first
        group = found.get(key) or _new_group(spec, key)
        found[key] = replace(group, declared=(*group.declared, each))
    return dict(sorted(found.items(), key=lambda item: item[1].section))


def _new_group(spec: Scenario, key: str) -> Group:
    """Return a group with its words, and no numbers yet."""
    first, _, entry = key.partition(".")
    section, title = _WHERE.get(first, (3, named(first)))
    value = value_at(spec, key)
    about = (
        (type(value).__doc__ or "").split("\n")[0].replace("`", "")
        if key != "days"
        else "How long a run is."
    )
    words = [(f"{key}.{name}", meaning) for name, meaning in _WORDS.items() if hasattr(value, name)]
    title = f"{title}: {named(entry)}" if entry else title
    return Group(key, title, about, section, words=tuple(words))


def value_at(spec: Any, name: str) -> Any:
    """Return what a scenario says at a dotted name; None where it has nothing there."""
    here = spec
    for step in name.split("."):
        here = here.get(step) if isinstance(here, dict) else getattr(here, step, None)
    return here


def fields_of_group(group: Group, spec: Scenario, changes: Mapping[str, Any]) -> list[Field]:
    """Return the fields of one group.

    Args:
        group: one of `groups_of(spec)`.
        spec: the scenario, without the changes.
        changes: the reader's; their values are shown, also those that cannot be.
    """
    fields = []
    for name, meaning in group.words:
        fields.append(_of_words(name, meaning, changes.get(name, value_at(spec, name))))
    inner = ""
    for each in group.declared:
        parts = each.name.removeprefix(f"{group.key}.").split(".")
        if len(parts) > 1 and ".".join(parts[:-1]) != inner:
            inner = ".".join(parts[:-1])
            label = " ".join(named(part) for part in parts[:-1])
            fields.append({"kind": "heading", "name": inner, "label": label})
        fields.append(_marked(each, changes))
    return fields


def _marked(each: Declaration, changes: Mapping[str, Any]) -> Field:
    """Return the field of a number; one that was changed says what the scenario has."""
    field = field_of(each, changes.get(each.name, each.default), facts=True)
    if each.name in changes:
        was = "nothing" if each.default is None else f"{each.default:g}"
        field["note"] = f"Changed; the scenario has {was}."
    return field


def _of_words(name: str, meaning: str, value: Any) -> Field:
    """Return the field of a name, a platform or a topic."""
    last = name.rpartition(".")[2]
    field: Field = {
        "name": name, "label": named(last), "help": f"{meaning[:1].upper()}{meaning[1:]}.",
        "value": value,
    }  # fmt: skip
    if last == "platform":
        choices = [(each, named(each)) for each in get_args(PlatformName)]
        return field | {"kind": "select", "choices": choices}
    if isinstance(value, list | tuple):
        field["value"] = ", ".join(f"{each:g}" for each in value)
    return field | {"kind": "text", "maxlength": 200}
