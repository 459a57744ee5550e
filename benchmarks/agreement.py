"""Do the product and both plain models say the same? A paired comparison over seeds."""

import argparse
import math
import statistics
from typing import NamedTuple

from benchmarks.fused_python import FusedPython
from benchmarks.plain_mesa import PlainMesa
from benchmarks.plain_world import PlainModel
from benchmarks.sizes import STRATEGY, sized
from sim.ledger import Source
from sim.model import BrandCommunity
from sim.recorder import CONSIDERING, DISTRUSTING, MEMORY, PRESENT, TRUST
from sim.setup import build_world

__all__ = ["Agreement", "agreement"]

PLAIN = (PlainMesa, FusedPython)
FURTHEST = 4.0  # standard errors


class Agreement(NamedTuple):
    """One quantity in the product and in each plain model, and how far apart they are."""

    quantity: str
    product: float
    plain: tuple[float, ...]  # by the plain models, in their order
    z: tuple[float, ...]  # mean paired difference to the product, in its standard errors


def agreement(
    n_members: int, days: int, seeds: range, posts_per_week: float = 1.0
) -> list[Agreement]:
    """Return the totals of a run, and the state at its end, by all models.

    All begin each seed with the same members and ties; their luck after that is their own.

    Args:
        n_members: a multiple of 200, the size of a community.
        days: length of the runs.
        seeds: at least two.
        posts_per_week: in each community; friends count only where posts follow day on day.
    """
    hours = 0.9 + 1.6 * posts_per_week  # to listen, post and reply
    spec = sized(n_members // 200, 200, days=days, hours=hours, posts_per_week=posts_per_week)
    product, plain = [], [[] for _ in PLAIN]
    for seed in seeds:
        model = BrandCommunity(spec, STRATEGY, seed)
        while model.running:
            model.step()
        product.append(_of_product(model))
        for found, kind in zip(plain, PLAIN, strict=True):
            other = kind(spec, STRATEGY, build_world(spec, seed), seed)
            for _ in range(days):
                other.step()
            found.append(_of_plain(other))
    return [_compared(name, product, plain) for name in product[0]]


def _compared(name: str, product: list[dict], plain: list[list[dict]]) -> Agreement:
    """Return means and z: 0 where nothing differs, infinite where all differs alike."""
    ours, means, scores = [run[name] for run in product], [], []
    for runs in plain:
        theirs = [run[name] for run in runs]
        differences = [one - other for one, other in zip(ours, theirs, strict=True)]
        mean = statistics.fmean(differences)
        error = statistics.stdev(differences) / math.sqrt(len(differences))
        scores.append(mean / error if error > 1e-12 else math.inf if abs(mean) > 1e-9 else 0.0)
        means.append(statistics.fmean(theirs))
    return Agreement(name, statistics.fmean(ours), tuple(means), tuple(scores))


def _of_product(model: BrandCommunity) -> dict[str, float]:
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


def _of_plain(model: PlainModel) -> dict[str, float]:
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
    parser.add_argument("--posts-per-week", type=float, default=1.0)
    options = parser.parse_args()
    print(f"{'':24}{'product':>12}{'plain Mesa':>12}{'z':>7}{'fused loops':>13}{'z':>7}")
    seeds = range(1, options.seeds + 1)
    rows = agreement(options.members, options.days, seeds, options.posts_per_week)
    for name, product, (plain, fused), (z_plain, z_fused) in rows:
        print(f"{name:24}{product:12.5g}{plain:12.5g}{z_plain:7.2f}{fused:13.5g}{z_fused:7.2f}")
    furthest = max(abs(z) for row in rows for z in row.z)
    print(f"furthest apart: {furthest:.2f} standard errors; less than {FURTHEST:g} is allowed")
    raise SystemExit(furthest >= FURTHEST)


if __name__ == "__main__":
    main()
