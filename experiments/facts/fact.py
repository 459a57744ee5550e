"""A fact known from elsewhere: what it says, how to look for it here, and what would show it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType
from typing import Any, NamedTuple

from experiments.facts.watching import Watcher
from sim.real_network import RealNetwork
from sim.results import Run
from sim.world import World

__all__ = ["Arm", "Fact", "Measure", "Mechanism", "SameAs", "Support", "Value"]

Measure = Callable[[Mapping[str, Run]], float]  # runs of one replicate, by arm -> one value


class Arm(NamedTuple):
    """One of the futures compared: a strategy from each of some weeks on, in a market."""

    course: dict[int, dict[str, Any]]  # week -> strategy
    settings: Mapping[str, Any] = MappingProxyType({})
    begin: Callable[[World], None] | None = None  # what is so on the morning of day 0
    network: Callable[[], RealNetwork] | None = None  # in place of generated ties


class Value(NamedTuple):
    """What is measured in each replicate, and the range its mean should lie in."""

    meaning: str
    measure: Measure
    low: float = -inf
    high: float = inf


class SameAs(NamedTuple):
    """Stands for the value of another parameter."""

    parameter: str  # dotted


class Support(NamedTuple):
    """A parameter that a fact rests on, and its neutral value."""

    parameter: str  # dotted; "strategy.interact..." is one of each strategy that has that block
    neutral: Any  # a value, or SameAs
    why: str


class Mechanism(NamedTuple):
    """What brings a fact about here, and how to switch it off."""

    name: str
    off: dict[str, Any]  # parameter, as in Support -> value, or SameAs


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact known from elsewhere, and the study that looks for it here.

    Attributes:
        number: 1 to 27, as in the literature review that the facts are from.
        name: its short name, for the command line.
        title: a few words.
        statement: what is known.
        source: from where; what was not read in the source itself says so.
        arms: what is compared, by name; none if it cannot be tested here.
        values: what is measured; the first is the main one. Ranges were fixed before any run.
        here: how the model comes to it.
        mechanism: what is switched off to see whether the fact goes with it.
        rests_on: what puts it in, by hand or by fitting; made neutral for its status.
        scenario: the market, by its name in the library.
        settings: changes to it, by dotted path.
        watchers: what to watch in its runs beside their outcomes.
        replicates: paired runs.
        remark: what to know when reading its values.
        cannot: why it cannot be tested here; empty if it can.
        needs: the mechanism it would need, if it does not emerge.
    """

    number: int
    name: str
    title: str
    statement: str
    source: str
    arms: dict[str, Arm] = field(default_factory=dict)
    values: tuple[Value, ...] = ()
    here: str = ""
    mechanism: Mechanism | None = None
    rests_on: tuple[Support, ...] = ()
    scenario: str = "micro-vs-mass"
    settings: dict[str, Any] = field(default_factory=dict)
    watchers: tuple[type[Watcher], ...] = ()
    replicates: int = 20
    remark: str = ""
    cannot: str = ""
    needs: str = ""
