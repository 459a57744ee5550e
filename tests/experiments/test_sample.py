"""Pairs are made of runs with the same luck, and of no others."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.sample import Sample
from tests.experiments.small import sample

TRUST = [[0.1, 0.2, 0.9, 0.4], [0.2, 0.3, 0.0, 0.5]]


def without(runs: Sample, strategy: int, replicate: int) -> Sample:
    """Return a sample in which one run failed."""
    has_run = runs.has_run.copy()
    has_run[strategy, replicate] = False
    plain = {name: np.where(has_run, values, np.nan) for name, values in runs.plain.items()}
    return replace(runs, has_run=has_run, plain=plain)


@pytest.mark.parametrize("who_failed", [0, 1])
def test_pairs_are_the_replicates_that_both_have(who_failed):
    runs = without(sample(trust=TRUST, likes=TRUST), who_failed, 2)

    assert runs.difference("trust", "talk", "ads").mean == pytest.approx(0.1)
    assert runs.difference("trust", "talk", "ads").correlation == pytest.approx(1)


@pytest.mark.parametrize("who_failed", [0, 1])
def test_ratios_are_paired_the_same_way(who_failed):
    runs = without(sample(engagements=TRUST, views=2), who_failed, 2)

    assert runs.difference("engagement_rate", "talk", "ads").mean == pytest.approx(0.05)


def test_a_mean_is_of_all_runs_that_a_strategy_has():
    runs = without(sample(trust=TRUST), 1, 2)

    assert runs.mean("trust", "ads").mean == pytest.approx(0.4)
    assert runs.mean("trust", "talk").mean == pytest.approx(1 / 3)


def test_only_replicates_that_all_have_count_for_who_is_best():
    """The failed run would have lost: counting it, ads would be best in one of four."""
    runs = sample(trust=TRUST)

    np.testing.assert_allclose(runs.best("trust"), [0.25, 0.75])
    np.testing.assert_allclose(without(runs, 1, 2).best("trust"), [0, 1])
    np.testing.assert_allclose(without(runs, 0, 2).best("trust"), [0, 1])


def test_who_never_ran_is_no_reason_to_leave_out_the_others():
    runs = sample(("ads", "talk", "shout"), trust=[*TRUST, [1, 1, 1, 1]])
    for replicate in range(4):
        runs = without(runs, 2, replicate)

    np.testing.assert_allclose(runs.best("trust"), [0.25, 0.75, 0])
    assert np.isnan(runs.mean("trust", "shout")).all()


def test_doing_nothing_may_be_best_on_trust_but_on_no_cost():
    runs = sample(("ads", "stay-away"), idle=("stay-away",), cost=[[9] * 4, [0] * 4], trust=TRUST)

    assert runs.best("cost").tolist() == [1, 0]
    assert runs.best("trust").tolist() == [0.25, 0.75]


def test_a_ratio_of_a_run_is_its_own_numerator_over_its_own_denominator():
    runs = sample(member_engagements=[[4] * 4, [6] * 4], members=[[2] * 4, [0] * 4])

    rows = runs.of_each_run("engagements_per_member")

    np.testing.assert_array_equal(rows, [[2] * 4, [np.nan] * 4])
