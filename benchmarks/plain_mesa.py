"""The same rules in plain Mesa: an object for each member, ties as lists of objects.

What a good Mesa programmer would write without columns and kernels, as fast as plain Python
goes. It covers all that `genuine-micro` uses: posts in communities, replies, word of mouth,
purchase, trust with its ledger by source, memory, irritation, familiarity, the daily measures.
It refuses what that strategy does not use: ads, answers, crises, rivals, turnover.

What makes it fast, each measured at 10,000 members (see benchmarks/README.md):
- Communities loop over lists of members and hold what is constant in local names; a method
  call per member by `AgentSet.do` makes the evening about a fifth slower.
- Phases that touch nobody else are done in one pass: judging with engaging, and buying,
  learning, remembering, calming down and measuring (what others said is in by then).
- Only communities with live posts look at them; only speakers go through their listeners;
  who never met the brand is counted and passed over at once.
"""

import math
from collections import deque
from random import Random

import mesa

from sim.ledger import FIRST_BAD, N_EVIDENCE, Evidence, Line, Source
from sim.recorder import DISTRUST, RECENT
from sim.scenario import Scenario
from sim.strategies.plan import PlannedPost, Seen, plan_week
from sim.strategies.tailor import Template, relevance_of
from sim.world import CONTRIBUTIONS, World

__all__ = ["Community", "Member", "PlainMesa", "Post"]

LIKE, COMMENT, SHARE = 1, 2, 3


