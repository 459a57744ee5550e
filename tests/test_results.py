"""What a run reports: outcomes by hand, and sums that agree with what was counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import BrandCommunity
from sim.outcomes import OUTCOMES, PARTS
from sim.recorder import CLICKS, ENGAGEMENTS, POSTS, TONE, VIEWS, Recorder, asked_first
from sim.results import CHANNEL_MEASURES, CHANNELS, summarise
from tests.conftest import small_spec
from tests.strategies import shares
from tests.test_model import EVERYTHING

PRIOR = 0.4
minds = st.lists(st.tuples(shares, shares), min_size=1, max_size=4)
RIVALS = {"rivals": {"rival": {"key": 5, "strategy": {}}}}


def asked(brands, b=0):
    """Return the chance that one member asks brand b first; brands: memory and trust of each."""
    memory, trust = (np.array([[each] for each in column]) for column in zip(*brands, strict=True))
    return asked_first(memory, trust, b, 0, PRIOR)


def model_of(n_days=28, **changes):
    """Return a model of a brand that does nothing, so that tests can say what happens."""
    return BrandCommunity(small_spec(days=n_days, **RIVALS | changes), "stay-away", seed=1)


def outcomes(model, b=0):
    """Return the outcomes of a world as it is now, taken for its last day."""
    world = model.world
    for day in range(7, world.n_days + 1, 7):
        world.day = day
        model.recorder.record(world)
    return summarise(world, model.recorder, "it", b).outcomes


# Who is asked first


@pytest.mark.parametrize(
    ("brands", "chance"),
    [
        ([(0.5, 0.6)], 0.5), ([(0.5, 0.4)], 0.0), ([(0.5, 0.3)], 0.0), ([(0.0, 0.9)], 0.0),
        ([(0.5, 0.6), (0.8, 0.5)], 0.5), ([(0.5, 0.6), (0.8, 0.7)], 0.1),
        ([(0.5, 0.6), (0.8, 0.6)], 0.1), ([(0.5, 0.6), (0.8, 0.7), (0.5, 0.7)], 0.05),
        ([(1.0, 0.6), (1.0, 0.7)], 0.0),
    ],
)  # fmt: skip
def test_who_is_asked_first_by_hand(brands, chance):
    """.5 * (1 - .8) = .1: a rival that is trusted as much must not come to mind."""
    assert asked(brands) == pytest.approx(chance, abs=1e-12)


@given(minds, st.data())
def test_no_more_than_one_brand_is_asked_first(brands, data):
    """Of brands trusted alike each may come to mind alone; with all chances they make 1 at most."""
    chances = [asked(brands, b) for b in range(len(brands))]

    assert all(0 <= chance <= memory for chance, (memory, _) in zip(chances, brands, strict=True))
    assert sum(chances) <= 1 + 1e-9


@given(minds, shares, shares)
def test_a_rival_never_makes_a_brand_asked_more_often(brands, memory, trust):
    alone, among = asked(brands), asked([*brands, (memory, trust)])

    assert among <= alone
    assert among == alone or (memory > 0 and trust >= brands[0][1])


@given(minds, st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_memory_and_more_trust_never_harm(brands, more_memory, more_trust):
    (memory, trust), *rivals = brands
    better = min(1.0, memory + more_memory), min(1.0, trust + more_trust)

    assert asked([better, *rivals]) >= asked(brands) - 1e-12


# Outcomes by hand


def test_who_would_ask_this_brand_first_is_a_share_of_the_members_present():
    """Of 70, ten remember and trust it; two of them would ask the rival; five are gone."""
    model = model_of()
    m = model.world.members
    m.memory[0, :10] = 1.0
    m.trust[0, :12] = 0.6
    m.memory[1, :2] = 1.0
    m.trust[1, :2] = 0.7
    m.is_member[65:] = 0

    assert outcomes(model)["thought_leadership"] == pytest.approx(8 / 65)
    assert outcomes(model, 1)["thought_leadership"] == pytest.approx(2 / 65)


def test_customers_who_order_again_and_customers_who_speak_for_the_brand():
    """Five bought, three more than once, one of whom has left; four trust it, one no customer."""
    model = model_of()
    m = model.world.members
    m.orders[0, :5] = [1, 2, 1, 3, 2]
    m.trust[0] = 0.5
    m.trust[0, 2:6] = 0.6
    m.is_member[4], m.has_left[4] = 0, 1
    m.orders[1] = 9
    found = outcomes(model)

    assert (found["member_customers"], found["repeaters"]) == (5, 3)
    assert found["advocates"] == 2
    assert OUTCOMES["repeat_rate"].ratio_of == ("repeaters", "member_customers")


def test_belonging_and_who_left_and_what_members_told_each_other():
    model = model_of()
    m, world = model.world.members, model.world
    m.belonging[:40], m.belonging[40:] = 0.5, 0.25
    m.is_member[:20] = 0
    world.moved[3, 0, 0], world.moved[5, 1, 0], world.moved[5, 1, 1] = 2, 3, 7
    world.talk[2, 0], world.talk[9, 1] = (5, 4), (3, 2)
    found = outcomes(model)

    assert found["belonging"] == pytest.approx((20 * 0.5 + 30 * 0.25) / 50)
    assert found["left_members"] == 5
    assert found["peer_replies"] == 6


@pytest.mark.parametrize(
    ("knowing", "days"), [([0, 6, 7], 3), ([7], 1), ([6] * 28, 28), ([], 28), ([0, 0, 0, 0, 70], 5)]
)
def test_a_brand_is_found_out_when_a_tenth_of_the_members_know(knowing, days):
    """Seven of seventy; never is as long as the run."""
    model = model_of()
    model.world.counts.found_out[: len(knowing), 0, 0] = knowing
    model.world.counts.found_out[:, 1] = 70

    assert outcomes(model)["days_to_detection"] == days


def test_those_present_are_counted_on_the_day():
    """Of seventy, forty leave on day 2: four of thirty are a tenth and more, from day 2 on."""
    model = model_of()
    model.world.moved[2, 0, 0] = 40
    model.world.members.is_member[:40] = 0
    model.world.counts.found_out[:, 0, 1] = 4

    assert outcomes(model)["days_to_detection"] == 3


def test_the_share_of_voice_is_of_all_that_is_said_in_communities():
    """Posts, replies, answers, comments, shares, mentions; not likes, views, pages and ads."""
    model = model_of()
    counts = model.world.counts
    for k, name in enumerate(("posts", "replies", "answers", "comments", "shares", "mentions")):
        getattr(counts, name)[k, 0, 1] = 10**k
        getattr(counts, name)[k, 1, 0] = 2
        getattr(counts, name)[k, :, 2:] = 1000
    counts.likes[:], counts.views[:], counts.clicks[:] = 7, 7, 7
    found = outcomes(model)

    assert (found["voice"], found["voices"]) == (111_111, 111_123)
    assert OUTCOMES["share_of_voice"].ratio_of == ("voice", "voices")


def test_clicks_and_complaints_are_summed_over_the_run():
    model = model_of()
    model.world.counts.clicks[[0, 5, 27], 0, [0, 2, 3]] = (1, 2, 4)
    model.world.counts.complaints[[0, 5], 0, [0, 1]] = (3, 5)
    model.world.counts.complaints[:, 1] = 50
    found = outcomes(model)

    assert (found["clicks"], found["complaints"]) == (7, 8)


def test_a_run_reports_every_outcome_and_the_parts_of_ratios():
    found = set(outcomes(model_of()))
    plain = {name for name, outcome in OUTCOMES.items() if outcome.ratio_of is None}
    parts = {part for outcome in OUTCOMES.values() for part in outcome.ratio_of or ()}

    assert found == plain | parts
    assert set(PARTS) == parts - set(OUTCOMES)
    assert len(plain) == len(set(plain))


# Counts of a run


@pytest.fixture(scope="module")
def run():
    """Return a finished run with all mechanisms at work."""
    spec = small_spec(**EVERYTHING | {"loyalty": {"is_on": 1}, "insincerity": {"is_on": 1}})
    model = BrandCommunity(spec, "all", seed=5)
    while model.running:
        model.step()
    return model


def test_what_each_kind_of_post_did_sums_to_what_posts_did_without_ads(run):
    world = run.world
    counts, sums = world.counts, world.by_kind.sum(axis=3)

    def by_week(name):
        inside = getattr(counts, name)[:, :, :-2]
        return inside.reshape(-1, 7, *inside.shape[1:]).sum(axis=1)

    np.testing.assert_array_equal(sums[..., POSTS], by_week("posts"))
    np.testing.assert_array_equal(sums[..., VIEWS], by_week("views") - by_week("paid_views"))
    assert counts.paid_views.sum() > 0
    engaged = by_week("likes") + by_week("comments") + by_week("shares")
    assert (sums[..., ENGAGEMENTS] <= engaged).all()
    assert (sums[..., CLICKS] <= by_week("clicks")).all()
    for rival in (1, 2):  # whose ads are for the audience
        np.testing.assert_array_equal(sums[:, rival, :, ENGAGEMENTS], engaged[:, rival])
        np.testing.assert_array_equal(sums[:, rival, :, CLICKS], by_week("clicks")[:, rival])
    assert sums[..., CLICKS].sum() > 0
    assert np.abs(sums[..., TONE]).sum() > 0


def test_content_of_a_run_is_by_community_and_kind(run):
    found = summarise(run.world, run.recorder, "all")
    kinds = {(each["community"], each["kind"]) for each in found.content}

    assert len(kinds) == len(found.content)
    assert {kind for _, kind in kinds} <= {"expert_tip", "question", "offer"}
    assert sum(each["posts"] for each in found.content) == run.world.counts.posts[:, 0, :2].sum()
    assert sum(each["views"] for each in found.content) == pytest.approx(
        (run.world.counts.views - run.world.counts.paid_views)[:, 0, :2].sum()
    )


def test_orders_are_first_ones_and_later_ones(run):
    counts, m = run.world.counts, run.world.members

    assert (counts.orders >= counts.customers).all()
    assert counts.orders.sum() > counts.customers.sum()
    by_brand = counts.orders[:, :, :-2].sum(axis=(0, 2))
    np.testing.assert_array_equal(by_brand, m.orders.sum(axis=1))
    np.testing.assert_array_equal(
        counts.customers[:, :, :-2].sum(axis=(0, 2)), (m.orders > 0).sum(axis=1)
    )


def test_no_more_members_are_found_to_know_or_speak_than_there_are(run):
    counts, m = run.world.counts, run.world.members

    assert (counts.found_out.sum(axis=2) <= len(m)).all()
    knowing = (m.sees_through & m.is_member).sum(axis=1)
    left = run.world.moved[-1].sum()  # after the day was counted
    assert (np.abs(counts.found_out[-1].sum(axis=1) - knowing) <= left).all()
    assert 0 < counts.mentions.sum() <= len(m) * run.world.n_days * 3
    assert not counts.mentions[..., -2:].any()


def test_the_first_row_of_a_recorder_is_the_first_morning():
    model = model_of()
    fresh = Recorder.for_world(model.world)

    assert fresh.sums[0].any()
    assert not fresh.sums[1:].any()


# Channels


def test_channels_add_up_to_what_happened():
    spec = small_spec(**EVERYTHING | {"days": 35})
    model = BrandCommunity(spec, "all", seed=2)
    while model.running:
        model.step()
    run = summarise(model.world, model.recorder, "all")

    assert set(run.channels) == {f"{c}.{m}" for c in CHANNELS for m in CHANNEL_MEASURES}
    for measure in CHANNEL_MEASURES:
        parts = [run.channels[f"{channel}.{measure}"] for channel in CHANNELS]
        np.testing.assert_allclose(sum(parts), run.weekly[measure], atol=1e-9)
    assert run.channels["community_ads.views"].sum() == model.world.counts.paid_views[:, 0].sum()
    assert run.channels["community_ads.views"].sum() > 0
