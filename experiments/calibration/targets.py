"""What the defaults are fitted to: measured facts, and how far the model may be from each.

A target is a fact with its 95 % interval, compared on the scale of `scale`. The discrepancy is the
standard deviation, on that scale, of what the model cannot be expected to match: other times, other
people, other definitions. It was written down before any run was compared, with its reason.

Source of all values: measured on public data sets; ids are those of the facts file. Derived values
are worked out from facts as their remark says.
"""

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["TARGETS", "Target", "World", "scaled"]

World = Literal["communities", "movers", "page", "ads"]
Scale = Literal["as it is", "log"]


class Target(NamedTuple):
    """A measured fact."""

    fact: str  # its id
    world: World  # where it is measured in the model
    measure: str  # under which name
    value: float
    low: float  # of its 95 % interval
    high: float
    scale: Scale
    discrepancy: float
    why: str  # the discrepancy; or, if it is not fitted to, why not
    is_fitted: bool = True

    @property
    def centre(self) -> float:
        """The fact, on its scale."""
        return float(scaled(self.value, self.scale))

    @property
    def error(self) -> float:
        """Standard error of the fact, on its scale."""
        low, high = scaled(np.array([self.low, self.high]), self.scale)
        return float(high - low) / (2 * 1.96)

    @property
    def variance(self) -> float:
        """Variance of fact and model together, on its scale; luck and emulator aside."""
        return self.error**2 + self.discrepancy**2


def scaled(values: ArrayLike, scale: Scale) -> NDArray[np.float64]:
    """Return values on a scale; what has no logarithm is NaN."""
    found = np.asarray(values, np.float64)
    if scale == "as it is":
        return found
    return np.log(np.where(found > 0, found, np.nan))


_OTHER = "other people and another time than any scenario's"
_PAGE = "one page, 2014; quartiles of a whole distribution that is not quite lognormal"
_REDDIT = "forums of 3,500 members and more, their 1,000 best posts; here 60 to 4,000 members"
_ACTS = "a new chat network or a question site; here comments on a brand's posts"


def _near(value: float) -> tuple[float, float]:
    """Return a stand-in for an interval where the fact has none: a tenth either way."""
    return 0.9 * value, 1.1 * value


