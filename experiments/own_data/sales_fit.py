"""Sales: weekly new customers, as the chance to buy that makes the engine sell as many.

The engine runs the strategy that the brand followed in those weeks, from its first day, on several
lucks at each of some values of purchase.rate. The log of all customers is normal round the
engine's, with the larger of two variances: between the engine's lucks, and of the data by blocks
of four weeks. In the mass audience the engine has expected customers: they are counted by
Poisson's law. Beyond the length of the series nothing else in buying is fitted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.optimize import nnls

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
        log_customers: mean log of customers over all weeks, at each of _RATES.
        variance: of that log between lucks, at each of _RATES.
        network: real ties, if the scenario has them.
    """

    spec: Scenario
    strategy: str
    n_weeks: int
    log_customers: Floats
    variance: Floats
    network: RealNetwork | None = None


def sales_of(spec: Scenario, strategy: str, n_weeks: int, network: RealNetwork | None) -> Sales:
    """Return what the engine sells under a strategy, over rates and lucks."""
    if n_weeks > _MOST_WEEKS:
        allowed = f"at most {_MOST_WEEKS} weeks are allowed"
        raise ScenarioError([Problem("sales", "", f"{n_weeks} weeks", allowed)])
    own = with_overrides(spec, {"days": 7 * n_weeks})
    totals = np.array([
        [_weekly(own, strategy, {RATE: float(rate)}, seed, network).sum()
         for seed in range(1, _LUCKS + 1)]
        for rate in _RATES
    ])  # fmt: skip
    middle = np.log(np.maximum(0.5, totals.mean(axis=1)))
    middle = np.maximum.accumulate(middle + 1e-9 * np.arange(len(_RATES)))
    relative = totals.var(axis=1, ddof=1) / np.exp(2 * middle)
    # Counting adds 1 / customers or so to the variance of the log, the market's luck a constant.
    parts = np.column_stack([np.exp(-middle), np.ones(len(middle))])
    weights = np.exp(middle / 2)[:, None]
    (counting, luck), _ = nnls(parts * weights, relative * weights[:, 0])
    variance = (1 + 1 / _LUCKS) * (max(0.2, counting) * np.exp(-middle) + luck)
    return Sales(own, strategy, n_weeks, middle, variance, network)


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
        ScenarioError: if there are no customers, or more or fewer than the engine ever wins.
    """
    total = float(customers.sum())
    low, high = np.exp(sales.log_customers[[0, -1]])
    if not low < total < high:
        allowed = f"{low:,.1f} to {high:,.0f} over all weeks is what '{sales.strategy}' can win"
        raise ScenarioError([Problem("sales", "customers", f"{total:,.0f}", allowed)])
    blocks = [customers[k : k + _BLOCK].sum() for k in range(0, len(customers), _BLOCK)]
    own = len(blocks) * float(np.var(blocks, ddof=1)) / total**2
    engine = float(np.interp(np.log(total), sales.log_customers, sales.variance))
    spread = np.sqrt(max(own, engine))
    logs = np.log(total) + spread * np.random.default_rng([seed, 19]).standard_normal(N_DRAWS)
    curve = PchipInterpolator(sales.log_customers, np.log(_RATES))
    rates = np.exp(curve(np.clip(logs, sales.log_customers[0], sales.log_customers[-1])))
    said = f"new customers of {sales.n_weeks} weeks, as won by '{sales.strategy}'"
    return Fit({RATE: rates}, {RATE: said})


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
