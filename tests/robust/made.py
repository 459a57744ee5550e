"""Worths, futures and runs made up to order."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.robust.decision import Worth
from sim.outcomes import OUTCOMES, PARTS
from sim.parameters import Declaration
from sim.results import Run


def worth(values, *, may_win=None, names="abcdefgh") -> Worth:
    """Return worths of strategies a, b, ...: one row a strategy, one column a future."""
    values = np.asarray(values, float)
    may_win = np.ones(len(values), bool) if may_win is None else np.asarray(may_win)
    return Worth(tuple(names[: len(values)]), values, may_win, np.arange(values.shape[1]), 1)


def declared(name: str) -> Declaration:
    """Return a parameter between 0 and 1."""
    return Declaration(name, 0.5, 0.0, 1.0, 0.0, 1.0, "share", f"what {name} is", "made up", "low")


def cube(n: int, n_parameters: int, seed: int) -> pd.DataFrame:
    """Return n futures of parameters p.0, p.1, ...: a Latin hypercube, as draw_futures makes."""
    random = np.random.default_rng(seed)
    slices = random.permuted(np.tile(np.arange(n), (n_parameters, 1)), axis=1).T
    places = (slices + random.random((n, n_parameters))) / n
    return pd.DataFrame(places, columns=[f"p.{k}" for k in range(n_parameters)])


def run_of(outcomes_of: Callable[..., dict[str, float]]):
    """Return a stand-in for `running`: outcomes follow from the task; the rest is 1.

    Args:
        outcomes_of: called with the task; may raise nothing and return a Failure.
    """

    def run(tasks, settings):
        return [result_of(outcomes_of(task)) for task in tasks]

    return run


def result_of(outcomes):
    """Return a run with these outcomes, or the failure as it is."""
    if not isinstance(outcomes, dict):
        return outcomes
    names = [name for name, each in OUTCOMES.items() if each.ratio_of is None]
    run = object.__new__(Run)
    object.__setattr__(run, "outcomes", dict.fromkeys((*names, *PARTS), 1.0) | outcomes)
    return run


def noise(seed: int, *shape: int) -> NDArray[np.floating]:
    """Return standard normal numbers."""
    return np.random.default_rng(seed).normal(size=shape)
