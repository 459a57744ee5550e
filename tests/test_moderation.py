"""Moderators take down promotion above the norm and what gave offence, and ban brands."""

import numpy as np
import pytest

from sim.agents.community import with_offence
from sim.model import BrandCommunity
from sim.randomness import key_for
from tests.conftest import small_spec
from tests.strategies import near, put_post

RIVAL = {"rival": {"key": 7, "strategy": {}}}


def place(moderation=1.0, ban_after=0, seed=5):
    """Return a model on day 3 with a rival, and its first community, of moderators so strict."""
    one = {"size": 40, "moderation": moderation, "ban_after": ban_after, "promotion_norm": 0.2}
    spec = small_spec(communities={"one": one, "two": {"size": 30}}, rivals=RIVAL)
    model = BrandCommunity(spec, "micro", seed=seed)
    model.world.day = 3
    return model.world, model.communities[0]


def live(world):
    """Return the slots of live posts of the first community."""
    return np.flatnonzero(world.posts.brand[0] >= 0).tolist()


def test_new_promotion_of_brands_above_the_norm_goes_and_nothing_else():
    """Slots: 0 promotes; 1 helps; 2 is an ad; 3 is old; 4 is of a brand within the norm."""
    world, community = place()
    world.communities.breach[0, 0] = 0.5
    put_post(world, 0, 0, promotion=0.9)
    put_post(world, 0, 1, promotion=0.2)
    put_post(world, 0, 2, promotion=0.9, is_paid=1)
    put_post(world, 0, 3, promotion=0.9, born=2)
    put_post(world, 0, 4, brand=1, promotion=0.9)

    assert community.moderate() == [0]
    assert live(world) == [1, 2, 3, 4]
    assert world.counts.removed[3, 0, 0] == world.counts.removed.sum() == 1
    assert world.communities.n_removed.tolist() == [[1, 0], [0, 0]]
    assert not world.communities.is_banned.any()


def test_what_gave_offence_goes_the_morning_after_and_only_then():
    world, community = place()
    for slot, born in enumerate((3, 2, 1)):
        put_post(world, 0, slot, brand=1, is_offensive=1, born=born)

    assert with_offence(world) == {0}
    assert community.moderate() == [1]
    assert live(world) == [0, 2]
    assert with_offence(world) == set()


def test_an_offer_that_was_seen_stands_when_its_offensive_post_goes():
    world, community = place()
    world.communities.deal_until[0, 0] = 9
    put_post(world, 0, 0, is_offensive=1, born=2, offer_before=-1)

    assert community.moderate() == [0]
    assert world.communities.deal_until[0, 0] == 9


@pytest.mark.parametrize("born", [3, 2])
def test_posts_go_as_often_as_moderators_are_strict(born):
    world, community = place(moderation=0.3)
    world.communities.breach[0, 0] = 0.5
    gone = 0
    for k in range(4_000):
        put_post(world, 0, 0, promotion=0.9, is_offensive=1, born=born)
        world.posts.key[0, 0] = key_for(k, born)
        gone += len(community.moderate())

    assert abs(gone / 4_000 - 0.3) < near(0.3, 4_000)


def test_what_stood_as_promotion_may_still_go_for_its_offence():
    world, community = place(moderation=0.5)
    world.communities.breach[0, 0] = 0.5
    stood, went = 0, 0
    for k in range(2_000):
        put_post(world, 0, 0, promotion=0.9, is_offensive=1, born=3)
        world.posts.key[0, 0] = key_for(k)
        if not community.moderate():
            stood += 1
            world.posts.born[0, 0] = 2
            went += len(community.moderate())

    assert abs(went / stood - 0.5) < near(0.5, stood)


def test_a_brand_is_banned_at_the_number_of_removals_and_all_of_its_own_posts_go():
    """The rival has posts there too, and so has the brand elsewhere: both stay."""
    world, community = place(ban_after=2)
    world.brands.is_present[:] = 1
    put_post(world, 0, 3, promotion=0.1, born=1)
    put_post(world, 0, 4, is_paid=1)
    put_post(world, 0, 5, brand=1)
    put_post(world, 1, 0)
    banned = []
    for slot in range(2):
        put_post(world, 0, slot, is_offensive=1, born=2)
        assert community.moderate() == [0]
        banned.append(world.communities.is_banned.copy())

    assert [each.tolist() for each in banned] == [[[0, 0], [0, 0]], [[1, 0], [0, 0]]]
    assert live(world) == [4, 5]
    assert world.posts.brand[1, 0] == 0
    assert world.brands.is_present.tolist() == [[0, 1], [1, 1]]
    assert world.counts.removed[3, 0, 0] == 3
    assert world.communities.n_removed.tolist() == [[2, 0], [0, 0]]


def test_two_removals_of_one_morning_can_ban_both_brands():
    world, community = place(ban_after=1)
    put_post(world, 0, 0, is_offensive=1, born=2)
    put_post(world, 0, 1, brand=1, is_offensive=1, born=2)
    put_post(world, 0, 2, is_offensive=1, born=2)

    assert community.moderate() == [0, 1, 0]
    assert world.communities.is_banned[:, 0].tolist() == [1, 1]
    assert live(world) == []


def test_nobody_is_banned_where_it_is_not_the_custom():
    world, community = place(ban_after=0)
    for _ in range(20):
        put_post(world, 0, 0, is_offensive=1, born=2)
        community.moderate()

    assert world.communities.n_removed[0, 0] == 20
    assert not world.communities.is_banned.any()


def test_moderators_find_offensive_posts_in_a_run():
    sensitive = {"size": 40, "sensitivity": 1.0, "distinctiveness": 1.0, "moderation": 1.0}
    spec = small_spec(communities={"one": sensitive}, offence={"is_on": 1, "rate": 1.0})
    model = BrandCommunity(spec, "micro", seed=2)
    while model.running:
        model.step()
    offences = model.world.counts.offences[:-1].sum()

    assert model.world.counts.removed.sum() == offences > 0
    assert model.world.counts.views.sum() > 0
