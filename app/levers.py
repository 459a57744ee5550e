"""Levers: what a strategy does, as form fields; few that matter for it first, then all others."""

from collections.abc import Mapping
from typing import Any, get_args

from app.declared import Field, field_of, label_of, named, with_change
from sim.market import BrandParameters
from sim.parameters import declarations
from sim.strategies.adapt import Adapt
from sim.strategies.pay import Pay
from sim.strategies.plan import Strategy
from sim.strategies.tailor import KINDS

__all__ = ["MIXES", "changed", "lever_fields", "original_of"]

_MOST_MAIN = 6
_LABELS = {
    "identify.how_many": "Communities", "identify.communities": "Which communities",
    "identify.search_weeks": "Weeks of search", "identify.hashtag_hours": "Exploring hashtags",
    "identify.monitoring_hours": "Following discussions",
    "identify.joining_hours": "Silent membership", "tailor.mix": "What is posted",
    "tailor.posts_per_week": "Posts in each community",
    "tailor.page_posts_per_week": "Posts on its own page",
    "tailor.to_community": "About their topic, not the product",
    "tailor.personalisation": "Personalisation", "tailor.consent": "Asks before it uses data",
    "tailor.feigned": "Pretence", "interact.listening_hours": "Listening in each community",
    "interact.replies": "Replies to comments", "interact.answers": "Answers who asks for help",
    "interact.feedback_hours": "Acting on advice", "interact.apologises": "Apologises",
    "gather.every_weeks": "Weeks between events", "gather.first_week": "Week of the first event",
    "gather.hours": "Work for an event", "gather.cash": "Money for an event",
    "gather.set_up": "Money to make the experience", "gather.immersion": "AR or VR at events",
    "adapt.policy": "How it learns", "adapt.window": "Weeks looked back on",
    "analytics.tool": "Tool for measuring", "commit.hours_per_week": "Hours a week",
    "commit.start_week": "First week of work", "commit.stop_week": "Week in which work stops",
    "commit.weeks_on": "Weeks of work in a burst", "commit.weeks_off": "Weeks of rest between",
    "pay.audience_ads": "Ads to the public", "pay.community_ads": "Ads inside communities",
    "pay.precision": "Aim of the ads", "pay.premium": "Price of aim",
    "pay.start_week": "First week of ads", "pay.stop_week": "Week in which ads stop",
    "pay.creative": "What ads show", "pay.disclosed": "Ads are labelled",
    "pay.influencer": "Influencer", "pay.influencer_posts": "Posts of the influencer",
}  # fmt: skip
_SWITCHES = {  # yes or no: what it is
    "tailor.consent": "whether members are asked before what is known of them is used",
    "interact.replies": "whether the hours that are left go to replies",
    "interact.answers": "whether it answers members who ask for help, while hours last",
    "interact.apologises": "whether it apologises when members complain",
    "pay.disclosed": "whether ads inside communities and paid posts say that they are paid for",
}
_CHOICES = {  # one of some names: what it is
    "tailor.mix": "the kinds of post, and their shares",
    "adapt.policy": "how it decides where and what to post, week by week",
    "analytics.tool": "what it pays for to measure and to aim; the platform's own is free",
    "pay.creative": "the kind of post that ads are",
    "pay.influencer": "the size of an influencer who is paid for posts",
    "identify.communities": "all that fit, or those that a search finds",
}
_ABSENT: dict[str, Any] = {  # of blocks that are not there: what is offered, and what that is now
    "pay.audience_ads": 0.0, "analytics.tool": "platform", "interact.replies": False,
}  # fmt: skip
_SEARCH = ("identify.search_weeks", "identify.hashtag_hours", "identify.monitoring_hours",
           "identify.joining_hours")  # fmt: skip
