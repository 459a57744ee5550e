"""The likelihood of posts, and the parameters of the model that it allows.

    log(reach a follower)  = level + drift + paid                          + reach_spread * normal
    interactions           ~ Poisson(reach * odds / (1 + odds))
    log odds               = level + drift - dilution * log(reach against the usual) + s * normal

Reach is a normal regression: its posterior under a flat prior is exact. Interactions are a
Poisson count with normal log-odds, integrated over them by Gauss-Hermite points round the mode of
each post; its posterior is the normal round the best fit. Likes, comments and shares are weighed
by a Bayesian bootstrap over posts. Drift is by quarter of the posts, in time.

The last step, from levels and spreads to parameters, asks the engine (see page.py).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, gammaln

from experiments.own_data.fit import N_DRAWS, Fit, resampling_weights
from experiments.own_data.page import Page, Response

__all__ = ["Layer", "curvature", "drift_of", "fit_layer", "fit_posts", "layer_of", "to_model"]

_FEWEST_FOR_DRIFT = 80
_POINTS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """Draws of the statistical layer; every array begins with N_DRAWS.

    Attributes:
        reach: coefficients of log reach a follower: level, drift, paid; shape (N_DRAWS, n).
        spread: standard deviation round them.
        odds: coefficients of the log-odds, as of reach; paid left out.
        dilution: fall of the log-odds by log reach.
        luck: standard deviation of the log-odds round them.
        likes, comments: shares of all interactions.
        has_paid: whether the last coefficient of reach is of paying.
    """

    reach: Floats
    spread: Floats
    odds: Floats
    dilution: Floats
    luck: Floats
    likes: Floats
    comments: Floats
    has_paid: bool


def layer_of(table: pd.DataFrame, exponent: float, followers: float, seed: int) -> Layer:
    """Return draws of the statistical layer.

    Args:
        table: posts, the oldest first: followers, reach, likes, comments, shares; paid or not.
        exponent: how the share reached falls with followers, as the scenario has it.
        followers: that shares are told for.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    share = _log_share(table, exponent, followers)
    drift = drift_of(len(table))
    paid = _paid(table)
    design = drift if paid is None else np.column_stack([drift, paid])
    reach, spread = _regression(design, share, rng)
    counts = table[["likes", "comments", "shares"]].to_numpy(float)
    odds, dilution, luck = _interactions(
        counts.sum(axis=1), table["reach"].to_numpy(float), drift, share, rng
    )
    # The regression has log reach itself; the level is told at the usual reach of its quarter.
    odds = odds - dilution[:, None] * reach[:, : drift.shape[1]]
    weights = resampling_weights(len(table), rng) @ counts
    mix = weights / weights.sum(axis=1, keepdims=True)
    return Layer(reach, spread, odds, dilution, luck, mix[:, 0], mix[:, 1], paid is not None)


def _log_share(table: pd.DataFrame, exponent: float, followers: float) -> Floats:
    """Return the log of reach a follower, as it would be with so many followers."""
    own = table["followers"].to_numpy(float)
    return np.log(table["reach"].to_numpy(float) / own) - exponent * np.log(own / followers)


def _paid(table: pd.DataFrame) -> Floats | None:
    """Return which posts were paid for, if that is told and differs."""
    if "paid" not in table or table["paid"].nunique() < 2:
        return None
    return table["paid"].to_numpy(float)


def drift_of(n: int) -> Floats:
    """Return of n posts the level, and contrasts of quarters that sum to 0, shape (n, 4 or 1)."""
    level = np.ones((n, 1))
    if n < _FEWEST_FOR_DRIFT:
        return level
    quarter = 4 * np.arange(n) // n
    contrasts = np.eye(4)[quarter][:, :3] - (quarter == 3)[:, None]
    return np.hstack([level, contrasts])


