"""Runs what a page of the documentation shows, as a reader would, and compares what it prints.

A fenced block says by its first word what it is:

    console          lines that begin with `$ ` are run; what stands below must be printed, in this
                     order; `...` stands for anything
    toml NAME        and python NAME, csv NAME: a file that the reader writes
    diff             a change to a file of fireside: its name, then lines kept, removed, added
    sh, text         shown only; the options of its `fireside` commands must exist
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SHOWN_ONLY = {"sh", "text", "", "toml", "python"}  # the last two: when they name no file
LIMIT = 300  # seconds a command may take on a slow machine
_TREE = ("sim", "experiments", "app", "scenarios", "tests", "docs", "pyproject.toml")


class Block(NamedTuple):
    """One fenced block of a page."""

    kind: str
    name: str
    text: str


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    found = re.findall(
        r"^```(\w*) ?([^\n]*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S
    )
    return [Block(*each) for each in found]


def commands_of(block: Block) -> list[tuple[str, list[str]]]:
    """Return each command of a console, and the lines it is said to print."""
    commands: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif line.strip():
            assert commands, f"'{line}' is printed by nothing"
            commands[-1][1].append(line)
    return commands


def play(page: Path, folder: Path) -> int:
    """Follow a page in an empty folder; return how many commands were run."""
    blocks, n_run = blocks_of(page), 0
    if any(block.kind == "diff" for block in blocks):  # it changes fireside: a copy of it
        _copy_tree(folder)
    environment = _environment(folder)
    for block in blocks:
        if block.kind == "console":
            for command, expected in commands_of(block):
                check_printed(command, expected, run(command, folder, environment))
                n_run += 1
        elif block.kind == "diff":
            apply_change(block.text, folder)
        elif block.name:
            path = folder / block.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        else:
            assert block.kind in SHOWN_ONLY, f"what is a block of '{block.kind}'?"
    return n_run


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Run a command that must succeed; return all that it printed."""
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, text=True, timeout=LIMIT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, f"$ {command}\n{done.stdout}\nexit code {done.returncode}"
    return done.stdout


def check_printed(command: str, expected: list[str], printed: str) -> None:
    """Look for each expected line, after the one before; spaces count as one."""
    lines, at = [" ".join(line.split()) for line in printed.splitlines()], 0
    for line in expected:
        parts = [re.escape(part) for part in " ".join(line.split()).split("...")]
        pattern = re.compile(".*".join(parts))
        hits = [i for i in range(at, len(lines)) if pattern.fullmatch(lines[i])]
        assert hits, f"$ {command}\nprints no line '{line}' here:\n{printed}"
        at = hits[0] + 1


def apply_change(text: str, folder: Path) -> None:
    """Change the file that the first line names: kept and removed lines must be there, once."""
    name, *lines = text.splitlines()
    path = folder / name.removeprefix("--- ").strip()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    code = path.read_text(encoding="utf-8")
    assert code.count(before) == 1, f"{name} has this {code.count(before)} times:\n{before}"
    path.write_text(code.replace(before, after), encoding="utf-8")


def _copy_tree(folder: Path) -> None:
    for name in _TREE:
        source = ROOT / name
        if source.is_dir():
            skip = shutil.ignore_patterns("__pycache__", "pictures")
            shutil.copytree(source, folder / name, ignore=skip)
        else:
            shutil.copy(source, folder / name)


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `fireside` and `python` are these ones."""
    tools = folder / ".tools"
    tools.mkdir()
    code = "from app.cli import main; main()"
    for name, words in (("fireside", f"-c '{code}'"), ("python", "")):
        path = tools / name
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
    home = folder if (folder / "sim").exists() else ROOT
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "PYTHONPATH": str(home), "COLUMNS": "100"}
