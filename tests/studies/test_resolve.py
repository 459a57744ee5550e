"""Resolving a study: what will run, where values come from, and all that cannot be."""

import pytest

from experiments.studies.file import StudyError
from experiments.studies.resolve import resolved
from tests.studies.small_study import FIVE_LINES, fireside, plan_of, written

FAULTS = """
scenario = "small.toml"
strategies = ["ads", "tolk"]

[vary]
"audience.niche_shar" = { uniform = [0.2, 0.3] }
"audience.niche_share" = { uniform = [0.2, 1.3] }
"communities.makers.platform" = { choice = ["reddit", "redit"] }
"title" = {}
"days" = { int = [0, 7] }
"nobody.knows" = { choice = [1, 2] }

[design]
method = "table"
file = "no.csv"
"""


def faults_of(tmp_path, text):
    with pytest.raises(StudyError) as caught:
        plan_of(tmp_path, text)
    return [(each.path, each.got) for each in caught.value.problems]


def test_all_that_a_study_names_and_that_is_not_there_is_told_at_once(tmp_path):
    assert faults_of(tmp_path, FAULTS)[:8] == [
        ("strategies.1", "tolk"),
        ("vary.audience.niche_shar", "audience.niche_shar"),
        ("vary.audience.niche_share", 1.3),
        ("vary.communities.makers.platform", "redit"),
        ("vary.title", "title"),
        ("vary.days", 0),
        ("vary.nobody.knows", {"knows": 1}),
        ("vary.nobody.knows", {"knows": 2}),
    ]
    assert ("design.file", "no.csv") in faults_of(tmp_path, FAULTS)
    said = fireside("sweep", written(tmp_path, FAULTS), "--out", tmp_path / "x.db")
    assert said.code == 2
    assert "did you mean 'talk'?" in said.err
    assert "a whole number from 7 to 728 (days) is allowed" in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "x.db").exists()


def test_settings_that_cannot_be_are_told_by_where_they_stand(tmp_path):
    text = FIVE_LINES + "[settings]\ndays = -1\nday = 7\naudience.niche_share = 2\n"

    assert {path for path, _ in faults_of(tmp_path, text)} == {
        "settings.day", "settings.days", "settings.audience.niche_share",
    }  # fmt: skip


def test_an_option_that_cannot_be_is_told_as_such(tmp_path):
    said = fireside("resolve", written(tmp_path), "--set", "days=-1", "--set", "dais=3")

    assert said.code == 2
    assert "--set: days: got -1" in said.err
    assert "--set: dais: got 3" in said.err


@pytest.mark.parametrize(
    ("rest", "path"),
    [
        ("[design]\nmethod = 'list'", "design.rows"),
        ("[design]\nmethod = 'list'\nrows = [{ days = 7 }, { days = 14, brand.wage = 3 }]",
         "design.rows"),
        ("[design]\nmethod = 'list'\nrows = [{ days = 7 }, { days = -7 }]", "design.row 2"),
        ("[design]\nmethod = 'table'", "design.file"),
        ("[vary]\n'communities.makers.count' = {}", "vary.communities.makers.count"),
        ("[design]\nmethod = 'grid'\nlevels = 1000\n[vary]\n'brand.wage' = {}\n'days' = { int = "
         "[7, 700] }\n'audience.niche_share' = {}", "design"),
        ("[vary]\n'network.file' = { choice = ['a', 'b'] }", "vary.network.file"),
        ("[design]\nmethod = 'list'\nrows = [{ network.file = 'a' }]", "design.network.file"),
        ("strategies = ['ads']\n[vary]\n'strategies.talk.commit.hours_per_week' = {}",
         "vary.strategies.talk.commit.hours_per_week"),
        ("[strategies]\nads = 'talk'", "strategies.ads"),
        ("[strategies]\nmine = 'tolk'", "strategies.mine.of"),
        ("[strategies.mine]\nof = 'talk'\nsettings = { commit.hours_per_week = -3 }",
         "strategies.mine.settings.commit.hours_per_week"),
    ],
)  # fmt: skip
def test_a_study_that_cannot_be_says_where(tmp_path, rest, path):
    assert [where for where, _ in faults_of(tmp_path, f"scenario = 'small.toml'\n{rest}")] == [path]


def test_a_csv_that_is_no_table_is_told(tmp_path):
    text = "scenario = 'small.toml'\ndesign = { method = 'table', file = 'points.csv' }"
    for content in (b"", b"days,audience.size\n7\n", b"\xff\xfe\x00", b'"days\n7\n'):
        (tmp_path / "points.csv").write_bytes(content)
        assert faults_of(tmp_path, text)[0][0].startswith("design.file")


