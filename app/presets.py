"""The scenarios that come with fireside, as pages list them."""

from functools import lru_cache

from app.comparing import Comparing
from app.links import pack
from app.markup import Markup, h
from experiments.wording import plural
from sim.scenario_file import library, load_scenario

__all__ = ["preset_cards", "preset_titles"]


@lru_cache(maxsize=1)
def preset_titles() -> tuple[tuple[str, str], ...]:
    """Return name and title of each scenario of the library."""
    return tuple((name, load_scenario(name).title) for name in library())


@lru_cache(maxsize=2)
def preset_cards(*, with_files: bool = False) -> Markup:
    """Return a card for each scenario of the library: its question, and where it opens.

    Args:
        with_files: whether parameters and the file are offered too.
    """
    first = Comparing().scenario
    names = sorted(library(), key=lambda name: (name != first, name))
    return h("div", *(_card(name, with_files) for name in names), class_="grid presets")


def _card(name: str, with_files: bool) -> Markup:
    spec, query = load_scenario(name), f"?s={pack(Comparing(scenario=name))}"
    n = len(spec.strategies)
    parts = [
        h("h3", h("a", spec.title, href=f"/compare{query}")),
        h("p", spec.question),
        h("p", f"{n} {plural('strategy', n)}: {', '.join(spec.strategies)}", class_="soft")
        if with_files
        else None,
    ]
    if with_files:
        parts.append(h(
            "p",
            h("a", "Compare", href=f"/compare{query}", aria_label=f"Compare: {spec.title}"), " ",
            h("a", "Parameters", href=f"/scenario{query}", aria_label=f"Parameters: {spec.title}"),
            " ",
            h("a", "File", href=f"/export/scenario.toml{query}", download=True,
              aria_label=f"File of {spec.title}"),
            class_="links",
        ))  # fmt: skip
    return h("article", *parts, class_="card preset")
