"""What both plain Mesa models are made of: people, places, the morning and the measures.

Nothing here loops over all members in a day; see `plain_mesa.py` and `fused_python.py`.
"""

from collections import deque

import mesa

from benchmarks.plain_brand import Brand, Post
from benchmarks.plain_rates import Rates
from sim.ledger import FIRST_BAD, N_EVIDENCE, Source
from sim.recorder import DISTRUST, RECENT
from sim.scenario import Scenario
from sim.world import CONTRIBUTIONS, World

__all__ = ["KEPT", "Person", "Place", "PlainModel"]


# What a member keeps, for the variants that declare it as slots.
KEPT = (
    "alertness", "bad", "comments_today", "good", "has_access", "has_heard", "hears_today",
    "home", "interest", "irritation", "is_customer", "knows_brand", "last_engaged",
    "listeners", "memory", "news", "privacy", "promotion_today", "propensity",
    "replies_today", "ties", "trust", "views_today", "visits", "warmth",
)  # fmt: skip


class Person(mesa.Agent):
    """A member of a community. Evidence in experiences; shares 0..1."""

    def __init__(self, model: "PlainModel", world: World, row: int, home: "Place") -> None:
        super().__init__(model)
        m = world.members
        self.home = home
        self.ties: list[Person] = []  # whom this member listens to
        self.listeners: list[tuple[Person, float]] = []  # who listens, and the chance to be heard
        self.interest = float(m.interest[row])
        self.alertness = float(m.authenticity_sensitivity[row])
        self.privacy = float(m.privacy_sensitivity[row])
        self.visits = float(m.visits[row])
        self.propensity = float(m.posting_propensity[row])
        self.has_access = float(m.has_access[row])
        self.trust = float(m.trust[0, row])
        self.good = float(m.good_evidence[0, row])
        self.bad = float(m.bad_evidence[0, row])
        self.memory = float(m.memory[0, row])
        self.irritation = float(m.irritation[0, row])
        self.warmth = float(m.reply_boost[0, row])
        self.is_customer = bool(m.is_customer[0, row])
        self.has_heard = bool(m.has_heard[0, row])
        self.last_engaged = int(m.last_engaged[0, row])
        self.knows_brand = self.memory > 0.0  # every contact leaves some memory
        self.wake_up()

    def wake_up(self) -> None:
        """Forget what counts within one day."""
        self.news: list[float] | None = None  # today's evidence by source
        self.views_today = self.comments_today = self.replies_today = self.hears_today = 0
        self.promotion_today = 0.0

    def open_news(self) -> list[float]:
        """Return today's evidence by source, to add to."""
        if self.news is None:
            self.news = [0.0] * N_EVIDENCE
            self.knows_brand = True
            self.model.informed.append(self)
        return self.news

    def find_replies(self) -> None:
        """Learn which of today's comments the brand replied to."""
        spec, news, replies = self.model.spec, self.open_news(), self.replies_today
        p = spec.replying
        if replies:
            good = p.reply_weight * spec.brand.genuineness * self.home.fluency
            news[Source.REPLIES] += replies * good
            self.warmth = p.warmth
        news[Source.IGNORED_COMMENTS] += (self.comments_today - replies) * p.ignored_weight

    def try_product(self) -> None:
        """Become a customer, and learn whether the product is any good."""
        self.is_customer = True
        self.home.customers.append(self)
        self.home.buyers += 1
        self.home.led_by_word += self.has_heard
        spec = self.model.spec
        pleases = self.model.random.random() < spec.brand.quality
        source = Source.PRODUCT if pleases else Source.PRODUCT_FAILURE
        self.open_news()[source] += spec.purchase.product_weight