def test_the_points_that_resolve_writes_are_a_table_to_read(tmp_path):
    said = fireside("resolve", written(tmp_path), "--format", "csv")
    (tmp_path / "points.csv").write_text(said.out)
    text = "scenario = 'small.toml'\ndesign = { method = 'table', file = 'points.csv' }\n"
    text += "replicates = 2"

    assert plan_of(tmp_path, text).tasks(range(2)) == plan_of(tmp_path).tasks(range(2))


def test_values_come_from_the_nearest_place(tmp_path):
    text = FIVE_LINES + "[settings]\ndays = 14\nbrand.wage = 30\n"
    plan = plan_of(tmp_path, text, days=21)

    assert (plan.spec.days, plan.spec.brand.wage) == (21, 30.0)
    origins = {path: plan.origins.get(path) for path in ("days", "brand.wage", "audience.size")}
    assert origins == {"days": "--set", "brand.wage": "study.toml", "audience.size": "small.toml"}
    assert plan.spec.audience.size == 100_000
    assert plan.outcomes == plan.spec.outcomes


def test_a_study_of_five_lines_is_a_plan(tmp_path):
    plan = plan_of(tmp_path)

    assert plan.strategies == ("ads", "talk")
    assert [(each.name, each.law) for each in plan.factors] == [
        ("audience.niche_share", "loguniform"), ("memory.worth_of_contact", "loguniform"),
    ]  # fmt: skip
    assert list(plan.points.columns) == ["audience.niche_share", "memory.worth_of_contact", "dummy"]
    assert len(plan.tasks(range(2))) == 3 * 2 * 2


def test_strategies_of_a_study_are_others_with_some_values_changed(tmp_path):
    text = """
scenario = "small.toml"
[strategies]
ads = "ads"
[strategies.more]
of = "talk"
settings = { commit.hours_per_week = 20, tailor.mix = { offer = 1.0 } }
[strategies.less]
of = "talk"
settings.commit.hours_per_week = 2
"""
    plan = plan_of(tmp_path, text)
    hours = {
        name: plan.spec.strategies[name].commit.hours_per_week for name in ("more", "less", "talk")
    }

    assert plan.strategies == ("ads", "more", "less")
    assert hours == {"more": 20.0, "less": 2.0, "talk": 10.0}
    assert plan.spec.strategies["more"].tailor.mix == {"offer": 1.0}
    assert plan.spec.strategies["less"].tailor.mix == {"question": 1.0}


def test_all_strategies_run_where_none_is_named(tmp_path):
    assert plan_of(tmp_path, "scenario = 'small.toml'").strategies == ("ads", "talk")


def test_uncertain_is_everything_nobody_knows_but_what_is_set(tmp_path):
    text = "scenario = 'small.toml'\nvary = 'uncertain'\ndesign.points = 2\n"
    names = {each.name for each in plan_of(tmp_path, text).factors}
    known = {each.name for each in plan_of(tmp_path, text, memory__half_life=20.0).factors}

    assert len(names) > 30
    assert names - known == {"memory.half_life"}
    assert not any(name.startswith("strategies.") for name in names)


def test_equal_studies_are_one_and_others_are_not(tmp_path):
    (tmp_path / "other").mkdir()
    one, same = plan_of(tmp_path), plan_of(tmp_path / "other")
    more = plan_of(tmp_path, FIVE_LINES.replace("points = 3", "points = 4"))

    assert one.content == same.content
    assert one.content != more.content
    assert one.content != plan_of(tmp_path, brand__wage=1.0).content


def test_resolve_shows_points_as_csv_and_the_whole_as_json(tmp_path):
    path = written(tmp_path)
    points = resolved(path).points

    assert fireside("resolve", path, "--format", "csv").out == points.to_csv(index=False)
    assert '"scenario": "small.toml"' in fireside("resolve", path, "--format", "json").out
    text = fireside("resolve", path, "--set", "days=14").out
    shown = [line.split() for line in text.splitlines()]
    assert ["days", "14", "--set"] in shown
    assert ["audience.niche_share", "loguniform"] in [line[:2] for line in shown]


def test_faults_of_form_of_settings_and_of_names_come_together(tmp_path):
    text = FAULTS.replace('"title" = {}', '"brand.wage" = { unifrom = [1, 2] }\n"title" = {}')
    text += "[settings]\ndays = -1\n[replicates]\ncount = 0\n"

    assert {path for path, _ in faults_of(tmp_path, text)} >= {
        "vary.brand.wage.unifrom", "replicates.count", "settings.days", "strategies.1",
        "vary.audience.niche_share", "vary.title", "design.file",
    }  # fmt: skip


def test_a_method_that_is_none_hides_no_other_fault(tmp_path):
    text = FIVE_LINES.replace('"lhs", points = 3', '"griid", levels = 3').replace('"ads"', '"adds"')

    assert {path for path, _ in faults_of(tmp_path, text)} == {"design.method", "strategies.0"}
