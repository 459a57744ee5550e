"""Own files are read whole or refused with every fault: line, column, got, allowed."""

import contextlib
import tomllib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.own_data import files
from experiments.own_data.columns import COLUMNS, FILES, naming_of
from experiments.own_data.files import known_namings, read_columns, template
from experiments.own_data.reading import read
from sim.scenario_errors import ScenarioError
from tests.own_data.made_up import HEADERS, file, posts


def problems_of(file_kind, path, naming=None):
    with pytest.raises(ScenarioError) as caught:
        read(file_kind, path, naming)
    return caught.value.problems


def naming(text, of="posts"):
    found, problems = naming_of(of, tomllib.loads(text), "columns.toml")
    assert problems == []
    return found


def own_names(extra=""):
    return naming("".join(f'{name} = "{name}"\n' for name in HEADERS.split(",")) + extra)


def test_a_good_file_is_read_in_the_order_of_time(tmp_path):
    data = read("posts", posts(tmp_path))

    assert len(data.table) == 30
    assert data.left_out == []
    assert data.table["day"].is_monotonic_increasing
    assert data.table.loc[0, "reach"] == 200


BAD = [  # cells of line 7, column that is named, part of what is told
    ("2026-01-06,1000,12%,500,1,1,1", "reach", "a plain number is allowed"),
    ("2026-01-06,1000,'1 200',500,1,1,1", "reach", "a number is allowed"),
    ("2026-01-06,1000,1 200,5000,1,1,1", "reach", "thousands = ' '"),
    ('2026-01-06,1000,"1,200",5000,1,1,1', "reach", "thousands = ','"),
    ('2026-01-06,1000,"12,5",5000,1,1,1', "reach", "decimal = ','"),
    ("2026-01-06,1000,200.5,500,1,1,1", "reach", "a whole number is allowed"),
    ("2026-01-06,1000,200,500,-1,1,1", "likes", "0 or more is allowed"),
    ("2026-01-06,1000,600,500,1,1,1", "reach", "at most the impressions, 500"),
    ("2026-01-06,1000,,500,1,1,1", "reach", "a value is needed"),
    ("2026-01-06,1000,many,500,1,1,1", "reach", "a number is allowed"),
    ("2026-01-06,1000,1e400,500,1,1,1", "reach", "up to 1e15"),
    ("2026-01-06,1000,inf,500,1,1,1", "reach", "a number is allowed"),
    ("2026-01-06,1000,0,500,1,1,1", "reach", "1 or more is allowed"),
    ("06/01/2026,1000,200,500,1,1,1", "date", "2026-03-31"),
    ("2026-02-30,1000,200,500,1,1,1", "date", "%Y-%m-%d"),
]


@pytest.mark.parametrize(("cells", "column", "said"), BAD)
def test_a_bad_cell_is_named_with_its_line_and_column(tmp_path, cells, column, said):
    [problem] = problems_of("posts", posts(tmp_path, line7=cells))

    assert problem.file == "posts.csv"
    assert problem.path == f"line 7, column '{column}'"
    assert problem.got is not None
    assert said in problem.allowed


@pytest.mark.parametrize(("cells", "said"), [(",,,,,,", "an empty row"), ("", "an empty row"),
                                             ("2026-01-06,1000", "7 cells")])  # fmt: skip
def test_a_bad_row_is_named_with_its_line(tmp_path, cells, said):
    [problem] = problems_of("posts", posts(tmp_path, line7=cells))

    assert problem.path == "line 7"
    assert said in problem.allowed


def test_all_faults_are_told_at_once_and_a_long_list_is_cut(tmp_path):
    bad = {f"line{k}": "2026-01-06,x,200,500,-1,1,1" for k in range(2, 28)}
    problems = problems_of("posts", posts(tmp_path, **bad))

    assert len(problems) == 21
    assert "and 32 more faults" in problems[-1].allowed


def test_a_missing_column_is_named_with_the_nearest_header(tmp_path):
    headers = HEADERS.replace("reach", "reached")
    [problem] = problems_of("posts", posts(tmp_path, headers=headers))

    assert "column 'reach' is missing" in problem.allowed
    assert "did you mean 'reached'?" in problem.allowed
    assert "--template posts" in problem.allowed


def test_a_doubled_header_is_refused(tmp_path):
    problems = problems_of("posts", posts(tmp_path, headers=HEADERS.replace("shares", "likes")))

    assert problems[0].got == "likes"
    assert "each header once" in problems[0].allowed


def test_too_few_rows_and_too_large_or_broken_files_are_refused(tmp_path, monkeypatch):
    assert "at least 20" in problems_of("posts", posts(tmp_path, n=5))[0].allowed
    assert "empty" in problems_of("posts", file(tmp_path, "e.csv", ""))[0].allowed
    assert "no such file" in problems_of("posts", tmp_path / "no.csv")[0].allowed.lower()
    latin = tmp_path / "latin.csv"
    latin.write_bytes("date,länge\n".encode("latin-1"))
    assert "UTF-8" in problems_of("posts", latin)[0].allowed
    monkeypatch.setattr(files, "LARGEST", 100)
    assert "at most 100 are allowed" in problems_of("posts", posts(tmp_path))[0].allowed


