"""Publishing: slots, keys, the memory of communities, and what lands in a post's columns."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.advertising import place_community_ads
from sim.appeal import of_posts
from sim.publishing import contribute, publish
from sim.setup import build_world
from sim.strategies.analytics import Analytics
from sim.strategies.pay import Pay
from sim.strategies.plan import PAGE, Strategy, WeekPlan
from sim.strategies.tailor import KINDS, Tailor, Template
from sim.world import CONTRIBUTIONS, SLOTS
from tests.conftest import small_spec
from tests.strategies import copies_of, shares, written

DAY = 3
TEMPLATE = Template(promotion=0.4, usefulness=0.7, comment_odds=2.5, immersion=0.6, hours=2,
                    click_odds=3.5, asks_feedback=1)  # fmt: skip
TAILOR = Tailor(mix={"question": 1}, to_community=0.5, personalisation=0.3, consent=False)


@pytest.fixture
def spec():
    return small_spec(
        communities={"one": {"size": 4}, "two": {"size": 3, "platform": "reddit"}},
        rivals={"rival": {"key": 5, "strategy": {}}},
        judgement={"label": 0.4}, purchase={"deal_days": 5},
        brand={"expertise": 0.5},
        content={"question": TEMPLATE, "success_story": TEMPLATE.model_copy(update={"is_deal": 1})},
    )  # fmt: skip


@pytest.fixture
def world(spec):
    world = build_world(spec, seed=1)
    world.day = DAY
    return world


def post(world, spec, c=0, b=0, kind="question", tailor=TAILOR, **blocks):
    """Publish a post in community c, and tell whether there was room."""
    return publish(world, spec, b, Strategy(tailor=tailor, **blocks), np.array([c]), [kind])[0]


def ad(world, spec, c=0, b=0):
    """Place an ad in community c."""
    place_community_ads(world, spec, b, Strategy(pay=Pay()), WeekPlan(community_ads=100), [c])


def keys_of(world, c=0):
    """Return the keys of the posts that are live in community c, by slot."""
    return world.posts.key[c, world.posts.brand[c] >= 0].tolist()


# Posts


def test_a_post_lands_with_all_it_is_in_its_place(world, spec):
    """A blend of right-angled topics (product relevance 0, half and half) has relevance .7071.

    A brand of expertise .5 can give half of a post's usefulness of .7.
    """
    world.communities.relevance[:] = [[0.9, 0.0], [0.9, 0.9]]
    world.communities.fluency[:] = [[0.1, 0.6], [0.1, 0.1]]
    before = copies_of(world)

    assert post(world, spec, c=1)

    posts = world.posts
    landed = {name: array[1, 0] for name, array in copies_of(world).items() if "posts." in name[:6]}
    assert posts.brand[1].tolist() == [0] + [-1] * 31
    assert not (posts.brand[0] >= 0).any()
    assert landed.pop("posts.key") == posts.key[1, 0] != 0
    assert landed.pop("posts.appeal") == of_posts(posts.key[1], spec.appeal)[0] != 0
    assert landed == pytest.approx({
        "posts.brand": 0, "posts.born": DAY, "posts.is_paid": 0, "posts.is_hidden": 0,
        "posts.has_consent": 0, "posts.promotion": 0.4, "posts.disclosure": 0,
        "posts.usefulness": 0.35, "posts.immersion": 0.6, "posts.personalisation": 0.3,
        "posts.relevance": 0.5**0.5, "posts.fluency": 0.6, "posts.comment_odds": 2.5,
        "posts.impressions": 0, "posts.pull_today": 0, "posts.offer_before": -2,
        "posts.kind": KINDS.index("question"), "posts.click_odds": 3.5, "posts.asks_feedback": 1,
        "posts.is_offensive": 0,
    })  # fmt: skip
    assert world.counts.posts[DAY, 0].tolist() == [0, 1, 0, 0]
    assert written(before, world) - {name for name in before if name.startswith("posts.")} == {
        "counts.posts", "communities.contributions", "communities.n_contributions",
        "communities.breach", "by_kind",
    }  # fmt: skip
    assert world.by_kind[0, 0, 1, KINDS.index("question")].tolist() == [1, 0, 0, 0, 0]
    assert world.by_kind.sum() == 1


def test_a_tool_personalises_deeper_up_to_the_whole(world, spec):
    """AI: .3 * 1.5 = .45, and .8 * 1.5 is capped at 1; without a tool .3 stays .3."""
    tailor = TAILOR.model_copy(update={"personalisation": 0.8})

    post(world, spec)
    post(world, spec, analytics=Analytics(tool="ai"))
    post(world, spec, tailor=tailor, analytics=Analytics(tool="ai"))

    np.testing.assert_allclose(world.posts.personalisation[0, :3], [0.3, 0.45, 1.0])


def test_who_mutes_a_brand_is_not_to_see_its_next_post_and_others_are(world, spec):
    world.members.mutes[0, 2] = 1

    post(world, spec, b=1)
    post(world, spec, b=0)

    assert world.members.seen.tolist() == [0, 0, 0b10, 0, 0, 0, 0]


def test_an_organic_post_in_a_slot_of_an_ad_is_no_ad(world, spec):
    world.posts.is_paid[0, 0] = world.posts.is_hidden[0, 0] = 1
    world.posts.impressions[0, 0] = world.posts.disclosure[0, 0] = 0.5

    post(world, spec)

    posts = world.posts
    assert posts.is_paid[0, 0] == posts.is_hidden[0, 0] == 0
    assert posts.impressions[0, 0] == posts.disclosure[0, 0] == 0


def test_a_full_community_defers_and_a_free_slot_is_used_again(world, spec):
    assert [post(world, spec, b=k % 2) for k in range(SLOTS)] == [True] * SLOTS
    before = copies_of(world)

    assert not post(world, spec)
    assert written(before, world) == set()
    assert post(world, spec, c=1)

    world.posts.brand[0, 17] = -1
    assert post(world, spec, b=1)
    assert world.posts.brand[0, 17] == 1


def test_what_members_did_with_the_last_post_of_a_slot_is_wiped_in_that_community_alone(
    world, spec
):
    m = world.members
    for _ in range(6):
        post(world, spec)
    for column in (m.seen, m.liked, m.commented, m.shared):
        column[:] = 2**32 - 1
    world.posts.brand[0, 5] = -1

    post(world, spec)

    for column in (m.seen, m.liked, m.commented, m.shared):
        assert list(column) == [2**32 - 1 - 2**5] * 4 + [2**32 - 1] * 3


def test_keys_do_not_depend_on_the_slot_or_on_what_is_still_live(world, spec):
    other = copy.deepcopy(world)
    other.posts.brand[0, :9] = 0  # older posts of the same brand
    other.posts.born[0, :9] = DAY - 1

    for each in (world, other):
        post(each, spec)
        post(each, spec)

    assert other.posts.key[0, 9:11].tolist() == world.posts.key[0, :2].tolist()


def test_keys_differ_by_community_brand_day_kind_and_ordinal_and_by_nothing_else(world, spec):
    keys = []
    for day in (DAY, DAY + 1):
        world.day = day
        for c in range(2):
            for b in range(2):
                for publish_it in (post, ad, post, ad):
                    publish_it(world, spec, c, b)
                    keys.append(keys_of(world, c)[-1])
    again = build_world(spec, seed=1)
    again.day = DAY
    post(again, spec, kind="offer", tailor=Tailor(mix={"offer": 1}))

    assert len(set(keys)) == 32
    assert int(again.posts.key[0, 0]) == keys[0]


def test_buying_ads_does_not_change_the_keys_of_the_posts_of_the_day_nor_posts_those_of_ads(
    world, spec
):
    """Two ads and two posts of a day, in turn, against two posts and two ads alone."""
    posts_alone, ads_alone = copy.deepcopy(world), copy.deepcopy(world)
    for _ in range(2):
        ad(world, spec)
        post(world, spec)
        post(posts_alone, spec)
        ad(ads_alone, spec)

    ads, posts = keys_of(world)[::2], keys_of(world)[1::2]

    assert world.posts.is_paid[0, :4].tolist() == [1, 0, 1, 0]
    assert posts == keys_of(posts_alone)
    assert ads == keys_of(ads_alone)
    assert len(set(ads + posts)) == 4


def test_the_key_of_a_brand_is_not_its_place(world, spec):
    swapped = copy.deepcopy(world)
    swapped.brands.keys[:] = world.brands.keys[::-1]

    post(world, spec, b=0)
    post(swapped, spec, b=1)

    assert swapped.posts.key[0, 0] == world.posts.key[0, 0]


def test_another_seed_has_other_keys(world, spec):
    other = build_world(spec, seed=2)
    other.day = DAY

    post(world, spec)
    post(other, spec)

    assert world.posts.key[0, 0] != other.posts.key[0, 0]


def test_a_deal_runs_for_its_days_from_today_and_a_shorter_one_does_not_cut_it(world, spec):
    """Five days from day 3: until day 7."""
    post(world, spec, c=1, kind="offer")
    assert world.communities.deal_until.tolist() == [[-1, 7], [-1, -1]]

    world.communities.deal_until[0, 1] = 20
    post(world, spec, c=1, kind="offer")
    post(world, spec, c=0, kind="product_news")
    assert world.communities.deal_until.tolist() == [[-1, 20], [-1, -1]]


def test_a_page_post_is_shown_to_the_audience_and_fills_no_slot(world, spec):
    before = copies_of(world)

    assert post(world, spec, c=PAGE, b=1, kind="success_story")

    (showing,) = world.audience.showings
    assert (showing.brand, showing.born) == (1, DAY)
    assert (showing.is_page, showing.is_hidden) == (True, False)
    assert (showing.promotion, showing.usefulness, showing.comment_odds) == (0.4, 0.7, 2.5)
    assert showing.disclosure == showing.impressions == showing.precision == 0
    assert world.counts.posts[DAY].tolist() == [[0, 0, 0, 0], [0, 0, 1, 0]]
    assert world.audience.deal_until.tolist() == [-1, 7]
    assert written(before, world) == {"counts.posts", "audience.deal_until"}


# Contributions and the norm


def test_breach_is_the_mean_promotion_above_the_norm(world):
    """Norm .25: of .1 and .7 the mean is .4, (.4 - .25) / .75 = .2; with .2 more: .0833 / .75."""
    world.communities.promotion_norm[:] = 0.25
    contribute(world, 0, 1, 0.1)
    assert world.communities.breach[0, 1] == 0
    contribute(world, 0, 1, 0.7)
    assert world.communities.breach[0, 1] == pytest.approx(0.2, abs=1e-12)
    contribute(world, 0, 1, 0.2)
    assert world.communities.breach[0, 1] == pytest.approx((1 / 3 - 0.25) / 0.75, abs=1e-12)
    assert world.communities.breach.astype(bool).sum() == 1


def test_at_the_norm_there_is_no_breach(world):
    world.communities.promotion_norm[:] = 0.25
    for _ in range(30):
        contribute(world, 0, 0, 0.25)
        assert world.communities.breach[0, 0] == 0


@pytest.mark.parametrize("promotion", [0.1, 0.3, 0.7])
def test_contributions_that_all_are_at_the_norm_are_no_breach_by_rounding(world, promotion):
    """(.1 + .1 + .1) / 3 is above .1 in floating point, as are many sums of .3 and .7."""
    world.communities.promotion_norm[:] = promotion
    for _ in range(30):
        contribute(world, 0, 0, promotion)
        assert world.communities.breach[0, 0] == 0

    assert (0.1 + 0.1 + 0.1) / 3 > 0.1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_communities_remember_the_last_20_contributions(promotions):
    world = build_world(small_spec(), seed=1)
    world.communities.promotion_norm[:] = 0.3
    for promotion in promotions:
        contribute(world, 0, 0, promotion)

    last = promotions[-CONTRIBUTIONS:]
    expected = max(0.0, (sum(last) / len(last) - 0.3) / 0.7)

    assert CONTRIBUTIONS == 20
    assert world.communities.n_contributions[0, 0] == len(promotions)
    assert world.communities.breach[0, 0] == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 60), shares, st.integers(0, 25))
def test_several_contributions_at_once_are_that_many_one_by_one(n, promotion, before):
    worlds = [build_world(small_spec(), seed=1) for _ in range(2)]
    for world in worlds:
        contribute(world, 0, 0, 0.9, before + 1)
    contribute(worlds[0], 0, 0, promotion, n)
    for _ in range(n):
        contribute(worlds[1], 0, 0, promotion)

    breaches = [world.communities.breach[0, 0] for world in worlds]
    assert breaches[0] == pytest.approx(breaches[1], abs=1e-12)


def test_twenty_replies_heal_a_breach(world):
    contribute(world, 0, 0, 0.9, 20)
    assert world.communities.breach[0, 0] > 0.5

    contribute(world, 0, 0, 0.0, 20)
    assert world.communities.breach[0, 0] == 0
