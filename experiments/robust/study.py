"""Robust decisions: strategies over futures, who holds up, what is worth knowing, who fails when.

Two sets of futures: on the first, a strategy is chosen and a box found; on the second, fresh one,
both are judged. Figures of what was chosen because it looked best would flatter it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.compare import CompareError, checked_name
from experiments.factors import uncertain
from experiments.robust.bench import Bench
from experiments.robust.decision import (
    Goal,
    Worth,
    decision_table,
    outcome_table,
    worth_of,
)
from experiments.robust.front import pareto_table
from experiments.robust.information import Stretch, evpi_of, information_table, stretches_of
from experiments.robust.judged import Discovery, confirmed_table, discovered
from experiments.robust.terms import (
    LEAST_FUTURES,
    bar_of,
    checked_names,
    checked_worth,
    rival_of,
)
from experiments.running import RunMany
from experiments.statistics import Interval
from experiments.tables import failures_table
from sim.parameters import Declaration
from sim.real_network import RealNetwork
from sim.scenario import Scenario

__all__ = ["Robust", "robust"]


@dataclass(frozen=True, slots=True, eq=False)
class Robust:
    """Strategies over plausible futures. Tables are tidy; undefined values are NaN.

    Attributes:
        spec: the scenario, with everything that was set on top.
        name: of the scenario.
        seed: of the study.
        futures: how many were asked for, first and fresh ones alike.
        baseline: the scenario's.
        strategies: names of those with runs, in the scenario's order.
        chosen: the one of the best expected outcome, among those with a value in every future.
        examined: the one whose failures are looked into: the chosen one, unless another is asked.
        goal: the outcome that is decided on, and what of it should be reached. A ratio is taken
            in each future.
        uncertainties: what was drawn.
        draws: one row a future, one column a parameter, in its unit.
        outcomes: strategy, future, value (of the outcome).
        decision: strategy, measure (decision.MEASURES), value, low, high.
        front: strategy, is_on_front, chance, then the mean of each headline outcome.
        evpi: expected value of perfect information, in the outcome's unit, luck included.
        information: parameter, meaning, unit, value, low, high, noise, is_clear (EVPPI).
        rules: for each parameter clearly worth knowing, what to choose along it.
        is_met: whether the examined strategy meets the target, by the rows of `draws` it ran in.
        discovery: the box of its failures.
        confirmed: strategy, measure, value, low, high: over fresh futures, of the chosen, the
            examined, the rival and the bar: expected, satisficing, and the chosen's lead over each.
        rival: whom the chosen is measured against: of the bar, else the next best.
        luck: share of the variance over futures of the chosen's lead over the rival that is luck.
        failures: strategy, future, seed, error, traceback: runs that failed.
    """

    spec: Scenario
    name: str
    seed: int
    futures: int
    baseline: str
    strategies: tuple[str, ...]
    chosen: str
    examined: str
    goal: Goal
    uncertainties: tuple[Declaration, ...]
    draws: pd.DataFrame
    outcomes: pd.DataFrame
    decision: pd.DataFrame
    front: pd.DataFrame
    evpi: Interval
    information: pd.DataFrame
    rules: dict[str, list[Stretch]]
    is_met: pd.Series
    discovery: Discovery
    confirmed: pd.DataFrame
    rival: str
    luck: Interval
    failures: pd.DataFrame

    @property
    def replicates(self) -> int:
        """Runs of each strategy in a future."""
        return 1


def robust(
    spec: Scenario,
    *,
    run: RunMany,
    name: str = "",
    outcome: str = "profit",
    strategies: Sequence[str] | None = None,
    strategy: str | None = None,
    target: float | None = None,
    futures: int = 200,
    seed: int = 1,
    known: Collection[str] = (),
    network: RealNetwork | None = None,
) -> Robust:
    """Run strategies over futures, choose, and judge the choice over as many fresh futures.

    Args:
        spec: the scenario.
        run: makes the runs.
        name: of the scenario; its title if none.
        outcome: what is decided on.
        strategies: names, to which the baseline is added; None for all of the scenario's.
        strategy: whose failures are looked into; None for the chosen one's.
        target: a value of the outcome to reach; None to do as well as the baseline and as doing
            nothing.
        futures: draws of what nobody knows; as many fresh ones follow.
        seed: everything random follows from it.
        known: dotted names of parameters to hold at the value in force.
        network: the real network, if there is one.

    Raises:
        CompareError: if it cannot be done as asked.
    """
    names = checked_names(spec, outcome, strategies, futures)
    uncertainties = tuple(uncertain(spec, known))
    if not uncertainties:
        raise CompareError("nothing is uncertain here: every parameter is given, or set")
    bench = Bench(spec, run, seed, uncertainties, network)
    draws, sample = bench.first(futures, names)
    worth = checked_worth(sample, outcome)
    chosen = worth.ranked()[0]
    examined = checked_name(strategy or chosen, worth.strategies)
    goal = Goal(outcome, bar_of(worth, sample, spec.baseline, examined), target)
    is_met, kept = goal.is_met(worth), _rows(draws, worth)
    information = information_table(worth, kept, uncertainties)
    clear = information[information.is_clear].parameter
    of_examined = is_met[worth.strategies.index(examined)]
    rival = rival_of(worth, goal, chosen)
    asked = {chosen, examined, rival, *goal.bar}
    fresh_draws, fresh = _fresh(bench, outcome, futures, asked)
    fresh_met = goal.is_met(fresh)[fresh.strategies.index(examined)]
    return Robust(
        spec, name or spec.title, seed, futures, spec.baseline, worth.strategies, chosen,
        examined, goal, uncertainties, draws,
        outcomes=outcome_table(worth), decision=decision_table(worth, is_met, chosen),
        front=pareto_table(sample), evpi=evpi_of(worth), information=information,
        rules={each: stretches_of(worth, kept[each]) for each in clear},
        is_met=pd.Series(of_examined, worth.futures),
        discovery=discovered(kept, of_examined, fresh_draws, fresh_met),
        confirmed=confirmed_table(fresh, goal, chosen), rival=rival,
        luck=bench.luck(draws, sample, outcome, (chosen, rival)),
        failures=failures_table(bench.failures, "future"),
    )  # fmt: skip


def _fresh(
    bench: Bench, outcome: str, n: int, asked: Collection[str]
) -> tuple[pd.DataFrame, Worth]:
    """Return n fresh futures, less those with a run that failed, and what strategies are worth.

    Raises:
        CompareError: if hardly any future has all of its runs.
    """
    in_order = tuple(each for each in bench.setting.spec.strategies if each in asked)
    draws, sample = bench.fresh(n, in_order)
    worth = worth_of(sample, outcome)
    if set(asked) - set(worth.strategies) or len(worth.futures) < LEAST_FUTURES:
        raise CompareError(f"fresh futures: too many runs failed ({bench.failures[-1].error})")
    return _rows(draws, worth), worth


def _rows(draws: pd.DataFrame, worth: Worth) -> pd.DataFrame:
    """Return the draws of the futures that count, numbered anew."""
    return draws.iloc[worth.futures].reset_index(drop=True)
