"""The brand's page in the model: its posts run by the engine, and what a parameter makes of them.

A page has no ties to communities, so the engine runs it beside a community of two, with the
brand, audience and parameters of the scenario. The response of the page to a parameter is found
by running it: nothing here repeats an equation of the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.special import logit

from sim.model import BrandCommunity
from sim.scenario import Scenario
from sim.scenario_file import with_overrides

__all__ = ["BASE", "FLUENCY", "Page", "Response", "page_of", "posts_of", "response_of"]

FLUENCY, BASE = "audience.page_fluency", "engagement.base"  # what sets how much people engage
_LEVELS = {FLUENCY: np.linspace(0.0, 1.0, 7), BASE: np.linspace(-10.0, 1.0, 9)}
_NO_LUCK = {"appeal.page_spread": 0.0, "appeal.reach_spread": 0.0}
_LEAST_REACH, _MOST_REACH = 0.01, 0.3  # of followers, that the model's page can have
_N_REACHES = 5
_SPARE_DAYS = 14  # after the last post, so that all have had their views
_MOST_DAYS = 728

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Page:
    """A page that posts as the data do.

    Attributes:
        spec: a scenario with this page alone.
        n: posts.
        platform: the audience's.
        followers: people.
    """

    spec: Scenario
    n: int
    platform: str
    followers: float

    @property
    def reach_name(self) -> str:
        """The parameter that sets its reach."""
        return f"platforms.{self.platform}.page_reach"

    @property
    def exponent(self) -> float:
        """How the share reached falls with the number of followers."""
        return getattr(self.spec.platforms, self.platform).page_reach_exponent


@dataclass(frozen=True, eq=False)
class Response:
    """What parameters make of a page without luck.

    Attributes:
        name: FLUENCY or BASE.
        reaches: values of page_reach, shape (n_reaches,).
        log_share: log of people reached a follower, at each of them.
        levels: values of the parameter of engagement, rising, shape (n_levels,).
        log_odds: mean log-odds to engage, shape (n_reaches, n_levels).
        variance: of the posts' log-odds, for their kinds differ, in the same shape.
        comment_odds: of each kind of post, shape (n_kinds,).
        kinds: their shares of all engagements.
    """

    name: str
    reaches: Floats
    log_share: Floats
    levels: Floats
    log_odds: Floats
    variance: Floats
    comment_odds: Floats
    kinds: Floats

    def reach_for(self, log_share: Floats) -> Floats:
        """Return the page_reach that gives some logs of mean reach a follower; ends are held."""
        return np.exp(np.interp(log_share, self.log_share, np.log(self.reaches)))

    def level_for(self, reach: Floats, log_odds: Floats) -> Floats:
        """Return the level that gives some mean log-odds at some page_reach; ends are held."""
        fine = np.linspace(self.levels[0], self.levels[-1], 201)
        curves = PchipInterpolator(self.levels, self.log_odds, axis=1)(fine)
        inside = np.clip(reach, self.reaches[0], self.reaches[-1])
        own = PchipInterpolator(np.log(self.reaches), curves)(np.log(inside))
        return np.array([np.interp(y, row, fine) for y, row in zip(log_odds, own, strict=True)])

    def variance_at(self, reach: float, level: float) -> float:
        """Return how much kinds of post differ in log-odds there, a variance."""
        k = int(np.abs(np.log(self.reaches / reach)).argmin())
        return float(np.interp(level, self.levels, self.variance[k]))

    def holds(self, log_odds: float) -> bool:
        """Tell whether some level gives these mean log-odds at every reach."""
        return bool(self.log_odds[:, 0].max() < log_odds < self.log_odds[:, -1].min())


def page_of(
    spec: Scenario, n: int, days: float, followers: float, kinds: Mapping[str, float] | None = None
) -> Page:
    """Return a page that makes n posts in so many days.

    Args:
        spec: the scenario.
        n: posts.
        days: from the first to the last; at most two years are run.
        followers: people.
        kinds: shares of the kinds of post; None for those of the scenario's first strategy that
            posts on its page, or else posts at all.
    """
    weeks = int(np.clip(np.ceil(days / 7), 1, (_MOST_DAYS - _SPARE_DAYS) // 7))
    plans = [each for each in spec.strategies.values() if each.tailor]
    plans.sort(key=lambda each: each.tailor.page_posts_per_week <= 0 if each.tailor else True)
    plan = plans[0] if plans else None
    tailor: dict[str, Any] = {"mix": plan.tailor.mix if plan and plan.tailor else {"question": 1.0}}
    tailor |= {"mix": dict(kinds)} if kinds else {}
    tailor |= {"page_posts_per_week": min(100.0, n / weeks), "posts_per_week": 0.0}
    strategy: dict[str, Any] = {"tailor": tailor, "commit": {"hours_per_week": 10_000.0}}
    if plan and plan.interact:
        strategy["interact"] = {"replies": plan.interact.replies, "listening_hours": 0.0}
    content = spec.model_dump(exclude_unset=True)
    content |= {
        "days": 7 * weeks + _SPARE_DAYS, "communities": {"beside": {"size": 2}}, "rivals": {},
        "strategies": {"page": strategy}, "baseline": "page",
    }  # fmt: skip
    content.pop("posterior", None)
    content.pop("network", None)
    content.setdefault("stories", {})["is_on"] = 0
    own = {"page_followers": followers, "hours_per_week": 10_000.0, "budget_per_week": 1e7}
    content["brand"] = content.get("brand", {}) | own
    made = min(n, int(weeks * min(100.0, n / weeks)))
    return Page(Scenario.model_validate(content), made, spec.audience.platform, followers)


def posts_of(page: Page, values: Mapping[str, float], seed: int) -> pd.DataFrame:
    """Return what the engine's page earns, post by post, in expectation.

    Args:
        page: which.
        values: dotted path -> value.
        seed: >= 0.

    Returns:
        reach, engaged, likes, comments, shares (people), comment_odds: one row a post, the
        oldest first.
    """
    spec = with_overrides(page.spec, dict(values))
    model, showings = BrandCommunity(spec, "page", seed), {}
    while model.running:
        model.step()
        showings |= {id(each): each for each in model.world.audience.showings if each.is_page}
    made = list(showings.values())[: page.n]
    table = pd.DataFrame({
        "reach": [each.reached for each in made], "engaged": [each.engaged for each in made],
        "comment_odds": [each.comment_odds for each in made],
    })  # fmt: skip
    place = getattr(spec.platforms, page.platform)
    comments = place.page_comments * table["comment_odds"]
    shares = max(0.0, 1.0 - place.page_likes - place.page_comments)
    each = table["engaged"] / (place.page_likes + comments + shares)
    return table.assign(
        likes=each * place.page_likes, comments=each * comments, shares=each * shares
    )


def response_of(page: Page, name: str) -> Response:
    """Return what page_reach and the parameter of engagement make of a page without luck."""
    size = (page.followers / 3000.0) ** page.exponent
    least, most = _LEAST_REACH / size, min(1.0, _MOST_REACH / size)
    reaches, levels = np.geomspace(least, most, _N_REACHES), _LEVELS[name]
    shape = len(reaches), len(levels)
    log_share, log_odds, variance = np.zeros(len(reaches)), np.zeros(shape), np.zeros(shape)
    posts = pd.DataFrame()
    for i, reach in enumerate(reaches):
        for j, level in enumerate(levels):
            values = {page.reach_name: float(reach), name: float(level)} | _NO_LUCK
            posts = posts_of(page, values, seed=1)
            odds = logit(posts["engaged"] / posts["reach"])
            log_odds[i, j], variance[i, j] = odds.mean(), odds.var()
        log_share[i] = np.log(posts["reach"].mean() / page.followers)
    by_kind = posts.groupby("comment_odds")["engaged"].sum()
    kinds = by_kind.to_numpy() / by_kind.sum()
    return Response(name, reaches, log_share, levels, log_odds, variance,
                    by_kind.index.to_numpy(float), kinds)  # fmt: skip
