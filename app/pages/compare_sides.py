"""The sides of the compare page: a strategy each, with levers from the parameter declarations."""

from collections.abc import Callable
from typing import Any

import solara

from app.comparing import LETTERS, Resolved, Side, resolve
from app.levers import changed, lever_fields
from app.markup import h
from app.newest import Newest
from app.pictures import live_lines, title_of
from app.runs import use_newest
from app.services import services
from app.session import comparing
from app.widgets import Button, Fields, Html, Live

__all__ = ["Sides"]

_live: solara.Reactive[dict[str, Any]] = solara.reactive({})  # lines of one replicate


@solara.component
def Sides(resolved: Resolved):
    """Show the sides; while a slider is dragged, one replicate's lines follow it."""

    def follow(asked: tuple[int, str, Any], goes_on: Callable[[], bool]) -> None:
        _live.set(_lines_of(*asked))

    newest = use_newest(follow)
    solara.use_effect(lambda: _live.set({}), [comparing.value])
    with solara.Div(classes=["sides"]):
        for i in range(len(resolved.names)):
            _Side(resolved, i, newest).key(f"side-{i}-{resolved.comparing.sides[i].strategy}")
        if len(resolved.names) < len(LETTERS):
            Button(f"Add {LETTERS[len(resolved.names)]}", lambda: _add(resolved))
    _Live()


@solara.component
def _Live():
    """Send the lines; alone, so that nothing else is drawn anew."""
    Live({"lines": _live.value})


@solara.component
def _Side(resolved: Resolved, i: int, newest: Newest):
    """Show one side's strategy and levers."""
    shows_more, set_shows_more = solara.use_state(False)
    side = resolved.comparing.sides[i]
    main, more = lever_fields(resolved.strategy_of(i), side.changes, resolved.spec.brand)
    pick = {"kind": "select", "name": "", "label": "Strategy", "value": side.strategy,
            "choices": [(name, name) for name in _strategies_of(resolved)]}  # fmt: skip
    original = _original(resolved, i)

    def tell(told: dict[str, Any]) -> None:
        name, value = told["name"], told["value"]
        if told.get("drag"):
            newest.put((i, name, value))
        elif not name:
            _set_side(i, Side(strategy=value, branch=side.branch))
        else:
            changes = changed(side.changes, name, value, original)
            _set_side(i, side.model_copy(update={"changes": changes}))

    with solara.Div(classes=["card", "side-card", f"side-{LETTERS[i].lower()}"]):
        Html(h("h2", title_of(resolved, i), class_="side"))
        Fields([pick, *main, *(more if shows_more else [])], tell, compact=True)
        with solara.Div(classes=["buttons"]):
            if more:
                Button(
                    "Fewer levers" if shows_more else f"{len(more)} more levers",
                    lambda: set_shows_more(not shows_more),
                )
            if side.changes:
                Button(
                    "Undo changes", lambda: _set_side(i, side.model_copy(update={"changes": {}}))
                )
            if len(resolved.names) > 1:
                Button("Remove", lambda: _remove(i))


def _strategies_of(resolved: Resolved) -> list[str]:
    """Return the strategies of the scenario, without the copies that sides made."""
    made = {
        n for n, s in zip(resolved.names, resolved.comparing.sides, strict=True) if n != s.strategy
    }
    return [name for name in resolved.spec.strategies if name not in made]


def _original(resolved: Resolved, i: int):
    """Return side i's strategy before any change."""
    sides = resolved.comparing.sides
    plain = [
        side.model_copy(update={"changes": {}}) if j == i else side for j, side in enumerate(sides)
    ]
    return resolve(resolved.comparing.model_copy(update={"sides": tuple(plain)})).strategy_of(i)


def _set_side(i: int, side: Side) -> None:
    comparing.value = resolve(comparing.value).comparing.with_side(i, side)


def _add(resolved: Resolved) -> None:
    """Add a side: the first strategy that is not there yet."""
    there = {side.strategy for side in resolved.comparing.sides}
    free = [n for n in _strategies_of(resolved) if n not in there] or _strategies_of(resolved)
    now = resolved.comparing
    comparing.value = now.with_side(len(now.sides), Side(strategy=free[0]))


def _remove(i: int) -> None:
    now = resolve(comparing.value).comparing
    comparing.value = now.model_copy(update={"sides": now.sides[:i] + now.sides[i + 1 :]})


def _lines_of(i: int, name: str, value: Any) -> dict:
    """Return one replicate's lines for a value that a slider passes; nothing if it cannot be."""
    try:
        now = resolve(comparing.value).comparing
        side = now.sides[i]
        moved = now.with_side(i, side.model_copy(update={"changes": side.changes | {name: value}}))
        resolved = resolve(moved)
    except ValueError:
        return {}
    return live_lines({LETTERS[i]: services().ensembles.one(resolved, i)})
