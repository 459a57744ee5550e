"""A replay in a real browser with no network: it plays what was, takes bets, keeps words words."""

import base64
import hashlib
import html
import re

import numpy as np
import pytest

from app.replay import ReplaySide, replay_page
from app.trajectory import watch
from experiments import figures
from experiments.compare import compare
from tests.browser import needs_chromium
from tests.experiments.small import market

HOSTILE = '</script><script>document.title="taken"</script><img src=x onerror="document.title=1">'
COLUMNS = ("trust", "is_customer", "memory")


@pytest.fixture(scope="module")
def spec():
    return market(days=59)


@pytest.fixture(scope="module")
def sides(spec):
    return [
        ReplaySide("A", "ads", watch(spec, "ads", 7)),
        ReplaySide("B", HOSTILE, watch(spec, "talk", 7)),
    ]


@pytest.fixture(scope="module")
def charts(spec):
    found = compare(spec, strategies=["ads", "talk"], replicates=3, jobs=1)
    return [
        {"option": figures.outcome_over_time(found, "trust"), "title": "Trust", "unit": "0 to 1",
         "table": {"head": ["week", "ads"], "rows": [[1, "<b>.40</b>"]]}},
        {"option": figures.trust_ledger(found), "title": f"Why trust moved {HOSTILE}"},
    ]  # fmt: skip


@pytest.fixture(scope="module")
def text(sides, charts):
    answer = (f"talk gains most trust {HOSTILE}", "That is luck alone.")
    return replay_page(
        sides, charts, answer, f"Small market {HOSTILE}", "fireside compare small --seed 7",
        columns=COLUMNS,
    )  # fmt: skip


class Opened:
    """A page from a file, in a browser that is offline."""

    def __init__(self, chromium, path, **context):
        self.context = chromium.new_context(offline=True, **context)
        self.page = self.context.new_page()
        self.heard, self.asked = [], []
        self.page.on("console", lambda message: self.heard.append(message.text))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def digests(self):
        """Return the sum of the bytes that each network shows."""
        return self.page.eval_on_selector_all(
            ".view-network", "boxes => boxes.map(box => +box.dataset.digest)"
        )

    def close(self):
        """Nothing may have been complained of, and nothing asked for but the file."""
        self.context.close()
        assert self.heard == []
        assert {url.split(":")[0] for url in self.asked} <= {"file", "blob", "data"}
        assert sum(url.startswith("file") for url in self.asked) == 1


@pytest.fixture
def opened(chromium, tmp_path):
    """Return a function that opens the text of a page."""
    pages = []

    def open_text(text, **context):
        path = tmp_path / f"{len(pages)}.html"
        path.write_text(text, encoding="utf-8")
        pages.append(Opened(chromium, path, **context))
        return pages[-1]

    yield open_text
    for each in pages:
        each.close()


def digest(side, column, week):
    return int(side.seen.frames[column][week].astype(np.uint64).sum())


def test_only_the_scripts_of_the_page_may_run(text):
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    allowed = re.findall(r"sha256-([^&']*)", html.unescape(policy))
    assert len(scripts) > 5
    assert hashes == allowed
    assert html.unescape(policy).startswith("default-src 'none'")
    assert "connect-src" not in policy


def test_it_loads_nothing_and_tells_how_to_make_it_again(text):
    assert re.findall(r'(?:src|href|action|srcset)="([^"]*)"', text.split("<body")[0]) == ["data:,"]
    assert "fireside compare small --seed 7" in text
    assert "Model version" in text
    assert len(text) < 1_500_000


def test_what_it_cannot_play_is_refused(sides):
    with pytest.raises(ValueError, match=r"mood cannot be watched; allowed are trust"):
        replay_page(sides, columns=("mood",))
    with pytest.raises(ValueError, match="none cannot be watched"):
        replay_page(sides, columns=())
    with pytest.raises(ValueError, match="a step has no asks; it may have idea"):
        replay_page(lesson={"title": "x", "steps": [{"asks": "what?"}]})


def test_the_same_bytes_are_kept_once(sides):
    one = replay_page(lesson={"title": "x", "steps": [{"sides": sides}]})
    two = replay_page(lesson={"title": "x", "steps": [{"sides": sides}, {"sides": sides}]})
    assert len(two) - len(one) < 5_000


