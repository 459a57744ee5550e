"""Fields follow what is declared, and what readers do with them is what the engine takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.comparing import Comparing, Side, resolve
from app.declared import anchor_of, field_of, step_of, with_change, with_notes
from app.levers import MIXES, changed, lever_fields, original_of
from app.market import fields_of_group, groups_of, value_at
from sim.parameters import declarations
from sim.scenario import Scenario
from sim.scenario_file import ScenarioError, library, load_scenario, with_overrides

RIVALS = load_scenario("rivals")
ALL = list(declarations(Scenario))
SLIDERS = [each for each in ALL if each.low is not None and each.default is not None]
STRATEGIES = [(name, each) for name in library() for each in load_scenario(name).strategies]


@pytest.mark.parametrize("about", SLIDERS, ids=lambda about: about.name)
def test_a_slider_reaches_its_ends_and_the_default(about):
    field = field_of(about, about.default)
    step = step_of(about)
    assert (field["min"], field["max"]) == (
        min(about.low, about.default),
        max(about.high, about.default),
    )
    assert field["bounds"] == [about.minimum, about.maximum]
    if about.low <= about.default <= about.high:
        steps = (about.default - about.low) / step
        assert steps == pytest.approx(round(steps), abs=1e-6)
    assert not isinstance(about.default, int) or step == 1


@given(st.sampled_from(SLIDERS), st.data())
def test_a_slider_always_holds_its_value(about, data):
    value = data.draw(st.floats(about.minimum, about.maximum))
    field = field_of(about, value)
    assert about.minimum <= field["min"] <= value <= field["max"] <= max(about.maximum, value)


@pytest.mark.parametrize(("name", "strategy"), STRATEGIES)
def test_each_strategy_has_few_levers_that_matter_and_each_lever_once(name, strategy):
    spec = load_scenario(name)
    main, more = lever_fields(spec.strategies[strategy], {}, spec.brand)
    names = [field["name"] for field in main + more]

    assert 1 <= len(main) <= 6
    assert len(set(names)) == len(names)
    assert {"pay.audience_ads", "analytics.tool"} <= set(names)  # of absent blocks, too
    assert not any("note" in field for field in main + more)
    for field in main + more:
        assert changed({}, field["name"], field["value"], spec.strategies[strategy]) == {}


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_moved_levers_are_taken_and_shown(data):
    name = data.draw(st.sampled_from(["genuine-micro", "hybrid", "broad-ads", "big-page"]))
    strategy = load_scenario("micro-vs-mass").strategies[name]
    main, _ = lever_fields(strategy, {})
    field = data.draw(st.sampled_from(main))
    values = {
        "slider": lambda: st.sampled_from([field["min"], field["max"]]),
        "check": st.booleans,
        "select": lambda: st.sampled_from([value for value, _ in field["choices"]]),
    }
    value = data.draw(values[field["kind"]]())
    changes = changed({}, field["name"], value, strategy)
    done = resolve(Comparing(sides=(Side(strategy=name, changes=changes),))).strategy_of(0)

    again = [each for part in lever_fields(done, changes) for each in part]
    assert next(each for each in again if each["name"] == field["name"])["value"] == value
    assert changed(changes, field["name"], field["value"], strategy) == {}


def test_a_block_that_is_not_there_can_be_begun_and_left_again():
    strategy = load_scenario("micro-vs-mass").strategies["genuine-micro"]
    changes = changed({}, "pay.audience_ads", 100, strategy)
    done = resolve(Comparing(sides=(Side(strategy="genuine-micro", changes=changes),)))

    assert done.strategy_of(0).pay.audience_ads == 100
    both = [field["name"] for part in lever_fields(strategy, changes) for field in part]
    assert "pay.precision" in both
    assert changed(changes, "pay.audience_ads", 0, strategy) == {}


def test_a_mix_is_chosen_by_its_name():
    strategy = load_scenario("rivals").strategies["take-part"]
    changes = changed({}, "tailor.mix", "News and offers", strategy)

    assert changes == {"tailor.mix": MIXES["News and offers"]}
    assert changed(changes, "tailor.mix", "", strategy) == {}
    assert original_of(strategy, "tailor.mix") == strategy.tailor.mix


def test_more_than_the_brand_has_is_said():
    spec = load_scenario("micro-vs-mass")
    main, _ = lever_fields(spec.strategies["hybrid"], {"commit.hours_per_week": 20}, spec.brand)

    assert main[0]["note"] == "The brand has 14 hours a week; no more are worked."


def test_groups_hold_every_parameter_outside_the_strategies_once():
    names = [name for group in groups_of(RIVALS).values() for name in group.names()]
    wanted = {each.name for each in declarations(RIVALS) if not each.name.startswith("strategies")}

    assert wanted <= set(names)
    assert len(names) == len(set(names))
    assert {"communities.photographers.topic", "rivals.helpful-expert.name"} <= set(names)


def test_what_a_form_tells_is_what_the_engine_reads():
    changes: dict = {}
    group = "communities.photographers"
    for name, value in [
        ("trust.half_life", 100), ("belonging.is_on", True), (f"{group}.topic", "1, 0.5"),
        (f"{group}.heterogeneity", 0.3), (f"{group}.platform", "reddit"),
    ]:  # fmt: skip
        changes = with_change(changes, name, value, value_at(RIVALS, name))
    spec = with_overrides(RIVALS, changes)

    assert (spec.trust.half_life, spec.belonging.is_on) == (100, 1)
    assert spec.communities["photographers"].topic == (1.0, 0.5)
    for name in list(changes):
        shown = next(
            field["value"]
            for group in groups_of(RIVALS).values()
            for field in fields_of_group(group, RIVALS, {})
            if field["name"] == name
        )
        changes = with_change(changes, name, shown, value_at(RIVALS, name))
    assert changes == {}


def test_what_is_wrong_stands_beside_its_field():
    with pytest.raises(ScenarioError) as fault:
        with_overrides(RIVALS, {"brand.margin": 3})
    group = groups_of(RIVALS)["brand"]
    fields = with_notes(fields_of_group(group, RIVALS, {"brand.margin": 3}), fault.value.problems)

    notes = {field["name"]: field["note"] for field in fields if field.get("note")}
    assert notes == {"brand.margin": "a number from 0 to 1 (share) is allowed."}


def test_every_field_leads_to_a_place_on_the_page_of_the_model():
    known = {each.name for each in ALL} | {"rivals.key"}
    assert {anchor_of(each.name) for each in declarations(RIVALS)} <= known
