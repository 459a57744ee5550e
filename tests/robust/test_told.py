"""Decisions in words."""

from dataclasses import replace

import pytest

from experiments import wording
from experiments.robust import told
from experiments.robust.boxes import Restriction
from experiments.robust.decision import Goal
from experiments.robust.information import Stretch
from experiments.robust.study import robust
from experiments.statistics import Interval
from tests.experiments.small import market
from tests.robust.made import run_of
from tests.robust.test_study import profits


@pytest.fixture(scope="module")
def made():
    return robust(market(), run=run_of(profits), futures=60, strategy="talk")


def test_the_choice(made):
    text = told.choice_in_words(made)

    assert text.startswith("ads has the highest expected profit over 60 plausible futures: $1")
    assert "talk in 58 %" in text
    assert "(regret)" in text


def test_a_few_futures_that_make_the_expectation_are_told(made):
    assert "One future in twenty" not in told.choice_in_words(made)
    outcomes = made.outcomes.copy()
    own = outcomes.index[outcomes["strategy"] == made.chosen]
    outcomes.loc[own, "value"] = 1.0
    outcomes.loc[own[:3], "value"] = 57.0  # 3 of 60: 171 of 228

    text = told.choice_in_words(replace(made, outcomes=outcomes))
    assert "One future in twenty makes 75 % of it" in text


def test_what_is_worth_knowing(made):
    text = told.knowing_in_words(made)

    assert "(EVPI)" in text
    assert "the brand wage (cost of an hour of work): at most $" in text
    assert "by choosing talk under $4" in text
    assert text.endswith("No other is told from chance.")


def test_when_it_fails(made):
    text = told.failing_in_words(made)

    assert text.startswith("talk misses its target, to do at least as well as ads and stay-away")
    assert "talk fails when the brand wage (cost of an hour of work) is above $4" in text
    assert "(density)" in text
    assert "60 fresh futures" in text


def test_a_box_that_is_not_confirmed_says_so(made):
    unlike = made.discovery.fresh._replace(n_hits=made.discovery.fresh.n_hits // 4)
    found = replace(made, discovery=replace(made.discovery, fresh=unlike))

    assert "fresh futures do not confirm it" in told.failing_in_words(found)


def test_no_box_says_so(made):
    found = replace(made, discovery=replace(made.discovery, box=()))

    assert told.failing_in_words(found).endswith("tells where, beyond chance.")


def test_a_box_in_words(made):
    box = (
        Restriction("audience.niche_share", True, 0.12),
        Restriction("purchase.rate", False, 0.004),
    )

    assert told.box_in_words(box, made) == (
        "the audience niche share (people among them who fit the product) is above 12 % and the "
        "purchase rate (chance to buy at full memory, full fit and the trust of a stranger) is "
        "under .004 per day"
    )


def test_a_rule_in_words():
    rule = [Stretch("ads", 0.0, 0.032), Stretch("talk", 0.032, 0.5), Stretch("shout", 0.5, 1.0)]

    assert told.rule_in_words(rule, "share") == (
        "choosing ads under 3.2 %, talk up to 50 % and shout above"
    )
    assert told.rule_in_words(rule[:1], "share") == "choosing ads in all but a few futures"


def test_targets_in_words(made):
    assert told.goal_in_words(made, "ads") == "to do at least as well as stay-away on profit"
    found = replace(made, goal=Goal("cost", (), 400.0))
    assert told.goal_in_words(found) == "cost of at most $400"


def test_how_sure_tells_luck_from_assumptions(made):
    text = told.sure_in_words(replace(made, luck=Interval(0.25, 0.1, 0.4)))

    assert "60 fresh futures" in text
    assert "25 % (10 to 40 %) is luck; the rest is assumptions" in text


@pytest.mark.parametrize(("value", "text"), [(12345.0, "$12,300"), (-3.0, "$3.00"), (0.0, "$0")])
def test_a_gap_has_no_sign(value, text):
    assert told.gap(value, "profit") == text
    assert told.gap(float("nan"), "profit") == wording.UNDEFINED


def told_of(profits_of, **asked) -> list[str]:
    """Return all that is said of a study of made-up runs."""
    found = robust(market(), run=run_of(profits_of), futures=30, **asked)
    return [
        told.choice_in_words(found), told.knowing_in_words(found), told.failing_in_words(found),
        told.sure_in_words(found),
    ]  # fmt: skip


def test_where_all_are_equal_nobody_is_called_better():
    choice, knowing, failing, sure = told_of(lambda task: {"profit": 5.0})

    assert "cannot be told apart from talk, shout and stay-away" in choice
    assert choice.endswith("$5.00, and nobody does better in theirs.")
    assert knowing.startswith("Knowing more before choosing is worth nothing: ads is as good")
    assert failing.endswith("in all of 30 futures.")
    assert "level with stay-away" in sure


def test_the_rival_of_a_baseline_that_is_chosen_runs_on_fresh_futures_too():
    gains = {"ads": 9.0, "talk": 5.0, "shout": 1.0}
    *_, failing, sure = told_of(
        lambda task: {"profit": gains[task.strategy]}, strategies=["talk", "shout"],
        strategy="shout",
    )  # fmt: skip

    assert failing.startswith("shout misses its target, to do at least as well as ads on profit")
    assert "$4.00 ahead of talk" in sure


def test_who_has_no_cost_per_customer_in_some_future_is_no_choice():
    """Talk wins nobody in a quarter of the first futures, ads in as many fresh ones."""
    firsts = []

    def run(task):
        firsts.append(task.seed)
        is_fresh = len(set(firsts)) > 30
        wins_nobody = task.replicate % 4 == 3 and task.strategy == ("ads" if is_fresh else "talk")
        cost = {"ads": 10.0, "talk": 5.0, "shout": 20.0, "stay-away": 0.0}[task.strategy]
        return {"cost": cost, "customers": 0.0 if wins_nobody else 1.0}

    choice, _, _, sure = told_of(run, outcome="cost_per_customer")

    assert choice.startswith("ads has the lowest expected cost per customer")
    assert "talk is no choice: its cost per customer is undefined in some future." in choice
    assert "told apart" not in choice  # who does nothing is none to be compared with
    assert sure.endswith("cost per customer of ads is undefined in some.")
