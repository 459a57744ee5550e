"""pilot(): is a trial worth it before one commits to a strategy, where, how long, measuring what?

The accounts of a trial: there is one budget. While the trial lasts, in a few communities, what one
would stay with waits. Then one commits to the strategy, which goes on where it was tried and begins
elsewhere, or begins what one would stay with. The end of the run stays where it is. In the futures
that a trial is designed on, what it is worth to go on is put together from two runs (Seen.later);
in fresh ones it is simulated. Left out are customers who come after a trial that was given up.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from experiments.branching import Switch
from experiments.compare import CompareError
from experiments.factors import uncertain
from experiments.futures import draw_futures
from experiments.pilot.designs import Design, design_of, designs_of, sizes, weeks_of
from experiments.pilot.market import Asked, Market, market_of
from experiments.pilot.question import Question, question_of
from experiments.pilot.seen import Seen, see, see_whole, trials_of
from experiments.pilot.verdict import Verdict, verdict_of
from experiments.pilot.worth import Worth
from experiments.runner import Failure, Setting, seed_of
from experiments.running import RunMany
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario

__all__ = ["Pilot", "pilot"]

_DESIGN, _FRESH = 1, 2  # which luck; the first is that of compare --futures
_SHARE = 0.6  # futures to design a trial on, of those that judge it
_N_FIRST = 100  # futures in which the strategy to commit to is chosen


@dataclass(frozen=True, slots=True, eq=False)
class Pilot:
    """Whether a trial pays, and which.

    Attributes:
        spec: the scenario.
        name: of the scenario.
        strategy: what might be committed to.
        less: what one stays with.
        seed: everything random follows from it.
        n_uncertain: parameters that are drawn.
        designs: what each design is worth in the futures of the design, judged by rules found on
            others, the best first (columns: see designs_of).
        best: the first of them.
        designed_on: what was seen in the futures of the design.
        judged_on: what was seen in fresh futures.
        verdict: what the best design comes to there.
        failures: runs that failed; their futures count for nothing.
    """

    spec: Scenario
    name: str
    strategy: str
    less: str
    seed: int
    n_uncertain: int
    designs: pd.DataFrame
    best: Design
    designed_on: Seen
    judged_on: Seen
    verdict: Verdict
    failures: tuple[Failure, ...]


def pilot(
    spec: Scenario,
    run: RunMany,
    *,
    name: str = "",
    strategy: str | None = None,
    less: str | None = None,
    futures: int = 500,
    seed: int = 1,
    known: Collection[str] = (),
    network: RealNetwork | None = None,
) -> Pilot:
    """Design a trial on some futures, and judge it on fresh ones.

    Args:
        spec: the scenario.
        run: makes runs.
        name: of the scenario, for those who read the answer.
        strategy: what might be committed to; None for the one that takes part in communities and
            earns most in expectation.
        less: what one stays with; None for the scenario's baseline.
        futures: fresh ones, to judge on; three fifths as many more to design on.
        seed: whole number >= 0; everything random follows from it.
        known: dotted names of parameters that are not drawn.
        network: a real network in place of generated ties.

    Raises:
        CompareError: if there is nothing to try, or hardly any future has all of its runs.
    """
    question, drawn = question_of(spec, strategy, less), uncertain(spec, known)
    setting, n = Setting(spec, network), max(2, round(_SHARE * futures))
    draws = draw_futures(drawn, n, seed, spec.posterior)
    market = market_of(setting, draws, seed, _DESIGN, run)
    own, first = _chosen(market, question)
    whole = see_whole(market, own, question.less, first)
    most, weeks = max(1, whole.communities), weeks_of(spec.days)
    trials = trials_of(market, whole, own, sizes(most), weeks[-1])
    seen = see(market, whole, trials, most, market.noise(own))
    designs = designs_of(seen, weeks)
    if designs.empty:
        raise CompareError(f"nothing that '{own}' would measure in {weeks[-1]} weeks ever differs")
    best, expected = design_of(designs.iloc[0]), Worth(*designs.iloc[0][list(Worth._fields)])
    draws = draw_futures(drawn, futures, seed_of(seed, _FRESH) % 2**31, spec.posterior)
    fresh = market_of(setting, draws, seed, _FRESH, run)
    judged = _judged(fresh, question._replace(candidates=(own,)), best, most)
    verdict = verdict_of(judged, best, expected, float((designs["cost"] + designs["wait"]).min()))
    return Pilot(
        spec, name or spec.title, own, question.less, seed, len(drawn), designs, best, seen,
        judged, verdict, (*market.failures, *fresh.failures),
    )  # fmt: skip


def _judged(market: Market, question: Question, design: Design, most: int) -> Seen:
    """Return what the trial of a design shows in fresh futures, and what goes on from there."""
    [own], k = question.candidates, design.communities
    noise = market.noise(own)
    if k >= most:
        whole = see_whole(market, own, question.less)
        return see(market, whole, {k: whole.own}, most, noise)
    tried = f"{own}, tried first"
    full = market.setting.spec.strategies[own]
    assert full.identify is not None
    few = full.model_copy(update={"identify": full.identify.model_copy(update={"how_many": k})})
    policies = {tried: partial(Switch, few, full, design.weeks)}
    market = replace(market, setting=replace(market.setting, policies=policies))
    whole = see_whole(market, own, question.less, more=(tried,))
    return see(market, whole, {k: whole.more[0]}, most, noise)


def _chosen(market: Market, question: Question) -> tuple[str, list[Run | None]]:
    """Return the candidate that earns most in the first futures, and its runs there."""
    names = question.candidates
    if len(names) == 1:
        return names[0], []
    n = min(_N_FIRST, len(market.futures))
    runs = market.runs([Asked(name, f) for name in names for f in range(n)])
    by_name = {name: runs[j * n : (j + 1) * n] for j, name in enumerate(names)}
    profit = np.array([
        [run.outcomes["profit"] if run else np.nan for run in own] for own in by_name.values()
    ])  # fmt: skip
    complete = np.isfinite(profit).all(axis=0)
    best = names[int(np.argmax(profit[:, complete].mean(axis=1)))] if complete.any() else names[0]
    return best, by_name[best]
