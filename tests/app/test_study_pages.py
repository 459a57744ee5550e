"""The pages that make studies, in a browser: begun, cancelled, left alone, and come back to."""

import os
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request

import pytest

from app.comparing import Comparing
from app.files import content_of
from app.links import query_of
from tests.app.conftest import Served, Watched
from tests.browser import needs_chromium
from tests.studies.small_study import SCENARIO

pytestmark = [
    pytest.mark.slow,
    needs_chromium,
]
COMMAND = [sys.executable, "-c", "from experiments.cli import main; main()"]
PATHS = ("/sweep", "/sensitivity", "/best-plan", "/fails-when", "/pilot", "/claims")


@pytest.fixture(scope="module")
def small():
    """Return a link of a scenario whose runs take milliseconds."""
    from sim.scenario import Scenario

    spec = Scenario.model_validate(tomllib.loads(SCENARIO))
    return query_of(Comparing(content=content_of(spec)))


def fill(page, label, value):
    field = page.get_by_label(label, exact=True).first
    field.fill(str(value))
    field.press("Tab")


def run(page):
    """Begin the study of the form, and return its id."""
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**job=*", timeout=20_000)
    return page.url.rpartition("job=")[2]


def bar(page):
    return page.locator("progress").evaluate("e => e.position < 0 ? 0 : e.value")


