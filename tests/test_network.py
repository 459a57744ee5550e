"""A small world has the degrees it was asked for, keyed luck, and the clustering of theory."""

import copy
from itertools import pairwise

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import network
from sim.network import Ties, strength_of, tie_strengths
from sim.randomness import Purpose, key_for
from sim.small_world import draw_small_world, opposite, picked, ring_neighbour, small_world

KEY = key_for(1, Purpose.TIES)

share = st.floats(0, 1)
keys = st.integers(0, 2**64 - 1).map(np.uint64)
community_sizes = st.lists(st.integers(0, 30), min_size=1, max_size=6).map(np.array)


def built(sizes, **changes):
    """Degree 4, a third rewired, one weak tie, unless told otherwise."""
    asked = dict(degree=4, density=1.0, rewired=0.3, weak_ties=1, key=KEY) | changes
    return small_world(np.array(sizes), **asked)


def rows_of(start, whom):
    return [whom[a:b].tolist() for a, b in pairwise(start)]


def community_of(sizes):
    return np.repeat(np.arange(len(sizes)), sizes)


def listeners(start):
    return np.repeat(np.arange(len(start) - 1), np.diff(start))


def clustering(start, whom):
    graph = networkx.Graph(zip(listeners(start), whom, strict=True))
    return networkx.transitivity(graph)


def test_six_members_in_a_ring_listen_to_both_sides():
    """Worked by hand: everyone hears the next to the right, then the next to the left."""
    start, whom = built([6], degree=2, rewired=0, weak_ties=0)

    assert start.tolist() == [0, 2, 4, 6, 8, 10, 12]
    assert rows_of(start, whom) == [[1, 5], [2, 0], [3, 1], [4, 2], [5, 3], [0, 4]]


def test_four_members_who_rewire_everything_have_no_choice():
    """By hand: from +1 only the one opposite is left, and then from -1 only +1 is."""
    start, whom = built([4], degree=2, rewired=1, weak_ties=0)

    assert rows_of(start, whom) == [[2, 1], [3, 2], [0, 3], [1, 0]]


def test_rings_of_two_communities_stand_side_by_side():
    """Worked by hand: three members and degree 2 is everyone; rows go on where they ended."""
    start, whom = built([3, 5], degree=4, rewired=0, weak_ties=0)

    assert rows_of(start, whom)[:3] == [[1, 2], [2, 0], [0, 1]]
    assert rows_of(start, whom)[3:5] == [[4, 7, 5, 6], [5, 3, 6, 7]]


@pytest.mark.parametrize(
    ("size", "degree", "density", "expected"),
    [
        (0, 10, 1.0, []),
        (1, 10, 1.0, [0]),
        (2, 10, 0.0, [1, 1]),
        (3, 10, 0.0, [2] * 3),
        (3, 1, 1.0, [2] * 3),
        (4, 10, 1.0, [2] * 4),  # 3 others: rounded down to even
        (101, 12, 0.15, [12] * 101),  # .15 * 100 = 15, capped
        (61, 12, 0.15, [8] * 61),  # .15 * 60 = 9, rounded down
        (41, 12, 0.15, [6] * 41),  # .15 * 40 = 6
        (38, 12, 0.15, [6] * 38),  # .15 * 37 = 5.55, rounded to 6
    ],
)
def test_degree_is_capped_by_number_and_by_density(size, degree, density, expected):
    start, _ = built([size], degree=degree, density=density)

    assert np.diff(start).tolist() == expected


@given(community_sizes, st.integers(0, 12), share, share, st.integers(0, 5), st.floats(0, 4), keys)
def test_rows_are_well_formed(sizes, degree, density, rewired, weak_ties, spread, key):
    start, whom = built(
        sizes, degree=degree, density=density, rewired=rewired, weak_ties=weak_ties,
        degree_spread=spread, key=key,
    )  # fmt: skip
    community, i, rows = community_of(sizes), listeners(start), rows_of(start, whom)
    between = community[whom] != community[i]

    assert (start.dtype, whom.dtype) == (np.int64, np.int32)
    assert (start[0], start[-1], len(start)) == (0, len(whom), sizes.sum() + 1)
    assert np.all((whom >= 0) & (whom < sizes.sum()))
    assert np.all(whom != i)
    assert all(len(set(row)) == len(row) for row in rows)
    np.testing.assert_array_equal(
        np.bincount(i[between], minlength=sizes.sum()),
        np.minimum(weak_ties, sizes.sum() - sizes)[community],
    )


@given(community_sizes, share, keys)
def test_the_same_key_gives_the_same_ties(sizes, rewired, key):
    first, second = (built(sizes, rewired=rewired, degree_spread=1, key=key) for _ in range(2))

    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_another_key_gives_other_ties():
    (_, one), (_, other) = built([200]), built([200], key=key_for(2, Purpose.TIES))

    assert np.any(one != other)


