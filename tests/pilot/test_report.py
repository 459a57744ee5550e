"""What the terminal and the report show of a trial, and what the command takes."""

import json
from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

from experiments.pilot.command import pilot as command
from experiments.pilot.pilot import pilot
from experiments.pilot.report import earnings, figure_and_benefit, net_over_weeks, write_pilot
from experiments.pilot.text import show_pilot
from experiments.text import console_for
from experiments.workers import Failure
from tests.pilot.made_up import MadeUp, scenario


@pytest.fixture(scope="module", params=[True, False], ids=["pays", "does not"])
def result(request):
    quality = (0.0, 100.0) if request.param else (20.0, 0.001)
    run = MadeUp(shows=request.param, quality=quality)
    return pilot(scenario(), run, name="small", strategy="talk", known=("tools.platform.noise",),
                 futures=100)  # fmt: skip


def test_the_terminal_shows_the_answer_first(result, tmp_path):
    path = tmp_path / "said.txt"
    with path.open("w") as file:
        show_pilot(console_for(file), result, "the hint")
    lines = path.read_text().splitlines()

    assert lines[1].startswith("A pilot pays: try talk" if result.verdict.pays else "No pilot")
    assert max(map(len, lines)) <= 100
    assert "the hint" in lines[-1]
    assert any("1 community" in line and "$" in line for line in lines)


def test_the_pictures_say_what_they_show(result):
    ways, lengths, figures = (
        make(result) for make in (earnings, net_over_weeks, figure_and_benefit)
    )

    assert [point["value"][1] for point in ways["series"][1]["data"]] == [0, 1, 2]
    names = [each.get("name") for each in lengths["series"] if each["type"] == "line"]
    assert names == ["1 community", "2 communities", "3 communities"]
    dots = [len(each["data"]) for each in figures["series"]]
    assert sum(dots) == result.verdict.n
    assert dots[0] == round(result.verdict.worth.goes_on * result.verdict.n)
    for option in (ways, lengths, figures):
        assert option["aria"]["label"]["description"]


def test_the_report_is_whole(result, tmp_path):
    path = tmp_path / "report.html"

    write_pilot(result, path, "fireside pilot small")
    text = path.read_text()

    assert "fireside pilot small" in text
    assert "Try talk before committing to it?" in text
    assert text.count("data-picture=") == 3
    assert ("A pilot pays" if result.verdict.pays else "No pilot pays") in text


def test_the_report_says_how_many_runs_failed(result, tmp_path):
    failure = Failure("talk", 0, 1, "ValueError: no", "trace")
    for n, said in ((0, False), (2, True)):
        path = tmp_path / f"{n}.html"
        write_pilot(replace(result, failures=(failure,) * n), path, "fireside pilot small")

        assert ("2 runs failed" in path.read_text()) == said


SHORT = ["--days", "56", "--futures", "20", "--jobs", "1", "--strategy", "one"]


@pytest.fixture(scope="module")
def invoke():
    app = typer.Typer()
    app.command()(command)
    return lambda *options: CliRunner().invoke(app, options)


@pytest.mark.slow
def test_the_command_writes_json_csv_and_a_report(invoke, tmp_path):
    report = tmp_path / "report.html"
    out = invoke("spread-thin", *SHORT, "--format", "json", "--report", str(report))
    table = invoke("spread-thin", *SHORT, "--format", "csv").stdout.splitlines()

    assert out.exit_code == 0, out.stderr
    told = json.loads(out.stdout)
    assert told["strategy"] == "one"
    assert told["less"] == "three"
    assert report.exists()
    assert table[0] == ("communities,weeks,metric,threshold,value,cost,wait,net,goes_on,rule")
    assert len(table) == 1 + len(told["designs"])


def test_the_command_refuses_what_cannot_be(invoke):
    wrong = invoke("spread-thin", "--strategy", "onne")

    assert wrong.exit_code == 2
    assert "did you mean 'one'" in wrong.stderr
