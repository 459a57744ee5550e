"""Six questions about a brand, and the scenario that their answers make.

What was asked stands in the scenario; what was not is at the defaults, and is said so: nobody
should take a default for an answer.
"""

import re
from dataclasses import dataclass
from typing import Any

import tomli_w

from app.comparing import Comparing, Side
from app.files import content_of, scenario_of
from app.levers import MIXES
from experiments.wording import plural
from sim.market import AudienceParameters, BrandParameters
from sim.scenario import Scenario

__all__ = [
    "MATTERS",
    "MOST_MEMBERS",
    "PROMOTION",
    "TOPICS",
    "Answers",
    "Intake",
    "intake_of",
    "one_line",
]

MOST_MEMBERS = 30_000  # in all, so that pages stay quick
_HOURS_EACH = 2.5  # a week, for one community to be read along, posted in and replied to
PROMOTION = {  # how strict members are: what they put up with, and how often moderators remove
    "strict": ("Strict: hardly any promotion", {"promotion_norm": 0.1, "moderation": 0.8}),
    "usual": ("As usual on the platform", {}),
    "relaxed": ("Relaxed: promotion is welcome", {"promotion_norm": 0.4, "moderation": 0.2}),
}
TOPICS = {
    "open": ("Open: anybody may know", 0.2),
    "personal": ("Personal: money, family, looks", 0.5),
    "private": ("Private: health, belief, hardship", 0.9),
}
MATTERS = {
    "engagement": ("Engagement", ("engagement_rate", "trust_change", "cost_per_engagement")),
    "trust": ("Trust", ("trust_change", "advocates", "customers")),
    "customers": ("Customers", ("customers", "cost_per_customer", "trust_change")),
    "cost": ("Cost", ("cost_per_customer", "profit", "customers")),
}


@dataclass(frozen=True)
class Answers:
    """What was answered; the defaults are what the form shows first."""

    name: str = "My brand"
    sells: str = ""
    dollars: float = 2000.0  # $ a month, work included
    hours: float = 10.0  # a week
    communities: int = 5
    members: int = 250  # in each
    platform: str = "facebook"
    promotion: str = "usual"
    topic: str = "open"
    order: float = 60.0  # $
    margin: float = 45.0  # %
    matters: str = "trust"


@dataclass(frozen=True)
class Intake:
    """A scenario made of answers.

    Attributes:
        spec: the scenario, checked.
        content: what the file says: every answer, also where it is at the default.
        asked: what was answered, in sentences.
        assumed: what was not asked and matters, in sentences.
        warnings: what the answers come to that may surprise.
    """

    spec: Scenario
    content: dict[str, Any]
    asked: tuple[str, ...]
    assumed: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def text(self) -> str:
        """The scenario as a TOML file that says what was asked and what is assumed."""
        notes = [f"asked: {each}" for each in self.asked]
        notes += [f"assumed: {each}" for each in self.assumed]
        head = "\n".join(f"# {one_line(each)}" for each in (self.spec.title, *notes))
        return f"{head}\n\n{tomli_w.dumps(self.content)}"

    @property
    def file(self) -> str:
        """A name for the file."""
        stem = re.sub(r"[^a-z0-9]+", "-", self.spec.brand.name.lower()).strip("-")
        return f"{stem[:40] or 'my-brand'}.toml"

    @property
    def comparing(self) -> Comparing:
        """What the compare page opens: taking part, against ads of both kinds."""
        sides = ("take-part", "aimed-ads", "ads-to-everybody")
        return Comparing(
            content=content_of(self.spec), sides=tuple(Side(strategy=name) for name in sides)
        )


