"""The process of one study: runs its commands in its folder, one after the other.

It holds the lock of the folder for as long as it lives, with its number inside: however it ends,
and whichever server asks, everybody can tell whether it is there.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["LOCK", "holder_of", "main"]

LOCK = "lock"
_FIRESIDE = (sys.executable, "-c", "from experiments.cli import main; main()")
_NICE = 5  # pages that people look at come first
_GOOD = (0, 3)  # exit codes: done; done, though some runs failed


def main() -> None:
    """Run the study of the folder one is in."""
    os.nice(_NICE)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the command ends with it
    with open(LOCK, "a", encoding="ascii") as lock:
        if not _is_taken(lock.fileno()):
            return  # another server's process is at it
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        code = _run(json.loads(Path("job.json").read_text(encoding="utf-8"))["steps"])
        Path("exit.part").write_text(str(code))
        os.replace("exit.part", "exit")


def _is_taken(lock: int) -> bool:
    """Take a lock that nobody has for longer than a look at it takes; tell whether it was."""
    for _ in range(20):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False


def holder_of(path: Path) -> int | None:
    """Return the number of the process that holds a lock; None where nobody does."""
    try:
        with path.open("r", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read() or 0) or None
    except (OSError, ValueError):
        pass
    return None


def _run(steps: list[dict]) -> int:
    """Run commands until one fails; return the exit code of the worst."""
    worst = 0
    environment = os.environ | {"FIRESIDE_PROGRESS": "progress.json"}
    for step in steps:
        part = Path(f"{step['to']}.part") if step["to"] else Path(os.devnull)
        with part.open("wb") as out, open("log.txt", "ab") as log:
            code = subprocess.call(
                [*_FIRESIDE, *step["words"]], stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                env=environment,
            )  # fmt: skip
        if code not in _GOOD:
            return code
        if step["to"]:
            os.replace(part, step["to"])
        worst = max(worst, code)
    return worst
