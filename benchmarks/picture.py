"""Draw an ECharts option, or a page, to a file with headless Chromium: pictures for the docs."""

import json
import shutil
import sysconfig
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def draw(option: dict[str, Any], path: Path, width: int = 760, height: int = 420) -> None:
    """Draw an option as SVG."""
    echarts = Path(sysconfig.get_path("data"), "share/solara/cdn/echarts@5.4.0/dist/echarts.min.js")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.add_script_tag(path=str(echarts))
        size = {"renderer": "svg", "ssr": True, "width": width, "height": height}
        svg = page.evaluate(
            f"() => {{ const chart = echarts.init(null, null, {json.dumps(size)});"
            f"chart.setOption({json.dumps(option | {'animation': False})});"
            "return chart.renderToSVGString(); }"
        )
        browser.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(svg, encoding="utf-8")


def screenshot(page_file: Path, path: Path, width: int = 1000, height: int = 1200) -> None:
    """Take a picture of the top of a page."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(page_file.resolve().as_uri())
        page.wait_for_timeout(1500)
        page.screenshot(path=path)
        browser.close()


def chromium() -> str:
    """Return where the browser is."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("pictures need Chromium: none was found")
    return found
