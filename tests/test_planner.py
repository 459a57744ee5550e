"""A brand over weeks: events, rules, stories, arms, and what it leaves in counts and ledger."""

import numpy as np
import pytest

from sim.ledger import Line
from sim.model import BrandCommunity
from sim.strategies.plan import Strategy
from sim.strategies.tailor import KINDS
from tests.conftest import small_spec

NOTHING = dict.fromkeys(
    ["fit", "usefulness", "trust", "authenticity", "friends", "irritation", "promotion",
     "immersion"], 0.0,
)  # fmt: skip


def model_of(strategy, seed=1, **changes):
    """Return a model of the small market in which the brand follows one strategy."""
    data = {"strategies": {"ads": {}, "it": strategy}, "brand": {"budget_per_week": 5000}}
    return BrandCommunity(small_spec(**data | changes), "it", seed)


def run_of(strategy, seed=1, **changes):
    """Return a finished model."""
    model = model_of(strategy, seed, **changes)
    while model.running:
        model.step()
    return model


def by_week(daily):
    """Return weekly sums of something by day, days on the first axis."""
    return daily.reshape(-1, 7, *daily.shape[1:]).sum(axis=1)


def posts_by_week(model):
    """Return posts of the focal brand by week, place."""
    return by_week(model.world.counts.posts[:, 0])


def tailor(n=2, **mix):
    """Return a content plan of n posts a week."""
    return {"mix": mix or {"expert_tip": 0.6, "question": 0.4}, "posts_per_week": n}


ACTIVE = {"identify": {}, "commit": {}, "interact": {}, "tailor": tailor()}


# Commitment


def test_bursts_pauses_and_changes_show_in_posts_and_hours():
    commit = {"hours_per_week": 12, "weeks_on": 3, "weeks_off": 1,
              "pauses": [{"from_week": 5, "to_week": 6}],
              "changes": [{"week": 8, "hours_per_week": 6}]}  # fmt: skip
    model = run_of(ACTIVE | {"commit": commit}, days=84)
    hours = by_week(model.world.ledger.hours[:, 0].sum(axis=1))
    works = hours > 0

    assert works.tolist() == [True, True, True, False, True, False, True, False, True, True, True,
                              False]  # fmt: skip
    assert ((posts_by_week(model).sum(axis=1) > 0) == works).all()
    assert (hours[:8] <= 12 + 1e-9).all()
    assert (hours[8:] <= 6 + 1e-9).all()
    assert hours[:8].max() > 6


# Events


GATHER = {"every_weeks": 2, "first_week": 1, "hours": 3, "cash": 100, "set_up": 5200,
          "immersion": 0.7}  # fmt: skip


def test_an_event_is_on_a_saturday_and_everything_it_takes_is_booked():
    """Two communities, 3 h at $35 and $100 each: 6 h and $410; setting up is $100 a week."""
    model = model_of({"identify": {}, "commit": {}, "gather": GATHER}, immersion={"is_on": 1})
    met = []
    while model.running:
        model.step()
        met.append(model.world.communities.meets_today[0].tolist())
        if model.world.day == 13:
            assert (model.world.communities.hours_today[0] == 3.0).all()
    ledger = model.world.ledger
    hours, money = ledger.hours[:, 0], ledger.money[:, 0]

    assert [day for day, each in enumerate(met) if any(each)] == [12, 26]
    assert met[12] == [0.7, 0.7]
    assert hours[:, Line.IMMERSION].nonzero()[0].tolist() == [12, 26]
    assert hours[12, Line.IMMERSION] == 6.0
    expected = np.zeros(28)
    expected[::7], expected[12], expected[26] = 100.0, 410.0, 410.0
    np.testing.assert_allclose(money[:, Line.IMMERSION], expected)
    assert money.sum() == pytest.approx(expected.sum())
    assert (model.world.communities.familiarity[0] > 0.1).all()


