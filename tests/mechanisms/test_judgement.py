"""Judgement: fit and authenticity speak for a post; intent, breaches and secrets against it."""

import math

import numpy as np
import pytest
from hypothesis import given

from sim.ledger import Source
from sim.mechanisms.judgement import (
    JudgementParameters,
    authenticity_of,
    breach_of_norm,
    evidence_against,
    evidence_for,
    fit_of,
    fit_with_consent,
    intent_felt,
    promotion_shown,
    step,
)
from tests.strategies import (
    assert_spans_agree,
    busy_world,
    copies_of,
    crowd,
    each_view,
    inner_shares,
    irritations,
    near,
    put_post,
    shares,
    show,
    two_brands,
    weights,
    written,
)

# Rules


def test_fit_by_hand():
    """.5 * .8 * .9 = .36; half as much again with consent: .54."""
    assert fit_of(0.5, 0.8, 0.9) == pytest.approx(0.36, abs=1e-15)
    assert fit_with_consent(0.36, 0.5) == pytest.approx(0.54, abs=1e-15)
    assert fit_with_consent(0.9, 0.5) == 1.0


@given(shares, shares, shares)
def test_fit_is_no_more_than_its_least_part_and_its_parts_are_alike(interest, relevance, fluency):
    fit = fit_of(interest, relevance, fluency)

    assert 0 <= fit <= min(interest, relevance, fluency)
    assert fit == pytest.approx(fit_of(fluency, interest, relevance), rel=1e-9, abs=1e-30)
    assert fit_of(interest, 1.0, 1.0) == interest


@given(shares, shares, shares)
def test_consent_never_lowers_fit_and_never_lifts_it_above_one(fit, personalisation, more):
    raised = fit_with_consent(fit, personalisation)

    assert fit <= raised <= 1
    assert raised <= fit_with_consent(fit, min(1.0, personalisation + more))
    assert fit_with_consent(fit, 0.0) == fit


def test_a_label_takes_a_post_half_of_the_way_to_plain_promotion():
    """.2 + .5 * .8 = .6."""
    assert promotion_shown(0.2, 0.5) == pytest.approx(0.6, abs=1e-15)


@given(shares, shares, shares)
def test_labels_compose_and_never_hide(promotion, label, other):
    shown = promotion_shown(promotion, label)

    assert promotion - 1e-12 <= shown <= 1 + 1e-12
    assert promotion_shown(promotion, 0.0) == promotion
    assert promotion_shown(promotion, 1.0) == pytest.approx(1.0)
    assert promotion_shown(shown, other) == pytest.approx(
        promotion_shown(promotion, 1 - (1 - label) * (1 - other))
    )


def test_intent_by_hand():
    """1 - e^(-.5 * (.15 + 1.35 * .6) * (1 + 1)) = 1 - e^-.96 = .617107."""
    assert intent_felt(0.5, 0.6, 1.0, 0.15, 1.35) == pytest.approx(0.617107, abs=5e-7)


@given(shares, shares, irritations, shares, weights)
def test_intent_rises_with_all_that_alerts_and_stays_below_one(alert, promotion, annoyed, base, p):
    intent = intent_felt(alert, promotion, annoyed, base, p)

    assert 0 <= intent <= 1
    assert intent <= intent_felt(1.0, promotion, annoyed, base, p)
    assert intent <= intent_felt(alert, 1.0, annoyed, base, p)
    assert intent <= intent_felt(alert, promotion, 3.0, base, p)
    assert intent_felt(0.0, promotion, annoyed, base, p) == 0


@given(shares, shares, shares, shares)
def test_not_noticing_twice_is_not_noticing_with_twice_the_sensitivity(alert, promotion, base, p):
    missed = 1 - intent_felt(alert, promotion, 0.0, base, p)

    assert 1 - intent_felt(2 * alert, promotion, 0.0, base, p) == pytest.approx(missed**2)
    assert 1 - intent_felt(alert, promotion, 1.0, base, p) == pytest.approx(missed**2)


def test_authenticity_by_hand():
    """.8 * .9 * (1 - .5 * .6) = .504."""
    assert authenticity_of(0.8, 0.9, 0.6, 0.5) == pytest.approx(0.504, abs=1e-15)


@given(shares, shares, shares, shares)
def test_scepticism_takes_its_share_of_authenticity_and_no_more(genuine, fluency, intent, share):
    authenticity = authenticity_of(genuine, fluency, intent, share)
    naive = authenticity_of(genuine, fluency, 0.0, share)

    assert naive == pytest.approx(genuine * fluency)
    assert (1 - share) * naive - 1e-12 <= authenticity <= naive
    assert authenticity_of(genuine, fluency, 1.0, 0.5) == pytest.approx(naive / 2)


