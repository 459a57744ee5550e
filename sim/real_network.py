"""Reading a real network: an edge list (CSV) or a GraphML file becomes rows and communities.

Ties are read as undirected: each is kept in both directions. Communities come from the
file, or else from the Louvain method. The order of lines in the file changes nothing.

Source: Blondel et al. 2008, (Louvain; from memory, not verified).
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import networkx
import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST_FILE", "NetworkError", "RealNetwork", "read_network"]

LARGEST_FILE = 50_000_000  # bytes: some four million ties, 4 GB of memory, a minute and a half

_PAIR_OF_COLUMNS = ("source_community", "target_community")
_ONE_COLUMN = "community"


class NetworkError(ValueError):
    """A network file that cannot be used: what is wrong, where, and what is allowed."""


@dataclass(frozen=True, slots=True)
class RealNetwork:
    """People, their communities and who knows whom. Rows are sorted by community.

    Attributes:
        name: name of the file without its ending.
        people: the people's labels in row order, by label inside a community.
        communities: names of the communities, the largest first, equals by name.
        sizes: people in each community, int64, shape (n_communities,).
        start: first tie of each person and the end of the last, int64, shape (n_people + 1,).
        whom: row of the other person, ascending for each, int32, shape (n_ties,).
        found_by: "membership column" or "Louvain".
        modularity: share of ties inside communities beyond chance, -0.5..1.
        self_loops_dropped: lines that tie a person to themself.
        duplicates_dropped: lines that repeat a tie, in either direction.
    """

    name: str
    people: tuple[str, ...]
    communities: tuple[str, ...]
    sizes: NDArray[np.int64]
    start: NDArray[np.int64]
    whom: NDArray[np.int32]
    found_by: str
    modularity: float
    self_loops_dropped: int
    duplicates_dropped: int


def read_network(path: str | Path, seed: int = 1) -> RealNetwork:
    """Return the network in a .csv or .graphml file; a file that cannot be used is a NetworkError.

    Args:
        path: the file. CSV: a header, two columns for the two people, then perhaps the columns
            `source_community` and `target_community`, or `community` (of the first person);
            others are ignored. GraphML: the node attribute `community` is optional.
        seed: seed of the Louvain method, used where the file names no communities.
    """
    path = Path(path)
    readers = {".csv": _from_csv, ".graphml": _from_graphml}
    if path.suffix.lower() not in readers:
        raise NetworkError(f"{path}: unknown kind of file '{path.suffix}'; allowed: .csv, .graphml")
    edges = readers[path.suffix.lower()](path, _text_of(path))
    homeless = sorted(edges.people - edges.home.keys())
    if edges.home and homeless:
        raise NetworkError(
            f"{path}: '{homeless[0]}' has no community; {len(homeless)} of {len(edges.people)} "
            "people have none. Give everyone one, or nobody (then they are found)."
        )
    return _network_of(path, edges, seed)


@dataclass(slots=True)
class _Edges:
    """What a file says: its people, pairs of people, and home community of each, if any."""

    people: set[str] = field(default_factory=set)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    home: dict[str, str] = field(default_factory=dict)


def _text_of(path: Path) -> str:
    """Return the text of a file, after the checks that both formats share."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NetworkError(
                f"{path}: too large: {path.stat().st_size} bytes, {LARGEST_FILE} are allowed"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NetworkError(f"{path}: no such file") from None
    except OSError as fault:
        raise NetworkError(f"{path}: cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError as fault:
        raise NetworkError(
            f"{path}: not UTF-8 text: byte {fault.start} is {fault.object[fault.start]:#04x}"
        ) from None
    if not text.strip():
        raise NetworkError(f"{path}: the file is empty")
    return text


def _from_csv(path: Path, text: str) -> _Edges:
    """Return what an edge list says, or report its first bad line and how many are bad."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    edges, problems = _Edges(), []
    try:
        header = [cell.strip() for cell in next(reader)]
        columns = _columns_of(path, header)
        for row in reader:
            if row and (problem := _take(edges, [cell.strip() for cell in row], header, columns)):
                problems.append((reader.line_num, problem))
    except csv.Error as fault:
        raise NetworkError(f"{path}, line {reader.line_num}: not CSV: {fault}") from None
    if problems:
        line, problem = problems[0]
        raise NetworkError(f"{path}, line {line}: {problem}. Bad lines in all: {len(problems)}.")
    return edges


def _columns_of(path: Path, header: list[str]) -> tuple[int, ...]:
    """Return the columns to read: two people, then the communities of none, one or both."""
    names = [name.lower() for name in header]
    if len(header) < 2 or any(name in (*_PAIR_OF_COLUMNS, _ONE_COLUMN) for name in names[:2]):
        raise NetworkError(
            f"{path}, line 1: got '{','.join(header)}'; the header must begin with the columns of "
            "the two people, separated by a comma, such as source,target"
        )
    if all(_is_number(name) for name in names[:2]):
        raise NetworkError(
            f"{path}, line 1: got '{','.join(header)}'; a header is needed, such as source,target"
        )
    given = [name for name in _PAIR_OF_COLUMNS if name in names]
    if len(given) == 1:
        raise NetworkError(
            f"{path}, line 1: got '{given[0]}' alone; allowed are {' and '.join(_PAIR_OF_COLUMNS)} "
            f"together, or {_ONE_COLUMN}"
        )
    if not given and _ONE_COLUMN in names:
        given = [_ONE_COLUMN]
    return (0, 1, *(names.index(name) for name in given))


def _is_number(text: str) -> bool:
    """Tell whether a cell of the header looks like data."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _take(edges: _Edges, row: list[str], header: list[str], columns: tuple[int, ...]) -> str:
    """Add one line to `edges`; return what is wrong with it, or nothing."""
    if len(row) != len(header):
        return f"got {len(row)} cell(s), the header has {len(header)}"
    cells = [row[column] for column in columns]
    if "" in cells:
        return f"the cell under '{header[columns[cells.index('')]]}' is empty"
    pair = (cells[0], cells[1])
    for person, community in zip(pair, cells[2:], strict=False):
        if edges.home.setdefault(person, community) != community:
            return (
                f"'{person}' is in '{community}', but was in '{edges.home[person]}' before; "
                "one community per person is allowed"
            )
    edges.people.update(pair)
    edges.pairs.append(pair)
    return ""


def _from_graphml(path: Path, text: str) -> _Edges:
    """Return what a GraphML file says. It is parsed from the very text that was checked."""
    for declaration in ("<!DOCTYPE", "<!ENTITY"):
        if declaration in text.upper():  # a few entities can unfold to gigabytes
            raise NetworkError(f"{path}: holds {declaration}, which is not allowed in GraphML here")
    try:
        graph = networkx.parse_graphml(text, node_type=_label_of)
    except Exception as fault:  # its parser raises whatever it stumbles over
        raise NetworkError(f"{path}: not GraphML: {type(fault).__name__}: {fault}") from None
    homes = {
        person: str(home).strip() for person, home in graph.nodes(data="community", default="")
    }
    return _Edges(
        people=set(graph.nodes),
        pairs=[(a, b) for a, b in graph.edges()],
        home={person: home for person, home in homes.items() if home},
    )


def _label_of(identity: str | None) -> str:
    """Return a person's label; networkx would make a person called None of a missing one."""
    if identity is None or not identity.strip():
        raise ValueError("a node or edge without the id of its people")
    return identity.strip()


def _network_of(path: Path, edges: _Edges, seed: int) -> RealNetwork:
    """Return rows sorted by community, both directions of every tie."""
    labels = sorted(edges.people)
    number = {label: i for i, label in enumerate(labels)}
    pairs = np.sort([(number[a], number[b]) for a, b in edges.pairs] or np.empty((0, 2), int))
    proper = pairs[pairs[:, 0] != pairs[:, 1]]
    ties = np.unique(proper, axis=0)
    if len(ties) == 0:
        raise NetworkError(f"{path}: no ties between two different people")

    # Whole numbers, sorted: sets of text have another order in every Python process.
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(labels)))
    graph.add_edges_from(ties.tolist())
    groups = _groups_of(graph, [edges.home.get(label, "") for label in labels], seed)

    order = np.concatenate(list(groups.values()))
    row_of = np.argsort(order)
    rows, whom = row_of[np.concatenate([ties, ties[:, ::-1]])].T
    return RealNetwork(
        name=path.stem,
        people=tuple(labels[i] for i in order),
        communities=tuple(groups),
        sizes=np.array([len(group) for group in groups.values()]),
        start=np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(labels)))]),
        whom=whom[np.lexsort((whom, rows))].astype(np.int32),
        found_by="membership column" if edges.home else "Louvain",
        modularity=float(networkx.community.modularity(graph, groups.values())),
        self_loops_dropped=len(pairs) - len(proper),
        duplicates_dropped=len(proper) - len(ties),
    )


def _groups_of(graph: networkx.Graph, homes: list[str], seed: int) -> dict[str, list[int]]:
    """Return the people of each community, sorted, by its name; the largest community first."""
    if any(homes):
        named = defaultdict(list)
        for i, home in enumerate(homes):
            named[home].append(i)
        return dict(sorted(named.items(), key=lambda item: (-len(item[1]), item[0])))
    found = [sorted(group) for group in networkx.community.louvain_communities(graph, seed=seed)]
    found.sort(key=lambda group: (-len(group), group[0]))
    return {f"community {rank}": group for rank, group in enumerate(found, start=1)}