def fetched(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read(), answer.headers


def status_of(url):
    try:
        return urllib.request.urlopen(url, timeout=10).status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_sweep_goes_on_without_its_page_and_is_the_command_lines_to_the_byte(
    served, chromium, small, tmp_path
):
    first = Watched(chromium)
    page = first.open(f"{served.url}/sweep{small}")
    fill(page, "Runs of each on different luck", 40)
    page.get_by_text("About 2,000 runs").wait_for(timeout=20_000)
    id = run(page)
    page.wait_for_function("document.querySelector('progress')?.value > 0", timeout=60_000)
    seen = bar(page)
    page.wait_for_function(f"document.querySelector('progress').value > {seen}", timeout=60_000)
    link = page.url
    first.context.close()

    again = Watched(chromium)
    page = again.open(link)
    page.get_by_text("Open the report alone").wait_for(timeout=240_000)
    report = page.frame_locator("iframe.report")
    assert report.get_by_text("2,000 runs of 2 strategies at 25 points").is_visible()
    assert report.locator("svg path").count() > 50
    assert page.get_by_label("Runs of each on different luck").input_value() == "40"
    assert page.locator("summary", has_text="Table: the first 50 rows").is_visible()
    assert [first.complaints, again.complaints] == [[], []]
    again.context.close()

    for name in ("study.toml", "scenario.toml"):
        (tmp_path / name).write_bytes(fetched(f"{served.url}/jobs/{id}/{name}")[0])
    here = {"cwd": tmp_path, "check": True, "capture_output": True}
    subprocess.run([*COMMAND, "sweep", "study.toml", "--out", "x.db"], env=_environment(), **here)
    theirs = subprocess.run([*COMMAND, "export", "x.db"], env=_environment(), **here).stdout
    assert fetched(f"{served.url}/jobs/{id}/result.csv")[0] == theirs


def _environment():
    return os.environ | {"PYTHONPATH": os.getcwd()}


def test_cancelling_shows_at_once_and_the_study_goes_on(watched, served, small):
    page = watched.open(f"{served.url}/sweep{small}")
    fill(page, "Runs of each on different luck", 200)
    id = run(page)
    page.wait_for_function("document.querySelector('progress')?.value > 0", timeout=60_000)
    milliseconds = page.evaluate(
        """async () => {
          const begun = performance.now();
          [...document.querySelectorAll("button")].find((b) => b.textContent === "Cancel").click();
          while (!document.body.textContent.includes("was cancelled"))
            await new Promise((resolve) => setTimeout(resolve, 20));
          return performance.now() - begun;
        }"""
    )

    assert milliseconds < 1000
    assert status_of(f"{served.url}/jobs/{id}/store.db") == 404
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("known already").wait_for(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("was cancelled").wait_for(timeout=5000)


def test_a_report_follows_the_page_into_the_dark(watched, served, small):
    page = watched.open(f"{served.url}/sweep{small}")
    fill(page, "Values", 2)
    fill(page, "Runs of each on different luck", 1)
    run(page)
    page.wait_for_selector("iframe.report", timeout=120_000)
    report = page.frames[-1]
    report.wait_for_selector("html[data-drawn][data-theme=light]")
    page.get_by_role("button", name="Light or dark").click()
    report.wait_for_selector("html[data-theme=dark]")

    assert report.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 20)"


def test_bad_input_is_told_whole_and_nothing_is_begun(watched, served, small):
    page = watched.open(f"{served.url}/sweep{small}")
    fill(page, "Values", 99)
    fill(page, "Runs of each on different luck", 0)
    page.get_by_role("button", name="Run", exact=True).click()
    told = page.get_by_role("alert").filter(has_text="99 was given")
    told.wait_for(timeout=10_000)

    assert "0 was given" in told.inner_text()
    assert "job=" not in page.url


def test_files_of_a_study_are_what_they_say_and_nothing_else_is_given(watched, served, small):
    page = watched.open(f"{served.url}/sweep{small}")
    fill(page, "Values", 2)
    fill(page, "Runs of each on different luck", 1)
    id = run(page)
    page.get_by_text("Open the report alone").wait_for(timeout=120_000)
    base = f"{served.url}/jobs/{id}"
    kinds = {"report.html": "text/html", "result.csv": "text/csv", "study.toml": "text/plain"}

    for name, kind in kinds.items():
        assert fetched(f"{base}/{name}")[1]["content-type"].startswith(kind)
    assert fetched(f"{base}/result.csv")[1]["content-disposition"].startswith("attachment")
    assert fetched(f"{base}/report.html")[1]["content-disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in fetched(f"{base}/report.html")[1]["content-security-policy"]
    for wrong in ("job.json", "lock", "exit", "..%2fx%2fjob.json", "%2e%2e%2f%2e%2e%2flog.txt"):
        assert status_of(f"{base}/{wrong}") == 404, wrong
    for wrong in ("0" * 16, "..%2f..", "%2e%2e", id.upper()):
        assert status_of(f"{served.url}/jobs/{wrong}/log.txt") == 404, wrong


def test_every_page_says_what_it_answers_and_how_long_it_takes(watched, served):
    for path in PATHS:
        page = watched.open(f"{served.url}{path}")
        assert page.locator("h1").count() == 1
        assert "?" in page.locator("#content").inner_text()
        if path != "/claims":
            page.get_by_text("runs, roughly").wait_for(timeout=30_000)
    tries = page.get_by_role("button", name="Try this claim")
    tries.nth(29).wait_for(timeout=30_000)
    assert tries.count() == 30
    assert page.locator(".verdict").count() == 0  # nothing has been run


def test_a_claim_is_tried_and_opens_in_compare(watched, served):
    page = watched.open(f"{served.url}/claims")
    page.locator(".claim").filter(has_text="a customer costs more in twelve").get_by_role(
        "button", name="Try this claim"
    ).click()
    page.wait_for_selector("progress")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("was cancelled").wait_for(timeout=5000)
    page.get_by_role("link", name="Open in compare").first.click()
    page.wait_for_url("**/compare?s=*")


def test_a_link_of_no_study_says_so(watched, served):
    page = watched.open(f"{served.url}/pilot?job=0123456789abcdef")
    page.get_by_text("There is no such study here").wait_for(timeout=10_000)
    page = watched.open(f"{served.url}/pilot?job=../../etc")
    page.get_by_text("There is no such study here").wait_for(timeout=10_000)


def test_a_server_killed_and_restarted_shows_the_study_again(chromium, small, tmp_path):
    server = Served(tmp_path)
    seen = Watched(chromium)
    try:
        page = seen.open(f"{server.url}/sweep{small}")
        fill(page, "Runs of each on different luck", 40)
        run(page)
        page.wait_for_function("document.querySelector('progress')?.value > 0", timeout=60_000)
        server.kill()
        server.start()
        page = seen.context.new_page()
        page.goto(seen.page.url)
        page.get_by_text("Open the report alone").wait_for(timeout=240_000)
    finally:
        seen.context.close()
        server.stop()
