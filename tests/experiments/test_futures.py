"""Futures vary what nobody knows, and nothing else; what decides is told from chance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import compare as module
from experiments.compare import compare
from experiments.factors import uncertain
from experiments.futures import deciders_of, draw_futures, noise_of
from experiments.runner import seed_of
from sim.model import simulate
from sim.parameters import Declaration
from sim.scenario_file import with_overrides
from tests.experiments.small import market, sample

ranges = st.tuples(st.floats(-100, 100), st.floats(0.1, 1000)).map(lambda r: (r[0], r[0] + r[1]))


def declared(low, high, default=1.0):
    return Declaration("p", default, low, high, None, None, "share", "it", "assumption", "low")


def names_of(found):
    return {each.name for each in found}


def test_levers_and_facts_are_not_uncertain():
    names = names_of(uncertain(market()))

    assert {"memory.worth_of_contact", "audience.niche_share", "brand.wage"} <= names
    assert "communities.menders.moderation" in names
    assert not {"days", "brand.genuineness", "communities.makers.size"} & names
    assert not [name for name in names if name.startswith(("strategies.", "rivals."))]


def test_platforms_that_nobody_uses_are_not_uncertain():
    platforms = {
        name.split(".")[1] for name in names_of(uncertain(market())) if "platforms." in name
    }

    assert platforms == {"facebook", "reddit", "instagram"}


def test_what_is_known_is_left_alone():
    known = {"audience.niche_share"}

    assert names_of(uncertain(market())) - names_of(uncertain(market(), known)) == known


def test_a_range_is_widened_to_hold_the_value_in_force():
    spec = with_overrides(market(), {"audience.niche_share": 0.9, "memory.worth_of_contact": 0.5})
    found = {each.name: each for each in uncertain(spec)}

    assert (found["audience.niche_share"].low, found["audience.niche_share"].high) == (0.0005, 0.9)
    assert found["memory.worth_of_contact"].low == 0.5


@given(ranges, st.integers(1, 30), st.integers(0, 1000))
def test_draws_stay_in_their_range_one_in_each_slice_of_it(bounds, n, seed):
    low, high = bounds
    values = draw_futures([declared(*bounds)], n, seed)["p"].to_numpy()
    is_spread_by_factor = low > 0 and high / low >= 10
    scale = np.log if is_spread_by_factor else np.asarray
    place = (scale(values) - scale(low)) / (scale(high) - scale(low))

    assert low <= values.min() <= values.max() <= high
    np.testing.assert_allclose(np.sort(place), (np.arange(n) + 0.5) / n, atol=0.5 / n + 1e-6)


def test_a_range_of_a_factor_of_ten_is_drawn_by_its_logarithm():
    """Half of the draws lie below the geometric mean of .01 and 100, which is 1."""
    values = draw_futures([declared(0.01, 100.0)], 100, 1)["p"]

    assert (values < 1).sum() == 50


def test_whole_numbers_are_drawn_whole():
    values = draw_futures([declared(1, 5, default=3)], 50, 1)["p"]

    assert values.dtype.kind == "i"
    assert set(values) == {1, 2, 3, 4, 5}


def test_draws_follow_the_seed():
    about = [declared(0.0, 1.0)]
    one, again, other = (draw_futures(about, 5, seed) for seed in (0, 0, 1))

    pd.testing.assert_frame_equal(one, again)
    assert np.any(one != other)
    assert draw_futures([], 5, 1).shape == (5, 0)


def test_noise_of_one_parameter_is_the_critical_correlation_of_the_tables():
    """Pearson, two-sided 5 %: .632 for 10 pairs, .361 for 30."""
    assert noise_of(10, 1) == pytest.approx(0.632, abs=0.001)
    assert noise_of(30, 1) == pytest.approx(0.361, abs=0.001)
    assert noise_of(2, 1) == 1


@given(st.integers(5, 500), st.integers(1, 100))
def test_noise_grows_with_parameters_and_falls_with_futures(n, n_parameters):
    assert noise_of(n, n_parameters) <= noise_of(n, n_parameters + 1) < 1
    assert noise_of(n + 1, n_parameters) < noise_of(n, n_parameters)


def test_what_decides_is_found_strongest_first():
    rng = np.random.default_rng(1)
    draws = pd.DataFrame(rng.random((80, 4)), columns=["much", "nothing", "some", "constant"])
    draws["constant"] = 1.0
    lead = np.exp(4 * draws.much - 2 * draws.some).to_numpy()
    runs = sample(n=80, trust_change=[np.zeros(80), lead])
    found = deciders_of(runs, "trust_change", draws)

    assert [name for name, _, _ in found] == ["much", "some"]
    assert found[0][1] > found[0][2] == noise_of(80, 4)
    assert found[1][1] < -noise_of(80, 4)


def test_chance_decides_nothing_nineteen_times_in_twenty():
    """200 studies of ten parameters without effect: expected 10 false alarms, 4 sd are 12."""
    rng = np.random.default_rng(2)
    alarms = sum(
        bool(deciders_of(sample(n=40, trust_change=rng.random((2, 40))), "trust_change", draws))
        for draws in (pd.DataFrame(rng.random((40, 10))).rename(columns=str) for _ in range(200))
    )

    assert alarms <= 22


def test_at_most_five_parameters_are_named():
    draws = pd.DataFrame({name: np.arange(40.0) for name in "abcdefgh"})
    runs = sample(n=40, trust_change=[np.zeros(40), np.arange(40.0)])

    assert len(deciders_of(runs, "trust_change", draws)) == 5


@pytest.fixture(scope="module")
def found():
    return compare(market(), replicates=1, futures=6, jobs=1, overrides={"brand.margin": 0.4})


def test_every_strategy_meets_every_future(found):
    futures = found.futures
    counts = futures.outcomes.groupby(["strategy", "outcome"]).future.nunique()

    assert list(futures.outcomes) == ["strategy", "future", "outcome", "value"]
    assert len(futures.draws) == 6
    assert set(counts) == {6}
    assert futures.best.groupby("outcome").probability.sum()["trust"] == pytest.approx(1)
    assert "brand.margin" not in futures.draws


def test_a_future_is_the_scenario_with_its_draws_set_by_hand(found):
    drawn = found.futures.draws.iloc[2].to_dict()
    whole = found.futures.draws.dtypes[found.futures.draws.dtypes.map(lambda t: t.kind) == "i"]
    drawn |= {name: int(drawn[name]) for name in whole.index}
    run = simulate(with_overrides(found.spec, drawn), "talk", seed_of(1, 2, 1))
    rows = found.futures.outcomes.query("strategy == 'talk' and future == 2").set_index("outcome")

    assert rows.value["likes"] == run.outcomes["likes"]
    assert rows.value["trust"] == run.outcomes["trust"]


def test_futures_leave_the_replicates_as_they_were(found):
    without = compare(market(), replicates=1, jobs=1, overrides={"brand.margin": 0.4})

    pd.testing.assert_frame_equal(found.outcomes, without.outcomes)
    assert without.futures is None


def test_an_impossible_future_is_a_failed_row(monkeypatch):
    def draws(*_):
        return pd.DataFrame({"audience.niche_share": [0.1, -1.0, 0.2]})

    monkeypatch.setattr(module, "draw_futures", draws)
    found = compare(market(), replicates=1, futures=3, jobs=1)

    assert set(found.futures.failures.future) == {1}
    assert found.futures.failures.error.str.contains("niche_share").all()
    assert found.n_failed == 4
    assert set(found.futures.outcomes.future) == {0, 2}
