"""Where members stand: inside the picture, each community by itself, the same every time."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from app.places import ground_of, places_of

SIZES = st.lists(st.integers(1, 120), min_size=1, max_size=12)


def community_of(sizes):
    return np.repeat(np.arange(len(sizes)), sizes)


@given(SIZES)
def test_members_stand_inside_the_unit_disc_each_in_a_place_of_their_own(sizes):
    places = places_of(community_of(sizes))
    assert places.shape == (sum(sizes), 2)
    assert (np.hypot(*places.T) <= 1.0 + 1e-6).all()
    assert len(np.unique(places, axis=0)) == sum(sizes)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=6))
def test_communities_do_not_overlap(sizes):
    places, community = places_of(community_of(sizes)).astype(float), community_of(sizes)
    for one, other in combinations(range(len(sizes)), 2):
        assert are_apart(places[community == one], places[community == other])


def are_apart(one, other):
    """Tell whether a straight line parts two sets of points: w x >= b + 1 here, <= b - 1 there."""
    rows = [[-x, -y, 1.0] for x, y in one] + [[x, y, -1.0] for x, y in other]
    found = linprog(np.zeros(3), rows, -np.ones(len(rows)), bounds=(None, None))
    return found.status == 0


@given(SIZES)
def test_the_ground_holds_places_then_ties_and_is_the_same_every_time(sizes):
    community = community_of(sizes)
    ties = np.array([[0, sum(sizes) - 1]], np.uint32)
    ground = ground_of(community, ties)
    assert ground == ground_of(community, ties)
    n = sum(sizes)
    places = np.frombuffer(ground, "<f4", 2 * n).reshape(n, 2)
    np.testing.assert_array_equal(places, places_of(community))
    np.testing.assert_array_equal(np.frombuffer(ground, "<u4", offset=8 * n), [0, n - 1])


def test_nobody_needs_no_place():
    assert places_of(np.zeros(0, int)).shape == (0, 2)
