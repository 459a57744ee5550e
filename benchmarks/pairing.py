"""How much sharper common luck makes differences: a small and a large change, two scenarios.

    python -m benchmarks.pairing [PAIRS]

Prints the table of docs/pairing.md. The factor is the variance of a difference between runs of
independent luck over that of paired runs: so many times fewer runs tell the same.
"""

import sys

import numpy as np

from experiments.runner import Setting, Task, run_tasks, seed_of
from experiments.statistics import correlation, mean_interval
from experiments.wording import change
from sim.scenario_file import load_scenario

STRATEGIES = {"local-artisans": "behind-the-scenes", "micro-vs-mass": "genuine-micro"}
CHANGES = {"10 % more hours": (1.1, 1.0), "twice the hours and posts": (2.0, 2.0)}
OUTCOMES = ("trust", "engagements", "customers")


def measured(scenario: str, strategy: str, n: int) -> list[str]:
    """Return a row for each change and outcome."""
    spec = load_scenario(scenario)
    plan, prefix = spec.strategies[strategy], f"strategies.{strategy}"
    hours, posts = plan.commit.hours_per_week, plan.tailor.posts_per_week
    room = {"brand.hours_per_week": 2 * hours, "brand.budget_per_week": 5000.0}
    variants = {"": (1.0, 1.0)} | CHANGES
    tasks = []
    for of_hours, of_posts in variants.values():
        levers = room | {
            f"{prefix}.commit.hours_per_week": hours * of_hours,
            f"{prefix}.tailor.posts_per_week": posts * of_posts,
        }
        tasks += [Task(strategy, r, seed_of(1, r), levers, outcomes_only=True) for r in range(n)]
    runs = run_tasks(tasks, Setting(spec))
    values = {
        name: {
            o: np.array([run.outcomes[o] for run in runs[k * n : (k + 1) * n]]) for o in OUTCOMES
        }
        for k, name in enumerate(variants)
    }
    rows = []
    for name in CHANGES:
        for outcome in OUTCOMES:
            one, base = values[name][outcome], values[""][outcome]
            found = mean_interval(one - base)
            factor = (one.var(ddof=1) + base.var(ddof=1)) / (one - base).var(ddof=1)
            width = found.high - found.low
            mean, *ends = (change(each, outcome, width) for each in found)
            rows.append(
                f"| {scenario} | {name} | {outcome} | {mean} [{', '.join(ends)}] "
                f"| {correlation(one, base):.3f} | {factor:.0f} |"
            )
    return rows


if __name__ == "__main__":
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print("| scenario | change | outcome | mean difference [95 %] | correlation | factor |")
    print("|---|---|---|---|---|---|")
    for each in STRATEGIES.items():
        print("\n".join(measured(*each, pairs)), flush=True)
