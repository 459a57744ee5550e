"""Contingencies: what a brand does when last week's figures say so.

A rule is text with a fixed grammar, never code: METRIC OPERATOR NUMBER [for N weeks].
"""

import difflib
import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from pydantic import field_validator

from sim.parameters import Parameters

__all__ = ["METRICS", "Action", "Condition", "Contingency", "actions", "holds", "read_condition"]

METRICS = {  # name -> what a brand can see of each week
    "trust_proxy": "trust of members as measured, with noise, 0 to 1",
    "engagement_rate": "engagements per view, 0 to 1",
    "views": "views of its posts",
    "engagements": "likes, comments and shares of its posts",
    "customers": "people who bought",
    "complaints": "complaints of members",
    "removed": "its posts that moderators took down",
    "cost": "money spent, $",
    "week": "the number of the week, from 0",
}
Action = Literal["pause-promotion", "pause-posting", "pause-ads", "apologise", "stop"]

_SHARES = {"trust_proxy", "engagement_rate"}
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_TOKEN = re.compile(r"[<>=!]+|[^\s<>=!]+")
_NUMBER = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(%?)")
_FORM = "METRIC OPERATOR NUMBER [for N weeks]"
_EXAMPLE = "trust_proxy < 0.4 for 2 weeks"


class Condition(NamedTuple):
    """A comparison that must hold in each of the last weeks."""

    metric: str
    operator: str
    threshold: float  # in the unit of the metric
    weeks: int


class Contingency(Parameters):
    """One rule: when a condition holds, do this."""

    when: str
    then: Action

    @cached_property
    def condition(self) -> Condition:
        """The condition that `when` states."""
        return read_condition(self.when)

    @field_validator("when")
    @classmethod
    def _can_be_read(cls, when: str) -> str:
        read_condition(when)
        return when


def read_condition(text: str) -> Condition:
    """Return the condition that a text such as "trust_proxy < 40% for 2 weeks" states.

    Raises:
        ValueError: if it states none; names everything that is wrong and what is allowed.
    """
    words = _TOKEN.findall(re.sub(r"\s+%", "%", text))
    if len(words) == 3:
        words += ["for", "1", "week"]
    if len(words) != 6 or words[3] != "for" or words[5] not in {"week", "weeks"}:
        raise ValueError(f"'{text}' is no condition; {_FORM} is allowed, such as '{_EXAMPLE}'")
    metric, sign, number, _, weeks, _ = words
    problems = []
    if metric not in METRICS:
        close = difflib.get_close_matches(metric, METRICS, 1)
        guess = f"; did you mean '{close[0]}'?" if close else ""
        problems.append(f"'{metric}' is no metric; {', '.join(METRICS)} are allowed{guess}")
    if sign not in _COMPARE:
        problems.append(f"'{sign}' is no operator; {', '.join(_COMPARE)} are allowed")
    problems += _problems_with_number(metric, number)
    if not (weeks.isdecimal() and int(weeks) >= 1):
        problems.append(f"'{weeks}' is no number of weeks; a whole number from 1 is allowed")
    if problems:
        raise ValueError(". ".join(problems))
    return Condition(metric, sign, _value(number), int(weeks))


def holds(rule: Contingency, history: Mapping[str, Any]) -> bool:
    """Tell whether a rule's comparison held in each of the weeks it asks for, up to the last.

    It does not hold while there are fewer weeks than that, or where a value is NaN.

    Args:
        rule: the rule.
        history: metric -> its weekly values, oldest first (a sequence or a 1-d array).
    """
    metric, sign, threshold, weeks = rule.condition
    values: Sequence[float] = history.get(metric, ())[-weeks:]
    # Every comparison with NaN is false.
    return len(values) == weeks and all(_COMPARE[sign](value, threshold) for value in values)


def actions(rules: Iterable[Contingency], history: Mapping[str, Any]) -> set[Action]:
    """Return what the rules ask for this week; how long an action lasts is up to the caller."""
    return {rule.then for rule in rules if holds(rule, history)}


def _problems_with_number(metric: str, number: str) -> list[str]:
    """Return what is wrong with a threshold: no metric is below 0, a share is at most 1."""
    is_share = metric in _SHARES
    if not _NUMBER.fullmatch(number):
        return [f"'{number}' is no number; a number from 0, such as 0.4, .4 or 40%, is allowed"]
    if metric in METRICS and not is_share and number.endswith("%"):
        return [f"'{number}' is a share and {metric} is not; a plain number is allowed"]
    if is_share and _value(number) > 1.0:
        return [f"'{number}' is too much for {metric}; 0 to 1, or 0% to 100%, is allowed"]
    return []


def _value(number: str) -> float:
    """Return the value of a number that is written well."""
    return float(number.removesuffix("%")) / (100.0 if number.endswith("%") else 1.0)
