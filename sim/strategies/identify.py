"""Identify: which communities a brand goes to."""

from typing import Literal

from sim.parameters import Parameters, parameter

__all__ = ["Identify", "chosen_communities"]


class Identify(Parameters):
    """Where to be present: by name, or the first few of the market's communities."""

    communities: tuple[str, ...] | Literal["all"] = "all"
    how_many: int = parameter(
        5,
        plausible=(1, 24),
        bounds=(1, 100_000),
        unit="communities",
        meaning="the most communities to be present in",
        source="choice of the brand",
        confidence="given",
    )


def chosen_communities(block: Identify | None, names: tuple[str, ...]) -> list[int]:
    """Return the positions of the communities to be present in, in the market's order.

    A group of communities ("makers" stands for "makers 1", "makers 2", ...) is chosen whole.
    """
    if block is None:
        return []
    wanted = block.communities

    def is_wanted(name: str) -> bool:
        group, _, number = name.rpartition(" ")
        return wanted == "all" or name in wanted or (number.isdigit() and group in wanted)

    return [c for c, name in enumerate(names) if is_wanted(name)][: block.how_many]
