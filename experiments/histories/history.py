"""history(): weeks of a brand's data, with what each lever truly did beside them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.compare import CompareError, checked_name
from experiments.histories.columns import sales_of, seen_in
from experiments.histories.levers import flights_of, levers_of, policy_of
from experiments.runner import Failure, Setting, Task, seed_of
from experiments.running import RunMany
from experiments.workers import NewPolicy
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario
from sim.strategies.plan import Strategy

__all__ = ["FLIGHT_WEEKS", "History", "history", "most_levers"]

FLIGHT_WEEKS = 4  # a month at a time, about as media are planned


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Weeks of one strategy's data, and the truth behind them.

    Attributes:
        name: of the scenario.
        spec: the scenario.
        strategy: what the brand follows.
        levers: what it does that can be left out, in the order of levers.LEVERS.
        flight_weeks: for how many weeks a lever is on or off; 0 if it always is on.
        seed: of the study.
        replicates: asked for.
        table: a row a week, replicate by replicate: see columns.COLUMNS. In every row `sales` is
            exactly `sales_baseline` plus all effects plus `remainder`.
        failures: runs that failed; their replicates are not in the table.
    """

    name: str
    spec: Scenario
    strategy: str
    levers: tuple[str, ...]
    flight_weeks: int
    seed: int
    replicates: int
    table: pd.DataFrame
    failures: tuple[Failure, ...]

    def totals(self, column: str) -> pd.Series:
        """Return the sum of a column over the weeks of each replicate."""
        return self.table.groupby("replicate")[column].sum()


def most_levers(spec: Scenario) -> str:
    """Return the strategy with the most levers; the first of them if there are several."""
    return max(spec.strategies, key=lambda name: len(levers_of(spec.strategies[name])))


def history(
    spec: Scenario, strategy: str | None = None, *, replicates: int = 1, seed: int = 1,
    run: RunMany, flight_weeks: int = FLIGHT_WEEKS, name: str = "",
    network: RealNetwork | None = None,
) -> History:  # fmt: skip
    """Return the history of a strategy, with the true effect of each of its levers.

    The true effect of a lever is what having it was worth: sales less those of the same plan
    without it, on the same luck. What is not done leaves its hours and money to the rest.

    Args:
        spec: the scenario.
        strategy: one of its strategies; None for the one with the most levers.
        replicates: the same plan on so many lucks.
        seed: whole number >= 0; luck and flights follow from it.
        run: makes the runs.
        flight_weeks: each lever is on or off for so many weeks at a time, by the toss of a coin;
            0 for a plan that is the same every week.
        name: of the scenario.
        network: real ties among members.

    Raises:
        CompareError: if the strategy is unknown or has no lever, or a number is too small.
    """
    for what, value, least in (("replicates", replicates, 1), ("seed", seed, 0),
                               ("flight-weeks", flight_weeks, 0)):  # fmt: skip
        if value < least:
            raise CompareError(f"{what} is {value}; at least {least} is allowed")
    chosen = checked_name(strategy or most_levers(spec), tuple(spec.strategies))
    levers = levers_of(spec.strategies[chosen])
    if not levers:
        able = [each for each, plan in spec.strategies.items() if levers_of(plan)]
        allowed = f"; allowed: {', '.join(able)}" if able else ""
        raise CompareError(f"strategy '{chosen}' does nothing that could be left out{allowed}")
    n_weeks = -(-spec.days // 7)
    is_on = flights_of(levers, n_weeks, flight_weeks, seed)
    policies = _policies(spec, chosen, levers, is_on, f"{flight_weeks}-week flights of {seed}")
    tasks = [Task(p, r, seed_of(seed, r)) for r in range(replicates) for p in policies]
    results = run(tasks, Setting(spec, network, policies=policies))
    parts = []
    for r in range(replicates):
        own = results[r * len(policies) : (r + 1) * len(policies)]
        runs = [each for each in own if isinstance(each, Run)]
        if len(runs) == len(policies):
            parts.append(_weeks_of(r, levers, is_on, runs))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"replicate": []})
    failures = tuple(each for each in results if isinstance(each, Failure))
    return History(name or spec.title, spec, chosen, levers, flight_weeks, seed, replicates, table,
                   failures)  # fmt: skip


def _policies(
    spec: Scenario, strategy: str, levers: tuple[str, ...], is_on: np.ndarray, flights: str
) -> dict[str, NewPolicy]:
    """Return the whole, a brand that does nothing, and the whole without each lever.

    With the scenario, a name says all that its run depends on but luck.
    """
    plan = spec.strategies[strategy]
    named = {
        f"{strategy} in {flights}": policy_of(plan, levers, is_on, ()),
        "nothing": policy_of(Strategy(), levers, is_on, ()),
    }
    for lever in levers:
        own = policy_of(plan, levers, is_on, (lever,))
        named[f"{strategy} without {lever} in {flights}"] = own
    return named


def _weeks_of(
    replicate: int, levers: tuple[str, ...], is_on: np.ndarray, runs: list[Run]
) -> pd.DataFrame:
    """Return the rows of one replicate, from its runs in the order of their policies."""
    whole, nothing, *others = runs
    columns = seen_in(whole)
    sales, baseline, *less = (_sales(each) for each in (whole, nothing, *others))
    effects = {f"effect_{lever}": sales - each for lever, each in zip(levers, less, strict=True)}
    return pd.DataFrame(
        {"replicate": replicate, "week": np.arange(len(sales))}
        | {f"on_{lever}": is_on[:, k].astype(int) for k, lever in enumerate(levers)}
        | columns
        | {"sales_baseline": baseline}
        | effects
        | {"remainder": sales - baseline - np.sum(list(effects.values()), axis=0)}
    )


def _sales(run: Run) -> np.ndarray:
    """Return the sales of a run at all places, on the grid, shape (n_weeks,)."""
    return np.sum(list(sales_of(run).values()), axis=0)
