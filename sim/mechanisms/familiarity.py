"""Familiarity: hours in a community teach a brand its language; away from it, it is lost.

    learnt       = 1 - exp(-hours / (scale * (1 + distinctiveness)))
    familiarity' = familiarity + (1 - familiarity) * learnt - lost per day * familiarity
    fluency      = base + (1 - base) * familiarity

Source: 50 h make a casual friend, Hall 2018 (second-hand; an analogy); distinctive
communities keep newcomers out longer, Zhang et al. 2017 (sign). Levels are assumptions.
"""

import math

from sim.compiled import kernel, rule
from sim.parameters import Parameters, parameter
from sim.world import Span, World


class FamiliarityParameters(Parameters):
    """How a brand learns the norms and language of a community."""

    scale: float = parameter(
        20.0,
        plausible=(10.0, 60.0),
        bounds=(0.1, 10_000.0),
        unit="hours",
        meaning="hours in which a brand learns 63 % of what there is to know",
        source="assumption: from 50 h for a casual friend (Hall 2018, an analogy)",
    )
    lost_per_day: float = parameter(
        0.003,
        plausible=(0.0, 0.01),
        bounds=(0.0, 1.0),
        unit="share/day",
        meaning="share of it that is lost in a day",
        source="assumption: half in eight months",
    )
    base_fluency: float = parameter(
        0.35,
        plausible=(0.1, 0.6),
        bounds=(0.0, 1.0),
        unit="share",
        meaning="fluency of a brand that knows nothing of the community",
        source="assumption: plain language carries a third of the way",
    )


@rule
def familiarity_after(familiarity, hours, distinctiveness, scale, lost_per_day):
    """Return familiarity tonight, 0..1.

    familiarity      share        this morning
    hours            hours, >= 0  the brand spent in the community today
    distinctiveness  share        how far its language is from everybody's
    scale            hours, > 0   to learn 63 % of a community that is not distinctive
    lost_per_day     share/day
    """
    learnt = 1.0 - math.exp(-hours / (scale * (1.0 + distinctiveness)))
    return familiarity + (1.0 - familiarity) * learnt - lost_per_day * familiarity


@rule
def fluency_from(familiarity, base):
    """Return how well a brand speaks a community's language, base..1."""
    return base + (1.0 - base) * familiarity


@kernel
def learn(start, stop, familiarity, fluency, hours_today, distinctiveness, scale, lost, base):
    """Writes `familiarity`, `fluency` of communities start..stop: (n_brands, n_communities)."""
    for b in range(familiarity.shape[0]):
        for c in range(start, stop):
            familiarity[b, c] = min(1.0, max(0.0, familiarity_after(
                familiarity[b, c], hours_today[b, c], distinctiveness[c], scale, lost
            )))  # fmt: skip
            fluency[b, c] = fluency_from(familiarity[b, c], base)


def step(world: World, p: FamiliarityParameters, rows: Span) -> None:
    """Let the brands learn from today's hours in the communities `rows`, and lose a little."""
    c = world.communities
    learn(
        rows.start, rows.stop, c.familiarity, c.fluency, c.hours_today, c.distinctiveness,
        p.scale, p.lost_per_day, p.base_fluency,
    )  # fmt: skip
