"""Pictures: valid JSON that holds the numbers of its table."""

import itertools
import json

import numpy as np
import pytest

from experiments import figures
from experiments.chart_parts import axis_of
from experiments.chart_tables import band_of, weekly
from experiments.palette import GREY, looks_of
from sim.results import FLOWS, STATES
from tests.experiments.fake_comparison import STRATEGIES, comparison


@pytest.fixture(scope="module")
def compared():
    return comparison(6, futures=True)


@pytest.fixture(scope="module")
def options(compared):
    return {
        "over time": figures.outcome_over_time(compared, "trust"),
        "so far": figures.outcome_over_time(compared, "customers", so_far=True),
        "difference": figures.difference_band(compared, "awareness"),
        "bars": figures.outcome_bars(compared, "cost_per_customer"),
        "costs": figures.cost_lines(compared),
        "ledger": figures.trust_ledger(compared),
        "steps": figures.trust_ledger(compared, "pushy-micro"),
        "futures": figures.futures_best(compared, "engagement_rate"),
        "deciders": figures.deciders(compared, "engagement_rate"),
    }


def series_of(option, kind, name=None):
    """Return the series of one type, and of one name if it is given."""
    return [s for s in option["series"] if s["type"] == kind and name in (None, s.get("name"))]


def test_every_picture_is_plain_json_without_nan(options):
    for option in options.values():
        assert json.loads(json.dumps(option, allow_nan=False)) == option


def test_every_picture_says_in_words_what_it_shows(options):
    for option in options.values():
        told = option["aria"]["label"]["description"]
        assert option["aria"]["enabled"] is True
        assert told.endswith(".")
        assert "nan" not in told


def test_every_axis_of_values_is_named(options):
    for option in options.values():
        axes = option["xAxis"], option["yAxis"]
        assert all(axis["name"] for axis in axes if axis["type"] != "category")


@pytest.mark.parametrize("measure", [*FLOWS, *STATES])
def test_every_weekly_measure_can_be_drawn(compared, measure):
    option = figures.outcome_over_time(compared, measure)

    assert len(series_of(option, "line")) == len(STRATEGIES)


def test_a_line_is_the_weekly_mean_over_replicates(compared):
    option = figures.outcome_over_time(compared, "engagements")
    chosen = compared.series.query("strategy == 'hybrid' and measure == 'engagements'")

    [line] = series_of(option, "line", "hybrid")
    assert [x for x, _ in line["data"]] == list(range(1, 53))
    means = chosen.groupby("week")["value"].mean()
    np.testing.assert_allclose([y for _, y in line["data"]], means, rtol=1e-5)


def test_shares_are_drawn_as_percent_and_trust_from_0_to_1(compared):
    share = figures.outcome_over_time(compared, "awareness")
    trust = figures.outcome_over_time(compared, "trust")

    assert share["yAxis"]["name"] == "awareness (%)"
    assert 30 < series_of(share, "line", "hybrid")[0]["data"][0][1] < 50
    assert trust["yAxis"]["name"] == "trust (0 to 1)"
    assert 0.3 < series_of(trust, "line", "hybrid")[0]["data"][0][1] < 0.5


def test_a_band_holds_the_mean_and_is_drawn_by_the_renderer(options):
    for name in ("over time", "so far", "difference"):
        for shade in series_of(options[name], "custom"):
            [line] = series_of(options[name], "line", shade["name"])
            assert shade["renderItem"] == "band"
            assert shade["encode"] == {"x": 0, "y": [1, 2]}  # or the axis would cut it off
            pairs = zip(shade["data"], line["data"], strict=True)
            assert all(low <= mean <= high for (_, low, high), (_, mean) in pairs)


def test_a_band_is_students_interval(compared):
    table = weekly(compared, "trust", so_far=False)["hybrid"]
    band = band_of(table)

    spread = table.std(axis=1) / np.sqrt(6)
    np.testing.assert_allclose(band["high"] - band["mean"], 2.5705818 * spread, rtol=1e-6)


def test_so_far_adds_up_the_weeks(compared):
    option = figures.outcome_over_time(compared, "customers", so_far=True)
    total = compared.series.query("strategy == 'hybrid' and measure == 'customers'")

    last = series_of(option, "line", "hybrid")[0]["data"][-1][1]
    assert last == pytest.approx(total["value"].sum() / 6, rel=1e-5)


def test_one_replicate_has_lines_and_no_bands():
    option = figures.outcome_over_time(comparison(1), "trust")

    assert series_of(option, "line")
    assert not series_of(option, "custom")


def test_the_difference_is_paired_and_the_baseline_is_its_zero_line(compared):
    option = figures.difference_band(compared, "trust")
    tables = weekly(compared, "trust", so_far=False)

    gap = (tables["hybrid"] - tables["broad-ads"]).mean(axis=1)
    values = [y for _, y in series_of(option, "line", "hybrid")[0]["data"]]
    np.testing.assert_allclose(values, gap, rtol=1e-4, atol=1e-9)
    assert {y for _, y in series_of(option, "line", "broad-ads")[0]["data"]} == {0.0}
    assert not series_of(option, "custom", "broad-ads")


