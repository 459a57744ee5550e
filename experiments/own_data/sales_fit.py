"""Sales: weekly new customers, as the chance to buy that makes the engine sell as many.

The engine runs the strategy that the brand followed in those weeks, from its first day, on several
lucks at each of some values of purchase.rate. All customers together are a count with the mean of
the engine and a luck beyond counting (negative binomial): the larger of the engine's, from run to
run, and the data's own, by blocks of four weeks. In the mass audience the engine has expected
customers: they are counted by Poisson's law. The posterior is over the log of the rate, flat
before. Beyond the length of the series nothing else in buying is fitted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from experiments.own_data.fit import N_DRAWS, Fit
from experiments.own_data.recovery import Trial, Truth
from sim.model import simulate
from sim.parameters import declarations
from sim.real_network import RealNetwork
from sim.results import Run
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError
from sim.scenario_file import with_overrides

__all__ = ["RATE", "Sales", "fit_sales", "sales_of", "sales_trial"]

RATE = "purchase.rate"
_RATES = np.geomspace(0.0001, 0.1, 6)
_LUCKS = 6
_BLOCK = 4  # weeks
_MOST_WEEKS = 104

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sales:
    """How many customers the engine wins.

    Attributes:
        spec: the scenario over so many weeks.
        strategy: what the brand did in them.
        n_weeks: of the series.
        log_customers: log of expected customers over all weeks, of the log of the rate.
        luck: variance of customers between lucks beyond counting, as a share of the mean squared.
        network: real ties, if the scenario has them.
    """

    spec: Scenario
    strategy: str
    n_weeks: int
    log_customers: np.polynomial.Polynomial
    luck: float
    network: RealNetwork | None = None


def sales_of(spec: Scenario, strategy: str, n_weeks: int, network: RealNetwork | None) -> Sales:
    """Return what the engine sells under a strategy, over rates and lucks."""
    if n_weeks > _MOST_WEEKS:
        allowed = f"at most {_MOST_WEEKS} weeks are allowed"
        raise ScenarioError([Problem("sales", "", f"{n_weeks} weeks", allowed)])
    own = with_overrides(spec, {"days": 7 * n_weeks})
    seeds = iter(range(1, 1 + len(_RATES) * _LUCKS))
    totals = np.array([
        [_weekly(own, strategy, {RATE: float(rate)}, next(seeds), network).sum()
         for _ in range(_LUCKS)]
        for rate in _RATES
    ])  # fmt: skip
    mean = np.maximum(0.5, totals.mean(axis=1))
    excess = (totals.var(axis=1, ddof=1) - mean) / mean**2
    luck = max(0.0, float(np.average(excess, weights=mean / (1 + mean))))
    weights = 1 / np.sqrt(1 / mean + luck + 1e-6)
    curve = np.polynomial.Polynomial.fit(np.log(_RATES), np.log(mean), 3, w=weights)
    return Sales(own, strategy, n_weeks, curve, (1 + 4 / totals.size) * luck, network)


def _weekly(
    spec: Scenario, strategy: str, values: Truth, seed: int, network: RealNetwork | None
) -> Floats:
    """Return new customers week by week as they would be counted, shape (n_weeks,)."""
    run: Run = simulate(with_overrides(spec, dict(values)), strategy, seed, network=network)
    outside = run.channels["page.customers"] + run.channels["audience.customers"]
    rng = np.random.default_rng([seed, 23])
    return run.weekly["customers"] - outside + rng.poisson(outside)


def fit_sales(customers: Floats, sales: Sales, seed: int) -> Fit:
    """Return what weekly customers say of the chance to buy.

    Raises:
        ScenarioError: if there are more customers than the engine ever wins.
    """
    total = float(customers.sum())
    log_rates = np.linspace(np.log(_RATES[0]), np.log(_RATES[-1]), 2001)
    mean = np.exp(sales.log_customers(log_rates))
    if total > mean[-1]:
        allowed = f"at most {mean[-1]:,.0f} over all weeks is what it can win"
        got = f"{total:,.0f} customers by '{sales.strategy}'"
        raise ScenarioError([Problem("sales", "customers", got, allowed)])
    blocks = [customers[k : k + _BLOCK].sum() for k in range(0, len(customers), _BLOCK)]
    own = len(blocks) * float(np.var(blocks, ddof=1)) / max(1.0, total) ** 2
    own -= 1 / max(1.0, total)  # what counting alone explains
    luck = max(sales.luck, own, 1e-6)
    chance = np.asarray(nbinom.logpmf(total, 1 / luck, 1 / (1 + luck * mean)))
    weights = np.exp(chance - chance.max())
    rng = np.random.default_rng([seed, 19])
    drawn = rng.choice(log_rates, N_DRAWS, p=weights / weights.sum())
    said = f"new customers of {sales.n_weeks} weeks, as won by '{sales.strategy}'"
    return Fit({RATE: np.exp(drawn)}, {RATE: said})


def sales_trial(sales: Sales) -> Trial:
    """Return the trial of sales: as many weeks of the same strategy."""
    about = next(each for each in declarations(sales.spec) if each.name == RATE)

    def truth(rng: np.random.Generator) -> Truth:
        return {
            RATE: float(np.exp(rng.uniform(np.log(about.low or 1e-4), np.log(about.high or 1))))
        }

    def fit(truth: Truth, seed: int) -> Fit:
        made = _weekly(sales.spec, sales.strategy, truth, 1000 + seed % 10**6, sales.network)
        return fit_sales(np.rint(made), sales, seed)

    return Trial(truth, fit)
