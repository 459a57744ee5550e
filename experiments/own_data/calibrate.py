"""calibrate(): own data in, joint draws of the model's parameters out, each with what it rests on.

Files are fitted one after the other: a survey, posts, ads, sales. Each fit runs the engine with
what the files before it gave.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.own_data.ads_fit import ads_of, ads_trial, fit_ads
from experiments.own_data.columns import File
from experiments.own_data.fit import N_DRAWS, Fit
from experiments.own_data.holdout import Holdout, held_back
from experiments.own_data.page import BASE, FLUENCY, Page, Response, page_of, response_of
from experiments.own_data.posts_fit import fit_posts, layer_of
from experiments.own_data.reading import Data
from experiments.own_data.recovery import N_SETS, Trial, coverage, posts_trial
from experiments.own_data.sales_fit import fit_sales, sales_of, sales_trial
from experiments.own_data.survey_fit import bins_of, fit_survey, survey_trial
from sim.parameters import declarations
from sim.posterior import Posterior
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError
from sim.scenario_file import with_overrides

__all__ = ["Calibration", "calibrate"]

_N_KEPT = 200  # draws in a scenario file
_DIGITS = 5
_USUAL_DAYS = 364.0

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
        return self.facts | {name: _short(value) for name, value in fitted.items()}

    @property
    def posterior(self) -> Posterior:
        """The draws that a scenario keeps."""
        kept = self.draws.iloc[:: N_DRAWS // _N_KEPT]
        rows = tuple(tuple(map(_short, row)) for row in kept.to_numpy(float))
        return Posterior(parameters=tuple(map(str, kept)), draws=rows)


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


class _Work:
    """What is being put together: the scenario so far, fits, and how each is tried."""

    def __init__(self, spec: Scenario, seed: int) -> None:
        self.spec, self.seed = spec, seed
        self.fits: dict[File, Fit] = {}
        self.trials: dict[File, Trial] = {}

    def add(self, file: File, fit: Fit, trial: Trial) -> None:
        """Take a fit in; what follows runs with its middle values."""
        fit = _within_bounds(fit, self.spec)
        self.fits[file], self.trials[file] = fit, trial
        middle = {name: _short(fit.interval(name)[0]) for name in fit.draws}
        self.spec = with_overrides(self.spec, fit.facts | middle)


def _within_bounds(fit: Fit, spec: Scenario) -> Fit:
    """Return a fit whose draws a scenario may hold."""
    bounds = {each.name: (each.minimum, each.maximum) for each in declarations(spec)}
    draws = {name: np.clip(each, *bounds[name]) for name, each in fit.draws.items()}
    return Fit(draws, fit.identified_by, fit.facts, fit.notes)


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
    work, page, notes = _Work(spec, seed), None, []
    if "survey" in files:
        bins, n_steps = bins_of(files["survey"].table, files["survey"].naming.scale)
        trial = survey_trial(len(bins), n_steps, work.spec)
        work.add("survey", fit_survey(bins, n_steps, work.spec, seed), trial)
    if "posts" in files:
        page, more = _add_posts(work, files["posts"])
        notes += more
    if "ads" in files:
        ads = ads_of(work.spec)
        table = files["ads"].table
        work.add("ads", fit_ads(table, ads, seed), ads_trial(table, ads))
    if "sales" in files:
        _add_sales(work, files["sales"], strategy or spec.baseline, network)
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


def _add_posts(work: _Work, data: Data) -> tuple[Page, list[str]]:
    """Fit the posts; return the page as it was run, and what is to be said of it."""
    table, notes = data.table, []
    followers = float(table["followers"].iloc[-1])
    days = float(table["day"].iloc[-1]) + 1.0 if "day" in table else _USUAL_DAYS
    if "day" not in table:
        notes.append("The posts have no dates: they are taken to be those of a year.")
    kinds = None
    if "kind" in table:
        kinds = {str(k): float(v) for k, v in table["kind"].value_counts(normalize=True).items()}
    page = page_of(work.spec, len(table), days, followers, kinds)
    notes.append(
        f"The page is taken to be on {page.platform}, as audience.platform says; "
        f"brand.page_followers is the last count, {followers:,.0f}."
    )
    response, more = _response(page, table, work.seed)
    fit = fit_posts(table, page, response, work.seed)
    facts = {"brand.page_followers": followers}
    work.add("posts", Fit(fit.draws, fit.identified_by, facts), posts_trial(page, response))
    return page, [*notes, *more, *_paid_note(table, page, work.seed)]


def _response(page: Page, table: pd.DataFrame, seed: int) -> tuple[Response, list[str]]:
    """Return the response that can give what the posts show.

    Raises:
        ScenarioError: if no page of the model reaches so many, or engages so many.
    """
    layer, notes = layer_of(table, page.exponent, page.followers, seed), []
    share = float(np.median(layer.reach[:, 0] + layer.spread**2 / 2))
    balance = layer.spread**2 / 2 * (1.0 - (1.0 - np.clip(layer.dilution, 0, 1)) ** 2)
    odds = float(np.median(layer.odds[:, 0] + layer.luck**2 / 2 - balance))
    response = response_of(page, FLUENCY)
    if not response.log_share[0] < share < response.log_share[-1]:
        low, high = np.exp(response.log_share[[0, -1]])
        got, allowed = f"{np.exp(share):.3f}", f"{low:.3f} to {high:.3f} is what a page can have"
        raise ScenarioError([Problem("posts", "mean reach a follower", got, allowed)])
    if not response.holds(odds):
        response = response_of(page, BASE)
        notes.append(
            f"No {FLUENCY} gives so much engagement: {BASE} is fitted instead, and moves "
            "engagement in the communities along."
        )
    if not response.holds(odds):
        got = f"log-odds {odds:.2f}"
        raise ScenarioError([Problem("posts", "interactions per reach", got, "no page has them")])
    return response, notes


def _paid_note(table: pd.DataFrame, page: Page, seed: int) -> list[str]:
    """Return what paying does to reach, which the model's page has no place for."""
    layer = layer_of(table, page.exponent, page.followers, seed)
    if not layer.has_paid:
        return []
    low, middle, high = np.exp(np.quantile(layer.reach[:, -1], (0.05, 0.5, 0.95)))
    return [
        f"Posts that were paid for reach x {middle:.2f} (90 % interval {low:.2f} to {high:.2f}). "
        "That is not passed on: in the model posts on the page are not paid for."
    ]


def _add_sales(work: _Work, data: Data, strategy: str, network: RealNetwork | None) -> None:
    """Fit the sales.

    Raises:
        ScenarioError: if weeks are missing, or the strategy is unknown.
    """
    table, problems = data.table, []
    if "day" in table:
        steps = np.diff(table["day"].to_numpy(float))
        problems = [
            Problem(data.name, f"week {k + 2} of the series", f"{step:g} days after the last",
                    "7 days, week after week, is allowed")
            for k, step in enumerate(steps) if step != 7
        ][:20]  # fmt: skip
    if strategy not in work.spec.strategies:
        known = ", ".join(work.spec.strategies)
        problems.append(Problem("--strategy", "", strategy, f"{known} are allowed"))
    if problems:
        raise ScenarioError(problems)
    sales = sales_of(work.spec, strategy, len(table), network)
    fit = fit_sales(table["customers"].to_numpy(float), sales, work.seed)
    work.add("sales", fit, sales_trial(sales))


def _coverage(work: _Work, n_sets: int, on_set: OnSet) -> pd.DataFrame:
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
