"""The same rules, fused by hand: loops over lists of members in place of Mesa's activation.

What optimising plain Python comes to when the phases of a day may be given up; no rule is
left out. Communities loop over their members with what is constant in local names:
- Phases in which members touch only themselves are one pass: judging with engaging; and
  buying, learning, remembering and calming down.
- Only communities with live posts look at them; only speakers go through their listeners;
  who never met the brand is passed over at once.
"""

import math

from benchmarks.plain_brand import Post
from benchmarks.plain_world import KEPT, Person, Place, PlainModel
from sim.ledger import FIRST_BAD, Source
from sim.mechanisms.irritation import MOST

__all__ = ["FusedPython"]


class Community(Place):
    """A community, which takes its members through the day."""

    def look(self) -> None:
        """Show the live posts to the members, and let who sees one react."""
        random, exp = self.model.random.random, math.exp
        for post in self.posts:
            pull, seen = post.pull, post.seen
            viewers = [
                member for member in self.members
                if random() > exp(-member.visits * pull) and member not in seen
            ]  # fmt: skip
            seen.update(viewers)
            self.views += len(viewers)
            self._judge(post, viewers)

    def _judge(self, post: Post, viewers: list[Person]) -> None:
        """Let the viewers of a post judge it, then react to it."""
        spec, promotion, exp = self.model.spec, post.template.promotion, math.exp
        p, tailor = spec.judgement, post.tailor
        reach, content, scepticism = post.relevance * post.fluency, p.content_weight, p.scepticism
        felt = -(p.intent_base + p.intent_slope * promotion)
        genuineness = spec.brand.genuineness * post.fluency
        against = content * (0.3 + 0.7 * promotion)
        breach = p.breach_weight * self.breach
        privacy = p.privacy_weight * self.sensitivity * tailor.personalisation
        judged = []
        for member in viewers:
            news = member.open_news()
            fit = member.interest * reach
            if tailor.consent:
                fit = min(1.0, fit * (1.0 + tailor.personalisation))
            else:
                news[Source.PRIVACY] += privacy * member.privacy
            alertness = member.alertness
            intent = 1.0 - exp(felt * alertness * (1.0 + member.irritation))
            authenticity = genuineness * (1.0 - scepticism * intent)
            news[0] += content * fit * authenticity  # Source.CONTENT, COMMERCIAL_INTENT,
            news[5] += against * intent * (1.0 - fit)  # NORM_BREACH; numbers are faster here
            news[6] += breach * alertness
            member.promotion_today += promotion
            member.views_today += 1
            judged.append((member, fit, authenticity))
        self._react(post, judged)

    def _react(self, post: Post, judged: list[tuple[Person, float, float]]) -> None:
        """Let those who judged a post like, comment on or share it."""
        model, p, template = self.model, self.model.spec.engagement, post.template
        random, exp, engaged = model.random.random, math.exp, model.engaged_yesterday
        base = (
            p.base + p.usefulness * (template.usefulness - 0.5) + p.promotion * template.promotion
            - 0.5 * (p.fit + p.trust + p.authenticity)
        )  # fmt: skip
        by_fit, by_trust, by_authenticity, by_irritation = (
            p.fit, p.trust, p.authenticity, p.irritation
        )  # fmt: skip
        immersion, by_friends = p.immersion * template.immersion, p.friends
        like, comment, share = self.action_mix
        comment *= template.comment_odds
        whole = like + comment + share
        like, comment, share = like / whole, comment / whole, share / whole
        for member, fit, authenticity in judged:
            readiness = (
                base + by_fit * fit + by_trust * member.trust + by_authenticity * authenticity
                - by_irritation * member.irritation + immersion * member.has_access + member.warmth
            )  # fmt: skip
            if engaged:
                friends = sum([friend in engaged for friend in member.ties])
                readiness += by_friends * (1.0 - exp(-friends))
            chance, propensity = 1.0 / (1.0 + exp(-readiness)), member.propensity
            likes, comments = chance * like, chance * comment
            odds = propensity * comments / (1.0 - comments) if propensity else 0.0
            comments = odds / (1.0 + odds)
            engages = likes + comments + chance * share
            draw = random() * max(1.0, engages)
            if draw < engages:
                self._count(member, draw, likes, comments)

    def _count(self, member: Person, draw: float, likes: float, comments: float) -> None:
        """Take note of what a member who engages does."""
        member.last_engaged = self.model.day
        self.model.engaged_today[member] = None
        if draw < likes:
            self.likes += 1
        elif draw < likes + comments:
            self.comments += 1
            member.comments_today += 1
            self.model.comments_today.append(member)
        else:
            self.shares += 1

    def speakers(self) -> list[Person]:
        """Return the customers who speak of the brand today without having engaged today."""
        random, chance = self.model.random.random, self.model.spec.word_of_mouth.speak_customer
        engaged = self.model.engaged_today
        return [m for m in self.customers if random() < chance and m not in engaged]

    def evening(self) -> None:
        """Let members buy, learn, remember and calm down."""
        rates, random = self.model.rates, self.model.random.random
        prior_good, prior_bad = rates.prior_good, rates.prior_bad
        lost, most, memory_kept = rates.trust_lost, rates.most, rates.memory_kept
        calm_kept, warmth_kept = rates.calm_kept, rates.warmth_kept
        forgotten = 0.0
        for member in self.members:
            if not member.knows_brand:
                continue
            memory = member.memory
            if not member.is_customer:
                draw = random()
                if draw < most * memory:
                    self._consider(member, draw)
            if member.news is not None:
                forgotten += self._take_in(member, member.news)
                continue
            good, bad = member.good, member.bad
            good += lost * (prior_good - good)
            bad += lost * (prior_bad - bad)
            trust = good / (good + bad)
            forgotten += trust - member.trust
            member.good, member.bad, member.trust = good, bad, trust
            member.memory = memory * memory_kept
            if member.irritation:
                member.irritation *= calm_kept
            if member.warmth:
                member.warmth *= warmth_kept
        self.trust_points[Source.FORGETTING] += forgotten

    def _consider(self, member: Person, draw: float) -> None:
        """Let a member whose draw may be low enough buy, or not."""
        model, p = self.model, self.model.spec.purchase
        need = (member.interest * self.relevance) ** p.curvature
        pull = math.exp(p.trust_pull * (member.trust - model.rates.prior_trust))
        deal = p.deal if model.day <= self.deal_until else 0.0
        if draw < p.rate * member.memory * need * pull * (1.0 + deal):
            member.try_product()

    def _take_in(self, member: Person, news: list[float]) -> float:
        """Let a member with news learn, remember, calm down; return what forgetting moved."""
        rates, spec = self.model.rates, self.model.spec
        good, bad, lost = member.good, member.bad, rates.trust_lost
        less_good, less_bad = lost * (rates.prior_good - good), lost * (rates.prior_bad - bad)
        member.good = good + less_good + sum(news[:FIRST_BAD])
        member.bad = bad + less_bad + rates.negativity * sum(news[FIRST_BAD:])
        everything = member.good + member.bad
        member.trust = member.good / everything
        self.explain(news, good, bad, everything)
        contacts = member.views_today + member.replies_today
        missed = rates.no_post**contacts * rates.no_word**member.hears_today
        member.memory = rates.memory_kept * (1.0 - (1.0 - member.memory) * missed)
        annoyed = spec.irritation.step * member.alertness * member.promotion_today
        member.irritation = min(MOST, rates.calm_kept * member.irritation + annoyed)
        if not member.replies_today:
            member.warmth *= rates.warmth_kept
        return (bad * less_good - good * less_bad) / ((good + bad) * everything)


class Slotted(Person):
    """A member whose attributes are slots."""

    __slots__ = KEPT


class FusedPython(PlainModel):
    """The model: a step is a day, taken community by community."""

    member_class, community_class = Slotted, Community

    def step(self) -> None:
        """Live through a day."""
        self.wake_up()
        self.brand.act()
        for community in self.communities:
            if community.posts:
                community.open_feed()
                community.look()
        self.brand.grant_places()
        for member in dict.fromkeys(self.comments_today):
            member.find_replies()
        self._talk()
        for community in self.communities:
            community.evening()
        self.go_to_bed()

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
            for listener, strength in speaker.listeners:
                if random() < strength and abs(listener.trust - trust) <= p.tolerance:
                    listener.open_news()[source] += abs(word)
                    listener.hears_today += 1
                    listener.has_heard |= word > 0.0
