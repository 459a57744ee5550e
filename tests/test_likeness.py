"""The measures of likeness are those of networkx, of the published facts, and worked by hand."""

import networkx
import numpy as np
import pytest

from benchmarks import likeness, likeness_activity
from benchmarks.likeness import Divided, shape_of, twin_of
from benchmarks.likeness_activity import Acts, coming_back, concentration, measured, verdict
from experiments.statistics import Interval


def test_shapes_are_those_of_networkx():
    graph = networkx.Graph(networkx.karate_club_graph().edges)

    shape = shape_of(graph)

    assert shape["transitivity"] == pytest.approx(networkx.transitivity(graph))
    assert shape["clustering"] == pytest.approx(networkx.average_clustering(graph))
    assert shape["assortativity"] == pytest.approx(networkx.degree_assortativity_coefficient(graph))
    assert shape["mean ties"] == pytest.approx(2 * 78 / 34)


def test_gini_by_hand():
    """One of four has all: 3/4. Shares .25 and .75: 1/4."""
    assert likeness.gini([0, 0, 0, 5]) == pytest.approx(0.75)
    assert likeness.gini([1, 3]) == pytest.approx(0.25)
    assert likeness.gini([2, 2, 2]) == pytest.approx(0)


def test_a_twin_has_communities_of_the_same_sizes_and_hubs():
    """Those below 50 people are left out of both."""
    sizes = [40, 60, 300]
    graph = networkx.disjoint_union_all([networkx.cycle_graph(n) for n in sizes])
    ends = np.cumsum(sizes)
    parts = [set(range(end - n, end)) for n, end in zip(sizes, ends, strict=True)]
    real = Divided("rings", graph, parts)

    twin = twin_of(real, 1)
    alike = twin_of(real, 1, degree_spread=0.0)

    assert [len(part) for part in twin.parts] == [60, 300]
    variations = [shape_of(each.communities()[1])["variation"] for each in (twin, alike)]
    assert variations[0] > 0.6
    assert variations[1] < 0.2


def test_who_acts_and_who_comes_back_by_hand():
    """Person 1 acts on days 0, 8 and 30; 2 on day 5; 3 first on day 95, too late for a week."""
    acts = Acts(np.array([1, 1, 1, 2, 3]), np.array([0.0, 8, 30, 5, 95]), 6, 100.0)

    assert concentration(acts)["one act only"] == pytest.approx(2 / 3)
    assert concentration(acts)["never act"] == pytest.approx(1 / 2)
    assert coming_back(acts)["active again, week 1"] == pytest.approx(1 / 2)
    assert coming_back(acts)["active again, week 2"] == 0
    assert coming_back(acts)["active again, week 4"] == pytest.approx(1 / 2)
    assert np.isnan(coming_back(acts)["active again, month 12"])


@pytest.mark.parametrize(
    ("mine", "expected"),
    [((0.1, 0.2), "**below**"), ((0.2, 0.4), "inside"), ((0.8, 0.9), "**above**")],
)
def test_verdict_by_hand(mine, expected):
    theirs = [Interval(0.4, 0.3, 0.5), Interval(0.6, 0.5, 0.7), Interval(np.nan, np.nan, np.nan)]

    assert verdict(Interval(np.mean(mine), *mine), theirs) == expected


def test_collegemsg_has_the_published_concentration_and_retention(data, monkeypatch):
    """Facts of the data set, README section 1.5, to their three digits."""
    monkeypatch.setattr(likeness_activity, "DATA", data)

    found = measured(likeness_activity.college())

    expected = {
        "top 10 % of the active do": 0.562, "Gini of acts of the active": 0.715,
        "one act only": 0.129, "never act": 0.289, "active again, week 1": 0.511,
        "active again, week 4": 0.271, "active again, week 12": 0.099,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=0.0006)
