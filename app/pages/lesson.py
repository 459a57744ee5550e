"""A step of a lesson: the idea, a bet, then the run, what came out, and why."""

from typing import Any

import solara

from app.bets import Answer, answer_of
from app.comparing import LETTERS, Resolved, resolve
from app.lesson_files import Lesson, Step
from app.lesson_view import (
    address,
    chart_options,
    paragraphs,
    progress,
    teacher_notes,
    titles_of,
    tries,
    why_of,
)
from app.links import read_query
from app.markup import Markup, h
from app.pictures import network_options
from app.runs import Seen, use_runs
from app.session import query
from app.widgets import Address, Button, Chart, Fields, Html, Network, Player

__all__ = ["LessonPage"]


@solara.component
def LessonPage(lesson: Lesson, n: int):
    """Show step n of a lesson, from 1 to its last, the sandbox."""
    teacher = query("teacher") == "1"
    with solara.Div(classes=["lesson", "teaching"] if teacher else ["lesson"]):
        if n > len(lesson.steps):
            _SandboxPage(lesson, teacher)
        else:
            _StepPage(lesson, n, teacher)


@solara.component
def _SandboxPage(lesson: Lesson, teacher: bool):
    """Show the last step."""
    n = lesson.n_steps
    Address(f"/learn/{lesson.name}/{n}", _query("", teacher), f"{lesson.title} - fireside")
    Html(progress(lesson, n, teacher=teacher))
    Html(h("div", h("h1", "Try it yourself"), tries(lesson.sandbox), id="content"))
    back = h("a", "Back", href=address(lesson, n - 1, teacher=teacher), class_="button")
    Html(h("p", back, " ", h("a", "All lessons", href="/learn", class_="button"), class_="onward"))


@solara.component
def _StepPage(lesson: Lesson, n: int, teacher: bool):
    """Show a step with its bet."""
    step = lesson.steps[n - 1]
    search = solara.use_router().search
    bet, set_bet = solara.use_state(_bet_in(search, step))
    is_open, set_open = solara.use_state(False)  # whether what came out is shown
    path = solara.use_router().path
    Address(f"/{path.strip('/')}", _query(bet, teacher), f"{step.idea} - {lesson.title} - fireside")
    resolved = solara.use_memo(lambda: resolve(step.comparing), [])
    seen = use_runs(resolved)  # while the reader thinks; nothing of it is shown before the bet
    Html(progress(lesson, n, teacher=teacher))
    with solara.Div(classes=["lesson-columns"] if teacher else []):
        with solara.Div():
            Html(h("div", h("h1", step.idea), paragraphs(step.text), id="content"))
            _Bet(step, bet, set_bet)
            if bet:
                _Run(step, seen, f"{lesson.name}-{n}", lambda: set_open(True))
                _Outcome(step, seen, bet, is_open, set_open)
            Html(_onward(lesson, n, teacher, is_done=is_open))
        if teacher:
            Html(teacher_notes(step), tag="aside", classes=["card", "teacher"])


@solara.component
def _Bet(step: Step, bet: str, set_bet):
    """Ask for a bet; once it is made it stays."""
    Html(h("h2", step.question, class_="question"))
    if bet:
        said = dict(step.choices)[bet]
        letter = f"{bet}: " if bet in LETTERS else ""
        Html(h("p", "Your bet: ", h("b", letter, said), class_="your-bet", role="status"))
        return
    fields = [
        {"kind": "button", "name": value, "label": f"{value}: {text}" if value in LETTERS else text}
        for value, text in step.choices
    ]
    with solara.Div(classes=["bets"]):
        Fields(fields, lambda told: set_bet(told["press"]))
    Html(h("p", "Bet first, then the run starts. There is no wrong bet.", class_="soft"))


