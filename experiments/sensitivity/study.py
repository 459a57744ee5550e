"""What decides an outcome: screening of all parameters, indices of the few that matter, curves.

1. Morris screening of everything uncertain, and of a dummy that nothing depends on. The luck is
   the same at all points of a trajectory, and another in the next.
2. Sobol indices of the parameters that came out first, from a surrogate that is fitted to a Latin
   hypercube of runs, each with its own luck. They are results only if the surrogate is trusted.
3. If asked for, direct Sobol indices of the same, the same seeds at every point.
4. The outcome along each of these parameters, all else as it is.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.factors import DUMMY, Factor, factor_of, table_of, uncertain
from experiments.runner import seed_of
from experiments.running import RunMany
from experiments.sensitivity import designs
from experiments.sensitivity.curves import one_at_a_time
from experiments.sensitivity.guards import SensitivityError, labels_of, power_of_two
from experiments.sensitivity.indices import Indices, morris_indices, sobol_indices
from experiments.sensitivity.question import Question, Runs
from experiments.sensitivity.result import Direct, Emulated, Screening, Sensitivity
from experiments.sensitivity.surrogate import LEAST_POINTS, fit_surrogate

__all__ = ["analyse", "sensitivity"]

OnStage = Callable[[str], object]
Floats = NDArray[np.floating]

_DUMMY = Factor(DUMMY, "uniform", 0.0, 1.0, meaning="nothing: no parameter at all", unit="number")
_LONG, _N_VALUES = 5, 7  # so many parameters have a curve, of so many values
_MOST_LOST = 0.5  # of a design, to runs that failed or left the outcome undefined


def sensitivity(
    question: Question, run: RunMany, *, known: Collection[str] = (), **options
) -> Sensitivity:
    """Analyse what decides an outcome over all that is uncertain in a scenario.

    Args:
        question: what is asked.
        run: makes runs.
        known: dotted names to leave as they are.
        options: as of `analyse`.

    Raises:
        CompareError: if it cannot be analysed.
    """
    factors = [factor_of(each) for each in uncertain(question.spec, known)]
    return analyse(factors, question, run, **options)


def analyse(
    factors: Sequence[Factor],
    question: Question,
    run: RunMany,
    *,
    screen: int = 8,
    points: int = 512,
    top: int = 10,
    direct: int = 0,
    replicates: int = 8,
    seed: int = 1,
    on_stage: OnStage = lambda _: None,
) -> Sensitivity:
    """Analyse what decides an outcome over some factors.

    Args:
        factors: what varies; a dummy is added.
        question: what is asked.
        run: makes runs.
        screen: Morris trajectories, at least 2.
        points: runs that the surrogate is fitted to; 0 for no surrogate.
        top: how many factors (or groups) the screening lets through.
        direct: blocks of a direct Sobol design; 0 for none; rounded up to a power of two.
        replicates: different lucks, at each value of a curve and each point of a direct design;
            trajectories take them in turn.
        seed: everything random follows from it, >= 0.
        on_stage: told in words what comes next.

    Raises:
        CompareError: if it cannot be analysed.
    """
    _check(points=points, top=top, direct=direct, replicates=replicates, seed=seed)
    if not factors:
        raise SensitivityError("nothing is uncertain here: no parameter with a range is left")
    runs, everything = Runs(question, run), [*factors, _DUMMY]
    lucks = [seed_of(seed, r) for r in range(replicates)]
    on_stage(f"Screening {len(factors)} parameters")
    screening = _screened(everything, screen, top, runs, lucks, seed)
    few = [each for each in everything if (each.group or each.name) in screening.kept]
    emulated = found = None
    if points:
        on_stage(f"Fitting a surrogate of {len(few) - 1} parameters")
        emulated = _emulated(few, points, runs, seed)
        screening.compare_with(emulated.surrogate, [everything.index(each) for each in few])
    if direct:
        on_stage(f"Direct Sobol indices of {len(few) - 1} parameters")
        found = _direct(few, power_of_two(direct), runs, lucks, seed)
    result = Sensitivity(question, everything, screening, emulated, found, runs, seed, replicates)
    on_stage("One parameter at a time")
    ranked = sorted(few, key=lambda each: result.place_of(each.group or each.name))
    result.centre, result.curves = one_at_a_time(ranked, _LONG, _N_VALUES, runs, lucks)
    return result


def _screened(
    factors: list[Factor], n: int, top: int, runs: Runs, lucks: list[int], seed: int
) -> Screening:
    """Return Morris's indices of all factors, and which of them go on."""
    places = designs.morris_design(factors, n, seed)
    width = len(places) // n
    seeds = [[lucks[t % len(lucks)]] for t in range(n) for _ in range(width)]
    values = runs.values_at(table_of(factors, places), seeds)
    is_kept = _whole_blocks(values, width, "trajectories of the screening", runs.question)
    places, values = places[is_kept], values[:, is_kept]
    indices = morris_indices(factors, places, values, seed)
    order = [each for each in indices.order("mu_star") if each != DUMMY]
    size = dict(zip(indices.labels, indices["mu_star"].value, strict=True))
    kept = {each for each in order[:top] if size[each] > 0} | {DUMMY}
    if kept == {DUMMY}:
        raise SensitivityError(
            f"none of {len(factors) - 1} parameters changes the {runs.question.what} here"
        )
    n_kept = len(places) // width
    return Screening(indices, [x for x in labels_of(factors) if x in kept], places, values, n,
                     n - n_kept)  # fmt: skip


