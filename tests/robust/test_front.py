"""The front against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.robust.front import pareto_table
from experiments.statistics import dominates
from tests.experiments.small import sample

worths = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 4)),
                elements=st.sampled_from([-np.inf, 0.0, 1.0, 2.0]))  # fmt: skip


@given(worths)
def test_dominance_is_as_defined(values):
    for a, one in enumerate(values):
        for b, other in enumerate(values):
            wins = all(x >= y for x, y in zip(one, other, strict=True)) and any(
                x > y for x, y in zip(one, other, strict=True)
            )
            assert dominates(values)[a, b] == wins


def test_the_front_of_a_sample():
    """Engagement rate, trust change, cost per customer: more, more and less is better."""
    made = sample(
        ("ads", "talk", "both", "none"), 30, idle=("none",), views=10.0,
        engagements=[[1], [3], [2], [0]], trust_change=[[0], [0.2], [0.1], [0]],
        cost=[[5], [9], [9], [0]], customers=[[1], [1], [1], [0]],
    )  # fmt: skip
    table = pareto_table(made).set_index("strategy")

    assert table.is_on_front.to_dict() == {
        "ads": True, "talk": True, "both": False, "none": False,
    }  # fmt: skip
    assert table.chance.to_dict() == {"ads": 1, "talk": 1, "both": 0, "none": 0}
    assert table.loc["talk", "engagement_rate"] == pytest.approx(0.3)
    assert np.isnan(table.loc["none", "cost_per_customer"])


def test_a_close_call_is_on_the_front_in_some_resamples():
    first = np.tile([0.0, 2.0], 10)
    made = sample(("ads", "talk"), 20, trust_change=[first, 2 - first], engagements=[[1], [2]])
    table = pareto_table(made).set_index("strategy")

    assert 0.1 < table.chance["ads"] < 0.9
    assert table.chance["talk"] == 1
