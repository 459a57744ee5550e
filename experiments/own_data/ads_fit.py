"""Ads: what an impression costs and how often it is clicked, asked back through the engine.

Price and clicks are pooled over ads; a Bayesian bootstrap over ads says how sure they are, however
unequal ads are. The engine's ads have no luck of their own, and a price that does not move.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from experiments.own_data.fit import Fit, resampling_weights
from experiments.own_data.recovery import Trial, Truth
from sim.ledger import Line
from sim.model import BrandCommunity
from sim.parameters import declarations
from sim.scenario import Scenario
from sim.scenario_errors import Problem, ScenarioError
from sim.scenario_file import with_overrides

__all__ = ["Ads", "ads_of", "ads_trial", "fit_ads"]

CLICKS = "engagement.base_ads"
_LEVELS = np.linspace(-14.0, 0.0, 15)
_DAYS = 28
_USUAL = 500.0  # $ a week, where no strategy of the scenario buys ads

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ads:
    """The scenario's ads in the engine.

    Attributes:
        spec: a scenario with ads alone.
        price_name: the parameter of their price.
        strategy: whose ads they are; "" for plain ads.
        factor: what 1,000 impressions cost against that parameter.
        log_rates: log of clicks an impression, at each of _LEVELS.
    """

    spec: Scenario
    price_name: str
    strategy: str
    factor: float
    log_rates: Floats


def ads_of(spec: Scenario) -> Ads:
    """Return the engine's ads: those of the scenario's first strategy that buys any."""
    plans = {n: each for n, each in spec.strategies.items() if each.pay and each.pay.audience_ads}
    name = next(iter(plans), "")
    pay: dict[str, Any] = {"audience_ads": _USUAL}
    if name:
        pay = plans[name].model_dump(exclude_unset=True)["pay"] | {"start_week": 0}
        pay.pop("stop_week", None)
    content = spec.model_dump(exclude_unset=True)
    content |= {"days": _DAYS, "communities": {"beside": {"size": 2}}, "rivals": {},
                "strategies": {"ads": {"pay": pay}}, "baseline": "ads"}  # fmt: skip
    for each in ("posterior", "network"):
        content.pop(each, None)
    content["brand"] = content.get("brand", {}) | {"budget_per_week": 1e7}
    own = Scenario.model_validate(content)
    platform = f"platforms.{spec.audience.platform}.cost_per_thousand"
    rates = [_seen(own, {CLICKS: float(level)})[1] for level in _LEVELS]
    price, _ = _seen(own, {platform: 10.0})
    return Ads(own, platform, name, price / 10.0, np.log(rates))


def _seen(spec: Scenario, values: Truth) -> tuple[float, float]:
    """Return the engine's price of 1,000 impressions ($) and its clicks an impression."""
    model = BrandCommunity(with_overrides(spec, dict(values)), "ads", 1)
    while model.running:
        model.step()
    counts = model.world.counts
    views = float(counts.views[:, 0, -1].sum())
    spent = float(model.world.ledger.money[:, 0, int(Line.AUDIENCE_ADS)].sum())
    return 1000.0 * spent / views, float(counts.clicks[:, 0, -1].sum()) / views


def fit_ads(table: pd.DataFrame, ads: Ads, seed: int) -> Fit:
    """Return what ads say of price and clicks.

    Raises:
        ScenarioError: if nothing was shown, spent or clicked.
    """
    sums = table[["spent", "impressions", "clicks"]].sum()
    for name in ("spent", "impressions", "clicks"):
        if sums[name] <= 0:
            raise ScenarioError([Problem("ads", name, 0, "more than nothing, over all, is needed")])
    weights = resampling_weights(len(table), np.random.default_rng([seed, 3]))
    spent, shown, clicked = (weights @ table[name].to_numpy(float) for name in sums.index)
    price = 1000.0 * spent / shown / ads.factor
    levels = _levels_for(np.log(clicked / shown), price, ads)
    bought = f"as '{ads.strategy}' buys them" if ads.strategy else "aimed at nobody"
    notes = [f"The ads are taken to be bought {bought}."]
    if "purchases" in table and table["purchases"].sum() > 0:
        cost = sums["spent"] / table["purchases"].sum()
        notes.append(
            f"A purchase cost ${cost:,.2f} of ads. That is not passed on: in the model people buy "
            "what they remember, not what they click."
        )
    return Fit(
        {ads.price_name: price, CLICKS: levels},
        {ads.price_name: "money for 1,000 impressions", CLICKS: "clicks an impression"},
        notes=tuple(notes),
    )


def _levels_for(log_rates: Floats, prices: Floats, ads: Ads) -> Floats:
    """Return the levels that give some logs of clicks an impression at some prices, shape (n,).

    The price decides how often people see the ads, and so how tired of them they are: the engine
    is asked again at the levels found, and at a price a tenth higher.
    """
    curve, shift, level = PchipInterpolator(ads.log_rates, _LEVELS), 0.0, 0.0
    middle, price = float(np.median(log_rates)), float(np.median(prices))

    def log_rate(price: float) -> float:
        return float(np.log(_seen(ads.spec, {ads.price_name: price, CLICKS: level})[1]))

    for _ in range(3):
        level = float(curve(np.clip(middle - shift, ads.log_rates[0], ads.log_rates[-1])))
        shift += log_rate(price) - middle
    slope = (log_rate(1.1 * price) - log_rate(price)) / np.log(1.1)
    shifts = shift + slope * np.log(prices / price)
    return curve(np.clip(log_rates - shifts, ads.log_rates[0], ads.log_rates[-1]))


def ads_trial(table: pd.DataFrame, ads: Ads) -> Trial:
    """Return the trial of ads: as many, as often shown, and as unequal in price as in the data."""
    ranges = {each.name: each for each in declarations(ads.spec)}
    shown = table["impressions"].to_numpy(float)
    price = table["spent"].sum() / shown.sum()
    uneven = table["spent"].to_numpy(float) / np.maximum(1.0, shown) / price

    def truth(rng: np.random.Generator) -> Truth:
        return {n: float(rng.uniform(ranges[n].low or 0, ranges[n].high or 1))
                for n in (ads.price_name, CLICKS)}  # fmt: skip

    def fit(truth: Truth, seed: int) -> Fit:
        rng = np.random.default_rng([seed, 5])
        cost, rate = _seen(ads.spec, truth)
        rows = rng.integers(0, len(table), len(table))
        made = pd.DataFrame({"impressions": shown[rows]})
        made["spent"] = made["impressions"] * cost / 1000.0 * uneven[rows]
        made["clicks"] = rng.poisson(made["impressions"] * rate).astype(float)
        return fit_ads(made, ads, seed)

    return Trial(truth, fit)