def _emulated(factors: list[Factor], n: int, runs: Runs, seed: int) -> Emulated:
    """Return a surrogate of some factors, and its indices."""
    places = designs.latin_design(factors, n, seed)
    seeds = [[seed_of(seed, i, 1)] for i in range(n)]
    values = runs.values_at(table_of(factors, places), seeds)
    is_kept = _whole_blocks(values, 1, "runs for the surrogate", runs.question)
    surrogate = fit_surrogate(factors, places[is_kept], values[0, is_kept], seed)
    return Emulated(surrogate, surrogate.indices(), n, int((~is_kept).sum()))


def _direct(factors: list[Factor], n: int, runs: Runs, lucks: list[int], seed: int) -> Direct:
    """Return Sobol indices of the model itself, of n blocks."""
    places = designs.sobol_design(factors, n, seed)
    values = runs.values_at(table_of(factors, places), [lucks] * len(places))
    width = designs.sobol_width(factors)
    is_kept = _whole_blocks(values, width, "blocks of the direct design", runs.question)
    indices: Indices = sobol_indices(factors, values[:, is_kept], seed)
    return Direct(indices, n, n - int(is_kept.sum()) // width)


def _whole_blocks(values: Floats, width: int, what: str, question: Question) -> NDArray[np.bool_]:
    """Return which points are in blocks without an undefined value, shape (n_points,).

    Raises:
        SensitivityError: if most blocks have one.
    """
    is_whole = np.isfinite(values).all(axis=0).reshape(-1, width).all(axis=1)
    n_lost = int((~is_whole).sum())
    if n_lost > _MOST_LOST * len(is_whole):
        raise SensitivityError(
            f"{question.what} is undefined, or the run failed, in {n_lost} of {len(is_whole)} "
            f"{what}; look at another outcome, or hold what breaks it with --set"
        )
    return np.repeat(is_whole, width)


def _check(**given: int) -> None:
    """Refuse a number below what is allowed."""
    least = {"points": 0, "top": 1, "direct": 0, "replicates": 1, "seed": 0}
    for name, value in given.items():
        if value < least[name]:
            raise SensitivityError(f"{name} is {value}; at least {least[name]} is allowed")
    if 0 < given["points"] < LEAST_POINTS:
        raise SensitivityError(
            f"points is {given['points']}; a surrogate needs at least {LEAST_POINTS}, 0 is none"
        )