class Post:
    """A post of the brand in one community."""

    __slots__ = ("born", "fluency", "relevance", "seen", "template")

    def __init__(self, template: Template, born: int, relevance: float, fluency: float) -> None:
        self.template, self.born = template, born
        self.relevance, self.fluency = relevance, fluency
        self.seen: set[Member] = set()


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
        self.knows_brand = self.memory > 0.0  # met it once: a contact always leaves some memory
        self.news: list[float] | None = None  # today's evidence by source
        self.views_today = self.replies_today = self.hears_today = 0
        self.promotion_today = 0.0

    def hear_news(self) -> list[float]:
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
        self.posts: list[Post] = []
        self.own_posts = float(traits.own_posts[c])
        self.feed_capacity, self.crowding = float(traits.feed_capacity[c]), float(traits.crowding[c])
        self.half_life = float(traits.half_life[c])
        self.action_mix = [float(weight) for weight in traits.action_mix[c]]
        self.norm, self.moderation = float(traits.promotion_norm[c]), float(traits.moderation[c])
        self.sensitivity = float(traits.sensitivity[c])
        self.distinctiveness = float(traits.distinctiveness[c])
        self.relevance = float(traits.relevance[0, c])
        self.familiarity = float(traits.familiarity[0, c])
        self.fluency, self.breach = float(traits.fluency[0, c]), float(traits.breach[0, c])
        made = int(traits.n_contributions[0, c])
        last = [traits.contributions[0, c, k % CONTRIBUTIONS] for k in range(max(0, made - CONTRIBUTIONS), made)]
        self.contributions = deque((float(share) for share in last), CONTRIBUTIONS)
        self.deal_until = int(traits.deal_until[0, c])
        self.hours_today = 0.0
        self.replies_today = self.replies_yesterday = 0
        self.commenters: list[tuple[Member, Post]] = []
        self.speakers: list[Member] = []
        self.counts = dict.fromkeys(("views", "likes", "comments", "shares", "replies"), 0)
        self.buyers = self.led_by_word = 0
        self.trust_points = [0.0] * len(Source)
        self.measures: tuple[float, ...] = ()

    def contribute(self, promotion: float, n: int = 1) -> None:
        """Remember n more contributions of the brand, and compare with the norm."""
        self.contributions.extend([promotion] * min(n, CONTRIBUTIONS))
        share = math.fsum(self.contributions) / len(self.contributions)
        self.breach = max(0.0, (share - self.norm) / (1.0 - self.norm))

    def moderate(self) -> None:
        """Take down today's promotion if the brand is above the norm."""
        day, random = self.model.day, self.model.random.random
        if self.breach > 0.0:
            self.posts = [
                post for post in self.posts
                if post.born != day or post.template.promotion <= self.norm
                or random() >= self.moderation
            ]  # fmt: skip

    def look_and_react(self) -> None:
        """Show the live posts; who sees one judges it, and may like, comment or share."""
        model, day = self.model, self.model.day
        random, exp = model.random.random, math.exp
        new = sum(post.born == day for post in self.posts)
        attention = (1.0 + (self.own_posts + new) / self.feed_capacity) ** -self.crowding
        live = []
        for post in self.posts:
            left = 2.0 ** (-24.0 * (day - post.born) / self.half_life)
            pull = attention * (left - 2.0 ** (-24.0 * (day - post.born + 1) / self.half_life))
            seen = post.seen
            viewers = [
                member for member in self.members
                if random() > exp(-member.visits * pull) and member not in seen
            ]  # fmt: skip
            seen.update(viewers)
            self.counts["views"] += len(viewers)
            self._judge_and_engage(post, viewers)
            if left >= model.spec.exposure.least_share:
                live.append(post)
        self.posts = live

    def _judge_and_engage(self, post: Post, viewers: list[Member]) -> None:
        """Let the viewers of a post weigh it and act on it."""
        model, template, fluency = self.model, post.template, post.fluency
        day, random, exp, spec = model.day, model.random.random, math.exp, model.spec
        judgement, weights, counts = spec.judgement, spec.engagement, self.counts
        tailor = model.strategy.tailor
        has_consent, personalisation = tailor.consent, tailor.personalisation
        promotion, reach = template.promotion, post.relevance * fluency
        felt = -(judgement.intent_base + judgement.intent_slope * promotion)
        content_weight, scepticism = judgement.content_weight, judgement.scepticism
        genuineness = spec.brand.genuineness * fluency
        against = content_weight * (0.3 + 0.7 * promotion)
        breach = judgement.breach_weight * self.breach
        privacy = judgement.privacy_weight * self.sensitivity * personalisation
        base = (
            weights.base + weights.usefulness * (template.usefulness - 0.5)
            + weights.promotion * promotion
            - 0.5 * (weights.fit + weights.trust + weights.authenticity)
        )  # fmt: skip
        for_fit, for_trust, for_authenticity = weights.fit, weights.trust, weights.authenticity
        for_friends, for_irritation = weights.friends, weights.irritation
        immersion = weights.immersion * template.immersion
        engaged_yesterday = model.engaged_yesterday
        for member in viewers:
            news = member.hear_news()
            fit = member.interest * reach
            if has_consent:
                fit = min(1.0, fit * (1.0 + personalisation))
            else:
                news[Evidence.PRIVACY] += privacy * member.privacy
            alertness, irritation = member.alertness, member.irritation
            intent = 1.0 - exp(felt * alertness * (1.0 + irritation))
            authenticity = genuineness * (1.0 - scepticism * intent)
            news[0] += content_weight * fit * authenticity  # CONTENT
            news[5] += against * intent * (1.0 - fit)  # COMMERCIAL_INTENT
            news[6] += breach * alertness  # NORM_BREACH
            member.promotion_today += promotion
            member.views_today += 1
            readiness = (
                base + for_fit * fit + for_trust * member.trust + for_authenticity * authenticity
                - for_irritation * irritation + immersion * member.has_access + member.warmth
            )  # fmt: skip
            if engaged_yesterday:
                friends = 0
                for friend in member.ties:
                    if friend in engaged_yesterday:
                        friends += 1
                readiness += for_friends * (1.0 - exp(-friends))
            if random() * (1.0 + exp(-readiness)) >= 1.0:
                continue
            like, comment, share = self.action_mix
            comment *= template.comment_odds * member.propensity
            draw = random() * (like + comment + share)
            member.last_engaged = day
            model.engaged_today.add(member)
            if draw < like:
                counts["likes"] += 1
            elif draw < like + comment:
                counts["comments"] += 1
                self.commenters.append((member, post))
            else:
                counts["shares"] += 1

    def evening(self) -> None:
        """Let members buy, learn, remember and calm down; sum up what they are then."""
        model, spec, day = self.model, self.model.spec, self.model.day
        random, exp = model.random.random, math.exp
        buying, learning, remembering = spec.purchase, spec.trust, spec.memory
        prior, pull, rate = model.prior_trust, buying.trust_pull, buying.rate
        most = rate * exp(pull * (1.0 - prior)) * (1.0 + buying.deal)
        deal = 1.0 + (buying.deal if day <= self.deal_until else 0.0)
        prior_good, prior_bad, negativity = learning.prior_good, learning.prior_bad, learning.negativity
        lost = 1.0 - 0.5 ** (1.0 / learning.half_life)
        missed_post = 1.0 - min(1.0, remembering.worth_of_contact * remembering.step_ad)
        missed_word = 1.0 - min(1.0, remembering.worth_of_word * remembering.step_ad)
        memory_kept = 0.5 ** (1.0 / remembering.half_life)
        warmth_kept = 0.5 ** (1.0 / spec.replying.warmth_half_life)
        calm_kept, annoying = 0.5 ** (1.0 / spec.irritation.half_life), spec.irritation.step
        relevance, since = self.relevance, day + 1 - RECENT
        forgotten = trusting = remembered = considering = 0.0
        strangers = distrusting = active = 0
        for member in self.members:
            if not member.knows_brand:
                strangers += 1
                continue
            memory, trust, news = member.memory, member.trust, member.news
            if memory > 0.0 and not member.is_customer:
                draw = random()
                if draw < most * memory:
                    need = (member.interest * relevance) ** buying.curvature
                    if draw < rate * memory * need * exp(pull * (trust - prior)) * deal:
                        news = self._buy(member)
            good, bad = member.good, member.bad
            less_good, less_bad = lost * (prior_good - good), lost * (prior_bad - bad)
            if news is None:
                new_good, new_bad = good + less_good, bad + less_bad
                everything = new_good + new_bad
                memory *= memory_kept
                irritation = member.irritation
                if irritation > 0.0:
                    member.irritation = irritation * calm_kept
            else:
                new_good = good + less_good + sum(news[:FIRST_BAD])
                new_bad = bad + less_bad + negativity * sum(news[FIRST_BAD:])
                everything = new_good + new_bad
                self._explain(news, good, bad, everything, negativity)
                met = member.views_today + member.replies_today
                missed = missed_post**met * missed_word**member.hears_today
                memory = memory_kept * (1.0 - (1.0 - memory) * missed)
                member.irritation = min(
                    3.0,
                    calm_kept * member.irritation
                    + annoying * member.alertness * member.promotion_today,
                )
                member.news = None
                member.views_today = member.replies_today = member.hears_today = 0
                member.promotion_today = 0.0
            forgotten += (bad * less_good - good * less_bad) / ((good + bad) * everything)
            if member.warmth and not member.warmed_today:
                member.warmth *= warmth_kept
            member.good, member.bad, member.memory = new_good, new_bad, memory
            member.trust = trust = new_good / everything
            trusting += trust
            remembered += memory
            if trust > prior:
                considering += memory * member.interest
            elif trust < DISTRUST:
                distrusting += 1
            if member.last_engaged >= since:
                active += 1
        self.trust_points[Source.FORGETTING] += forgotten
        self.measures = (
            len(self.members), trusting + strangers * prior, distrusting, remembered,
            considering * relevance, active,
        )  # fmt: skip
