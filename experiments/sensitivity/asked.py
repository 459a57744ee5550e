"""What a command asks to be analysed: a scenario over what is uncertain, or a study."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.compare import loaded
from experiments.factors import Factor, factor_of, uncertain
from experiments.sensitivity.question import Question, question_of
from experiments.studies.reading import names_a_study
from experiments.studies.resolve import find_and_resolve
from sim.scenario_file import load_network

__all__ = ["Asked", "asked_of"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what varies."""

    question: Question
    factors: Sequence[Factor]


def asked_of(
    name: str, changes: dict[str, Any], *, strategy: str | None, less: str | None,
    outcome: str | None,
) -> Asked:  # fmt: skip
    """Return what is asked of a scenario or a study, by its library name or path.

    A study says what varies; what it leaves open is chosen as for a scenario, from its strategies
    and outcomes.

    Args:
        name: of the scenario or study.
        changes: dotted path -> value, set on top; what is set does not vary.
        strategy: whose outcome; None for the default.
        less: the strategy whose outcome is taken off; None for none.
        outcome: its name; None for the default.
    """
    if not names_a_study(name):
        spec = loaded(name, changes)
        factors = [factor_of(each) for each in uncertain(spec, changes)]
        question = question_of(
            spec, strategy=strategy, less=less, outcome=outcome, network=load_network(spec)
        )
        return Asked(question, factors)
    plan = find_and_resolve(name, changes)
    busy = [each for each in plan.strategies if not plan.spec.strategies[each].is_idle]
    question = question_of(
        plan.spec, strategy=strategy or next(iter(busy), None), less=less,
        outcome=outcome or plan.outcomes[0], network=plan.network,
    )  # fmt: skip
    factors = plan.factors or [factor_of(each) for each in uncertain(plan.spec, changes)]
    return Asked(question, factors)
