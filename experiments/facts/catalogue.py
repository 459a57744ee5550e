"""All facts, and how to find one."""

from collections.abc import Sequence

from experiments.facts import facts_reach, facts_sales, facts_talk, facts_trust
from experiments.facts.fact import Fact
from sim.scenario_errors import Problem, ScenarioError, nearest

__all__ = ["FACTS", "FactError", "find_facts"]

FACTS: tuple[Fact, ...] = tuple(
    sorted(
        facts_reach.FACTS + facts_trust.FACTS + facts_sales.FACTS + facts_talk.FACTS,
        key=lambda fact: fact.number,
    )
)


class FactError(ScenarioError):
    """A fact that there is none of: `problems` names each."""


def find_facts(which: Sequence[str] = ()) -> list[Fact]:
    """Return the facts of some numbers or names, in their order; all if none is named.

    Raises:
        FactError: naming each that is not there.
    """
    known = {str(fact.number): fact for fact in FACTS} | {fact.name: fact for fact in FACTS}
    missing = [each for each in which if each not in known]
    if missing:
        names = [fact.name for fact in FACTS]
        allowed = f"there is no such fact; 1 to {len(FACTS)} are allowed, or a name"
        raise FactError(
            [Problem("fireside facts", "", each, allowed + nearest(each, names))
             for each in missing]
        )  # fmt: skip
    wanted = {known[each].number for each in which}
    return [fact for fact in FACTS if fact.number in wanted or not which]
