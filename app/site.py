"""The site: which page is where. Solara loads this module."""

import solara

from app.pages.best_plan import BestPlan
from app.pages.claims import Claims
from app.pages.compare import Compare
from app.pages.fails_when import FailsWhen
from app.pages.learn import Learn
from app.pages.library import Library
from app.pages.model import Model
from app.pages.pilot import Pilot
from app.pages.scenario import ScenarioPage
from app.pages.sensitivity import Sensitivity
from app.pages.start import Start
from app.pages.sweep import Sweep
from app.shell import Layout

__all__ = ["routes"]

_PAGES = {
    "/": Start,
    "scenario": ScenarioPage,
    "learn": Learn,
    "library": Library,
    "model": Model,
    "compare": Compare,
    "sweep": Sweep,
    "sensitivity": Sensitivity,
    "best-plan": BestPlan,
    "fails-when": FailsWhen,
    "pilot": Pilot,
    "claims": Claims,
}

routes = [  # the first one's layout frames them all
    solara.Route(path=path, component=page, label=path, layout=Layout if path == "/" else None)
    for path, page in _PAGES.items()
]
