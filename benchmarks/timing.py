"""CPU time by phase of the day, taken from outside: the simulator knows nothing of it."""

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from types import ModuleType
from typing import Any

import sim.day
import sim.model
from sim.agents import Brand, Community
from sim.model import BrandCommunity
from sim.recorder import Recorder

__all__ = ["phases_of", "timed", "weeks_of"]

# What stands around run_day in a step of the model.
_AROUND = [
    (sim.model, "wake_up"),
    (Brand, "act"),
    (Community, "moderate"),
    (Brand, "settle"),
    (Recorder, "record"),
    (sim.day, "count_day"),
]


def phases_of() -> list[tuple[Any, str]]:
    """Return where the functions that run_day calls are found, and their names, in its order."""
    called = re.findall(r"\b(\w+)\.(\w+)[,(]", inspect.getsource(sim.day.run_day))
    modules = [(vars(sim.day).get(module), name) for module, name in called]
    return [(module, name) for module, name in modules if isinstance(module, ModuleType)]


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Collect the CPU seconds spent in each phase while the block runs, by its name."""
    seconds: dict[str, float] = {}
    places = [*_AROUND[:3], *phases_of(), *_AROUND[3:]]
    before = [(place, name, getattr(place, name)) for place, name in places]
    for place, name, function in before:
        label = f"{getattr(place, '__name__', '').rpartition('.')[2]}.{name}"
        seconds[label] = 0.0
        setattr(place, name, _with_clock(function, seconds, label))
    try:
        yield seconds
    finally:
        for place, name, function in before:
            setattr(place, name, function)


def _with_clock(function: Callable, seconds: dict[str, float], label: str) -> Callable:
    def call(*args: Any, **named: Any) -> Any:
        begin = process_time()
        try:
            return function(*args, **named)
        finally:
            seconds[label] += process_time() - begin

    return call


def weeks_of(model: Any, n_weeks: int, n_members: int) -> list[float]:
    """Return the CPU time of each of the model's next weeks, ns per member-day."""
    return [days_of(model, 7) / (7 * n_members) * 1e9 for _ in range(n_weeks)]


def days_of(model: BrandCommunity, n_days: int) -> float:
    """Return the CPU seconds of the model's next days."""
    begin = process_time()
    for _ in range(n_days):
        model.step()
    return process_time() - begin
