"""What is left uncertain after a fit to data: draws of some parameters, to be taken together.

A row of the table is one set of values that the data allow. Parameters that the data tie to each
other stay tied, as long as whole rows are drawn.
"""

import math
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Declaration, Parameters, declarations

__all__ = ["Posterior", "faults_of"]


class Posterior(Parameters):
    """Joint draws of parameters: one column a parameter, one row a draw. Empty: nothing fitted."""

    parameters: tuple[str, ...] = ()  # dotted names
    draws: tuple[tuple[float, ...], ...] = ()

    def of(self, name: str) -> NDArray[np.float64]:
        """Return all draws of one parameter, shape (n_draws,)."""
        k = self.parameters.index(name)
        return np.array([row[k] for row in self.draws])

    def without(self, known: Collection[str]) -> "Posterior":
        """Return the same draws of all parameters but those known."""
        kept = [k for k, name in enumerate(self.parameters) if name not in known]
        return Posterior(
            parameters=tuple(self.parameters[k] for k in kept),
            draws=tuple(tuple(row[k] for k in kept) for row in self.draws) if kept else (),
        )


def faults_of(posterior: Posterior, spec: Parameters) -> list[tuple[str, Any, str]]:
    """Return all that is wrong with draws, each as path, what it has, what is allowed.

    Args:
        posterior: the draws.
        spec: the scenario that they belong to: it knows the parameters and their bounds.
    """
    names, draws = posterior.parameters, posterior.draws
    if not names and not draws:
        return []
    known = {each.name: each for each in declarations(spec)}
    faults: list[tuple[str, Any, str]] = []
    for k, name in enumerate(names):
        if name not in known:
            faults.append((f"parameters.{k}", name, "the name of a parameter is allowed"))
        elif name in names[:k]:
            faults.append((f"parameters.{k}", name, "each parameter once is allowed"))
    if not draws:
        faults.append(("draws", None, "at least one row is needed"))
    for r, row in enumerate(draws):
        if len(row) != len(names):
            allowed = f"{len(names)} numbers, one a parameter, are allowed"
            faults.append((f"draws.{r}", f"{len(row)} numbers", allowed))
    return faults or [
        fault
        for k, name in enumerate(names)
        for fault in _outside(k, known[name], [row[k] for row in draws])
    ]


def _outside(k: int, about: Declaration, values: list[float]) -> list[tuple[str, Any, str]]:
    """Return which draws of one parameter are outside its bounds; the first one of them."""
    low = -math.inf if about.minimum is None else about.minimum
    high = math.inf if about.maximum is None else about.maximum
    wrong = [r for r, value in enumerate(values) if not low <= value <= high]
    if not wrong:
        return []
    more = f" ({len(wrong)} draws are outside)" if len(wrong) > 1 else ""
    allowed = f"{about.name}: {low:g} to {high:g} ({about.unit}) is allowed{more}"
    return [(f"draws.{wrong[0]}.{k}", values[wrong[0]], allowed)]