def test_an_event_moves_those_who_attend_and_costs_nothing_where_it_is_banned():
    model = model_of({"identify": {}, "commit": {}, "gather": GATHER}, immersion={"is_on": 1})
    for _ in range(12):
        model.step()
    model.world.communities.is_banned[0, 1] = 1
    model.step()

    assert model.world.communities.meets_today[0].tolist() == [0.7, 0.0]
    assert model.world.ledger.hours[12, 0, Line.IMMERSION] == 3.0
    assert model.world.ledger.money[12, 0, Line.IMMERSION] == pytest.approx(205.0)
    assert model.world.members.meets_today.any()
    assert not model.world.members.meets_today[model.world.members.community == 1].any()


# Rules


def rule(when, then):
    return {"adapt": {"rules": [{"when": when, "then": then}]}}


def test_promotion_pauses_from_the_week_the_rule_says():
    """Weeks are numbered from 0: from week 2 on there is nothing but questions."""
    strategy = ACTIVE | rule("week >= 2", "pause-promotion")
    strategy["tailor"] = tailor(4, offer=0.5, question=0.5)
    model = run_of(strategy, communities={"one": {"size": 20, "promotion_norm": 0.9}})
    offers = model.world.by_kind[:, 0, :, KINDS.index("offer"), 0].sum(axis=1)

    assert offers[:2].min() > 0
    assert not offers[2:].any()
    assert posts_by_week(model).sum(axis=1).tolist() == [4, 4, 4, 4]


def test_posting_and_ads_pause_while_the_rule_holds_and_then_go_on():
    """A metric that holds in weeks 1 and 2 alone: the number of the week."""
    rules = [{"when": "week <= 2", "then": "pause-posting"},
             {"when": "week > 2", "then": "pause-ads"}]  # fmt: skip
    strategy = ACTIVE | {"adapt": {"rules": rules}, "pay": {"audience_ads": 70}}
    model = run_of(strategy, days=35)
    ads = by_week(model.world.ledger.money[:, 0, Line.AUDIENCE_ADS])

    assert (posts_by_week(model).sum(axis=1) > 0).tolist() == [True, False, False, True, True]
    np.testing.assert_allclose(ads, [70, 70, 70, 0, 0])
    assert (by_week(model.world.ledger.hours[:, 0, Line.LISTENING]) > 0).all()


def test_who_stops_stops_for_ever_even_if_the_reason_passes_and_pays_nothing_more():
    """Posts were removed in one week alone; the brand never comes back."""
    strategy = ACTIVE | rule("removed > 0", "stop") | {"analytics": {"tool": "basic"}}
    strategy["pay"] = {"audience_ads": 70, "influencer": "nano", "influencer_posts": 13}
    model = model_of(strategy, days=42)
    while model.running:
        model.step()
        if model.world.day == 9:
            model.world.counts.removed[8, 0, 0] = 1
    spent = by_week(model.world.ledger.money[:, 0].sum(axis=1))

    assert (spent > 0).tolist() == [True, True, False, False, False, False]
    assert (posts_by_week(model).sum(axis=1) > 0).tolist() == [True, True] + [False] * 4
    assert model.brands[0].planner.metrics["removed"] == [0, 1, 0, 0, 0]
    assert not model.world.brands.is_present[0].any()


def test_another_strategy_is_not_bound_by_the_stop_of_the_one_before():
    model = model_of(ACTIVE | rule("week > 0", "stop"), days=42)
    while model.running:
        if model.world.day == 28:
            model.follow(Strategy.model_validate(ACTIVE))
        model.step()

    posted = (posts_by_week(model).sum(axis=1) > 0).tolist()
    assert posted == [True, False, False, False, True, True]


def test_tools_and_apologies_are_for_weeks_of_work_or_of_ads():
    blocks = {"analytics": {"tool": "basic"}, "interact": {"apologises": True},
              "commit": {"start_week": 1, "stop_week": 3}}  # fmt: skip
    model, apologises = model_of(ACTIVE | blocks, days=35), []
    while model.running:
        model.step()
        if model.world.day % 7 == 1:
            apologises.append(int(model.world.brands.apologises[0]))
    fees = by_week(model.world.ledger.money[:, 0, Line.TOOLS])

    assert apologises == [0, 1, 1, 0, 0]
    assert (fees > 0).tolist() == [False, True, True, False, False]
    paying = model_of(ACTIVE | blocks | {"pay": {"audience_ads": 70, "stop_week": 4}}, days=35)
    while paying.running:
        paying.step()
    fees = by_week(paying.world.ledger.money[:, 0, Line.TOOLS])
    assert (fees > 0).tolist() == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("blocks", "apologises"),
    [({}, [0, 0, 0]), (rule("week > 1", "apologise"), [0, 0, 1]),
     ({"interact": {"apologises": True}}, [1, 1, 1])],
)  # fmt: skip
def test_a_brand_apologises_always_or_when_a_rule_says_so(blocks, apologises):
    model, seen = model_of(ACTIVE | blocks, days=21), []
    while model.running:
        model.step()
        if model.world.day % 7 == 1:
            seen.append(int(model.world.brands.apologises[0]))

    assert seen == apologises


