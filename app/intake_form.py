"""The form of the six questions: its fields, and what readers typed into them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.declared import Field
from app.intake import MATTERS, MOST_MEMBERS, PROMOTION, TOPICS, Answers, one_line
from sim.market import BrandParameters
from sim.platforms import Platforms

__all__ = ["answered", "intake_fields"]

_NUMBERS = {  # least, most, unit
    "dollars": (0, 1_000_000, "$ a month"), "hours": (0, 400, "hours a week"),
    "communities": (1, 24, "communities"), "members": (10, 5000, "people"),
    "order": (0, 100_000, "$"), "margin": (0, 100, "%"),
}  # fmt: skip


def intake_fields(told: Mapping[str, Any], problems: Mapping[str, str]) -> list[list[Field]]:
    """Return the fields of the six questions, a list for each.

    Args:
        told: what was told so far, by name; the rest as in `Answers`.
        problems: what is wrong, by name.
    """
    usual = Answers()
    value = {each.name: told.get(each.name, getattr(usual, each.name)) for each in fields(Answers)}

    def field(name: str, label: str, kind: str = "number", **more: Any) -> Field:
        base = {"name": name, "label": label, "kind": kind, "value": value[name]}
        return base | {"note": problems.get(name, "")} | more

    def choice(name: str, label: str, choices: list[tuple[str, str]]) -> Field:
        return field(name, label, "select", choices=choices)

    platforms = [(each, each.capitalize()) for each in Platforms.model_fields]
    return [
        [field("name", "Its name", "text", maxlength=60),
         field("sells", "What it sells", "text", maxlength=80)],
        [field("dollars", "Money", unit="$ a month", min=0, step=100,
               help=f"All of it: work counts too, at ${BrandParameters().wage:g} an hour.")],
        [field("hours", "Time", unit="hours a week", min=0, step=1)],
        [field("communities", "How many", min=1, max=24, step=1),
         field("members", "Members in each", min=10, max=5000, step=10),
         choice("platform", "Platform", platforms),
         choice("promotion", "What they think of promotion", _texts(PROMOTION)),
         choice("topic", "How private their topic is", _texts(TOPICS))],
        [field("order", "Value of one order", unit="$", min=0, step=1),
         field("margin", "Margin", unit="% of it", min=0, max=100, step=1,
               help="What is left after the goods are paid.")],
        [field("matters", "What matters most", "radio", choices=_texts(MATTERS))],
    ]  # fmt: skip


def _texts(choices: Mapping[str, tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, text) for value, (text, _) in choices.items()]


def answered(told: Mapping[str, Any]) -> tuple[Answers, dict[str, str]]:
    """Return the answers, and what is wrong with them by name; what is wrong is as usual.

    Args:
        told: what fields told; None of an emptied box.
    """
    good: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in told.items():
        if name in _NUMBERS:
            least, most, unit = _NUMBERS[name]
            if not isinstance(value, int | float) or not least <= value <= most:
                problems[name] = f"A number from {least:,} to {most:,} ({unit}) is needed."
            elif isinstance(getattr(Answers(), name), int):
                good[name] = round(value)
            else:
                good[name] = float(value)
        elif isinstance(value, str):
            good[name] = one_line(value)[:80]
    answers = Answers(**good)
    if not answers.name:
        problems["name"] = "A name is needed."
    if answers.communities * answers.members > MOST_MEMBERS:
        problems["members"] = f"At most {MOST_MEMBERS:,} members in all can be simulated here."
    return answers, problems
