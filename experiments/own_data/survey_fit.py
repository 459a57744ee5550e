"""Survey: what strangers trust, as the evidence that the model grants them.

Answers are a Beta distribution, each known up to the step of its scale. Its two numbers are taken
for the good and bad evidence of a stranger: their ratio is the mean trust; that the spread between
people stands for how firmly each believes is an assumption of this fit.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betainc

from experiments.own_data.fit import N_DRAWS, Fit
from experiments.own_data.posts_fit import curvature
from experiments.own_data.recovery import Trial, Truth
from sim.parameters import declarations
from sim.scenario import Scenario

__all__ = ["GOOD", "bins_of", "fit_survey", "survey_trial"]

GOOD, BAD = "trust.prior_good", "trust.prior_bad"
_STEPS = 1000  # of a scale that is not made of a few whole numbers

Floats = NDArray[np.float64]


def bins_of(table: pd.DataFrame, scale: tuple[float, float]) -> tuple[Floats, int]:
    """Return the step of the scale that each answer is on, from 0, and how many steps it has."""
    low, high = scale
    answers = table["trust"].to_numpy(float)
    if high - low >= 2 and np.all(answers == np.rint(answers)):
        return answers - low, int(high - low) + 1
    return np.minimum(np.floor((answers - low) / (high - low) * _STEPS), _STEPS - 1), _STEPS


def fit_survey(bins: Floats, n_steps: int, spec: Scenario, seed: int) -> Fit:
    """Return what a survey says of a stranger's evidence."""
    share = (bins + 0.5) / n_steps
    mean, variance = float(share.mean()), max(1e-4, float(share.var()))
    strength = float(np.clip(mean * (1 - mean) / variance - 1, 0.2, 200.0))
    mean = float(np.clip(mean, 0.01, 0.99))
    steps, counts = np.unique(bins, return_counts=True)

    def loss(theta: Floats) -> float:
        good, bad = np.exp(np.clip(theta, -6, 8))
        chance = betainc(good, bad, (steps + 1) / n_steps) - betainc(good, bad, steps / n_steps)
        return -float((counts * np.log(np.maximum(chance, 1e-300))).sum())

    start = np.log([mean * strength, (1 - mean) * strength])
    best = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-8}).x
    rng = np.random.default_rng([seed, 13])
    cov = np.linalg.inv(curvature(loss, best))
    drawn = np.exp(rng.multivariate_normal(best, cov, N_DRAWS, method="eigh"))
    bounds = {each.name: (each.minimum, each.maximum) for each in declarations(spec)}
    draws = {name: np.clip(drawn[:, k], *bounds[name]) for k, name in enumerate((GOOD, BAD))}
    words = "mean and spread of answers of people who hardly know the brand"
    return Fit(draws, dict.fromkeys(draws, words))


def survey_trial(n: int, n_steps: int, spec: Scenario) -> Trial:
    """Return the trial of a survey: as many answers, on the same scale."""
    ranges = {each.name: each for each in declarations(spec)}

    def truth(rng: np.random.Generator) -> Truth:
        return {x: float(rng.uniform(ranges[x].low or 0, ranges[x].high or 1)) for x in (GOOD, BAD)}

    def fit(truth: Truth, seed: int) -> Fit:
        trust = np.random.default_rng([seed, 17]).beta(truth[GOOD], truth[BAD], n)
        return fit_survey(np.minimum(np.floor(trust * n_steps), n_steps - 1), n_steps, spec, seed)

    return Trial(truth, fit)
