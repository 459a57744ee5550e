"""docs/facts.md says what is declared, and what runs say of it."""

import re
from pathlib import Path

import numpy as np
import pytest

from experiments.facts.catalogue import FACTS
from experiments.facts.document import page, without_figures
from experiments.facts.finding import Finding, are_inside
from experiments.facts.study import study
from experiments.facts.told import number
from experiments.statistics import Interval

DOCS = Path(__file__).parents[2] / "docs" / "facts.md"
VERDICTS = {"emerges", "does not emerge", "cannot be tested here"}


def documented():
    """Return verdict, what switching off does, and status of each fact, by its number."""
    row = r"^\| (\d+)\. [^|]* \| ([^|]*) \| [^|]* \| ([^|]*) \| ([^|]*) \|$"
    return {int(n): rest for n, *rest in re.findall(row, DOCS.read_text("utf-8"), re.M)}


def documented_means():
    """Return the means of each fact, by its number, that docs/facts.md gives."""
    sections = re.split(r"^## (\d+)\. ", DOCS.read_text("utf-8"), flags=re.M)[1:]
    figures = re.compile(r"^\| [^|]* \| [^|]* \| (-?[\d.]+) \[", re.M)
    return {
        int(fact): [float(mean) for mean in figures.findall(text)]
        for fact, text in zip(sections[::2], sections[1::2], strict=True)
    }


def scaled(interval, factor):
    """Return an interval of another width."""
    mean, low, high = interval
    return Interval(mean, mean - factor * (mean - low), mean + factor * (high - mean))


def test_the_page_states_the_facts_as_they_are_declared():
    nothing = Interval(np.nan, np.nan, np.nan)
    empty = [
        Finding(fact, [nothing] * len(fact.values), replicates=fact.replicates) for fact in FACTS
    ]

    assert without_figures(DOCS.read_text("utf-8")) == without_figures(page(empty))
    assert documented().keys() == {fact.number for fact in FACTS}
    assert {verdict for verdict, *_ in documented().values()} == VERDICTS
    assert all(len(documented_means()[fact.number]) == len(fact.values) for fact in FACTS)


def test_figures_are_all_that_may_differ():
    row = "| likes | above 0 | .1 [.05, .15] | 0 [0, 0] |  |"

    assert without_figures(row) == without_figures("| likes | above 0 | ? | ? | ? |")
    assert without_figures(row) != without_figures("| likes | above .1 | .1 [.05, .15] | 0 | ? |")
    assert without_figures("| 5. A | emerges | 1 of 1 | vanishes | assumed |") == "| 5. A"


def test_what_does_not_emerge_says_what_it_would_need():
    for fact in FACTS:
        if documented()[fact.number][0] != "emerges":
            assert fact.needs, f"fact {fact.number} does not emerge and names no mechanism"


def test_ten_facts_or_more_go_with_their_mechanism():
    gone = [n for n, (_, off, _) in documented().items() if off == "vanishes"]

    assert len(gone) >= 10


@pytest.mark.parametrize(
    ("x", "text"),
    [(0.5, ".5"), (-0.36, "-.36"), (0.0, "0"), (-0.0001, "0"), (12.34, "12.34"), (100.0, "100")],
)
def test_numbers_are_short(x, text):
    assert number(x) == text


@pytest.fixture(scope="module")
def findings():
    """Return what comes of every fact, by its number."""
    return {each.fact.number: each for each in study(FACTS)}


@pytest.mark.slow
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"fact {fact.number}")
def test_a_fact_is_as_documented(fact, findings):
    """With a margin: intervals of half the width for what emerges; figures within a half."""
    found = findings[fact.number]
    verdict, off, _ = documented()[fact.number]

    if verdict == "emerges":
        assert are_inside(fact.values, [scaled(each, 0.5) for each in found.values])
    else:
        assert found.verdict == verdict
    if off == "vanishes" and found.vanishes is not None:
        wider = [scaled(each, 2) for each in found.switched_off]
        assert not are_inside(fact.values, wider)
    for each, mean in zip(found.values, documented_means()[fact.number], strict=True):
        assert abs(each.mean - mean) < abs(mean) / 2 + (each.high - each.low) + 0.001


@pytest.mark.slow
def test_ten_facts_or_more_go_with_their_mechanism_when_run(findings):
    assert sum(each.vanishes is True for each in findings.values()) >= 10
