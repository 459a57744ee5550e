"""compare(): the strategies of a scenario on the same luck, and what can be said of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from experiments.backends import Backend
from experiments.comparison import Comparison
from experiments.factors import uncertain
from experiments.futures import Futures, draw_futures, future_tasks, futures_of
from experiments.policies import policy_problem
from experiments.runner import Failure, Keeping, OnProgress, Setting, Task, run_tasks, seed_of
from experiments.sample import sample_of
from experiments.workers import NewPolicy
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario
from sim.scenario_errors import nearest
from sim.scenario_file import load_network, load_scenario, with_overrides

__all__ = ["CompareError", "Comparison", "changes_of", "checked_name", "compare", "loaded"]

FUTURES_IF_FITTED = 100  # of a scenario with a posterior, unless another number is asked for

OnFirstReplicate = Callable[[Comparison], object]


class CompareError(ValueError):
    """A comparison that cannot be made as asked: what is wrong and what is allowed."""


def compare(
    scenario: str | Path | Scenario,
    *,
    strategies: Sequence[str] | None = None,
    policies: Mapping[str, NewPolicy] | None = None,
    baseline: str | None = None,
    replicates: int = 30,
    seed: int = 1,
    jobs: int | None = None,
    futures: int | None = None,
    days: int | None = None,
    overrides: dict[str, Any] | None = None,
    network: RealNetwork | str | Path | None = None,
    backend: Backend | None = None,
    keeping: Keeping | None = None,
    on_first: OnFirstReplicate | None = None,
    on_progress: OnProgress | None = None,
) -> Comparison:
    """Run strategies on the same luck; bad input is a CompareError, ScenarioError, NetworkError.

    Args:
        scenario: a library name, a path, or a Scenario.
        strategies: names, to which policies and the baseline are added; None for all of the
            scenario's.
        policies: more strategies by name: each a class, or a function without arguments, that
            makes a policy (docs/policies.md); it is called anew for every run.
        baseline: what the others are compared to; None for the scenario's.
        replicates: paired runs of each strategy.
        seed: whole number >= 0; everything random follows from it.
        jobs: worker processes; 1 for none, None for one a processor; changes no result.
        futures: draws of the uncertain parameters, one more run of each strategy in each; None
            for 100 where the scenario was fitted to own data, else for none.
        days: length of a run; None for the scenario's.
        overrides: dotted path -> value; what is set here is known: futures leave it alone.
        network: an edge list, or a network already read, in place of the scenario's.
        backend: where to run instead of on `jobs` processes.
        keeping: a store to take runs from and to put them in.
        on_first: called with the comparison of the first replicate, as soon as it is there.
        on_progress: called after every run with the counts done, in all, failed, and stored before.
    """
    _check_numbers(replicates=(replicates, 1), seed=(seed, 0), jobs=(jobs, 1), futures=(futures, 0))
    changes = changes_of(overrides, days)
    problem = policy_problem(policies or {}, in_workers=jobs != 1)
    if problem:
        raise CompareError(problem)
    plan = _plan_for(scenario, strategies, policies or {}, baseline, seed, changes, network)
    how = partial(run_tasks, jobs=jobs, backend=backend, keeping=keeping, on_progress=on_progress)
    if futures is None:
        futures = FUTURES_IF_FITTED if plan.spec.posterior.parameters else 0
    return _run(plan, replicates, futures, how, on_first)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is compared."""

    spec: Scenario
    name: str
    baseline: str
    seed: int
    strategies: tuple[str, ...]
    policies: Mapping[str, NewPolicy]
    network: RealNetwork | None
    known: frozenset[str]  # parameters that futures leave alone


def _plan_for(
    scenario: str | Path | Scenario,
    strategies: Sequence[str] | None,
    policies: Mapping[str, NewPolicy],
    baseline: str | None,
    seed: int,
    changes: dict[str, Any],
    network: RealNetwork | str | Path | None,
) -> _Plan:
    """Return what is compared, after every check that needs no run."""
    fixed = frozenset(changes)
    if isinstance(network, str | Path):
        changes["network.file"] = str(network)
    spec = loaded(scenario, changes)
    name = spec.title if isinstance(scenario, Scenario) else Path(scenario).stem
    for each in policies:
        if each in spec.strategies:
            raise CompareError(f"policy '{each}': the scenario has a strategy of this name")
    known = (*spec.strategies, *policies)
    base = checked_name(baseline or spec.baseline, known)
    asked = spec.strategies if strategies is None else strategies
    wanted = {checked_name(each, known) for each in asked} | {base, *policies}
    names = tuple(each for each in known if each in wanted)
    real = network if isinstance(network, RealNetwork) else load_network(spec)
    return _Plan(spec, name, base, seed, names, policies, real, fixed)


def _run(
    plan: _Plan,
    replicates: int,
    n_futures: int,
    run: Callable[..., list[Run | Failure]],
    on_first: OnFirstReplicate | None,
) -> Comparison:
    """Return what came of running the replicates of a plan, then its futures."""
    seeds = [seed_of(plan.seed, r) for r in range(replicates)]
    tasks = [Task(s, r, seed) for r, seed in enumerate(seeds) for s in plan.strategies]
    first = tasks[: len(plan.strategies)]
    unknown = uncertain(plan.spec, plan.known, has_policies=bool(plan.policies))
    draws = draw_futures(unknown, n_futures, plan.seed, plan.spec.posterior)
    tasks_of_futures = future_tasks(draws, plan.strategies, plan.seed)
    results = run(
        tasks + tasks_of_futures,
        Setting(plan.spec, plan.network, policies=plan.policies),
        n_first=len(first),
        on_first=on_first and (lambda results: on_first(_comparison(plan, first, results))),
    )
    done, of_futures = results[: len(tasks)], results[len(tasks) :]
    found = None
    if n_futures:
        found = futures_of(tasks_of_futures, of_futures, plan.spec, plan.strategies, draws)
    return _comparison(plan, tasks, done, found)


def _comparison(
    plan: _Plan, tasks: list[Task], results: list[Run | Failure], futures: Futures | None = None
) -> Comparison:
    """Return what the results of tasks say."""
    n_replicates = 1 + max(task.replicate for task in tasks)
    sample = sample_of(tasks, results, plan.spec, plan.strategies, n_replicates)
    return Comparison(
        spec=plan.spec,
        name=plan.name,
        baseline=plan.baseline,
        seed=plan.seed,
        replicates=n_replicates,
        strategies=plan.strategies,
        network=plan.network,
        sample=sample,
        tasks=tasks,
        results=results,
        futures=futures,
    )


def _check_numbers(**given: tuple[int | None, int]) -> None:
    """Refuse a number below what is allowed."""
    for name, (value, least) in given.items():
        if value is not None and value < least:
            raise CompareError(f"{name} is {value}; at least {least} is allowed")


def changes_of(overrides: dict[str, Any] | None, days: int | None) -> dict[str, Any]:
    """Return what is set on top of a scenario, by dotted path."""
    return dict(overrides or {}) | ({} if days is None else {"days": days})


def loaded(scenario: str | Path | Scenario, changes: dict[str, Any]) -> Scenario:
    """Return a scenario, by name, path or itself, with values changed."""
    if not isinstance(scenario, Scenario):
        return load_scenario(scenario, changes)
    return with_overrides(scenario, changes) if changes else scenario


def checked_name(strategy: str, known: Sequence[str]) -> str:
    """Return the name of a strategy if it is known."""
    if strategy not in known:
        raise CompareError(
            f"there is no strategy '{strategy}'; the scenario has {', '.join(known)}"
            + nearest(strategy, known)
        )
    return strategy
