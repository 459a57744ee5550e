"""The page of the claims: what is said of micro-communities, and what runs say of that."""

from collections.abc import Callable

import solara

from app.claimed import PATH, Claimed, claims, found_by, losing_conditions, whole_audit
from app.job_folder import Job
from app.job_view import JobView
from app.jobs import JobsError
from app.links import query_of
from app.markup import Markup, h
from app.pages.study import use_job
from app.services import services
from app.widgets import Button, Html, Shown

__all__ = ["Claims"]


@solara.component
def Claims():
    """Show the page."""
    job, set_job = use_job(PATH, "Claims")
    problem, set_problem = solara.use_state("")
    audit = solara.use_memo(whole_audit, [])
    verdicts = found_by(services().jobs.file(audit.id, "result.csv"))

    def start(asked: Job) -> None:
        try:
            set_job(services().jobs.start(asked))
            set_problem("")
        except JobsError as fault:
            set_problem(str(fault))

    Html(_head(bool(verdicts)))
    if problem:
        Html(h("div", h("p", problem), class_="notice", role="alert"))
    Button("Show the whole audit" if verdicts else "Run the whole audit", lambda: start(audit))
    known = {each.job.id for each in (*claims(), *losing_conditions())}
    if job and job not in known:
        _Found(job)
    Html(h("h2", "What is said of micro-communities"))
    _List(claims(), verdicts, job, start)
    Html(h("div", h("h2", "Where they are said to lose"), h(
        "p", "Each of these is looked for over a range: the mildest setting in which taking part "
        "in communities loses."
    )))  # fmt: skip
    _List(losing_conditions(), {}, job, start)


def _head(has_audit: bool) -> Markup:
    """Return the top of the page."""
    seen = (
        "The verdicts below are those of the audit that was run here."
        if has_audit
        else "No verdict is written down here: each comes from runs, once you ask for them. The "
        "whole audit takes some minutes."
    )
    return h(
        "div", h("h1", "Claims"),
        h("p", "Which claims about micro-communities hold in this model, where does each turn, "
          "and is it owed to an assumption that puts it in?"),
        h("p", seen, class_="soft"), id="content",
    )  # fmt: skip


@solara.component
def _List(
    shown: tuple[Claimed, ...], verdicts: dict[str, tuple[str, str]], job: str,
    start: Callable[[Job], None],
):  # fmt: skip
    """Show claims; below one, what came of it if that is what is looked at."""
    with solara.Div(classes=["claims-list"]):
        for each in shown:
            with solara.Div(classes=["card", "claim"]):
                Html(_card(each, verdicts.get(each.case.id)))
                Button("Try this claim", lambda each=each: start(each.job))
            if each.job.id == job:
                _Found(job)


@solara.component
def _Found(job: str):
    """Show a study in the whole width, and bring it into sight."""
    with solara.Div(classes=["claim-found"]):
        Shown()
        JobView(job).key(job)


def _card(shown: Claimed, found: tuple[str, str] | None) -> Markup:
    """Return what one claim says, how it is tried, and the verdict if there is one."""
    case = shown.case
    said = None
    if found:
        verdict, status = found
        more = f", {status}" if status else ""
        said = h("p", h("b", verdict), more, class_=f"verdict {verdict.replace(' ', '-')}")
    link = h("a", "Open in compare", href="/compare" + query_of(shown.comparing),
             aria_label=f"Open in compare: {case.claim.statement}")  # fmt: skip
    return h(
        "div",
        h("h3", h("span", str(case.number or ""), class_="number"), case.claim.statement),
        said, h("p", shown.how, class_="soft how"), h("p", link, class_="how"),
    )  # fmt: skip
