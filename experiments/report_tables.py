"""The tables of a report, ready to print: texts by row and column, no numbers left."""

import importlib.metadata
import math
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

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
_LIBRARIES = ("mesa", "numba", "numpy", "pandas", "scipy")


class Seeded(Protocol):
    """A result that says on which luck it rests."""

    @property
    def seed(self) -> int:
        """Of the whole of it."""
        ...

    @property
    def replicates(self) -> int:
        """Runs of the same on other luck."""
        ...


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


def outcome_columns(comparison: "Comparison", names: Iterable[str]) -> list[list[Cell]]:
    """Return a column for each outcome, in it a cell for each strategy."""
    summary, differences = _estimates(comparison.summary), _estimates(comparison.differences)
    best = {
        (row["outcome"], row["strategy"]): row["probability"]
        for row in comparison.best.to_dict("records")
    }
    columns = []
    for name in names:
        chances = {s: best.get((name, s), math.nan) for s in comparison.strategies}
        highest = max((chance for chance in chances.values() if chance > 0), default=math.inf)
        cells = []
        for strategy, chance in chances.items():
            mean, low, high = summary[name, strategy]
            cells.append(Cell(
                wording.amount(mean, name, high - low), _interval(low, high, name),
                *_change(differences.get((name, strategy)), name),
                chance=wording.chance(chance) if chance > 0 else "",
                is_best=chance == highest,
            ))  # fmt: skip
        columns.append(cells)
    return columns


def _estimates(table: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Return mean, low and high by outcome and strategy."""
    return {
        (row["outcome"], row["strategy"]): (row["mean"], row["low"], row["high"])
        for row in table.to_dict("records")
    }


def _change(found: tuple[float, float, float] | None, name: str) -> tuple[str, str, bool]:
    """Return the difference to the baseline, its interval, and whether it leaves out zero."""
    if found is None or math.isnan(found[0]) or found == (0, 0, 0):
        return "", "", False
    mean, low, high = found
    text = wording.change(mean, name, high - low)
    return text, _interval(low, high, name, signed=True), bool(low > 0 or high < 0)


def _interval(low: float, high: float, name: str, *, signed: bool = False) -> str:
    """Return an interval in words, or nothing where there is none to speak of."""
    return wording.interval(low, high, name, signed=signed) if low < high else ""


@dataclass(frozen=True, slots=True)
class CommunityTable:
    """What communities saw: the strategies seen there, what is told of each, rows of texts."""

    strategies: list[str]
    told: list[str]
    rows: list[list[str]]  # name, members, then for each strategy what is told, in order
    unseen: list[str]  # communities that saw nothing of the brand, with their members


def community_table(comparison: "Comparison") -> CommunityTable:
    """Return means over the runs by community, the largest first."""
    means: dict[tuple[str, str], dict[str, float]] = {}
    if len(comparison.communities):
        groups = comparison.communities.groupby(["strategy", "community"], sort=False)
        means = groups.mean(numeric_only=True).to_dict("index")  # type: ignore[assignment]
    seen_by = {strategy for (strategy, _), values in means.items() if values["views"] > 0}
    strategies = [strategy for strategy in comparison.strategies if strategy in seen_by]
    sizes = {community: values["members"] for (_, community), values in means.items()}
    names = sorted(sizes, key=lambda name: -sizes[name])
    seen = [n for n in names if any(means[s, n]["views"] > 0 for s in strategies)]
    told = ["engagements", "customers", "trust_change"]
    if any(values["removed"] > 0 for values in means.values()):
        told.append("removed")
    rows = []
    for name in seen:
        row = [name, wording.amount(sizes[name], "members")]
        for strategy in strategies:
            values = means[strategy, name]
            values["trust_change"] = values["trust_end"] - values["trust_start"]
            row += [wording.amount(values[measure], measure) for measure in told]
        rows.append(row)
    unseen = [f"{name} ({sizes[name]:,.0f})" for name in names if name not in seen]
    heads = ["posts removed" if each == "removed" else wording.label(each) for each in told]
    return CommunityTable(strategies, heads, rows, unseen)


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
    aims = pay is not None and pay.precision > 0
    return strategy in comparison.strategies and (block != "pay" or aims)


def provenance(result: "Seeded", command: str) -> dict[str, str]:
    """Return what it takes to make the same numbers again."""
    versions = [f"{name} {version_of(name)}" for name in _LIBRARIES]
    return {
        "command": command,
        "seed": str(result.seed),
        "replicates": str(result.replicates),
        "model": f"version {MODEL_VERSION}, code {CODE_HASH}",
        "software": ", ".join([f"Python {platform.python_version()}", *versions]),
    }


def version_of(package: str) -> str:
    """Return the version of an installed package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:  # run from the source, not installed
        return "not installed"
