"""Build the world a scenario describes: the same for every strategy of the focal brand."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.columns import Members
from sim.ledger import Ledger
from sim.market import CommunityGroup
from sim.mechanisms import belonging, membership, trust
from sim.mechanisms.exposure import list_live_posts
from sim.network import Ties, tie_strengths
from sim.randomness import Purpose, key_for, keys_of_day, lognormal, uniforms
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.small_world import small_world
from sim.stage import SMALLEST_MIXED, audience_of, brands_of, communities_of
from sim.strategies.tailor import KINDS
from sim.world import Communities, Counts, Posts, World

__all__ = ["build_world"]

ALERTNESS_STRENGTH, PRIVACY_STRENGTH = 4.0, 5.0  # of their Beta distributions: a + b


def build_world(spec: Scenario, seed: int, network: RealNetwork | None = None) -> World:
    """Return the world on the morning of day 0.

    Args:
        spec: the scenario.
        seed: of this replicate; every draw of the run follows from it.
        network: people, communities and ties from a real edge list, in place of generated
            ones; the scenario's communities then give their traits, in turn.
    """
    names, groups, sizes, newcomers = _layout(spec, seed, network)
    people = sizes + newcomers
    brands = brands_of(spec, len(names))
    n_brands = len(brands.keys)
    members = Members.zeros(n_brands, int(people.sum()))
    members.community[:] = np.repeat(np.arange(len(names), dtype=np.int32), people)
    first_row = np.concatenate([[0], np.cumsum(people)])
    members.is_member[:] = (
        np.arange(len(members)) - first_row[members.community] < sizes[members.community]
    )
    communities = communities_of(spec, names, groups, sizes, first_row, n_brands)
    _draw_traits(spec, members, communities, _heterogeneity(spec, groups, sizes), seed)
    world = World(
        seed=seed,
        n_days=spec.days,
        members=members,
        communities=communities,
        posts=Posts.empty(len(names)),
        ties=_ties(spec, people, members, seed, network),
        audience=audience_of(spec, n_brands),
        brands=brands,
        platform_names=tuple(type(spec.platforms).model_fields),
        prior_trust=spec.trust.prior_good / (spec.trust.prior_good + spec.trust.prior_bad),
        ledger=Ledger.zeros(spec.days, n_brands, len(names)),
        counts=Counts.zeros(spec.days, n_brands, len(names)),
        moved=np.zeros((spec.days, len(names), 2), np.int64),
        talk=np.zeros((spec.days, len(names), 2)),
        by_kind=np.zeros((-(-spec.days // 7), n_brands, len(names), len(KINDS), 5)),
    )
    world.members_answer = bool(spec.conversation.is_on)
    belonging.begin(world, spec.belonging)
    trust.strangers(world, spec.trust)
    membership.count_present(world)
    world.keys = keys_of_day(np.uint64(seed), 0)
    world.live = list_live_posts(world.posts.brand, world.posts.key, 0)
    return world


def _layout(
    spec: Scenario, seed: int, network: RealNetwork | None
) -> tuple[tuple[str, ...], list[CommunityGroup], NDArray[np.int64], NDArray[np.int64]]:
    """Return names, groups, sizes and numbers of possible newcomers of the communities."""
    if network is not None:
        kinds = list(spec.communities.values())
        groups = [kinds[c % len(kinds)] for c in range(len(network.communities))]
        return network.communities, groups, network.sizes, np.zeros_like(network.sizes)
    names, groups = [], []
    for name, group in spec.communities.items():
        many = group.count > 1
        names += [f"{name} {k + 1}" if many else name for k in range(group.count)]
        groups += [group] * group.count
    normal = special.ndtri(uniforms(key_for(seed, Purpose.SIZE), len(groups)))
    medians = np.array([group.size for group in groups])
    spreads = np.array([group.size_spread for group in groups])
    sizes = np.maximum(1, np.rint(medians * np.exp(spreads * normal))).astype(np.int64)
    newcomers = np.rint(sizes * [group.newcomers for group in groups]).astype(np.int64)
    return tuple(names), groups, sizes, newcomers


def _draw_traits(
    spec: Scenario, m: Members, communities: Communities, heterogeneity: NDArray, seed: int
) -> None:
    """Give every member its traits, each by its own keyed draw through the inverse of its law."""
    p, n = spec.population, len(m)

    def draw(purpose: Purpose) -> NDArray[np.float64]:
        return uniforms(key_for(seed, purpose), n)

    # A Beta(a, 1) with mean 1 - h/2: interest = draw ^ (1/a), one over a being h / (2 - h).
    exponent = heterogeneity / (2.0 - heterogeneity)
    m.interest[:] = draw(Purpose.INTEREST) ** exponent[m.community]
    for column, purpose, mean, strength in (
        (m.authenticity_sensitivity, Purpose.AUTHENTICITY, p.sensitivity_mean, ALERTNESS_STRENGTH),
        (m.privacy_sensitivity, Purpose.PRIVACY, p.privacy_mean, PRIVACY_STRENGTH),
    ):
        grid, values = _inverse_beta(mean * strength, (1.0 - mean) * strength)
        column[:] = np.interp(draw(purpose), grid, values)
    m.visits[:] = lognormal(draw(Purpose.VISITS), p.visits_mean, p.visits_spread)
    writes = draw(Purpose.SILENCE) >= p.silent_share
    average = 1.0 / (1.0 - p.silent_share)  # so that all members together write 1 on average
    m.posting_propensity[writes] = lognormal(
        draw(Purpose.PROPENSITY)[writes], average, p.writing_spread
    )
    m.has_access[:] = draw(Purpose.ACCESS) < p.access_share
    m.last_engaged[:] = -1


def _heterogeneity(
    spec: Scenario, groups: list[CommunityGroup], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how mixed the interests of each community are, 0..1."""
    p = spec.population
    by_size = np.clip(p.mixing * np.log10(sizes / SMALLEST_MIXED), 0.0, p.mixing_most)
    given = [group.heterogeneity for group in groups]
    return np.array([h if g is None else g for g, h in zip(given, by_size, strict=True)])


def _ties(
    spec: Scenario, people: NDArray[np.int64], members: Members, seed: int,
    network: RealNetwork | None,
) -> Ties:  # fmt: skip
    """Return who listens to whom."""
    p, key = spec.network, key_for(seed, Purpose.TIES)
    if network is not None:
        start, whom = network.start, network.whom
    else:
        start, whom = small_world(
            people, degree=p.degree, density=p.density, rewired=p.rewired,
            weak_ties=p.weak_ties, key=key, degree_spread=p.degree_spread,
        )  # fmt: skip
    strength = tie_strengths(
        start, whom, members.community, mean=p.strength, weak_factor=p.weak_strength, key=key
    )
    return Ties(start, whom, strength)


@lru_cache(maxsize=64)
def _inverse_beta(a: float, b: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return draws and the Beta(a, b) values that belong to them: 1,025 points to interpolate."""
    grid = np.linspace(0.0, 1.0, 1025)
    return grid, special.betaincinv(a, b, grid)
