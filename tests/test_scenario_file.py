"""A scenario file is read as meant, or refused with everything that is wrong in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario_file import (
    LIBRARY,
    ScenarioError,
    library,
    load_network,
    load_scenario,
    read_setting,
    with_overrides,
)  # fmt: skip
from sim.schema import schema

SMALL = """
title = "small"
question = "Does it read?"
baseline = "micro"
[communities.one]
size = 40
[strategies.micro]
identify = { communities = ["one"] }
commit = { hours_per_week = 3 }
"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file and returns its path."""

    def write(name: str, text: str):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def problems(path, overrides=None) -> dict[str, str]:
    """Return what is wrong with a file: message by dotted path."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, overrides)
    return {problem.path: str(problem) for problem in caught.value.problems}


@pytest.mark.parametrize("name", library())
def test_a_scenario_of_the_library_reads_and_asks_a_question(name):
    spec = load_scenario(name)

    assert spec.question.endswith("?")
    assert spec.baseline in spec.strategies


def test_five_faults_are_all_named_at_once_with_what_is_allowed(write):
    faulty = (
        SMALL
        + """
[memory]
half_life = "60 kg"
[judgement]
detection = 1.5
[communities.two]
siez = 30
platform = 7
[strategies.other]
tailr = {}
"""
    )
    found = problems(write("faulty.toml", faulty))

    assert found == {
        "communities.two.siez": found["communities.two.siez"],
        "communities.two.platform": "faulty.toml: communities.two.platform: got 7; facebook, "
        "instagram, x, reddit are allowed",
        "judgement.detection": "faulty.toml: judgement.detection: got 1.5; a number from 0 to 1 "
        "(share) is allowed",
        "memory.half_life": "faulty.toml: memory.half_life: got '60 kg'; wrong unit 'kg'; a number "
        "in hours or days or weeks or months or years is allowed",
        "strategies.other.tailr": "faulty.toml: strategies.other.tailr: got a table; unknown; "
        "identify, tailor, interact, gather, adapt, analytics, commit, pay are allowed; did you "
        "mean 'tailor'?",
    }
    assert found["communities.two.siez"].endswith("did you mean 'size'?")


@pytest.mark.parametrize(
    ("line", "path", "message"),
    [
        ('baseline = "mirco"', "baseline", "did you mean 'micro'?"),
        ("days = 6", "days", "a whole number from 7 to 728 (days)"),
        ("days = 7.5", "days", "a whole number"),
        ("strategies.other.identify.communities = ['two']",
         "strategies.other.identify.communities", "one of the communities is allowed: one"),
        ("strategies.other.tailor.mix = { expert_tip = 0.7 }", "strategies.other.tailor.mix",
         "the shares sum to 0.7; they must sum to 1"),
        ("strategies.other.tailor.mix = { expert_tpi = 1.0 }",
         "strategies.other.tailor.mix.expert_tpi", "did you mean 'expert_tip'?"),
        ("strategies.other.tailor = { mix = { offer = 1.0 }, page_posts_per_week = 1 }",
         "strategies.other.tailor.page_posts_per_week", "a page needs followers"),
        ("strategies.other.pay = { community_ads = true }", "strategies.other.pay.community_ads",
         "a number is expected"),
        ("rivals.a.strategy = {}", "rivals.a.key", "is missing"),
        ("brand.wage = inf", "brand.wage", "a number from 0 to 1,000 ($/hour)"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_what_is_allowed(write, line, path, message):
    text = SMALL.replace('baseline = "micro"', "") if line.startswith("baseline") else SMALL
    found = problems(write("faulty.toml", f"{line}\n{text}"))

    assert message in found[path]


def test_two_rivals_cannot_have_one_key(write):
    text = SMALL + "[rivals.a]\nkey = 1\nstrategy = {}\n[rivals.b]\nkey = 1\nstrategy = {}\n"

    assert "rivals.a has this key already" in problems(write("faulty.toml", text))["rivals.b.key"]


def test_a_file_says_only_what_differs_from_the_one_it_extends(write):
    write("base.toml", SMALL + "[brand]\nname = 'Base'\nwage = 20\ntopic = [1.0, 2.0]\n")
    path = write("above.toml", 'extends = "base"\n[brand]\nwage = 30\ntopic = [3.0]\n')

    spec = load_scenario(path)

    assert (spec.brand.name, spec.brand.wage, spec.brand.topic) == ("Base", 30.0, (3.0,))


def test_values_come_from_defaults_then_below_then_the_file_then_what_is_set(write):
    write("base.toml", SMALL + "[memory]\nstep_ad = 0.001\nhalf_life = 40\nworth_of_word = 4\n")
    path = write("above.toml", 'extends = "base"\n[memory]\nhalf_life = 50\nworth_of_word = 5\n')

    memory = load_scenario(path, {"memory.worth_of_word": 6}).memory

    assert (memory.worth_of_contact, memory.step_ad, memory.half_life, memory.worth_of_word) == (
        10.0, 0.001, 50.0, 6.0,
    )  # fmt: skip


def test_a_fault_is_named_with_the_file_it_is_in(write):
    write("base.toml", SMALL + "[memory]\nhalf_life = -1\n")
    path = write("above.toml", 'extends = "base"\n[trust]\nhalf_life = -1\n')

    found = problems(path, {"irritation.half_life": -1})

    assert {where: text.split(":")[0] for where, text in found.items()} == {
        "memory.half_life": "base.toml",
        "trust.half_life": "above.toml",
        "irritation.half_life": "--set",
    }


def test_files_that_extend_each_other_or_too_deep_are_refused(write):
    write("a.toml", 'extends = "b"\n')
    ring = write("b.toml", 'extends = "a"\n')
    write("d0.toml", SMALL)
    for k in range(1, 5):
        deep = write(f"d{k}.toml", f'extends = "d{k - 1}"\n')

    assert "extend each other" in problems(ring)["extends"]
    assert "at most 3 files" in problems(deep)["extends"]
    assert load_scenario(write("d.toml", 'extends = "d1"\n')).title == "small"


@pytest.mark.parametrize(
    ("text", "message"),
    [("title = ", "not TOML"), ("title = '" + "x" * 1_000_001 + "'", "larger than 1,000,000")],
)
def test_a_file_that_is_no_scenario_is_refused(write, text, message):
    with pytest.raises(ScenarioError, match=message):
        load_scenario(write("broken.toml", text))


def test_a_missing_file_and_a_misspelt_name_are_refused(tmp_path):
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_scenario(tmp_path / "none.toml")
    with pytest.raises(ScenarioError, match="did you mean 'micro-vs-mass'"):
        load_scenario("micro-vs-mas")


def test_amounts_may_carry_a_unit(write):
    spec = load_scenario(
        write(
            "units.toml", SMALL + "[memory]\nhalf_life = '8 weeks'\n[audience]\nniche_share = '2 %'"
        )
    )

    assert spec.memory.half_life == 56.0
    assert spec.audience.niche_share == 0.02


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b=1", ("a.b", 1)),
        ("a=0.5", ("a", 0.5)),
        ("a='x'", ("a", "x")),
        ("a=8 weeks", ("a", "8 weeks")),
        ("a=[1, 2]", ("a", [1, 2])),
        ("a=true", ("a", True)),
    ],
)
def test_a_setting_is_a_path_and_a_toml_value_or_plain_text(text, expected):
    assert read_setting(text) == expected


def test_a_setting_without_a_value_is_refused():
    with pytest.raises(ScenarioError, match="path=value is allowed"):
        read_setting("a.b")


@given(st.floats(0.0001, 0.9))
def test_a_value_set_is_the_value_in_force(value):
    spec = with_overrides(load_scenario("micro-vs-mass"), {"audience.niche_share": value})

    assert spec.audience.niche_share == value
    assert spec.strategies == load_scenario("micro-vs-mass").strategies


def test_a_value_set_reaches_a_strategy():
    overrides = {"strategies.genuine-micro.commit.hours_per_week": 5}

    spec = load_scenario("micro-vs-mass", overrides)

    assert spec.strategies["genuine-micro"].commit.hours_per_week == 5.0
    assert "strategies.nobody.cmmit" in problems("micro-vs-mass", {"strategies.nobody.cmmit": {}})


def test_a_network_file_that_is_not_there_is_an_error():
    spec = with_overrides(load_scenario("local-artisans"), {"network.file": "nowhere.csv"})

    with pytest.raises(ValueError, match=r"nowhere\.csv: there is no such file"):
        load_network(spec)


def test_the_sample_network_is_found_by_its_name():
    spec = with_overrides(load_scenario("local-artisans"), {"network.file": "makers.csv"})

    assert len(load_network(spec).people) == 240


def test_the_schema_for_editors_is_up_to_date():
    assert (LIBRARY / "schema.json").read_text() == schema()
    assert "half_life" in json.dumps(json.loads(schema()))


def test_scenarios_are_data_only():
    assert [path.name for path in LIBRARY.rglob("*.py")] == []


@pytest.mark.parametrize(
    ("overrides", "path", "message"),
    [
        ({"strategies.genuin-micro.commit.hours_per_week": 1},
         "strategies.genuin-micro.commit.hours_per_week", "did you mean 'genuine-micro'?"),
        ({"communities.hiker.size": 9}, "communities.hiker.size", "did you mean 'hikers'?"),
        ({"brand..wage": 3}, "brand..wage", "a path such as brand.wage"),
        ({"strategies": 3}, "strategies", "a table is allowed"),
        ({"brand.topic": [0.0]}, "brand.topic", "not all of them 0"),
        ({"platforms.x.page_likes": 0.99, "platforms.x.page_comments": 0.2}, "platforms.x",
         "sum to 1.19"),
        ({"brand.crises": [{"day": 400}]}, "brand.crises.0.day", "a day before the end"),
        ({"strategies.hybrid.commit": {"start_week": 9, "stop_week": 9}},
         "strategies.hybrid.commit.stop_week", "a week after the start"),
        ({"strategies.stay-away.pay": {"community_ads": 5}},
         "strategies.stay-away.pay.community_ads", "an identify block"),
        ({"strategies.hybrid.identify.platforms": ["reddit"]},
         "strategies.hybrid.identify.platforms",
         "one of the market's platforms is allowed: facebook"),
        ({"strategies.hybrid.identify.platforms": ["facebok"]},
         "strategies.hybrid.identify.platforms", "did you mean 'facebook'?"),
        ({"strategies.hybrid.identify.monitoring_hours": 3},
         "strategies.hybrid.identify.monitoring_hours", 'communities = "search" is needed'),
        ({"strategies.hybrid.commit.pauses": [{"from_week": 1, "to_week": 2},
                                              {"from_week": 3, "to_week": 3}]},
         "strategies.hybrid.commit.pauses.1.to_week", "a week after 3 is allowed"),
        ({"strategies.hybrid.adapt.rules": [{"when": "luck < 3", "then": "stop"}]},
         "strategies.hybrid.adapt.rules.0.when", "'luck' is no metric"),
        ({"strategies.hybrid.adapt.rules": [{"when": "views < 3", "then": "pause-post"}]},
         "strategies.hybrid.adapt.rules.0.then", "did you mean 'pause-posting'?"),
        ({"strategies.hybrid.analytics.tool": "a.i."}, "strategies.hybrid.analytics.tool",
         "platform, basic, ai are allowed"),
        ({"strategies.hybrid.pay.influencer": "mikro"}, "strategies.hybrid.pay.influencer",
         "did you mean 'micro'?"),
        ({"strategies.hybrid.identify.communities": "serch"},
         "strategies.hybrid.identify.communities", "did you mean 'search'?"),
        ({"strategies.hybrid.tailor": "often"}, "strategies.hybrid.tailor", "a table is allowed"),
        ({"strategies.hybrid.commit.pauses": 3}, "strategies.hybrid.commit.pauses",
         "a list is allowed"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(overrides, path, message):
    assert message in problems("micro-vs-mass", overrides)[path]


def test_a_name_with_a_dot_is_refused(write):
    text = SMALL + '[communities."a.b"]\nsize = 3\n'

    assert "without a dot" in problems(write("dotted.toml", text))["communities.a.b"]


def test_communities_that_a_real_network_does_not_have_are_refused():
    overrides = {"network.file": "makers.csv", "strategies.ads.identify.communities": ["knitter"]}

    with pytest.raises(ScenarioError, match="did you mean 'knitters'"):
        load_network(load_scenario("local-artisans", overrides))


def test_a_strategy_that_is_wrong_in_every_way_is_refused_with_every_fault_named():
    """Shares, a platform, hours of search, an end, a pause, a trigger, an action, a tool."""
    found = problems("micro-vs-mass", {
        "strategies.hybrid": {
            "identify": {"platforms": ["x"], "joining_hours": 2},
            "tailor": {"mix": {"offer": 0.5, "question": 0.4}},
            "commit": {"start_week": 8, "stop_week": 4,
                       "pauses": [{"from_week": 2, "to_week": 1}]},
            "adapt": {"rules": [{"when": "trust < 1", "then": "panic"}]},
            "analytics": {"tool": "oracle"},
        }
    })  # fmt: skip

    assert {path.removeprefix("strategies.hybrid.") for path in found} == {
        "identify.platforms", "identify.joining_hours", "tailor.mix", "commit.stop_week",
        "commit.pauses.0.to_week", "adapt.rules.0.when", "adapt.rules.0.then", "analytics.tool",
    }  # fmt: skip
    assert "did you mean 'trust_proxy'?" in found["strategies.hybrid.adapt.rules.0.when"]


def test_rules_pauses_and_changes_are_read_from_a_file(write):
    path = write(
        "full.toml",
        SMALL
        + """
