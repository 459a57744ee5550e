"""The terms of a decision: what may be asked, who competes, and whom a strategy has to match."""

from collections.abc import Sequence

from experiments.compare import CompareError, checked_name
from experiments.robust.decision import Goal, Worth, worth_of
from experiments.sample import Sample
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario_errors import nearest

__all__ = ["LEAST_FUTURES", "bar_of", "checked_names", "checked_worth", "rival_of"]

LEAST_FUTURES = 20


def checked_names(
    spec: Scenario, outcome: str, strategies: Sequence[str] | None, futures: int
) -> tuple[str, ...]:
    """Return the strategies to run, in the scenario's order, if all was asked rightly."""
    if outcome not in OUTCOMES:
        raise CompareError(
            f"there is no outcome '{outcome}'; known are {', '.join(OUTCOMES)}"
            + nearest(outcome, tuple(OUTCOMES))
        )
    if OUTCOMES[outcome].direction == 0:
        raise CompareError(f"{outcome}: neither more nor less of it is better")
    if futures < LEAST_FUTURES:
        raise CompareError(f"futures is {futures}; at least {LEAST_FUTURES} is allowed")
    known = tuple(spec.strategies)
    asked = known if strategies is None else strategies
    wanted = {checked_name(each, known) for each in asked} | {spec.baseline}
    if len(wanted) < 2:
        raise CompareError("there is one strategy; a decision needs two or more")
    return tuple(each for each in known if each in wanted)


def checked_worth(sample: Sample, outcome: str) -> Worth:
    """Return what strategies are worth, if there is enough to decide on."""
    if not sample.has_run.any():
        raise CompareError("every run failed")
    worth = worth_of(sample, outcome)
    if len(worth.futures) < LEAST_FUTURES:
        raise CompareError(
            f"every strategy has a run in {len(worth.futures)} futures; "
            f"at least {LEAST_FUTURES} are needed"
        )
    if len(worth.strategies) < 2:
        raise CompareError(f"only {', '.join(worth.strategies)} has runs that did not fail")
    if not worth.is_choice.any():
        raise CompareError(
            f"{outcome} is undefined in some future for every strategy: nothing can be expected "
            "of it; choose another outcome, such as profit"
        )
    return worth


def bar_of(worth: Worth, sample: Sample, baseline: str, examined: str) -> tuple[str, ...]:
    """Return whom to do as well as: the baseline, and who does nothing, if that is a choice.

    Where the examined strategy is the only one of these, the best of the others joins.
    """
    choices = worth.ranked()
    idle = {s for s, is_idle in zip(sample.strategies, sample.is_idle, strict=True) if is_idle}
    bar = {each for each in choices if each in idle} | ({baseline} & set(worth.strategies))
    if bar <= {examined}:
        bar |= set([each for each in choices if each != examined][:1])
    return tuple(each for each in worth.strategies if each in bar)


def rival_of(worth: Worth, goal: Goal, chosen: str) -> str:
    """Return whom the chosen strategy is measured against: of the bar, else the next best."""
    others = [*goal.bar, *worth.ranked(), *worth.strategies]
    return next(each for each in others if each != chosen)
