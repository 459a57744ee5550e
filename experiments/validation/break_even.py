"""Where micro-communities and broad ads cost the same per customer, against a closed form.

    break-even share = price of 1,000 impressions * views of a post * r / (1000 * cost of a post)

The share is the effective one: with a niche of share n, fit f, and everybody else of fit g, it is
n + (1 - n) * (g / f) ^ curvature. The closed form knows nothing of trust, word of mouth, forgetting
or saturation.
"""

import math

from scipy.optimize import brentq

from experiments.compare import compare
from experiments.validation.case import Check, close
from sim.scenario import Scenario
from sim.scenario_file import load_scenario

__all__ = ["break_even", "cost_per_customer", "crossing", "scenario"]

TOLERANCE = 0.25  # of the closed form


def crossing(seed: int = 1, cheaper: float = 1.0) -> list[Check]:
    """V19: the whole product, for three worths of a contact; ads `cheaper` times as cheap."""
    checks = []
    for worth in (5.0, 10.0, 20.0):
        row = break_even(worth, replicates=10, seed=seed, cheaper=cheaper)
        what = f"a contact worth {worth:g} impressions: share of the audience at the crossing"
        exact = row["closed form"]
        checks.append(close(what, exact, row["effective"], TOLERANCE * exact))
    return checks


def scenario(worth: float, share: float = 0.01, cheaper: float = 1.0) -> Scenario:
    """Return micro-vs-mass with communities of one size, so that a post has one number of views."""
    changes = {
        "memory.worth_of_contact": worth,
        "audience.niche_share": float(share),
        "communities.hikers.size_spread": 0.0,
        "platforms.facebook.cost_per_thousand": PRICE / cheaper,
    }
    return load_scenario("micro-vs-mass", changes)


PRICE = 8.0  # $ for 1,000 impressions


def cost_per_customer(
    spec: Scenario, strategy: str, replicates: int, seed: int = 1
) -> tuple[float, float]:
    """Return cost per customer ($) and the cost of one view of a post ($; nan without posts)."""
    result = compare(
        spec, strategies=[strategy], baseline=strategy, replicates=replicates, seed=seed, jobs=1
    )
    table = result.outcomes.pivot_table(index="replicate", columns="outcome", values="value")
    posts = result.communities[["posts", "views"]].sum()
    cost = table["cost"].sum()
    per_view = cost / posts["views"] if posts["posts"] else math.nan
    return cost / table["customers"].sum(), per_view


def effective(share: float, spec: Scenario) -> float:
    """Return the share of the audience that counts: the niche, and a little of everybody else."""
    p = spec.audience
    return share + (1.0 - share) * (p.other_fit / p.niche_fit) ** spec.purchase.curvature


def break_even(
    worth: float, replicates: int, seed: int = 1, cheaper: float = 1.0
) -> dict[str, float]:
    """Return the crossing in the model and in the closed form for one r."""
    spec = scenario(worth)
    micro, per_view = cost_per_customer(spec, "genuine-micro", replicates, seed)

    def gap(log_share: float) -> float:
        own = scenario(worth, math.exp(log_share), cheaper)
        broad, _ = cost_per_customer(own, "broad-ads", 1, seed)
        return math.log(broad / micro)

    share = math.exp(brentq(gap, math.log(0.001), math.log(0.6), xtol=1e-3))
    closed = PRICE * worth / (1000.0 * per_view)
    return {
        "r": worth,
        "micro": micro,
        "crossing": share,
        "effective": effective(share, spec),
        "closed form": closed,
        "difference": effective(share, spec) / closed - 1.0,
    }
