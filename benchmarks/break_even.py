"""Where micro-communities and broad ads cost the same per customer, against a closed form.

The closed form and the crossing are those of case V19 (experiments/validation/break_even.py); here
the model is expected within 35 % of it, for fewer replicates.

Run: uv run python -m benchmarks.break_even [--replicates 30] [--picture docs/pictures/...svg]
"""

import argparse
from pathlib import Path

import numpy as np

from experiments.validation.break_even import break_even, cost_per_customer, scenario

WORTHS = (5.0, 10.0, 20.0)  # r: ad impressions that a contact with a post is worth
SHARES = np.geomspace(0.002, 0.4, 16)  # of the audience that is the niche
TOLERANCE = 0.35


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
