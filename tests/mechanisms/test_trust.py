"""Trust follows the evidence, forgets by halves, and its ledger says exactly why it moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ledger import FIRST_BAD, N_EVIDENCE, Source
from sim.mechanisms.trust import (
    TrustParameters,
    evidence_after,
    explain,
    heard_today,
    kept_per_day,
    share_of_change,
    step,
    strangers,
    sum_in_lanes,
    trust_from,
)
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    evidence,
    give_news,
    news,
    shares,
    written,
)

BETA = TrustParameters(prior_good=1, prior_bad=1, half_life=100_000)


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [(8, 0, 9 / 10), (8, 1, 9 / 11), (8, 3, 9 / 13), (8, 5, 9 / 15), (35, 3, 9 / 10)],
)
def test_published_ratio(good, bad, expected):
    """Jøsang & Ismail 2002: (r + 1) / (r + s + 2), a prior of one experience each way."""
    assert trust_from(1 + good, 1 + bad) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("good", "bad", "negativity", "expected"),
    [(8, 0, 3, 0.9), (8, 1, 1, 0.8182), (8, 1, 3, 0.6923), (8, 1, 5, 0.6), (8 + 27, 1, 3, 0.9)],
)
def test_published_ratio_through_the_step(tiny_world, good, bad, negativity, expected):
    """V11: eight good ones give .9; a bad one costs by its weight; 27 good ones repair it."""
    m = tiny_world.members
    m.good_evidence[:] = m.bad_evidence[:] = 1
    m.has_news_today[:] = 1
    m.evidence_today[..., Source.CONTENT] = good
    m.evidence_today[..., Source.CRISIS] = bad

    step(tiny_world, BETA.model_copy(update={"negativity": negativity}), tiny_world.everyone)

    np.testing.assert_allclose(m.trust, expected, atol=5e-5)


def test_steady_news_settles_where_the_equation_says():
    """V11b: good = 1.6 + .05 / .002 = 26.6; bad = 2.4 + 3 * .01 / .002 = 17.4; .60455."""
    good, bad = 1.6, 2.4
    for _ in range(10_000):
        good = evidence_after(good, 1.6, 0.998, 0.05)
        bad = evidence_after(bad, 2.4, 0.998, 3 * 0.01)

    assert trust_from(good, bad) == pytest.approx(26.6 / 44.0, abs=1e-7)


def test_steady_news_settles_there_through_the_step_too(tiny_world):
    """V11b: .998 a day is a half-life of ln .5 / ln .998 days; after 5,000 days .60455."""
    m, p = tiny_world.members, TrustParameters(half_life=np.log(0.5) / np.log(0.998))
    m.has_news_today[:] = 1
    m.evidence_today[..., Source.REPLIES] = 0.05
    m.evidence_today[..., Source.PRIVACY] = 0.01

    for _ in range(5_000):
        step(tiny_world, p, tiny_world.everyone)

    np.testing.assert_allclose(m.trust, 0.60455, atol=1e-4)


def test_one_evening_by_hand():
    """5 good remembered, prior 1.6, .9 kept, .5 heard: 1.6 + .9 * 3.4 + .5 = 5.16."""
    assert evidence_after(5.0, 1.6, 0.9, 0.5) == pytest.approx(5.16, abs=1e-12)


@given(evidence, evidence, st.integers(1, 400))
def test_half_of_the_difference_is_left_after_one_half_life(start, prior, half_life):
    now = start
    for _ in range(half_life):
        now = evidence_after(now, prior, 0.5 ** (1 / half_life), 0.0)

    assert now - prior == pytest.approx((start - prior) / 2, rel=1e-6, abs=1e-6)


@given(evidence, evidence, shares, news, news)
def test_news_adds_up(start, prior, kept, first, second):
    together = evidence_after(start, prior, kept, first + second)

    assert together == pytest.approx(evidence_after(start, prior, kept, first) + second)


@given(evidence, evidence, shares)
def test_forgetting_stays_between_what_was_known_and_the_prior(start, prior, kept):
    now = evidence_after(start, prior, kept, 0.0)

    assert min(start, prior) - 1e-9 <= now <= max(start, prior) + 1e-9


@given(evidence, evidence, news)
def test_good_news_never_lowers_trust_and_bad_news_never_raises_it(good, bad, heard):
    assert trust_from(good, bad + heard) <= trust_from(good, bad) <= trust_from(good + heard, bad)


@given(evidence, evidence)
def test_trust_is_a_share_and_swapping_good_and_bad_mirrors_it(good, bad):
    assert 0 < trust_from(good, bad) < 1
    assert trust_from(good, bad) == pytest.approx(1 - trust_from(bad, good))


@given(evidence, evidence, st.floats(1.5, 10), st.floats(0.1, 50))
def test_the_more_a_member_knows_the_less_one_experience_moves_it(good, bad, more, heard):
    moved_little = trust_from(more * good + heard, more * bad) - trust_from(good, bad)
    moved_much = trust_from(good + heard, bad) - trust_from(good, bad)

    assert moved_little < moved_much


def test_one_good_experience_moves_a_stranger_by_twelve_points():
    """Before 1.6 / 4 = .40, after 2.6 / 5 = .52; by the rule 2.4 * 1 / (4 * 5) = .12."""
    assert share_of_change(1.6, 2.4, 1.0, 0.0, 5.0) == pytest.approx(0.12, abs=1e-15)


def test_one_bad_experience_of_weight_three_moves_a_stranger_down():
    """Before .40, after 1.6 / 7 = .22857; by the rule -1.6 * 3 / (4 * 7) = -.171429."""
    change = share_of_change(1.6, 2.4, 0.0, 3.0, 7.0)

    assert change == pytest.approx(1.6 / 7 - 0.4, abs=1e-15)


@given(evidence, evidence, news, news)
def test_swapping_good_and_bad_mirrors_a_share_of_change(good, bad, more_good, more_bad):
    after = good + bad + more_good + more_bad
    change = share_of_change(good, bad, more_good, more_bad, after)

    assert change == pytest.approx(-share_of_change(bad, good, more_bad, more_good, after))
    assert -1 < change < 1


@given(
    evidence,
    evidence,
    shares,
    st.lists(news, min_size=N_EVIDENCE, max_size=N_EVIDENCE),
    st.floats(0, 10),
)
def test_the_shares_of_change_add_up_to_the_change_of_trust(good, bad, kept, heard, negativity):
    less_good = evidence_after(good, 1.6, kept, 0.0) - good
    less_bad = evidence_after(bad, 2.4, kept, 0.0) - bad
    added = [(less_good, less_bad)]
    added += [(more, 0.0) for more in heard[:FIRST_BAD]]
    added += [(0.0, negativity * more) for more in heard[FIRST_BAD:]]
    good_after = good + sum(more for more, _ in added)
    bad_after = bad + sum(more for _, more in added)
    parts = [share_of_change(good, bad, *more, good_after + bad_after) for more in added]

    change = trust_from(good_after, bad_after) - trust_from(good, bad)

    assert sum(parts) == pytest.approx(change, abs=1e-12)


@given(
    st.lists(st.floats(0, 50, width=32), min_size=N_EVIDENCE, max_size=N_EVIDENCE),
    st.integers(0, N_EVIDENCE),
)
def test_what_was_heard_adds_up_from_any_two_parts(heard, cut):
    row = np.array(heard, np.float32)
    parts = heard_today(row, 0, cut) + heard_today(row, cut, N_EVIDENCE)

    assert heard_today(row, 0, N_EVIDENCE) == pytest.approx(parts) == pytest.approx(sum(heard))
    assert heard_today(row, cut, cut) == 0


def test_what_was_heard_is_the_sum_of_the_entries_asked_for():
    assert heard_today(np.array([1, 2, 4, 8], np.float32), 1, 3) == 6.0


@pytest.mark.parametrize(
    ("half_life", "kept"), [(7, 0.9057), (14, 0.9517), (28, 0.9755), (90, 0.9923)]
)
def test_a_half_life_in_days_is_kept_per_day(half_life, kept):
    """V15: .5 ^ (1 / 7) = .9057 and so on."""
    assert kept_per_day(TrustParameters(half_life=half_life)) == pytest.approx(kept, abs=5e-5)


def test_the_step_follows_the_rules_row_by_row_and_writes_nothing_else():
    world, p = busy_world(), TrustParameters(prior_good=1, prior_bad=2, half_life=9, negativity=4)
    give_news(world)
    m, before, kept = world.members, copies_of(world), 0.5 ** (1 / 9)

    step(world, p, world.everyone)

    for b, i in np.ndindex(m.trust.shape):
        heard = before["members.evidence_today"][b, i].astype(float)
        good = 1 + kept * (before["members.good_evidence"][b, i] - 1) + heard[:5].sum()
        bad = 2 + kept * (before["members.bad_evidence"][b, i] - 2) + 4 * heard[5:].sum()
        assert m.good_evidence[b, i] == pytest.approx(good, rel=1e-12)
        assert m.bad_evidence[b, i] == pytest.approx(bad, rel=1e-12)
        assert m.trust[b, i] == pytest.approx(good / (good + bad), rel=1e-12)
    assert written(before, world) == {
        "members.trust", "members.good_evidence", "members.bad_evidence"
    }  # fmt: skip


def test_two_spans_give_the_bits_of_one():
    world = busy_world()
    give_news(world)

    assert_spans_agree(step, world, TrustParameters())


def test_evidence_without_news_is_not_read(tiny_world):
    m = tiny_world.members
    m.evidence_today[:] = 1
    m.has_news_today[0, 2] = 1

    step(tiny_world, TrustParameters(), tiny_world.everyone)

    assert list(m.good_evidence[0] > 1.6 + 1e-9) == [i == 2 for i in range(7)]


@pytest.mark.parametrize("source", list(Source)[:N_EVIDENCE])
def test_sources_before_commercial_intent_raise_trust_and_the_others_lower_it(tiny_world, source):
    m, before = tiny_world.members, tiny_world.members.trust.copy()
    m.has_news_today[:] = 1
    m.evidence_today[..., source] = 0.5

    step(tiny_world, TrustParameters(), tiny_world.everyone)

    assert np.all(m.trust > before) if source < FIRST_BAD else np.all(m.trust < before)


@pytest.mark.parametrize(
    ("name", "more", "direction"),
    [
        ("prior_good", 3.0, 1), ("prior_bad", 4.0, -1), ("negativity", 5.0, -1),
        ("half_life", 1000.0, 1),  # the members below know more good than the prior says
    ],
)  # fmt: skip
def test_every_parameter_moves_trust_its_way(tiny_world, name, more, direction):
    m, trusts = tiny_world.members, []
    for p in (TrustParameters(), TrustParameters(**{name: more})):
        m.good_evidence[:], m.bad_evidence[:], m.has_news_today[:] = 9, 2.4, 1
        m.evidence_today[:] = 0.1
        step(tiny_world, p, tiny_world.everyone)
        trusts.append(m.trust.copy())

    assert np.all((trusts[1] - trusts[0]) * direction > 0)


@given(st.integers(0, 1000))
def test_the_ledger_of_a_day_adds_up_to_the_change_of_trust_of_those_present(seed):
    world, p = busy_world(seed), TrustParameters(half_life=20)
    give_news(world, seed)
    m, first = world.members, world.communities.first_row
    before = m.trust.copy()

    explain(world, p)
    step(world, p, world.everyone)

    points = world.ledger.trust[world.day].sum(axis=2)
    change = (m.trust - before) * m.is_member
    for c in range(2):
        np.testing.assert_allclose(
            points[:, c], change[:, first[c] : first[c + 1]].sum(axis=1), atol=1e-9
        )


def test_the_ledger_books_each_source_and_forgetting_in_their_places():
    world = busy_world(2)
    p = TrustParameters(prior_good=1, prior_bad=2, half_life=9, negativity=4)
    give_news(world, 2)
    m, before, kept = world.members, copies_of(world), 0.5 ** (1 / 9)
    expected = np.zeros((2, 2, N_EVIDENCE + 2))
    for b, i in np.ndindex(m.trust.shape):
        a, z = m.good_evidence[b, i], m.bad_evidence[b, i]
        news_of_i = m.evidence_today[b, i].astype(float)
        added = [(x, 0.0) if s < 5 else (0.0, 4.0 * x) for s, x in enumerate(news_of_i)]
        added += [((kept - 1) * (a - 1), (kept - 1) * (z - 2))]
        after = a + z + sum(x + y for x, y in added)
        for source, (x, y) in enumerate(added):
            part = (z * x - a * y) / ((a + z) * after)
            expected[b, m.community[i], source] += part * m.is_member[i]

    explain(world, p)

    np.testing.assert_allclose(world.ledger.trust[world.day], expected, atol=1e-12)
    assert Source.FORGETTING == N_EVIDENCE
    assert written(before, world) == {"ledger.trust", "members.faded_today"}
    assert not world.ledger.trust[world.day + 1 :].any()


def test_what_faded_is_the_change_of_trust_of_those_present_without_news_and_nothing_else():
    world, p = busy_world(2), TrustParameters(prior_good=1, prior_bad=2, half_life=9)
    give_news(world, 2)
    m, kept = world.members, 0.5 ** (1 / 9)
    m.faded_today[:] = 1  # of yesterday
    good, bad = 1 + kept * (m.good_evidence - 1), 2 + kept * (m.bad_evidence - 2)
    is_still = (m.has_news_today == 0) & (m.is_member == 1)

    explain(world, p)

    np.testing.assert_allclose(
        m.faded_today, is_still * (good / (good + bad) - m.trust), rtol=1e-9, atol=1e-15
    )
    assert 0 < is_still.sum() < m.is_member.sum() * 2
    assert np.all(m.faded_today[is_still] != 0)


@given(st.integers(0, 12), st.integers(0, 12))
def test_a_sum_in_lanes_is_the_sum_of_its_rows_and_no_others(start, n):
    """Powers of two show which rows were taken, each once."""
    values = 2.0 ** np.arange(26)
    values.flags.writeable = False

    assert sum_in_lanes(values, start, start + n) == 2.0 ** (start + n) - 2.0**start


def test_explaining_adds_to_what_is_booked_already():
    world, fresh = busy_world(), busy_world()
    world.ledger.trust[world.day] = 1.0
    for each in (world, fresh):
        give_news(each)
        explain(each, TrustParameters())

    booked, alone = world.ledger.trust[world.day], fresh.ledger.trust[world.day]

    np.testing.assert_allclose(booked, 1.0 + alone, atol=1e-12)
    assert np.all(alone[..., Source.FORGETTING] != 0.0)


def test_strangers_start_at_the_prior():
    world = busy_world()

    strangers(world, TrustParameters(prior_good=3, prior_bad=1))

    for people in (world.members, world.audience):
        assert np.all(people.good_evidence == 3)
        assert np.all(people.bad_evidence == 1)
    assert np.all(world.members.trust == 0.75)
