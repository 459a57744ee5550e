"""Designs: the points that a study runs."""

import itertools

import numpy as np
import pytest

from experiments.factors import DUMMY
from tests.studies.small_study import plan_of

TWO = """
scenario = "small.toml"
[vary]
"audience.niche_share" = { uniform = [0.1, 0.2] }
"brand.wage" = { uniform = [10, 30] }
[design]
"""
SHARE, WAGE = "audience.niche_share", "brand.wage"


def points_of(tmp_path, design, text=TWO):
    return plan_of(tmp_path, text + design).points


def test_a_grid_has_every_combination_ends_too(tmp_path):
    points = points_of(tmp_path, "method = 'grid'\nlevels = 3")
    wanted = list(itertools.product([0.1, 0.15, 0.2], [10.0, 20.0, 30.0]))

    assert list(points.columns) == [SHARE, WAGE]
    assert np.allclose(points.to_numpy(), wanted)


def test_a_grid_has_all_choices_and_each_whole_number_once(tmp_path):
    text = """
scenario = "small.toml"
[vary]
"strategies.talk.identify.communities" = { choice = [["makers"], ["menders"]] }
"communities.makers.platform" = { choice = ["reddit", "facebook", "x"] }
"days" = { int = [7, 9] }
[design]
method = "grid"
levels = 20
"""
    plan = plan_of(tmp_path, text)
    choices = [["makers"], ["menders"]], ["reddit", "facebook", "x"], [7, 8, 9]

    assert [list(row) for row in plan.points.to_numpy().tolist()] == [
        list(row) for row in itertools.product(*choices)
    ]
    assert [
        task.overrides["strategies.talk.identify.communities"] for task in plan.tasks(range(1))
    ][::36] == [["makers"]]


@pytest.mark.parametrize("method", ["lhs", "random"])
def test_points_of_a_sample_lie_in_their_ranges_and_follow_the_seed(tmp_path, method):
    design = f"method = '{method}'\npoints = 20"
    points = points_of(tmp_path, design)
    other = points_of(tmp_path, design, f"seed = 2\n{TWO}")

    assert list(points.columns) == [SHARE, WAGE, DUMMY]
    assert len(points) == 20
    assert points[SHARE].between(0.1, 0.2).all()
    assert points[WAGE].between(10, 30).all()
    assert points.equals(points_of(tmp_path, design))
    assert not points.equals(other)


def test_each_stratum_of_a_latin_hypercube_is_met_once(tmp_path):
    points = points_of(tmp_path, "method = 'lhs'\npoints = 20")
    strata = np.floor((points[WAGE] - 10.0) / 20.0 * 20.0).astype(int)

    assert sorted(strata) == list(range(20))


@pytest.mark.parametrize(("more", "width"), [("", 5), ("\nsecond_order = true", 8)])
def test_a_longer_sobol_design_begins_with_a_shorter_one(tmp_path, more, width):
    short = points_of(tmp_path, f"method = 'sobol'\npoints = 4{more}")
    long = points_of(tmp_path, f"method = 'sobol'\npoints = 8{more}")

    assert (len(short), len(long)) == (4 * width, 8 * width)
    assert long.iloc[: len(short)].equals(short)


def test_a_morris_step_changes_one_factor(tmp_path):
    points = points_of(tmp_path, "method = 'morris'\npoints = 3").to_numpy()
    changed = (np.diff(points, axis=0) != 0).sum(axis=1).reshape(-1)

    assert len(points) == 3 * 4
    assert [n for at, n in enumerate(changed) if (at + 1) % 4] == [1] * 9


def test_factors_of_a_group_move_together_in_a_morris_design(tmp_path):
    text = TWO.replace("}", ', group = "g" }')
    points = points_of(tmp_path, "method = 'morris'\npoints = 2", text).to_numpy()

    assert len(points) == 2 * 3
    steps = (np.diff(points.reshape(2, 3, 3), axis=1) != 0).reshape(-1, 3)
    assert sorted(steps.tolist()) == [[False, False, True]] * 2 + [[True, True, False]] * 2


def test_a_list_and_a_table_are_taken_as_they_are(tmp_path):
    rows = (
        "method = 'list'\nrows = [{ days = 7, brand.wage = 1.5 }, { days = 8, brand.wage = 2.5 }]"
    )
    (tmp_path / "points.csv").write_text("days,brand.wage\n7,1.5\n8,2.5\n")
    head = "scenario = 'small.toml'\n[design]\n"
    listed = plan_of(tmp_path, head + rows)
    table = plan_of(tmp_path, f"{head}method = 'table'\nfile = 'points.csv'")

    assert listed.points.equals(table.points)
    assert [task.overrides for task in listed.tasks(range(1))][::2] == [
        {"days": 7, "brand.wage": 1.5}, {"days": 8, "brand.wage": 2.5},
    ]  # fmt: skip
    assert type(listed.tasks(range(1))[0].overrides["days"]) is int


def test_where_nothing_varies_there_is_one_point(tmp_path):
    plan = plan_of(tmp_path, "scenario = 'small.toml'\nreplicates = 3")

    assert [task.overrides for task in plan.tasks(range(3))] == [{}] * 6


@pytest.mark.parametrize("law", ["{ int = [7, 9] }", "{ choice = [7, 8, 9] }"])
def test_whole_numbers_and_choices_are_all_met_alike(tmp_path, law):
    text = f"scenario = 'small.toml'\nvary.days = {law}\ndesign = {{ method = 'lhs', points = 30 }}"
    days = plan_of(tmp_path, text).points["days"]

    assert days.value_counts().to_dict() == {7: 10, 8: 10, 9: 10}


def test_a_logarithmic_range_is_met_by_its_logarithm(tmp_path):
    text = """
scenario = "small.toml"
vary."brand.wage" = { loguniform = [1, 100] }
design = { method = "lhs", points = 40 }
"""
    wages = plan_of(tmp_path, text).points["brand.wage"]

    assert (wages < 10).sum() == 20
    assert wages.between(1, 100).all()


def test_points_share_luck_or_have_luck_of_their_own(tmp_path):
    def seeds(pairing):
        text = f"replicates = {{ count = 3, pairing = '{pairing}' }}\n{TWO}points = 4"
        tasks = plan_of(tmp_path, text).tasks(range(3))
        return np.array([task.seed for task in tasks]).reshape(4, 3, 2)

    paired, independent = seeds("crn"), seeds("independent")
    assert (paired == paired[:1, :, :1]).all()
    assert len(np.unique(paired)) == 3
    assert (independent == independent[:, :, :1]).all(), "strategies are paired still"
    assert len(np.unique(independent)) == 12


def test_the_columns_of_a_list_are_what_varies(tmp_path):
    rows = """rows = [
      { brand.wage = 20, audience.platform = "reddit", days = 7 },
      { brand.wage = 40, audience.platform = "facebook", days = 7 },
      { brand.wage = 30, audience.platform = "reddit", days = 7 },
    ]"""
    text = 'scenario = "small.toml"\n[design]\nmethod = "list"\n'
    wage, platform = plan_of(tmp_path, text + rows).factors

    assert (wage.name, wage.low, wage.high, wage.unit) == ("brand.wage", 20.0, 40.0, "$/hour")
    assert (platform.law, platform.choices) == ("choice", ("reddit", "facebook"))
