"""The table of docs/histories.md is what the script gives."""

from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.attribution import CASES, errors_table, scored
from experiments.runner import run_tasks

DOCS = Path(__file__).parents[2] / "docs" / "histories.md"
HERE = partial(run_tasks, jobs=1)


@pytest.mark.slow
def test_the_same_seeds_give_the_same_scores():
    one, two = (scored(CASES[4], 2, HERE, days=140) for _ in range(2))

    pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert one["lever"].nunique() == 6


@pytest.mark.slow
def test_the_table_in_the_docs_is_what_the_script_gives():
    rows = list(errors_table([(CASES[0], scored(CASES[0], 10, HERE))]))

    assert len(rows) == 3
    for row in rows:
        assert row in DOCS.read_text()
