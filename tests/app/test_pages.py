"""Start, scenario, library and model, as readers use them."""

import re
from pathlib import Path

import pytest

from app.comparing import Comparing, resolve
from app.files import scenario_of
from app.links import read_query, unpack
from app.model_tables import all_parameters, steps_of_day
from app.model_text import ANCHORS, CLAIMS, WEAKEST
from app.pages.model import model_page
from sim.scenario_file import LIBRARY, library, load_scenario
from tests.browser import needs_chromium

ROOT = Path(__file__).parents[2]
MINE = """
extends = "local-artisans"
title = "Mine"
question = "Does mine work?"
"""


def compared(page):
    """Return what the address says is compared."""
    return unpack(read_query(page.url.partition("?")[2])["s"])


def plain(text):
    return re.sub(r"[*`_]", "", text)


def test_every_place_that_is_linked_to_is_on_the_page_of_the_model_once():
    page = str(model_page())
    places = re.findall(r' id="([^"]+)"', page)

    assert len(places) == len(set(places))
    assert set(all_parameters()) <= set(places)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)
    assert set(WEAKEST) <= set(all_parameters())


def test_the_day_is_told_in_the_order_of_the_code():
    code = (ROOT / "sim/day.py").read_text().partition("def run_day")[2]
    names = [name for name, _ in steps_of_day()]
    mechanisms = {each.stem for each in (ROOT / "sim/mechanisms").glob("[a-z]*.py")}

    assert set(names) == mechanisms | {"audience"}
    assert names == sorted(names, key=lambda name: code.index(f"{name}."))


def test_figures_are_those_of_the_documents():
    anchors, claims = ((ROOT / f"docs/{name}.md").read_text() for name in ("anchors", "claims"))
    for row in ANCHORS:
        assert f"| {' | '.join(row)} |" in anchors.replace("`", "")
    said = claims.partition("\n## When")[0]
    for verdict, names in CLAIMS.items():
        part = said.partition(f"## {verdict[0].upper()}{verdict[1:]}\n")[2].partition("\n## ")[0]
        found = re.findall(r"^\d+\. \*(.+?)\.?\*", part, re.MULTILINE)
        assert found == list(names), verdict


def test_what_is_from_memory_is_said_to_be():
    page = re.sub(r"<[^>]+>", " ", str(model_page()))
    for name in ("Friestad", "Slovic", "Luce", "Fader", "Granovetter"):
        for found in re.finditer(name, page):
            assert "from memory" in page[found.start() : found.start() + 260], name


@pytest.mark.slow
@needs_chromium
def test_six_answers_open_in_compare_and_as_a_file(served, watched):
    page = watched.open(f"{served.url}/")
    page.get_by_label("Its name").fill("Dusk Lens")
    page.get_by_label("Money").fill("3000")
    page.get_by_label("Time").fill("-4")
    page.get_by_label("Time").press("Tab")
    page.get_by_label("Platform", exact=True).select_option("reddit")
    page.get_by_text("A number from 0 to 400 (hours a week) is needed.").wait_for()
    page.get_by_label("Time").fill("20")
    page.get_by_label("Time").press("Tab")
    made = page.locator(".made")
    made.get_by_role("heading", name="Dusk Lens").wait_for()
    made.get_by_text("20 hours cost $700 a week").wait_for()
    with page.expect_download() as saved:
        made.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename == "dusk-lens.toml"
    spec = load_scenario(saved.value.path().rename(saved.value.path().with_suffix(".toml")))
    assert spec.brand.budget_per_week == pytest.approx(3000 * 12 / 52, abs=0.005)

    made.get_by_role("link", name="Compare").click()
    page.wait_for_url("**/compare?s=*")
    assert scenario_of(compared(page).content) == spec


