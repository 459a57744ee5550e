"""Where micro-communities and broad ads cost the same per customer, against a closed form.

    break-even share = price of 1,000 impressions * views of a post * r / (1000 * cost of a post)

The share is the effective one: with a niche of share n, fit f, and everybody else of fit g, it is
n + (1 - n) * (g / f) ^ curvature. The closed form knows nothing of trust, word of mouth, forgetting
or saturation; the model is expected within 35 % of it.

Run: uv run python -m benchmarks.break_even [--replicates 30] [--picture docs/pictures/...svg]
"""

import argparse
import math
from pathlib import Path

import numpy as np
from scipy.optimize import brentq

from experiments.compare import compare
from sim.scenario import Scenario
from sim.scenario_file import load_scenario

WORTHS = (5.0, 10.0, 20.0)  # r: ad impressions that a contact with a post is worth
SHARES = np.geomspace(0.002, 0.4, 16)  # of the audience that is the niche
TOLERANCE = 0.35


def scenario(worth: float, share: float = 0.01) -> Scenario:
    """Return micro-vs-mass with communities of one size, so that a post has one number of views."""
    return load_scenario(
        "micro-vs-mass",
        {
            "memory.worth_of_contact": worth,
            "audience.niche_share": float(share),
            "communities.hikers.size_spread": 0.0,
        },
    )


def cost_per_customer(spec: Scenario, strategy: str, replicates: int) -> tuple[float, float]:
    """Return cost per customer ($) and the cost of one view of a post ($; nan without posts)."""
    result = compare(spec, strategies=[strategy], baseline=strategy, replicates=replicates)
    table = result.outcomes.pivot_table(index="replicate", columns="outcome", values="value")
    posts = result.communities[["posts", "views"]].sum()
    cost = table["cost"].sum()
    per_view = cost / posts["views"] if posts["posts"] else math.nan
    return cost / table["customers"].sum(), per_view


def effective(share: float, spec: Scenario) -> float:
    """Return the share of the audience that counts: the niche, and a little of everybody else."""
    p = spec.audience
    return share + (1.0 - share) * (p.other_fit / p.niche_fit) ** spec.purchase.curvature


def break_even(worth: float, replicates: int) -> dict[str, float]:
    """Return the crossing in the model and in the closed form for one r."""
    spec = scenario(worth)
    micro, per_view = cost_per_customer(spec, "genuine-micro", replicates)

    def gap(log_share: float) -> float:
        broad, _ = cost_per_customer(scenario(worth, math.exp(log_share)), "broad-ads", 1)
        return math.log(broad / micro)

    crossing = math.exp(brentq(gap, math.log(0.001), math.log(0.6), xtol=1e-4))
    closed = spec.platforms.facebook.cost_per_thousand * worth / (1000.0 * per_view)
    return {
        "r": worth,
        "micro": micro,
        "crossing": crossing,
        "effective": effective(crossing, spec),
        "closed form": closed,
        "difference": effective(crossing, spec) / closed - 1.0,
    }


def picture(rows: list[dict[str, float]], path: Path) -> None:
    """Draw the curves and their crossings."""
    from benchmarks.picture import draw

    broad = [cost_per_customer(scenario(10.0, share), "broad-ads", 1)[0] for share in SHARES]
    percent = [round(100 * float(share), 4) for share in SHARES]
    lines = [
        {"name": "broad ads", "type": "line", "showSymbol": False,
         "data": list(zip(percent, broad, strict=True)), "lineStyle": {"width": 3}}
    ]  # fmt: skip
    lines += [
        {"name": f"genuine micro, r = {row['r']:g}", "type": "line", "showSymbol": False,
         "data": [[percent[0], row["micro"]], [percent[-1], row["micro"]]],
         "lineStyle": {"type": "dashed"},
         "markPoint": {"symbol": "circle", "symbolSize": 12, "label": {"show": False},
                       "data": [{"coord": [100 * row["closed form"], row["micro"]]}]}}
        for row in rows
    ]  # fmt: skip
    axis = {"type": "log", "nameLocation": "middle", "nameGap": 34}
    draw(
        {
            "title": {"text": "Cost per customer by share of the audience that fits",
                      "subtext": "Circles: the closed form's break-even"},
            "color": ["#555555", "#0072B2", "#D55E00", "#009E73"],
            "legend": {"bottom": 0}, "grid": {"top": 70, "bottom": 90, "left": 80, "right": 30},
            "xAxis": axis | {"name": "niche, % of the audience", "min": 0.2, "max": 40},
            "yAxis": axis | {"name": "$ per customer", "nameGap": 55},
            "series": lines,
        },
        path,
    )  # fmt: skip


def main() -> None:
    """Print the table, and draw the picture if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=30)
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    rows = [break_even(worth, arguments.replicates) for worth in WORTHS]
    print("|  r | genuine micro, $ | niche at crossing | effective | closed form | difference |")
    print("|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print(
            f"| {row['r']:2.0f} | {row['micro']:.0f} | {row['crossing']:.1%} | "
            f"{row['effective']:.1%} | {row['closed form']:.1%} | {row['difference']:+.0%} |"
        )
    if arguments.picture:
        picture(rows, arguments.picture)
    raise SystemExit(any(abs(row["difference"]) > TOLERANCE for row in rows))


if __name__ == "__main__":
    main()
