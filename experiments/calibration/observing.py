"""What is measured in the observatory, as those who made the facts measured it.

One run gives all measures of its strategy: of communities, of a page, or of ads.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from experiments.concentration import gini, share_of_top_tenth
from sim.audience import ADS, PAGE
from sim.model import BrandCommunity
from sim.real_network import RealNetwork
from sim.results import Run, summarise
from sim.scenario import Scenario
from sim.world import COMMENT

__all__ = ["observe"]

LIKE = 1
COUNTED = (200, 1200)  # members of the communities whose posts are compared with one another
MONTH, WEEK = 28, 7  # days

Measures = dict[str, float]


class _Diary:
    """What happens to each post and member of the communities, day by day."""

    def __init__(self, model: BrandCommunity) -> None:
        self.model = model
        self.likes: list[NDArray[np.uint64]] = []  # key of the post, for each like
        self.posts: list[tuple[int, int]] = []  # key and community of each post
        self.comments: list[tuple[int, NDArray[np.int32]]] = []  # day, and who commented

    def write(self) -> None:
        """Write down today's likes, posts and comments."""
        world = self.model.world
        views, posts, day = world.views, world.posts, world.day - 1
        self.likes.append(posts.key.ravel()[views.post[views.action == LIKE]])
        places, slots = np.nonzero((posts.born == day) & (posts.brand == 0))
        self.posts += [(int(posts.key[c, s]), int(c)) for c, s in zip(places, slots, strict=True)]
        self.comments.append((day, views.member[views.action == COMMENT]))

    def likes_by_community(self) -> dict[int, NDArray[np.int64]]:
        """Return the likes of each post, by community."""
        keys, counts = np.unique(np.concatenate(self.likes), return_counts=True)
        of_post = dict(zip(keys.tolist(), counts.tolist(), strict=True))
        found: dict[int, list[int]] = {}
        for key, c in self.posts:
            found.setdefault(c, []).append(of_post.get(key, 0))
        return {c: np.array(likes) for c, likes in found.items()}

    def comment_days(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return who commented and on which day, in order of days."""
        members = np.concatenate([who for _, who in self.comments])
        return members, np.repeat([day for day, _ in self.comments],
                                  [len(who) for _, who in self.comments])  # fmt: skip


def observe(spec: Scenario, strategy: str, seed: int, *, network: RealNetwork | None = None) -> Run:
    """Return a run whose outcomes are what was measured in it."""
    model = BrandCommunity(spec, strategy, seed, network=network)
    diary = _Diary(model)
    while model.running:
        model.step()
        diary.write()
    measures = _MEASURES[strategy](model, diary)
    run = summarise(model.world, model.recorder, strategy)
    return replace(run, outcomes=measures)


def _of_communities(model: BrandCommunity, diary: _Diary) -> Measures:
    """Return size slopes, engaged share of views, concentration, dispersion and retention."""
    counts, sizes = model.world.counts, np.diff(model.world.communities.first_row)
    inside = slice(0, len(sizes))
    totals = {name: getattr(counts, name)[:, 0, inside].sum(axis=0)
              for name in ("likes", "comments", "shares", "views", "posts")}  # fmt: skip
    engaged = totals["likes"] + totals["comments"] + totals["shares"]
    members, days = diary.comment_days()
    written = np.bincount(members, minlength=len(model.world.members))
    return {
        "engaged_per_view": float(engaged.sum() / totals["views"].sum()),
        "comments_per_like": float(totals["comments"].sum() / totals["likes"].sum()),
        **{f"slope_{name}": _slope(totals[name] / (totals["posts"] * sizes), sizes)
           for name in ("likes", "comments")},
        "top_tenth": share_of_top_tenth(written),
        "gini": gini(written[written > 0]),
        "one_act": float((written == 1).sum() / max(1, (written > 0).sum())),
        "excess": _excess(diary, sizes),
        **_retention(members, days, model.world.n_days),
    }  # fmt: skip


def _slope(rates: NDArray[np.float64], sizes: NDArray[np.int64]) -> float:
    """Return the slope of log rates on log sizes; communities without any do not count."""
    some = rates > 0
    return float(np.polyfit(np.log(sizes[some]), np.log(rates[some]), 1)[0])


def _excess(diary: _Diary, sizes: NDArray[np.int64]) -> float:
    """Return the variance of likes per post beyond Poisson's, in squares of their mean."""
    found = []
    for c, likes in diary.likes_by_community().items():
        if COUNTED[0] <= sizes[c] <= COUNTED[1]:
            found.append((likes.var(ddof=1) - likes.mean()) / likes.mean() ** 2)
    return float(np.mean(found))


def _retention(members: NDArray[np.int32], days: NDArray[np.int64], n_days: int) -> Measures:
    """Return which share of those who commented do so again, some weeks and months later.

    Who commented first early enough that the whole time can be seen counts.
    """
    first = np.full(members.max(initial=0) + 1, -1)
    order = np.argsort(days, kind="stable")[::-1]
    first[members[order]] = days[order]
    since = days - first[members]
    found = {}
    for name, length, ages in (("week", WEEK, (1, 4, 12)), ("month", MONTH, (1, 3, 6))):
        for age in ages:
            seen = (first >= 0) & (first + (age + 1) * length <= n_days)
            again = np.zeros(len(first), bool)
            again[members[(since >= age * length) & (since < (age + 1) * length)]] = True
            found[f"{name}_{age}"] = float(again[seen].mean()) if seen.any() else np.nan
    found["week_12_of_4"] = found["week_12"] / max(found["week_4"], 1e-9)
    found["month_6_of_1"] = found["month_6"] / max(found["month_1"], 1e-9)
    return found


def _of_page(model: BrandCommunity, _: _Diary) -> Measures:
    """Return how reach, engagement and mix vary over the posts of a page."""
    counts, days = model.world.counts, slice(None)
    likes, comments, shares, reach = (
        getattr(counts, name)[days, 0, PAGE] for name in ("likes", "comments", "shares", "views")
    )
    one = counts.posts[days, 0, PAGE] == 1  # a post lives within its day
    likes, comments, shares, reach = (x[one] for x in (likes, comments, shares, reach))
    engaged = likes + comments + shares
    followers = model.spec.brand.page_followers
    quartiles = {f"q{q}": np.quantile(engaged / reach, q / 100) for q in (25, 50, 75)}
    reached = {f"reach_q{q}": np.quantile(reach / followers, q / 100) for q in (25, 50, 75)}
    return {
        **{name: float(value) for name, value in (quartiles | reached).items()},
        "elasticity": float(np.polyfit(np.log(reach), np.log(engaged), 1)[0]),
        "sd_log_reach": float(np.log(reach).std(ddof=1)),
        "sd_log_likes": float(np.log(likes).std(ddof=1)),
        "like_share": float(likes.sum() / engaged.sum()),
        "comment_share": float(comments.sum() / engaged.sum()),
        "share_share": float(shares.sum() / engaged.sum()),
    }


def _of_ads(model: BrandCommunity, _: _Diary) -> Measures:
    """Return clicks an impression and customers a click."""
    counts = model.world.counts
    clicks, shown, customers = (
        float(getattr(counts, name)[:, 0, ADS].sum()) for name in ("clicks", "views", "customers")
    )
    return {"click_rate": clicks / shown, "customers_per_click": customers / clicks}


_MEASURES: dict[str, Callable[[BrandCommunity, _Diary], Measures]] = {
    "communities": _of_communities, "page": _of_page, "ads": _of_ads,
}  # fmt: skip
