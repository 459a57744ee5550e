"""Trust as evidence, and what is carried over: sums that fade.

    V11 Beta trust   V11b with forgetting   V15 carry-over and half-lives

Source: Jøsang & Ismail 2002 (trust from evidence); Leone 1995 (carry-over). Closed forms.
"""

import math
from typing import Any

from experiments.validation.bench import DAILY_POSTS, FOR_EVER, model_of, quiet, run_days
from experiments.validation.case import Check, close
from sim.agents import Policy
from sim.model import BrandCommunity
from sim.strategies.plan import Seen, Strategy

__all__ = ["beta_trust", "carry_over", "forgetful_trust"]

# Every post fits wholly and is wholly genuine, so that it is worth `content_weight` experiences.
_WHOLE: dict[str, Any] = {
    "brand.genuineness": 1.0, "familiarity.base_fluency": 1.0, "judgement.intent_base": 0.0,
}  # fmt: skip
_MEMBERS = {"size": 50, "heterogeneity": 0.0, "moderation": 0.0}
CRISIS_DAY = 10


def beta_trust(
    seed: int = 1, experience: float = 1.0, half_life: float = FOR_EVER, worse: float = 1.0
) -> list[Check]:
    """V11: eight good experiences, then a bad one of weight 1, 3 or 5 (times `worse`)."""
    checks = []
    for weight, expected in ((1, 0.8182), (3, 0.6923), (5, 0.6)):
        changes = _WHOLE | {
            "judgement.content_weight": experience, "trust.negativity": weight * worse,
            "trust.prior_good": 1.0, "trust.prior_bad": 1.0, "trust.half_life": half_life,
            "brand.crises": [{"day": CRISIS_DAY, "severity": 1.0}],
        }  # fmt: skip
        model = model_of(quiet(35, changes, **_MEMBERS), seed, strategy=_posts_by_week(8, 0, 9))
        before = run_days(model, CRISIS_DAY, _trust)[-1]
        model.world.members.memory[:] = 1.0  # so that all hear of the crisis
        after = run_days(model, 1, _trust)[-1]
        if weight == 1:
            checks.append(close("8 good", 0.9, before, 1e-3))
        checks.append(close(f"8 good, 1 bad of weight {weight}", expected, after, 1e-3))
        if weight == 3:
            again = run_days(model, 35 - CRISIS_DAY - 1, _trust)[-1]
            checks.append(close("and 27 more good", 0.9, again, 1e-3))
    return checks


def forgetful_trust(seed: int = 1, kept: float = 0.998, good: float = 0.05) -> list[Check]:
    """V11b: every day a little for the brand and a little against it, and a little is forgotten."""
    changes = DAILY_POSTS | _WHOLE | {
        "judgement.content_weight": good, "judgement.privacy_weight": 0.01,
        "strategies.case.tailor.consent": False, "strategies.case.tailor.personalisation": 1.0,
        "trust.half_life": math.log(0.5) / math.log(kept), "trust.negativity": 3.0,
        "trust.prior_good": 1.6, "trust.prior_bad": 2.4,
    }  # fmt: skip
    days, steady = 364, 0.60455
    shares = {}
    for begins in ("as strangers", "in the steady state"):
        model = model_of(quiet(days, changes, sensitivity=1.0, **_MEMBERS), seed)
        m = model.world.members
        m.privacy_sensitivity[:] = 1.0
        if begins != "as strangers":
            m.good_evidence[:], m.bad_evidence[:] = 26.6, 17.4
        shares[begins] = run_days(model, days, _trust)[-1]
    grown = (1.0 - 0.998**days) / (1.0 - 0.998)
    for_it, against = 1.6 + 0.05 * grown, 2.4 + 0.03 * grown
    return [
        close("steady trust, after a year in it", steady, shares["in the steady state"], 1e-4),
        close("trust after a year", for_it / (for_it + against), shares["as strangers"], 1e-4),
    ]


def carry_over(seed: int = 1, longer: float = 1.0, dose: float = 0.02) -> list[Check]:
    """V15: irritation as a stock of daily doses, and memory that fades; half-lives times `longer`.

    Published: the level dose / (1 - kept), kept = .5 ^ (1 / half-life).
    """
    checks = []
    for half_life, kept in ((7, 0.9057), (14, 0.9517), (28, 0.9755), (90, 0.9923)):
        changes = DAILY_POSTS | {
            "strategies.case.commit.stop_week": 104, "content.expert_tip.promotion": 1.0,
            "irritation.step": dose, "irritation.half_life": half_life * longer,
            "memory.half_life": half_life * longer, "memory.worth_of_contact": 0.0,
        }  # fmt: skip
        model = model_of(quiet(728, changes, **_MEMBERS), seed)
        model.world.members.memory[:] = 1.0
        days = run_days(model, 728, _irritation_and_memory)
        exact = 0.5 ** (1.0 / half_life)
        level = 0.02 / (1.0 - exact) * (1.0 - exact**728)  # the last factor: .996 or more
        name = f"half-life of {half_life} days"
        checks.append(close(f"{name}: level after 728 days", level, days[-1][0], 1e-3 * level))
        checks.append(close(f"{name}: left after a day", kept, days[0][1], 1e-4))
        checks.append(close(f"{name}: left after it", 0.5, days[half_life - 1][1], 1e-4))
    return checks


def _trust(model: BrandCommunity) -> float:
    return float(model.world.members.trust[0].mean())


def _irritation_and_memory(model: BrandCommunity) -> tuple[float, float]:
    m = model.world.members
    return float(m.irritation[0].mean()), float(m.memory[0].mean())


def _posts_by_week(*posts: int) -> Policy:
    """Return a policy of so many posts in the first weeks; the last number goes on."""

    def policy(seen: Seen) -> Strategy:
        n = posts[min(seen.week, len(posts) - 1)]
        plan = DAILY_POSTS["strategies.case"]
        return Strategy.model_validate(plan | {"tailor": plan["tailor"] | {"posts_per_week": n}})

    return policy
