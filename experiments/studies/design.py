"""Designs: which points of the space of what varies are run."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.factors import DUMMY, Factor, table_of
from experiments.sensitivity.designs import latin_design, morris_design, sobol_design
from experiments.studies.file import Design
from sim.parameters import declarations
from sim.scenario import Scenario

__all__ = ["factors_of", "points_of"]


def points_of(
    design: Design, factors: Sequence[Factor], seed: int, table: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the points of a design: one row each, one column a factor, values as they are set.

    Designs that an analysis of sensitivity may follow have a dummy among the factors.

    Args:
        design: as the file of a study states it.
        factors: what varies.
        seed: of the study.
        table: the rows of a list or of a CSV file.
    """
    if table is not None:
        return table
    if not factors:
        return pd.DataFrame(index=range(1))
    if design.method == "grid":
        return _grid(factors, design.levels)
    whole = [*factors, Factor(DUMMY, "uniform", 0.0, 1.0, meaning="nothing", unit="share")]
    if design.method == "sobol":
        places = sobol_design(whole, design.points, seed, is_second_order=design.second_order)
    elif design.method == "morris":
        places = morris_design(whole, design.points, seed)
    elif design.method == "lhs":
        places = latin_design(whole, design.points, seed)
    else:
        places = np.random.default_rng(seed).random((design.points, len(whole)))
    return table_of(whole, places)


def factors_of(table: pd.DataFrame, spec: Scenario) -> list[Factor]:
    """Return what the columns of a list or a table of points vary: numbers over their range."""
    declared = {each.name: each for each in declarations(spec)}
    found = []
    for name in map(str, table.columns):
        values, about = table[name], declared.get(name)
        meaning, unit = (about.meaning, about.unit) if about else ("", "")
        if name == DUMMY or values.map(str).nunique() < 2:
            continue
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            low, high = float(values.min()), float(values.max())
            found.append(Factor(name, "uniform", low, high, meaning=meaning, unit=unit))
        else:
            choices = tuple({str(value): value for value in values}.values())
            found.append(Factor(name, "choice", choices=choices, meaning=meaning, unit=unit))
    return found


def _grid(factors: Sequence[Factor], levels: int) -> pd.DataFrame:
    """Return every combination: all choices, at most so many values of a range, its ends too."""
    values: list[list[Any]] = []
    for each in factors:
        if each.law == "choice":
            values.append(list(each.choices))
        else:
            values.append(list(dict.fromkeys(each.values_at(np.linspace(0, 1, levels)).tolist())))
    names = [each.name for each in factors]
    return pd.DataFrame(list(itertools.product(*values)), columns=names)
