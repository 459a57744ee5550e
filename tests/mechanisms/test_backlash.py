"""Complaints spread by thresholds: mostly not at all, rarely to nearly everybody."""

import numpy as np
import pytest
from hypothesis import given

from sim.ledger import FIRST_BAD, N_EVIDENCE, Line, Source
from sim.mechanisms import membership
from sim.mechanisms.backlash import (
    BEGINS,
    GOES_ON,
    IS_OVER,
    BacklashParameters,
    arousal_after,
    chance_to_complain,
    complain,
    look_around,
    step,
    threshold_to_join,
)
from sim.model import BrandCommunity
from sim.network import Ties
from sim.recorder import PRESENT, TRUST
from tests.conftest import small_spec
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    give_news,
    near,
    put_post,
    shares,
    two_brands,
    weights,
    written,
)

P = BacklashParameters(is_on=1, chance=0.2, invited=0.5, days=4, threshold=0.25, heat=5, weight=0.4)
GRIEVANCES = {
    Source.INSINCERITY, Source.OFFENCE, Source.PRIVACY, Source.HIDDEN_ADS, Source.CRISIS,
    Source.PRODUCT_FAILURE, Source.IGNORED_COMMENTS,
}  # fmt: skip

# Rules


def test_chance_to_complain_by_hand():
    """.2 * .5 = .1; a brand that replies hears .2 * 1.5 * .5 = .15; two experiences count once."""
    assert chance_to_complain(0.5, 0, P.numbers) == pytest.approx(0.1)
    assert chance_to_complain(0.5, 1, P.numbers) == pytest.approx(0.15)
    assert chance_to_complain(2.0, 0, P.numbers) == pytest.approx(0.2)
    assert chance_to_complain(0.0, 1, P.numbers) == 0


@given(weights, weights, shares)
def test_more_grievance_never_makes_silent(grievance, other, chance):
    less, more = sorted((grievance, other))
    p = P.model_copy(update={"chance": chance}).numbers

    assert 0 <= chance_to_complain(less, 0, p) <= chance_to_complain(more, 1, p) <= 1


def test_threshold_by_hand():
    """.25 + .5 * (.4 - .5) = .2; at arousal .5 .2 - .3 * .5 = .05; never below .02."""
    assert threshold_to_join(0.4, 0.0, P.numbers) == pytest.approx(0.2)
    assert threshold_to_join(0.4, 0.5, P.numbers) == pytest.approx(0.05)
    assert threshold_to_join(0.0, 1.0, P.numbers) == 0.02
    assert threshold_to_join(0.0, 1.0, BacklashParameters(threshold_least=0.0).numbers) == 0.0


@given(shares, shares, shares, shares)
def test_trust_holds_back_and_arousal_carries_away(trust, other, arousal, hotter):
    (less, more), (cold, hot) = sorted((trust, other)), sorted((arousal, hotter))
    low, high = threshold_to_join(less, hot, P.numbers), threshold_to_join(more, cold, P.numbers)

    assert 0.02 <= low <= high <= 1


def test_arousal_by_hand():
    """Half of .4 after 3 days; from calm, 1 - exp(-5 * .2) = .632; half of it after apologies."""
    arousal = 0.4
    for _ in range(3):
        arousal = arousal_after(arousal, 0.0, 0, P.numbers)

    assert arousal == pytest.approx(0.2)
    assert arousal_after(0.0, 0.2, 0, P.numbers) == pytest.approx(1 - np.exp(-1))
    assert arousal_after(0.0, 0.2, 1, P.numbers) == pytest.approx((1 - np.exp(-1)) / 2)


@given(shares, shares, shares)
def test_arousal_is_a_share_and_rises_with_complaints(arousal, share, other):
    less, more = sorted((share, other))
    quiet, loud = (arousal_after(arousal, each, 0, P.numbers) for each in (less, more))

    assert 0 <= arousal_after(arousal, less, 1, P.numbers) <= quiet <= loud <= 1


# Complaining


