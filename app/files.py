"""Scenario files: what is compared as text that `fireside` reads, and what a reader opens.

A file that is opened is data from a stranger: limited in size and depth, checked as a whole, never
run, and it may name nothing on this machine but what comes with fireside.
"""

import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticUndefined

from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError, explain, nearest
from sim.scenario_file import LIBRARY, library, load_scenario, of_posterior
from sim.scenario_references import referring

__all__ = ["LARGEST", "content_of", "foreign_file", "read_scenario", "scenario_of", "scenario_text"]

LARGEST = 200_000  # bytes of a file that a reader opens
_DEEPEST = 12  # tables inside tables
_NETWORKS = LIBRARY / "networks"


def scenario_text(spec: Scenario) -> str:
    """Return a scenario as a TOML file: what differs from the defaults.

    `load_scenario` makes an equal scenario of it.
    """
    title = re.sub(r"[\x00-\x1f\x7f]+", " ", spec.title)
    return f"# {title}\n\n{tomli_w.dumps(content_of(spec))}"


def content_of(spec: Scenario) -> dict[str, Any]:
    """Return what a scenario says beyond the defaults, as JSON and TOML have it."""
    return _beyond(spec, None)


def _beyond(group: BaseModel, default: BaseModel | None) -> dict[str, Any]:
    """Return the values of a group that are not those it would have had anyway."""
    said = {}
    for name, field in type(group).model_fields.items():
        value = getattr(group, name)
        usual = getattr(default, name) if default is not None else field.default
        if usual is PydanticUndefined or value != usual:
            same = type(usual) is type(value) and isinstance(usual, BaseModel)
            said[name] = _beyond(value, usual) if same else _plain(value)
    return said


def _plain(value: Any) -> Any:
    """Return a value as JSON and TOML have it; of groups inside it, what is not usual."""
    if isinstance(value, BaseModel):
        return _beyond(value, None)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def scenario_of(content: dict[str, Any]) -> Scenario:
    """Return the scenario of a content with nothing left to extend.

    Raises:
        ScenarioError: naming everything that is wrong.
    """
    file, spec, problems = "the scenario", None, []
    try:
        spec = Scenario.model_validate(content)
    except ValidationError as error:
        problems += explain(error, {}, file)
    problems += referring(content, {}, file)
    if spec is not None:
        problems += of_posterior(spec, {}, file)
    if problems or spec is None:
        raise ScenarioError(problems)
    return spec


def foreign_file(spec: Scenario) -> list[Problem]:
    """Return what is wrong with the network's file: only those that come with fireside may be read.

    For whatever comes from a link or a stranger's file, before the network is loaded.
    """
    return _foreign(spec.network.file, spec.title)


def read_scenario(text: str, name: str) -> dict[str, Any]:
    """Return the whole content of a scenario file that a reader opened, for a `Comparing`.

    Args:
        text: of the file.
        name: of the file, for messages.

    Raises:
        ScenarioError: naming everything that is wrong, one problem a line.
    """
    file = re.sub(r"[^\w. -]", "", Path(name.replace("\\", "/")).name)[:60].strip(". ") or "file"
    file = file.removesuffix(".toml") + ".toml"
    _check_size(text, file)
    data = _parsed(text, file)
    base = data.get("extends")
    if base is not None and (not isinstance(base, str) or base not in library()):
        allowed = f"a scenario of the library is allowed: {', '.join(library())}"
        hint = nearest(str(base), library())
        raise ScenarioError([Problem(file, "extends", base, allowed + hint)])
    network = data.get("network")
    problems = _foreign(network.get("file") if isinstance(network, dict) else None, file)
    if problems:
        raise ScenarioError(problems)
    with tempfile.TemporaryDirectory() as folder:  # alone there: it can extend nothing beside it
        inner = Path(folder) / (file if file.removesuffix(".toml") != base else f"your-{file}")
        inner.write_text(text, encoding="utf-8")
        return content_of(load_scenario(inner))


def _check_size(text: str, file: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ScenarioError([Problem(file, "", None, "not UTF-8 text")]) from None
    if size > LARGEST:
        message = f"the file has {size:,} bytes; at most {LARGEST:,} are allowed"
        raise ScenarioError([Problem(file, "", None, message)])


def _parsed(text: str, file: str) -> dict[str, Any]:
    """Return the tables of a TOML text that is no deeper than a scenario."""
    too_deep = Problem(
        file, "", None, f"it goes deeper than {_DEEPEST} tables, as no scenario does"
    )
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise ScenarioError([too_deep]) from None
    except ValueError as fault:  # not TOML, or a number of thousands of digits
        raise ScenarioError([Problem(file, "", None, f"not TOML: {str(fault)[:200]}")]) from None
    layer: list[Any] = [data]
    for _ in range(_DEEPEST):
        layer = [
            inner
            for each in layer
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
    if layer:
        raise ScenarioError([too_deep])
    return data


def _foreign(file: Any, where: str) -> list[Problem]:
    """Return what is wrong with the name of a network's file."""
    known = sorted(path.name for path in _NETWORKS.iterdir() if path.suffix != ".md")
    if file is None or not isinstance(file, str) or file in known:
        return []
    allowed = f"a network that comes with fireside is allowed: {', '.join(known)}"
    return [
        Problem(where, "network.file", file, f"{allowed}; others by `fireside compare --network`")
    ]
