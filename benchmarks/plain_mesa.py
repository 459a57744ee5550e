"""The plain Mesa model: what a good Mesa programmer writes from the rules. The yardstick.

Members are objects with plain attributes, and their ties are lists of members. A day is a row
of phases in the order of `sim/day.py`; in each, `AgentSet.do` visits every member and calls
one method, so that nobody acts on what another did in the same phase. A method leaves at once
where its rule gives nothing to do; what is the same for all members is computed once a run,
and what is the same for a post once a post.

It covers all that `genuine-micro` uses: posts in communities, listening, replies, word of
mouth, purchase, trust with its ledger by source, memory, irritation, familiarity, the weekly
measures. It refuses what that strategy does not use (see `benchmarks/plain_brand.py`).
"""

from math import exp

from benchmarks.plain_brand import Post
from benchmarks.plain_world import KEPT, Person, Place, PlainModel
from sim.ledger import FIRST_BAD, Source
from sim.mechanisms.irritation import MOST
from sim.world import World

__all__ = ["Member", "PlainMesa", "SlottedMesa"]

FORGETTING = int(Source.FORGETTING)
PHASES_BEFORE_REPLIES = ("look", "read")
PHASES_AFTER_REPLIES = (
    "hear_from_brand", "speak", "listen", "buy", "learn", "remember", "calm_down",
)  # fmt: skip


