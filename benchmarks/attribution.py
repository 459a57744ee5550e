"""How far last click and a media-mix regression are from the truth: the table of docs/histories.md.

Every history has its own luck and its own flights. A brand of six levers, and the plain hybrid
strategy of micro-vs-mass, each over one year and two.

Run: python -m benchmarks.attribution [--histories 10] [--jobs 2]
"""

import argparse
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

import pandas as pd

from experiments.histories.history import FLIGHT_WEEKS, history
from experiments.histories.scoring import TOOLS, score
from experiments.histories.told import TOOL_NAMES, number
from experiments.runner import run_tasks
from experiments.running import RunMany
from experiments.wording import MINUS, label
from sim.scenario_file import load_scenario

__all__ = ["CASES", "Case", "credits_table", "errors_table", "scored"]

SCENARIO, STRATEGY = "micro-vs-mass", "hybrid"
SIX_LEVERS = {
    "communities.hikers.count": 10,
    "brand.budget_per_week": 2500.0,
    "brand.hours_per_week": 30.0,
    "strategies.hybrid.commit.hours_per_week": 30.0,
    "strategies.hybrid.identify.how_many": 10,
    "strategies.hybrid.tailor.page_posts_per_week": 2.0,
    "strategies.hybrid.pay.audience_ads": 600.0,
    "strategies.hybrid.pay.community_ads": 200.0,
    "strategies.hybrid.pay.influencer": "micro",
    "strategies.hybrid.pay.influencer_posts": 4.4,
}


class Case(NamedTuple):
    """Histories of one kind: a brand, its weeks, and how long its flights are."""

    brand: str
    overrides: dict[str, object]
    years: int
    flight_weeks: int


CASES = (
    Case("hybrid", {}, 1, FLIGHT_WEEKS),
    Case("hybrid", {}, 2, FLIGHT_WEEKS),
    Case("hybrid", {}, 2, 1),
    Case("hybrid", {}, 2, 0),
    Case("six levers", SIX_LEVERS, 1, FLIGHT_WEEKS),
    Case("six levers", SIX_LEVERS, 2, FLIGHT_WEEKS),
    Case("six levers", SIX_LEVERS, 2, 1),
    Case("six levers", SIX_LEVERS, 2, 0),
)


def scored(case: Case, n: int, run: RunMany, days: int | None = None) -> pd.DataFrame:
    """Return credits and errors of n histories, seeds 1 to n: a row for each lever of each."""
    spec = load_scenario(SCENARIO, case.overrides | {"days": days or 364 * case.years})
    parts = []
    for seed in range(1, n + 1):
        found = history(spec, STRATEGY, seed=seed, run=run, flight_weeks=case.flight_weeks)
        scores = score(found)
        table = scores.credits.merge(scores.errors, on="replicate")
        parts.append(table.assign(seed=seed, remainder=found.table["remainder"].sum()))
    return pd.concat(parts, ignore_index=True)


def errors_table(found: Iterable[tuple[Case, pd.DataFrame]]) -> Iterator[str]:
    """Yield lines: the error of each tool by case, over histories."""
    names = [f"{TOOL_NAMES[tool]}: {what}" for tool in TOOLS
             for what in ("error", "order", "strongest named")]  # fmt: skip
    yield f"| brand | years | flights | won | {' | '.join(names)} |"
    yield f"|---|{'---:|' * (3 + len(names))}"
    for case, table in found:
        each = table.groupby("seed").first()
        cells = []
        for tool in TOOLS:
            share = (each[f"{tool}_error"] / each["whole"]).mean()
            order = f"{each[f'{tool}_order'].mean():.2f}".replace("-", MINUS)
            named = f"{int(each[f'{tool}_best'].sum())} of {len(each)}"
            cells += [f"{100 * share:.0f} %", order, named]
        flights = f"{case.flight_weeks} weeks" if case.flight_weeks > 1 else "1 week"
        flights = flights if case.flight_weeks else "always on"
        won = number(float(each["whole"].mean()))
        yield f"| {case.brand} | {case.years} | {flights} | {won} | {' | '.join(cells)} |"


def credits_table(table: pd.DataFrame) -> Iterator[str]:
    """Yield lines: customers by lever of one case, mean over histories."""
    means = table.groupby("lever", sort=False)[["truth", *TOOLS]].mean()
    yield f"| lever | true effect | {' | '.join(TOOL_NAMES[tool] for tool in TOOLS)} |"
    yield f"|---|{'---:|' * (1 + len(TOOLS))}"
    for lever, row in means.iterrows():
        yield f"| {label(str(lever))} | {' | '.join(number(float(each)) for each in row)} |"
    left = float(table.groupby("seed")["remainder"].first().mean())
    yield f"| remainder | {number(left)} | {' | '.join([''] * len(TOOLS))} |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10, help="of each case")
    parser.add_argument("--jobs", type=int, default=1, help="worker processes")
    options = parser.parse_args()
    run = partial(run_tasks, jobs=options.jobs)
    found = [(case, scored(case, options.histories, run)) for case in CASES]
    print(*errors_table(found), sep="\n")
    for case, table in found:
        if (case.years, case.flight_weeks) == (2, FLIGHT_WEEKS):
            print(f"\n{case.brand}, two years, flights of {FLIGHT_WEEKS} weeks:\n")
            print(*credits_table(table), sep="\n")


if __name__ == "__main__":
    main()
