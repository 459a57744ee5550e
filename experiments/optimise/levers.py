"""Levers: which numbers of a strategy are varied, and between which values."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from experiments.compare import CompareError
from experiments.factors import Factor, factor_of
from sim.parameters import Declaration, declarations
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.scenario_errors import ScenarioError, nearest
from sim.scenario_file import with_overrides
from sim.strategies.plan import Strategy

__all__ = ["levers_of", "own_levers", "value_in_force"]

_CHOICE = "choice of the brand"
_SEARCH = ("search_weeks", "hashtag_hours", "monitoring_hours", "joining_hours")
_LEARNING = ("epsilon", "trust_weight", "window")


def levers_of(
    spec: Scenario, strategy: str, vary: Sequence[str] = (), network: RealNetwork | None = None
) -> tuple[Factor, ...]:
    """Return what is varied, by dotted names inside the strategy ("identify.how_many").

    Args:
        spec: the scenario.
        strategy: one of its names.
        vary: "PATH" over its plausible range, "PATH=LOW..HIGH", or "all" numbers in the
            strategy's blocks; if nothing is named, those that the strategy itself states.
        network: a real network, if the scenario runs on one.

    Raises:
        CompareError: naming everything that is wrong with `vary`; an end that the scenario does not
            allow too.
    """
    found, problems = [], []
    for text in vary:
        try:
            if text == "all":
                found += own_levers(spec, strategy, network)
                continue
            found.append(_read(text, spec, strategy, network))
            _check_ends(found[-1], spec, strategy)
        except (CompareError, ScenarioError) as fault:
            problems.append(f"--vary {text}: {fault}")
    names = [each.name for each in found]
    problems += [
        f"--vary {name}: is named {names.count(name)} times"
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if problems:
        raise CompareError("\n".join(problems))
    found = found or own_levers(spec, strategy, network, stated=True)
    if not found:
        raise CompareError(
            f"strategy '{strategy}' states no number to vary; name some by --vary "
            f"({', '.join(list(_known())[:3])}, ...)"
        )
    return tuple(found)


def own_levers(
    spec: Scenario, strategy: str, network: RealNetwork | None = None, *, stated: bool = False
) -> list[Factor]:
    """Return the numbers in a strategy's blocks that are its brand's to choose and can matter.

    Args:
        spec: the scenario.
        strategy: one of its names.
        network: a real network, if the scenario runs on one.
        stated: only those that the strategy states, not those it leaves at their defaults.
    """
    plan = spec.strategies[strategy]
    found = []
    for about in declarations(plan):
        if about.source != _CHOICE or about.low is None or _is_idle(plan, about.name):
            continue
        block, _, last = about.name.partition(".")
        if stated and last not in getattr(plan, block).model_fields_set:
            continue
        lever = _plausible(about, spec, network)
        if lever.low < lever.high and _is_allowed(lever, spec, strategy):
            found.append(lever)
    return found


def value_in_force(plan: Strategy, name: str) -> float | None:
    """Return what a strategy has for a lever; None where it lacks the block."""
    block, _, last = name.partition(".")
    group = getattr(plan, block)
    return None if group is None else getattr(group, last)


def _is_idle(plan: Strategy, name: str) -> bool:
    """Tell whether nothing depends on a number, as the strategy is."""
    block, _, last = name.partition(".")
    if block == "identify" and last in _SEARCH:
        return plan.identify is None or plan.identify.communities != "search"
    if name == "pay.influencer_posts":
        return plan.pay is None or plan.pay.influencer is None
    if block == "adapt" and plan.adapt is not None and last in _LEARNING:
        policy = plan.adapt.policy
        return policy != "epsilon_greedy" if last == "epsilon" else policy == "fixed"
    return False


def _is_allowed(lever: Factor, spec: Scenario, strategy: str) -> bool:
    """Tell whether the scenario, as it is, lets a lever go over its whole range."""
    try:
        _check_ends(lever, spec, strategy)
    except ScenarioError:
        return False
    return True


def _check_ends(lever: Factor, spec: Scenario, strategy: str) -> None:
    """Raise ScenarioError for an end that the scenario, as it is, does not allow."""
    for end in (lever.low, lever.high):
        with_overrides(spec, {f"strategies.{strategy}.{lever.name}": end})


def _known() -> dict[str, Declaration]:
    """Return all numbers that a strategy has; those inside of lists are none."""
    return {each.name: each for each in declarations(Strategy) if each.name.count(".") == 1}


def _plausible(about: Declaration, spec: Scenario, network: RealNetwork | None) -> Factor:
    """Return a lever over its plausible range, no further than the scenario goes.

    The value in force is inside of it.
    """
    assert about.low is not None
    assert about.high is not None
    limit = _limits(spec, network).get(about.name, math.inf)
    low, high = about.low, min(about.high, limit)
    if about.default is not None:
        low, high = min(low, about.default), max(high, min(about.default, limit))
    if isinstance(about.default, int):
        low, high = math.ceil(low), math.floor(high)
    return _whole(factor_of(about._replace(low=low, high=high)))


def _limits(spec: Scenario, network: RealNetwork | None) -> Mapping[str, float]:
    """Return beyond which value more of a lever is the same."""
    n_communities = sum(group.count for group in spec.communities.values())
    if network is not None:
        n_communities = len(network.communities)
    weeks = math.ceil(spec.days / 7)
    own: dict[str, float] = {
        "identify.how_many": n_communities,
        "commit.hours_per_week": spec.brand.hours_per_week,
    }
    time = {"stop_week": weeks, "start_week": weeks - 1, "weeks_on": weeks, "weeks_off": weeks}
    return own | {f"{block}.{name}": time[name] for block in ("commit", "pay") for name in time}


def _read(text: str, spec: Scenario, strategy: str, network: RealNetwork | None) -> Factor:
    """Return the lever of one "PATH" or "PATH=LOW..HIGH"."""
    path, equals, given = (part.strip() for part in text.partition("="))
    name = path.removeprefix(f"strategies.{strategy}.")
    known = _known()
    if name not in known:
        raise CompareError(
            f"strategies have no number '{name}'" + (nearest(name, known) or _such(name, known))
        )
    force = value_in_force(spec.strategies[strategy], name)
    about = known[name]
    kind = int if isinstance(about.default, int) else float
    if force is not None:
        about = about._replace(default=kind(force))
    if not equals:
        if about.low is None:
            raise CompareError("it has no plausible range; PATH=LOW..HIGH is allowed")
        lever = _plausible(about, spec, network)
        if not lever.low < lever.high:
            raise CompareError(f"in this scenario it can only be {lever.high:g}")
        return lever
    low, high = _ends(given, is_whole=kind is int)
    _check_range(low, high, about)
    return _whole(factor_of(about._replace(low=low, high=high)))


def _ends(given: str, *, is_whole: bool) -> tuple[float, float]:
    """Return the numbers of "LOW..HIGH"."""
    low, dots, high = given.partition("..")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = (math.nan, math.nan)
    if not dots or not all(map(math.isfinite, ends)):
        raise CompareError(f"got '{given}'; LOW..HIGH is allowed, such as 1..12")
    if is_whole and not all(end.is_integer() for end in ends):
        raise CompareError(f"got '{given}'; whole numbers are allowed")
    return (int(ends[0]), int(ends[1])) if is_whole else ends


def _check_range(low: float, high: float, about: Declaration) -> None:
    """Refuse an empty range, or one beyond what a scenario may say."""
    if not low < high:
        raise CompareError(f"{low:g} is not below {high:g}")
    least = -math.inf if about.minimum is None else about.minimum
    most = math.inf if about.maximum is None else about.maximum
    if low < least or high > most:
        raise CompareError(
            f"got {low:g}..{high:g}; {least:,g} to {most:,g} is allowed ({about.unit})"
        )


def _whole(lever: Factor) -> Factor:
    """Return a lever of whole numbers as such, every one alike."""
    return replace(lever, law="int") if lever.is_whole else lever


def _such(name: str, known: dict[str, Declaration]) -> str:
    """Return what a block has, for the name of something else in it."""
    block = [each for each in known if each.startswith(f"{name.split('.')[0]}.")]
    return f"; {', '.join(block)} are allowed" if block else f"; such as {next(iter(known))}"
