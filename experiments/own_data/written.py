"""The scenario file that a calibration writes: what it extends, fitted values, and the draws."""

import os
from pathlib import Path
from typing import Any

import tomli_w

from experiments.own_data.calibrate import Calibration
from experiments.own_data.told import TRUST_UNCALIBRATED, rows_told
from sim.scenario_errors import Problem, ScenarioError
from sim.scenario_file import library, load_scenario

__all__ = ["check_free", "text_of", "write"]


def check_free(path: Path, *, force: bool) -> None:
    """Refuse, before anything is fitted, a file that is there already.

    Raises:
        ScenarioError: if the file is there and is not to be written over, or has no folder.
    """
    if path.exists() and not (force and path.is_file()):
        allowed = "this file is there already; --force writes over it, --out names another"
        raise ScenarioError([Problem(str(path), "", None, allowed)])
    if not path.absolute().parent.is_dir():
        raise ScenarioError([Problem(str(path), "", None, "there is no such folder")])


def text_of(
    result: Calibration, base: str, path: Path, changes: dict[str, Any], command: str
) -> str:
    """Return the file.

    Args:
        result: the calibration.
        base: a library name, or the path of the scenario.
        path: where the file will stand.
        changes: dotted path -> value, set on the command line.
        command: how to repeat it.
    """
    said = base if base in library() else os.path.relpath(base, path.absolute().parent)
    notes = [f"{result.spec.title}, fitted to own data by: {command}",
             *(f"{told}." for told in rows_told(result)), *result.notes]  # fmt: skip
    if not result.has_trust:
        notes.append(TRUST_UNCALIBRATED)
    content: dict[str, Any] = {"extends": Path(said).as_posix()}
    for name, value in (changes | result.values).items():
        *tables, last = name.split(".")
        here = content
        for table in tables:
            here = here.setdefault(table, {})
        here[last] = value
    draws = result.posterior
    rows = ",\n".join(f"  [{', '.join(map(repr, row))}]" for row in draws.draws)
    head = "\n".join(f"# {' '.join(note.split())}" for note in notes)
    return (
        f"{head}\n\n{tomli_w.dumps(content)}\n"
        "[posterior]  # joint draws: compare takes them by rows\n"
        f"parameters = [{', '.join(f'"{name}"' for name in draws.parameters)}]\n"
        f"draws = [\n{rows},\n]\n"
    )


def write(text: str, path: Path) -> None:
    """Write the file, and read it again: it must be a scenario.

    Raises:
        ScenarioError: if it cannot be written or read; then it is not left there.
    """
    part = path.with_name(f".{path.stem}.part.toml")
    try:
        part.write_text(text, encoding="utf-8")
        load_scenario(part)
        part.replace(path)
    except OSError as fault:
        allowed = f"cannot be written: {fault.strerror}"
        raise ScenarioError([Problem(str(path), "", None, allowed)]) from None
    finally:
        part.unlink(missing_ok=True)
