"""What is compared goes into a file and comes back the same; a stranger's file can do no harm."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.files import LARGEST, content_of, foreign_file, read_scenario, scenario_of, scenario_text
from experiments.keys import digest_of
from sim.parameters import declarations
from sim.scenario_file import ScenarioError, library, load_scenario, with_overrides

SMALL = """
title = "Mine"
question = "?"
baseline = "ads"
[communities.c]
[strategies.ads.pay]
audience_ads = 100
"""


def again(spec, tmp_path):
    path = tmp_path / "again.toml"
    path.write_text(scenario_text(spec), encoding="utf-8")
    return load_scenario(path)


def same(one, other):
    whole = [digest_of(each.model_dump(mode="json")) for each in (one, other)]
    order = [list(each.communities) + list(each.strategies) for each in (one, other)]
    return one == other and whole[0] == whole[1] and order[0] == order[1]


@pytest.mark.parametrize("name", library())
def test_every_scenario_of_the_library_survives_its_file(name, tmp_path):
    spec = load_scenario(name)

    assert same(spec, again(spec, tmp_path))
    assert same(spec, scenario_of(json.loads(json.dumps(content_of(spec)))))


NUMBERS = [
    each
    for each in declarations(load_scenario("rivals"))
    if each.minimum is not None and each.maximum is not None and each.default is not None
    and not each.name.endswith(("_likes", "_comments"))  # they must not sum to more than 1
    and not each.name.startswith(("brand.crises", "rivals", "strategies"))
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_changed_values_survive_their_file_too(tmp_path_factory, data):
    changes = {}
    for about in data.draw(st.lists(st.sampled_from(NUMBERS), max_size=8)):
        whole = isinstance(about.default, int)
        numbers = st.integers if whole else st.floats
        low, high = (math.ceil(about.minimum), math.floor(about.maximum)) if whole else about[4:6]
        changes[about.name] = data.draw(numbers(low, high))
    changes["title"] = data.draw(st.text(max_size=20))
    changes["brand.crises"] = [{"day": data.draw(st.integers(0, 6))}]
    spec = with_overrides(load_scenario("rivals"), changes)

    assert same(spec, again(spec, tmp_path_factory.mktemp("files")))
    assert same(spec, scenario_of(read_scenario(scenario_text(spec), "mine.toml")))


def test_a_kind_of_post_set_to_what_others_have_keeps_it(tmp_path):
    # .1 is the default of all kinds, .05 that of expert tips: left out, it would come back as .05.
    spec = with_overrides(load_scenario("micro-vs-mass"), {"content.expert_tip.promotion": 0.1})

    assert again(spec, tmp_path).content.expert_tip.promotion == 0.1


def test_a_file_says_only_what_is_not_usual():
    said = content_of(load_scenario("micro-vs-mass"))

    assert said["strategies"]["targeted-ads"] == {"pay": {"audience_ads": 500.0, "precision": 0.3}}
    assert said["strategies"]["stay-away"] == {}
    assert "trust" not in said


def test_what_is_extended_is_merged_and_amounts_are_read():
    said = read_scenario(
        'extends = "local-artisans"\n[trust]\nhalf_life = "8 weeks"', "x/mine.toml"
    )

    assert said["trust"] == {"half_life": 56}
    assert said["brand"]["name"] == "Loom & Thread"
    json.dumps(said, allow_nan=False)


def test_a_file_may_have_the_name_of_what_it_extends():
    assert read_scenario('extends = "rivals"\ntitle = "Mine"', "rivals.toml")["title"] == "Mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL + '[network]\nfile = "/etc/passwd"', "network.file: got '/etc/passwd'"),
        (SMALL + '[network]\nfile = "../claims/01-engagement.toml"', "makers.csv"),
        (SMALL + '[network]\nfile = "README.md"', "makers.csv"),
        ('extends = "../micro-vs-mass"', "a scenario of the library is allowed"),
        ('extends = "/work/secret.toml"', "a scenario of the library is allowed"),
        ('extends = "micro-vs-mas"', "did you mean 'micro-vs-mass'?"),
        ("extends = 3", "extends: got 3"),
        ("title = ", "not TOML"),
        ("x = " + "9" * 5000, "not TOML"),
        ("a = " + "[" * 50_000, "deeper"),
        (".".join("a" * 30) + " = 1", "deeper"),
        ("#" * LARGEST + "x", "200,001 bytes; at most 200,000"),
        ("title = '\ud800'", "not UTF-8"),
    ],
)
def test_what_a_stranger_may_not_say_is_refused(text, said):
    with pytest.raises(ScenarioError) as fault:
        read_scenario(text, "mine.toml")
    assert said in str(fault.value)
    assert str(fault.value).startswith("mine.toml: ")


def test_all_faults_are_told_at_once():
    text = (
        SMALL.replace('"ads"', '"add"') + "[brand]\nmargin = 3\nwages = 1\n[trust]\nhalf_life = -1"
    )
    with pytest.raises(ScenarioError) as fault:
        read_scenario(text, "mine.toml")

    assert {each.path for each in fault.value.problems} == {
        "baseline", "brand.margin", "brand.wages", "trust.half_life",
    }  # fmt: skip


def test_networks_that_come_with_fireside_may_be_named():
    inside = read_scenario(SMALL + '[network]\nfile = "makers.csv"', "mine.toml")

    assert not foreign_file(scenario_of(inside))
    assert foreign_file(scenario_of(inside | {"network": {"file": "scenarios/x.csv"}}))


def test_a_content_from_a_link_is_checked_in_words():
    with pytest.raises(ScenarioError, match=r"brand\.margin: got 3"):
        scenario_of(content_of(load_scenario("rivals")) | {"brand": {"margin": 3}})
