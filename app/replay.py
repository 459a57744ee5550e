"""A replay: one HTML file that plays networks and charts with no Python and no network.

It holds the same views as the app's pages, what members were like week by week, and the charts. A
lesson is a replay of several steps, each of which may ask for a bet before it shows what happened.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from app.pictures import options_of_network
from app.places import ground_of
from app.trajectory import COLUMNS, Trajectory
from experiments.page import GENERATOR, chart_library, inert_json, policy_for, template_text
from sim.version import MODEL_VERSION

__all__ = ["ReplaySide", "replay_page"]

_HERE = Path(__file__).parent
_VIEWS = ("clock", "theme", "choice", "network", "player", "chart")
_STEP = {
    "idea": "", "text": "", "question": "", "choices": (), "answer": None, "outcome": "",
    "why": "", "sides": (), "charts": (),
}  # fmt: skip


@dataclass(frozen=True)
class ReplaySide:
    """One of the networks that play side by side.

    Attributes:
        letter: A, B or C.
        title: what the side is called.
        seen: what its members were like.
    """

    letter: str
    title: str
    seen: Trajectory


def replay_page(
    sides: Sequence[ReplaySide] = (),
    charts: Sequence[Mapping[str, Any]] = (),
    headline: tuple[str, str] | None = None,
    title: str = "Replay",
    reproduce: str = "",
    *,
    columns: Sequence[str] = ("trust",),
    lesson: Mapping[str, Any] | None = None,
) -> str:
    """Return the text of a page that plays by itself.

    Args:
        sides: the networks.
        charts: options of the view "chart": option, title, and so on.
        headline: the answer, and how sure it is.
        title: of the page.
        reproduce: how to make it again: command, seed.
        columns: of members, that can be looked at; the first is shown first.
        lesson: in place of sides and charts: {"title", "steps"}; a step is {"idea", "text",
            "question", "choices", "answer" (index, or None), "outcome", "why", "sides", "charts"},
            of which all may be left out. With a question, the rest is shown after the bet.

    Raises:
        ValueError: if a column cannot be watched, or a step has what is not known.
    """
    unknown = sorted(set(columns) - set(COLUMNS))
    if unknown or not columns:
        allowed = f"allowed are {', '.join(COLUMNS)}"
        raise ValueError(f"columns: {', '.join(unknown) or 'none'} cannot be watched; {allowed}")
    if lesson is None:
        lesson = {"title": title, "steps": [{"sides": sides, "charts": charts}]}
    blobs: dict[str, str] = {}
    steps = [_whole(step) for step in lesson["steps"]]
    data = [_data_of(step, columns, f"step-{i}", blobs) for i, step in enumerate(steps)]
    scripts = [
        'window.fireside = { views: {} };', chart_library(), template_text("figures.js"),
        *(_text(f"assets/views/{name}.js") for name in _VIEWS), _text("templates/replay.js"),
    ]  # fmt: skip
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["paragraphs"] = _paragraphs
    return environment.get_template("replay.html").render(
        generator=Markup(GENERATOR),
        policy=policy_for(scripts),
        style=Markup(_style()),
        scripts=[Markup(script) for script in scripts],
        data=inert_json({"steps": data, "blobs": blobs}),
        title=lesson["title"], headline=headline, steps=steps, reproduce=reproduce,
        model=MODEL_VERSION,
    )  # fmt: skip


def _whole(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step with all it may have."""
    if unknown := sorted(set(step) - set(_STEP)):
        raise ValueError(f"a step has no {', '.join(unknown)}; it may have {', '.join(_STEP)}")
    return _STEP | dict(step)


def _data_of(
    step: dict[str, Any], columns: Sequence[str], clock: str, blobs: dict[str, str]
) -> dict[str, Any]:
    """Return what the views of a step need; bytes go to `blobs`, each once."""
    networks = [
        {
            "ground": _keep(blobs, np.frombuffer(_ground(side.seen), np.uint8)),
            "columns": [
                {
                    "frames": _keep(blobs, side.seen.frames[column]),
                    "options": options_of_network(
                        side.letter, f"{side.letter}: {side.title}", side.seen, column, clock
                    ),
                }
                for column in columns
            ],
        }
        for side in step["sides"]
    ]
    own = {"clock": clock, "unfolds": bool(step["question"])} if networks else {}
    charts = [{**chart, **own} for chart in step["charts"]]
    return {
        "clock": clock, "networks": networks, "charts": charts, "answer": step["answer"],
        "choices": list(step["choices"]), "asks": bool(step["question"]),
    }  # fmt: skip


def _ground(seen: Trajectory) -> bytes:
    return ground_of(seen.community, seen.ties)


def _keep(blobs: dict[str, str], data: NDArray[np.uint8]) -> str:
    """Put bytes among the blobs, and return their name.

    Frames, weeks x members, are kept as changes from week to week (modulo 256), most of them 0.
    """
    name = hashlib.blake2b(data.tobytes(), digest_size=9).hexdigest()
    if name not in blobs:
        if data.ndim == 2:
            data = np.diff(data, axis=0, prepend=np.zeros((1, data.shape[1]), np.uint8))
        blobs[name] = base64.b64encode(zlib.compress(data.tobytes(), 9)).decode()
    return name


def _text(path: str) -> str:
    """Return a file of the app as it is."""
    return (_HERE / path).read_text(encoding="utf-8")


def _style() -> str:
    """Return the app's style; a page by itself can import nothing."""
    style = re.sub(r"@import[^;]*;\s*", "", _text("assets/style.css"))
    return style + _text("assets/pictures.css")


def _paragraphs(text: str) -> Markup:
    """Return text with a paragraph at each empty line; it is escaped."""
    parts = [part.strip() for part in text.split("\n\n")]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts if part)
