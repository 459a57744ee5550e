"""How a study of spreading begins: who is convinced, or complains, on the morning of day 0."""

import networkx
import numpy as np
from numpy.typing import NDArray

from sim.mechanisms.backlash import BEGINS
from sim.randomness import Purpose, key_for, uniforms
from sim.real_network import RealNetwork
from sim.world import World

__all__ = [
    "convince_anyone", "convince_friends", "convince_hubs", "dense_network", "let_friends_complain",
    "sparse_network",
]  # fmt: skip

N_PEOPLE = 1000
N_SEEDS = 10  # one in a hundred
CONVINCED = 20.0  # experiences for the brand: trust near .9


def convince_hubs(world: World) -> None:
    """Make satisfied customers of those to whom most members listen."""
    listeners = np.diff(world.ties.heard_start)
    _convince(world, np.argsort(-listeners, kind="stable")[:N_SEEDS])


def convince_anyone(world: World) -> None:
    """Make satisfied customers of as many members picked by chance."""
    _convince(world, np.argsort(_draws(world))[:N_SEEDS])


def convince_friends(world: World) -> None:
    """Make satisfied customers of one member and those it listens to."""
    _convince(world, _circle(world))


def let_friends_complain(world: World) -> None:
    """Let one member and those it listens to complain in public."""
    world.members.complaint[0, _circle(world)] = BEGINS


def sparse_network() -> RealNetwork:
    """Return 1,000 people with 4 ties on average, very unequal (preferential attachment)."""
    return _network_of("sparse", networkx.barabasi_albert_graph(N_PEOPLE, 2, seed=1))


def dense_network() -> RealNetwork:
    """Return 1,000 people with 100 ties on average, much alike (a rewired ring)."""
    return _network_of("dense", networkx.watts_strogatz_graph(N_PEOPLE, 100, 0.25, seed=1))


def _network_of(name: str, graph: networkx.Graph) -> RealNetwork:
    """Return a graph of the people 0, 1, 2, ... as one community."""
    ties = networkx.to_scipy_sparse_array(graph, format="csr")
    n = graph.number_of_nodes()
    return RealNetwork(
        name=name, people=tuple(str(i) for i in range(n)), communities=("all",),
        sizes=np.array([n], np.int64), start=ties.indptr.astype(np.int64),
        whom=ties.indices.astype(np.int32), found_by="membership column", modularity=0.0,
        self_loops_dropped=0, duplicates_dropped=0,
    )  # fmt: skip


def _convince(world: World, rows: NDArray[np.integer]) -> None:
    """Make customers of these members who have had good experiences only."""
    m = world.members
    m.good_evidence[0, rows] += CONVINCED
    m.trust[0, rows] = m.good_evidence[0, rows] / (
        m.good_evidence[0, rows] + m.bad_evidence[0, rows]
    )
    m.is_customer[0, rows] = m.orders[0, rows] = 1


def _circle(world: World) -> NDArray[np.integer]:
    """Return a member picked by chance and those it listens to."""
    centre = int(np.argmin(_draws(world)))
    return np.append(world.ties.neighbours(centre), centre)


def _draws(world: World) -> NDArray[np.float64]:
    """Return the luck of the members in being picked, shape (n_members,)."""
    return uniforms(key_for(world.seed, Purpose.TIES, 1), len(world.members))
