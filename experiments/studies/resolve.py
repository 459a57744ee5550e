"""Resolving a study: scenario, strategies, what varies and the points, or all that is wrong."""

import copy
import math
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.factors import DUMMY, Factor, factor_of, uncertain
from experiments.studies.design import factors_of, points_of
from experiments.studies.file import Study, StudyError, Variant, Vary
from experiments.studies.plan import Plan
from experiments.studies.reading import find_study, read_study
from sim.parameters import Declaration, declarations
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError, nearest, one_of
from sim.scenario_file import load_network, load_scenario, origins_of, with_overrides

__all__ = ["find_and_resolve", "resolved"]

_MOST_POINTS = 1_000_000
_MOST_BYTES = 20_000_000  # of a table of points


def find_and_resolve(name_or_path: str | Path, overrides: dict[str, Any] | None = None) -> Plan:
    """Return what a study will run, by its library name or path; see `resolved`."""
    return resolved(find_study(name_or_path), overrides)


def resolved(path: Path, overrides: dict[str, Any] | None = None) -> Plan:
    """Return what the study of a file will run.

    Defaults < what the scenario extends < the scenario < the study's settings < overrides.

    Raises:
        StudyError: naming everything that is wrong with it, and with what it names.
    """
    study, problems = read_study(path)
    return _Resolver(path, study, dict(overrides or {}), problems).plan()


