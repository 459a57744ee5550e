"""How a parameter is declared: once, beside the mechanism that uses it."""

import re
from collections import namedtuple
from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

__all__ = ["Declaration", "Parameters", "declarations", "parameter", "read_amount", "switch"]

# What one of a unit is worth in another: "8 weeks" may stand where days are expected.
_WORTH = {
    "hours": {"hours": 1.0, "days": 24.0, "weeks": 168.0},
    "days": {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25},
    "weeks": {"days": 1 / 7, "weeks": 1.0, "months": 30.4375 / 7, "years": 365.25 / 7},
    "$": {"$": 1.0},
    "$/hour": {"$/hour": 1.0},
    "$/week": {"$/week": 1.0},
    "hours/week": {"hours/week": 1.0},
    "people": {"people": 1.0},
    "share": {"share": 1.0, "%": 0.01},
}
_AMOUNT = re.compile(r"\s*([+-]?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\S+)\s*")


class Declaration(NamedTuple):
    """All there is to know about one parameter."""

    name: str  # dotted, as in a scenario file: "trust.negativity"
    default: Any
    low: float | None  # plausible range: what sliders and sensitivity explore
    high: float | None
    minimum: float | None  # hard bounds: what a scenario file may say
    maximum: float | None
    unit: str
    meaning: str
    source: str
    confidence: str  # "high", "medium", "low"; "given" is a fact or choice of the scenario

    @property
    def is_calibrated(self) -> bool:
        """Whether the default was fitted to data, as its source says; else it is assumed."""
        return self.source.startswith("calibrated")


def parameter(
    default: Any,
    *,
    plausible: tuple[float, float] | None = None,
    bounds: tuple[float | None, float | None] = (None, None),
    unit: str,
    meaning: str,
    source: str,
    confidence: str = "low",
) -> Any:
    """Declare one parameter.

    Args:
        default: the value where a scenario says nothing.
        plausible: the range that sensitivity analysis, futures and sliders explore;
            None where nothing is uncertain.
        bounds: what a scenario may say at all.
        unit: of the number, in full ("days", "share", "log-odds").
        meaning: what it is, as the end of the sentence "this is the ...".
        source: a reference, or "assumption: ..." with the reasoning.
        confidence: "high", "medium", "low", or "given" for a fact of the scenario.
    """
    low, high = plausible or (None, None)
    about = {
        "low": low,
        "high": high,
        "minimum": bounds[0],
        "maximum": bounds[1],
        "unit": unit,
        "source": source,
        "confidence": confidence,
    }
    return Field(
        default,
        ge=bounds[0],
        le=bounds[1],
        description=meaning,
        json_schema_extra={"about": about},
        validate_default=False,
    )


def switch(meaning: str) -> Any:
    """Declare whether a mechanism that not every question needs is on; `meaning`: "whether ..."."""
    return parameter(
        0, bounds=(0, 1), unit="0 or 1", meaning=meaning, source="choice of the scenario",
        confidence="given",
    )  # fmt: skip


def read_amount(value: Any, unit: str) -> Any:
    """Return a number in `unit` for text such as "8 weeks"; anything else as it is.

    Raises:
        ValueError: if the text carries a unit that cannot be turned into `unit`.
    """
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    number, given = float(match[1]), match[2]
    known = _WORTH.get(unit, {unit: 1.0})
    worth = known.get(given, known.get(given + "s"))
    if worth is None:
        raise ValueError(f"wrong unit '{given}'; a number in {' or '.join(known)} is allowed")
    number *= worth
    return int(number) if number.is_integer() else number


class Parameters(BaseModel):
    """A group of parameters: fixed once validated, unknown names refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    Numbers: ClassVar[type]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        # Numba's cache finds the tuple again only where pickle can import it by name.
        cls.Numbers = namedtuple("Numbers", cls.model_fields, module=cls.__module__)  # type: ignore[misc]
        cls.Numbers.__qualname__ = f"{cls.__qualname__}.Numbers"

    @cached_property
    def numbers(self) -> Any:
        """The values as a named tuple of floats, which a kernel can read."""
        return self.Numbers(*(float(getattr(self, name)) for name in type(self).model_fields))

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        """Return a copy with some values changed, checked again."""
        return type(self).model_validate(self.model_dump(exclude_unset=True) | (update or {}))

    @field_validator("*", mode="before")
    @classmethod
    def _amount(cls, value: Any, info: ValidationInfo) -> Any:
        about = about_field(cls, info.field_name or "")
        if about and isinstance(value, bool) and about["minimum"] is not None:
            raise ValueError("a number is expected")
        default = cls.model_fields[info.field_name or ""].default
        if isinstance(value, dict) and isinstance(default, BaseModel):
            return default.model_dump(exclude_unset=True) | value  # keeps what it leaves out
        return read_amount(value, about["unit"]) if about else value


def about_field(group: type[BaseModel], name: str) -> dict[str, Any] | None:
    """Return what was declared of one field, or None if it is no parameter."""
    extra = group.model_fields[name].json_schema_extra
    return extra["about"] if isinstance(extra, dict) and "about" in extra else None  # type: ignore[return-value]


def declarations(group: type[BaseModel] | BaseModel, prefix: str = "") -> Iterator[Declaration]:
    """Yield every parameter of a group and of the groups inside it, in order.

    Given a group with values, not a class, the entries of its tables (communities,
    rivals, platforms) are walked too, and `default` is the value in force.
    """
    cls = group if isinstance(group, type) else type(group)
    for name, field in cls.model_fields.items():
        value = field.default if isinstance(group, type) else getattr(group, name)
        about = about_field(cls, name)
        if about:
            yield Declaration(f"{prefix}{name}", value, meaning=field.description or "", **about)
        elif isinstance(value, BaseModel):
            yield from declarations(value, f"{prefix}{name}.")
        elif isinstance(value, dict):
            for key, each in value.items():
                if isinstance(each, BaseModel):
                    yield from declarations(each, f"{prefix}{name}.{key}.")
        elif isinstance(group, type):
            for inner in (field.annotation, *get_args(field.annotation)):
                if isinstance(inner, type) and issubclass(inner, Parameters):
                    yield from declarations(inner, f"{prefix}{name}.")
