"""The model: same bits every way it is run, nothing lost, and a Mesa model to its users."""

import copy
from itertools import pairwise

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents import PHASES, Brand, Community, Member, Platform
from sim.columns import check_ranges, kinds
from sim.day import run_day
from sim.ledger import Line, Source
from sim.model import BrandCommunity, simulate
from sim.strategies.plan import Strategy
from sim.world import Span, World
from tests.conftest import small_spec

RIVALS = {
    "loud": {
        "key": 7,
        "strategy": {
            "identify": {},
            "commit": {},
            "tailor": {"mix": {"offer": 1.0}, "posts_per_week": 4},
            "pay": {"audience_ads": 50},
        },
    },
    "kind": {
        "key": 3,
        "strategy": {
            "identify": {},
            "commit": {},
            "interact": {"answers": True},
            "tailor": {"mix": {"question": 1.0}, "posts_per_week": 2},
        },
    },
}
EVERYTHING = {  # all mechanisms at work: rivals, a crisis, members who leave and join
    "rivals": RIVALS,
    "membership": {"is_on": 1, "leave_rate": 0.02, "join_by_friends": 0.05},
    "communities": {
        "one": {"size": 40, "platform": "instagram", "newcomers": 0.5},
        "two": {"size": 30, "posts_per_member": 0.5},
    },
    "brand": {
        "page_followers": 900,
        "budget_per_week": 900,
        "crises": [{"day": 9, "severity": 2.0}],
    },
    "population": {"visits_mean": 1.5},
    "engagement": {"base": -1.0},
    "memory": {"step_ad": 0.02},
    "purchase": {"rate": 0.05},
    "conversation": {"is_on": 1, "eagerness": 2.0, "recommendation_share": 0.5},
    "belonging": {"is_on": 1},
    "muting": {"is_on": 1, "threshold": 0.1, "rate": 0.2},
    "immersion": {"is_on": 1},
    "loyalty": {"is_on": 1, "rate": 0.1, "lapse": 0.2},
    "feedback": {"is_on": 1},
    "presence": {"is_on": 1, "saturation": 5.0},
    "insincerity": {"is_on": 1, "detection": 0.5},
    "offence": {"is_on": 1, "rate": 1.0},
    "backlash": {"is_on": 1, "chance": 1.0, "threshold": 0.1},
    "strategies": {
        "ads": {"pay": {"audience_ads": 100}},
        "all": {
            "identify": {},
            "commit": {},
            "adapt": {},
            "interact": {"answers": True, "feedback_hours": 1.0, "apologises": True},
            "tailor": {
                "mix": {"expert_tip": 0.4, "question": 0.2, "offer": 0.4},
                "posts_per_week": 3,
                "page_posts_per_week": 1,
                "personalisation": 0.5,
                "feigned": 0.5,
                "consent": False,
            },
            "pay": {"audience_ads": 50, "community_ads": 100, "disclosed": False},
        },
    },
}


def bits(world: World) -> dict[str, bytes]:
    """Return all that a run has come to, byte for byte."""
    columns = {name: getattr(world.members, name).tobytes() for name, _ in kinds()}
    counts = {name: getattr(world.counts, name).tobytes() for name in world.counts.__slots__}
    ledger = {name: getattr(world.ledger, name).tobytes() for name in world.ledger.__slots__}
    audience = {
        "audience": world.audience.good_evidence.tobytes() + world.audience.memory.tobytes()
    }
    society = {"moved": world.moved, "talk": world.talk, "strength": world.ties.strength}
    society = {name: array.tobytes() for name, array in society.items()}
    return columns | counts | ledger | audience | society


def finished(model: BrandCommunity) -> BrandCommunity:
    """Return a model after its last day."""
    while model.running:
        model.step()
    return model


def state(world: World) -> list[np.ndarray]:
    """Return sum of trust (brand, community) and number (community,) of the members present."""
    m, n = world.members, len(world.communities)
    trust = [np.bincount(m.community, each * m.is_member, minlength=n) for each in m.trust]
    return [np.array(trust), np.bincount(m.community, m.is_member, minlength=n)]