@pytest.mark.parametrize("source", range(N_EVIDENCE), ids=lambda k: Source(k).name)
def test_what_a_brand_did_is_a_grievance_and_nothing_else(source):
    world = busy_world()
    m = world.members
    m.complaint[:] = 0
    m.evidence_today[1, 2:7, source] = 1
    m.has_news_today[1, 2:7] = 1
    before = copies_of(world)

    complain(world, P.model_copy(update={"chance": 1}), world.everyone)

    present = (m.is_member == 1) & (np.arange(9) >= 2) & (np.arange(9) < 7)
    np.testing.assert_array_equal(m.complaint[1], present * (source in GRIEVANCES))
    assert not m.complaint[0].any()
    assert written(before, world) <= {"members.complaint"}
    assert source >= FIRST_BAD or source not in GRIEVANCES


@pytest.mark.parametrize(("replies", "chance"), [(0, 0.1), (1, 0.15)])
def test_complaints_are_as_frequent_as_the_rule_says(replies, chance):
    world = crowd()
    world.brands.replies[0] = replies
    world.members.evidence_today[0, :, Source.OFFENCE] = 0.5
    world.members.has_news_today[0] = 1

    complain(world, P, world.everyone)

    begins = world.members.complaint[0] == BEGINS
    assert abs(begins.mean() - chance) < near(chance, 20_000)
    assert not world.members.complaint[1].any()


def test_a_complaint_is_heard_from_the_second_day_and_then_for_days():
    world = crowd()
    m = world.members
    m.complaint[0] = BEGINS
    complain(world, P, world.everyone)
    assert (m.complaint[0] == GOES_ON).all()

    complain(world, P, world.everyone)

    over = m.complaint[0] == IS_OVER
    assert abs(over.mean() - 1 / P.days) < near(1 / P.days, 20_000)
    assert (m.complaint[0][~over] == GOES_ON).all()


def test_who_has_complained_may_complain_of_something_new():
    world = busy_world()
    m = world.members
    m.is_member[:], m.complaint[:] = 1, IS_OVER
    m.has_news_today[0, 3] = 1
    m.evidence_today[0, 3, Source.CRISIS] = 1

    complain(world, P.model_copy(update={"chance": 1}), world.everyone)

    assert m.complaint[0, 3] == BEGINS
    assert (m.complaint == BEGINS).sum() == 1


# Hearing


def circle(complaint):
    """Return a world of 5 and 1: 0 listens to 1 (.6), 2 (.2), 5 (.2); 3 to 4; 5 to 0, 2."""
    world = two_brands(5, 1)
    start, whom = np.array([0, 3, 3, 3, 4, 4, 6]), np.array([1, 2, 5, 4, 0, 2], np.int32)
    world.ties = Ties(start, whom, np.array([0.6, 0.2, 0.2, 1, 0.5, 0.5], np.float32))
    world.members.complaint[0] = complaint
    world.members.trust[:] = 0.5  # threshold .25
    return world


def meet(world, p=P):
    """Let members look around and hear complaints."""
    look_around(world, p)
    step(world, p, world.everyone)
    return world.members


def test_a_member_joins_at_the_threshold_and_others_hear():
    """Of brand 0: 1 and 4 complain; 0 hears .6, 3 hears all. 5 hears of nobody."""
    calm = P.model_copy(update={"heat": 0, "threshold": 0.7})
    world = circle([0, GOES_ON, 0, 0, GOES_ON, 0])

    m = meet(world, calm)

    assert m.complaint[0].tolist() == [0, GOES_ON, 0, BEGINS, GOES_ON, 0]
    heard = m.evidence_today[0, :, Source.BACKLASH]
    np.testing.assert_allclose(heard, [0.4 * 0.6, 0, 0, 0.4, 0, 0], rtol=1e-6)
    assert m.evidence_today.sum() == pytest.approx(0.64)
    assert m.has_news_today[0].tolist() == [1, 0, 0, 1, 0, 0]
    assert not m.complaint[1].any()