# Stories


STORIES = {"stories": {"is_on": 1, "permission": 0.5}}


def stock_of(model, place, kind):
    """Return how many stories the brand could tell at a place now."""
    planner = model.brands[0].planner
    planner.places = list(range(len(model.world.communities)))
    return planner._stock()[place, kind]


def test_there_is_nothing_to_tell_at_first_and_it_grows_with_happy_customers():
    """Half of them allow it: of 5 members who bought, 3 trust the brand, so 1; of 4 of them 2."""
    model = model_of(ACTIVE, **STORIES)
    m, planner = model.world.members, model.brands[0].planner

    assert [stock_of(model, c, "success_story") for c in (0, 1)] == [0, 0]
    m.orders[0, :5] = 1
    m.trust[0, :3] = 0.6
    assert [stock_of(model, c, "success_story") for c in (0, 1)] == [1, 0]
    m.trust[0, :4] = 0.6
    assert stock_of(model, 0, "success_story") == 2
    m.is_member[0] = 0
    assert stock_of(model, 0, "success_story") == 1
    m.trust[0, 1:4] = model.world.prior_trust
    assert stock_of(model, 0, "success_story") == 0
    assert planner.told.sum() == 0


def test_members_content_grows_with_comments_and_shares_and_each_is_told_once():
    model = model_of(ACTIVE, **STORIES)
    counts, planner = model.world.counts, model.brands[0].planner
    model.world.day = 7
    assert stock_of(model, 1, "member_content") == 0

    counts.comments[2, 0, 1], counts.shares[6, 0, 1] = 3, 4
    counts.comments[7, 0, 1] = counts.likes[3, 0, 1] = 100
    assert [stock_of(model, c, "member_content") for c in (0, 1)] == [0, 3]

    planner.told[1, KINDS.index("member_content")] = 2
    planner.told[0, KINDS.index("member_content")] = 2
    assert [stock_of(model, c, "member_content") for c in (0, 1)] == [0, 1]


def test_a_page_has_the_stories_of_followers_who_buy():
    """900 followers, a third of whom buy: 300, half of whom allow it."""
    brand = {"page_followers": 900, "page_customers": 1 / 3, "budget_per_week": 5000}
    model = model_of(ACTIVE, brand=brand, **STORIES)

    assert [stock_of(model, -1, kind) for kind in ("success_story", "member_content")] == [150, 150]


@pytest.mark.parametrize("policy", ["fixed", "thompson"])
def test_no_more_stories_are_told_than_members_made(policy):
    """Readers comment a lot; what is told at a place never exceeds half of comments and shares."""
    posts = tailor(5, member_content=0.8, question=0.2)
    strategy = ACTIVE | {"tailor": posts, "adapt": {"policy": policy}}
    strategy["commit"] = {"hours_per_week": 100}
    changes = {
        "engagement": {"base": -1.0}, "population": {"visits_mean": 1.5},
        "brand": {"budget_per_week": 9000, "hours_per_week": 100}, "days": 56,
    }  # fmt: skip
    with_stories = run_of(strategy, **changes, **STORIES)
    without = run_of(strategy, **changes)
    kind, world = KINDS.index("member_content"), with_stories.world
    told = world.by_kind[:, 0, :, kind, 0].cumsum(axis=0)
    made = by_week(world.counts.comments[:, 0, :2] + world.counts.shares[:, 0, :2]).cumsum(axis=0)

    assert not told[0].any()
    assert (told[1:] <= made[:-1] * 0.5).all()
    assert told[-1].min() > 0
    assert without.world.by_kind[0, 0, :, kind, 0].any()


