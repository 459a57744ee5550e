"""The market as a scenario states it: communities, audience, brands."""

from typing import Annotated

from pydantic import AfterValidator

from sim.parameters import Parameters, parameter
from sim.platforms import PlatformName
from sim.strategies.plan import Strategy

__all__ = ["AudienceParameters", "BrandParameters", "CommunityGroup", "Crisis", "Rival"]


def _direction(topic: tuple[float, ...]) -> tuple[float, ...]:
    if not any(topic):
        raise ValueError("one number a dimension, not all of them 0, is allowed")
    return topic


# What something is about, as numbers along dimensions that the scenario chooses; length is free.
Topic = Annotated[tuple[float, ...], AfterValidator(_direction)]


class CommunityGroup(Parameters):
    """One community, or several alike (`count`), each of people around one topic."""

    platform: PlatformName = "facebook"
    count: int = parameter(
        1, bounds=(1, 100_000), unit="communities", meaning="how many there are of this kind",
        source="fact of the scenario", confidence="given",
    )  # fmt: skip
    size: float = parameter(
        250.0, plausible=(50.0, 5000.0), bounds=(1.0, 5_000_000.0), unit="people",
        meaning="members; the median where sizes spread",
        source="assumption: a few hundred; sizes are very unequal (Foote et al. 2020)",
        confidence="given",
    )  # fmt: skip
    size_spread: float = parameter(
        0.0, plausible=(0.0, 2.0), bounds=(0.0, 4.0), unit="log",
        meaning="standard deviation of the logarithm of the size", source="assumption",
        confidence="given",
    )  # fmt: skip
    topic: Topic = (1.0,)
    heterogeneity: float | None = parameter(
        None, plausible=(0.0, 0.8), bounds=(0.0, 1.0), unit="share",
        meaning="how mixed the members' interests are; from the size where it is not given",
        source="fact of the scenario", confidence="given",
    )  # fmt: skip
    promotion_norm: float | None = parameter(
        None, plausible=(0.02, 0.4), bounds=(0.01, 0.99), unit="share",
        meaning="share of promotion it puts up with; the platform's where it is not given",
        source="fact of the scenario", confidence="given",
    )  # fmt: skip
    moderation: float = parameter(
        0.5, plausible=(0.0, 0.95), bounds=(0.0, 1.0), unit="share",
        meaning="chance that a post above the norm is removed", source="assumption",
    )  # fmt: skip
    ban_after: int = parameter(
        0, plausible=(0, 10), bounds=(0, 1000), unit="posts",
        meaning="removed posts after which a brand is banned; 0 bans nobody",
        source="fact of the scenario", confidence="given",
    )  # fmt: skip
    sensitivity: float = parameter(
        0.2, plausible=(0.0, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="how private the topic is", source="fact of the scenario", confidence="given",
    )  # fmt: skip
    distinctiveness: float = parameter(
        0.5, plausible=(0.0, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="how far its language is from everybody's",
        source="assumption: sign from Zhang et al. 2017",
    )  # fmt: skip
    posts_per_member: float = parameter(
        0.03, plausible=(0.005, 0.1), bounds=(0.0, 10.0), unit="1/day",
        meaning="posts that the average member writes", source="assumption",
    )  # fmt: skip
    newcomers: float = parameter(
        0.0, plausible=(0.0, 1.0), bounds=(0.0, 5.0), unit="share",
        meaning="people who might still join, per member of day 0", source="assumption",
        confidence="given",
    )  # fmt: skip


class AudienceParameters(Parameters):
    """The broad audience outside the communities, reached by ads."""

    platform: PlatformName = "facebook"
    size: float = parameter(
        4_000_000.0, plausible=(100_000.0, 10_000_000.0), bounds=(1000.0, 1e9), unit="people",
        meaning="people that ads can reach", source="fact of the scenario", confidence="given",
    )  # fmt: skip
    niche_share: float = parameter(
        0.01, plausible=(0.0005, 0.5), bounds=(0.00001, 0.99), unit="share",
        meaning="people among them who fit the product",
        source="assumption: decides the waste of broad ads",
    )  # fmt: skip
    niche_fit: float = parameter(
        0.85, plausible=(0.6, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="fit of the niche to the product", source="assumption",
    )  # fmt: skip
    other_fit: float = parameter(
        0.01, plausible=(0.0, 0.1), bounds=(0.0, 1.0), unit="share",
        meaning="fit of everybody else", source="assumption: decides the waste of broad ads",
    )  # fmt: skip
    page_fluency: float = parameter(
        0.58, plausible=(0.35, 0.8), bounds=(0.0, 1.0), unit="share",
        meaning="how well one post speaks to the mixed followers of a page",
        source="calibrated: .021 interactions per reach on a brand page (Moro et al., 500 posts; "
        "quartiles .011 and .035)",
    )  # fmt: skip


class Crisis(Parameters):
    """Something goes wrong with the brand, in public."""

    day: int = parameter(
        0, bounds=(0, 3650), unit="days", meaning="day of the run", source="fact of the scenario",
        confidence="given",
    )  # fmt: skip
    severity: float = parameter(
        2.0, plausible=(0.5, 5.0), bounds=(0.0, 100.0), unit="experiences",
        meaning="evidence against the brand, for each who hears of it",
        source="fact of the scenario", confidence="given",
    )  # fmt: skip


class BrandParameters(Parameters):
    """A brand: what it is, what it has, what it sells."""

    name: str = "the brand"
    topic: Topic = (1.0,)
    genuineness: float = parameter(
        0.8, plausible=(0.3, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="how far it means what it says", source="fact of the scenario", confidence="given",
    )  # fmt: skip
    quality: float = parameter(
        0.9, plausible=(0.5, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="chance that the product pleases", source="fact of the scenario",
        confidence="given",
    )  # fmt: skip
    hours_per_week: float = parameter(
        14.0, plausible=(2.0, 40.0), bounds=(0.0, 10_000.0), unit="hours/week",
        meaning="hours its people have for this", source="fact of the scenario",
        confidence="given",
    )  # fmt: skip
    budget_per_week: float = parameter(
        500.0, plausible=(50.0, 5000.0), bounds=(0.0, 10_000_000.0), unit="$/week",
        meaning="money for all of it, work included", source="fact of the scenario",
        confidence="given",
    )  # fmt: skip
    expertise: float = parameter(
        1.0, plausible=(0.2, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="how much of a post's usefulness its knowledge of the topic allows",
        source="fact of the scenario", confidence="given",
    )  # fmt: skip
    wage: float = parameter(
        35.0, plausible=(25.0, 60.0), bounds=(0.0, 1000.0), unit="$/hour",
        meaning="cost of an hour of work",
        source="community manager, $57k a year and 27 % on-costs (job boards 2023, second-hand)",
        confidence="medium",
    )  # fmt: skip
    order_value: float = parameter(
        60.0, plausible=(20.0, 500.0), bounds=(0.0, 1_000_000.0), unit="$",
        meaning="value of one order", source="Monetate: $64 to 87 (second-hand, dated)",
        confidence="medium",
    )  # fmt: skip
    margin: float = parameter(
        0.45, plausible=(0.2, 0.8), bounds=(0.0, 1.0), unit="share",
        meaning="part of an order that is left after the goods are paid", source="assumption",
    )  # fmt: skip
    orders: float = parameter(
        3.0, plausible=(1.0, 8.0), bounds=(0.0, 1000.0), unit="orders",
        meaning="orders that a customer makes in all", source="assumption",
    )  # fmt: skip
    story_bonus: float = parameter(
        0.0, plausible=(0.0, 0.17), bounds=(0.0, 5.0), unit="ratio",
        meaning="what a handmade product's story adds to its price",
        source="Fuchs et al. 2015: up to 17 %", confidence="medium",
    )  # fmt: skip
    page_customers: float = parameter(
        0.5, plausible=(0.2, 0.9), bounds=(0.0, 1.0), unit="share",
        meaning="followers who buy already, and so cannot be won",
        source="assumption: fans are heavy buyers already (Nelson-Field et al. 2012, sign)",
    )  # fmt: skip
    page_followers: float = parameter(
        0.0, plausible=(0.0, 1_000_000.0), bounds=(0.0, 1e9), unit="people",
        meaning="followers of its own page, there from the start and not paid for here",
        source="fact of the scenario", confidence="given",
    )  # fmt: skip
    crises: tuple[Crisis, ...] = ()


class Rival(BrandParameters):
    """Another brand, with a strategy of its own, whatever the focal brand does."""

    key: int = parameter(
        ..., bounds=(1, 1000), unit="number",
        meaning="identity: its luck follows the key, not the name or the order",
        source="choice of the scenario", confidence="given",
    )  # fmt: skip
    strategy: Strategy
