"""The compare page: two or three strategies side by side, on the same luck."""

from typing import cast
from zlib import crc32

import solara

from app.compare_view import Charts, Networks, Play
from app.comparing import COLUMNS, LETTERS, Branch, Comparing, Resolved, Side, resolve
from app.links import query_of
from app.markup import Markup, h, table
from app.pages.compare_sides import Sides
from app.pages.member import MemberCard
from app.pictures import CHARTS, DIFFERENCES, outcome_rows
from app.presets import preset_titles
from app.runs import Seen, use_runs
from app.session import comparing, follow_address
from app.trajectory import COLUMNS as ABOUT
from app.widgets import Choice, Fields, Html, Shelf
from experiments.compare import CompareError
from experiments.wording import main_outcomes
from sim.real_network import NetworkError
from sim.scenario_file import ScenarioError

__all__ = ["Compare", "use_resolved"]

_CLOCK = "compare"


def use_resolved() -> tuple[Resolved | None, str]:
    """Return what runs, and what is wrong with what was asked; then the last that was right."""
    good = solara.use_ref(cast(Resolved | None, None))

    def try_it() -> tuple[Resolved | None, str]:
        try:
            good.current = resolve(comparing.value)
        except (ScenarioError, CompareError, NetworkError, ValueError) as fault:
            return good.current, str(fault)
        return good.current, ""

    return solara.use_memo(try_it, [comparing.value])


@solara.component
def Compare():
    """Show the page."""
    follow_address("/compare", "Compare")
    resolved, problem = use_resolved()
    difference, set_difference = solara.use_state("trust")
    member, set_member = solara.use_state(None)
    seen = use_runs(resolved, difference)
    if resolved is None:
        Html(
            h(
                "div",
                h("h1", "Compare"),
                h("div", h("p", problem), class_="notice", role="alert"),
                id="content",
            )
        )
        return
    with solara.Div(classes=["compare-head"]):
        Html(_title(resolved))
        _Settings(resolved)
    if problem:
        Html(h("div", h("p", problem), class_="notice", role="alert"))
    with solara.Div(classes=["compare"]):
        Sides(resolved)
        with solara.Div(classes=["shown"]):
            if seen is None:
                Html(h("div", h("p", "Running ..."), class_="answer", role="status"))
            elif seen.problem:
                Html(h("div", h("p", seen.problem), class_="notice", role="alert"))
            else:
                _Shown(seen, difference, set_difference, member, set_member)
    Shelf("recent", keep=_visit(resolved), hidden=True)


@solara.component
def _Shown(seen: Seen, difference: str, set_difference, member, set_member):
    """Show the answer, the networks and the charts."""
    now = comparing.value
    Html(_answer(seen))
    with solara.Div(classes=["bar"]):
        choices = [(name, ABOUT[name][2]) for name in COLUMNS]
        field = {"kind": "select", "name": "column", "label": "Members coloured by",
                 "value": now.column, "choices": choices}  # fmt: skip
        Fields([field], lambda told: _set(column=told["value"]), row=True)
        Play(seen, _CLOCK, _branch)
    Networks(seen, now.column, _CLOCK, lambda row, week: set_member((row, week)))
    if member is not None:
        MemberCard(seen, *member, on_close=lambda: set_member(None))
    Charts(seen, [each.measure for each in CHARTS], _CLOCK)
    with solara.Div(classes=["bar"]):
        Choice(
            "Difference in",
            difference,
            [(m, e.title) for m, e in DIFFERENCES.items()],
            set_difference,
        )
    Charts(seen, ["difference", "ledger", "money"], _CLOCK)
    Html(_numbers(seen))
    Html(_exports(seen))


