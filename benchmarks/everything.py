"""What all mechanisms together cost, against the model with none of the optional ones."""

import statistics
from time import process_time

from benchmarks.sizes import STRATEGY, sized
from sim.model import BrandCommunity
from sim.scenario import Scenario
from sim.scenario_file import with_overrides

__all__ = ["everything_on", "ratio_of_all"]


def everything_on(spec: Scenario) -> Scenario:
    """Return the scenario with every mechanism that has a switch switched on."""
    switched = [name for name in Scenario.model_fields if hasattr(getattr(spec, name), "is_on")]
    return with_overrides(spec, {f"{name}.is_on": 1 for name in switched})


def ratio_of_all(n_members: int, size: int, n_weeks: int) -> tuple[float, float, float]:
    """Return ns per member-day with none and with all, and the median ratio, week by week.

    Both models run side by side, so that a busy machine slows both.
    """
    spec = sized(n_members // size, size, days=7 * (n_weeks + 8))
    models = [BrandCommunity(each, STRATEGY, 1) for each in (spec, everything_on(spec))]
    for model in models:
        for _ in range(7 * 8):
            model.step()
    times: list[list[float]] = [[], []]
    for _ in range(n_weeks):
        for model, taken in zip(models, times, strict=True):
            begin = process_time()
            for _ in range(7):
                model.step()
            taken.append((process_time() - begin) * 1e9 / (7 * n_members))
    none, everything = (statistics.median(taken) for taken in times)
    ratios = [b / a for a, b in zip(*times, strict=True)]
    return none, everything, statistics.median(ratios)
