"""Word of mouth: who engaged or bought may speak, friends may hear, and trust sets the tone."""

import copy

import numpy as np
import pytest
from hypothesis import given

from sim.ledger import Source
from sim.mechanisms.word_of_mouth import (
    WordOfMouthParameters,
    chance_to_speak,
    find_listeners,
    speak,
    step,
    upset_by,
    word_from,
)
from sim.network import Ties
from tests.strategies import (
    DAY,
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    give_news,
    near,
    shares,
    two_brands,
    weights,
    written,
)

P = WordOfMouthParameters(
    speak_engaged=0.15, speak_customer=0.01, speak_upset=0.3, weight=0.25, tolerance=1
)
UPSETTING = (Source.INSINCERITY, Source.OFFENCE, Source.PRIVACY, Source.HIDDEN_ADS)

# Rules


def chance(engaged, customer, upset, **changes):
    """Return the chance to speak."""
    return chance_to_speak(engaged, customer, upset, P.model_copy(update=changes).numbers)


def test_chance_to_speak_by_hand():
    """1 - .85 * .99 = .1585 of both, 1 - .8415 * .7 = .41095 if wholly upset as well."""
    assert chance(1, 1, 0) == pytest.approx(0.1585, abs=1e-15)
    assert chance(1, 0, 0) == pytest.approx(0.15, abs=1e-15)
    assert chance(0, 1, 0) == pytest.approx(0.01, abs=1e-15)
    assert chance(1, 1, 1) == pytest.approx(0.41095, abs=1e-15)
    assert chance(0, 0, 0.5) == pytest.approx(0.15, abs=1e-15)
    assert chance(0, 0, 0) == 0


@given(shares, shares, shares)
def test_more_reasons_to_speak_are_more_than_one_and_no_more_than_their_sum(engaged, customer, mad):
    together = chance(1, 1, 1, speak_engaged=engaged, speak_customer=customer, speak_upset=mad)
    turned = chance(1, 1, 1, speak_engaged=mad, speak_customer=engaged, speak_upset=customer)

    assert max(engaged, customer, mad) - 1e-12 <= together
    assert together <= min(1.0, engaged + customer + mad) + 1e-12
    assert together == pytest.approx(turned)


@given(shares, shares)
def test_who_is_not_upset_speaks_as_often_whatever_upset_members_do(engaged, customer):
    chances = [
        chance(1, 1, 0, speak_engaged=engaged, speak_customer=customer, speak_upset=upset)
        for upset in (0, 0.3, 1)
    ]

    assert chances[0] == chances[1] == chances[2]


def test_upset_is_the_sum_of_four_grievances_up_to_one():
    assert upset_by(0.1, 0.2, 0.3, 0.05) == pytest.approx(0.65)
    assert upset_by(1, 0, 0, 0) == upset_by(0, 0.9, 0.4, 0) == 1


def test_a_word_by_hand():
    """.25 * (2 * .8 - 1) = .15 for the brand; half upset .25 * (2 * .4 - 1) = -.05."""
    assert word_from(0.8, 0, 0.25) == pytest.approx(0.15, abs=1e-15)
    assert word_from(0.2, 0, 0.25) == pytest.approx(-0.15, abs=1e-15)
    assert word_from(0.5, 0, 0.25) == 0
    assert word_from(0.8, 0.5, 0.25) == pytest.approx(-0.05, abs=1e-15)
    assert word_from(0.8, 1, 0.25) == -0.25


@given(shares, weights)
def test_trust_and_distrust_speak_alike_and_never_above_the_weight(trust, weight):
    word = word_from(trust, 0, weight)

    assert abs(word) <= weight + 1e-12
    assert word == pytest.approx(-word_from(1 - trust, 0, weight), abs=1e-9)
    assert word == pytest.approx(weight * word_from(trust, 0, 1.0), abs=1e-12)


