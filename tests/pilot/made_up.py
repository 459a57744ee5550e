"""A market made up to order: what a strategy earns in a future, and what a trial shows of it."""

import numpy as np

from experiments.workers import Failure
from sim.results import CHANNEL_MEASURES, CHANNELS, FLOWS, STATES, Run
from tests.experiments.small import market

WEEKS = 16
MEMBERS = (100.0, 300.0, 200.0)  # of three communities


def scenario(**changes):
    """Return a small market over sixteen weeks, its metrics without noise."""
    return market(days=7 * WEEKS, tools={"platform": {"noise": 0.0}}, **changes)


def made_run(weeks=WEEKS, n=3, strategy="talk", seed=1, **weekly) -> Run:
    """Return a run in the first n communities; weekly series are 0 but for those given."""
    flows = {name: np.zeros(weeks) for name in (*FLOWS, *STATES)}
    flows |= {"trust": np.full(weeks, 0.4), "posts": np.ones(weeks)}
    channels = {f"{c}.{m}": np.zeros(weeks) for c in CHANNELS for m in CHANNEL_MEASURES}
    for name, values in weekly.items():
        where = flows if name in flows else channels
        where[name if name in flows else name.replace("__", ".")] = np.broadcast_to(
            np.asarray(values, float), (weeks,)
        ).copy()
    communities = [
        {"community": f"c{c}", "members": size, "trust_start": 0.4, "posts": float(c < n),
         "views": float(c < n)}
        for c, size in enumerate(MEMBERS)
    ]  # fmt: skip
    profit = float(flows["margin"].sum() - flows["cost"].sum())
    return Run(strategy, seed, {"profit": profit}, flows, {}, {}, {}, communities, [], channels)


class MadeUp:
    """Makes runs: talking earns what a future's quality says; comments show it, or noise.

    Args:
        shows: whether comments per post tell the quality of the future.
        quality: mean and standard deviation of the weekly profit in all communities ($).
        fails: futures whose runs fail.
    """

    def __init__(self, *, shows=True, quality=(0.0, 100.0), fails=()):
        self.shows, self.quality, self.fails = shows, quality, fails
        self.asked = []

    def __call__(self, tasks, settings):
        """Return the run of each task, as what makes runs does."""
        self.asked += tasks
        return [self.run(task, settings) for task in tasks]

    def run(self, task, settings):
        """Return the run of one task, or its failure."""
        if task.replicate in self.fails:
            return Failure(task.strategy, task.replicate, task.seed, "made up", "trace")
        rng = np.random.default_rng(task.seed)
        mean, spread = self.quality
        quality, other = mean + spread * rng.normal(), rng.normal()
        if not task.strategy.startswith("talk"):
            return made_run(n=0, strategy=task.strategy)
        weeks = task.overrides.get("days", 7 * WEEKS) // 7
        n = task.overrides.get("strategies.talk.identify.how_many", 3)
        where = np.full(weeks, n)
        if task.strategy in settings.policies:
            policy = settings.policies[task.strategy]()
            n = policy.before.identify.how_many
            where[: policy.week] = n
        shown = (quality - mean) / spread if self.shows else other
        return made_run(weeks, n, margin=(1000 + quality) * where / 3, cost=1000 * where / 3,
                        comments=10 + shown, seed=task.seed)  # fmt: skip
