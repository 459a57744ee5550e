"""The optimiser finds the best of a known function, within budget, the same way every time."""

import math

import numpy as np
import pytest

from experiments.compare import CompareError
from experiments.optimise.levers import levers_of
from experiments.optimise.proposals import Proposer
from experiments.optimise.search import optimise
from experiments.optimise.trials import RACING, SEARCH, seed_of
from tests.experiments.small import market
from tests.optimise.fake import FakeRuns

VARY = ("tailor.posts_per_week=0.5..8", "commit.hours_per_week=2..20")


def hill(values, strategy, luck):
    """Profit is highest, 100, at 4 posts a week and 9 hours; listed strategies have 20 or so."""
    if not values:
        return {"profit": {"talk": 20.0, "ads": 30.0}.get(strategy, 0.0) + luck.normal()}
    posts, hours = values["tailor.posts_per_week"], values["commit.hours_per_week"]
    return {"profit": 100 - 8 * (posts - 4) ** 2 - (hours - 9) ** 2 + luck.normal()}


def found(run, **changes):
    options = {"vary": VARY, "outcomes": ["profit"], "runs": 400, "seed": 1}
    return optimise(market(), "talk", run=run, **(options | changes))


def log(optimum):
    return [(each.n, dict(each.candidate.values), each.values) for each in optimum.proposals]


def test_the_top_of_a_hill_is_found():
    optimum = found(FakeRuns(hill))
    [best] = optimum.found

    assert best.values["tailor.posts_per_week"] == pytest.approx(4, abs=0.7)
    assert best.values["commit.hours_per_week"] == pytest.approx(9, abs=2)
    assert optimum.best_listed.name == "ads"
    assert optimum.verdict == "better"
    assert optimum.difference.low < 70 < optimum.difference.high + 8


def test_no_more_runs_than_the_budget_and_none_twice():
    run = FakeRuns(hill)
    optimum = found(run)

    made = [(t.strategy, t.seed, tuple(t.overrides.items())) for t in run.tasks]
    assert len(made) == len(set(made)) == optimum.n_runs
    assert 0.95 * 400 < optimum.n_runs <= 400
    assert all(task.outcomes_only for task in run.tasks)


def test_proposals_share_their_luck_and_races_and_fresh_runs_have_other_luck():
    run = FakeRuns(hill)
    optimum = found(run)

    searched = {seed_of(1, r, *SEARCH) for r in range(3)}
    n_search = sum(task.seed in searched for task in run.tasks)
    assert n_search == 3 * len({p.candidate.key for p in optimum.proposals})
    fresh = [task.seed for task in run.calls[-1]]
    before = {task.seed for call in run.calls[:-1] for task in call}
    assert not before & set(fresh)
    assert not searched & {seed_of(1, r, *RACING) for r in range(100)}
    # Paired: whoever ran on fresh luck ran on all of it.
    assert len(set(fresh)) == optimum.n_fresh
    assert len(fresh) == optimum.n_fresh * len(optimum.finalists)


def test_the_strategy_as_it_is_is_proposed_first():
    first = found(FakeRuns(hill)).proposals[0].candidate

    assert first.values == {"tailor.posts_per_week": 3.0, "commit.hours_per_week": 10.0}


def test_the_same_call_makes_the_same_tasks_in_the_same_order():
    one, other = FakeRuns(hill), FakeRuns(hill)
    first, second = found(one), found(other)

    assert log(first) == log(second)
    assert one.calls == other.calls
    assert first.difference == second.difference
    assert log(found(FakeRuns(hill), seed=2))[1:] != log(first)[1:]


