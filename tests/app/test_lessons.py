"""Lessons: their files, what runs say to their bets, and whether prose and engine agree."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from app.bets import answer_of
from app.comparing import LETTERS, resolve
from app.ensembles import Ensembles, comparison_of
from app.lesson_files import LESSONS, NOBODY, LessonError, lessons, plans, read_lesson
from app.lesson_view import chart_options, teacher_notes, why_of
from app.links import query_of, unpack
from experiments.sample import Sample
from sim.scenario_file import library

STEPS = [(name, i) for name, lesson in lessons().items() for i in range(len(lesson.steps))]


def step_of(name, i):
    return lessons()[name].steps[i]


def compared(**values):
    """Return a comparison of sides with these outcomes, a list of runs each."""
    [(measure, rows)] = values.items()
    names = tuple(f"side-{i}" for i in range(len(rows)))
    plain = {measure: np.array(rows, float)}
    has_run = np.ones(plain[measure].shape, bool)
    sample = Sample(names, np.zeros(len(names), bool), has_run, plain, (measure,))
    return SimpleNamespace(strategies=names, sample=sample)


def test_there_are_enough_lessons_of_a_fitting_length():
    assert len(lessons()) >= 7
    assert [each.order for each in lessons().values()] == list(range(1, len(lessons()) + 1))
    for lesson in lessons().values():
        assert 4 <= lesson.n_steps <= 6
        assert 5 <= lesson.minutes <= 12
        assert len({step.idea for step in lesson.steps}) == len(lesson.steps)


@pytest.mark.parametrize(("name", "i"), STEPS)
def test_a_step_compares_what_there_is_and_opens_by_its_link(name, i):
    step = step_of(name, i)
    resolved = resolve(step.comparing)

    assert step.scenario in library()
    assert len(resolved.names) == len(set(resolved.names)) == len(step.sides)
    assert unpack(query_of(step.comparing).removeprefix("?s=")) == step.comparing


@pytest.mark.parametrize("name", lessons())
def test_a_lesson_ends_with_a_comparison_to_change(name):
    resolve(lessons()[name].sandbox.comparing)


@pytest.mark.parametrize(("name", "i"), STEPS)
def test_prose_has_no_figure_that_a_run_should_tell(name, i):
    step = step_of(name, i)

    assert re.findall(r"[$%]|\d\.\d|(?<!\d)\.\d|\d+ of \d+", step.why) == []


def test_plans_name_lessons_and_steps_that_there_are():
    assert [plan.minutes for plan in plans()] == [45, 90]
    for part in (part for plan in plans() for part in plan.parts if part.lesson):
        numbers = [int(each) for each in re.findall(r"\d+", part.steps)]
        assert numbers
        assert max(numbers) <= lessons()[part.lesson].n_steps


def test_all_that_is_wrong_with_a_lesson_is_named(tmp_path):
    text = (LESSONS / "trust.toml").read_text()
    wrong = text.replace('measure = "trust_change"', 'measure = "trust_chnge"')
    wrong = wrong.replace("minutes = 10", "minutes = 1000").replace("order = 1", "ordr = 1")
    path = tmp_path / "wrong.toml"
    path.write_text(wrong)
    with pytest.raises(LessonError) as refused:
        read_lesson(path)

    for word in ("trust_chnge", "minutes", "ordr", "order"):
        assert word in str(refused.value)


def test_a_bet_on_a_side_that_is_not_there_is_refused(tmp_path):
    text = (LESSONS / "trust.toml").read_text()
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace('expected = "A"', 'expected = "C"', 1))
    with pytest.raises(LessonError, match="no side is C"):
        read_lesson(path)


def test_the_better_side_wins_by_the_direction_of_the_outcome():
    more = answer_of(compared(customers=[[1, 2, 3, 4], [11, 13, 12, 15]]), "customers")
    less = answer_of(compared(complaints=[[1, 2, 3, 4], [11, 13, 12, 15]]), "complaints")

    assert (more.winner, less.winner) == ("B", "A")
    assert (more.n_ahead, more.n_pairs) == (4, 4)
    assert more.told("A") == (
        "You said A. It was B, in 4 of 4 paired runs: customers A 2.50, B 12.8."
    )
    assert less.told("A").startswith("You said A, and so it was, in 4 of 4 paired runs: complaints")


def test_a_lead_within_chance_is_no_win():
    answer = answer_of(compared(customers=[[1, 9, 4, 6], [6, 4, 9, 2]]), "customers")

    assert answer.winner == NOBODY
    assert answer.leader == "B"
    assert answer.told("B").startswith(
        "You said B. There is no clear difference: B did better in 2 of 4 paired runs; on average"
    )
    assert answer.told(NOBODY).startswith("You said no clear difference, and so it is: B did")


def test_a_winner_of_three_beats_both_others():
    rows = [[1, 2, 3, 4], [5, 7, 6, 9], [5, 6, 7, 9]]

    close = answer_of(compared(customers=rows), "customers")
    assert close.winner == NOBODY
    assert (close.leader, close.n_ahead) == ("B", 1)  # of the pairs, ahead of both in one
    assert answer_of(compared(customers=[*rows[:2], [15, 16, 17, 18]]), "customers").winner == "C"


def test_a_source_of_trust_can_be_bet_on():
    runs = [("a", r, 0.01 + 0.001 * r) for r in range(4)] + [("b", r, -0.02) for r in range(4)]
    ledger = pd.DataFrame(runs, columns=["strategy", "replicate", "points"]).assign(
        source="replies"
    )
    answer = answer_of(
        SimpleNamespace(strategies=("a", "b"), trust_ledger=ledger), "ledger.replies"
    )

    assert answer.winner == "A"
    assert answer.told("B") == (
        "You said B. It was A, in 4 of 4 paired runs: replies A +.011, B −.020."
    )


@pytest.fixture(scope="module")
def ensembles():
    made = Ensembles(2)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "i"), STEPS)
def test_teachers_are_told_what_the_engine_says(name, i, ensembles):
    step = step_of(name, i)
    resolved = resolve(step.comparing)
    assert [*ensembles.fill(resolved, lambda: True)][-1:] in ([0], [])
    comparison = comparison_of(resolved, ensembles.kept(resolved))
    answer = answer_of(comparison, step.measure)

    assert comparison.n_failed == 0
    assert answer.n_pairs == 30
    assert answer.winner == step.expected
    assert answer.winner in str(teacher_notes(step)) or answer.winner == NOBODY
    assert "30 paired runs" in str(why_of(step, answer))
    shown = str(chart_options(comparison, step))
    assert not any(name in shown for name in resolved.names if "-" in name), "letters, not names"
    assert all(f"'{letter}'" in shown for letter in LETTERS[: len(resolved.names)])
