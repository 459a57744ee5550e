"""The page of the model: a day, equations, parameters, evidence, and what it cannot tell."""

from functools import lru_cache

import solara

from app.declared import named
from app.markup import Markup, h
from app.model_tables import content_table, explained, in_words, parameter_table, steps_of_day
from app.model_text import evidence, kinds_of_result, limits
from app.widgets import Address, Anchor, Html
from sim.strategies.plan import Strategy

__all__ = ["Model", "model_page"]

_PARTS = (
    ("day", "A day, in order"), ("mechanisms", "What members do"), ("market", "The market"),
    ("strategies", "What a brand can do"), ("evidence", "Evidence and confidence"),
    ("status", "Assumed, calibrated, emergent"), ("limits", "What the model cannot tell"),
)  # fmt: skip
_MARKET = (  # parameters that belong to no mechanism: beginning of the name, title, about
    ("days", "The run", "How long it lasts."),
    ("brand", "The brand", "What it is, what it has, what it sells. Rivals have the same."),
    ("communities", "Communities", "People around one topic, on one platform. Each member has one "
     "home; weak ties lead to others."),
    ("network", "Ties", "Who listens to whom: a ring of neighbours in each community, some ties "
     "rewired to anybody, a few to other communities. A real edge list can take their place."),
    ("population", "How members differ", "Each has visits, a propensity to write, a sense for "
     "pretence and a need for privacy of their own, drawn at random, the same for every strategy."),
    ("audience", "The public", ""),
    ("platforms", "Platforms", "How each shows posts, and what it charges for ads."),
    ("content", "Kinds of post", "What kinds of post there are. Signs are from Lee et al. 2018; "
     "the levels are set by hand."),
    ("appeal", "The luck of posts", ""),
    ("stories", "Success stories", ""),
    ("research", "Finding communities", "What three signals can tell of a community."),
    ("tools", "Tools for measuring", ""),
    ("influencers", "Influencers", "Sizes, prices and reach."),
)  # fmt: skip
_MODULES = {"appeal": "sim.appeal", "audience": "sim.audience", "stories": "sim.strategies.stories",
            "tools": "sim.strategies.analytics"}  # fmt: skip


@solara.component
def Model():
    """Show what the model is."""
    Address("/model", "", "Model - fireside")
    Html(model_page(), classes=["model"])
    Anchor()


@lru_cache(maxsize=1)
def model_page() -> Markup:
    """Return the whole page."""
    contents = [h("li", h("a", title, href=f"#{part}")) for part, title in _PARTS]
    return h(
        "div",
        h("h1", "The model"),
        h("p", "fireside simulates every member of some small communities, day by day, and beside "
          "them the public that ads reach. Members see posts, judge them, engage, talk, remember, "
          "trust, buy and complain. Brands work by weekly plans, with the hours and the money they "
          "have. All strategies meet the same people with the same luck, so that what differs "
          "between them is what they do."),
        h("p", "Equations below are those of the code, in words. ", h("i", "Trust"),
          " is a share from 0 to 1; evidence is counted in experiences; ", h("code", "x'"),
          " is x tonight."),
        h("nav", h("ol", *contents), aria_label="On this page", class_="contents"),
        _part("day", _day()),
        _part("mechanisms", *map(_mechanism, _mechanisms())),
        _part("market", *(_market(*each) for each in _MARKET)),
        _part("strategies", h("p", "A strategy has at most one block of each kind; a block that is "
              "missing does nothing."), *map(_block, Strategy.model_fields)),
        _part("evidence", evidence()),
        _part("status", kinds_of_result()),
        _part("limits", limits()),
        id="content",
    )  # fmt: skip


def _part(name: str, *inner: Markup) -> Markup:
    return h("section", h("h2", dict(_PARTS)[name]), *inner, id=name)


def _mechanisms() -> list[str]:
    """Return the mechanisms in the order of the day."""
    return [name for name, _ in steps_of_day() if name not in _MODULES]


def _day() -> Markup:
    """Return the parts of a day, in order, each leading to its equations."""
    steps = [
        h("li", h("b", "Morning"), ": once a week each brand plans; each day it posts, listens and "
          "replies as planned, and pays for ads. Moderators remove posts above their norm."),
    ]  # fmt: skip
    for name, words in steps_of_day():
        title, _, said = words.partition(":")
        steps.append(h("li", h("a", title, href=f"#{name}"), ":", in_words(said)))
    steps.append(h("li", h("b", "Night"), ": the ledger is settled, and the day is counted."))
    return h("ol", *steps)


def _mechanism(name: str) -> Markup:
    first, rest = explained(f"sim.mechanisms.{name}")
    said = first.partition(":")[2].strip() or first
    return h(
        "article", h("h3", named(name)), h("p", in_words(said[:1].upper() + said[1:])), rest,
        parameter_table(name), id=name, class_="card",
    )  # fmt: skip


def _market(key: str, title: str, about: str) -> Markup:
    rest = None
    if key in _MODULES:
        first, rest = explained(_MODULES[key])
        about = about or first.partition(":")[2].strip().capitalize()
    parameters = content_table() if key == "content" else parameter_table(key)
    return h(
        "article", h("h3", title), h("p", about), rest, parameters,
        id={"days": None, "content": "kinds-of-post"}.get(key, key), class_="card",
    )  # fmt: skip


def _block(name: str) -> Markup:
    first, rest = explained(f"sim.strategies.{name}")
    said = first.partition(":")[2].strip()
    return h(
        "article", h("h3", named(name)), h("p", in_words(said[:1].upper() + said[1:])), rest,
        parameter_table(f"strategies.{name}"), id=f"strategies.{name}", class_="card",
    )  # fmt: skip
