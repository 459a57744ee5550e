"""Brands as Mesa agents: each plans its week within its means, and carries the plan out."""

from typing import TYPE_CHECKING, Protocol

import mesa
import numpy as np

from sim.ledger import Line
from sim.market import BrandParameters
from sim.publishing import buy_audience_ads, contribute, place_community_ads, publish
from sim.randomness import Purpose, key_for, uniform_pair
from sim.strategies.identify import chosen_communities
from sim.strategies.pay import Pay, price_factor
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
        world.communities.hours_today[b, self.plan.listening] += hours
        world.ledger.work(world.day, b, Line.LISTENING, hours * len(self.plan.listening), wage)
        world.ledger.pay(world.day, b, Line.AUDIENCE_ADS, self.plan.audience_ads / 7)
        due = [post for post in self.plan.posts if post.weekday == world.day % 7]
        self.waiting = [post for post in (*self.waiting, *due) if not self._publish(post)]

    def settle(self) -> None:
        """Pay in the evening for the ads that communities have seen, up to what was set aside."""
        world, b = self.model.world, self.index
        if self.plan.community_ads <= 0.0:
            return
        inside = len(world.communities)
        seen = world.counts.paid_views[world.day, b, :inside]
        price = sum(seen * self._prices(world)) / 1000.0
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
        seen.communities[:] = chosen
        self.plan = plan_week(self.strategy, self.model.spec.content, seen, draw)
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
        p = self.parameters
        return Seen(week, [], p.hours_per_week, p.budget_per_week, p.wage, dict(self.last_removal))

    def _publish(self, post: PlannedPost) -> bool:
        """Publish a post that is due; tell whether there was room for it."""
        world, b, spec = self.model.world, self.index, self.model.spec
        template = getattr(spec.content, post.template)
        if not publish(world, spec, b, self.strategy, post, template):
            return False
        world.ledger.work(world.day, b, Line.POSTS, template.hours, self.parameters.wage)
        world.ledger.pay(world.day, b, Line.PRODUCTION, template.cash)
        if post.place != PAGE:
            world.communities.hours_today[b, post.place] += template.hours
            if world.communities.breach[b, post.place] > 0.0:
                self.model.to_moderate.add(post.place)
        return True

    def _note_contributions(self, world: World) -> None:
        """Let communities remember yesterday's replies and answers, which promote nothing."""
        if world.day > 0:
            counts, yesterday = world.counts, (world.day - 1, self.index)
            made = counts.replies[yesterday] + counts.answers[yesterday]
            for c in np.flatnonzero(made[: len(world.communities)]):
                contribute(world, self.index, int(c), 0.0, int(made[c]))

    def _prices(self, world: World) -> np.ndarray:
        """Return what 1,000 impressions cost in each community, $, shape (n_communities,).

        An ad inside a community meets its members alone: full precision, at full premium.
        """
        each = [getattr(self.model.spec.platforms, name) for name in world.platform_names]
        premium = (self.strategy.pay or Pay()).premium
        prices = np.array([place.cost_per_thousand for place in each])
        return prices[world.communities.platform] * price_factor(1.0, premium)