def test_evidence_by_hand():
    """.15 * .6 * .5 = .045; .15 * .4 * (1 - .6) * (.3 + .7 * .5) = .15 * .4 * .4 * .65 = .0156."""
    assert evidence_for(0.6, 0.5, 0.15) == pytest.approx(0.045, abs=1e-15)
    assert evidence_against(0.6, 0.4, 0.5, 0.15) == pytest.approx(0.0156, abs=1e-15)


@given(shares, shares, shares, weights)
def test_evidence_is_in_proportion_to_its_weight_and_never_negative(fit, other, promotion, weight):
    good = evidence_for(fit, other, weight)
    bad = evidence_against(fit, other, promotion, weight)

    assert 0 <= good <= weight
    assert 0 <= bad <= weight + 1e-12
    assert good == pytest.approx(weight * evidence_for(fit, other, 1.0))
    assert bad == pytest.approx(weight * evidence_against(fit, other, promotion, 1.0))


@given(shares, shares, shares)
def test_a_fitting_post_is_forgiven_its_intent_and_promotion_is_not(fit, intent, promotion):
    bad = evidence_against(fit, intent, promotion, 1.0)

    assert evidence_against(1.0, intent, promotion, 1.0) == 0
    assert bad <= evidence_against(0.0, intent, promotion, 1.0)
    assert bad <= evidence_against(fit, intent, 1.0, 1.0) + 1e-12
    assert evidence_against(fit, intent, 0.0, 1.0) == pytest.approx(
        0.3 * evidence_against(fit, intent, 1.0, 1.0)
    )


@pytest.mark.parametrize(
    ("promotion", "norm", "breach"),
    [(0.1, 0.25, 0), (0.25, 0.25, 0), (0.4, 0.25, 0.2), (1, 0.25, 1), (0.6, 0.2, 0.5)],
)
def test_breach_by_hand(promotion, norm, breach):
    """(.4 - .25) / .75 = .2; at the norm and below there is none; all promotion is all breach."""
    assert breach_of_norm(promotion, norm) == pytest.approx(breach, abs=1e-15)


@pytest.mark.parametrize("norm", [0.0, 0.1, 0.25, 0.9])
def test_a_billionth_above_the_norm_is_a_rounding_and_ten_are_a_breach(norm):
    assert breach_of_norm(norm + 0.9e-9, norm) == 0
    assert breach_of_norm(norm + 1e-8, norm) == pytest.approx(1e-8 / (1 - norm), rel=1e-6)


@given(shares, inner_shares, shares)
def test_breach_is_a_share_that_rises_with_promotion(promotion, norm, more):
    breach = breach_of_norm(promotion, norm)

    assert 0 <= breach <= breach_of_norm(min(1.0, promotion + more), norm) + 1e-12 <= 1 + 1e-9


@given(inner_shares, inner_shares)
def test_breach_is_the_part_of_the_way_from_the_norm_to_one(part, norm):
    assert breach_of_norm(norm + part * (1 - norm), norm) == pytest.approx(part)


# Step


def test_the_step_follows_the_rules_view_by_view_and_writes_nothing_else():
    """All columns and slots differ, so a wrong row, brand, slot or argument shows."""
    world = busy_world(1)
    m, posts, c, before = world.members, world.posts, world.communities, copies_of(world)
    p = JudgementParameters(
        content_weight=0.2, breach_weight=0.4, privacy_weight=0.9, intent_base=0.1,
        intent_slope=2, scepticism=0.7,
    )  # fmt: skip
    news, promotion = np.zeros(m.evidence_today.shape), m.promotion_today.astype(float)
    fits, authenticities, has_news = [], [], np.zeros(m.trust.shape)
    for _, i, k, slot, b in each_view(world):
        fit = m.interest[i] * posts.relevance[k, slot] * posts.fluency[k, slot]
        private = 0.0
        if posts.has_consent[k, slot]:
            fit = min(1.0, fit * (1 + posts.personalisation[k, slot]))
        else:
            private = 0.9 * m.privacy_sensitivity[i] * c.sensitivity[k]
            private *= posts.personalisation[k, slot]
        alert, sold = float(m.authenticity_sensitivity[i]), posts.promotion[k, slot]
        shown = sold + posts.disclosure[k, slot] * (1 - sold)
        intent = 1 - math.exp(-alert * (0.1 + 2 * shown) * (1 + m.irritation[b, i]))
        genuine = world.brands.genuineness[b] * posts.fluency[k, slot] * (1 - 0.7 * intent)
        news[b, i, Source.CONTENT] += 0.2 * fit * genuine
        news[b, i, Source.COMMERCIAL_INTENT] += 0.2 * intent * (1 - fit) * (0.3 + 0.7 * sold)
        organic = not posts.is_paid[k, slot]
        news[b, i, Source.NORM_BREACH] += 0.4 * alert * c.breach[b, k] * organic
        news[b, i, Source.PRIVACY] += private
        promotion[b, i] += sold
        has_news[b, i] = 1
        fits.append(fit)
        authenticities.append(genuine)

    step(world, p, world.everyone)

    np.testing.assert_allclose(m.evidence_today, news, rtol=2e-6)
    np.testing.assert_allclose(m.promotion_today, promotion, rtol=2e-6)
    np.testing.assert_array_equal(m.has_news_today, has_news)
    np.testing.assert_allclose(world.views.fit, fits, rtol=1e-6)
    np.testing.assert_allclose(world.views.authenticity, authenticities, rtol=1e-6)
    assert written(before, world) == {
        "members.evidence_today", "members.promotion_today", "members.has_news_today",
        "views.fit", "views.authenticity", "views.tone",
    }  # fmt: skip