@given(community_sizes, st.integers(1, 30), share, st.floats(0, 2), keys)
def test_a_community_added_behind_leaves_the_ties_inside_the_others_alone(
    sizes, added, rewired, spread, key
):
    asked = dict(rewired=rewired, weak_ties=0, degree_spread=spread, key=key)
    start, whom = built(sizes, **asked)
    more_start, more_whom = built([*sizes, added], **asked)

    np.testing.assert_array_equal(more_start[: len(start)], start)
    np.testing.assert_array_equal(more_whom[: len(whom)], whom)


@given(share, share, keys)
def test_neither_rewiring_nor_degree_changes_weak_ties(low, high, key):
    (start, calm), (dense_start, wild) = (
        built([9, 7], degree=d, rewired=r, key=key) for d, r in ((2, low), (6, high))
    )

    np.testing.assert_array_equal(calm[start[1:] - 1], wild[dense_start[1:] - 1])


def test_weak_ties_reach_as_many_as_independent_draws_would():
    """1,000 draws from 1,000 reach 1 - 1/e of them, sd sqrt(1000 (1/e - 2/e²)); 4 of these."""
    start, whom = built([1000, 1000])
    reached = whom[start[1:] - 1][:1000]
    spread = np.sqrt(1000 * (np.exp(-1) - 2 * np.exp(-2)))

    assert reached.min() >= 1000
    assert len(np.unique(reached)) == pytest.approx(1000 * (1 - np.exp(-1)), abs=4 * spread)


def test_rewiring_weak_ties_and_strengths_share_a_key_but_not_their_luck():
    """Correlations over 999 members; tolerance 4 standard errors (1 / sqrt(n))."""
    (start, ring), (_, half), (_, all_of_them) = (
        built([1000, 1000], degree=2, rewired=r) for r in (0, 0.5, 1)
    )
    i = np.arange(1, 1000)
    strength = tie_strengths(
        np.arange(1001), np.zeros(1000, int), np.zeros(1000), mean=0.4, weak_factor=1, key=KEY
    )

    with_weak = np.corrcoef(all_of_them[start[i]], ring[start[i] + 2])[0, 1]
    with_strength = np.corrcoef(half[start[i]] != ring[start[i]], strength[i])[0, 1]

    assert max(abs(with_weak), abs(with_strength)) < 4 / np.sqrt(999)


@given(community_sizes, st.data(), st.floats(0, 2), keys)
def test_members_can_be_served_in_any_spans(sizes, data, spread, key):
    start, whom = built(sizes, degree_spread=spread, key=key)
    n_members = sizes.sum()
    middle = data.draw(st.integers(0, n_members))
    first = np.cumsum(sizes) - sizes
    columns = [start, community_of(sizes), first, sizes, np.minimum(1, n_members - sizes)]
    for column in columns:
        column.flags.writeable = False  # Numba refuses to write
    again = np.full_like(whom, -1)

    for span in ((middle, n_members), (0, middle)):
        draw_small_world(*span, again, *columns, 0.3, key)

    np.testing.assert_array_equal(again, whom)


@given(st.integers(1, 40), st.data())
def test_every_allowed_row_can_be_picked_and_no_other(n, data):
    first = data.draw(st.integers(0, 9))
    gap_length = data.draw(st.integers(0, n - 1))
    gap = data.draw(st.integers(first, first + n - gap_length))
    draws = (np.arange(n - gap_length) + 0.5) / (n - gap_length)

    rows = [picked(draw, first, n, gap, gap_length) for draw in (0.0, *draws, 1 - 2**-53)]

    allowed = sorted({*range(first, first + n)} - {*range(gap, gap + gap_length)})
    assert rows == [allowed[0], *allowed, allowed[-1]]


@given(st.integers(3, 40), st.data())
def test_ring_neighbours_are_mutual_and_stay_in_the_ring(n, data):
    place = data.draw(st.integers(0, n - 1))
    tie = data.draw(st.integers(0, n - 2 - n % 2))
    other = ring_neighbour(place, n, tie)

    assert 0 <= other < n
    assert ring_neighbour(other, n, opposite(tie)) == place


@pytest.mark.parametrize("rewired", [0.05, 0.25, 0.8])
def test_the_share_of_ties_that_leave_the_ring_is_the_chance_to_be_rewired(rewired):
    """Tolerance: 4 standard errors. A tie that leaves does not come back to where it was."""
    (_, ring), (_, whom) = (built([9000], rewired=r, weak_ties=0) for r in (0, rewired))

    left = np.mean(ring != whom)

    assert left == pytest.approx(rewired, abs=4 * np.sqrt(rewired * (1 - rewired) / len(whom)))


def test_rewired_ties_reach_everyone_equally_often():
    """A first tie (to +1; -1 is taken) goes to the other 7 of 10; 4 standard deviations."""
    start, whom = built([10] * 3000, degree=2, rewired=1, weak_ties=0)

    distance = (whom[start[:-1]] - np.arange(30_000)) % 10
    counts = np.bincount(distance, minlength=10)

    assert counts[[0, 1, 9]].tolist() == [0, 0, 0]
    np.testing.assert_allclose(counts[2:9], 30_000 / 7, atol=4 * np.sqrt(30_000 * 6 / 49))


