"""A brand with no hours and no money leaves the world exactly as if it were not there."""

from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.columns import kinds
from sim.model import BrandCommunity
from sim.strategies.bandits import PolicyName
from sim.strategies.contingency import METRICS, Action
from sim.strategies.tailor import KINDS
from tests.conftest import small_spec
from tests.strategies import arrays_of, shares
from tests.test_model import RIVALS

SWITCHES = ("conversation", "belonging", "muting", "immersion", "insincerity", "offence",
            "feedback", "backlash", "loyalty", "presence", "stories")  # fmt: skip
MARKET = {  # busy with rivals, and all mechanisms on
    "rivals": RIVALS,
    "days": 28,
    "engagement": {"base": -1.0},
    "memory": {"step_ad": 0.02},
    "purchase": {"rate": 0.05},
    "population": {"visits_mean": 1.5},
    "membership": {"is_on": 1, "leave_rate": 0.02, "join_by_friends": 0.05},
    "communities": {
        "one": {"size": 20, "platform": "instagram", "newcomers": 0.5, "ban_after": 1},
        "two": {"size": 15, "posts_per_member": 0.5, "sensitivity": 0.9},
    },
    # Whatever is free of charge needs no money, so it must be the want of both that keeps it away.
    "content": {kind: {"hours": 0, "cash": 0} for kind in ("question", "offer")},
    "influencers": {"nano": {"fee": 0}},
    "tools": {"basic": {"fee": 0, "noise": 0.1}, "platform": {"fee": 50}},
} | {name: {"is_on": 1} for name in SWITCHES}
POOR = {"hours_per_week": 0, "budget_per_week": 0, "crises": [{"day": 9, "severity": 2.0}]}
INTENTIONS = {"brands.feigned", "brands.apologises"}  # nobody sees them where nothing is done

amounts = st.floats(0, 50)
weeks = st.integers(0, 4)
mixes = st.dictionaries(st.sampled_from(KINDS), st.floats(0.01, 1), min_size=1).map(
    lambda parts: {name: part / sum(parts.values()) for name, part in parts.items()}
)


def tables(**fields):
    """Return tables with some of these fields, or none at all."""
    return st.none() | st.fixed_dictionaries({}, optional=fields)


rules = st.fixed_dictionaries({
    "when": st.builds("{} >= 0 for {} weeks".format, st.sampled_from(list(METRICS)),
                      st.integers(1, 2)),
    "then": st.sampled_from(get_args(Action)),
})  # fmt: skip
blocks = st.fixed_dictionaries({
    "identify": st.none() | st.fixed_dictionaries({
        "communities": st.sampled_from(["all", "search", ["one"]]), "search_weeks": st.just(1),
        "hashtag_hours": amounts, "monitoring_hours": amounts, "joining_hours": amounts,
    }),
    "tailor": st.none() | st.fixed_dictionaries({"mix": mixes}, optional={
        "posts_per_week": amounts, "page_posts_per_week": amounts, "feigned": shares,
        "personalisation": shares, "consent": st.booleans(),
    }),
    "interact": tables(
        listening_hours=amounts, replies=st.booleans(), answers=st.booleans(),
        feedback_hours=amounts, apologises=st.booleans(),
    ),
    "gather": tables(
        every_weeks=st.integers(1, 2), first_week=weeks, hours=st.just(0) | amounts,
        cash=st.just(0) | amounts, set_up=st.just(0) | amounts,
    ),
    "adapt": tables(
        policy=st.sampled_from(get_args(PolicyName)), rules=st.lists(rules, max_size=2),
        trust_weight=shares,
    ),
    "analytics": tables(tool=st.sampled_from(["platform", "basic", "ai"])),
    "commit": tables(
        hours_per_week=amounts, weeks_on=st.integers(1, 2), weeks_off=st.integers(0, 2),
        changes=st.lists(st.fixed_dictionaries({"week": weeks, "hours_per_week": amounts}),
                         max_size=2),
    ),
    "pay": tables(
        audience_ads=amounts, community_ads=amounts, precision=shares, disclosed=st.booleans(),
        creative=st.sampled_from(KINDS), influencer=st.sampled_from(["nano", "mega"]),
        influencer_posts=st.just(13),
    ),
})  # fmt: skip
strategies = blocks.map(lambda each: {name: b for name, b in each.items() if b is not None})


