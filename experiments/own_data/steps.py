"""The steps of a calibration: each fits one file, and tells the scenario what it gave."""

import numpy as np

from experiments.own_data.ads_fit import ads_of, ads_trial, fit_ads
from experiments.own_data.columns import File
from experiments.own_data.fit import Fit
from experiments.own_data.page import BASE, FLUENCY, Page, Response, page_of, response_of
from experiments.own_data.posts_fit import Layer, fit_layer, layer_of
from experiments.own_data.reading import Data
from experiments.own_data.recovery import Trial, posts_trial
from experiments.own_data.sales_fit import fit_sales, sales_of, sales_trial
from experiments.own_data.survey_fit import bins_of, fit_survey, survey_trial
from sim.parameters import declarations
from sim.real_network import RealNetwork
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError
from sim.scenario_file import with_overrides

__all__ = ["Work", "add_ads", "add_posts", "add_sales", "add_survey", "short"]

_DIGITS = 5
_USUAL_DAYS = 364.0
_MOST_AT_BOUNDS = 0.05  # share of draws there that is told


def short(value: float) -> float:
    """Return a number in the digits that a file has."""
    return float(f"{value:.{_DIGITS}g}")


class Work:
    """What is being put together: the scenario so far, fits, and how each is tried."""

    def __init__(self, spec: Scenario, seed: int) -> None:
        self.spec, self.seed = spec, seed
        self.fits: dict[File, Fit] = {}
        self.trials: dict[File, Trial] = {}

    def add(self, file: File, fit: Fit, trial: Trial) -> None:
        """Take a fit in; what follows runs with its middle values."""
        fit = _within_bounds(fit, self.spec)
        self.fits[file], self.trials[file] = fit, trial
        middle = {name: short(fit.interval(name)[0]) for name in fit.draws}
        self.spec = with_overrides(self.spec, fit.facts | middle)


def _within_bounds(fit: Fit, spec: Scenario) -> Fit:
    """Return a fit whose draws a scenario may hold; it says where the data point beyond."""
    bounds = {each.name: (each.minimum, each.maximum) for each in declarations(spec)}
    draws = {name: np.clip(each, *bounds[name]) for name, each in fit.draws.items()}
    notes = []
    for name, each in draws.items():
        low, high = bounds[name]
        share = float(((each == low) | (each == high)).mean())
        if share > _MOST_AT_BOUNDS:
            notes.append(
                f"{name}: {share:.0%} of the draws lie at a bound of what the model allows; the "
                "data point beyond it."
            )
    return Fit(draws, fit.identified_by, fit.facts, (*fit.notes, *notes))


def add_survey(work: Work, data: Data) -> None:
    """Fit a survey."""
    bins, n_steps = bins_of(data.table, data.naming.scale)
    trial = survey_trial(len(bins), n_steps, work.spec)
    work.add("survey", fit_survey(bins, n_steps, work.spec, work.seed), trial)


def add_ads(work: Work, data: Data) -> None:
    """Fit ads."""
    ads = ads_of(work.spec)
    work.add("ads", fit_ads(data.table, ads, work.seed), ads_trial(data.table, ads))


def add_posts(work: Work, data: Data) -> tuple[Page, list[str]]:
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
    layer = layer_of(table, page.exponent, page.followers, work.seed)
    response, more = _response(page, layer)
    fit = fit_layer(layer, page, response)
    facts = {"brand.page_followers": followers}
    work.add("posts", Fit(fit.draws, fit.identified_by, facts), posts_trial(page, response))
    return page, [*notes, *more, *_paid_note(layer)]


def _response(page: Page, layer: Layer) -> tuple[Response, list[str]]:
    """Return the response that can give what the posts show.

    Raises:
        ScenarioError: if no page of the model reaches so many, or engages so many.
    """
    notes = []
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


def _paid_note(layer: Layer) -> list[str]:
    """Return what paying does to reach, which the model's page has no place for."""
    if not layer.has_paid:
        return []
    low, middle, high = np.exp(np.quantile(layer.reach[:, -1], (0.05, 0.5, 0.95)))
    return [
        f"Posts that were paid for reach x {middle:.2f} (90 % interval {low:.2f} to {high:.2f}). "
        "That is not passed on: in the model posts on the page are not paid for."
    ]


def add_sales(work: Work, data: Data, strategy: str, network: RealNetwork | None) -> None:
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
    if not table["customers"].any():
        problems.append(Problem(data.name, "customers", 0, "one at least, over all, is needed"))
    if strategy not in work.spec.strategies:
        known = ", ".join(work.spec.strategies)
        problems.append(Problem("--strategy", "", strategy, f"{known} are allowed"))
    if problems:
        raise ScenarioError(problems)
    sales = sales_of(work.spec, strategy, len(table), network)
    fit = fit_sales(table["customers"].to_numpy(float), sales, work.seed)
    work.add("sales", fit, sales_trial(sales))
