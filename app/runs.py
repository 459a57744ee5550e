"""A hook: the runs of what is compared, as they come in; the newest request wins."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import cast

import solara

from app.comparing import Resolved
from app.ensembles import comparison_of
from app.newest import Newest
from app.pictures import chart_options
from app.services import services
from app.trajectory import Trajectory
from experiments.chart_parts import Option
from experiments.comparison import Comparison

__all__ = ["Seen", "use_newest", "use_runs"]

_PAUSE = 0.9  # seconds between updates of the bands


@dataclass(frozen=True)
class Seen:
    """What there is to show of a comparison, made ready outside the page's own thread."""

    resolved: Resolved
    trajectories: tuple[Trajectory, ...] = ()
    grounds: tuple[bytes, ...] = ()
    comparison: Comparison | None = None
    charts: dict[str, Option] = field(default_factory=dict)
    missing: int = 0  # runs that are still to come
    problem: str = ""

    @property
    def replicates(self) -> int:
        """Replicates that every side has."""
        return (
            0 if self.comparison is None else int(self.comparison.sample.has_run.all(axis=0).sum())
        )


def use_newest[T](work: Callable[[T, Callable[[], bool]], object]) -> Newest[T]:
    """Return a worker for this page that ends with it."""
    newest = solara.use_memo(lambda: Newest(work), [])
    solara.use_effect(lambda: newest.close, [])
    return newest


def use_runs(resolved: Resolved | None, difference: str = "trust") -> Seen | None:
    """Return what there is to show: the first replicate soon, bands as replicates come in.

    Args:
        resolved: what is compared; None leaves what was shown before.
        difference: the measure of the chart of differences.
    """
    seen, set_seen = solara.use_state(cast(Seen | None, None))

    def work(asked: tuple[Resolved, str], goes_on: Callable[[], bool]) -> None:
        _show(asked[0], asked[1], goes_on, set_seen)

    newest = use_newest(work)

    def ask() -> None:
        if resolved is not None:
            newest.put((resolved, difference))

    solara.use_effect(ask, [resolved and resolved.comparing.question, difference])
    return seen


def _show(
    resolved: Resolved, difference: str, goes_on: Callable[[], bool], show: Callable[[Seen], object]
) -> None:
    """Make the runs of a comparison and show them as they come."""
    ensembles, sides = services().ensembles, range(len(resolved.names))
    try:
        trajectories = tuple(ensembles.trajectory(resolved, i) for i in sides)
    except Exception as fault:  # whatever it was, the page goes on
        show(Seen(resolved, problem=f"This run failed: {type(fault).__name__}: {fault}"))
        return
    if not goes_on():
        return
    grounds = tuple(ensembles.ground(resolved, i) for i in sides)
    seen = Seen(resolved, trajectories, grounds)
    kept = ensembles.kept(resolved)
    show(_with_runs(seen, kept, sum(each is None for each in kept), difference))
    shown = time.monotonic()
    for missing in ensembles.fill(resolved, goes_on):
        if not goes_on():
            return
        if missing == 0 or time.monotonic() - shown > _PAUSE:
            show(_with_runs(seen, ensembles.kept(resolved), missing, difference))
            shown = time.monotonic()


def _with_runs(seen: Seen, results: list, missing: int, difference: str) -> Seen:
    """Return what there is to show with so many runs."""
    resolved = seen.resolved
    comparison = comparison_of(resolved, results)
    charts = chart_options(comparison, difference)
    return replace(seen, comparison=comparison, charts=charts, missing=missing)
