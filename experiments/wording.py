"""Numbers and names as people read them, in a terminal and in a report: 5.9 %, $112, +.12."""

import math

from sim.outcomes import OUTCOMES

__all__ = [
    "MAIN_OUTCOMES", "amount", "change", "chance", "interval", "is_percent", "label", "meaning_of", "quantity",
]  # fmt: skip

MINUS = "\N{MINUS SIGN}"
UNDEFINED = "\N{EN DASH}"

# Engagement, trust, what they lead to, and cost: what a first look shows.
MAIN_OUTCOMES = (
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
}


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


def amount(value: float | None, measure: str, width: float = math.inf) -> str:
    """Return a value with its unit: "5.9 %", "$112", ".52", "1,230".

    Args:
        value: in the declared unit; None or not finite where it is undefined.
        measure: name of an outcome or of a weekly measure.
        width: how wide its interval is: a narrow one is worth another digit.
    """
    if value is None or not math.isfinite(value):
        return UNDEFINED
    if is_percent(measure):
        return f"{_number(100 * value, 100 * width)} %"
    if _is_trust(measure):
        signed = measure == "trust_change"
        return _signed(value, width, 2) if signed else _number(value, width, 2)
    unit = unit_of(measure)
    if unit.startswith("$") and unit != "$/$":
        return _money(value, width)
    if unit == "hours":
        return f"{_number(value, width)} h"
    return _number(value, width, significant=3)


def change(value: float | None, measure: str, width: float = math.inf) -> str:
    """Return a difference with its sign: "+.12", "+4.8 pp" (percentage points), "−$30"."""
    if value is None or not math.isfinite(value):
        return UNDEFINED
    if is_percent(measure):
        return f"{_signed(100 * value, 100 * width)} pp"
    text = amount(abs(value), measure, width).lstrip("+")
    return f"{_sign(value, text)}{text}"


def interval(low: float | None, high: float | None, measure: str, *, signed: bool = False) -> str:
    """Return an interval: "5.7 to 6.1 %"; its unit stands once."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    write = change if signed else amount
    first, last = write(low, measure, high - low), write(high, measure, high - low)
    for unit in (" %", " pp", " h"):
        first = first.removesuffix(unit)
    return f"{first} to {last}"


def chance(probability: float | None) -> str:
    """Return a probability that claims no more than a sample can: "97 %", "> 99 %", "< 1 %"."""
    if probability is None or not math.isfinite(probability):
        return UNDEFINED
    if probability < 0.01:
        return "< 1 %"
    return "> 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"


def quantity(value: object, unit: str) -> str:
    """Return the value of a parameter with its unit: "1 %", "$60", "60 days"."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return UNDEFINED if value is None else str(value)
    if unit == "share":
        return f"{_plain(100 * value)} %"
    if unit.startswith("$"):
        return f"${_plain(value)}{unit[1:]}"
    return _plain(value) if unit in ("ratio", "exponent", "number") else f"{_plain(value)} {unit}"


def _is_trust(measure: str) -> bool:
    """Tell whether a measure is a level of trust, or a change of it."""
    return measure in ("trust", "trust_all", "trust_change")


def _plain(value: float) -> str:
    """Return a number of up to four digits that count, with thousands separated."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.4g}"
    return text if "e" in text else text.replace("0.", ".", 1) if abs(value) < 1 and value else text


def _money(value: float, width: float) -> str:
    """Return an amount of dollars: cents only below ten."""
    text = _number(abs(value), width, 0 if abs(value) >= 10 else 2)
    return f"{MINUS if value < 0 and text != '0' else ''}${text}"


def _sign(value: float, text: str) -> str:
    """Return the sign of a difference, none where its text is a plain zero."""
    if not any(digit in text for digit in "123456789"):
        return "±"
    return "+" if value > 0 else MINUS


def _signed(value: float, width: float, decimals: int | None = None) -> str:
    """Return a number with its sign."""
    text = _number(abs(value), width, decimals)
    return f"{_sign(value, text)}{text}"


def _number(
    value: float, width: float = math.inf, decimals: int | None = None, significant: int = 2
) -> str:
    """Return a number with no more digits than people use, and at most two more where sure."""
    size, suffix = abs(value), ""
    if size >= 999_500:
        value, size, width, suffix = value / 1e6, size / 1e6, width / 1e6, " M"
        decimals, significant = None, 3
    if decimals is None:
        digits = math.floor(math.log10(size)) if size > 0 else 0
        decimals = min(4, max(0, significant - 1 - digits))
    most = decimals + 2
    while 0 < width < 10**-decimals and decimals < most and size < 1000:
        decimals += 1
    text = f"{size:,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return "0"
    text = text[1:] if text.startswith("0.") else text
    return f"{MINUS if value < 0 else ''}{text}{suffix}"
