"""What a careless brand comes to in `support-circle`: a fact of a scenario of its own."""

import numpy as np
import pytest

from experiments.runner import Setting, Task, run_tasks, seed_of
from experiments.statistics import mean_interval
from sim.results import Run
from sim.scenario_file import load_scenario


def on_support_circle(replicates, *strategies):
    """Return complaints (n_strategies, n) and weekly trust (n_strategies, n, n_weeks)."""
    spec = load_scenario("support-circle")
    tasks = [Task(name, r, seed_of(1, r)) for name in strategies for r in range(replicates)]
    runs = [run for run in run_tasks(tasks, Setting(spec)) if isinstance(run, Run)]
    shape = len(strategies), replicates
    trust = np.array([run.weekly["trust"] for run in runs]).reshape(*shape, -1)
    return np.array([run.outcomes["complaints"] for run in runs]).reshape(shape), trust


@pytest.mark.slow
def test_on_support_circle_carelessness_costs_trust_for_months_and_apologies_calm_a_little():
    complaints, trust = on_support_circle(20, "careful", "careless", "careless-but-sorry")
    careful, careless, sorry = complaints

    for week in (13, 26, 39, 51):
        assert mean_interval(trust[1, :, week] - trust[0, :, week]).high < -0.1
    assert mean_interval(careless - careful).low > 0
    assert mean_interval(careless - sorry).low > 0
    assert mean_interval(trust[2, :, 13] - trust[1, :, 13]).low > 0
