"""Platforms: how each shows posts, and what it charges for ads."""

from typing import Literal, Self

from pydantic import model_validator

from sim.parameters import Parameters, parameter

__all__ = ["Platform", "PlatformName", "Platforms"]

PlatformName = Literal["facebook", "instagram", "x", "reddit"]


class Platform(Parameters):
    """How a platform shows posts, and what it charges. Each platform has its own half-life."""

    half_life: float = parameter(
        8.0, plausible=(2.0, 24.0), bounds=(0.05, 5000.0), unit="hours",
        meaning="time in which a post earns half of its views", source="assumption",
    )  # fmt: skip
    feed_capacity: float = parameter(
        15.0, plausible=(5.0, 60.0), bounds=(0.1, 10_000.0), unit="posts/day",
        meaning="posts a feed carries before they crowd each other out",
        source="calibrated: reach by page size (Locowise 2015, Agorapulse: second-hand)",
        confidence="medium",
    )  # fmt: skip
    crowding: float = parameter(
        0.22, plausible=(0.1, 0.35), bounds=(0.0, 2.0), unit="exponent",
        meaning="how fast attention to one post falls with the volume of the feed",
        source="calibrated: reach by page size (Locowise 2015, Agorapulse: second-hand)",
        confidence="medium",
    )  # fmt: skip
    page_reach: float = parameter(
        0.11, plausible=(0.03, 0.2), bounds=(0.0, 1.0), unit="share",
        meaning="share of 3,000 followers that a page's post reaches",
        source="Locowise 2015 (second-hand, dated: the level is lower today)",
    )  # fmt: skip
    page_reach_exponent: float = parameter(
        -0.2, plausible=(-0.32, -0.1), bounds=(-1.0, 0.0), unit="exponent",
        meaning="how that share falls with the number of followers",
        source="Locowise 2015, Agorapulse (second-hand, dated)",
    )  # fmt: skip
    community_likes: float = parameter(
        0.7, bounds=(0.0, 1.0), unit="share", meaning="likes among engagements in a community",
        source="assumption: 70 / 25 / 5 for likes, comments, shares", confidence="given",
    )  # fmt: skip
    community_comments: float = parameter(
        0.25, bounds=(0.0, 1.0), unit="share",
        meaning="comments among engagements in a community",
        source="assumption: 70 / 25 / 5 for likes, comments, shares", confidence="given",
    )  # fmt: skip
    page_likes: float = parameter(
        0.92, bounds=(0.0, 1.0), unit="share", meaning="likes among engagements on a page",
        source="Simply Measured, 100 brand pages on Facebook, 2014", confidence="given",
    )  # fmt: skip
    page_comments: float = parameter(
        0.02, bounds=(0.0, 1.0), unit="share", meaning="comments among engagements on a page",
        source="Simply Measured, 100 brand pages on Facebook, 2014", confidence="given",
    )  # fmt: skip
    promotion_norm: float = parameter(
        0.25, plausible=(0.1, 0.4), bounds=(0.01, 0.99), unit="share",
        meaning="share of promotion that communities put up with, unless they say otherwise",
        source="assumption: looser than the legacy 10 % of Reddit",
    )  # fmt: skip
    cost_per_thousand: float = parameter(
        8.0, plausible=(3.0, 15.0), bounds=(0.01, 10_000.0), unit="$",
        meaning="price of 1,000 ad impressions",
        source="industry reports, $6 to 15 (second-hand)", confidence="medium",
    )  # fmt: skip

    @model_validator(mode="after")
    def _shares(self) -> Self:
        for place in ("community", "page"):
            both = getattr(self, f"{place}_likes") + getattr(self, f"{place}_comments")
            if both > 1.0 + 1e-9:
                raise ValueError(f"{place}_likes and {place}_comments sum to {both:g}; at most 1")
        return self


class Facebook(Platform):
    """Facebook: short-lived posts; a page as one brand's was in 2014."""

    half_life: float = parameter(
        0.8, plausible=(0.5, 2.0), bounds=(0.05, 5000.0), unit="hours",
        meaning="time in which a post earns half of its views",
        source="Graffius 2018, 2022: 30 to 50 minutes", confidence="medium",
    )  # fmt: skip
    page_reach: float = parameter(
        0.19, plausible=(0.03, 0.2), bounds=(0.0, 1.0), unit="share",
        meaning="share of 3,000 followers that a page's post reaches",
        source="calibrated: docs/calibration.md; one brand page of 2014 (Moro et al.). Low end: "
        "vendor tables, the level is lower today",
    )  # fmt: skip
    page_likes: float = parameter(
        0.85, plausible=(0.817, 0.88), bounds=(0.0, 1.0), unit="share",
        meaning="likes among engagements on a page",
        source="calibrated: docs/calibration.md; a brand page (Moro et al.)", confidence="medium",
    )  # fmt: skip
    page_comments: float = parameter(
        0.02, plausible=(0.01, 0.029), bounds=(0.0, 1.0), unit="share",
        meaning="comments among engagements on a page",
        source="calibrated: docs/calibration.md; a brand page (Moro et al.)", confidence="medium",
    )  # fmt: skip


class Instagram(Platform):
    """Instagram: posts that last for days."""

    half_life: float = parameter(
        15.0, plausible=(10.0, 19.0), bounds=(0.05, 5000.0), unit="hours",
        meaning="time in which a post earns half of its views",
        source="Graffius 2018: 19 h; Campaign Deus: about 10 h", confidence="medium",
    )  # fmt: skip


class X(Platform):
    """X: posts that are gone within the hour."""

    half_life: float = parameter(
        0.4, plausible=(0.3, 1.0), bounds=(0.05, 5000.0), unit="hours",
        meaning="time in which a post earns half of its views",
        source="Graffius 2018, 2022: 21 to 24 minutes", confidence="medium",
    )  # fmt: skip
    cost_per_thousand: float = parameter(
        5.8, plausible=(3.0, 12.0), bounds=(0.01, 10_000.0), unit="$",
        meaning="price of 1,000 ad impressions", source="industry reports (second-hand)",
        confidence="medium",
    )  # fmt: skip


class Reddit(Platform):
    """Reddit: threads of a day, a strict norm on self-promotion."""

    promotion_norm: float = parameter(
        0.1, plausible=(0.02, 0.3), bounds=(0.01, 0.99), unit="share",
        meaning="share of promotion that communities put up with, unless they say otherwise",
        source="Reddit's legacy rule of 10 % self-promotion, enforced locally", confidence="medium",
    )  # fmt: skip
    cost_per_thousand: float = parameter(
        4.0, plausible=(2.0, 6.0), bounds=(0.01, 10_000.0), unit="$",
        meaning="price of 1,000 ad impressions", source="assumption: from memory, not verified",
    )  # fmt: skip


class Platforms(Parameters):
    """The platforms there are."""

    facebook: Facebook = Facebook()
    instagram: Instagram = Instagram()
    x: X = X()
    reddit: Reddit = Reddit()
