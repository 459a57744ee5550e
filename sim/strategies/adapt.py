"""Adapt: change course by what is seen."""

from sim.parameters import Parameters, parameter

__all__ = ["Adapt", "mix_without_promotion"]


class Adapt(Parameters):
    """What to do when moderators take a post down."""

    pause_after_removal: int = parameter(
        4,
        plausible=(1, 12),
        bounds=(0, 104),
        unit="weeks",
        meaning="weeks without promotion in a community that removed a post",
        source="choice of the brand",
        confidence="given",
    )
    promotion_limit: float = parameter(
        0.5,
        plausible=(0.1, 0.9),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="promotion from which a kind of post counts as promotional",
        source="choice of the brand",
        confidence="given",
    )


def mix_without_promotion(mix: dict, promotion: dict[str, float], limit: float) -> dict:
    """Return the mix with promotional kinds left out, scaled to 1; empty if nothing is left."""
    kept = {name: share for name, share in mix.items() if promotion[name] < limit and share > 0}
    total = sum(kept.values())
    return {name: share / total for name, share in kept.items()}
