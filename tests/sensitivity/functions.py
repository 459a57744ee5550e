"""Functions whose indices are known, and a model that answers at once."""

from collections.abc import Callable, Sequence

import numpy as np

from experiments.factors import DUMMY, Factor
from experiments.workers import Failure, Settings, Task
from sim.outcomes import OUTCOMES, PARTS
from sim.results import Run


def factors(*names: str) -> list[Factor]:
    """Return factors that vary evenly over 0..1."""
    return [Factor(name, "uniform", 0.0, 1.0, meaning=f"what {name} is", unit="number")
            for name in names]  # fmt: skip


THREE = factors("one", "two", "three", DUMMY)  # of Ishigami's function, which takes three


def ishigami(places: np.ndarray) -> np.ndarray:
    """Ishigami and Homma 1990, with a = 7 and b = .1; further columns do nothing."""
    x = np.pi * (2 * places - 1)
    return np.sin(x[:, 0]) * (1 + 0.1 * x[:, 2] ** 4) + 7 * np.sin(x[:, 1]) ** 2


_V1, _V2 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8
_V13 = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
_V = _V1 + _V2 + _V13
ISHIGAMI = {
    "S1": np.array([_V1, _V2, 0.0, 0.0]) / _V,
    "ST": np.array([_V1 + _V13, _V2, _V13, 0.0]) / _V,
}

A = np.array([0.0, 1.0, 4.5, 9.0])  # of the g-function: the smaller, the more it matters


def g_function(places: np.ndarray) -> np.ndarray:
    """Sobol's g-function of as many columns as A has; further columns do nothing."""
    return np.prod((np.abs(4 * places[:, : len(A)] - 2) + A) / (1 + A), axis=1)


def g_indices() -> dict[str, np.ndarray]:
    """Return its indices, with a dummy."""
    own = (1 / 3) / (1 + A) ** 2
    total = np.prod(1 + own) - 1
    whole = own * np.prod(1 + own) / (1 + own)
    return {"S1": np.append(own, 0) / total, "ST": np.append(whole, 0) / total}


class FakeModel:
    """Runs that cost nothing: `of` gives outcomes from a task, None where it fails."""

    def __init__(self, of: Callable[[Task], dict[str, float] | None]) -> None:
        self.of = of
        self.asked: list[tuple] = []

    def __call__(self, tasks: Sequence[Task], settings: Settings) -> list[Run | Failure]:
        """Return a run, or a failure, for each task."""
        self.asked += [key_of(task) for task in tasks]
        return [self._run(task) for task in tasks]

    def _run(self, task: Task) -> Run | Failure:
        outcomes = self.of(task)
        if outcomes is None:
            return Failure(task.strategy, task.replicate, task.seed, "no", "trace")
        names = [name for name in OUTCOMES if OUTCOMES[name].ratio_of is None]
        zeros = dict.fromkeys((*names, *PARTS), 0.0)
        return Run(task.strategy, task.seed, zeros | outcomes, {}, {}, {}, {}, [], [], {})


def key_of(task: Task) -> tuple:
    """Return what makes a run the same run."""
    return task.strategy, task.seed, tuple(sorted(task.overrides.items()))


def luck_of(task: Task) -> float:
    """Return a standard normal number that follows from the seed alone."""
    return float(np.random.default_rng(task.seed).normal())
