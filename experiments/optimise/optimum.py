"""What a search tried, and what it found."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.claims.verdict import side_of
from experiments.factors import Factor
from experiments.optimise.pareto import front_of
from experiments.optimise.racing import Race
from experiments.optimise.trials import Candidate, listed_candidates
from experiments.sample import Sample
from experiments.statistics import Difference
from experiments.workers import Failure
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario

__all__ = ["Optimum", "Proposal", "Verdict"]

Verdict = Literal["better", "worse", "alike", "not known"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was tried, and what came of it: a value for each outcome, NaN where undefined."""

    n: int
    candidate: Candidate
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """What a search found.

    Attributes:
        name: of the scenario.
        spec: the scenario.
        strategy: whose numbers were varied.
        outcomes: what was optimised; several make a Pareto front.
        levers: what was varied, and how far.
        proposals: all that was tried, in order.
        finalists: what ran on fresh luck: what was found (with a front, its proposals), then listed
            strategies.
        listed_race: the race of the listed strategies; None if there was none.
        final_race: of the best proposals and the best listed; None with a front.
        racers: candidates of the final race.
        fresh: what the finalists came to on fresh luck, by name.
        n_fresh: replicates of each of them.
        budget: runs that were allowed; n_runs: that were made.
        replicates: of each proposal.
        seed: everything random follows from it.
        failures: runs that failed.
    """

    name: str
    spec: Scenario
    strategy: str
    outcomes: tuple[str, ...]
    levers: tuple[Factor, ...]
    proposals: tuple[Proposal, ...]
    finalists: tuple[Candidate, ...]
    listed_race: Race | None
    final_race: Race | None
    racers: tuple[Candidate, ...]
    fresh: Sample
    n_fresh: int
    budget: int
    n_runs: int
    replicates: int
    seed: int
    failures: tuple[Failure, ...]

    @property
    def is_pareto(self) -> bool:
        """Whether several outcomes were weighed."""
        return len(self.outcomes) > 1

    @property
    def found(self) -> tuple[Candidate, ...]:
        """What the search found: the best proposal, or those of the Pareto front."""
        return tuple(each for each in self.finalists if each.values)

    @property
    def listed(self) -> tuple[Candidate, ...]:
        """The listed strategies that ran on fresh luck."""
        return tuple(each for each in self.finalists if not each.values)

    @property
    def listed_names(self) -> list[str]:
        """The strategies that raced as listed."""
        return [each.name for each in listed_candidates(self.spec, self.outcomes)]

    @property
    def best_listed(self) -> Candidate | None:
        """The listed strategy with the best mean on fresh luck; None if none has one."""
        [outcome], direction = self.outcomes, OUTCOMES[self.outcomes[0]].direction
        means = [(direction * self.fresh.mean(outcome, e.name).mean, e) for e in self.listed]
        defined = [pair for pair in means if math.isfinite(pair[0])]
        return max(defined, key=lambda pair: pair[0])[1] if defined else None

    @property
    def difference(self) -> Difference | None:
        """By how much what was found exceeds the best listed, on fresh luck."""
        [outcome], best = self.outcomes, self.best_listed
        if best is None:
            return None
        return self.fresh.difference(outcome, self.found[0].name, best.name)

    @property
    def verdict(self) -> Verdict:
        """Whether what was found is better than the best listed, beyond luck."""
        [outcome], difference = self.outcomes, self.difference
        if difference is None:
            return "not known"
        side = OUTCOMES[outcome].direction * side_of(difference)
        return {1: "better", -1: "worse", 0: "alike"}[side]  # type: ignore[return-value]

    def beaten_by(self, other: Candidate) -> list[Candidate]:
        """Return what of the found is better than another in every outcome, beyond luck."""
        return [
            each
            for each in self.found
            if all(
                OUTCOMES[name].direction
                * side_of(self.fresh.difference(name, each.name, other.name))
                > 0
                for name in self.outcomes
            )
        ]

    def on_front(self) -> list[Candidate]:
        """Return the finalists that no other is better than in every mean, on fresh luck."""
        rows = [
            [OUTCOMES[n].direction * self.fresh.mean(n, e.name).mean for n in self.outcomes]
            for e in self.finalists
        ]
        defined = [i for i, row in enumerate(rows) if all(map(math.isfinite, row))]
        if not defined:
            return []
        kept = {defined[i] for i in front_of(np.array([rows[i] for i in defined]))}
        return [each for i, each in enumerate(self.finalists) if i in kept]
