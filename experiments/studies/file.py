"""A study as its file states it: what is run, what varies, by which design, how often."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from experiments.file_content import Table, dotted
from experiments.wording import listed
from sim.outcomes import OUTCOMES
from sim.scenario_errors import ScenarioError, one_of

__all__ = ["Design", "Replicates", "Stop", "Study", "StudyError", "Variant", "Vary"]

_LAWS = {"uniform": "uniform", "loguniform": "loguniform", "int": "whole", "choice": "choice"}


class StudyError(ScenarioError):
    """A study that says something that cannot be: `problems` names all of it."""


class Vary(Table):
    """The values that a parameter may take; with none of the four, its plausible range."""

    uniform: tuple[float, float] | None = None
    loguniform: tuple[float, float] | None = None
    whole: tuple[int, int] | None = Field(default=None, alias="int")
    choice: tuple[Any, ...] | None = None
    group: str = ""  # factors of a group have one index together

    @model_validator(mode="after")
    def _one_law(self) -> "Vary":
        given = [law for law, field in _LAWS.items() if getattr(self, field) is not None]
        if len(given) > 1:
            raise ValueError(f"one of {', '.join(_LAWS)} is allowed, not {' and '.join(given)}")
        for law in given[:1]:
            values = getattr(self, _LAWS[law])
            if law == "choice":
                if len(values) < 2:
                    raise ValueError("two values or more are allowed")
            elif not values[0] < values[1]:
                if values[0] == values[1]:
                    raise ValueError("two different values are allowed")
                raise ValueError(f"the lower value first is allowed: [{values[1]}, {values[0]}]")
            elif law == "loguniform" and values[0] <= 0:
                raise ValueError("values above 0 are allowed: a logarithm is taken")
        return self

    @property
    def law(self) -> str | None:
        """The law that the file names, or None."""
        given = [law for law, field in _LAWS.items() if getattr(self, field) is not None]
        return given[0] if given else None

    @property
    def values(self) -> tuple[Any, ...]:
        """The ends of the range, or the choices; empty where the file says none."""
        return getattr(self, _LAWS[self.law]) if self.law else ()


def _varied(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return what varies by dotted path, for a file may write tables in tables."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
            found |= _varied(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found


class Variant(Table):
    """A strategy made of another one, with some values changed."""

    of: str  # a strategy of the scenario
    settings: dict[str, Any] = Field(default={})  # dotted inside the strategy -> value

    @field_validator("settings", mode="before")
    @classmethod
    def _flat(cls, value: Any) -> Any:
        return dotted(value) if isinstance(value, dict) else value


_METHODS_WITH = {
    "points": ("random", "lhs", "sobol", "morris"), "levels": ("grid",),
    "second_order": ("sobol",), "rows": ("list",), "file": ("table",),
}  # fmt: skip


class Design(Table):
    """Where in the space of what varies the runs are."""

    method: Literal["grid", "list", "random", "lhs", "sobol", "morris", "table"] = "lhs"
    points: int = Field(default=50, ge=1, le=1_000_000)  # sobol: blocks; morris: trajectories
    levels: int = Field(default=5, ge=2, le=1000)  # of a grid
    second_order: bool = False  # of a Sobol design
    rows: tuple[dict[str, Any], ...] = ()  # of a list: dotted path -> value
    file: str = ""  # of a table: CSV, a column a dotted path, beside the study

    @field_validator("rows", mode="before")
    @classmethod
    def _flat(cls, value: Any) -> Any:
        rows = value if isinstance(value, list) else []
        return [dotted(row) if isinstance(row, dict) else row for row in rows] or value

    @model_validator(mode="after")
    def _of_the_method(self) -> "Design":
        for name, methods in _METHODS_WITH.items():
            if name in self.model_fields_set and self.method not in methods:
                raise ValueError(f"{name} is for {listed(methods)}; the method is {self.method}")
        return self

    @model_validator(mode="after")
    def _enough(self) -> "Design":
        if self.method == "morris" and self.points < 2:
            raise ValueError("two points or more are allowed: a spread of effects is wanted")
        return self


class Stop(Table):
    """Replicates are added at a point until the mean of an outcome is known well enough."""

    outcome: str
    half_width: float = Field(gt=0.0)  # of the 95 % interval, in the outcome's unit
    least: int = Field(default=10, ge=3)
    most: int = Field(default=200, ge=3, le=100_000)

    @model_validator(mode="after")
    def _ordered(self) -> "Stop":
        if self.most < self.least:
            raise ValueError(f"most is {self.most}; least, {self.least}, or more is allowed")
        return self

    @field_validator("outcome")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in OUTCOMES:
            raise ValueError(one_of("outcomes", OUTCOMES, name))
        return name


class Replicates(Table):
    """How often each point is run, and on which luck."""

    count: int = Field(default=1, ge=1, le=100_000)
    pairing: Literal["crn", "independent"] = "crn"  # crn: every point meets the same luck
    stop: Stop | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> "Replicates":
        if self.stop and "count" in self.model_fields_set:
            raise ValueError("count or stop is allowed: with stop, least says how many at first")
        return self


class Outputs(Table):
    """What is kept, and what summaries speak of."""

    outcomes: tuple[str, ...] = ()  # none: those of the scenario's question
    series: bool = False  # weekly series, ledgers and communities too

    @field_validator("outcomes")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in OUTCOMES:
                raise ValueError(one_of("outcomes", OUTCOMES, name))
        return names


def _form(value: Any) -> str:
    """Return which of two forms a value has: so that only what is wrong in that one is told."""
    return "Table" if isinstance(value, dict) else "Plain"


Uncertain = Annotated[Literal["uncertain"], Tag("Plain")]
Varied = Annotated[dict[str, Vary], Tag("Table")]
Names = Annotated[tuple[str, ...], Tag("Plain")]
Variants = Annotated[dict[str, Variant], Tag("Table")]


class Study(Table):
    """A study. All but the scenario may be left out."""

    scenario: str  # a library name, or a file beside the study
    title: str = ""
    question: str = ""
    settings: dict[str, Any] = Field(default={})  # dotted path -> value, or tables
    strategies: Annotated[Names | Variants, Discriminator(_form)] = ()  # none: all
    vary: Annotated[Uncertain | Varied, Discriminator(_form)] = Field(default={})
    design: Design = Design()
    replicates: Replicates = Replicates()
    outputs: Outputs = Outputs()
    seed: int = Field(default=1, ge=0)

    @field_validator("settings", mode="before")
    @classmethod
    def _flat(cls, value: Any) -> Any:
        return dotted(value) if isinstance(value, dict) else value

    @field_validator("vary", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        if isinstance(value, list):
            if all(isinstance(each, str) for each in value):
                return {each: {} for each in value}
            raise ValueError("dotted names of parameters are allowed")
        return _varied(value) if isinstance(value, dict) else value

    @field_validator("replicates", mode="before")
    @classmethod
    def _counted(cls, value: Any) -> Any:
        return {"count": value} if isinstance(value, int) and value is not True else value

    @field_validator("strategies", mode="before")
    @classmethod
    def _variants(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {k: {"of": v} if isinstance(v, str) else v for k, v in value.items()}
        return tuple(value) if isinstance(value, list) else value
