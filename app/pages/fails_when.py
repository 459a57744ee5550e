"""The page /fails-when: see app/questions.py."""

import solara

from app.pages.study import StudyPage
from app.questions import FAILS_WHEN

__all__ = ["FailsWhen"]


@solara.component
def FailsWhen():
    """Show the page."""
    StudyPage(FAILS_WHEN)
