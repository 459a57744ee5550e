"""What is asked, what designs there are, and what going on after one is worth."""

import math

import numpy as np
import pytest

from experiments.compare import CompareError
from experiments.pilot.designs import design_of, designs_of, sizes, weeks_of
from experiments.pilot.metrics import METRICS
from experiments.pilot.question import question_of, takes_part
from experiments.pilot.seen import Seen
from tests.pilot.made_up import scenario


def test_what_takes_part_is_tried_against_the_baseline():
    spec = scenario()

    assert question_of(spec, None, None) == (("talk", "shout"), "ads")
    assert question_of(spec, "shout", "talk") == (("shout",), "talk")
    assert [takes_part(each) for each in spec.strategies.values()] == [False, True, True, False]


@pytest.mark.parametrize(
    ("strategy", "less", "said"),
    [
        ("tlak", None, "did you mean 'talk'"),
        (None, "adds", "did you mean 'ads'"),
        ("ads", "talk", "takes no part in communities"),
        ("talk", "talk", "--less names something else"),
    ],
)
def test_what_cannot_be_asked_is_refused(strategy, less, said):
    with pytest.raises(CompareError, match=said):
        question_of(scenario(), strategy, less)


def test_a_short_run_leaves_no_time_to_go_on():
    with pytest.raises(CompareError, match="days is 55; at least 56"):
        question_of(scenario().model_copy(update={"days": 55}), None, None)


def test_a_trial_is_in_one_a_few_or_all_communities_for_half_of_the_run_at_most():
    assert sizes(1) == (1,)
    assert sizes(2) == (1, 2)
    assert sizes(5) == (1, 2, 5)
    assert sizes(12) == (1, 3, 12)
    assert weeks_of(364) == (2, 4, 6, 8, 13, 26)
    assert weeks_of(56) == (2, 4)


def seen(own, other, trials, most=4, figures=None):
    shape = len(own), len(METRICS), trials[1].shape[1]
    return Seen(own, other, most, figures or {1: np.ones(shape)}, trials)


def test_after_a_trial_tried_communities_go_on_and_others_begin():
    own, other = np.array([[1.0, 2.0, 4.0, 8.0]]), np.array([[0.5, 0.5, 0.5, 0.7]])
    found = seen(own, other, {1: np.array([[-3.0, -5.0]])})

    assert found.benefit == [15.0 - 2.2]
    # what one stays with loses its last two weeks by the trial, and has its first two after it
    assert found.trial(1, 2) == pytest.approx(-8.0 - 1.2)
    # a quarter has weeks 2 and 3 of the strategy, three quarters its weeks 0 and 1
    assert found.later(1, 2) == [0.25 * 12.0 + 0.75 * 3.0 - 1.0]


def test_what_was_simulated_after_a_trial_is_taken_as_it_is():
    own, other = np.array([[1.0, 2.0, 4.0, 8.0]]), np.array([[0.5, 0.5, 0.5, 0.7]])
    found = seen(own, other, {1: np.array([[-3.0, -5.0, 6.0, 7.0]])})

    assert found.trial(1, 2) == pytest.approx(-8.0 - 1.2)
    assert found.later(1, 2) == [13.0 - 1.0]


def test_a_trial_everywhere_that_goes_on_is_to_commit_at_once():
    own, other = np.array([[1.0, 2.0, 4.0, 8.0]]), np.array([[0.5, 0.5, 0.5, 0.7]])
    found = seen(own, other, {1: own})

    for weeks in (1, 2, 3):
        assert found.trial(1, weeks) + found.later(1, weeks) == pytest.approx(found.benefit)


def test_designs_are_told_the_best_first_and_a_constant_figure_is_none():
    rng = np.random.default_rng(5)
    own = np.repeat(rng.normal(0.0, 10.0, 200)[:, None], 8, axis=1)
    figures = np.ones((200, len(METRICS), 4))
    figures[:, 0] = own[:, :4]  # tells all
    figures[:, -1] = -own[:, :4]  # complaints: fewer where it is better
    figures[:, 1] = rng.normal(size=(200, 4))
    found = seen(own, np.zeros((200, 8)), {1: np.full((200, 4), -1.0)}, 1, {1: figures})

    table = designs_of(found, (2, 4))

    assert set(table["metric"]) == {METRICS[0].name, METRICS[-1].name, METRICS[1].name}
    assert (np.diff(table["net"]) <= 0).all()
    assert table["metric"][0] != METRICS[1].name
    assert table["weeks"][0] == 2
    complaints = table[table["metric"] == "complaints"].iloc[0]
    assert design_of(complaints).threshold == -complaints["threshold"]
    assert math.isfinite(complaints["threshold"])
