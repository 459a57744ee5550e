"""What all sessions share: the pool that makes runs, and the studies made from pages."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from app.ensembles import Ensembles
from app.jobs import Jobs

__all__ = ["Services", "services", "start_services", "usual_folder"]


@dataclass(frozen=True)
class Services:
    """The server's long-lived parts."""

    ensembles: Ensembles
    jobs: Jobs

    def close(self) -> None:
        """Leave no process behind; studies under way are stopped, and can go on later."""
        self.ensembles.close()
        self.jobs.close()


_started: list[Services] = []


def usual_folder() -> Path:
    """Return where studies made from pages are kept if nothing is said."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(base) / "fireside"


def start_services(jobs: int = 0, folder: Path | None = None) -> Services:
    """Start what sessions share; once in a process.

    Args:
        jobs: worker processes; 0 for one a processor.
        folder: where studies are kept; None for the usual one.
    """
    _started[:] = [Services(Ensembles(jobs or None), Jobs(folder or usual_folder()))]
    threading.Thread(target=_started[0].ensembles.warm_up, daemon=True).start()
    return _started[0]


def services() -> Services:
    """Return what sessions share; started with its defaults if it has not been."""
    return _started[0] if _started else start_services()
