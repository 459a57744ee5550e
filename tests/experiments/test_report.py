"""The report: complete, inert, offline, and never written over somebody's file."""

import html
import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.report import GENERATOR, ReportError, check_target, render_report, write_report
from experiments.report_tables import community_table, outcome_columns
from tests.browser import CHROMIUM, needs_chromium
from tests.experiments.fake_comparison import STRATEGIES, comparison

COMMAND = "fireside compare micro-vs-mass --replicates 4 --report r.html"


class Page(HTMLParser):
    """What a page loads and says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep every element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Keep every text that is shown."""
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that is shown, on one line."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def text():
    return render_report(comparison(4, futures=True), COMMAND)


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def network():
    """Return what is told of a real network."""
    return SimpleNamespace(
        name="makers", people=tuple(map(str, range(1234))), communities=("potters", "weavers"),
        sizes=np.array([800, 434]), found_by="Louvain", modularity=0.817,
    )  # fmt: skip


def test_the_report_loads_nothing(page):
    loading = [
        value for _, given in page.tags for name, value in given.items()
        if name in ("src", "href", "action", "srcset", "poster", "data", "ping")
    ]  # fmt: skip

    assert loading == ["data:,"]


def test_the_policy_lets_only_our_scripts_run_and_none_connect(page, text):
    [policy] = [g["content"] for t, g in page.tags if g.get("http-equiv")]
    scripts = re.findall(r"<script>", text)

    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("'sha256-") == len(scripts) == 3
    assert "connect-src" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]


def test_the_report_says_question_answer_and_how_to_repeat_it(page):
    compared = comparison(4)
    for words in (compared.spec.title, compared.spec.question, *compared.headline(), COMMAND):
        assert words in page.text
    assert "code " in page.text
    assert "Python 3" in page.text


def test_the_report_names_every_strategy_and_marks_the_best(page):
    assert all(name in page.text for name in STRATEGIES)
    assert "★ 9.0 %" in page.text


def test_a_cell_holds_mean_difference_and_whether_chance_explains_it():
    compared = comparison(4)
    rows = compared.differences.query("strategy == 'hybrid' and outcome == 'customers'").index
    compared.differences.loc[rows, ["mean", "low", "high"]] = [12.0, -3.0, 27.0]
    rows = compared.differences.query("strategy == 'hybrid' and outcome == 'cost'").index
    compared.differences.loc[rows, ["mean", "low", "high"]] = [-20.0, -30.0, -10.0]
    cells = [column[STRATEGIES.index("hybrid")]
             for column in outcome_columns(compared, ["customers", "cost"])]  # fmt: skip

    assert [cell.change for cell in cells] == ["+12", "−$20"]
    assert [cell.change_interval for cell in cells] == ["−3 to +27", "−$30 to −$10"]
    assert [cell.is_sure for cell in cells] == [False, True]
    assert outcome_columns(compared, ["cost"])[0][0].change == ""  # the baseline's own


def test_a_row_of_communities_tells_means_over_the_runs():
    table = community_table(comparison(4))

    assert table.strategies == ["community-ads", "genuine-micro", "pushy-micro", "hybrid"]
    assert table.told == ["engagements", "customers", "trust change", "posts removed"]
    assert [row[:2] for row in table.rows] == [
        ["hikers 1", "300"], ["hikers 2", "150"], ["hikers 3", "100"]
    ]  # fmt: skip
    assert [row[8] for row in table.rows] == ["+.12"] * 3
    assert [row[12] for row in table.rows] == ["−.09"] * 3


def test_the_assumptions_that_matter_are_told_with_range_confidence_and_source(page):
    for words in (
        "memory.worth_of_contact", "audience.niche_share", "communities.hikers.size",
        "strategies.targeted-ads.pay.precision", "trust.negativity", "1 to 50", "low",
        "assumption: 6 to 12 % engage against 1 % clicks; the most influential number",
    ):  # fmt: skip
        assert words in page.text


def test_every_picture_has_data_and_a_text_that_stands_for_it(page, text):
    options = json.loads(re.search(r'id="pictures">(.*?)</script>', text, re.DOTALL)[1])
    pictures = [given for _, given in page.tags if "data-picture" in given]

    assert {given["data-picture"] for given in pictures} == set(options)
    assert len(pictures) == len(options) == 17
    for given in pictures:
        assert given["role"] == "img"
        told = options[given["data-picture"]]["aria"]["label"]["description"]
        assert given["aria-label"] == told


