"""What is watched in a run, and how studies of spreading begin."""

import numpy as np
import pytest

from experiments.concentration import share_of_top_tenth
from experiments.facts.beginnings import (
    N_SEEDS,
    convince_anyone,
    convince_friends,
    convince_hubs,
    dense_network,
    let_friends_complain,
    sparse_network,
)
from experiments.facts.study import Course
from experiments.facts.watching import Adoptions, Complaints, Minds, Talk, watch
from sim.model import BrandCommunity, simulate
from sim.setup import build_world
from sim.strategies.plan import Strategy
from tests.conftest import small_spec

MICRO = small_spec().strategies["micro"].model_dump(exclude_unset=True)


def test_watching_changes_nothing_in_a_run():
    spec = small_spec(conversation={"is_on": 1})
    run = simulate(spec, Strategy.model_validate(MICRO), 3)
    watched = watch(spec, Course({0: MICRO}), 3, watchers=(Minds, Talk, Adoptions, Complaints))

    assert {name: watched.outcomes[name] for name in run.outcomes} == run.outcomes
    assert watched.weekly["memory"].shape == watched.weekly["peer_answers"].shape == (4,)
    assert watched.weekly["peer_answers"].sum() == watched.outcomes["peer_replies"]


def test_a_course_follows_the_last_week_named():
    course = Course({0: {}, 2: MICRO})
    model = BrandCommunity(small_spec(), course, seed=1)
    for _ in range(28):
        model.step()

    posts = np.add.reduceat(model.world.counts.posts[:, 0].sum(axis=1), [0, 7, 14, 21])
    assert posts[0] == posts[1] == 0
    assert posts[2] > 0


def test_the_busiest_tenth():
    assert share_of_top_tenth(np.array([0.0] * 50 + [1.0] * 9 + [11.0])) == 11 / 20
    assert np.isnan(share_of_top_tenth(np.zeros(5)))


def put(world, *, hears=(), speaks=(), buys=()):
    """Set who hears, speaks and buys today."""
    m = world.members
    for column in (m.hears_today, m.speaks_today, m.buys_today):
        column[0] = 0
    m.hears_today[0, list(hears)] = m.speaks_today[0, list(speaks)] = 1
    m.buys_today[0, list(buys)] = 1


def test_a_cascade_of_three_by_hand(tiny_world):
    """One buys, tells a second who buys, who tells a third who buys: two steps. 6 buys alone."""
    listens_to = tiny_world.ties.neighbours
    one, two, three = next(
        (int(i), int(j), k)
        for k in range(4) for j in listens_to(k) for i in listens_to(int(j)) if i not in (k, 6)
    )  # fmt: skip
    watcher = Adoptions(tiny_world)
    for day in (
        {"buys": [one, 6]},
        {"speaks": [one], "hears": [two], "buys": [two]},
        {"speaks": [two], "hears": [three]},
        {"buys": [three]},
    ):
        put(tiny_world, **day)
        watcher.look(tiny_world)

    assert watcher.root[[one, two, three, 6]].tolist() == [one, one, one, 6]
    assert watcher.depth[[one, two, three]].tolist() == [0, 1, 2]
    assert watcher.outcomes(tiny_world) == {"short_share": 0.5, "large_share": 0.0}


def test_who_hears_it_from_no_customer_begins_a_cascade(tiny_world):
    watcher = Adoptions(tiny_world)
    put(tiny_world, speaks=[0], hears=[1], buys=[1])
    watcher.look(tiny_world)

    assert watcher.root[1] == 1


@pytest.mark.parametrize(
    ("complaints", "calm", "storm"), [([], 1, 0), ([0], 0.5, 0), ([0, 1, 2], 0.5, 0.5)]
)
def test_storms_are_counted_by_community(tiny_world, complaints, calm, storm):
    tiny_world.members.complaint[0, complaints] = 3
    found = Complaints(tiny_world).outcomes(tiny_world)

    assert (found["calm_share"], found["storm_share"]) == (calm, storm)
    assert found["complained_share"] == len(complaints) / 7


@pytest.mark.parametrize(("network", "ties"), [(sparse_network, 4), (dense_network, 100)])
def test_networks_have_the_ties_they_say_and_both_ways(network, ties):
    found = network()
    pairs = set(zip(np.repeat(np.arange(1000), np.diff(found.start)), found.whom, strict=True))

    assert found.start[-1] / 1000 == pytest.approx(ties, rel=0.01)
    assert {(b, a) for a, b in pairs} == pairs
    assert not any(a == b for a, b in pairs)


def test_hubs_have_more_listeners_than_anyone_and_are_convinced():
    worlds = [build_world(small_spec(), 5, sparse_network()) for _ in range(2)]
    for begin, world in zip((convince_hubs, convince_anyone), worlds, strict=True):
        begin(world)
        first = np.flatnonzero(world.members.is_customer[0])
        assert len(first) == N_SEEDS
        assert (world.members.trust[0, first] > 0.85).all()

    of_hubs, of_anyone = (
        np.diff(world.ties.heard_start)[world.members.is_customer[0] == 1].min() for world in worlds
    )
    assert of_hubs > 5 * of_anyone


def test_a_circle_begins_the_same_for_news_and_for_complaints():
    spec = small_spec()
    news, complaint = build_world(spec, 7), build_world(spec, 7)
    convince_friends(news)
    let_friends_complain(complaint)

    circle = np.flatnonzero(news.members.is_customer[0])
    assert np.array_equal(circle, np.flatnonzero(complaint.members.complaint[0]))
    assert 1 < len(circle) <= 1 + 12 + 1  # one, its ties inside, a weak one