@pytest.mark.parametrize("degree", [4, 6, 10])
def test_clustering_of_the_ring_is_the_published_formula(degree):
    """Watts & Strogatz 1998: 3 (k - 2) / (4 (k - 1)) where k is well below n."""
    start, whom = built([100], degree=degree, rewired=0, weak_ties=0)

    assert clustering(start, whom) == pytest.approx(3 * (degree - 2) / (4 * (degree - 1)))


def test_clustering_falls_with_rewiring():
    falling = [
        clustering(*built([250], degree=10, rewired=r, weak_ties=0)) for r in (0, 0.1, 0.25, 0.5, 1)
    ]

    assert falling == sorted(falling, reverse=True)
    assert len(set(falling)) == 5


@given(share, keys)
def test_those_whom_a_random_tie_reaches_are_heard_more_than_the_average(rewired, key):
    """V10: their mean number of listeners is <k²>/<k>, here k = 4 on average."""
    _, whom = built([60], rewired=rewired, weak_ties=0, key=key)
    n_listeners = np.bincount(whom, minlength=60)

    assert n_listeners[whom].mean() == pytest.approx(np.mean(n_listeners**2.0) / 4, rel=1e-9)
    assert n_listeners[whom].mean() >= 4 - 1e-9


def test_in_a_ring_everyone_is_heard_by_as_many():
    """V10, regular graph: <k²>/<k> = k."""
    _, whom = built([60], rewired=0, weak_ties=0)

    assert set(np.bincount(whom)) == {4}


@pytest.mark.parametrize(
    ("draw", "mean", "factor", "expected"),
    [(0, 0.4, 1, 0.2), (0.5, 0.4, 1, 0.4), (1, 0.4, 0.5, 0.3), (0.75, 0.9, 1, 1), (0.5, 0.4, 0, 0)],
)
def test_strength_worked_by_hand(draw, mean, factor, expected):
    assert strength_of(draw, mean, factor) == pytest.approx(expected)


@given(share, share, st.floats(0, 2))
def test_strength_is_a_chance(draw, mean, factor):
    assert 0 <= strength_of(draw, mean, factor) <= 1


def test_strengths_spread_evenly_round_their_mean():
    """Uniform on .2 .. .6: mean .4, sd .4 / sqrt(12); tolerance 4 standard errors."""
    start, whom = built([500] * 10, weak_ties=0)
    strength = tie_strengths(
        start, whom, community_of([500] * 10), mean=0.4, weak_factor=1, key=KEY
    )

    assert strength.dtype == np.float32
    assert np.float32(0.2) <= strength.min() < 0.201
    assert 0.599 < strength.max() <= np.float32(0.6)
    assert strength.mean() == pytest.approx(0.4, abs=4 * 0.4 / np.sqrt(12 * len(whom)))


@given(community_sizes, share, keys)
def test_only_ties_between_communities_are_weakened(sizes, factor, key):
    start, whom = built(sizes, weak_ties=2, key=key)
    community = community_of(sizes)
    for column in (start, whom, community):
        column.flags.writeable = False  # Numba refuses to write
    full, weakened = (
        tie_strengths(start, whom, community, mean=0.5, weak_factor=f, key=key) for f in (1, factor)
    )

    between = community[whom] != community[listeners(start)]

    np.testing.assert_array_equal(weakened[~between], full[~between])
    # Below 1e-38 float32 has fewer digits.
    np.testing.assert_allclose(weakened[between], factor * full[between], rtol=1e-6, atol=1e-38)


def test_a_tie_that_survives_rewiring_keeps_its_strength():
    (start, ring), (_, whom) = (built([90], rewired=r, weak_ties=0) for r in (0, 0.5))
    one, other = (
        tie_strengths(start, rows, np.zeros(90, int), mean=0.4, weak_factor=1, key=KEY)
        for rows in (ring, whom)
    )

    np.testing.assert_array_equal(one == other, ring == whom)


def test_every_pair_direction_and_key_has_a_strength_of_its_own():
    start, whom = built([3], degree=2, rewired=0, weak_ties=0)
    drawn = [
        tie_strengths(start, whom, np.zeros(3), mean=0.5, weak_factor=1, key=key_for(seed))
        for seed in (1, 2)
    ]

    assert len(np.unique(drawn)) == 12


def test_neighbours_are_the_row_of_a_member():
    ties = network.Ties(
        np.array([0, 2, 2, 3]), np.array([1, 2, 0], np.int32), np.ones(3, np.float32)
    )

    assert [ties.neighbours(i).tolist() for i in range(3)] == [[1, 2], [], [0]]


def test_a_copy_has_strengths_of_its_own_and_shares_who_listens_to_whom():
    start, whom = small_world(
        np.array([20]), degree=4, density=1.0, rewired=0.2, weak_ties=0, key=np.uint64(1)
    )
    ties = Ties(start, whom, np.full(whom.size, 0.5, np.float32))

    twin = copy.deepcopy(ties)
    twin.strength[:] = 0.75

    assert (ties.strength == 0.5).all()
    for name in ("start", "whom", "heard_start", "heard_by"):
        assert getattr(twin, name) is getattr(ties, name)
