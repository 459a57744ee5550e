"""How soon the compare page answers one reader, in a headless Chromium on this machine.

    uv run python -m benchmarks.app_latency

From the key that moves a lever: until its network is drawn anew, and until the bands are complete
(30 replicates). While a lever is dragged: how often the lines follow. And frames while it plays.
The scenario is micro-vs-mass, 1,700 to 1,900 members a side: a year, and two years to play.
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.comparing import Comparing
from app.links import pack
from tests.app.conftest import Served
from tests.browser import CHROMIUM

DONE = '.answer[data-missing="0"]'
LEVER = '.side-card.side-b [data-name="commit.hours_per_week"] input[type=range]'
WATCH = """() => {
  window.T = {};
  new MutationObserver((seen) => {
    const drawn = seen.some((each) => each.attributeName === "data-digest");
    if (drawn) T.network ??= performance.now();
    const answer = document.querySelector('.answer[data-missing="0"]');
    if (!answer || answer.dataset.asked === T.asked) return;
    T.asked = answer.dataset.asked;
    T.bands = performance.now();
  }).observe(document.body, { attributes: true, subtree: true, childList: true });
}"""
DRAG = """async ([lever, seconds]) => {
  const input = document.querySelector(lever), start = performance.now(), step = +input.step;
  fireside.liveUpdates = 0;
  for (let k = 1; performance.now() - start < 1000 * seconds; k++) {
    input.value = +input.min + ((k * 7 * step) % (input.max - input.min));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return fireside.liveUpdates / seconds;
}"""


def changes(page: Page, n: int) -> tuple[list[float], list[float]]:
    """Return seconds from a key to the network, and to complete bands, for values never seen."""
    networks, bands = [], []
    for _ in range(n):
        page.focus(LEVER)
        page.evaluate("T.network = undefined; T.bands = 0")
        start = page.evaluate("performance.now()")
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("T.network && T.bands > 0", timeout=60_000)
        networks.append((page.evaluate("T.network") - start) / 1000)
        bands.append((page.evaluate("T.bands") - start) / 1000)
        time.sleep(0.7)
    return networks, bands


def told(name: str, seconds: list[float]) -> str:
    """Return a line of the answer."""
    middle, most = statistics.median(seconds), max(seconds)
    return f"{name:28} p50 {middle:5.2f} s  max {most:5.2f} s  (n {len(seconds)})"


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Served(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{server.url}/compare")
            page.wait_for_selector(DONE, timeout=90_000)
            time.sleep(3)
            page.evaluate(WATCH)
            networks, bands = changes(page, 10)
            print(told("key to network drawn", networks))
            print(told("key to complete bands", bands))
            print(f"lines follow a drag at {page.evaluate(DRAG, [LEVER, 4]):.1f} a second")
            page.goto(
                f"{server.url}/compare?s={pack(Comparing(changes={'days': 728}, replicates=2))}"
            )
            page.wait_for_selector(DONE, timeout=90_000)
            time.sleep(2)
            page.select_option(".player select", "30")
            page.evaluate("fireside.frames = 0")
            page.click(".player button:has-text('Play')")
            time.sleep(3)
            print(f"frames in 3 s at 30 weeks a second: {page.evaluate('fireside.frames')}")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
