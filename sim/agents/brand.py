"""Brands as Mesa agents: each plans its week within its means, and carries the plan out."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import mesa
import numpy as np

from sim.ledger import Line, in_order
from sim.market import BrandParameters
from sim.publishing import (
    buy_audience_ads,
    contribute,
    place_community_ads,
    prices_inside,
    publish,
)  # fmt: skip
from sim.randomness import Purpose, key_for, uniform_pair
from sim.strategies.identify import chosen_communities
from sim.strategies.plan import PAGE, PlannedPost, Seen, Strategy, WeekPlan, plan_week
from sim.world import World

if TYPE_CHECKING:
    from sim.model import BrandCommunity

__all__ = ["Brand", "Policy"]


class Policy(Protocol):
    """Decides what a brand does: called once a week with what the brand has seen."""

    def __call__(self, seen: Seen) -> Strategy:
        """Return the strategy to follow this week."""
        ...


class Brand(mesa.Agent):
    """A brand in the market: the focal one (index 0) or a rival."""

    def __init__(
        self, model: "BrandCommunity", index: int, parameters: BrandParameters, policy: Policy
    ) -> None:
        super().__init__(model)
        self.index = index
        self.parameters = parameters
        self.policy = policy
        self.strategy = Strategy()
        self.plan = WeekPlan([], 0.0, [], 0.0, 0.0, 0.0)
        self.listens_in = np.zeros(0, np.int64)  # communities, as in the plan
        self.waiting: list[PlannedPost] = []  # posts due that found no free slot
        self.last_removal: dict[int, int] = {}  # community -> week

    @property
    def name(self) -> str:
        """Its name in the scenario."""
        return self.model.world.brands.names[self.index]

    def act(self) -> None:
        """Plan on the first day of a week; every day listen, publish, and buy ads."""
        world, b = self.model.world, self.index
        for crisis in self.parameters.crises:
            if crisis.day == world.day:
                world.brands.crisis_today[b] += crisis.severity
        self._note_contributions(world)
        if world.day % 7 == 0:
            self._plan_week(world)
        hours, wage = self.plan.listening_hours / 7, self.parameters.wage
        world.communities.hours_today[b, self.listens_in] += hours
        world.ledger.work(world.day, b, Line.LISTENING, hours * len(self.listens_in), wage)
        world.ledger.pay(world.day, b, Line.AUDIENCE_ADS, self.plan.audience_ads / 7)
        weekday = world.day % 7
        due = self.waiting + [post for post in self.plan.posts if post.weekday == weekday]
        if due:
            self.waiting = self._publish(due)

    def settle(self) -> None:
        """Pay in the evening for the ads that communities have seen, up to what was set aside."""
        world, b = self.model.world, self.index
        if self.plan.community_ads <= 0.0:
            return
        inside = len(world.communities)
        seen = world.counts.paid_views[world.day, b, :inside]
        prices = prices_inside(world, self.model.spec, self.strategy)
        price = sum(seen * prices) / 1000.0
        world.ledger.pay(world.day, b, Line.COMMUNITY_ADS, min(price, self.plan.community_ads / 7))

    def learn_of_removal(self, community: int) -> None:
        """Take note that moderators took a post down."""
        self.last_removal[community] = self.model.world.day // 7

    def _plan_week(self, world: World) -> None:
        b, week = self.index, world.day // 7
        seen = self._seen(world, week)
        self.strategy = self.policy(seen)
        key = key_for(world.seed, Purpose.TEMPLATE, int(world.brands.keys[b]), week)

        def draw(place: int, ordinal: int) -> float:
            return uniform_pair(key, place + 1, ordinal)

        chosen = chosen_communities(self.strategy.identify, world.communities.names)
        seen = replace(seen, communities=chosen)
        self.plan = plan_week(self.strategy, self.model.spec.content, seen, draw)
        self.listens_in = np.array(self.plan.listening, np.int64)
        self.waiting = []
        interact = self.strategy.interact
        takes_part = bool(self.plan.listening or self.plan.posts or self.plan.reply_hours)
        world.brands.is_present[b] = 0
        world.brands.is_present[b, chosen] = takes_part
        world.brands.reply_hours[b] = self.plan.reply_hours
        world.brands.answers[b] = bool(interact and interact.answers and self.plan.reply_hours)
        world.brands.replies[b] = bool(interact and interact.replies and self.plan.reply_hours)
        buy_audience_ads(world, self.model.spec, b, self.strategy, self.plan)
        place_community_ads(world, self.model.spec, b, self.strategy, self.plan, chosen)

    def _seen(self, world: World, week: int) -> Seen:
        p, counts, inside = self.parameters, world.counts, len(world.communities)
        last_week = (slice(max(0, world.day - 7), world.day), self.index, slice(inside))
        engaged = counts.likes[last_week] + counts.comments[last_week] + counts.shares[last_week]
        return Seen(
            week, [], p.hours_per_week, p.budget_per_week, p.wage, dict(self.last_removal),
            counts.views[last_week].sum(axis=0), engaged.sum(axis=0),
        )  # fmt: skip

    def _publish(self, due: list[PlannedPost]) -> list[PlannedPost]:
        """Publish posts and book the work; return those there was no room for."""
        world, b, spec = self.model.world, self.index, self.model.spec
        templates = [getattr(spec.content, post.template) for post in due]
        places = np.array([post.place for post in due])
        has_room = publish(world, spec, b, self.strategy, places, templates)
        if has_room.any():
            hours = np.array([template.hours for template in templates])
            cash = np.array([template.cash for template in templates])
            self._book(places[has_room], hours[has_room], cash[has_room])
        return [post for post, had_room in zip(due, has_room, strict=True) if not had_room]

    def _book(self, places: np.ndarray, hours: np.ndarray, cash: np.ndarray) -> None:
        """Enter what the posts of today took, and let moderators look at those above the norm."""
        world, b = self.model.world, self.index
        world.ledger.work_each(world.day, b, Line.POSTS, hours, self.parameters.wage)
        world.ledger.pay(world.day, b, Line.PRODUCTION, in_order(cash))
        inside = places != PAGE
        where = places[inside]
        np.add.at(world.communities.hours_today[b], where, hours[inside])
        self.model.to_moderate.update(where[world.communities.breach[b, where] > 0.0].tolist())

    def _note_contributions(self, world: World) -> None:
        """Let communities remember yesterday's replies and answers, which promote nothing."""
        if world.day > 0:
            counts, yesterday = world.counts, (world.day - 1, self.index)
            made = counts.replies[yesterday] + counts.answers[yesterday]
            where = np.flatnonzero(made[: len(world.communities)])
            if len(where) > 0:
                contribute(world, self.index, where, 0.0, made[where])
