"""The numbers behind pictures: weeks, sums and estimates of a comparison, by strategy."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics import mean_interval
from sim.results import Run

if TYPE_CHECKING:
    from experiments.compare import Comparison

__all__ = ["band_of", "estimates_of", "means_of", "weekly"]


def weekly(comparison: "Comparison", measure: str, *, so_far: bool) -> dict[str, pd.DataFrame]:
    """Return one measure as weeks x replicates, by strategy; `so_far` adds the weeks up."""
    tables = {}
    for strategy in comparison.strategies:
        runs = {p.task.replicate: p.run for p in comparison.pairs if p.task.strategy == strategy}
        table = pd.DataFrame({r: run.weekly[measure] for r, run in runs.items()})
        tables[strategy] = table.cumsum() if so_far else table
    return tables


def means_of(
    comparison: "Comparison", ledger: Callable[[Run], Mapping[str, NDArray[np.float64]]]
) -> pd.DataFrame:
    """Return the mean over replicates of what a ledger sums up to: strategies x its lines."""
    found = {
        strategy: [p.run for p in comparison.pairs if p.task.strategy == strategy]
        for strategy in comparison.strategies
    }
    rows = {
        strategy: pd.DataFrame(
            [{k: v.sum() for k, v in ledger(run).items()} for run in runs]
        ).mean()
        for strategy, runs in found.items()
        if runs
    }
    return pd.DataFrame(rows).T.fillna(0.0)


def estimates_of(comparison: "Comparison", outcome: str) -> dict[str, tuple[float, float, float]]:
    """Return mean, low and high of an outcome by strategy."""
    rows = comparison.summary[comparison.summary["outcome"] == outcome].to_dict("records")
    return {row["strategy"]: (row["mean"], row["low"], row["high"]) for row in rows}


def band_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean, low and high (95 % t interval over the columns) of each row."""
    rows = [mean_interval(row[np.isfinite(row)]) for row in table.to_numpy(float)]
    return pd.DataFrame(rows, index=table.index, columns=["mean", "low", "high"])