def world_of(strategy, rivals=None, **brand):
    """Return a world after a run in which the focal brand follows a strategy."""
    spec = small_spec(
        **MARKET
        | {"strategies": {"ads": {}, "it": strategy}, "brand": brand}
        | {"rivals": RIVALS if rivals is None else rivals}
    )
    model = BrandCommunity(spec, "it", seed=5)
    while model.running:
        model.step()
    return model.world


ACTIVE = {
    "identify": {}, "commit": {}, "interact": {"answers": True},
    "tailor": {"mix": {"expert_tip": 0.5, "offer": 0.5}, "posts_per_week": 3, "feigned": 1.0},
    "pay": {"audience_ads": 100, "community_ads": 50, "disclosed": False},
}  # fmt: skip
absent = {}  # what the market comes to without the brand, made once


def test_the_market_of_these_tests_is_busy():
    world = world_of(ACTIVE, genuineness=0.2)
    counts = world.counts

    assert (counts.views.sum(axis=(0, 2)) > 0).all()
    for name in ("posts", "replies", "comments", "customers", "clicks", "mentions"):
        assert getattr(counts, name)[:, 0].sum() > 0, name
    assert counts.removed.sum() > 0
    assert world.talk.sum() > 0
    assert world.moved.sum() > 0


@settings(max_examples=25)
@given(strategies)
def test_whatever_a_brand_would_do_without_hours_and_money_it_does_nothing(strategy):
    if "world" not in absent:
        absent["world"] = arrays_of(world_of({}, **POOR))
    found = arrays_of(world_of(strategy, **POOR))

    different = {name for name in found if found[name].tobytes() != absent["world"][name].tobytes()}
    assert different <= INTENTIONS


@settings(max_examples=15)
@given(strategies, st.sampled_from([1, 5, 100]))
def test_a_rival_without_hours_and_money_might_as_well_not_be_there(strategy, key):
    """Rivals are in the order of their keys (3, 7): the idle one may stand before, among, after."""
    if "active" not in absent:
        absent["active"] = world_of(ACTIVE)
    idle = {"key": key, "strategy": strategy} | POOR
    without, world = absent["active"], world_of(ACTIVE, rivals=RIVALS | {"idle": idle})
    others = np.flatnonzero(world.brands.keys != key)

    for name, kind in kinds():
        found, expected = getattr(world.members, name), getattr(without.members, name)
        np.testing.assert_array_equal(found[others] if kind.axes else found, expected, name)
    for name in world.counts.__slots__:
        found, expected = getattr(world.counts, name), getattr(without.counts, name)
        np.testing.assert_array_equal(found[:, others], expected, name)
        assert not found[:, [b for b in range(4) if b not in others]].any()
    for name in world.ledger.__slots__:
        found, expected = getattr(world.ledger, name), getattr(without.ledger, name)
        np.testing.assert_array_equal(found[:, others], expected, name)
    for name in ("good_evidence", "bad_evidence", "memory", "customers", "irritation"):
        found, expected = getattr(world.audience, name), getattr(without.audience, name)
        np.testing.assert_array_equal(found[others], expected, name)
    np.testing.assert_array_equal(world.talk, without.talk)
    np.testing.assert_array_equal(world.moved, without.moved)
    np.testing.assert_array_equal(world.ties.strength, without.ties.strength)
    np.testing.assert_array_equal(world.by_kind[:, others], without.by_kind)


def test_hours_alone_or_money_alone_are_not_nothing():
    """So that the tests above would see it if a brand did something."""
    nothing = arrays_of(world_of({}, **POOR))
    for means in ({"hours_per_week": 10, "wage": 0}, {"budget_per_week": 100}):
        world = arrays_of(world_of(ACTIVE, **POOR | means))
        assert (world["counts.views"] != nothing["counts.views"]).any()
