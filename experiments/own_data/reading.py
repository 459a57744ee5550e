"""Reading: every cell is checked; every fault is told with its line and column, or refuses all."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.own_data.columns import COLUMNS, LEAST_ROWS, Column, File, Naming
from experiments.own_data.files import Raw, naming_for
from sim.scenario_errors import Problem, ScenarioError, nearest
from sim.strategies.tailor import KINDS

__all__ = ["Data", "read"]

_MOST_TOLD = 20  # faults of a file
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([ ,.']\d{3})+([.,]\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_EMPTY = {"", "na", "n/a", "nan", "null", "none", "-"}
_FLAGS = {"0": 0.0, "1": 1.0, "0.0": 0.0, "1.0": 1.0, "no": 0.0, "yes": 1.0, "false": 0.0,
          "true": 1.0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one row."""

    line: int
    what: str  # one of FAULTS
    column: str  # their header; "" for the row
    got: str
    allowed: str


@dataclass(frozen=True, eq=False)
class Data:
    """A file as read.

    Attributes:
        file: which of the files.
        name: of the file.
        table: one row a post, ad, week or answer, the oldest first; numbers are floats; a date is
            `day`, in days since the first.
        left_out: line and fault of each row that was left out, as the mapping asks for.
        naming: how it was read.
    """

    file: File
    name: str
    table: pd.DataFrame
    left_out: list[tuple[int, str]]
    naming: Naming


def read(file: File, path: Path, naming: Naming | None = None) -> Data:
    """Return a file of own data, all of it checked.

    Args:
        file: which of the files it is.
        path: where.
        naming: how it names its columns; None for our names, or those of a known export.

    Raises:
        ScenarioError: naming every fault, at most 20 of them, that the naming does not leave out.
    """
    how, raw = naming_for(file, path, naming)
    places = {name: raw.headers.index(header) for name, header in how.headers.items()}
    rows, faults = [], []
    signs = {name for name in how.percent if name in places and _has_sign(raw, places[name])}
    for line, cells in raw.rows:
        values, wrong = _row(how, line, cells, places, len(raw.headers), signs)
        faults += wrong
        if not wrong:
            rows.append(values)
    refused = [each for each in faults if each.what not in how.leave_out]
    if refused:
        raise ScenarioError(_told(raw.name, refused))
    if len(rows) < LEAST_ROWS[file]:
        allowed = f"at least {LEAST_ROWS[file]} good rows are needed"
        raise ScenarioError([Problem(raw.name, "", f"{len(rows)} good rows", allowed)])
    left_out = sorted({(each.line, each.what) for each in faults})
    return Data(file, raw.name, _in_time(pd.DataFrame(rows), how), left_out, how)


def _has_sign(raw: Raw, place: int) -> bool:
    """Tell whether any cell of a column in percent has the sign: then all must."""
    return any(cells[place].endswith("%") for _, cells in raw.rows if len(cells) > place)


def _told(name: str, faults: list[Fault]) -> list[Problem]:
    """Return faults as problems, the first ones of many."""
    said = []
    for each in faults[:_MOST_TOLD]:
        where = f"line {each.line}" + (f", column '{each.column}'" if each.column else "")
        said.append(Problem(name, where, each.got, each.allowed))
    if len(faults) > _MOST_TOLD:
        said.append(Problem(name, "", None, f"and {len(faults) - _MOST_TOLD:,} more faults"))
    return said


def _row(
    how: Naming, line: int, cells: list[str], places: dict[str, int], n: int, signs: set[str]
) -> tuple[dict[str, Any], list[Fault]]:
    """Return the values of one row, and what is wrong with it."""
    if not any(cells):
        return {}, [Fault(line, "empty cells", "", "", "an empty row is not allowed")]
    if len(cells) != n:
        allowed = f"{n} cells, as in the line of headers, are allowed"
        return {}, [Fault(line, "wrong number of cells", "", f"{len(cells)} cells", allowed)]
    values, faults = {}, []
    for name, place in places.items():
        value, what, allowed = _cell(COLUMNS[how.file][name], cells[place], how, name in signs)
        if what:
            faults.append(Fault(line, what, how.headers[name], cells[place], allowed))
        values[name] = value
    return values, faults + _between(how, line, values)


