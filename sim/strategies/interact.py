"""Interact: listen, reply to comments, answer members who ask for help."""

from sim.parameters import Parameters, parameter

__all__ = ["Interact"]


class Interact(Parameters):
    """Taking part, beyond posting. Each costs hours; replies and answers get what is left."""

    listening_hours: float = parameter(
        1.0,
        plausible=(0.5, 3.0),
        bounds=(0.0, 80.0),
        unit="hours/week",
        meaning="time to read along in each community",
        source="choice of the brand",
        confidence="given",
    )
    replies: bool = True
    answers: bool = False
