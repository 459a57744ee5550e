"""What a sensitivity analysis refuses: values that would make its indices wrong without a word.

SALib gives indices of 0 for a single NaN or a constant output, and its analyzers take a seed of 0
for none.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.compare import CompareError
from experiments.factors import Factor

__all__ = ["SensitivityError", "check_values", "labels_of", "power_of_two", "salib_seed"]


class SensitivityError(CompareError):
    """An analysis that cannot be made: what is wrong, and what to do."""


def check_values(values: NDArray[np.floating], shape: tuple[int, ...]) -> None:
    """Refuse values that no index can be taken of.

    Args:
        values: of the output.
        shape: what their shape must be.

    Raises:
        SensitivityError: if the shape differs, a value is not finite, or all are the same.
    """
    if values.shape != shape:
        raise SensitivityError(f"values have the shape {values.shape}; the design asks for {shape}")
    n_bad = int((~np.isfinite(values)).sum())
    if n_bad:
        raise SensitivityError(
            f"{n_bad} of {values.size} values are not finite; leave out whole blocks of the design "
            "that hold them, or look at another outcome"
        )
    if np.ptp(values) <= 1e-12 * np.abs(values).max():  # rounding may move equal values apart
        raise SensitivityError(
            f"the output is {values.flat[0]:g} at every point: nothing decides it, and it has "
            "no indices"
        )


def labels_of(factors: Sequence[Factor]) -> list[str]:
    """Return what indices are told apart by: the names of factors, of groups where they have one.

    Raises:
        SensitivityError: if there are fewer than two, or a name comes twice.
    """
    names = [factor.name for factor in factors]
    labels = list(dict.fromkeys(factor.group or factor.name for factor in factors))
    groups = {factor.group for factor in factors if factor.group}
    twice = sorted({name for name in names if names.count(name) > 1} | groups & set(names))
    if twice:
        raise SensitivityError(f"the name {twice[0]} stands for more than one factor or group")
    if len(labels) < 2:
        raise SensitivityError(
            "all factors are in one group; indices need at least two factors or groups"
        )
    return labels


def power_of_two(n: int) -> int:
    """Return n, rounded up to a power of two: what a Sobol sequence needs to be balanced."""
    return 1 << max(0, n - 1).bit_length()


def salib_seed(seed: int) -> int:
    """Return a seed (>= 1) for SALib, parts of which take 0 for none, of a seed >= 0."""
    return seed + 1
