"""The pages under /learn: the list of lessons, plans for a class, a sheet to print, each lesson."""

import solara

from app.comparing import LETTERS
from app.lesson_files import Lesson, Part, Plan, Step, lessons, plans
from app.lesson_view import address
from app.markup import Markup, h, table
from app.pages.lesson import LessonPage
from app.session import query
from app.widgets import Address, Fields, Html

__all__ = ["Learn"]


@solara.component
def Learn():
    """Show the page that the address asks for."""
    _, name, step, *rest = [*solara.use_router().parts, "", ""]
    lesson = lessons().get(name)
    n = int(step) if step.isdecimal() and len(step) < 4 else 1 if not step else 0
    if not name:
        _List()
    elif name == "sheet" and not step:
        _Sheet()
    elif lesson is not None and 1 <= n <= lesson.n_steps and not any(rest):
        LessonPage(lesson, n).key(f"{name}-{n}")
    else:
        _NotThere(lesson)


@solara.component
def _NotThere(lesson: Lesson | None):
    """Say that there is no such lesson or step."""
    Address("", "", "Not there - fireside")
    if lesson is None:
        said = "There is no such lesson."
    else:
        said = f"“{lesson.title}” has {lesson.n_steps} steps; there is no such step."
    back = h("p", h("a", "All lessons", href="/learn"))
    Html(h("div", h("h1", "Not there"), h("p", said), back, id="content"))


@solara.component
def _List():
    """Show all lessons, and plans for a class."""
    Address("/learn", "", "Learn - fireside")
    about = (
        "Each lesson takes about ten minutes. One idea a step: you bet, then the simulation runs, "
        "then you see what came out and why. Some of what comes out will be wrong about the world; "
        "each step says what it rests on."
    )
    cards = [_card(lesson) for lesson in lessons().values()]
    Html(
        h(
            "div",
            h("h1", "Learn"),
            h("p", about),
            h("div", *cards, class_="grid lessons"),
            h("h2", "Plans for a class"),
            h("p", "“For teachers” shows a lesson in large type, with the answer and notes beside "
              "each step. The sheet holds the bets, to be filled in by hand."),
            *map(_plan, plans()),
            id="content",
        )
    )  # fmt: skip


def _card(lesson: Lesson) -> Markup:
    """Return a lesson of the list."""
    first = address(lesson, 1)
    called = f": {lesson.title}"
    return h(
        "article",
        h("h2", h("a", lesson.title, href=first)),
        h("p", lesson.summary),
        h("p", f"{lesson.minutes} minutes, {lesson.n_steps} steps", class_="soft"),
        h("p", h("a", "Start", href=first, class_="button main", aria_label=f"Start{called}"),
          " ", h("a", "For teachers", href=f"{first}?teacher=1", class_="button",
                 aria_label=f"For teachers{called}"), class_="doors"),
        h("p", h("a", "Sheet to print", href=f"/learn/sheet?lessons={lesson.name}",
                 aria_label=f"Sheet to print{called}"), " ",
          h("a", "One file, plays offline", href=f"/export/lesson/{lesson.name}.html",
            download=True, aria_label=f"One file, plays offline{called}"), class_="doors"),
        class_="card",
    )  # fmt: skip


def _plan(plan: Plan) -> Markup:
    """Return what a class does in so many minutes."""
    rows, at = [], 0
    for part in plan.parts:
        rows.append([f"{at} to {at + part.minutes}", _what(part), part.ask])
        at += part.minutes
    used = list(dict.fromkeys(part.lesson for part in plan.parts if part.lesson))
    sheet = h("a", "The sheet for this plan", href=f"/learn/sheet?lessons={','.join(used[:2])}")
    return h(
        "section",
        h("h3", f"{plan.title}: {plan.minutes} minutes"),
        h("p", plan.aim, " ", plan.needs),
        table(["Minutes", "What", "Ask"], rows, f"Plan for {plan.minutes} minutes", class_="prose"),
        h("p", sheet),
    )


def _what(part: Part) -> Markup:
    """Return what is done in a part, with a link to what is opened."""
    if not part.lesson:
        return h("span", part.what)
    first = part.steps.split(",")[0].split()[0]
    href = f"/learn/{part.lesson}/{first}?teacher=1"
    return h("span", part.what, " ", h("a", "Open", href=href, aria_label=f"Open: {part.what}"))


@solara.component
def _Sheet():
    """Show the bets of chosen lessons, for paper."""
    asked = [name for name in query("lessons").split(",") if name in lessons()]
    chosen, choose = solara.use_state(tuple(asked or list(lessons())[:1]))
    Address("/learn/sheet", f"?lessons={','.join(chosen)}", "A sheet to print - fireside")

    def tell(told: dict) -> None:
        wanted = {*chosen, told["name"]} if told["value"] else {*chosen} - {told["name"]}
        choose(tuple(name for name in lessons() if name in wanted))

    fields = [
        {"kind": "check", "name": name, "label": lesson.title, "value": name in chosen}
        for name, lesson in lessons().items()
    ]
    with solara.Div(classes=["off-paper"]):
        Html(h("p", h("a", "Learn", href="/learn"), " / Sheet. Print this page with Ctrl and P (on "
               "a Mac with ⌘ and P). Two lessons fit on one page of A4."))  # fmt: skip
        Fields(fields, tell, legend="Lessons on the sheet", row=True)
    Html(_sheet([lessons()[name] for name in chosen]), classes=["sheet"])


def _sheet(chosen: list[Lesson]) -> Markup:
    """Return the sheet: a bet a row, with room for a reason."""
    parts = []
    for lesson in chosen:
        rows = [_row(i, step) for i, step in enumerate(lesson.steps, 1)]
        parts.append(h("section", h("h2", lesson.title), *rows))
    top = h("p", "Name ", h("i", "", class_="line"), " Date ", h("i", "", class_="line short"),
            class_="name")  # fmt: skip
    return h("div", h("h1", "My bets"), top, *parts, id="content")


def _row(i: int, step: Step) -> Markup:
    """Return one bet of the sheet."""
    boxes = [
        h("span", h("i", "", class_="box"), f"{value}: {text}" if value in LETTERS else text)
        for value, text in step.choices
    ]
    return h(
        "div",
        h(
            "p",
            h("b", f"{i}. {step.idea}", "" if step.idea.endswith("?") else ".", " "),
            step.question,
        ),
        h("p", *boxes, class_="boxes"),
        h(
            "p",
            "Because ",
            h("i", "", class_="line wide"),
            " It was ",
            h("i", "", class_="line tiny"),
        ),
        class_="bet-row",
    )
