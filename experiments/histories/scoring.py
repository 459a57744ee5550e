"""Two naive tools, and how far they are from the truth.

Both see what a brand sees: spend, impressions, clicks and sales by week. Neither sees an effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.histories.columns import PLACES
from experiments.histories.history import History
from experiments.histories.levers import LEVERS
from experiments.statistics import correlation

__all__ = ["TOOLS", "Scores", "drivers_of", "last_click", "media_mix", "score"]

TOOLS = ("last_click", "media_mix")
CLICK_WEEKS = 4  # how long a click counts: about the 30 days that tools look back
DECAYS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)  # what is left of a week's work in the next
_PENALTIES = np.logspace(-4, 3, 15)
_FOLDS = 5
_FEWEST_WEEKS = 10  # below it a media-mix regression says nothing

_CHANNELS = {lever.name: lever.channel for lever in LEVERS}


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What tools say of each lever, against the truth.

    Attributes:
        credits: a row for each replicate and lever: replicate, lever, truth, and each of TOOLS,
            in customers over the run; NaN where a tool says nothing.
        errors: a row for each replicate: replicate, whole (sales less baseline), and of each of
            TOOLS its mean error for a lever (TOOL_error, customers), the rank correlation of its
            credits with the truth (TOOL_order, Spearman's; NaN for fewer than three), and whether
            it names the strongest lever (TOOL_best).
    """

    credits: pd.DataFrame
    errors: pd.DataFrame


def score(history: History) -> Scores:
    """Return what tools make of a history, each replicate by itself.

    Raises:
        ValueError: if the history has no rows.
    """
    rows, errors = [], []
    for replicate, table in history.table.groupby("replicate"):
        table = table.reset_index(drop=True)
        credits = {
            "truth": {lever: float(table[f"effect_{lever}"].sum()) for lever in history.levers},
            "last_click": last_click(table, history.levers),
            "media_mix": media_mix(table, history.levers),
        }
        own = pd.DataFrame(credits).loc[list(history.levers)]
        rows.append(own.rename_axis("lever").reset_index().assign(replicate=replicate))
        whole = float((table["sales"] - table["sales_baseline"]).sum())
        errors.append({"replicate": replicate, "whole": whole} | _errors(own))
    return Scores(pd.concat(rows, ignore_index=True), pd.DataFrame(errors))


def _errors(credits: pd.DataFrame) -> dict[str, float]:
    """Return mean error, order and best lever of each tool."""
    found = {}
    for tool in TOOLS:
        found[f"{tool}_error"] = float((credits[tool] - credits["truth"]).abs().mean(skipna=False))
        is_told = bool(credits[tool].notna().all())
        truth, said = (credits[each].rank().to_numpy() for each in ("truth", tool))
        found[f"{tool}_order"] = correlation(truth, said) if is_told else np.nan
        found[f"{tool}_best"] = is_told and _first(said) == _first(truth) != []
    return found


def _first(ranks: NDArray[np.floating]) -> list[int]:
    """Return the place of the highest rank; nothing where several share it."""
    [places] = np.nonzero(ranks == ranks.max())
    return places.tolist() if len(places) == 1 else []


def last_click(table: pd.DataFrame, levers: Sequence[str]) -> dict[str, float]:
    """Return the customers that last click gives each lever, over all weeks.

    A history has no single buyers. So the sales of a week to members of communities, and those
    to the audience, are split by the clicks there in the four weeks up to it; with no click,
    nobody is credited. Clicks of the audience on ads and on posts of an influencer are counted
    as one: these two share them by what was spent on each in those weeks.

    Args:
        table: the weeks of one replicate.
        levers: whom to credit; a lever without clicks gets nothing.
    """
    credit = dict.fromkeys(levers, 0.0)
    for place, channels in PLACES.items():
        clicks = {channel: _of_late(table[f"clicks_{channel}"]) for channel in channels}
        shares = _shares(np.array(list(clicks.values())), if_none=0.0)
        sales = table[f"sales_{place}"].to_numpy()
        for channel, share in zip(channels, shares, strict=True):
            sharing = [each for each in levers if _CHANNELS[each] == channel]
            parts = [1.0]
            if len(sharing) > 1:
                spent = [_of_late(table[f"spend_{each}"]) for each in sharing]
                parts = _shares(np.array(spent), if_none=1 / len(spent))
            for lever, part in zip(sharing, parts, strict=False):
                credit[lever] += float(np.sum(sales * share * part))
    return credit


def _shares(amounts: NDArray[np.float64], if_none: float) -> NDArray[np.float64]:
    """Return each amount as a share of their sum, week by week, shape (n, n_weeks)."""
    total = amounts.sum(axis=0)
    return np.divide(amounts, total, out=np.full_like(amounts, if_none), where=total > 0)


def _of_late(values: pd.Series) -> NDArray[np.float64]:
    """Return the sum over the last weeks, up to each."""
    return values.rolling(CLICK_WEEKS, min_periods=1).sum().to_numpy()


def drivers_of(levers: Sequence[str]) -> dict[str, str]:
    """Return the column that stands for how much was done of each lever: its spend.

    Posts in communities and on the page share a line of the ledger; where a strategy has both,
    their impressions stand in.
    """
    posts = {"community_posts": "impressions_community_posts", "page_posts": "impressions_page"}
    if not set(posts) <= set(levers):
        posts = dict.fromkeys(posts, "spend_posts")
    return {lever: posts.get(lever, f"spend_{lever}") for lever in levers}


def media_mix(table: pd.DataFrame, levers: Sequence[str]) -> dict[str, float]:
    """Return the customers that a media-mix regression gives each lever, over all weeks.

    Weekly sales are regressed on what was done of each lever, carried over with a geometric
    decay, by ridge regression (scikit-learn's RidgeCV). Decay and penalty are those that predict
    best left-out weeks, a fifth of the run at a time. The credit of a lever is its coefficient
    times what was done of it.

    Args:
        table: the weeks of one replicate; NaN for each lever if there are fewer than ten.
        levers: what there is to credit.
    """
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import KFold

    sales = table["sales"].to_numpy()
    if len(sales) < _FEWEST_WEEKS:
        return dict.fromkeys(levers, np.nan)
    done = table[list(drivers_of(levers).values())].to_numpy(float)
    best, credit = -np.inf, np.zeros(len(levers))
    for decay in DECAYS:
        carried = carried_over(done, decay)
        scale = carried.std(axis=0)
        scale[scale == 0] = 1.0
        model = RidgeCV(alphas=_PENALTIES, cv=KFold(_FOLDS), scoring="neg_mean_squared_error")
        fitted: Any = model.fit(carried / scale, sales)
        if fitted.best_score_ > best:
            best = fitted.best_score_
            credit = fitted.coef_ / scale * carried.sum(axis=0)
    return dict(zip(levers, map(float, credit), strict=True))


def carried_over(done: NDArray[np.floating], decay: float) -> NDArray[np.float64]:
    """Return what works in each week: its own, and a share of what worked in the week before.

    Args:
        done: shape (n_weeks, n_levers).
        decay: that share, 0..1.
    """
    works = np.array(done, float)
    for week in range(1, len(works)):
        works[week] += decay * works[week - 1]
    return works
