"""A case: a claim with the scenario, the parameters and the settings that its words refer to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from experiments.claims.files import Claim, ClaimError, id_of, number_of, read_claim
from experiments.claims.turning import points_along
from sim.outcomes import OUTCOMES
from sim.parameters import Declaration, declarations
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError, nearest, one_of
from sim.scenario_file import LIBRARY, load_scenario, with_overrides

__all__ = ["Case", "Support", "load_cases"]


class Support(NamedTuple):
    """A parameter that a claim rests on."""

    parameter: str  # dotted
    value: Any  # in force
    neutral: Any
    why: str
    is_calibrated: bool  # says its declared source; else it is assumed
    unit: str


@dataclass(frozen=True, slots=True)
class Case:
    """A claim whose every word has been looked up.

    Attributes:
        id: name of the claim, from its file.
        number: from its file; None where it has none.
        claim: as its file states it.
        source: path of its scenario.
        base: the scenario as it is.
        spec: the scenario with the claim's settings.
        turns: the parameter along which it might turn, with its range; None for none.
        points: values of this parameter along its range, in order.
        rests_on: what puts the result in, by hand or by fitting.
    """

    id: str
    number: int | None
    claim: Claim
    source: str
    base: Scenario
    spec: Scenario
    turns: Declaration | None
    points: tuple[float, ...]
    rests_on: tuple[Support, ...]


def load_cases(files: Sequence[Path], *, n_points: int, is_plausible: bool = False) -> list[Case]:
    """Return the cases of some files.

    Args:
        files: of claims.
        n_points: values of the turning parameter, its ends among them.
        is_plausible: refuse settings outside of plausible ranges.

    Raises:
        ClaimError: naming everything that is wrong in any of them.
    """
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in files:
        try:
            cases.append(_Reader(path, n_points, is_plausible).case())
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ClaimError(problems)
    return cases


@dataclass(slots=True)
class _Reader:
    """Looks up what a claim refers to, and notes what it cannot find."""

    path: Path
    n_points: int
    is_plausible: bool
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, Declaration] = field(default_factory=dict)

    def case(self) -> Case:
        """Return the case, or raise ClaimError with all problems."""
        claim = read_claim(self.path)
        source = self._source(claim.scenario)
        base = self._base(claim.scenario, source)
        spec = self._changed(base, claim.settings, "settings") or base
        if claim.outcome not in OUTCOMES:
            self._one_of("outcome", claim.outcome, "outcomes", OUTCOMES)
        self.known = {each.name: each for each in declarations(spec)}
        for name in ("strategy", "than"):
            if getattr(claim, name) not in spec.strategies:
                self._one_of(name, getattr(claim, name), "strategies", spec.strategies)
        if claim.strategy == claim.than:
            self._note("than", claim.than, "another strategy is allowed")
        if self.is_plausible:
            for name, value in claim.settings.items():
                self._check_plausible(f"settings.{name}", self.known.get(name), value)
        turns = self._turns(claim)
        points = points_along(turns, self.n_points) if turns else ()
        if turns:
            for value in points:
                self._changed(spec, {turns.name: value}, "turns")
        rests_on = self._rests_on(claim, spec)
        if self.problems:
            raise ClaimError(self.problems)
        return Case(
            id_of(self.path), number_of(self.path), claim, str(source), base, spec, turns, points,
            rests_on,
        )  # fmt: skip

    def _source(self, scenario: str) -> Path | str:
        """Return the file of the scenario that a claim names, or the name if there is none."""
        if scenario.endswith(".toml"):
            return (self.path.parent / scenario).resolve()
        inside = LIBRARY / f"{scenario}.toml"  # of the library, or of a folder in it
        return inside.resolve() if inside.is_file() else scenario

    def _base(self, scenario: str, source: Path | str) -> Scenario:
        """Return the scenario that a claim names."""
        try:
            return load_scenario(source)
        except ScenarioError as error:
            said = "; ".join(map(str, error.problems))
            raise ClaimError([Problem(self.path.name, "scenario", scenario, said)]) from None

    def _turns(self, claim: Claim) -> Declaration | None:
        """Return the parameter along which a claim might turn, with its range."""
        if claim.turns is None:
            return None
        about = self._declared("turns.parameter", claim.turns.parameter)
        if about is None:
            return None
        given = {k: v for k in ("low", "high") if (v := getattr(claim.turns, k)) is not None}
        if self.is_plausible:
            for name, value in given.items():
                self._check_plausible(f"turns.{name}", about, value)
        about = about._replace(**given)
        if about.low is None or about.high is None:
            self._note(
                "turns", about.name, "no plausible range is declared: low and high are needed"
            )
        elif not about.low < about.high:
            self._note("turns.high", about.high, f"more than low, {about.low:g}, is allowed")
        else:
            return about
        return None

    def _rests_on(self, claim: Claim, spec: Scenario) -> tuple[Support, ...]:
        """Return what a claim rests on."""
        found = []
        for k, each in enumerate(claim.rests_on):
            about = self._declared(f"rests_on.{k}.parameter", each.parameter)
            if about is None:
                continue
            if each.parameter in {support.parameter for support in found}:
                self._note(f"rests_on.{k}.parameter", each.parameter, "each is allowed once")
                continue
            self._changed(spec, {each.parameter: each.neutral}, f"rests_on.{k}.neutral")
            found.append(Support(each.parameter, about.default, each.neutral, each.why,
                                about.is_calibrated, about.unit))  # fmt: skip
        return tuple(found)

    def _declared(self, path: str, name: str) -> Declaration | None:
        """Return the declaration of a parameter, or note that there is none."""
        if name not in self.known:
            self._note(path, name, "no such parameter" + nearest(name, self.known))
        return self.known.get(name)

    def _changed(self, spec: Scenario, changes: dict[str, Any], path: str) -> Scenario | None:
        """Return a scenario with values changed, or note what is wrong with them."""
        try:
            return with_overrides(spec, changes)
        except ScenarioError as error:
            for each in error.problems:
                self._note(f"{path} ({each.path})", each.got, each.allowed)
            return None

    def _check_plausible(self, path: str, about: Declaration | None, value: Any) -> None:
        """Note a value outside of the range that its declaration calls plausible."""
        if about is None or about.low is None or about.high is None:
            return
        if isinstance(value, int | float) and not about.low <= value <= about.high:
            allowed = f"a plausible value, {about.low:g} to {about.high:g}, is allowed"
            self._note(path, value, allowed)

    def _one_of(self, path: str, got: str, what: str, known: Any) -> None:
        self._note(path, got, one_of(what, known, got))

    def _note(self, path: str, got: Any, allowed: str) -> None:
        problem = Problem(self.path.name, path, got, allowed)
        if problem not in self.problems:
            self.problems.append(problem)
