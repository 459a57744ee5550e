"""What is said of a calibration, in words."""

from typing import Any

from experiments.own_data.calibrate import Calibration
from experiments.wording import finite, plural

__all__ = [
    "TRUST_UNCALIBRATED", "as_json", "coverage_told", "figure", "not_identified", "rows_told",
    "scores_told",
]  # fmt: skip

TRUST_UNCALIBRATED = (
    "TRUST IS NOT CALIBRATED: no survey was given. All parameters of trust are assumptions; posts, "
    "ads and sales do not identify them."
)
_EXPECTED = (47, 59)  # of 60 intervals of 90 %
_MOST_LINES = 12


def figure(value: float) -> str:
    """Return a number in four digits that count."""
    return f"{value:.4g}"


def rows_told(result: Calibration) -> list[str]:
    """Return for each file how many rows were read, by which mapping, and what was left out."""
    said = []
    for file, data in result.files.items():
        told = f"{file}: {len(data.table):,} rows of {data.name} read by {data.naming.source}"
        if data.left_out:
            by_fault: dict[str, list[int]] = {}
            for line, fault in data.left_out:
                by_fault.setdefault(fault, []).append(line)
            parts = [f"{fault}: {plural('line', len(lines))} {_lines(lines)}"
                     for fault, lines in by_fault.items()]  # fmt: skip
            told += f"; {len(data.left_out)} left out, as its mapping says ({'; '.join(parts)})"
        else:
            told += "; none left out"
        said.append(told)
    return said


def _lines(lines: list[int]) -> str:
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    return ", ".join(map(str, lines[:_MOST_LINES])) + more


def not_identified(result: Calibration) -> list[str]:
    """Return what the data do not tell, in sentences."""
    said = [] if result.has_trust else [TRUST_UNCALIBRATED]
    if "posts" in result.files:
        said.append(
            "Posts tell how much is engaged with, not why: followers' interest, trust, how the "
            "page speaks (page_fluency) and readiness to engage (engagement.base) all raise it "
            "alike. page_fluency takes it all up, for it moves the page alone."
        )
        said.append(
            "How reach falls with followers (page_reach_exponent) and how it drifts in time cannot "
            "be told apart on one page; the exponent is held. Engagement in communities, and its "
            "luck, are not in a page's export."
        )
    if "ads" in result.files:
        said.append("Ads do not tell how well they are aimed, nor what people remember of them.")
    if "sales" in result.files:
        said.append(
            "Sales do not tell the chance to buy apart from what people remember and whom ads "
            "reach: all of it goes to purchase.rate."
        )
    else:
        said.append("Buying is not fitted: no sales were given.")
    return said


def coverage_told(result: Calibration) -> str:
    """Return whether the fit finds the truth in data that the model made, in a sentence."""
    found = result.coverage
    if found.empty:
        return "The fit was not tried on data of a known truth (--no-check)."
    low, high = _EXPECTED
    n = int(found["sets"].iloc[0])
    off = found[(found["held"] < low) | (found["held"] > high)]["parameter"].tolist()
    told = (
        f"Tried on {n} data sets that the model made at known values, as large as yours: 90 % "
        f"intervals held the truth {int(found['held'].min())} to {int(found['held'].max())} times"
    )
    if n != 60:
        return f"{told}."
    if off:
        return f"{told}; outside {low} to {high}, so not to be trusted: {', '.join(off)}."
    return f"{told}, as they should ({low} to {high})."


def scores_told(result: Calibration) -> list[str]:
    """Return whether the fit beats each naive rival on posts held back, in sentences."""
    held = result.holdout
    if held is None:
        return []
    said = []
    for row in held.scores.to_dict("records"):
        if row["high"] < 0:
            verdict = "beats"
        elif row["low"] > 0:
            verdict = "is worse than"
        else:
            verdict = "cannot be told from"
        said.append(
            f"{row['quantity']}: the fit {verdict} '{row['rival']}' (difference "
            f"{row['difference']:+,.4g}, 95 % interval {row['low']:+,.4g} to {row['high']:+,.4g})"
        )
    return said


def as_json(result: Calibration) -> dict[str, Any]:
    """Return the calibration as JSON has it."""
    records = [
        {key: finite(value) if isinstance(value, float) else value for key, value in row.items()}
        for row in result.table.to_dict("records")
    ]
    return {
        "scenario": result.name, "seed": result.seed, "trust_is_calibrated": result.has_trust,
        "rows": rows_told(result), "parameters": records, "facts": result.facts,
        "notes": list(result.notes), "not_identified": not_identified(result),
        "coverage": result.coverage.to_dict("records"),
        "held_back": [] if result.holdout is None else result.holdout.scores.to_dict("records"),
    }  # fmt: skip
