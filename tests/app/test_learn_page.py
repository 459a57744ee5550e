"""Lessons as pupils and teachers use them: bet, play, see what came out, go on to the end."""

import re

import pytest

from app.comparing import LETTERS, resolve
from app.ensembles import Ensembles
from app.lesson_export import lesson_page
from app.lesson_files import NOBODY, lessons
from app.lesson_view import status_words
from experiments.compare import compare
from experiments.wording import amount
from sim.outcomes import OUTCOMES
from tests.app.conftest import Watched
from tests.browser import needs_chromium

pytestmark = [
    pytest.mark.slow,
    needs_chromium,
]
LONG = 300_000  # ms: thirty paired runs on a busy machine
PLAYED = ".answer"


def told_by_the_engine(step):
    """Return the winner and the figure of each side, by compare() with the same seed and runs."""
    resolved = resolve(step.comparing)
    known = [name for name in resolved.names if name not in resolved.policies]
    found = compare(
        resolved.spec, strategies=known, policies=resolved.policies,
        baseline=known[0] if known else None, replicates=30, seed=1, jobs=2,
    )  # fmt: skip
    sample, measure = found.sample, step.measure
    means = [sample.mean(measure, name) for name in resolved.names]
    better = OUTCOMES[measure].direction
    best = max(range(len(means)), key=lambda i: better * means[i].mean)
    leads = [
        sample.difference(measure, resolved.names[best], other)
        for i, other in enumerate(resolved.names)
        if i != best
    ]
    is_clear = all(d.low > 0 if better > 0 else d.high < 0 for d in leads)
    figures = [amount(m.mean, measure, m.high - m.low) for m in means]
    return LETTERS[best] if is_clear else NOBODY, figures


def choice(page, step, letter):
    """Return the button of a bet."""
    text = dict(step.choices)[letter]
    return page.get_by_role("button", name=f"{letter}: {text}" if letter in LETTERS else text)


def play(page):
    """Play a run to its end, as fast as can be."""
    page.get_by_label("Speed").select_option("30")
    page.get_by_role("button", name="Play", exact=True).click()


def words_of(text):
    """Return its first sentence, as it is shown."""
    return " ".join(text.split()).split(".")[0]


@pytest.mark.parametrize("name", lessons())
def test_a_lesson_is_finished_by_betting_and_playing(served, watched, name):
    lesson = lessons()[name]
    page = watched.open(f"{served.url}/learn/{name}/1")
    for i, step in enumerate(lesson.steps, 1):
        page.get_by_role("heading", name=step.idea, level=1).wait_for()
        assert f"Step {i} of {lesson.n_steps}" in page.inner_text(".progress")
        before = " ".join(page.inner_text("body").split())
        assert words_of(step.why) not in before
        assert words_of(step.notes) not in before
        assert status_words(step) not in before
        assert page.locator(".network, .answer, .view-chart").count() == 0
        bet = "AB"[i % 2]
        choice(page, step, bet).click()
        play(page)  # to the end; then what came out opens by itself
        page.wait_for_selector(PLAYED, timeout=LONG)
        shown = page.inner_text(PLAYED)
        winner, figures = told_by_the_engine(step)
        was = {bet: "and so it was", NOBODY: "There is no clear difference"}.get(
            winner, f"It was {winner},"
        )
        assert shown.startswith(f"You said {bet}")
        assert was in shown
        for letter, figure in zip(LETTERS, figures, strict=False):
            assert f"{letter} {figure}" in shown
        assert words_of(step.why) in " ".join(page.inner_text("body").split())
        page.get_by_role("link", name="Next step").click()
    page.get_by_role("heading", name="Try it yourself", level=1).wait_for()
    page.get_by_role("link", name="Open the comparison").click()
    page.wait_for_url(re.compile("/compare"))


