"""Finding the naming of a file, templates for files of one's own, and reading the raw cells."""

import csv
import io
import tomllib
from collections import Counter
from pathlib import Path

from experiments.own_data.columns import COLUMNS, FILES, File, Naming, naming_of
from sim.scenario_errors import Problem, ScenarioError, nearest
from sim.scenario_file import LIBRARY, read_toml

__all__ = ["LARGEST", "Raw", "known_namings", "naming_for", "raw_of", "read_columns", "template"]

LARGEST = 20_000_000  # bytes of a file of own data
_MOST_ROWS = 100_000


class Raw:
    """The cells of a file: headers, and rows with their line numbers."""

    def __init__(self, name: str, headers: list[str], rows: list[tuple[int, list[str]]]) -> None:
        self.name, self.headers, self.rows = name, headers, rows


def known_namings() -> list[Naming]:
    """Return the namings that come with fireside, of known exports.

    Raises:
        ScenarioError: if one of them is damaged.
    """
    found = []
    for path in sorted((LIBRARY / "columns").glob("*.toml")):
        found += read_columns(path).values()
    return found


def read_columns(path: Path) -> dict[File, Naming]:
    """Return what a mapping file says of each file of data.

    Raises:
        ScenarioError: naming everything that is wrong with it.
    """
    content, found, problems = read_toml(path), {}, []
    for key, table in content.items():
        if key not in COLUMNS:
            allowed = f"unknown; {', '.join(FILES)} are allowed" + nearest(key, FILES)
            problems.append(Problem(path.name, key, table, allowed))
            continue
        naming, wrong = naming_of(key, table, path.name)
        problems += wrong
        if naming is not None:
            found[key] = naming
    if problems:
        raise ScenarioError(problems)
    return found


def raw_of(path: Path, separator: str = ",") -> Raw:
    """Return the cells of a file.

    Raises:
        ScenarioError: if it cannot be read as a table.
    """
    lines = csv.reader(io.StringIO(_text_of(path), newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        headers = [cell.strip() for cell in next(lines, [])]
        for cells in lines:
            rows.append((lines.line_num, [cell.strip() for cell in cells]))
            if len(rows) > _MOST_ROWS:
                _refuse(path, f"at most {_MOST_ROWS:,} rows are allowed")
    except csv.Error as error:
        _refuse(path, f"line {lines.line_num}: not a table: {error}")
    if not any(headers):
        _refuse(path, "the file is empty; a line of headers is needed")
    while rows and not any(rows[-1][1]):
        rows.pop()  # empty lines at the end are no rows
    return Raw(path.name, headers, rows)


def _text_of(path: Path) -> str:
    """Return the text of a file that is not too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            _refuse(path, f"the file has {size:,} bytes; at most {LARGEST:,} are allowed")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(path, f"byte {error.start:,} is not UTF-8 text; save it as CSV in UTF-8")
    except OSError as error:
        _refuse(path, error.strerror or "it cannot be read")
    raise AssertionError


def _refuse(path: Path, allowed: str) -> None:
    raise ScenarioError([Problem(path.name, "", None, allowed)])


def naming_for(file: File, path: Path, given: Naming | None) -> tuple[Naming, Raw]:
    """Return how a file names its columns, and its cells.

    In this order: the mapping given; our own names; the one known export that fits.

    Raises:
        ScenarioError: naming every column that is missing or doubled.
    """
    raw = raw_of(path, given.separator if given else ",")
    problems = _doubled(raw)
    if given is not None:
        naming = given
    else:
        own = {name: name for name in COLUMNS[file] if name in raw.headers}
        naming = Naming(file, own)
        fits = [n for n in known_namings() if n.file == file and _fits(n, raw)]
        if _missing(naming, raw) and len(fits) == 1:
            naming = fits[0]
    problems += _missing(naming, raw)
    if problems:
        raise ScenarioError(problems)
    return naming, raw


def _fits(naming: Naming, raw: Raw) -> bool:
    return set(naming.headers.values()) <= set(raw.headers)


def _doubled(raw: Raw) -> list[Problem]:
    """Return the headers that stand there more than once."""
    return [
        Problem(raw.name, "line 1", header, "each header once is allowed")
        for header, n in Counter(raw.headers).items()
        if n > 1 and header
    ]


def _missing(naming: Naming, raw: Raw) -> list[Problem]:
    """Return which columns are not named, or named and not there."""
    problems = []
    for name, header in naming.headers.items():
        if header not in raw.headers:
            allowed = f"no column has this header ({name})" + nearest(header, raw.headers)
            problems.append(Problem(raw.name, "line 1", header, allowed))
    for column in COLUMNS[naming.file].values():
        if column.is_needed and column.name not in naming.headers:
            allowed = (
                f"column '{column.name}' is missing: {column.meaning}"
                + nearest(column.name, raw.headers)
                + "; name it with --columns FILE.toml (fireside calibrate --template "
                f"{naming.file})"
            )
            problems.append(Problem(raw.name, "line 1", None, allowed))
    if naming.file == "posts" and "date" not in naming.headers and not naming.order:
        allowed = "column 'date' is missing; or say the order of the rows with --columns"
        problems.append(Problem(raw.name, "line 1", None, allowed))
    return problems


def template(file: File) -> tuple[str, str]:
    """Return a table of one row with our headers, and a mapping that names each of them."""
    columns = [each for each in COLUMNS[file].values() if each.example]
    table = ",".join(each.name for each in columns) + "\n"
    table += ",".join(each.example for each in columns) + "\n"
    lines = [f"[{file}]  # our name = the header in your file; leave out what you do not have"]
    for each in COLUMNS[file].values():
        need = "needed" if each.is_needed else "optional"
        mark = "" if each.example else "# "
        lines.append(f'{mark}{each.name} = "{each.name}"  # {need}: {each.meaning}')
    lines += [
        '# separator = ";"', '# decimal = ","', '# thousands = "."',
    ]  # fmt: skip
    if file in {"posts", "sales"}:
        lines.append('# date_format = "%d/%m/%Y"')
    if file == "posts":
        lines += ['# order = "newest first"  # where there is no date',
                  '# percent = ["reach"]  # of the followers',
                  '# leave_out = ["reach above impressions", "empty cells"]']  # fmt: skip
    if file == "survey":
        lines.append("# scale = [1, 7]  # the least and the most of an answer")
    mapping = "\n".join(lines) + "\n"
    tomllib.loads(mapping)
    return table, mapping