@pytest.mark.slow
@needs_chromium
def test_scrubbing_to_a_week_shows_what_members_were_like(opened, text, sides):
    page = opened(text).page
    page.wait_for_selector("html[data-drawn]")
    n_weeks = len(sides[0].seen.frames["trust"]) - 1
    for column, name in zip(COLUMNS, ("trust in", "bought", "chance"), strict=True):
        page.get_by_role("button", name=re.compile(f"^{name}")).click()
        for week in (0, 1, n_weeks // 2, n_weeks):
            page.get_by_role("slider", name="Week").fill(str(week))
            shown = page.eval_on_selector_all(
                ".view-network", "boxes => boxes.map(b => [+b.dataset.week, +b.dataset.digest])"
            )
            assert shown == [[week, digest(side, column, week)] for side in sides]
    wanted = {digest(side, "trust", week) for side in sides for week in range(n_weeks + 1)}
    assert len(wanted) > n_weeks // 2  # so that a wrong week would have been seen


@pytest.mark.slow
@needs_chromium
def test_it_plays_to_the_end_by_keyboard_alone(opened, text, sides):
    one = opened(text)
    page = one.page
    page.wait_for_selector("html[data-drawn]")
    page.get_by_role("slider", name="Week").focus()
    page.keyboard.press("Home")
    assert one.digests() == [digest(side, "trust", 0) for side in sides]
    page.keyboard.press("ArrowRight")
    assert one.digests() == [digest(side, "trust", 1) for side in sides]
    drawn = int(page.locator(".view-network").first.get_attribute("data-drawn"))
    page.keyboard.press("Space")
    n_weeks = len(sides[0].seen.frames["trust"]) - 1
    page.wait_for_selector(f".view-network[data-week='{n_weeks}']")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert one.digests() == [digest(side, "trust", n_weeks) for side in sides]
    assert int(page.locator(".view-network").first.get_attribute("data-drawn")) > drawn + 3


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(("width", "scheme"), [(1300, "dark"), (390, "light")])
def test_words_put_into_it_stay_words_and_it_fits(opened, text, width, scheme):
    page = opened(text, viewport={"width": width, "height": 800}, color_scheme=scheme).page
    page.wait_for_selector("html[data-drawn]")
    assert page.title() == f"Small market {HOSTILE} - fireside"
    assert page.locator("h1").inner_text() == f"Small market {HOSTILE}"
    assert page.locator("main img, main script").count() == 0
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") != scheme


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(("bet", "said"), [("ads", "It was: talk."), ("talk", "So it was.")])
def test_a_lesson_asks_for_a_bet_then_plays_then_tells(opened, sides, charts, bet, said):
    step = {
        "idea": "Talk", "text": "One.\n\nTwo.", "question": "Who leads?", "answer": 1,
        "choices": ["ads", "talk"], "outcome": "talk by .05.", "why": f"Because {HOSTILE}",
        "sides": sides, "charts": charts,
    }  # fmt: skip
    one = opened(replay_page(lesson={"title": "A lesson", "steps": [step, {"idea": "The end"}]}))
    page = one.page
    assert page.locator(".view-network canvas").count() == 0
    assert page.get_by_role("button", name="Lock the bet in").is_disabled()
    page.get_by_label(bet, exact=True).check()
    page.get_by_role("button", name="Lock the bet in").click()
    page.wait_for_selector("html[data-drawn]")
    assert one.digests() == [digest(side, "trust", 0) for side in sides]
    assert page.locator(".came").is_hidden()
    assert page.locator(".view-chart:visible").count() == 1  # the ledger would tell the end
    assert page.locator(".curtain:visible").count() == 1
    page.get_by_role("slider", name="Week").press("End")
    page.locator(".came").wait_for()
    assert page.locator(".verdict").inner_text() == f"You said: {bet}. {said}"
    assert f"Because {HOSTILE}" in page.locator(".came").inner_text()
    assert page.locator(".view-chart:visible").count() == 2
    assert page.locator(".curtain:visible").count() == 0
    page.get_by_role("button", name="Next step").click()
    assert page.locator(".step:visible").inner_text() == "Step 2 of 2\n\nThe end"
