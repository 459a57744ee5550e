"""The columns of a history, each with its unit and meaning, and how a run fills them.

Customers are put on a grid of 1/1024, on which sums and differences are exact in floating point:
effects and remainder add up to the whole to the last bit.
"""

import numpy as np
from numpy.typing import NDArray

from experiments.histories.levers import LEVERS
from sim.results import CHANNELS, Run

__all__ = ["COLUMNS", "GRID", "PLACES", "SPENDING", "meaning_of", "on_grid", "sales_of", "seen_in"]

GRID = 1024.0  # a power of two: a multiple of 1/GRID is exact

SPENDING = {  # where money and work (hours at the wage) go; all lines of the ledger but crises
    "audience_ads": ("audience_ads",),
    "influencer": ("influencers",),
    "community_ads": ("community_ads",),
    "posts": ("posts", "production"),
    "participation": ("listening", "replies", "answers", "feedback", "apologies"),
    "events": ("immersion",),
    "analytics": ("tools",),
    "research": ("research",),
    "crisis": ("crisis",),
}
PLACES = {  # where buyers are, and the channels that reach them there
    "communities": ("community_posts", "community_ads"),
    "audience": ("page", "audience"),
}

_SPENT = {
    "posts": "posts, in communities and on the page",
    "research": "the search for communities",
    "crisis": "what a crisis costs",
}
_SHOWN = {
    "community_posts": "posts in communities",
    "community_ads": "ads inside communities",
    "page": "posts on the brand's page",
    "audience": "ads to the audience and posts of an influencer",
}
_BUYERS = {
    "communities": "members of communities",
    "audience": "the mass audience, followers of the page among them",
}
_MEASURED = {  # name here: name in CHANNEL_MEASURES, which is its unit, and meaning
    "impressions": ("views", "views of {}"),
    "engagements": ("engagements", "likes, comments and shares of {}"),
    "clicks": ("clicks", "clicks on {}"),
}
_MEANINGS = {lever.name: lever.meaning for lever in LEVERS}
# A column, or a family of columns with LEVER for the name of a lever: its unit and meaning.
COLUMNS: dict[str, tuple[str, str]] = {
    "replicate": ("", "which luck; the first is 0"),
    "week": ("weeks", "weeks that have passed; the first is 0"),
    "on_LEVER": ("0 or 1", "whether the plan of flights has the lever on"),
    **{f"spend_{name}": ("$", f"money and work for {_SPENT.get(name) or _MEANINGS[name]}")
       for name in SPENDING},
    "spend": ("$", "the sum of these"),
    **{f"{name}_{channel}": (measure, meaning.format(_SHOWN[channel]))
       for name, (measure, meaning) in _MEASURED.items() for channel in CHANNELS},
    **{f"sales_{place}": ("customers", f"first orders of {_BUYERS[place]}") for place in PLACES},
    "sales": ("customers", "the sum of these"),
    "sales_baseline": ("customers", "sales of a brand that does nothing, on the same luck"),
    "effect_LEVER": ("customers", "sales less those without the lever, on the same luck"),
    "remainder": ("customers", "sales less baseline less all effects: what levers do together"),
}  # fmt: skip


def meaning_of(column: str) -> tuple[str, str]:
    """Return unit and meaning of a column.

    Raises:
        KeyError: if there is no such column.
    """
    if column in COLUMNS:
        return COLUMNS[column]
    family, _, lever = column.partition("_")
    if lever not in _MEANINGS:
        raise KeyError(column)
    return COLUMNS[f"{family}_LEVER"]


def on_grid(customers: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return customers to the nearest 1/1024, halves to even."""
    return np.rint(np.asarray(customers, float) * GRID) / GRID


def sales_of(run: Run) -> dict[str, NDArray[np.float64]]:
    """Return the sales of a run by place, on the grid, shape (n_weeks,) each."""
    return {
        place: on_grid(np.sum([run.channels[f"{name}.customers"] for name in channels], axis=0))
        for place, channels in PLACES.items()
    }


def seen_in(run: Run) -> dict[str, NDArray[np.float64]]:
    """Return what a brand knows of a run: spend, what was shown, and sales, by column."""
    spent = {
        f"spend_{name}": np.sum([run.money[line] for line in lines], axis=0)
        for name, lines in SPENDING.items()
    }
    shown = {
        f"{name}_{channel}": run.channels[f"{channel}.{measure}"]
        for name, (measure, _) in _MEASURED.items()
        for channel in CHANNELS
    }
    sales = sales_of(run)
    return (
        spent
        | {"spend": np.sum(list(spent.values()), axis=0)}
        | shown
        | {f"sales_{place}": values for place, values in sales.items()}
        | {"sales": np.sum(list(sales.values()), axis=0)}
    )
