"""From a form to a study: what its page asks, checked as the command checks it, before any run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.comparing import Resolved
from app.declared import Field
from app.files import scenario_text
from app.job_folder import Job, Step
from experiments.compare import CompareError
from experiments.runner import usable_cpus
from experiments.studies.text import told_duration
from experiments.workers import Task, run_timed
from sim.real_network import NetworkError
from sim.scenario_errors import ScenarioError

__all__ = [
    "MOST_RUNS", "OUTPUT", "DesignError", "Form", "Kind", "chosen", "command", "fits", "job_of",
    "number", "options", "runnable", "strategy_checks", "titled", "told_runs", "whole",
]  # fmt: skip

Form = Mapping[str, Any]
MOST_RUNS = 50_000  # of a study from a page; the command line has no such limit
OUTPUT = ("--out", "store.db", "--report", "report.html")


class DesignError(ValueError):
    """A form that cannot be run: all that is wrong, one sentence a line."""


@dataclass(frozen=True)
class Kind:
    """A page that makes studies.

    Attributes:
        path: of the page.
        title: its name.
        answers: what it answers, in a sentence or two.
        start: returns the form as it is at first.
        fields: returns the fields of a form.
        job: returns what is to be run; raises what the command would.
        follow: returns a form after one value changed, with what follows from that.
    """

    path: str
    title: str
    answers: str
    start: Callable[[Resolved], dict[str, Any]]
    fields: Callable[[Resolved, Form], list[Field]]
    job: Callable[[Resolved, Form], Job]
    follow: Callable[[Resolved, dict[str, Any], str], dict[str, Any]] = lambda _, form, __: form

    def changed(self, resolved: Resolved, form: Form, name: str, value: Any) -> dict[str, Any]:
        """Return a form with another value."""
        return self.follow(resolved, dict(form) | {name: value}, name)


def fits(form: Form, resolved: Resolved) -> bool:
    """Tell whether a form, perhaps of an older link, speaks of strategies that there are."""
    named = [form.get(name) for name in ("strategy", "less", "examined")]
    return all(not each or each in resolved.spec.strategies for each in named)


def job_of(kind: Kind, resolved: Resolved, form: Form) -> Job:
    """Return what is to be run for a form.

    Raises:
        DesignError: naming everything that is wrong with it.
    """
    said = _out_of_bounds(kind.fields(resolved, form))
    job = None
    try:
        job = kind.job(resolved, form)
    except (ScenarioError, CompareError, NetworkError, DesignError) as fault:
        said += [line for line in _plain(fault) if line not in said]
    if job is not None and job.runs > MOST_RUNS:
        said.append(
            f"These are {job.runs:,} runs; a page makes {MOST_RUNS:,} at most. Take fewer "
            "values or replicates, or use the command line."
        )
    if said or job is None:
        raise DesignError("\n".join(said))
    return job


def told_runs(job: Job, resolved: Resolved) -> str:
    """Return how many runs a study makes and how long that may take; times one run to know."""
    names = runnable(resolved)
    task = Task(names[-1] if names else resolved.spec.baseline, 0, resolved.comparing.seed)
    seconds = run_timed(task, resolved.setting).seconds
    about = told_duration(max(2.0, job.runs * seconds / usable_cpus()))
    return f"About {job.runs:,} runs, roughly {about} here."


def number(name: str, label: str, value: Any, low: float | None, high: float | None, *,
           whole: bool = True, **more: Any) -> Field:  # fmt: skip
    """Return a field for a number."""
    step = 1 if whole else "any"
    return {"kind": "number", "name": name, "label": label, "value": value, "min": low,
            "max": high, "step": step, **more}  # fmt: skip


def options(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return choices of which value and text are the same."""
    return [(name, name) for name in names]


def titled(title: str, more: str) -> str:
    """Return the title of a scenario and what is asked of it."""
    return f"{title}{' ' if title.endswith(('?', '!', '.')) else ': '}{more}"


def runnable(resolved: Resolved) -> list[str]:
    """Return the strategies of the sides; one that branched off is none that a study can run."""
    return [name for name in resolved.names if name in resolved.spec.strategies]


def whole(form: Form, name: str, least: int = 0) -> int:
    """Return a whole number of a form; what is none is told by its field."""
    value = form.get(name)
    return max(least, int(value)) if isinstance(value, int | float) else least


def strategy_checks(resolved: Resolved, form: Form) -> list[Field]:
    """Return a box for each strategy that can be run; those compared are chosen at first."""
    return [
        {"kind": "check", "name": f"strategy:{name}", "label": name,
         "value": bool(form.get(f"strategy:{name}", name in resolved.names))}
        for name in resolved.spec.strategies
    ]  # fmt: skip


def chosen(fields: Iterable[Field], prefix: str) -> list[str]:
    """Return the names of the boxes that are ticked, without their prefix."""
    return [
        each["name"].removeprefix(prefix)
        for each in fields
        if str(each.get("name", "")).startswith(prefix) and each["value"]
    ]


def command(
    kind: Kind, resolved: Resolved, form: Form, words: Sequence[str], runs: int, title: str
) -> Job:
    """Return the job of one command about the scenario; its table goes to result.csv."""
    words = (*words[:1], "scenario.toml", *words[1:], *OUTPUT, "--format", "csv")
    files = {"scenario.toml": scenario_text(resolved.spec)}
    return Job(kind.path, title, (Step(words, "result.csv"),), files, runs, dict(form))


def _plain(fault: Exception) -> list[str]:
    """Return what is wrong, without the names of files that the reader never saw."""
    if isinstance(fault, ScenarioError):
        return [_sentence(str(each._replace(file="")).lstrip(": ")) for each in fault.problems]
    return [_sentence(line) for line in str(fault).splitlines()]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _out_of_bounds(fields: Iterable[Field]) -> list[str]:
    """Return what is wrong with the numbers of a form."""
    said = []
    for field in fields:
        if field["kind"] != "number":
            continue
        value, low, high = field["value"], field["min"], field["max"]
        if value is None:
            if not field.get("optional"):
                said.append(f"{field['label']}: a number is needed.")
        elif field["step"] == 1 and value != int(value):
            said.append(f"{field['label']}: {value:g} is no whole number.")
        elif (low is not None and value < low) or (high is not None and value > high):
            ends = f"{low:g} to {high:g}" if high is not None else f"{low:g} or more"
            said.append(f"{field['label']}: {value:g} was given; {ends} is allowed.")
    return said
