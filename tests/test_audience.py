"""The audience in expectation is what many alike people live through, weighed by headcount.

Of V14 (random delivery of ads) the product has the reach: the chance that none of n
impressions a head stuck is e^(-n * step), with a step of one the share not reached. It
keeps no frequencies, so P(4 or more) = .143 at two a head has nothing to be compared with.
"""

import copy
import math

import numpy as np
import pytest

from sim.audience import ADS, PAGE, exposures_of, step
from sim.day import wake_up
from sim.ledger import Line
from sim.mechanisms.exposure import page_reach, share_of_views
from sim.mechanisms.replying import grant_places, spend_reply_hours
from sim.setup import build_world
from sim.world import Showing
from tests.conftest import small_spec
from tests.strategies import copies_of, written

N = 100_000  # people in each row
AUDIENCE = {"size": 2 * N, "niche_share": 0.5, "niche_fit": 0.8, "other_fit": 0.3,
            "page_fluency": 0.65}  # fmt: skip
BRAND = {"page_followers": 3 * N, "page_customers": 0.25, "genuineness": 0.7, "quality": 0.8}
ROWS = 5  # niche, others, three of followers


def stage(day=0, **changes):
    """Return a scenario with rows of `N` people and a rival, and its world on a morning."""
    data = {"audience": AUDIENCE, "brand": BRAND,
            "rivals": {"rival": {"key": 5, "genuineness": 0.5, "strategy": {}}}}  # fmt: skip
    changes["purchase"] = {"comparing": 0} | changes.get("purchase", {})
    page = {"page_reach": 0.11, "page_likes": 0.92, "page_comments": 0.02}
    data["platforms"] = {"facebook": page}
    spec = small_spec(**(data | changes))
    world = build_world(spec, seed=1)
    world.day = day
    wake_up(world)
    audience, rng = world.audience, np.random.default_rng(8)
    audience.headcount[:] = N
    for name, low, high in (
        ("good_evidence", 1, 5), ("bad_evidence", 1, 5), ("memory", 0.1, 0.5),
        ("irritation", 0, 1), ("reply_boost", 0, 0.4),
    ):  # fmt: skip
        getattr(audience, name)[:] = rng.uniform(low, high, (2, ROWS))
    return spec, world


def ads(b=0, impressions=2.0 * N, **values):
    """Return a flight of ads of today."""
    about = {"promotion": 0.6, "disclosure": 0.5, "usefulness": 0.3, "comment_odds": 0.7}
    return Showing(
        b, values.pop("born", 0), is_page=False, is_hidden=values.pop("is_hidden", False),
        impressions=impressions, **(about | values),
    )  # fmt: skip


def page_post(b=0, born=0, **values):
    """Return a post of today on a brand's page."""
    about = {"promotion": 0.1, "disclosure": 0.0, "usefulness": 0.8, "comment_odds": 1.5}
    return Showing(b, born, is_page=True, is_hidden=False, **(about | values))


def engagements(world, place, day=None):
    """Return likes, comments and shares together, shape (n_brands,)."""
    counts, day = world.counts, world.day if day is None else day
    return (counts.likes + counts.comments + counts.shares)[day, :, place]


def within(simulated, expected):
    """Check that an expectation lies within three standard errors of simulated people."""
    error = simulated.std() / math.sqrt(simulated.size)
    assert abs(simulated.mean() - expected) <= 3 * error


def judged(spec, world, showing, g, fluency):
    """Return fit, intent, authenticity, trust and the chance to engage, in plain Python."""
    audience, p, q, b = world.audience, spec.judgement, spec.engagement, showing.brand
    alert, annoyed = audience.alertness, audience.irritation[b, g]
    shown = showing.promotion + showing.disclosure * (1 - showing.promotion)
    intent = 1 - math.exp(-alert * (p.intent_base + p.intent_slope * shown) * (1 + annoyed))
    fit = audience.interest[g] * fluency
    genuine = world.brands.genuineness[b] * fluency * (1 - p.scepticism * intent)
    trust = audience.good_evidence[b, g]
    trust /= trust + audience.bad_evidence[b, g]
    log_odds = q.base if showing.is_page else q.base_ads
    log_odds += q.fit * (fit - 0.5) + q.usefulness * (showing.usefulness - 0.5)
    log_odds += q.trust * (trust - 0.5) + q.authenticity * (genuine - 0.5)
    log_odds += q.promotion * showing.promotion - q.irritation * annoyed
    log_odds += audience.reply_boost[b, g]
    return fit, intent, genuine, trust, 1 / (1 + math.exp(-log_odds))


