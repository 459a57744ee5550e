"""The report says what the terminal says, and a browser draws it."""

import pytest

from experiments.robust import told
from experiments.robust.pictures import pictures_of
from experiments.robust.report import write_robust
from experiments.robust.study import robust
from tests.browser import drawn_in_chromium, needs_chromium
from tests.experiments.small import market
from tests.robust.made import run_of
from tests.robust.test_study import profits


@pytest.fixture(scope="module")
def made():
    def outcomes(task):
        """Trust and engagement tell strategies apart, so that there is a front."""
        place = ("ads", "talk", "shout", "stay-away").index(task.strategy)
        return profits(task) | {"engagements": 0.01 * place, "trust_change": 0.1 - 0.05 * place}

    return robust(market(), run=run_of(outcomes), futures=60, strategy="talk")


@pytest.fixture(scope="module")
def path(made, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.html"
    write_robust(made, path, "fireside robust small")
    return path


def test_it_says_what_was_found_and_how_to_find_it_again(made, path):
    import html

    text = html.unescape(path.read_text(encoding="utf-8"))

    for words in (told.choice_in_words(made), told.failing_in_words(made),
                  told.knowing_in_words(made), "fireside robust small", "Seed 1"):  # fmt: skip
        assert words in text


def test_the_box_is_drawn_where_it_is(made):
    picture = pictures_of(made)["box"]
    [side] = made.discovery.box
    [[start, end]] = picture["series"][0]["markArea"]["data"]
    met, missed = (each["data"] for each in picture["series"])

    assert (start["xAxis"], end["xAxis"]) == (side.bound, 60.0)
    assert len(met) == made.is_met.sum()
    assert len(met) + len(missed) == 60
    assert all(x > 44 for x, _ in missed)


def test_bars_are_what_is_told(made):
    pictures = pictures_of(made)
    regret = made.decision[made.decision.measure == "regret_mean"].value

    assert pictures["regret"]["yAxis"]["data"][0] == "ads"
    assert [round(each["value"][1], 3) for each in pictures["regret"]["series"][0]["data"]] == [
        pytest.approx(value, rel=1e-3) for value in sorted(regret)
    ]
    assert pictures["information"]["yAxis"]["data"][0] == "brand wage"
    assert {each["name"] for each in pictures["front"]["series"]} == set(made.strategies)


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_browser_draws_every_picture(path, width, scheme):
    drawn = drawn_in_chromium(path, width, scheme)

    assert len(drawn) == 5
    assert all(n > 3 for n in drawn)