_NO_ONE = ""  # the choice that stands for none
MIXES: dict[str, dict[str, float]] = {
    "Tips, questions and stories": {
        "expert_tip": 0.3, "question": 0.2, "success_story": 0.2, "behind_the_scenes": 0.2,
        "product_news": 0.1,
    },
    "Expert tips": {"expert_tip": 0.8, "question": 0.2},
    "Stories from behind the scenes": {"behind_the_scenes": 0.8, "question": 0.2},
    "Questions": {"question": 1.0},
    "Half useful, half promotion": {"expert_tip": 0.3, "question": 0.2, "product_news": 0.5},
    "News and offers": {"product_news": 0.5, "offer": 0.5},
}  # fmt: skip
_FIRST = (  # in order of how much they matter; each only where it does anything
    "commit.hours_per_week", "pay.audience_ads", "identify.how_many", "tailor.posts_per_week",
    "tailor.page_posts_per_week", "tailor.mix", "pay.precision", "tailor.feigned",
    "tailor.personalisation", "tailor.consent", "gather.every_weeks", "adapt.policy",
    "analytics.tool", "pay.community_ads", "pay.disclosed", "pay.influencer", "pay.creative",
    "interact.answers",
    "interact.listening_hours", "interact.replies", "commit.stop_week", "commit.weeks_off",
)  # fmt: skip
_USUAL = {each.name: each for each in declarations(Strategy)}


def original_of(strategy: Strategy, name: str) -> Any:
    """Return what a strategy says at a dotted path; of an absent block, what comes to the same."""
    block, _, field = name.partition(".")
    group = getattr(strategy, block)
    if group is None:
        return _ABSENT[name] if name in _ABSENT else _USUAL[name].default
    return getattr(group, field)


def changed(
    changes: Mapping[str, Any], name: str, value: Any, strategy: Strategy
) -> dict[str, Any]:
    """Return a side's changes after its reader moved one lever.

    Args:
        changes: so far.
        name: of the field.
        value: as the field tells it.
        strategy: as the scenario has it, without these changes; what equals it is no change.
    """
    original = original_of(strategy, name)
    if name == "tailor.mix":
        value = MIXES.get(value, original)
    if name in _CHOICES and value == _NO_ONE:
        value = None
    return with_change(changes, name, value, original)


def lever_fields(
    strategy: Strategy, changes: Mapping[str, Any], brand: BrandParameters | None = None
) -> tuple[list[Field], list[Field]]:
    """Return the levers of a strategy: at most six that matter most for it, and all others.

    Args:
        strategy: with or without the changes.
        changes: the reader's, by dotted path inside the strategy; their values are shown.
        brand: what the brand has; fields that ask for more say so.
    """
    blocks = {name.partition(".")[0] for name in changes}
    values = _values(strategy, blocks) | dict(changes)
    fields = {name: _field(name, value, strategy) for name, value in values.items()}
    for name, note in _beyond(values, brand).items():
        fields[name]["note"] = note
    first = [name for name in _FIRST if name in values and _matters(name, values)]
    first = (first or list(_ABSENT)[:1])[:_MOST_MAIN]
    main = [fields[name] for name in first if name in fields]
    return main, [field for name, field in fields.items() if name not in first]


def _values(strategy: Strategy, more: set[str]) -> dict[str, Any]:
    """Return the value of every lever of the blocks that are there, and of those named besides."""
    there = {name for name in Strategy.model_fields if getattr(strategy, name) is not None} | more
    names = [*_USUAL, *_SWITCHES, *_CHOICES]
    order = list(Strategy.model_fields)
    names.sort(key=lambda name: order.index(name.partition(".")[0]))
    values = {}
    for name in names:
        block = name.partition(".")[0]
        nothing_to_do = name == "interact.replies" and strategy.commit is None
        if (block in there and "changes." not in name and "pauses." not in name) or (
            name in _ABSENT and block not in there and not nothing_to_do
        ):
            values[name] = _value(strategy, name)
    searches = values.get("identify.communities") == "search"
    return {
        name: value
        for name, value in values.items()
        if not _is_left_out(name, value) and (searches or name not in _SEARCH)
    }