def comments_per_head(spec, world, showing):
    """Return how many comments a head of each row writes on a showing, in plain Python."""
    facebook, fluency = spec.platforms.facebook, 0.65 if showing.is_page else 1
    comments = facebook.page_comments * showing.comment_odds
    comments /= facebook.page_likes + comments + 1 - facebook.page_likes - facebook.page_comments
    chances = [judged(spec, world, showing, g, fluency)[-1] for g in range(ROWS)]
    return exposures_of(showing, world.audience, world.day, facebook) * chances * comments


# Against simulated people


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_day_of_ads_is_what_100_000_alike_people_live_through(is_hidden):
    """Each of N people meets Poisson(n) ads, engages with each or not, and may buy."""
    spec, world = stage(
        engagement={"base_ads": -1}, memory={"step_ad": 0.05, "half_life": 5},
        purchase={"rate": 0.5, "curvature": 1}, judgement={"detection": 0.8},
    )  # fmt: skip
    audience, rng, showing = world.audience, np.random.default_rng(1), ads(is_hidden=is_hidden)
    audience.showings.append(showing)
    p, engaged, memories, goods, bads, bought = spec.judgement, [], [], [], [], []
    for g in range(2):
        fit, intent, genuine, trust, chance = judged(spec, world, showing, g, 1.0)
        times = rng.poisson(1.0, N)  # 200,000 impressions on 200,000 people
        engaged.append(rng.binomial(times, chance))
        missed = (1 - audience.memory[0, g]) * (1 - 0.05) ** times
        memories.append(0.5**0.2 * (1 - missed))
        buys = 0.5 * audience.memory[0, g] * audience.interest[g]
        buys = rng.random(N) < buys * math.exp(1.5 * (trust - 0.4))
        pleased = rng.random(N) < 0.8
        found = rng.binomial(times, 0.5 * 0.8) * is_hidden
        against = times * p.content_weight * intent * (1 - fit) * (0.3 + 0.7 * 0.6)
        goods.append(times * p.content_weight * fit * genuine + buys * pleased)
        bads.append(against + buys * ~pleased + found * p.hidden_weight)
        bought.append(buys)
    before, kept = copy.deepcopy(audience), 0.5 ** (1 / 346)

    # Comments that nobody answers are evidence too, in proportion to engagement.
    likes, comments = spec.platforms.facebook.page_likes, 0.02 * showing.comment_odds
    comments /= likes + comments + (1 - likes - 0.02)
    step(world, spec)

    within(np.sum(engaged, axis=0), engagements(world, ADS)[0] / N)
    within(np.sum(bought, axis=0), world.counts.customers[0, 0, ADS] / N - followers_bought(
        spec, before, world
    ))  # fmt: skip
    for g in range(2):
        within(memories[g], audience.memory[0, g])
        good = 1.6 + kept * (before.good_evidence[0, g] - 1.6)
        bad = 2.4 + kept * (before.bad_evidence[0, g] - 2.4)
        within(goods[g], audience.good_evidence[0, g] - good)
        ignored = engaged[g] * comments * spec.replying.ignored_weight
        within(bads[g] + ignored, (audience.bad_evidence[0, g] - bad) / 3)


def followers_bought(spec, before, world):
    """Return how many followers bought, in rows, from their share of customers."""
    return (world.audience.customers - before.customers)[0, 2:].sum()


