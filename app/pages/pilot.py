"""The page /pilot: see app/questions.py."""

import solara

from app.pages.study import StudyPage
from app.questions import PILOT

__all__ = ["Pilot"]


@solara.component
def Pilot():
    """Show the page."""
    StudyPage(PILOT)
