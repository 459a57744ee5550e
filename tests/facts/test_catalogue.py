"""Facts as they are declared: their thresholds stay, and what they rest on can be made neutral."""

import hashlib
import json

import pytest

from experiments.facts.catalogue import FACTS, FactError, find_facts
from experiments.facts.study import changed, neutral_values, off_values, spec_of
from sim.scenario_file import with_overrides
from sim.strategies.plan import Strategy

# Of number, meaning and range of every value, as committed before any run of the 27 facts and
# before the calibration of the model.
THRESHOLDS = "94b01b9e48d28bf9"

TESTED = [fact for fact in FACTS if not fact.cannot]


def named(fact):
    return f"fact {fact.number}"


def test_no_threshold_has_moved():
    stated = [
        [fact.number, [[value.meaning, str(value.low), str(value.high)] for value in fact.values]]
        for fact in FACTS
    ]

    digest = hashlib.sha256(json.dumps(stated).encode()).hexdigest()[:16]
    assert digest == THRESHOLDS, (
        "A threshold of a fact, or what is measured, has changed. They were written down before "
        "any run and before the calibration, and are not moved: take the change back. If a "
        "measure was wrong, say in the fact's remark what changed, why, and what it came to before."
    )


def test_there_are_27_facts_with_names_of_their_own():
    assert [fact.number for fact in FACTS] == list(range(1, 28))
    assert len({fact.name for fact in FACTS}) == 27
    assert all(fact.statement and fact.source for fact in FACTS)


@pytest.mark.parametrize("fact", FACTS, ids=named)
def test_a_fact_is_tested_or_says_why_not(fact):
    assert bool(fact.cannot) != bool(fact.values and fact.arms)
    assert bool(fact.cannot) != bool(fact.mechanism and fact.rests_on and fact.here)
    assert fact.needs or not fact.cannot
    assert all(value.low < value.high for value in fact.values)


@pytest.mark.parametrize("fact", FACTS, ids=named)
def test_what_is_from_memory_says_so(fact):
    """Sources marked [M] in the literature review were not read."""
    for source in ("Proserpio", "Slovic", "Doshi"):
        assert source not in fact.source or "from memory, not verified" in fact.source


@pytest.mark.parametrize("fact", TESTED, ids=named)
@pytest.mark.parametrize("of", ["mechanism", "supports"])
def test_a_mechanism_can_be_switched_off_and_supports_made_neutral(fact, of):
    spec = spec_of(fact)
    changes = off_values(fact) if of == "mechanism" else neutral_values(fact, calibrated=True)
    of_strategies = {k: v for k, v in changes.items() if k.startswith("strategy.")}
    of_market = {k: v for k, v in changes.items() if k not in of_strategies}

    assert changes
    assert with_overrides(spec, of_market) != spec or not of_market
    for arm in fact.arms.values():
        with_overrides(spec, dict(arm.settings) | of_market)
        for strategy in arm.course.values():
            made = changed(strategy, {k.removeprefix("strategy."): v
                                      for k, v in of_strategies.items()})  # fmt: skip
            Strategy.model_validate(made)
            assert (made != strategy) == bool(of_strategies and strategy)


def test_facts_are_found_by_number_and_by_name_in_their_order():
    assert [fact.number for fact in find_facts(["hubs", "5", "16"])] == [5, 16]
    assert find_facts() == list(FACTS)


def test_every_unknown_fact_is_told_with_the_nearest_name():
    with pytest.raises(FactError) as told:
        find_facts(["28", "hub", "5"])

    assert [problem.got for problem in told.value.problems] == ["28", "hub"]
    assert "did you mean 'hubs'?" in str(told.value)