class Place(mesa.Agent):
    """A community: its members, its live posts, what it knows of the brand."""

    def __init__(self, model: "PlainModel", world: World, c: int) -> None:
        super().__init__(model)
        traits = world.communities
        self.members: list[Person] = []
        self.customers: list[Person] = []
        self.posts: list[Post] = []  # live ones
        self.own_posts = float(traits.own_posts[c])
        self.feed_capacity = float(traits.feed_capacity[c])
        self.crowding = float(traits.crowding[c])
        self.half_life = float(traits.half_life[c])
        self.action_mix = [float(weight) for weight in traits.action_mix[c]]
        self.norm, self.moderation = float(traits.promotion_norm[c]), float(traits.moderation[c])
        self.sensitivity = float(traits.sensitivity[c])
        self.distinctiveness = float(traits.distinctiveness[c])
        self.relevance = float(traits.relevance[0, c])
        self.familiarity = float(traits.familiarity[0, c])
        self.fluency, self.breach = float(traits.fluency[0, c]), float(traits.breach[0, c])
        made = int(traits.n_contributions[0, c])
        last = range(max(0, made - CONTRIBUTIONS), made)
        told = (float(traits.contributions[0, c, k % CONTRIBUTIONS]) for k in last)
        self.contributions = deque(told, CONTRIBUTIONS)
        self.deal_until = int(traits.deal_until[0, c])
        self.hours_today = 0.0
        self.replies_yesterday = 0
        # Totals over the run so far.
        self.views = self.likes = self.comments = self.shares = self.replies = 0
        self.buyers = self.led_by_word = 0
        self.trust_points = [0.0] * len(Source)
        self.measures: list[tuple[float, ...]] = []  # at the end of each week

    def open_feed(self) -> None:
        """Retire the posts that are over, and give each live post its pull of today."""
        day, least = self.model.day, self.model.spec.exposure.least_share
        new = sum(post.born == day for post in self.posts)
        attention = (1.0 + (self.own_posts + new) / self.feed_capacity) ** -self.crowding
        self.posts = [post for post in self.posts if self._left(day - post.born) >= least]
        for post in self.posts:
            age = day - post.born
            post.pull = attention * (self._left(age) - self._left(age + 1))

    def _left(self, age: int) -> float:
        """Return the share of its views that a post has still to come at an age in days."""
        return 2.0 ** (-24.0 * age / self.half_life)

    def explain(self, news: list[float], good: float, bad: float, after: float) -> None:
        """Book by how much each source of a member's news moves its trust."""
        points, whole = self.trust_points, (good + bad) * after
        negativity = self.model.rates.negativity
        for source, more in enumerate(news):
            if more:
                moved = bad * more if source < FIRST_BAD else -good * negativity * more
                points[source] += moved / whole

    def measure(self) -> None:
        """Sum up the members, as the recorder does at the end of a week."""
        prior, since = self.model.rates.prior_trust, max(0, self.model.day - RECENT)
        trusting = remembered = considering = 0.0
        distrusting = active = 0
        for member in self.members:
            trust = member.trust
            trusting += trust
            distrusting += trust < DISTRUST
            remembered += member.memory
            if trust > prior:
                considering += member.memory * member.interest
            active += member.last_engaged >= since
        considering *= self.relevance
        self.measures.append(
            (len(self.members), trusting, distrusting, remembered, considering, active)
        )


class PlainModel(mesa.Model):
    """A step is a day. It begins as `world` is, and then goes its own way.

    Args:
        spec: the scenario.
        strategy: the name of one of its strategies.
        world: traits, ties and state of day 0 or of any later day.
        seed: of all draws; they come from a stream.
    """

    member_class, community_class = Person, Place

    def __init__(self, spec: Scenario, strategy: str, world: World, seed: int) -> None:
        super().__init__(rng=seed)
        self.spec, self.day, self.rates = spec, world.day, Rates.of(spec, world.prior_trust)
        n_places = len(world.communities)
        self.communities = [self.community_class(self, world, c) for c in range(n_places)]
        self.members: list[Person] = []
        for row, c in enumerate(world.members.community.tolist()):
            home = self.communities[c]
            home.members.append(self.member_class(self, world, row, home))
            self.members.append(home.members[-1])
        for community in self.communities:
            community.customers = [m for m in community.members if m.is_customer]
        self._tie(world)
        self.brand = Brand(self, spec.strategies[strategy], world)
        engaged = (m for m in self.members if m.last_engaged == self.day - 1 >= 0)
        self.engaged_today: dict[Person, None] = dict.fromkeys(engaged)
        self.engaged_yesterday: dict[Person, None] = {}
        self.informed: list[Person] = []  # who has news today
        self.comments_today: list[Person] = []  # who wrote each of them

    def _tie(self, world: World) -> None:
        members, ties = self.members, world.ties
        start, whom, strength = ties.start.tolist(), ties.whom.tolist(), ties.strength.tolist()
        for i, member in enumerate(members):
            for tie in range(start[i], start[i + 1]):
                friend = members[whom[tie]]
                member.ties.append(friend)
                friend.listeners.append((member, strength[tie]))

    def wake_up(self) -> None:
        """Clear what counts within one day."""
        for member in self.informed:
            member.wake_up()
        self.informed, self.comments_today = [], []
        self.engaged_yesterday, self.engaged_today = self.engaged_today, {}

    def go_to_bed(self) -> None:
        """Let the brand learn; measure at the end of a week and of the run."""
        self.brand.learn()
        self.day += 1
        if self.day % 7 == 0 or self.day == self.spec.days:
            for community in self.communities:
                community.measure()
