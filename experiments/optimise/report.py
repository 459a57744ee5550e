"""The report of a search: what was found, how it was found, and how it did on fresh luck."""

from pathlib import Path
from typing import Any

from experiments import wording
from experiments.chart_parts import Option
from experiments.optimise import pictures
from experiments.optimise.optimum import Optimum
from experiments.optimise.racing import Race
from experiments.optimise.text import fresh_rows, lever_rows
from experiments.optimise.told import (
    SCREENING,
    at_the_edge,
    command_for,
    headline,
    in_words,
    sureness,
)
from experiments.page import render_page, write_page
from experiments.report_tables import provenance

__all__ = ["write_optimum"]


def write_optimum(optimum: Optimum, path: str | Path, command: str) -> None:
    """Write a search as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    write_page(path, render_page("optimise.html", _pictures(optimum), **_values(optimum, command)))


def _pictures(optimum: Optimum) -> dict[str, Option]:
    """Return each picture by name."""
    options = {f"fresh-{n}": pictures.fresh_means(optimum, n) for n in optimum.outcomes}
    if optimum.is_pareto:
        for across, up in pictures.pairs_of(optimum):
            options[f"front-{across}-{up}"] = pictures.front(optimum, across, up)
        return options
    options["progress"] = pictures.progress(optimum)
    for lever in optimum.levers:
        options[f"lever-{lever.name}"] = pictures.value_by_lever(optimum, lever)
    return options


def _values(optimum: Optimum, command: str) -> dict[str, Any]:
    """Return what the template needs."""
    return {
        "o": optimum,
        "headline": headline(optimum), "sureness": sureness(optimum), "label": wording.label,
        "levers": lever_rows(optimum), "fresh": fresh_rows(optimum),
        "does": {each.name: in_words(optimum, each) for each in optimum.found},
        "commands": [command_for(optimum, each) for each in optimum.found],
        "edges": at_the_edge(optimum), "listed": wording.listed,
        "pairs": pictures.pairs_of(optimum),
        "races": _races(optimum), "screening": SCREENING,
        "provenance": provenance(optimum, command),
    }  # fmt: skip


def _races(optimum: Optimum) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Return the races: title, ending, and rows of name, runs and mean, the winner first."""
    told = []
    for title, race, names in (
        ("The listed strategies", optimum.listed_race, optimum.listed_names),
        ("The best proposals and the best listed", optimum.final_race,
         [each.name for each in optimum.racers]),
    ):  # fmt: skip
        if race is not None:
            told.append((title, race.ending, _race_rows(optimum, race, names)))
    return told


def _race_rows(optimum: Optimum, race: Race, names: list[str]) -> list[tuple[str, str, str]]:
    """Return name, runs and mean of each candidate, the winner first."""
    [outcome] = optimum.outcomes
    return [
        (names[i], f"{race.replicates[i]}", wording.amount(race.means[i], outcome))
        for i in race.ranking
    ]
