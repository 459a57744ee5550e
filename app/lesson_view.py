"""What a lesson looks like, as markup and options of pictures; knows no page and runs nothing."""

import re
from typing import Any

from app.bets import Answer, measured
from app.comparing import LETTERS
from app.lesson_files import NOBODY, Lesson, Sandbox, Step
from app.links import query_of
from app.markup import Markup, h, ul
from experiments import figures, wording
from experiments.comparison import Comparison
from sim.results import FLOWS

__all__ = ["address", "chart_options", "paragraphs", "progress", "status_words",
           "teacher_notes", "titles_of", "tries", "why_of"]  # fmt: skip

_STATUS = {
    "assumed": "put in by hand; without what it rests on, most of it is gone",
    "calibrated": "it rests on a number that was fitted to data",
    "emergent": "neither put in by hand nor fitted",
}


def address(lesson: Lesson, n: int, *, teacher: bool = False) -> str:
    """Return where a step is; the first is step 1."""
    return f"/learn/{lesson.name}/{n}{'?teacher=1' if teacher else ''}"


def paragraphs(text: str) -> Markup:
    """Return text with a paragraph at each empty line."""
    parts = [part.strip() for part in text.split("\n\n")]
    return Markup("").join(h("p", part) for part in parts if part)


def titles_of(step: Step) -> list[str]:
    """Return what the sides are called: letter and what they do."""
    return [f"{LETTERS[i]}: {side.says}" for i, side in enumerate(step.sides)]


def progress(lesson: Lesson, n: int, *, teacher: bool) -> Markup:
    """Return which lesson this is, and links to its steps."""
    ideas = [*(step.idea for step in lesson.steps), "Try it yourself"]
    links = [
        h(
            "a", str(i), href=address(lesson, i, teacher=teacher), title=idea,
            aria_label=f"Step {i}: {idea}", aria_current="step" if i == n else None,
        )
        for i, idea in enumerate(ideas, 1)
    ]  # fmt: skip
    learn = h("a", "Learn", href="/learn")
    where = h("p", learn, " / ", lesson.title, " / ", h("b", f"Step {n} of {lesson.n_steps}"))
    return h("div", where, h("nav", *links, aria_label="Steps"), class_="progress")


def status_words(step: Step) -> str:
    """Return what kind of result it is, as a sentence."""
    if step.status is None:
        return "This was not audited: it is what the model does, and why was not taken apart."
    return f"This result is {step.status}: {_STATUS[step.status]}."


def why_of(step: Step, answer: Answer) -> Markup:
    """Return why it came out so, with links to the mechanism and to the same comparison."""
    mechanism = wording.label(step.mechanism)
    audit = h("p", status_words(step), " ", h("a", "What these words mean", href="/model#status"))
    more = h(
        "p",
        h("a", "Try it yourself", href=f"/compare{query_of(step.comparing)}", class_="button"), " ",
        h("a", f"How {mechanism} works in the model", href=f"/model#{step.mechanism}"),
        class_="more",
    )  # fmt: skip
    about = f"Measured: {measured(step.measure)}; the mean of {answer.n_pairs} paired runs."
    return h(
        "div", h("h2", "Why?"), paragraphs(step.why), audit, h("p", about, class_="soft"), more
    )


def teacher_notes(step: Step) -> Markup:
    """Return what teachers are told before the run; it can be hidden from a class."""
    said = "no clear difference" if step.expected == NOBODY else step.expected
    lines = [h("p", line) for line in step.notes.strip().splitlines()]
    return h(
        "details",
        h("summary", "For the teacher"),
        h("p", "The answer: ", h("b", said), class_="the-answer"),
        *lines,
        h("p", status_words(step), class_="soft"),
        open=True,
    )


def tries(sandbox: Sandbox) -> Markup:
    """Return the last step."""
    href = f"/compare{query_of(sandbox.comparing)}"
    opens = h("p", h("a", "Open the comparison", href=href, class_="button main big"))
    return h(
        "div", paragraphs(sandbox.text), h("h2", "Three things to try"), ul(sandbox.tasks), opens
    )


def chart_options(comparison: Comparison, step: Step) -> dict[str, Any]:
    """Return the chart of a step, with letters in place of the names of strategies."""
    if step.chart == "ledger":
        option, title = figures.trust_ledger(comparison), "Why trust moved"
    elif step.chart == "bars":
        option = figures.outcome_bars(comparison, step.measure)
        title = wording.label(step.measure).capitalize()
    else:
        so_far = step.chart in FLOWS
        option = figures.outcome_over_time(comparison, step.chart, so_far=so_far)
        title = wording.label(step.chart).capitalize() + (" so far" if so_far else "")
    letters = dict(zip(comparison.strategies, LETTERS, strict=False))
    shown = _lettered(option, letters)
    height = 280 if "week" in str(option["xAxis"].get("name")) else 60 + 50 * len(letters)
    return {"option": shown, "title": title, "name": step.chart, "height": height}


def _lettered(value: Any, letters: dict[str, str]) -> Any:
    """Return an option with letters for names; in its sentence they stand among other words."""
    if isinstance(value, dict):
        return {k: _sentence(v, letters) if k == "description" else _lettered(v, letters)
                for k, v in value.items()}  # fmt: skip
    if isinstance(value, list):
        return [_lettered(each, letters) for each in value]
    return letters.get(value, value) if isinstance(value, str) else value


def _sentence(text: str, letters: dict[str, str]) -> str:
    """Return a sentence with letters for whole names."""
    names = "|".join(re.escape(name) for name in sorted(letters, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{names})(?![\w-])", lambda found: letters[found[0]], text)
