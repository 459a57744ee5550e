"""Tidy tables: one row a value, from runs and from what was estimated of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.sample import Sample
from experiments.workers import Failure, Task
from sim.outcomes import OUTCOMES
from sim.recorder import KIND_MEASURES
from sim.results import FLOWS, LINES, SOURCES, STATES, Run

__all__ = [
    "Pair", "best_table", "communities_table", "content_table", "costs_table", "differences_table",
    "failures_table", "ledger_table", "outcomes_table", "series_table", "summary_table",
]  # fmt: skip


class Pair(NamedTuple):
    """A task and the run it came to."""

    task: Task
    run: Run


def outcomes_table(sample: Sample, tasks: Sequence[Task]) -> pd.DataFrame:
    """Return every outcome of every run that did not fail: strategy, replicate, seed, ..."""
    done = [t for t in tasks if sample.has_run[_place(sample, t)]]
    places = tuple(np.array([_place(sample, t) for t in done], int).reshape(-1, 2).T)
    values = [sample.of_each_run(name)[places] for name in OUTCOMES]
    return pd.DataFrame(
        {
            "strategy": np.repeat([t.strategy for t in done], len(OUTCOMES)),
            "replicate": np.repeat(np.array([t.replicate for t in done], int), len(OUTCOMES)),
            "seed": np.repeat(np.array([t.seed for t in done], int), len(OUTCOMES)),
            "outcome": np.tile(list(OUTCOMES), len(done)),
            "value": np.stack(values, axis=1).ravel(),
        }
    )


def _place(sample: Sample, task: Task) -> tuple[int, int]:
    """Return row and column of a task in the sample."""
    return sample.strategies.index(task.strategy), task.replicate


def series_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Return the weekly series: strategy, replicate, week, measure, value."""
    measures = (*FLOWS, *STATES)
    return _weekly(pairs, "measure", measures, {"value": [p.run.weekly for p in pairs]})


def ledger_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Return why trust moved: strategy, replicate, week, source, points."""
    return _weekly(pairs, "source", SOURCES, {"points": [p.run.trust_ledger for p in pairs]})


def costs_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Return what was spent on what: strategy, replicate, week, line, hours, dollars."""
    spent = {"hours": [p.run.hours for p in pairs], "dollars": [p.run.money for p in pairs]}
    return _weekly(pairs, "line", LINES, spent)


def _weekly(
    pairs: Sequence[Pair], key: str, names: Sequence[str], values: dict[str, list]
) -> pd.DataFrame:
    """Return a row for each run, week and name, with a column for each kind of value.

    Args:
        pairs: the runs.
        key: what the names are.
        names: keys of the dictionaries in `values`.
        values: by column, for each run a dictionary of arrays of shape (n_weeks,).
    """
    columns = {
        column: np.array([[each[name] for name in names] for each in runs], float)
        for column, runs in values.items()
    }
    shape = next(iter(columns.values())).shape  # (n_runs, n_names, n_weeks)
    n_runs, n_weeks = len(pairs), shape[2] if pairs else 0
    each = len(names) * n_weeks
    table = {
        "strategy": np.repeat(np.array([p.task.strategy for p in pairs], str), each),
        "replicate": np.repeat(np.array([p.task.replicate for p in pairs], int), each),
        "week": np.tile(np.repeat(np.arange(n_weeks), len(names)), n_runs),
        key: np.tile(np.array(names, str), n_runs * n_weeks),
    }
    for column, cube in columns.items():
        table[column] = cube.swapaxes(1, 2).ravel() if pairs else cube.ravel()
    return pd.DataFrame(table)


def communities_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Return what each community saw: strategy, replicate, community, members, posts, ..."""
    rows = [
        {"strategy": task.strategy, "replicate": task.replicate} | entry
        for task, run in pairs
        for entry in run.communities
    ]
    return pd.DataFrame(rows or {name: [] for name in ("strategy", "replicate", "community")})


def content_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Return how kinds of post did: strategy, replicate, community, kind, posts, views, ..."""
    rows = [
        {"strategy": task.strategy, "replicate": task.replicate} | entry
        for task, run in pairs
        for entry in run.content
    ]
    columns = ["strategy", "replicate", "community", "kind", *KIND_MEASURES]
    return pd.DataFrame(rows, columns=columns)


def summary_table(sample: Sample) -> pd.DataFrame:
    """Return the mean of each outcome: strategy, outcome, mean, low, high."""
    rows = [(s, o, *sample.mean(o, s)) for s in sample.strategies for o in OUTCOMES]
    return pd.DataFrame(rows, columns=["strategy", "outcome", "mean", "low", "high"])


def differences_table(sample: Sample, baseline: str) -> pd.DataFrame:
    """Return each strategy less the baseline: strategy, outcome, mean, low, high, correlation."""
    others = [s for s in sample.strategies if s != baseline]
    rows = [(s, o, *sample.difference(o, s, baseline)) for s in others for o in OUTCOMES]
    columns = ["strategy", "outcome", "mean", "low", "high", "correlation"]
    return pd.DataFrame(rows, columns=columns)


def best_table(sample: Sample) -> pd.DataFrame:
    """Return the chance of being best: outcome, strategy, probability."""
    rows = [
        (outcome, *entry)
        for outcome in OUTCOMES
        for entry in zip(sample.strategies, sample.best(outcome), strict=True)
    ]
    return pd.DataFrame(rows, columns=["outcome", "strategy", "probability"])


def failures_table(results: Sequence[Run | Failure], replicate: str = "replicate") -> pd.DataFrame:
    """Return the runs that failed: strategy, replicate, seed, error, traceback."""
    rows = [result for result in results if isinstance(result, Failure)]
    return pd.DataFrame(rows, columns=["strategy", replicate, "seed", "error", "traceback"])
