"""The report: one HTML file that opens anywhere, asks the network for nothing, and explains."""

import hashlib
import json
import os
import sys
import sysconfig
import tempfile
from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from experiments import figures, wording
from experiments.chart_parts import Option, estimates_of
from experiments.palette import looks_of
from experiments.report_tables import (
    assumption_rows,
    community_table,
    outcome_columns,
    provenance,
)
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from experiments.compare import Comparison

__all__ = ["ReportError", "check_target", "render_report", "write_report"]

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


def write_report(comparison: "Comparison", path: str | Path, command: str) -> None:
    """Write a comparison as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    check_target(path)
    path, text = Path(path), render_report(comparison, command)
    try:  # whole or not at all
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.absolute().parent,
                                         suffix=".part", delete=False) as file:  # fmt: skip
            file.write(text)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as fault:
        raise ReportError(f"{path}: cannot be written: {fault.strerror}") from None


def render_report(comparison: "Comparison", command: str) -> str:
    """Return the text of the HTML file."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    scripts = [_echarts(), _template("figures.js"), _template("report.js")]
    pictures = _pictures(comparison)
    main = wording.main_outcomes(comparison.spec.outcomes)
    return environment.get_template("report.html").render(
        c=comparison,
        generator=Markup(GENERATOR),
        policy=_policy(scripts),
        style=Markup(_template("report.css")),
        scripts=[Markup(script) for script in scripts],
        pictures=pictures,
        data=_inert_json({name: picture["option"] for name, picture in pictures.items()}),
        headline=comparison.headline(),
        looks=looks_of(comparison),
        outcomes={name: OUTCOMES[name] for name in main},
        more_outcomes={name: each for name, each in OUTCOMES.items() if name not in main},
        columns=outcome_columns,
        label=wording.label,
        meaning=wording.meaning_of,
        communities=community_table(comparison),
        assumptions=assumption_rows(comparison),
        provenance=provenance(comparison, command),
        headlines=comparison.spec.outcomes,
        rivals=partial(_most_often_best, comparison),
    )


def _pictures(comparison: "Comparison") -> dict[str, dict[str, Any]]:
    """Return each picture by name: its option, alt text, and height in pixels."""
    options = {
        f"outcome-{name}": figures.outcome_bars(comparison, name)
        for name in comparison.spec.outcomes
    } | {
        "trust-weekly": figures.outcome_over_time(comparison, "trust"),
        "engagements-weekly": figures.outcome_over_time(comparison, "engagements"),
        "trust-difference": figures.difference_band(comparison, "trust"),
        "customers-difference": figures.difference_band(comparison, "customers", so_far=True),
        "money": figures.cost_lines(comparison),
        "ledger": figures.trust_ledger(comparison),
    }
    gains = {s: mean for s, (mean, _, _) in estimates_of(comparison, "trust_change").items()}
    ranked = sorted((s for s in gains if gains[s] == gains[s]), key=lambda s: -gains[s])
    if ranked:
        options["most-trust"] = figures.trust_ledger(comparison, ranked[0])
        options["least-trust"] = figures.trust_ledger(comparison, ranked[-1])
    if comparison.futures is not None:
        found = set(comparison.futures.deciders["outcome"])
        for outcome in comparison.spec.outcomes:
            options[f"futures-{outcome}"] = figures.futures_best(comparison, outcome)
            if outcome in found:
                options[f"deciders-{outcome}"] = figures.deciders(comparison, outcome)
    return {
        name: {
            "option": option,
            "alt": option["aria"]["label"]["description"],
            "height": _height(option),
        }
        for name, option in options.items()
    }


def _most_often_best(comparison: "Comparison", outcome: str) -> list[str]:
    """Return the two strategies that are most often best in plausible futures."""
    assert comparison.futures is not None
    best = comparison.futures.best
    ranked = best[best["outcome"] == outcome].sort_values(
        "probability", ascending=False, kind="stable"
    )
    return list(ranked["strategy"].head(2))


def _height(option: Option) -> int:
    """Return the height of a picture in pixels: by rows, or fixed over time."""
    rows = len(option["yAxis"].get("data", ()))
    if not rows:
        return 340
    each = 50 if "width" in option["yAxis"].get("axisLabel", {}) else 34
    return each * rows + option["grid"]["top"] + option["grid"]["bottom"] + 20


def _inert_json(value: Any) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _policy(scripts: list[str]) -> str:
    """Return a Content-Security-Policy under which only our scripts run, and none connects."""
    hashes = (b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts)
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _template(name: str) -> str:
    """Return a file of the templates folder as it is."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _echarts() -> str:
    """Return the chart library that came with solara-assets.

    Raises:
        ReportError: if it is not installed.
    """
    for folder in (sys.prefix, sysconfig.get_path("data")):
        path = Path(folder) / _ECHARTS
        if path.is_file():
            return path.read_text(encoding="utf-8").replace("</script", "<\\/script").strip()
    raise ReportError(f"the chart library is missing: {_ECHARTS} (package solara-assets 1.58.2)")