# Arms


def clear_market(policy, seed=1, weeks=26, **adapt):
    """Return a run where one of three kinds draws many more engagements than the others."""
    dull = {"comment_odds": 0.2, "hours": 1, "cash": 0, "promotion": 0.1, "usefulness": 0.1}
    content = {"question": dull | {"usefulness": 1.0}, "expert_tip": dull, "product_news": dull}
    strategy = {
        "identify": {}, "commit": {"hours_per_week": 60}, "interact": {},
        "adapt": {"policy": policy} | adapt,
        "tailor": tailor(3, question=0.2, expert_tip=0.4, product_news=0.4),
    }  # fmt: skip
    return run_of(
        strategy, seed, days=7 * weeks, content=content,
        engagement=NOTHING | {"base": -6.0, "usefulness": 6.0, "click_rate": 0.0},
        brand={"budget_per_week": 9000, "hours_per_week": 60},
        communities={"one": {"size": 400}, "two": {"size": 400}},
        population={"visits_mean": 1.5},
    )  # fmt: skip


def share_of_best(model):
    """Return the share of the best kind among the posts, by week."""
    made = model.world.by_kind[:, 0, :, :, 0].sum(axis=1)
    return made[:, KINDS.index("question")] / made.sum(axis=1)


@pytest.mark.parametrize("policy", ["thompson", "ucb1", "epsilon_greedy"])
def test_a_policy_learns_which_kind_is_best_and_posts_as_often_as_before(policy):
    runs = [clear_market(policy, seed) for seed in (1, 2, 3)]
    shares = np.mean([share_of_best(model) for model in runs], axis=0)
    fixed = clear_market("fixed")

    assert shares[-8:].mean() > shares[:2].mean() + 0.1
    assert shares[-8:].mean() > 0.5 > share_of_best(fixed).mean()
    for model in runs:
        assert posts_by_week(model).sum(axis=1).tolist() == [6] * 26


def test_a_policy_that_weighs_trust_alone_ignores_engagement():
    """Tone is alike for all kinds here but for promotion: what sells least is posted most."""
    strategy = {
        "identify": {}, "commit": {"hours_per_week": 60}, "interact": {},
        "tailor": tailor(4, offer=0.5, behind_the_scenes=0.5),
    }  # fmt: skip
    changes = {
        "content": {"offer": {"hours": 1, "cash": 0, "click_odds": 50, "comment_odds": 10},
                    "behind_the_scenes": {"hours": 1, "cash": 0, "click_odds": 0.01,
                                          "comment_odds": 0.01}},
        "communities": {"one": {"size": 300, "promotion_norm": 0.2, "moderation": 0.0}},
        "days": 182,
        "population": {"visits_mean": 1.5}, "engagement": {"click_rate": 0.2},
        "brand": {"budget_per_week": 9000, "hours_per_week": 60},
    }  # fmt: skip
    of_offers = {}
    for weight in (0.0, 1.0):
        adapt = {"policy": "thompson", "trust_weight": weight}
        model = run_of(strategy | {"adapt": adapt}, **changes)
        late = model.world.by_kind[-13:, 0, 0, :, 0].sum(axis=0)
        of_offers[weight] = late[KINDS.index("offer")] / late.sum()

    assert of_offers[0.0] > 0.6
    assert of_offers[1.0] < 0.4


def test_a_policy_leaves_promotion_out_where_moderators_removed_it_and_by_rule():
    strategy = ACTIVE | {"tailor": tailor(4, offer=0.5, question=0.5),
                         "adapt": {"policy": "thompson", "pause_after_removal": 4}}  # fmt: skip
    model = model_of(strategy, brand={"budget_per_week": 5000, "hours_per_week": 50})
    planner, policy = model.brands[0].planner, model.brands[0].policy

    def kinds(week):
        _, seen = planner.decide(policy, week)
        return [{k for c, k in seen.arms if c == place} for place in (0, 1)]

    assert kinds(0) == [{"offer", "question"}] * 2
    planner.last_removal[0] = 0
    assert "offer" not in kinds(0)[0]
    planner.metrics = {"week": [1.0]}
    ruled = strategy["adapt"] | {"rules": [{"when": "week > 0", "then": "pause-promotion"}]}
    other = model_of(strategy | {"adapt": ruled})
    other.brands[0].planner.metrics = {"week": [1.0]}
    _, seen = other.brands[0].planner.decide(other.brands[0].policy, 0)
    assert {k for _, k in seen.arms} == {"question"}


