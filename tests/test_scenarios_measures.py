"""What the scenarios on measuring, tools, rivals and the two cases show, over paired runs."""

import pandas as pd
import pytest

from experiments.compare import compare
from sim.model import simulate
from sim.recorder import KIND_MEASURES
from sim.scenario_file import load_scenario
from tests.experiments.small import lead

NAMES = (
    "measure-and-adapt", "ai-analytics", "immersive", "rivals", "launch-week", "broad-product",
    "local-artisans", "tech-enthusiasts",
)  # fmt: skip


def posts_by_kind(name: str, strategy: str, seed: int = 1) -> dict[str, float]:
    """Return how many posts of each kind one run made."""
    content = pd.DataFrame(simulate(load_scenario(name), strategy, seed).content)
    posts = content.groupby("kind")[KIND_MEASURES[0]].sum()
    return {str(kind): float(n) for kind, n in posts.items()}


@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_runs_within_its_means_each_week(name):
    days = {"rivals": 196, "launch-week": 7}.get(name, 56)  # rivals: newcomers start late
    spec = load_scenario(name, {"days": days})

    for strategy, said in spec.strategies.items():
        run = simulate(spec, strategy, seed=3)

        assert run.weekly["cost"].max() <= spec.brand.budget_per_week + 1e-6
        assert run.weekly["hours"].max() <= spec.brand.hours_per_week + 1e-6
        assert (run.outcomes["cost"] == 0.0) == said.is_idle


@pytest.mark.slow
def test_adapting_to_engagement_alone_ends_with_less_trust_than_to_trust_too():
    strategies = ("adapt-to-engagement", "adapt-to-trust-too", "rules")
    result = compare("measure-and-adapt", strategies=strategies, replicates=12)

    alone = ("trust_change", "adapt-to-engagement")
    assert lead(result, alone[0], "adapt-to-trust-too", alone[1])[0] > 0.0
    assert lead(result, alone[0], alone[1], "keep-the-plan")[1] < 0.0
    assert lead(result, "cost_per_customer", "adapt-to-trust-too", "keep-the-plan")[1] < 0.0
    assert lead(result, "trust_change", "rules", "keep-the-plan")[0] > 0.0


@pytest.mark.slow
def test_without_a_quick_kind_that_sells_nothing_engagement_alone_means_offers():
    """Offers draw clicks for little work; the mix gives them a tenth."""
    planned = posts_by_kind("measure-and-adapt", "keep-the-plan")
    adapted = posts_by_kind("measure-and-adapt", "without-questions")

    assert planned["offer"] < 0.2 * sum(planned.values())
    assert adapted["offer"] > 0.5 * sum(adapted.values())


@pytest.mark.slow
def test_ai_finds_fitting_communities_and_helps_targeted_ads_more():
    result = compare("ai-analytics", replicates=12, baseline="targeted-ads")
    posts = result.communities.assign(
        fits=result.communities["community"].str.startswith("commuters")
    )
    share = posts.groupby(["strategy", "fits"])["posts"].sum().unstack()
    share = share[True] / share.sum(axis=1)

    assert share["communities-ai"] > share["communities"] + 0.1
    won_inside = lead(result, "customers", "communities-ai", "communities")
    won_by_ads = lead(result, "customers", "targeted-ads-ai", "targeted-ads")
    assert won_inside[0] > 0.0
    assert won_by_ads[0] > won_inside[1]


@pytest.mark.slow
def test_meetings_in_vr_deepen_belonging_posts_in_ar_do_not_and_neither_pays():
    result = compare("immersive", replicates=10)

    assert lead(result, "belonging", "vr-events", "no-ar")[0] > 0.0
    gap = lead(result, "belonging", "vr-events", "ar-posts")
    assert gap[0] > 0.0
    assert abs(lead(result, "belonging", "ar-posts", "no-ar")[1]) < 0.1 * gap[0]
    for strategy in ("vr-events", "ar-posts"):
        assert lead(result, "cost_per_customer", strategy, "no-ar")[0] > 0.0
    assert lead(result, "cost_per_customer", "ads-instead", "no-ar")[1] < 0.0


@pytest.mark.slow
def test_a_genuine_newcomer_gains_voice_and_trust_beside_rivals_and_a_loud_one_does_not():
    result = compare("rivals", replicates=10)

    for outcome in ("share_of_voice", "trust_change", "thought_leadership"):
        assert lead(result, outcome, "help-too", "promote")[0] > 0.0
    trust = result.summary.query("outcome == 'trust_change'").set_index("strategy")
    assert trust.loc["help-too", "low"] > 0.0
    assert trust.loc["promote", "high"] < 0.0


@pytest.mark.slow
def test_within_a_week_broadcasts_aimed_at_the_niche_are_better_known_than_communities():
    result = compare("launch-week", replicates=10)

    for strategy in ("influencer", "targeted-ads"):
        assert lead(result, "awareness", strategy, "communities")[0] > 0.0
    assert lead(result, "awareness", "broad-ads", "communities")[1] < 0.0


@pytest.mark.slow
def test_ads_to_everyone_sell_a_product_for_everyone_at_the_lowest_cost():
    result = compare("broad-product", replicates=8)

    cost = result.summary.query("outcome == 'cost_per_customer'").set_index("strategy")["mean"]
    assert cost.idxmin() == "broad-ads"
    assert lead(result, "trust_change", "genuine-micro", "broad-ads")[0] > 0.0


@pytest.mark.slow
def test_stories_of_the_craft_win_friends_and_ads_win_customers():
    result = compare("local-artisans", replicates=10)

    assert lead(result, "advocates", "behind-the-scenes", "product-news")[0] > 0.0
    assert lead(result, "customers", "behind-the-scenes", "product-news")[0] > 0.0
    assert lead(result, "customers", "ads", "behind-the-scenes")[0] > 0.0


@pytest.mark.slow
def test_answers_make_the_company_the_one_to_ask_and_ads_make_it_known():
    result = compare("tech-enthusiasts", replicates=8)

    for outcome in ("thought_leadership", "share_of_voice"):
        assert lead(result, outcome, "answers", "promotion")[0] > 0.0
    assert lead(result, "awareness", "ads", "answers")[0] > 0.0
