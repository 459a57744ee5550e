"""What is measured in the runs of one replicate."""

from collections.abc import Mapping
from math import log

import numpy as np

from experiments.facts.fact import Measure
from sim.results import Run

__all__ = [
    "AFTER", "BURST", "FIRST_WEEKS", "LAST_QUARTER", "customers", "elasticity_of_answers", "kept",
    "less_by_interest", "lost_per_failure", "more", "of", "outcome", "per_viewer", "regained",
    "reorders", "slope_of", "slope_on_page", "talk_left", "trust_kept", "within",
]  # fmt: skip

FIRST_WEEKS, BURST = slice(0, 4), slice(26, 30)
AFTER, LAST_QUARTER = slice(30, 52), slice(39, 52)

Runs = Mapping[str, Run]


def of(name: str, arm: str) -> Measure:
    """Return an outcome of an arm."""
    return lambda runs: runs[arm].outcomes[name]


def outcome(name: str, one: str, other: str) -> Measure:
    """Return by how much an outcome of one arm exceeds that of another."""
    return lambda runs: runs[one].outcomes[name] - runs[other].outcomes[name]


def more(name: str, one: str, other: str) -> Measure:
    """Return by what share an outcome of one arm exceeds another's; 0 where both are the same."""

    def measure(runs: Runs) -> float:
        above, below = runs[one].outcomes[name], runs[other].outcomes[name]
        return 0.0 if above == below else above / below - 1 if below else np.nan

    return measure


def within(
    name: str, one: str, other: str, weeks: slice = slice(None), per: str | None = None
) -> Measure:
    """Return by what share one arm exceeds another in the sum of a series over some weeks.

    Args:
        name: of the series; several, joined by +, are added up.
        one: an arm.
        other: the arm it is compared with.
        weeks: which weeks count.
        per: a series to divide by.
    """

    def total(run: Run) -> float:
        above = sum(float(run.weekly[each][weeks].sum()) for each in name.split("+"))
        return above / float(run.weekly[per][weeks].sum()) if per else above

    return lambda runs: total(runs[one]) / total(runs[other]) - 1


def customers(runs: Runs, arm: str) -> float:
    """Return the customers won in an arm."""
    return runs[arm].outcomes["customers"]


def per_viewer(arm: str) -> Measure:
    """Return engagements for each view in an arm."""
    return lambda runs: runs[arm].outcomes["engagements"] / runs[arm].outcomes["views"]


def slope_of(name: str, arm: str, per: str | None = None) -> Measure:
    """Return the slope of log(`name` per member) on log size over the communities of a run.

    Args:
        name: what each community saw, such as engagements.
        arm: an arm with communities of many sizes.
        per: what else to divide by, such as posts.
    """

    def measure(runs: Runs) -> float:
        rows = runs[arm].communities
        size = np.array([float(row["members"]) for row in rows])
        each = np.array([float(row[name]) / float(row[per] if per else 1) for row in rows])
        return float(np.polyfit(np.log(size), np.log(each / size), 1)[0])

    return measure


def slope_on_page(followers: Mapping[str, float]) -> Measure:
    """Return the slope of log(share of followers reached by a post) on log followers, by arm."""

    def measure(runs: Runs) -> float:
        reach = [
            runs[arm].outcomes["views"] / runs[arm].weekly["posts"].sum() / n
            for arm, n in followers.items()
        ]
        return float(np.polyfit(np.log(list(followers.values())), np.log(reach), 1)[0])

    return measure


def kept(runs: Runs, name: str, since: int, until: int) -> float:
    """Return what share of a state's value after week `since` is left after week `until`."""
    series = runs["stop"].weekly[name]
    return float(series[until - 1] / series[since - 1])


def trust_kept(runs: Runs, since: int, until: int) -> float:
    """Return what share of the trust won by week `since` is left after week `until`."""
    run = runs["stop"]
    start = run.outcomes["trust"] - run.outcomes["trust_change"]
    won = run.weekly["trust"] - start
    return float(won[until - 1] / won[since - 1])


def lost_per_failure(runs: Runs) -> float:
    """Return by what share a failed product costs a buyer more trust than a good one wins it."""
    lost = -runs["fails"].trust_ledger["product_failure"].sum() / customers(runs, "fails")
    won = runs["pleases"].trust_ledger["product"].sum() / customers(runs, "pleases")
    return float(lost / won - 1)


def regained(runs: Runs, level: str, since: int, until: int) -> float:
    """Return what share of the trust lost in a crisis by week `since` is back by week `until`."""
    calm, crisis = (runs[f"{level}, {arm}"].weekly["trust"] for arm in ("calm", "crisis"))
    lost = calm - crisis
    return float(1 - lost[until - 1] / lost[since - 1])


def reorders(runs: Runs, arm: str) -> float:
    """Return later orders per customer and week, from half a year on."""
    weekly = runs[arm].weekly
    buyers = np.cumsum(weekly["customers"])[26:]
    return float((weekly["orders"] - weekly["customers"])[26:].sum() / buyers.sum())


def less_by_interest(runs: Runs, way: str) -> float:
    """Return the logarithm of customers won where interest is mixed, against where it is high."""
    return log(customers(runs, f"{way}, mixed") / customers(runs, f"{way}, interested"))


def elasticity_of_answers(one: str, other: str, ratio: float) -> Measure:
    """Return the elasticity, on size, of answers per member between two arms.

    Args:
        one: the arm of small communities.
        other: that of large ones.
        ratio: how many times larger these are.
    """

    def measure(runs: Runs) -> float:
        small, large = (
            runs[arm].outcomes["peer_replies"] / runs[arm].outcomes["members"]
            for arm in (one, other)
        )
        return log(large / small) / log(ratio) if small and large else np.nan

    return measure


def talk_left(runs: Runs, arm: str) -> float:
    """Return the answers of the last quarter against those of the first."""
    answers = runs[arm].weekly["peer_answers"]
    return float(answers[LAST_QUARTER].sum() / answers[:13].sum())
