"""Reading a scenario: find it, extend it, set values, check it, and say all that is wrong."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.posterior import faults_of
from sim.real_network import NetworkError, RealNetwork, read_network
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError, explain, nearest, origin
from sim.scenario_references import referring, unknown_communities, unknown_names

__all__ = [
    "LIBRARY", "ScenarioError", "library", "load_network", "load_scenario", "of_posterior",
    "origins_of", "read_setting", "read_toml", "with_overrides",
]  # fmt: skip

LIBRARY = Path(__file__).parent.parent / "scenarios"
LARGEST_FILE = 1_000_000  # bytes
DEEPEST = 3  # files that may extend each other


def library() -> list[str]:
    """Return the names of the scenarios that come with fireside."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml"))


def load_scenario(name_or_path: str | Path, overrides: dict[str, Any] | None = None) -> Scenario:
    """Return the scenario of a library name or a path, with values set on top.

    Defaults < what it extends < the file < overrides (dotted path -> value).

    Raises:
        ScenarioError: naming everything that is wrong, one problem a line.
    """
    path = _find(name_or_path)
    data, origins = _extended(path, [])
    problems = []
    for dotted, value in (overrides or {}).items():
        problems += _set(data, origins, dotted, value)
    return _validated(data, origins, path.name, problems)


def origins_of(name_or_path: str | Path) -> dict[str, str]:
    """Return which file each value of a scenario that is no default is from, by dotted path.

    Raises:
        ScenarioError: as load_scenario, of the form of the files alone.
    """
    return _extended(_find(name_or_path), [])[1]


def with_overrides(spec: Scenario, overrides: dict[str, Any]) -> Scenario:
    """Return a scenario with some values changed (dotted path -> value), checked again."""
    data = spec.model_dump(exclude_unset=True)
    origins: dict[str, str] = {}
    problems = []
    for dotted, value in overrides.items():
        problems += _set(data, origins, dotted, value)
    return _validated(data, origins, spec.title, problems)


def read_setting(text: str) -> tuple[str, Any]:
    """Return the dotted path and the value of "path=value"; the value is TOML or plain text."""
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise ScenarioError([Problem("--set", "", text, "path=value is allowed")])
    try:
        return path.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return path.strip(), value.strip()


def load_network(spec: Scenario) -> RealNetwork | None:
    """Return the real network that a scenario names, or None. The file is read once.

    Raises:
        NetworkError: if the file cannot be read as a network.
        ScenarioError: if a strategy names a community that the network does not have.
    """
    if spec.network.file is None:
        return None
    path = Path(spec.network.file)
    if not path.exists() and (LIBRARY / "networks" / path.name).exists():
        path = LIBRARY / "networks" / path.name
    if not path.exists():
        raise NetworkError(f"{path}: there is no such file")
    network = _network(str(path), path.stat().st_mtime_ns)
    problems = unknown_communities(spec, network.communities, path.name)
    if problems:
        raise ScenarioError(problems)
    return network


@lru_cache(maxsize=2)
def _network(path: str, _changed: int) -> RealNetwork:
    return read_network(path)


def _find(name_or_path: str | Path) -> Path:
    """Return the file of a scenario."""
    text = str(name_or_path)
    path = Path(text)
    if path.suffix == ".toml" or "/" in text or "\\" in text:
        if not path.is_file():
            raise ScenarioError([Problem(text, "", None, "there is no such file")])
        return path
    if text not in library():
        allowed = f"there is no such scenario; the library has {', '.join(library())}"
        raise ScenarioError([Problem(text, "", None, allowed + nearest(text, library()))])
    return LIBRARY / f"{text}.toml"


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of one TOML file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"the file is larger than {LARGEST_FILE:,} bytes"
            raise ScenarioError([Problem(path.name, "", None, message)])
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([Problem(path.name, "", None, f"not TOML: {error}")]) from None
    except UnicodeDecodeError:
        raise ScenarioError([Problem(path.name, "", None, "not UTF-8 text")]) from None
    except OSError as error:
        raise ScenarioError([Problem(path.name, "", None, error.strerror or "no file")]) from None


def _extended(path: Path, chain: list[Path]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a file's content on top of what it extends, and which file each value is from."""
    chain = [*chain, path.resolve()]
    data = read_toml(path)
    base = data.pop("extends", None)
    data.pop("$schema", None)
    if base is None:
        return data, dict.fromkeys(_leaves(data), path.name)
    if not isinstance(base, str):
        raise ScenarioError([Problem(path.name, "extends", base, "a name or a path is allowed")])
    below = path.parent / (base if base.endswith(".toml") else f"{base}.toml")
    if not below.is_file() and base in library():
        below = LIBRARY / f"{base}.toml"
    if not below.is_file():
        allowed = "there is no such file" + nearest(base, library())
        raise ScenarioError([Problem(path.name, "extends", base, allowed)])
    if below.resolve() in chain:
        raise ScenarioError([Problem(path.name, "extends", base, "files extend each other")])
    if len(chain) > DEEPEST:
        message = f"at most {DEEPEST} files may extend each other"
        raise ScenarioError([Problem(path.name, "extends", base, message)])
    merged, origins = _extended(below, chain)
    _merge(merged, data)
    return merged, origins | dict.fromkeys(_leaves(data), path.name)


def _merge(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Lay one content over another: tables join, all else, lists too, replaces."""
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict) and key != "mix":
            _merge(below[key], value)
        else:
            below[key] = value


def _leaves(data: dict[str, Any], prefix: str = "") -> list[str]:
    """Return the dotted paths of all values and tables."""
    found = []
    for key, value in data.items():
        found.append(f"{prefix}{key}")
        if isinstance(value, dict):
            found += _leaves(value, f"{prefix}{key}.")
    return found


def _set(data: dict[str, Any], origins: dict[str, str], dotted: str, value: Any) -> list[Problem]:
    """Set one value by its dotted path; return what is wrong with the path."""
    *tables, last = dotted.split(".")
    problems = unknown_names(data, dotted, value)
    if problems:
        return problems
    for table in tables:
        data = data.setdefault(table, {})
        if not isinstance(data, dict):
            return [Problem("--set", dotted, value, f"'{table}' is a value, not a table")]
    data[last] = value
    origins[dotted] = "--set"
    return []


def _validated(
    data: dict[str, Any], origins: dict[str, str], file: str, problems: list[Problem]
) -> Scenario:
    """Return the scenario a content describes, or raise with everything wrong in it."""
    spec = None
    try:
        spec = Scenario.model_validate(data)
    except ValidationError as error:
        problems += explain(error, origins, file)
    problems += referring(data, origins, file)
    if spec is not None:
        problems += of_posterior(spec, origins, file)
    if problems or spec is None:
        raise ScenarioError(problems)
    return spec


def of_posterior(spec: Scenario, origins: dict[str, str], file: str) -> list[Problem]:
    """Return what is wrong with the posterior of a scenario."""
    return [
        Problem(origin("posterior", origins, file), f"posterior.{path}", got, allowed)
        for path, got, allowed in faults_of(spec.posterior, spec)
    ]