@given(shares, shares, shares, weights)
def test_the_more_upset_the_worse_the_word(trust, upset, other, weight):
    less, more = sorted((upset, other))

    assert -weight <= word_from(trust, more, weight) <= word_from(trust, less, weight)


# Speaking


@pytest.mark.parametrize(
    ("engaged", "customer", "who"),
    [(1, 1, "either"), (1, 0, "engaged"), (0, 1, "customer"), (0, 0, "nobody")],
)
def test_at_chances_of_zero_and_one_reasons_alone_decide(engaged, customer, who):
    world = busy_world()
    m, before = world.members, copies_of(world)
    has_engaged, buys = m.last_engaged == DAY, m.is_customer == 1
    expected = {"either": has_engaged | buys, "engaged": has_engaged, "customer": buys,
                "nobody": np.zeros_like(buys)}[who]  # fmt: skip

    speak(
        world, WordOfMouthParameters(speak_engaged=engaged, speak_customer=customer),
        world.everyone,
    )  # fmt: skip

    speaks = expected & (m.is_member == 1)
    np.testing.assert_array_equal(m.speaks_today, speaks * (1 + m.sees_through))
    assert written(before, world) == ({"members.speaks_today"} if engaged + customer else set())


@pytest.mark.parametrize(
    ("engaged", "customer", "chance"), [(1, 0, 0.15), (0, 1, 0.01), (1, 1, 0.1585)]
)
def test_speakers_are_as_frequent_as_the_rule_says(engaged, customer, chance):
    world = crowd()
    m = world.members
    m.last_engaged[0] = DAY if engaged else DAY - 1
    m.is_customer[0] = customer

    speak(world, P, world.everyone)

    assert abs(m.speaks_today[0].mean() - chance) < near(chance, 20_000)
    assert not m.speaks_today[1].any()


def test_who_spoke_yesterday_and_has_no_reason_today_is_silent():
    world = busy_world()
    world.members.speaks_today[:] = 1
    world.members.is_customer[:] = 0
    world.members.last_engaged[:] = -1

    speak(world, P, world.everyone)

    assert not world.members.speaks_today.any()


def test_speaking_in_two_spans_gives_the_bits_of_one():
    world = busy_world()

    assert_spans_agree(speak, world, WordOfMouthParameters(speak_engaged=0.9, speak_customer=0.5))


def test_upset_members_speak_up_and_others_do_not():
    world = crowd()
    m = world.members
    m.has_news_today[0] = 1
    m.evidence_today[0, :, Source.COMMERCIAL_INTENT] = 5  # annoying, and no news to tell
    m.evidence_today[0, ::2, Source.OFFENCE] = 0.4
    m.evidence_today[0, ::2, Source.PRIVACY] = 0.2

    speak(world, P, world.everyone)

    assert abs(m.speaks_today[0, ::2].mean() - 0.18) < near(0.18, 10_000)
    assert not m.speaks_today[0, 1::2].any()
    assert not m.speaks_today[1].any()


@pytest.mark.parametrize("source", UPSETTING)
def test_each_of_four_grievances_makes_members_speak_as_those_who_see_through_or_not(source):
    world = busy_world()
    m = world.members
    m.last_engaged[:], m.is_customer[:], m.is_member[:] = -1, 0, 1
    m.has_news_today[0, :3] = 1
    m.evidence_today[0, :3, source] = 1
    m.sees_through[0, :4] = (0, 1, 1, 1)

    speak(world, P.model_copy(update={"speak_upset": 1}), world.everyone)

    assert m.speaks_today[0].tolist() == [1, 2, 2, 0, 0, 0, 0, 0, 0]
    assert not m.speaks_today[1].any()


# Listening


def small_talk():
    """Return a world of five: 1 and 2 listen to 0, 0 listens to 3, 4 to 1, 2 and 3, all ears."""
    world = two_brands(3, 2)
    start, whom = np.array([0, 1, 2, 3, 3, 6]), np.array([3, 0, 0, 1, 2, 3], np.int32)
    world.ties = Ties(start, whom, np.ones(6, np.float32))
    world.members.trust[0], world.members.trust[1] = (0.8, 0.3, 0.5, 0.1, 0.6), 0.9
    return world


