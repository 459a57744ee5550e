"""Studies made from pages: each a command of fireside in a process of its own, with its folder."""

from pathlib import Path

__all__ = ["Jobs"]


class Jobs:
    """Stand-in until the real one is here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def close(self) -> None:
        """Do nothing."""
