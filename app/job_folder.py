"""A study made from a page, as its folder tells of it: what was asked, and how it is."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from experiments.keys import digest_of
from sim.version import MODEL_VERSION

__all__ = ["KINDS", "Job", "JobState", "Status", "Step", "read_job", "read_state", "write_job"]

Status = Literal["waiting", "running", "done", "failed", "cancelled", "stopped", "unknown"]
# The files of a study that may be asked for, and what each of them is.
KINDS = {
    "report.html": "text/html; charset=utf-8", "result.csv": "text/csv; charset=utf-8",
    "store.db": "application/vnd.sqlite3", "study.toml": "text/plain; charset=utf-8",
    "scenario.toml": "text/plain; charset=utf-8", "log.txt": "text/plain; charset=utf-8",
}  # fmt: skip
_ASKED = ("study.toml", "scenario.toml", "log.txt")  # there before any run
_PROGRESS_LINE = re.compile(r"\d+ of \d+ runs")
_LEAST_MADE = 8  # runs from which the time of the others is told
_MOST_LINES = 12  # of what a command said, shown where it failed
_SOME_FAILED = 3  # exit code: done, though some runs failed


@dataclass(frozen=True)
class Step:
    """One command: its words, and the file that its standard output goes to."""

    words: tuple[str, ...]
    to: str = ""


@dataclass(frozen=True)
class Job:
    """What is asked for.

    Attributes:
        page: path of the page that asked.
        title: for people.
        steps: commands, one after the other, in the study's folder.
        files: text of the files that they read, by name.
        runs: how many runs are expected; 0 where nobody knows.
        form: what was chosen on the page, to be shown again.
    """

    page: str
    title: str
    steps: tuple[Step, ...]
    files: Mapping[str, str]
    runs: int = 0
    form: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same question."""
        words = [[*step.words, step.to] for step in self.steps]
        return digest_of({"steps": words, "files": dict(self.files), "model": MODEL_VERSION})[:16]


@dataclass(frozen=True)
class JobState:
    """How a study is.

    Attributes:
        status: "stopped" is neither under way nor finished: its server was ended, say.
        done, total, failed, stored: runs so far; total is 0 before the first.
        left: about how many seconds are left; None where nobody can tell.
        message: what the command said, where that matters.
        files: names of those that may be asked for.
        place: in the line of those that wait, from 1.
    """

    status: Status
    done: int = 0
    total: int = 0
    failed: int = 0
    stored: int = 0
    left: float | None = None
    message: str = ""
    files: tuple[str, ...] = ()
    place: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing changes any more by itself."""
        return self.status not in ("waiting", "running")


def write_job(folder: Path, job: Job) -> None:
    """Write down a study that is to be begun; what an earlier try said of itself goes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("exit", "cancelled", "progress.json", "log.txt"):
        (folder / name).unlink(missing_ok=True)
    for name, text in job.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    said = json.dumps(asdict(job), ensure_ascii=False)
    (folder / "job.part").write_text(said, encoding="utf-8")
    os.replace(folder / "job.part", folder / "job.json")


def read_job(folder: Path) -> Job | None:
    """Return what was asked for; None where there is no such study."""
    said = _json(folder / "job.json")
    if said is None:
        return None
    steps = tuple(Step(tuple(each["words"]), each["to"]) for each in said["steps"])
    return Job(**(said | {"steps": steps}))


def read_state(folder: Path, *, is_alive: bool) -> JobState:
    """Return how a study is that waits for nobody.

    Args:
        folder: of the study.
        is_alive: whether its process lives.
    """
    job = read_job(folder)
    if job is None:
        return JobState("unknown")
    status: Status = "running" if is_alive else _ended(folder)
    state = _counted(JobState(status), _json(folder / "progress.json"), job.runs)
    if is_alive:
        return replace(state, message=next(iter(_lines(folder)[-1:]), ""))
    is_fine = status == "done" and not state.failed
    known = KINDS if status == "done" else _ASKED  # results are whole, or none
    files = tuple(name for name in known if (folder / name).is_file())
    message = "" if is_fine else "\n".join(_lines(folder)[-_MOST_LINES:])
    return replace(state, message=message, files=files)


def _ended(folder: Path) -> Status:
    """Return how a study ended whose process is gone."""
    try:
        code = int((folder / "exit").read_text())
    except (OSError, ValueError):
        return "cancelled" if (folder / "cancelled").exists() else "stopped"
    return "done" if code in (0, _SOME_FAILED) else "failed"


def _counted(state: JobState, said: dict[str, Any] | None, expected: int) -> JobState:
    """Return a state with how far the runs are."""
    if said is None:
        return state
    done, failed, stored, seconds = (said[k] for k in ("done", "failed", "stored", "seconds"))
    total = max(said["total"], expected)
    made = done - stored
    left = seconds / made * (total - done) if made >= _LEAST_MADE and seconds > 1 else None
    return replace(state, done=done, total=total, failed=failed, stored=stored, left=left)


def _lines(folder: Path) -> list[str]:
    """Return what the commands said on stderr, less how far they were."""
    try:
        text = (folder / "log.txt").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line and not _PROGRESS_LINE.match(line)]


def _json(path: Path) -> Any:
    """Return what a file of JSON says; None where there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
