"""Runs as bytes and back, to the same bits: outcomes as JSON text, all else compressed."""

import json
import math
import zlib
from dataclasses import fields
from typing import Any

import numpy as np

from sim.results import Run

__all__ = ["outcomes_from", "outcomes_text", "packed", "unpacked"]

_BRIEF = ("strategy", "seed", "outcomes")  # these stand in columns of their own
_LISTS = ("communities", "content")
_SERIES = [field.name for field in fields(Run) if field.name not in (*_BRIEF, *_LISTS)]


def outcomes_text(outcomes: dict[str, float]) -> str:
    """Return outcomes as JSON; an undefined one is null."""
    clean = {name: float(v) if math.isfinite(v) else None for name, v in outcomes.items()}
    return json.dumps(clean, allow_nan=False)


def outcomes_from(text: str) -> dict[str, float]:
    """Return the outcomes of such a text."""
    return {name: math.nan if v is None else v for name, v in json.loads(text).items()}


def packed(run: Run) -> bytes | None:
    """Return all of a run but its outcomes; None if nothing else is there.

    A line of JSON says what follows it: 64-bit floats, little end first, series by series.
    """
    series: dict[str, dict[str, np.ndarray]] = {name: getattr(run, name) for name in _SERIES}
    if not any(series.values()):
        return None
    head: dict[str, Any] = {name: getattr(run, name) for name in _LISTS}
    head["series"] = {n: {k: len(v) for k, v in each.items()} for n, each in series.items()}
    arrays = [np.asarray(v, "<f8") for each in series.values() for v in each.values()]
    body = np.concatenate(arrays).tobytes() if arrays else b""
    return zlib.compress(json.dumps(head).encode() + b"\n" + body, 1)


def unpacked(strategy: str, seed: int, outcomes: dict[str, float], data: bytes | None) -> Run:
    """Return the run of its parts; without data its outcomes alone."""
    if data is None:
        return Run(strategy, seed, outcomes, {}, {}, {}, {}, [], [], {})
    line, _, body = zlib.decompress(data).partition(b"\n")
    head = json.loads(line)
    values, at = np.frombuffer(body, "<f8"), 0
    found: dict[str, dict[str, np.ndarray]] = {}
    for name, lengths in head["series"].items():
        found[name] = {}
        for key, length in lengths.items():
            found[name][key] = values[at : at + length].copy()
            at += length
    return Run(strategy, seed, outcomes, **found, **{name: head[name] for name in _LISTS})
