"""The page /sweep: see app/sweeping.py."""

import solara

from app.pages.study import StudyPage
from app.sweeping import SWEEP

__all__ = ["Sweep"]


@solara.component
def Sweep():
    """Show the page."""
    StudyPage(SWEEP)
