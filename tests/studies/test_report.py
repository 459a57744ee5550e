"""The report of a sweep: what it shows of every kind of study."""

import pytest

from tests.studies.small_study import FIVE_LINES, fireside, written

CHOICES = """
scenario = "small.toml"
design = { method = "lhs", points = 6 }
[vary]
"audience.niche_share" = { choice = [0.01, 0.05] }
"memory.worth_of_contact" = { choice = [5, 7.5, 20] }
"strategies.talk.identify.communities" = { choice = ["all", ["makers"]] }
"""
STOP = FIVE_LINES.replace("replicates = 2", """
[replicates.stop]
outcome = "views"
half_width = 1e9
least = 3
most = 7
""")  # fmt: skip
LIST = 'scenario = "small.toml"\n[design]\nmethod = "list"\nrows = [{ days = 7 }, { days = 14 }]'


@pytest.mark.parametrize(("text", "told"), [
    (FIVE_LINES, ["12 runs of 2 strategies at 3 points", "2 replicates at each point"]),
    (CHOICES, ["5, 7.5, 20", "memory.worth_of_contact", "makers"]),
    (STOP, ["3 to 7 replicates at each point"]),
    (LIST, ["4 runs of 2 strategies at 2 points", "1 replicate at each point"]),
])  # fmt: skip
def test_every_kind_of_study_has_a_report(tmp_path, text, told):
    path = tmp_path / "r.html"
    said = fireside(
        "sweep", written(tmp_path, text), "--out", tmp_path / "x.db", "--jobs", 1, "--report", path
    )
    page = path.read_text()

    assert said.code == 0, said.err
    assert all(each in page for each in told)
