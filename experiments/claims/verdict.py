"""What paired runs say of a claim, and what is left of that without what it rests on."""

from typing import Literal

from experiments.statistics import Difference

__all__ = ["Status", "Verdict", "side_of", "status_of", "verdict_of"]

Verdict = Literal["holds", "reversed", "not shown"]
Status = Literal["emergent", "calibrated", "assumed"]


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
    """Return where the side of an effect comes from; None where it has none.

    Args:
        effect: as it is.
        without_assumed: with the assumed parameters it rests on made neutral.
        without_any: with the calibrated ones made neutral too.
    """
    side = side_of(effect)
    if side == 0:
        return None
    if side_of(without_any) == side:
        return "emergent"
    return "calibrated" if side_of(without_assumed) == side else "assumed"