class Member(Person):
    """A person in a community, with a method for each phase of the day."""

    def __init__(self, model: "PlainMesa", world: World, row: int, home: Place) -> None:
        super().__init__(model, world, row, home)
        self.seen_today: list[Post] = []
        self.voices: list[tuple[Member, float]] = []  # friends who speak, and the chance to hear

    def look(self) -> None:
        """Look into the feed, and see each live post at most once."""
        posts = self.home.posts
        if posts:
            random = self.model.random.random
            for post in posts:
                if random() > exp(-self.visits * post.pull) and self not in post.seen:
                    post.seen.add(self)
                    self.seen_today.append(post)

    def read(self) -> None:
        """Judge what was seen, and react to it."""
        if self.seen_today:
            for post in self.seen_today:
                self._react(post, *self._judge(post))
            self.seen_today.clear()

    def _judge(self, post: Post) -> tuple[float, float]:
        """Weigh a post; return how well it fits and how authentic it seems."""
        spec, home, news = self.model.spec, self.home, self.open_news()
        p, tailor, promotion = spec.judgement, post.tailor, post.template.promotion
        fit = self.interest * post.relevance * post.fluency
        if tailor.consent:
            fit = min(1.0, fit * (1.0 + tailor.personalisation))
        else:
            told = self.privacy * home.sensitivity * tailor.personalisation
            news[Source.PRIVACY] += p.privacy_weight * told
        felt = self.alertness * (p.intent_base + p.intent_slope * promotion)
        intent = 1.0 - exp(-felt * (1.0 + self.irritation))
        authenticity = spec.brand.genuineness * post.fluency * (1.0 - p.scepticism * intent)
        news[Source.CONTENT] += p.content_weight * fit * authenticity
        wants = intent * (1.0 - fit) * (0.3 + 0.7 * promotion)
        news[Source.COMMERCIAL_INTENT] += p.content_weight * wants
        news[Source.NORM_BREACH] += p.breach_weight * self.alertness * home.breach
        self.promotion_today += promotion
        self.views_today += 1
        home.views += 1
        return fit, authenticity

    def _react(self, post: Post, fit: float, authenticity: float) -> None:
        """Like, comment on or share a post, or pass on."""
        model, home, template = self.model, self.home, post.template
        p, engaged = model.spec.engagement, model.engaged_yesterday
        readiness = (
            p.base + p.fit * (fit - 0.5) + p.usefulness * (template.usefulness - 0.5)
            + p.trust * (self.trust - 0.5) + p.authenticity * (authenticity - 0.5)
            - p.irritation * self.irritation + p.promotion * template.promotion
            + p.immersion * template.immersion * self.has_access + self.warmth
        )  # fmt: skip
        if engaged:
            friends = sum([friend in engaged for friend in self.ties])
            readiness += p.friends * (1.0 - exp(-friends))
        like, comment, share = home.action_mix
        comment *= template.comment_odds
        each = 1.0 / (1.0 + exp(-readiness)) / (like + comment + share)
        like, comment, share = each * like, each * comment, each * share
        odds = self.propensity * comment / (1.0 - comment) if self.propensity else 0.0
        comment = odds / (1.0 + odds)
        draw = model.random.random() * max(1.0, like + comment + share)
        if draw >= like + comment + share:
            return
        self.last_engaged = model.day
        model.engaged_today[self] = None
        if draw < like:
            home.likes += 1
        elif draw < like + comment:
            home.comments += 1
            self.comments_today += 1
            model.comments_today.append(self)
        else:
            home.shares += 1

    def hear_from_brand(self) -> None:
        """Find the brand's reply, or none; the warmth of older ones fades."""
        if self.warmth:
            self.warmth *= self.model.rates.warmth_kept
        if self.comments_today:
            self.find_replies()

    def speak(self) -> None:
        """Speak of the brand, or not."""
        model = self.model
        engaged = self.last_engaged == model.day
        if not engaged and not self.is_customer:
            return
        p = model.spec.word_of_mouth
        silent = 1.0 - p.speak_engaged if engaged else 1.0
        if self.is_customer:
            silent *= 1.0 - p.speak_customer
        if model.random.random() < 1.0 - silent:
            for listener, strength in self.listeners:
                listener.voices.append((self, strength))

    def listen(self) -> None:
        """Hear what friends say, some of it."""
        if not self.voices:
            return
        random, p = self.model.random.random, self.model.spec.word_of_mouth
        for speaker, strength in self.voices:
            if random() < strength and abs(self.trust - speaker.trust) <= p.tolerance:
                word = p.weight * (2.0 * speaker.trust - 1.0)
                source = Source.WORD_OF_MOUTH if word > 0.0 else Source.BAD_WORD_OF_MOUTH
                self.open_news()[source] += abs(word)
                self.hears_today += 1
                self.has_heard |= word > 0.0
        self.voices.clear()

    def buy(self) -> None:
        """Buy and try the product, or not."""
        memory = self.memory
        if self.is_customer or not memory:
            return
        model = self.model
        draw = model.random.random()
        if draw >= model.rates.most * memory:
            return
        p, home = model.spec.purchase, self.home
        need = (self.interest * home.relevance) ** p.curvature
        pull = exp(p.trust_pull * (self.trust - model.rates.prior_trust))
        deal = p.deal if model.day <= home.deal_until else 0.0
        if draw < p.rate * memory * need * pull * (1.0 + deal):
            self.try_product()

    def learn(self) -> None:
        """Take today's evidence into trust, forget a little, and book what moved it."""
        if not self.knows_brand:
            return
        rates, good, bad, news = self.model.rates, self.good, self.bad, self.news
        lost, points = rates.trust_lost, self.home.trust_points
        less_good, less_bad = lost * (rates.prior_good - good), lost * (rates.prior_bad - bad)
        new_good, new_bad = good + less_good, bad + less_bad
        if news is None:
            trust = new_good / (new_good + new_bad)
            points[FORGETTING] += trust - self.trust
        else:
            new_good += sum(news[:FIRST_BAD])
            new_bad += rates.negativity * sum(news[FIRST_BAD:])
            everything = new_good + new_bad
            trust = new_good / everything
            moved = (bad * less_good - good * less_bad) / ((good + bad) * everything)
            points[FORGETTING] += moved
            self.home.explain(news, good, bad, everything)
        self.good, self.bad, self.trust = new_good, new_bad, trust

    def remember(self) -> None:
        """Keep today's contacts in mind, and forget a little."""
        if self.news is not None:
            rates, contacts = self.model.rates, self.views_today + self.replies_today
            missed = rates.no_post**contacts * rates.no_word**self.hears_today
            self.memory = rates.memory_kept * (1.0 - (1.0 - self.memory) * missed)
        elif self.memory:
            self.memory *= self.model.rates.memory_kept

    def calm_down(self) -> None:
        """Let irritation rise with promotion, and pass."""
        if self.promotion_today:
            p = self.model.spec.irritation
            annoyed = p.step * self.alertness * self.promotion_today
            calmer = self.model.rates.calm_kept * self.irritation
            self.irritation = min(MOST, calmer + annoyed)
        elif self.irritation:
            self.irritation *= self.model.rates.calm_kept


class PlainMesa(PlainModel):
    """The model: a step is a day, in phases; after each, what members did is there for all."""

    member_class = Member

    def step(self) -> None:
        """Live through a day."""
        members = self.agents_by_type[self.member_class]
        self.wake_up()
        self.brand.act()
        for community in self.communities:
            community.open_feed()
        for phase in PHASES_BEFORE_REPLIES:
            members.do(phase)
        self.brand.grant_places()
        for phase in PHASES_AFTER_REPLIES:
            members.do(phase)
        self.go_to_bed()


class SlottedMember(Member):
    """A member whose attributes are slots: an optimisation that few Mesa models make."""

    __slots__ = (*KEPT, "seen_today", "voices")


class SlottedMesa(PlainMesa):
    """The same model with slots."""

    member_class = SlottedMember
