"""A page: one HTML file with pictures that opens anywhere and asks the network for nothing."""

import hashlib
import json
import os
import sys
import sysconfig
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from experiments.chart_parts import Option

__all__ = ["GENERATOR", "ReportError", "chart_library", "check_target", "inert_json", "policy_for",
           "render_page", "template_text", "write_page"]  # fmt: skip

GENERATOR = '<meta name="generator" content="fireside">'
_TEMPLATES = Path(__file__).parent / "templates"
_ECHARTS = "share/solara/cdn/echarts@5.4.0/dist/echarts.min.js"  # where solara-assets puts it


class ReportError(ValueError):
    """A report that cannot be written: why, and what to do."""


def check_target(path: str | Path) -> None:
    """Check, before any run, that a report may be written to `path`.

    Raises:
        ReportError: if its folder is missing, or if a file is there that is no report of ours.
    """
    path = Path(path)
    if path.is_dir():
        raise ReportError(f"{path}: this is a folder; the name of a file is allowed")
    if not path.absolute().parent.is_dir():
        raise ReportError(f"{path}: there is no folder '{path.parent}'")
    if not path.exists():
        if not os.access(path.absolute().parent, os.W_OK):
            raise ReportError(f"{path}: its folder cannot be written to")
        return
    try:
        with path.open("rb") as file:
            start = file.read(1000).decode("utf-8", "replace")
    except OSError as fault:
        raise ReportError(f"{path}: cannot be read: {fault.strerror}") from None
    if start.strip() and GENERATOR not in start:
        raise ReportError(
            f"{path}: this file is not a fireside report and is left as it is; "
            "choose another name, or remove it first"
        )


def write_page(path: str | Path, text: str) -> None:
    """Write a page, whole or not at all.

    Raises:
        ReportError: if it cannot be written there.
    """
    check_target(path)
    path = Path(path)
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.absolute().parent,
                                         suffix=".part", delete=False) as file:  # fmt: skip
            file.write(text)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as fault:
        raise ReportError(f"{path}: cannot be written: {fault.strerror}") from None


def render_page(template: str, options: dict[str, Option], **values: Any) -> str:
    """Return the text of a page.

    Args:
        template: its file.
        options: its pictures by name.
        values: what else the template needs.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    scripts = [chart_library(), template_text("figures.js"), template_text("report.js")]
    pictures = {
        name: {
            "alt": option["aria"]["label"]["description"],
            "height": _height(option),
        }
        for name, option in options.items()
    }
    return environment.get_template(template).render(
        generator=Markup(GENERATOR),
        policy=policy_for(scripts),
        style=Markup(template_text("report.css")),
        scripts=[Markup(script) for script in scripts],
        pictures=pictures,
        data=inert_json(options),
        **values,
    )


def _height(option: Option) -> int:
    """Return the height of a picture in pixels: by rows, or fixed over time."""
    rows = len(option["yAxis"].get("data", ()))
    if not rows:
        return 340
    each = 50 if "width" in option["yAxis"].get("axisLabel", {}) else 34
    return each * rows + option["grid"]["top"] + option["grid"]["bottom"] + 20


def inert_json(value: Any) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def policy_for(scripts: list[str]) -> str:
    """Return a Content-Security-Policy under which only our scripts run, and none connects."""
    hashes = (b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts)
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def template_text(name: str) -> str:
    """Return a file of the templates folder as it is."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def chart_library() -> str:
    """Return the chart library that came with solara-assets.

    Raises:
        ReportError: if it is not installed.
    """
    for folder in (sys.prefix, sysconfig.get_path("data")):
        path = Path(folder) / _ECHARTS
        if path.is_file():
            return path.read_text(encoding="utf-8").replace("</script", "<\\/script").strip()
    raise ReportError(f"the chart library is missing: {_ECHARTS} (package solara-assets 1.58.2)")
