"""What a search found, in words, as JSON and as a table."""

import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments import wording
from experiments.factors import Factor
from experiments.optimise.optimum import Optimum
from experiments.optimise.racing import Race
from experiments.optimise.trials import Candidate
from experiments.plans import plan_in_words

__all__ = [
    "SCREENING", "as_json", "as_table", "at_the_edge", "command_for", "headline", "in_words",
    "sureness",
]  # fmt: skip

_EDGE = 0.02  # part of its range from either end within which a value lies at the edge
SCREENING = (
    "Racing is screening: its tests are repeated from round to round without a proof of their "
    "joint error."
)

_FEW = 10  # fresh runs, below which resampling them gives intervals that are too narrow


def headline(optimum: Optimum) -> str:
    """Return what was found, in a sentence or two."""
    if optimum.is_pareto:
        return _front_headline(optimum)
    [outcome], [found], best = optimum.outcomes, optimum.found, optimum.best_listed
    name, gap, varied = wording.label(outcome), optimum.difference, optimum.strategy
    value = wording.amount(optimum.fresh.mean(outcome, found.name).mean, outcome)
    does = f"What was found: {in_words(optimum, found)}."
    if best is None or gap is None:
        return f"Found for {varied}: {name} {value}; no listed strategy has a value. {does}"
    other = wording.amount(optimum.fresh.mean(outcome, best.name).mean, outcome)
    by = f"{wording.change(gap.mean, outcome)}, {wording.interval(*gap[1:3], outcome, signed=True)}"
    it = f"{best.name} as it is" if best.name == varied else best.name
    it += ", the best listed strategy"
    if found.key == best.key:
        return f"Nothing better than {best.name} as it is was found: {name} {value}."
    if optimum.verdict == "better":
        said = f"The best values found for {varied} beat {it}: {name} {value} instead of {other}"
        return f"{said} ({by}). {does}"
    if optimum.verdict == "worse":
        said = f"Nothing was found for {varied} that is as good as {it}"
        return f"{said}: {name} {value} against {other} ({by})."
    said = f"The best values found for {varied} cannot be told apart from {it}"
    return f"{said}: {name} {value} and {other} ({by}). {does}"


def _front_headline(optimum: Optimum) -> str:
    """Return what the front is, in a sentence or two."""
    names = wording.listed([wording.label(name) for name in optimum.outcomes])
    n, n_tried = len(optimum.found), len(optimum.proposals)
    beaten = [each.name for each in optimum.listed if optimum.beaten_by(each)]
    left = [each.name for each in optimum.listed if each in optimum.on_front()]
    verb, it = ("weighs", "It") if n == 1 else ("weigh", "At least one")
    said = (
        f"{n} {wording.plural('proposal', n)} of {n_tried} for {optimum.strategy} {verb} {names} "
        "in ways that no other tried beats in all of them."
    )
    if beaten:
        said += f" {it} is better in each, beyond luck, than {wording.listed(beaten)}."
    if left:
        verb = "is" if len(left) == 1 else "are"
        said += f" Of the listed strategies {wording.listed(left)} {verb} on the front too."
    return said


def sureness(optimum: Optimum) -> str:
    """Return how sure that is: luck apart from assumptions, and the winner's curse."""
    n = optimum.n_fresh
    said = f"Values are those of {n} fresh paired {wording.plural('run', n)} of each"
    if not optimum.is_pareto:
        [outcome], [found] = optimum.outcomes, optimum.found
        tried = next(p for p in optimum.proposals if p.candidate is found)
        before = wording.amount(tried.values[0], outcome)
        said += (
            f"; in the search, over {optimum.replicates} "
            f"{wording.plural('run', optimum.replicates)}, the choice looked like {before}"
        )
    few = ", too narrow for so few runs (more --runs help)" if n < _FEW else ""
    return (
        f"{said}. Intervals are 95 %{few} and of luck alone: every assumption is held fixed, and "
        "other assumptions may have another best."
    )


def in_words(optimum: Optimum, candidate: Candidate) -> str:
    """Return what a candidate does."""
    return plan_in_words(candidate.plan, optimum.spec.brand.hours_per_week)


def at_the_edge(optimum: Optimum) -> list[str]:
    """Return the levers whose found value lies at an end of its range."""
    if optimum.is_pareto:
        return []
    [found] = optimum.found
    return [
        each.name
        for each in optimum.levers
        if not _EDGE <= _place(each, found.values[each.name]) <= 1 - _EDGE
    ]


