"""compare(): the strategies of a scenario on the same luck, and what can be said of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import tables
from experiments.comparison import Comparison
from experiments.futures import Futures, draw_futures, futures_of, uncertain
from experiments.runner import OnProgress, Setting, Task, run_tasks, seed_of
from experiments.sample import sample_of
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario
from sim.scenario_errors import nearest
from sim.scenario_file import load_network, load_scenario, with_overrides

__all__ = ["CompareError", "Comparison", "compare"]

_FUTURES = 1  # second part of the key of a future's luck; replicates have none


class CompareError(ValueError):
    """A comparison that cannot be made as asked: what is wrong and what is allowed."""


def compare(
    scenario: str | Path | Scenario,
    *,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    replicates: int = 30,
    seed: int = 1,
    jobs: int | None = None,
    futures: int = 0,
    days: int | None = None,
    overrides: dict[str, Any] | None = None,
    network: RealNetwork | str | Path | None = None,
    on_first: Callable[[Comparison], object] | None = None,
    on_progress: OnProgress | None = None,
) -> Comparison:
    """Run strategies on the same luck and return what can be said of them.

    Args:
        scenario: a library name, a path, or a Scenario.
        strategies: names; the baseline is always run too. None: all of the scenario.
        baseline: what the others are compared to. None: the scenario's.
        replicates: paired runs of each strategy.
        seed: whole number >= 0; everything random follows from it.
        jobs: worker processes; 1 for none; None for one a processor. Changes no result.
        futures: draws of the uncertain parameters, one more run of each strategy in each.
        days: length of a run. None: the scenario's.
        overrides: dotted path -> value. What is set here is known: futures leave it alone.
        network: an edge list, or a network already read, in place of the scenario's.
        on_first: called with the comparison of the first replicate alone, as soon as it is there.
        on_progress: called after every run with the counts done, in all, and failed.

    Raises:
        CompareError: if strategies or numbers are not what the scenario or the model allow.
        ScenarioError: if the scenario cannot be understood.
    """
    changes = dict(overrides or {}) | ({} if days is None else {"days": days})
    if isinstance(network, str | Path):
        changes["network.file"] = str(network)
    spec, name = _read(scenario, changes)
    _check_numbers(replicates=(replicates, 1), seed=(seed, 0), jobs=(jobs, 1), futures=(futures, 0))
    base = _known(baseline or spec.baseline, spec)
    names = _chosen(strategies, base, spec)
    real = network if isinstance(network, RealNetwork) else load_network(spec)
    plan = _Plan(spec, name, base, seed, names, real)

    tasks = [Task(s, r, seed_of(seed, r)) for r in range(replicates) for s in names]
    draws = draw_futures(uncertain(spec, changes), futures, seed) if futures else pd.DataFrame()
    future_tasks = [
        Task(s, f, seed_of(seed, f, _FUTURES), dict(draw), outcomes_only=True)
        for f, draw in enumerate(draws.to_dict("records"))
        for s in names
    ]
    results = run_tasks(
        tasks + future_tasks,
        Setting(spec, real),
        jobs=jobs,
        n_first=len(names),
        on_first=on_first and (lambda first: on_first(plan.result(tasks[: len(names)], first))),
        on_progress=on_progress,
    )
    found = None
    if futures:
        found = futures_of(future_tasks, results[len(tasks) :], spec, names, draws)
    return plan.result(tasks, results[: len(tasks)], found)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is compared."""

    spec: Scenario
    name: str
    baseline: str
    seed: int
    strategies: tuple[str, ...]
    network: RealNetwork | None

    def result(
        self, tasks: list[Task], results: list, futures: Futures | None = None
    ) -> Comparison:
        """Return what the results of tasks say."""
        n_replicates = 1 + max(task.replicate for task in tasks)
        sample = sample_of(tasks, results, self.spec, self.strategies, n_replicates)
        both = zip(tasks, results, strict=True)
        pairs = [tables.Pair(task, run) for task, run in both if isinstance(run, Run)]
        return Comparison(
            self.spec,
            self.name,
            self.baseline,
            self.seed,
            n_replicates,
            self.strategies,
            self.network,
            sample,
            outcomes=tables.outcomes_table(sample, tasks),
            series=tables.series_table(pairs),
            trust_ledger=tables.ledger_table(pairs),
            costs=tables.costs_table(pairs),
            communities=tables.communities_table(pairs),
            summary=tables.summary_table(sample),
            differences=tables.differences_table(sample, self.baseline),
            best=tables.best_table(sample),
            failures=tables.failures_table(results),
            futures=futures,
        )


def _read(scenario: str | Path | Scenario, changes: dict[str, Any]) -> tuple[Scenario, str]:
    """Return the scenario with changes made, and its name."""
    if isinstance(scenario, Scenario):
        return with_overrides(scenario, changes) if changes else scenario, scenario.title
    return load_scenario(scenario, changes), Path(scenario).stem


def _check_numbers(**given: tuple[int | None, int]) -> None:
    """Refuse a number below what is allowed."""
    for name, (value, least) in given.items():
        if value is not None and value < least:
            raise CompareError(f"{name} is {value}; at least {least} is allowed")


def _known(strategy: str, spec: Scenario) -> str:
    """Return the name of a strategy if the scenario has it."""
    if strategy not in spec.strategies:
        raise CompareError(
            f"there is no strategy '{strategy}'; the scenario has {', '.join(spec.strategies)}"
            + nearest(strategy, spec.strategies)
        )
    return strategy


def _chosen(strategies: Sequence[str] | None, baseline: str, spec: Scenario) -> tuple[str, ...]:
    """Return the strategies to run, in the scenario's order, with the baseline."""
    if strategies is None:
        return tuple(spec.strategies)
    wanted = {_known(name, spec) for name in strategies} | {baseline}
    return tuple(name for name in spec.strategies if name in wanted)
