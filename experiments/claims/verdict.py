"""What paired runs say of a claim, and what is left of that without what it rests on."""

from typing import Literal

from experiments.statistics import Difference

__all__ = ["STAYS", "Status", "Verdict", "owed_to", "side_of", "status_of", "verdict_of"]

Verdict = Literal["holds", "reversed", "not shown"]
Status = Literal["emergent", "calibrated", "assumed"]

STAYS = 0.5  # part of an effect that must be left of it, as for the facts known from elsewhere


def side_of(effect: Difference) -> int:
    """Return on which side of 0 the whole interval of an effect lies: 1, -1, or 0 for neither."""
    return int(effect.low > 0) - int(effect.high < 0)


def verdict_of(effect: Difference, expected: str) -> Verdict:
    """Return whether an effect lies on the expected side of 0, "higher" or "lower"."""
    side = side_of(effect) * (1 if expected == "higher" else -1)
    return {1: "holds", -1: "reversed", 0: "not shown"}[side]  # type: ignore[return-value]


def status_of(
    effect: Difference, without_assumed: Difference, without_any: Difference
) -> Status | None:
    """Return what an effect is owed to; None where it has no side.

    It stays without something if it keeps its side and at least half of its size.

    Args:
        effect: as it is.
        without_assumed: with the assumed parameters it rests on made neutral.
        without_any: with the calibrated ones made neutral too.
    """
    side = side_of(effect)
    if side == 0:
        return None
    return owed_to(
        stays_without_any=_stays(without_any, effect),
        stays_without_assumed=_stays(without_assumed, effect),
    )


def owed_to(*, stays_without_any: bool, stays_without_assumed: bool) -> Status:
    """Return what a result is owed to that stays, or does not, once supports are neutral."""
    if stays_without_any:
        return "emergent"
    return "calibrated" if stays_without_assumed else "assumed"


def _stays(left: Difference, effect: Difference) -> bool:
    """Tell whether what is left of an effect is on its side and at least half as large."""
    return side_of(left) == side_of(effect) and abs(left.mean) >= STAYS * abs(effect.mean)