def test_a_page_post_is_what_100_000_alike_followers_live_through():
    """Each sees it or not, once; half-life .8 h: all of its views come on the first day."""
    spec, world = stage(
        engagement={"base": 0}, memory={"step_ad": 0.03, "half_life": 5},
        replying={"ignored_weight": 0},
    )  # fmt: skip
    audience, rng, showing = world.audience, np.random.default_rng(2), page_post()
    audience.showings.append(showing)
    reach = 0.11 * 100 ** (-0.2) * (1 - 2.0**-30)  # 300,000 followers against 3,000
    engaged, memories, goods = [], [], []
    for g in range(2, 5):
        fit, _, genuine, _, chance = judged(spec, world, showing, g, 0.65)
        sees = rng.random(N) < reach
        engaged.append(sees & (rng.random(N) < chance))
        memories.append(0.5**0.2 * (1 - (1 - audience.memory[0, g]) * (1 - 0.3 * sees)))
        goods.append(sees * 0.15 * fit * genuine)
    before, bought = audience.good_evidence.copy(), audience.customers.copy()

    step(world, spec)

    within(np.sum(engaged, axis=0), engagements(world, PAGE)[0] / N)
    for g in range(2, 5):
        within(memories[g - 2], audience.memory[0, g])
        product = (audience.customers - bought)[0, g] * 0.8
        good = 1.6 + 0.5 ** (1 / 346) * (before[0, g] - 1.6)
        within(goods[g - 2], audience.good_evidence[0, g] - good - product)


def test_a_week_is_what_100_000_people_live_through_while_memory_and_trust_stay():
    """Contacts and products teach nothing; each buys once at most, so chances are used up."""
    spec, world = stage(
        engagement={"base_ads": -2}, memory={"step_ad": 0, "half_life": 10_000},
        purchase={"rate": 0.5, "product_weight": 0}, trust={"half_life": 100_000},
        judgement={"content_weight": 0}, replying={"ignored_weight": 0},
        irritation={"step": 0, "half_life": 1000},
    )  # fmt: skip
    audience, rng, showing = world.audience, np.random.default_rng(3), ads()
    audience.showings.append(showing)
    audience.reply_boost[:] = audience.irritation[:] = 0
    engaged, is_customer = np.zeros(N), np.zeros((2, N), bool)
    chances = [judged(spec, world, showing, g, 1.0)[-2:] for g in range(2)]
    for day in range(7):
        for g, (trust, chance) in enumerate(chances):
            engaged += rng.binomial(rng.poisson(1.0, N), chance)
            memory = audience.memory[0, g]
            buys = 0.5 * memory * audience.interest[g] ** 1.5 * math.exp(1.5 * (trust - 0.4))
            is_customer[g] |= rng.random(N) < buys
        world.day = day
        step(world, spec)

    total = sum(engagements(world, ADS, day)[0] for day in range(7))
    within(engaged, total / N)
    for g in range(2):
        within(is_customer[g], audience.customers[0, g])


@pytest.mark.parametrize(
    ("per_head", "reach"), [(0.5, 0.3935), (1, 0.6321), (2, 0.8647), (3, 0.9502)]
)
def test_ads_reach_what_random_delivery_reaches(per_head, reach):
    """V14: with a step of one, memory tonight is the share reached, 1 - e^(-I/N)."""
    spec, world = stage(memory={"step_ad": 1, "half_life": 10_000})
    audience = world.audience
    audience.memory[:] = 0
    audience.showings.append(ads(impressions=per_head * 2 * N))

    step(world, spec)

    kept = 0.5 ** (1 / 10_000)
    np.testing.assert_allclose(audience.memory[0, :2] / kept, reach, atol=5e-5)
    np.testing.assert_allclose(1 - (1 - 1 / N) ** (per_head * N), reach, atol=6e-5)
    assert not audience.memory[0, 2:].any()


@pytest.mark.parametrize("size", [0.05, 0.5, 1.0])
def test_what_random_delivery_misses_is_what_the_rows_miss(size):
    """V14: 200,000 impressions fall on 100,000 heads at random; each leaves (1 - step)."""
    spec, world = stage(memory={"step_ad": size, "half_life": 10_000})
    times = np.bincount(np.random.default_rng(4).integers(0, N, 2 * N), minlength=N)
    world.audience.memory[:] = 0
    world.audience.showings.append(ads(impressions=4.0 * N))

    step(world, spec)

    expected = world.audience.memory[0, 0] / 0.5 ** (1 / 10_000)
    within(1 - (1 - size) ** times, expected)
    assert expected == pytest.approx(1 - math.exp(-2 * size))


