"""Facts of talk and of what spreads: replies, communities that live, words, complaints."""

from experiments.facts.arms import CLUBS, posting
from experiments.facts.beginnings import (
    convince_anyone,
    convince_friends,
    convince_hubs,
    dense_network,
    let_friends_complain,
    sparse_network,
)
from experiments.facts.fact import Arm, Fact, Mechanism, Support, Value
from experiments.facts.measures import elasticity_of_answers, more, of, outcome, talk_left, within
from experiments.facts.watching import Adoptions, Complaints, Hearing, Talk

__all__ = ["FACTS"]

NOBODY = {0: {}}  # the brand does nothing


def clubs_of(size: int) -> dict[str, int]:
    """Return settings of so many communities of one size that there are 1,920 members in all."""
    return {"communities.hikers.size": size, "communities.hikers.count": 1920 // size}


CLUSTERED, RANDOM = {"network.rewired": 0.0}, {"network.rewired": 1.0}

FACTS = (
    Fact(
        7, "replies", "Replies raise later comments",
        "A brand that replies to comments gets 8 to 15 % more of them.",
        "Joyce & Kraut 2006 (odds of returning x 1.62); Proserpio & Zervas 2017 (12 %; from "
        "memory, not verified).",
        {"replies": Arm({0: posting(2, hours=40)}),
         "silent": Arm({0: posting(2, hours=40, replies=False)})},
        (Value("comments in a year, against those of a silent brand",
               within("comments", "replies", "silent"), 0.08, 0.15),),
        "A reply warms who gets it for some weeks, and is evidence for the brand; silence is "
        "evidence against it. Trust raises the odds to engage.",
        Mechanism("a reply warms who gets it", {"replying.warmth": 0.0}),
        (
            Support("replying.warmth", 0.0, "a reply raises the odds to engage"),
            Support("replying.reply_weight", 0.0, "a reply is evidence"),
            Support("replying.ignored_weight", 0.0, "silence is evidence"),
        ),
        settings=CLUBS,
        remark="The sources are about newcomers and about reviews.",
        needs="warmth that wears out as replies become usual: here each of a member's comments is "
        "answered and warms it anew",
    ),
    Fact(
        8, "replies-and-complaints", "Replies invite complaints, and still build trust",
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
        Mechanism("a reply invites complaints", {"backlash.invited": 0.0}),
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
        15, "critical-size", "A community needs a critical size",
        "Below a critical size members' talk is not kept up; above a second one activity a member "
        "no longer grows with size.",
        "Dover & Kelman 2018 (abstract). Signs; no growth is read as an elasticity within .1 of 0.",
        {f"of {n}": Arm(NOBODY, clubs_of(n)) for n in (15, 60, 240, 960)},
        (
            Value("elasticity on size of the answers that a member gets, from 15 to 60 members",
                  elasticity_of_answers("of 15", "of 60", 4), low=0.1),
            Value("the same from 240 to 960 members",
                  elasticity_of_answers("of 240", "of 960", 4), -0.1, 0.1),
            Value("answers of the last quarter of a year against the first, 15 members",
                  lambda runs: talk_left(runs, "of 15"), high=0.5),
            Value("that, less the same of 960 members",
                  lambda runs: talk_left(runs, "of 15") - talk_left(runs, "of 960"), high=0),
        ),
        "Who asks in a small community has few to answer; members leave, and people join by "
        "friends inside and where enough is written.",
        Mechanism("people join where enough is written", {"membership.enough_posts": 0.0}),
        (
            Support("membership.enough_posts", 0.0, "people join where enough is written"),
            Support("network.density", 1.0, "in small communities members know few"),
        ),
        settings={
            "communities.hikers.size_spread": 0.0, "communities.hikers.newcomers": 1.0,
            "conversation.is_on": 1, "belonging.is_on": 1, "membership.is_on": 1,
            "membership.enough_posts": 3.0,
        },
        needs="a second size at which growth ends: since members leave sooner, as was calibrated, "
        "answers may still grow a little from 240 to 960 members",
        watchers=(Talk,),
    ),
    Fact(
        16, "hubs", "Hubs help in sparse networks, little in dense ones",
        "News given first to those with most ties reaches more people in a sparse, unequal "
        "network; in a dense one it hardly matters who is first. Little is read as a fifth.",
        "Hinz et al. 2011 (up to 8 times; hubs take part more); Watts & Dodds 2007; 4.2 times "
        "against 1.0 in a computed cascade. Signs.",
        {
            f"{first}, {network}": Arm(NOBODY, begin=begin, network=ties)
            for network, ties in (("sparse", sparse_network), ("dense", dense_network))
            for first, begin in (("hubs", convince_hubs), ("anyone", convince_anyone))
        },
        (
            Value("people who hear of the brand in half a year, hubs first against anyone first, "
                  "in a sparse network", more("heard_share", "hubs, sparse", "anyone, sparse"),
                  low=0),
            Value("the same in a dense network",
                  more("heard_share", "hubs, dense", "anyone, dense"), -0.2, 0.2),
        ),
        "Customers speak now and then to all who listen to them: hubs have more listeners where "
        "ties are unequal, and the same ones where everybody hears it anyway.",
        Mechanism("customers tell friends", {"word_of_mouth.speak_customer": 0.0}),
        (Support("memory.worth_of_word", 0.0, "who is told remembers, buys and speaks too"),),
        settings={"days": 182},
        watchers=(Hearing,),
        remark="Ten customers begin among 1,000 people: one graph of preferential attachment with "
        "4 ties on average, and one rewired ring with 100.",
        needs="news that many pass on: only customers and those who engaged speak here, so that "
        "even in a dense network it goes little beyond those who listen to the first",
    ),
    Fact(
        17, "short-cascades", "Most cascades die at once, few are large",
        "Most cascades of adoption end within one step of who began them; few are large (here: "
        "ten people, at most one in twenty).",
        "Goel et al. 2012, 2016. Signs.",
        {"micro": Arm({0: posting(1, hours=40)})},
        (
            Value("share of cascades that end within one step", of("short_share", "micro"),
                  low=0.5),
            Value("share of cascades of ten or more", of("large_share", "micro"), 0, 0.05),
        ),
        "Few speak on a given day, friends hear a third of it, and hearing is not yet buying.",
        Mechanism("members tell friends",
                  {"word_of_mouth.speak_customer": 0.0, "word_of_mouth.speak_engaged": 0.0}),
        (Support("word_of_mouth.speak_customer", 0.15,
                 "customers speak more seldom than those who engage"),),
        settings=CLUBS | {"communities.hikers.count": 1, "communities.hikers.size": 3000},
        watchers=(Adoptions,),
        remark="A buyer belongs to the customer who last told it of the brand, if anyone did.",
        needs="one who speaks to very many, or hearers who pass on what they hear: only those who "
        "buy or engage speak here, each to a dozen, and no cascade becomes large",
    ),
    Fact(
        18, "clustered-or-random", "What needs reinforcement spreads in clusters, news does not",
        "What people do when several friends do it spreads further in clustered networks; simple "
        "news spreads further in random ones.",
        "Centola 2010. Signs; the second is the theory that it tests.",
        {
            f"{what}, {name}": Arm(NOBODY, settings, begin)
            for what, begin in (("complaint", let_friends_complain), ("news", convince_friends))
            for name, settings in (("clustered", CLUSTERED), ("random", RANDOM))
        },
        (
            Value("members who complain, clustered less random",
                  outcome("complained_share", "complaint, clustered", "complaint, random"), low=0),
            Value("members who hear good news, random less clustered",
                  outcome("heard_share", "news, random", "news, clustered"), low=0),
        ),
        "A member joins a complaint if some share of its ties complain, and hears news from any "
        "one of them.",
        Mechanism("to join a complaint takes several friends", {"backlash.threshold": 0.0}),
        (Support("backlash.threshold", 0.0, "to join a complaint takes several friends"),),
        replicates=12,
        settings={
            "days": 182, "communities.hikers.count": 1, "communities.hikers.size": 1000,
            "communities.hikers.size_spread": 0.0, "backlash.is_on": 1,
        },
        watchers=(Hearing, Complaints),
        remark="One member and those it listens to begin.",
        needs="members who count how many friends complain: a share of ties is soon reached by who "
        "has few, and since ties are unequal (network.degree_spread) complaints spread in random "
        "networks too",
    ),
    Fact(
        24, "storms", "Backlash is mostly nothing and rarely nearly everybody",
        "Most occasions for outrage lead to nothing; a few carry most of a community along.",
        "Watts 2002 (cascades are rare and large); Hansen et al. 2018. Mostly is read as more than "
        "half, rarely as less than one in ten.",
        {"micro": Arm({0: posting(1, hours=300)})},
        (
            Value("share of communities in which fewer than one in fifty complain of a crisis",
                  of("calm_share", "micro"), low=0.5),
            Value("share in which more than half complain", of("storm_share", "micro"), 0, 0.1),
        ),
        "Few complain unasked; friends join who see enough complain, and heat lowers what is "
        "enough.",
        Mechanism("friends join a complaint", {"backlash.threshold": 1.0}),
        (
            Support("backlash.threshold", 1.0, "friends join a complaint"),
            Support("backlash.heat", 0.0, "complaints heat up"),
        ),
        replicates=12,
        settings={
            "communities.hikers.count": 20, "communities.hikers.size": 300,
            "communities.hikers.size_spread": 0.0, "network.weak_ties": 0,
            "brand.hours_per_week": 300, "brand.budget_per_week": 30_000, "backlash.is_on": 1,
            "brand.crises": [{"day": 28, "severity": 1.0}], "days": 91,
        },
        watchers=(Complaints,),
        remark="That 58 % of firestorms dent what people think of a brand, and 40 % lastingly "
        "(Hansen et al.), is not tested: here every complaint costs some trust.",
        needs="an occasion that many notice at once: of a crisis hear those whom the brand comes "
        "to mind, and one in a hundred of them complains. A post that offends a private community "
        "does lead to rare storms (tests/mechanisms/test_backlash.py)",
    ),
)  # fmt: skip
