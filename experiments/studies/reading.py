"""Finding the file of a study, and reading what is right in it beside what is wrong."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from experiments.file_content import problems_of
from experiments.studies.file import Study, StudyError
from sim.scenario_errors import Problem, ScenarioError, nearest
from sim.scenario_file import LIBRARY, library, read_toml

__all__ = ["STUDIES", "find_study", "is_study", "names_a_study", "read_study"]

STUDIES = LIBRARY / "studies"


def find_study(name_or_path: str | Path) -> Path:
    """Return the file of a study: a library name or a path.

    Raises:
        StudyError: if there is none.
    """
    text = str(name_or_path)
    if text.endswith(".toml") or "/" in text or "\\" in text:
        path = Path(text)
    else:
        path = STUDIES / f"{text}.toml"
    if not path.is_file():
        known = sorted(each.stem for each in STUDIES.glob("*.toml") if is_study(read_toml(each)))
        close = nearest(text, known)
        allowed = f"there is no such study; the library has {', '.join(known)}{close}"
        raise StudyError([Problem(text, "", None, allowed)])
    return path


def names_a_study(name_or_path: str | Path) -> bool:
    """Tell whether a name or path is that of a study; a scenario's name comes first."""
    text = str(name_or_path)
    is_path = text.endswith(".toml") or "/" in text or "\\" in text
    path = Path(text) if is_path else STUDIES / f"{text}.toml"
    return path.is_file() and text not in library() and is_study(read_toml(path))


def is_study(content: dict[str, Any]) -> bool:
    """Tell a study from a scenario: a scenario has strategies of its own, or extends one."""
    return "scenario" in content


def read_study(path: Path) -> tuple[Study, list[Problem]]:
    """Return the study of a file without the parts that are wrong, and what is wrong with those.

    Raises:
        StudyError: if nothing can be told of the rest, such as without a scenario.
    """
    try:
        data = read_toml(path)
    except ScenarioError as error:
        raise StudyError(error.problems) from None
    data.pop("$schema", None)
    if not is_study(data) and data.keys() & {"extends", "communities", "baseline"}:
        allowed = 'this is a scenario, which compare takes; a study names one: scenario = "..."'
        raise StudyError([Problem(path.name, "", None, allowed)])
    try:
        return Study.model_validate(data), []
    except ValidationError as error:
        problems = problems_of(error, path.name, Study)
        for each in error.errors():
            _leave_out(data, each["loc"])
    try:
        return Study.model_validate(data), problems
    except ValidationError:  # without a scenario, say
        raise StudyError(problems) from None


def _leave_out(data: dict[str, Any], location: tuple[int | str, ...]) -> None:
    """Take a fault out of a file's content: an entry of a table, or all that it is part of.

    The rest of a table without its method would be read as of another one.
    """
    part = data.get(str(location[0])) if location else None
    entry = next((step for step in location[1:] if isinstance(part, dict) and step in part), None)
    if isinstance(part, dict) and entry not in (None, "method"):
        del part[entry]
    elif location:
        data.pop(str(location[0]), None)