def test_a_search_cut_short_goes_on_as_if_it_had_not_been():
    """Runs that were kept come back, as a store gives them; the rest is the same as uncut."""
    whole = FakeRuns(hill)
    expected = found(whole)
    kept = {}

    class Cut(FakeRuns):
        def __call__(self, tasks, settings):
            if len(self.calls) == 7:
                raise KeyboardInterrupt
            results = super().__call__(tasks, settings)
            kept.update({repr(t): r for t, r in zip(tasks, results, strict=True)})
            return results

    with pytest.raises(KeyboardInterrupt):
        found(Cut(hill))
    n_kept, new = len(kept), []

    def resumed(tasks, settings):
        for task in tasks:
            if repr(task) not in kept:
                new.append(task)
                kept[repr(task)] = whole.one(task)
        return [kept[repr(task)] for task in tasks]

    again = found(resumed)
    assert log(again) == log(expected)
    assert again.found[0].values == expected.found[0].values
    assert n_kept > 100
    assert len(new) == expected.n_runs - n_kept


@pytest.mark.parametrize("directions", [(1,), (1, -1)], ids=["TPE", "NSGA-II"])
def test_a_told_prefix_gives_the_same_continuation(directions):
    levers = levers_of(market(), "talk", VARY)

    def values(proposal):
        posts, hours = proposal.values()
        return [posts - hours, hours**2][: len(directions)]

    whole = Proposer(levers, directions, 5, 8)
    batches = []
    for k in range(6):
        batches.append(whole.ask(8))
        for i, proposal in enumerate(batches[-1]):
            whole.tell(8 * k + i, values(proposal))

    resumed = Proposer(levers, directions, 5, 8)
    for k in range(4):  # the log, replayed
        assert resumed.ask(8) == batches[k]
        for i, proposal in enumerate(batches[k]):
            resumed.tell(8 * k + i, values(proposal))
    assert resumed.ask(8) == batches[4]
    other = Proposer(levers, directions, 6, 8)
    assert other.ask(8) != batches[0]


@pytest.mark.parametrize("direction", [1, -1])
def test_proposals_learn_which_way_is_better(direction):
    levers = levers_of(market(), "talk", VARY)
    proposer, worth = Proposer(levers, (direction,), 3, 8), []
    for n in range(60):
        [proposal] = proposer.ask(1)
        posts, hours = proposal.values()
        worth.append(hours - posts)
        proposer.tell(n, [direction * worth[-1]])

    assert np.mean(worth[40:]) > np.mean(worth[:10]) + 3


def test_a_front_learns_which_way_each_outcome_is_better():
    levers, hours = levers_of(market(), "talk", VARY), {}
    for directions in ((-1, 1), (1, -1)):
        proposer, asked = Proposer(levers, directions, 3, 8), []
        for k in range(20):
            for n, proposal in enumerate(proposer.ask(8), 8 * k):
                posts, spent = proposal.values()
                asked.append(spent)
                proposer.tell(n, [posts + spent, posts - spent])
        hours[directions] = np.mean(asked[80:])

    assert hours[-1, 1] < hours[1, -1] - 3


def test_proposals_are_logged_as_they_are_made():
    noted = []
    optimum = found(FakeRuns(hill), on_proposal=lambda *each: noted.append(each))

    assert [n for n, _, _ in noted] == list(range(66))
    assert [(n, dict(v), (o["profit"],)) for n, v, o in noted] == log(optimum)


def test_a_ratio_is_that_of_totals_and_one_of_nothing_is_never_chosen():
    def cheap(values, strategy, luck):
        posts = values.get("tailor.posts_per_week", 3.0)
        customers = float(luck.poisson(2 * posts)) if posts < 6 else 0.0
        return {"cost": 50.0 + 10 * posts, "customers": customers}

    optimum = found(FakeRuns(cheap), outcomes=["cost_per_customer"])
    [best] = optimum.found
    tried = [
        each for each in optimum.proposals if each.candidate.values["tailor.posts_per_week"] > 6
    ]
    assert tried
    assert all(math.isnan(each.values[0]) for each in tried)
    undefined = {each.candidate.name for each in tried}
    assert not undefined & {each.name for each in optimum.racers}
    assert 4 < best.values["tailor.posts_per_week"] < 6  # the most posts that bring anyone


