"""Appeal: posts of the same kind do unequally well, for reasons that nobody planned.

    odds to engage with a post = odds of its kind * exp(spread * luck - spread^2 / 2)
    reach of a page's post     = reach of the page
                                 * exp(reach_spread * luck' - reach_spread^2 / 2)
    odds to engage with it     = odds of its kind * exp(page_spread * luck - page_spread^2 / 2)
                                 * exp(balance - dilution * reach_spread * luck')

The lucks of a post are standard normal and belong to it alone. All factors are such that a long
row of posts earns what posts without luck would, as long as few of those who see one engage:
balance = reach_spread^2 / 2 * (1 - (1 - dilution)^2). Ads have no luck.

Source: Moro et al., 500 posts of one page (spread of reach, of engagements given reach, elasticity
of engagements on reach .68); 85 ordinary accounts on Instagram (spread of likes .30).
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.compiled import kernel
from sim.parameters import Parameters, parameter
from sim.randomness import Purpose, mixed, uniform

_REACH, _ODDS = 1, 0  # which luck of a post a draw is for


class AppealParameters(Parameters):
    """How unequal posts of one kind are."""

    spread: float = parameter(
        0.086, plausible=(0.01, 0.21), bounds=(0.0, 3.0), unit="log-odds",
        meaning="standard deviation of the luck of a post in a community",
        source="calibrated: docs/calibration.md; likes of ordinary accounts on Instagram spread by "
        ".30 (log), most of which kinds of posts and friends make here",
    )  # fmt: skip
    page_spread: float = parameter(
        0.85, plausible=(0.3, 1.2), bounds=(0.0, 3.0), unit="log-odds",
        meaning="standard deviation of the luck of a page's post, given its reach",
        source="calibrated: docs/calibration.md; a brand page (Moro et al., 500 posts)",
        confidence="medium",
    )  # fmt: skip
    reach_spread: float = parameter(
        1.14, plausible=(1.03, 1.22), bounds=(0.0, 3.0), unit="log",
        meaning="standard deviation of the logarithm of the reach of a page's posts",
        source="calibrated: docs/calibration.md; one brand page (Moro et al.); .54 on Instagram, "
        ".71 on X",
        confidence="medium",
    )  # fmt: skip
    dilution: float = parameter(
        0.32, plausible=(0.19, 0.43), bounds=(0.0, 1.0), unit="log-odds",
        meaning="fall of the odds to engage where a page's post reaches more than usual, per log",
        source="calibrated: docs/calibration.md; engagements rise as reach^.68 on a brand page "
        "(Moro et al.)",
        confidence="medium",
    )  # fmt: skip


@kernel
def draws_of(keys, which):
    """Return one draw in [0, 1) for each key of a post, shape (n,); `which` of its lucks."""
    draws = np.empty(keys.size)
    for k in range(keys.size):
        draws[k] = uniform(mixed(keys[k], Purpose.APPEAL), which)
    return draws


def lucks_of(keys: NDArray[np.uint64], which: int) -> NDArray[np.float64]:
    """Return standard normal lucks of posts with some keys, shape (n,)."""
    return np.asarray(special.ndtri(np.maximum(draws_of(keys, which), 1e-16)), np.float64)


def of_posts(keys: NDArray[np.uint64], p: AppealParameters) -> NDArray[np.float64]:
    """Return what luck adds to the log-odds to engage with posts in communities, shape (n,)."""
    return p.spread * lucks_of(keys, _ODDS) - p.spread**2 / 2.0


def of_page_post(key: np.uint64, p: AppealParameters) -> tuple[float, float]:
    """Return what luck makes of a page's post: factor of its reach, and log-odds to engage."""
    keys = np.array([key], np.uint64)
    reach = p.reach_spread * lucks_of(keys, _REACH)[0]
    balance = p.reach_spread**2 / 2.0 * (1.0 - (1.0 - p.dilution) ** 2)
    log_odds = p.page_spread * lucks_of(keys, _ODDS)[0] - p.page_spread**2 / 2.0
    factor = float(np.exp(reach - p.reach_spread**2 / 2.0))
    return factor, float(log_odds - p.dilution * reach + balance)
