"""The whole decision: made-up runs with a known answer, and a small market."""

from functools import partial

import numpy as np
import pytest

from experiments.compare import CompareError
from experiments.factors import uncertain
from experiments.robust.decision import Goal
from experiments.robust.export import as_json, as_table
from experiments.robust.study import robust
from experiments.runner import run_tasks
from experiments.workers import Failure
from tests.experiments.small import market
from tests.robust.made import run_of

WAGE = "brand.wage"  # from 25 to 60


def profits(task):
    """Talk gains 10 under a wage of 45 and loses 20 above; ads gain 1; luck adds a little."""
    wage, luck = task.overrides[WAGE], (task.seed % 1000) / 1000
    gains = {"ads": 1.0, "talk": 10.0 if wage < 45 else -20.0, "shout": -5.0, "stay-away": 0.0}
    return {"profit": gains[task.strategy] + luck * (task.strategy == "talk")}


@pytest.fixture(scope="module")
def made():
    return robust(market(), run=run_of(profits), futures=100, seed=3)


def test_the_best_expectation_is_chosen(made):
    """Ads have 1. Talk has 10 in 20/35 of futures and -20 in 15/35: -2.9."""
    assert made.chosen == "ads"
    assert made.examined == "ads"
    assert made.goal == Goal("profit", ("ads", "stay-away"))


def test_the_parameter_that_decides_is_worth_knowing(made):
    """Knowing the wage: talk under 45, ads above: 20/35 x about 9.5."""
    clear = made.information[made.information.is_clear]

    assert list(clear.parameter) == [WAGE]
    assert clear.value.iloc[0] == pytest.approx(20 / 35 * 9.5, rel=0.25)
    assert clear.value.iloc[0] <= made.evpi.mean == pytest.approx(20 / 35 * 9.5, rel=0.05)
    assert [each.strategy for each in made.rules[WAGE]] == ["talk", "ads"]
    assert made.rules[WAGE][0].high == pytest.approx(45, abs=3)


def test_the_box_of_another_strategy(made):
    found = robust(market(), run=run_of(profits), futures=100, seed=3, strategy="talk")
    [side] = found.discovery.box

    assert (found.chosen, found.examined) == ("ads", "talk")
    assert (side.parameter, side.is_above) == (WAGE, True)
    assert side.bound == pytest.approx(45, abs=1)
    assert found.discovery.is_confirmed
    assert found.discovery.density.mean > 0.95
    assert found.is_met.mean() == pytest.approx(20 / 35, abs=0.01)


def test_a_target_in_place_of_the_bar():
    found = robust(market(), run=run_of(profits), futures=40, strategy="shout", target=-6.0)

    assert found.is_met.all()
    assert found.discovery.found.n_sought == 0


def test_luck_is_told_from_assumptions():
    def half(task):
        """Variance of the wage's part 1/12, of luck's 1/12."""
        luck = np.random.default_rng(task.seed).random()
        wage = (task.overrides[WAGE] - 25) / 35
        return {"profit": 10 + (wage + luck) * (task.strategy == "talk")}

    shares = [robust(market(), run=run_of(half), futures=30, seed=seed).luck for seed in range(8)]

    assert np.mean([each.mean for each in shares]) == pytest.approx(0.5, abs=0.12)
    assert sum(each.low <= 0.5 <= each.high for each in shares) >= 6


def test_runs_that_fail_are_rows_and_their_futures_do_not_count():
    def sometimes(task):
        if task.strategy == "talk" and task.replicate % 10 == 0:
            return Failure(task.strategy, task.replicate, task.seed, "ValueError: no", "trace")
        return profits(task)

    found = robust(market(), run=run_of(sometimes), futures=100, strategy="talk")

    assert len(found.is_met) == 90
    assert not set(found.is_met.index) & set(range(0, 100, 10))
    assert set(found.failures.strategy) == {"talk"}
    assert found.discovery.fresh.n_futures == 90


def test_what_was_set_is_known():
    asked = set()

    def look(task):
        asked.update(task.overrides)
        return {"profit": 1.0}

    robust(market(), run=run_of(look), futures=20, known={WAGE})

    assert asked == {each.name for each in uncertain(market())} - {WAGE}


def test_every_strategy_meets_the_same_draw_and_luck():
    tasks = []
    robust(market(), run=lambda ts, s: tasks.extend(ts) or run_of(profits)(ts, s), futures=20)
    lucks = {}
    for task in tasks:
        key = task.seed
        lucks.setdefault(key, set()).add(tuple(sorted(task.overrides.items())))

    assert all(len(draws) == 1 for draws in lucks.values())
    assert len(lucks) == 20 + 20 + 20
    assert len(tasks) == 20 * 4 + 20 * 2 + 20 * 2  # all; chosen and bar, fresh; a second luck


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"outcome": "profits"}, "did you mean 'profit'"),
        ({"strategies": ["tlak"]}, "there is no strategy 'tlak'"),
        ({"strategy": "tlak"}, "there is no strategy 'tlak'"),
        ({"strategies": ["ads"]}, "two or more"),
        ({"futures": 5}, "at least 20"),
        ({"known": {each.name for each in uncertain(market())}}, "nothing is uncertain"),
    ],
)
def test_bad_questions_are_refused(asked, told):
    with pytest.raises(CompareError, match=told):
        robust(market(), run=run_of(profits), **{"futures": 20} | asked)


def test_an_outcome_that_nobody_has_in_every_future_is_refused():
    def no_customers(task):
        return {"customers": float(task.replicate > 0)}

    with pytest.raises(CompareError, match="undefined in some future for every strategy"):
        robust(market(), run=run_of(no_customers), futures=20, outcome="cost_per_customer")


@pytest.mark.slow
def test_a_study_is_the_same_again_on_any_number_of_processes():
    first, again = (
        robust(market(), run=partial(run_tasks, jobs=jobs), futures=20) for jobs in (1, 2)
    )

    assert as_json(first) == as_json(again)
    assert list(as_table(first).columns) == ["strategy", "measure", "unit", "value", "low", "high"]
    assert len(as_table(first)) == 4 * 8
    assert not first.failures.size
