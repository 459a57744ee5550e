"""What a canonical case is: where its answer is known from, how it is run, and what it checks."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Case", "Check", "Kind", "Result", "between", "close", "within_errors"]


class Kind(StrEnum):
    """What a case runs."""

    ENGINE = "runs the engine"  # the product's kernels, networks and BrandCommunity
    ARITHMETIC = "arithmetic"  # one rule of the product, without a run
    NONE = "does not apply"


@dataclass(frozen=True, slots=True)
class Check:
    """One number of a case: what it should be, and what came out.

    Attributes:
        what: the number, in words.
        low, high: it passes from low to high, both included.
        got: what the product gave.
        expected: the value that the source gives; None where it gives a range.
    """

    what: str
    low: float
    high: float
    got: float
    expected: float | None = None

    @property
    def passes(self) -> bool:
        """Whether the product agrees with the source."""
        return self.low <= self.got <= self.high


@dataclass(frozen=True, slots=True)
class Case:
    """A canonical case.

    Attributes:
        id: its number in the list of cases, such as "V3".
        title: a few words.
        source: who published the answer, or "own reference".
        setup: how the product is switched to the textbook model; or why it cannot be.
        kind: what it runs.
        tolerance: where the tolerances are from.
        run: makes the checks; keyword arguments are what the product is set to.
        seconds: about how long it takes on one processor: long ones begin first.
    """

    id: str
    title: str
    source: str
    setup: str
    kind: Kind
    tolerance: str = ""
    run: Callable[..., list[Check]] | None = None
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """A case that was run; without checks if it does not apply, or if it raised an error."""

    case: Case
    checks: list[Check]
    seconds: float = 0.0
    error: str = ""

    @property
    def verdict(self) -> str:
        """Return "pass", "fail" or "does not apply"."""
        if self.case.kind is Kind.NONE:
            return str(Kind.NONE)
        is_fine = not self.error and self.checks and all(each.passes for each in self.checks)
        return "pass" if is_fine else "fail"


def close(what: str, expected: float, got: float, tolerance: float) -> Check:
    """Return a check that passes within a tolerance of the expected value."""
    return Check(what, expected - tolerance, expected + tolerance, float(got), float(expected))


def between(what: str, low: float, high: float, got: float) -> Check:
    """Return a check that passes inside a range."""
    return Check(what, low, high, float(got))


def within_errors(what: str, expected: float, got: float, deviation: float, n: int) -> Check:
    """Return a check of a mean over n draws of this standard deviation: 3 standard errors."""
    return close(what, expected, got, 3.0 * deviation / math.sqrt(n))
