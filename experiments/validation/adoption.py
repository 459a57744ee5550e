"""Goldenberg, Libai & Muller: strong ties inside the own group, weak ones to other people.

    chance to adopt = 1 - (1 - alone) * (1 - weak) ^ weak ties who did * (1 - strong) ^ strong ones

Source: Goldenberg, Libai & Muller 2001, "Talk of the network" (abstract, second-hand for the
rest). The levels of the times are our own reference; that weak ties count more is contested and
not tested.
"""

from typing import NamedTuple

import numpy as np

from experiments.validation.bench import knew_this_morning, run_days, spread
from experiments.validation.case import Check, close, within_errors
from experiments.validation.networks import directed
from sim.model import BrandCommunity

__all__ = ["STEPS", "after_one_step", "signs"]


class Step(NamedTuple):
    """Chances alone, from a weak and a strong tie; how many of each did; the published chance."""

    alone: float
    weak: float
    strong: float
    n_weak: int
    n_strong: int
    expected: float


STEPS = (
    Step(0.01, 0.01, 0.05, 2, 3, 0.168090),
    Step(0.001, 0.005, 0.02, 10, 5, 0.141132),
    Step(0.0, 0.01, 0.04, 0, 4, 0.150653),
)
LISTENERS = 200_000


def after_one_step(seed: int = 1, more: float = 1.0) -> list[Check]:
    """V4: of many alike listeners, how many adopt on the first day; chances times `more`."""
    checks = []
    for step in STEPS:
        got = _adopters(step, seed, more)
        deviation = (step.expected * (1.0 - step.expected)) ** 0.5
        what = f"alone {step.alone:g}, {step.n_weak} weak ties, {step.n_strong} strong ties"
        checks.append(within_errors(what, step.expected, got, deviation, LISTENERS))
    return checks


def _adopters(step: Step, seed: int, more: float) -> float:
    """Return the share of listeners who adopt: all have the same ties, to who did already."""
    n = step.n_weak + step.n_strong
    first = LISTENERS  # those who did come after those who listen
    start = np.concatenate([np.arange(LISTENERS + 1) * n, np.full(n, LISTENERS * n)])
    network = directed([LISTENERS + n], start, np.tile(first + np.arange(n), LISTENERS))
    strengths = np.repeat([step.weak, step.strong], [step.n_weak, step.n_strong]) * more
    model = spread(
        step.alone * more, 7, seed=seed, network=network, tie=np.tile(strengths, LISTENERS)
    )  # fmt: skip
    model.world.members.sees_through[0, first:] = 1
    model.step()
    return float(model.world.members.sees_through[0, :first].mean())


class Times(NamedTuple):
    """Periods until 16, 50 and 95 % have adopted."""

    t16: float
    t50: float
    t95: float


def signs(seed: int = 1, alone: float = 0.005, weak: float = 0.01) -> list[Check]:
    """V4b: when 16, 50 and 95 % have adopted, and what moves the half."""
    base = _times(seed, alone=alone, weak=weak)
    expected = Times(7.8, 11.6, 17.8)
    checks = [
        close(f"periods to {name[1:]} %", expected[k], base[k], 0.5)
        for k, name in enumerate(Times._fields)
    ]
    other = {
        "weak ties half as strong": _times(seed, alone=alone, weak=weak / 2),
        "strong ties half as strong": _times(seed, alone=alone, weak=weak, strong=0.02),
        "half as many weak ties": _times(seed, alone=alone, weak=weak, contacts=10),
    }
    for what, times in other.items():
        checks.append(close(f"{what}: periods to 50 %", 14.0, times.t50, 0.5))
    larger = _times(seed, alone=alone, weak=weak, group=20)
    checks.append(close("groups of 20: periods to 50 %", 8.9, larger.t50, 0.5))
    twice = _times(seed, alone=2 * alone, weak=weak)
    checks.append(close("alone twice as likely: periods to 50 %", 9.9, twice.t50, 0.5))
    return checks


def _times(
    seed: int, *, alone: float, weak: float, strong: float = 0.04, contacts: int = 20,
    group: int = 10,
) -> Times:  # fmt: skip
    """Return the first periods at whose end so many know, of 3,000 people; mean of 10 runs."""
    found = []
    for k in range(10):
        model = _people(seed + k, alone, weak, strong, contacts, group)
        shares = np.array(run_days(model, 60, knew_this_morning))
        found.append([1 + np.argmax(shares >= level) for level in (0.16, 0.5, 0.95)])
    return Times(*np.mean(found, axis=0))


def _people(
    seed: int, alone: float, weak: float, strong: float, contacts: int, group: int
) -> BrandCommunity:
    """Return 3,000 people: everybody is tied to all of the own group, and to others elsewhere."""
    rng = np.random.default_rng(seed)
    n = 3000
    own = np.arange(n)[:, None] // group * group + np.arange(group)
    inside = own[own != np.arange(n)[:, None]].reshape(n, group - 1)
    others = (own[:, :1] + group + rng.integers(0, n - group, (n, contacts))) % n
    whom = np.hstack([inside, others])
    network = directed([group] * (n // group), np.arange(n + 1) * whom.shape[1], whom.ravel())
    strengths = np.repeat([strong, weak], [group - 1, contacts])
    return spread(alone, 60, seed=seed, network=network, tie=np.tile(strengths, n))
