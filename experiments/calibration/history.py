"""History matching: rule out where the model cannot come to what was measured.

    implausibility^2 = (fact - expected)^2 / (variance of emulator + luck + fact + discrepancy)

An emulator (Gaussian process) stands in for the model. A place is ruled out if any target is more
than three standard deviations away; what is left is run again, with new emulators, wave by wave.

Source: Craig et al. 1997, Vernon et al. 2010 (method, and the cut at 3); from memory, not verified.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.prior import names_in
from experiments.calibration.targets import Target, scaled
from experiments.sensitivity.surrogate import Process, most_likely

__all__ = ["CUT", "Emulator", "Places", "emulators_of", "implausibility", "places_left"]

CUT = 3.0  # standard deviations (Pukelsheim 1994: 95 % of any unimodal law)
_WALKERS, _STEPS = 400, 250

Places = NDArray[np.floating]  # in the unit cube, shape (n, n_fitted)


@dataclass(frozen=True, slots=True, eq=False)
class Emulator:
    """Stands in for one measure of the model.

    Attributes:
        target: what it is compared with.
        inputs: the parameters that matter to it.
        process: given the runs, on the scale of the target.
    """

    target: Target
    inputs: list[int]
    process: Process

    def squared_distance(self, places: Places) -> NDArray[np.float64]:
        """Return the squared implausibility of places, shape (n,)."""
        mean, variance = self.process.mean_and_variance_at(places[:, self.inputs])
        # Luck counts once: the fact, too, is one history.
        unsure = variance + self.process.luck + self.target.variance
        return (self.target.centre - mean) ** 2 / unsure


def emulators_of(
    targets: Sequence[Target], places: Places, measured: dict[str, NDArray[np.float64]]
) -> list[Emulator]:
    """Return an emulator for each target.

    Args:
        targets: those that are fitted to.
        places: where the model was run, shape (n, n_fitted).
        measured: values of each measure there, by its name, shape (n,), NaN where undefined.
    """
    processes: dict[tuple[str, str], Process] = {}
    found = []
    for target in targets:
        inputs, name = names_in(target.world), (target.measure, target.scale)
        if name not in processes:
            values = scaled(measured[target.measure], target.scale)
            known = np.isfinite(values)
            processes[name] = most_likely(places[known][:, inputs], values[known])
        found.append(Emulator(target, inputs, processes[name]))
    return found


def implausibility(emulators: Sequence[Emulator], places: Places) -> NDArray[np.float64]:
    """Return how far each place is from the target it is furthest from, in standard deviations."""
    worst = np.zeros(len(places))
    for emulator in emulators:
        worst = np.maximum(worst, emulator.squared_distance(places))
    return np.sqrt(worst)


def places_left(
    waves: Sequence[Sequence[Emulator]], start: Places, n: int, rng: np.random.Generator
) -> Places:
    """Return n places that no wave rules out, spread over what is left.

    Walkers go at random inside what is left, each in the direction between two others (as
    differential evolution does), from the least implausible places known.

    Args:
        waves: emulators of each wave so far.
        start: places to begin at, shape (n_start, n_fitted), at least one of them left.
        n: how many are wanted, at most the number of walkers.
        rng: all luck of the walk.

    Raises:
        ValueError: if no place to begin at is left: the model cannot come to the facts.
    """

    def worst(places: Places) -> NDArray[np.float64]:
        return np.max([implausibility(wave, places) for wave in waves], axis=0)

    order = np.argsort(worst(start), kind="stable")
    best = start[order[: max(_WALKERS // 4, 20)]]
    walkers = best[rng.integers(0, len(best), _WALKERS)]
    limit = worst(walkers)
    for _ in range(_STEPS):
        one, other = rng.integers(0, _WALKERS, (2, _WALKERS))
        some = rng.random(walkers.shape) < 0.3
        step = rng.normal(0, 0.4, (_WALKERS, 1)) * (walkers[one] - walkers[other])
        step += rng.normal(0, 0.02, walkers.shape)
        new = np.abs(walkers + step * some)  # reflected at the walls of the cube
        new = np.where(new > 1.0, 2.0 - new, new)
        inside = ((new >= 0.0) & (new <= 1.0)).all(axis=1)
        distance = np.full(_WALKERS, np.inf)
        distance[inside] = worst(new[inside])
        moves = distance <= np.maximum(CUT, limit)
        walkers[moves], limit[moves] = new[moves], distance[moves]
    left = walkers[limit <= CUT]
    if len(left) == 0:
        raise ValueError(f"nothing is left: the best place is {limit.min():.1f} deviations away")
    return left[rng.permutation(len(left))[:n]]
