"""A week's plan: strategies ask, capacity answers.

Hours go to research, listening, events, posts, and advice; what is left goes to replies. Work
that hours or money cannot pay for is not done. Labour counts against the weekly budget at the
wage; tools come first, and ads get the money that work leaves.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Parameters
from sim.strategies.adapt import Adapt, mix_without_promotion, scaled
from sim.strategies.analytics import Analytics
from sim.strategies.commit import Commit, hours_in, is_active
from sim.strategies.gather import Gather, gathers_in
from sim.strategies.identify import Identify
from sim.strategies.interact import Interact
from sim.strategies.pay import Pay, is_paying
from sim.strategies.purse import Purse
from sim.strategies.tailor import Content, Tailor, Template, posts_due, template_for

__all__ = ["PAGE", "PlannedPost", "Seen", "Strategy", "WeekPlan", "mix_for", "plan_week"]

PAGE = -1  # the place of posts on the brand's own page


class Strategy(Parameters):
    """What a brand does: at most one table a block; an absent block does nothing."""

    identify: Identify | None = None
    tailor: Tailor | None = None
    interact: Interact | None = None
    gather: Gather | None = None
    adapt: Adapt | None = None
    analytics: Analytics | None = None
    commit: Commit | None = None
    pay: Pay | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the brand stays away: no work and no ads."""
        commit = self.commit or Commit(hours_per_week=0.0)
        has_hours = max(each.hours_per_week for each in (commit, *commit.changes)) > 0
        inside = self.identify is not None and (
            self.tailor or self.interact or self.gather or self.identify.communities == "search"
        )
        on_page = self.tailor is not None and self.tailor.page_posts_per_week > 0
        pay = self.pay or Pay()
        ads = pay.audience_ads > 0 or (pay.community_ads > 0 and self.identify is not None)
        paid = ads or pay.influencer is not None
        works = has_hours and bool(inside or on_page or self.analytics)
        return not works and not paid


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
    metrics: dict[str, list[float]] = field(default_factory=dict)  # measured, oldest week first
    is_searching: bool = False  # still looking for its communities
    fee: float = 0.0  # $ this week for tools
    actions: frozenset[str] = frozenset()  # what its rules say this week
    arms: list[tuple[int, str]] | None = None  # posts that its policy picked: place and kind
    stock: dict[tuple[int, str], int] = field(default_factory=dict)  # untold stories


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What capacity allows this week."""

    listening: list[int] = field(default_factory=list)  # communities
    listening_hours: float = 0.0  # in each of them
    posts: list[PlannedPost] = field(default_factory=list)
    reply_hours: float = 0.0
    audience_ads: float = 0.0  # $
    community_ads: float = 0.0  # $
    research: tuple[float, float, float] = (0.0, 0.0, 0.0)  # hours: hashtags, monitoring, joining
    feedback_hours: float = 0.0
    gathers: tuple[int, ...] = ()  # communities with an event
    influencer_posts: int = 0
    set_up: float = 0.0  # $ for making an AR or VR experience


def plan_week(
    strategy: Strategy, content: Content, seen: Seen, draw, influencer_fee: float = 0.0,
    influencer_posts: int = 0,
) -> WeekPlan:  # fmt: skip
    """Return the plan of one week.

    Args:
        strategy: what the brand would like to do.
        content: the kinds of post.
        seen: what it knows and what it has.
        draw: a function (place, ordinal) -> [0, 1) that picks the kind of each post.
        influencer_fee: $ for one post of the influencer.
        influencer_posts: posts of the influencer that are due.
    """
    purse = Purse(0.0, seen.budget - seen.fee, seen.wage)
    work = _work(strategy, content, seen, draw, purse)
    pay = strategy.pay or Pay()
    money = purse.money
    must_not = {"pause-ads", "stop"} & seen.actions or not is_paying(pay, seen.week)
    if money <= 0.0 or must_not:
        return WeekPlan(**work)
    n = min(influencer_posts, int(money / influencer_fee) if influencer_fee else influencer_posts)
    money -= n * influencer_fee
    ads = min(pay.audience_ads, max(0.0, money))
    inside = min(pay.community_ads, max(0.0, money - ads)) if seen.communities else 0.0
    return WeekPlan(**work, audience_ads=ads, community_ads=inside, influencer_posts=n)


def _work(strategy: Strategy, content: Content, seen: Seen, draw, purse: Purse) -> dict:
    """Return the parts of the plan that take hours, and spend them."""
    if not is_active(strategy.commit, seen.week) or "stop" in seen.actions:
        return {}
    assert strategy.commit is not None
    purse.hours = min(hours_in(strategy.commit, seen.week), seen.hours)
    if purse.hours <= 0.0:
        return {}
    interact, n = strategy.interact, len(seen.communities)
    work: dict = {}
    if seen.is_searching and strategy.identify:
        wanted = strategy.identify
        asked = (wanted.hashtag_hours, wanted.monitoring_hours, wanted.joining_hours)
        work["research"] = tuple(purse.up_to(hours) for hours in asked)
    if interact and n:
        each = purse.up_to(interact.listening_hours * n) / n
        work |= {"listening": seen.communities if each > 0.0 else [], "listening_hours": each}
    set_up = strategy.gather.set_up / 52 if strategy.gather else 0.0
    set_up = set_up if seen.week - strategy.commit.start_week < 52 else 0.0
    if strategy.gather and purse.affords(0.0, set_up):
        purse.take(0.0, set_up)
        work["set_up"] = set_up
        if gathers_in(strategy.gather, seen.week):
            work["gathers"] = _affordable_events(strategy.gather, in_turn(seen), purse)
    if strategy.tailor and "pause-posting" not in seen.actions:
        work["posts"] = _affordable_posts(strategy, content, seen, draw, purse)
    if interact:
        work["feedback_hours"] = purse.up_to(interact.feedback_hours)
        if interact.replies or interact.answers:
            work["reply_hours"] = purse.up_to(purse.hours)
    return work


def in_turn(seen: Seen) -> list[int]:
    """Return the communities; the one that is served first changes every week."""
    first = seen.week % len(seen.communities) if seen.communities else 0
    return [*seen.communities[first:], *seen.communities[:first]]


def _affordable_events(block: Gather, communities: list[int], purse: Purse) -> tuple[int, ...]:
    """Return the communities with an event that hours and money pay for."""
    where = []
    for c in communities:
        if purse.affords(block.hours, block.cash):
            purse.take(block.hours, block.cash)
            where.append(c)
    return tuple(where)


def _affordable_posts(
    strategy: Strategy, content: Content, seen: Seen, draw, purse: Purse
) -> list[PlannedPost]:
    """Return the posts that hours and money pay for."""
    posts = []
    for post in _wanted_posts(strategy, content, seen, draw):
        template: Template = getattr(content, post.template)
        if purse.affords(template.hours, template.cash):
            purse.take(template.hours, template.cash)
            posts.append(post)
    return posts


def _wanted_posts(strategy: Strategy, content: Content, seen: Seen, draw) -> list[PlannedPost]:
    """Return the posts asked for, those on the page first."""
    tailor, stock = strategy.tailor, dict(seen.stock)
    assert tailor is not None
    inside = in_turn(seen) if seen.arms is None else []
    posts = []
    for places, rate in (([PAGE], tailor.page_posts_per_week), (inside, tailor.posts_per_week)):
        n = posts_due(rate, seen.week)
        for place in places:
            mix = mix_for(strategy, content, seen, place)
            for ordinal in range(n):
                told = {k: s for k, s in mix.items() if stock.get((place, k), 1) > 0}
                if not told:
                    break
                kind = template_for(scaled(told) if len(told) < len(mix) else mix,
                                    draw(place, ordinal))  # fmt: skip
                if (place, kind) in stock:
                    stock[place, kind] -= 1
                weekday = int((ordinal + 0.5) * 7 / n)
                posts.append(PlannedPost(weekday, place, ordinal, kind))
    return posts + _picked_posts(seen)


def _picked_posts(seen: Seen) -> list[PlannedPost]:
    """Return the posts that the brand's policy picked, spread over the week at each place."""
    arms, made, posts = seen.arms or [], {}, []
    total = {place: sum(c == place for c, _ in arms) for place, _ in arms}
    for place, kind in arms:
        ordinal = made[place] = made.get(place, -1) + 1
        weekday = int((ordinal + 0.5) * 7 / total[place])
        posts.append(PlannedPost(weekday, place, ordinal, kind))
    return posts


def mix_for(strategy: Strategy, content: Content, seen: Seen, place: int) -> dict:
    """Return the mix for one place: without promotion for a while after a removal, or by rule."""
    assert strategy.tailor is not None
    adapt, since = strategy.adapt, seen.last_removal.get(place)
    if adapt is None:
        return strategy.tailor.mix
    was_removed = since is not None and seen.week - since <= adapt.pause_after_removal
    if not was_removed and "pause-promotion" not in seen.actions:
        return strategy.tailor.mix
    promotion = {name: getattr(content, name).promotion for name in type(content).model_fields}
    return mix_without_promotion(strategy.tailor.mix, promotion, adapt.promotion_limit)
