"""Brands as Mesa agents: each plans its week within its means, and carries the plan out."""

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.advertising import (
    buy_audience_ads,
    pay_influencer,
    place_community_ads,
    prices_inside,
)  # fmt: skip
from sim.agents.planner import Planner, Policy
from sim.ledger import Line, in_order
from sim.market import BrandParameters
from sim.publishing import contribute, publish
from sim.randomness import Purpose, key_for, uniform_pair
from sim.strategies.identify import candidates
from sim.strategies.pay import posts_this_week
from sim.strategies.plan import PAGE, PlannedPost, Strategy, WeekPlan, plan_week
from sim.world import World

if TYPE_CHECKING:
    from sim.model import BrandCommunity

__all__ = ["Brand", "Policy"]

EVENT_DAY = 5  # of the week: events are on a Saturday


class Brand(mesa.Agent):
    """A brand in the market: the focal one (index 0) or a rival."""

    def __init__(
        self, model: "BrandCommunity", index: int, parameters: BrandParameters, policy: Policy
    ) -> None:
        super().__init__(model)
        self.index = index
        self.parameters = parameters
        self.policy = policy
        self.planner = Planner(model, index, parameters)
        self.strategy = Strategy()
        self.plan = WeekPlan()
        self.listens_in = np.zeros(0, np.int64)  # communities, as in the plan
        self.waiting: list[PlannedPost] = []  # posts due that found no free slot

    @property
    def name(self) -> str:
        """Its name in the scenario."""
        return self.model.world.brands.names[self.index]

    def act(self) -> None:
        """Plan on the first day of a week; every day research, listen, publish, and buy ads."""
        world, b = self.model.world, self.index
        for crisis in self.parameters.crises:
            if crisis.day == world.day:
                world.brands.crisis_today[b] += crisis.severity
        self._note_contributions(world)
        if world.day % 7 == 0:
            self._plan_week(world)
        hours, wage = self.plan.listening_hours / 7, self.parameters.wage
        listens_in = self.listens_in[world.communities.is_banned[b, self.listens_in] == 0]
        world.communities.hours_today[b, listens_in] += hours
        world.ledger.work(world.day, b, Line.LISTENING, hours * len(listens_in), wage)
        self._research(world)
        world.ledger.pay(world.day, b, Line.AUDIENCE_ADS, self.plan.audience_ads / 7)
        weekday = world.day % 7
        if weekday == EVENT_DAY and self.plan.gathers:
            self._gather(world)
        due = self.waiting + [post for post in self.plan.posts if post.weekday == weekday]
        if due:
            self.waiting = self._publish([post for post in due if self._may_post(post.place)])

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
        self.planner.last_removal[community] = self.model.world.day // 7

    def _plan_week(self, world: World) -> None:
        b, week, spec = self.index, world.day // 7, self.model.spec
        self.strategy, seen = self.planner.decide(self.policy, week)
        key = key_for(world.seed, Purpose.TEMPLATE, int(world.brands.keys[b]), week)

        def draw(place: int, ordinal: int) -> float:
            return uniform_pair(key, place + 1, ordinal)

        pay, fee, n_posts = self.strategy.pay, 0.0, 0
        if pay and pay.influencer:
            fee = getattr(spec.influencers, pay.influencer).fee
            n_posts = posts_this_week(pay.influencer_posts, week)
        self.plan = plan_week(self.strategy, spec.content, seen, draw, fee, n_posts)
        self.planner.remember(self.plan.posts)
        self.listens_in = np.array(self.plan.listening, np.int64)
        self.waiting = []
        self._show_up(world, seen.communities, "apologise" in seen.actions)
        world.ledger.pay(world.day, b, Line.TOOLS, seen.fee)
        world.ledger.pay(world.day, b, Line.IMMERSION, self.plan.set_up)
        buy_audience_ads(world, spec, b, self.strategy, self.plan)
        place_community_ads(world, spec, b, self.strategy, self.plan, seen.communities)
        pay_influencer(world, spec, b, self.strategy, self.plan)

    def _show_up(self, world: World, places: list[int], must_apologise: bool) -> None:
        """Let members notice where the brand takes part this week, and how."""
        b, brands, plan, interact = self.index, world.brands, self.plan, self.strategy.interact
        takes_part = bool(plan.listening or plan.posts or plan.reply_hours)
        brands.is_present[b] = 0
        brands.is_present[b, places] = takes_part
        brands.reply_hours[b] = plan.reply_hours
        brands.feedback_hours[b] = plan.feedback_hours
        brands.answers[b] = bool(interact and interact.answers and plan.reply_hours)
        brands.replies[b] = bool(interact and interact.replies and plan.reply_hours)
        apologises = must_apologise or bool(interact and interact.apologises)
        brands.apologises[b] = apologises and (takes_part or plan.community_ads > 0.0)
        feigned = self.strategy.tailor.feigned if self.strategy.tailor else 0.0
        brands.feigned[b] = feigned * (1.0 - brands.genuineness[b])

    def _research(self, world: World) -> None:
        """Look for communities; who joins them learns their language on the way."""
        hours = np.array(self.plan.research) / 7
        if not hours.any():
            return
        world.ledger.work(
            world.day, self.index, Line.RESEARCH, float(hours.sum()), self.parameters.wage
        )
        self.planner.researched += hours
        where = candidates(self.strategy.identify, self.planner.platforms)
        world.communities.hours_today[self.index, where] += hours[2] / max(1, len(where))

    def _gather(self, world: World) -> None:
        """Hold today's events and pay for them."""
        gather, b = self.strategy.gather, self.index
        where = [c for c in self.plan.gathers if self._may_post(c)]
        if gather is None or not where:
            return
        world.communities.meets_today[b, where] = gather.immersion
        world.communities.hours_today[b, where] += gather.hours
        hours = gather.hours * len(where)
        world.ledger.work(world.day, b, Line.IMMERSION, hours, self.parameters.wage)
        world.ledger.pay(world.day, b, Line.IMMERSION, gather.cash * len(where))

    def _may_post(self, place: int) -> bool:
        return place == PAGE or not self.model.world.communities.is_banned[self.index, place]

    def _publish(self, due: list[PlannedPost]) -> list[PlannedPost]:
        """Publish posts and book the work; return those there was no room for."""
        if not due:
            return []
        world, b, spec = self.model.world, self.index, self.model.spec
        names = [post.template for post in due]
        templates = [getattr(spec.content, name) for name in names]
        places = np.array([post.place for post in due])
        has_room = publish(world, spec, b, self.strategy, places, names)
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
