"""The brand of both plain models: its week, its posts, its replies, what it learns."""

import math
from typing import TYPE_CHECKING

import mesa

from sim.ledger import Line
from sim.strategies.identify import chosen_communities
from sim.strategies.plan import PAGE, Seen, Strategy, WeekPlan, plan_week
from sim.strategies.tailor import Tailor, Template, relevance_of
from sim.world import CONTRIBUTIONS, World

if TYPE_CHECKING:
    from benchmarks.plain_world import Person, Place, PlainModel

__all__ = ["Brand", "Post"]


class Post:
    """A post of the brand in one community."""

    __slots__ = ("born", "fluency", "pull", "relevance", "seen", "tailor", "template")

    def __init__(
        self, template: Template, tailor: Tailor, born: int, relevance: float, fluency: float
    ) -> None:
        self.template, self.tailor, self.born = template, tailor, born
        self.relevance, self.fluency = relevance, fluency
        self.pull = 0.0  # views per visit it gets today from who has not seen it
        self.seen: set[Person] = set()


class Brand(mesa.Agent):
    """The focal brand, taking part in communities, without ads and rivals."""

    def __init__(self, model: "PlainModel", strategy: Strategy, world: World) -> None:
        super().__init__(model)
        spec = model.spec
        refused = {
            "ads": strategy.pay is not None,
            "answers": strategy.interact is None or strategy.interact.answers,
            "a change of course": strategy.adapt is not None,
            "no posts": strategy.tailor is None,
            "a page": strategy.tailor is not None and strategy.tailor.page_posts_per_week > 0,
            "rivals": bool(spec.rivals),
            "crises": bool(spec.brand.crises),
            "turnover": bool(spec.membership.is_on),
            "live posts": bool((world.posts.brand >= 0).any()),
        }
        if any(refused.values()):
            found = ", ".join(name for name, is_there in refused.items() if is_there)
            raise ValueError(f"the plain Mesa model cannot do with {found}")
        self.strategy = strategy
        communities = world.communities
        platforms = tuple(world.platform_names[k] for k in communities.platform)
        chosen = chosen_communities(strategy.identify, communities.names, platforms)
        self.places = {c: model.communities[c] for c in chosen}
        self.plan = WeekPlan()
        self.reply_hours = 0.0
        self.hours, self.money = [0.0] * len(Line), [0.0] * len(Line)

    def work(self, line: Line, hours: float) -> None:
        """Enter hours worked and what they cost."""
        self.hours[line] += hours
        self.money[line] += hours * self.model.spec.brand.wage

    def act(self) -> None:
        """Plan on the first day of a week; every day listen and publish."""
        model, day, content = self.model, self.model.day, self.model.spec.content
        for community in self.places.values():
            if community.replies_yesterday:
                contribute(community, 0.0, community.replies_yesterday)
                community.replies_yesterday = 0
        if day % 7 == 0:
            self._plan_week(day // 7)
        for c in self.plan.listening:
            self.places[c].hours_today += self.plan.listening_hours / 7
            self.work(Line.LISTENING, self.plan.listening_hours / 7)
        for planned in self.plan.posts:
            if planned.weekday == day % 7 and planned.place != PAGE:
                self._publish(self.places[planned.place], getattr(content, planned.template))
        for community in self.places.values():
            if community.posts and community.breach > 0.0:
                moderate(community, model.random.random, day)

    def grant_places(self) -> None:
        """Reply to comments, in no order, while today's part of the week's hours lasts."""
        model, each = self.model, self.model.spec.replying.hours_per_reply
        comments, hours = model.comments_today, self.reply_hours / (7 - model.day % 7)
        n_places = min(len(comments), int(hours / each + 1e-9))
        if n_places < len(comments):
            model.random.shuffle(comments)
        for member in comments[:n_places]:
            member.replies_today += 1
            member.home.replies += 1
            member.home.replies_yesterday += 1
            member.home.hours_today += each
        self.work(Line.REPLIES, n_places * each)
        self.reply_hours -= n_places * each

    def learn(self) -> None:
        """Become more familiar with the communities by today's hours, and forget a little."""
        p = self.model.spec.familiarity
        for community in self.model.communities:
            known = community.familiarity
            scale = p.scale * (1.0 + community.distinctiveness)
            learnt = 1.0 - math.exp(-community.hours_today / scale)
            known = min(1.0, max(0.0, known + (1.0 - known) * learnt - p.lost_per_day * known))
            community.familiarity = known
            community.fluency = p.base_fluency + (1.0 - p.base_fluency) * known
            community.hours_today = 0.0

    def _plan_week(self, week: int) -> None:
        random, spec = self.model.random.random, self.model.spec
        brand, content = spec.brand, spec.content
        means = brand.hours_per_week, brand.budget_per_week, brand.wage
        seen = Seen(week, list(self.places), *means, {})
        self.plan = plan_week(self.strategy, content, seen, lambda place, ordinal: random())
        self.reply_hours = self.plan.reply_hours if self.strategy.interact.replies else 0.0

    def _publish(self, community: "Place", template: Template) -> None:
        day = self.model.day
        tailor = self.strategy.tailor
        relevance = relevance_of(tailor.to_community, community.relevance)
        community.posts.append(Post(template, tailor, day, relevance, community.fluency))
        contribute(community, template.promotion)
        if template.is_deal:
            until = day + self.model.spec.purchase.deal_days - 1
            community.deal_until = max(community.deal_until, until)
        self.work(Line.POSTS, template.hours)
        self.money[Line.PRODUCTION] += template.cash
        community.hours_today += template.hours


def contribute(community: "Place", promotion: float, n: int = 1) -> None:
    """Let a community remember n more contributions, and compare them with its norm."""
    last, norm = community.contributions, community.norm
    last.extend([promotion] * min(n, CONTRIBUTIONS))
    share = math.fsum(last) / len(last)
    community.breach = (share - norm) / (1.0 - norm) if share > norm + 1e-9 else 0.0


def moderate(community: "Place", random, day: int) -> None:
    """Take down today's promotion where the brand is above the norm."""
    community.posts = [
        post for post in community.posts
        if post.born != day or post.template.promotion <= community.norm
        or random() >= community.moderation
    ]  # fmt: skip
