"""Every page: from this machine alone, and for readers of every kind and every screen."""

from pathlib import Path

import axe_playwright_python
import pytest

from app.lesson_files import lessons
from app.site import routes
from tests.app.conftest import Watched

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_asks_only_this_machine(served, chromium, path, scheme):
    watched = Watched(chromium, color_scheme=scheme)
    page = ready(watched, served.url + path)

    assert findings(page) == []
    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == "en"
    assert page.title() != "Hello World ☀️"
    watched.context.close()
    assert watched.complaints == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (720, 450)], ids=["phone", "zoom"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_twice_the_size(served, chromium, path, width, height):
    watched = Watched(chromium, viewport={"width": width, "height": height})
    page = ready(watched, served.url + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").is_visible()
    nav = page.locator(".top nav a[href^='/model']")
    nav.scroll_into_view_if_needed()
    assert nav.is_visible()
    watched.context.close()
    assert watched.complaints == []


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
