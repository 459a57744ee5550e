"""The stage: brands, communities and the mass audience as the scenario states them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.market import BrandParameters, CommunityGroup, Rival
from sim.platforms import Platform
from sim.scenario import Scenario
from sim.world import CONTRIBUTIONS, Audience, Brands, Communities

__all__ = [
    "SMALLEST_MIXED", "audience_of", "brands_of", "communities_of", "every_brand", "rivals_of",
]  # fmt: skip

SMALLEST_MIXED = 30.0  # people up to which a community is of one mind


def rivals_of(spec: Scenario) -> dict[str, Rival]:
    """Return the rivals by name, in the order of their keys."""
    return dict(sorted(spec.rivals.items(), key=lambda item: item[1].key))


def every_brand(spec: Scenario) -> list[BrandParameters]:
    """Return the focal brand, then its rivals in the order of their keys."""
    return [spec.brand, *rivals_of(spec).values()]


def brands_of(spec: Scenario, n_communities: int) -> Brands:
    """Return the focal brand and its rivals, the rivals in the order of their keys."""
    rivals, all_of_them = rivals_of(spec), every_brand(spec)
    n = len(all_of_them)
    return Brands(
        names=(spec.brand.name, *rivals),
        keys=np.array([0, *(rival.key for rival in rivals.values())], np.uint64),
        genuineness=np.array([brand.genuineness for brand in all_of_them]),
        quality=np.array([brand.quality for brand in all_of_them]),
        expertise=np.array([brand.expertise for brand in all_of_them]),
        wage=np.array([brand.wage for brand in all_of_them]),
        reply_hours=np.zeros(n),
        reply_hours_today=np.zeros(n),
        replies=np.zeros(n, np.uint8),
        answers=np.zeros(n, np.uint8),
        is_present=np.zeros((n, n_communities), np.uint8),
        reply_cut=np.full(n, -1.0),
        answer_cut=np.full(n, -1.0),
        crisis_today=np.zeros(n),
        feigned=np.zeros(n),
        apologises=np.zeros(n, np.uint8),
        feedback_hours=np.zeros(n),
        share_acted_on=np.zeros(n),
    )


def communities_of(
    spec: Scenario, names: tuple[str, ...], groups: list[CommunityGroup],
    sizes: NDArray[np.int64], first_row: NDArray[np.int64], n_brands: int,
) -> Communities:  # fmt: skip
    """Return the communities, unknown to all brands."""
    platform_names = tuple(type(spec.platforms).model_fields)
    on: list[Platform] = [getattr(spec.platforms, group.platform) for group in groups]
    topics = _unit_vectors([v.topic for v in (*groups, *every_brand(spec))])
    of_communities, of_products = topics[: len(groups)], topics[len(groups) :]

    def each(values) -> NDArray[np.float64]:
        return np.array(list(values), np.float64)

    return Communities(
        names=names,
        first_row=first_row,
        platform=np.array([platform_names.index(group.platform) for group in groups]),
        promotion_norm=each(
            place.promotion_norm if group.promotion_norm is None else group.promotion_norm
            for group, place in zip(groups, on, strict=True)
        ),
        moderation=each(group.moderation for group in groups),
        sensitivity=each(group.sensitivity for group in groups),
        distinctiveness=each(group.distinctiveness for group in groups),
        attention=np.ones(len(names)),
        feed_capacity=each(place.feed_capacity for place in on),
        crowding=each(place.crowding for place in on),
        posts_per_member=each(group.posts_per_member for group in groups),
        own_posts=each(group.posts_per_member for group in groups) * sizes,
        half_life=each(place.half_life for place in on),
        action_mix=np.array([_action_mix(place) for place in on]),
        present=np.zeros(len(names)),
        visits=np.zeros(len(names)),
        relevance=np.clip(of_products @ of_communities.T, 0.0, 1.0),
        ban_after=np.array([group.ban_after for group in groups]),
        own_talk=each(group.posts_per_member for group in groups) * sizes,
        **_unknown_brands((n_brands, len(names)), spec.familiarity.base_fluency),
    )  # fmt: skip


def _unknown_brands(shape: tuple[int, int], fluency: float) -> dict[str, Any]:
    """Return the columns of communities by brand, before any brand has done anything."""
    floats = ("familiarity", "hours_today", "breach", "brand_talk", "arousal", "meets_today")
    return {name: np.zeros(shape) for name in floats} | {
        "fluency": np.full(shape, fluency),
        "welcome": np.ones(shape),
        "contributions": np.zeros((*shape, CONTRIBUTIONS)),
        "n_contributions": np.zeros(shape, np.int64),
        "n_removed": np.zeros(shape, np.int64),
        "is_banned": np.zeros(shape, np.uint8),
        "deal_until": np.full(shape, -1, np.int64),
        "immersed_since": np.full(shape, -1, np.int64),
    }


def _action_mix(place: Platform) -> tuple[float, float, float]:
    """Return the shares of likes, comments and shares among engagements in a community."""
    likes, comments = place.community_likes, place.community_comments
    return likes, comments, max(0.0, 1.0 - likes - comments)


def audience_of(spec: Scenario, n_brands: int) -> Audience:
    """Return the mass audience: the niche, everybody else, and the followers of pages."""
    p = spec.audience
    rows = [("niche", p.size * p.niche_share, 1, -1, p.niche_fit),
            ("others", p.size * (1.0 - p.niche_share), 0, -1, p.other_fit)]  # fmt: skip
    for b, brand in enumerate(every_brand(spec)):
        if brand.page_followers > 0:
            mixed = spec.population
            h = np.log10(brand.page_followers / SMALLEST_MIXED) * mixed.mixing
            h = float(np.clip(h, 0.0, mixed.mixing_most))
            for name, u in (("low", 1 / 6), ("middle", 1 / 2), ("high", 5 / 6)):
                rows.append((f"followers, {name} interest", brand.page_followers / 3, 0, b,
                             u ** (h / (2.0 - h))))  # fmt: skip
    names, headcount, is_niche, follows, interest = zip(*rows, strict=True)
    n = len(rows)
    buy_already = [brand.page_customers for brand in every_brand(spec)]
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
        promotion_today=empty(), missed_today=empty(1.0), replied_today=empty(),
        deal_until=np.full(n_brands, -1, np.int64), offered=empty(), showings=[],
    )  # fmt: skip


def _unit_vectors(vectors: list[tuple[float, ...]]) -> NDArray[np.float64]:
    """Return vectors at length 1, padded with zeros to the longest, shape (n, longest)."""
    longest = max(len(vector) for vector in vectors)
    rows = np.array([[*vector, *[0.0] * (longest - len(vector))] for vector in vectors])
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
