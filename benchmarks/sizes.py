"""The scenario of the benchmarks: `genuine-micro` of micro-vs-mass in any number of communities."""

from sim.scenario import Scenario
from sim.scenario_file import load_scenario, with_overrides

__all__ = ["STRATEGY", "sized"]

STRATEGY = "genuine-micro"


def sized(
    n_communities: int, size: int, *, days: int, hours: float = 2.5, posts_per_week: float = 1.0
) -> Scenario:
    """Return micro-vs-mass with so many communities, all of one size.

    The brand has hours and money for each community alike, however many there are, and
    spends the same share of its hours as in the scenario on listening.

    Args:
        n_communities: 4,000 at most at 2.5 hours each: a brand has at most 10,000.
        size: members of each.
        days: length of a run.
        hours: a week for each community; 2.8 in the scenario.
        posts_per_week: in each community.
    """
    block = f"strategies.{STRATEGY}"
    return with_overrides(
        load_scenario("micro-vs-mass"),
        {
            "days": days,
            "stories.is_on": 0,  # the plain models have no stock of stories
            "appeal.spread": 0.0,  # nor luck of posts
            "communities.hikers.count": n_communities,
            "communities.hikers.size": size,
            "communities.hikers.size_spread": 0.0,
            "brand.hours_per_week": hours * n_communities,
            "brand.budget_per_week": (35.0 * hours + 20.0 * posts_per_week) * n_communities,
            f"{block}.identify.how_many": n_communities,
            f"{block}.commit.hours_per_week": hours * n_communities,
            f"{block}.interact.listening_hours": 0.9,
            f"{block}.tailor.posts_per_week": posts_per_week,
        },
    )
