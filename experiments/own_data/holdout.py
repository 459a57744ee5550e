"""Does it predict? The last quarter of the posts is held back, predicted, and scored.

The score is the continuous ranked probability score, mean |x - y| - mean |x - x'| / 2 over draws
x, x' of a prediction and what came, y: the mean error of a prediction that is one number, and
less for one that tells honestly how unsure it is. In people or interactions; less is better.

Source: Gneiting and Raftery 2007, JASA 102 (from memory, not verified).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from experiments.own_data.posts_fit import Layer, drift_of, layer_of
from experiments.statistics import paired_difference

__all__ = ["HELD_BACK", "Holdout", "crps", "held_back", "predicted", "quantity_of"]

HELD_BACK = 0.25  # share of the posts
_N_SAMPLES = 500
_LAST = 10  # posts of the "last mean"

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Holdout:
    """What came of predicting posts that were held back.

    Attributes:
        n_fitted, n_held: posts.
        scores: quantity, rival, score (mean CRPS), rival's score, difference (fitted less rival;
            below zero the fit is better), low, high (95 %, paired over posts).
        inside: quantity -> share of the posts inside the predicted 90 % interval.
    """

    n_fitted: int
    n_held: int
    scores: pd.DataFrame
    inside: dict[str, float]


def crps(samples: Floats, came: Floats) -> Floats:
    """Return the score of each prediction, shape (n,).

    Args:
        samples: draws of each prediction, shape (n, n_samples).
        came: what came, shape (n,).
    """
    ordered = np.sort(samples, axis=1)
    m = ordered.shape[1]
    weights = (2.0 * np.arange(1, m + 1) - m - 1) / m**2  # half of mean |x - x'|, for sorted x
    return np.abs(samples - came[:, None]).mean(axis=1) - ordered @ weights


def predicted(
    layer: Layer, table: pd.DataFrame, drift: Floats, exponent: float, followers: float, seed: int
) -> tuple[Floats, Floats]:
    """Return draws of reach and of interactions of posts, each of shape (n_posts, n_samples).

    Of a post its followers are known, and whether it is paid for.

    Args:
        layer: the fit.
        table: the posts.
        drift: of each post, as `drift_of` has it.
        exponent: as it was fitted with.
        followers: as it was fitted with.
        seed: of the draws.
    """
    rng, n = np.random.default_rng([seed, 11]), len(table)
    rows = rng.integers(0, len(layer.spread), (n, _N_SAMPLES))
    own = table["followers"].to_numpy(float)[:, None]
    usual = layer.reach[:, : drift.shape[1]] @ drift.T  # (n_draws, n_posts)
    odds = layer.odds @ drift.T
    post = np.arange(n)[:, None]
    surprise = layer.spread[rows] * rng.standard_normal(rows.shape)
    if layer.has_paid and "paid" in table:
        surprise += layer.reach[rows, -1] * table["paid"].to_numpy(float)[:, None]
    log_reach = usual[rows, post] + surprise + np.log(own) + exponent * np.log(own / followers)
    reach = np.maximum(1.0, np.exp(log_reach))
    luck = layer.luck[rows] * rng.standard_normal(rows.shape)
    rate = reach * expit(odds[rows, post] - layer.dilution[rows] * surprise + luck)
    return reach, rng.poisson(np.minimum(rate, 1e9)).astype(float)


def held_back(table: pd.DataFrame, exponent: float, followers: float, seed: int) -> Holdout:
    """Return how well a fit to the first posts predicts the last, against naive rivals."""
    n = len(table) - max(5, round(HELD_BACK * len(table)))
    past, future = table.iloc[:n], table.iloc[n:]
    layer = layer_of(past, exponent, followers, seed)
    drift = np.tile(drift_of(n)[-1], (len(future), 1))  # goes on as in the last quarter
    samples = predicted(layer, future, drift, exponent, followers, seed)
    rows, inside = [], {}
    for quantity, drawn in zip(("reach", "interactions"), samples, strict=True):
        before, came = quantity_of(past, quantity), quantity_of(future, quantity)
        own = crps(drawn, came)
        low, high = np.quantile(drawn, (0.05, 0.95), axis=1)
        inside[quantity] = float(((low <= came) & (came <= high)).mean())
        for rival, theirs in _rivals(past, future, before, came).items():
            gap = paired_difference(own, theirs)
            rows.append((quantity, rival, own.mean(), theirs.mean(), *gap[:3]))
    columns = ["quantity", "rival", "score", "rival_score", "difference", "low", "high"]
    return Holdout(n, len(future), pd.DataFrame(rows, columns=columns), inside)


def quantity_of(table: pd.DataFrame, name: str) -> Floats:
    """Return reach or all interactions, shape (n,)."""
    columns = [name] if name in table else ["likes", "comments", "shares"]
    return table[columns].to_numpy(float).sum(axis=1)


def _rivals(
    past: pd.DataFrame, future: pd.DataFrame, before: Floats, came: Floats
) -> dict[str, Floats]:
    """Return the scores of naive predictions, each of shape (n_held,)."""
    season = [name for name in ("type", "weekday") if name in past]
    means = pd.Series(before).groupby([past[name].to_numpy() for name in season] or 0 * before)
    known = means.mean().to_dict()
    keys = list(zip(*(future[name] for name in season), strict=True)) if season else []
    if len(season) == 1:
        keys = [key for (key,) in keys]
    overall = float(before.mean())
    seasonal = np.array([known.get(key, overall) for key in keys] or [overall] * len(came))
    label = f"mean of the same {' and '.join(season)}" if season else "mean of all posts before"
    everything = np.broadcast_to(before, (len(came), len(before)))
    return {
        f"mean of the last {_LAST} posts": np.abs(before[-_LAST:].mean() - came),
        label: np.abs(seasonal - came),
        "all posts before, as they fell": crps(everything, came),
    }
