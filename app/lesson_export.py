"""A lesson as one HTML file: it asks, plays and tells with no Python and no network."""

from collections.abc import Mapping
from typing import Any

from app.bets import answer_of
from app.comparing import LETTERS, resolve
from app.ensembles import Ensembles
from app.lesson_files import Lesson, Sandbox, Step
from app.lesson_view import chart_options, status_words
from app.replay import ReplaySide, replay_page

__all__ = ["lesson_page"]


def lesson_page(lesson: Lesson, ensembles: Ensembles) -> str:
    """Return the text of the file; its runs are made if they are not there.

    Args:
        lesson: what is told.
        ensembles: makes and keeps the runs.
    """
    steps = [_step(step, ensembles) for step in lesson.steps]
    used = {step.column for step in lesson.steps}
    content = {"title": lesson.title, "steps": [*steps, _sandbox(lesson.sandbox)]}
    columns = [name for name in ("trust", "memory", "is_customer") if name in used]
    return replay_page(
        lesson=content, columns=columns, title=lesson.title,
        reproduce=f"fireside app, then /learn/{lesson.name}",
    )  # fmt: skip


def _step(step: Step, ensembles: Ensembles) -> Mapping[str, Any]:
    """Return a step as a replay plays it."""
    resolved = resolve(step.comparing)
    seen = [ensembles.trajectory(resolved, i) for i in range(len(resolved.names))]
    comparison = ensembles.comparison(resolved)
    answer = answer_of(comparison, step.measure)
    letters = [value for value, _ in step.choices]
    choices = [f"{v}: {text}" if v in LETTERS else text for v, text in step.choices]
    return {
        "idea": step.idea, "text": step.text, "question": step.question, "choices": choices,
        "answer": letters.index(answer.winner), "outcome": answer.came(),
        "why": f"{step.why}\n\n{status_words(step)}",
        "sides": [
            ReplaySide(LETTERS[i], side.says, trajectory)
            for i, (side, trajectory) in enumerate(zip(step.sides, seen, strict=True))
        ],
        "charts": [chart_options(comparison, step)],
    }  # fmt: skip


def _sandbox(sandbox: Sandbox) -> Mapping[str, Any]:
    """Return the last step: what to try where fireside runs."""
    tasks = "\n\n".join(f"{i}. {task}" for i, task in enumerate(sandbox.tasks, 1))
    said = f"{sandbox.text}\n\n{tasks}\n\nThis needs fireside itself; a file can only play."
    return {"idea": "Try it yourself", "text": said}
