"""Candidates and the runs they make: each run once, the same luck for all of a stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.factors import Factor
from experiments.optimise.racing import linearised
from experiments.runner import seed_of
from experiments.running import RunMany
from experiments.sample import Sample
from experiments.workers import Failure, Setting, Task
from sim.outcomes import OUTCOMES, PARTS
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.scenario_file import with_overrides
from sim.strategies.plan import Strategy

__all__ = ["FRESH", "RACING", "SEARCH", "Candidate", "Trials", "candidate_of", "listed_candidates"]

# Second part of the key of a run's luck; the replicates of compare have none, its futures 1.
SEARCH, RACING, FRESH = (), (2,), (3,)
_PLAIN = tuple(name for name, each in OUTCOMES.items() if each.ratio_of is None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A strategy as listed, or with other values.

    Attributes:
        name: "proposal 17", or the name of a listed strategy.
        strategy: whose blocks it has.
        values: of the levers, by name inside the strategy; none as listed.
        plan: what it does.
    """

    name: str
    strategy: str
    plan: Strategy
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def overrides(self) -> dict[str, object]:
        """What is set on top of the scenario, by dotted path."""
        return {f"strategies.{self.strategy}.{name}": v for name, v in self.values.items()}

    @property
    def key(self) -> str:
        """What it does, as text: equal for equal plans."""
        return self.plan.model_dump_json()


def candidate_of(
    spec: Scenario, strategy: str, name: str, values: Mapping[str, float]
) -> Candidate:
    """Return a strategy with other values of its levers.

    Raises:
        ScenarioError: if a scenario may not say so.
    """
    overrides: dict[str, object] = {f"strategies.{strategy}.{key}": v for key, v in values.items()}
    plan = with_overrides(spec, overrides).strategies[strategy]
    return Candidate(name, strategy, plan, dict(values))


def listed_candidates(spec: Scenario, outcomes: Sequence[str]) -> list[Candidate]:
    """Return the strategies of a scenario as they are; on a cost, who does nothing is none."""
    is_cost = any(OUTCOMES[name].is_cost for name in outcomes)
    return [
        Candidate(name, name, plan)
        for name, plan in spec.strategies.items()
        if not (is_cost and plan.is_idle)
    ]


def values_in(levers: Sequence[Factor], plan: Strategy) -> dict[str, float] | None:
    """Return the values of levers in a plan; None if it has one not, or out of its range."""
    found = {}
    for lever in levers:
        block, _, last = lever.name.partition(".")
        group = getattr(plan, block)
        if group is None or not lever.low <= getattr(group, last) <= lever.high:
            return None
        found[lever.name] = getattr(group, last)
    return found


class Trials:
    """Makes runs of candidates, and remembers what they came to."""

    def __init__(
        self, spec: Scenario, network: RealNetwork | None, run: RunMany, seed: int
    ) -> None:
        self.setting, self.run, self.seed = Setting(spec, network), run, seed
        self.failures: list[Failure] = []
        self._known: dict[tuple, Mapping[str, float] | None] = {}  # None: the run failed

    @property
    def n_runs(self) -> int:
        """Return how many runs there were."""
        return len(self._known)

    def make(
        self, candidates: Sequence[Candidate], stage: tuple[int, ...], replicates: range
    ) -> None:
        """Make the runs that are not there yet, all at once."""
        tasks: dict[tuple, Task] = {}
        for each in candidates:
            for r in replicates:
                key = (each.key, stage, r)
                if key not in self._known and key not in tasks:
                    seed = seed_of(self.seed, r, *stage)
                    tasks[key] = Task(each.strategy, r, seed, each.overrides, outcomes_only=True)
        if not tasks:
            return
        results = self.run(list(tasks.values()), self.setting)
        for key, result in zip(tasks, results, strict=True):
            if isinstance(result, Failure):
                self.failures.append(result)
            self._known[key] = None if isinstance(result, Failure) else result.outcomes

    def parts(
        self, candidates: Sequence[Candidate], stage: tuple[int, ...], replicates: range,
        outcome: str,
    ) -> NDArray[np.floating]:  # fmt: skip
        """Return an outcome, NaN where a run failed, shape (n_candidates, n_replicates).

        Of a ratio numerator and denominator, on a third axis.
        """
        self.make(candidates, stage, replicates)
        columns = [
            self._table(candidates, stage, replicates, name)
            for name in OUTCOMES[outcome].ratio_of or (outcome,)
        ]
        return columns[0] if len(columns) == 1 else np.stack(columns, axis=2)

    def means(
        self, candidates: Sequence[Candidate], stage: tuple[int, ...], replicates: range,
        outcome: str,
    ) -> NDArray[np.floating]:  # fmt: skip
        """Return the mean of an outcome, of a ratio that of totals, shape (n_candidates,)."""
        values = self.parts(candidates, stage, replicates, outcome)
        return linearised(values).mean(axis=1)

    def sample(
        self, candidates: Sequence[Candidate], stage: tuple[int, ...], n_replicates: int,
        headlines: tuple[str, ...],
    ) -> Sample:  # fmt: skip
        """Return what candidates came to, by their names."""
        replicates = range(n_replicates)
        self.make(candidates, stage, replicates)
        plain = {
            name: self._table(candidates, stage, replicates, name) for name in (*_PLAIN, *PARTS)
        }
        is_idle = np.array([each.plan.is_idle for each in candidates])
        has_run = ~np.isnan(self._table(candidates, stage, replicates, "cost"))
        return Sample(tuple(each.name for each in candidates), is_idle, has_run, plain, headlines)

    def has_failed(self, candidate: Candidate, stage: tuple[int, ...], replicates: range) -> bool:
        """Tell whether any of these runs failed."""
        return any(self._known[candidate.key, stage, r] is None for r in replicates)

    def _table(
        self, candidates: Sequence[Candidate], stage: tuple[int, ...], replicates: range, name: str
    ) -> NDArray[np.floating]:
        """Return one plain outcome, shape (n_candidates, n_replicates)."""
        rows = [[self._known[each.key, stage, r] for r in replicates] for each in candidates]
        return np.array(
            [[np.nan if run is None else run[name] for run in row] for row in rows], float
        ).reshape(len(candidates), len(replicates))
