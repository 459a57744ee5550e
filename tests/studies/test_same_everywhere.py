"""The same study gives the same bytes: workers, order and how processes start do not matter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.studies.small_study import FIVE_LINES, written

ROOT = Path(__file__).parents[2]
WAYS = [(1, "serial", 0), (1, "forkserver", 0), (2, "forkserver", 1), (4, "forkserver", 2)]
if os.name != "nt":
    WAYS += [(2, "spawn", 3), (2, "fork", 4)]


@pytest.mark.slow
def test_a_study_is_the_same_for_any_workers_any_order_and_any_start(tmp_path):
    study = written(tmp_path, FIVE_LINES.replace("points = 3", "points = 12"))
    found = {}
    for way in WAYS:
        words = [sys.executable, "-m", "tests.studies.everywhere", study, *map(str, way)]
        run = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, timeout=120)
        assert run.returncode == 0, run.stderr
        found[way] = run.stdout.split()

    assert found[WAYS[0]][1] == "49"
    assert len({tuple(each) for each in found.values()}) == 1, found
