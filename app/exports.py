"""What can be taken away: files made anew from a link, by the same runs that the page shows."""

import re
from collections.abc import Callable
from typing import NamedTuple

from app.comparing import LETTERS, Comparing, Resolved, resolve
from app.files import scenario_text
from app.links import LinkError, unpack
from app.pictures import CHARTS, chart_options, title_of
from app.services import services
from experiments.compare import CompareError
from sim.real_network import NetworkError
from sim.scenario_file import ScenarioError

__all__ = ["ExportError", "File", "export", "export_lesson", "reproduce"]


_HTML = "text/html; charset=utf-8"


class ExportError(ValueError):
    """A file that cannot be made: why, in plain words."""


class File(NamedTuple):
    """A file to be saved."""

    name: str
    content_type: str
    text: str


def export(kind: str, link: str) -> File:
    """Return a file made from what a link compares.

    Args:
        kind: replay.html, report.html, outcomes.csv, weeks.csv or scenario.toml.
        link: the value of `s` in an address; empty for what is usual.

    Raises:
        ExportError: if there is no such kind, or the link cannot be opened.
    """
    if kind not in _MAKERS:
        raise ExportError(f"there is no '{kind}'; {', '.join(_MAKERS)} can be had")
    try:
        resolved = resolve(unpack(link) if link else Comparing())
    except (LinkError, ScenarioError, CompareError, NetworkError, ValueError) as fault:
        raise ExportError(str(fault)) from None
    content_type, make = _MAKERS[kind]
    text = make(resolved)
    stem = re.sub(r"[^\w.-]+", "-", "-or-".join(resolved.names))
    ending = kind.removeprefix("scenario.")
    return File(f"{stem}.{ending}", content_type, text)


def export_lesson(name: str) -> File:
    """Return a lesson as one file that plays without a server.

    Raises:
        ExportError: if there is no such lesson.
    """
    from app.lesson_export import lesson_page
    from app.lesson_files import lessons

    if name not in lessons():
        raise ExportError(f"there is no lesson '{name}'; {', '.join(lessons())} can be had")
    text = lesson_page(lessons()[name], services().ensembles)
    return File(f"lesson-{name}.html", _HTML, text)


def reproduce(resolved: Resolved) -> str:
    """Return the command that gives the same numbers, once the scenario file is saved."""
    now = resolved.comparing
    names = ",".join(resolved.names)
    if resolved.policies:
        return "the link of this page: no command takes sides that branched off"
    return (
        f"fireside compare SCENARIO.toml --strategies {names} --baseline {resolved.baseline} "
        f"--replicates {now.replicates} --seed {now.seed}"
    )


def _replay(resolved: Resolved) -> str:
    from app.replay import ReplaySide, replay_page

    ensembles = services().ensembles
    comparison = ensembles.comparison(resolved)
    sides = [
        ReplaySide(
            LETTERS[i],
            title_of(resolved, i).removeprefix(f"{LETTERS[i]}: "),
            ensembles.trajectory(resolved, i),
        )
        for i in range(len(resolved.names))
    ]
    options = chart_options(comparison, "trust")
    charts = [
        {"option": options[each.measure], "title": each.title, "name": each.measure}
        for each in CHARTS
    ]
    return replay_page(
        sides, charts, comparison.headline(), resolved.spec.title, reproduce(resolved),
        columns=_REPLAYED,
    )  # fmt: skip


_REPLAYED = ("trust", "memory", "is_customer")


def _report(resolved: Resolved) -> str:
    from experiments.report import render_report

    return render_report(services().ensembles.comparison(resolved), reproduce(resolved))


def _outcomes(resolved: Resolved) -> str:
    return services().ensembles.comparison(resolved).to_csv()


def _weeks(resolved: Resolved) -> str:
    return services().ensembles.comparison(resolved).series.to_csv(index=False, lineterminator="\n")


def _scenario(resolved: Resolved) -> str:
    lost = ", ".join(resolved.policies)
    note = f"# The link of the page has more: {lost}, which branched off.\n" if lost else ""
    return note + scenario_text(resolved.spec)


_MAKERS: dict[str, tuple[str, Callable[[Resolved], str]]] = {
    "replay.html": (_HTML, _replay),
    "report.html": (_HTML, _report),
    "outcomes.csv": ("text/csv; charset=utf-8", _outcomes),
    "weeks.csv": ("text/csv; charset=utf-8", _weeks),
    "scenario.toml": ("application/toml; charset=utf-8", _scenario),
}
