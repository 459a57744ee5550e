"""What the shipped scenarios show, over paired runs."""

import pandas as pd
import pytest

from benchmarks.break_even import TOLERANCE, WORTHS, break_even
from experiments.compare import compare
from sim.scenario_file import load_network, load_scenario

pytestmark = pytest.mark.slow


def table(frame: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return mean, low and high of one outcome by strategy."""
    return frame[frame["outcome"] == outcome].set_index("strategy")


@pytest.fixture(scope="module")
def micro():
    """Return the comparison of micro-vs-mass."""
    return compare("micro-vs-mass", replicates=20)


@pytest.fixture(scope="module")
def tech():
    """Return the comparison of tech-enthusiasts, against staying away."""
    return compare("tech-enthusiasts", replicates=12, baseline="stay-away")


def test_the_same_content_engages_more_in_communities_than_on_a_large_page(micro):
    """Rests on audience.page_fluency (docs/decisions/0002)."""
    rate = table(micro.summary, "engagement_rate")

    assert rate.loc["genuine-micro", "low"] > 1.3 * rate.loc["big-page", "high"]


def test_genuine_micro_gains_most_trust_and_pushy_micro_loses_some(micro):
    change = table(micro.summary, "trust_change")

    assert change["mean"].idxmax() == "genuine-micro"
    assert change.loc["genuine-micro", "low"] > change.drop("genuine-micro")["mean"].max()
    assert change.loc["pushy-micro", "high"] < 0.0


def test_genuine_micro_does_not_win_every_cost_outcome(micro):
    winners = {
        name: table(micro.summary, name)["mean"].idxmin()  # undefined for stay-away
        for name in ("cost_per_engagement", "cost_per_customer")
    }

    assert winners["cost_per_engagement"] not in {"genuine-micro", "stay-away"}
    assert winners["cost_per_customer"] not in {"genuine-micro", "stay-away"}


def test_staying_away_is_never_best_on_cost(micro):
    best = micro.best.set_index(["outcome", "strategy"])["probability"]

    assert best["cost", "stay-away"] == best["cost_per_customer", "stay-away"] == 0.0


def test_promotion_above_the_norm_costs_trust_and_gets_posts_removed(tech):
    change = table(tech.summary, "trust_change")
    posts = tech.communities.groupby("strategy")[["posts", "removed"]].sum()

    assert change.loc["promotion", "high"] < 0.0
    assert posts.loc["promotion", "removed"] > 0.5 * posts.loc["promotion", "posts"]
    assert posts.loc["answers", "removed"] == 0.0


def test_helpful_posts_raise_awareness_and_trust(tech):
    trust, aware = (table(tech.differences, name) for name in ("trust_change", "awareness"))

    assert trust.loc["answers", "low"] > 0.0
    assert aware.loc["answers", "low"] > 0.0


def test_the_people_and_ties_of_a_real_network_are_the_market(data):
    edges = data / "musae_lastfm" / "edges.csv"
    spec = load_scenario("local-artisans", {"network.file": str(edges)})

    result = compare(spec, replicates=2, days=91, network=load_network(spec))

    sizes = result.communities.query("strategy == 'ads' and replicate == 0")["members"]
    assert sizes.sum() == 7624
    assert result.network.found_by == "Louvain"


@pytest.mark.parametrize("worth", WORTHS)
def test_micro_and_broad_ads_break_even_where_the_closed_form_says(worth):
    assert abs(break_even(worth, replicates=8)["difference"]) < TOLERANCE
