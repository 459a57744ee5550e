"""The key of a run: equal for equal runs, however they are written; else different."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import keys
from experiments.keys import canonical, digest_of, key_of
from experiments.workers import Setting, Task
from sim.parameters import declarations
from sim.real_network import read_network
from sim.scenario import Scenario
from sim.scenario_file import ScenarioError, load_scenario, with_overrides
from tests.experiments.small import market

SPEC = market()
TASK = Task("talk", 0, 7)
KEY = key_of(TASK, Setting(SPEC))

PLAIN = """
title = "Plain"
question = "Which?"
baseline = "ads"
days = 28

[audience]
size = 100000
niche_share = 0.1

[communities.makers]
size = 40

[communities.menders]
size = 30
platform = "reddit"

[strategies.ads]
pay = { audience_ads = 500 }

[strategies.talk]
commit = { hours_per_week = 10 }
identify = { communities = "all" }
"""

OTHERWISE = """
title = "The same, written differently"
question = "Is it?"
baseline = "talk"
outcomes = ["trust_change"]

[strategies.talk.identify]
communities = "all"

[strategies.talk.commit]
hours_per_week = 10.0

[strategies.other]

[communities]
makers.size = 4e1
makers.platform = "facebook"
makers.count = 1
menders = { platform = "reddit", size = 30.00 }

[audience]
niche_share = 0.10
size = 1e5
"""


def key(spec=SPEC, task=TASK, network=None):
    found = key_of(task, Setting(spec, network))
    assert found is not None
    return found


def key_in(tmp_path, text, **settings):
    (tmp_path / "it.toml").write_text(text)
    return key(load_scenario(tmp_path / "it.toml", settings))


def test_files_that_say_the_same_have_one_key(tmp_path):
    assert key_in(tmp_path, OTHERWISE, days=28) == key_in(tmp_path, PLAIN)


def test_a_strategy_is_its_content_not_its_name():
    spec = SPEC.model_copy(update={"strategies": {"chat": SPEC.strategies["talk"]}})

    assert key(spec, replace(TASK, strategy="chat")) == KEY


def test_replicate_series_and_the_name_of_the_setting_name_no_run():
    task = Task("talk", 5, 7, outcomes_only=True, scenario="one")

    assert key_of(task, {"one": Setting(SPEC)}) == KEY


def test_overrides_count_as_if_they_stood_in_the_file():
    changes = {
        "days": 14,
        "audience.niche_share": 0.2,
        "strategies.talk.tailor.posts_per_week": 2.0,
    }

    assert key(task=replace(TASK, overrides=changes)) == key(with_overrides(SPEC, changes))


def test_an_override_of_what_is_there_already_changes_nothing():
    task = replace(TASK, overrides={"days": 28, "communities.makers.size": 40})

    assert key(task=task) == KEY


NUMBERS = [
    each
    for each in declarations(SPEC)
    if not each.name.startswith("strategies.")
    and isinstance(each.default, int | float)
    and each.low is not None
]


@given(st.sampled_from(NUMBERS), st.floats(0.0, 1.0))
def test_every_number_that_matters_makes_a_key_of_its_own(about, place):
    value = about.low + place * (about.high - about.low)
    value = type(about.default)(round(value)) if isinstance(about.default, int) else value
    changed = key(task=replace(TASK, overrides={about.name: value}))

    assert (changed == KEY) == (value == about.default)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("days", 35),
        ("communities.makers.platform", "reddit"),
        ("strategies.talk.tailor.mix", {"offer": 1.0}),
        ("strategies.talk.identify.communities", ["makers"]),
        ("strategies.talk.interact.replies", False),
        ("brand.crises", [{"day": 3}]),
        ("rivals.other", {"key": 2, "strategy": {"pay": {"audience_ads": 100.0}}}),
    ],
)
def test_whatever_else_matters_has_a_key_of_its_own(path, value):
    assert key(task=replace(TASK, overrides={path: value})) != KEY


def test_what_another_strategy_does_does_not_matter():
    assert key(task=replace(TASK, overrides={"strategies.ads.pay.audience_ads": 900.0})) == KEY


def test_the_order_of_communities_matters_for_luck_goes_by_rows():
    other = dict(reversed(SPEC.communities.items()))

    assert key(SPEC.model_copy(update={"communities": other})) != KEY


numbers = st.floats(0.01, 0.9).map(lambda value: round(value, 6))


@given(
    st.tuples(numbers, numbers, st.integers(0, 50)), st.tuples(numbers, numbers, st.integers(0, 50))
)
def test_keys_are_equal_just_where_values_and_seeds_are(one, other):
    def key_at(share, worth, seed):
        changes = {"audience.niche_share": share, "memory.worth_of_contact": worth}
        return key(task=Task("talk", 0, seed, changes))

    assert (key_at(*one) == key_at(*other)) == (one == other)


def test_a_seed_and_a_model_of_their_own_have_a_key_of_their_own(monkeypatch):
    assert key(task=replace(TASK, seed=8)) != KEY
    monkeypatch.setattr(keys, "MODEL_VERSION", keys.MODEL_VERSION + 1)
    assert key() != KEY


def network_in(path, rows):
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["a,b,community", *rows]))
    return read_network(path)


def test_a_network_is_its_ties_not_its_file(tmp_path):
    rows = ["p,q,one", "q,r,one", "r,p,one"]
    one = network_in(tmp_path / "x/net.csv", rows)
    same = network_in(tmp_path / "y/other.csv", rows[::-1])
    less = network_in(tmp_path / "z/net.csv", [*rows[:2], "r,q,one"])
    spec = Scenario.model_validate(SPEC.model_dump(exclude_unset=True))
    named = with_overrides(spec, {"network.file": "here.csv"})

    assert key(network=one) == key(network=same) == key(named, network=one)
    assert key(network=one) != key(network=less)
    assert key(network=one) != KEY


def test_a_policy_of_python_and_a_simulation_of_a_test_have_no_key():
    assert key_of(TASK, Setting(SPEC, policies={"talk": object})) is None
    assert key_of(TASK, Setting(SPEC, policies={"other": object})) == KEY
    assert key_of(TASK, Setting(SPEC, simulate=lambda *_, **__: None)) is None


def test_an_impossible_change_is_an_error_not_a_key():
    with pytest.raises(ScenarioError, match="days"):
        key(task=replace(TASK, overrides={"days": -1}))


def test_content_of_equal_value_is_equal_text():
    assert (
        canonical({"b": 1, "a": [0.1]}) == canonical({"a": [0.10], "b": 1}) == '{"a":[0.1],"b":1}'
    )
    assert len(digest_of({})) == 32
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": np.nan})
