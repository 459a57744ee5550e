"""What a brand measures each week: true figures, seen through noise."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.compiled import kernel
from sim.randomness import Purpose, key_for, uniforms
from sim.recorder import CLICKS, ENGAGEMENTS, TONE, VIEWS
from sim.world import World

__all__ = ["measured_by_kind", "noisy", "weekly_metrics"]

_MEANT = ("trust_proxy", "engagement_rate", "views", "engagements", "customers", "complaints")


def noisy(values: NDArray, noise: float, key: np.uint64) -> NDArray[np.float64]:
    """Return values, each times a lognormal of mean 1 and about this standard deviation."""
    values = np.asarray(values, np.float64)
    normal = special.ndtri(np.maximum(uniforms(key, values.size), 1e-16)).reshape(values.shape)
    return values * np.exp(noise * normal - noise**2 / 2.0)


@kernel
def mean_trust(asked, trust, is_member, first_row):
    """Return the mean trust of the members of the communities `asked`; nan of nobody."""
    total = people = 0.0
    for c in asked:
        for i in range(first_row[c], first_row[c + 1]):
            total += trust[i] * is_member[i]
            people += is_member[i]
    return total / people if people > 0.0 else np.nan


def weekly_metrics(
    world: World, b: int, communities: list[int], noise: float
) -> dict[str, float]:  # fmt: skip
    """Return last week's metrics of brand b, as measured; nan where there is nothing to measure.

    Trust is asked of members of the communities it is in; what it pays and what moderators
    removed it knows exactly.
    """
    counts, m, days = world.counts, world.members, slice(max(0, world.day - 7), world.day)
    asked = np.array(communities, np.int64)
    total = {
        name: float(getattr(counts, name)[days, b].sum())
        for name in ("views", "likes", "comments", "shares", "customers", "complaints", "removed")
    }
    engagements = total["likes"] + total["comments"] + total["shares"]
    true = {
        "trust_proxy": mean_trust(asked, m.trust[b], m.is_member, world.communities.first_row),
        "engagement_rate": engagements / total["views"] if total["views"] else np.nan,
        "engagements": engagements,
    } | {name: total[name] for name in ("views", "customers", "complaints")}
    key = key_for(world.seed, Purpose.METRIC, int(world.brands.keys[b]), world.day)
    seen = noisy(np.array([true[name] for name in _MEANT]), noise, key)
    metrics = dict(zip(_MEANT, map(float, seen), strict=True))
    for name in ("trust_proxy", "engagement_rate"):  # shares; NumPy's minimum keeps nan
        metrics[name] = float(np.minimum(1.0, metrics[name]))
    cost = float(world.ledger.money[days, b].sum())
    return metrics | {"removed": total["removed"], "cost": cost, "week": float(world.day // 7)}


def measured_by_kind(world: World, b: int, week: int, noise: float) -> NDArray[np.float64]:
    """Return what each kind of post did in each community in a week, as measured.

    Shape (n_communities, n_kinds, 5), as in sim.recorder.KIND_MEASURES; the brand knows its posts.
    """
    found = world.by_kind[week, b].copy()
    key = key_for(world.seed, Purpose.METRIC, int(world.brands.keys[b]), week, 1)
    for k in (VIEWS, ENGAGEMENTS, CLICKS, TONE):
        found[:, :, k] = noisy(found[:, :, k], noise, key_for(int(key), k))
    return found
