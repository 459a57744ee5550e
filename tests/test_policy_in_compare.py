"""Policies in Python run beside strategies: on the same luck, made anew for each run."""

import re
from functools import partial
from pathlib import Path

import pytest

from experiments.compare import CompareError, compare
from experiments.runner import seed_of
from sim.model import simulate
from sim.strategies.plan import Seen, Strategy
from tests.experiments.small import market, value

PAGE = Path(__file__).parents[1] / "docs/policies.md"


class Same:
    """What a strategy of the market does, as a policy."""

    def __init__(self, name="talk"):
        self.strategy = market().strategies[name]

    def __call__(self, seen: Seen) -> Strategy:  # noqa: D102
        return self.strategy


class Once:
    """Talks in its first week, and not again: a policy left over would never talk."""

    def __init__(self):
        self.has_talked = False

    def __call__(self, seen: Seen) -> Strategy:  # noqa: D102
        first, self.has_talked = not self.has_talked, True
        return market().strategies["talk"] if first else Strategy()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_policy_comes_to_what_the_same_strategy_does(jobs):
    found = compare(market(), strategies=["talk"], policies={"mine": Same}, replicates=3, jobs=jobs)

    assert found.strategies == ("ads", "talk", "mine")
    assert found.n_failed == 0
    for outcome in ("likes", "trust_all", "cost"):
        mine, talk = (value(found.summary, strategy=s, outcome=outcome) for s in ("mine", "talk"))
        assert mine["mean"] == talk["mean"]


def test_every_run_has_a_policy_of_its_own():
    found = compare(market(), strategies=[], policies={"once": Once}, replicates=3, jobs=1)
    costs = found.outcomes[(found.outcomes.strategy == "once") & (found.outcomes.outcome == "cost")]

    assert (costs.value > 0).all()
    alone = simulate(market(), Once(), seed_of(1, 2)).outcomes["cost"]
    assert costs.value.iloc[2] == alone


def test_a_policy_can_be_the_baseline_and_a_function_can_make_it():
    policies = {"mine": partial(Same, "shout")}
    found = compare(
        market(), strategies=["talk"], policies=policies, baseline="mine", replicates=2, jobs=1
    )

    assert set(found.differences.strategy) == {"talk"}
    assert found.strategies == ("talk", "mine")
    assert found.headline()[0]


def test_policies_meet_the_same_futures_as_strategies():
    found = compare(
        market(), strategies=["talk"], policies={"mine": Same}, replicates=1, jobs=1, futures=3
    )

    assert found.futures is not None
    views = found.futures.outcomes.query("outcome == 'views'").set_index("strategy").value
    assert list(views["mine"]) == list(views["talk"])


@pytest.mark.parametrize(
    ("policies", "jobs", "message"),
    [
        ({"talk": Same}, 1, "policy 'talk': the scenario has a strategy of this name"),
        ({"mine": Same()}, 1, "a class, or a function without arguments"),
        ({"mine": Strategy()}, 1, "a class, or a function without arguments"),
        ({"mine": Strategy}, 1, "needs __call__"),
        ({"mine": lambda: Same()}, 2, "top level, or give jobs=1"),
    ],
)
def test_what_is_no_policy_is_said_before_any_run(policies, jobs, message):
    with pytest.raises(CompareError, match=re.escape(message)):
        compare(market(), policies=policies, replicates=1, jobs=jobs)


def test_a_policy_that_fails_is_a_failed_run_and_the_others_count():
    def returns_nothing():
        return lambda seen: None

    found = compare(
        market(), strategies=["talk"], policies={"none": returns_nothing}, replicates=2, jobs=1
    )

    assert list(found.failures.strategy) == ["none", "none"]
    assert value(found.summary, strategy="talk", outcome="views")["mean"] > 0


def test_the_example_of_the_page_runs_in_fifteen_lines_or_so():
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names = {"__name__": "page"}
    exec(compile(code, PAGE, "exec"), names)
    found = compare("micro-vs-mass", strategies=[], policies={"mine": names["ListenFirst"]},
                    days=91, replicates=1, jobs=1)  # fmt: skip
    views = found.series.query("strategy == 'mine' and measure == 'views'").value.to_numpy()

    assert len(code.strip().splitlines()) <= 18
    assert found.n_failed == 0
    assert (views[:8] == 0).all()
    assert views[8:].sum() > 0