TARGETS: tuple[Target, ...] = (
    Target("ig.engagement_per_impression.q50.first119rows", "communities", "engaged_per_view",
           0.062209, 0.057533, 0.067421, "log", 0.3,
           "ordinary accounts, not communities; nearly half are saves, which the model has not"),
    Target("reddit.slope_log_comments_per_post_per_member_on_log_members", "communities",
           "slope_comments", -0.28007, -0.30617, -0.25397, "as it is", 0.1, _REDDIT),
    Target("reddit.slope_log_score_per_post_per_member_on_log_members", "communities",
           "slope_likes", -0.098251, -0.12869, -0.06781, "as it is", 0.1, _REDDIT),
    Target("ignano.slope_log_likes_per_follower_on_log_followers.even", "communities",
           "slope_likes", -0.13939, -0.24044, -0.038343, "as it is", 0.1,
           "accounts of friends, 157 to 993 followers"),
    Target("part.collegemsg.top10pct_share", "communities", "top_tenth",
           0.56203, 0.53232, 0.58994, "as it is", 0.1, _ACTS),
    Target("part.se_beer.top10pct_share", "communities", "top_tenth",
           0.54067, 0.49188, 0.58388, "as it is", 0.1, _ACTS),
    Target("part.collegemsg.gini", "communities", "gini",
           0.7147, 0.69484, 0.73641, "as it is", 0.1, _ACTS),
    Target("part.se_beer.gini", "communities", "gini",
           0.5664, 0.51204, 0.60824, "as it is", 0.1, _ACTS),
    Target("ignano.within_account_sdlog_likes.q50.even", "communities", "excess",
           0.084, 0.064, 0.101, "as it is", 0.04,
           "derived: exp(sd^2 - 1 / 115) - 1, Poisson's part of some 115 likes a post taken away"),
    Target("retention.se_beer: month 6 of month 1", "movers", "month_6_of_1",
           0.30337, 0.13614, 0.52006, "log", 0.3, "derived: .0195 / .0643; " + _ACTS),
    Target("retention.collegemsg: week 12 of week 4", "movers", "week_12_of_4",
           0.36478, 0.29908, 0.43621, "log", 0.5, "derived: .0989 / .2712; a network of students "
           "that was used up within months"),
    Target("fb.interactions_per_reach.q25", "page", "q25", 0.010777, 0.0094954, 0.0128,
           "log", 0.2, _PAGE),
    Target("fb.interactions_per_reach.q50", "page", "q50", 0.021234, 0.019693, 0.023465,
           "log", 0.1, _PAGE),
    Target("fb.interactions_per_reach.q75", "page", "q75", 0.034567, 0.032771, 0.0371,
           "log", 0.2, _PAGE),
    Target("fb.reach_per_fan.q25", "page", "reach_q25", 0.026213, 0.023394, 0.027754,
           "log", 0.2, _PAGE),
    Target("fb.reach_per_fan.q50", "page", "reach_q50", 0.048636, 0.041117, 0.054688,
           "log", 0.1, _PAGE),
    Target("fb.reach_per_fan.q75", "page", "reach_q75", 0.10531, 0.091864, 0.13229,
           "log", 0.2, _PAGE),
    Target("fb.elasticity.interactions_on_reach", "page", "elasticity",
           0.68426, 0.59531, 0.77321, "as it is", 0.05, "type, category and paid posts held there"),
    Target("fb.sd_log_reach", "page", "sd_log_reach", 1.1424, 1.0679, 1.2133,
           "as it is", 0.05, "kinds of posts and a year's drift are in it"),
    Target("fb.mix.like_share_of_interactions", "page", "like_share",
           0.83721, 0.82818, 0.84625, "as it is", 0.02, "kinds of posts differ"),
    Target("fb.mix.comment_share_of_interactions", "page", "comment_share",
           0.035272, 0.030535, 0.040022, "as it is", 0.01, "kinds of posts differ"),
    Target("ads.CTR", "ads", "click_rate", 0.00017881, 0.00017341, 0.00018433, "log", 1.5,
           "one advertiser, 2017; vendors' averages are fifty times as high (.9 %)"),
    Target("ads.purchases_per_click.ads_ge100clicks", "ads", "customers_per_click",
           0.019616, 0.016343, 0.023432, "log", 1.0, "one advertiser, one product"),
    # Looked at, and not fitted to
    Target("fb.mix.share_share_of_interactions", "page", "share_share",
           0.12751, 0.11998, 0.13537, "as it is", 0.02, "what likes and comments leave", False),
    Target("fb.dispersion.like.poisson_lognormal_sigma", "page", "sd_log_likes",
           1.1568, *_near(1.1568), "as it is", 0.1,
           "follows from reach, elasticity and quartiles; no interval was measured", False),
    Target("reddit.comments_per_score.q50", "communities", "comments_per_like",
           0.28812, 0.27484, 0.30296, "log", 0.3, "the mix in communities is assumed", False),
    Target("part.collegemsg.one_act_share", "communities", "one_act",
           0.12889, 0.11111, 0.14594, "as it is", 0.1, "44 acts a person there, few here", False),
    Target("part.se_beer.one_act_share", "communities", "one_act",
           0.67093, 0.64145, 0.70679, "as it is", 0.1, "3 acts a person there", False),
    Target("retention.collegemsg.active_week1", "movers", "week_1",
           0.51083, 0.48405, 0.5376, "log", 0.5, "rests on how often people act at all", False),
    Target("retention.collegemsg.active_week4", "movers", "week_4",
           0.27115, 0.2472, 0.29509, "log", 0.5, "rests on how often people act at all", False),
    Target("retention.collegemsg.active_week12", "movers", "week_12",
           0.09891, 0.08258, 0.11524, "log", 0.5, "rests on how often people act at all", False),
    Target("retention.se_beer.active_month1", "movers", "month_1",
           0.064343, 0.046736, 0.081951, "log", 0.5, "rests on how often people act at all", False),
    Target("retention.se_beer.active_month6", "movers", "month_6",
           0.01952, 0.0090127, 0.030026, "log", 0.5, "rests on how often people act at all", False),
)  # fmt: skip

assert all(math.isfinite(each.centre) and each.error > 0 for each in TARGETS)
