"""Networks, player and charts of a comparison: for the compare page and for lessons."""

from collections.abc import Callable, Sequence
from typing import Any

import solara

from app.comparing import LETTERS
from app.markup import h
from app.pictures import CHARTS, network_options
from app.runs import Seen
from app.widgets import Chart, Html, Network, Player, Tell

__all__ = ["Charts", "Networks", "Play"]

_ALSO = {"difference": "Difference", "ledger": "Why trust moved", "money": "Where the money went"}
_TITLES = {each.measure: each.title for each in CHARTS} | _ALSO
_MEANINGS = {
    "trust": "mean trust of members in the brand, 0 to 1",
    "engagements": "likes, comments and shares per week",
    "customers": "people who bought, so far",
    "cost": "money spent so far, work included",
    "difference": "each side less the one it is compared to, on the same luck",
    "ledger": "points of mean trust, by what moved it",
    "money": "money by what it was spent on",
}


@solara.component
def Networks(seen: Seen, column: str, clock: str, on_member: Callable[[int, int], object]):
    """Show the members of each side; on_member(row, week) is called when one is chosen."""

    def tell(told: dict[str, Any]) -> None:
        if "member" in told:
            on_member(int(told["member"]), int(told.get("week", 0)))

    with solara.Div(classes=["grid", "networks"]):
        for i, trajectory in enumerate(seen.trajectories):
            options = network_options(seen.resolved, i, trajectory, clock)
            with solara.Div(classes=["card", f"side-{options['side']}"]):
                Html(h("h3", options["title"], class_="side"))
                Network(options, trajectory.frames[column].tobytes(), seen.grounds[i], tell)


@solara.component
def Play(
    seen: Seen,
    clock: str,
    on_branch: Callable[[str, int], object] | None,
    tell: Tell = lambda _: None,
):
    """Show the player; on_branch(letter, week) is called to branch off a side."""
    resolved = seen.resolved
    n_weeks = len(next(iter(seen.trajectories[0].frames.values()))) - 1
    sides = resolved.comparing.sides
    free = [LETTERS[i] for i, side in enumerate(sides) if side.branch is None]
    marks = [{"week": s.branch.week, "label": LETTERS[i]} for i, s in enumerate(sides) if s.branch]

    def told(what: dict[str, Any]) -> None:
        if "branch" in what and on_branch:
            on_branch(str(what["branch"]), int(what["week"]))
        else:
            tell(what)

    Player(
        {"clock": clock, "n_weeks": n_weeks, "run": resolved.comparing.question, "marks": marks,
         "can_branch": free if on_branch else []}, told,
    )  # fmt: skip


@solara.component
def Charts(seen: Seen, names: Sequence[str], clock: str):
    """Show charts by name."""
    over_time = {each.measure for each in CHARTS} | {"difference"}
    with solara.Div(classes=["grid", "charts"]):
        for name in names:
            option = seen.charts[name]
            with solara.Div(classes=["card"]):
                Html(h("h3", _TITLES[name], " ", h("small", _MEANINGS[name])))
                options = {"option": option, "title": _TITLES[name], "name": name, "height": 260}
                if name in over_time:
                    options["clock"] = clock
                if name in {each.measure for each in CHARTS}:
                    options["live_key"] = name
                if name in _ALSO and name != "difference":
                    options["height"] = 120 + 46 * len(seen.resolved.names)
                Chart(options)
