"""The whole way, from a scenario to whether a trial pays: on runs made up to order, and real."""

import functools

import numpy as np
import pytest

from experiments.compare import CompareError
from experiments.pilot.designs import Design
from experiments.pilot.pilot import pilot
from experiments.pilot.told import answer_of, as_json, as_table, rule_in_words, sureness_of
from experiments.runner import run_tasks, seed_of
from sim.scenario_file import load_scenario
from tests.experiments.small import market
from tests.pilot.made_up import WEEKS, MadeUp, scenario

KNOWN = ("tools.platform.noise",)


def designed(run, futures=300, **options):
    return pilot(scenario(), run, name="small", strategy="talk", known=KNOWN, futures=futures,
                 **options)  # fmt: skip


@pytest.fixture(scope="module")
def paying():
    run = MadeUp(quality=(-60.0, 100.0))
    return run, designed(run)


def test_a_trial_pays_that_tells_what_is_at_stake(paying):
    _, result = paying
    found, best = result.verdict, result.best

    assert found.pays
    assert (best.communities, best.weeks) == (1, 2)  # the cheapest: all trials tell as much
    assert found.over_always.low > 0
    assert found.over_never.low > 0
    assert found.worth.net <= found.worth.value <= found.knowledge
    assert found.is_right > 0.95
    assert "A pilot pays: try talk in 1 community for 2 weeks, then go on if" in answer_of(result)
    assert "else stay with ads" in answer_of(result)


def test_its_verdict_can_be_made_again_from_the_runs(paying):
    _, result = paying
    k, w = result.best.communities, result.best.weeks
    rows = []
    for future in range(300):
        rng = np.random.default_rng(seed_of(1, future, 2))
        shown = rng.normal()
        rows.append((shown, -60 + 100 * shown))  # and what all communities earn each week
    shown, weekly = np.array(rows).T
    rule = rule_in_words(result.best)
    seen = {"comments per post": 10 + shown, "return": 1 + weekly / 1000}
    figure = next(v for name, v in seen.items() if name in result.designs["metric"][0])
    go = figure >= result.best.threshold
    earned = weekly * k / 3 * w + np.where(go, weekly * (WEEKS - w), 0.0)

    assert result.verdict.rule.mean == pytest.approx(earned.mean()), rule
    assert result.verdict.always.mean == pytest.approx((WEEKS * weekly).mean())
    assert result.verdict.knowledge == pytest.approx(
        np.maximum(WEEKS * weekly, 0).mean() - max(0.0, (WEEKS * weekly).mean())
    )


def test_every_future_has_one_luck_that_of_the_design_is_compare_s_and_fresh_ones_are_other(paying):
    run, _ = paying
    seeds = {}
    for task in run.asked:
        seeds.setdefault(task.seed, set()).add(task.replicate)

    assert all(len(futures) == 1 for futures in seeds.values())
    assert len(seeds) == 180 + 300
    assert {seed_of(1, f, 1) for f in range(180)} < seeds.keys()


def test_no_pilot_pays_that_tells_nothing():
    result = designed(MadeUp(shows=False, quality=(20.0, 0.001)))

    assert not result.verdict.pays
    assert result.verdict.reason == "little to know"
    assert answer_of(result).startswith("No pilot pays: to know all that is uncertain")
    assert "Commit to talk" in answer_of(result)


def test_no_pilot_pays_where_its_figures_are_noise():
    run = MadeUp(shows=False, quality=(-7.5, 60.0))
    original = run.run

    def hidden(task, settings):  # the money, too, comes after any trial
        made = original(task, settings)
        if hasattr(made, "weekly") and task.strategy.startswith("talk"):
            made.weekly["margin"][: WEEKS // 2] = 995.0
            made.weekly["cost"][: WEEKS // 2] = 1000.0
        return made

    run.run = hidden
    result = designed(run)

    assert not result.verdict.pays
    assert result.verdict.knowledge > 50
    assert answer_of(result).startswith("No pilot pays")
    assert "Stay with ads: talk earns" in answer_of(result)


def test_the_best_that_takes_part_is_tried_if_none_is_named():
    run = MadeUp()

    result = pilot(scenario(), run, known=KNOWN, futures=40)

    assert result.strategy == "talk" or result.verdict.always.mean < 0
    assert {task.strategy for task in run.asked} >= {"talk", "shout", "ads"}
    assert result.less == "ads"


def test_futures_that_failed_count_for_nothing_and_are_told():
    result = designed(MadeUp(fails=(3, 5)), futures=50)

    assert len(result.designed_on) == 28
    assert result.verdict.n == 48
    assert {failure.replicate for failure in result.failures} == {3, 5}
    with pytest.raises(CompareError, match="0 futures have all of their runs: made up"):
        designed(MadeUp(fails=range(50)), futures=50)


def test_rules_in_words():
    said = {
        Design(2, 6, 3, 4.0): "go on if a post gets at least 4 comments",
        Design(2, 6, 0, 1e-5): "go on if a community brings more than 0 customers a week",
        Design(2, 6, 1, 0.4): "go on if each dollar spent wins at least $.40",
        Design(2, 6, 1, 1e-5): "go on if each dollar spent wins something",
        Design(2, 6, 2, 0.062): "go on if the engagement rate is at least 6.2 %",
        Design(2, 6, 5, 0.42): "go on if trust in a survey of members is at least .42",
        Design(2, 6, 6, -2.0): "go on if there are at most 2 complaints a week",
        Design(2, 6, 6, float("inf")): "stay, whatever it shows",
        Design(2, 6, 6, float("-inf")): "go on, whatever it shows",
    }

    assert {design: rule_in_words(design) for design in said} == said


def test_what_is_written_says_the_same(paying):
    _, result = paying
    told, table = as_json(result), as_table(result)

    assert told["answer"] == answer_of(result)
    assert told["pays"] is True
    assert told["trial"]["rule"] == table["rule"][0]
    assert told["worth"]["net"] == result.verdict.worth.net
    assert len(told["designs"]) == len(table) == len(result.designs)
    assert "On 300 fresh futures, the trial paid, it comes to +$" in sureness_of(result)


@pytest.mark.slow
def test_a_trial_on_the_model_itself_goes_on_from_where_it_was():
    run = functools.partial(run_tasks, jobs=1)

    result = pilot(market(days=56), run, strategy="talk", futures=20)

    k, w = result.best.communities, result.best.weeks
    trial = result.judged_on.trials[k]
    assert trial.shape[1] == result.judged_on.own.shape[1] == 8
    assert not result.failures
    if k == 2:
        assert np.array_equal(trial, result.judged_on.own)
    else:
        assert not np.array_equal(trial[:, :w], result.judged_on.own[:, :w])
    assert result.verdict.n == 20


@pytest.mark.slow
def test_on_micro_vs_mass_a_rule_beats_both_or_no_pilot_pays():
    run = functools.partial(run_tasks, jobs=2)

    result = pilot(load_scenario("micro-vs-mass", {"days": 182}), run, strategy="genuine-micro",
                   less="stay-away", futures=40)  # fmt: skip
    found = result.verdict

    assert found.pays == (found.over_always.low > 0 and found.over_never.low > 0)
    assert answer_of(result).startswith("A pilot pays" if found.pays else "No pilot pays")
    assert (result.designs["value"] >= 0).all()
    assert (result.designs["value"] <= np.maximum(result.designed_on.benefit, 0).mean()).all()
