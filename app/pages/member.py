"""One member, looked at closely: who they are, and how each side changed them."""

from collections.abc import Callable

import numpy as np
import solara

from app.comparing import LETTERS
from app.markup import h, table
from app.pictures import LOOKS
from app.runs import Seen
from app.trajectory import ABSENT, COLUMNS
from app.widgets import Button, Chart, Html
from experiments.chart_parts import tidy, time_option

__all__ = ["MemberCard"]


@solara.component
def MemberCard(seen: Seen, row: int, week: int, on_close: Callable[[], object]):
    """Show a member by row, as of a week."""
    first = seen.trajectories[0]
    if not 0 <= row < len(first.community):
        return
    place = first.communities[int(first.community[row])]
    n_ties = int((first.ties == row).sum())
    with solara.Div(classes=["card", "member"]):
        Html(
            h("div", h("h2", f"Member {row} of {place}"),
              h("p", f"Knows {n_ties} others. Week {week}:", class_="soft"),
              _state(seen, row, week))
        )  # fmt: skip
        Chart({"option": _over_time(seen, row), "title": "Trust of this member", "name": "member",
               "clock": "compare", "height": 220})  # fmt: skip
        Button("Close", on_close)


def _state(seen: Seen, row: int, week: int):
    """Return what the member is like on each side, as a table."""
    rows = []
    for column, (_, unit, meaning) in COLUMNS.items():
        values = [
            each.value(column, min(week, len(each.frames[column]) - 1), row)
            for each in seen.trajectories
        ]
        shown = [
            "no member"
            if v is None
            else ("yes" if v > 0.5 else "no")
            if unit == "yes or no"
            else f"{v:.2f}"
            for v in values
        ]
        rows.append([meaning, *shown])
    letters = [LETTERS[i] for i in range(len(seen.trajectories))]
    return table(["", *letters], rows, f"Member {row} in week {week}")


def _over_time(seen: Seen, row: int):
    """Return the member's trust on each side, week by week."""
    series, told = [], []
    for i, each in enumerate(seen.trajectories):
        own = each.frames["trust"][1:, row]
        values = tidy(np.where(own == ABSENT, np.nan, own / 254))
        points = [[week, value] for week, value in enumerate(values, 1) if value is not None]
        name = seen.resolved.names[i]
        look = {"lineStyle": LOOKS[i], "itemStyle": {"color": LOOKS[i]["color"]}}
        series.append({"type": "line", "name": name, "showSymbol": False, "data": points} | look)
        told.append(f"{name} {points[-1][1]:.2f}" if points else f"{name} never a member")
    return time_option(
        series, "trust (0 to 1)", f"Trust of member {row} at the end: {'; '.join(told)}."
    )
