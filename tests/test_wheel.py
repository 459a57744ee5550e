"""The wheel runs outside the repository, in a clean environment, in another folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def run(*command: str, cwd: Path) -> str:
    """Run a command that must succeed, and return what it printed."""
    clean = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_lists_and_compares_scenarios_in_a_clean_environment(tmp_path):
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not on the path: nothing to build and install the wheel with")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run(uv, "build", "--wheel", "--out-dir", str(tmp_path), "--quiet", cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    run(uv, "venv", "--quiet", "--python", sys.executable, str(tmp_path / "env"), cwd=elsewhere)
    python = str(tmp_path / "env" / "bin" / "python")
    run(uv, "pip", "install", "--quiet", "--python", python, str(wheel), cwd=elsewhere)
    fireside = str(tmp_path / "env" / "bin" / "fireside")

    listed = run(fireside, "list", cwd=elsewhere)
    text = run(
        fireside, "compare", "micro-vs-mass", "--replicates", "2", "--days", "91", "--format",
        "json", "--report", "report.html", cwd=elsewhere,
    )  # fmt: skip
    result = json.loads(text)

    assert "local-artisans" in listed
    assert result["scenario"] == "micro-vs-mass"
    assert set(result["strategies"]) >= {"broad-ads", "genuine-micro"}
    assert (elsewhere / "report.html").stat().st_size > 500_000
