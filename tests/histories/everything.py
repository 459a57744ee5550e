"""A small brand with every lever, and a history made of numbers that are known."""

import numpy as np
import pandas as pd

from experiments.histories.columns import COLUMNS
from experiments.histories.history import History
from sim.scenario import Scenario
from tests.experiments.small import market

EVERYTHING = {
    "identify": {"communities": "all"},
    "commit": {"hours_per_week": 40.0},
    "interact": {"replies": True, "listening_hours": 1.0},
    "tailor": {"mix": {"question": 0.5, "offer": 0.5}, "posts_per_week": 2.0,
               "page_posts_per_week": 1.0},
    "gather": {"every_weeks": 2, "first_week": 1, "set_up": 2000.0},
    "analytics": {"tool": "basic"},
    "pay": {"audience_ads": 400.0, "community_ads": 200.0, "influencer": "nano",
            "influencer_posts": 4.4},
}  # fmt: skip


def brand(strategy: dict | None = None, **changes) -> Scenario:
    """Return a small market whose strategy "own" has every lever, or is the one given."""
    own = EVERYTHING if strategy is None else strategy
    means = {
        "brand": {"hours_per_week": 60.0, "budget_per_week": 5000.0, "page_followers": 20_000},
        "communities": {"makers": {"size": 400.0}},
    }
    return market(strategies={"own": own, "stay-away": {}}, baseline="own", **(means | changes))


def weeks_of(levers: tuple[str, ...], n_weeks: int = 52, **columns) -> pd.DataFrame:
    """Return the table of one replicate: zeros, but for the columns that are given."""
    names = [
        name.replace("LEVER", lever)
        for name in COLUMNS
        for lever in (levers if "LEVER" in name else ("",))
    ]
    table = pd.DataFrame(0.0, index=range(n_weeks), columns=names)
    return table.assign(**{"replicate": 0, "week": np.arange(n_weeks)} | columns)


def made_up(levers: tuple[str, ...], table: pd.DataFrame) -> History:
    """Return a history of these weeks."""
    return History("made up", brand(), "own", levers, 4, 1, 1, table, ())
