"""Belonging: contact brings it nearer to full, days without take it away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.columns import check_ranges
from sim.mechanisms.belonging import BelongingParameters, begin, belonging_after, step
from sim.model import BrandCommunity
from tests.conftest import small_spec
from tests.strategies import assert_spans_agree, busy_world, copies_of, shares, written

ON = BelongingParameters(is_on=1, gain=0.1, loss=0.01)
contacts = st.sampled_from([0.0, 1.0])

# Rules


def test_belonging_by_hand():
    """.3 + .1 * .7 - .01 * .3 = .367; .3 - .003 = .297."""
    assert belonging_after(0.3, 0.1, 0.01, 1.0) == pytest.approx(0.367, abs=1e-15)
    assert belonging_after(0.3, 0.1, 0.01, 0.0) == pytest.approx(0.297, abs=1e-15)


@given(shares, shares, shares, shares, shares)
def test_belonging_is_a_share_that_contact_raises_and_loss_lowers(b, gain, loss, more, less):
    after = belonging_after(b, gain, loss, 1.0)

    assert 0 <= belonging_after(b, gain, loss, 0.0) <= after <= 1
    assert belonging_after(b, gain, loss, 0.0) <= b
    assert after <= belonging_after(b, min(1, gain + more), loss, 1.0)
    assert after >= belonging_after(b, gain, min(1, loss + less), 1.0)


@given(shares, st.floats(0.01, 0.5), st.floats(0, 0.5))
def test_daily_contact_leads_to_the_balance_of_gain_and_loss(b, gain, loss):
    for _ in range(3_000):
        b = belonging_after(b, gain, loss, 1.0)

    assert b == pytest.approx(gain / (gain + loss))


# Step


def test_switched_off_nothing_changes():
    world = busy_world()
    world.members.helped_today[:] = 1
    before = copies_of(world)

    begin(world, BelongingParameters())
    step(world, BelongingParameters(), world.everyone)

    assert written(before, world) == set()


def test_all_begin_with_the_belonging_of_the_start_if_it_is_on():
    for is_on, start in ((1, 0.25), (0, 0.0)):
        model = BrandCommunity(
            small_spec(belonging={"is_on": is_on, "start": 0.25}), "micro", seed=1
        )
        assert (model.world.members.belonging == start).all()


@pytest.mark.parametrize(
    "column", ["helped_today", "helping_today", "meets_today", "replies_today"]
)
def test_every_kind_of_contact_counts_in_its_own_row_and_once(column):
    """Rows 1 and 4 have contact, a great deal of it; with a rival's replies too."""
    world = busy_world()
    m = world.members
    m.belonging[:], m.is_member[:] = 0.3, 1
    values = getattr(m, column)
    values[..., 1] = values[..., 4] = 1 if column == "meets_today" else 64
    if column == "replies_today":
        values[0, 4] = values[1, 1] = 0
    before = copies_of(world)

    step(world, ON, world.everyone)

    expected = np.full(9, 0.297)
    expected[[1, 4]] = 0.367
    np.testing.assert_allclose(m.belonging, expected, rtol=1e-6)
    assert written(before, world) == {"members.belonging"}


def test_who_is_away_keeps_what_there_was():
    world = busy_world()
    m = world.members
    m.is_member[:] = np.arange(9) % 2
    m.replies_today[0] = 1
    before = m.belonging.copy()

    step(world, ON, world.everyone)

    assert (m.belonging[::2] == before[::2]).all()
    assert (m.belonging[1::2] != before[1::2]).all()


def test_two_spans_give_the_bits_of_one():
    world = busy_world()
    world.members.helped_today[:] = np.arange(9) % 2
    world.members.replies_today[1] = np.arange(9) % 3

    assert_spans_agree(step, world, ON)


def test_extremes_stay_in_the_range_of_the_column():
    world = busy_world()
    world.members.belonging[:], world.members.helped_today[:] = (0, 1, 0.5) * 3, 1

    step(world, BelongingParameters(is_on=1, gain=1, loss=1), world.everyone)

    check_ranges(world.members)


# In the whole model


@pytest.mark.slow
def test_those_who_feel_at_home_leave_less_often():
    """A rate of .02 over four weeks: .43 leave without belonging, .23 with .8 all the time."""
    left = {}
    for start in (0.0, 0.8):
        spec = small_spec(
            communities={"one": {"size": 2_000}}, membership={"is_on": 1, "leave_rate": 0.02},
            belonging={"is_on": 1, "start": start, "gain": 0, "loss": 0},
        )  # fmt: skip
        model = BrandCommunity(spec, "stay-away", seed=3)
        while model.running:
            model.step()
        left[start] = model.world.members.has_left.mean()

    assert left[0.0] == pytest.approx(1 - 0.98**28, abs=0.045)
    assert left[0.8] == pytest.approx(1 - (1 - 0.02 * np.exp(-0.8)) ** 28, abs=0.04)
