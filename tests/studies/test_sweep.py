"""Sweeps: each run is made once, whoever asks for it, and no more than are asked for."""

import numpy as np
import pytest

from experiments.store import Store
from experiments.studies.exported import runs_of, study_in
from experiments.studies.sweep import forecast
from tests.studies.small_study import FIVE_LINES, plan_of, swept

SOBOL = FIVE_LINES.replace('"lhs", points = 3', '"sobol", points = 2')
STOP = """
scenario = "small.toml"
strategies = ["talk"]
vary."audience.niche_share" = { choice = [0.01, 0.02] }
design.method = "grid"
[replicates.stop]
outcome = "views"
least = 3
"""


def counts(done):
    return done.asked, done.made, done.stored, done.shared, done.failed


def test_the_same_sweep_again_makes_nothing(tmp_path):
    plan = plan_of(tmp_path)

    assert counts(swept(plan, tmp_path / "x.db")) == (12, 12, 0, 0, 0)
    assert counts(swept(plan, tmp_path / "x.db")) == (12, 0, 12, 0, 0)


def test_doubling_a_sobol_design_makes_the_new_half_alone(tmp_path):
    doubled = SOBOL.replace("points = 2", "points = 4")

    # Of five points in a block, one differs from another in the dummy alone, and needs no run.
    half = counts(swept(plan_of(tmp_path, SOBOL), tmp_path / "x.db"))
    assert half == (40, 32, 0, 8, 0)
    assert counts(swept(plan_of(tmp_path, doubled), tmp_path / "x.db")) == (80, 32, 40, 8, 0)


def test_runs_that_are_the_same_are_made_once(tmp_path):
    text = """
scenario = "small.toml"
strategies.talk = "talk"
strategies.same = "talk"
[design]
method = "list"
rows = [{ days = 7 }, { days = 8 }, { days = 7 }]
"""
    plan = plan_of(tmp_path, text)

    assert counts(swept(plan, tmp_path / "x.db")) == (6, 2, 0, 4, 0)
    with Store(tmp_path / "x.db", readonly=True) as store:
        [study] = store.studies()
        table = runs_of(store, study["id"])
        n, seconds = store.cost_of(sorted({each.key for each in store.tasks(study["id"])}))
    assert (study["asked"], study["stored"]) == (6, 6), "each is a row of the table"
    assert table["strategy"].tolist() == ["talk", "same"] * 3
    assert table["days"].tolist() == [7, 7, 8, 8, 7, 7]
    assert table["views"].nunique() == 2
    assert study["seconds"] == pytest.approx(n * seconds), "each run's time counts once"


def test_two_studies_share_their_runs_and_keep_their_own_lists(tmp_path):
    path = tmp_path / "x.db"
    swept(plan_of(tmp_path), path)
    more = plan_of(tmp_path, FIVE_LINES.replace("replicates = 2", "replicates = 3"))

    assert counts(swept(more, path)) == (18, 6, 12, 0, 0)
    with Store(path, readonly=True) as store:
        assert [(each["asked"], each["stored"]) for each in store.studies()] == [(12, 12), (18, 18)]
        tables = [runs_of(store, each["id"]) for each in store.studies()]
    both = tables[1].merge(tables[0], on=["strategy", "seed", "audience.niche_share"])
    assert len(both) == 12
    assert both["views_x"].equals(both["views_y"])


def test_series_that_are_wanted_later_are_made_then(tmp_path):
    path = tmp_path / "x.db"
    brief, full = plan_of(tmp_path), plan_of(tmp_path, FIVE_LINES + "outputs.series = true")

    assert counts(swept(brief, path))[:3] == (12, 12, 0)
    assert counts(swept(full, path))[:3] == (12, 12, 0)
    assert counts(swept(brief, path))[:3] == (12, 0, 12)
    assert counts(swept(full, path))[:3] == (12, 0, 12)


