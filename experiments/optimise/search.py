"""optimise(): the best values of a strategy's numbers under a budget of runs.

    1. Search: proposals, each on the same few replicates (common luck).
    2. Racing: the listed strategies race; then the best proposals and the best listed, on other
       luck than that of the search.
    3. Fresh luck: what was found and the listed strategies that were left in their race run anew,
       paired. What was chosen for its value on some luck looks better there than it is (the
       winner's curse); the best listed is chosen on the fresh luck itself, to its favour.

With several outcomes, the proposals that none beats in all of them (the Pareto front) and all
listed strategies go straight to the third stage.

Everything follows from scenario, options and seed: proposals are asked for in batches of a fixed
size, whatever the number of workers. The same call with runs that are kept makes no run again.
"""

from collections.abc import Sequence

from experiments.compare import CompareError, checked_name
from experiments.optimise.levers import levers_of
from experiments.optimise.optimum import Optimum
from experiments.optimise.proposals import check_installed
from experiments.optimise.stages import OnProposal, Search, least_budget
from experiments.optimise.trials import Trials, listed_candidates
from experiments.running import RunMany
from sim.outcomes import OUTCOMES
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.scenario_errors import one_of

__all__ = ["Optimum", "optimise"]


def optimise(
    spec: Scenario,
    strategy: str,
    *,
    run: RunMany,
    name: str = "",
    network: RealNetwork | None = None,
    vary: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    runs: int = 600,
    replicates: int = 3,
    top: int = 5,
    delta: float = 0.0,
    seed: int = 1,
    on_proposal: OnProposal | None = None,
) -> Optimum:
    """Return the best values of a strategy's numbers that a budget of runs finds.

    Args:
        spec: the scenario.
        strategy: whose numbers to vary.
        run: makes runs.
        name: of the scenario, to be told; none for its title.
        network: the real network, if the scenario runs on one.
        vary: "PATH" or "PATH=LOW..HIGH" each; see `levers_of`.
        outcomes: one to optimise (none: the scenario's first), or several for a Pareto front.
        runs: the most runs in all.
        replicates: of each proposal, on the same luck.
        top: proposals that race, or go from the Pareto front to fresh luck.
        delta: difference of the outcome to which one is indifferent, in its unit; ends races.
        seed: whole number >= 0.
        on_proposal: called with each proposal's number, values, and outcomes.

    Raises:
        CompareError: for what cannot be done as asked.
        ScenarioError: if the ends of the levers' ranges are nothing a scenario may say.
    """
    check_installed()
    checked_name(strategy, tuple(spec.strategies))
    chosen = _checked_outcomes(tuple(outcomes) or spec.outcomes[:1])
    levers = levers_of(spec, strategy, vary, network)
    _check_budget(spec, chosen, runs, replicates, top, delta, seed)
    search = Search(
        name or spec.title, spec, strategy, chosen, levers, runs, replicates, top, delta, seed,
        Trials(spec, network, run, seed),
    )  # fmt: skip
    proposals = search.proposals(on_proposal)
    return search.weighed(proposals) if len(chosen) > 1 else search.raced(proposals)


def _checked_outcomes(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return outcomes if each is one of which more or less is better."""
    unknown = [name for name in names if name not in OUTCOMES]
    if unknown:
        raise CompareError(
            "\n".join(f"outcome '{name}': {one_of('outcomes', OUTCOMES, name)}" for name in unknown)
        )
    for name in names:
        if OUTCOMES[name].direction == 0:
            raise CompareError(f"outcome '{name}' has no better side")
    return tuple(dict.fromkeys(names))


def _check_budget(
    spec: Scenario, outcomes: tuple[str, ...], runs: int, replicates: int, top: int, delta: float,
    seed: int,
) -> None:  # fmt: skip
    """Refuse numbers below what is needed."""
    for name, value, least in (
        ("replicates", replicates, 1), ("top", top, 1), ("seed", seed, 0), ("delta", delta, 0),
    ):  # fmt: skip
        if value < least:
            raise CompareError(f"{name} is {value}; at least {least} is allowed")
    n_listed = len(listed_candidates(spec, outcomes))
    least = least_budget(n_listed, replicates, top, is_pareto=len(outcomes) > 1)
    if runs < least:
        raise CompareError(
            f"runs is {runs}; at least {least:,} is allowed with {top} of the top, "
            f"{replicates} replicates and {n_listed} listed strategies"
        )
