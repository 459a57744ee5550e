"""Studies made from pages: each a command of fireside in a process of its own, with its folder.

The same question has the same id, so its link shows what is there or goes on. A study survives a
closed page and a killed server: what is known of it stands in its folder, and its process holds a
lock as long as it lives (job_process.py).
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from app.job_folder import Job, JobState, read_job, read_state, write_job
from app.job_process import LOCK, holder_of

__all__ = ["Jobs", "JobsError"]

_MOST_KEPT, _MOST_WAITING = 200, 20
_ID = re.compile(r"[0-9a-f]{12,64}")
_PATIENCE = 0.5  # seconds between being asked to end and being ended


class JobsError(RuntimeError):
    """A study that cannot be started now: why, in plain words."""


class Jobs:
    """Runs studies one at a time, and knows of all there are.

    Args:
        folder: where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "jobs"
        self._lock = threading.RLock()
        self._news = threading.Event()
        self._waiting: list[str] = []
        self._own: dict[str, subprocess.Popen[bytes]] = {}  # started by this server, not ended
        self._is_closed = False
        threading.Thread(target=self._pump, daemon=True, name="studies").start()

    def start(self, job: Job) -> str:
        """Begin a study, or go on with it; return its id. One that is done stays as it is.

        Raises:
            JobsError: if too many wait already, or nothing can be written.
        """
        with self._lock:
            status = self.state(job.id).status
            if status in ("waiting", "running", "done"):
                return job.id
            if len(self._waiting) >= _MOST_WAITING:
                raise JobsError(
                    f"{_MOST_WAITING} studies wait already. Please try again when some are done."
                )
            self._tidy()
            try:
                write_job(self._path(job.id), job)
            except OSError as fault:
                raise JobsError(f"The study cannot be written down: {fault.strerror}.") from None
            self._waiting.append(job.id)
        self._news.set()
        return job.id

    def go_on(self, id: str) -> None:
        """Begin again what was stopped, cancelled or failed.

        Raises:
            JobsError: as start.
        """
        job = self.asked(id)
        if job is not None:
            self.start(job)

    def asked(self, id: str) -> Job | None:
        """Return what was asked for; None where there is no such study."""
        return read_job(self._path(id)) if _ID.fullmatch(id) else None

    def state(self, id: str) -> JobState:
        """Return how a study is."""
        if not _ID.fullmatch(id):
            return JobState("unknown")
        with self._lock:
            if id in self._waiting:
                return JobState("waiting", place=1 + self._waiting.index(id))
            is_alive = self._is_alive(id)
        return read_state(self._path(id), is_alive=is_alive)

    def file(self, id: str, name: str) -> Path | None:
        """Return a file of a study that is not under way; None where there is none."""
        return self._path(id) / name if name in self.state(id).files else None

    def cancel(self, id: str) -> None:
        """End a study; what it kept stays, and it can go on."""
        with self._lock:
            if id in self._waiting:
                self._waiting.remove(id)
            elif not self._is_alive(id):
                return
            (self._path(id) / "cancelled").touch()
            self._end(id)

    def close(self) -> None:
        """End what is under way; all of it can go on later."""
        with self._lock:
            self._is_closed = True
            self._waiting.clear()
            for id in list(self._own):
                self._end(id)
        self._news.set()

    def _path(self, id: str) -> Path:
        return self._folder / id

    def _tidy(self) -> None:
        """Make room: the oldest studies that are not under way go."""
        kept = sorted(self._folder.glob("*/job.json"), key=lambda path: path.stat().st_mtime)
        for path in kept[: max(0, len(kept) - _MOST_KEPT + 1)]:
            if self.state(path.parent.name).is_over:
                shutil.rmtree(path.parent, ignore_errors=True)

    def _is_alive(self, id: str) -> bool:
        """Tell whether a study's process lives, whoever started it."""
        own = self._own.get(id)
        if own is not None and own.poll() is None:
            return True
        self._own.pop(id, None)
        return holder_of(self._path(id) / LOCK) is not None

    def _pump(self) -> None:
        """Start what waits, one after the other."""
        while not self._is_closed:
            self._news.clear()
            with self._lock:
                busy = any(map(self._is_alive, list(self._own))) or self._is_adopted()
                if self._waiting and not busy and not self._is_closed:
                    self._launch(self._waiting.pop(0))
                is_idle = not self._waiting and not self._own
            self._news.wait(None if is_idle else 0.1)

    def _is_adopted(self) -> bool:
        """Tell whether a process of an earlier server, or of another one, is under way."""
        locks = self._folder.glob(f"*/{LOCK}") if self._waiting else ()
        return any(holder_of(path) is not None for path in locks)

    def _launch(self, id: str) -> None:
        """Start the process of a study; where it cannot be, its log says why."""
        root = str(Path(__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            self._own[id] = subprocess.Popen(
                [sys.executable, "-c", "from app.job_process import main; main()"],
                cwd=self._path(id), env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        except OSError as fault:
            with suppress(OSError):
                (self._path(id) / "log.txt").write_text(f"cannot be started: {fault.strerror}\n")
                (self._path(id) / "exit").write_text("1")

    def _end(self, id: str) -> None:
        """End a study's process and all that it started."""
        own = self._own.pop(id, None)
        group = own.pid if own else holder_of(self._path(id) / LOCK)
        if not group:
            return
        with suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)  # its workers go by themselves, and tidy up
            end = time.monotonic() + _PATIENCE
            while time.monotonic() < end and _is_there(group):
                time.sleep(0.01)
                if own:
                    own.poll()
            os.killpg(group, signal.SIGKILL)
        if own:
            own.wait()


def _is_there(group: int) -> bool:
    """Tell whether a process group has a member."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
