"""Gather: scheduled AR or VR events for the members of a community."""

from sim.parameters import Parameters, parameter

__all__ = ["Gather", "gathers_in"]


class Gather(Parameters):
    """An event every few weeks, in all communities the brand is present in."""

    every_weeks: int = parameter(
        8, plausible=(2, 26), bounds=(1, 520), unit="weeks", meaning="time between events",
        source="choice of the brand", confidence="given",
    )  # fmt: skip
    first_week: int = parameter(
        4, plausible=(0, 26), bounds=(0, 520), unit="weeks", meaning="week of the first event",
        source="choice of the brand", confidence="given",
    )  # fmt: skip
    immersion: float = parameter(
        1.0, plausible=(0.2, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="how far it is an AR or VR experience", source="choice of the brand",
        confidence="given",
    )  # fmt: skip
    hours: float = parameter(
        6.0, plausible=(2.0, 40.0), bounds=(0.0, 1000.0), unit="hours",
        meaning="work for one event in one community", source="assumption: most of a day",
        confidence="given",
    )  # fmt: skip
    cash: float = parameter(
        300.0, plausible=(0.0, 5000.0), bounds=(0.0, 1_000_000.0), unit="$",
        meaning="money for one event in one community, beyond work", source="assumption",
        confidence="given",
    )  # fmt: skip
    set_up: float = parameter(
        8000.0, plausible=(2000.0, 50_000.0), bounds=(0.0, 10_000_000.0), unit="$",
        meaning="money to make the experience, a 52nd in each week of work of the first year",
        source="assumption: prices of vendors, $2,000 to 50,000", confidence="given",
    )  # fmt: skip


def gathers_in(block: Gather | None, week: int) -> bool:
    """Tell whether there is an event in this week."""
    return (
        block is not None
        and week >= block.first_week
        and (week - block.first_week) % block.every_weeks == 0
    )
