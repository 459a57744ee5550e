"""The same rules in plain Mesa: an object for each member, ties as lists of objects.

What a good Mesa programmer would write without columns and kernels, as fast as plain Python
goes. It covers all that `genuine-micro` uses: posts in communities, listening, replies, word
of mouth, purchase, trust with its ledger by source, memory, irritation, familiarity, the
daily measures. It refuses what that strategy does not use (see `benchmarks/plain_brand.py`).

What makes it fast (measured: benchmarks/README.md):
- Communities loop over lists of members, with what is constant in local names; calling each
  member's own method, by `AgentSet.do` or a loop, is slower.
- Phases in which members touch only themselves are done in one pass: judging with engaging;
  and buying, learning, remembering, calming down and measuring.
- Only communities with live posts look at them; only speakers go through their listeners;
  who never met the brand is counted and passed over at once.
"""

import math
from collections import deque

import mesa

from benchmarks.plain_brand import Brand, Post
from sim.ledger import FIRST_BAD, N_EVIDENCE, Source
from sim.recorder import DISTRUST, RECENT
from sim.scenario import Scenario
from sim.world import CONTRIBUTIONS, World

__all__ = ["Community", "Member", "PlainMesa"]

MOST_IRRITATION = 3.0


class Member(mesa.Agent):
    """A person in a community. Evidence in experiences; shares 0..1."""

    def __init__(self, model: "PlainMesa", world: World, row: int) -> None:
        super().__init__(model)
        m = world.members
        self.ties: list[Member] = []  # whom this member listens to
        self.listeners: list[Member] = []  # who listens to this member
        self.loudness: list[float] = []  # chance to be heard by each of them
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
        self.news: list[float] | None = None  # today's evidence by source
        self.views_today = self.replies_today = self.hears_today = 0
        self.promotion_today = 0.0

    def open_news(self) -> list[float]:
        """Return today's evidence by source, to add to."""
        if self.news is None:
            self.news = [0.0] * N_EVIDENCE
            self.knows_brand = True
        return self.news


