"""Networks of the textbooks, read by the product from an edge list like any other."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import networkx
import numpy as np
from numpy.typing import NDArray

from sim.real_network import RealNetwork, read_network

__all__ = ["complete", "directed", "random_graph", "regular_graph"]


def regular_graph(n: int, degree: int, seed: int) -> RealNetwork:
    """Return a random graph in which everybody has the same number of ties."""
    return _read(networkx.random_regular_graph(degree, n, seed=seed))


def random_graph(n: int, degree: float, seed: int) -> RealNetwork:
    """Return an Erdos-Renyi graph of this mean degree."""
    return _read(networkx.fast_gnp_random_graph(n, degree / (n - 1), seed=seed))


def complete(n: int) -> RealNetwork:
    """Return a network in which everybody is tied to all others."""
    return _read(networkx.complete_graph(n))


def directed(sizes: Iterable[int], start: NDArray[np.integer], whom: NDArray) -> RealNetwork:
    """Return communities of some sizes whose members listen to `whom` (see sim.network.Ties)."""
    people = np.array(list(sizes), np.int64)
    return RealNetwork(
        name="directed", people=tuple(map(str, range(int(people.sum())))),
        communities=tuple(f"c{c}" for c in range(len(people))), sizes=people,
        start=np.asarray(start, np.int64), whom=np.asarray(whom, np.int32),
        found_by="membership column", modularity=0.0, self_loops_dropped=0, duplicates_dropped=0,
    )  # fmt: skip


def _read(graph: networkx.Graph) -> RealNetwork:
    """Return a graph as the product reads it; a line to oneself keeps who has no ties."""
    lines = [f"{i},{j},all,all" for i, j in graph.edges()]
    lines += [f"{i},{i},all,all" for i in networkx.isolates(graph)]
    with tempfile.TemporaryDirectory(prefix="fireside-") as folder:
        path = Path(folder) / "network.csv"
        path.write_text(
            "\n".join(["source,target,source_community,target_community", *lines]) + "\n"
        )
        return read_network(path)
