"""A study made from a page: how far it is, and what came of it."""

import csv
import itertools
import math
import threading
from collections.abc import Callable
from pathlib import Path

import solara

from app.job_folder import JobState
from app.jobs import Jobs, JobsError
from app.markup import Markup, h, table
from app.services import services
from app.widgets import Button, Html, Progress, Report
from experiments.studies.text import told_duration
from experiments.wording import label, plural

__all__ = ["JobView"]

_LOOK = 0.3  # seconds between two looks at a study that is under way
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 50, 40, 60
_LINKS = {
    "report.html": "Report", "result.csv": "CSV", "store.db": "Store of runs",
    "study.toml": "Study file", "scenario.toml": "Scenario file",
}  # fmt: skip
_ENDED = {
    "failed": "This study could not be run.", "cancelled": "This study was cancelled.",
    "stopped": "This study was stopped: the app was closed or restarted meanwhile.",
    "unknown": "There is no such study here. Its link may be of another machine, or it was made "
    "so long ago that it had to make room.",
}  # fmt: skip


def _use_state(jobs: Jobs, id: str) -> tuple[JobState, Callable[[], None]]:
    """Return how a study is, and what looks again; a hook. It looks by itself until it is over."""
    looks, set_looks = solara.use_state(0)
    state, set_state = solara.use_state(jobs.state(id))

    def watch() -> Callable[[], None]:
        is_gone = threading.Event()

        def look() -> None:
            while not is_gone.wait(_LOOK):
                found = jobs.state(id)
                if is_gone.is_set():
                    return
                set_state(found)
                if found.is_over:
                    return

        if not jobs.state(id).is_over:
            threading.Thread(target=look, daemon=True).start()
        return is_gone.set

    solara.use_effect(watch, [id, looks])

    def look_again() -> None:
        set_state(jobs.state(id))
        set_looks(looks + 1)

    return state, look_again


@solara.component
def JobView(job_id: str, title: str = ""):
    """Show a study: its progress, or what came of it; give each study a `.key` of its own.

    Args:
        job_id: from start, or from a link.
        title: for people; its own if none.
    """
    jobs = services().jobs
    state, look_again = _use_state(jobs, job_id)
    problem, set_problem = solara.use_state("")
    job = jobs.asked(job_id)
    title = title or (job.title if job else "")

    def cancel() -> None:
        jobs.cancel(job_id)
        look_again()

    def go_on() -> None:
        try:
            jobs.go_on(job_id)
            set_problem("")
        except JobsError as fault:
            set_problem(str(fault))
        look_again()

    with solara.Div(classes=["study"]):
        Html(h("h2", title or "Study"))
        if not state.is_over:
            Progress(_progress(state))
            Html(h("p", "It is safe to close this page: its link brings you back.", class_="soft"))
            Button("Cancel", cancel)
        elif state.status == "done":
            Html(_links(job_id, state))
            if state.failed and state.message:
                Html(_failed_runs(state))
            if "report.html" in state.files:
                Report(f"/jobs/{job_id}/report.html", f"Report: {title}")
            path = jobs.file(job_id, "result.csv")
            if path is not None:
                Html(_table(path, is_open="report.html" not in state.files))
        else:
            keeps = job is not None and any("store.db" in step.words for step in job.steps)
            Html(_why(job_id, state, keeps=keeps))
            if state.status != "unknown":
                Button("Try again" if state.status == "failed" else "Continue", go_on, main=True)
        if problem:
            Html(h("div", h("p", problem), class_="notice", role="alert"))


def _progress(state: JobState) -> dict:
    """Return the options of the bar."""
    if state.status == "waiting":
        text = f"Waiting for other studies: number {state.place} in line"
        return {"done": 0, "total": 0, "text": text, "told": text}
    if not state.total:
        text = state.message or "Starting"
        return {"done": 0, "total": 0, "text": text, "told": "The study has started"}
    text = f"{state.done:,} of {state.total:,} runs"
    if state.failed:
        text += f", {state.failed:,} failed"
    if state.stored > 0.1 * state.done:
        text += f", {state.stored:,} of them known already"
    if state.done >= state.total:
        text += "; working out what they say"
    elif state.left is not None:
        text += f", about {told_duration(math.ceil(state.left))} left"
    percent = 10 * (10 * state.done // max(1, state.total))
    return {"done": state.done, "total": state.total, "text": text, "told": f"{percent} % done"}


def _links(id: str, state: JobState) -> Markup:
    """Return what may be saved."""
    found = [
        h("a", text, href=f"/jobs/{id}/{name}?download", download=True, class_="button")
        for name, text in _LINKS.items()
        if name in state.files
    ]
    alone = None
    if "report.html" in state.files:
        alone = h("a", "Open the report alone", href=f"/jobs/{id}/report.html", target="_blank")
    return h(
        "div", h("p", "Done. ", alone, role="status"),
        h("p", h("span", "Save: "), *found, class_="saves"),
    )  # fmt: skip


def _failed_runs(state: JobState) -> Markup:
    said = f"{state.failed:,} of {state.done:,} runs failed; the others count."
    return h(
        "div", h("p", said), h("details", h("summary", "What failed"), h("pre", state.message)),
        class_="notice",
    )  # fmt: skip


def _why(id: str, state: JobState, *, keeps: bool) -> Markup:
    """Return how a study ended that came to nothing."""
    said = _ENDED[state.status]
    if state.status in ("cancelled", "stopped") and keeps and state.done:
        said += " The runs that were made are kept."
    words = state.message if state.status == "failed" else ""
    return h("div", h("p", said), h("pre", words) if words else None, class_="notice", role="alert")


def _table(path: Path, *, is_open: bool = False) -> Markup:
    """Return the first rows of a table, as it is in the file; a single row upright."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(itertools.islice(csv.reader(file), _MOST_ROWS + 2))
    if len(rows) < 2:
        return h("p", "The table is empty.", class_="soft")
    head, body = rows[0][:_MOST_COLUMNS], rows[1 : _MOST_ROWS + 1]
    is_cut = len(rows) > _MOST_ROWS + 1
    which = f"the first {_MOST_ROWS}" if is_cut else f"{len(body)}"
    text = f"Table: {which} {plural('row', len(body))}"
    if len(body) == 1:
        pairs = [(label(name), _cell(each)) for name, each in zip(head, body[0], strict=False)]
        shown = table(("name", "value"), pairs, text, class_="prose")
    else:
        cells = [[_cell(each) for each in row[:_MOST_COLUMNS]] for row in body]
        shown = table([label(name) for name in head], cells, text)
    return h("details", h("summary", text, "; the CSV has it all"), shown, open=is_open)


def _cell(text: str) -> str:
    """Return a value as a person reads it: six digits, nothing endless."""
    try:
        return f"{float(text):.6g}" if "." in text else text[:_LONGEST]
    except ValueError:
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
