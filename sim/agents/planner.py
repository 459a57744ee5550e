"""How a brand decides: what it has found, measured and told so far, and what it does next."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.market import BrandParameters
from sim.metrics import measured_by_kind, weekly_metrics
from sim.randomness import Purpose, key_for, uniforms
from sim.recorder import CLICKS, ENGAGEMENTS, POSTS, TONE, VIEWS
from sim.strategies.adapt import Adapt, worth_of_arms
from sim.strategies.analytics import tool_of
from sim.strategies.bandits import choose_arms
from sim.strategies.commit import is_active
from sim.strategies.contingency import actions, holds
from sim.strategies.identify import (
    FITTING,
    candidates,
    chosen_communities,
    is_searching,
    rank_candidates,
)  # fmt: skip
from sim.strategies.pay import is_paying
from sim.strategies.plan import PAGE, PlannedPost, Seen, Strategy, mix_for
from sim.strategies.stories import STORIES, stock_left
from sim.strategies.tailor import KINDS, posts_due

if TYPE_CHECKING:
    from sim.model import BrandCommunity

__all__ = ["Planner", "Policy"]


class Policy(Protocol):
    """Decides what a brand does: called once a week with what the brand has seen."""

    def __call__(self, seen: Seen) -> Strategy:
        """Return the strategy to follow this week."""
        ...


class Planner:
    """The memory of one brand, and its decisions of a week."""

    def __init__(self, model: "BrandCommunity", index: int, parameters: BrandParameters) -> None:
        self.model, self.index, self.parameters = model, index, parameters
        self.last_removal: dict[int, int] = {}  # community -> week
        self.metrics: dict[str, list[float]] = {}
        self.measured: list[np.ndarray] = []  # by week: what each kind of post did
        self.researched = np.zeros(3)  # hours: hashtags, monitoring, joining
        self.found: list[int] | None = None  # communities by rank, once the search is over
        self.told = np.zeros((len(model.world.communities) + 1, len(KINDS)), np.int64)
        self.weeks_searched = 0
        self.stops: set[str] = set()  # conditions of rules that said "stop"
        self.tool = model.spec.tools.platform  # of last week, as are the next two
        self.learns = False  # which kinds of post to make, by what they brought
        self.places: list[int] = []  # communities

    def decide(self, policy: Policy, week: int) -> tuple[Strategy, Seen]:
        """Return the strategy of the week, and what it is planned with."""
        world, b, p = self.model.world, self.index, self.parameters
        counts, inside = world.counts, len(world.communities)
        days = (slice(max(0, world.day - 7), world.day), b, slice(inside))
        engaged = counts.likes[days] + counts.comments[days] + counts.shares[days]
        self._measure(week)
        seen = Seen(week, [], p.hours_per_week, p.budget_per_week, p.wage, dict(self.last_removal),
                    counts.views[days].sum(axis=0), engaged.sum(axis=0), self.metrics)  # fmt: skip
        strategy, fee = self._affordable(policy(seen))
        self.tool = tool_of(strategy.analytics, self.model.spec.tools)
        adapt = strategy.adapt or Adapt()
        self.learns = adapt.policy != "fixed"
        said = self._orders(adapt)
        works = is_active(strategy.commit, week) and "stop" not in said
        pays = strategy.pay is not None and is_paying(strategy.pay, week)
        searching = is_searching(strategy.identify, self.weeks_searched)
        self.weeks_searched += searching and works
        self.places = [] if searching else self._places(strategy)
        seen = replace(
            seen, communities=self.places, is_searching=searching, actions=said,
            fee=fee if works or (pays and "stop" not in said) else 0.0,
            stock=self._stock() if self.model.spec.stories.is_on else {},
        )  # fmt: skip
        return strategy, replace(seen, arms=self._arms(strategy, adapt, seen))

    def _orders(self, adapt: Adapt) -> frozenset[str]:
        """Return what the rules order this week; a rule that once said "stop" goes on saying so."""
        todo = actions(adapt.rules, self.metrics)
        stops = [rule for rule in adapt.rules if rule.then == "stop"]
        self.stops |= {rule.when for rule in stops if holds(rule, self.metrics)}
        is_over = any(rule.when in self.stops for rule in stops)
        return frozenset(todo) | (frozenset({"stop"}) if is_over else frozenset())

    def _affordable(self, strategy: Strategy) -> tuple[Strategy, float]:
        """Return the strategy, without a tool that the money is too little for, and the fee ($)."""
        if strategy.analytics is None:
            return strategy, 0.0
        fee = tool_of(strategy.analytics, self.model.spec.tools).fee * 12.0 / 52.0
        if fee <= self.parameters.budget_per_week:
            return strategy, fee
        return strategy.model_copy(update={"analytics": None}), 0.0

    def remember(self, posts: list[PlannedPost]) -> None:
        """Note whose stories the week's posts tell."""
        for post in posts:
            self.told[post.place, KINDS.index(post.template)] += 1

    def _measure(self, week: int) -> None:
        """Look at last week's metrics, with last week's tool."""
        if week == 0:
            return
        found = weekly_metrics(self.model.world, self.index, self.places, self.tool.noise)
        for name, value in found.items():
            self.metrics.setdefault(name, []).append(value)
        if self.learns:
            last = measured_by_kind(self.model.world, self.index, week - 1, self.tool.noise)
            self.measured.append(last)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platform of each community."""
        world = self.model.world
        return tuple(world.platform_names[k] for k in world.communities.platform)

    def _places(self, strategy: Strategy) -> list[int]:
        """Return the communities to be in: those chosen or found, less those that banned it."""
        communities, block = self.model.world.communities, strategy.identify
        if block and block.communities == "search" and self.found is None:
            self.found = self._ranked(candidates(block, self.platforms))
        chosen = chosen_communities(block, communities.names, self.platforms, self.found)
        return [c for c in chosen if not communities.is_banned[self.index, c]]

    def _ranked(self, places: list[int]) -> list[int]:
        """Return the places searched, the most promising first, by what the search has told."""
        world, b, research = self.model.world, self.index, self.model.spec.research
        signals = (research.hashtags, research.monitoring, research.joining)
        key = key_for(world.seed, Purpose.RESEARCH, int(world.brands.keys[b]))
        draws = uniforms(key, (2 * len(signals) + 1) * len(world.communities))
        ranks = rank_candidates(
            world.communities.relevance[b, places] >= FITTING,
            list(zip(signals, map(float, self.researched), strict=True)),
            self.tool.research_speed,
            draws.reshape(-1, len(world.communities))[:, places],
        )  # fmt: skip
        return [places[k] for k in ranks]

    def _stock(self) -> dict[tuple[int, str], int]:
        """Return how many untold stories there are at each place, by kind."""
        world, b = self.model.world, self.index
        m, n = world.members, len(world.communities)
        glad = (m.orders[b] > 0) & (m.is_member == 1) & (m.trust[b] > world.prior_trust)
        counts = world.counts
        people = {
            "success_story": np.bincount(m.community, glad, minlength=n).astype(float),
            "member_content": (counts.comments[: world.day, b] + counts.shares[: world.day, b])
            .sum(axis=0),
        }  # fmt: skip
        p, stock = self.parameters, {}
        on_page = p.page_followers * p.page_customers
        for kind in STORIES:
            for place in (*self.places, PAGE):
                lived = on_page if place == PAGE else people[kind][place]
                told = int(self.told[place, KINDS.index(kind)])
                permission = self.model.spec.stories.permission
                stock[place, kind] = stock_left(float(lived), permission, told)
        return stock

    def _arms(self, strategy: Strategy, adapt: Adapt, seen: Seen) -> list[tuple[int, str]] | None:
        """Return place and kind of the week's posts, if a policy picks them."""
        if adapt.policy == "fixed" or strategy.tailor is None:
            return None
        world, b, content = self.model.world, self.index, self.model.spec.content
        mixes = {c: mix_for(strategy, content, seen, c) for c in self.places}
        arms = [(c, k) for c in self.places for k in KINDS if mixes[c].get(k, 0.0) > 0.0]
        arms = [arm for arm in arms if seen.stock.get(arm, 1) > 0]
        n = posts_due(strategy.tailor.posts_per_week, seen.week) * len(self.places)
        if not arms or n == 0:
            return []
        where = tuple(np.array([(c, KINDS.index(k)) for c, k in arms]).T)
        past = self.measured[-adapt.window :]
        sums = sum(past, np.zeros_like(past[0]))[where] if past else np.zeros((len(arms), 5))
        pulls = sums[:, POSTS]
        each = sums / np.maximum(pulls, 1.0)[:, None]
        hours = np.array([getattr(content, k).hours for _, k in arms])
        worth = worth_of_arms(each[:, ENGAGEMENTS] + each[:, CLICKS], each[:, VIEWS],
                              each[:, TONE], hours, adapt)  # fmt: skip
        key = key_for(world.seed, Purpose.ARM, int(world.brands.keys[b]), seen.week)
        draws = uniforms(key, n * (len(arms) + 1)).reshape(n, -1)
        chosen = choose_arms(adapt.policy, pulls, worth * pulls, n, draws, adapt.epsilon)
        picked = [arms[a] for a in chosen]  # a story is told once
        return [
            arm for k, arm in enumerate(picked) if picked[:k].count(arm) < seen.stock.get(arm, n)
        ]
