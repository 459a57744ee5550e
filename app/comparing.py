"""What a page compares: a scenario, what is changed in it, and two or three sides.

All of it is in the link. Sides are strategies of the scenario, each with changes of its own; a
side that branched off another follows that one's strategy until a week, and its own from then on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.files import foreign_file, scenario_of
from experiments.branching import Switch
from experiments.compare import CompareError, checked_name
from experiments.workers import NewPolicy, Setting
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError
from sim.scenario_file import library, load_network, load_scenario, with_overrides
from sim.strategies.plan import Strategy

__all__ = ["COLUMNS", "LETTERS", "Branch", "Comparing", "Resolved", "Side", "resolve"]

LETTERS = "ABC"
COLUMNS = ("trust", "memory", "irritation", "interest", "authenticity_sensitivity", "is_customer")
_MOST_CHANGES = 200


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Branch(_Frozen):
    """What a side followed before it branched off."""

    week: int = Field(ge=1, le=520)
    strategy: str = Field(max_length=100)
    changes: dict[str, Any] = Field(default={}, max_length=_MOST_CHANGES)


class Side(_Frozen):
    """One of the strategies compared; changes by dotted path inside the strategy."""

    strategy: str = Field(max_length=100)
    changes: dict[str, Any] = Field(default={}, max_length=_MOST_CHANGES)
    branch: Branch | None = None


class Comparing(_Frozen):
    """Everything that defines what a page shows."""

    scenario: str = Field(default="micro-vs-mass", max_length=100)  # of the library
    content: dict[str, Any] | None = None  # a scenario of one's own, in place of that
    changes: dict[str, Any] = Field(default={}, max_length=_MOST_CHANGES)
    sides: tuple[Side, ...] = Field(default=(), max_length=len(LETTERS))
    seed: int = Field(default=1, ge=0, le=2**53)
    replicates: int = Field(default=30, ge=1, le=200)
    column: str = Field(default="trust", pattern=f"^({'|'.join(COLUMNS)})$")

    @property
    def question(self) -> str:
        """What names the runs that are asked for: everything but the colour of members."""
        return self.model_copy(update={"column": "trust"}).model_dump_json()

    def with_side(self, i: int, side: Side) -> "Comparing":
        """Return the same with another side in one place, or one more at the end."""
        sides = list(self.sides)
        sides[i : i + 1] = [side]
        return self.model_copy(update={"sides": tuple(sides)})


@dataclass(frozen=True)
class Resolved:
    """What runs: the scenario with all changes, and the name of each side in it."""

    comparing: Comparing  # with its sides filled in
    spec: Scenario
    names: tuple[str, ...]  # one a side
    policies: Mapping[str, NewPolicy] = field(default_factory=dict)  # of sides that branched off
    network: RealNetwork | None = None

    @property
    def baseline(self) -> str:
        """The side that others are compared to: the scenario's own, or else the first."""
        return self.spec.baseline if self.spec.baseline in self.names else self.names[0]

    @property
    def setting(self) -> Setting:
        """What all runs share."""
        return Setting(self.spec, self.network, policies=self.policies)

    def strategy_of(self, i: int) -> Strategy:
        """Return what side i does; what it does since it branched off, if it did."""
        policy = self.policies.get(self.names[i])
        return policy().after if policy else self.spec.strategies[self.names[i]]  # type: ignore[attr-defined]


def resolve(comparing: Comparing) -> Resolved:
    """Return what runs.

    Raises:
        ScenarioError, CompareError, NetworkError: naming everything that is wrong.
    """
    base = _base_of(comparing)
    sides = comparing.sides or _usual_sides(base)
    for side in sides:
        checked_name(side.strategy, tuple(base.strategies))
    names = _names_of(sides)
    copies: dict[str, Any] = {}
    for name, side in zip(names, sides, strict=True):
        if name != side.strategy:
            copies[name] = base.strategies[side.strategy].model_dump(
                mode="json", exclude_unset=True
            )
    spec = _with_strategies(base, copies) if copies else base
    changes = dict(comparing.changes)
    for name, side in zip(names, sides, strict=True):
        changes |= {f"strategies.{name}.{path}": value for path, value in side.changes.items()}
    spec = with_overrides(spec, changes) if changes else spec
    if problems := foreign_file(spec):
        raise ScenarioError(problems)
    policies = {}
    for name, side in zip(names, sides, strict=True):
        if side.branch:
            policies[name] = partial(
                Switch, *_before_and_after(base, name, side, spec), side.branch.week
            )
    if policies:  # a policy may not have the name of a strategy
        kept = {n: s for n, s in spec.strategies.items() if n not in policies}
        spec = spec.model_copy(update={"strategies": kept})
    full = comparing.model_copy(update={"sides": sides})
    return Resolved(full, spec, names, policies, load_network(spec))


def _with_strategies(base: Scenario, more: dict[str, Any]) -> Scenario:
    """Return the scenario with more strategies."""
    content = base.model_dump(exclude_unset=True)
    content["strategies"] |= more
    return Scenario.model_validate(content)


def _base_of(comparing: Comparing) -> Scenario:
    """Return the scenario before any change."""
    if comparing.content is None:
        if comparing.scenario not in library():
            allowed = f"there is no such scenario; the library has {', '.join(library())}"
            raise ScenarioError([Problem(comparing.scenario, "", None, allowed)])
        return load_scenario(comparing.scenario)
    return scenario_of(comparing.content)


def _usual_sides(spec: Scenario) -> tuple[Side, ...]:
    """Return the baseline, and the first other strategy that takes part in communities."""
    others = [n for n, s in spec.strategies.items() if n != spec.baseline and not s.is_idle]
    inside = [n for n in others if (s := spec.strategies[n]).identify and s.tailor]
    chosen = (inside or others)[:1]
    return tuple(Side(strategy=name) for name in (spec.baseline, *chosen))


def _names_of(sides: tuple[Side, ...]) -> tuple[str, ...]:
    """Return a name for each side: its strategy's, with its letter where that is not enough."""
    strategies = [side.strategy for side in sides]
    return tuple(
        f"{side.strategy}-{LETTERS[i].lower()}"
        if side.branch or strategies.index(side.strategy) < i
        else side.strategy
        for i, side in enumerate(sides)
    )


def _before_and_after(
    base: Scenario, name: str, side: Side, spec: Scenario
) -> tuple[Strategy, Strategy]:
    """Return what a side that branched off did before, and does since."""
    assert side.branch is not None
    before = side.branch
    checked_name(before.strategy, tuple(base.strategies))
    last = (spec.days - 1) // 7
    if before.week > last:
        raise CompareError(f"week {before.week} is not inside the run, whose last is {last}")
    changes = {f"strategies.{before.strategy}.{path}": v for path, v in before.changes.items()}
    changed = with_overrides(base, changes) if changes else base
    return changed.strategies[before.strategy], spec.strategies[name]