def test_two_spans_give_the_bits_of_one():
    assert_spans_agree(step, busy_world(1), JudgementParameters())


def test_only_those_who_saw_a_post_judge_its_brand():
    world = two_brands(4, 3)
    put_post(world, 0, 0, brand=1, promotion=0.5)
    show(world)

    step(world, JudgementParameters(), world.everyone)

    m = world.members
    assert m.has_news_today.tolist() == [[0] * 7, [1, 1, 1, 1, 0, 0, 0]]
    np.testing.assert_array_equal(m.evidence_today.any(axis=2), m.has_news_today)


def hidden_ad(sensitivity, slot=0, others=(), n=20_000, **changes):
    """Return which members found out a hidden ad."""
    world = crowd(n)
    world.members.authenticity_sensitivity[:] = sensitivity
    for other in others:
        put_post(world, 0, other, brand=1, is_hidden=1, is_paid=1)
    put_post(world, 0, slot, brand=0, is_hidden=1, is_paid=1, key=5)
    show(world, (slot, *others))
    p = JudgementParameters(**({"detection": 0.3, "hidden_weight": 0.7} | changes))
    step(world, p, world.everyone)
    return world.members.evidence_today[0, :, Source.HIDDEN_ADS]


def test_a_hidden_ad_is_found_out_by_all_or_nobody_where_the_chance_says_so():
    np.testing.assert_allclose(hidden_ad(1.0, detection=1.0), 0.7, rtol=1e-6)
    assert not hidden_ad(0.0, detection=1.0).any()
    assert not hidden_ad(1.0, detection=0.0).any()


def test_a_hidden_ad_is_found_out_with_the_chance_of_the_rule():
    """Sensitivity .5 times detection .3: .15."""
    found = hidden_ad(0.5, hidden_weight=2.0)

    assert set(np.unique(found)) == {0, 2}
    assert abs((found > 0).mean() - 0.15) < near(0.15, 20_000)


def test_who_finds_out_follows_the_key_of_the_ad_not_its_slot_or_company():
    found = hidden_ad(0.5, n=500)

    assert found.any()
    np.testing.assert_array_equal(found, hidden_ad(0.5, slot=9, n=500))
    np.testing.assert_array_equal(found, hidden_ad(0.5, slot=9, others=(0, 4), n=500))


def test_an_open_ad_is_not_found_out():
    world = two_brands(4, 3)
    put_post(world, 0, 0, is_paid=1, disclosure=0.5)
    show(world)

    step(world, JudgementParameters(detection=1), world.everyone)

    assert not world.members.evidence_today[..., Source.HIDDEN_ADS].any()


@pytest.mark.parametrize(
    ("name", "more", "source", "direction"),
    [
        ("content_weight", 0.4, Source.CONTENT, 1),
        ("content_weight", 0.4, Source.COMMERCIAL_INTENT, 1),
        ("breach_weight", 1.0, Source.NORM_BREACH, 1),
        ("hidden_weight", 2.0, Source.HIDDEN_ADS, 1),
        ("detection", 0.8, Source.HIDDEN_ADS, 1),
        ("privacy_weight", 2.0, Source.PRIVACY, 1),
        ("intent_base", 0.4, Source.COMMERCIAL_INTENT, 1),
        ("intent_slope", 3.0, Source.COMMERCIAL_INTENT, 1),
        ("scepticism", 1.0, Source.CONTENT, -1),
    ],
)
def test_every_parameter_moves_its_source_its_way(name, more, source, direction):
    """All but `label`, which is used where an ad is bought (tests/test_publishing.py)."""
    totals = []
    for p in (JudgementParameters(), JudgementParameters(**{name: more})):
        world = busy_world(1, sizes=(40, 40))
        world.posts.is_hidden[:] = 1
        step(world, p, world.everyone)
        totals.append(world.members.evidence_today.sum(axis=(0, 1), dtype=float))

    moved = totals[1] - totals[0]
    assert moved[source] * direction > 0