# Against the rules


def test_the_step_follows_the_rules_row_by_row_and_brand_by_brand():
    """Ads of both brands and a post on the page of brand 0, in plain Python.

    Brand 0 has time today for 35 replies, more than its ads get comments, and less than its
    ads and its page do; both brands have a crisis.
    """
    spec, world = stage(
        day=3, memory={"step_ad": 0.02, "worth_of_contact": 7, "half_life": 9},
        irritation={"step": 0.3, "half_life": 4},
        purchase={"rate": 0.1, "deal": 2, "comparing": 0.7},
        trust={"prior_good": 1, "prior_bad": 2, "half_life": 30, "negativity": 2},
        replying={"warmth_half_life": 11, "warmth": 0.3, "reply_weight": 0.7,
                  "ignored_weight": 0.05, "hours_per_reply": 0.2},
    )  # fmt: skip
    brands, places = world.brands, 35.0
    brands.replies[0], brands.reply_hours[:], brands.reply_hours_today[:] = 1, 50, 7
    brands.crisis_today[:] = (0.4, 2.5)
    world.audience.deal_until[:] = (2, 3)
    world.audience.offered[:] = 1.0
    world.audience.showings += [
        ads(0, born=1), ads(1, impressions=5e5, is_hidden=True, disclosure=0.0, precision=0.4),
        page_post(0, born=3),
    ]  # fmt: skip
    old, p, place = copy.deepcopy(world.audience), spec.judgement, spec.platforms.facebook
    good, sold, replied = np.zeros((3, 2, ROWS))
    bad, missed = np.array([[0.4], [2.5]]) * old.memory, np.ones((2, ROWS))
    engaged, views, replies = np.zeros((3, 2, 3))
    for showing in old.showings:
        b, page = showing.brand, showing.is_page
        size, fluency = (0.14, 0.65) if page else (0.02, 1)
        met = exposures_of(showing, old, 3, place)
        comments = comments_per_head(spec, world, showing)
        answered = (b == 0) * min(1, places / (N * comments.sum()))
        places -= answered * N * comments.sum()
        for g in range(ROWS):
            fit, intent, genuine, _, chance = judged(spec, world, showing, g, fluency)
            n = met[g]
            good[b, g] += comments[g] * answered * 0.7 * brands.genuineness[b] * fluency
            bad[b, g] += comments[g] * (1 - answered) * 0.05
            replied[b, g] += comments[g] * answered
            missed[b, g] *= math.exp(-comments[g] * answered * 0.14)
            replies[b, PAGE if page else ADS] += N * comments[g] * answered
            good[b, g] += n * p.content_weight * fit * genuine
            selling = 0.3 + 0.7 * showing.promotion
            bad[b, g] += n * p.content_weight * intent * (1 - fit) * selling
            bad[b, g] += n * 0.5 * p.detection * p.hidden_weight * showing.is_hidden
            sold[b, g] += n * showing.promotion
            missed[b, g] *= 1 - n * size if page else math.exp(-n * size)
            engaged[b, PAGE if page else ADS] += N * n * chance
            views[b, PAGE if page else ADS] += N * n
    trust = old.good_evidence / (old.good_evidence + old.bad_evidence)
    buys = 0.1 * old.memory * old.interest**1.5 * np.exp(1.5 * (trust - 1 / 3))
    buys *= (1 - old.customers) * np.array([[1], [3]])  # the offer of brand 0 is over
    drawn_away = 1 / (1 + np.exp(1.5 * (trust - trust[::-1])))
    buys *= 1 - 0.7 * old.memory[::-1] * drawn_away
    quality, kept = world.brands.quality[:, None], 0.5 ** (1 / 30)

    step(world, spec)

    new = world.audience
    expected = {
        "good_evidence": 1 + kept * (old.good_evidence - 1) + good + buys * quality,
        "bad_evidence": 2 + kept * (old.bad_evidence - 2) + 2 * (bad + buys * (1 - quality)),
        "memory": 0.5 ** (1 / 9) * (1 - (1 - old.memory) * missed),
        "irritation": np.minimum(3, 0.5**0.25 * old.irritation + 0.3 * 0.5 * sold),
        "reply_boost": old.reply_boost * 0.5 ** (1 / 11) * (1 - replied) + 0.3 * replied,
        "customers": old.customers + buys,
    }
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(new, name), values, rtol=1e-9, err_msg=name)
    for place_of in (PAGE, ADS):
        np.testing.assert_allclose(engagements(world, place_of), engaged[:, place_of], rtol=1e-9)
        np.testing.assert_allclose(world.counts.views[3, :, place_of], views[:, place_of])
        np.testing.assert_allclose(world.counts.replies[3, :, place_of], replies[:, place_of])
    assert 0 < answered < 1  # of the comments on the page, which come last
    assert replies.sum() == pytest.approx(35)
    np.testing.assert_allclose(world.counts.customers[3, :, ADS], N * buys.sum(axis=1))
    assert new.missed_today.tolist() == [[1] * ROWS] * 2
    assert not new.good_today.any() | new.bad_today.any() | new.promotion_today.any()


