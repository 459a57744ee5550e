"""Racing keeps what may be the best, drops what is surely worse, and pays no more than allowed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.optimise.racing import linearised, race
from experiments.statistics import difference_of_ratios


def on(values, asked=None):
    """Return the function that gives ready values, and notes who was asked for what."""

    def evaluate(who, which):
        if asked is not None:
            asked.append((list(who), which))
        return values[np.ix_(list(who), list(which))]

    return evaluate


def normals(means, n, seed=0, correlation=0.0):
    rng = np.random.default_rng(seed)
    own, common = rng.normal(size=(len(means), n)), rng.normal(size=n)
    return np.array(means)[:, None] + own * (1 - correlation) ** 0.5 + common * correlation**0.5


@given(
    means=st.lists(st.floats(-3, 3), min_size=1, max_size=8),
    spare=st.integers(0, 150),
    n_round=st.integers(1, 7),
    seed=st.integers(0, 50),
    direction=st.sampled_from([1, -1]),
)
def test_no_more_runs_than_allowed_and_each_candidate_ranked_once(
    means, spare, n_round, seed, direction
):
    k, asked = len(means), []
    budget = k + spare
    result = race(on(normals(means, budget, seed), asked), k, budget,
                  direction=direction, n_round=n_round)  # fmt: skip

    made = sum(len(who) * len(which) for who, which in asked)
    assert made == result.n_runs == sum(result.replicates) <= budget
    assert sorted(result.ranking) == list(range(k))
    if result.ending == "the budget is spent":
        assert budget - made < result.n_left  # nothing is left that could have been run
    for c in range(k):  # in replicates 0, 1, 2, ... without a gap: the same luck for all
        ran = [r for who, which in asked if c in who for r in which]
        assert ran == list(range(result.replicates[c]))


@given(seed=st.integers(0, 100), k=st.integers(2, 6), n=st.integers(2, 40))
def test_candidates_with_identical_values_never_leave(seed, k, n):
    values = np.tile(np.random.default_rng(seed).normal(size=n), (k, 1))
    result = race(on(values), k, k * n, direction=1)

    assert result.n_left == k
    assert result.ranking == tuple(range(k))


@pytest.mark.parametrize("direction", [1, -1])
def test_who_is_clearly_worse_leaves_and_saves_runs(direction):
    values = direction * normals([0.0, 0.1, -3.0, -5.0], 100, correlation=0.5)
    result = race(on(values), 4, 200, direction=direction)

    assert set(result.ranking[:2]) == {0, 1}
    assert set(result.ranking[2:]) == {2, 3}
    assert result.replicates[2] < 15
    assert result.replicates[0] > 60  # equal shares would give it 50


def test_who_left_later_ranks_above_who_left_earlier():
    values = np.tile(np.random.default_rng(1).normal(size=60), (3, 1))
    values[1] -= 0.3 * np.random.default_rng(2).normal(1.0, 1.0, 60)
    values[2] -= 9.0
    result = race(on(values), 3, 120, direction=1)

    assert result.ranking == (0, 1, 2)
    assert result.replicates[0] == result.replicates[1] > result.replicates[2]
    assert result.ending == "one is left"


def test_a_race_ends_where_the_difference_does_not_matter():
    values = normals([0.0, 0.0], 1000, correlation=0.99)
    spent = race(on(values), 2, 2000, direction=1)
    alike = race(on(values), 2, 2000, direction=1, delta=0.5)

    assert spent.n_runs > alike.n_runs
    assert alike.ending == "they are alike"
    assert alike.n_left == 2


def test_a_failed_run_takes_its_candidate_out_and_last():
    values = normals([5.0, 0.0, 4.9], 20)
    values[0, 3] = np.nan
    result = race(on(values), 3, 60, direction=1)

    assert result.ranking[0] == 2
    assert result.ranking[-1] == 0
    assert np.isnan(result.means[0])


def ratios(n=40, seed=3):
    """Return cost and customers of two, the second of which costs a fifth more for each."""
    rng = np.random.default_rng(seed)
    customers = rng.poisson([[20.0], [40.0]], (2, n)).astype(float)
    cost = np.array([[1000.0], [2400.0]]) * rng.normal(1.0, 0.05, (2, n))
    return np.stack([cost, customers], axis=2)


def test_the_mean_of_linearised_values_is_the_ratio_of_totals():
    values = ratios()
    lines = linearised(values)

    totals = values.sum(axis=1)
    assert lines.mean(axis=1) == pytest.approx(totals[:, 0] / totals[:, 1])


def test_the_spread_of_linearised_values_is_that_of_the_bootstrap():
    values = ratios(200)
    lines = linearised(values)
    gap = lines[1] - lines[0]
    half = 1.96 * gap.std(ddof=1) / np.sqrt(len(gap))
    boot = difference_of_ratios(*(values[1, :, i] for i in (0, 1)),
                                *(values[0, :, i] for i in (0, 1)))  # fmt: skip

    assert gap.mean() == pytest.approx(boot.mean)
    assert (boot.high - boot.low) / 2 == pytest.approx(half, rel=0.1)


def test_ratios_race_by_their_totals():
    values = ratios(200)
    # One replicate without customers would make any mean of single ratios undefined.
    values[0, 1, 1] = 0.0
    result = race(on(values), 2, 400, direction=-1)

    assert result.winner == 0
    assert result.means == pytest.approx([50, 60], rel=0.1)


def test_a_ratio_of_nothing_is_worse_than_any_other():
    values = ratios()
    values[0, :, 1] = 0.0
    result = race(on(values), 2, 80, direction=-1)

    assert result.ranking == (1, 0)
    assert result.replicates == (5, 5)


def test_nobody_leaves_where_nobody_has_a_value():
    result = race(on(np.zeros((2, 10, 2))), 2, 20, direction=1)

    assert result.n_left == 2
    assert np.isnan(result.means).all()


def test_more_tests_make_each_of_them_stricter():
    """Behind by two standard errors, a candidate leaves beside one other, not beside twenty."""
    behind = np.array([0.0, 1.0, 2.0, 1.0, 1.0])
    behind = 2.0 * behind.std(ddof=1) / np.sqrt(5) + behind - behind.mean()
    few = np.stack([np.zeros(5), -behind])
    many = np.concatenate([few, np.zeros((20, 5))])

    assert race(on(few), 2, 10, direction=1).n_left == 1
    assert race(on(few), 2, 10, direction=1, alpha=0.05).n_left == 2
    assert race(on(many), 22, 110, direction=1).n_left == 22


def test_more_rounds_to_come_make_each_test_stricter():
    values = normals([0.0, -0.5], 500, seed=4)
    soon = race(on(values), 2, 20, direction=1)
    later = race(on(values), 2, 1000, direction=1)

    assert soon.replicates[1] == 5
    assert 5 < later.replicates[1] < 500
