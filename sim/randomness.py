"""Random draws looked up by key, not taken from a stream.

A draw depends only on who it is for: (seed, purpose, day, member[, other]). So a
member meets the same luck whatever the strategy, and neither the order nor the
number of workers can change a result.

Source: Klein et al. 2024, arXiv:2409.02086 (common random numbers by event);
        Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195 (the mixing function; from
        memory, not verified).
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.compiled import kernel, rule

__all__ = [
    "Purpose", "key_for", "keys_of_day", "lognormal", "mixed", "uniform", "uniform_pair",
    "uniforms",
]  # fmt: skip

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_UNIT = 2.0**-53


class Purpose(IntEnum):
    """What a draw decides. Append only: a number, once used, keeps its meaning."""

    INTEREST = 1
    AUTHENTICITY = 2
    PRIVACY = 3
    VISITS = 4
    SILENCE = 5
    PROPENSITY = 6
    ACCESS = 7
    SIZE = 8
    TIES = 9
    TEMPLATE = 10
    POST = 11
    MODERATE = 12
    SEE = 13
    DETECT = 14
    ENGAGE = 15
    ACT = 16  # no longer drawn
    REPLY = 17
    ASK = 18
    SPEAK = 19
    HEAR = 20
    BUY = 21
    PRODUCT = 22
    CRISIS = 23
    LEAVE = 24
    JOIN = 25
    PEER = 26
    RECOMMEND = 27
    SEE_THROUGH = 28
    OFFEND = 29
    COMPLAIN = 30
    ATTEND = 31
    ADVISE = 32
    REORDER = 33
    APPETITE = 34
    LAPSE = 35
    MUTE = 36
    CLICK = 37
    RESEARCH = 38
    METRIC = 39
    ARM = 40
    APPEAL = 41


N_PURPOSES = max(Purpose) + 1


@rule
def mixed(key, value):
    """Return a 64-bit key with one more value mixed into it."""
    z = key + (np.uint64(value) + np.uint64(1)) * _STEP
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))


@rule
def uniform(key, member):
    """Return the draw in [0, 1) that belongs to `member` under `key`."""
    return np.float64(mixed(key, member) >> np.uint64(11)) * _UNIT


@rule
def uniform_pair(key, member, other):
    """Return the draw in [0, 1) that belongs to the ordered pair of members."""
    return uniform(mixed(key, member), other)


@kernel
def uniforms(key, n):
    """Return the draws of members 0..n under `key`, shape (n,)."""
    draws = np.empty(n)
    for i in range(n):
        draws[i] = uniform(key, i)
    return draws


@kernel
def keys_of_day(seed, day):
    """Return the keys of one day, by purpose: what key_for(seed, purpose, day) returns."""
    keys = np.empty(N_PURPOSES, np.uint64)
    for purpose in range(N_PURPOSES):
        keys[purpose] = mixed(mixed(np.uint64(seed), purpose), day)
    return keys


def key_for(seed: int, *parts: int) -> np.uint64:
    """Return the key of (seed, purpose, day, ...), each a whole number >= 0."""
    key = np.uint64(seed)
    for part in parts:
        key = np.uint64(mixed(key, np.uint64(part)))  # a compiled call returns a plain int
    return key


def lognormal(draws: NDArray[np.float64], mean: float, spread: float) -> NDArray[np.float64]:
    """Return lognormal values with this mean and this standard deviation of the logarithm."""
    return mean * np.exp(spread * special.ndtri(np.maximum(draws, 1e-16)) - spread**2 / 2.0)
