"""The calibration of the defaults: waves of history matching, then a posterior, then a look back.

Everything random follows from one seed, so that the same command gives the same digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.calibration.history import (
    CUT,
    Emulator,
    Places,
    emulators_of,
    implausibility,
    places_left,
)
from experiments.calibration.observing import observe
from experiments.calibration.posterior import adjusted
from experiments.calibration.prior import FITTED, factors_of
from experiments.calibration.targets import TARGETS, World
from experiments.factors import table_of
from experiments.runner import Failure, Setting, Task, seed_of
from experiments.running import RunMany
from experiments.sensitivity.designs import latin_design
from sim.scenario_file import LIBRARY, load_scenario

__all__ = ["Calibration", "Sizes", "calibrate"]

WORLDS: dict[World, tuple[str, dict[str, object]]] = {  # strategy, and what is changed
    "communities": ("communities", {}),
    "movers": ("communities", {
        "membership.is_on": 1, "communities.huge.size": 1000, "communities.largest.size": 1000,
    }),
    "page": ("page", {}),
    "ads": ("ads", {}),
}  # fmt: skip
_LOOKED_AT = 100_000  # places, to see how much of the prior a wave leaves


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is run."""

    wave: int = 160  # places
    waves: int = 3
    posterior: int = 320  # places in what is left
    check: int = 100  # draws from the posterior that are run again
    defaults: int = 20  # seeds of the defaults in force


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What came of it.

    Attributes:
        left: share of the prior (0..1) that each wave leaves, looked at with its emulators.
        posterior: draws, one row a draw, one column a parameter (dotted), in its unit.
        predicted: measures of runs at draws from the posterior: world.measure -> (n_check,).
        at_defaults: the same at the defaults in force: (n_seeds,).
        failures: runs that came to nothing.
    """

    left: tuple[float, ...]
    posterior: pd.DataFrame
    predicted: dict[str, NDArray[np.float64]]
    at_defaults: dict[str, NDArray[np.float64]]
    failures: list[Failure] = field(default_factory=list)


@dataclass(slots=True)
class _Runs:
    """Makes runs of the observatory."""

    run: RunMany
    seed: int
    failures: list[Failure] = field(default_factory=list)

    def at(self, places: Places, stage: int) -> dict[str, NDArray[np.float64]]:
        """Return the measures at places, each with luck of its own; stage >= 1 names the luck."""
        values = table_of(factors_of(), places).to_dict("records")
        return self.of([{str(k): v for k, v in row.items()} for row in values], stage)

    def of(self, rows: Sequence[dict[str, object]], stage: int) -> dict[str, NDArray[np.float64]]:
        """Return the measures of some settings, one run in each world for each."""
        observatory = load_scenario(LIBRARY / "studies" / "observatory.toml")
        tasks = [
            Task(strategy, k, seed_of(self.seed, stage, k), dict(row) | changes)
            for k, row in enumerate(rows)
            for strategy, changes in WORLDS.values()
        ]
        results = self.run(tasks, Setting(observatory, simulate=observe))
        self.failures += [each for each in results if isinstance(each, Failure)]
        found: dict[str, NDArray[np.float64]] = {}
        for w, world in enumerate(WORLDS):
            runs = results[w :: len(WORLDS)]
            for target in TARGETS:
                if target.world == world:
                    found[target.measure] = np.array([
                        np.nan if isinstance(run, Failure) else run.outcomes[target.measure]
                        for run in runs
                    ])  # fmt: skip
        return found


def calibrate(run: RunMany, seed: int = 1, sizes: Sizes | None = None) -> Calibration:
    """Return what measured facts say of the uncertain defaults.

    Args:
        run: makes the runs of tasks, in their order.
        seed: whole number >= 0; everything random follows from it.
        sizes: how much is run.

    Raises:
        ValueError: if nothing is left: the model cannot come to the facts.
    """
    sizes = sizes or Sizes()
    runs = _Runs(run, seed)
    rng = np.random.default_rng(seed)
    targets = [each for each in TARGETS if each.is_fitted]
    places = latin_design(factors_of(), sizes.wave, seed)
    waves: list[list[Emulator]] = []
    left: list[float] = []
    known = places
    for wave in range(sizes.waves):
        waves.append(emulators_of(targets, places, runs.at(places, wave + 1)))
        left.append(_share_left(waves, rng))
        n = sizes.wave if wave + 1 < sizes.waves else sizes.posterior
        places = places_left(waves, known, n, rng)
        known = np.concatenate([known, places])
    drawn = adjusted(targets, places, runs.at(places, 100), rng)
    check = drawn[rng.choice(len(drawn), sizes.check, replace=False)]
    return Calibration(
        left=tuple(left),
        posterior=table_of(factors_of(), drawn),
        predicted=runs.at(check, 101),
        at_defaults=runs.of([{}] * sizes.defaults, 102),
        failures=runs.failures,
    )


def _share_left(waves: Sequence[Sequence[Emulator]], rng: np.random.Generator) -> float:
    """Return which share of the prior no wave so far rules out."""
    places = rng.random((_LOOKED_AT, len(FITTED)))
    for wave in waves:
        places = places[implausibility(wave, places) <= CUT]
        if len(places) == 0:
            return 0.0
    return len(places) / _LOOKED_AT
