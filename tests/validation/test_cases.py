"""The product gives the published answers, and a product set wrongly does not."""

import numpy as np
import pytest

from experiments.validation import (
    adoption,
    attention,
    books,
    break_even,
    cascades,
    diffusion,
    evidence,
)  # fmt: skip
from experiments.validation.bench import DAILY_POSTS, quiet, spread
from experiments.validation.case import Kind
from experiments.validation.cases import CASES, find_cases
from experiments.validation.study import run_case, validate

QUICK = ("V1c", "V4", "V8", "V10", "V11", "V11b", "V15", "V17")
RUN = [case for case in CASES if case.kind is not Kind.NONE]

# What a case is handed instead of the textbook's setting: it must then fail.
WRONG_QUICKLY = (
    (diffusion.step_by_step, {"p": 0.036}),
    (diffusion.step_by_step, {"q": 0.456}),
    (adoption.after_one_step, {"more": 1.2}),
    (cascades.knife_edge, {"normal_mean": 30.0}),
    (books.friendship_paradox, {"lost": 1}),
    (books.bandits, {"epsilon": 0.2}),
    (evidence.beta_trust, {"half_life": 346.0}),
    (evidence.beta_trust, {"experience": 1.2}),
    (evidence.beta_trust, {"worse": 1.2}),
    (evidence.forgetful_trust, {"kept": 0.997}),
    (evidence.forgetful_trust, {"good": 0.06}),
    (evidence.carry_over, {"longer": 1.2}),
    (evidence.carry_over, {"dose": 0.024}),
    (attention.reply_effect, {"warmth": 0.6}),
)
WRONG = (
    (diffusion.on_complete, {"p": 0.036}),
    (diffusion.on_ring, {"p": 0.036}),
    (diffusion.on_ring, {"q": 0.456}),
    (diffusion.on_regular, {"q": 0.456}),
    (diffusion.on_random, {"p": 0.036}),
    (diffusion.between_bounds, {"q": 0.76}),
    (adoption.signs, {"alone": 0.006}),
    (adoption.signs, {"weak": 0.012}),
    (cascades.independent_cascade, {"more": 1.2}),
    (cascades.branching, {"more": 1.2}),
    (cascades.window, {"more": 1.2}),
    (attention.ad_reach, {"more": 1.2}),
    (books.book_keeping, {"base": -0.9}),
    (books.book_keeping, {"lost": 1.0}),
    (break_even.crossing, {"cheaper": 1.5}),
)


def name_of(value: object) -> str:
    return getattr(value, "__name__", None) or str(value)


@pytest.mark.parametrize("name", QUICK)
def test_the_product_gives_the_published_answer(name):
    result = run_case(name, seed=1)

    assert result.error == ""
    assert [each for each in result.checks if not each.passes] == []
    assert result.verdict == "pass"


@pytest.mark.slow
def test_all_cases_pass_and_come_in_their_order():
    results = validate(CASES, jobs=2)

    assert [each.case for each in results] == list(CASES)
    assert [each.case.id for each in results if each.verdict == "fail"] == []


@pytest.mark.parametrize(("run", "wrong"), WRONG_QUICKLY, ids=name_of)
def test_a_wrong_setting_makes_a_case_fail(run, wrong):
    assert not all(each.passes for each in run(**wrong))


@pytest.mark.slow
@pytest.mark.parametrize(("run", "wrong"), WRONG, ids=name_of)
def test_a_wrong_setting_makes_a_longer_case_fail(run, wrong):
    assert not all(each.passes for each in run(**wrong))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["V2", "V3", "V5", "V9", "V14"])
def test_a_case_passes_with_other_luck_too(name):
    assert run_case(name, seed=3).verdict == "pass"


def test_expected_values_are_those_of_the_table():
    times = (2, 5, 10, 15, 20)

    assert diffusion.with_mixing_exact(diffusion.PERIODS) == pytest.approx(
        [0.0358, 0.0851, 0.3312, 0.8128, 0.9716, 0.9963], abs=6e-5
    )
    assert diffusion.on_ring_exact(diffusion.PERIODS) == pytest.approx(
        [0.0350, 0.0791, 0.2485, 0.5583, 0.7899, 0.9167], abs=6e-5
    )
    assert diffusion.on_sparse_exact(times, 4, is_regular=True) == pytest.approx(
        [0.0818, 0.2834, 0.6922, 0.9246, 0.9873], abs=6e-5
    )
    assert diffusion.on_sparse_exact(times, 4, is_regular=False) == pytest.approx(
        [0.0833, 0.3005, 0.7093, 0.8982, 0.9574], abs=6e-5
    )
    assert cascades.window_bounds(0.18) == pytest.approx((1.021, 5.765), abs=1e-3)
    assert cascades.window_bounds(0.25) == pytest.approx((1.114, 3.863), abs=1e-3)


def test_one_case_leaves_nothing_behind_for_the_next():
    spread(0.1, 7, seed=1, tie=0.1, size=10)

    assert "feigned" not in DAILY_POSTS["strategies.case"]["tailor"]
    quiet(7, DAILY_POSTS)


def test_a_case_is_the_same_for_the_same_seed():
    first, again = (adoption.after_one_step(seed=5) for _ in range(2))
    other = adoption.after_one_step(seed=6)

    assert [each.got for each in first] == [each.got for each in again]
    assert [each.got for each in first] != [each.got for each in other]


def test_nobody_knows_without_a_source():
    model = spread(0.0, 7, seed=1, tie=1.0, size=50)
    model.step()

    assert not np.any(model.world.members.sees_through)


def test_every_case_says_what_it_is():
    assert len({case.id for case in CASES}) == len(CASES)
    for case in CASES:
        assert all((case.title, case.source, case.setup))
        assert (case.run is None) == (case.kind is Kind.NONE)
        assert bool(case.tolerance) == (case.kind is not Kind.NONE)
    assert [case.id for case in find_cases(["v3", "V1B"])] == ["V1b", "V3"]
