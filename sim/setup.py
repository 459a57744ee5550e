"""Build the world a scenario describes: the same for every strategy of the focal brand."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.columns import Members
from sim.ledger import Ledger
from sim.market import CommunityGroup, Platform
from sim.mechanisms import trust
from sim.network import Ties, small_world, tie_strengths
from sim.randomness import Purpose, key_for, uniforms
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.strategies.plan import Strategy
from sim.world import (
    CONTRIBUTIONS, Audience, Brands, Communities, Counts, Posts, World,
)  # fmt: skip

__all__ = ["brands_of", "build_world"]

ALERTNESS_STRENGTH, PRIVACY_STRENGTH = 4.0, 5.0  # of their Beta distributions: a + b
SMALLEST_MIXED = 30.0  # people up to which a community is of one mind


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
    communities = _communities(spec, names, groups, sizes, first_row, n_brands)
    _draw_traits(spec, members, communities, _heterogeneity(spec, groups, sizes), seed)
    world = World(
        seed=seed,
        n_days=spec.days,
        members=members,
        communities=communities,
        posts=Posts.empty(len(names)),
        ties=_ties(spec, people, members, seed, network),
        audience=_audience(spec, n_brands),
        brands=brands,
        platform_names=tuple(type(spec.platforms).model_fields),
        prior_trust=spec.trust.prior_good / (spec.trust.prior_good + spec.trust.prior_bad),
        ledger=Ledger.zeros(spec.days, n_brands, len(names)),
        counts=Counts.zeros(spec.days, n_brands, len(names)),
        moved=np.zeros((spec.days, len(names), 2), np.int64),
    )
    trust.strangers(world, spec.trust)
    return world


def brands_of(spec: Scenario, n_communities: int) -> Brands:
    """Return the focal brand and its rivals, the rivals in the order of their keys."""
    rivals = sorted(spec.rivals.items(), key=lambda item: item[1].key)
    all_of_them = [spec.brand, *(rival for _, rival in rivals)]
    n = len(all_of_them)
    return Brands(
        names=(spec.brand.name, *(name for name, _ in rivals)),
        keys=np.array([0, *(rival.key for _, rival in rivals)], np.uint64),
        genuineness=np.array([brand.genuineness for brand in all_of_them]),
        quality=np.array([brand.quality for brand in all_of_them]),
        wage=np.array([brand.wage for brand in all_of_them]),
        reply_hours=np.zeros(n),
        replies=np.zeros(n, np.uint8),
        answers=np.zeros(n, np.uint8),
        is_present=np.zeros((n, n_communities), np.uint8),
        reply_cut=np.full(n, -1.0),
        answer_cut=np.full(n, -1.0),
        crisis_today=np.zeros(n),
    )


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


def _communities(
    spec: Scenario, names: tuple[str, ...], groups: list[CommunityGroup],
    sizes: NDArray[np.int64], first_row: NDArray[np.int64], n_brands: int,
) -> Communities:  # fmt: skip
    """Return the communities, unknown to all brands."""
    platform_names = tuple(type(spec.platforms).model_fields)
    on: list[Platform] = [getattr(spec.platforms, group.platform) for group in groups]
    topics = _unit_vectors([group.topic for group in groups])
    rivals = sorted(spec.rivals.values(), key=lambda rival: rival.key)
    products = _unit_vectors([spec.brand.topic, *(rival.topic for rival in rivals)])
    width = max(topics.shape[1], products.shape[1])
    topics, products = (np.pad(v, ((0, 0), (0, width - v.shape[1]))) for v in (topics, products))
    norms = [group.promotion_norm for group in groups]
    by_brand = (n_brands, len(names))

    def each(values) -> NDArray[np.float64]:
        return np.array(list(values), np.float64)

    return Communities(
        names=names,
        first_row=first_row,
        platform=np.array([platform_names.index(group.platform) for group in groups]),
        topic=topics,
        promotion_norm=each(
            norm if norm is not None else place.promotion_norm
            for norm, place in zip(norms, on, strict=True)
        ),
        moderation=each(group.moderation for group in groups),
        sensitivity=each(group.sensitivity for group in groups),
        distinctiveness=each(group.distinctiveness for group in groups),
        attention=np.ones(len(names)),
        feed_capacity=each(place.feed_capacity for place in on),
        crowding=each(place.crowding for place in on),
        own_posts=each(group.posts_per_member for group in groups) * sizes,
        half_life=each(place.half_life for place in on),
        action_mix=np.array(
            [
                (p.community_likes, p.community_comments,
                 max(0.0, 1.0 - p.community_likes - p.community_comments))
                for p in on
            ]
        ),
        visits=np.zeros(len(names)),
        relevance=np.clip(products @ topics.T, 0.0, 1.0),
        familiarity=np.zeros(by_brand),
        fluency=np.full(by_brand, spec.familiarity.base_fluency),
        hours_today=np.zeros(by_brand),
        contributions=np.zeros((*by_brand, CONTRIBUTIONS)),
        n_contributions=np.zeros(by_brand, np.int64),
        breach=np.zeros(by_brand),
        deal_until=np.full(by_brand, -1, np.int64),
    )  # fmt: skip


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
    m.visits[:] = _lognormal(draw(Purpose.VISITS), p.visits_mean, p.visits_spread)
    writes = draw(Purpose.SILENCE) >= p.silent_share
    average = 1.0 / (1.0 - p.silent_share)  # so that all members together write 1 on average
    m.posting_propensity[writes] = _lognormal(
        draw(Purpose.PROPENSITY)[writes], average, p.writing_spread
    )
    m.has_access[:] = draw(Purpose.ACCESS) < p.access_share
    m.last_engaged[:] = -1
    communities.visits[:] = np.bincount(
        m.community, m.visits * m.is_member, minlength=len(communities)
    )


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
            weak_ties=p.weak_ties, key=key,
        )  # fmt: skip
    strength = tie_strengths(
        start, whom, members.community, mean=p.strength, weak_factor=p.weak_strength, key=key
    )
    return Ties(start, whom, strength)


def _audience(spec: Scenario, n_brands: int) -> Audience:
    """Return the mass audience: the niche, everybody else, and the followers of pages."""
    p = spec.audience
    rivals = sorted(spec.rivals.values(), key=lambda rival: rival.key)
    rows = [("niche", p.size * p.niche_share, 1, -1, p.niche_fit),
            ("others", p.size * (1.0 - p.niche_share), 0, -1, p.other_fit)]  # fmt: skip
    for b, brand in enumerate([spec.brand, *rivals]):
        if brand.page_followers > 0:
            mixed = spec.population
            h = np.log10(brand.page_followers / SMALLEST_MIXED) * mixed.mixing
            h = float(np.clip(h, 0.0, mixed.mixing_most))
            for name, u in (("low", 1 / 6), ("middle", 1 / 2), ("high", 5 / 6)):
                rows.append((f"followers, {name} interest", brand.page_followers / 3, 0, b,
                             u ** (h / (2.0 - h))))  # fmt: skip
    names, headcount, is_niche, follows, interest = zip(*rows, strict=True)
    n = len(rows)
    buy_already = [brand.page_customers for brand in (spec.brand, *rivals)]
    customers = np.zeros((n_brands, n))
    for g, b in enumerate(follows):
        if b >= 0:
            customers[b, g] = buy_already[b]

    def empty(value: float = 0.0) -> NDArray[np.float64]:
        return np.full((n_brands, n), value)

    return Audience(
        names=names, headcount=np.array(headcount, np.float64),
        is_niche=np.array(is_niche, np.uint8), follows=np.array(follows, np.int64),
        interest=np.array(interest, np.float64), alertness=spec.population.sensitivity_mean,
        good_evidence=empty(), bad_evidence=empty(), memory=empty(), irritation=empty(),
        reply_boost=empty(), customers=customers, good_today=empty(), bad_today=empty(),
        promotion_today=empty(), missed_today=empty(1.0),
        deal_until=np.full(n_brands, -1, np.int64), showings=[],
    )  # fmt: skip


def _unit_vectors(vectors: list[tuple[float, ...]]) -> NDArray[np.float64]:
    """Return vectors at length 1, padded with zeros to the longest, shape (n, longest)."""
    longest = max(len(vector) for vector in vectors)
    rows = np.array([[*vector, *[0.0] * (longest - len(vector))] for vector in vectors])
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def _lognormal(draws: NDArray[np.float64], mean: float, spread: float) -> NDArray[np.float64]:
    """Return lognormal values with this mean and this standard deviation of the logarithm."""
    return mean * np.exp(spread * special.ndtri(np.maximum(draws, 1e-16)) - spread**2 / 2.0)


@lru_cache(maxsize=64)
def _inverse_beta(a: float, b: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return draws and the Beta(a, b) values that belong to them: 1,025 points to interpolate."""
    grid = np.linspace(0.0, 1.0, 1025)
    return grid, special.betaincinv(a, b, grid)
