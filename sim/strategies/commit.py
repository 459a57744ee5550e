"""Commit: how many hours a week, from when to when."""

from sim.parameters import Parameters, parameter

__all__ = ["Commit", "is_active"]


class Commit(Parameters):
    """Hours asked for, and for how long. Without this block the brand gives no time."""

    hours_per_week: float = parameter(
        14.0,
        plausible=(2.0, 40.0),
        bounds=(0.0, 10_000.0),
        unit="hours/week",
        meaning="time for listening, posts, replies; the brand may have less",
        source="choice of the brand",
        confidence="given",
    )
    start_week: int = parameter(
        0, plausible=(0, 26), bounds=(0, 520), unit="weeks", meaning="first week",
        source="choice of the brand", confidence="given",
    )  # fmt: skip
    stop_week: int = parameter(
        520, plausible=(13, 520), bounds=(0, 520), unit="weeks", meaning="first week off again",
        source="choice of the brand", confidence="given",
    )  # fmt: skip


def is_active(block: Commit | None, week: int) -> bool:
    """Tell whether the brand gives time in this week."""
    return block is not None and block.start_week <= week < block.stop_week