def test_likes_comments_and_shares_follow_the_page_mix_and_the_comment_odds():
    """92 : 2 * 1.5 : 6."""
    spec, world = stage()
    world.audience.showings.append(page_post(comment_odds=1.5))

    step(world, spec)

    counts = world.counts
    mix = [x[0, 0, PAGE] for x in (counts.likes, counts.comments, counts.shares)]
    np.testing.assert_allclose(np.array(mix) / sum(mix), np.array([92, 3, 6]) / 101)


def test_only_the_audience_its_counts_and_reply_hours_are_written():
    spec, world = stage()
    world.audience.showings += [ads(), page_post()]
    world.brands.replies[0], world.brands.reply_hours[0] = 1, 5
    world.brands.reply_hours_today[0], world.brands.crisis_today[1] = 1, 1
    before = copies_of(world)

    step(world, spec)

    assert written(before, world) == {
        "audience.good_evidence", "audience.bad_evidence", "audience.memory",
        "audience.irritation", "audience.reply_boost", "audience.customers",
        "counts.views", "counts.likes", "counts.comments", "counts.shares", "counts.customers",
        "counts.clicks", "counts.replies", "ledger.hours", "ledger.money", "brands.reply_hours",
        "brands.reply_hours_today",
    }  # fmt: skip


def test_an_audience_that_nobody_ever_spoke_to_stays_as_it_is():
    spec, world = stage()
    world.audience.memory[:], world.brands.crisis_today[:] = 0, 2
    before = copies_of(world)

    step(world, spec)

    assert written(before, world) == set()


def test_a_crisis_reaches_those_the_brand_comes_to_mind_by_its_severity():
    """Severity 2 of brand 1 alone, at memories of 0, .1, .2, .3 and .4, and negativity 3."""
    spec, calm = stage(trust={"negativity": 3})
    calm.audience.memory[:] = 0.1 * np.arange(ROWS)
    world = copy.deepcopy(calm)
    world.brands.crisis_today[1] = 2

    step(calm, spec)
    step(world, spec)

    more = world.audience.bad_evidence - calm.audience.bad_evidence
    np.testing.assert_allclose(more, [[0] * 5, [0, 0.6, 1.2, 1.8, 2.4]], atol=1e-12)
    np.testing.assert_array_equal(world.audience.good_evidence, calm.audience.good_evidence)
    np.testing.assert_array_equal(world.audience.memory, calm.audience.memory)


# Laws


def a_day(spec, world, change):
    """Return the world after a day of ads and a page post in a changed audience."""
    world = copy.deepcopy(world)
    world.audience.showings += [ads(), ads(1, precision=0.5), page_post()]
    change(world)
    step(world, spec)
    return world


