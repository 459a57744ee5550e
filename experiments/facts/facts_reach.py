"""Facts of reach and engagement: who sees, who acts, who writes."""

from experiments.facts.arms import CLUBS, of_all_sizes, on_page, posting
from experiments.facts.fact import Arm, Fact, Mechanism, SameAs, Support, Value
from experiments.facts.measures import of, per_viewer, slope_of, slope_on_page, within
from experiments.facts.watching import Writers

__all__ = ["FACTS"]

FOLLOWERS = {"1,000": 1e3, "10,000": 1e4, "100,000": 1e5}
NO_MATTER = {"communities": {"of 50": {"size": 50}}}  # where a brand is on its page alone
EVERYWHERE = posting(3, hours=1000)

FACTS = (
    Fact(
        1, "engagement-by-size", "Engagement falls with size",
        "The larger an audience, the fewer of it engage with a post: as size to the power of -.2, "
        "at least -.1 and at most -.3.",
        "Vendor tables of Instagram by followers (second-hand): -.12 to -.29; some are not "
        "monotone. The range is that of the literature review.",
        {"all sizes": Arm({0: EVERYWHERE})},
        (Value("slope of log engagements a member on log size, 50 to 5,000 members",
               slope_of("engagements", "all sizes"), -0.30, -0.10),),
        "Large communities are more mixed, so that posts fit less well, and more is posted in "
        "them.",
        Mechanism("interests are more mixed where more people are", {"population.mixing": 0.0}),
        (
            Support("population.mixing", 0.0, "large communities are mixed"),
            Support("platforms.instagram.crowding", 0.0, "posts crowd each other out"),
        ),
        settings=of_all_sizes("instagram"),
        replicates=12,
        needs="a feed that shows less of each post as a community grows; here it is mostly mixed "
        "interests that make engagement fall",
    ),
    Fact(
        2, "reach-by-size", "The share reached falls with size",
        "The larger a page or a community, the smaller the share of it that sees a post: as size "
        "to the power of -.17, at least -.09 and at most -.32.",
        "Locowise 2015, Agorapulse (second-hand, dated): pages on Facebook. Of communities "
        "nothing was found; they are held to the same range.",
        {"all sizes": Arm({0: EVERYWHERE})}
        | {name: Arm({0: on_page(3)}, NO_MATTER | {"brand.page_followers": n})
           for name, n in FOLLOWERS.items()},
        (
            Value("slope of log views a post and member on log size, 50 to 5,000 members",
                  slope_of("views", "all sizes", per="posts"), -0.32, -0.09),
            Value("slope of log views a post and follower on log followers, 1,000 to 100,000",
                  slope_on_page(FOLLOWERS), -0.32, -0.09),
        ),
        "More members write more posts, which crowd each other out. What share of its followers "
        "a page reaches is a law of their number.",
        Mechanism("posts crowd each other out of the feed", {"platforms.facebook.crowding": 0.0}),
        (
            Support("platforms.facebook.crowding", 0.0, "posts crowd each other out"),
            Support("platforms.facebook.page_reach_exponent", 0.0, "the law of pages is put in"),
        ),
        settings=of_all_sizes("facebook"),
        replicates=12,
        needs="crowding that sets in with a few posts: the members of a small community write "
        "too little here to crowd a feed that carries fifteen a day",
    ),
    Fact(
        3, "matched-or-broad", "A matched community engages far more than the public",
        "Of those who see a post in a community that it fits 6 to 12 % engage; of those who see "
        "an ad to everyone .9 to 1.5 % click.",
        "Locowise 2015 (6.6 to 11.8 % of people reached; second-hand); WordStream 2017 and later "
        "(click-through .9 to 1.5 %; second-hand).",
        {"community": Arm({0: posting(3, hours=60)}),
         "ads": Arm({0: {"pay": {"audience_ads": 500}}})},
        (
            Value("engagements a view in communities", per_viewer("community"), 0.06, 0.12),
            Value("engagements a view of ads to everyone", per_viewer("ads"), 0.009, 0.015),
        ),
        "Posts fit the members, who trust the brand more with time; and people are readier to "
        "engage with a post than with an ad.",
        Mechanism("people engage more readily with a post than with an ad",
                  {"engagement.base": SameAs("engagement.base_ads")}),
        (
            Support("engagement.base", SameAs("engagement.base_ads"),
                    "posts and ads start from readiness of their own"),
            Support("engagement.fit", 0.0, "what fits is engaged with"),
        ),
        settings=CLUBS,
        needs="people outside the niche who click for other reasons than fit, or ads that are "
        "aimed: here 99 in 100 of those who see an ad to everyone have no use for the product",
    ),
    Fact(
        10, "twice-as-many-posts", "Twice as many posts",
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
        Mechanism("posts crowd each other out of the feed", {"platforms.facebook.crowding": 0.0}),
        (
            Support("platforms.facebook.crowding", 0.0, "posts crowd each other out"),
            Support("irritation.step", 0.0, "promotion irritates"),
        ),
        replicates=12,
        settings=CLUBS | {"communities.hikers.count": 1},
        needs="an attention to one brand that wears out, so that its posts compete with each "
        "other; one more post a day hardly crowds a feed that is full of others'",
    ),
    Fact(
        11, "a-few-write-most", "A few write most",
        "The most active tenth of those who write make 40 to 70 % of what is written.",
        "Wu (Lithium): 56 %, s.d. 13, in more than 200 communities.",
        {"micro": Arm({0: posting(3, hours=60)})},
        (Value("share of comments by the top tenth of those who comment",
               of("top_tenth", "micro"), 0.4, 0.7),),
        "Members differ in how much they write, in how often they visit, and in trust.",
        Mechanism("members differ in how much they write", {"population.writing_spread": 0.0}),
        (
            Support("population.writing_spread", 0.0, "writers differ"),
            Support("population.visits_spread", 0.0, "so do visitors"),
        ),
        replicates=12,
        settings=CLUBS,
        watchers=(Writers,),
        remark="The spread of writing was set to the same survey, so this says only that nothing "
        "in the model undoes it. Comments on the brand's posts are counted.",
    ),
    Fact(
        12, "most-are-silent", "Most are silent",
        "Of the members of a community 55 to 90 % never write.",
        "Nielsen 2006, van Mierlo 2014, The Community Roundtable 2015 (second-hand).",
        {"micro": Arm({0: posting(3, hours=60)})},
        (Value("share of members who comment on nothing in a year",
               of("silent_share", "micro"), 0.55, 0.9),),
        "Some members never write; others do so seldom.",
        Mechanism("some members never write, others seldom",
                  {"population.silent_share": 0.0, "population.writing_spread": 0.0}),
        (
            Support("population.silent_share", 0.0, "many never write"),
            Support("population.writing_spread", 0.0, "others seldom"),
        ),
        replicates=12,
        settings=CLUBS,
        watchers=(Writers,),
        remark="The share who never write was set to such surveys, so this says little more than "
        "that nothing undoes it. Comments on the brand's posts are counted. At first the silent "
        "alone were switched off; the fact stayed, as many others write seldom.",
    ),
)  # fmt: skip
