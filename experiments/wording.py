"""Numbers and names as people read them, in a terminal and in a report: 5.9 %, $112, +.12."""

import math
from collections.abc import Sequence

from sim.outcomes import OUTCOMES

__all__ = [
    "MINUS", "UNDEFINED", "amount", "chance", "change", "finite", "interval", "is_percent", "label",
    "listed", "main_outcomes", "meaning_of", "plural", "points", "quantity", "spread",
    "unit_of",
]  # fmt: skip

MINUS = "\N{MINUS SIGN}"
UNDEFINED = "\N{EN DASH}"

# Engagement, trust, what they lead to, and cost: what a first look shows beside the question's.
_MAIN_OUTCOMES = (
    "engagement_rate", "trust_change", "consideration", "customers", "cost", "cost_per_customer",
    "profit",
)  # fmt: skip

# Weekly measures that are no outcome: unit and meaning.
_MEASURES = {
    "margin": ("$", "margin of the customers won"),
    "posts": ("posts", "posts published"),
    "removed": ("posts", "posts that moderators removed"),
    "replies": ("replies", "replies by the brand"),
    "answers": ("answers", "questions of members that the brand answered"),
    "members": ("people", "members present"),
    "orders": ("orders", "first and later orders"),
}


def listed(words: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def main_outcomes(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a first look shows: the outcomes asked for, then the usual ones."""
    if set(asked) <= set(_MAIN_OUTCOMES):
        return _MAIN_OUTCOMES
    return (*asked, *(name for name in _MAIN_OUTCOMES if name not in asked))


def label(name: str) -> str:
    """Return the name of an outcome, a source or a line in plain words."""
    return name.replace("_", " ")


def meaning_of(measure: str) -> str:
    """Return what an outcome or a weekly measure is, in a few words."""
    return OUTCOMES[measure].meaning if measure in OUTCOMES else _MEASURES[measure][1]


def unit_of(measure: str) -> str:
    """Return the unit of an outcome or of a weekly measure, as declared."""
    return OUTCOMES[measure].unit if measure in OUTCOMES else _MEASURES[measure][0]


def is_percent(measure: str) -> bool:
    """Tell whether a share is read as a percentage; trust is read as a level from 0 to 1."""
    return unit_of(measure) in ("share", "engagements/view") and not _is_trust(measure)


def amount(
    value: float | None, measure: str, width: float = math.inf, size: float | None = None
) -> str:
    """Return a value with its unit: "5.9 %", "$112", ".52", "1,230".

    Args:
        value: in the declared unit; None or not finite where it is undefined.
        measure: name of an outcome or of a weekly measure.
        width: how wide its interval is: a narrow one is worth another digit.
        size: what it is read beside, to be written with as many digits; else its own size.
    """
    if value is None or not math.isfinite(value):
        return UNDEFINED
    if measure == "trust_change":
        return change(value, measure, width, size)
    return _amount(value, measure, width, size)


def change(
    value: float | None, measure: str, width: float = math.inf, size: float | None = None
) -> str:
    """Return a difference with its sign: "+.12", "+4.8 pp" (percentage points), "−$30"."""
    if value is None or not math.isfinite(value):
        return UNDEFINED
    text = _amount(abs(value), measure, width, size)
    if is_percent(measure):
        text = text.removesuffix("%") + "pp"
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{'+' if value > 0 else MINUS}{text}"


def interval(low: float | None, high: float | None, measure: str, *, signed: bool = False) -> str:
    """Return an interval: "5.7 to 6.1 %"; its unit stands once."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    write, size = (change if signed else amount), max(abs(low), abs(high))
    first, last = (write(end, measure, high - low, size) for end in (low, high))
    for unit in (" %", " pp", " h"):
        first = first.removesuffix(unit)
    return f"{first} to {last}"


def points(value: float, longest: float) -> str:
    """Return trust points, so fine that rounded parts of the longest of them add up."""
    text = f"{abs(value):.{3 if longest >= 0.02 else 4}f}".removeprefix("0")
    if not any(digit in text for digit in "123456789"):
        return "0"
    return f"{'+' if value > 0 else MINUS}{text}"


def chance(probability: float | None) -> str:
    """Return a probability that claims no more than a sample can: "97 %", "> 99 %", "< 1 %"."""
    if probability is None or not math.isfinite(probability):
        return UNDEFINED
    if probability < 0.01:
        return "< 1 %"
    return "> 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"


def quantity(value: object, unit: str) -> str:
    """Return the value of a parameter with its unit: "1 %", "$60", "60 days", ".004 per day"."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return UNDEFINED if value is None else str(value)
    if unit == "share":
        return f"{_plain(100 * value)} %"
    if unit.startswith("$"):
        return f"${_plain(value)}{unit[1:]}"
    if unit in ("ratio", "exponent", "number"):
        return _plain(value)
    if value == 1 and unit.endswith("s"):
        unit = f"{unit.removesuffix('ies')}y" if unit.endswith("ies") else unit.removesuffix("s")
    return f"{_plain(value)} {unit.replace('1/', 'per ', 1)}"


def spread(low: float | None, high: float | None, unit: str) -> str:
    """Return a range of a parameter, its unit once: "1 to 50", "21 to 120 days"."""
    if low is None or high is None:
        return UNDEFINED
    first = f"${_plain(low)}" if unit.startswith("$") else _plain(low * _hundred(unit))
    return f"{first} to {quantity(high, unit)}"


def plural(word: str, n: float) -> str:
    """Return the word as it is for n of it: "1 post", "2 posts", "2 communities"."""
    if n == 1:
        return word
    ends_in_y = word.endswith("y") and word[-2] not in "aeiou"
    return f"{word.removesuffix('y')}ies" if ends_in_y else f"{word}s"


def finite(value: float | None) -> float | None:
    """Return a number, or None where it is undefined."""
    return float(value) if value is not None and math.isfinite(value) else None


def _hundred(unit: str) -> float:
    """Return what a share is multiplied by to be read."""
    return 100.0 if unit == "share" else 1.0


def _amount(value: float, measure: str, width: float, size: float | None) -> str:
    """Return a finite value with its unit and, below zero, its sign."""
    size = abs(value) if size is None else size
    if is_percent(measure):
        return f"{_number(100 * value, 100 * width, 100 * size)} %"
    if _is_trust(measure):
        return _number(value, width, size, decimals=2)
    unit = unit_of(measure)
    if unit.startswith("$") and unit != "$/$":
        text = _number(abs(value), width, size, decimals=None if size >= 1e6 else 2 * (size < 10))
        return f"{MINUS if value < 0 and text != '0' else ''}${text}"
    if unit == "hours":
        return f"{_number(value, width, size)} h"
    whole = float(value).is_integer() and size < 1e6
    return _number(value, width, size, decimals=0 if whole else None, significant=3)


def _is_trust(measure: str) -> bool:
    """Tell whether a measure is a level of trust, or a change of it."""
    return measure in ("trust", "trust_all", "trust_change")


def _plain(value: float) -> str:
    """Return a number of up to four digits that count, with thousands separated."""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    text = text.replace("-", MINUS)
    return text.replace("0.", ".", 1) if 0 < abs(value) < 1 and "e" not in text else text


def _number(
    value: float, width: float, size: float, *, decimals: int | None = None, significant: int = 2
) -> str:
    """Return a number with the digits that people use, and one more where it is that sure."""
    suffix = ""
    if size >= 999_500:
        value, width, size, suffix = value / 1e6, width / 1e6, size / 1e6, " M"
        decimals, significant = None, 3
    if decimals is None:
        digits = math.floor(math.log10(size)) if size > 0 else 0
        decimals = min(4, max(0, significant - 1 - digits))
    if 0 < width < 10**-decimals and size < 1000:
        decimals += 1
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return "0"
    text = text[1:] if text.startswith("0.") else text
    return f"{MINUS if value < 0 else ''}{text}{suffix}"
