"""The page of the calibration: written by hand down to its results, which a command writes."""

from pathlib import Path

from sim.scenario_errors import Problem, ScenarioError

__all__ = ["RESULTS", "check_page", "write_tables"]

RESULTS = "## Results\n"


def check_page(path: Path) -> None:
    """Refuse a page without a place for results, before hours are spent.

    Raises:
        ScenarioError: if there is no such page, or no heading for results in it.
    """
    if not path.is_file():
        raise ScenarioError([Problem(str(path), "", None, "there is no such page")])
    if RESULTS not in path.read_text(encoding="utf-8"):
        allowed = f"a page with the heading '{RESULTS.strip()}' is needed"
        raise ScenarioError([Problem(str(path), "", None, allowed)])


def write_tables(path: Path, tables: str) -> None:
    """Write results below their heading; what stands above stays."""
    above, _ = path.read_text(encoding="utf-8").split(RESULTS, 1)
    path.write_text(above + RESULTS + "\n" + tables, encoding="utf-8")
