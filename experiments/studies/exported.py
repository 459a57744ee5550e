"""A study's runs as a table: one row each, in the study's order, the same whatever was killed."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.packing import outcomes_from
from experiments.statistics import quotient
from experiments.store import Store, StoreError
from sim.outcomes import OUTCOMES

__all__ = ["runs_of", "study_in", "weekly_of", "write_table"]


_SHORTEST_ID = 8  # digits: as many as status shows


def study_in(store: Store, name: str | None = None) -> dict[str, Any]:
    """Return a study of a store by its name, its id or how that begins; the latest without one.

    Raises:
        StoreError: if there is none.
    """
    studies = store.studies()
    found = [
        each for each in studies
        if name is None or name == each["name"]
        or (len(name) >= _SHORTEST_ID and each["id"].startswith(name))
    ]  # fmt: skip
    if not found:
        known = ", ".join(dict.fromkeys(each["name"] for each in studies)) or "none"
        raise StoreError(f"{store.path}: there is no study '{name or ''}'; it has {known}")
    return found[-1]


def runs_of(store: Store, study: str, *, is_timed: bool = False) -> pd.DataFrame:
    """Return the finished runs of a study.

    Columns: run (number in the study), strategy, replicate, seed, what varies by dotted path,
    status ("done" or "failed"), error, then every outcome in its unit, NaN where undefined.

    Args:
        store: where they are.
        study: its id.
        is_timed: add seconds, attempts, host and finished, which differ from machine to machine.
    """
    names = [name for name, each in OUTCOMES.items() if each.ratio_of is None]
    rows = []
    for n, strategy, replicate, seed, overrides, status, outcomes, error, *timing in store.rows(
        study
    ):
        found = outcomes_from(outcomes)
        row = {"run": n, "strategy": strategy, "replicate": replicate, "seed": seed}
        row |= json.loads(overrides) | {"status": status, "error": error}
        row |= {name: found.get(name) for name in names}
        for name, each in OUTCOMES.items():
            if each.ratio_of and found:
                row[name] = float(quotient(*(found[part] for part in each.ratio_of)))
        if is_timed:
            row |= dict(zip(("seconds", "attempts", "host", "finished"), timing, strict=True))
        rows.append(row)
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    last = ["status", "error", *OUTCOMES, *(["seconds", "attempts", "host", "finished"] * is_timed)]
    first = [name for name in table.columns if name not in last]
    return table.reindex(columns=[*first, *last])


def weekly_of(store: Store, study: str) -> pd.DataFrame:
    """Return the weekly series of a study's runs: run, strategy, replicate, week, measure, value.

    Runs kept without series are left out.
    """
    rows = []
    for task, run in store.runs_with_series(study):
        for measure, values in run.weekly.items():
            rows += [
                (task.n, task.strategy, task.replicate, week, measure, value)
                for week, value in enumerate(values.tolist())
            ]
    names = ["run", "strategy", "replicate", "week", "measure", "value"]
    return pd.DataFrame(rows, columns=names)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV or Parquet, by the ending of the file.

    Raises:
        StoreError: for another ending, a file that is there already, or Parquet without pyarrow.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise StoreError(f"{path}: a file that ends in .csv or .parquet is allowed")
    if path.exists():
        raise StoreError(f"{path}: this file is there already and is left as it is")
    if not path.absolute().parent.is_dir():
        raise StoreError(f"{path}: there is no folder '{path.parent}'")
    try:
        if path.suffix == ".csv":
            table.to_csv(path, index=False, lineterminator="\n")
        else:
            _of_one_kind(table).to_parquet(path, index=False)
    except ImportError:
        raise StoreError("Parquet needs the package pyarrow: install fireside[parquet]") from None
    except OSError as fault:
        raise StoreError(f"{path}: cannot be written: {fault.strerror}") from None


def _of_one_kind(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with columns of different kinds, such as "all" and lists, as JSON text."""
    mixed = [
        name for name, column in table.items()
        if column.dtype == object and column.map(type).nunique() > 1
    ]  # fmt: skip
    return table.assign(**{str(name): table[name].map(json.dumps) for name in mixed})
