"""The stages of a search: proposals, races, fresh luck."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.compare import CompareError
from experiments.factors import Factor
from experiments.optimise.optimum import Optimum, Proposal
from experiments.optimise.pareto import front_of, spread_out
from experiments.optimise.proposals import Proposer
from experiments.optimise.racing import Race, race
from experiments.optimise.trials import (
    FRESH,
    RACING,
    SEARCH,
    Candidate,
    Trials,
    candidate_of,
    listed_candidates,
    values_in,
)  # fmt: skip
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario_errors import ScenarioError

__all__ = ["OnProposal", "Search", "least_budget"]

BATCH = 8  # proposals asked for at once, answered together
# Shares of the budget; what is left goes to fresh luck.
_SEARCH_SHARE, _PARETO_SHARE, _LISTED_SHARE, _RACE_SHARE = 0.5, 0.7, 0.1, 0.15
_LEAST = 2  # replicates of a candidate in a race or on fresh luck: below it no spread is known

OnProposal = Callable[[int, Mapping[str, float], Mapping[str, float]], object]


def least_budget(n_listed: int, replicates: int, top: int, *, is_pareto: bool) -> int:
    """Return how many runs are needed at least."""
    if is_pareto:
        fresh = _LEAST * (top + n_listed) / (1.0 - _PARETO_SHARE)
        return math.ceil(max(top * replicates / _PARETO_SHARE, fresh))
    races = max(_LEAST * n_listed / _LISTED_SHARE, _LEAST * (top + 1) / _RACE_SHARE)
    return math.ceil(max(top * replicates / _SEARCH_SHARE, races))


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for, and the runs there are."""

    name: str
    spec: Scenario
    strategy: str
    outcomes: tuple[str, ...]
    levers: tuple[Factor, ...]
    budget: int
    replicates: int
    top: int
    delta: float
    seed: int
    trials: Trials

    def proposals(self, on_proposal: OnProposal | None) -> list[Proposal]:
        """Return all proposals: the strategy as it is, then what the sampler asks for."""
        share = _PARETO_SHARE if len(self.outcomes) > 1 else _SEARCH_SHARE
        n = int(self.budget * share) // self.replicates
        directions = [OUTCOMES[name].direction for name in self.outcomes]
        population = BATCH * max(1, round(math.sqrt(n) / BATCH * 2))
        proposer = Proposer(self.levers, directions, self.seed, population)
        as_it_is = values_in(self.levers, self.spec.strategies[self.strategy])
        if as_it_is is not None:
            proposer.first(as_it_is)
        done: list[Proposal] = []
        for first in range(0, n, BATCH):
            batch = {}
            for k, values in enumerate(proposer.ask(min(BATCH, n - first)), first):
                try:
                    batch[k] = candidate_of(self.spec, self.strategy, f"proposal {k}", values)
                except ScenarioError:  # they cannot go together, as a stop before a start
                    proposer.tell(k, [math.nan] * len(directions))
            for each in self._tried(batch):
                proposer.tell(each.n, self._told(each))
                done.append(each)
                if on_proposal:
                    named = dict(zip(self.outcomes, each.values, strict=True))
                    on_proposal(each.n, each.candidate.values, named)
        return done

    def _tried(self, batch: Mapping[int, Candidate]) -> list[Proposal]:
        """Return what came of a batch, candidates by their numbers."""
        if not batch:
            return []
        who, replicates = list(batch.values()), range(self.replicates)
        columns = [self.trials.means(who, SEARCH, replicates, name) for name in self.outcomes]
        return [
            Proposal(n, each, tuple(map(float, values)))
            for n, each, *values in zip(batch, who, *columns, strict=True)
        ]

    def _told(self, proposal: Proposal) -> list[float]:
        """Return what the sampler is told: NaN for runs that failed, else the worst if undefined.

        Who does nothing is never best on a cost.
        """
        if self.trials.has_failed(proposal.candidate, SEARCH, range(self.replicates)):
            return [math.nan] * len(self.outcomes)
        told = []
        for name, value in zip(self.outcomes, proposal.values, strict=True):
            about = OUTCOMES[name]
            is_worst = math.isnan(value) or (about.is_cost and proposal.candidate.plan.is_idle)
            told.append(-about.direction * math.inf if is_worst else value)
        return told

    def raced(self, proposals: Sequence[Proposal]) -> Optimum:
        """Return what was found for one outcome."""
        [outcome], direction = self.outcomes, OUTCOMES[self.outcomes[0]].direction
        ranked = sorted(
            (each for each in proposals if math.isfinite(self._told(each)[0])),
            key=lambda each: (-direction * each.values[0], each.n),
        )
        best = list({each.candidate.key: each.candidate for each in reversed(ranked)}.values())
        best = best[::-1][: self.top]
        if not best:
            raise CompareError(f"no proposal has a value of {outcome}: nothing to choose from")
        listed, listed_race = listed_candidates(self.spec, self.outcomes), None
        if len(listed) > 1:
            listed_race = self._race(listed, _LISTED_SHARE)
            listed = [listed[i] for i in listed_race.ranking[: listed_race.n_left]]
        known = {each.key for each in best}
        racers = (*best, *(each for each in listed[:1] if each.key not in known))
        final = self._race(racers, _RACE_SHARE)
        found = next(racers[i] for i in final.ranking if i < len(best))
        return self._confirmed(proposals, (found, *listed), listed_race, final, racers)

    def _race(self, candidates: Sequence[Candidate], share: float) -> Race:
        """Return how candidates race for the one outcome, with a share of the budget."""
        [outcome] = self.outcomes
        return race(
            lambda who, which: self.trials.parts(
                [candidates[i] for i in who], RACING, which, outcome
            ),
            len(candidates),
            int(share * self.budget),
            direction=OUTCOMES[outcome].direction,
            delta=self.delta,
        )

    def weighed(self, proposals: Sequence[Proposal]) -> Optimum:
        """Return what was found for several outcomes."""
        known = [each for each in proposals if all(map(math.isfinite, self._told(each)))]
        known = list({each.candidate.key: each for each in reversed(known)}.values())[::-1]
        if not known:
            raise CompareError(f"no proposal has a value of {', '.join(self.outcomes)}")
        worth = np.array([self._worth(each.values) for each in known])
        front = front_of(worth)
        kept = [front[i] for i in spread_out(worth[front], self.top)]
        listed = listed_candidates(self.spec, self.outcomes)
        return self._confirmed(proposals, (*(known[i].candidate for i in kept), *listed))

    def _worth(self, values: Sequence[float]) -> list[float]:
        """Return values of which more is better."""
        return [OUTCOMES[n].direction * v for n, v in zip(self.outcomes, values, strict=True)]

    def _confirmed(
        self, proposals: Sequence[Proposal], finalists: tuple[Candidate, ...],
        listed_race: Race | None = None, final_race: Race | None = None,
        racers: tuple[Candidate, ...] = (),
    ) -> Optimum:  # fmt: skip
        """Return the result: finalists on fresh luck, with all runs that are left."""
        n_plans = len({each.key for each in finalists})
        n_fresh = max(_LEAST, (self.budget - self.trials.n_runs) // n_plans)
        fresh = self.trials.sample(finalists, FRESH, n_fresh, self.outcomes)
        return Optimum(
            self.name, self.spec, self.strategy, self.outcomes, self.levers,
            tuple(proposals), finalists, listed_race, final_race, racers, fresh, n_fresh,
            self.budget, self.trials.n_runs, self.replicates, self.seed,
            tuple(self.trials.failures),
        )  # fmt: skip
