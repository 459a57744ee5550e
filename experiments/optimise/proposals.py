"""Proposals: what to try next, given what came of what was tried. Optuna is behind this door.

The sampler is seeded anew for every proposal by (study seed, n): Optuna's own random state is
lost when trials are loaded (and its NSGA-II keeps generations there too), so a study is taken up
again by asking again. The same questions and answers give the same proposals, bit for bit.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.compare import CompareError
from experiments.factors import Factor
from experiments.runner import seed_of
from experiments.statistics import rounded

__all__ = ["Proposer", "check_installed"]

_PROPOSING = 4  # second part of the key of a proposal's draws; runs have 0 to 3 or none
_DIGITS = 3  # that count, of a proposed number


def check_installed() -> None:
    """Refuse, before any run, to optimise without Optuna."""
    try:
        import optuna  # noqa: F401
    except ImportError:
        raise CompareError(
            "optimising needs Optuna, which is not installed: pip install 'fireside[optimise]'"
        ) from None


class Proposer:
    """Proposes values of levers: TPE for one outcome, NSGA-II for several."""

    def __init__(
        self, levers: Sequence[Factor], directions: Sequence[int], seed: int, population: int
    ) -> None:
        """Begin a study.

        Args:
            levers: what is varied: uniform, loguniform or int.
            directions: of each outcome, 1 where more is better, -1 where less is.
            seed: of the study.
            population: proposals of a generation of NSGA-II.
        """
        import optuna  # imported late: .8 s that other commands do not need

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.levers, self.seed, self.population = levers, seed, population
        self.is_pareto = len(directions) > 1
        up, down = optuna.study.StudyDirection.MAXIMIZE, optuna.study.StudyDirection.MINIMIZE
        ways = [up if each > 0 else down for each in directions]
        self.study = optuna.create_study(directions=ways, sampler=self._sampler(0))
        self.space = {each.name: _distribution(each) for each in levers}
        self.trials: list[Any] = []

    def first(self, values: Mapping[str, float]) -> None:
        """Have these values proposed first."""
        self.study.enqueue_trial(dict(values))

    def ask(self, n: int) -> list[dict[str, float]]:
        """Return n proposals, values by the names of levers, to be told in this order."""
        asked = []
        for _ in range(n):
            self.study.sampler = self._sampler(len(self.trials))
            trial = self.study.ask(self.space)
            self.trials.append(trial)
            asked.append({each.name: _tidy(trial.params[each.name], each) for each in self.levers})
        return asked

    def tell(self, n: int, values: Sequence[float]) -> None:
        """Say what came of proposal n, a value for each outcome; NaN if its runs failed."""
        from optuna.trial import TrialState

        if any(math.isnan(value) for value in values):
            self.study.tell(self.trials[n], state=TrialState.FAIL)
        else:
            self.study.tell(self.trials[n], list(values))

    def _sampler(self, n: int) -> Any:
        """Return the sampler of proposal n."""
        from optuna.samplers import NSGAIISampler, TPESampler

        seed = seed_of(self.seed, n, _PROPOSING) % 2**32
        if self.is_pareto:
            return NSGAIISampler(seed=seed, population_size=self.population)
        return TPESampler(seed=seed)


def _distribution(lever: Factor) -> Any:
    """Return a lever as Optuna has it."""
    from optuna.distributions import FloatDistribution, IntDistribution

    if lever.is_whole:
        return IntDistribution(int(lever.low), int(lever.high))
    return FloatDistribution(lever.low, lever.high, log=lever.law == "loguniform")


def _tidy(value: float, lever: Factor) -> float:
    """Return a number that can be read, inside its range."""
    if lever.is_whole:
        return int(value)
    return min(max(rounded(value, _DIGITS), lever.low), lever.high)
