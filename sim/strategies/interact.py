"""Interact: listen, reply, answer who asks for help, act on advice, apologise when it is due."""

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
    feedback_hours: float = parameter(
        0.0,
        plausible=(0.0, 10.0),
        bounds=(0.0, 1000.0),
        unit="hours/week",
        meaning="time to act on the advice that members gave; with none, it is ignored",
        source="choice of the brand",
        confidence="given",
    )
    apologises: bool = False