def hear(world, p=P):
    """Find who has somebody to listen to, and let them listen."""
    find_listeners(world)
    step(world, p, world.everyone)


@pytest.mark.parametrize(
    ("speaker", "listeners"), [(0, [1, 2]), (1, [4]), (2, [4]), (3, [0, 4]), (4, [])]
)
def test_listeners_are_those_with_a_tie_to_a_speaker_of_any_brand(speaker, listeners):
    world = small_talk()
    world.members.may_hear[:] = 1
    world.members.speaks_today[speaker % 2, speaker] = 1

    find_listeners(world)

    assert np.flatnonzero(world.members.may_hear).tolist() == listeners


def test_each_listener_hears_the_own_friends_in_their_tone_and_nothing_else_is_written():
    """Speakers 0 (.8: .25 * .6 = .15), 1 (.3: -.1) and 3 (.1: -.2), of brand 0."""
    world = small_talk()
    m = world.members
    m.speaks_today[0] = (1, 1, 0, 1, 0)
    find_listeners(world)
    before = copies_of(world)

    step(world, P, world.everyone)

    good, bad = Source.WORD_OF_MOUTH, Source.BAD_WORD_OF_MOUTH
    np.testing.assert_allclose(m.evidence_today[0, :, good], [0, 0.15, 0.15, 0, 0], atol=1e-7)
    np.testing.assert_allclose(m.evidence_today[0, :, bad], [0.2, 0, 0, 0, 0.3], atol=1e-7)
    assert list(m.hears_today[0]) == [1, 1, 1, 0, 2]
    assert list(m.has_news_today[0]) == [1, 1, 1, 0, 1]
    assert list(m.has_heard[0]) == [0, 1, 1, 0, 0]  # bad word leads nobody to buy
    assert not m.hears_today[1].any()
    assert not m.evidence_today[1].any()
    assert m.evidence_today.sum() == pytest.approx(0.8)
    assert written(before, world) == {
        "members.evidence_today", "members.has_news_today", "members.hears_today",
        "members.has_heard",
    }  # fmt: skip


def test_an_upset_speaker_speaks_against_a_brand_that_was_trusted_this_morning():
    """Half upset, trust of .8 says .25 * (.8 - 1) = -.05."""
    world = small_talk()
    m = world.members
    m.speaks_today[0, 0] = 1
    m.evidence_today[0, 0, Source.HIDDEN_ADS] = 0.5

    hear(world)

    heard = m.evidence_today[0, :, Source.BAD_WORD_OF_MOUTH]
    np.testing.assert_allclose(heard, [0, 0.05, 0.05, 0, 0], atol=1e-7)
    assert not m.has_heard.any()


def test_who_hears_it_from_somebody_who_sees_through_sees_through_one_tie_a_day():
    """Member 4 listens to 1 and 2, and these to 0, who sees through brand 0."""
    world = small_talk()
    m = world.members
    m.sees_through[0, 0] = 1
    m.speaks_today[0] = (2, 1, 1, 0, 0)

    hear(world)

    assert m.sees_through[0].tolist() == [1, 1, 1, 0, 0]
    m.speaks_today[0] = (0, 2, 0, 0, 0)
    hear(world)
    assert m.sees_through[0].tolist() == [1, 1, 1, 0, 1]
    assert not m.sees_through[1].any()


def test_words_about_the_other_brand_go_to_its_own_row():
    """Trust in brand 1 is .9: .25 * .8 = .2."""
    world = small_talk()
    world.members.speaks_today[1, 0] = 1

    hear(world)

    evidence = world.members.evidence_today[:, :, Source.WORD_OF_MOUTH]
    np.testing.assert_allclose(evidence, [[0] * 5, [0, 0.2, 0.2, 0, 0]], atol=1e-7)


