"""The tables of a report, ready to print: texts by row and column, no numbers left."""

import importlib.metadata
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from experiments import wording
from sim.parameters import declarations
from sim.version import CODE_HASH, MODEL_VERSION

if TYPE_CHECKING:
    from experiments.compare import Comparison

__all__ = ["assumption_rows", "community_table", "outcome_columns", "provenance"]

# The weakest numbers that matter most, in order of influence (docs/model.md, 9.6).
_ASSUMPTIONS = (
    "memory.worth_of_contact", "audience.niche_share", "audience.other_fit", "communities.*.size",
    "strategies.*.pay.precision", "strategies.*.pay.premium", "memory.half_life", "brand.orders",
    "purchase.rate", "purchase.trust_pull", "trust.half_life", "trust.negativity",
)  # fmt: skip
_MOST_COMMUNITIES = 30
_LIBRARIES = ("mesa", "numba", "numpy", "pandas", "scipy")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one strategy came to in one outcome."""

    mean: str
    interval: str
    change: str = ""  # against the baseline
    change_interval: str = ""
    is_sure: bool = False  # the interval of the change leaves out zero
    chance: str = ""
    is_best: bool = False


def outcome_columns(comparison: "Comparison", names: tuple[str, ...]) -> list[list[Cell]]:
    """Return a column for each outcome, in it a cell for each strategy."""
    summary = comparison.summary.set_index(["outcome", "strategy"])
    differences = comparison.differences.set_index(["outcome", "strategy"])
    best = comparison.best.set_index(["outcome", "strategy"])["probability"]
    columns = []
    for name in names:
        chances = best.get(name, pd.Series(dtype=float)).reindex(comparison.strategies).fillna(0.0)
        cells = []
        for strategy, chance in chances.items():
            mean, low, high = summary.loc[(name, strategy), ["mean", "low", "high"]]
            values = wording.amount(mean, name, high - low), _interval(low, high, name)
            change = _change(differences, name, str(strategy))
            told = wording.chance(chance) if chance > 0 else ""
            is_best = bool(0 < chance == chances.max())
            cells.append(Cell(*values, *change, chance=told, is_best=is_best))
        columns.append(cells)
    return columns


def _change(differences: pd.DataFrame, name: str, strategy: str) -> tuple[str, str, bool]:
    """Return the difference to the baseline, its interval, and whether it leaves out zero."""
    if (name, strategy) not in differences.index:
        return "", "", False
    mean, low, high = differences.loc[(name, strategy), ["mean", "low", "high"]]
    if mean != mean:
        return "", "", False
    text = wording.change(mean, name, high - low)
    return text, _interval(low, high, name, signed=True), bool(low > 0 or high < 0)


def _interval(low: float, high: float, name: str, *, signed: bool = False) -> str:
    """Return an interval in words, or nothing where there is none to speak of."""
    return wording.interval(low, high, name, signed=signed) if low < high else ""


def community_table(comparison: "Comparison") -> tuple[list[str], list[str], list[list[str]]]:
    """Return strategies present in communities, what is told of each, and a row a community.

    A row: name, members, then for each strategy its values in the same order. The largest
    communities come first; the smallest of many are left out.
    """
    table = comparison.communities
    if table.empty:
        return [], [], []
    means = table.groupby(["strategy", "community"], sort=False).mean(numeric_only=True)
    seen = means.groupby("strategy")["views"].sum()
    present = [s for s in comparison.strategies if s in seen.index and seen[s] > 0]
    if not present:
        return [], [], []
    means["trust_change"] = means["trust_end"] - means["trust_start"]
    told = ["engagements", "customers", "trust_change"]
    if (means["removed"] > 0).any():
        told.append("removed")
    sizes = means.loc[present[0], "members"].sort_values(ascending=False, kind="stable")
    rows = []
    for community, members in sizes.head(_MOST_COMMUNITIES).items():
        row = [str(community), wording.amount(members, "members")]
        for strategy in present:
            values = means.loc[(strategy, community)]
            row += [wording.amount(values[measure], measure) for measure in told]
        rows.append(row)
    return present, ["posts removed" if t == "removed" else wording.label(t) for t in told], rows


def assumption_rows(comparison: "Comparison") -> list[dict[str, str]]:
    """Return the parameters that matter most, and with futures those that decide there."""
    known = {each.name: each for each in declarations(comparison.spec)}
    wanted = [name for pattern in _ASSUMPTIONS for name in known if _fits(name, pattern)]
    if comparison.futures is not None:
        wanted = [*comparison.futures.deciders["parameter"], *wanted]
    if comparison.network is not None:
        wanted = [name for name in wanted if not name.startswith("communities.")]
    rows = []
    for name in dict.fromkeys(wanted):
        about = known.get(name)
        if about is None or not _is_used(comparison, name):
            continue
        rows.append({
            "name": name, "meaning": about.meaning,
            "range": wording.spread(about.low, about.high, about.unit),
            "value": wording.quantity(about.default, about.unit),
            "confidence": about.confidence, "source": about.source,
        })  # fmt: skip
    return rows


def _fits(name: str, pattern: str) -> bool:
    """Tell whether a dotted name fits a pattern in which * stands for one part."""
    parts, wanted = name.split("."), pattern.split(".")
    pairs = zip(parts, wanted, strict=False)
    return len(parts) == len(wanted) and all(w in ("*", part) for part, w in pairs)


def _is_used(comparison: "Comparison", name: str) -> bool:
    """Tell whether a parameter matters here: of strategies' ads, only where they are aimed."""
    if not name.startswith("strategies."):
        return True
    _, strategy, block, _ = name.split(".")
    pay = comparison.spec.strategies[strategy].pay
    return strategy in comparison.strategies and (block != "pay" or (pay and pay.precision > 0))


def provenance(comparison: "Comparison", command: str) -> dict[str, str]:
    """Return what it takes to make the same numbers again."""
    versions = [f"{name} {version_of(name)}" for name in _LIBRARIES]
    return {
        "command": command,
        "seed": str(comparison.seed),
        "replicates": str(comparison.replicates),
        "model": f"version {MODEL_VERSION}, code {CODE_HASH}",
        "software": ", ".join([f"Python {platform.python_version()}", *versions]),
    }


def version_of(package: str) -> str:
    """Return the version of an installed package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:  # run from the source, not installed
        return "not installed"
