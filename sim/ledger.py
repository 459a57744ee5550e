"""The two ledgers: hours and money by line, and trust by where its change came from."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FIRST_BAD", "N_EVIDENCE", "N_LINES", "N_SOURCES", "Ledger", "Line", "Source", "in_order",
]  # fmt: skip


class Source(IntEnum):
    """What moves trust: good evidence first, then bad, then what is no evidence."""

    CONTENT = 0
    REPLIES = 1
    PRODUCT = 2
    WORD_OF_MOUTH = 3
    PARTICIPATION = 4
    COMMERCIAL_INTENT = 5
    NORM_BREACH = 6
    IGNORED_COMMENTS = 7
    HIDDEN_ADS = 8
    PRIVACY = 9
    PRODUCT_FAILURE = 10
    BAD_WORD_OF_MOUTH = 11
    CRISIS = 12
    INSINCERITY = 13
    OFFENCE = 14
    BACKLASH = 15
    TOO_MUCH_PRESENCE = 16
    FORGETTING = 17
    JOINING_AND_LEAVING = 18


FIRST_BAD = int(Source.COMMERCIAL_INTENT)
N_EVIDENCE = int(Source.FORGETTING)  # sources that are evidence
N_SOURCES = len(Source)


class Line(IntEnum):
    """What hours and money go to. Labour is hours times the wage, on the line that used it."""

    LISTENING = 0
    POSTS = 1
    REPLIES = 2
    ANSWERS = 3
    PRODUCTION = 4
    AUDIENCE_ADS = 5
    COMMUNITY_ADS = 6
    CRISIS = 7
    RESEARCH = 8
    FEEDBACK = 9
    IMMERSION = 10
    INFLUENCERS = 11
    TOOLS = 12
    APOLOGIES = 13


N_LINES = len(Line)


@dataclass(slots=True)
class Ledger:
    """What was spent, and what moved trust, day by day."""

    hours: NDArray[np.float64]  # (n_days, n_brands, n_lines)
    money: NDArray[np.float64]  # (n_days, n_brands, n_lines), $; labour included
    trust: NDArray[np.float64]  # (n_days, n_brands, n_communities, n_sources), trust points

    @classmethod
    def zeros(cls, n_days: int, n_brands: int, n_communities: int) -> "Ledger":
        """Return an empty ledger."""
        return cls(
            np.zeros((n_days, n_brands, N_LINES)),
            np.zeros((n_days, n_brands, N_LINES)),
            np.zeros((n_days, n_brands, n_communities, N_SOURCES)),
        )

    def work(self, day: int, brand: int, line: Line, hours: float, wage: float) -> None:
        """Enter hours worked and what they cost."""
        self.hours[day, brand, line] += hours
        self.money[day, brand, line] += hours * wage

    def work_each(
        self, day: int, brand: int, line: Line, hours: NDArray[np.float64], wage: float
    ) -> None:
        """Enter several pieces of work of a day, in their order."""
        self.hours[day, brand, line] += in_order(hours)
        self.money[day, brand, line] += in_order(hours * wage)

    def pay(self, day: int, brand: int, line: Line, dollars: float) -> None:
        """Enter money paid for anything but labour."""
        self.money[day, brand, line] += dollars


def in_order(amounts: NDArray[np.float64]) -> float:
    """Return the sum of one amount or more, added one by one (NumPy's sum adds in pairs)."""
    return amounts.cumsum()[-1]
