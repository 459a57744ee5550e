"""What a page compares is what the command line compares."""

import pytest

from app.comparing import Branch, Comparing, Side, resolve
from app.ensembles import Ensembles, comparison_of, tasks_of
from app.trajectory import watch
from experiments.branching import branch
from experiments.compare import CompareError, compare
from sim.scenario_file import ScenarioError

PAIR = (Side(strategy="steady"), Side(strategy="bursts"))
SMALL = {"days": 28, "communities.neighbours.count": 2, "communities.neighbours.size": 60}


@pytest.fixture(scope="module")
def ensembles():
    made = Ensembles(jobs=1)
    yield made
    made.close()


def filled(ensembles, comparing):
    resolved = resolve(comparing)
    list(ensembles.fill(resolved, lambda: True))
    return comparison_of(resolved, ensembles.kept(resolved))


def small(**changes):
    return Comparing(
        **(
            {"scenario": "neighbourhood", "changes": SMALL, "sides": PAIR, "replicates": 4}
            | changes
        )
    )


def test_the_page_says_what_compare_says(ensembles):
    ours = filled(ensembles, small())
    theirs = compare(
        "neighbourhood",
        strategies=["steady", "bursts"],
        baseline="steady",
        replicates=4,
        overrides=SMALL,
        jobs=1,
    )

    assert ours.headline() == theirs.headline()
    assert ours.to_csv() == theirs.to_csv()


def test_the_first_replicate_is_the_one_that_is_watched(ensembles):
    resolved = resolve(small())
    [first, _] = ensembles.kept(resolved)[:2] if all(ensembles.kept(resolved)[:2]) else (None, None)
    seen = ensembles.trajectory(resolved, 0)

    assert first is None or first.outcomes == seen.run.outcomes
    assert (
        seen.run.outcomes
        == watch(resolved.spec, "steady", tasks_of(resolved, 1)[0].seed).run.outcomes
    )


def test_a_change_of_one_side_leaves_the_other_as_it_was(ensembles):
    before = filled(ensembles, small())
    changed = small(
        sides=(PAIR[0], Side(strategy="bursts", changes={"commit.hours_per_week": 3.0}))
    )
    after = filled(ensembles, changed)

    for outcome, values in before.sample.plain.items():
        assert (values[0] == after.sample.plain[outcome][0]).all()
    assert (before.sample.plain["engagements"][1] != after.sample.plain["engagements"][1]).any()


def test_the_same_strategy_may_stand_on_both_sides(ensembles):
    twins = small(sides=(PAIR[0], Side(strategy="steady", changes={"commit.hours_per_week": 3.0})))
    resolved = resolve(twins)

    assert resolved.names == ("steady", "steady-b")
    assert resolved.strategy_of(1).commit.hours_per_week == 3.0
    assert resolved.strategy_of(0).commit.hours_per_week != 3.0


def test_a_branch_differs_only_after_its_week(ensembles):
    side = Side(strategy="bursts", branch=Branch(week=2, strategy="steady"))
    resolved = resolve(small(sides=(PAIR[0], side)))
    ours = filled(ensembles, small(sides=(PAIR[0], side)))
    theirs = branch(
        "neighbourhood",
        strategy="steady",
        at_week=2,
        then="bursts",
        replicates=4,
        overrides=SMALL,
        jobs=1,
    )
    before, after = (ensembles.trajectory(resolved, i).frames["trust"] for i in (0, 1))

    assert (before[:3] == after[:3]).all()
    assert (before[3:] != after[3:]).any()
    assert (ours.sample.plain["trust"] == theirs.sample.plain["trust"]).all()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"scenario": "../secret"}, "there is no such scenario"),
        ({"sides": (Side(strategy="stedy"),)}, "steady"),
        ({"changes": {"days": -3}}, "days"),
        ({"changes": {"network.file": "/etc/passwd"}}, "network"),
        ({"content": {"title": 3}}, "title"),
        ({"sides": (Side(strategy="bursts", branch=Branch(week=50, strategy="steady")),)}, "week"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_words(wrong, told):
    with pytest.raises((ScenarioError, CompareError), match=told):
        resolve(small(**wrong))


def test_a_request_that_nobody_waits_for_stops(ensembles):
    resolved = resolve(small(seed=99, replicates=20))
    asked = iter([True, True, False])
    left = list(ensembles.fill(resolved, lambda: next(asked, False)))

    assert len(left) < 20
    assert None in ensembles.kept(resolved)
