"""A week's plan: strategies ask, capacity answers.

Hours go to listening, then to posts, and what is left to replies. A post that hours or money
cannot pay for is not made. Labour counts against the weekly budget at the wage; ads get the
money that work leaves.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Parameters
from sim.strategies.adapt import Adapt, mix_without_promotion
from sim.strategies.commit import Commit, is_active
from sim.strategies.identify import Identify
from sim.strategies.interact import Interact
from sim.strategies.pay import Pay
from sim.strategies.tailor import Content, Tailor, Template, template_for

__all__ = ["PAGE", "PlannedPost", "Seen", "Strategy", "WeekPlan", "plan_week"]

PAGE = -1  # the place of posts on the brand's own page


class Strategy(Parameters):
    """What a brand does: at most one table a block; an absent block does nothing."""

    identify: Identify | None = None
    tailor: Tailor | None = None
    interact: Interact | None = None
    adapt: Adapt | None = None
    commit: Commit | None = None
    pay: Pay | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the brand stays away: no work and no ads."""
        has_hours = self.commit is not None and self.commit.hours_per_week > 0
        inside = self.identify is not None and (self.tailor or self.interact)
        on_page = self.tailor is not None and self.tailor.page_posts_per_week > 0
        pay = self.pay or Pay()
        ads = pay.audience_ads > 0 or (pay.community_ads > 0 and self.identify is not None)
        return not (has_hours and (inside or on_page)) and not ads


class PlannedPost(NamedTuple):
    """A post to publish: the day of the week, where, which one of that day, and what."""

    weekday: int
    place: int  # a community, or PAGE
    ordinal: int  # among the brand's posts at that place this week
    template: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a brand knows when it plans: no more than it could see."""

    week: int
    communities: list[int]  # where it is present; empty when a policy is asked
    hours: float  # available this week
    budget: float  # $ this week
    wage: float  # $/hour
    last_removal: dict[int, int]  # community -> week in which moderators last removed a post
    # Last week's, of its posts in each community, shape (n_communities,).
    views: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    engagements: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What capacity allows this week."""

    listening: list[int]  # communities
    listening_hours: float  # in each of them
    posts: list[PlannedPost]
    reply_hours: float
    audience_ads: float  # $
    community_ads: float  # $


def plan_week(strategy: Strategy, content: Content, seen: Seen, draw) -> WeekPlan:
    """Return the plan of one week.

    Args:
        strategy: what the brand would like to do.
        content: the kinds of post.
        seen: what it knows and what it has.
        draw: a function (place, ordinal) -> [0, 1) that picks the kind of each post.
    """
    hours = money = 0.0
    listening: list[int] = []
    each = 0.0
    posts: list[PlannedPost] = []
    if is_active(strategy.commit, seen.week):
        assert strategy.commit is not None
        affordable = seen.budget / seen.wage if seen.wage > 0 else seen.hours
        hours = min(strategy.commit.hours_per_week, seen.hours, affordable)
        money = seen.budget
        if strategy.interact and seen.communities:
            each = min(strategy.interact.listening_hours, hours / len(seen.communities))
            listening = seen.communities if each > 0.0 else []
            hours -= each * len(seen.communities)
            money -= each * len(seen.communities) * seen.wage
        if strategy.tailor:
            posts, hours, money = _affordable_posts(strategy, content, seen, draw, hours, money)
        if not (strategy.interact and (strategy.interact.replies or strategy.interact.answers)):
            hours = 0.0
        hours = max(0.0, min(hours, money / seen.wage if seen.wage > 0 else hours))
        money -= hours * seen.wage
    else:
        money = seen.budget
    pay = strategy.pay or Pay()
    ads = min(pay.audience_ads, max(0.0, money))
    inside = min(pay.community_ads, max(0.0, money - ads)) if seen.communities else 0.0
    return WeekPlan(listening, each, posts, hours, ads, inside)


def _affordable_posts(
    strategy: Strategy, content: Content, seen: Seen, draw, hours: float, money: float
) -> tuple[list[PlannedPost], float, float]:
    """Return the posts that hours and money pay for, and what they leave of both."""
    posts = []
    for post in _wanted_posts(strategy, content, seen, draw):
        template: Template = getattr(content, post.template)
        cost = template.hours * seen.wage + template.cash
        if template.hours <= hours + 1e-9 and cost <= money + 1e-9:
            posts.append(post)
            hours -= template.hours
            money -= cost
    return posts, max(0.0, hours), max(0.0, money)


def _wanted_posts(strategy: Strategy, content: Content, seen: Seen, draw) -> list[PlannedPost]:
    """Return the posts asked for; the community that is served first changes every week."""
    tailor = strategy.tailor
    assert tailor is not None
    first = seen.week % len(seen.communities) if seen.communities else 0
    in_turn = [*seen.communities[first:], *seen.communities[:first]]
    posts = []
    for places, rate in (([PAGE], tailor.page_posts_per_week), (in_turn, tailor.posts_per_week)):
        n = int((seen.week + 1) * rate + 1e-9) - int(seen.week * rate + 1e-9)
        weekdays = [int((ordinal + 0.5) * 7 / n) for ordinal in range(n)]
        for place in places:
            mix = _mix_for(strategy, content, seen, place)
            for ordinal, weekday in enumerate(weekdays if mix else ()):
                template = template_for(mix, draw(place, ordinal))
                posts.append(PlannedPost(weekday, place, ordinal, template))
    return posts


def _mix_for(strategy: Strategy, content: Content, seen: Seen, place: int) -> dict:
    """Return the mix for one place: without promotion for a while after a removal."""
    assert strategy.tailor is not None
    adapt, since = strategy.adapt, seen.last_removal.get(place)
    if adapt is None or since is None or seen.week - since > adapt.pause_after_removal:
        return strategy.tailor.mix
    promotion = {name: getattr(content, name).promotion for name in type(content).model_fields}
    return mix_without_promotion(strategy.tailor.mix, promotion, adapt.promotion_limit)
