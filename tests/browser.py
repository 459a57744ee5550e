"""A report in a real browser."""

from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")


def drawn_in_chromium(path, width, scheme):
    """Return the number of shapes in each picture; nothing may be complained of or asked for."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        ).new_page()
        heard = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-drawn]")
        drawn = page.evaluate(
            "[...document.querySelectorAll('[data-picture]')]"
            ".map(e => e.clientHeight > 100 && e.querySelectorAll('svg path').length)"
        )
        scrolls = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        page.screenshot(path=path.with_suffix(f".{width}.png"), full_page=True)
        browser.close()
    assert heard == []
    assert not scrolls
    return drawn
