"""Popularity makes hubs: who listens to many is heard by many. Without spread nothing changes."""

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.randomness import Purpose, key_for
from sim.small_world import small_world

KEY = key_for(7, Purpose.TIES)

keys = st.integers(0, 2**64 - 1).map(np.uint64)
share = st.floats(0, 1)


def built(sizes, **changes):
    """Degree 12 and popularity of spread 1, in one or more communities, unless told otherwise."""
    asked = dict(degree=12, density=0.15, rewired=0.25, weak_ties=1, degree_spread=1.0, key=KEY)
    return small_world(np.array(sizes), **asked | changes)


def listeners(start):
    return np.repeat(np.arange(len(start) - 1), np.diff(start))


def heard_by(start, whom):
    return np.bincount(whom, minlength=len(start) - 1)


def variation(values):
    return np.std(values) / np.mean(values)


@pytest.mark.parametrize(
    ("sizes", "asked", "published"),
    [
        ([250] * 3, dict(degree=12, density=0.15, rewired=0.25, weak_ties=1), "d98b9fd0b6067ca8"),
        ([250], dict(degree=12, density=0.15, rewired=1.0, weak_ties=1), "636cc428677d6a85"),
        (
            [1, 2, 3, 4, 9, 40, 300],
            dict(degree=10, density=1.0, rewired=0.6, weak_ties=3),
            "ff69e1f9c652dc35",
        ),
        ([1000] * 100, dict(degree=8, density=0.15, rewired=0.25, weak_ties=2), "50fb32a21e36a292"),
    ],
)
def test_without_spread_a_network_is_what_it_was_before_popularity(sizes, asked, published):
    """Bits of the generator of model version 2, taken before popularity was added."""
    start, whom = built(sizes, degree_spread=0.0, **asked)

    assert sha256(start.tobytes() + whom.tobytes()).hexdigest()[:16] == published


@pytest.mark.parametrize("spread", [0.3, 0.7, 1.0])
def test_spread_keeps_the_mean_number_of_ties(spread):
    """A lognormal of mean 1; 4 standard errors, and 1 % for what the caps take and give."""
    start, _ = built([1000] * 40, degree_spread=spread, weak_ties=0)
    ties = np.diff(start)

    assert ties.mean() == pytest.approx(12, abs=0.12 + 4 * ties.std() / np.sqrt(ties.size))


@pytest.mark.parametrize("spread", [0.3, 0.7, 1.0])
def test_the_logarithm_of_ties_spreads_as_asked(spread):
    """Of 100 ties rounding to whole ones is nothing: sd of the logarithm within 2 %."""
    start, _ = built([20_000], degree=100, degree_spread=spread, weak_ties=0)

    assert np.log(np.diff(start)).std() == pytest.approx(spread, rel=0.02)


@given(keys)
def test_more_spread_means_more_unequal_listening_and_hearing(key):
    small, large = (built([400] * 3, degree_spread=spread, key=key) for spread in (0.2, 1.2))

    for count in (lambda start, _: np.diff(start), heard_by):
        assert variation(count(*large)) > 1.5 * variation(count(*small))
        assert count(*large).max() > count(*small).max()


@given(keys, share)
def test_who_listens_to_many_is_heard_by_many(key, rewired):
    start, whom = built([500] * 2, rewired=rewired, key=key)

    assert np.corrcoef(np.diff(start), heard_by(start, whom))[0, 1] > 0.6


def test_rewired_ties_reach_members_in_proportion_to_their_ties():
    """The first tie of members who have but one goes to those they do not know yet.

    Sum over communities of the ties of the one reached; within 4 standard deviations.
    """
    sizes = [30] * 4000
    start, whom = built(sizes, rewired=1.0, weak_ties=0, degree=4)
    ties = np.diff(start).reshape(-1, 30)
    lone = ties[:, 0] == 1  # they know but their neighbour in the ring
    first = np.arange(4000) * 30
    reached = (whom[start[first]] - first)[lone]
    chances = ties[lone] * np.where(np.isin(np.arange(30), [0, 1]), 0.0, 1.0)
    chances /= chances.sum(axis=1, keepdims=True)
    expected = (chances * ties[lone]).sum()
    variance = (chances * ties[lone] ** 2).sum() - ((chances * ties[lone]).sum(axis=1) ** 2).sum()

    assert lone.sum() > 200
    found = ties[lone][np.arange(lone.sum()), reached].sum()
    assert found == pytest.approx(expected, abs=4 * np.sqrt(variance))


@given(keys)
def test_a_ring_tie_holds_if_and_only_if_the_other_reaches_as_far(key):
    """Nothing is rewired by chance. Tie 2 is to the second right, tie 3 to the second left."""
    start, whom = built([200], rewired=0.0, weak_ties=0, key=key)
    ties = np.diff(start)

    for i in np.flatnonzero((ties >= 3) & (ties < 199)):
        second_right = (i + 2) % 200
        assert (whom[start[i] + 2] == second_right) == (ties[second_right] >= 4)


@given(keys, share, share)
def test_more_rewiring_changes_only_ties_that_it_rewires(key, one, other):
    low, high = sorted((one, other))
    (start, calm), (again, wild) = (
        built([300], rewired=rewired, weak_ties=0, key=key) for rewired in (low, high)
    )
    _, ring = built([300], rewired=0.0, weak_ties=0, key=key)

    np.testing.assert_array_equal(start, again)
    assert np.mean(wild == ring) <= np.mean(calm == ring) + 0.02


@given(keys, st.floats(0, 0.6))
def test_rewiring_keeps_most_of_what_it_does_not_touch(key, rewired):
    """A tenth more rewiring changes about a tenth of the ties, not all of them."""
    (_, calm), (_, wild) = (
        built([300], rewired=r, weak_ties=0, key=key) for r in (rewired, rewired + 0.1)
    )

    assert np.mean(calm != wild) < 0.25


@given(keys, st.floats(0.1, 1.5), st.floats(0.1, 1.5))
def test_the_luck_of_popularity_belongs_to_the_member(key, one, other):
    """Another spread or degree leaves the order of members by ties, up to rounding and caps."""
    few, many = (
        np.diff(built([2000], degree_spread=spread, weak_ties=0, key=key)[0])
        for spread in sorted((one, other))
    )
    above = few > few.mean() * 2

    assert np.all(many[above] >= many.mean())


def test_a_community_of_one_or_two_has_no_choice():
    start, whom = built([1, 2, 1], weak_ties=0, degree_spread=2.0)

    assert np.diff(start).tolist() == [0, 1, 1, 0]
    assert whom.tolist() == [2, 1]
