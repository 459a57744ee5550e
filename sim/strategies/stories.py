"""Stories: what can only be told if somebody has lived it, and allows it.

A success story needs a member who bought and trusts the brand; members' content needs comments
and shares to draw on. For a share of these there is permission, each is told once, from when it is
planned. While the stock is empty a brand posts its other kinds instead.

Source: an article of the field recommends both; that they are scarce is an assumption.
"""

from sim.parameters import Parameters, parameter, switch

__all__ = ["STORIES", "StoriesParameters", "stock_left"]

STORIES = ("success_story", "member_content")


class StoriesParameters(Parameters):
    """Who lets a brand tell of them."""

    is_on: int = switch("whether stories need somebody who lived them")
    permission: float = parameter(
        0.3, plausible=(0.05, 0.8), bounds=(0.0, 1.0), unit="share",
        meaning="those asked who allow their story to be told",
        source="assumption: no measurement known",
    )  # fmt: skip


def stock_left(people: float, permission: float, told: int) -> int:
    """Return how many stories of `people` are still untold."""
    return max(0, int(people * permission + 1e-9) - told)
