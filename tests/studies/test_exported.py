"""What a store has as a table: in the study's order, whole, and never over another file."""

import io

import numpy as np
import pandas as pd
import pytest

from experiments.store import Store, StoreError
from experiments.studies.exported import runs_of, study_in, weekly_of, write_table
from sim.model import simulate
from sim.outcomes import OUTCOMES
from tests.studies.small_study import FIVE_LINES, fireside, plan_of, swept


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with a store of a study of which the series are kept."""
    folder = tmp_path_factory.mktemp("made")
    swept(plan_of(folder, FIVE_LINES + "outputs.series = true"), folder / "x.db")
    return folder


@pytest.fixture
def table(made):
    with Store(made / "x.db", readonly=True) as store:
        return runs_of(store, study_in(store)["id"])


def test_a_row_is_a_run_of_the_plan_in_its_order(made, table):
    plan = plan_of(made, FIVE_LINES + "outputs.series = true")
    tasks = plan.tasks(range(2))
    first = [
        "run",
        "strategy",
        "replicate",
        "seed",
        "audience.niche_share",
        "memory.worth_of_contact",
    ]

    assert list(table.columns) == [*first, "status", "error", *OUTCOMES]
    assert table["run"].tolist() == list(range(12))
    assert table["strategy"].tolist() == [task.strategy for task in tasks]
    assert table["seed"].tolist() == [task.seed for task in tasks]
    assert table["audience.niche_share"].tolist() == [
        task.overrides["audience.niche_share"] for task in tasks
    ]
    assert set(table["status"]) == {"done"}


def test_outcomes_are_those_of_the_run_and_ratios_of_their_parts(made, table):
    plan = plan_of(made, FIVE_LINES)
    [task] = [task for task in plan.tasks(range(2), [1]) if task.strategy == "talk"][:1]
    row = table[(table["strategy"] == "talk") & (table["seed"] == task.seed)].iloc[1]
    from experiments.workers import spec_of

    run = simulate(spec_of(task, plan.setting), "talk", task.seed)
    for name, about in OUTCOMES.items():
        if about.ratio_of is None:
            assert np.array_equal(row[name], run.outcomes[name], equal_nan=True), name
        else:
            above, below = (run.outcomes[part] for part in about.ratio_of)
            assert np.array_equal(row[name], above / below if below else np.nan, equal_nan=True)


def test_the_same_store_gives_the_same_bytes_as_csv(made):
    one, other = (fireside("export", made / "x.db").out for _ in range(2))
    found = pd.read_csv(io.StringIO(one))

    assert one == other
    assert len(found) == 12
    with Store(made / "x.db", readonly=True) as store:
        table = runs_of(store, study_in(store)["id"])
    assert np.array_equal(found["views"], table["views"])
    assert np.array_equal(found["memory.worth_of_contact"], table["memory.worth_of_contact"])


def test_timings_are_there_only_where_asked_for(made):
    plain, timed = (fireside("export", made / "x.db", *more).out.splitlines()[0].split(",")
                    for more in ([], ["--timings"]))  # fmt: skip

    assert timed == [*plain, "seconds", "attempts", "host", "finished"]


def test_parquet_has_what_csv_has(made, tmp_path):
    pytest.importorskip("pyarrow")
    said = fireside("export", made / "x.db", tmp_path / "runs.parquet")
    fireside("export", made / "x.db", tmp_path / "runs.csv")
    found = pd.read_parquet(tmp_path / "runs.parquet")
    text = pd.read_csv(tmp_path / "runs.csv")

    assert said.code == 0
    assert said.err == f"12 rows: {tmp_path / 'runs.parquet'}\n"
    pd.testing.assert_frame_equal(found[["run", "seed", "views"]], text[["run", "seed", "views"]])


def test_series_have_a_row_a_week(made, tmp_path):
    with Store(made / "x.db", readonly=True) as store:
        weekly = weekly_of(store, study_in(store)["id"])
        table = runs_of(store, study_in(store)["id"])
    views = weekly[weekly["measure"] == "views"]

    assert list(weekly.columns) == ["run", "strategy", "replicate", "week", "measure", "value"]
    assert views["run"].tolist() == list(range(12))
    assert np.allclose(views["value"], table["views"])
    assert fireside("export", made / "x.db", tmp_path / "weeks.csv", "--series").code == 0
    assert len(pd.read_csv(tmp_path / "weeks.csv")) == len(weekly)


def test_a_file_that_is_there_is_left_as_it_is(made, tmp_path):
    (tmp_path / "runs.csv").write_text("mine")
    said = fireside("export", made / "x.db", tmp_path / "runs.csv")

    assert said.code == 2
    assert "this file is there already and is left as it is" in said.err
    assert (tmp_path / "runs.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("to", "message"),
    [("runs.xls", "ends in .csv or .parquet"), ("no/runs.csv", "there is no folder")],
)
def test_places_that_cannot_be_are_messages(made, tmp_path, to, message):
    with pytest.raises(StoreError, match=message):
        write_table(pd.DataFrame(), tmp_path / to)
    assert fireside("export", made / "x.db", tmp_path / to).code == 2


def test_a_study_is_found_by_name_or_id_and_is_else_the_latest(made):
    with Store(made / "x.db", readonly=True) as store:
        latest = study_in(store)
        assert study_in(store, "study") == study_in(store, latest["id"]) == latest
        assert study_in(store, latest["id"][:8]) == latest, "as status shows it"
        with pytest.raises(StoreError, match="there is no study 'other'; it has study"):
            study_in(store, "other")


def test_choices_of_different_kinds_can_be_exported(tmp_path):
    text = """
scenario = "small.toml"
strategies = ["talk"]
vary."strategies.talk.identify.communities" = { choice = ["all", ["makers"]] }
design.method = "grid"
"""
    swept(plan_of(tmp_path, text), tmp_path / "x.db")

    for name in ("runs.csv", "runs.parquet"):
        assert fireside("export", tmp_path / "x.db", tmp_path / name).code == 0
    pytest.importorskip("pyarrow")
    found = pd.read_parquet(tmp_path / "runs.parquet")["strategies.talk.identify.communities"]
    assert found.tolist() == ['"all"', '["makers"]']
