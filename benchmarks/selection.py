"""How often the best of ten strategies is chosen: racing against equal shares of the same runs.

The strategies are normal, with known means and a standard deviation of 1; common luck gives them
a correlation. Both ways see the same numbers. Run: python -m benchmarks.selection
"""

from typing import NamedTuple

import numpy as np

from experiments.optimise.racing import race

__all__ = ["Chosen", "choose"]

N_STRATEGIES = 10


class Chosen(NamedTuple):
    """Of many repetitions: whether each chose the best, the mean loss, and runs used."""

    by_race: np.ndarray
    by_equal: np.ndarray
    loss_race: float
    loss_equal: float
    runs: float


def choose(gap: float, correlation: float, budget: int, repetitions: int) -> Chosen:
    """Choose the best of ten, again and again.

    Args:
        gap: by how much each strategy's mean is below that of the one before it.
        correlation: of two strategies in the same replicate.
        budget: runs.
        repetitions: with other numbers each.
    """
    means = -gap * np.arange(N_STRATEGIES)
    raced, equal, runs = [], [], 0
    for repetition in range(repetitions):
        rng = np.random.default_rng([repetition, budget, int(100 * correlation)])
        n = budget // 2  # the most replicates that a race can reach
        own, common = rng.normal(size=(N_STRATEGIES, n)), rng.normal(size=n)
        values = means[:, None] + (1 - correlation) ** 0.5 * own + correlation**0.5 * common
        # Who comes first must not win a tie or be tested first.
        order = rng.permutation(N_STRATEGIES)
        result = race(_ready(values[order]), N_STRATEGIES, budget, direction=1)
        raced.append(order[result.winner])
        equal.append(int(values[:, : budget // N_STRATEGIES].mean(axis=1).argmax()))
        runs += result.n_runs
    by_race, by_equal = np.array(raced), np.array(equal)
    return Chosen(
        by_race == 0, by_equal == 0, -float(means[by_race].mean()), -float(means[by_equal].mean()),
        runs / repetitions,
    )  # fmt: skip


def _ready(values: np.ndarray):
    return lambda who, which: values[np.ix_(list(who), list(which))]


def table(repetitions: int) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| gap | correlation | budget | racing | equal | loss, racing | loss, equal | runs raced |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for gap in (0.1, 0.2):
        for correlation in (0.0, 0.8):
            for budget in (200, 1000):
                it = choose(gap, correlation, budget, repetitions)
                lines.append(
                    f"| {gap} | {correlation} | {budget} | {it.by_race.mean():.3f} | "
                    f"{it.by_equal.mean():.3f} | {it.loss_race:.3f} | {it.loss_equal:.3f} | "
                    f"{it.runs:.0f} |"
                )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(2000))