def test_nobody_hears_along_a_tie_of_no_strength_and_who_left_hears_nothing():
    world = small_talk()
    world.ties.strength[1] = 0  # of member 1
    world.members.is_member[2] = 0
    world.members.speaks_today[0] = 1

    hear(world)

    assert list(world.members.hears_today[0]) == [1, 0, 0, 0, 3]


@pytest.mark.parametrize(("tolerance", "heard"), [(1.0, 3), (0.4, 2), (0.25, 1), (0.05, 0)])
def test_members_listen_within_their_tolerance(tolerance, heard):
    """Member 4 (.6) is .3, .1 and .5 away from members 1, 2 and 3."""
    world = small_talk()
    world.members.speaks_today[0] = 1

    hear(world, P.model_copy(update={"tolerance": tolerance}))

    assert world.members.hears_today[0, 4] == heard


def test_weight_is_the_evidence_of_full_trust():
    world = small_talk()
    world.members.trust[:] = 1
    world.members.speaks_today[0, 0] = 1

    hear(world, WordOfMouthParameters(weight=0.6))

    np.testing.assert_allclose(
        world.members.evidence_today[0, 1, Source.WORD_OF_MOUTH], 0.6, rtol=1e-6
    )


def test_listening_in_two_spans_gives_the_bits_of_one():
    world = busy_world()
    give_news(world)
    world.members.speaks_today[:] = 1 + world.members.sees_through
    find_listeners(world)

    assert_spans_agree(step, world, P)


def audience_of_one(strength=0.35, n=20_000, both=False):
    """Return a world in which all but member 0 listen to member 0 alone."""
    world = crowd(n)
    start = np.concatenate([[0], np.arange(n)])
    world.ties = Ties(start, np.zeros(n - 1, np.int32), np.full(n - 1, strength, np.float32))
    world.members.trust[:] = 0.8
    world.members.speaks_today[0, 0] = 1
    world.members.speaks_today[1, 0] = both
    hear(world)
    return world.members


def test_hearing_is_as_frequent_as_the_tie_is_strong():
    heard = audience_of_one().hears_today[0, 1:]

    assert abs(heard.mean() - 0.35) < near(0.35, heard.size)


def test_who_hears_of_a_brand_is_the_same_whatever_is_said_of_another():
    alone, together = audience_of_one(n=500), audience_of_one(n=500, both=True)

    np.testing.assert_array_equal(alone.hears_today[0], together.hears_today[0])
    assert (together.hears_today[0] != together.hears_today[1]).any()


def test_each_speaker_is_heard_by_a_draw_of_its_own():
    """Two friends of strength .5 are both heard by one in four, not by one in two."""
    world, n = crowd(20_000), 20_000
    start = np.concatenate([[0, 0, 0], 2 * np.arange(1, n - 1)])
    whom = np.tile(np.array([0, 1], np.int32), n - 2)
    world.ties = Ties(start, whom, np.full(whom.size, 0.5, np.float32))
    world.members.speaks_today[0, :2] = 1

    hear(world)

    both = (world.members.hears_today[0, 2:] == 2).mean()
    assert abs(both - 0.25) < near(0.25, n - 2)


def test_speakers_follow_the_key_of_the_brand_not_its_place():
    world = busy_world()
    world.members.last_engaged[:], world.members.is_member[:] = DAY, 1
    swapped = copy.deepcopy(world)
    swapped.brands.keys[:] = world.brands.keys[::-1]
    world.members.sees_through[:] = swapped.members.sees_through[:] = 0
    p = WordOfMouthParameters(speak_engaged=0.5, speak_customer=0)
    for each in (world, swapped):
        speak(each, p, each.everyone)

    np.testing.assert_array_equal(world.members.speaks_today, swapped.members.speaks_today[::-1])
    assert 0 < world.members.speaks_today.sum() < 18