def double(world):
    """Double the people and the ads."""
    world.audience.headcount *= 2
    for showing in world.audience.showings:
        showing.impressions *= 2


def test_twice_the_people_and_ads_is_twice_of_everything_and_each_lives_as_before():
    spec, world = stage(platforms={"facebook": {"page_reach_exponent": 0}})
    one, two = a_day(spec, world, lambda w: None), a_day(spec, world, double)

    for name in ("views", "likes", "comments", "shares", "customers"):
        np.testing.assert_allclose(
            getattr(two.counts, name), 2 * getattr(one.counts, name), rtol=1e-9, err_msg=name
        )
    np.testing.assert_allclose(two.audience.memory, one.audience.memory, rtol=1e-9)
    np.testing.assert_allclose(two.audience.good_evidence, one.audience.good_evidence, rtol=1e-9)


def halve_rows(world):
    """Make two rows of half the headcount of each row."""
    audience = world.audience
    for name in ("headcount", "is_niche", "follows", "interest"):
        setattr(audience, name, np.repeat(getattr(audience, name), 2))
    audience.headcount /= 2
    for name, array in copies_of(world).items():
        if name.startswith("audience.") and array.ndim == 2:
            setattr(audience, name.removeprefix("audience."), np.repeat(array, 2, axis=1))


@pytest.mark.parametrize("hours", [0, 1, 1000])
def test_splitting_rows_changes_nothing(hours):
    spec, world = stage()
    world.brands.replies[:], world.brands.reply_hours[:] = 1, hours
    world.brands.reply_hours_today[:] = hours
    whole, halves = a_day(spec, world, lambda w: None), a_day(spec, world, halve_rows)

    after, split = copies_of(whole), copies_of(halves)
    for name in ("views", "likes", "comments", "shares", "customers", "replies"):
        np.testing.assert_allclose(split[f"counts.{name}"], after[f"counts.{name}"], rtol=1e-9)
    for name in ("memory", "good_evidence", "bad_evidence", "irritation", "reply_boost",
                 "customers"):  # fmt: skip
        np.testing.assert_allclose(
            split[f"audience.{name}"], np.repeat(after[f"audience.{name}"], 2, axis=1), rtol=1e-9
        )


@pytest.mark.parametrize(
    ("precision", "niche", "others"), [(0.0, 1.0, 1.0), (0.3, 12.7, 0.7), (1.0, 40.0, 0.0)]
)
def test_ads_land_on_the_niche_by_precision(precision, niche, others):
    """A niche of 1 in 40: per head 1; (.7 / 40 + .3) * 40 = 12.7 and .7; all 40."""
    _, world = stage()
    audience, facebook = world.audience, small_spec().platforms.facebook
    audience.headcount[:2] = 1_000, 39_000
    showing = ads(impressions=40_000, precision=precision)

    met = exposures_of(showing, audience, 0, facebook)

    np.testing.assert_allclose(met[:2], [niche, others], atol=1e-12)
    assert met @ audience.headcount == pytest.approx(40_000)
    assert not met[2:].any()


def test_a_page_post_reaches_its_followers_and_nobody_else():
    """300,000 followers; half-life 24 h: half, a quarter, an eighth of the page's reach."""
    spec, world = stage(platforms={"facebook": {"half_life": 24, "page_reach": 0.11}})
    audience, place = world.audience, spec.platforms.facebook
    for age in range(3):
        met = exposures_of(page_post(born=2), audience, 2 + age, place)
        reach = page_reach(3.0 * N, 0.11, -0.2) * share_of_views(float(age), 24.0)
        np.testing.assert_allclose(met, [0, 0, *[0.11 * 100**-0.2 * 0.5 ** (age + 1)] * 3])
        assert met[2] == pytest.approx(reach)
    assert not exposures_of(page_post(1), audience, 0, place).any()  # it has no followers


