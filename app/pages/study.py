"""What all pages that make studies share: a form, how much it will take, and what came of it."""

from collections.abc import Callable
from typing import Any

import solara
from solara.lab import use_task

from app.comparing import Resolved
from app.design import DesignError, Kind, fits, job_of, told_runs
from app.job_view import JobView
from app.jobs import JobsError
from app.links import query_of
from app.markup import Markup, h
from app.pages.compare import use_resolved
from app.services import services
from app.session import comparing, follow_address, query
from app.widgets import Button, Fields, Html, Shown

__all__ = ["StudyPage", "use_job"]


def use_job(path: str, title: str) -> tuple[str, Callable[[str], None]]:
    """Return the study that the address names, and what shows another one; a hook."""
    asked = query("job")
    job, set_job = solara.use_state(asked)
    solara.use_effect(lambda: set_job(asked), [asked])
    follow_address(path, title, f"job={job}" if job else "")
    return job, set_job


@solara.component
def StudyPage(kind: Kind):
    """Show a page that makes studies."""
    job, set_job = use_job(kind.path, kind.title)
    resolved, problem = use_resolved()
    Html(_head(kind, resolved))
    if problem:
        Html(h("div", h("p", problem), class_="notice", role="alert"))
    if resolved is not None:
        with solara.Div(classes=["study-page"]):
            with solara.Div(classes=["card", "study-form"]):
                names = "/".join(resolved.spec.strategies)
                _Form(kind, resolved, job, set_job).key(f"{resolved.comparing.scenario}/{names}")
            with solara.Div(classes=["study-result"]):
                if job:
                    Shown().key(f"shown {job}")
                    JobView(job).key(job)


def _head(kind: Kind, resolved: Resolved | None) -> Markup:
    """Return the top of the page: what it answers, and of what."""
    about = None
    if resolved is not None:
        link = h("a", "Change it", href="/compare" + query_of(comparing.value))
        about = h("p", f"About “{resolved.spec.title}”. ", link, class_="soft")
        if resolved.policies:
            said = "Sides that branched off are left out: a study has none."
            about += h("p", said, class_="soft")
    return h("div", h("h1", kind.title), h("p", kind.answers), about, id="content")


@solara.component
def _Form(kind: Kind, resolved: Resolved, job: str, on_job: Callable[[str], None]):
    """Show the form, and start a study with it."""
    asked = services().jobs.asked(job) if job else None
    usual = solara.use_memo(lambda: kind.start(resolved), [])
    is_shown = asked is not None and asked.page == kind.path and fits(asked.form, resolved)
    form, set_form = solara.use_state(usual | dict(asked.form) if asked and is_shown else usual)
    said, set_said = solara.use_state("")
    forecast = _use_forecast(kind, resolved, form)

    def change(told: dict[str, Any]) -> None:
        if "name" in told and not told.get("drag"):
            set_said("")
            set_form(lambda now: kind.changed(resolved, now, told["name"], told["value"]))

    def run() -> None:
        try:
            on_job(services().jobs.start(job_of(kind, resolved, form)))
            set_said("")
        except (DesignError, JobsError) as fault:
            set_said(str(fault))

    Fields(kind.fields(resolved, form), change)
    problems = said or forecast.get("problems", "")
    if problems:
        lines = [h("p", line) for line in problems.splitlines()]
        Html(h("div", *lines, class_="notice", role="alert"))
    Html(h("p", "" if problems else forecast.get("text", "..."), class_="soft", role="status"))
    if asked and is_shown and form != usual | dict(asked.form):
        Html(h("p", "The form has changed since the study that is shown.", class_="soft"))
    Button("Run", run, main=True)


def _use_forecast(kind: Kind, resolved: Resolved, form: dict[str, Any]) -> dict[str, str]:
    """Return how much a form will take, or what is wrong with it; found out beside the page."""

    def find() -> dict[str, str]:
        try:
            return {"text": told_runs(job_of(kind, resolved, form), resolved)}
        except DesignError as fault:
            return {"problems": str(fault)}

    task = use_task(find, dependencies=[resolved, form], prefer_threaded=True)
    return task.latest if task.latest and not task.error else {}