class Community(mesa.Agent):
    """A community: its members, its live posts, what it knows of the brand."""

    def __init__(self, model: "PlainMesa", world: World, c: int) -> None:
        super().__init__(model)
        traits = world.communities
        self.members: list[Member] = []
        self.customers: list[Member] = []
        self.posts: list[Post] = []
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
        self.measures: list[tuple[float, ...]] = []  # each night, see `evening`

    def look(self) -> None:
        """Show the live posts to the members, and let who sees one react."""
        model, day = self.model, self.model.day
        random, exp = model.random.random, math.exp
        new = sum(post.born == day for post in self.posts)
        attention = (1.0 + (self.own_posts + new) / self.feed_capacity) ** -self.crowding
        least = model.spec.exposure.least_share
        self.posts = [post for post in self.posts if self._left(day - post.born) >= least]
        for post in self.posts:
            age, seen = day - post.born, post.seen
            pull = attention * (self._left(age) - self._left(age + 1))
            viewers = [
                member for member in self.members
                if random() > exp(-member.visits * pull) and member not in seen
            ]  # fmt: skip
            seen.update(viewers)
            self.views += len(viewers)
            self._react(post, viewers)

    def _left(self, age: int) -> float:
        """Return the share of its views that a post has still to come at an age in days."""
        return 2.0 ** (-24.0 * age / self.half_life)

    def _react(self, post: Post, viewers: list[Member]) -> None:
        """Let the viewers of a post judge it, and like, comment on or share it."""
        model, spec, template = self.model, self.model.spec, post.template
        day, random, exp = model.day, model.random.random, math.exp
        judging, weights, tailor = spec.judgement, spec.engagement, model.brand.strategy.tailor
        has_consent, personalisation = tailor.consent, tailor.personalisation
        promotion, reach = template.promotion, post.relevance * post.fluency
        felt = -(judging.intent_base + judging.intent_slope * promotion)
        content, scepticism = judging.content_weight, judging.scepticism
        genuineness = spec.brand.genuineness * post.fluency
        against = content * (0.3 + 0.7 * promotion)
        breach = judging.breach_weight * self.breach
        privacy = judging.privacy_weight * self.sensitivity * personalisation
        base = (
            weights.base + weights.usefulness * (template.usefulness - 0.5)
            + weights.promotion * promotion
            - 0.5 * (weights.fit + weights.trust + weights.authenticity)
        )  # fmt: skip
        by_fit, by_trust, by_authenticity = weights.fit, weights.trust, weights.authenticity
        by_friends, by_irritation = weights.friends, weights.irritation
        immersion = weights.immersion * template.immersion
        like, comment, share = self.action_mix
        comment *= template.comment_odds
        whole = like + comment + share
        like, comment, share = like / whole, comment / whole, share / whole
        engaged_yesterday, engaged_today = model.engaged_yesterday, model.engaged_today
        for member in viewers:
            news = member.open_news()
            fit = member.interest * reach
            if has_consent:
                fit = min(1.0, fit * (1.0 + personalisation))
            else:
                news[Source.PRIVACY] += privacy * member.privacy
            alertness, irritation = member.alertness, member.irritation
            intent = 1.0 - exp(felt * alertness * (1.0 + irritation))
            authenticity = genuineness * (1.0 - scepticism * intent)
            news[0] += content * fit * authenticity  # Source.CONTENT, COMMERCIAL_INTENT,
            news[5] += against * intent * (1.0 - fit)  # NORM_BREACH; numbers are faster here
            news[6] += breach * alertness
            member.promotion_today += promotion
            member.views_today += 1
            readiness = (
                base + by_fit * fit + by_trust * member.trust + by_authenticity * authenticity
                - by_irritation * irritation + immersion * member.has_access + member.warmth
            )  # fmt: skip
            if engaged_yesterday:
                friends = sum([friend in engaged_yesterday for friend in member.ties])
                readiness += by_friends * (1.0 - exp(-friends))
            chance, draw = 1.0 / (1.0 + exp(-readiness)), random()
            likes, comments, propensity = chance * like, chance * comment, member.propensity
            odds = propensity * comments / (1.0 - comments) if propensity else 0.0
            comments = odds / (1.0 + odds)
            if draw >= likes + comments + chance * share:
                continue
            member.last_engaged = day
            engaged_today[member] = None
            if draw < likes:
                self.likes += 1
            elif draw < likes + comments:
                self.comments += 1
                model.comments_today.append((member, self))
            else:
                self.shares += 1

    def speakers(self) -> list[Member]:
        """Return the customers who speak of the brand today without having engaged today."""
        random, chance = self.model.random.random, self.model.spec.word_of_mouth.speak_customer
        engaged = self.model.engaged_today
        return [m for m in self.customers if random() < chance and m not in engaged]

    def evening(self) -> None:
        """Let members buy, learn, remember and calm down; sum up what they are then."""
        model, spec, day = self.model, self.model.spec, self.model.day
        random, exp = model.random.random, math.exp
        buying, learning, remembering = spec.purchase, spec.trust, spec.memory
        prior, pull, rate = model.prior_trust, buying.trust_pull, buying.rate
        most = rate * exp(pull * (1.0 - prior)) * (1.0 + buying.deal)
        deal = 1.0 + (buying.deal if day <= self.deal_until else 0.0)
        prior_good, prior_bad = learning.prior_good, learning.prior_bad
        negativity, lost = learning.negativity, 1.0 - 0.5 ** (1.0 / learning.half_life)
        no_post = 1.0 - min(1.0, remembering.worth_of_contact * remembering.step_ad)
        no_word = 1.0 - min(1.0, remembering.worth_of_word * remembering.step_ad)
        memory_kept = 0.5 ** (1.0 / remembering.half_life)
        warmth_kept = 0.5 ** (1.0 / spec.replying.warmth_half_life)
        calm_kept, annoyance = 0.5 ** (1.0 / spec.irritation.half_life), spec.irritation.step
        relevance, since = self.relevance, max(0, day + 2 - RECENT)
        forgotten = trusting = remembered = considering = 0.0
        strangers = distrusting = active = 0
        for member in self.members:
            if not member.knows_brand:
                strangers += 1
                continue
            memory, news = member.memory, member.news
            if not member.is_customer:
                draw = random()
                if draw < most * memory:
                    need = (member.interest * relevance) ** buying.curvature
                    wants = rate * memory * need * exp(pull * (member.trust - prior))
                    if draw < wants * deal:
                        news = self._buy(member)
            good, bad = member.good, member.bad
            less_good, less_bad = lost * (prior_good - good), lost * (prior_bad - bad)
            new_good, new_bad = good + less_good, bad + less_bad
            if news is None:
                memory *= memory_kept
                if member.irritation:
                    member.irritation *= calm_kept
                if member.warmth:
                    member.warmth *= warmth_kept
            else:
                new_good += sum(news[:FIRST_BAD])
                new_bad += negativity * sum(news[FIRST_BAD:])
                self._explain(news, good, bad, new_good + new_bad, negativity)
                contacts = member.views_today + member.replies_today
                missed = no_post**contacts * no_word**member.hears_today
                memory = memory_kept * (1.0 - (1.0 - memory) * missed)
                annoyed = annoyance * member.alertness * member.promotion_today
                calmer = calm_kept * member.irritation
                member.irritation = min(MOST_IRRITATION, calmer + annoyed)
                replied = member.replies_today > 0
                member.warmth = spec.replying.warmth if replied else member.warmth * warmth_kept
                member.news = None
                member.views_today = member.replies_today = member.hears_today = 0
                member.promotion_today = 0.0
            everything = new_good + new_bad
            forgotten += (bad * less_good - good * less_bad) / ((good + bad) * everything)
            trust = new_good / everything
            member.good, member.bad, member.trust, member.memory = new_good, new_bad, trust, memory
            trusting += trust
            remembered += memory
            if trust > prior:
                considering += memory * member.interest
            elif trust < DISTRUST:
                distrusting += 1
            if member.last_engaged >= since:
                active += 1
        self.trust_points[Source.FORGETTING] += forgotten
        everyone = len(self.members)
        trusting += strangers * prior
        self.measures.append(
            (everyone, trusting, distrusting, remembered, considering * relevance, active)
        )

    def _buy(self, member: Member) -> list[float]:
        """Let a member buy and try the product; return what it learns today."""
        member.is_customer = True
        self.customers.append(member)
        self.buyers += 1
        self.led_by_word += member.has_heard
        news, spec = member.open_news(), self.model.spec
        pleases = self.model.random.random() < spec.brand.quality
        news[Source.PRODUCT if pleases else Source.PRODUCT_FAILURE] += spec.purchase.product_weight
        return news

    def _explain(
        self, news: list[float], good: float, bad: float, after: float, negativity: float
    ) -> None:
        """Book by how much each source of today's news moves a member's trust."""
        points, whole = self.trust_points, (good + bad) * after
        for source, more in enumerate(news):
            if more:
                moved = bad * more if source < FIRST_BAD else -good * negativity * more
                points[source] += moved / whole


