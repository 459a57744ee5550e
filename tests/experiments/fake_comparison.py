"""A comparison made of random numbers that hang together, for pictures, reports and text."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES
from sim.results import FLOWS, LINES, SOURCES, STATES
from sim.scenario import Scenario

STRATEGIES = (
    "broad-ads", "targeted-ads", "big-page", "community-ads", "genuine-micro", "pushy-micro",
    "hybrid", "stay-away",
)  # fmt: skip
WEEKS = 52
_GAIN = dict(zip(STRATEGIES, (0.0, 0.01, 0.02, -0.02, 0.12, -0.09, 0.07, -0.005), strict=True))
_LEVEL = dict(zip(STRATEGIES, (1.0, 1.4, 2.0, 1.2, 9.0, 4.0, 6.0, 0.0), strict=True))


def scenario(title: str = "Micro-communities against mass reach") -> Scenario:
    """Return a scenario with strategies by the names of STRATEGIES."""
    posts = {
        "identify": {"communities": ["hikers"]},
        "tailor": {"mix": {"expert_tip": 1.0}},
        "commit": {"hours_per_week": 10.0},
    }
    ads = {"pay": {"audience_ads": 500.0, "precision": 0.3}}
    plans = {"broad-ads": {"pay": {"audience_ads": 500.0}}, "targeted-ads": ads, "stay-away": {}}
    return Scenario.model_validate({
        "title": title,
        "question": "With $500 a week, does engaging small communities beat reaching everyone?",
        "baseline": "broad-ads",
        "communities": {"hikers": {"size": 300.0, "count": 3}},
        "strategies": {name: plans.get(name, posts) for name in STRATEGIES},
    })  # fmt: skip


class Fake(SimpleNamespace):
    """What `compare` would return, with runs that follow from its tables."""

    @property
    def pairs(self):
        """Tasks and runs, as Comparison has them."""
        names = {"weekly": (self.series, "measure", "value"),
                 "trust_ledger": (self.trust_ledger, "source", "points"),
                 "money": (self.costs, "line", "dollars")}  # fmt: skip
        runs = {
            (s, r): {n: {} for n in names} for s in self.strategies for r in range(self.replicates)
        }
        for name, (table, key, value) in names.items():
            for (s, r, k), own in table.groupby(["strategy", "replicate", key])[value]:
                runs.setdefault((s, r), {n: {} for n in names})[name][k] = own.to_numpy()
        return [
            SimpleNamespace(
                task=SimpleNamespace(strategy=s, replicate=r), run=SimpleNamespace(**ledgers)
            )
            for (s, r), ledgers in runs.items()
        ]


def comparison(n: int = 12, *, title: str | None = None, futures: bool = False) -> Fake:
    """Return what `compare` would: n replicates of every strategy, in random numbers."""
    rng = np.random.default_rng(7)
    ledger, series, costs = _ledger(rng, n), _series(rng, n), _costs(rng, n)
    outcomes = _outcomes(rng, n, ledger)
    return Fake(
        spec=scenario(title or "Micro-communities against mass reach"),
        name="micro-vs-mass", baseline="broad-ads", seed=1, replicates=n, strategies=STRATEGIES,
        network=None, outcomes=outcomes, series=series, trust_ledger=ledger, costs=costs,
        communities=_communities(rng, n), content=pd.DataFrame(), summary=_summary(outcomes),
        differences=_differences(outcomes), best=_best(outcomes),
        failures=pd.DataFrame(columns=["strategy", "replicate", "seed", "error", "traceback"]),
        n_failed=0, futures=_futures(rng) if futures else None,
        headline=lambda: (
            "genuine-micro earns 9.0 % engagements per view against 1.0 % of broad-ads, and the "
            "largest gain in trust (+.12).",
            f"It is ahead in {n} of {n} paired runs, with the model's assumptions held fixed.",
        ),
        to_json=lambda: '{"scenario": "micro-vs-mass"}\n',
        to_csv=lambda: "strategy,outcome,mean,low,high\n",
    )  # fmt: skip


def _ledger(rng, n):
    rows = []
    for strategy in STRATEGIES:
        shares = np.zeros(len(SOURCES))
        gain = _GAIN[strategy]
        shares[:5] = np.array([0.5, 0.3, 0.1, 0.15, 0.05]) * max(gain + 0.03, 0.0)
        shares[5:8] = np.array([-0.6, -0.3, -0.1]) * max(0.03 - gain, 0.0)
        shares[-2] = gain - shares.sum()
        for replicate in range(n):
            noise = rng.normal(0, 0.002, (WEEKS, len(SOURCES))) / WEEKS
            points = shares / WEEKS + noise * (shares != 0)
            rows += [
                (strategy, replicate, week, source, points[week, k])
                for week in range(WEEKS)
                for k, source in enumerate(SOURCES)
            ]
    return pd.DataFrame(rows, columns=["strategy", "replicate", "week", "source", "points"])


def _series(rng, n):
    rows = []
    for strategy in STRATEGIES:
        for replicate in range(n):
            luck = rng.normal(1, 0.05)
            for week in range(WEEKS):
                grown = week / (WEEKS - 1)
                for measure in FLOWS:
                    value = _LEVEL[strategy] * (0.5 + grown) * luck * rng.normal(20, 2)
                    rows.append((strategy, replicate, week, measure, value))
                for measure in STATES:
                    value = 0.4 + _GAIN[strategy] * grown * luck + rng.normal(0, 0.002)
                    rows.append((strategy, replicate, week, measure, value))
    return pd.DataFrame(rows, columns=["strategy", "replicate", "week", "measure", "value"])


def _costs(rng, n):
    ads = {"broad-ads", "targeted-ads", "hybrid"}
    rows = []
    for strategy in STRATEGIES[:-1]:
        for replicate in range(n):
            for week in range(WEEKS):
                for line in LINES:
                    paid = (line == "audience_ads") == (strategy in ads) and line != "crisis"
                    dollars = paid * (500 if line == "audience_ads" else 80) * rng.normal(1, 0.02)
                    hours = 0.0 if line.endswith("ads") else dollars / 35
                    rows.append((strategy, replicate, week, line, hours, dollars))
    columns = ["strategy", "replicate", "week", "line", "hours", "dollars"]
    return pd.DataFrame(rows, columns=columns)


def _communities(rng, n):
    rows = []
    for strategy in STRATEGIES[3:-1]:
        for replicate in range(n):
            for place in (1, 2, 3):
                posts = 0.0 if strategy == "community-ads" else 52.0
                removed = 9.0 if strategy == "pushy-micro" else 0.0
                seen = rng.normal(9000, 300)
                end = 0.4 + _GAIN[strategy] + rng.normal(0, 0.004)
                rows.append((
                    strategy, replicate, f"hikers {place}", 300.0 / place, posts, removed, seen,
                    seen * 0.06, seen * 0.001, 0.5, 0.4, end,
                ))  # fmt: skip
    columns = [
        "strategy", "replicate", "community", "members", "posts", "removed", "views",
        "engagements", "customers", "familiarity", "trust_start", "trust_end",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _outcomes(rng, n, ledger):
    moved = ledger.groupby(["strategy", "replicate"]).points.sum()
    size = {
        "engagement_rate": 0.01, "trust": 0.4, "trust_all": 0.4, "distrust_share": 0.1,
        "awareness": 0.01, "consideration": 0.003, "views": 9e6, "cost": 20_000.0, "roi": -0.5,
    }  # fmt: skip
    rows = []
    for strategy in STRATEGIES:
        for replicate in range(n):
            for name in OUTCOMES:
                value = size.get(name, 100.0) * _LEVEL[strategy] * rng.normal(1, 0.05)
                if name == "trust_change":
                    value = moved[strategy, replicate]
                if name.startswith("cost_per") and strategy == "stay-away":
                    value = np.nan
                rows.append((strategy, replicate, replicate + 1, name, value))
    return pd.DataFrame(rows, columns=["strategy", "replicate", "seed", "outcome", "value"])


def _mean_rows(wide):
    mean, error = wide.mean(axis=1), 2.2 * wide.std(axis=1) / np.sqrt(wide.shape[1])
    frame = pd.DataFrame({"mean": mean, "low": mean - error, "high": mean + error})
    return frame.reset_index()


def _wide(outcomes):
    wide = outcomes.pivot(index=["strategy", "outcome"], columns="replicate", values="value")
    order = pd.MultiIndex.from_product([STRATEGIES, OUTCOMES], names=["strategy", "outcome"])
    return wide.reindex(order)


def _summary(outcomes):
    return _mean_rows(_wide(outcomes))


def _differences(outcomes):
    wide = _wide(outcomes)
    base = wide.loc["broad-ads"]
    parts = [_mean_rows(wide.loc[s] - base).assign(strategy=s) for s in STRATEGIES[1:]]
    columns = ["strategy", "outcome", "mean", "low", "high", "correlation"]
    return pd.concat(parts).assign(correlation=0.8)[columns]


def _best(outcomes):
    rows = []
    for name, outcome in OUTCOMES.items():
        wide = outcomes[outcomes.outcome == name].pivot(
            index="replicate", columns="strategy", values="value"
        )
        if outcome.is_cost:
            wide = wide.drop(columns="stay-away")
        wins = wide.idxmin(axis=1) if outcome.direction < 0 else wide.idxmax(axis=1)
        rows += [(name, s, float((wins == s).mean())) for s in STRATEGIES if s in wide]
    return pd.DataFrame(rows, columns=["outcome", "strategy", "probability"])


def _futures(rng):
    names = ("engagement_rate", "trust_change", "cost_per_customer")
    known = [
        ("memory.worth_of_contact", "how many ad impressions a contact with a post is worth (r)"),
        ("audience.niche_share", "people among them who fit the product"),
        ("trust.negativity", "how many good experiences one bad one outweighs"),
    ]
    best = [(o, s, p) for o in names for s, p in (("genuine-micro", 0.71), ("targeted-ads", 0.29))]
    deciders = [(o, *known[k], (-0.8) ** (k + 1), 0.1) for o in names for k in range(3)]
    outcomes = [(s, f, o, rng.normal()) for s in STRATEGIES for f in range(5) for o in names]
    return SimpleNamespace(
        fitted=(),
        draws=pd.DataFrame({name: rng.random(200) for name, _ in known}),
        failures=pd.DataFrame(columns=["strategy", "future", "seed", "error", "traceback"]),
        outcomes=pd.DataFrame(outcomes, columns=["strategy", "future", "outcome", "value"]),
        best=pd.DataFrame(best, columns=["outcome", "strategy", "probability"]),
        deciders=pd.DataFrame(
            deciders, columns=["outcome", "parameter", "meaning", "correlation", "noise"]
        ),
    )