def test_who_does_nothing_is_never_best_on_a_cost():
    spec = market(strategies={"ads": {"pay": {"audience_ads": 0.0}}, "stay-away": {}})
    run = FakeRuns(lambda values, strategy, luck: {"cost": values.get("pay.audience_ads", 0.0)})
    optimum = optimise(spec, "ads", run=run, outcomes=["cost"], vary=["pay.audience_ads=0..90"])

    assert optimum.proposals[0].candidate.plan.is_idle  # as it is
    assert not optimum.found[0].plan.is_idle
    assert optimum.found[0].values["pay.audience_ads"] < 10
    assert optimum.listed == ()
    assert optimum.verdict == "not known"


def test_proposals_whose_runs_fail_are_not_chosen_and_are_listed():
    def fails(values, strategy, luck):
        if values and values["tailor.posts_per_week"] > 3.5:
            return None
        return hill(values, strategy, luck)

    optimum = found(FakeRuns(fails))
    assert 0 < optimum.found[0].values["tailor.posts_per_week"] <= 3.5
    assert optimum.failures


def test_nothing_better_is_not_called_better():
    def flat(values, strategy, luck):
        return {"profit": luck.normal() + luck.normal(0, 1e-3) * len(values)}

    optimum = found(FakeRuns(flat))
    assert optimum.verdict in ("alike", "worse")


def test_several_outcomes_give_a_front():
    """More posts cost more and bring more; hours only cost. The front has the fewest hours."""

    def trade(values, strategy, luck):
        if not values:
            return {"profit": -50.0, "trust_change": -1.0}
        posts, hours = values["tailor.posts_per_week"], values["commit.hours_per_week"]
        noise = luck.normal(0, 0.01)
        return {"profit": 100 - 10 * posts - hours + noise, "trust_change": posts - 0.1 * hours}

    run = FakeRuns(trade)
    optimum = found(run, outcomes=["profit", "trust_change"], runs=600)

    assert optimum.is_pareto
    assert len(optimum.found) == 5
    posts = [each.values["tailor.posts_per_week"] for each in optimum.found]
    assert min(posts) < 1.5
    assert max(posts) > 6
    assert np.median([each.values["commit.hours_per_week"] for each in optimum.found]) < 5
    assert {each.name for each in optimum.on_front()} <= {each.name for each in optimum.found}
    assert all(optimum.beaten_by(each) for each in optimum.listed)
    assert optimum.n_runs <= 600


def test_values_that_cannot_go_together_cost_no_run():
    run = FakeRuns(lambda values, strategy, luck: {"profit": luck.normal()})
    optimum = optimise(
        market(), "talk", run=run, outcomes=["profit"], runs=300,
        vary=["commit.start_week=0..30", "commit.stop_week=1..40"],
    )  # fmt: skip
    tried = [each.candidate.values for each in optimum.proposals]

    assert 0 < len(tried) < 50
    assert all(v["commit.start_week"] < v["commit.stop_week"] for v in tried)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"runs": 30}, "runs is 30; at least"),
        ({"outcomes": ["profits"]}, "did you mean 'profit'?"),
        ({"replicates": 0}, "replicates is 0"),
        ({"top": 0}, "top is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"delta": -1.0}, "delta is -1"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_run(changes, words):
    run = FakeRuns(hill)
    with pytest.raises(CompareError) as caught:
        found(run, **changes)

    assert words in str(caught.value)
    assert not run.calls


def test_an_unknown_strategy_is_explained():
    with pytest.raises(CompareError, match="did you mean 'talk'"):
        optimise(market(), "tal", run=FakeRuns(hill))


def test_without_optuna_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "optuna", None)
    with pytest.raises(CompareError, match="fireside\\[optimise\\]"):
        found(FakeRuns(hill))