@pytest.fixture(scope="module")
def nights():
    """Return a finished run with all mechanisms at work, and the state of every night."""
    model = BrandCommunity(small_spec(**EVERYTHING), "all", seed=6)
    states = [state(model.world)]
    while model.running:
        model.step()
        states.append(state(model.world))
    return model, [np.array(each) for each in zip(*states, strict=True)]


@pytest.fixture(scope="module")
def everything(nights):
    """Return a finished run with all mechanisms at work."""
    return nights[0]


def test_every_mechanism_is_at_work_in_the_run_that_these_tests_rely_on(everything):
    points = np.abs(everything.world.ledger.trust).sum(axis=(0, 1, 2))
    counts = everything.world.counts

    assert [Source(k).name for k in np.flatnonzero(points == 0.0)] == []
    assert all(getattr(counts, name).sum() > 0 for name in counts.__slots__)
    assert (everything.world.moved.sum(axis=(0, 1)) > 0).all()


def test_members_visited_one_by_one_come_to_the_same_bits(everything):
    one_by_one = BrandCommunity(small_spec(**EVERYTHING), "all", seed=6, engine="agents")

    assert bits(finished(one_by_one).world) == bits(everything.world)


@settings(max_examples=8)
@given(st.lists(st.integers(0, 100), max_size=4), st.booleans())
def test_any_split_into_spans_in_any_order_comes_to_the_same_bits(everything, cuts, backwards):
    model = BrandCommunity(small_spec(**EVERYTHING), "all", seed=6)
    n = len(model.world.members)
    ends = sorted({0, n, *(cut * n // 100 for cut in cuts)})
    spans = [Span(*pair) for pair in pairwise(ends)][:: -1 if backwards else 1]
    model._each = lambda step, p: [step(model.world, p, span) for span in spans]

    assert bits(finished(model).world) == bits(everything.world)


def test_a_fork_and_its_original_go_on_alike_and_apart():
    model = BrandCommunity(small_spec(**EVERYTHING), "all", seed=6)
    for _ in range(10):
        model.step()
    fork = copy.deepcopy(model)
    before = bits(fork.world)

    finished(model)

    assert bits(fork.world) == before
    assert bits(finished(fork).world) == bits(model.world)
    assert (fork.recorder.sums == model.recorder.sums).all()


def test_a_fork_of_a_model_whose_agents_were_looked_at_steps_its_own_agents():
    model = BrandCommunity(small_spec(), "micro", seed=5, engine="agents")
    model.step()
    assert len(model.agents) > 70

    fork = copy.deepcopy(model)

    assert all(agent.model is fork for agent in fork.agents)
    assert bits(finished(fork).world) == bits(finished(model).world)


@pytest.mark.parametrize("names", [("loud", "kind"), ("kind", "loud"), ("b", "a")])
def test_rivals_in_another_order_or_under_other_names_change_nothing(everything, names):
    renamed = dict(zip(names, RIVALS.values(), strict=True))
    if names == ("kind", "loud"):
        renamed = dict(reversed(RIVALS.items()))
    spec = small_spec(**EVERYTHING | {"rivals": renamed})

    assert bits(finished(BrandCommunity(spec, "all", seed=6)).world) == bits(everything.world)


def test_another_seed_is_another_luck_and_the_same_seed_the_same():
    spec = small_spec()
    runs = [simulate(spec, "micro", seed) for seed in (5, 5, 6)]

    assert runs[0].outcomes == runs[1].outcomes
    assert runs[0].outcomes != runs[2].outcomes


def test_every_strategy_meets_the_same_world():
    spec = small_spec()
    worlds = [BrandCommunity(spec, name, seed=5).world for name in spec.strategies]

    assert bits(worlds[0]) == bits(worlds[1]) == bits(worlds[2])


def test_trust_points_by_source_sum_to_the_change_of_trust_in_each_community_and_day(nights):
    model, (trust, _) = nights
    points = model.world.ledger.trust.sum(axis=3)

    np.testing.assert_allclose(np.diff(trust, axis=0), points, rtol=0, atol=1e-9)


def test_members_are_those_who_joined_less_those_who_left(nights):
    model, (_, present) = nights
    left, joined = model.world.moved[:, :, 0], model.world.moved[:, :, 1]

    np.testing.assert_array_equal(np.diff(present, axis=0), joined - left)


def test_hours_used_are_within_the_hours_available_every_week(everything):
    hours = everything.world.ledger.hours.copy()
    hours[:, :, [Line.CRISIS, Line.APOLOGIES]] = 0.0  # these come on top of the week
    by_week = hours.sum(axis=2).reshape(-1, 7, hours.shape[1]).sum(axis=1)

    assert (by_week <= 14.0 + 1e-9).all()
    assert by_week[:, 0].min() > 1.0


def test_money_is_the_sum_of_its_lines_and_within_the_budget():
    run = simulate(small_spec(**EVERYTHING), "all", seed=6)
    lines = sum(run.money.values())

    np.testing.assert_allclose(run.weekly["cost"], lines, rtol=1e-12)
    assert run.outcomes["cost"] == pytest.approx(lines.sum())
    assert (lines - run.money["crisis"] - run.money["apologies"] <= 900.0 + 1e-9).all()


def test_ledger_of_a_run_explains_its_change_of_trust():
    for spec in (small_spec(), small_spec(**EVERYTHING)):
        for name in spec.strategies:
            run = simulate(spec, name, seed=2)
            explained = sum(points.sum() for points in run.trust_ledger.values())

            assert explained == pytest.approx(run.outcomes["trust_change"], abs=1e-9)


def test_every_column_stays_in_its_range(everything):
    check_ranges(everything.world.members)


def test_a_brand_that_stays_away_moves_nothing():
    run = simulate(small_spec(), "stay-away", seed=5)

    assert run.outcomes["cost"] == run.outcomes["hours"] == run.outcomes["views"] == 0.0
    assert run.outcomes["trust_change"] == pytest.approx(0.0, abs=1e-12)


def test_a_mesa_user_finds_the_agents():
    model = BrandCommunity(small_spec(), "micro", seed=5)
    members = model.agents_by_type[Member]

    assert isinstance(model, mesa.Model)
    assert {type(agent) for agent in model.agents} == {Member, Brand, Community, Platform}
    assert len(members) == 70
    assert len(members.select(lambda member: member.community == 1)) == 30
    assert members.agg("trust", np.mean) == pytest.approx(0.4)
    assert members.get("interest")[3] == model.world.members.interest[3]
    sizes = members.groupby("community").agg("row", len)
    assert sizes == {0: 40, 1: 30}
    members.set("memory", 0.5)
    assert (model.world.members.memory == 0.5).all()
    assert members.do("look") is members  # no post is live yet: nobody sees any


def test_a_data_collector_collects_members_and_model():
    model = BrandCommunity(small_spec(days=7), "micro", seed=5)
    collector = mesa.DataCollector(
        model_reporters={"day": lambda model: model.world.day},
        agenttype_reporters={Member: {"trust": "trust"}},
    )
    while model.running:
        model.step()
        collector.collect(model)

    assert collector.get_model_vars_dataframe()["day"].tolist() == list(range(1, 8))
    assert len(collector.get_agenttype_vars_dataframe(Member)) == 7 * 70


def test_run_model_and_the_clock_of_mesa_follow_the_days():
    model = BrandCommunity(small_spec(days=7), "micro", seed=5)
    model.step()
    model.run_model()

    assert model.world.day == model.steps == model.time == 7
    with pytest.raises(RuntimeError, match="the run is over"):
        model._user_step()


def test_a_member_refuses_unknown_attributes_and_values_out_of_range():
    member = BrandCommunity(small_spec(), "micro", seed=5).member(0)

    with pytest.raises(AttributeError, match="no 'turst'"):
        member.turst = 1.0
    with pytest.raises(ValueError, match=r"cannot be 1\.5"):
        member.interest = 1.5


def test_a_member_knows_its_neighbours_and_can_leave():
    model = BrandCommunity(small_spec(), "micro", seed=5)
    model.step()
    member = model.member(3)
    neighbours = [each.row for each in member.neighbours]

    member.remove()

    assert neighbours == model.world.ties.neighbours(3).tolist()
    assert member not in model.agents
    assert not model.world.members.is_member[3]
    before = state(BrandCommunity(small_spec(), "micro", seed=5).world)
    after = state(finished(model).world)
    points = model.world.ledger.trust.sum(axis=(0, 3))
    np.testing.assert_allclose(after[0] - before[0], points, atol=1e-9)
    np.testing.assert_array_equal(after[1] - before[1], [-1, 0])


class Stubborn(Member):
    """A member who weighs nothing."""

    def judge(self):
        """Let everything pass."""


def test_a_member_with_a_phase_of_its_own_runs_one_by_one_and_only_there():
    spec = small_spec()
    with pytest.raises(ValueError, match=r"Stubborn has its own judge.*engine='agents'"):
        BrandCommunity(spec, "micro", seed=5, member_class=Stubborn)

    model = BrandCommunity(spec, "micro", seed=5, member_class=Stubborn, engine="agents")

    assert finished(model).world.counts.views.sum() > 0
    assert model.world.ledger.trust[..., Source.CONTENT].sum() == 0.0


def test_a_policy_in_python_decides_week_by_week():
    spec = small_spec()
    weeks = []

    class EverySecondWeek:
        def __call__(self, seen):
            weeks.append(seen.week)
            return spec.strategies["micro"] if seen.week % 2 == 0 else Strategy()

    model = finished(BrandCommunity(spec, EverySecondWeek(), seed=5))
    posts = model.world.counts.posts[:, 0].sum(axis=1).reshape(-1, 7).sum(axis=1)

    assert weeks == [0, 1, 2, 3]
    assert posts[0] > 0
    assert posts[1] == posts[3] == 0.0


def test_with_all_effects_zero_the_chance_to_engage_is_that_of_the_base():
    nothing = dict.fromkeys(
        ["fit", "usefulness", "trust", "authenticity", "friends", "irritation", "promotion",
         "immersion"], 0.0,
    )  # fmt: skip
    spec = small_spec(
        communities={"one": {"size": 3000}},
        engagement=nothing | {"base": -1.0},
        population={"visits_mean": 2.0, "silent_share": 0.0, "writing_spread": 0.0},
        replying={"warmth": 0.0},
        appeal={"spread": 0.0},
    )
    run = simulate(spec, "micro", seed=5)
    chance, views = 1 / (1 + np.e), run.outcomes["views"]

    error = (chance * (1 - chance) / views) ** 0.5
    assert abs(run.outcomes["engagements"] / views - chance) < 4 * error


def test_one_day_takes_the_phases_in_the_order_of_the_day(spec):
    model = BrandCommunity(spec, "micro", seed=5)
    seen = []

    run_day(model.world, spec, lambda step, _: seen.append(step))

    assert len(seen) == len(PHASES)
    assert set(seen) == set(PHASES)


def test_an_offer_that_moderators_take_down_is_made_to_nobody():
    offers = {"mix": {"offer": 1.0}, "posts_per_week": 2}
    strategy = {"identify": {}, "commit": {}, "tailor": offers}
    runs = {}
    for moderation in (0.0, 1.0):
        spec = small_spec(
            communities={"one": {"size": 40, "moderation": moderation}},
            strategies={"offers": strategy, "ads": {}},
        )
        runs[moderation] = finished(BrandCommunity(spec, "offers", seed=5)).world

    assert runs[0.0].communities.deal_until[0, 0] > 20
    assert runs[1.0].counts.removed.sum() == runs[1.0].counts.posts.sum() > 0
    assert runs[1.0].communities.deal_until[0, 0] == -1


def test_an_offer_to_followers_of_a_page_is_none_to_the_public():
    page = {"mix": {"offer": 1.0}, "page_posts_per_week": 7}
    spec = small_spec(
        brand={"page_followers": 1000},
        strategies={"page": {"commit": {}, "tailor": page}, "ads": {}},
    )
    audience = finished(BrandCommunity(spec, "page", seed=5)).world.audience

    assert (audience.offered[0, audience.follows == 0] > 0.1).all()
    assert (audience.offered[0, audience.follows < 0] == 0.0).all()


def test_active_members_are_those_of_the_last_four_weeks():
    spec = small_spec(days=35, engagement={"base": -20.0, "base_ads": -20.0})
    model = BrandCommunity(spec, "micro", seed=5)
    while model.running:
        model.step()
        model.world.members.last_engaged[0, :2] = (6, 7)  # 29 and 28 evenings before the end

    assert model.recorder.active[-1, 0].sum() == 1