def test_a_title_with_a_script_is_inert():
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    compared = comparison(2, title=evil)
    compared.name = compared.baseline = "broad-ads"
    text = render_report(compared, "fireside compare '</script><script>alert(2)</script>'")

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert html.escape(evil) in text


def test_a_strategy_named_to_break_out_of_its_script_is_inert():
    evil = "</script><script>alert(1)//"
    compared = comparison(2)
    for table in (compared.series, compared.summary, compared.differences, compared.best,
                  compared.costs, compared.trust_ledger, compared.communities):  # fmt: skip
        table["strategy"] = table["strategy"].replace("hybrid", evil)
    strategies = {evil if s == "hybrid" else s: p for s, p in compared.spec.strategies.items()}
    compared.spec = compared.spec.model_copy(update={"strategies": strategies})
    compared.strategies = tuple(strategies)

    text = render_report(compared, COMMAND)
    assert "<script>alert" not in text
    assert text.count("</script>") == 4


def test_a_real_network_is_named_with_its_people_and_how_communities_were_found():
    compared = comparison(2)
    compared.network = network()
    told = Page(render_report(compared, COMMAND)).text

    assert "real network makers : 1,234 people in 2 communities, found by Louvain" in told
    assert "modularity .82" in told
    assert "communities.hikers.size" not in told


def test_communities_that_saw_nothing_are_named_and_take_no_row():
    compared = comparison(2)
    nothing = compared.communities["community"] == "hikers 3"
    compared.communities.loc[nothing, "views"] = 0.0
    told = Page(render_report(compared, COMMAND)).text

    assert "Nothing of the brand was seen in hikers 3 (100)" in told


def test_runs_that_failed_are_told():
    compared = comparison(2)
    compared.failures.loc[0] = ["hybrid", 1, 4711, "ValueError: <b>oops", "Trace"]
    compared.n_failed = 1
    told = Page(render_report(compared, COMMAND)).text

    assert "1 run failed" in told
    assert "hybrid (seed 4711): ValueError: <b>oops" in told


@pytest.mark.parametrize("n", [1, 2])
def test_few_replicates_still_make_a_report(n):
    assert "nan" not in Page(render_report(comparison(n), COMMAND)).text


def test_a_report_replaces_a_report(tmp_path):
    path = tmp_path / "r.html"
    write_report(comparison(2), path, "first")
    write_report(comparison(2), path, "second")

    assert "second" in path.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["r.html"]


def test_any_other_file_is_left_as_it_is(tmp_path):
    path = tmp_path / "thesis.html"
    path.write_text("<html>years of work</html>")

    with pytest.raises(ReportError, match=r"thesis\.html: this file is not a fireside report"):
        write_report(comparison(2), path, COMMAND)
    assert path.read_text() == "<html>years of work</html>"


def test_a_place_that_cannot_be_written_is_refused_before_any_run(tmp_path):
    with pytest.raises(ReportError, match="this is a folder"):
        check_target(tmp_path)
    with pytest.raises(ReportError, match="there is no folder"):
        check_target(tmp_path / "nowhere" / "r.html")


def test_a_report_is_known_by_its_first_kilobyte(text):
    assert GENERATOR in text[:1000]


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_browser_without_a_network_draws_every_picture(tmp_path, text, width, scheme):
    from playwright.sync_api import sync_playwright

    path = tmp_path / "r.html"
    path.write_text(text, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        ).new_page()
        heard, asked = [], []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-drawn]")
        drawn = page.evaluate(
            "[...document.querySelectorAll('[data-picture]')]"
            ".map(e => e.clientHeight > 100 && e.querySelectorAll('svg path').length)"
        )
        bands = page.evaluate(
            "[...document.querySelectorAll('[data-picture=trust-weekly] svg path')]"
            ".filter(path => path.getAttribute('fill-opacity') == .16).length"
        )
        scrolls_sideways = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        browser.close()

    assert heard == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert bands == len(STRATEGIES)
    assert len(drawn) == 17
    assert all(n > 3 for n in drawn)
    assert not scrolls_sideways