def test_over_its_life_a_page_post_is_seen_by_its_reach_at_most_once():
    """Half-life 24 h: it goes after 7 days, when 1 / 128 of its views are still to come."""
    spec, world = stage(platforms={"facebook": {"half_life": 24, "page_reach": 0.11}})
    world.audience.showings.append(page_post())
    for world.day in range(10):
        step(world, spec)

    views = world.counts.views[:, 0, PAGE]
    assert views.sum() == pytest.approx(0.11 * 100**-0.2 * 3 * N * (1 - 1 / 128))
    assert (views > 0).sum() == 7
    assert not world.audience.showings


def test_ads_run_for_seven_days():
    spec, world = stage()
    world.audience.showings.append(ads(impressions=1_000))
    for world.day in range(10):
        step(world, spec)

    np.testing.assert_allclose(world.counts.views[:10, 0, ADS], [1_000] * 7 + [0] * 3)


@pytest.mark.parametrize("hours", [0.0, 0.7, 7.0, 7e6])
def test_replies_to_the_audience_are_as_many_as_hours_or_comments(hours):
    """On the first of seven days, a seventh of the hours is for today; six minutes a reply."""
    spec, world = stage(engagement={"base": 0})
    world.brands.replies[0], world.brands.reply_hours[0] = 1, hours
    world.audience.showings.append(page_post())

    grant_places(world, spec.replying)
    step(world, spec)

    comments = world.counts.comments[0, 0, PAGE]
    replies = min(comments, hours / 7 / 0.1)
    assert comments > 100
    assert world.counts.replies[0, 0, PAGE] == pytest.approx(replies)
    assert world.ledger.hours[0, 0, Line.REPLIES] == pytest.approx(0.1 * replies)
    assert world.ledger.money[0, 0, Line.REPLIES] == pytest.approx(3.5 * replies)
    assert world.brands.reply_hours[0] == pytest.approx(hours - 0.1 * replies)
    assert world.brands.reply_hours_today[0] == pytest.approx(hours / 7 - 0.1 * replies)


def test_what_communities_left_of_the_hours_of_today_is_for_the_audience():
    """7 h on the first day, of which one is for today: ten replies; the week's 6 h stay."""
    spec, world = stage(engagement={"base": 0})
    world.brands.replies[0], world.brands.reply_hours[0] = 1, 7
    grant_places(world, spec.replying)
    spend_reply_hours(world, 0, 0.4)
    world.audience.showings.append(page_post())

    step(world, spec)

    assert world.counts.replies[0, 0, PAGE] == pytest.approx(6)
    assert world.brands.reply_hours[0] == pytest.approx(6)
    assert world.brands.reply_hours_today[0] == pytest.approx(0, abs=1e-12)


def test_without_hours_for_today_there_are_no_replies_however_many_the_week_has_left():
    spec, world = stage(engagement={"base": 0})
    world.brands.replies[0], world.brands.reply_hours[0] = 1, 100
    world.audience.showings.append(page_post())

    step(world, spec)

    assert not world.counts.replies.any()
    assert not world.ledger.hours.any()
    assert world.brands.reply_hours[0] == 100


@pytest.mark.parametrize(("showing", "place"), [(ads(), ADS), (page_post(), PAGE)])
def test_replies_are_counted_where_the_comments_are(showing, place):
    spec, world = stage()
    world.brands.replies[0], world.brands.reply_hours[0] = 1, 1e6
    world.brands.reply_hours_today[0] = 1e6
    world.audience.showings.append(showing)

    step(world, spec)

    replies, comments = world.counts.replies, world.counts.comments
    assert comments[0, 0, place] > 1
    assert replies[0, 0, place] == pytest.approx(comments[0, 0, place])
    assert replies.sum() == replies[0, 0, place]


def test_ads_and_page_share_the_hours_of_today():
    """In order of showing: .5 h are five replies, all of them to the first."""
    spec, world = stage()
    world.brands.replies[0] = 1
    world.brands.reply_hours[0] = world.brands.reply_hours_today[0] = 0.5
    world.audience.showings += [ads(), page_post()]

    step(world, spec)

    assert world.counts.comments[0, 0, ADS] > 5
    assert world.counts.replies[0, 0, ADS] == pytest.approx(5)
    assert world.counts.replies[0, 0, PAGE] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("showing", [ads(), page_post()])
