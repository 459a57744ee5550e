"""Lessons as their files state them: steps that each ask for a bet, and then show what came out."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from app.comparing import LETTERS, Branch, Comparing, Side
from experiments.file_content import Table, problems_of
from sim.outcomes import OUTCOMES
from sim.results import FLOWS, SOURCES, STATES
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError

__all__ = ["LEDGER", "LESSONS", "NOBODY", "Lesson", "LessonError", "LessonSide", "Part", "Plan",
           "Sandbox", "Step", "lessons", "plans", "read_lesson"]  # fmt: skip

LESSONS = Path(__file__).parent / "lessons"
LEDGER = "ledger."  # before the name of a source: points of trust by what moved it
NOBODY = "none"  # the bet that there is no clear difference
_PLANS = "plans.toml"


class LessonError(ScenarioError):
    """A lesson that says something that cannot be: `problems` names all of it."""


class LessonSide(Table):
    """What one side does; `says` tells it to readers."""

    strategy: str
    says: str = Field(default="", max_length=70)
    changes: dict[str, Any] = Field(default={})
    branch: Branch | None = None

    @property
    def side(self) -> Side:
        """The side as it is compared."""
        return Side(strategy=self.strategy, changes=self.changes, branch=self.branch)


class _Compares(Table):
    """What is compared."""

    scenario: str  # of the library
    changes: dict[str, Any] = Field(default={})  # dotted path -> value, for all sides
    sides: tuple[LessonSide, ...] = Field(min_length=2, max_length=len(LETTERS))

    @property
    def comparing(self) -> Comparing:
        """The comparison, with the usual luck and replicates."""
        sides = tuple(each.side for each in self.sides)
        return Comparing(scenario=self.scenario, changes=self.changes, sides=sides)


class Step(_Compares):
    """One idea: what is told, the bet, and why it came out as it did.

    `expected` is what teachers are told; a test asks the engine whether it is so.
    """

    idea: str = Field(max_length=60)
    text: str
    question: str
    measure: str  # one of sim.outcomes.OUTCOMES, or "ledger." and a source of trust
    column: Literal["trust", "memory", "is_customer"] = "trust"  # of members, in the networks
    chart: str  # a weekly measure of sim.results, "ledger", or "bars" of the measure
    expected: Literal["A", "B", "C", "none"]
    mechanism: str  # of the model, that decides here
    why: str
    status: Literal["assumed", "calibrated", "emergent"] | None = None  # None: not audited
    notes: str  # for teachers

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        known = (*OUTCOMES, *(LEDGER + source for source in SOURCES))
        if self.measure not in known:
            raise ValueError(f"there is no measure '{self.measure}'")
        if self.chart not in (*FLOWS, *STATES, "ledger", "bars"):
            raise ValueError(f"there is no chart of '{self.chart}'")
        if self.mechanism not in Scenario.model_fields:
            raise ValueError(f"there is no mechanism '{self.mechanism}'")
        if self.expected != NOBODY and self.expected not in LETTERS[: len(self.sides)]:
            raise ValueError(f"no side is {self.expected}")
        if any(not each.says for each in self.sides):
            raise ValueError("every side of a bet says what it does")
        return self

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be bet on: letter (or "none") and text."""
        sides = tuple((LETTERS[i], each.says) for i, each in enumerate(self.sides))
        return (*sides, (NOBODY, "No clear difference"))

    @property
    def comparing(self) -> Comparing:
        """The comparison, with members coloured as the step asks."""
        return super().comparing.model_copy(update={"column": self.column})


class Sandbox(_Compares):
    """The last step: readers change things themselves."""

    text: str
    tasks: tuple[str, ...] = Field(min_length=1)


class Lesson(Table):
    """Some ten minutes on one subject."""

    name: str  # of its file
    title: str
    order: int
    minutes: int = Field(ge=1, le=60)
    summary: str
    steps: tuple[Step, ...] = Field(min_length=1)
    sandbox: Sandbox

    @property
    def n_steps(self) -> int:
        """Steps, the sandbox included."""
        return len(self.steps) + 1


class Part(Table):
    """A part of a plan."""

    minutes: int = Field(ge=1)
    what: str
    ask: str
    lesson: str = ""
    steps: str = ""


class Plan(Table):
    """What a class does in so many minutes."""

    title: str
    minutes: int = Field(ge=1)
    needs: str
    aim: str
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(part.minutes for part in self.parts)
        if total != self.minutes:
            raise ValueError(f"its parts take {total} minutes, not {self.minutes}")
        return self


class _Plans(Table):
    plans: tuple[Plan, ...]


def read_lesson(path: Path) -> Lesson:
    """Return the lesson of a file.

    Raises:
        LessonError: naming everything that is wrong with its form.
    """
    return _read(path, Lesson, name=path.stem)


@cache
def lessons() -> dict[str, Lesson]:
    """Return the lessons by name, in their order."""
    paths = [path for path in LESSONS.glob("*.toml") if path.name != _PLANS]
    found = sorted(map(read_lesson, paths), key=lambda each: each.order)
    return {each.name: each for each in found}


@cache
def plans() -> tuple[Plan, ...]:
    """Return the plans for a class, the shortest first."""
    return tuple(sorted(_read(LESSONS / _PLANS, _Plans).plans, key=lambda each: each.minutes))


def _read[T: Table](path: Path, kind: type[T], **more: object) -> T:
    """Return what a file states."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LessonError([Problem(path.name, "", None, f"not TOML: {error}")]) from None
    try:
        return kind.model_validate(data | more)
    except ValidationError as error:
        raise LessonError(problems_of(error, path.name, kind)) from None
