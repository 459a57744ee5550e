"""The facts, as data: what each says, where it was seen, the threshold, and how to measure it.

A threshold is a range fixed before any run: as wide as the sources where they give a size, else
the side of 0 that they give. Strategies are written here, so that scenarios may change; the market
is that of `micro-vs-mass` with a few alike communities, unless a fact names another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf, log
from types import MappingProxyType
from typing import Any, NamedTuple

from sim.results import Run

__all__ = ["FACTS", "Arm", "Fact", "Support", "Value"]

Measure = Callable[[Mapping[str, Run]], float]  # runs of one replicate, by arm -> one value


class Arm(NamedTuple):
    """One of the futures compared: a strategy from each of some weeks on, in a market."""

    course: dict[int, dict[str, Any]]  # week -> strategy
    settings: Mapping[str, Any] = MappingProxyType({})


class Value(NamedTuple):
    """What is measured in each replicate, and the range its mean should lie in."""

    meaning: str
    measure: Measure
    low: float = -inf
    high: float = inf


class Support(NamedTuple):
    """A parameter that a fact rests on, and its neutral value."""

    parameter: str  # dotted; "strategy.interact..." is one of each strategy that has that block
    neutral: Any
    why: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact known from elsewhere, and the study that looks for it here."""

    number: int
    title: str
    statement: str
    source: str
    arms: dict[str, Arm]
    values: tuple[Value, ...]
    mechanism: str
    rests_on: tuple[Support, ...]
    scenario: str = "micro-vs-mass"
    settings: dict[str, Any] = field(default_factory=dict)
    replicates: int = 20
    remark: str = ""


# Markets and strategies

CLUBS = {
    "communities.hikers.count": 3,
    "communities.hikers.size": 600,
    "communities.hikers.size_spread": 0.0,
    "brand.hours_per_week": 100,
    "brand.budget_per_week": 10_000,
}
MIX = {
    "expert_tip": 0.3, "question": 0.2, "success_story": 0.2, "behind_the_scenes": 0.2,
    "product_news": 0.1,
}  # fmt: skip