def test_a_reply_is_worth_all_of_its_warmth_tonight(showing):
    """The old warmth halves, which the new does not; half of the comments are answered."""
    spec, world = stage(replying={"warmth": 0.4, "warmth_half_life": 1})
    per_head, before = comments_per_head(spec, world, showing), world.audience.reply_boost.copy()
    world.brands.replies[0] = 1
    world.brands.reply_hours[0] = world.brands.reply_hours_today[0] = 0.1 * N * per_head.sum() / 2
    world.audience.showings.append(showing)

    step(world, spec)

    replied = per_head / 2
    warm = before[0] / 2 * (1 - replied) + 0.4 * replied
    np.testing.assert_allclose(world.audience.reply_boost[0], warm)
    np.testing.assert_allclose(world.audience.reply_boost[1], before[1] / 2)
    assert per_head.max() > 1e-5


@pytest.mark.parametrize(
    ("values", "worth"),
    [({"step_ad": 0.02, "worth_of_contact": 7}, 0.14), ({"step_ad": 0.5}, 1.0)],
)
@pytest.mark.parametrize("showing", [ads(), page_post()])
def test_replies_bring_the_brand_to_mind_like_posts(showing, values, worth):
    """Half of the comments are answered; a contact is worth 7 * .02, or 10 * .5: all of memory."""
    spec, world = stage(memory=values | {"half_life": 10_000})
    per_head, silent = comments_per_head(spec, world, showing), copy.deepcopy(world)
    world.brands.replies[0] = 1
    world.brands.reply_hours[0] = world.brands.reply_hours_today[0] = 0.1 * N * per_head.sum() / 2
    for each in (silent, world):
        each.audience.showings.append(copy.copy(showing))
        step(each, spec)

    kept = 0.5 ** (1 / 10_000)
    missed, missed_silent = (1 - each.audience.memory / kept for each in (world, silent))
    np.testing.assert_allclose(missed[0] / missed_silent[0], np.exp(-worth * per_head / 2))
    np.testing.assert_array_equal(missed[1], missed_silent[1])
    assert per_head.max() > 1e-5


def test_a_brand_that_does_not_reply_leaves_all_comments_lying():
    spec, world = stage()
    world.brands.reply_hours[0] = world.brands.reply_hours_today[0] = 100
    world.audience.showings.append(page_post())

    step(world, spec)

    assert world.counts.replies[0, 0, PAGE] == 0
    assert world.brands.reply_hours[0] == world.brands.reply_hours_today[0] == 100


def test_replies_earn_trust_and_warmth_and_silence_costs_trust():
    spec, world = stage(engagement={"base": 0})
    silent, kind = copy.deepcopy(world), copy.deepcopy(world)
    kind.brands.replies[0], kind.brands.reply_hours[0] = 1, 1e6
    kind.brands.reply_hours_today[0] = 1e6
    for each in (silent, kind):
        each.audience.showings.append(page_post())
        step(each, spec)

    followers = (0, slice(2, 5))
    quiet, warm = silent.audience, kind.audience
    assert np.all(warm.good_evidence[followers] > quiet.good_evidence[followers])
    assert np.all(warm.bad_evidence[followers] < quiet.bad_evidence[followers])
    assert np.all(warm.reply_boost[followers] > quiet.reply_boost[followers])


def test_warmth_in_the_audience_never_passes_that_of_a_reply():
    """However many ads a head and however many replies: at most the warmth of one reply."""
    spec, world = stage(replying={"warmth": 0.4}, engagement={"base_ads": 5})
    world.brands.replies[0] = 1
    world.brands.reply_hours[0] = world.brands.reply_hours_today[0] = 1e9
    world.audience.reply_boost[:] = 0.0
    world.audience.showings += [ads(impressions=200 * world.audience.headcount.sum())] * 2

    step(world, spec)

    assert world.audience.reply_boost.max() == pytest.approx(0.4)
    assert world.audience.memory.max() <= 1.0
