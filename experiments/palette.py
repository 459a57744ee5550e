"""The colours of pictures: one for each strategy everywhere, others for sources and lines."""

from typing import TYPE_CHECKING, Any, Protocol

from sim.results import LINES, SOURCES

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["GREY", "LINE_COLOURS", "SOURCE_COLOURS", "looks_of"]

GREY = "#8c8c8c"
# Okabe & Ito 2008, told apart by most colour-blind readers; the last two only where needed.
_PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#a8961a", "#7a5195")
# Sources and lines are no strategies: other colours (Tol 2021, "muted" and "bright").
_GOOD = ("#4477aa", "#66c2d7", "#228833", "#a6b83a", "#117a7a")
_BAD = ("#cc3311", "#ee7733", "#ddb84d", "#aa3377", "#cc6677", "#8f4a2b", "#b58bc4", "#7d1d3f",
        "#e0a3a3", "#5c3d99", "#d4006a", "#c2a878")  # fmt: skip
SOURCE_COLOURS = dict(zip(SOURCES, (*_GOOD, *_BAD, "#b3b3b3", "#7f7f7f"), strict=True))
_LINES = ("#66c2d7", "#4477aa", "#228833", "#a6b83a", "#ddb84d", "#cc6677", "#aa3377", "#7f7f7f",
          "#117a7a", "#8dd3a8", "#5c3d99", "#ee7733", "#c2a878", "#d4006a")  # fmt: skip
LINE_COLOURS = dict(zip(LINES, _LINES, strict=True))
_DASHES = ("solid", "dashed", "dotted")


class Compared(Protocol):
    """Whatever shows strategies of a scenario side by side."""

    @property
    def spec(self) -> "Scenario":
        """The scenario."""
        ...

    @property
    def strategies(self) -> tuple[str, ...]:
        """Names."""
        ...

    @property
    def baseline(self) -> str:
        """The strategy that others are compared to."""
        ...


def looks_of(comparison: "Compared") -> dict[str, dict[str, Any]]:
    """Return colour and dash of each strategy: the same in every picture and every subset.

    The baseline is grey, a strategy that does nothing a dotted grey. A comparison with `looks` of
    its own keeps them.
    """
    given = getattr(comparison, "looks", None)
    if given is not None:
        return {name: dict(given[name]) for name in comparison.strategies}
    looks: dict[str, dict[str, Any]] = {}
    n_coloured = 0
    known = comparison.spec.strategies
    policies = [name for name in comparison.strategies if name not in known]
    for name in (*known, *policies):
        if name == comparison.baseline:
            looks[name] = {"color": GREY, "type": "solid", "width": 2.5}
        elif name in known and known[name].is_idle:
            looks[name] = {"color": "#a9a9a9", "type": "dotted", "width": 2}
        else:
            turn, at = divmod(n_coloured, len(_PALETTE))
            looks[name] = {"color": _PALETTE[at], "type": _DASHES[min(turn, 2)], "width": 2}
            n_coloured += 1
    return {name: looks[name] for name in comparison.strategies}
