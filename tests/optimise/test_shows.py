"""The shows: racing beats equal shares; more than one and fewer than all communities pay."""

import math
from functools import partial

import pytest

from benchmarks.selection import choose
from experiments.optimise.search import optimise
from experiments.runner import run_tasks
from sim.scenario_file import load_scenario

SURE = 3.0  # standard errors


@pytest.mark.slow
@pytest.mark.parametrize(("correlation", "budget"), [(0.0, 1000), (0.8, 200)])
def test_racing_chooses_the_best_more_often_than_equal_shares(correlation, budget):
    chosen = choose(0.1, correlation, budget, 1000)
    lead = chosen.by_race.astype(float) - chosen.by_equal

    assert lead.mean() > SURE * lead.std() / math.sqrt(len(lead))


@pytest.mark.slow
def test_on_spread_thin_an_interior_number_of_communities_beats_the_best_listed():
    optimum = optimise(
        load_scenario("spread-thin"), "three", run=partial(run_tasks, jobs=None), runs=140,
        vary=["identify.how_many", "tailor.posts_per_week", "interact.listening_hours"],
    )  # fmt: skip
    [found] = optimum.found

    assert optimum.outcomes == ("cost_per_customer",)
    assert 1 < found.values["identify.how_many"] < 12
    assert optimum.verdict == "better"
    assert optimum.difference is not None
    assert optimum.difference.high < 0
