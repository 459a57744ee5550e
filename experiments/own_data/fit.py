"""What a fit to own data comes to: joint draws of parameters of the model."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["N_DRAWS", "Fit", "resampling_weights"]

N_DRAWS = 1000

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fit:
    """Draws of what one file identifies.

    Attributes:
        draws: dotted parameter -> values the data allow, shape (N_DRAWS,), rows joint.
        identified_by: dotted parameter -> what in the data says so, in words.
        facts: dotted parameter -> value read off the data, with no uncertainty.
        notes: what else is to be said, in sentences.
    """

    draws: dict[str, Floats]
    identified_by: dict[str, str]
    facts: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def interval(self, name: str) -> tuple[float, float, float]:
        """Return the median and the ends of the 90 % interval of a parameter."""
        low, middle, high = np.quantile(self.draws[name], (0.05, 0.5, 0.95))
        return float(middle), float(low), float(high)


def resampling_weights(n: int, rng: np.random.Generator) -> Floats:
    """Return weights of n rows in each draw of a Bayesian bootstrap, shape (N_DRAWS, n).

    Source: Rubin 1981, Annals of Statistics 9 (from memory, not verified).
    """
    weights = rng.standard_exponential((N_DRAWS, n))
    return weights / weights.sum(axis=1, keepdims=True)