def command_for(optimum: Optimum, candidate: Candidate) -> str:
    """Return the command that compares a candidate with the scenario's strategies."""
    settings = [f"--set {path}={value:g}" for path, value in _numbers(candidate.overrides)]
    return " ".join(["fireside compare", optimum.name, *settings])


def as_json(optimum: Optimum) -> str:
    """Return all there is to a search; what was asked for first."""
    found = [
        {"name": each.name, "values": dict(each.values), "overrides": each.overrides,
         "does": in_words(optimum, each)}
        for each in optimum.found
    ]  # fmt: skip
    said: dict[str, Any] = {
        "scenario": optimum.name, "strategy": optimum.strategy, "outcomes": optimum.outcomes,
        "headline": headline(optimum), "sureness": sureness(optimum), "found": found,
    }  # fmt: skip
    said |= _front_told(optimum) if optimum.is_pareto else _best_told(optimum)
    said |= {
        "fresh": [
            {"name": each.name, "outcome": name, "replicates": optimum.n_fresh,
             **_ends(optimum.fresh.mean(name, each.name)._asdict())}
            for each in optimum.finalists
            for name in optimum.outcomes
        ],
        "levers": [
            {"name": each.name, "low": each.low, "high": each.high, "law": each.law,
             "unit": each.unit, "meaning": each.meaning}
            for each in optimum.levers
        ],
        "seed": optimum.seed, "budget": optimum.budget, "runs": optimum.n_runs,
        "replicates": optimum.replicates,
        "proposals": [
            {"n": each.n, "values": dict(each.candidate.values),
             "outcomes": {name: wording.finite(value) for name, value
                          in zip(optimum.outcomes, each.values, strict=True)}}
            for each in optimum.proposals
        ],
    }  # fmt: skip
    return json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _front_told(optimum: Optimum) -> dict[str, Any]:
    """Return who is on the front on fresh luck, and which listed strategies are beaten."""
    return {
        "on_front": [each.name for each in optimum.on_front()],
        "beaten": {each.name: [by.name for by in optimum.beaten_by(each)]
                   for each in optimum.listed},
    }  # fmt: skip


def _best_told(optimum: Optimum) -> dict[str, Any]:
    """Return how what was found compares with the best listed, and how the races went."""
    best, gap = optimum.best_listed, optimum.difference
    return {
        "verdict": optimum.verdict, "best_listed": best.name if best else None,
        "difference": None if gap is None else _ends(gap._asdict()),
        "listed_race": _race(optimum.listed_race, optimum.listed_names),
        "final_race": _race(optimum.final_race, [each.name for each in optimum.racers]),
        "races": SCREENING,
    }  # fmt: skip


def as_table(optimum: Optimum) -> pd.DataFrame:
    """Return the log of proposals: one row each, values of levers, then outcomes."""
    return pd.DataFrame([
        {"n": each.n, **each.candidate.values,
         **dict(zip(optimum.outcomes, each.values, strict=True))}
        for each in optimum.proposals
    ])  # fmt: skip


def _place(lever: Factor, value: float) -> float:
    """Return where in its range a value lies, 0..1; of whole numbers, strictly inside is inside."""
    if lever.is_whole:
        return 0.5 if lever.low < value < lever.high else 0.0
    if lever.law == "loguniform":
        return math.log(value / lever.low) / math.log(lever.high / lever.low)
    return (value - lever.low) / (lever.high - lever.low)


def _numbers(overrides: Mapping[str, object]) -> list[tuple[str, float]]:
    """Return what is set, as numbers."""
    return [(path, value) for path, value in overrides.items() if isinstance(value, int | float)]


def _ends(values: Mapping[str, float]) -> dict[str, float | None]:
    """Return numbers as JSON has them."""
    return {name: wording.finite(value) for name, value in values.items()}


def _race(race: Race | None, names: list[str]) -> dict[str, Any] | None:
    """Return how a race went."""
    if race is None:
        return None
    return {
        "ending": race.ending, "runs": race.n_runs, "left": race.n_left,
        "ranking": [
            {"name": names[i], "replicates": race.replicates[i],
             "mean": wording.finite(race.means[i])}
            for i in race.ranking
        ],
    }  # fmt: skip
