"""What is wrong between the parts of a scenario: names for nothing, plans that cannot be."""

from collections.abc import Callable
from typing import Any

from sim.scenario import Scenario
from sim.scenario_errors import Problem, one_of, origin

__all__ = ["referring", "unknown_communities", "unknown_names"]

Note = Callable[[str, Any, str], None]
_POINTLESS = (  # what does nothing where a mechanism is off
    ("gather", "immersion", "events do something only with"),
    ("interact.feedback_hours", "feedback", "advice is acted on only with"),
    ("interact.apologises", "backlash", "there are complaints only with"),
    ("tailor.feigned", "insincerity", "pretence can be found out only with"),
)
_NAMED = ("strategies", "communities", "rivals")  # tables whose keys are names that users give


def referring(data: dict[str, Any], origins: dict[str, str], file: str) -> list[Problem]:
    """Return what is wrong between the parts of a scenario's content, checked or not."""
    problems: list[Problem] = []

    def note(path: str, got: Any, allowed: str) -> None:
        problems.append(Problem(origin(path, origins, file), path, got, allowed))

    strategies, baseline = _table(data, "strategies"), data.get("baseline")
    if isinstance(baseline, str) and strategies and baseline not in strategies:
        note("baseline", baseline, one_of("strategies", strategies, baseline))
    for kind in _NAMED:
        if kind != "rivals" and data.get(kind) == {}:
            note(kind, None, "at least one is needed")
        for name in _table(data, kind):
            if "." in name or not name.strip():
                note(f"{kind}.{name}", name, "a name without a dot is allowed")
    brand, rivals = _table(data, "brand"), _table(data, "rivals")
    for name, each in strategies.items():
        _strategy(data, f"strategies.{name}", each, brand, note)
    _crises("brand", brand, data.get("days", 364), note)
    keys: dict[Any, str] = {}
    for name, rival in rivals.items():
        _strategy(data, f"rivals.{name}.strategy", _table(rival, "strategy"), rival, note)
        _crises(f"rivals.{name}", rival, data.get("days", 364), note)
        key = rival.get("key") if isinstance(rival, dict) else None
        if isinstance(key, int):
            if key in keys:
                note(f"rivals.{name}.key", key, f"rivals.{keys[key]} has this key already")
            keys[key] = name
    return problems


def unknown_communities(spec: Scenario, known: tuple[str, ...], file: str) -> list[Problem]:
    """Return the communities that strategies name and a real network does not have."""
    found = [(f"strategies.{name}", each) for name, each in spec.strategies.items()]
    found += [(f"rivals.{name}.strategy", each.strategy) for name, each in spec.rivals.items()]
    return [
        Problem(file, f"{path}.identify.communities", name, one_of("communities", known, name))
        for path, strategy in found
        if strategy.identify and isinstance(strategy.identify.communities, tuple)
        for name in strategy.identify.communities
        if name not in known
    ]


def unknown_names(data: dict[str, Any], dotted: str, value: Any) -> list[Problem]:
    """Return what is wrong with a dotted path to set: empty steps, a name that is not there."""
    steps = dotted.split(".")
    if not all(steps):
        return [Problem("--set", dotted, value, "a path such as brand.wage is allowed")]
    known = _table(data, steps[0])
    if steps[0] in _NAMED and known and len(steps) > 1 and steps[1] not in known:
        return [Problem("--set", dotted, value, one_of(steps[0], known, steps[1]))]
    return []


def _strategy(data: dict[str, Any], path: str, strategy: Any, brand: Any, note: Note) -> None:
    """Note what one strategy asks for that cannot be."""
    communities, identify = _table(data, "communities"), _table(strategy, "identify")
    chosen = identify.get("communities", "all")
    for name in chosen if isinstance(chosen, list | tuple) else []:
        if name not in list(communities) and not _table(data, "network").get("file"):
            allowed = one_of("communities", communities, name)
            note(f"{path}.identify.communities", name, allowed)
    pages = _table(strategy, "tailor").get("page_posts_per_week", 0)
    followers = brand.get("page_followers") if isinstance(brand, dict) else 0
    if _is_positive(pages) and not followers:
        note(f"{path}.tailor.page_posts_per_week", pages, "a page needs followers: page_followers")
    inside = _table(strategy, "pay").get("community_ads", 0)
    if _is_positive(inside) and not _has(strategy, "identify"):
        note(f"{path}.pay.community_ads", inside, "communities are needed: an identify block")
    _platforms(data, f"{path}.identify.platforms", identify, note)
    _searching(f"{path}.identify", identify, note)
    for told, mechanism, why in _POINTLESS:
        block, _, field = told.partition(".")
        given = _table(strategy, block).get(field) if field else _has(strategy, block) or None
        if given and not _table(data, mechanism).get("is_on"):
            note(f"{path}.{told}", given if field else None, f"{why}: {mechanism}.is_on = 1")
    for block in ("commit", "pay"):
        _weeks(f"{path}.{block}", _table(strategy, block), note)


def _platforms(data: dict[str, Any], path: str, identify: dict[str, Any], note: Note) -> None:
    """Note platforms that no community of the market is on."""
    groups = _table(data, "communities")
    there = [_table(groups, name).get("platform", "facebook") for name in groups]
    wanted = identify.get("platforms", ())
    for name in wanted if isinstance(wanted, list | tuple) else ():
        if name not in there:
            note(path, name, one_of("market's platforms", sorted(set(map(str, there))), name))


def _searching(path: str, identify: dict[str, Any], note: Note) -> None:
    """Note hours of search of a brand that does not search."""
    for name in ("hashtag_hours", "monitoring_hours", "joining_hours"):
        if _is_positive(identify.get(name)) and identify.get("communities") != "search":
            note(f"{path}.{name}", identify[name], 'communities = "search" is needed for that')


def _weeks(path: str, block: dict[str, Any], note: Note) -> None:
    """Note ends that are not after their starts."""
    start, stop = block.get("start_week", 0), block.get("stop_week")
    if isinstance(start, int) and isinstance(stop, int) and start >= stop:
        note(f"{path}.stop_week", stop, f"a week after the start, {start}, is allowed")
    pauses = block.get("pauses", ())
    for k, pause in enumerate(pauses if isinstance(pauses, list | tuple) else ()):
        if not isinstance(pause, dict):
            continue
        first, last = pause.get("from_week", 0), pause.get("to_week", 0)
        if isinstance(first, int) and isinstance(last, int) and first >= last:
            note(f"{path}.pauses.{k}.to_week", last, f"a week after {first} is allowed")


def _crises(path: str, brand: Any, days: Any, note: Note) -> None:
    """Note the crises that come after the end."""
    crises = brand.get("crises", ()) if isinstance(brand, dict) else ()
    for k, crisis in enumerate(crises if isinstance(crises, list | tuple) else ()):
        day = crisis.get("day", 0) if isinstance(crisis, dict) else 0
        if isinstance(day, int) and isinstance(days, int) and day >= days:
            note(f"{path}.crises.{k}.day", day, f"a day before the end, {days}, is allowed")


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _has(strategy: Any, block: str) -> bool:
    return isinstance(strategy, dict) and strategy.get(block) is not None


def _table(data: Any, key: str) -> dict[str, Any]:
    """Return a table inside a table, or an empty one where there is none."""
    inner = data.get(key) if isinstance(data, dict) else None
    return inner if isinstance(inner, dict) else {}
