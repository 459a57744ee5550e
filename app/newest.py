"""Work on the newest of many requests: what is outdated stops, and what waits is replaced."""

import threading
from collections.abc import Callable

__all__ = ["Newest"]


class Newest[T]:
    """Does slow work for the newest value it was given, one at a time, in a thread of its own.

    Args:
        work: is called with a value, and with a function that tells whether it is still the
            newest; it should return soon once it is not.
    """

    def __init__(self, work: Callable[[T, Callable[[], bool]], object]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._waiting: list[T] = []  # at most one
        self._works = self._is_closed = False

    def put(self, value: T) -> None:
        """Ask for work on a value; one that still waits is forgotten."""
        with self._lock:
            if self._is_closed:
                return
            self._waiting = [value]
            if not self._works:
                self._works = True
                threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        """Stop: what is under way is told so, and nothing more is begun."""
        with self._lock:
            self._is_closed, self._waiting = True, []

    def _goes_on(self) -> bool:
        return not self._waiting and not self._is_closed

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._works = False
                    return
                value = self._waiting.pop()
            try:
                self._work(value, self._goes_on)
            except BaseException:
                with self._lock:
                    self._works = False
                raise
