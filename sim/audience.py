"""The mass audience: the same rules as for members, in expectation, weighed by headcount.

A few rows of alike people stand for 10^5 to 10^7. Ads reach them at random: with n
impressions a head, the chance that none stuck is exp(-n * step). A page's post reaches a
share of its followers, each once. There are no ties, so no friends' pull and no word of
mouth. An ad is written for everybody (fluency 1), a page speaks one language to mixed
followers (`audience.page_fluency`), and neither is immersive or personalised. Means stand for
members in every rule: where a rule is curved and people differ, that is an approximation.
"""

import math

import numpy as np

from sim.compiled import kernel
from sim.ledger import Line
from sim.mechanisms.crisis import chance_to_notice
from sim.mechanisms.engagement import chance_to_click, chance_to_engage
from sim.mechanisms.exposure import page_reach, share_of_views
from sim.mechanisms.irritation import irritation_after
from sim.mechanisms.irritation import kept_per_day as irritation_kept
from sim.mechanisms.judgement import (
    authenticity_of,
    evidence_against,
    evidence_for,
    fit_of,
    intent_felt,
    promotion_shown,
)  # fmt: skip
from sim.mechanisms.memory import kept_per_day as memory_kept
from sim.mechanisms.purchase import (
    chance_to_buy,
    chance_to_stay,
    need_for,
    share_preferring,
)  # fmt: skip
from sim.mechanisms.replying import reply_evidence, spend_reply_hours, warmth_left
from sim.mechanisms.trust import evidence_after, trust_from
from sim.mechanisms.trust import kept_per_day as trust_kept
from sim.platforms import Platform
from sim.scenario import Scenario
from sim.strategies.pay import share_on_niche
from sim.world import Audience, Showing, World

PAGE, ADS = -2, -1  # their places in world.counts, after the communities
FLIGHT_DAYS = 7  # ads are bought by the week


@kernel
def show(
    exposures, fluency, b, good_today, bad_today, promotion_today, missed_today, engaged, headcount,
    interest, good_evidence, bad_evidence, irritation, reply_boost, alertness, promotion, shown,
    usefulness, is_hidden, is_page, base, step, genuineness, judgement, engagement,
):  # fmt: skip
    """Writes what today adds to the rows of brand b, and `engaged` (n_rows,), people."""
    for g in range(headcount.size):
        n = exposures[g]
        engaged[g] = 0.0
        if n <= 0.0:
            continue
        fit = fit_of(interest[g], 1.0, fluency)
        intent = intent_felt(
            alertness, shown, irritation[b, g], judgement.intent_base, judgement.intent_slope
        )
        genuine = authenticity_of(genuineness, fluency, intent, judgement.scepticism)
        good_today[b, g] += n * evidence_for(fit, genuine, judgement.content_weight)
        bad_today[b, g] += n * evidence_against(fit, intent, promotion, judgement.content_weight)
        if is_hidden:
            bad_today[b, g] += n * alertness * judgement.detection * judgement.hidden_weight
        promotion_today[b, g] += n * promotion
        missed_today[b, g] *= 1.0 - n * step if is_page else math.exp(-n * step)
        trust = trust_from(good_evidence[b, g], bad_evidence[b, g])
        engaged[g] = headcount[g] * n * chance_to_engage(
            base, fit, usefulness, trust, genuine, 0.0, irritation[b, g], promotion, 0.0,
            reply_boost[b, g], engagement,
        )  # fmt: skip


@kernel
def choose(interest, good_evidence, bad_evidence, memory, offered, prior_trust, p):
    """Return the chance to buy of each brand today, (n_brands,), in one row of alike people."""
    need, chances = need_for(interest, 1.0, p.curvature), np.empty(memory.size)
    for b in range(memory.size):
        trust = trust_from(good_evidence[b], bad_evidence[b])
        deal = p.deal * offered[b]
        chances[b] = chance_to_buy(
            p.rate, memory[b], need, trust, prior_trust, p.trust_pull, deal, 0.0
        )
        for r in range(memory.size):
            if r != b:
                rival_trust = trust_from(good_evidence[r], bad_evidence[r])
                preferring = share_preferring(trust, need, rival_trust, need, p.trust_pull)
                chances[b] *= chance_to_stay(memory[r], preferring, p.comparing)
    return chances


