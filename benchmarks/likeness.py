"""How like generated communities are to real ones: the tables of docs/networks.md.

Communities of 50 to 3,000 people inside four real networks (Louvain; departments as well in the
e-mail) against generated twins: networks of communities of the same sizes, with the defaults.
A tie is counted once, whoever listens along it. Then who comments, and who comes back, in
`benchmarks/likeness_activity.py`. Real data: FIRESIDE_DATA or ../shared/data.

Run: python -m benchmarks.likeness [--write docs/networks.md]
"""

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import networkx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.concentration import gini
from sim.population import NetworkParameters
from sim.randomness import Purpose, key_for
from sim.small_world import small_world

__all__ = ["DATA", "gini", "median_interval", "network_lines", "shape_of", "told"]

DATA = Path(os.environ.get("FIRESIDE_DATA", Path(__file__).parents[2] / "shared" / "data"))
SMALLEST, LARGEST, N_SEEDS = 50, 3000, 3
EDGES = {  # file, separator
    "LastFM friends": ("musae_lastfm/edges.csv", ","),
    "Facebook pages": ("musae_facebook/edges.csv", ","),
    "e-mail": ("email_eu_core/email-Eu-core.txt", " "),
    "CollegeMsg": ("collegemsg/CollegeMsg.txt", " "),
}
DEPARTMENTS = "email_eu_core/email-Eu-core-department-labels.txt"
MEASURES = {
    "mean ties": "ties of the mean member inside",
    "sd of log": "standard deviation of the logarithm of ties",
    "variation": "standard deviation of ties over their mean",
    "Gini": "Gini of ties",
    "transitivity": "closed share of all pairs of ties",
    "clustering": "the same, as a mean over members",
    "assortativity": "correlation of ties across a tie",
}


class Divided(NamedTuple):
    """A network and a partition of its people: communities of 50 to 3,000 are looked at."""

    name: str
    graph: networkx.Graph
    parts: list[set[int]]

    def communities(self) -> list[networkx.Graph]:
        """Return the communities that are looked at, with the ties inside."""
        return [self.graph.subgraph(p) for p in self.parts if SMALLEST <= len(p) <= LARGEST]


def shape_of(graph: networkx.Graph) -> dict[str, float]:
    """Return the measures of one community; people without ties inside count as 0 ties."""
    matrix = networkx.to_scipy_sparse_array(graph, dtype=float, format="csr")
    degree = matrix.sum(axis=1)
    closed = ((matrix @ matrix) * matrix).sum(axis=1)  # pairs of friends who are friends, twice
    pairs = degree * (degree - 1)
    one, other = matrix.nonzero()
    return {
        "people": len(degree),
        "mean ties": degree.mean(),
        "sd of log": np.log(degree[degree > 0]).std(),
        "variation": degree.std() / degree.mean(),
        "Gini": gini(degree),
        "transitivity": closed.sum() / pairs.sum(),
        "clustering": (closed / np.maximum(pairs, 1)).mean(),
        "assortativity": np.corrcoef(degree[one], degree[other])[0, 1],
    }


