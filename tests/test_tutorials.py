"""Tutorials and how-tos do what they say: each is followed, from its first line to its last."""

import re
import shlex

import pytest
from typer.main import get_command

from app.cli import app
from tests.pages import ROOT, apply_change, blocks_of, check_printed, commands_of, play, run

PAGES = sorted([*(ROOT / "docs/tutorials").glob("*.md"), *(ROOT / "docs/how-to").glob("*.md")])


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed(page, tmp_path):
    assert play(page, tmp_path) >= 3


def test_there_is_a_tutorial_for_each_kind_of_user_and_a_how_to_for_each_extension():
    assert {page.stem for page in PAGES} >= {
        "strategist", "researcher", "teacher", "add-a-mechanism", "add-a-scenario",
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_only_shown_names_commands_and_options_that_exist(page):
    known = get_command(app).commands  # pyright: ignore
    for block in blocks_of(page):
        if block.kind != "sh":
            continue
        for line in re.findall(r"^fireside (.+)$", block.text, re.M):
            name, *words = shlex.split(line, comments=True)
            options = {opt for each in known[name].params for opt in each.opts}
            assert {word for word in words if word.startswith("--")} <= options, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_and_files_of_a_page_are_written_and_used(page):
    """A file that nothing names afterwards would be shown and never tried."""
    blocks = blocks_of(page)
    for i, block in enumerate(blocks):
        if block.kind in ("python", "toml", "csv"):
            stem = re.sub(r".*/|\.\w+$", "", block.name)
            assert stem, f"a block of {block.kind} names no file"
            assert any(stem in later.text for later in blocks[i + 1 :]), block.name


def test_a_line_that_is_not_printed_is_noticed():
    check_printed("x", ["best ... 4 of 4", "b"], "a\nbest  on trust, 4 of 4\nb\n")
    with pytest.raises(AssertionError, match="prints no line"):
        check_printed("x", ["a", "c"], "a\nb\n")
    with pytest.raises(AssertionError, match="prints no line"):
        check_printed("x", ["b", "a"], "a\nb\n")


def test_a_command_that_fails_is_noticed(tmp_path):
    with pytest.raises(AssertionError, match="exit code 3"):
        run("exit 3", tmp_path, {})


def test_a_change_needs_the_lines_that_it_keeps(tmp_path):
    (tmp_path / "a.py").write_text("one\ntwo\n")
    apply_change("--- a.py\n one\n-two\n+three\n", tmp_path)

    assert (tmp_path / "a.py").read_text() == "one\nthree\n"
    with pytest.raises(AssertionError, match="0 times"):
        apply_change("--- a.py\n two\n+four\n", tmp_path)


def test_commands_come_with_what_they_print():
    page = [block for block in blocks_of(PAGES[0]) if block.kind == "console"]

    assert all(command for block in page for command, _ in commands_of(block))