@pytest.mark.parametrize(("share", "joins"), [(0.61, False), (0.59, True)])
def test_ties_count_by_their_strength(share, joins):
    world = circle([0, GOES_ON, 0, 0, 0, 0])

    m = meet(world, P.model_copy(update={"heat": 0, "threshold": share}))

    assert m.complaint[0, 0] == (BEGINS if joins else 0)
    heard = 1.0 if joins else 0.6
    assert m.evidence_today[0, 0, Source.BACKLASH] == pytest.approx(0.4 * heard)


@pytest.mark.parametrize(("arousal", "joins"), [((1, 0), False), ((0, 1), True)])
def test_members_are_carried_away_by_the_arousal_where_they_are(arousal, joins):
    """Member 5 is of the second community and hears .5; its threshold is .6 or .3."""
    world = circle([GOES_ON, 0, 0, 0, 0, 0])
    world.members.may_hear[5] = 1
    world.communities.arousal[0] = arousal

    step(world, P.model_copy(update={"threshold": 0.6}), world.everyone)

    assert world.members.complaint[0, 5] == (BEGINS if joins else 0)


@pytest.mark.parametrize("code", [BEGINS, IS_OVER])
def test_who_begins_today_or_has_stopped_is_not_heard(code):
    m = meet(circle([0, code, GOES_ON, 0, code, 0]), P.model_copy(update={"threshold": 1}))

    assert m.complaint[0].tolist() == [0, code, GOES_ON, 0, code, 0]
    heard = m.evidence_today[0, :, Source.BACKLASH]
    np.testing.assert_allclose(heard, [0.4 * 0.2, 0, 0, 0, 0, 0.4 * 0.5], rtol=1e-6)


def test_who_has_left_is_neither_heard_nor_hears():
    world = circle([0, GOES_ON, GOES_ON, 0, GOES_ON, 0])
    world.members.is_member[[1, 3]] = 0

    m = meet(world, P.model_copy(update={"threshold": 1}))

    heard = m.evidence_today[0, :, Source.BACKLASH]
    np.testing.assert_allclose(heard, [0.4 * 0.5, 0, 0, 0, 0, 0.4 * 0.5], rtol=1e-6)


def test_who_has_complained_hears_and_does_not_join_again_and_who_complains_hears_nothing():
    m = meet(circle([IS_OVER, GOES_ON, 0, GOES_ON, GOES_ON, 0]))

    assert m.complaint[0].tolist() == [IS_OVER, GOES_ON, 0, GOES_ON, GOES_ON, 0]
    np.testing.assert_allclose(
        m.evidence_today[0, :, Source.BACKLASH], [0.4 * 0.6, 0, 0, 0, 0, 0], rtol=1e-6
    )


@pytest.mark.parametrize("phase", [complain, step])
def test_two_spans_give_the_bits_of_one(phase):
    world = busy_world()
    give_news(world)
    world.members.complaint[:] = np.random.default_rng(4).integers(0, 4, (2, 9))
    look_around(world, P)

    assert_spans_agree(phase, world, P)


@pytest.mark.parametrize("phase", [complain, step, lambda w, p, _: look_around(w, p)])
def test_off_nothing_happens(phase):
    world = busy_world()
    give_news(world)
    world.members.complaint[:], world.members.may_hear[:] = GOES_ON, 1
    before = copies_of(world)

    phase(world, P.model_copy(update={"is_on": 0}), world.everyone)

    assert written(before, world) == set()


# Looking around


def test_arousal_follows_the_members_who_complain_where_they_are():
    world = circle([0, GOES_ON, 0, BEGINS, 0, IS_OVER])
    world.members.is_member[4] = 0
    membership.count_present(world)
    world.communities.arousal[0] = (0.0, 0.4)

    look_around(world, P)

    kept = 0.5 ** (1 / 3)
    np.testing.assert_allclose(
        world.communities.arousal, [[1 - np.exp(-5 / 4), 0.4 * kept], [0, 0]], rtol=1e-12
    )
    assert world.members.may_hear.tolist() == [1, 0, 0, 0, 0, 0]