def median_interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the median with its 95 % percentile bootstrap interval."""
    values = values[np.isfinite(values)]
    picks = np.random.default_rng(1).integers(0, len(values), (2000, len(values)))
    low, high = np.quantile(np.median(values[picks], axis=1), [0.025, 0.975])
    return float(np.median(values)), float(low), float(high)


def real_networks() -> Iterator[Divided]:
    """Yield the real networks, each divided by Louvain, and the e-mail by departments too."""
    for name, (file, separator) in EDGES.items():
        rows = [line.split(separator) for line in (DATA / file).read_text().splitlines()]
        graph = networkx.Graph((int(a), int(b)) for a, b, *_ in rows if a.isdigit() and a != b)
        yield Divided(
            f"{name}, Louvain", graph, networkx.community.louvain_communities(graph, seed=1)
        )
        if name == "e-mail":
            yield Divided("e-mail, departments", graph, departments_of(graph))


def departments_of(graph: networkx.Graph) -> list[set[int]]:
    """Return the departments of those who write e-mail."""
    parts: dict[str, set[int]] = {}
    for line in (DATA / DEPARTMENTS).read_text().splitlines():
        person, department = line.split()
        if person.isdigit() and int(person) in graph:
            parts.setdefault(department, set()).add(int(person))
    return list(parts.values())


def twin_of(real: Divided, seed: int, **changes: float) -> Divided:
    """Return a generated network whose communities are as large as those that are looked at."""
    sizes = np.array([len(each) for each in real.communities()])
    p = NetworkParameters().model_copy(update=changes)
    start, whom = small_world(
        sizes, degree=p.degree, density=p.density, rewired=p.rewired, weak_ties=p.weak_ties,
        degree_spread=p.degree_spread, key=key_for(seed, Purpose.TIES),
    )  # fmt: skip
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(start) - 1))
    graph.add_edges_from(zip(np.repeat(np.arange(len(start) - 1), np.diff(start)).tolist(),
                             whom.tolist(), strict=True))  # fmt: skip
    ends = np.cumsum(sizes)
    parts = [set(range(end - n, end)) for n, end in zip(sizes, ends, strict=True)]
    return Divided(real.name, graph, parts)


def whole_of(divided: Divided) -> dict[str, float]:
    """Return the share of ties inside communities, their modularity, and ties to others."""
    home = {person: k for k, part in enumerate(divided.parts) for person in part}
    across = sum(home[a] != home[b] for a, b in divided.graph.edges)
    return {
        "ties inside": 1 - across / divided.graph.number_of_edges(),
        "modularity": networkx.community.modularity(divided.graph, divided.parts),
        "ties to others": 2 * across / divided.graph.number_of_nodes(),
    }


def network_lines() -> Iterator[str]:
    """Yield the lines of the two tables of networks."""
    real, generated, alike, wholes = [], [], [], []
    for divided in real_networks():
        twins = [twin_of(divided, seed) for seed in range(1, N_SEEDS + 1)]
        mine = [shape_of(each) for each in divided.communities()]
        theirs = [shape_of(each) for twin in twins for each in twin.communities()]
        alike += [shape_of(c) for c in twin_of(divided, 1, degree_spread=0.0).communities()]
        of_twins = pd.DataFrame([whole_of(each) for each in twins]).mean()
        wholes.append((divided.name, len(mine), whole_of(divided), of_twins))
        real.append(pd.DataFrame(mine).assign(network=divided.name))
        generated.append(pd.DataFrame(theirs).assign(network=divided.name))
    yield from shapes_table(pd.concat(real), pd.concat(generated), pd.DataFrame(alike))
    yield ""
    yield from medians_table(pd.concat(real), pd.concat(generated))
    yield ""
    yield from wholes_table(wholes)


def shapes_table(real: pd.DataFrame, generated: pd.DataFrame, alike: pd.DataFrame) -> Iterator[str]:
    """Yield each measure over all communities, and whether the generated ones lie inside."""
    yield ("| inside a community | real: median [95 %] | real: 5 to 95 % "
           "| generated: median [95 %] | of these inside 5 to 95 % "
           "| their median is; intervals of medians meet "
           "| generated without spread: median |")  # fmt: skip
    yield "|---|---|---|---|---:|---|---:|"
    for name, meaning in MEASURES.items():
        mine, theirs = real[name].to_numpy(), generated[name].to_numpy()
        low, high = np.nanquantile(mine, [0.05, 0.95])
        of_mine, of_theirs = median_interval(mine), median_interval(theirs)
        share = np.mean((theirs >= low) & (theirs <= high))
        meet = of_mine[1] <= of_theirs[2] and of_theirs[1] <= of_mine[2]
        inside = "inside" if low <= of_theirs[0] <= high else "**outside**"
        yield (f"| {name}: {meaning} | {told(of_mine)} | {figure(low)} to {figure(high)} "
               f"| {told(of_theirs)} | {share:.0%} | {inside}; {'yes' if meet else 'no'} "
               f"| {figure(alike[name].median())} |")  # fmt: skip


def medians_table(real: pd.DataFrame, generated: pd.DataFrame) -> Iterator[str]:
    """Yield the median of each measure by network, real / generated."""
    yield f"| median, real / generated | people | {' | '.join(MEASURES)} |"
    yield f"|---|{'---:|' * (len(MEASURES) + 1)}"
    for name, mine in real.groupby("network", sort=False):
        theirs = generated[generated["network"] == name]
        pairs = [f"{figure(mine[m].median())} / {figure(theirs[m].median())}" for m in MEASURES]
        yield f"| {name} | {mine['people'].median():.0f} | {' | '.join(pairs)} |"


def wholes_table(wholes: list[tuple[str, int, dict[str, float], pd.Series]]) -> Iterator[str]:
    """Yield what ties between communities amount to, real / generated."""
    yield ("| whole network, real / generated | communities | ties inside | modularity "
           "| ties to others, per member |")  # fmt: skip
    yield "|---|---:|---:|---:|---:|"
    for name, n, mine, theirs in wholes:
        pairs = [f"{figure(mine[m])} / {figure(theirs[m])}" for m in mine]
        yield f"| {name} | {n} | {' | '.join(pairs)} |"


def told(interval: tuple[float, float, float]) -> str:
    """Return a value with its interval."""
    value, low, high = map(figure, interval)
    return f"{value} [{low}, {high}]"


def figure(value: float) -> str:
    """Return a number in two or three digits that count."""
    text = f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def main(activity_lines: Callable[[], Iterator[str]], intro: str, notes: str) -> None:
    """Print the page, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="the page to write")
    asked = parser.parse_args()
    parts = [
        intro,
        "## Ties",
        "",
        *network_lines(),
        "",
        "## Activity",
        "",
        *activity_lines(),
        "",
        notes,
    ]
    page = "\n".join(parts) + "\n"
    print(page)
    if asked.write:
        asked.write.write_text(page)


if __name__ == "__main__":
    from benchmarks import likeness_activity as activity

    main(activity.activity_lines, activity.INTRO, activity.NOTES)
