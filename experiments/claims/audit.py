"""The audit: what runs say of each claim, where it turns, and what it rests on.

Nothing here is written by hand: a verdict is the side of 0 on which a paired interval lies, a
status whether the effect stays once the parameters that put it in are neutral.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.claims.case import Case, Support
from experiments.claims.sweep import Cell, Sweep
from experiments.claims.turning import Crossing, crossings, is_logarithmic
from experiments.claims.verdict import Status, Verdict, status_of, verdict_of
from experiments.runner import Failure, OnProgress
from experiments.statistics import Difference

__all__ = ["N_POINTS", "Audit", "Finding", "Neutralised", "Point", "audit"]

N_POINTS = 9  # values along a turning parameter


class Point(NamedTuple):
    """An effect at one value of the turning parameter."""

    value: float
    effect: Difference


class Neutralised(NamedTuple):
    """What is left of an effect when a parameter it rests on is neutral, alone."""

    support: Support
    effect: Difference
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """What runs say of one claim.

    Attributes:
        case: the claim and what it refers to.
        effect: its strategy less the other, on its outcome.
        replicates: paired runs behind it.
        verdict: on which side of 0 the interval lies.
        points: effects along the turning parameter.
        turns_at: where the effect changes its sign along it; empty where it does not.
        neutralised: each parameter it rests on made neutral alone.
        without_assumed: the effect with all that were put in by hand neutral.
        without_any: the effect with all of them neutral.
        status: what the effect is owed to; None where it has no side.
    """

    case: Case
    effect: Difference
    replicates: int
    verdict: Verdict
    points: tuple[Point, ...]
    turns_at: tuple[Crossing, ...]
    neutralised: tuple[Neutralised, ...]
    without_assumed: Difference
    without_any: Difference
    status: Status | None


@dataclass(frozen=True, slots=True)
class Audit:
    """Findings in the order of the claims, and the runs that failed."""

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]
    seed: int
    replicates: int


class _Asked(NamedTuple):
    """The runs asked for one claim."""

    case: Case
    effect: Cell
    points: list[Cell]
    alone: list[Cell]
    without_assumed: Cell
    without_any: Cell


def audit(
    cases: Sequence[Case],
    *,
    replicates: int = 30,
    seed: int = 1,
    jobs: int | None = None,
    on_progress: OnProgress | None = None,
) -> Audit:
    """Run what claims ask for, and return what comes of each.

    Args:
        cases: the claims.
        replicates: paired runs of the effect, and of what is left of it with all neutral; two
            fifths of them at each point along a parameter, and with one alone neutral.
        seed: whole number >= 0; everything random follows from it.
        jobs: worker processes; 1 for none, None for one a processor; changes no result.
        on_progress: called after every run with the counts done, in all, and failed.
    """
    sweep = Sweep(seed)
    asked = [_ask(sweep, case, replicates) for case in cases]
    sweep.run(jobs=jobs, on_progress=on_progress)
    findings = tuple(_finding(sweep, each) for each in asked)
    return Audit(findings, tuple(sweep.failures), seed, replicates)


def _ask(sweep: Sweep, case: Case, n: int) -> _Asked:
    """Ask for the runs of one claim."""
    settings, fewer = case.claim.settings, max(2, 2 * n // 5)
    neutral = {each.parameter: each.neutral for each in case.rests_on}
    assumed = {each.parameter: each.neutral for each in case.rests_on if not each.is_calibrated}
    along = case.turns.name if case.turns else ""
    return _Asked(
        case,
        effect=sweep.ask(case, settings, n),
        points=[sweep.ask(case, settings | {along: value}, fewer) for value in case.points],
        alone=[sweep.ask(case, settings | {name: neutral[name]}, fewer) for name in neutral],
        without_assumed=sweep.ask(case, settings | assumed, n),
        without_any=sweep.ask(case, settings | neutral, n),
    )


def _finding(sweep: Sweep, asked: _Asked) -> Finding:
    """Return what the runs of one claim came to."""
    case, expected = asked.case, asked.case.claim.expected
    effect = sweep.effect(asked.effect)
    without_assumed = sweep.effect(asked.without_assumed)
    without_any = sweep.effect(asked.without_any)
    points = tuple(
        Point(value, sweep.effect(cell))
        for value, cell in zip(case.points, asked.points, strict=True)
    )
    neutralised = []
    for support, cell in zip(case.rests_on, asked.alone, strict=True):
        left = sweep.effect(cell)
        neutralised.append(Neutralised(support, left, verdict_of(left, expected)))
    return Finding(
        case=case,
        effect=effect,
        replicates=sweep.n_pairs(asked.effect),
        verdict=verdict_of(effect, expected),
        points=points,
        turns_at=_turns_at(sweep, asked, points),
        neutralised=tuple(neutralised),
        without_assumed=without_assumed,
        without_any=without_any,
        status=status_of(effect, without_assumed, without_any),
    )


def _turns_at(sweep: Sweep, asked: _Asked, points: tuple[Point, ...]) -> tuple[Crossing, ...]:
    """Return where an effect changes its sign along its parameter."""
    case = asked.case
    if not points:
        return ()
    claim, values = case.claim, [point.value for point in points]
    resampled = [
        sweep.sample(cell).resampled(claim.outcome, claim.strategy, claim.than)
        for cell in asked.points
    ]
    is_log = is_logarithmic(values[0], values[-1])
    effects = [point.effect for point in points]
    return tuple(crossings(values, effects, np.array(resampled), is_log=is_log))