def test_a_policy_picks_no_story_twice():
    """Ten posts in each of two communities, one story in the first and none in the second."""
    strategy = ACTIVE | {"tailor": tailor(10, success_story=1.0), "adapt": {"policy": "ucb1"}}
    model = model_of(strategy, stories={"is_on": 1, "permission": 1.0})
    model.world.members.orders[0, 0], model.world.members.trust[0, 0] = 1, 0.9

    _, seen = model.brands[0].planner.decide(model.brands[0].policy, 0)

    assert seen.arms == [(0, "success_story")]


def test_a_policy_looks_back_no_further_than_its_window():
    """The last two weeks say tips, those before questions: a short window follows the last."""
    strategy = ACTIVE | {"tailor": tailor(20, expert_tip=0.5, question=0.5)}
    picked = {}
    for window in (2, 52):
        adapt = {"policy": "epsilon_greedy", "epsilon": 0.0, "window": window}
        model = model_of(strategy | {"adapt": adapt})
        planner, tip, question = (
            model.brands[0].planner,
            *map(KINDS.index, ("expert_tip", "question")),
        )
        for week in range(12):
            measured = np.zeros((2, len(KINDS), 5))
            measured[:, [tip, question], 0] = 1.0
            measured[:, tip if week >= 10 else question, 2] = 10.0
            planner.measured.append(measured)
        _, seen = planner.decide(model.brands[0].policy, 0)
        picked[window] = {kind for _, kind in seen.arms}

    assert picked == {2: {"expert_tip"}, 52: {"question"}}


# What reaches the world


def test_feigned_genuineness_is_part_of_what_a_brand_lacks():
    """It lacks .6 and feigns half of it; a brand that feigns nothing shows what it is."""
    for feigned, gap in ((0.5, 0.3), (0.0, 0.0), (1.0, 0.6)):
        model = model_of(ACTIVE | {"tailor": tailor() | {"feigned": feigned}},
                         brand={"genuineness": 0.4})  # fmt: skip
        model.step()
        assert model.world.brands.feigned[0] == pytest.approx(gap)


def test_hours_for_feedback_are_planned_and_used_up_to_the_advice():
    interact = {"feedback_hours": 3.0}
    strategy = ACTIVE | {"interact": interact, "tailor": tailor(3, question=1.0)}
    changes = {"engagement": {"base": 0.0}, "population": {"visits_mean": 1.5},
               "feedback": {"is_on": 1, "hours_per_idea": 2.0}}  # fmt: skip
    model = run_of(strategy, **changes)
    used = by_week(model.world.ledger.hours[:, 0, Line.FEEDBACK])
    without = run_of(ACTIVE | {"tailor": tailor(3, question=1.0)}, **changes)

    np.testing.assert_allclose(used, 3.0)
    assert model.world.brands.quality[0] > 0.9 == without.world.brands.quality[0]
    assert not without.world.ledger.hours[:, 0, Line.FEEDBACK].any()


def test_expertise_limits_how_useful_posts_are():
    usefulness = {}
    for expertise in (1.0, 0.25):
        model = model_of(ACTIVE, brand={"expertise": expertise})
        for _ in range(3):
            model.step()
        live = model.world.posts.brand == 0
        usefulness[expertise] = model.world.posts.usefulness[live].mean()

    assert usefulness[0.25] == pytest.approx(usefulness[1.0] / 4)


def test_a_brand_does_not_come_back_to_a_community_that_banned_it():
    model = model_of(ACTIVE, days=21)
    while model.running:
        if model.world.day == 7:
            model.world.communities.is_banned[0, 0] = 1
        model.step()
    posts = posts_by_week(model)

    assert (posts[:, 0] > 0).tolist() == [True, False, False]
    assert (posts[:, 1] > 0).all()
    assert model.brands[0].planner.places == [1]
