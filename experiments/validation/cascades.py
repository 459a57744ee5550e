"""Cascades of complaints: each speaks once along each tie, or joins at a threshold.

    V5 independent cascade   V16 its total below the threshold   V8 Granovetter   V9 Watts' window

Source: Newman 2002, arXiv:cond-mat/0205009 (sizes and threshold of outbreaks); Granovetter 1978
(summaries); Watts 2002 (window). Total progeny of a branching process with Poisson offspring:
Borel (from memory, not verified; the mean and variance are in the table of cases).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from experiments.validation import networks
from experiments.validation.bench import model_of, quiet
from experiments.validation.case import Check, between, close, within_errors
from sim.mechanisms.backlash import BEGINS
from sim.model import BrandCommunity
from sim.real_network import RealNetwork

__all__ = ["branching", "independent_cascade", "knife_edge", "window", "window_bounds"]

# Complaints are all that happens: no grievance of one's own, no arousal, no loss of trust.
_ALONE: dict[str, Any] = {
    "backlash.is_on": 1, "backlash.chance": 0.0, "backlash.heat": 0.0, "backlash.weight": 0.0,
    "backlash.threshold_by_arousal": 0.0, "backlash.threshold_by_trust": 0.0,
    "backlash.threshold_least": 0.0,
}  # fmt: skip
_SPEAKS_ONE_DAY = _ALONE | {"backlash.days": 1.0, "backlash.threshold": 0.0}
_SPEAKS_FOR_EVER = _ALONE | {"backlash.days": 1e9}


def independent_cascade(seed: int = 1, more: float = 1.0) -> list[Check]:
    """V5: from one person, each tells each friend once; the chance times `more`."""
    people, degree, checks = 20_000, 8.0, []
    network = networks.random_graph(people, degree, seed)
    for reproduction, expected in ((1.2, 0.3137), (1.5, 0.5828), (2.0, 0.7968), (3.0, 0.9405)):
        chance = more * reproduction / degree
        sizes = np.array([_outbreak(network, chance, seed + k, k) for k in range(40)])
        large = sizes[sizes > 0.1]
        size = float(large.mean()) if len(large) else 0.0
        checks.append(close(f"R = {reproduction:g}: share reached", expected, size, 0.02))
        deviation = (expected * (1.0 - expected)) ** 0.5
        checks.append(
            within_errors(
                f"R = {reproduction:g}: chance that it spreads", expected,
                len(large) / len(sizes), deviation, len(sizes),
            )
        )  # fmt: skip
    below = [_outbreak(network, more * 0.8 / degree, seed + k, k) for k in range(20)]
    checks.append(between("R = .8: largest share reached", 0.0, 0.02, max(below)))
    return checks


def branching(seed: int = 1, more: float = 1.0) -> list[Check]:
    """V16: below the threshold, how many one complaint comes to in all."""
    degree, size, count, checks = 4.0, 1500, 600, []
    rng = np.random.default_rng(seed)
    n_ties = rng.poisson(degree, size * count)
    start = np.concatenate([[0], np.cumsum(n_ties)])
    home = np.repeat(np.arange(count) * size, size)
    whom = np.repeat(home, n_ties) + rng.integers(0, size, start[-1])
    network = networks.directed([size] * count, start, whom)
    for reproduction in (0.2, 0.5, 0.8):
        model = _complaints(network, _SPEAKS_ONE_DAY, seed)
        strength = rng.random(start[-1]) < more * reproduction / degree
        model.world.ties.strength[:] = strength
        _run_from(model, np.arange(count) * size)
        sizes = (model.world.members.complaint[0] > 0).reshape(count, size).sum(axis=1)
        variance = reproduction / (1.0 - reproduction) ** 3
        checks.append(
            within_errors(
                f"R = {reproduction:g}: complaints in all", 1.0 / (1.0 - reproduction),
                sizes.mean(), variance**0.5, count,
            )
        )  # fmt: skip
        what = f"R = {reproduction:g}: variance"
        checks.append(
            within_errors(what, variance, sizes.var(), _spread_of_variance(reproduction), count)
        )
    return checks


def knife_edge(seed: int = 1, normal_mean: float = 25.0) -> list[Check]:
    """V8: a hundred people who join when so many others did; then a thousand, by a normal law."""
    hundred = networks.complete(100)
    ladder = np.arange(100.0)
    gap = np.where(ladder == 1.0, 2.0, ladder)
    checks = [
        close("thresholds 0 to 99: people who join", 100.0, _riot(hundred, ladder, seed), 0.0),
        close("the same, with 2 in place of 1", 1.0, _riot(hundred, gap, seed), 0.0),
    ]
    everybody = _everybody_tied(1001)
    for deviation, expected in ((12.2, 5.5), (12.3, 100.0)):
        share = norm.ppf((np.arange(1001) + 0.5) / 1001, normal_mean, deviation) / 100.0
        got = _riot(everybody, np.ceil(share * 1000), seed) / 10.01
        checks.append(
            close(f"normal of deviation {deviation:g}: % who join", expected, got, 0.6)
        )  # fmt: skip
    return checks


TRIES = 60  # of one person each, who sets off a cascade or not


def window(seed: int = 1, more: float = 1.0) -> list[Check]:
    """V9: inside the window of mean degrees one person can set off a cascade; outside, nobody."""
    checks = []
    for threshold in (0.18, 0.25):
        low, high = window_bounds(threshold)
        for degree, is_inside in (
            (low - 0.3, False), (low + 0.3, True), (high - 0.3, True), (high + 0.3, False),
        ):  # fmt: skip
            network = networks.random_graph(10_000, degree, seed)
            changes = _SPEAKS_FOR_EVER | {"backlash.threshold": threshold * more}
            sizes = [_reached(network, changes, seed + k, k) for k in range(TRIES)]
            what = f"threshold {threshold:g}, mean degree {degree:.2f}: share of tries that cascade"
            limits = (0.1, 1.0) if is_inside else (0.0, 0.1)
            checks.append(between(what, *limits, float((np.array(sizes) > 0.1).mean())))
    return checks


def window_bounds(threshold: float) -> tuple[float, float]:
    """Return the mean degrees (low, high) between which cascades are possible (Watts 2002)."""
    from scipy.optimize import brentq
    from scipy.stats import poisson

    most = int(1.0 / threshold + 1e-9)
    degrees = np.arange(most + 1)

    def excess(z: float) -> float:
        return float((degrees * (degrees - 1) * poisson.pmf(degrees, z)).sum() - z)

    middle = max(np.linspace(1.0, 20.0, 400), key=excess)
    return float(brentq(excess, 0.5, middle)), float(brentq(excess, middle, 40.0))


def _outbreak(network: RealNetwork, chance: float, seed: int, who: int) -> float:
    """Return the share that one person's complaint reaches along ties kept with a chance.

    Each draw of a tie is made once, so it may as well be made beforehand: bond percolation.
    """
    model = _complaints(network, _SPEAKS_ONE_DAY, seed)
    rng = np.random.default_rng(seed)
    model.world.ties.strength[:] = rng.random(len(network.whom)) < chance
    return _run_from(model, np.array([who * 37 % len(network.people)]))


def _reached(network: RealNetwork, changes: dict[str, Any], seed: int, who: int) -> float:
    model = _complaints(network, changes, seed)
    return _run_from(model, np.array([who * 37 % len(network.people)]))


def _complaints(network: RealNetwork, changes: dict[str, Any], seed: int) -> BrandCommunity:
    """Return a model in which complaints are all that happens, along ties of one strength."""
    model = model_of(quiet(728, changes), seed, network)
    model.world.ties.strength[:] = 1.0
    return model


def _run_from(model: BrandCommunity, first: NDArray[np.integer]) -> float:
    """Let some begin to complain, run until nobody more does, return the share who did."""
    complaint = model.world.members.complaint[0]
    complaint[first] = BEGINS
    n_before = 0
    while model.running and (n_now := int((complaint > 0).sum())) > n_before:
        n_before = n_now
        model.step()
    return float((complaint > 0).mean())


def _riot(network: RealNetwork, thresholds: NDArray[np.float64], seed: int) -> float:
    """Return how many join in the end who do so once `thresholds` (people) others did."""
    by_trust = {"backlash.threshold": 0.5, "backlash.threshold_by_trust": 1.0}
    model = _complaints(network, _SPEAKS_FOR_EVER | by_trust, seed)
    m, others = model.world.members, len(thresholds) - 1
    share = np.clip((thresholds - 0.5) / others, 0.0, 1.0)  # half a person: no ties in rounding
    m.good_evidence[0], m.bad_evidence[0] = 1e3 * share, 1e3 * (1.0 - share)
    m.trust[0] = share
    return _run_from(model, np.flatnonzero(thresholds <= 0.0)) * len(thresholds)


def _everybody_tied(n: int) -> RealNetwork:
    """Return a complete network of many, without the way over a file."""
    rows = np.arange(n)
    whom = np.broadcast_to(rows, (n, n))[~np.eye(n, dtype=bool)]
    return networks.directed([n], np.arange(n + 1) * (n - 1), whom)


def _spread_of_variance(reproduction: float) -> float:
    """Return n ** .5 times the standard error of the variance of n totals of a branching process.

    From the second and fourth cumulants of the total, which follow from that of one generation:
    K(t) = t + R (exp K(t) - 1).
    """
    r = reproduction
    second, fourth = r / (1.0 - r) ** 3, r * (1.0 + 8.0 * r + 6.0 * r * r) / (1.0 - r) ** 7
    return (fourth + 2.0 * second**2) ** 0.5
