"""Every page: from this machine alone, and for readers of every kind and every screen."""

from pathlib import Path

import axe_playwright_python
import pytest

from app.lesson_files import lessons
from app.site import routes

pytestmark = pytest.mark.slow
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LESSON = f"/learn/{next(iter(lessons()))}"
PAGES = [f"/{route.path.strip('/')}" for route in routes] + [LESSON, f"{LESSON}?teacher=1"]


def ready(watched, url):
    """Open a page and wait until its pictures are there."""
    page = watched.open(url)
    if "/compare" in url:
        page.wait_for_selector("[data-digest]", timeout=60_000)
    page.wait_for_timeout(1200)
    return page


def findings(page):
    """Return what axe finds that is serious or critical, in the page and in reports inside it."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everybody(served, watched, path):
    page = ready(watched, served.url + path)

    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == "en"
    assert "fireside" in page.title()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
        page.wait_for_timeout(300)
        assert findings(page) == []
    for width, height in ((390, 844), (720, 450)):  # a phone; twice the size on a usual screen
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        link = page.locator(".top nav a[href^='/model']")
        link.scroll_into_view_if_needed()
        assert link.is_visible()
    assert findings(page) == []


def test_light_and_dark_can_be_chosen_and_are_kept(served, watched):
    page = watched.open(served.url)
    before = page.get_attribute("html", "data-theme")
    page.click("button.theme")

    assert page.get_attribute("html", "data-theme") != before
    page.reload()
    page.wait_for_selector("#content")
    assert page.get_attribute("html", "data-theme") != before


def tab_to(page, selector):
    """Press Tab until something has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => Boolean(document.activeElement?.closest(s))", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def test_compare_play_and_share_by_keyboard_alone(served, watched):
    page = watched.open(served.url)
    tab_to(page, "nav a[href^='/compare']")
    page.keyboard.press("Enter")
    page.wait_for_selector('.answer[data-missing="0"]', timeout=60_000)
    page.wait_for_selector("[data-digest]")
    tab_to(page, ".side-b [data-name='commit.hours_per_week'] input")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("location.search.includes('s=')", timeout=30_000)
    page.wait_for_selector('.answer[data-missing="0"]', timeout=60_000)
    tab_to(page, ".player")
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('[data-digest]').dataset.week === '0'")
    tab_to(page, ".player button.main")
    page.keyboard.press(" ")
    page.wait_for_function(
        "+document.querySelector('[data-digest]').dataset.week > 3", timeout=30_000
    )
    tab_to(page, ".exports a[href^='/library']")
    page.keyboard.press("Enter")
    page.wait_for_function("location.pathname === '/library'")
    page.wait_for_selector("#content")
    shared = page.locator("input[readonly]").first.input_value()

    assert "/compare?s=" in shared