def test_bars_of_money_sum_to_what_was_spent_and_leave_out_who_is_idle(compared):
    option = figures.cost_lines(compared)
    spent = compared.costs.groupby("strategy")["dollars"].sum() / 6

    assert "stay-away" not in option["yAxis"]["data"]
    sums = np.sum([bar["data"] for bar in series_of(option, "bar")], axis=0)
    np.testing.assert_allclose(sums, spent[option["yAxis"]["data"]], rtol=1e-4)


def test_bars_of_the_trust_ledger_sum_to_the_change_of_trust(compared):
    option = figures.trust_ledger(compared)
    change = compared.summary.query("outcome == 'trust_change'").set_index("strategy")["mean"]

    sums = np.sum([bar["data"] for bar in series_of(option, "bar")], axis=0)
    np.testing.assert_allclose(sums, change[option["yAxis"]["data"]], atol=1e-6)
    [diamonds] = series_of(option, "scatter", "sum")
    np.testing.assert_allclose([d["value"][0] for d in diamonds["data"]], sums, atol=1e-6)


def test_sources_too_small_to_see_are_kept_in_the_sum_on_their_own_side():
    compared = comparison(2)
    small = {"privacy": -0.0004, "crisis": 0.0003}
    for source, points in small.items():
        rows = compared.trust_ledger["source"] == source
        compared.trust_ledger.loc[rows, "points"] = points / 52
    option = figures.trust_ledger(compared)

    rest = series_of(option, "bar", "all other")
    assert [bar["data"][0] for bar in rest] == [pytest.approx(0.0003), pytest.approx(-0.0004)]
    assert "all other" in option["legend"]["data"]


def test_steps_of_the_trust_ledger_lead_from_zero_to_the_change_of_trust(compared):
    [steps] = series_of(figures.trust_ledger(compared, "pushy-micro"), "custom")
    change = compared.summary.query("outcome == 'trust_change' and strategy == 'pushy-micro'")

    spans = [step["value"] for step in steps["data"]]
    assert [row for _, _, row in spans] == list(range(len(spans)))
    assert spans[0][0] == 0
    assert all(a[1] == pytest.approx(b[0]) for a, b in itertools.pairwise(spans[:-1]))
    assert spans[-1][0] == 0
    assert spans[-1][1] == pytest.approx(spans[-2][1], abs=1e-6)
    assert spans[-1][1] == pytest.approx(change["mean"].item(), abs=1e-6)


def test_an_interval_is_drawn_around_its_dot_and_an_undefined_outcome_is_not_drawn(compared):
    option = figures.outcome_bars(compared, "cost_per_customer")

    [whiskers], [dots, _] = series_of(option, "custom"), series_of(option, "scatter")
    assert [dot["name"] for dot in dots["data"]] == list(STRATEGIES[:-1])
    assert dots["markLine"]["data"] == [{"xAxis": dots["data"][0]["value"][0]}]
    for dot, whisker in zip(dots["data"], whiskers["data"], strict=True):
        low, high, row = whisker["value"]
        assert low < dot["value"][0] < high
        assert dot["value"][1] == row


def test_a_wide_spread_of_values_gets_a_log_scale(compared):
    compared = comparison(3)
    row = compared.summary.query("outcome == 'cost_per_customer' and strategy == 'hybrid'")
    compared.summary.loc[row.index, ["mean", "low", "high"]] *= 1000.0

    assert figures.outcome_bars(compared, "cost_per_customer")["xAxis"]["type"] == "log"
    assert figures.outcome_bars(compared, "profit")["xAxis"]["type"] == "value"


def test_a_strategy_keeps_its_colour_in_every_picture_and_every_subset(compared):
    looks = looks_of(compared)
    fewer = comparison(2)
    fewer.strategies = ("broad-ads", "hybrid")

    assert looks["broad-ads"]["color"] == GREY
    assert looks_of(fewer) == {name: looks[name] for name in fewer.strategies}
    assert len({look["color"] for look in looks.values()}) == len(STRATEGIES)


def test_chances_over_futures_are_drawn_as_percent(compared):
    [spans] = series_of(figures.futures_best(compared, "engagement_rate"), "custom")

    assert [span["value"][:2] for span in spans["data"]] == [[0, 29], [0, 71]]


def test_deciders_reach_from_zero_to_their_correlation_and_show_the_noise(compared):
    option = figures.deciders(compared, "engagement_rate")

    [spans], [texts] = series_of(option, "custom"), series_of(option, "scatter")
    rows = compared.futures.deciders.query("outcome == 'engagement_rate'")
    np.testing.assert_allclose(
        [span["value"][1] for span in spans["data"]], rows["correlation"], rtol=1e-5
    )
    assert texts["markArea"]["data"] == [[{"xAxis": -0.1}, {"xAxis": 0.1}]]


def test_an_axis_says_per_week_of_weeks_alone():
    assert axis_of("customers")[1] == "customers"
    assert axis_of("customers", so_far=False)[1] == "customers per week"
    assert axis_of("customers", so_far=True)[1] == "customers so far"