def test_a_brand_apologises_where_members_complain_and_it_is_not_banned():
    world = circle([0, GOES_ON, 0, 0, 0, GOES_ON])
    world.members.complaint[1, 1] = GOES_ON
    world.brands.apologises[:] = (1, 0)
    world.brands.wage[:] = (35, 20)
    world.communities.is_banned[0, 1] = 1

    look_around(world, P.model_copy(update={"hours_per_apology": 3}))

    arousal = world.communities.arousal
    assert arousal[0, 0] == pytest.approx(arousal[1, 0] / 2)
    assert arousal[0, 1] == pytest.approx(1 - np.exp(-5))
    assert world.ledger.hours[world.day, 0, Line.APOLOGIES] == world.ledger.hours.sum() == 3
    assert world.ledger.money.sum() == 105


# Storms


def run_to_end(spec, strategy, seed):
    """Return a model after its last day."""
    model = BrandCommunity(spec, strategy, seed=seed)
    while model.running:
        model.step()
    return model


def sizes_of_storms(apologises):
    """Return the share who complain of one offensive post of a stranger, shape (200 seeds,)."""
    community = {"size": 300, "platform": "instagram", "sensitivity": 0.8, "moderation": 0.0}
    listens = {"listening_hours": 0.1, "replies": False, "apologises": apologises}
    quiet = {"identify": {}, "commit": {"hours_per_week": 1}, "interact": listens}
    spec = small_spec(
        days=28, communities={"one": community}, offence={"is_on": 1}, backlash={"is_on": 1},
        strategies={"quiet": quiet, "ads": {}},
    )  # fmt: skip
    sizes = []
    for seed in range(200):
        model = BrandCommunity(spec, "quiet", seed=seed)
        put_post(model.world, 0, 0, promotion=0.1, is_offensive=1)
        while model.running:
            model.step()
        sizes.append((model.world.members.complaint[0] > 0).mean())
    return np.array(sizes)


@pytest.mark.slow
def test_storms_are_mostly_nothing_and_rarely_nearly_everybody_and_apologies_shorten_the_tail():
    silent, sorry = sizes_of_storms(apologises=False), sizes_of_storms(apologises=True)

    assert np.median(silent) < 0.02
    assert 0.02 <= (silent > 0.5).mean() <= 0.2
    assert (sorry > 0.5).mean() <= 0.7 * (silent > 0.5).mean()
    assert (sorry <= silent + 0.02).all()  # of the same luck


@pytest.mark.slow
def test_a_careless_brand_in_a_sensitive_community_loses_trust_for_months():
    """Who posts without listening, against who listens: as many posts, until week 8, same luck."""
    about = {
        "identify": {}, "commit": {"stop_week": 8, "hours_per_week": 10},
        "tailor": {"mix": {"behind_the_scenes": 1.0}, "posts_per_week": 2},
    }  # fmt: skip
    hours = {"careless": 0.0, "careful": 3.0}
    strategies = {
        name: about | {"interact": {"listening_hours": each, "replies": False}}
        for name, each in hours.items()
    }
    spec = small_spec(
        days=182, baseline="careful", strategies=strategies, offence={"is_on": 1},
        communities={"one": {"size": 300, "sensitivity": 0.9, "distinctiveness": 0.9}},
        backlash={"is_on": 1},
    )  # fmt: skip
    gaps, n_posts = [], []
    for seed in range(30):
        models = [run_to_end(spec, name, seed) for name in ("careless", "careful")]
        sums = [model.recorder.sums[:, :, 0, 0] for model in models]
        trust = [each[:, TRUST] / each[:, PRESENT] for each in sums]
        gaps.append(trust[0] - trust[1])
        n_posts.append([model.world.counts.posts.sum() for model in models])
    mean, error = np.mean(gaps, axis=0), np.std(gaps, axis=0) / np.sqrt(30)
    posts = np.mean(n_posts, axis=0)

    assert posts[0] == posts[1] > 0
    assert mean[8] + 2 * error[8] < 0
    assert mean[26] + 2 * error[26] < 0  # more than four months after the last post
    assert mean[26] < 0.5 * mean[8]
