"""The file of a store: SQLite, its tables, and what can be wrong with it, in plain words."""

import contextlib
import os
import platform
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sim.version import CODE_HASH, MODEL_VERSION

__all__ = ["StoreError", "StoreStoppedError", "explained", "opened", "provenance", "transaction"]

_FORMAT = 1  # of the file
_MARK = 0x66697265  # "fire": tells our files from others
_SCHEMA = """
CREATE TABLE study (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, content TEXT NOT NULL, provenance TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;
CREATE TABLE run (
    key TEXT PRIMARY KEY, status TEXT NOT NULL, seed INTEGER NOT NULL, outcomes TEXT NOT NULL,
    series BLOB, error TEXT NOT NULL, traceback TEXT NOT NULL, attempts INTEGER NOT NULL,
    seconds REAL NOT NULL, host TEXT NOT NULL, model INTEGER NOT NULL, code TEXT NOT NULL,
    finished TEXT NOT NULL
) STRICT;
CREATE TABLE task (
    study TEXT NOT NULL REFERENCES study, n INTEGER NOT NULL, key TEXT NOT NULL,
    scenario TEXT NOT NULL, strategy TEXT NOT NULL, replicate INTEGER NOT NULL,
    seed INTEGER NOT NULL, overrides TEXT NOT NULL, PRIMARY KEY (study, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_by_key ON task (study, key);
CREATE TABLE proposal (
    study TEXT NOT NULL REFERENCES study, n INTEGER NOT NULL, parameters TEXT NOT NULL,
    outcomes TEXT NOT NULL, PRIMARY KEY (study, n)
) STRICT, WITHOUT ROWID;
"""


class StoreError(ValueError):
    """A store that cannot be used: what is wrong, and what to do."""


class StoreStoppedError(StoreError):
    """A store that took runs until now and cannot take more; what it has can be read."""


def opened(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """Return a connection to a store, which is made if it is not there.

    Raises:
        StoreError: if it is no store, from a newer fireside, or cannot be read or written.
    """
    if not path.absolute().parent.is_dir():
        raise StoreError(f"{path}: there is no folder '{path.parent}'")
    if path.is_dir():
        raise StoreError(f"{path}: this is a folder; the name of a file is allowed")
    if readonly and not path.is_file():
        raise StoreError(f"{path}: there is no such store")
    with explained(path):
        try:
            return _connected(path, "ro" if readonly else "rwc", readonly=readonly)
        except sqlite3.OperationalError:
            # A reader puts a file beside the store; where it cannot, nobody is writing either.
            if not readonly or Path(f"{path}-wal").exists():
                raise
            return _connected(path, "ro&immutable=1", readonly=True)


def _connected(path: Path, mode: str, *, readonly: bool) -> sqlite3.Connection:
    """Return a connection to a file that is a store."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, timeout=30.0, isolation_level=None)
    try:
        _prepare(db, path, readonly=readonly)
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    """Check that the file is a store, or make it one."""
    mark, version, is_new = _identity(db)
    if not is_new and mark != _MARK:
        raise StoreError(f"{path}: this file is no fireside store and is left as it is; "
                         "choose another name")  # fmt: skip
    if version > _FORMAT:
        raise StoreError(f"{path}: this store is from a newer version of fireside")
    if is_new and readonly:
        raise StoreError(f"{path}: this store is empty")
    if readonly:
        return
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    if is_new:
        db.executescript(
            f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA application_id = {_MARK}; "
            f"PRAGMA user_version = {_FORMAT}; COMMIT;"
        )
    else:
        db.execute("BEGIN IMMEDIATE")
        db.execute(f"PRAGMA user_version = {_FORMAT}")  # says now whether it can be written
        db.execute("ROLLBACK")


def _identity(db: sqlite3.Connection) -> tuple[int, int, bool]:
    """Return the mark and the format of a file, and whether it is empty."""
    try:
        [[mark]], [[version]] = (
            db.execute(f"PRAGMA {name}").fetchall() for name in ("application_id", "user_version")
        )
        return mark, version, not db.execute("SELECT 1 FROM sqlite_master").fetchall()
    except sqlite3.DatabaseError as fault:
        if getattr(fault, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        return 0, 0, False


@contextlib.contextmanager
def explained(path: Path, kind: type[StoreError] = StoreError) -> Iterator[None]:
    """Turn what SQLite says of a disk or a file into a StoreError, or a kind of it."""
    try:
        yield
    except sqlite3.Error as fault:
        name = getattr(fault, "sqlite_errorname", "")
        if name.startswith("SQLITE_FULL"):
            why, kind = "the disk is full", StoreStoppedError
        elif name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            why = "it cannot be opened, or not be written to"
        elif name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            why = "another program is writing to it"
        else:  # such as a damaged file: nothing can be promised
            raise kind(f"{path}: {fault}") from None
        raise kind(f"{path}: {why}; what is stored there can still be read") from None


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Write all that is written inside, or nothing; other writers wait."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def provenance() -> dict[str, Any]:
    """Return what made the runs: model, code, Python and machine."""
    return {
        "model": MODEL_VERSION, "code": CODE_HASH, "python": platform.python_version(),
        "platform": platform.platform(), "numpy": np.__version__, "pid": os.getpid(),
    }  # fmt: skip
