"""Identify: which communities a brand goes to, and how it finds out which ones fit.

    right on one community = 1/2 + (best - 1/2) * (1 - exp(-hours per community / scale))

Three signals say of a candidate "fits" or "does not", each right with that chance: exploring
hashtags (quick, covers what is tagged), monitoring discussions, and joining (slow, covers all,
and teaches the language). A signal's vote weighs the log-odds of its being right; candidates
are ranked by the sum of the votes, in any order where it is the same.

Source: the articles of the field name the three signals; all numbers are assumptions.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule
from sim.parameters import Parameters, parameter

__all__ = [
    "FITTING", "Identify", "Research", "Signal", "candidates", "chance_right",
    "chosen_communities", "is_searching", "rank_candidates",
]  # fmt: skip

FITTING = 0.5  # relevance of the product from which a community fits


def _hours(meaning: str):
    return parameter(
        0.0, plausible=(0.0, 20.0), bounds=(0.0, 1000.0), unit="hours/week", meaning=meaning,
        source="choice of the brand", confidence="given",
    )  # fmt: skip


class Identify(Parameters):
    """Where to be present: by name, all, or the few that a search finds."""

    communities: tuple[str, ...] | Literal["all", "search"] = "all"
    platforms: tuple[str, ...] = ()  # only communities on these; none named: on any
    how_many: int = parameter(
        5,
        plausible=(1, 24),
        bounds=(1, 100_000),
        unit="communities",
        meaning="the most communities to be present in",
        source="choice of the brand",
        confidence="given",
    )
    search_weeks: int = parameter(
        4,
        plausible=(1, 12),
        bounds=(1, 104),
        unit="weeks",
        meaning="weeks of search before the brand takes part",
        source="choice of the brand",
        confidence="given",
    )
    hashtag_hours: float = _hours("time to explore hashtags while searching")
    monitoring_hours: float = _hours("time to monitor discussions while searching")
    joining_hours: float = _hours("time as a silent member of the candidates while searching")


class Signal(Parameters):
    """One way to find out whether a community fits."""

    scale: float = parameter(
        6.0, plausible=(2.0, 20.0), bounds=(0.01, 1000.0), unit="hours",
        meaning="hours on one community in which 63 % of what it can tell is known",
        source="assumption: about a working day",
    )  # fmt: skip
    best: float = parameter(
        0.9, plausible=(0.55, 1.0), bounds=(0.5, 1.0), unit="share",
        meaning="chance to be right, with all the time in the world", source="assumption",
    )  # fmt: skip
    coverage: float = parameter(
        0.85, plausible=(0.2, 1.0), bounds=(0.0, 1.0), unit="share",
        meaning="communities that it says anything about", source="assumption",
    )  # fmt: skip


class Research(Parameters):
    """What the three signals can tell. Levels are assumptions; the order is what matters."""

    hashtags: Signal = Signal(scale=2.0, best=0.7, coverage=0.6)
    monitoring: Signal = Signal(scale=6.0, best=0.9, coverage=0.85)
    joining: Signal = Signal(scale=10.0, best=0.98, coverage=1.0)


@rule
def chance_right(hours, scale, best):
    """Return the chance (1/2..1) that a signal is right on one community after `hours` there."""
    return 0.5 + (best - 0.5) * (1.0 - np.exp(-hours / scale))


def is_searching(block: Identify | None, weeks_searched: int) -> bool:
    """Tell whether the brand still looks for communities, after so many weeks of it."""
    return (
        block is not None and block.communities == "search" and weeks_searched < block.search_weeks
    )


def rank_candidates(
    fits: NDArray[np.bool_], signals: list[tuple[Signal, float]], speed: float,
    draws: NDArray[np.float64],
) -> list[int]:  # fmt: skip
    """Return the candidates, the most promising first.

    Args:
        fits: whether each of them truly fits, (n,); no signal tells it for sure.
        signals: each with the hours spent on all candidates together.
        speed: how much faster tools make the research (ratio).
        draws: in [0, 1), (2 * n_signals + 1, n): what is covered, what is right, how ties fall.
    """
    score = np.zeros(len(fits))
    for k, (signal, hours) in enumerate(signals):
        right = float(chance_right(hours * speed / max(1, len(fits)), signal.scale, signal.best))
        says_so = np.where(draws[2 * k + 1] < right, fits, ~fits)
        vote = np.log(right / max(1.0 - right, 1e-9))
        score += np.where(draws[2 * k] < signal.coverage, np.where(says_so, vote, -vote), 0.0)
    return [int(c) for c in np.lexsort((draws[-1], -score))]


def candidates(block: Identify | None, platforms: tuple[str, ...]) -> list[int]:
    """Return the positions of the communities on the platforms that the brand wants."""
    wanted = block.platforms if block else ()
    return [c for c, name in enumerate(platforms) if name in wanted or not wanted]


def chosen_communities(
    block: Identify | None, names: tuple[str, ...], platforms: tuple[str, ...],
    ranked: list[int] | None = None,
) -> list[int]:  # fmt: skip
    """Return the positions of the communities to be present in.

    A group of communities ("makers" stands for "makers 1", "makers 2", ...) is chosen whole.

    Args:
        block: whom the brand wants.
        names: of all communities.
        platforms: of all communities.
        ranked: what a search has found, the best first; without one, nothing is found yet.
    """
    if block is None:
        return []
    wanted, allowed = block.communities, candidates(block, platforms)
    if wanted == "search":
        kept = set(allowed)
        return sorted([c for c in ranked or [] if c in kept][: block.how_many])

    def is_wanted(name: str) -> bool:
        group, _, number = name.rpartition(" ")
        return wanted == "all" or name in wanted or (number.isdigit() and group in wanted)

    return [c for c in allowed if is_wanted(names[c])][: block.how_many]
