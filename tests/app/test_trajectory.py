"""What people watch is what is measured."""

import numpy as np
import pytest

from app.trajectory import ABSENT, COLUMNS, watch
from sim.model import BrandCommunity, simulate
from sim.scenario_file import load_scenario, with_overrides
from tests.experiments.test_packing import assert_same

DAYS = 45  # the last week is a short one
CASES = [
    ("neighbourhood", "bursts", 3, {}),  # members come and go
    ("rivals", "promote", 4, {"strategies.promote.commit.start_week": 0}),  # columns of brands
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case[0])
def watched_run(request):
    name, strategy, seed, changes = request.param
    spec = with_overrides(load_scenario(name), {"days": DAYS} | changes)
    return spec, strategy, seed, watch(spec, strategy, seed)


def test_its_run_is_that_of_the_engine_to_the_last_bit(watched_run):
    spec, strategy, seed, seen = watched_run
    assert_same(seen.run, simulate(spec, strategy, seed))


def test_a_frame_is_what_members_are_like_that_week(watched_run):
    spec, strategy, seed, seen = watched_run
    model = BrandCommunity(spec, strategy, seed)
    members = model.world.members
    for week, days in enumerate([0, 7, 7, 7, 7, 7, 7, 3]):
        for _ in range(days):
            model.step()
        here = members.is_member == 1
        for column, (largest, _, _) in COLUMNS.items():
            frame, values = seen.frames[column][week], getattr(members, column)
            own = (values[0] if values.ndim == 2 else values)[here].astype(float)
            assert (frame[~here] == ABSENT).all()
            assert (frame[here] != ABSENT).all()
            np.testing.assert_allclose(frame[here] * largest / 254, own, atol=largest / 508 + 1e-6)
    assert not model.running
    assert week == len(frame_weeks := seen.frames["trust"]) - 1
    assert (np.ptp(frame_weeks.astype(int), axis=0) > 0).any()  # somebody changed


def test_values_and_means_are_read_back_in_the_unit_of_the_column(watched_run):
    seen = watched_run[-1]
    frame = seen.frames["trust"][-1]
    values = [seen.value("trust", -1, row) for row in range(len(frame))]
    there = [value for value in values if value is not None]
    assert len(there) == (frame != ABSENT).sum()
    assert seen.mean("trust", -1) == pytest.approx(np.mean(there))
    assert 0.0 <= min(there) < max(there) <= 1.0


def test_every_tie_is_there_once_and_joins_two(watched_run):
    spec, strategy, seed, seen = watched_run
    ties = BrandCommunity(spec, strategy, seed).world.ties
    listener = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    both = {frozenset(pair) for pair in zip(listener.tolist(), ties.whom.tolist(), strict=True)}
    assert len(seen.ties) == len(both)
    assert {frozenset(pair) for pair in seen.ties.tolist()} == both
    assert (seen.ties[:, 0] < seen.ties[:, 1]).all()


def test_rows_of_people_who_are_no_members_are_absent():
    spec = with_overrides(load_scenario("neighbourhood"), {"days": DAYS})
    frames = watch(spec, "bursts", 3).frames
    absent = [(frame == ABSENT) for frame in frames.values()]
    assert absent[0].any()
    assert all((each == absent[0]).all() for each in absent)
