"""fireside validate: what it writes, and its exit codes."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.validation import study
from experiments.validation.case import Case, Check, Kind
from experiments.validation.cases import CASES

DOCUMENT = Path(__file__).parents[2] / "docs/validation.md"


def call(*arguments: str):
    return CliRunner().invoke(app, ["validate", *arguments])


def test_json_says_all_there_is_to_a_case():
    result = call("--case", "V11b", "--case", "V6", "--format", "json", "--jobs", "1")
    said = json.loads(result.stdout)

    assert result.exit_code == 0
    assert said["counts"] == {"runs the engine": 1, "arithmetic": 0, "does not apply": 1}
    degroot, trust = said["cases"]
    assert (degroot["id"], degroot["verdict"], degroot["checks"]) == ("V6", "does not apply", [])
    assert trust["verdict"] == "pass"
    assert trust["checks"][0]["expected"] == pytest.approx(0.60455)
    assert trust["checks"][0]["low"] < trust["checks"][0]["got"] < trust["checks"][0]["high"]


def test_csv_has_a_row_for_each_check():
    rows = list(csv.DictReader(call("--case", "V11b", "--format", "csv").stdout.splitlines()))

    assert [row["case"] for row in rows] == ["V11b", "V11b"]
    assert {row["verdict"] for row in rows} == {"pass"}


def test_text_counts_the_kinds_apart():
    result = call("--case", "V10", "--case", "V12")

    assert result.exit_code == 0
    assert "1 run the engine" in result.stdout
    assert "0 only check arithmetic" in result.stdout
    assert "1 do not apply" in result.stdout
    assert "1 of 1 cases: V10 pass" in result.stderr


def test_unknown_cases_are_all_named_with_what_was_meant():
    result = call("--case", "V33", "--case", "bass")

    assert result.exit_code == 2
    assert "got 'V33'" in result.stderr
    assert "did you mean 'V3'?" in result.stderr
    assert "got 'bass'" in result.stderr


@pytest.mark.parametrize("name", ["wrong", "broken"])
def test_a_case_that_fails_or_breaks_is_told_with_exit_code_3(monkeypatch, name):
    def wrong(seed):
        return [Check("a number", 0.0, 1.0, 2.0)]

    def broken(seed):
        raise RuntimeError("no such thing")

    run = {"wrong": wrong, "broken": broken}[name]
    case = Case("V2", "made up", "nobody", "nothing", Kind.ENGINE, "none", run)
    monkeypatch.setattr(study, "find_cases", lambda _: [case])

    result = call("--case", "V2", "--jobs", "1")

    assert result.exit_code == 3
    assert "Failed: V2." in result.stdout
    if name == "broken":
        assert "no such thing" in result.stdout


def test_the_document_is_of_these_cases():
    text = DOCUMENT.read_text()

    for case in CASES:
        assert f"{case.id} {case.title}" in text, "run: fireside validate --format markdown"
    assert "| fail |" not in text