def test_a_bet_is_in_the_address_and_a_lesson_is_played_by_keyboard(served, watched):
    step = lessons()["mass-reach"].steps[3]  # one week: soon done
    page = watched.open(f"{served.url}/learn/mass-reach/4")
    page.wait_for_selector(".bets button")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("C:"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/mass-reach/4?bet=C")
    page.get_by_role("button", name="What came out?").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(PLAYED, timeout=LONG)
    assert page.inner_text(PLAYED).startswith("You said C, and so it was")
    assert page.locator("[role=status]:has-text('You said C')").count() == 1

    page.reload()
    page.wait_for_selector(".your-bet")
    assert dict(step.choices)["C"] in page.inner_text(".your-bet")


def test_teachers_see_answer_and_notes_and_keep_them_from_step_to_step(served, watched):
    lesson = lessons()["trust"]
    page = watched.open(f"{served.url}/learn/trust/2?teacher=1")
    page.wait_for_selector("aside.teacher")
    assert f"The answer: {lesson.steps[1].expected}" in page.inner_text("aside.teacher")
    assert words_of(lesson.steps[1].notes) in " ".join(page.inner_text("aside.teacher").split())
    page.get_by_role("link", name="Next step").click()
    page.get_by_role("heading", name=lesson.steps[2].idea, level=1).wait_for()
    assert page.locator("aside.teacher").count() == 1
    page.get_by_role("link", name="As a pupil").click()
    page.wait_for_selector("aside.teacher", state="detached")


@pytest.mark.parametrize("path", ["no-such", "trust/99", "trust/x", "trust/1/2"])
def test_what_is_not_there_is_said_in_words(served, watched, path):
    page = watched.open(f"{served.url}/learn/{path}")
    assert "there is no such" in page.inner_text("#content").lower()


def test_the_sheet_of_two_lessons_is_one_page_of_paper(served, watched):
    for chosen in (["trust"], ["authenticity", "mass-reach"]):
        page = watched.open(f"{served.url}/learn/sheet?lessons={','.join(chosen)}")
        page.wait_for_selector(".bet-row")
        page.emulate_media(media="print")
        n_bets = sum(len(lessons()[name].steps) for name in chosen)
        assert page.locator(".bet-row").count() == n_bets
        assert not page.locator(".off-paper").is_visible()
        pdf = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        page.emulate_media(media="screen")


@pytest.mark.parametrize(
    "path", ["learn", "learn/sheet", "learn/trust/6", "learn/mass-reach/4?bet=A"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_readers_out_and_a_phone_is_wide_enough(served, chromium, path, scheme):
    from axe_playwright_python.sync_playwright import Axe

    one = Watched(chromium, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = one.open(f"{served.url}/{path}")
    if "bet=" in path:
        page.wait_for_selector(".view-network canvas", timeout=LONG)
        page.get_by_role("button", name="What came out?").click()
        page.wait_for_selector(".what-came canvas, .what-came svg", timeout=LONG)
    found = Axe().run(page).response["violations"]
    serious = [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    one.context.close()
    assert one.complaints == []


def test_a_lesson_is_one_file_that_plays_offline(chromium, tmp_path):
    ensembles = Ensembles(2)
    try:
        text = lesson_page(lessons()["mass-reach"], ensembles)
    finally:
        ensembles.close()
    assert len(text.encode()) < 6_000_000
    path = tmp_path / "lesson.html"
    path.write_text(text, encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(path.as_uri())
    for step in lessons()["mass-reach"].steps:
        now = page.locator(".step:not([hidden])")
        now.get_by_role("radio").nth(1).check()
        now.get_by_role("button", name="Lock the bet in").click()
        now.locator(".reveal").click()
        verdict = now.locator(".verdict").inner_text()
        assert ("So it was" in verdict) == (step.expected == "B")
        assert words_of(step.why) in " ".join(now.inner_text().split())
        page.get_by_role("button", name="Next step").click()
    now = " ".join(page.locator(".step:not([hidden])").inner_text().split())
    assert lessons()["mass-reach"].sandbox.tasks[-1] in now
    context.close()
    assert heard == []