def _value(strategy: Strategy, name: str) -> Any:
    """Return what a strategy says, or would say if it had the block."""
    block, _, field = name.partition(".")
    if getattr(strategy, block) is None and name not in _ABSENT and name not in _USUAL:
        group = get_args(Strategy.model_fields[block].annotation)[0]
        return group.model_fields[field].default if not name.endswith(".mix") else None
    return original_of(strategy, name)


def _is_left_out(name: str, value: Any) -> bool:
    """Tell whether a lever is none: communities by name, rules in a list, no mix at all."""
    return (name == "identify.communities" and isinstance(value, tuple)) or (
        name == "tailor.mix" and value is None
    )


def _field(name: str, value: Any, strategy: Strategy) -> Field:
    """Return the field of one lever."""
    label = _LABELS.get(name) or label_of(name)
    if name in _USUAL:
        return field_of(_USUAL[name], value, label=label) | {"link": f"/model#strategies.{name}"}
    meaning = _SWITCHES.get(name) or _CHOICES[name]
    field = {
        "name": name, "label": label, "help": meaning[:1].upper() + meaning[1:] + ".",
        "link": f"/model#strategies.{name.partition('.')[0]}",
    }  # fmt: skip
    if name in _SWITCHES:
        return field | {"kind": "check", "value": bool(value)}
    shown = _NO_ONE if value is None else value
    if name == "tailor.mix":
        shown = next((key for key, mix in MIXES.items() if mix == value), _NO_ONE)
    return field | {"kind": "select", "value": shown, "choices": _choices(name, value)}


def _choices(name: str, value: Any) -> list[tuple[str, str]]:
    """Return value and text of what may be chosen."""
    if name == "tailor.mix":
        own = [] if value in MIXES.values() else [(_NO_ONE, "As the scenario has it")]
        return own + [(key, key) for key in MIXES]
    if name == "identify.communities":
        return [("all", "All that there are"), ("search", "Those a search finds")]
    if name == "analytics.tool":
        return [("platform", "The platform's own"), ("basic", "Basic"), ("ai", "AI")]
    if name == "adapt.policy":
        return [(each, named(each)) for each in get_args(Adapt.model_fields["policy"].annotation)]
    if name == "pay.creative":
        return [(each, named(each)) for each in KINDS]
    sizes = get_args(get_args(Pay.model_fields["influencer"].annotation)[0])
    return [(_NO_ONE, "None"), *((each, named(each)) for each in sizes)]


def _matters(name: str, values: Mapping[str, Any]) -> bool:
    """Tell whether a lever does anything in a strategy with these values."""
    value, inside = values[name], "identify.how_many" in values
    if name == "commit.stop_week":
        return value < 520
    if name in ("pay.precision", "pay.creative"):
        return values.get("pay.audience_ads", 0.0) != 0
    if name == "pay.disclosed":
        return values.get("pay.community_ads", 0.0) != 0 or bool(values.get("pay.influencer"))
    if name in ("tailor.posts_per_week", "interact.listening_hours"):
        return inside
    if name == "tailor.consent":
        return bool(values.get("tailor.personalisation"))
    if name == "adapt.policy":
        return value != "fixed"
    if name == "analytics.tool":
        return value != "platform"
    return name == "tailor.mix" or (value is not None and value is not False and value != 0)


def _beyond(values: Mapping[str, Any], brand: BrandParameters | None) -> dict[str, str]:
    """Return what asks for more than the brand has, in words."""
    if brand is None:
        return {}
    notes = {}
    if _number(values, "commit.hours_per_week") > brand.hours_per_week:
        notes["commit.hours_per_week"] = (
            f"The brand has {brand.hours_per_week:g} hours a week; no more are worked."
        )
    if _number(values, "pay.audience_ads") > brand.budget_per_week:
        notes["pay.audience_ads"] = (
            f"The brand has ${brand.budget_per_week:,.0f} a week, work included; no more is spent."
        )
    return notes


def _number(values: Mapping[str, Any], name: str) -> float:
    value = values.get(name)
    return value if isinstance(value, int | float) else 0.0