class _Resolver:
    """A study, and what has been found wrong with it so far."""

    def __init__(
        self, path: Path, study: Study, overrides: dict[str, Any], problems: list[Problem]
    ) -> None:
        self.path, self.study, self.overrides, self.problems = path, study, overrides, problems

    @property
    def source(self) -> str | Path:
        """The file or the library name of the scenario."""
        name = self.study.scenario
        beside = self.path.parent / name
        return beside if name.endswith(".toml") and beside.is_file() else name

    def note(self, path: str, got: Any, allowed: str) -> None:
        """Keep something that is wrong."""
        self.problems.append(Problem(self.path.name, path, got, allowed))

    def plan(self) -> Plan:
        """Return the plan, or raise with everything wrong."""
        spec, points = self._spec(), pd.DataFrame()
        if spec is None:
            raise StudyError(self.problems)
        spec, strategies = self._with_variants(spec)
        factors, table = self._factors(spec, strategies), self._table(spec)
        self._check_size(factors)
        factors = factors if table is None else factors_of(table, spec)
        if not self.problems:
            points = points_of(self.study.design, factors, self.study.seed, table)
        if self.problems:
            raise StudyError(self.problems)
        origins = origins_of(self.source) | dict.fromkeys(self.study.settings, self.path.name)
        return Plan(
            self.path.stem, self.study, spec, load_network(spec), strategies, tuple(factors),
            points, self.study.outputs.outcomes or spec.outcomes,
            origins | dict.fromkeys(self.overrides, "--set"),
        )  # fmt: skip

    def _spec(self) -> Scenario | None:
        """Return the scenario with the settings that can be; None if it cannot be at all."""
        settings = self.study.settings | self.overrides
        try:
            return load_scenario(self.source, settings)
        except ScenarioError as error:
            wrong = {path for each in error.problems for path in settings if _meets(each, path)}
            for each in error.problems:
                mine = any(_meets(each, path) for path in wrong - self.overrides.keys())
                file, path = (self.path.name, f"settings.{each.path}") if mine else each[:2]
                self.problems.append(each._replace(file=file, path=path))
        try:  # without them, to find what else is wrong
            return load_scenario(self.source, {k: v for k, v in settings.items() if k not in wrong})
        except ScenarioError:
            return None

    def _with_variants(self, spec: Scenario) -> tuple[Scenario, tuple[str, ...]]:
        """Return the scenario with the study's own strategies, and the names of all that run."""
        asked = self.study.strategies
        if not isinstance(asked, dict):
            for at, name in enumerate(asked):
                if name not in spec.strategies:
                    allowed = one_of("scenario's strategies", spec.strategies, name)
                    self.note(f"strategies.{at}", name, allowed)
            return spec, asked or tuple(spec.strategies)
        for name, variant in asked.items():
            spec = self._with_variant(spec, name, variant)
        return spec, tuple(asked)

    def _with_variant(self, spec: Scenario, name: str, variant: Variant) -> Scenario:
        """Return the scenario with one more strategy."""
        if variant.of not in spec.strategies:
            allowed = one_of("scenario's strategies", spec.strategies, variant.of)
            self.note(f"strategies.{name}.of", variant.of, allowed)
            return spec
        if name in spec.strategies and (name != variant.of or variant.settings):
            self.note(f"strategies.{name}", name, "the scenario has a strategy of this name; "
                      "another name is allowed")  # fmt: skip
            return spec
        content = spec.model_dump(exclude_unset=True)
        content["strategies"][name] = copy.deepcopy(content["strategies"][variant.of])
        changes = {f"strategies.{name}.{path}": v for path, v in variant.settings.items()}
        try:
            return with_overrides(Scenario.model_validate(content), changes)
        except ScenarioError as error:
            prefix = f"strategies.{name}."
            for each in error.problems:
                path = f"{prefix}settings.{each.path.removeprefix(prefix)}"
                self.note(path, each.got, each.allowed)
            return spec

    def _factors(self, spec: Scenario, strategies: Collection[str]) -> list[Factor]:
        """Return what varies."""
        fixed = {*self.study.settings, *self.overrides}
        if self.study.vary == "uncertain":
            return [factor_of(each) for each in uncertain(spec, fixed)]
        declared = {each.name: each for each in declarations(spec)}
        if all(name in spec.strategies for name in strategies):
            self._check_that_they_run(spec, strategies)
        found = [self._factor(name, vary, declared, spec) for name, vary in self.study.vary.items()]
        return [each for each in found if each is not None]

    def _factor(
        self, name: str, vary: Vary, declared: dict[str, Declaration], spec: Scenario
    ) -> Factor | None:
        """Return one factor; None with a note if it cannot be."""
        about, where = declared.get(name), f"vary.{name}"
        self._check_varied(name, where)
        if about is None and vary.law != "choice":
            return self._unknown(where, name, declared)
        if name.split(".")[0] == "strategies" and name.split(".")[1] not in spec.strategies:
            return None if self.problems else self._unknown(where, name, declared)
        for value in vary.values:
            self._try(spec, {name: value}, where)
        if vary.law is not None:
            meaning, unit = (about.meaning, about.unit) if about else ("", "")
            is_whole = about is not None and isinstance(about.default, int)
            low, high = (math.nan, math.nan) if vary.law == "choice" else vary.values
            choices = vary.values if vary.law == "choice" else ()
            return Factor(name, vary.law, low, high, choices, vary.group, is_whole, meaning, unit)  # type: ignore[arg-type]
        if about is None or about.low is None or about.high is None:
            self.note(where, None, "it has no plausible range: a range such as "
                      "{ uniform = [0, 1] } is needed")  # fmt: skip
            return None
        return factor_of(about, vary.group)

    def _check_that_they_run(self, spec: Scenario, strategies: Collection[str]) -> None:
        """Note what varies of a strategy that the study leaves out."""
        for name in self.study.vary:
            kind, own = [*name.split("."), ""][:2]
            if kind == "strategies" and own in spec.strategies and own not in strategies:
                self.note(f"vary.{name}", None, f"the study does not run '{own}'")

    def _check_varied(self, name: str, where: str) -> None:
        """Note what is the same for all runs of a study."""
        if name == "network.file":
            self.note(where, None, "a study has one network: network.file is allowed in settings")

    def _unknown(self, where: str, name: str, declared: Iterable[str]) -> None:
        """Note a name that is none."""
        close = nearest(name, declared)
        self.note(where, name, f"the dotted name of a number of the scenario is allowed{close}")

    def _try(self, spec: Scenario, changes: dict[str, Any], where: str) -> None:
        """Note what a value of a factor would make wrong."""
        try:
            with_overrides(spec, changes)
        except ScenarioError as error:
            for each in error.problems:
                self.note(where, each.got, each.allowed)

    def _table(self, spec: Scenario) -> pd.DataFrame | None:
        """Return the points that a list or a table states; None for the other designs."""
        design = self.study.design
        if design.method == "list":
            table = pd.DataFrame(list(design.rows))
        elif design.method == "table":
            table = self._read_csv()
        else:
            return None
        if table is None:
            return None
        if table.empty or table.isna().any(axis=None):
            where = "rows" if design.method == "list" else "file"
            self.note(f"design.{where}", None, "a value for every point and column is needed")
            return None
        for name in table.columns:
            self._check_varied(str(name), f"design.{name}")
        set_here = table.drop(columns=DUMMY, errors="ignore")  # of a table that resolve wrote
        for at, row in enumerate(set_here.to_dict("records")):
            changes = {str(k): v.item() if isinstance(v, np.generic) else v for k, v in row.items()}
            self._try(spec, changes, f"design.row {at + 1}")
            if len(self.problems) >= 20:
                break
        return table

    def _read_csv(self) -> pd.DataFrame | None:
        """Return the table of a CSV file."""
        file = self.path.parent / self.study.design.file
        if not self.study.design.file or not file.is_file():
            self.note("design.file", self.study.design.file, "the name of a CSV file is needed")
            return None
        if file.stat().st_size > _MOST_BYTES:
            self.note("design.file", file.name, f"at most {_MOST_BYTES:,} bytes are allowed")
            return None
        try:
            return pd.read_csv(file)
        except (ValueError, UnicodeDecodeError) as fault:
            self.note("design.file", file.name, f"no table of values: {fault}")
            return None

    def _check_size(self, factors: list[Factor]) -> None:
        """Note a design that is empty, or too large to be meant."""
        design = self.study.design
        if design.method == "grid":
            sizes = [len(f.choices) if f.law == "choice" else design.levels for f in factors]
            if (n := math.prod(sizes)) > _MOST_POINTS:
                self.note("design", "grid", f"{n:,} points; at most {_MOST_POINTS:,} are allowed")
        elif design.method in ("list", "table") and factors:
            self.note("vary", None, f"the design is a {design.method}: its rows say what varies")


def _meets(problem: Problem, path: str) -> bool:
    """Tell whether a problem is about a setting, about a part of it or a table around it."""
    one, other = f"{problem.path}.", f"{path}."
    return bool(problem.path) and (one.startswith(other) or other.startswith(one))