def _cell(column: Column, cell: str, how: Naming, signed: bool) -> tuple[Any, str, str]:
    """Return the value of a cell, its fault ("" for none), and what is allowed."""
    if cell.lower() in _EMPTY:
        if column.kind == "text":
            return "", "", ""
        return None, "empty cells", "a value is needed"
    if column.name == "kind" and cell not in KINDS:
        return None, "unknown kind", f"{', '.join(KINDS)} are allowed{nearest(cell, KINDS)}"
    if column.kind == "text":
        return cell, "", ""
    if column.kind == "flag":
        known = _FLAGS.get(cell.lower())
        allowed = "0 or 1 is allowed"
        return known, "" if known is not None else "not a number", allowed
    if column.kind == "date":
        try:
            return datetime.strptime(cell, how.date_format), "", ""
        except ValueError:
            allowed = f"a date such as {datetime(2026, 3, 31).strftime(how.date_format)} is allowed"
            return None, "unreadable date", f"{allowed} ({how.date_format})"
    return _number(column, cell, how, signed)


def _number(column: Column, cell: str, how: Naming, signed: bool) -> tuple[Any, str, str]:
    """Return a number, or what is wrong with it."""
    text = cell
    if column.name in how.percent:
        if signed != text.endswith("%"):
            return None, "not a number", "mixed units: all cells with %, or none, is allowed"
        text = text.removesuffix("%").strip()
    elif text.endswith("%"):
        return None, "not a number", f'a plain number is allowed; or percent = ["{column.name}"]'
    if how.thousands and re.fullmatch(_grouped_by(how.thousands, how.decimal), text):
        text = text.replace(how.thousands, "")
    if how.decimal == ",":
        if "." in text:
            return None, "not a number", "decimals after a comma are allowed, as the mapping says"
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        return None, "not a number", _hint(text)
    value = float(text)
    if not np.isfinite(value) or abs(value) > 1e15:
        return None, "not a number", "a number up to 1e15 is allowed"
    if column.kind == "score":
        return _score(value / 100 if column.name in how.percent else value, how)
    if value < 0:
        return None, "negative", "0 or more is allowed"
    if column.name in how.percent:
        return value / 100, "", ""
    if column.kind == "count" and value != int(value):
        return None, "not a number", "a whole number is allowed"
    return value, "", ""


def _score(value: float, how: Naming) -> tuple[Any, str, str]:
    """Return an answer of a survey if it is on its scale."""
    low, high = how.scale
    if not low <= value <= high:
        return None, "not a number", f"{low:g} to {high:g} is allowed; scale = [low, high] sets it"
    return value, "", ""


def _grouped_by(sign: str, decimal: str) -> str:
    return rf"[+-]?\d{{1,3}}({re.escape(sign)}\d{{3}})+({re.escape(decimal)}\d+)?"


def _hint(text: str) -> str:
    """Return what is allowed instead of a cell that is no plain number."""
    if _GROUPED.fullmatch(text):
        sign = next(char for char in text if char in " ,.'")
        return f"a number without signs between thousands is allowed; or thousands = {sign!r}"
    if _COMMA.fullmatch(text):
        return "a number with a decimal point is allowed; or decimal = ','"
    return "a number is allowed"


def _between(how: Naming, line: int, values: dict[str, Any]) -> list[Fault]:
    """Return what is wrong between the cells of one row."""
    if how.file != "posts":
        return []
    reach, shown, followers = (values.get(n) for n in ("reach", "impressions", "followers"))
    if "reach" in how.percent:
        shown = None
    if reach is not None and shown is not None and reach > shown:
        allowed = f"at most the impressions, {shown:,.0f}, is allowed"
        header = how.headers["reach"]
        return [Fault(line, "reach above impressions", header, f"{reach:,.0f}", allowed)]
    nothing = [name for name, n in (("reach", reach), ("followers", followers)) if n == 0]
    return [
        Fault(line, "nothing reached", how.headers[name], "0", "1 or more is allowed")
        for name in nothing
    ]


def _in_time(table: pd.DataFrame, how: Naming) -> pd.DataFrame:
    """Return rows in the order of time, with `day` where there are dates."""
    name = "date" if "date" in table else "week"
    if name in table:
        table = table.sort_values(name, kind="stable")
        day = (table[name] - table[name].iloc[0]).dt.total_seconds() / 86_400
        table = table.assign(day=day)
        if name == "date":
            table = table.assign(month=table[name].dt.month, weekday=table[name].dt.day_of_week + 1)
    elif how.order == "newest first":
        table = table.iloc[::-1]
    for each in how.percent:
        if each in table and how.file == "posts":
            table = table.assign(**{each: table[each] * table["followers"]})
    return table.reset_index(drop=True)
