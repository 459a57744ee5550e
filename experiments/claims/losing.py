"""Losing conditions: whether, and where, a strategy that is said to win loses.

Each is a claim that the strategy wins. It is reached at a setting if there the paired interval lies
on the other side of 0.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from experiments.claims.case import Case
from experiments.claims.sweep import Cell, Sweep
from experiments.claims.turning import is_logarithmic
from experiments.claims.verdict import Verdict, verdict_of
from experiments.runner import Failure, OnProgress
from experiments.statistics import Difference

__all__ = ["N_POINTS", "Losing", "LosingAudit", "Trial", "audit_losing"]

N_POINTS = 5  # values along a scanned parameter


class Trial(NamedTuple):
    """An effect at one setting: dotted path -> value, nothing for the scenario as it is."""

    setting: dict[str, Any]
    effect: Difference
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Losing:
    """What runs say of one losing condition.

    Attributes:
        case: the condition, as the claim that the strategy wins.
        at_default: the effect in the scenario as it is.
        trials: at each setting that was tried, in order.
        reached: the mildest setting in which the strategy loses; None where there is none.
    """

    case: Case
    at_default: Trial
    trials: tuple[Trial, ...]
    reached: Trial | None

    @property
    def shown(self) -> Trial:
        """The setting where it loses; where it does not, the one where it comes closest to it."""
        if self.reached:
            return self.reached
        towards = 1 if self.case.claim.expected == "higher" else -1
        defined = [t for t in self.trials if math.isfinite(t.effect.mean)]
        return min(defined or self.trials, key=lambda trial: towards * trial.effect.mean)


@dataclass(frozen=True, slots=True)
class LosingAudit:
    """Results in the order of the conditions, and the runs that failed."""

    results: tuple[Losing, ...]
    failures: tuple[Failure, ...]
    seed: int
    replicates: int


def audit_losing(
    cases: Sequence[Case],
    *,
    replicates: int = 30,
    seed: int = 1,
    jobs: int | None = None,
    on_progress: OnProgress | None = None,
) -> LosingAudit:
    """Look in each case for a setting in which its strategy loses; arguments as of audit()."""
    sweep = Sweep(seed)
    asked: list[tuple[Case, Cell, list[tuple[dict[str, Any], Cell]]]] = []
    for case in cases:
        settings = case.claim.settings
        tried = [settings] if settings or not case.turns else []
        tried += [settings | {case.turns.name: v} for v in case.points] if case.turns else []
        trials = [(setting, sweep.ask(case, setting, replicates)) for setting in tried]
        asked.append((case, sweep.ask(case, {}, replicates), trials))
    sweep.run(jobs=jobs, on_progress=on_progress)
    results = []
    for case, default, trials in asked:
        at_default = _trial(sweep, {}, default)
        tried = tuple(_trial(sweep, setting, cell) for setting, cell in trials)
        reached = _mildest(case, at_default, tried)
        results.append(Losing(case, at_default, tried, reached))
    return LosingAudit(tuple(results), tuple(sweep.failures), seed, replicates)


def _trial(sweep: Sweep, setting: dict[str, Any], cell: Cell) -> Trial:
    """Return what the runs of one setting came to."""
    effect = sweep.effect(cell)
    return Trial(setting, effect, verdict_of(effect, cell.case.claim.expected))


def _mildest(case: Case, at_default: Trial, trials: tuple[Trial, ...]) -> Trial | None:
    """Return the setting in which the strategy loses that is nearest to the condition's own.

    Nearest by the logarithm where the scan goes by it.
    """
    if at_default.verdict == "reversed" and not case.claim.settings:
        return at_default  # the condition is the scenario as it is
    lost = [trial for trial in trials if trial.verdict == "reversed"]
    if not lost or case.turns is None:
        return lost[0] if lost else None
    about, place = case.turns, _place_along(case)
    start = about.default if isinstance(about.default, int | float) else case.points[0]
    return min(
        lost, key=lambda trial: abs(place(trial.setting.get(about.name, start)) - place(start))
    )


def _place_along(case: Case) -> Callable[[float], float]:
    """Return what turns a value of the scanned parameter into its place along the scan."""
    if not is_logarithmic(case.points[0], case.points[-1]):
        return float
    return lambda value: math.log(max(value, 1e-12))  # it may start at 0
