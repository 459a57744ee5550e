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
    Outcome("active_members", "people", 1, "members who engaged in the last four weeks"),
    Outcome("customers", "people", 1, "people who bought"),
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
PARTS = ("member_engagements", "members")