def one_line(text: str) -> str:
    """Return a text without line breaks and other control characters."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()


def intake_of(answers: Answers) -> Intake:
    """Return the scenario that some answers make.

    Raises:
        ScenarioError: if they are not among what may be answered.
    """
    a, budget = answers, round(answers.dollars * 12 / 52, 2)
    topic = TOPICS[a.topic][1]
    content: dict[str, Any] = {
        "title": f"{a.name}: {a.sells}" if a.sells else a.name,
        "question": f"With ${a.dollars:,.0f} a month and {a.hours:g} hours a week, what does more "
        f"for {a.name}: ads, or taking part in {a.communities} "
        f"{plural('community', a.communities)}?",
        "baseline": "ads-to-everybody",
        "outcomes": list(MATTERS[a.matters][1]),
        "communities": {"ours": {
            "platform": a.platform, "count": a.communities, "size": a.members,
            "sensitivity": topic, **PROMOTION[a.promotion][1],
        }},
        "audience": {"platform": a.platform},
        "brand": {
            "name": a.name, "hours_per_week": a.hours, "budget_per_week": budget,
            "order_value": a.order, "margin": a.margin / 100,
        },
        "strategies": _strategies(a, budget),
    }  # fmt: skip
    if topic > 0.2:
        content |= {"offence": {"is_on": 1}, "backlash": {"is_on": 1}}
    spec = scenario_of(content)
    return Intake(spec, content, _asked(a, budget), _assumed(a), _warnings(a, budget))


def _strategies(a: Answers, budget: float) -> dict[str, Any]:
    """Return what is compared: each may spend the same budget."""
    useful = {"expert_tip": 0.5, "question": 0.2, "behind_the_scenes": 0.2, "product_news": 0.1}

    def take_part(how_many: int) -> dict[str, Any]:
        return {
            "identify": {"communities": "all", "how_many": how_many},
            "commit": {"hours_per_week": a.hours},
            "interact": {"listening_hours": 1.0, "replies": True},
            "tailor": {"posts_per_week": 1.0, "mix": dict(useful)},
        }

    all_of_them = {"take-part": take_part(a.communities)}
    if a.communities > 1:
        all_of_them["take-part-in-a-few"] = take_part(_few(a))
    return {
        "ads-to-everybody": {"pay": {"audience_ads": budget}},
        "aimed-ads": {"pay": {"audience_ads": budget, "precision": 0.3}},
        **all_of_them,
        "push": {
            "identify": {"communities": "all", "how_many": a.communities},
            "commit": {"hours_per_week": a.hours},
            "tailor": {"posts_per_week": 2.0, "mix": dict(MIXES["News and offers"])},
        },
    }


def _few(a: Answers) -> int:
    """Return how many communities the hours are enough for; fewer than all."""
    return max(1, min(int(a.hours / _HOURS_EACH), (a.communities + 1) // 2))


def _asked(a: Answers, budget: float) -> tuple[str, ...]:
    return (
        f"${a.dollars:,.0f} a month is ${budget:,.2f} a week, work included",
        f"{a.hours:g} hours a week",
        f"{a.communities} {plural('community', a.communities)} of {a.members:,} members on "
        f"{a.platform.capitalize()}",
        f"promotion: {PROMOTION[a.promotion][0].lower()}; topic: {TOPICS[a.topic][0].lower()}",
        f"an order is worth ${a.order:,.2f}, of which {a.margin:g} % is left",
        f"what matters most: {MATTERS[a.matters][0].lower()}",
    )


def _assumed(a: Answers) -> tuple[str, ...]:
    brand, audience = BrandParameters(), AudienceParameters()
    said = [
        f"{100 * audience.niche_share:g} % of the {audience.size:,.0f} people whom ads can reach "
        "fit the product; this decides what ads to everybody are worth",
        "a contact in a community is worth 10 ad impressions; 1 to 50 is plausible, nobody has "
        "measured it",
        f"an hour of work costs ${brand.wage:g}, a customer orders {brand.orders:g} times",
        f"the product pleases {100 * brand.quality:g} % of its buyers, and the brand mostly means "
        "what it says",
        "aimed ads put 30 % of what they show on people who fit, at 1.9 times the price",
    ]
    if a.topic != "open":
        said.append("offence and complaints in public are simulated, for the topic is not open")
    return tuple(said)


def _warnings(a: Answers, budget: float) -> tuple[str, ...]:
    wage = BrandParameters().wage
    said = []
    if a.hours * wage > budget:
        said.append(
            f"{a.hours:g} hours cost ${a.hours * wage:,.0f} a week at ${wage:g} an hour; "
            f"${budget:,.0f} pay for {budget / wage:.1f} of them. The rest is not worked."
        )
    needed = 2.0 * a.communities
    if a.hours < needed:
        said.append(
            f"To read along, post and reply in {a.communities} "
            f"{plural('community', a.communities)} takes about {needed:g} hours a week; with "
            f"{a.hours:g} some of it is left out."
        )
    return tuple(said)
