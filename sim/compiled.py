"""The two kinds of compiled function: a rule for one member, a kernel for a span of rows."""

import os
from pathlib import Path

import numba
from numba import njit

from sim.version import CODE_HASH

__all__ = ["CACHE", "kernel", "kernels_are_compiled", "mark_compiled", "rule"]

# Numba recompiles a function when its own file changes, not when a file it calls
# into does. One cache per version of the code keeps stale kernels out of results.
CACHE = Path(os.environ.get("FIRESIDE_CACHE", Path.home() / ".cache" / "fireside")) / CODE_HASH
numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]

# A rule is a pure function of numbers: the equation of the paper, for one member.
rule = njit(cache=True, error_model="numpy")

# A kernel applies rules to the rows start..stop: one member, one community, or all.
# It writes row i by turn i alone and holds no lock, so spans may run side by side.
kernel = njit(cache=True, error_model="numpy", nogil=True)


def kernels_are_compiled() -> bool:
    """Tell whether a run of this code has left its compiled kernels behind."""
    return (CACHE / "complete").exists()


def mark_compiled() -> None:
    """Note that all kernels of this code are compiled, for the next process to know."""
    if not kernels_are_compiled():
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / "complete").touch()
