"""Anchors: figures the model should come to, each with its interval, and what it rests on.

Run: uv run python -m tests.anchors      prints the table of docs/anchors.md
"""

import numpy as np
from scipy import stats

from experiments.concentration import share_of_top_tenth
from sim.model import BrandCommunity, simulate
from sim.scenario import Scenario
from sim.scenario_file import load_scenario, with_overrides
from sim.world import COMMENT
from tests.conftest import small_spec

SIZES = (50, 100, 250, 500, 1000, 2000, 5000)
MIX = {
    "expert_tip": 0.3, "question": 0.2, "success_story": 0.2, "behind_the_scenes": 0.2,
    "product_news": 0.1,
}  # fmt: skip
SEEDS = range(1, 13)


def matched(**overrides: float) -> Scenario:
    """Return seven communities of 50 to 5,000 that one brand, with hours for all, takes part in."""
    everything = {"how_many": len(SIZES)}
    strategy = {
        "identify": everything, "commit": {"hours_per_week": 1000}, "interact": {},
        "tailor": {"mix": MIX, "posts_per_week": 3},
    }  # fmt: skip
    spec = small_spec(
        days=364,
        communities={f"of {n}": {"size": n, "platform": "instagram"} for n in SIZES},
        brand={"hours_per_week": 1000, "budget_per_week": 100_000},
        strategies={"micro": strategy},
        baseline="micro",
    )
    return with_overrides(spec, {name.replace("__", "."): each for name, each in overrides.items()})


def interval(values: list[float]) -> tuple[float, float, float]:
    """Return the mean and the 95 % t-interval of independent replicates."""
    mean, half = np.mean(values), stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    return float(mean), float(mean - half), float(mean + half)


def in_communities(spec: Scenario) -> dict[str, tuple[float, float, float]]:
    """Return slope on size, engaged share of viewers, and share of the top 10 % in comments."""
    slopes, rates, top = [], [], []
    for seed in SEEDS:
        model = BrandCommunity(spec, "micro", seed)
        comments = np.zeros(len(model.world.members))
        while model.running:
            model.step()
            views = model.world.views
            np.add.at(comments, views.member[views.action == COMMENT], 1)
        counts, inside = model.world.counts, slice(0, len(SIZES))
        engaged = (counts.likes + counts.comments + counts.shares)[:, 0, inside].sum(axis=0)
        slopes.append(np.polyfit(np.log(SIZES), np.log(engaged / SIZES), 1)[0])
        rates.append(engaged.sum() / counts.views[:, 0, inside].sum())
        top.append(share_of_top_tenth(comments))
    return {"slope": interval(slopes), "rate": interval(rates), "top": interval(top)}


def of_broad_ads(**overrides: float) -> float:
    """Return engagements per impression of broad ads in micro-vs-mass (nothing is left to luck)."""
    changed = {name.replace("__", "."): each for name, each in overrides.items()}
    outcomes = simulate(load_scenario("micro-vs-mass", changed), "broad-ads", 1).outcomes
    return outcomes["engagements"] / outcomes["views"]


def main() -> None:
    """Print each anchor as it is, and with what it rests on made neutral."""
    for title, overrides in (
        ("as it is", {}),
        ("interest does not fall with size (population.mixing = 0)", {"population__mixing": 0.0}),
        ("and feeds are never crowded (platforms.instagram.crowding = 0)",
         {"population__mixing": 0.0, "platforms__instagram__crowding": 0.0}),
        ("writers all alike (population.writing_spread = 0)", {"population__writing_spread": 0.0}),
        ("posts start from the base of ads (engagement.base = -4.7)", {"engagement__base": -4.7}),
    ):  # fmt: skip
        print(title)
        for name, (mean, low, high) in in_communities(matched(**overrides)).items():
            print(f"  {name:6s} {mean:.3f} [{low:.3f}, {high:.3f}]")
    print(f"broad ads {of_broad_ads():.4f}")
    print(f"broad ads from the base of posts {of_broad_ads(engagement__base_ads=-3.4):.4f}")


if __name__ == "__main__":
    main()