class PlainMesa(mesa.Model):
    """The model: a step is a day. It begins as `world` is, and then goes its own way.

    Args:
        spec: the scenario.
        strategy: the name of one of its strategies.
        world: traits, ties and state of day 0 or of any later day.
        seed: of all draws; they come from a stream.
    """

    def __init__(self, spec: Scenario, strategy: str, world: World, seed: int) -> None:
        super().__init__(rng=seed)
        self.spec, self.day, self.prior_trust = spec, world.day, world.prior_trust
        first_row = world.communities.first_row.tolist()
        self.members = [Member(self, world, row) for row in range(len(world.members))]
        self.communities = [Community(self, world, c) for c in range(len(world.communities))]
        for c, community in enumerate(self.communities):
            community.members = self.members[first_row[c] : first_row[c + 1]]
            community.customers = [m for m in community.members if m.is_customer]
        self._tie(world)
        self.brand = Brand(self, spec.strategies[strategy], world)
        engaged = (m for m in self.members if m.last_engaged == self.day - 1 >= 0)
        self.engaged_today: dict[Member, None] = dict.fromkeys(engaged)
        self.engaged_yesterday: dict[Member, None] = {}
        self.comments_today: list[tuple[Member, Community]] = []

    def _tie(self, world: World) -> None:
        members, ties = self.members, world.ties
        start, whom, strength = ties.start.tolist(), ties.whom.tolist(), ties.strength.tolist()
        for i, member in enumerate(members):
            for tie in range(start[i], start[i + 1]):
                friend = members[whom[tie]]
                member.ties.append(friend)
                friend.listeners.append(member)
                friend.loudness.append(strength[tie])

    def step(self) -> None:
        """Live through a day."""
        self.engaged_yesterday, self.engaged_today = self.engaged_today, {}
        self.comments_today = []
        self.brand.act()
        for community in self.communities:
            if community.posts:
                community.look()
        self.brand.reply()
        self._talk()
        for community in self.communities:
            community.evening()
        self.brand.learn()
        self.day += 1

    def _talk(self) -> None:
        """Let who engaged today, and customers, speak of the brand; let friends listen."""
        p, random = self.spec.word_of_mouth, self.random.random
        both = 1.0 - (1.0 - p.speak_engaged) * (1.0 - p.speak_customer)
        speakers = [
            member for member in self.engaged_today
            if random() < (both if member.is_customer else p.speak_engaged)
        ]  # fmt: skip
        for community in self.communities:
            if community.customers:
                speakers += community.speakers()
        for speaker in speakers:
            trust = speaker.trust
            word = p.weight * (2.0 * trust - 1.0)
            source = Source.WORD_OF_MOUTH if word > 0.0 else Source.BAD_WORD_OF_MOUTH
            for listener, loudness in zip(speaker.listeners, speaker.loudness, strict=True):
                if random() < loudness and abs(listener.trust - trust) <= p.tolerance:
                    listener.open_news()[source] += abs(word)
                    listener.hears_today += 1
                    listener.has_heard = True
