"""The Bass model on networks: who does not know finds out alone, or from one of the ties.

    V1 complete mixing   V2 a ring   V2b any network lies between   V3 sparse random graphs

Source: Bass 1969; Rand & Rust 2011 (on agents); Fibich & Gibori 2010 (ring), Fibich & Warman 2024
(sparse graphs), by way of abstracts and a table of expected values.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import solve_ivp

from experiments.validation import networks
from experiments.validation.bench import knew_this_morning, run_days, spread
from experiments.validation.case import Check, between, close
from sim.model import BrandCommunity

__all__ = [
    "P", "Q", "between_bounds", "on_complete", "on_random", "on_regular", "on_ring",
    "on_ring_exact", "on_sparse_exact", "step_by_step", "with_mixing_exact",
]  # fmt: skip

P, Q = 0.03, 0.38  # chance from outside and from others, per period: the values of the table
PERIODS = (1, 2, 5, 10, 15, 20)
TOLERANCE = 0.01  # 3 standard errors of the runs here, and what the length of a step does

Floats = NDArray[np.float64]


def with_mixing_exact(t: ArrayLike) -> Floats:
    """Return the share that knows after t periods if everybody meets everybody."""
    fading = np.exp(-(P + Q) * np.asarray(t, float))
    return (1.0 - fading) / (1.0 + Q / P * fading)


def on_ring_exact(t: ArrayLike) -> Floats:
    """Return the share that knows after t periods on a ring of two neighbours."""
    t = np.asarray(t, float)
    return 1.0 - np.exp(-(P + Q) * t + Q * (1.0 - np.exp(-P * t)) / P)


def on_sparse_exact(t: Sequence[float], degree: int, *, is_regular: bool) -> Floats:
    """Return the share that knows after t periods on a sparse random graph, without clustering.

    With G0 the generating function of the degrees, G1 that of the further ties of a neighbour:
    theta' = -Q / degree * (theta - exp(-P t) G1(theta)); share = 1 - exp(-P t) G0(theta).
    """

    def g0(x: ArrayLike) -> Floats:
        return np.power(x, degree) if is_regular else np.exp(degree * (np.asarray(x) - 1.0))

    def g1(x: ArrayLike) -> Floats:
        return np.power(x, degree - 1) if is_regular else g0(x)

    found = solve_ivp(
        lambda now, theta: -Q / degree * (theta - np.exp(-P * now) * g1(theta)),
        (0.0, t[-1]), [1.0], t_eval=t, rtol=1e-9, atol=1e-10,
    )  # fmt: skip
    return 1.0 - np.exp(-P * np.asarray(t)) * g0(found.y[0])


def on_complete(seed: int = 1, p: float = P, q: float = Q) -> list[Check]:
    """V1b: communities in which everybody listens to everybody, in small steps."""
    shares = [
        _shares(p, q, 300, 0.1, seed=seed + k, changes=_all_tied(301), size=301, count=80)
        for k in range(3)
    ]
    return _compared(with_mixing_exact(PERIODS), np.mean(shares, axis=0), PERIODS)


def step_by_step(seed: int = 1, p: float = P, q: float = Q) -> list[Check]:
    """V1a: the same in steps of a whole period, with the product's way to join chances."""
    expected, share, others = [], 0.0, 300
    for _ in range(PERIODS[-1]):
        missed = (1.0 - P) * (1.0 - Q / others) ** (share * (others + 1))
        share += (1.0 - share) * (1.0 - missed)
        expected.append(share)
    model = spread(
        p, PERIODS[-1], _all_tied(301), seed=seed, tie=q / others, size=301, count=200
    )  # fmt: skip
    shares = run_days(model, PERIODS[-1], knew_this_morning)
    steps = np.array(PERIODS) - 1
    return _compared(np.array(expected)[steps], np.array(shares)[steps], PERIODS)


def on_ring(seed: int = 1, p: float = P, q: float = Q) -> list[Check]:
    """V2: a ring in which everybody listens to both neighbours."""
    ring = {"network.degree": 2, "network.density": 1.0, "network.rewired": 0.0}
    shares = _shares(p, q, 2, 0.1, seed=seed, changes=ring, size=100_000)
    return _compared(on_ring_exact(PERIODS), shares, PERIODS)


def between_bounds(seed: int = 1, p: float = P, q: float = Q) -> list[Check]:
    """V2b: the product's own small world lies between the ring and complete mixing."""
    small_world = {"network.degree": 6, "network.density": 1.0, "network.rewired": 0.25}
    shares = _shares(p, q, 6, 0.1, seed=seed, changes=small_world, size=20_000)
    low, high = on_ring_exact(PERIODS), with_mixing_exact(PERIODS)
    return [
        between(f"share that knows by period {t}", low[k], high[k], shares[k])
        for k, t in enumerate(PERIODS)
        if t >= 5  # earlier the bounds are as close as the noise
    ]


def on_regular(seed: int = 1, p: float = P, q: float = Q) -> list[Check]:
    """V3: a random graph in which everybody has four ties."""
    network = networks.regular_graph(80_000, 4, seed)
    shares = _shares(p, q, 4, 0.1, seed=seed, network=network)
    times = PERIODS[1:]
    return _compared(on_sparse_exact(times, 4, is_regular=True), shares[1:], times)


def on_random(seed: int = 1, p: float = P, q: float = Q) -> list[Check]:
    """V3: an Erdos-Renyi graph of four ties on average; some have none."""
    network = networks.random_graph(80_000, 4.0, seed)
    shares = _shares(p, q, 4, 0.1, seed=seed, network=network)
    times = PERIODS[1:]
    return _compared(on_sparse_exact(times, 4, is_regular=False), shares[1:], times)


def _shares(p: float, q: float, degree: int, step: float, **about: Any) -> Floats:
    """Return the share that knows after each of PERIODS, in days of `step` periods."""
    days = round(PERIODS[-1] / step)
    outside, tie = (1.0 - math.exp(-rate * step) for rate in (p, q / degree))
    evenings = run_days(spread(outside, days, tie=tie, **about), days, _knows_tonight)
    return np.array(evenings)[np.rint(np.array(PERIODS) / step).astype(int) - 1]


def _all_tied(size: int) -> dict[str, Any]:
    return {"network.degree": size - 1, "network.density": 1.0, "network.rewired": 0.0}


def _knows_tonight(model: BrandCommunity) -> float:
    return float(model.world.members.sees_through[0].mean())


def _compared(expected: Floats, shares: Floats, times: Sequence[int]) -> list[Check]:
    return [
        close(f"share that knows by period {t}", expected[k], shares[k], TOLERANCE)
        for k, t in enumerate(times)
    ]
