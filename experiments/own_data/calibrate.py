"""calibrate(): own data in, joint draws of the model's parameters out, each with what it rests on.

Files are fitted one after the other: a survey, posts, ads, sales. Each fit runs the engine with
what the files before it gave.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.own_data.columns import File
from experiments.own_data.fit import N_DRAWS, Fit
from experiments.own_data.holdout import Holdout, held_back
from experiments.own_data.page import Page
from experiments.own_data.reading import Data
from experiments.own_data.recovery import N_SETS, coverage
from experiments.own_data.steps import Work, add_ads, add_posts, add_sales, add_survey, short
from sim.parameters import declarations
from sim.posterior import Posterior
from sim.real_network import RealNetwork
from sim.scenario import Scenario

__all__ = ["Calibration", "calibrate"]

_N_KEPT = 200  # draws in a scenario file

OnSet = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Calibration:
    """What own data say of a scenario.

    Attributes:
        spec: the scenario before.
        name: of the scenario.
        seed: of draws and checks.
        files: what was read.
        draws: joint draws, one column a parameter.
        table: parameter, was, fitted, low, high (90 %), unit, identified_by, file.
        facts: dotted parameter -> value read off the data.
        notes: what else is to be said, in sentences.
        coverage: parameter, held, sets, file: how often the fit finds the truth.
        holdout: how well it predicts posts, if there are any.
        page: the page as it was run, if there are posts.
    """

    spec: Scenario
    name: str
    seed: int
    files: dict[File, Data]
    draws: pd.DataFrame
    table: pd.DataFrame
    facts: dict[str, float]
    notes: tuple[str, ...]
    coverage: pd.DataFrame
    holdout: Holdout | None
    page: Page | None

    @property
    def has_trust(self) -> bool:
        """Whether trust was fitted."""
        return "survey" in self.files

    @property
    def values(self) -> dict[str, float]:
        """What a scenario is to say: fitted values and facts, by dotted name."""
        fitted = dict(zip(self.table["parameter"], self.table["fitted"], strict=True))
        return self.facts | {name: short(value) for name, value in fitted.items()}

    @property
    def posterior(self) -> Posterior:
        """The draws that a scenario keeps."""
        kept = self.draws.iloc[:: N_DRAWS // _N_KEPT]
        rows = tuple(tuple(map(short, row)) for row in kept.to_numpy(float))
        return Posterior(parameters=tuple(map(str, kept)), draws=rows)


def calibrate(
    spec: Scenario, files: Mapping[File, Data], *, name: str = "", strategy: str | None = None,
    network: RealNetwork | None = None, seed: int = 1, n_sets: int = N_SETS,
    on_set: OnSet = lambda done, total: None,
) -> Calibration:  # fmt: skip
    """Fit a scenario to own data, and check the fit.

    Args:
        spec: the scenario.
        files: what was read; at least one.
        name: of the scenario, for the report.
        strategy: what the brand did while it made its sales; None for the baseline.
        network: real ties.
        seed: whole number >= 0.
        n_sets: data sets of each file's check; 0 for no check.
        on_set: called after each with how many are done, of how many.

    Raises:
        ScenarioError: naming what in the data the model cannot be.
    """
    work, page, notes = Work(spec, seed), None, []
    if "survey" in files:
        add_survey(work, files["survey"])
    if "posts" in files:
        page, notes = add_posts(work, files["posts"])
    if "ads" in files:
        add_ads(work, files["ads"])
    if "sales" in files:
        add_sales(work, files["sales"], strategy or spec.baseline, network)
    found = _coverage(work, n_sets, on_set)
    holdout = None
    if page is not None:
        posts = files["posts"].table
        holdout = held_back(posts, page.exponent, page.followers, seed)
    draws = pd.DataFrame({n: d for fit in work.fits.values() for n, d in fit.draws.items()})
    notes += [note for fit in work.fits.values() for note in fit.notes]
    facts = {n: v for fit in work.fits.values() for n, v in fit.facts.items()}
    return Calibration(spec, name or spec.title, seed, dict(files), draws, _table(spec, work.fits),
                       facts, tuple(notes), found, holdout, page)  # fmt: skip


def _coverage(work: Work, n_sets: int, on_set: OnSet) -> pd.DataFrame:
    """Return how often each file's fit finds the truth."""
    found, done, total = [], 0, n_sets * len(work.trials)

    def tell() -> None:
        nonlocal done
        done += 1
        on_set(done, total)

    for file, trial in work.trials.items() if n_sets else ():
        found.append(coverage(trial, work.seed, n_sets, tell).assign(file=file))
    columns = ["parameter", "held", "sets", "file"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _table(spec: Scenario, fits: Mapping[File, Fit]) -> pd.DataFrame:
    """Return each fitted parameter: what it was, what it is, and why."""
    known: dict[str, Any] = {each.name: each for each in declarations(spec)}
    rows = []
    for file, fit in fits.items():
        for name in fit.draws:
            about = known[name]
            rows.append((name, about.default, *fit.interval(name), about.unit,
                         fit.identified_by[name], file))  # fmt: skip
    columns = ["parameter", "was", "fitted", "low", "high", "unit", "identified_by", "file"]
    return pd.DataFrame(rows, columns=columns)
