"""What is fitted: uncertain defaults that measured facts speak about, and where they might be.

A prior range is the plausible range that was declared before the calibration (model version 3),
even over it; with the reason where it is another. It stays here, so that the calibration can be
repeated once its results have become the ranges.
"""

from typing import NamedTuple

from experiments.calibration.targets import World
from experiments.factors import Factor
from sim.parameters import declarations
from sim.scenario import Scenario

__all__ = ["FITTED", "Fitted", "factors_of", "names_in"]


class Fitted(NamedTuple):
    """A default to be fitted."""

    name: str  # dotted
    low: float
    high: float
    worlds: tuple[World, ...]  # where it matters
    before: float  # the default before the calibration


FITTED = (
    Fitted("engagement.base", -5.0, -2.5, ("communities", "movers", "page"), -3.4),
    Fitted("engagement.friends", 0.0, 1.2, ("communities", "movers"), 0.6),
    Fitted("population.mixing", 0.0, 0.35, ("communities", "movers", "page"), 0.25),
    Fitted("platforms.instagram.crowding", 0.1, 0.35, ("communities", "movers"), 0.22),
    Fitted("population.writing_spread", 1.0, 2.3, ("communities", "movers"), 1.43),
    Fitted("population.visits_spread", 0.6, 1.8, ("communities", "movers"), 1.2),
    Fitted("appeal.spread", 0.0, 1.0, ("communities", "movers"), 0.3),
    Fitted("membership.leave_rate", 0.001, 0.02, ("movers",), 0.004),
    Fitted("audience.page_fluency", 0.35, 0.8, ("page",), 0.58),
    Fitted("platforms.facebook.page_reach", 0.03, 0.2, ("page",), 0.11),
    Fitted("appeal.reach_spread", 0.5, 1.25, ("page",), 1.14),
    Fitted("appeal.page_spread", 0.3, 1.2, ("page",), 0.85),
    Fitted("appeal.dilution", 0.0, 0.5, ("page",), 0.32),
    Fitted("platforms.facebook.page_likes", 0.75, 0.97, ("page",), 0.92),  # no range was declared
    Fitted("platforms.facebook.page_comments", 0.005, 0.03, ("page",), 0.02),  # nor here
    Fitted("engagement.base_ads", -5.5, -4.0, ("ads",), -4.7),
    Fitted("memory.step_ad", 0.0005, 0.005, ("ads",), 0.002),
    Fitted("purchase.rate", 0.0005, 0.02, ("ads",), 0.004),
)


def factors_of(fitted: tuple[Fitted, ...] = FITTED) -> list[Factor]:
    """Return what is fitted as factors, even over their prior ranges."""
    about = {each.name: each for each in declarations(Scenario)}
    return [
        Factor(each.name, "uniform", each.low, each.high, meaning=about[each.name].meaning,
               unit=about[each.name].unit)
        for each in fitted
    ]  # fmt: skip


def names_in(world: World, fitted: tuple[Fitted, ...] = FITTED) -> list[int]:
    """Return the places of the parameters that matter in a world."""
    return [k for k, each in enumerate(fitted) if world in each.worlds]
