"""What one open page remembers, and how it follows its address.

Values at module level are one for each browser page (Solara keeps them apart); everything that
defines a picture is in the address too, so a link, a reload or a restarted server brings it back.
"""

import solara

from app.comparing import Comparing
from app.links import LinkError, query_of, read_query, unpack
from app.widgets import Address

__all__ = ["comparing", "follow_address", "link_problem", "query"]

comparing: solara.Reactive[Comparing] = solara.reactive(Comparing())
link_problem: solara.Reactive[str] = solara.reactive("")


def query(name: str) -> str:
    """Return a value of the address's query; a hook: call it where hooks may stand."""
    return read_query(solara.use_router().search).get(name, "")


def follow_address(path: str, title: str, more: str = "") -> None:
    """Take what is compared from the address once, and keep the address up to date; a hook.

    Args:
        path: of the page.
        title: of the window.
        more: what else the address says: "job=...", or nothing.
    """
    link = query("s")

    def read() -> None:
        if not link:
            return
        try:
            comparing.value = unpack(link)
            link_problem.value = ""
        except LinkError as fault:
            link_problem.value = str(fault)

    solara.use_memo(read, [link])
    said = "&".join(filter(None, [query_of(comparing.value).removeprefix("?"), more]))
    Address(path, f"?{said}" if said else "", f"{title} - fireside")
