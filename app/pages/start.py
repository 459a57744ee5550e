"""The start page: three doors, six questions, what was open lately, the scenarios there are."""

from typing import Any

import solara

from app.intake import Intake, intake_of
from app.intake_form import answered, intake_fields
from app.links import query_of
from app.markup import Markup, h, ul
from app.presets import preset_cards
from app.widgets import Address, Download, Fields, Html, Shelf

__all__ = ["Start"]

_DOORS = (
    ("/compare", "Compare strategies", "Two or three side by side, on the same luck: engagement, "
     "trust and cost, week by week, and how sure the difference is."),
    ("/learn", "Learn", "Guided lessons: bet first, then watch the run, then see why. "
     "For a class, or for yourself."),
    ("/sweep", "Run an experiment", "Vary one thing or two over a range, find what decides, "
     "the best plan, and when it fails."),
)  # fmt: skip
_QUESTIONS = (
    "1. Your brand", "2. Money a month", "3. Hours a week", "4. The communities",
    "5. What a sale is worth", "6. What matters most",
)  # fmt: skip


@solara.component
def Start():
    """Show the start page."""
    Address("/", "", "fireside")
    Html(_top())
    Html(h("h2", "Lately open"))
    Shelf("recent", "Nothing yet. What you compare is listed here, in this browser alone.")
    _Questions()
    Html(h("h2", "Scenarios to begin with"))
    Html(preset_cards())


def _top() -> Markup:
    doors = [
        h("a", h("span", title, class_="door-title"), h("span", said), href=href,
          class_="card door")
        for href, title, said in _DOORS
    ]  # fmt: skip
    return h(
        "div",
        h("h1", "Try a community strategy before you live with it"),
        h("p", "fireside simulates members of small communities, one by one, and the public beside "
          "them: who sees what, who trusts whom, who buys, and what it costs."),
        h("div", *doors, class_="grid doors"),
        id="content",
    )  # fmt: skip


@solara.component
def _Questions():
    """Ask the six questions, and show what they make."""
    told, set_told = solara.use_state({})
    answers, problems = answered(told)
    made = solara.use_memo(lambda: None if problems else intake_of(answers), [answers, problems])

    def tell(one: dict[str, Any]) -> None:
        if not one.get("drag"):
            set_told(told | {one["name"]: one["value"]})

    Html(h(
        "div", h("h2", "Or begin with your own brand"),
        h("p", "Six questions make a scenario: the same budget for ads to everybody, for aimed "
          "ads, and for taking part.", class_="soft"),
    ))  # fmt: skip
    with solara.Div(classes=["intake"]):
        with solara.Div(classes=["questions"]):
            for legend, fields in zip(_QUESTIONS, intake_fields(told, problems), strict=True):
                with solara.Div(classes=["card"]):
                    Fields(fields, tell, legend=legend)
        with solara.Div(classes=["card", "made"]):
            if made is None:
                said = h("p", "Once every answer can be used, its scenario is here.")
                Html(h("div", h("h3", "Your scenario"), said, role="status"))
            else:
                _Made(made)


@solara.component
def _Made(made: Intake):
    """Show the scenario that the answers make: what is asked, what is assumed, where it opens."""
    query = query_of(made.comparing)
    warnings = [h("p", each, class_="warning") for each in made.warnings]
    Html(h(
        "div",
        h("h3", made.spec.title),
        h("p", made.spec.question),
        h("div", *warnings, role="status"),
        h("p", h("a", "Compare", href=f"/compare{query}", class_="button main"), " ",
          h("a", "All parameters", href=f"/scenario{query}", class_="button")),
        h("details", h("summary", "What you said"), ul(made.asked)),
        h("details", h("summary", "What is assumed, because nobody asked"), ul(made.assumed),
          open=True),
    ))  # fmt: skip
    Download("Save as a file", made.file, made.text, "application/toml")
