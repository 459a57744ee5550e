"""Does the fit find the truth? Data made by the model at known values are fitted like one's own.

Truths are drawn evenly from the plausible ranges. Of 90 % intervals, nine in ten should hold the
truth; among 60, 47 to 59 is what chance allows (binomial, 1 % at either end).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.own_data.fit import Fit
from experiments.own_data.page import Page, Response, posts_of
from experiments.own_data.posts_fit import fit_posts
from sim.parameters import declarations

__all__ = ["N_SETS", "Trial", "counted", "coverage", "posts_trial"]

N_SETS = 60

Truth = dict[str, float]


@dataclass(frozen=True)
class Trial:
    """How data are made at a truth, and fitted.

    Attributes:
        truth: random generator -> dotted parameter -> value.
        fit: truth and seed -> what the fit says of data that the model made there.
    """

    truth: Callable[[np.random.Generator], Truth]
    fit: Callable[[Truth, int], Fit]


def coverage(
    trial: Trial, seed: int, n_sets: int = N_SETS, on_set: Callable[[], None] = lambda: None
) -> pd.DataFrame:
    """Return how often intervals hold the truth: parameter, held, sets.

    Args:
        trial: what is tried.
        seed: of truths and of the luck of each set.
        n_sets: data sets.
        on_set: called after each.
    """
    rng, held = np.random.default_rng([seed, 60]), {}
    for _ in range(n_sets):
        truth = trial.truth(rng)
        fit = trial.fit(truth, int(rng.integers(2**31)))
        for name, value in truth.items():
            _, low, high = fit.interval(name)
            slack = 1e-9 * max(1.0, abs(value))  # a value that is exact is found up to rounding
            held.setdefault(name, []).append(low - slack <= value <= high + slack)
        on_set()
    rows = [(name, sum(each), len(each)) for name, each in held.items()]
    return pd.DataFrame(rows, columns=["parameter", "held", "sets"])


def posts_trial(page: Page, response: Response) -> Trial:
    """Return the trial of a page's posts: as many as in the data, at the page's followers."""
    ranges = {each.name: (each.low, each.high) for each in declarations(page.spec)}
    place = f"platforms.{page.platform}"
    low, high = ranges[page.reach_name]
    reach = (max(float(low or 0), response.reaches[0] * 1.1),
             min(float(high or 1), response.reaches[-1] / 1.5))  # fmt: skip

    def truth(rng: np.random.Generator) -> Truth:
        names = ("appeal.reach_spread", "appeal.dilution", "appeal.page_spread")
        found = {page.reach_name: float(rng.uniform(*reach))}
        found |= {name: float(rng.uniform(*map(float, ranges[name]))) for name in names}  # type: ignore[arg-type]
        found[response.name] = float(rng.uniform(*map(float, ranges[response.name])))  # type: ignore[arg-type]
        likes = float(rng.uniform(0.5, 0.9))
        comments = float(rng.uniform(0.1, 0.6)) * (1.0 - likes)
        return found | {f"{place}.page_likes": likes, f"{place}.page_comments": comments}

    def fit(truth: Truth, seed: int) -> Fit:
        table = counted(posts_of(page, truth, seed), seed)
        return fit_posts(table.assign(followers=page.followers), page, response, seed)

    return Trial(truth, fit)


def counted(expected: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return posts as an export counts them: whole people, interactions by Poisson's law."""
    rng = np.random.default_rng([seed, 7])
    table = pd.DataFrame({"reach": np.maximum(1.0, np.rint(expected["reach"]))})
    for name in ("likes", "comments", "shares"):
        table[name] = rng.poisson(expected[name]).astype(float)
    return table
