"""A scenario's posterior: checked whole, drawn by rows, and used by whatever draws futures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comparing import Comparing
from app.files import content_of, scenario_of, scenario_text
from app.links import pack, unpack
from experiments.compare import FUTURES_IF_FITTED, compare
from experiments.factors import uncertain
from experiments.futures import draw_futures
from experiments.keys import key_of
from experiments.workers import Setting, Task
from sim.posterior import Posterior
from sim.scenario import Scenario
from sim.scenario_errors import ScenarioError
from sim.scenario_file import load_scenario, with_overrides
from tests.experiments.small import market

NAMES = ("memory.step_ad", "purchase.rate")
ROWS = tuple((0.01 + 0.0001 * k, 0.001 + 0.00001 * k) for k in range(50))
FITTED = {"parameters": list(NAMES), "draws": [list(row) for row in ROWS]}


def fitted() -> Scenario:
    return market(posterior=FITTED)


def test_a_scenario_without_one_is_as_before():
    assert market().posterior == Posterior()
    assert "posterior" not in content_of(market())


def test_everything_wrong_with_it_is_told_at_once():
    draws = {"parameters": ["purchase.rat", "purchase.rate", "purchase.rate"], "draws": [[1, 2]]}
    with pytest.raises(ScenarioError) as caught:
        scenario_of(content_of(market()) | {"posterior": draws})

    paths = [problem.path for problem in caught.value.problems]
    assert paths == [
        "posterior.parameters.0", "posterior.parameters.2", "posterior.draws.0",
    ]  # fmt: skip


def test_draws_outside_the_bounds_are_refused_with_their_place():
    draws = {"parameters": ["purchase.rate"], "draws": [[0.1], [1.5], [-2.0]]}
    with pytest.raises(ScenarioError) as caught:
        with_overrides(market(), {"posterior": draws})

    [problem] = caught.value.problems
    assert problem.path == "posterior.draws.1.0"
    assert problem.got == 1.5
    assert "0 to 1" in problem.allowed
    assert "2 draws" in problem.allowed


@given(st.integers(1, 200), st.integers(0, 2**31))
def test_futures_take_whole_rows_and_none_again_before_all_were_taken(n, seed):
    spec = fitted()
    draws = draw_futures(uncertain(spec), n, seed, spec.posterior)
    taken = list(map(tuple, draws[list(NAMES)].to_numpy()))

    assert set(taken) <= set(ROWS)
    counts = [taken.count(row) for row in ROWS]
    assert max(counts) - min(counts) <= 1


def test_all_other_parameters_are_drawn_from_their_ranges():
    spec = fitted()
    draws = draw_futures(uncertain(spec), 40, 3, spec.posterior)

    assert list(draws) == [each.name for each in uncertain(spec)]
    assert draws["memory.half_life"].nunique() == 40
    assert set(draws) == {each.name for each in uncertain(market())}


def test_what_is_set_is_known_and_leaves_the_others_joint():
    spec = fitted()
    draws = draw_futures(uncertain(spec, {"purchase.rate"}), 10, 1, spec.posterior)

    assert "purchase.rate" not in draws
    assert set(draws["memory.step_ad"]) <= {row[0] for row in ROWS}


def test_factors_of_a_study_have_the_range_of_the_posterior():
    [about] = [each for each in uncertain(fitted()) if each.name == "purchase.rate"]
    low, high = np.quantile([row[1] for row in ROWS], (0.025, 0.975))

    assert (about.low, about.high) == pytest.approx((low, high))


def test_compare_uses_it_unless_told_otherwise():
    short = with_overrides(fitted(), {"days": 7})
    result = compare(short, strategies=["ads"], replicates=1, jobs=1)
    assert result.futures is not None
    assert len(result.futures.draws) == FUTURES_IF_FITTED
    assert set(result.futures.fitted) == set(NAMES)
    assert "2 parameters drawn from the posterior of own data" in " ".join(result.headline())
    assert set(map(tuple, result.futures.draws[list(NAMES)].to_numpy())) == set(ROWS)

    assert compare(short, strategies=["ads"], replicates=1, jobs=1, futures=0).futures is None


def test_without_one_compare_draws_no_futures_of_its_own():
    short = with_overrides(market(), {"days": 7})

    assert compare(short, strategies=["ads"], replicates=1, jobs=1).futures is None


def test_a_kept_run_does_not_depend_on_it():
    task = Task("ads", 0, 1)

    assert key_of(task, Setting(fitted())) == key_of(task, Setting(market()))


def test_links_and_files_of_the_app_carry_it(tmp_path):
    rng = np.random.default_rng(1)
    draws = [[float(f"{x:.5g}") for x in row] for row in rng.uniform(0.001, 0.02, (200, 2))]
    spec = market(posterior={"parameters": list(NAMES), "draws": draws})
    comparing = Comparing(content=content_of(spec))

    assert unpack(pack(comparing)) == comparing
    path = tmp_path / "own.toml"
    path.write_text(scenario_text(spec))
    assert load_scenario(path) == spec
