"""The file of a study: its forms, and every fault of it named at once."""

import pytest

from experiments.studies.file import StudyError, Vary
from experiments.studies.reading import STUDIES, find_study, is_study, read_study
from experiments.studies.resolve import find_and_resolve
from sim.scenario_file import read_toml
from tests.studies.small_study import fireside, written

FAULTS = """
scenario = "small.toml"
titel = "misspelt"
seed = -1

[strategies.mine]
settings = { commit.hours_per_week = 3 }

[replicates]
count = 0
pairing = "cnr"
stop = { outcome = "engagment_rate", half_width = 0.0 }

[outputs]
outcomes = ["trust_chang"]

[design]
method = "sobel"
rows = [3]

[vary]
"audience.niche_share" = { uniform = [0.2, 0.1] }
"memory.worth_of_contact" = { uniform = [0, 1], int = [1, 5] }
memory.half_life = { loguniform = [0, 1] }
memory.decay = { unifrom = [0, 1] }
"brand.wage" = { choice = [1] }
"""


def faults_of(tmp_path, text):
    try:
        _, problems = read_study(written(tmp_path, text))
    except StudyError as error:
        problems = error.problems
    assert problems
    return {problem.path: problem.allowed for problem in problems}


def test_all_faults_of_form_are_named_at_once_by_their_exact_paths(tmp_path):
    found = faults_of(tmp_path, FAULTS)

    assert set(found) == {
        "titel", "seed", "strategies.mine.of", "replicates.count", "replicates.pairing",
        "replicates.stop.outcome", "replicates.stop.half_width", "outputs.outcomes",
        "design.method", "design.rows.0", "vary.audience.niche_share",
        "vary.memory.worth_of_contact", "vary.memory.half_life", "vary.memory.decay.unifrom",
        "vary.brand.wage",
    }  # fmt: skip
    assert found["titel"].endswith("did you mean 'title'?")
    assert found["seed"] == "greater than or equal to 0 is allowed"
    assert found["strategies.mine.of"] == "is missing"
    assert found["design.method"].startswith("'grid', 'list', 'random', 'lhs', 'sobol'")
    assert found["replicates.stop.outcome"].endswith("did you mean 'engagement_rate'?")
    assert found["vary.audience.niche_share"] == "the lower value first is allowed: [0.1, 0.2]"
    assert "not uniform and int" in found["vary.memory.worth_of_contact"]
    assert "int" in found["vary.memory.decay.unifrom"].split("; did")[0]
    assert found["vary.memory.decay.unifrom"].endswith("did you mean 'uniform'?")


def test_a_command_names_them_all_and_ends_with_2_and_no_traceback(tmp_path):
    path = written(tmp_path, FAULTS)
    for command in (["sweep", path, "--out", tmp_path / "x.db"], ["resolve", path]):
        said = fireside(*command)

        assert said.code == 2
        assert len(said.err.splitlines()) == 15
        assert all(line.startswith("study.toml: ") for line in said.err.splitlines())
        assert "Traceback" not in said.err
        assert said.out == ""
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "scenario", "is missing"),
        ("scenario = 3", "scenario", "text is allowed"),
        ("scenario = 'a'\nvary = 'certain'", "vary", "'uncertain' is allowed"),
        ("scenario = 'a'\nvary = [1]", "vary", "dotted names of parameters are allowed"),
        ("scenario = 'a'\nstrategies = [1]", "strategies.0", "text is allowed"),
        ("scenario = 'a'\nreplicates = true", "replicates", "a table is allowed"),
        ("scenario = 'a'\ndesign = { method = 'morris', points = 1 }", "design",
         "two points or more are allowed: a spread of effects is wanted"),
        ("scenario = 'a'\n[replicates.stop]\noutcome = 'trust'\nhalf_width = 1\nmost = 5",
         "replicates.stop", "most is 5; least, 10, or more is allowed"),
        ("scenario = 'a'\nvary.x = { loguniform = [0.0, 1.0] }", "vary.x",
         "values above 0 are allowed: a logarithm is taken"),
        ("scenario = 'a'\nvary.x = { uniform = [1, 1] }", "vary.x",
         "two different values are allowed"),
        ("scenario = 'a'\nvary.x = { uniform = [1, 2, 3] }", "vary.x.uniform",
         "at most 2 values are allowed"),
        ("scenario = 'a'\ndesign = { method = 'grid', points = 9 }", "design",
         "points is for random, lhs, sobol and morris; the method is grid"),
        ("scenario = 'a'\ndesign.rows = [{ days = 7 }]", "design",
         "rows is for list; the method is lhs"),
        ("scenario = 'a'\nvary.x = { choice = [1] }", "vary.x", "two values or more are allowed"),
        ("scenario = 'a'\nvary.x = { uniform = [0.0, inf] }", "vary.x.uniform.1",
         "a finite number is allowed"),
    ],
)  # fmt: skip
def test_a_fault_is_named_once_in_words(tmp_path, text, path, allowed):
    assert faults_of(tmp_path, text) == {path: allowed}


