"""The compare page in a real browser: sides, numbers, playback, branching, links, two readers."""

import re
import time

import numpy as np
import pytest

from app.comparing import Branch, Comparing, Side, resolve
from app.ensembles import tasks_of
from app.links import pack, unpack
from app.trajectory import watch
from experiments.compare import compare
from tests.app.conftest import Served, Watched

pytestmark = pytest.mark.slow
SMALL = {"communities.neighbours.count": 2, "communities.neighbours.size": 80}
PAIR = (Side(strategy="steady"), Side(strategy="bursts"))
COMPARED = Comparing(scenario="neighbourhood", changes=SMALL, sides=PAIR, replicates=6)
DONE = '.answer[data-missing="0"]'
WEEKS = "[...document.querySelectorAll('[data-digest]')]"
HOURS = '.side-b [data-name="commit.hours_per_week"] input[type=range]'


def address(served, compared=COMPARED, path="compare"):
    return f"{served.url}/{path}?s={pack(compared)}"


def opened(watched, served, compared=COMPARED):
    page = watched.open(address(served, compared))
    page.wait_for_selector(DONE, timeout=60_000)
    page.wait_for_selector(".side-b [data-digest]")
    return page


def digests(page):
    """Return the checksum of what each network shows now."""
    return page.eval_on_selector_all("[data-digest]", "all => all.map(e => e.dataset.digest)")


def shown_in(page):
    """Return what the address compares."""
    return unpack(re.search(r"[?&]s=([\w-]+)", page.url)[1])


def go_to(page, week):
    """Scrub to a week, and wait until every network shows it."""
    page.eval_on_selector(
        ".player input[type=range]",
        "(e, week) => { e.value = week; e.dispatchEvent(new Event('input', { bubbles: true })) }",
        week,
    )
    page.wait_for_function(f"{WEEKS}.every(e => e.dataset.week === '{week}')")


def asked(page):
    """Return what names the question that is answered on the page."""
    return page.get_attribute(".answer", "data-asked")


def settle(page, before):
    """Wait for the whole answer to another question."""
    page.wait_for_function(
        "([at, old]) => ![undefined, old].includes(document.querySelector(at)?.dataset.asked)",
        arg=[DONE, before], timeout=60_000,
    )  # fmt: skip


def test_the_answer_is_that_of_the_command_line(served, watched):
    page = opened(watched, served)
    theirs = compare(
        "neighbourhood",
        strategies=["steady", "bursts"],
        baseline="steady",
        replicates=6,
        overrides=SMALL,
        jobs=1,
    )
    answer = page.inner_text(".answer")

    for sentence in theirs.headline():
        assert sentence in " ".join(answer.split())


def test_a_slider_changes_its_side_and_not_the_other(served, watched):
    page = opened(watched, served)
    before, question = digests(page), asked(page)
    drawn = page.get_attribute(".networks .side-a [data-drawn]", "data-drawn")
    page.focus(HOURS)
    page.keyboard.press("Home")
    settle(page, question)
    after = digests(page)

    assert after[0] == before[0]
    assert after[1] != before[1]
    assert page.get_attribute(".networks .side-a [data-drawn]", "data-drawn") == drawn
    assert shown_in(page).sides[1].changes["commit.hours_per_week"] == float(
        page.input_value(HOURS)
    )
    assert shown_in(page).sides[0].changes == {}


def test_while_a_slider_is_dragged_lines_follow(served, watched):
    page = opened(watched, served)
    page.locator(HOURS).scroll_into_view_if_needed()
    box = page.locator(HOURS).bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + box["width"] / 2 + 4 * step, middle)
        time.sleep(0.1)

    page.wait_for_function("fireside.liveUpdates > 0", timeout=20_000)
    assert shown_in(page).sides[1].changes == {}  # not before it is let go
    page.mouse.up()
    page.wait_for_function("location.search.length > 0")
    page.wait_for_selector(DONE)


def test_a_week_shows_the_engines_week(served, watched):
    page = opened(watched, served)
    resolved = resolve(COMPARED)
    seeds = [task.seed for task in tasks_of(resolved, 1)]
    frames = [
        watch(resolved.spec, n, s).frames["trust"]
        for n, s in zip(resolved.names, seeds, strict=True)
    ]
    for week in (0, 7, 30, 52):
        go_to(page, week)

        expected = [str(int(each[week].astype(np.uint64).sum() % 2**32)) for each in frames]
        assert digests(page) == expected


def test_play_needs_no_network(served, watched):
    page = watched.open(f"{served.url}/compare")
    page.wait_for_selector(DONE, timeout=60_000)
    page.wait_for_selector("[data-digest]")
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(data)))
    watched.context.set_offline(True)
    watched.complaints.clear()
    page.select_option(".player select", "30")
    page.evaluate("fireside.frames = 0")
    page.click(".player button:has-text('Play')")
    page.wait_for_function(
        "[...document.querySelectorAll('[data-digest]')].every(e => e.dataset.week === '52')",
        timeout=20_000,
    )

    assert page.evaluate("fireside.frames") > 30
    watched.context.set_offline(False)
    watched.complaints.clear()  # the browser's own words on a lost connection


