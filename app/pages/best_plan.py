"""The page /best-plan: see app/questions.py."""

import solara

from app.pages.study import StudyPage
from app.questions import BEST_PLAN

__all__ = ["BestPlan"]


@solara.component
def BestPlan():
    """Show the page."""
    StudyPage(BEST_PLAN)