def test_rows_are_left_out_only_where_the_mapping_says_so(tmp_path):
    path = posts(tmp_path, line7="2026-01-06,1000,600,500,1,1,1", line9="2026-01-08,,2,5,1,1,1")
    how = own_names('leave_out = ["reach above impressions", "empty cells"]')
    data = read("posts", path, how)

    assert data.left_out == [(7, "reach above impressions"), (9, "empty cells")]
    assert len(data.table) == 28
    assert len(problems_of("posts", path, own_names('leave_out = ["empty cells"]'))) == 1


def test_other_signs_and_dates_are_read_as_the_mapping_says(tmp_path):
    lines = ["day;fans;seen;likes;comments;shares"]
    lines += [f"{k + 1:02d}/01/2026;1.000;1.2{k:02d};3;0;1" for k in range(25)]
    path = file(tmp_path, "p.csv", "\n".join(lines))
    how = naming(
        'date = "day"\nfollowers = "fans"\nreach = "seen"\nlikes = "likes"\n'
        'comments = "comments"\nshares = "shares"\nseparator = ";"\ndecimal = ","\n'
        'thousands = "."\ndate_format = "%d/%m/%Y"'
    )
    table = read("posts", path, how).table

    assert table["followers"].unique().tolist() == [1000.0]
    assert table["reach"].iloc[-1] == 1224.0
    assert table["day"].iloc[-1] == 24.0


def test_percent_of_followers_becomes_people_and_mixed_units_are_refused(tmp_path):
    lines = ["order,followers,reach,likes,comments,shares", *["x,1000,12%,3,0,1"] * 25]
    text = 'followers = "followers"\nreach = "reach"\nlikes = "likes"\ncomments = "comments"\n'
    how = naming(text + 'shares = "shares"\norder = "oldest first"\npercent = ["reach"]')
    good = read("posts", file(tmp_path, "p.csv", "\n".join(lines)), how)
    assert good.table["reach"].tolist() == pytest.approx([120.0] * 25)

    lines[4] = "x,1000,12,3,0,1"
    [problem] = problems_of("posts", file(tmp_path, "p.csv", "\n".join(lines)), how)
    assert problem.path == "line 5, column 'reach'"
    assert "mixed units" in problem.allowed


def test_an_answer_off_its_scale_is_refused(tmp_path):
    path = file(tmp_path, "s.csv", "trust\n" + "4\n" * 30 + "9\n")
    [problem] = problems_of("survey", path, naming('trust = "trust"\nscale = [1, 7]', "survey"))

    assert problem.path == "line 32, column 'trust'"
    assert "1 to 7 is allowed" in problem.allowed


def test_everything_wrong_with_a_mapping_is_told_at_once(tmp_path):
    text = '[posts]\nreech = "a"\ndecimal = ";"\nleave_out = ["all"]\n[sails]\nweek = "w"\n'
    with pytest.raises(ScenarioError) as caught:
        read_columns(file(tmp_path, "c.toml", text))

    said = {problem.path: problem.allowed for problem in caught.value.problems}
    assert set(said) == {"posts.reech", "posts.decimal", "posts.leave_out", "sails"}
    assert "did you mean 'reach'?" in said["posts.reech"]
    assert "did you mean 'sales'?" in said["sails"]


@pytest.mark.parametrize("kind", FILES)
def test_a_template_is_read_by_its_own_mapping(tmp_path, kind):
    table, mapping = template(kind)
    header, example = table.splitlines()
    data = file(tmp_path, "t.csv", "\n".join([header, *[example] * 30]))
    how = read_columns(file(tmp_path, "c.toml", mapping))[kind]

    assert len(read(kind, data).table) == 30
    assert read(kind, data, how).table.equals(read(kind, data).table)


def test_shipped_mappings_are_sound_and_no_two_fit_one_file():
    known = known_namings()

    assert {"facebook-page-insights-moro.toml", "facebook-ads-kag.toml"} <= {
        each.source for each in known
    }
    for each in known:
        needed = {c.name for c in COLUMNS[each.file].values() if c.is_needed}
        assert needed <= set(each.headers)


cell = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.lists(cell, max_size=9), max_size=40), st.booleans())
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(tmp_path, rows, has_headers):
    lines = [HEADERS] if has_headers else []
    path = file(tmp_path, "any.csv", "\n".join([*lines, *(",".join(row) for row in rows)]))
    with contextlib.suppress(ScenarioError):
        table = read("posts", path).table
        assert np.isfinite(table[["reach", "likes"]].to_numpy(float)).all()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**6)), min_size=20, max_size=40))
def test_numbers_come_back_as_they_were_written(tmp_path, pairs):
    lines = [HEADERS.replace("impressions,", "")]
    lines += [f"2026-01-01,5,{reach},{likes},0,1" for reach, likes in pairs]
    table = read("posts", file(tmp_path, "n.csv", "\n".join(lines))).table

    assert list(zip(table["reach"], table["likes"], strict=True)) == pairs
