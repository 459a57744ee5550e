"""The page /sensitivity: see app/questions.py."""

import solara

from app.pages.study import StudyPage
from app.questions import SENSITIVITY

__all__ = ["Sensitivity"]


@solara.component
def Sensitivity():
    """Show the page."""
    StudyPage(SENSITIVITY)
