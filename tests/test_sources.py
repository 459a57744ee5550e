"""What nobody has looked up is said to be from memory, wherever the model names it."""

import re
from pathlib import Path

import pytest

from experiments.parameters_page import all_declarations

ROOT = Path(__file__).parents[1]
# Works that nobody who wrote this has read; model.md marks them [M], or does not list them.
UNREAD = (
    "Slovic 1993", "Friestad & Wright 1994", "Luce 1959", "Fader, Hardie & Lee 2005",
    "Fader et al. 2005", "Granovetter 1973", "Granovetter 1978", "Watts & Strogatz 1998",
    "Auer", "Steele, Lea & Flood 2014", "Blondel et al. 2008", "Proserpio",
    "Matz", "Neumann", "Morgan & Hunt", "Muniz", "Algesheimer", "Trusov", "Tan, Chandukala",
)  # fmt: skip
SOURCES = sorted([*(ROOT / "sim").rglob("*.py"), *(ROOT / "scenarios").glob("*.toml"),
                  ROOT / "docs/model.md", ROOT / "docs/limits.md"])  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_unread_work_is_said_to_be_from_memory(path):
    text = re.sub(r"\s+", " ", re.sub(r"\n *#", "\n", path.read_text(encoding="utf-8")))
    for name in UNREAD:
        for found in re.finditer(re.escape(name), text):
            said = text[found.start() : found.start() + 320]
            assert re.search("from memory, not verified|second-hand", said), name


def test_the_source_of_an_unread_number_says_so_itself():
    """A table shows a source alone, without what stands around it in the file."""
    bare = [
        each.name for each in all_declarations()
        if any(name in each.source for name in UNREAD)
        and "from memory, not verified" not in each.source
    ]  # fmt: skip

    assert bare == []
