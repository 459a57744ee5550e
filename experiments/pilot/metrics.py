"""What a trial may measure: weekly figures of a run, seen through the noise of the brand's tool."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import quotient
from sim.metrics import noisy
from sim.randomness import Purpose, key_for
from sim.results import Run

__all__ = ["METRICS", "Metric", "entered", "mean_so_far", "measured"]

Floats = NDArray[np.floating]


class Metric(NamedTuple):
    """One thing to measure, week by week."""

    name: str
    unit: str  # as of a parameter: "share", "$", ...
    direction: int  # 1 where more speaks for going on, -1 where less does
    rule: str  # in words; {} is such as "at least 5"
    weekly: Callable[[Run, int], Floats]  # of a run in so many communities; NaN: nothing to measure


def entered(run: Run) -> int:
    """Return in how many communities the brand was seen."""
    return sum(float(each["posts"]) + float(each["views"]) > 0 for each in run.communities)


def _engagement_rate(run: Run, n: int) -> Floats:
    inside = run.channels
    return quotient(inside["community_posts.engagements"], inside["community_posts.views"])


def _views_per_post(run: Run, n: int) -> Floats:
    seen = run.channels["community_posts.views"] + run.channels["page.views"]
    return quotient(seen, run.weekly["posts"])


def _comments_per_post(run: Run, n: int) -> Floats:
    return quotient(run.weekly["comments"], run.weekly["posts"])


def _customers(run: Run, n: int) -> Floats:
    won = run.channels["community_posts.customers"] + run.channels["community_ads.customers"]
    return won / max(1, n)


def _return(run: Run, n: int) -> Floats:
    return quotient(run.weekly["margin"], run.weekly["cost"])


def _complaints(run: Run, n: int) -> Floats:
    return run.weekly["complaints"]


def _trust(run: Run, n: int) -> Floats:
    """Return the mean trust of members where the brand is.

    A run tells that of all communities. Where the brand was not seen, trust stays about as it was:
    the change is that of the others, who are fewer.
    """
    members, start, seen = np.array(
        [
            (each["members"], each["trust_start"], float(each["posts"]) + float(each["views"]) > 0)
            for each in run.communities
        ],
        float,
    ).T
    asked = members * seen
    if asked.sum() == 0:
        return np.full(len(run.weekly["trust"]), np.nan)
    before = (members * start).sum() / members.sum()
    change = (run.weekly["trust"] - before) * members.sum() / asked.sum()
    return np.clip((asked * start).sum() / asked.sum() + change, 0.0, 1.0)


METRICS = (
    Metric("customers per community", "number", 1,
           "a community brings {} customers a week", _customers),
    Metric("return", "$", 1, "each dollar spent wins {}", _return),
    Metric("engagement rate", "share", 1, "the engagement rate is {}", _engagement_rate),
    Metric("comments per post", "number", 1, "a post gets {} comments", _comments_per_post),
    Metric("views per post", "number", 1, "a post is seen {} times", _views_per_post),
    Metric("trust survey", "level", 1, "trust in a survey of members is {}", _trust),
    Metric("complaints", "number", -1, "there are {} complaints a week", _complaints),
)  # fmt: skip


def measured(run: Run, communities: int, noise: float) -> Floats:
    """Return each metric of each week as the brand sees it, shape (n_metrics, n_weeks).

    Args:
        run: a trial, or a run that begins as one.
        communities: how many it is in.
        noise: standard deviation of a weekly figure against its value.
    """
    return np.array([
        noisy(metric.weekly(run, communities), noise,
              key_for(run.seed, Purpose.METRIC, communities, k))
        for k, metric in enumerate(METRICS)
    ])  # fmt: skip


def mean_so_far(weekly: Floats, weeks: int) -> Floats:
    """Return the mean over the first weeks, of those with something to measure; else NaN.

    Args:
        weekly: shape (..., n_weeks).
        weeks: how many of them.
    """
    first = weekly[..., :weeks]
    known = np.isfinite(first)
    return quotient(np.where(known, first, 0.0).sum(axis=-1), known.sum(axis=-1))