def test_nothing_is_sent_while_it_plays(served, watched):
    traffic = []
    watched.page.on(
        "websocket",
        lambda socket: (
            socket.on("framesent", lambda data: traffic.append(data)),
            socket.on("framereceived", lambda data: traffic.append(data)),
        ),
    )
    page = opened(watched, served)
    page.wait_for_timeout(1500)
    page.select_option(".player select", "10")
    page.click(".player button:has-text('Play')")
    page.wait_for_timeout(400)
    traffic.clear()
    page.wait_for_timeout(2500)

    assert traffic == []


def test_a_branch_differs_only_after_its_week(served, watched):
    page = opened(watched, served)
    go_to(page, 20)
    question = asked(page)
    page.click("button:has-text('Branch A here')")
    page.wait_for_selector(".networks .side-c [data-digest]", timeout=60_000)
    side = shown_in(page).sides[2]
    assert side.branch == Branch(week=20, strategy="steady")
    settle(page, question)
    question = asked(page)
    page.select_option(".side-card.side-c select", "bursts")
    settle(page, question)

    for week, alike in ((10, True), (20, True), (40, False)):
        go_to(page, week)
        a, _, c = digests(page)
        assert (a == c) is alike


def test_a_member_can_be_looked_at(served, watched):
    page = opened(watched, served)
    box = page.locator(".networks .side-a canvas").last.bounding_box()
    for x in np.linspace(0.3, 0.7, 15):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + box["height"] / 2)
        if page.locator(".member h2").count():
            break
    page.wait_for_selector(".member h2", timeout=5000)

    assert re.search(r"Member \d+ of neighbours", page.inner_text(".member h2"))
    assert page.locator(".member table tbody tr").count() >= 5
    page.click(".member button:has-text('Close')")
    page.wait_for_selector(".member", state="detached")


def test_a_link_shows_the_same_in_a_clean_browser(served, watched, chromium):
    page = opened(watched, served)
    page.focus(HOURS)
    question = asked(page)
    page.keyboard.press("Home")
    settle(page, question)
    other = Watched(chromium)
    clean = other.open(page.url)
    clean.wait_for_selector(DONE, timeout=60_000)

    assert clean.inner_text(".answer") == page.inner_text(".answer")
    assert clean.inner_text(".shown table") == page.inner_text(".shown table")
    other.context.close()
    assert other.complaints == []


def test_bad_links_are_told_and_what_is_usual_is_shown(served, watched):
    for link, told in (
        ("damaged!", "damaged"),
        ("A" * 17_000, "too long"),
        ("eJyrVrJSMKgFAAhPAl8", "This link"),
    ):
        page = watched.open(f"{served.url}/compare?s={link}")

        assert told in page.inner_text("[role=alert]")
        assert page.locator("h1").count() == 1


def test_back_goes_to_the_page_before_not_through_slider_positions(served, watched):
    page = watched.open(f"{served.url}/library")
    page.click("nav >> text=Compare")
    page.wait_for_selector(DONE, timeout=60_000)
    slider = ".side-b input[type=range] >> nth=0"
    for _ in range(5):
        page.focus(slider)
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
    page.wait_for_function("location.search.includes('s=')")
    page.go_back()
    page.wait_for_function("location.pathname === '/library'")

    page.go_forward()
    page.wait_for_function("location.pathname === '/compare'")
    page.wait_for_selector(DONE, timeout=60_000)
    assert shown_in(page).sides[1].changes


def test_two_readers_do_not_meet(served, watched, chromium):
    one = opened(watched, served)
    other = Watched(chromium)
    two = opened(other, served)
    before, question = digests(two), asked(one)
    one.focus(HOURS)
    one.keyboard.press("Home")
    settle(one, question)
    two.wait_for_timeout(500)

    assert digests(two) == before
    assert shown_in(two) == COMPARED
    other.context.close()
    assert other.complaints == []


def test_a_killed_server_that_is_back_shows_the_same_page(tmp_path, chromium):
    server = Served(tmp_path)
    reader = Watched(chromium)
    try:
        page = opened(reader, server)
        question = asked(page)
        page.focus(HOURS)
        page.keyboard.press("Home")
        settle(page, question)
        shown, answer, question = shown_in(page), page.inner_text(".answer"), asked(page)
        page.evaluate("window.notLoadedAnew = true")
        server.kill()
        page.wait_for_timeout(1500)
        server.start()
        page.wait_for_function("solara.debug.remountCount > 0", timeout=90_000)
        page.wait_for_selector(DONE, timeout=90_000)

        assert page.evaluate("window.notLoadedAnew") is True
        assert page.locator(".v-dialog--active").count() == 0
        assert shown_in(page) == shown
        assert page.inner_text(".answer") == answer
        page.focus(HOURS)
        page.keyboard.press("PageUp")
        settle(page, question)
    finally:
        reader.context.close()
        server.stop()