@kernel
def settle(
    bought, headcount, interest, good_evidence, bad_evidence, memory, irritation, reply_boost,
    customers, good_today, bad_today, promotion_today, missed_today, replied_today, offered,
    quality, alertness, prior_trust, prior_good, prior_bad, trust_kept, negativity,
    memory_kept, irritation_kept, irritation_step, replying, purchase,
):  # fmt: skip
    """Writes the state of the rows tonight, and `bought` (n_brands,): people, in expectation."""
    for g in range(headcount.size):
        choices = choose(
            interest[g], good_evidence[:, g], bad_evidence[:, g], memory[:, g], offered[:, g],
            prior_trust, purchase,
        )  # fmt: skip
        for b in range(memory.shape[0]):
            buys = (1.0 - customers[b, g]) * choices[b]
            customers[b, g] += buys
            bought[b] += headcount[g] * buys
            good = good_today[b, g] + buys * quality[b] * purchase.product_weight
            bad = bad_today[b, g] + buys * (1.0 - quality[b]) * purchase.product_weight
            good_evidence[b, g] = evidence_after(good_evidence[b, g], prior_good, trust_kept, good)
            bad_evidence[b, g] = evidence_after(
                bad_evidence[b, g], prior_bad, trust_kept, negativity * bad
            )
            memory[b, g] = memory_kept * (1.0 - (1.0 - memory[b, g]) * missed_today[b, g])
            irritation[b, g] = irritation_after(
                irritation[b, g], irritation_kept, irritation_step, alertness, promotion_today[b, g]
            )
            replied = min(1.0, replied_today[b, g])
            left = warmth_left(reply_boost[b, g], replying.warmth_half_life)
            reply_boost[b, g] = left * (1.0 - replied) + replying.warmth * replied
            good_today[b, g] = bad_today[b, g] = promotion_today[b, g] = replied_today[b, g] = 0.0
            missed_today[b, g] = 1.0


def exposures_of(showing: Showing, audience: Audience, day: int, platform: Platform) -> np.ndarray:
    """Return how often today each row meets a showing, per head, shape (n_rows,)."""
    heads = audience.headcount
    if showing.is_page:
        follows = audience.follows == showing.brand
        reach = page_reach(
            max(1.0, float(heads[follows].sum())), platform.page_reach, platform.page_reach_exponent
        )
        of_today = share_of_views(float(day - showing.born), platform.half_life)
        return follows * min(1.0, reach * showing.reach_luck) * of_today
    niche = audience.is_niche == 1
    others = (audience.follows < 0) & ~niche
    total = float(heads[niche].sum() + heads[others].sum())
    on_niche = share_on_niche(float(heads[niche].sum()) / total, showing.precision)
    per_head = np.zeros(len(heads))
    per_head[niche] = showing.impressions * on_niche / heads[niche].sum()
    per_head[others] = showing.impressions * (1.0 - on_niche) / heads[others].sum()
    return per_head


def step(world: World, spec: Scenario) -> None:
    """Let the audience live through the day."""
    audience, day = world.audience, world.day
    platform: Platform = getattr(spec.platforms, spec.audience.platform)
    if not audience.showings and not audience.memory.any():
        return
    audience.showings = [s for s in audience.showings if not _is_over(s, day, platform, spec)]
    audience.bad_today += world.brands.crisis_today[:, None] * chance_to_notice(audience.memory)
    audience.offered[audience.deal_until < day] = 0.0
    for showing in audience.showings:
        _show(world, spec, platform, showing)
    bought = np.zeros(len(world.brands.keys))
    settle(
        bought, audience.headcount, audience.interest, audience.good_evidence,
        audience.bad_evidence, audience.memory, audience.irritation, audience.reply_boost,
        audience.customers, audience.good_today, audience.bad_today, audience.promotion_today,
        audience.missed_today, audience.replied_today, audience.offered, world.brands.quality,
        audience.alertness, world.prior_trust, spec.trust.prior_good, spec.trust.prior_bad,
        trust_kept(spec.trust), spec.trust.negativity, memory_kept(spec.memory),
        irritation_kept(spec.irritation), spec.irritation.step, spec.replying.numbers,
        spec.purchase.numbers,
    )  # fmt: skip
    world.counts.customers[day, :, ADS] += bought


