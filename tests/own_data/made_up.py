"""Files of own data, made up to order."""

from pathlib import Path

HEADERS = "date,followers,reach,impressions,likes,comments,shares"


def row(k: int) -> str:
    """Return the cells of one good post."""
    return f"2026-01-{k % 28 + 1:02d},1000,{200 + 7 * k},{400 + 9 * k},{10 + k},{k % 4},{k % 3}"


def posts(folder: Path, n: int = 30, headers: str = HEADERS, **instead: str) -> Path:
    """Return a file of posts; `line7="..."` puts other cells into a line."""
    lines = [headers, *(row(k) for k in range(n))]
    for name, cells in instead.items():
        lines[int(name.removeprefix("line")) - 1] = cells
    return file(folder, "posts.csv", "\n".join(lines) + "\n")


def file(folder: Path, name: str, text: str) -> Path:
    """Return a file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
