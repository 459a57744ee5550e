"""Networks, player and charts in a real browser: what is drawn, told, saved and said."""

import json
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import numpy as np
import pytest

from app.places import ground_of
from experiments.page import chart_library, template_text
from tests.browser import needs_chromium

pytestmark = [
    pytest.mark.slow,
    needs_chromium,
]
ASSETS = Path(__file__).parents[2] / "app/assets"
SVG = "{http://www.w3.org/2000/svg}"
N, WEEKS = 60, 6
MAKE = """([name, kind, options, frames, ground]) => {
  const box = document.body.appendChild(document.createElement("div"));
  box.id = name;
  window[name] = fireside.views[kind](box, (told) => window.told.push(told));
  window[name].update(options, { frames: new Uint8Array(frames), ground: new Uint8Array(ground) });
}"""
PIXELS = """(() => {
  const canvas = document.querySelectorAll("#net canvas")[1], counts = {};
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3]) { const c = `${[...data.slice(i, i + 4)]}`; counts[c] = (counts[c] || 0) + 1; }
  return counts;
})()"""


@pytest.fixture
def page(chromium):
    """Return a page with the views and nothing else."""
    context = chromium.new_context(offline=True, viewport={"width": 900, "height": 700})
    page = context.new_page()
    heard = []
    page.on("console", lambda said: said.type == "error" and heard.append(said.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.set_content(
        "<!DOCTYPE html><html lang=en data-theme=light><body class=v-application style='margin:0'>"
    )
    style = (ASSETS / "style.css").read_text().split('pages.css");')[-1]
    page.add_style_tag(content=style + (ASSETS / "pictures.css").read_text())
    scripts = ["window.fireside = { views: {} }; window.told = [];", chart_library()]
    names = ("clock", "theme", "network", "player", "chart", "live")
    scripts += [template_text("figures.js")]
    scripts += [(ASSETS / f"views/{name}.js").read_text() for name in names]
    for script in scripts:
        page.add_script_tag(content=script)
    yield page
    context.close()
    assert heard == []


def network(page, frames, **more):
    """Show a network of two communities, 20 and 40."""
    community = np.repeat([0, 1], [20, 40])
    ties = np.array([[0, 1], [0, 59]], np.uint32)
    options = {
        "clock": "c", "letter": "A", "title": "A", "n_members": N, "n_ties": 2, "n_weeks": WEEKS,
        "column": "interest", "label": "interest in the topic", "low": 0, "high": 1,
        "alt": "A picture", "community": [0, 20], "communities": ["makers", "menders"], "side": "a",
    }  # fmt: skip
    ground = list(ground_of(community, ties))
    page.evaluate(
        MAKE, ["net", "network", options | more, frames.astype(np.uint8).ravel().tolist(), ground]
    )


def player(page, **more):
    page.evaluate(
        MAKE, ["play", "player", {"clock": "c", "n_weeks": WEEKS, "run": "1"} | more, [], []]
    )


def option(*names):
    line = {"type": "line", "showSymbol": False, "data": [[w, 0.4 + 0.01 * w] for w in range(1, 7)]}
    return {
        "aria": {"enabled": True, "label": {"enabled": True, "description": "Trust, at the end."}},
        "grid": {"left": 40, "right": 20, "top": 30, "bottom": 30},
        "xAxis": {"type": "value", "name": "week", "min": 1, "max": 6},
        "yAxis": {"type": "value", "scale": True, "name": "trust"},
        "series": [line | {"name": name} for name in names],
        "legend": {"show": True},
    }


def chart(page, **more):
    options = {
        "option": option("ads", "talk & <b>"), "title": "Trust", "clock": "c", "live_key": "trust"
    } | more  # fmt: skip
    page.evaluate(MAKE, ["chart", "chart", options, [], []])


def test_members_have_the_colour_of_their_value_and_the_absent_none(page):
    frames = np.zeros((WEEKS + 1, N))
    frames[1], frames[2], frames[3, :30] = 254, 255, 255
    network(page, frames)
    page.evaluate("fireside.clock('c').set(0)")
    low = page.evaluate(PIXELS)
    page.evaluate("fireside.clock('c').set(1)")
    high = page.evaluate(PIXELS)
    page.evaluate("fireside.clock('c').set(3)")
    half = page.evaluate(PIXELS)
    page.evaluate("fireside.clock('c').set(2)")
    assert max(low, key=low.get) == "0,34,78,255"
    assert max(high, key=high.get) == "254,232,56,255"
    assert sum(half.values()) == pytest.approx(sum(low.values()) / 2, rel=0.02)
    assert page.evaluate(PIXELS) == {}
    box = page.locator("#net")
    assert box.get_attribute("data-digest") == str(255 * N)
    assert box.locator(".mean").inner_text() == "nobody"


def test_a_network_has_a_sentence_and_a_member_can_be_chosen_by_keyboard(page):
    frames = np.tile(np.linspace(0, 254, N), (WEEKS + 1, 1)).round()
    network(page, frames)
    picture = page.get_by_role("img", name="A picture")
    picture.focus()
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    [told] = page.evaluate("told")
    row = told["member"]
    first, name = (0, "makers") if row < 20 else (20, "menders")
    value = f"{frames[0, row] / 254:.2f}".removeprefix("0")
    wanted = f"member {row - first + 1} of {name}: interest {value}"
    assert page.locator("#net [role=status]").inner_text() == wanted
    assert told["week"] == 0


def test_ties_are_drawn_once_and_again_in_other_colours(page):
    network(page, np.zeros((WEEKS + 1, N)))
    ties = "document.querySelector('#net canvas').toDataURL()"
    drawn = page.evaluate(ties)
    page.evaluate(
        "document.querySelector('#net canvas').getContext('2d').clearRect(0, 0, 999, 999)"
    )
    cleared = page.evaluate(ties)
    page.evaluate("fireside.clock('c').set(3)")
    assert page.evaluate(ties) == cleared != drawn
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.evaluate("window.dispatchEvent(new Event('fireside-theme'))")
    assert page.evaluate(ties) not in (cleared, drawn)


def test_the_player_says_nothing_while_it_plays_and_the_week_when_it_rests(page):
    player(page, can_branch=["A", "B"])
    assert page.evaluate("fireside.clock('c').week") == WEEKS  # the end, at first
    branches = page.locator(".branches button")
    assert [branches.nth(i).is_disabled() for i in range(2)] == [True, True]
    page.evaluate(
        "(window.weeks = [], fireside.clock('c').followers.add(w => weeks.push([w, told.length])))"
    )
    page.get_by_label("Speed, weeks a second").select_option("30")
    page.get_by_role("button", name="Play", exact=True).click()
    said = page.locator("#play [role=status]")
    said.filter(has_text=f"Week {WEEKS} of {WEEKS}").wait_for(state="attached")
    assert page.evaluate("told") == []  # it rests where it was when last heard of
    weeks, silent = zip(*page.evaluate("weeks"), strict=True)
    assert weeks[0] == 0
    assert weeks[-1] == WEEKS
    assert list(weeks) == sorted(weeks)
    assert set(silent) == {0}
    page.get_by_role("slider", name="Week").press("ArrowLeft")
    page.get_by_role("slider", name="Week").press("ArrowLeft")
    said.filter(has_text="Week 4").wait_for(state="attached")
    assert page.evaluate("told") == [{"week": 4}]  # once it rests


def test_the_player_steps_scrubs_branches_and_keeps_its_week(page):
    player(page, can_branch=["A", "B"], at=2, marks=[{"week": 3, "label": "B"}])
    week = "fireside.clock('c').week"
    assert page.evaluate(week) == 2
    slider = page.get_by_role("slider", name="Week")
    for key, wanted in [("ArrowRight", 3), ("ArrowLeft", 2), ("End", 6), ("Home", 0)]:
        slider.press(key)
        assert page.evaluate(week) == wanted
    assert page.get_by_role("button", name="Branch A here").is_disabled()
    slider.fill("4")
    page.get_by_role("button", name="Branch B here").click()
    assert page.evaluate("told.filter(t => t.branch)") == [{"branch": "B", "week": 4}]
    page.evaluate("play.update({ clock: 'c', n_weeks: 6, run: '2' }, {})")
    assert page.evaluate(week) == 4
    page.evaluate("play.update({ clock: 'c', n_weeks: 3, run: '3' }, {})")
    assert page.evaluate(week) == 3


def test_a_chart_can_be_saved_as_png_and_svg_and_read_as_a_table(page, tmp_path):
    chart(page, table={"head": ["week", "ads"], "rows": [[1, 0.41], [2, "<b>.42</b>"]]})
    assert page.get_by_role("img", name="Trust, at the end.").count() == 1
    for kind in ("PNG", "SVG"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"{kind} of Trust").click()
        assert saved.value.suggested_filename == f"trust.{kind.lower()}"
        saved.value.save_as(tmp_path / kind)
    root = ET.parse(tmp_path / "SVG").getroot()
    assert root.tag == f"{SVG}svg"
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert {"Trust", "ads", "talk & <b>", "week"} <= set(words)
    assert len(list(root.iter(f"{SVG}path"))) > 5
    pixels = decoded(tmp_path / "PNG")
    assert pixels.shape[1] >= 1500
    assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 20  # not an empty sheet
    page.get_by_role("button", name="Table of Trust").click()
    assert page.locator("#chart tbody tr").all_inner_texts() == ["1\t0.41", "2\t<b>.42</b>"]


def decoded(path):
    """Return the pixels of a PNG, rows x columns x channels, as its filters left them."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + chunk) == int.from_bytes(data[at + 8 + length : at + 12 + length])
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", chunk[:10])
        body += chunk if kind == b"IDAT" else b""
        at += 12 + length
    assert depth == 8
    channels = {2: 3, 6: 4}[colour]
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + channels * width)
    return rows[:, 1:].reshape(height, width, channels)


def test_lines_follow_a_slider_until_the_chart_is_drawn_anew(page):
    chart(page)
    page.evaluate(MAKE, ["live", "live", {}, [], []])
    lines = {"trust": {"A": [0.41, 0.42, None, 0.9, 0.9, 0.9], "B": [0.4] * 6}, "other": {"A": [1]}}
    page.evaluate(f"live.update({json.dumps({'lines': lines})})")
    paths = page.locator("#chart svg.live path")
    assert [paths.nth(i).get_attribute("data-live") for i in range(2)] == ["A", "B"]
    assert paths.nth(0).get_attribute("d").count("M") == 2  # a gap where there is no value
    assert page.locator("#chart").get_attribute("data-charted") == "1"
    inside = """[...document.querySelectorAll('#chart svg.live path')].every(path => {
      const own = path.getBBox(), all = path.ownerSVGElement.getBoundingClientRect();
      return own.y > 0 && own.y + own.height < all.height && own.x + own.width <= all.width; })"""
    assert page.evaluate(inside)  # .9 is above what the chart showed
    assert page.evaluate("fireside.liveUpdates") == 1
    page.evaluate("live.update({ lines: {} })")
    assert paths.count() == 0
    page.evaluate(f"live.update({json.dumps({'lines': lines})})")
    page.evaluate(f"chart.update({json.dumps({'option': option('ads'), 'title': 'Trust'})})")
    assert paths.count() == 0


def test_the_cursor_of_a_chart_is_where_the_week_is(page):
    chart(page)
    player(page, at=1)
    x = "document.querySelector('.cursor').getBoundingClientRect().x"
    places = []
    for week in (1, 2, 6):
        page.evaluate(f"fireside.clock('c').set({week})")
        places.append(page.evaluate(x))
    assert places[0] == pytest.approx(40, abs=1.5)  # the left edge of the grid
    assert places[2] == pytest.approx(900 - 20, abs=1.5)
    assert places[1] == pytest.approx(places[0] + (places[2] - places[0]) / 5, abs=1)
