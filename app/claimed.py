"""The claims and the losing conditions: what each says, how it is tried, and where it can be seen.

No verdict stands here: one that is shown was read from the table of an audit that was run.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.comparing import Comparing, Side
from app.files import content_of
from app.job_folder import Job, Step
from experiments.claims.case import Case, load_cases
from experiments.claims.files import CLAIMS, LOSING, find_files
from experiments.claims.told import last_name
from experiments.keys import digest_of
from experiments.wording import label, quantity, spread
from sim.parameters import declarations
from sim.scenario_file import library

__all__ = ["PATH", "Claimed", "claims", "found_by", "losing_conditions", "whole_audit"]

PATH = "/claims"
_N_POINTS = 2  # the ends of what a claim turns along; its command looks between them
_OUTPUT = ("--report", "report.html", "--format", "csv")
_LOSING = ("--losing", "--format", "csv")


@dataclass(frozen=True)
class Claimed:
    """A claim as its page shows it.

    Attributes:
        case: the claim and what it refers to.
        how: how it is tried, in sentences.
        comparing: what opens it in the compare page.
        job: the command that tries it.
    """

    case: Case
    how: str
    comparing: Comparing
    job: Job


@lru_cache(maxsize=1)
def claims() -> tuple[Claimed, ...]:
    """Return all claims, in order."""
    cases = load_cases(find_files(None, CLAIMS), n_points=_N_POINTS)
    return tuple(_claimed(case, (case.id, *_OUTPUT)) for case in cases)


@lru_cache(maxsize=1)
def losing_conditions() -> tuple[Claimed, ...]:
    """Return all conditions under which micro-communities are said to lose, in order."""
    cases = load_cases(find_files(None, LOSING), n_points=_N_POINTS, is_plausible=True)
    return tuple(_claimed(case, (case.id, *_LOSING)) for case in cases)


def whole_audit() -> Job:
    """Return the command that tries all claims."""
    files = {"claims.txt": "".join(each.job.files["claims.txt"] for each in claims())}
    steps = (Step(("claims", *_OUTPUT), "result.csv"),)
    return Job(PATH, "The whole audit", steps, files)


def found_by(path: Path | None) -> dict[str, tuple[str, str]]:
    """Return verdict and status of each claim by its id, as the table of an audit has them."""
    if path is None:
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["verdict"], row["status"]) for row in csv.DictReader(file)}


def _claimed(case: Case, words: Sequence[str]) -> Claimed:
    """Return a claim with all that its page needs."""
    # What was tried is a part of the question: an edited claim or scenario is another one.
    content = [case.claim.model_dump(mode="json"), case.spec.model_dump(mode="json")]
    said = {"claims.txt": f"{case.id} {digest_of(content)}\n"}
    job = Job(PATH, case.claim.statement, (Step(("claims", *words), "result.csv"),), said)
    return Claimed(case, _how(case, is_losing="--losing" in words), _comparing(case), job)


def _how(case: Case, *, is_losing: bool) -> str:
    """Return how a claim is tried, or where a strategy is looked for that loses."""
    claim = case.claim
    other = "lower" if claim.expected == "higher" else "higher"
    verb = f"is {other} where it loses" if is_losing else f"should be {claim.expected}"
    said = [
        f"In “{case.base.title}”, {claim.strategy} against {claim.than}: "
        f"its {label(claim.outcome)} {verb}."
    ]
    units = {each.name: each.unit for each in declarations(case.spec)}
    if claim.settings:
        told = (f"{_name(name)} {_value(value, units.get(name, 'number'))}"
                for name, value in claim.settings.items())  # fmt: skip
        said.append(f"With {', '.join(told)}.")
    if case.turns:
        ends = spread(case.turns.low, case.turns.high, case.turns.unit)
        said.append(f"Looked at along {_name(case.turns.name)}, {ends}.")
    return " ".join(said)


def _name(name: str) -> str:
    """Return what a parameter is called, and whose it is."""
    first, *rest = name.split(".")
    whose = f" of {rest[0]}" if first in ("strategies", "communities") else ""
    return last_name(name) + whose


def _value(value: object, unit: str) -> str:
    """Return a value of a setting in words."""
    if isinstance(value, dict):
        return " and ".join(f"{label(str(kind))} {share:g}" for kind, share in value.items())
    return quantity(value, unit)


def _comparing(case: Case) -> Comparing:
    """Return what shows a claim: its two strategies, in its scenario, on its outcome."""
    claim = case.claim
    changes = dict(claim.settings)
    if claim.outcome not in case.spec.outcomes:
        changes["outcomes"] = [*case.spec.outcomes, claim.outcome]
    sides = (Side(strategy=claim.than), Side(strategy=claim.strategy))
    own = None if claim.scenario in library() else content_of(case.base)
    scenario = claim.scenario if own is None else Path(claim.scenario).stem
    return Comparing(scenario=scenario, content=own, changes=changes, sides=sides)