[immersion]
is_on = 1
[strategies.full]
identify = { communities = "search", how_many = 2, joining_hours = 1 }
gather = { every_weeks = 3 }
analytics = { tool = "ai" }
pay = { influencer = "nano" }
[[strategies.full.adapt.rules]]
when = "trust_proxy < 40% for 2 weeks"
then = "pause-promotion"
[strategies.full.commit]
pauses = [{ from_week = 2, to_week = 4 }]
changes = [{ week = 6, hours_per_week = 1 }]
""",
    )
    full = load_scenario(path).strategies["full"]

    assert full.adapt.rules[0].condition == ("trust_proxy", "<", 0.4, 2)
    assert (full.commit.pauses[0].to_week, full.commit.changes[0].hours_per_week) == (4, 1.0)
    assert (full.identify.communities, full.pay.influencer) == ("search", "nano")


def test_what_does_nothing_while_its_mechanism_is_off_is_refused(write):
    path = write(
        "idle.toml",
        SMALL
        + """
[strategies.odd]
gather = { every_weeks = 3 }
interact = { feedback_hours = 1, apologises = true }
tailor = { mix = { question = 1 }, feigned = 0.5 }
""",
    )

    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)

    problems = caught.value.problems
    said = {each.path.removeprefix("strategies.odd."): each.allowed for each in problems}
    needed = {"gather": "immersion", "interact.feedback_hours": "feedback",
              "interact.apologises": "backlash", "tailor.feigned": "insincerity"}  # fmt: skip
    assert said.keys() == needed.keys()
    assert all(said[path].endswith(f"{name}.is_on = 1") for path, name in needed.items())
    on = {f"{name}.is_on": 1 for name in needed.values()}
    assert load_scenario(path, on).strategies["odd"].tailor.feigned == 0.5


def test_a_search_needs_no_names_in_a_real_network():
    overrides = {
        "network.file": "makers.csv", "strategies.ads.identify.communities": "search",
        "strategies.ads.identify.joining_hours": 1,
    }  # fmt: skip

    assert load_network(load_scenario("local-artisans", overrides)) is not None


things = st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.just(0.5)
things = st.recursive(
    things, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["when", "from_week", "to_week", "key", "strategy", "day", "size"]), inner,
        max_size=2,
    ), max_leaves=4,
)  # fmt: skip


@given(
    st.sampled_from([
        "communities", "communities.hikers", "communities.hikers.platform", "brand.crises",
        "strategies.hybrid", "strategies.hybrid.identify", "strategies.hybrid.identify.communities",
        "strategies.hybrid.identify.platforms", "strategies.hybrid.identify.joining_hours",
        "strategies.hybrid.commit", "strategies.hybrid.commit.pauses",
        "strategies.hybrid.commit.changes", "strategies.hybrid.commit.stop_week",
        "strategies.hybrid.adapt.rules", "strategies.hybrid.tailor.mix", "rivals", "rivals.a",
        "rivals.a.key", "baseline", "content.offer", "tools.ai",
    ]),
    things,
)  # fmt: skip
def test_whatever_a_value_is_it_is_read_or_refused_in_words(path, value):
    found = []
    try:
        load_scenario("micro-vs-mass", {path: value})
    except ScenarioError as error:
        found = error.problems

    assert all(problem.allowed for problem in found)


def test_what_a_table_leaves_out_stays_as_that_table_has_it():
    """An offer of another price still sells, and an AI tool still sees more than the platform."""
    before = load_scenario("micro-vs-mass")
    spec = load_scenario("micro-vs-mass", {
        "content.offer.hours": 2, "tools.ai.fee": 300, "influencers.mega.fee": 1,
        "research.joining.coverage": 0.5,
    })  # fmt: skip

    assert spec.content.offer == before.content.offer.model_copy(update={"hours": 2})
    assert spec.content.offer.promotion == 0.9
    assert spec.content.immersive == before.content.immersive
    assert spec.tools.ai == before.tools.ai.model_copy(update={"fee": 300})
    assert (spec.influencers.mega.followers, spec.influencers.mega.fee) == (3_000_000, 1)
    assert (spec.research.joining.best, spec.research.joining.coverage) == (0.98, 0.5)
    assert load_scenario("micro-vs-mass", {"strategies.hybrid": {}}).strategies["hybrid"].is_idle