def posting(
    rate: float = 1.0, mix: Mapping[str, float] = MIX, *, hours: float = 14, listening: float = 1,
    replies: bool = True, answers: bool = False, how_many: int = 24, **tailor: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return a strategy that takes part in communities with `rate` posts a week in each."""
    return {
        "identify": {"how_many": how_many},
        "commit": {"hours_per_week": hours},
        "interact": {"listening_hours": listening, "replies": replies, "answers": answers},
        "tailor": {"mix": dict(mix), "posts_per_week": rate, **tailor},
    }


def on_page(rate: float) -> dict[str, Any]:
    """Return a strategy of `rate` posts a week on a page, and nothing else."""
    tailor = {"mix": MIX, "posts_per_week": 0, "page_posts_per_week": rate}
    return {"commit": {"hours_per_week": 100}, "tailor": tailor}


def promoting(share: float) -> dict[str, Any]:
    """Return a strategy of two posts a week, of which some part promotes: offers among tips."""
    offers = (share - 0.05) / 0.85
    return posting(2, {"expert_tip": 1 - offers, "offer": offers}, replies=False, hours=40)


def advertising(*, disclosed: bool) -> dict[str, Any]:
    """Return a strategy of ads in communities, with or without a label."""
    pay = {"community_ads": 100, "creative": "behind_the_scenes", "disclosed": disclosed}
    return {"identify": {"how_many": 24}, "pay": pay}


def answering(hours: float) -> dict[str, Any]:
    """Return a strategy that posts once a week and gives some hours to replies and answers."""
    return posting(1, {"expert_tip": 1.0}, answers=True, hours=2.5 + hours, listening=0.5)


# Measures


def outcome(name: str, one: str, other: str) -> Measure:
    """Return by how much an outcome of one arm exceeds that of another."""
    return lambda runs: runs[one].outcomes[name] - runs[other].outcomes[name]


def within(
    name: str, one: str, other: str, weeks: slice = slice(None), per: str | None = None
) -> Measure:
    """Return by what share one arm exceeds another in the sum of a series over some weeks.

    Args:
        name: of the series; several, joined by +, are added up.
        one: an arm.
        other: the arm it is compared with.
        weeks: which weeks count.
        per: a series to divide by.
    """

    def total(run: Run) -> float:
        above = sum(float(run.weekly[each][weeks].sum()) for each in name.split("+"))
        return above / float(run.weekly[per][weeks].sum()) if per else above

    return lambda runs: total(runs[one]) / total(runs[other]) - 1


def customers(runs: Mapping[str, Run], arm: str) -> float:
    """Return the customers won in an arm."""
    return runs[arm].outcomes["customers"]


def kept(runs: Mapping[str, Run], name: str, since: int, until: int) -> float:
    """Return what share of a state's value after week `since` is left after week `until`."""
    series = runs["stop"].weekly[name]
    return float(series[until - 1] / series[since - 1])


def trust_kept(runs: Mapping[str, Run], since: int, until: int) -> float:
    """Return what share of the trust won by week `since` is left after week `until`."""
    run = runs["stop"]
    start = run.outcomes["trust"] - run.outcomes["trust_change"]
    won = run.weekly["trust"] - start
    return float(won[until - 1] / won[since - 1])


BURST, AFTER, LAST_QUARTER = slice(26, 30), slice(30, 52), slice(39, 52)

FACTS = (
    Fact(
        5, "Promotion lowers trust, and more so above the norm",
        "The more of what a brand says is promotion, the lower is trust in it, and above what a "
        "community puts up with the damage jumps.",
        "Sprout 2016 (46 % unfollow for too many promotional posts, second-hand); Reddit's norm "
        "of one in ten. Signs.",
        {f"{share:.0%}": Arm({0: promoting(share)}) for share in (0.05, 0.25, 0.45, 0.65)},
        (
            Value("trust at 25 % promotion less that at 5 %", outcome("trust", "25%", "5%"),
                  high=0),
            Value(
                "fall of trust from 45 to 65 % less that from 5 to 25 %; the norm is 40 %",
                lambda runs: outcome("trust", "45%", "65%")(runs)
                - outcome("trust", "5%", "25%")(runs),
                low=0,
            ),
        ),
        "The wish to sell felt in a post is evidence against a brand; so is each post above the "
        "norm; and promotion irritates, which makes suspicious.",
        (
            Support("judgement.intent_slope", 0.0, "promotion is felt as a wish to sell"),
            Support("judgement.intent_base", 0.0,
                   "any post of a brand is felt so, and counts for more if it promotes"),
            Support("judgement.breach_weight", 0.0, "a breach of the norm is evidence"),
            Support("irritation.step", 0.0, "promotion irritates"),
        ),
        settings=CLUBS | {"communities.hikers.promotion_norm": 0.4,
                          "communities.hikers.moderation": 0.0},
    ),
    Fact(
        6, "A burst of offers",
        "A burst of offers brings clicks and sales at once and fewer likes and comments a post; "
        "afterwards sales are below what they would have been.",
        "Lee et al. 2018, Waltenrath 2024, Cheng & Zhang 2025. Signs.",
        {
            "steady": Arm({0: posting(1, hours=40)}),
            "burst": Arm({
                0: posting(1, hours=40), 26: posting(3, {"offer": 1.0}, hours=40),
                30: posting(1, hours=40),
            }),
            "instead": Arm({
                0: posting(1, hours=40), 26: posting(1, {"offer": 1.0}, hours=40),
                30: posting(1, hours=40),
            }),
        },
        (
            Value("clicks in the four weeks of the burst, against steady posts",
                  within("clicks", "burst", "steady", BURST), low=0),
            Value("customers in these weeks", within("customers", "burst", "steady", BURST),
                  low=0),
            Value("likes and comments a post in these weeks",
                  within("likes+comments", "burst", "steady", BURST, per="posts"), high=0),
            Value("customers in the 22 weeks after",
                  within("customers", "burst", "steady", AFTER), high=0),
            Value("the same where offers take the place of posts, and are no more",
                  within("customers", "instead", "steady", AFTER), high=0),
        ),
        "Offers draw clicks and raise the chance to buy for a week; promotion lowers the odds to "
        "engage, irritates and costs trust. Who bought already does not buy for the first time "
        "again.",
        (
            Support("content.offer.click_odds", 1.0, "offers draw three times the clicks"),
            Support("purchase.deal", 0.0, "an offer doubles the chance to buy"),
            Support("engagement.promotion", 0.0, "promotion lowers the odds to engage"),
            Support("engagement.usefulness", 0.0, "so does little use"),
            Support("content.offer.comment_odds", 1.0, "offers draw few comments"),
            Support("judgement.intent_slope", 0.0, "promotion is felt as a wish to sell"),
            Support("judgement.breach_weight", 0.0, "a breach of the norm is evidence"),
            Support("irritation.step", 0.0, "promotion irritates"),
        ),
        settings=CLUBS | {"communities.hikers.moderation": 0.0},
        remark="The first three signs emerge. Sales afterwards do not fall below: offers on top "
        "of the usual posts leave more memory than they cost trust, and offers in place "
        "of posts leave sales as they are. (The last row was added after a first look at "
        "six replicates.)",
    ),
    Fact(
        7, "Replies raise later comments",
        "A brand that replies to comments gets 8 to 15 % more of them.",
        "Joyce & Kraut 2006 (odds of returning x 1.62); Proserpio & Zervas 2017 (12 %; from "
        "memory, not verified).",
        {"replies": Arm({0: posting(2, hours=40)}),
         "silent": Arm({0: posting(2, hours=40, replies=False)})},
        (Value("comments in a year, against those of a silent brand",
               within("comments", "replies", "silent"), 0.08, 0.15),),
        "A reply warms who gets it for some weeks, and is evidence for the brand; silence is "
        "evidence against it. Trust raises the odds to engage.",
        (
            Support("replying.warmth", 0.0, "a reply raises the odds to engage"),
            Support("replying.reply_weight", 0.0, "a reply is evidence"),
            Support("replying.ignored_weight", 0.0, "silence is evidence"),
        ),
        settings=CLUBS,
        remark="The sign emerges, the size does not: it is more than twice of what was measured. "
        "Warmth alone brings some 18 % (six replicates without the evidence of replies), "
        "and what replies say for the brand brings the rest; with one post a week instead "
        "of two it is 18 % in all. The sources are about newcomers and about reviews.",
    ),
    Fact(
        8, "Replies invite complaints, and still build trust",
        "A brand that replies gets more complaints than a silent one, and more trust.",
        "Ma, Sun & Kekre 2015. Signs.",
        {
            "replies": Arm({0: posting(2, hours=40, personalisation=0.5, consent=False)}),
            "silent": Arm({
                0: posting(2, hours=40, replies=False, personalisation=0.5, consent=False)
            }),
        },
        (
            Value("complaints in a year more than of a silent brand",
                  outcome("complaints", "replies", "silent"), low=0),
            Value("trust at the end more than in a silent brand",
                  outcome("trust", "replies", "silent"), low=0),
        ),
        "Members with a grievance (here: posts that use personal data without consent) complain "
        "more readily to a brand that replies. A reply is evidence for the brand.",
        (
            Support("backlash.invited", 0.0, "a reply invites complaints"),
            Support("replying.reply_weight", 0.0, "a reply is evidence"),
            Support("replying.ignored_weight", 0.0, "silence is evidence, and a grievance"),
        ),
        settings=CLUBS | {"backlash.is_on": 1, "communities.hikers.sensitivity": 0.6},
        remark="Topics are more private here than by default, so that there are complaints to "
        "count: at the default six replicates could not show the sign.",
    ),
    Fact(
        9, "Too much presence in members' talk",
        "The more a firm speaks in its members' conversations, the better they feel about it, up "
        "to a point; beyond it, the worse.",
        "Homburg, Ehm & Artz 2015. Sign.",
        {f"{hours} h": Arm({0: answering(hours)}) for hours in (0, 1, 8)},
        (
            Value("trust with 1 hour a week of answers, less that with none",
                  outcome("trust", "1 h", "0 h"), low=0),
            Value("trust with 8 hours, as many as there are requests for, less that with 1",
                  outcome("trust", "8 h", "1 h"), high=0),
        ),
        "Replies and answers are evidence for the brand, the less so the more of the talk is the "
        "brand's, and against it from two thirds of the talk on.",
        (
            Support("presence.is_on", 0, "a large share of the talk wears out the welcome"),
        ),
        settings=CLUBS | {"communities.hikers.count": 1, "communities.hikers.size": 80,
                          "presence.is_on": 1},
        remark="The rise emerges, the turn does not. Answers are at most as many as requests, "
        "three in ten of members' posts, so the brand's share of the talk stays well "
        "below the two thirds from which replies speak against it. That replies are worth "
        "less and less shows in the last column: without the rule, both steps are larger.",
    ),
    Fact(
        10, "Twice as many posts",
        "Of two posts a day each earns .57 of the likes and .78 of the comments of a single one; "
        "the total is about flat.",
        "Track Social 2012 (second-hand; pages on Facebook).",
        {f"{n} a day": Arm({0: posting(7 * n, hours=100, replies=False)}) for n in (1, 2)}
        | {f"{n} on a page": Arm({0: on_page(7 * n)}) for n in (1, 2)},
        (
            Value("likes a post, against one post a day",
                  within("likes", "2 a day", "1 a day", per="posts"), -0.50, -0.36),
            Value("comments a post", within("comments", "2 a day", "1 a day", per="posts"),
                  -0.29, -0.15),
            Value("all engagements", within("engagements", "2 a day", "1 a day"), -0.15, 0.15),
            Value("likes a post, on a page",
                  within("likes", "2 on a page", "1 on a page", per="posts"), -0.50, -0.36),
            Value("all engagements, on a page",
                  within("engagements", "2 on a page", "1 on a page"), -0.15, 0.15),
        ),
        "More posts crowd a feed, and promotion irritates.",
        (
            Support("platforms.facebook.crowding", 0.0, "posts crowd each other out"),
            Support("irritation.step", 0.0, "promotion irritates"),
        ),
        settings=CLUBS | {"communities.hikers.count": 1},
        remark="The opposite emerges in communities: each post earns more. Frequent posts build "
        "trust, and are seen by friends of those who engaged the day before; without "
        "these two pulls a post earns as much as before (six replicates), as it does on a "
        "page, and the total doubles. One more post a day hardly crowds a feed that is "
        "full of others', and nobody tires of useful posts: the model lacks an attention "
        "to one brand that wears out, so it flatters those who post often. (The rows on a "
        "page were added after a first look at six replicates.)",
    ),
    Fact(
        11, "A few write most",
        "The most active tenth of those who write make 40 to 70 % of what is written.",
        "Wu (Lithium): 56 %, s.d. 13, in more than 200 communities.",
        {"micro": Arm({0: posting(3, hours=60)})},
        (Value("share of comments by the top tenth of those who comment",
               lambda runs: runs["micro"].outcomes["top_tenth"], 0.4, 0.7),),
        "Members differ in how much they write, in how often they visit, and in trust.",
        (
            Support("population.writing_spread", 0.0, "writers differ"),
            Support("population.visits_spread", 0.0, "so do visitors"),
        ),
        settings=CLUBS,
        remark="The spread of writing was set to the same survey, so this says only that nothing "
        "in the model undoes it. Comments on the brand's posts are counted.",
    ),
    Fact(
        12, "Most are silent",
        "Of the members of a community 55 to 90 % never write.",
        "Nielsen 2006, van Mierlo 2014, The Community Roundtable 2015 (second-hand).",
        {"micro": Arm({0: posting(3, hours=60)})},
        (Value("share of members who comment on nothing in a year",
               lambda runs: runs["micro"].outcomes["silent_share"], 0.55, 0.9),),
        "Some members never write; others do so seldom.",
        (
            Support("population.silent_share", 0.0, "many never write"),
            Support("population.writing_spread", 0.0, "others seldom"),
        ),
        settings=CLUBS,
        remark="The share who never write was set to such surveys, so this says little more than "
        "that nothing undoes it. Comments on the brand's posts are counted; without "
        "silent members half would still comment on nothing.",
    ),
    Fact(
        13, "Likes alone change nothing",
        "More likes, and nothing else, win neither trust nor customers.",
        "John et al. 2017: no effect in 14,000 people; Santini et al. 2020.",
        {
            "as usual": Arm({0: posting(1, hours=40, replies=False)}),
            "more likes": Arm({0: posting(1, hours=40, replies=False)},
                              {"engagement.base": -2.7}),
        },
        (
            Value("likes more than as usual", within("likes", "more likes", "as usual"), low=0.5),
            Value("trust at the end more than as usual", outcome("trust", "more likes", "as usual"),
                  -0.005, 0.005),
            Value("customers more than as usual",
                  within("customers", "more likes", "as usual"), -0.02, 0.02),
        ),
        "No rule of trust, memory or purchase reads a like. Members who liked may speak to "
        "friends, and are seen by friends: both are switched off here, and replies too.",
        (
            Support("word_of_mouth.speak_engaged", 0.15, "who likes does not speak of it"),
            Support("engagement.friends", 0.6, "friends do not see who likes"),
        ),
        settings=CLUBS | {"word_of_mouth.speak_engaged": 0.0, "engagement.friends": 0.0,
                          "replying.ignored_weight": 0.0},
        remark="No rule reads a like, so nothing is found here that was not put in. Where "
        "friends see who engages and hear of it, nearly twice the likes bring slightly "
        "more customers.",
    ),
    Fact(
        19, "The same hours in more communities",
        "With fixed hours, each further community adds less, and at last takes away.",
        "Limits of capacity: an argument, not a measurement. Sign.",
        {str(n): Arm({0: posting(1, how_many=n)}) for n in (1, 3, 6, 12)},
        (
            Value("customers a further community from 1 to 3, less those from 3 to 6",
                  lambda runs: (customers(runs, "3") - customers(runs, "1")) / 2
                  - (customers(runs, "6") - customers(runs, "3")) / 3, low=0),
            Value("customers in 6 communities, less those in 1",
                  lambda runs: customers(runs, "6") - customers(runs, "1"), low=0),
            Value("customers in 12 communities, less those in 6",
                  lambda runs: customers(runs, "12") - customers(runs, "6"), high=0),
        ),
        "Reading along takes hours in each community; what is left for posts and replies falls, "
        "and the language of each is learnt more slowly.",
        (
            Support("strategy.interact.listening_hours", 0.0, "a brand reads along everywhere"),
            Support("familiarity.scale", 0.1, "languages take hours to learn"),
        ),
        scenario="spread-thin",
        remark="The turn rests on the hours that reading along takes in each community: without "
        "them, twelve communities win more than six.",
    ),
    Fact(
        20, "Stopping early wastes what was built",
        "After a stop memory fades in weeks and trust in months: sales are soon a fraction of "
        "what going on would have brought.",
        "Kronrod & Huber 2019, Leone 1995 (six to nine months of carry-over). Signs.",
        {"on": Arm({0: posting(1, hours=40)}), "stop": Arm({0: posting(1, hours=40), 13: {}})},
        (
            Value("customers in the last quarter after a stop in week 13, against going on",
                  within("customers", "stop", "on", LAST_QUARTER), high=-0.5),
            Value("trust at the end less that of going on", outcome("trust", "stop", "on"),
                  high=0),
            Value("share of awareness kept from week 13 to 26, less that of the trust won",
                  lambda runs: kept(runs, "memory", 13, 26) - trust_kept(runs, 13, 26), high=0),
        ),
        "Memory fades by half in 60 days, evidence in 346; a brand that is not remembered does "
        "not sell.",
        (
            Support("memory.half_life", 10_000.0, "memory fades"),
            Support("trust.half_life", 100_000.0, "experiences are forgotten"),
        ),
        settings=CLUBS,
        remark="The first two signs stay where nothing is forgotten within a year; that memory "
        "fades sooner than trust does not.",
    ),
    Fact(
        21, "Irritation passes before memory",
        "Annoyance from repetition fades faster than the memory of the brand.",
        "Kronrod & Huber 2019. Sign.",
        {"stop": Arm({0: posting(3, {"offer": 1.0}, hours=40), 8: {}})},
        (
            Value("share of irritation left six weeks after a burst of eight, less that of memory",
                  lambda runs: kept(runs, "irritation", 8, 14) - kept(runs, "memory", 8, 14),
                  high=0),
        ),
        "Both fade at rates of their own: half in 14 and in 60 days. Word of mouth keeps memory "
        "alive a little.",
        (Support("irritation.half_life", 60.0, "it fades as fast as memory"),),
        settings=CLUBS | {"communities.hikers.moderation": 0.0},
    ),
    Fact(
        22, "Less interest, less advantage of small communities",
        "Where people are less interested, small communities lose more than mass reach does.",
        "Doshi et al. 2021 (a simulation; names from memory, not verified). Sign.",
        {
            "micro, interested": Arm({0: posting(1)}, {"communities.hikers.heterogeneity": 0.2}),
            "micro, mixed": Arm({0: posting(1)}, {"communities.hikers.heterogeneity": 0.8}),
            "ads, interested": Arm({0: {"pay": {"audience_ads": 500}}},
                                   {"audience.niche_fit": 0.9}),
            "ads, mixed": Arm({0: {"pay": {"audience_ads": 500}}}, {"audience.niche_fit": 0.6}),
        },
        (
            Value("logarithm of customers of communities, mixed against interested",
                  lambda runs: log(customers(runs, "micro, mixed")
                                   / customers(runs, "micro, interested")), high=0),
            Value("that, less the same of ads to everyone whose niche is as much less interested",
                  lambda runs: log(customers(runs, "micro, mixed")
                                   / customers(runs, "micro, interested"))
                  - log(customers(runs, "ads, mixed") / customers(runs, "ads, interested")),
                  high=0),
        ),
        "Interest raises the need for the product in both; in communities it also decides how a "
        "post fits, and so who engages and what it says for the brand.",
        (
            Support("purchase.curvature", 0.0, "buying takes need"),
            Support("judgement.content_weight", 0.0, "a fitting post is evidence"),
        ),
        settings=CLUBS,
        remark="Communities lose customers as interest falls. Ads to everyone lose as large a "
        "share where their niche loses as much interest: need counts alike in both, and "
        "what fit adds inside communities is too little to be seen beside it.",
    ),
    Fact(
        25, "Hidden ads win now and lose later",
        "An ad that hides what it is earns more engagement than a labelled one at first, and less "
        "later; trust falls.",
        "Waltenrath 2024 (65,000 posts). Signs.",
        {"hidden": Arm({0: advertising(disclosed=False)}),
         "labelled": Arm({0: advertising(disclosed=True)})},
        (
            Value("engagements a view in the first four weeks, against labelled ads",
                  within("engagements", "hidden", "labelled", slice(0, 4), per="views"), low=0),
            Value("engagements a view in the last quarter",
                  within("engagements", "hidden", "labelled", LAST_QUARTER, per="views"), high=0),
            Value("trust at the end less that of labelled ads",
                  outcome("trust", "hidden", "labelled"), high=0),
        ),
        "A label makes an ad look like plain promotion. A hidden one may be found out, by members "
        "who are alert or are told by friends, and is then evidence against the brand.",
        (
            Support("judgement.label", 0.0, "a label makes sceptical"),
            Support("judgement.hidden_weight", 0.0, "who finds out a hidden ad trusts less"),
        ),
        settings=CLUBS | {"communities.hikers.size": 3000},
        remark="The loss later emerges, the win at first does not: in the first four weeks both "
        "earn alike. A label takes away a little authenticity, and that moves few "
        "engagements. (Communities are larger here since a first look at six replicates, "
        "in which engagements were too few; ads for each member are as planned.)",
    ),
)  # fmt: skip
