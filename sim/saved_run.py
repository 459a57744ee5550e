"""Saving a run and going on later: kept are scenario, seed and what was done, not the state.

A run follows from these to the last bit, so loading replays it; a file stays small, is plain
JSON, and is never evaluated. It belongs to one version of the model.
"""

import json
from pathlib import Path

from sim.model import BrandCommunity
from sim.scenario import Scenario
from sim.strategies.plan import Strategy
from sim.version import MODEL_VERSION

__all__ = ["SavedRunError", "load_run", "save_run"]

LARGEST_FILE = 10_000_000  # bytes


class SavedRunError(ValueError):
    """A run that cannot be saved or loaded: why, and what is possible."""


def save_run(model: BrandCommunity, path: Path) -> None:
    """Write a run to a new JSON file.

    Raises:
        SavedRunError: if there is such a file already, or the run follows a policy in Python.
    """
    if path.exists():
        raise SavedRunError(f"{path}: is there already; give a new name")
    if model.network is not None:
        raise SavedRunError("a run on a network of your own cannot be saved")
    courses = []
    for day, strategy in model.courses:
        if not isinstance(strategy, Strategy):
            raise SavedRunError("a run that follows a policy in Python cannot be saved")
        courses.append([day, strategy.model_dump(mode="json", exclude_unset=True)])
    content = {
        "model_version": MODEL_VERSION,
        "seed": model.world.seed,
        "engine": model.engine,
        "day": model.world.day,
        "courses": courses,
        "scenario": model.spec.model_dump(mode="json", exclude_unset=True),
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load_run(path: Path) -> BrandCommunity:
    """Return the model as it was when saved, replayed from its first day.

    Raises:
        SavedRunError: if the file is none of ours, too large, or of another model version.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SavedRunError(f"{path}: larger than {LARGEST_FILE:,} bytes")
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["model_version"]
        if version != MODEL_VERSION:
            raise SavedRunError(f"{path}: of model version {version}; this is {MODEL_VERSION}")
        spec = Scenario.model_validate(content["scenario"])
        courses = [(int(day), Strategy.model_validate(each)) for day, each in content["courses"]]
        model = BrandCommunity(spec, courses[0][1], int(content["seed"]), engine=content["engine"])
        day = int(content["day"])
    except (OSError, KeyError, IndexError, TypeError, ValueError) as fault:
        if isinstance(fault, SavedRunError):
            raise
        raise SavedRunError(f"{path}: is no saved run: {fault}") from fault
    for turn, strategy in [*courses[1:], (day, None)]:
        while model.world.day < min(turn, spec.days):
            model.step()
        if strategy is not None:
            model.follow(strategy)
    return model
