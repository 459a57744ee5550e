"""The site: which page is where. Solara loads this module."""

import solara

from app.pages.start import Start
from app.shell import Layout

__all__ = ["routes"]

_PAGES = {"/": Start}

routes = [  # the first one's layout frames them all
    solara.Route(path=path, component=page, label=path, layout=Layout if path == "/" else None)
    for path, page in _PAGES.items()
]