def _regression(design: Floats, y: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return draws of coefficients and of the standard deviation round them (flat prior)."""
    n, k = design.shape
    inverse = np.linalg.inv(design.T @ design)
    best = inverse @ design.T @ y
    squares = float(((y - design @ best) ** 2).sum())
    spread = np.sqrt(squares / rng.chisquare(n - k, N_DRAWS))
    steps = rng.standard_normal((N_DRAWS, k)) @ np.linalg.cholesky(inverse).T
    return best + spread[:, None] * steps, spread


def _interactions(
    y: Floats, reach: Floats, drift: Floats, share: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Return draws of the coefficients of log-odds, of dilution, and of the luck."""
    design = np.column_stack([drift, -share])
    rough = np.log((y + 0.5) / reach)
    start, *_ = np.linalg.lstsq(design, rough, rcond=None)
    sigma = max(0.1, float(np.std(rough - design @ start)))
    theta = np.append(start, np.log(sigma))

    def loss(theta: Floats) -> float:
        return -_log_likelihood(y, reach, design @ theta[:-1], float(np.exp(theta[-1])))

    best = minimize(loss, theta, method="BFGS", options={"gtol": 1e-3}).x
    covariance = np.linalg.inv(curvature(loss, best))
    drawn = rng.multivariate_normal(best, covariance, N_DRAWS, method="eigh")
    return drawn[:, :-2], drawn[:, -2], np.exp(drawn[:, -1])


def _log_likelihood(y: Floats, reach: Floats, mean: Floats, sigma: float) -> float:
    """Return the log-likelihood of counts with normal log-odds, by points round each mode."""
    sigma = float(np.clip(sigma, 1e-3, 10.0))
    u = np.clip((np.log((y + 0.5) / reach) - mean) / sigma, -4.0, 4.0)
    width = np.ones_like(u)
    for _ in range(12):
        chance = expit(mean + sigma * u)
        expected = reach * chance
        slope = (y - expected) * sigma * (1 - chance) - u
        width = 1.0 + expected * (sigma * (1 - chance)) ** 2
        u = u + np.clip(slope / width, -1.0, 1.0)
    points, weights = np.polynomial.hermite.hermgauss(_POINTS)
    scale = np.sqrt(2.0 / width)
    at = u[:, None] + scale[:, None] * points
    log_odds = mean[:, None] + sigma * at
    log_rate = np.log(reach)[:, None] - np.logaddexp(0.0, -log_odds)
    log_each = y[:, None] * log_rate - np.exp(log_rate) - at**2 / 2 + points**2
    top = log_each.max(axis=1, keepdims=True)
    inner = (np.exp(log_each - top) * weights).sum(axis=1)
    return float((np.log(inner) + top[:, 0] + np.log(scale) - gammaln(y + 1)).sum())


def curvature(loss, at: Floats) -> Floats:
    """Return the matrix of second derivatives by central differences, made positive."""
    k, step = len(at), 1e-3
    moves, found = np.eye(k) * step, np.zeros((k, k))
    for i in range(k):
        for j in range(i + 1):
            a, b = moves[i], moves[j]
            found[i, j] = found[j, i] = (
                loss(at + a + b) - loss(at + a - b) - loss(at - a + b) + loss(at - a - b)
            ) / (4 * step**2)
    values, vectors = np.linalg.eigh(found)
    return (vectors * np.maximum(values, 1e-6)) @ vectors.T


def to_model(layer: Layer, page: Page, response: Response) -> dict[str, Floats]:
    """Return draws of the model's parameters, each by asking what the engine makes of it."""
    reach = response.reach_for(layer.reach[:, 0] + layer.spread**2 / 2)
    kept = np.clip(layer.dilution, 0.0, 1.0)
    middle = float(np.median(reach))
    balance = layer.spread**2 / 2 * (1.0 - (1.0 - kept) ** 2)

    def level(luck: Floats) -> Floats:
        return response.level_for(reach, layer.odds[:, 0] + luck**2 / 2 - balance)

    kinds = response.variance_at(middle, float(np.median(level(layer.luck))))
    luck = np.sqrt(np.maximum(0.0, layer.luck**2 - kinds))
    likes, comments = _mix_for(layer.likes, layer.comments, response)
    place = f"platforms.{page.platform}"
    return {
        page.reach_name: reach, "appeal.reach_spread": layer.spread, "appeal.dilution": kept,
        "appeal.page_spread": luck, response.name: level(luck),
        f"{place}.page_likes": likes, f"{place}.page_comments": comments,
    }  # fmt: skip


def _mix_for(likes: Floats, comments: Floats, response: Response) -> tuple[Floats, Floats]:
    """Return the model's shares of an ordinary post that give some shares of all interactions.

    Kinds of post draw more or fewer comments: found by repeated proportional change.
    """
    like, comment, odds = likes.copy(), comments.copy(), response.comment_odds
    for _ in range(40):
        share = np.maximum(0.0, 1.0 - like - comment)
        whole = (like + share)[:, None] + comment[:, None] * odds
        got_likes = (response.kinds * like[:, None] / whole).sum(axis=1)
        got_comments = (response.kinds * comment[:, None] * odds / whole).sum(axis=1)
        rest = np.maximum(1e-12, 1.0 - got_likes - got_comments)
        like = like * likes / np.maximum(1e-12, got_likes)
        comment = comment * comments / np.maximum(1e-12, got_comments)
        share = share * np.maximum(0.0, 1.0 - likes - comments) / rest
        whole_now = like + comment + share
        like, comment = like / whole_now, comment / whole_now
    return like, comment


def fit_posts(table: pd.DataFrame, page: Page, response: Response, seed: int) -> Fit:
    """Return what posts say of the model's parameters."""
    return fit_layer(layer_of(table, page.exponent, page.followers, seed), page, response)


def fit_layer(layer: Layer, page: Page, response: Response) -> Fit:
    """Return what the statistical layer of posts says of the model's parameters."""
    draws = to_model(layer, page, response)
    words = {
        page.reach_name: "mean reach a follower, of posts not paid for",
        "appeal.reach_spread": "spread of log reach",
        "appeal.dilution": "1 less the elasticity of interactions on reach",
        "appeal.page_spread": "spread of interactions given reach, beyond counting",
        response.name: "mean interactions per reach",
        f"platforms.{page.platform}.page_likes": "likes among interactions",
        f"platforms.{page.platform}.page_comments": "comments among interactions",
    }
    return Fit(draws, words)
