"""Pictures of every page, light, dark and as on a phone, to be looked at.

uv run python -m tests.screenshots FOLDER
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.site import routes
from tests.app.conftest import Served, Watched
from tests.browser import CHROMIUM

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}


def main(folder: Path) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        server = Served(Path(data))
        try:
            for look, context in LOOKS.items():
                for route in routes:
                    watched = Watched(browser, **context)
                    page = watched.open(f"{server.url}/{route.path.strip('/')}")
                    if route.path == "compare":
                        page.wait_for_selector('.answer[data-missing="0"]', timeout=90_000)
                    page.wait_for_timeout(2000)
                    name = f"{route.path.strip('/') or 'start'}-{look}.png"
                    page.screenshot(path=folder / name, full_page=look == "phone")
                    print(folder / name, *watched.complaints)
                    watched.context.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