def test_a_file_that_is_no_toml_or_no_text_is_a_message(tmp_path):
    path = written(tmp_path, "scenario =")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")

    for file, message in ((path, "not TOML"), (tmp_path / "odd.toml", "not UTF-8 text")):
        said = fireside("resolve", file)
        assert (said.code, message in said.err) == (2, True)


def test_no_such_study_names_those_there_are():
    said = fireside("sweep", "niche-and-contakt")

    assert said.code == 2
    assert "did you mean 'niche-and-contact'?" in said.err
    assert "twins" not in said.err, "a scenario is no study"


def test_every_form_of_what_varies_says_the_same(tmp_path):
    listed = read_study(written(tmp_path, "scenario = 'a'\nvary = ['m.a', 'm.b']"))[0]
    dotted = read_study(written(tmp_path, "scenario = 'a'\n[vary]\n'm.a' = {}\n'm.b' = {}"))[0]
    nested = read_study(written(tmp_path, "scenario = 'a'\n[vary]\nm.a = {}\nm.b = {}"))[0]

    assert listed.vary == dotted.vary == nested.vary == {"m.a": Vary(), "m.b": Vary()}
    assert (
        read_study(written(tmp_path, "scenario = 'a'\nvary = 'uncertain'"))[0].vary == "uncertain"
    )


def test_every_law_has_its_values(tmp_path):
    text = """
scenario = "a"
[vary]
u = { uniform = [0, 1], group = "g" }
l = { loguniform = [0.1, 1] }
n.i = { int = [1, 9] }
c = { choice = [1, "x", [2]] }
plausible = {}
"""
    vary = read_study(written(tmp_path, text))[0].vary

    assert {name: (each.law, each.values, each.group) for name, each in vary.items()} == {
        "u": ("uniform", (0.0, 1.0), "g"),
        "l": ("loguniform", (0.1, 1.0), ""),
        "n.i": ("int", (1, 9), ""),
        "c": ("choice", (1, "x", [2]), ""),
        "plausible": (None, (), ""),
    }


def test_short_forms_are_those_of_long_ones(tmp_path):
    short = "scenario = 'a'\nreplicates = 4\nstrategies = { mine = 'ads' }\n"
    long = "scenario = 'a'\nreplicates.count = 4\nstrategies.mine.of = 'ads'\n"
    settings = "[settings]\na.b.c = 1\nd.mix = { x = 1.0 }"
    one, other = (read_study(written(tmp_path, text + settings))[0] for text in (short, long))

    assert one == other
    assert one.settings == {"a.b.c": 1, "d.mix": {"x": 1.0}}


def test_rows_of_a_list_may_be_tables_in_tables(tmp_path):
    text = "scenario = 'a'\n[design]\nmethod = 'list'\nrows = [{ a.b = 1, c = 2 }, { 'a.b' = 2 }]"

    assert read_study(written(tmp_path, text))[0].design.rows == ({"a.b": 1, "c": 2}, {"a.b": 2})


@pytest.mark.parametrize("path", sorted(STUDIES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_study_of_the_library_resolves(path):
    if is_study(read_toml(path)):
        assert find_study(path.stem) == path
        assert len(find_and_resolve(path.stem).points) > 1