def _is_over(showing: Showing, day: int, platform: Platform, spec: Scenario) -> bool:
    """Tell whether a flight of ads has ended, or a page's post has had its views."""
    age = day - showing.born
    if not showing.is_page:
        return age >= FLIGHT_DAYS
    return 2.0 ** (-24.0 * age / platform.half_life) < spec.exposure.least_share


def _show(world: World, spec: Scenario, platform: Platform, showing: Showing) -> None:
    """Show one thing to the audience today, count what comes of it, reply to comments."""
    audience, b, day = world.audience, showing.brand, world.day
    exposures = exposures_of(showing, audience, day, platform)
    is_post = showing.is_page or showing.base is not None  # an influencer's counts as a post
    base = spec.engagement.base if showing.is_page else spec.engagement.base_ads
    base = (base if showing.base is None else showing.base) + showing.appeal
    memory = spec.memory
    step = memory.step_ad * (memory.worth_of_contact if is_post else 1.0)
    engaged = np.empty(len(audience.headcount))
    fluency = spec.audience.page_fluency if showing.is_page else 1.0
    show(
        exposures, fluency, b, audience.good_today, audience.bad_today, audience.promotion_today,
        audience.missed_today, engaged, audience.headcount, audience.interest,
        audience.good_evidence, audience.bad_evidence, audience.irritation, audience.reply_boost,
        audience.alertness, showing.promotion,
        promotion_shown(showing.promotion, showing.disclosure), showing.usefulness,
        showing.is_hidden, showing.is_page, base, min(1.0, step), world.brands.genuineness[b],
        spec.judgement.numbers, spec.engagement.numbers,
    )  # fmt: skip
    showing.reached += float(exposures @ audience.headcount)
    showing.engaged += float(engaged.sum())
    if showing.is_deal:  # an offer is for those who have seen it
        audience.offered[b] = 1.0 - (1.0 - audience.offered[b]) * np.exp(-exposures)
    place, counts = PAGE if showing.is_page else ADS, world.counts
    likes, comments = platform.page_likes, platform.page_comments * showing.comment_odds
    shares = max(0.0, 1.0 - platform.page_likes - platform.page_comments)
    whole = max(1e-12, likes + comments + shares)
    counts.views[day, b, place] += float(exposures @ audience.headcount)
    engagement, heads = spec.engagement, audience.headcount
    clicks = chance_to_click(engagement.click_rate, showing.click_odds) * (exposures @ heads)
    counts.clicks[day, b, place] += clicks if showing.is_page else engaged.sum()
    counts.likes[day, b, place] += engaged.sum() * likes / whole
    counts.comments[day, b, place] += engaged.sum() * comments / whole
    counts.shares[day, b, place] += engaged.sum() * shares / whole
    _reply(world, spec, showing, engaged * comments / whole, fluency)


def _reply(
    world: World, spec: Scenario, showing: Showing, comments: np.ndarray, fluency: float
) -> None:
    """Answer as many of the audience's comments (n_rows,) as today's hours allow."""
    audience, brands, p, b = world.audience, world.brands, spec.replying, showing.brand
    total = float(comments.sum())
    if total <= 0.0:
        return
    hours = brands.reply_hours_today[b] if brands.replies[b] else 0.0
    replies = min(total, hours / p.hours_per_reply)
    per_head = comments / audience.headcount
    answered = replies / total
    good = reply_evidence(brands.genuineness[b], fluency, 1.0, p.reply_weight)
    step = min(1.0, spec.memory.step_ad * spec.memory.worth_of_contact)
    audience.good_today[b] += per_head * answered * good
    audience.bad_today[b] += per_head * (1.0 - answered) * p.ignored_weight
    audience.replied_today[b] += per_head * answered
    audience.missed_today[b] *= np.exp(-per_head * answered * step)
    spend_reply_hours(world, b, replies * p.hours_per_reply)
    world.counts.replies[world.day, b, PAGE if showing.is_page else ADS] += replies
    world.ledger.work(world.day, b, Line.REPLIES, replies * p.hours_per_reply, brands.wage[b])
