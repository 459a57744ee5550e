"""Facts of trust: what wins it, what loses it, and how fast."""

from experiments.facts.arms import CLUBS, adapting, advertising, answering, posting, promoting
from experiments.facts.fact import Arm, Fact, Mechanism, Support, Value
from experiments.facts.measures import (
    FIRST_WEEKS,
    LAST_QUARTER,
    lost_per_failure,
    outcome,
    regained,
    within,
)

__all__ = ["FACTS"]

# A violation as large as one experience with the product, a quarter into the year.
VIOLATION = {"brand.crises": [{"day": 91, "severity": 1.0}]}
TRUSTED = {"trust.prior_good": 2.8, "trust.prior_bad": 1.2}  # .7 instead of .4, as easily moved

FACTS = (
    Fact(
        4, "one-violation", "One violation outweighs several positives",
        "What speaks against somebody moves trust more than what speaks for them; trust that was "
        "lost recovers slowly, and more slowly where it was high.",
        "Slovic 1993 (from memory, not verified); Poortinga & Pidgeon 2004, Zhu et al. 2023 (the "
        "asymmetry is contested, and holds for what is experienced); Baumeister et al. 2001. "
        "Signs.",
        {
            "pleases": Arm({0: posting(1, hours=40)}, {"brand.quality": 1.0}),
            "fails": Arm({0: posting(1, hours=40)}, {"brand.quality": 0.0}),
            "wary, calm": Arm({0: posting(1, hours=40)}),
            "wary, crisis": Arm({0: posting(1, hours=40)}, VIOLATION),
            "trusting, calm": Arm({0: posting(1, hours=40)}, TRUSTED),
            "trusting, crisis": Arm({0: posting(1, hours=40)}, TRUSTED | VIOLATION),
        },
        (
            Value("trust a buyer loses by a failed product, more than it gains by a good one",
                  lost_per_failure, low=0),
            Value("share of the loss by a crisis that is regained in a quarter of a year",
                  lambda runs: regained(runs, "wary", 14, 27), high=0.5),
            Value("share regained in half a year at a trust of .7 at first, less that at .4",
                  lambda runs: regained(runs, "trusting", 14, 40)
                  - regained(runs, "wary", 14, 40), high=0),
        ),
        "Evidence against counts more than evidence for. What is lost comes back as the violation "
        "is forgotten, over a year, and by what the brand does.",
        Mechanism("bad experiences count more than good ones", {"trust.negativity": 1.0}),
        (
            Support("trust.negativity", 1.0, "bad counts more than good"),
            Support("trust.half_life", 30.0, "experiences are forgotten slowly"),
        ),
        settings=CLUBS,
        replicates=12,
        needs="doubt that outlasts the violation, so that who was disappointed takes good posts "
        "for less: here a violation is forgotten by halves at any level of trust, and a trust of "
        ".7 is regained faster",
    ),
    Fact(
        5, "promotion", "Promotion lowers trust, and more so above the norm",
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
        Mechanism("each post above the norm is evidence against", {"judgement.breach_weight": 0.0}),
        (
            Support("judgement.intent_slope", 0.0, "promotion is felt as a wish to sell"),
            Support("judgement.intent_base", 0.0,
                   "any post of a brand is felt so, and counts for more if it promotes"),
            Support("judgement.breach_weight", 0.0, "a breach of the norm is evidence"),
            Support("irritation.step", 0.0, "promotion irritates"),
        ),
        replicates=12,
        settings=CLUBS | {"communities.hikers.promotion_norm": 0.4,
                          "communities.hikers.moderation": 0.0},
    ),
    Fact(
        9, "too-much-presence", "Too much presence in members' talk",
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
        Mechanism("a large share of the talk wears out the welcome", {"presence.is_on": 0}),
        (
            Support("presence.is_on", 0, "a large share of the talk wears out the welcome"),
        ),
        settings=CLUBS | {"communities.hikers.count": 1, "communities.hikers.size": 80,
                          "presence.is_on": 1},
        needs="firms that answer more than they are asked: answers are at most as many as "
        "requests, three in ten of members' posts, so the brand's share of the talk stays below "
        "the two thirds from which replies speak against it",
    ),
    Fact(
        23, "personalisation", "Personalisation, covert and by consent",
        "Who finds personal data used behind their back responds less; who has agreed to it "
        "responds about twice as much.",
        "Aguirre et al. 2015 (covert: a sharp fall); Tucker 2014 (with perceived control nearly "
        "twice the clicks). About double is read as 1.5 to 2.5 times.",
        {
            "plain": Arm({0: posting(1, hours=40)}),
            "covert": Arm({0: posting(1, hours=40, personalisation=1.0, consent=False)}),
            "by consent": Arm({0: posting(1, hours=40, personalisation=1.0, consent=True)}),
        },
        (
            Value("engagements a view with covert personalisation, against none",
                  within("engagements", "covert", "plain", per="views"), high=0),
            Value("engagements a view with consent, against none",
                  within("engagements", "by consent", "plain", per="views"), 0.5, 1.5),
        ),
        "Covert use of data is evidence against the brand, and trust moves engagement. With "
        "consent a personal post fits up to twice as well.",
        Mechanism("covert use of data is evidence against", {"judgement.privacy_weight": 0.0}),
        (
            Support("judgement.privacy_weight", 0.0, "covert use of data is evidence against"),
            Support("engagement.fit", 0.0, "what fits is engaged with"),
        ),
        replicates=12,
        settings=CLUBS,
    ),
    Fact(
        25, "hidden-ads", "Hidden ads win now and lose later",
        "An ad that hides what it is earns more engagement than a labelled one at first, and less "
        "later; trust falls.",
        "Waltenrath 2024 (65,000 posts). Signs.",
        {"hidden": Arm({0: advertising(disclosed=False)}),
         "labelled": Arm({0: advertising(disclosed=True)})},
        (
            Value("engagements a view in the first four weeks, against labelled ads",
                  within("engagements", "hidden", "labelled", FIRST_WEEKS, per="views"), low=0),
            Value("engagements a view in the last quarter",
                  within("engagements", "hidden", "labelled", LAST_QUARTER, per="views"), high=0),
            Value("trust at the end less that of labelled ads",
                  outcome("trust", "hidden", "labelled"), high=0),
        ),
        "A label makes an ad look like plain promotion. A hidden one may be found out, by members "
        "who are alert or are told by friends, and is then evidence against the brand.",
        Mechanism("who finds out a hidden ad trusts less", {"judgement.hidden_weight": 0.0}),
        (
            Support("judgement.label", 0.0, "a label makes sceptical"),
            Support("judgement.hidden_weight", 0.0, "who finds out a hidden ad trusts less"),
        ),
        settings=CLUBS | {"communities.hikers.size": 3000},
        remark="Communities are larger here since a first look at six replicates, in which "
        "engagements were too few; ads for each member are as planned.",
        needs="people who pass over what is labelled an ad as such; a label only takes away a "
        "little authenticity here, and that moves few engagements",
    ),
    Fact(
        26, "engagement-alone", "Who optimises engagement alone loses trust",
        "A brand that learns from engagement alone ends with less trust than one that learns from "
        "engagement and trust.",
        "Goodhart's law; Lee et al. 2018 (what draws clicks is not what is liked). Sign.",
        {"engagement": Arm({0: adapting(0.0)}), "trust too": Arm({0: adapting(0.5)})},
        (Value("trust at the end less that of one that learns from trust too",
               outcome("trust", "engagement", "trust too"), high=0),),
        "Offers are quickly made and draw clicks, and are felt as a wish to sell; the tone of "
        "reactions tells, where it counts.",
        Mechanism("posts are chosen by what they have earned", {"strategy.adapt.policy": "fixed"}),
        (
            Support("content.offer.click_odds", 1.0, "offers draw three times the clicks"),
            Support("judgement.intent_slope", 0.0, "promotion is felt as a wish to sell"),
            Support("judgement.breach_weight", 0.0, "a breach of the norm is evidence"),
            Support("content.question.hours", 1.5, "questions are quick"),
            Support("content.offer.hours", 1.5, "offers are quick"),
        ),
        scenario="measure-and-adapt",
        remark="At first the clicks that offers draw were switched off; the fact stayed, smaller.",
    ),
)  # fmt: skip
