"""What each file of own data holds: its columns, what they mean, and how a mapping names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.scenario_errors import Problem, nearest

__all__ = ["COLUMNS", "FAULTS", "FILES", "LEAST_ROWS", "Column", "Naming", "naming_of"]

Kind = Literal["count", "amount", "date", "order", "text", "flag", "score"]
File = Literal["posts", "ads", "sales", "survey"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how its cells are read, and whether a file must have it."""

    name: str
    kind: Kind
    is_needed: bool
    meaning: str
    example: str


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


COLUMNS: dict[File, dict[str, Column]] = {
    "posts": _columns(
        Column("date", "date", False, "day it was posted; or say the order of the rows",
               "2026-03-01"),
        Column("followers", "count", True, "followers of the page on that day", "3200"),
        Column("reach", "count", True, "people reached", "410"),
        Column("impressions", "count", False, "times shown", "560"),
        Column("likes", "count", True, "likes and other reactions", "17"),
        Column("comments", "count", True, "comments", "2"),
        Column("shares", "count", True, "shares", "1"),
        Column("type", "text", False, "photo, video, link, ...", "photo"),
        Column("category", "text", False, "a grouping of one's own", "craft"),
        Column("paid", "flag", False, "1 if money pushed it, else 0", "0"),
        Column("kind", "text", False, "the scenario's kind of post", "question"),
        Column("month", "count", False, "month of the year, 1 to 12, without a date", ""),
        Column("weekday", "count", False, "day of the week, 1 to 7, without a date", ""),
        Column("hour", "count", False, "hour of the day", ""),
    ),
    "ads": _columns(
        Column("impressions", "count", True, "times shown", "7350"),
        Column("clicks", "count", True, "clicks", "9"),
        Column("spent", "amount", True, "money spent on it, in the scenario's currency", "58.80"),
        Column("purchases", "count", False, "purchases, if they were counted", "1"),
    ),
    "sales": _columns(
        Column("week", "date", False, "first day of the week; rows follow in time without it",
               "2026-03-02"),
        Column("customers", "count", True, "new customers in that week", "4"),
    ),
    "survey": _columns(
        Column("trust", "score", True, "trust of one person who hardly knows the brand", "0.45"),
    ),
}  # fmt: skip
FILES: tuple[File, ...] = tuple(COLUMNS)
LEAST_ROWS: dict[File, int] = {"posts": 20, "ads": 10, "sales": 8, "survey": 20}

FAULTS = (  # what can be wrong with a row; a mapping may say that such rows are left out
    "empty cells", "not a number", "negative", "reach above impressions", "nothing reached",
    "unknown kind", "unreadable date", "wrong number of cells",
)  # fmt: skip


@dataclass(frozen=True)
class Naming:
    """How the headers of a file stand for our columns, and how its cells are written.

    Attributes:
        file: which of the files it is for.
        headers: our name -> their header.
        separator: of cells.
        decimal: the sign before decimals.
        thousands: the sign between thousands; "" for none.
        date_format: as strptime has it.
        order: how rows follow in time where there is no date.
        leave_out: faults whose rows are left out, and told; all others refuse the file.
        percent: our names of columns that are in percent: of followers, or of full trust.
        scale: least and most of a survey's answers.
        source: where the mapping is from.
    """

    file: File
    headers: Mapping[str, str]
    separator: str = ","
    decimal: str = "."
    thousands: str = ""
    date_format: str = "%Y-%m-%d"
    order: str = ""
    leave_out: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()
    scale: tuple[float, float] = (0.0, 1.0)
    source: str = field(default="the file's own headers", compare=False)


_SIGNS = {
    "separator": (",", ";", "\t", "|"),
    "decimal": (".", ","),
    "thousands": ("", ",", ".", " ", "'"),
    "order": ("oldest first", "newest first"),
}
_LISTS = {"leave_out": FAULTS, "percent": ("reach", "impressions", "trust")}


def naming_of(file: File, table: Any, where: str) -> tuple[Naming | None, list[Problem]]:
    """Return what one section of a mapping says, and all that is wrong with it.

    Args:
        file: which section.
        table: its content.
        where: the mapping's file, for messages.
    """
    if not isinstance(table, dict):
        return None, [Problem(where, file, table, "a table is allowed")]
    headers: dict[str, str] = {}
    said: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in table.items():
        path = f"{file}.{key}"
        if key in COLUMNS[file]:
            if isinstance(value, str) and value.strip():
                headers[key] = value
            else:
                problems.append(Problem(where, path, value, "a header of the file is allowed"))
            continue
        allowed = _wrong_option(file, key, value)
        if allowed:
            problems.append(Problem(where, path, value, allowed))
        else:
            said[key] = tuple(value) if isinstance(value, list) else value
    signs = [said.get(key, default) for key, default in (("decimal", "."), ("thousands", ""))]
    if signs[0] == signs[1]:
        allowed = "another sign than for decimals is allowed"
        problems.append(Problem(where, f"{file}.thousands", signs[1], allowed))
    if problems:
        return None, problems
    return Naming(file, headers, source=where, **said), []


def _wrong_option(file: File, key: str, value: Any) -> str:
    """Return what is allowed where an option is wrong, else nothing."""
    if key in _SIGNS:
        known = ", ".join(map(repr, _SIGNS[key]))
        return "" if value in _SIGNS[key] else f"one of {known} is allowed"
    if key in _LISTS:
        good = isinstance(value, list) and all(each in _LISTS[key] for each in value)
        return "" if good else f"a list of {', '.join(_LISTS[key])} is allowed"
    if key == "date_format":
        return "" if isinstance(value, str) and "%" in value else "such as '%d/%m/%Y' is allowed"
    if key == "scale":
        good = (
            isinstance(value, list) and len(value) == 2
            and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value)
            and value[0] < value[1]
        )  # fmt: skip
        return "" if good else "two numbers, the least and the most of an answer, are allowed"
    known = [*COLUMNS[file], *_SIGNS, *_LISTS, "date_format", "scale"]
    return f"unknown; {', '.join(known)} are allowed" + nearest(key, known)
