"""What both plain models compute once a run: the same for all members on all days."""

import math
from dataclasses import dataclass

from sim.scenario import Scenario

__all__ = ["Rates"]


@dataclass(frozen=True, slots=True)
class Rates:
    """What follows from the parameters of a scenario."""

    prior_trust: float
    prior_good: float
    prior_bad: float
    negativity: float
    trust_lost: float  # share of experience forgotten in a day
    memory_kept: float  # shares that survive a day
    calm_kept: float
    warmth_kept: float
    no_post: float  # what one contact leaves of the gap to full memory
    no_word: float
    most: float  # no chance to buy is above this times memory

    @classmethod
    def of(cls, spec: Scenario, prior_trust: float) -> "Rates":
        """Return the rates of a scenario, with the trust of a stranger."""
        buying, memory, trust = spec.purchase, spec.memory, spec.trust
        return cls(
            prior_trust,
            trust.prior_good,
            trust.prior_bad,
            trust.negativity,
            trust_lost=1.0 - 0.5 ** (1.0 / trust.half_life),
            memory_kept=0.5 ** (1.0 / memory.half_life),
            calm_kept=0.5 ** (1.0 / spec.irritation.half_life),
            warmth_kept=0.5 ** (1.0 / spec.replying.warmth_half_life),
            no_post=1.0 - min(1.0, memory.worth_of_contact * memory.step_ad),
            no_word=1.0 - min(1.0, memory.worth_of_word * memory.step_ad),
            most=buying.rate * math.exp(buying.trust_pull * (1 - prior_trust)) * (1 + buying.deal),
        )