def half_widths(path, outcome):
    """Return half the width of each point's interval, by numbers of its own, and its runs."""
    with Store(path, readonly=True) as store:
        table = runs_of(store, study_in(store)["id"])
    found = table.groupby("audience.niche_share")[outcome]
    return found.sem().to_numpy(), found.count().tolist()


def test_replicates_stop_where_the_mean_is_known_well_enough(tmp_path):
    path = tmp_path / "x.db"
    plan = plan_of(tmp_path, f"{STOP}half_width = 12.0\nmost = 60")
    done = swept(plan, path)
    errors, n = half_widths(path, "views")

    assert all(3 < each < 60 for each in n)
    assert done.made == done.asked - done.stored == sum(n)
    assert (1.96 * errors < 12.0).all()
    assert counts(swept(plan, path))[1] == 0, "the same command again finds it known"


def test_replicates_stop_at_the_most(tmp_path):
    path = tmp_path / "x.db"
    done = swept(plan_of(tmp_path, f"{STOP}half_width = 1e-9\nmost = 9"), path)

    assert half_widths(path, "views")[1] == [9, 9]
    assert done.made == 18


def test_a_wide_interval_is_enough_after_the_least(tmp_path):
    text = f"{STOP}half_width = 1e-9\nmost = 60".replace('"views"', '"posts"').replace(
        "posts", "hours"
    )
    path = tmp_path / "x.db"
    swept(plan_of(tmp_path, text.replace("1e-9", "1e9")), path)

    assert half_widths(path, "views")[1] == [3, 3]


def test_points_that_cannot_be_fail_and_the_others_count(tmp_path):
    text = """
scenario = "small.toml"
strategies = ["talk"]
settings.strategies.talk.identify.communities = "search"
vary."strategies.talk.identify.hashtag_hours" = { choice = [0, 3] }
vary."strategies.talk.identify.communities" = { choice = ["all", "search"] }
design.method = "grid"
"""
    done = swept(plan_of(tmp_path, text), tmp_path / "x.db")

    assert (done.asked, done.made, done.failed) == (4, 3, 1)
    assert "search" in done.impossible[0].error


def test_a_forecast_counts_what_is_there_and_writes_nothing(tmp_path):
    path, plan = tmp_path / "x.db", plan_of(tmp_path)
    assert forecast(plan, None).to_make == 12
    swept(plan, path)
    doubled = plan_of(tmp_path, FIVE_LINES.replace("replicates = 2", "replicates = 4"))
    with Store(path, readonly=True) as store:
        found = forecast(doubled, store)

    assert (found.runs, found.stored, found.to_make) == (24, 12, 12)
    assert 0.0 < found.seconds < 10.0


def test_a_forecast_counts_as_a_sweep_does_what_is_stored_without_its_series(tmp_path):
    path = tmp_path / "x.db"
    swept(plan_of(tmp_path), path)
    full = plan_of(tmp_path, FIVE_LINES + "outputs.series = true")
    with Store(path, readonly=True) as store:
        assert forecast(full, store).to_make == 12
    swept(full, path)
    with Store(path, readonly=True) as store:
        assert forecast(full, store).to_make == 0


def test_what_shares_a_failed_run_failed_too(tmp_path):
    text = 'scenario = "small.toml"\nstrategies = { one = "talk", two = "talk", three = "talk" }'
    plan, path = plan_of(tmp_path, text), tmp_path / "x.db"

    assert counts(swept(plan, path, deadline=1e-9)) == (3, 1, 0, 2, 3)
    assert counts(swept(plan, path)) == (3, 0, 3, 0, 3)


def test_a_sweep_that_is_stopped_goes_on_where_it_was(tmp_path):
    path, plan = tmp_path / "x.db", plan_of(tmp_path)

    def stop(done, *_):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        swept(plan, path, on_progress=stop)
    with Store(path, readonly=True) as store:
        assert store.studies()[0]["stored"] == 5
    assert counts(swept(plan, path)) == (12, 7, 5, 0, 0)
    assert np.isfinite(half_widths(path, "views")[0]).all()
