"""The front holds what nothing dominates; what is kept of it lies apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.optimise.pareto import front_of, spread_out

tables = st.tuples(st.integers(1, 12), st.integers(2, 4)).flatmap(
    lambda shape: arrays(float, shape, elements=st.integers(0, 5).map(float))
)


@given(tables)
def test_all_others_are_dominated_and_none_of_the_front_is(worth):
    front = front_of(worth)

    for i, one in enumerate(worth):
        is_dominated = any((other >= one).all() and (other > one).any() for other in worth)
        assert (i in front) != is_dominated


def test_a_front_by_hand():
    worth = np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 2.0], [0.5, 0.5], [2.0, -1.0]])

    assert front_of(worth) == [1, 0, 2]


def test_what_is_kept_has_the_ends_and_the_middle():
    worth = np.array([[x, 10.0 - x] for x in (10.0, 9.9, 9.8, 5.0, 0.1, 0.0)])

    assert spread_out(worth, 3) == [0, 3, 5]
    assert spread_out(worth, 1) == [0]
    assert spread_out(worth, 99) == [0, 1, 2, 3, 4, 5]
