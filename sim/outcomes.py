"""What is measured: each outcome by name, with its unit and the direction that is better."""

from dataclasses import dataclass

__all__ = ["OUTCOMES", "PARTS", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a run, for the focal brand, over the whole run unless said otherwise."""

    name: str
    unit: str
    direction: int  # 1: more is better, -1: less is better, 0: neither
    meaning: str
    ratio_of: tuple[str, str] | None = None  # numerator, denominator: compared as totals
    is_cost: bool = False  # doing nothing wins it by definition, so it never counts as best


_ALL = [
    Outcome(
        "engagement_rate", "engagements/view", 1, "engagements for each view",
        ratio_of=("engagements", "views"),
    ),
    Outcome("views", "views", 1, "posts and ads seen, by members, followers and audience"),
    Outcome("likes", "likes", 1, "likes"),
    Outcome("comments", "comments", 1, "comments"),
    Outcome("shares", "shares", 1, "shares"),
    Outcome("engagements", "engagements", 1, "likes, comments and shares"),
    Outcome(
        "engagements_per_member", "engagements/member", 1,
        "members' engagements in the communities, for each member of day 0",
        ratio_of=("member_engagements", "members"),
    ),
    Outcome("trust", "share", 1, "mean trust of the members present at the end"),
    Outcome("trust_all", "share", 1, "mean trust at the end, of those who left too"),
    Outcome("trust_change", "share", 1, "mean trust at the end less that of the start"),
    Outcome("distrust_share", "share", -1, "members present whose trust is below .3 at the end"),
    Outcome(
        "awareness", "share", 1,
        "chance that the brand comes to mind at the end: members, followers, the niche",
    ),
    Outcome(
        "consideration", "share", 1,
        "of all these people, who would choose it: remember, need and trust it above a stranger",
    ),
    Outcome(
        "thought_leadership", "share", 1,
        "members who would ask this brand first: it comes to mind and is trusted above strangers "
        "and above every rival that comes to mind",
    ),
    Outcome(
        "share_of_voice", "share", 1,
        "of all that brands say in the communities and members say of brands: what is this "
        "brand's; 1 for a brand without rivals",
        ratio_of=("voice", "voices"),
    ),
    Outcome("active_members", "people", 1, "members who engaged in the last four weeks"),
    Outcome("clicks", "clicks", 1, "links followed"),
    Outcome("complaints", "complaints", -1, "times that members began to complain in public"),
    Outcome(
        "days_to_detection", "days", 1,
        "days until a tenth of the members see through the brand; the whole run if they never do",
    ),
    Outcome("left_members", "people", -1, "members who left their community"),
    Outcome("peer_replies", "answers", 1, "answers that members gave each other"),
    Outcome("belonging", "share", 1, "how much members feel at home in their community at the end"),
    Outcome("customers", "people", 1, "people who bought"),
    Outcome(
        "repeat_rate", "share", 1,
        "customers in the communities who ordered again; 0 where repeat orders are not simulated",
        ratio_of=("repeaters", "member_customers"),
    ),
    Outcome(
        "advocates", "people", 1, "customers in the communities who would speak for the brand",
    ),
    Outcome("revenue", "$", 1, "value of the customers won, over all their orders"),
    Outcome("cost", "$", -1, "work, production and ads", is_cost=True),
    Outcome("hours", "hours", -1, "work", is_cost=True),
    Outcome(
        "cost_per_engagement", "$/engagement", -1, "cost for each engagement",
        ratio_of=("cost", "engagements"), is_cost=True,
    ),
    Outcome(
        "cost_per_customer", "$/customer", -1, "cost for each customer won",
        ratio_of=("cost", "customers"), is_cost=True,
    ),
    Outcome("profit", "$", 1, "margin of the customers won less cost"),
    Outcome("roi", "$/$", 1, "profit for each dollar spent", ratio_of=("profit", "cost")),
]  # fmt: skip

OUTCOMES: dict[str, Outcome] = {outcome.name: outcome for outcome in _ALL}

# What a run reports beside its plain outcomes, so that ratios can be taken of means.
PARTS = ("member_engagements", "members", "repeaters", "member_customers", "voice", "voices")
