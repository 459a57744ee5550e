"""Tailor: what a brand posts, how often, and how far it is made for those who read it.

Signs from Lee et al. 2018, Goh et al. 2013 and Leung et al. 2022; levels are assumptions.
"""

from typing import Any, Literal, get_args

from pydantic import field_validator

from sim.parameters import Parameters, parameter

__all__ = [
    "KINDS", "Content", "Tailor", "Template", "TemplateName", "posts_due", "relevance_of",
    "template_for",
]  # fmt: skip

_SOURCE = "assumption: sign from Lee et al. 2018, level set by hand"


class Template(Parameters):
    """One kind of post."""

    promotion: float = parameter(
        0.1, bounds=(0, 1), unit="share", meaning="how much it sells", source=_SOURCE,
        confidence="given",
    )  # fmt: skip
    usefulness: float = parameter(
        0.5, bounds=(0, 1), unit="share", meaning="how much it helps", source=_SOURCE,
        confidence="given",
    )  # fmt: skip
    comment_odds: float = parameter(
        1.0, bounds=(0.01, 50), unit="ratio", meaning="comments it draws, against an ordinary post",
        source=_SOURCE, confidence="given",
    )  # fmt: skip
    immersion: float = parameter(
        0.0, bounds=(0, 1), unit="share", meaning="how far it is an AR or VR experience",
        source=_SOURCE, confidence="given",
    )  # fmt: skip
    hours: float = parameter(
        1.5, bounds=(0, 500), unit="hours", meaning="work for one post",
        source="assumption: set by hand", confidence="given",
    )  # fmt: skip
    cash: float = parameter(
        0.0, bounds=(0, 1_000_000), unit="$", meaning="money for one post, beyond work",
        source="assumption: middle of the prices seen (photo $50 to 150)", confidence="given",
    )  # fmt: skip
    is_deal: int = parameter(
        0, bounds=(0, 1), unit="0 or 1", meaning="whether it carries an offer", source=_SOURCE,
        confidence="given",
    )  # fmt: skip
    asks_feedback: int = parameter(
        0, bounds=(0, 1), unit="0 or 1", meaning="whether it asks members for advice",
        source=_SOURCE, confidence="given",
    )  # fmt: skip
    click_odds: float = parameter(
        1.0, bounds=(0.01, 50), unit="ratio", meaning="clicks it draws, against an ordinary post",
        source=_SOURCE, confidence="given",
    )  # fmt: skip


class Content(Parameters):
    """The kinds of post there are."""

    expert_tip: Template = Template(promotion=0.05, usefulness=0.8, comment_odds=1.5, hours=2)
    question: Template = Template(
        promotion=0.05, usefulness=0.4, comment_odds=4, hours=0.5, asks_feedback=1
    )
    success_story: Template = Template(promotion=0.1, usefulness=0.5, comment_odds=1.5, hours=2)
    member_content: Template = Template(promotion=0.1, usefulness=0.4, hours=1, cash=75)
    behind_the_scenes: Template = Template(promotion=0.15, usefulness=0.4, hours=1.5, cash=50)
    collaboration: Template = Template(
        promotion=0.2, usefulness=0.5, comment_odds=1.5, hours=5, cash=300
    )
    product_news: Template = Template(
        promotion=0.6, usefulness=0.3, comment_odds=0.7, hours=1, cash=50
    )
    offer: Template = Template(
        promotion=0.9,
        usefulness=0.2,
        comment_odds=0.5,
        hours=0.5,
        cash=50,
        is_deal=1,
        click_odds=3,
    )
    immersive: Template = Template(
        promotion=0.3, usefulness=0.5, comment_odds=1.2, immersion=1, hours=20, cash=8000
    )


TemplateName = Literal[
    "expert_tip", "question", "success_story", "member_content", "behind_the_scenes",
    "collaboration", "product_news", "offer", "immersive",
]  # fmt: skip
KINDS = get_args(TemplateName)  # a kind's number is its place here


class Tailor(Parameters):
    """What is posted in each community, and on the brand's own page."""

    mix: dict[TemplateName, float]
    posts_per_week: float = parameter(
        1.0,
        plausible=(0.25, 7.0),
        bounds=(0.0, 100.0),
        unit="posts/week",
        meaning="posts in each community",
        source="choice of the brand",
        confidence="given",
    )
    page_posts_per_week: float = parameter(
        0.0,
        plausible=(0.0, 14.0),
        bounds=(0.0, 100.0),
        unit="posts/week",
        meaning="posts on the brand's own page",
        source="choice of the brand",
        confidence="given",
    )
    to_community: float = parameter(
        1.0,
        plausible=(0.0, 1.0),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="how far a post is about the community's topic, not the product's",
        source="choice of the brand",
        confidence="given",
    )
    personalisation: float = parameter(
        0.0,
        plausible=(0.0, 1.0),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="how far posts use what is known of single members",
        source="choice of the brand",
        confidence="given",
    )
    consent: bool = True
    feigned: float = parameter(
        0.0,
        plausible=(0.0, 1.0),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="how much of the genuineness that it lacks the brand pretends to have",
        source="choice of the brand",
        confidence="given",
    )

    @field_validator("mix")
    @classmethod
    def _shares(cls, mix: dict[str, float]) -> dict[str, float]:
        for name, share in mix.items():
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"the share of {name} is {share}; 0 to 1 is allowed")
        if abs(sum(mix.values()) - 1.0) > 1e-6:
            raise ValueError(f"the shares sum to {sum(mix.values()):g}; they must sum to 1")
        return mix


def template_for(mix: dict[TemplateName, float], draw: float) -> str:
    """Return the template that a draw in [0, 1) picks from a mix of shares.

    Shares are laid out in the order of `Content`, so the order in a file does not matter.
    """
    for name in KINDS:
        if name in mix:
            draw -= mix[name]
            if draw < 0.0:
                return name
    return max(mix, key=lambda name: mix[name])


def posts_due(per_week: float, week: int) -> int:
    """Return how many posts at some a week fall in a week, counted from week 0."""
    return int((week + 1) * per_week + 1e-9) - int(week * per_week + 1e-9)


def relevance_of(to_community: float, product_relevance: Any) -> Any:
    """Return how relevant a post's topic is to the community's, 0..1.

    The post's topic is a blend of the product's topic (1 - to_community) and the community's;
    relevance is the cosine between the blend and the community's topic. Number or array.
    """
    own, r = 1.0 - to_community, product_relevance
    length = (own**2 + to_community**2 + 2.0 * own * to_community * r) ** 0.5
    return (own * r + to_community) / length
