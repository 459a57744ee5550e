"""Plausible futures: what nobody knows is drawn, and every strategy meets the same draws.

Each uncertain parameter is drawn evenly over its range by a Latin hypercube (McKay, Beckman and
Conover 1979, from memory; as SALib has it); evenly by its logarithm where the range spans a
factor of ten. Parameters that a scenario has fitted to own data are taken together, a row of its
posterior for each future, each row as often as any other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.factors import factor_of, table_of
from experiments.runner import seed_of
from experiments.sample import Sample, sample_of
from experiments.statistics import correlation
from experiments.tables import best_table, failures_table, outcomes_table
from experiments.workers import Failure, Task
from sim.parameters import Declaration, declarations
from sim.posterior import Posterior
from sim.results import Run
from sim.scenario import Scenario

__all__ = ["Futures", "draw_futures", "future_tasks", "futures_of"]

_MOST_DECIDERS = 5
_FALSE_ALARM = 0.05  # chance that any parameter at all is named if none has an effect
_NOTHING_FITTED = Posterior()
_LUCK = 1  # second part of the key of a future's luck; replicates have none


@dataclass(frozen=True, slots=True, eq=False)
class Futures:
    """What strategies came to over plausible futures.

    Attributes:
        draws: one row a future, one column an uncertain parameter (dotted), in its own unit.
        outcomes: strategy, future, outcome, value (in the outcome's unit; NaN if undefined).
        best: outcome, strategy, probability (share of futures in which it is best, 0..1).
        deciders: outcome, parameter, meaning, correlation, noise: for each headline outcome the
            parameters that decide between the strategy most often best and the next, strongest
            first, at most five. `correlation` is Spearman's, of the parameter with the first less
            the second; `noise` is what chance alone would exceed for any of the parameters
            in 5 % of studies (two-sided, Bonferroni). No row: no single parameter decides.
        failures: strategy, future, seed, error, traceback: runs that failed, such as draws that
            cannot go together.
        fitted: names among the draws that are from the posterior of own data.
    """

    draws: pd.DataFrame
    outcomes: pd.DataFrame
    best: pd.DataFrame
    deciders: pd.DataFrame
    failures: pd.DataFrame
    fitted: tuple[str, ...] = ()


def draw_futures(
    uncertainties: Sequence[Declaration], n: int, seed: int, posterior: Posterior = _NOTHING_FITTED
) -> pd.DataFrame:
    """Return n draws of uncertain parameters, one row a future, one column a parameter.

    Args:
        uncertainties: what to draw, with its range.
        n: number of futures.
        seed: >= 0.
        posterior: of the scenario; its parameters among the uncertain ones are drawn from it.
    """
    fitted = [each.name for each in uncertainties if each.name in posterior.parameters]
    assumed = [each for each in uncertainties if each.name not in posterior.parameters]
    even = _even_draws(assumed, n, seed)
    if not fitted or n == 0:
        return even
    joint = pd.DataFrame(np.array(posterior.draws), columns=list(posterior.parameters))
    rows = _rows_in_turn(len(joint), n, seed)
    drawn = pd.concat([even, joint[fitted].iloc[rows].reset_index(drop=True)], axis=1)
    return drawn[[each.name for each in uncertainties]]


def _rows_in_turn(n_rows: int, n: int, seed: int) -> list[int]:
    """Return n rows in a random order, none again before all were taken, shape (n,)."""
    rng = np.random.default_rng([seed, n_rows])
    rounds = [rng.permutation(n_rows) for _ in range(-(-n // n_rows))]
    return np.concatenate([*rounds, np.zeros(0, int)])[:n].astype(int).tolist()


def _even_draws(uncertainties: Sequence[Declaration], n: int, seed: int) -> pd.DataFrame:
    """Return n draws over the plausible ranges, by a Latin hypercube."""
    from SALib.sample import latin  # imported late: 0.1 s that few comparisons need

    names = [each.name for each in uncertainties]
    if not names or n == 0:
        return pd.DataFrame(index=range(n))
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    places = latin.sample(problem, n, seed=seed + 1)  # SALib takes 0 for no seed at all
    return table_of([factor_of(each) for each in uncertainties], places)


def future_tasks(
    draws: pd.DataFrame, strategies: Sequence[str], seed: int, luck: int = _LUCK
) -> list[Task]:
    """Return a task for each strategy in each future, future by future, on one luck each.

    Args:
        draws: one row a future, one column a parameter, by its dotted name.
        strategies: names.
        seed: of the whole study, >= 0.
        luck: >= 1; another number is another luck in the same futures.
    """
    tasks = []
    for f, drawn in enumerate(draws.to_dict("records")):
        overrides = {str(name): value for name, value in drawn.items()}
        own = seed_of(seed, f, luck)
        tasks += [Task(s, f, own, overrides, outcomes_only=True) for s in strategies]
    return tasks


def futures_of(
    tasks: Sequence[Task],
    results: Sequence[Run | Failure],
    spec: Scenario,
    strategies: tuple[str, ...],
    draws: pd.DataFrame,
) -> Futures:
    """Return what the runs of futures came to; the replicate of a task is its future."""
    sample = sample_of(tasks, results, spec, strategies, len(draws))
    outcomes = outcomes_table(sample, tasks).rename(columns={"replicate": "future"})
    meanings = {each.name: each.meaning for each in declarations(spec)}
    rows = [
        (outcome, name, meanings[name], rho, noise)
        for outcome in spec.outcomes
        for name, rho, noise in deciders_of(sample, outcome, draws)
    ]
    return Futures(
        draws=draws,
        outcomes=outcomes.drop(columns="seed"),
        best=best_table(sample),
        deciders=pd.DataFrame(
            rows, columns=["outcome", "parameter", "meaning", "correlation", "noise"]
        ),
        failures=failures_table(results, "future"),
        fitted=tuple(name for name in map(str, draws) if name in spec.posterior.parameters),
    )


def deciders_of(
    sample: Sample, outcome: str, draws: pd.DataFrame
) -> list[tuple[str, float, float]]:
    """Return parameters that decide an outcome, each with its correlation and the noise's."""
    best = sample.best(outcome)
    if len(best) < 2 or np.isnan(best).any():
        return []
    first, second = np.argsort(-best, kind="stable")[:2]
    values = sample.of_each_run(outcome)
    lead = values[first] - values[second]
    defined = np.isfinite(lead)
    noise = noise_of(int(defined.sum()), draws.shape[1])
    ranks = pd.Series(lead[defined]).rank().to_numpy()
    places = draws[defined].rank().to_numpy()
    rho = {name: correlation(places[:, k], ranks) for k, name in enumerate(map(str, draws))}
    found = sorted((n for n in rho if abs(rho[n]) > noise), key=lambda n: -abs(rho[n]))
    return [(name, rho[name], noise) for name in found[:_MOST_DECIDERS]]


def noise_of(n: int, n_parameters: int) -> float:
    """Return the |rank correlation| that the largest of so many reaches by chance, rarely.

    Two-sided Student's t at 5 %, divided among the parameters (Bonferroni).

    Args:
        n: futures that are compared; below three everything is noise.
        n_parameters: how many are looked at.
    """
    if n < 3 or n_parameters == 0:
        return 1.0
    t = float(stdtrit(n - 2, 1 - _FALSE_ALARM / (2 * n_parameters)))
    return t / math.sqrt(n - 2 + t**2)