@pytest.mark.slow
@needs_chromium
def test_a_parameter_is_found_changed_refused_undone_and_explained(served, watched):
    page = watched.open(f"{served.url}/scenario")
    margin = page.get_by_label("Margin, exact")
    note = page.locator('[data-name="brand.margin"] .note')
    margin.fill("3")
    margin.press("Tab")
    page.get_by_text("Not taken: a number from 0 to 1 (share) is allowed.").wait_for()
    assert "?s=" not in page.url  # what cannot be is not compared

    margin.fill("0.6")
    margin.press("Tab")
    page.get_by_text("1 parameter changed.").wait_for()
    page.wait_for_url("**/scenario?s=*")
    assert compared(page).changes == {"brand.margin": 0.6}
    assert note.inner_text() == "Changed; the scenario has 0.45."

    page.get_by_label("Find").fill("memory fades")
    page.get_by_label("Find").press("Tab")
    page.get_by_text("1 parameter found.").wait_for()
    page.get_by_label("Half life, exact").fill("30")
    page.get_by_label("Half life, exact").press("Tab")
    page.get_by_text("2 parameters changed.").wait_for()
    page.get_by_role("button", name="Reset brand margin: 0.6 to 0.45").click()
    page.get_by_text("1 parameter changed.").wait_for()
    assert resolve(compared(page)).spec.memory.half_life == 30
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("2 parameters changed.").wait_for()
    page.reload()  # all of it is in the link
    page.get_by_text("2 parameters changed.").wait_for()
    page.get_by_role("button", name="Reset all").click()
    page.get_by_text("Nothing is changed.").wait_for()

    page.get_by_role("button", name="Memory", exact=True).click()
    page.locator('[data-name="memory.half_life"] a').click()
    row = page.locator('[id="memory.half_life"]')
    row.wait_for()
    page.wait_for_selector('[id="memory.half_life"].marked')
    assert row.is_visible()
    assert page.url.endswith("/model#memory.half_life")


@pytest.mark.slow
@needs_chromium
def test_the_library_opens_keeps_and_shares(served, watched):
    page = watched.open(f"{served.url}/library")
    page.get_by_role("link", name="Parameters: Rivals in the same communities").wait_for()
    assert page.locator(".preset").count() == len(library())
    with page.expect_download() as saved:
        page.get_by_role("link", name="File of Rivals in the same communities").click()
    file = saved.value.path().rename(saved.value.path().with_suffix(".toml"))
    assert load_scenario(file) == load_scenario("rivals")

    chooser = page.locator('input[type="file"]')
    mine = {"name": "mine.toml", "mimeType": "application/toml"}
    chooser.set_input_files([mine | {"buffer": b"[brand]\nmargin = 3"}])
    page.get_by_role("heading", name="mine.toml was not opened").wait_for()
    page.get_by_text("mine.toml: brand.margin: got 3").wait_for()
    chooser.set_input_files([mine | {"buffer": b"#" * 200_001}])
    page.get_by_text("at most 200,000 are allowed").wait_for()
    chooser.set_input_files([mine | {"buffer": MINE.encode()}])
    page.get_by_role("heading", name="Mine is open").wait_for()

    page.get_by_label("Keep it as").fill("Of mine")
    page.get_by_role("button", name="Keep in this browser").click()
    kept = page.locator(".shelf a", has_text="Of mine")
    kept.wait_for()
    link = page.get_by_label("Link that opens the same").input_value()
    assert link == f"{served.url}{kept.get_attribute('href')}"
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()

    again = watched.open(link.replace("/compare", "/scenario"))
    assert again.get_by_role("heading", level=1).inner_text() == "Mine"
    assert compared(again).content["brand"]["name"] == "Loom & Thread"


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("path", ["", "scenario", "library", "model"])
def test_pages_fit_a_phone(served, chromium, path):
    from tests.app.conftest import Watched

    narrow = Watched(chromium, viewport={"width": 390, "height": 800}, has_touch=True)
    page = narrow.open(f"{served.url}/{path}")
    page.wait_for_timeout(800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").count() == 1
    narrow.context.close()
    assert narrow.complaints == []


@pytest.mark.slow
@needs_chromium
def test_links_that_ask_for_other_files_are_refused(served, watched):
    from app.files import content_of
    from app.links import pack

    content = content_of(load_scenario("micro-vs-mass")) | {"network": {"file": "/etc/passwd"}}
    page = watched.open(f"{served.url}/scenario?s={pack(Comparing(content=content))}")
    page.get_by_text("a network that comes with fireside is allowed").wait_for()
    assert (LIBRARY / "networks").is_dir()
