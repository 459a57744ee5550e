"""The report of a sweep: what it shows of every kind of study."""

import pandas as pd
import pytest

from experiments.studies.figures import has_map, map_of
from tests.studies.small_study import FIVE_LINES, fireside, plan_of, written

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

GRID = """
scenario = "small.toml"
strategies = ["ads", "talk"]
design = { method = "grid" }
[vary]
"audience.niche_share" = { choice = [0.01, 0.05, 0.1] }
"strategies.talk.identify.communities" = { choice = ["all", ["makers"]] }
"""


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


def test_a_map_has_each_median_at_its_pair_of_values(tmp_path):
    plan = plan_of(tmp_path, GRID)
    across, down = plan.factors
    rows = [
        {
            "strategy": name,
            across.name: x,
            down.name: y,
            "views": 100 * x + 1000 * k * len(y) + luck,
        }
        for k, name in enumerate(plan.strategies)
        for x in across.choices
        for y in down.choices
        for luck in (-1.0, 0.0, 2.0)
    ]
    table = pd.DataFrame(rows)
    maps = [map_of(plan, table, "views", across, down, name) for name in plan.strategies]
    found = {tuple(cell["value"][:2]): cell["value"][2] for cell in maps[1]["series"][0]["data"]}

    assert has_map(across, table)
    assert has_map(down, table)
    assert maps[1]["xAxis"]["data"] == ["0.01", "0.05", "0.1"]
    assert maps[1]["yAxis"]["data"] == ["all", "['makers']"]
    assert "inverse" not in maps[1]["yAxis"]
    assert found == {
        (0, 0): 3001, (1, 0): 3005, (2, 0): 3010, (0, 1): 1001, (1, 1): 1005, (2, 1): 1010,
    }  # fmt: skip
    assert maps[0]["visualMap"] == maps[1]["visualMap"]