@solara.component
def _Run(step: Step, seen: Seen | None, clock: str, on_end):
    """Show one run of each side, to be played."""
    if seen is None:
        Html(h("p", "The run starts ...", class_="soft", role="status"))
        return
    if seen.problem:
        Html(h("div", h("p", seen.problem), class_="notice", role="alert"))
        return
    n_weeks = len(seen.trajectories[0].frames["trust"]) - 1

    def told(what: dict[str, Any]) -> None:
        if what.get("week") == n_weeks:
            on_end()

    about = "Members of the communities. Whoever else is reached is counted in the answer."
    Html(h("div", h("h2", "One run of each, with the same luck"), h("p", about, class_="soft")))
    Player({"clock": clock, "n_weeks": n_weeks, "run": clock, "at": 0}, told)
    with solara.Div(classes=["grid", "networks"]):
        for i, title in enumerate(titles_of(step)):
            options = _network(seen.resolved, i, seen, clock, title)
            with solara.Div(classes=["card", f"side-{LETTERS[i].lower()}"]):
                Html(h("h3", title, class_="side"))
                frames = seen.trajectories[i].frames[step.column].tobytes()
                Network(options, frames, seen.grounds[i], lambda _: None)


def _network(resolved: Resolved, i: int, seen: Seen, clock: str, title: str) -> dict[str, Any]:
    """Return the options of a network, which must not tell its end."""
    options = network_options(resolved, i, seen.trajectories[i], clock)
    members = f"{options['n_members']:,} members in {len(options['communities'])} communities"
    return options | {"title": title, "alt": f"{title}: {members}, coloured by {options['label']}."}


@solara.component
def _Outcome(step: Step, seen: Seen | None, bet: str, is_open: bool, set_open):
    """Show what came out of all runs, once it is asked for or the run has played."""
    comparison = seen.comparison if seen else None
    is_ready = seen is not None and comparison is not None and seen.missing == 0
    answer = solara.use_memo(
        lambda: answer_of(comparison, step.measure) if comparison and is_ready else None,
        [is_ready],
    )
    if seen is not None and seen.problem:
        return
    is_shown = is_open and answer is not None
    label = "Hide what came out" if is_shown else "What came out?"
    with solara.Div(classes=["reveal"]):
        Button(label, lambda: set_open(not is_open), main=not is_shown)
    attributes = {"role": "status", "class": "answer" if is_shown else "soft"}
    solara.HTML(
        "div", str(_said(answer if is_shown else None, bet, seen, is_open)), attributes=attributes
    )
    if is_shown and answer is not None and comparison is not None:
        chart = chart_options(comparison, step)
        with solara.Div(classes=["grid", "what-came"]):
            with solara.Div(classes=["card"]):
                said = f"mean of {answer.n_pairs} runs, with its 95 % interval"
                Html(h("h3", chart["title"], " ", h("small", said)))
                Chart(chart)
            Html(why_of(step, answer))


def _said(answer: Answer | None, bet: str, seen: Seen | None, is_open: bool) -> Markup:
    """Return the outcome, or how many runs there are."""
    if answer is not None:
        return h("p", answer.told(bet))
    if seen is None:
        return h("p", "")
    total = seen.resolved.comparing.replicates
    if seen.missing:
        soon = " What came out is shown when all are." if is_open else ""
        return h("p", f"{seen.replicates} of {total} paired runs are done.{soon}")
    return h("p", f"All {total} paired runs are done. Play one, or look what came out.")


def _onward(lesson: Lesson, n: int, teacher: bool, *, is_done: bool) -> Markup:
    """Return the links to the steps beside this one."""
    forth = address(lesson, n + 1, teacher=teacher)
    back = address(lesson, n - 1, teacher=teacher) if n > 1 else "/learn"
    here = address(lesson, n)
    other = h("a", "As a pupil", href=here) if teacher else h(
        "a", "As a teacher", href=f"{here}?teacher=1"
    )  # fmt: skip
    main = "button main big next" if is_done else "button big next"
    return h("p", h("a", "Back", href=back, class_="button big"), " ",
             h("a", "Next step", href=forth, class_=main), " ", other, class_="onward")  # fmt: skip


def _bet_in(search: str | None, step: Step) -> str:
    """Return the bet of an address, or nothing."""
    said = read_query(search).get("bet", "")
    return said if said in dict(step.choices) else ""


def _query(bet: str, teacher: bool) -> str:
    """Return the query that brings this step back."""
    said = [f"bet={bet}"] if bet else []
    said += ["teacher=1"] if teacher else []
    return f"?{'&'.join(said)}" if said else ""
