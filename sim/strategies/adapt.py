"""Adapt: change course by what is measured.

Every post is a pull of an arm: a kind of post in a community. Once a week a policy decides which
arms the week's posts pull, by what they were worth over the last weeks:

    worth = (1 - trust weight) * engagement per hour + trust weight * tone

both measured, with noise: engagements and clicks per hour of work against the best arm, and how
far reactions speak for the brand, 0..1. Rules from a fixed vocabulary act on single metrics.

Source: bandits as in Auer et al. 2002 (from memory, not verified) and Agrawal & Goyal 2012 (see
bandits); that what is measured gets optimised, and what is not suffers, is Goodhart's law.
Weights are assumptions.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.parameters import Parameters, parameter
from sim.strategies.bandits import PolicyName
from sim.strategies.contingency import Contingency

__all__ = ["Adapt", "mix_without_promotion", "worth_of_arms"]


class Adapt(Parameters):
    """How a brand learns from what it sees. Without it, it does the same every week."""

    policy: PolicyName = "fixed"
    epsilon: float = parameter(
        0.1,
        plausible=(0.0, 0.3),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="posts that epsilon-greedy spends on arms picked by chance",
        source="choice of the brand",
        confidence="given",
    )
    trust_weight: float = parameter(
        0.0,
        plausible=(0.0, 1.0),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="weight of the tone of reactions in what an arm is worth; 0 is engagement alone",
        source="choice of the brand",
        confidence="given",
    )
    window: int = parameter(
        26,
        plausible=(4, 52),
        bounds=(1, 520),
        unit="weeks",
        meaning="weeks that are looked back on",
        source="choice of the brand",
        confidence="given",
    )
    tone_scale: float = parameter(
        0.05,
        plausible=(0.02, 0.15),
        bounds=(0.001, 10.0),
        unit="experiences/view",
        meaning="tone of a view at which reactions count as clearly good",
        source="assumption: a third of what a wholly authentic, fitting post says",
        confidence="given",
    )
    rules: tuple[Contingency, ...] = ()
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


def worth_of_arms(
    engagements: NDArray, views: NDArray, tone: NDArray, hours: NDArray, block: Adapt
) -> NDArray[np.float64]:
    """Return what a pull of each arm was worth, 0..1, shape (n_arms,).

    Args:
        engagements: engagements and clicks per post, as measured, (n_arms,).
        views: per post, (n_arms,).
        tone: experiences for the brand less those against it, per post, (n_arms,).
        hours: work for one post, (n_arms,).
        block: the weights.
    """
    per_hour = engagements / np.maximum(hours, 0.1)
    best = per_hour.max(initial=0.0)
    engagement = per_hour / best if best > 0.0 else per_hour
    of_view = tone / np.maximum(views, 1.0)
    liking = special.expit(of_view / block.tone_scale)
    return (1.0 - block.trust_weight) * engagement + block.trust_weight * liking


def mix_without_promotion(mix: dict, promotion: dict[str, float], limit: float) -> dict:
    """Return the mix with promotional kinds left out, scaled to 1; empty if nothing is left."""
    return scaled({name: share for name, share in mix.items() if promotion[name] < limit})


def scaled(mix: dict) -> dict:
    """Return the shares of a mix that are not 0, scaled to sum to 1."""
    kept = {name: share for name, share in mix.items() if share > 0}
    total = sum(kept.values())
    return {name: share / total for name, share in kept.items()}
