"""What the scenarios on finding, replying, committing and being careless show, over paired runs."""

import pytest

from experiments.claims.case import load_cases
from experiments.claims.files import find_files
from experiments.compare import compare
from experiments.comparison import Comparison
from sim.model import simulate
from sim.scenario_file import load_scenario
from tests.experiments.small import lead

NAMES = (
    "vintage-cars", "freelance-designers", "neighbourhood", "spread-thin", "authenticity-trap",
    "support-circle", "poor-product", "studies/tailoring",
)  # fmt: skip
CLAIMS = (4, 5, 7, 9, 10, 11, 12)


def spec_of(name: str, **changes: object):
    """Return a scenario of the library or of its studies."""
    path = f"scenarios/{name}.toml" if "/" in name else name
    return load_scenario(path, dict(changes))


def mean(result: Comparison, outcome: str, strategy: str) -> float:
    """Return the mean of an outcome."""
    return result.sample.mean(outcome, strategy).mean


@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_runs_within_its_means(name):
    spec = spec_of(name, days=56)

    for strategy, said in spec.strategies.items():
        outcomes = simulate(spec, strategy, seed=3).outcomes

        assert outcomes["cost"] <= 8 * spec.brand.budget_per_week + 1e-6
        apologies = said.interact is not None and said.interact.apologises
        assert apologies or outcomes["hours"] <= 8 * spec.brand.hours_per_week + 1e-6
        assert said.is_idle or outcomes["cost"] > 0


@pytest.mark.parametrize("number", CLAIMS)
def test_every_word_of_a_claim_refers_to_something(number):
    (case,) = load_cases(find_files(number), n_points=9)

    assert case.rests_on, "what puts it in by hand is named"
    assert case.turns is not None


def test_ways_to_commit_plan_the_same_hours_and_posts_in_a_year():
    spec = load_scenario("neighbourhood")
    planned = {}
    for name, strategy in spec.strategies.items():
        if strategy.commit is None or strategy.tailor is None:
            continue
        block = strategy.commit
        cycle = block.weeks_on + block.weeks_off
        weeks = sum(week < block.stop_week and week % cycle < block.weeks_on for week in range(52))
        planned[name] = (weeks * block.hours_per_week, weeks * strategy.tailor.posts_per_week)

    assert len(planned) == 3
    for hours, posts in planned.values():
        assert hours == pytest.approx(312.0)
        assert posts == pytest.approx(26.0)


@pytest.mark.slow
def test_any_choice_of_a_few_beats_joining_all_and_reading_along_finds_more_than_chance():
    result = compare("vintage-cars", replicates=20)

    for searching in ("at-random", "hashtags", "discussions", "silent-member"):
        assert lead(result, "customers", searching, "all-of-them")[0] > 0.0
    joined = result.communities.query("posts > 0")
    fits = joined["community"].str.startswith("restorers").groupby(joined["strategy"]).mean()
    assert fits[["discussions", "silent-member"]].between(0.3, 0.8).all(), "chance is 3 in 12"


@pytest.mark.slow
def test_replying_and_taking_part_win_trust_and_acting_on_advice_wins_advocates():
    result = compare("freelance-designers", replicates=12)

    assert lead(result, "trust_change", "reply", "post-only")[0] > 0.0
    assert lead(result, "trust_change", "discuss", "reply")[0] > 0.0
    assert lead(result, "advocates", "ask-and-act", "ask-and-ignore")[0] > 0.0
    assert lead(result, "cost", "ask-and-act", "ask-and-ignore")[0] > 0.0


@pytest.mark.slow
def test_hours_at_once_win_more_advocates_in_a_year_and_leave_nobody_active():
    result = compare("neighbourhood", replicates=12)

    assert lead(result, "advocates", "gone-after-13-weeks", "steady")[0] > 0.0
    hours = [mean(result, "hours", name) for name in ("steady", "bursts", "gone-after-13-weeks")]
    assert max(hours) < 1.05 * min(hours), "hours worked are alike, not only planned"
    assert mean(result, "active_members", "gone-after-13-weeks") == 0.0
    assert lead(result, "active_members", "steady", "gone-after-13-weeks")[0] > 0.0


@pytest.mark.slow
def test_more_communities_pay_until_hours_run_out():
    result = compare("spread-thin", replicates=12)

    assert lead(result, "customers", "three", "one")[0] > 0.0
    assert lead(result, "customers", "six", "three")[0] > 0.0
    assert lead(result, "customers", "six", "twelve")[0] > 0.0
    assert lead(result, "cost_per_customer", "twelve", "six")[0] > 0.0


@pytest.mark.slow
def test_pretence_and_hidden_ads_lose_trust_and_pretence_still_engages():
    result = compare("authenticity-trap", replicates=12)

    assert lead(result, "trust_change", "pretending", "as-it-is")[1] < 0.0
    assert lead(result, "engagement_rate", "pretending", "as-it-is")[0] > 0.0
    assert lead(result, "trust_change", "hidden-ads", "labelled-ads")[1] < 0.0
    assert mean(result, "days_to_detection", "pretending") < 100.0
    assert mean(result, "days_to_detection", "as-it-is") == 364.0


@pytest.mark.slow
def test_a_careless_brand_in_a_support_circle_loses_trust_and_is_complained_of():
    result = compare("support-circle", replicates=12)

    for careless in ("without-consent", "without-knowing", "careless"):
        assert lead(result, "trust_change", careless, "careful")[1] < 0.0
        assert lead(result, "complaints", careless, "careful")[0] > 0.0
    assert mean(result, "trust_change", "careful") > 0.0 > mean(result, "trust_change", "careless")


@pytest.mark.slow
def test_a_poor_product_costs_trust_and_repeat_orders_where_people_talk():
    poor, good = (
        compare("poor-product", strategies=["close"], overrides={"brand.quality": quality},
                replicates=12)
        for quality in (0.35, 0.9)
    )  # fmt: skip

    for outcome in ("trust_change", "repeat_rate"):
        assert poor.sample.mean(outcome, "close").high < good.sample.mean(outcome, "close").low
    assert lead(poor, "customers", "close", "ads")[1] < 0.0
