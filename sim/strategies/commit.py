"""Commit: how many hours a week, from when to when, steadily or in bursts."""

from sim.parameters import Parameters, parameter

__all__ = ["Change", "Commit", "Pause", "hours_in", "is_active"]


def _week(default: int, meaning: str):
    return parameter(
        default, plausible=(0, 520), bounds=(0, 520), unit="weeks", meaning=meaning,
        source="choice of the brand", confidence="given",
    )  # fmt: skip


class Pause(Parameters):
    """Weeks off."""

    from_week: int = _week(0, "first week off")
    to_week: int = _week(0, "first week on again")


class Change(Parameters):
    """Other hours from a week on."""

    week: int = _week(0, "week from which the new hours hold")
    hours_per_week: float = parameter(
        0.0, plausible=(0.0, 40.0), bounds=(0.0, 10_000.0), unit="hours/week",
        meaning="time from then on", source="choice of the brand", confidence="given",
    )  # fmt: skip


class Commit(Parameters):
    """Hours asked for, and for how long. Without this block the brand gives no time."""

    hours_per_week: float = parameter(
        14.0,
        plausible=(2.0, 40.0),
        bounds=(0.0, 10_000.0),
        unit="hours/week",
        meaning="time for all work; the brand may have less",
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
    weeks_on: int = parameter(
        1, plausible=(1, 13), bounds=(1, 520), unit="weeks", meaning="length of a burst",
        source="choice of the brand", confidence="given",
    )  # fmt: skip
    weeks_off: int = parameter(
        0, plausible=(0, 13), bounds=(0, 520), unit="weeks",
        meaning="rest between bursts; 0 is steady work", source="choice of the brand",
        confidence="given",
    )  # fmt: skip
    pauses: tuple[Pause, ...] = ()
    changes: tuple[Change, ...] = ()


def is_active(block: Commit | None, week: int) -> bool:
    """Tell whether the brand gives time in this week."""
    if block is None or not block.start_week <= week < block.stop_week:
        return False
    if any(pause.from_week <= week < pause.to_week for pause in block.pauses):
        return False
    return (week - block.start_week) % (block.weeks_on + block.weeks_off) < block.weeks_on


def hours_in(block: Commit, week: int) -> float:
    """Return the hours that the brand asks for in a week (hours/week)."""
    hours = block.hours_per_week
    for change in sorted(block.changes, key=lambda change: change.week):
        if change.week <= week:
            hours = change.hours_per_week
    return hours
