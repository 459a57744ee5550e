"""Do the columns engine and the plain Mesa model say the same? A paired comparison over seeds."""

import argparse
import math
import statistics
from typing import NamedTuple

from benchmarks.plain_mesa import PlainMesa
from benchmarks.sizes import STRATEGY, sized
from sim.ledger import Source
from sim.model import BrandCommunity
from sim.recorder import CONSIDERING, DISTRUSTING, MEMORY, PRESENT, TRUST
from sim.setup import build_world

__all__ = ["Agreement", "agreement"]


class Agreement(NamedTuple):
    """One quantity in both models, and how many standard errors apart they are."""

    quantity: str
    columns: float
    plain: float
    z: float  # mean paired difference, in its standard errors


def agreement(n_members: int, days: int, seeds: range) -> list[Agreement]:
    """Return the totals of a run, and the state at its end, by both models.

    Both begin each seed with the same members and ties; their luck after that is their own.

    Args:
        n_members: a multiple of 200, the size of a community.
        days: length of the runs.
        seeds: at least two.
    """
    spec = sized(n_members // 200, 200, days=days)
    columns, plain = [], []
    for seed in seeds:
        model = BrandCommunity(spec, STRATEGY, seed)
        other = PlainMesa(spec, STRATEGY, build_world(spec, seed), seed)
        while model.running:
            model.step()
            other.step()
        columns.append(_of_columns(model))
        plain.append(_of_plain(other))
    return [
        Agreement(name, *_compared([run[name] for run in columns], [run[name] for run in plain]))
        for name in columns[0]
    ]


def _compared(columns: list[float], plain: list[float]) -> tuple[float, float, float]:
    """Return both means and z: 0 where nothing differs, infinite where all differs alike."""
    differences = [one - other for one, other in zip(columns, plain, strict=True)]
    mean = statistics.fmean(differences)
    error = statistics.stdev(differences) / math.sqrt(len(differences))
    z = mean / error if error > 0.0 else (math.inf if abs(mean) > 1e-9 else 0.0)
    return statistics.fmean(columns), statistics.fmean(plain), z


def _of_columns(model: BrandCommunity) -> dict[str, float]:
    counts, sums = model.world.counts, model.recorder.sums[-1, :, 0].sum(axis=1)
    names = ("views", "likes", "comments", "shares", "customers", "replies")
    found = {name: float(getattr(counts, name).sum()) for name in names}
    found["engagements"] = found["likes"] + found["comments"] + found["shares"]
    found |= _per_member(sums[[PRESENT, TRUST, DISTRUSTING, MEMORY, CONSIDERING]])
    found["active members"] = float(model.recorder.active[-1].sum())
    found["trust over the run"] = float(
        model.recorder.sums[1:, TRUST].sum() / model.recorder.sums[1:, PRESENT].sum()
    )
    found["irritation"] = float(model.world.members.irritation.mean())
    found["warmth"] = float(model.world.members.reply_boost.mean())
    found["familiarity"] = float(model.world.communities.familiarity.mean())
    found["hours"] = float(model.world.ledger.hours.sum())
    found["cost"] = float(model.world.ledger.money.sum())
    points = model.world.ledger.trust.sum(axis=(0, 1, 2))
    return found | _by_source(points / sums[PRESENT])


def _of_plain(model: PlainMesa) -> dict[str, float]:
    places, members = model.communities, model.members
    names = ("views", "likes", "comments", "shares", "customers", "replies")
    found = {
        name: float(sum(getattr(c, "buyers" if name == "customers" else name) for c in places))
        for name in names
    }
    found["engagements"] = found["likes"] + found["comments"] + found["shares"]
    *sums, active = (sum(night) for night in zip(*(c.measures[-1] for c in places), strict=True))
    found |= _per_member(sums)
    found["active members"] = float(active)
    nights = [night for c in places for night in c.measures]
    found["trust over the run"] = sum(n[1] for n in nights) / sum(n[0] for n in nights)
    found["irritation"] = statistics.fmean(m.irritation for m in members)
    found["warmth"] = statistics.fmean(m.warmth for m in members)
    found["familiarity"] = statistics.fmean(c.familiarity for c in places)
    found["hours"], found["cost"] = sum(model.brand.hours), sum(model.brand.money)
    points = [sum(c.trust_points[s] for c in places) / len(members) for s in Source]
    return found | _by_source(points)


def _per_member(sums) -> dict[str, float]:
    present, *others = (float(value) for value in sums)
    names = ("trust", "distrusting", "memory", "consideration")
    return {name: value / present for name, value in zip(names, others, strict=True)}


def _by_source(points) -> dict[str, float]:
    return {f"trust by {s.name.lower()}": float(points[s]) for s in Source}


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--days", type=int, default=91)
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    print(f"{'':34}{'columns':>12}{'plain Mesa':>12}{'z':>8}")
    for row in agreement(options.members, options.days, range(1, options.seeds + 1)):
        print(f"{row.quantity:34}{row.columns:12.5g}{row.plain:12.5g}{row.z:8.2f}")


if __name__ == "__main__":
    main()
