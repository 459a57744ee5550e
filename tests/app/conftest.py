"""The whole app, served as users serve it, and a browser that asks nobody else."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.browser import CHROMIUM

COMMAND = [sys.executable, "-c", "from app.cli import main; main()", "app", "--no-browser"]


class Served:
    """A running server of its own, and how to start it again."""

    def __init__(self, folder, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = ["--port", str(self.port), "--folder", str(folder), *options]
        self.log = folder / "log.txt"
        self.start()

    def start(self):
        """Start, and wait until it answers."""
        environment = os.environ | {"PYTHONWARNINGS": "default"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, *self.options], stdout=log, stderr=log, env=environment
            )
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/assets/fireside.js", timeout=5)
            except urllib.error.HTTPError:
                return  # answers, if only to refuse
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise RuntimeError(self.log.read_text())

    def kill(self):
        """End as a crash does."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """End as Ctrl-C does."""
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Return the app that most tests share."""
    server = Served(tmp_path_factory.mktemp("app"))
    yield server
    server.stop()


@pytest.fixture(scope="package")
def chromium():
    """Return a browser; tests make contexts of their own. Other folders' tests start their own."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Watched:
    """A page of the browser that writes down whatever should not happen."""

    def __init__(self, browser, **context):
        self.context = browser.new_context(
            **({"viewport": {"width": 1440, "height": 900}} | context)
        )
        self.page = self.context.new_page()
        self.complaints = []
        self.context.route("**/*", self._local_only)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _local_only(self, route):
        if route.request.url.startswith(
            ("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "file:")
        ):
            route.continue_()
        else:
            self.complaints.append(f"asked for {route.request.url}")
            route.abort()

    def _on_console(self, message):
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def open(self, url):
        """Open a page and wait until it is there."""
        self.page.goto(url)
        self.page.wait_for_selector("#content", timeout=30_000)
        return self.page


@pytest.fixture
def watched(chromium):
    """Return a clean page; at the end nothing may have been complained of."""
    one = Watched(chromium)
    yield one
    one.context.close()
    assert one.complaints == []
