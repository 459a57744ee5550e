"""What a trial is to decide: which strategy might be committed to, and what one stays with."""

from typing import NamedTuple

from experiments.compare import CompareError, checked_name
from sim.scenario import Scenario
from sim.strategies.plan import Strategy

__all__ = ["Question", "question_of", "takes_part"]

_LEAST_WEEKS = 8


class Question(NamedTuple):
    """To commit to one of the candidates (the best of them in expectation), or to stay."""

    candidates: tuple[str, ...]
    less: str


def takes_part(strategy: Strategy) -> bool:
    """Tell whether a strategy spends time in communities; else there is nowhere to try it."""
    works = strategy.commit is not None and (strategy.tailor or strategy.interact)
    return strategy.identify is not None and bool(works) and not strategy.is_idle


def question_of(spec: Scenario, strategy: str | None, less: str | None) -> Question:
    """Return what is to be decided.

    Args:
        spec: the scenario.
        strategy: what might be committed to; None for whatever takes part in communities.
        less: what one stays with; None for the scenario's baseline.

    Raises:
        CompareError: if a name is unknown, nothing can be tried, or the run is too short.
    """
    known = tuple(spec.strategies)
    if strategy is not None:
        checked_name(strategy, known)
    if less is not None:
        checked_name(less, known)
    if strategy is not None and strategy == (less or spec.baseline):
        raise CompareError(
            f"'{strategy}' is what one stays with; --less names something else to stay with"
        )
    stay = less or spec.baseline
    able = tuple(name for name in known if takes_part(spec.strategies[name]) and name != stay)
    if strategy is not None and strategy not in able:
        raise CompareError(
            f"'{strategy}' takes no part in communities, so there is nowhere to try it; "
            f"those that do are {', '.join(able) or 'none'}"
        )
    if not able:
        raise CompareError("no strategy beside the one to stay with takes part in communities")
    if spec.days < 7 * _LEAST_WEEKS:
        raise CompareError(
            f"days is {spec.days}; at least {7 * _LEAST_WEEKS} are needed, to try and then go on"
        )
    return Question((strategy,) if strategy else able, stay)