@solara.component
def _Settings(resolved: Resolved):
    """Show what all sides share: the scenario, the luck, and how many replicates."""
    now = comparing.value
    names = list(preset_titles())
    if now.content is not None:
        names.insert(0, ("", resolved.spec.title))
    fields = [
        {"kind": "select", "name": "scenario", "label": "Scenario", "choices": names,
         "value": "" if now.content is not None else now.scenario},
        {"kind": "number", "name": "seed", "label": "Luck (seed)", "value": now.seed, "min": 0,
         "step": 1},
        {"kind": "number", "name": "replicates", "label": "Replicates", "value": now.replicates,
         "min": 1, "max": 200, "step": 1},
    ]  # fmt: skip

    def tell(told: dict) -> None:
        name, value = told["name"], told["value"]
        if name == "scenario" and value:
            comparing.value = Comparing(scenario=value, seed=now.seed, replicates=now.replicates)
        elif name in ("seed", "replicates") and value is not None:
            top = 200 if name == "replicates" else 2**53
            _set(**{name: min(top, max(int(name == "replicates"), int(value)))})

    Fields(fields, tell, row=True)


def _set(**changes: object) -> None:
    """Change what is compared."""
    comparing.value = comparing.value.model_copy(update=changes)


def _branch(letter: str, week: int) -> None:
    """Let another side follow this one until a week, and go its own way from then on."""
    now = resolve(comparing.value).comparing
    side = now.sides[LETTERS.index(letter)]
    twin = Side(
        strategy=side.strategy, changes=side.changes,
        branch=Branch(week=week, strategy=side.strategy, changes=side.changes),
    )  # fmt: skip
    comparing.value = now.with_side(min(len(now.sides), len(LETTERS) - 1), twin)


def _title(resolved: Resolved) -> Markup:
    return h(
        "div",
        h("h1", resolved.spec.title),
        h("p", resolved.spec.question, class_="soft"),
        id="content",
    )


def _visit(resolved: Resolved) -> dict[str, str]:
    """Return what this browser remembers of the visit."""
    return {
        "title": f"{resolved.spec.title}: {' or '.join(resolved.names)}",
        "href": f"/compare{query_of(comparing.value)}", "detail": "compare",
    }  # fmt: skip


def _answer(seen: Seen) -> Markup:
    """Return the answer in words, and how sure it is."""
    assert seen.comparison is not None
    said, sure = seen.comparison.headline()
    total = seen.resolved.comparing.replicates
    rest = "" if not seen.missing else f" {seen.replicates} of {total} paired replicates so far."
    return h(
        "div", h("p", said), h("p", sure, rest), class_="answer", role="status",
        data_replicates=seen.replicates, data_missing=seen.missing,
        data_asked=f"{crc32(seen.resolved.comparing.model_dump_json().encode()):x}",
    )  # fmt: skip


def _numbers(seen: Seen) -> Markup:
    """Return the table of outcomes."""
    comparison = seen.comparison
    assert comparison is not None
    letters = {name: LETTERS[i] for i, name in enumerate(comparison.strategies)}
    base = comparison.baseline
    others = [name for name in comparison.strategies if name != base]
    head = ["", *(f"{letters[n]} {n}" for n in comparison.strategies),
            *(f"{letters[n]} less {letters[base]}" for n in others),
            *(f"{letters[n]} best in" for n in comparison.strategies)]  # fmt: skip
    rows = outcome_rows(comparison, main_outcomes(seen.resolved.spec.outcomes))
    caption = f"Outcomes over {seen.replicates} paired replicates"
    return h("div", h("h2", "In numbers"), table(head, rows, caption))


def _exports(seen: Seen) -> Markup:
    """Return links to everything that can be taken away."""
    query = query_of(comparing.value) or "?s="
    kinds = {
        "replay.html": "Replay: one file that plays without a network",
        "report.html": "Report", "outcomes.csv": "Outcomes (CSV)", "weeks.csv": "Weeks (CSV)",
        "scenario.toml": "Scenario file",
    }  # fmt: skip
    links = [
        h("a", text, href=f"/export/{kind}{query}", download=True, class_="button")
        for kind, text in kinds.items()
    ]
    more = h("a", "Save or share", href=f"/library{query_of(comparing.value)}", class_="button")
    return h("div", h("h2", "Take it away"), h("p", *links, more, class_="exports"))
