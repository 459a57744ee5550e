"""The Pareto front: strategies that no other beats on every headline outcome."""

import numpy as np
import pandas as pd

from experiments.sample import Sample
from experiments.statistics import bootstrap_weights, dominates, quotient
from sim.outcomes import OUTCOMES

__all__ = ["pareto_table"]


def pareto_table(sample: Sample) -> pd.DataFrame:
    """Return strategy, is_on_front, chance, then the mean of each headline outcome.

    On the front is who is not dominated: nobody is as good in every headline outcome and better
    in one. `chance` is the share of resamples in which that is so. Means of ratios are ratios of
    means; undefined is worst, and so is doing nothing on a cost.
    """
    has_any = sample.has_run.any(axis=1)
    complete = sample.has_run[has_any].all(axis=0)
    weights, worths, means = bootstrap_weights(int(complete.sum())), [], {}
    for name in sample.headlines:
        about, parts = OUTCOMES[name], OUTCOMES[name].ratio_of or (name,)
        totals = [weights @ sample.plain[part][np.ix_(has_any, complete)].T for part in parts]
        if len(totals) == 2:
            totals = [quotient(*totals)]
        means[name] = totals[0][0]
        worth = about.direction * totals[0]
        is_worst = np.isnan(worth) | (sample.is_idle[has_any] & about.is_cost)
        worths.append(np.where(is_worst, -np.inf, worth))
    is_beaten = dominates(np.stack(worths, axis=-1)).any(axis=-2)  # (n_resamples, n_strategies)
    kept = [s for s, has in zip(sample.strategies, has_any, strict=True) if has]
    front = {"strategy": kept, "is_on_front": ~is_beaten[0], "chance": 1 - is_beaten[1:].mean(0)}
    return pd.DataFrame(front | means)
