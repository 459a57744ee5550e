"""What a comparison came to: tables, the answer in words, JSON and CSV."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from experiments import tables
from experiments.futures import Futures
from experiments.headline import answer, sureness
from experiments.sample import Sample
from experiments.wording import finite
from experiments.workers import Failure, Task
from sim.outcomes import OUTCOMES
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario

__all__ = ["Comparison"]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Strategies on the same luck. Tables are tidy; undefined values are NaN, never infinite.

    A table is made when it is first looked at.

    Attributes:
        spec: the scenario, with everything that was set on top.
        name: of the scenario: its file without the ending, or its title.
        baseline: the strategy that others are compared to.
        seed: of the whole comparison.
        replicates: asked for; fewer count where runs failed.
        strategies: names, in the scenario's order.
        network: the real network, if there is one.
        sample: outcomes as arrays, for comparisons of your own.
        tasks, results: the runs asked for, and what came of each.
        outcomes: strategy, replicate (from 0), seed, outcome, value (unit: sim.outcomes.OUTCOMES).
        series: strategy, replicate, week (from 0), measure, value: flows are sums over the week,
            in the unit of the outcome by that name or in pieces; trust, awareness and
            consideration are shares, active_members and members people, all at the week's end.
        trust_ledger: strategy, replicate, week, source, points (of mean trust, 0..1).
        costs: strategy, replicate, week, line, hours (hours), dollars ($, labour included).
        communities: strategy, replicate, community, members (people, day 0), posts, removed,
            views, engagements, customers (totals), familiarity, trust_start, trust_end (shares).
        content: strategy, replicate, community, kind (of post), posts, views, engagements, clicks
            (totals), tone (experiences for the brand less those against it).
        summary: strategy, outcome, mean, low, high (95 %; unit of the outcome).
        differences: strategy, outcome, mean, low, high, correlation: strategy less baseline, in
            the unit of the outcome; the correlation that pairing achieved, -1..1.
        best: outcome, strategy, probability (share of paired replicates, 0..1).
        failures: strategy, replicate, seed, error, traceback: one row a failed run.
        futures: what came of plausible futures, if asked for.
        looks: colour and dash of each strategy in pictures; None for the palette's.
    """

    spec: Scenario
    name: str
    baseline: str
    seed: int
    replicates: int
    strategies: tuple[str, ...]
    network: RealNetwork | None
    sample: Sample
    tasks: Sequence[Task]
    results: Sequence[Run | Failure]
    futures: Futures | None = None
    looks: Mapping[str, dict[str, Any]] | None = None

    @cached_property
    def pairs(self) -> list[tables.Pair]:
        """Each task with the run it came to, failed ones left out."""
        both = zip(self.tasks, self.results, strict=True)
        return [tables.Pair(task, run) for task, run in both if not isinstance(run, Failure)]

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """See Attributes, as for all that follow."""
        return tables.outcomes_table(self.sample, self.tasks)

    @cached_property
    def series(self) -> pd.DataFrame:
        """Weekly series."""
        return tables.series_table(self.pairs)

    @cached_property
    def trust_ledger(self) -> pd.DataFrame:
        """Why trust moved."""
        return tables.ledger_table(self.pairs)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """What was spent on what."""
        return tables.costs_table(self.pairs)

    @cached_property
    def communities(self) -> pd.DataFrame:
        """What each community saw."""
        return tables.communities_table(self.pairs)

    @cached_property
    def content(self) -> pd.DataFrame:
        """How kinds of post did."""
        return tables.content_table(self.pairs)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Means."""
        return tables.summary_table(self.sample)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Each strategy less the baseline."""
        return tables.differences_table(self.sample, self.baseline)

    @cached_property
    def best(self) -> pd.DataFrame:
        """Chances of being best."""
        return tables.best_table(self.sample)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Runs that failed."""
        return tables.failures_table(self.results)

    @property
    def n_failed(self) -> int:
        """Runs that failed, those of futures included."""
        return len(self.failures) + (0 if self.futures is None else len(self.futures.failures))

    def headline(self) -> tuple[str, str]:
        """Return the answer, and how sure it is, in plain words."""
        sure = sureness(self.sample, self.baseline, self.futures)
        return answer(self.sample, self.baseline), sure

    def to_json(self) -> str:
        """Return the estimates as JSON: the same comparison gives the same bytes."""
        said: dict[str, Any] = {
            "scenario": self.name,
            "replicates": self.replicates,
            "seed": self.seed,
            "baseline": self.baseline,
            "strategies": _nested(self.summary, "strategy", "outcome"),
            "differences": _nested(self.differences, "strategy", "outcome"),
            "best": _probabilities(self.best),
        }
        if self.futures is not None:
            said["futures"] = {
                "n": len(self.futures.draws),
                "failed": len(self.futures.failures),
                "best": _probabilities(self.futures.best),
                "deciders": _deciders(self.futures.deciders),
            }
            if self.futures.fitted:
                said["futures"]["from_own_data"] = list(self.futures.fitted)
        return json.dumps(said, indent=2, allow_nan=False) + "\n"

    def to_csv(self) -> str:
        """Return one row for each strategy and outcome: mean, difference, chance of being best."""
        keys = ["strategy", "outcome"]
        renamed = {"mean": "difference", "low": "difference_low", "high": "difference_high"}
        table = self.summary.merge(self.differences.rename(columns=renamed), "left", keys)
        table = table.merge(
            self.best.rename(columns={"probability": "chance_of_best"}), "left", keys
        )
        units = table.outcome.map({name: each.unit for name, each in OUTCOMES.items()})
        table.insert(2, "unit", units)
        return table.to_csv(index=False, lineterminator="\n")


def _nested(table: pd.DataFrame, outer: str, inner: str) -> dict[str, dict[str, Any]]:
    """Return a table as dictionaries by two of its columns."""
    said: dict[str, dict[str, Any]] = {}
    for row in table.to_dict("records"):
        key, name = row.pop(outer), row.pop(inner)
        said.setdefault(key, {})[name] = {column: finite(each) for column, each in row.items()}
    return said


def _probabilities(best: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    """Return chances of being best by outcome and strategy."""
    nested = _nested(best, "outcome", "strategy")
    return {o: {s: each["probability"] for s, each in by.items()} for o, by in nested.items()}


def _deciders(deciders: pd.DataFrame) -> dict[str, list[dict[Any, Any]]]:
    """Return what decides, by outcome, the strongest first."""
    return {
        str(outcome): rows.drop(columns="outcome").to_dict("records")
        for outcome, rows in deciders.groupby("outcome", sort=False)
    }
