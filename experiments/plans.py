"""What a strategy does, in words: every block that it has, and each choice that is not the usual.

Strategies of a scenario that differ must read differently.
"""

import math

from experiments.wording import label, listed, plural, quantity
from sim.scenario import Scenario
from sim.strategies.adapt import Adapt
from sim.strategies.commit import Commit
from sim.strategies.gather import Gather
from sim.strategies.identify import Identify
from sim.strategies.interact import Interact
from sim.strategies.pay import Pay
from sim.strategies.plan import Strategy
from sim.strategies.tailor import Tailor

__all__ = ["plan_in_words", "switched_on"]

_NEVER = 520  # the last week that a scenario can name
_POLICIES = {"epsilon_greedy": "epsilon-greedy", "ucb1": "UCB1", "thompson": "Thompson sampling"}


def plan_in_words(plan: Strategy, hours: float = math.inf) -> str:
    """Return what a strategy does, in a line or more.

    Args:
        plan: the strategy.
        hours: that the brand has, a week.
    """
    if plan.is_idle:
        return "stays away"
    works, is_inside = plan.commit is not None, plan.identify is not None
    said = _ads(plan.pay, is_inside=is_inside) if plan.pay else []
    if plan.identify and (works or (plan.pay and plan.pay.community_ads)):
        said += _communities(plan.identify)
    if plan.commit:
        said += _posts(plan.tailor, is_inside=is_inside) if plan.tailor else []
        said += _talk(plan.interact, is_inside=is_inside) if plan.interact else []
        said += _events(plan.gather) if plan.gather and is_inside else []
    said += _learning(plan.adapt) if plan.adapt else []
    if plan.analytics and plan.analytics.tool != "platform":
        said.append(f"pays for the {_tool(plan.analytics.tool)} analytics tool")
    said += _time(plan.commit, hours) if plan.commit else []
    return "; ".join(said)


def switched_on(spec: Scenario) -> list[str]:
    """Return the optional mechanisms that are on."""
    return [label(name) for name in type(spec).model_fields
            if getattr(getattr(spec, name), "is_on", 0)]  # fmt: skip


def _ads(pay: Pay, *, is_inside: bool) -> list[str]:
    """Return what is paid for."""
    said = []
    openly = "labelled" if pay.disclosed else "hidden"
    if pay.audience_ads:
        aimed = f"{quantity(pay.precision, 'share')} of it on target beyond chance"
        aimed = aimed if pay.precision else "to everyone"
        hidden = "" if pay.disclosed else "hidden "
        said.append(f"{hidden}ads for ${pay.audience_ads:,.0f} a week, {aimed}")
    if pay.community_ads and is_inside:
        said.append(f"{openly} ads inside communities for ${pay.community_ads:,.0f} a week")
    if pay.influencer:
        posts = f"{pay.influencer_posts:g} {plural('post', pay.influencer_posts)}"
        said.append(f"{posts} a month by a {pay.influencer} influencer, {openly}")
    if said and pay.creative != Pay().creative:
        said[-1] += f", showing {label(pay.creative)}"
    if said and (pay.start_week or pay.stop_week < _NEVER):
        said[-1] += f", {_weeks(pay.start_week, pay.stop_week)}"
    return said


def _communities(identify: Identify) -> list[str]:
    """Return where the brand goes, and how it finds out."""
    n = identify.how_many
    where = f"{'up to ' if n > 1 else ''}{n:,} {plural('community', n)}"
    if identify.platforms:
        where += f" on {listed(identify.platforms)}"
    if identify.communities == "all":
        return [f"in {where}"]
    if identify.communities != "search":
        return [f"in {listed(identify.communities)} ({where})"]
    ways = [(identify.hashtag_hours, "exploring hashtags"),
            (identify.monitoring_hours, "monitoring discussions"),
            (identify.joining_hours, "as a silent member")]  # fmt: skip
    spent = [f"{hours:g} h a week {way}" for hours, way in ways if hours]
    weeks = f"{identify.search_weeks} {plural('week', identify.search_weeks)}"
    if not spent:
        return [f"picks {where} by chance after {weeks}"]
    return [f"searches {weeks} ({', '.join(spent)}) for {where}"]


def _posts(tailor: Tailor, *, is_inside: bool) -> list[str]:
    """Return what is posted."""
    rates = ((tailor.posts_per_week if is_inside else 0.0, "in each community"),
             (tailor.page_posts_per_week, "on its page"))  # fmt: skip
    said = [f"{rate:g} {plural('post', rate)} a week {where}" for rate, where in rates if rate]
    if not said:
        return []
    mix = sorted(tailor.mix.items(), key=lambda item: -item[1])
    said[-1] += f" ({', '.join(f'{label(kind)} {100 * share:.0f} %' for kind, share in mix)})"
    if is_inside and tailor.to_community < 1:
        said.append(f"posts {_percent(tailor.to_community)} about the community's topic")
    if tailor.personalisation:
        consent = "with" if tailor.consent else "without"
        said.append(f"{_percent(tailor.personalisation)} personalised {consent} consent")
    if tailor.feigned:
        said.append(f"feigns {_percent(tailor.feigned)} of the genuineness it lacks")
    return said


def _talk(interact: Interact, *, is_inside: bool) -> list[str]:
    """Return how the brand takes part."""
    listens = interact.listening_hours if is_inside else 0.0
    acts = [
        (listens, f"listens {listens:g} h a week in each"),
        (interact.replies, "replies"),
        (interact.answers, "answers questions"),
        (interact.feedback_hours, f"acts on advice {interact.feedback_hours:g} h a week"),
        (interact.apologises, "apologises"),
    ]
    return [words for does, words in acts if does]


def _events(gather: Gather) -> list[str]:
    """Return what events there are."""
    price = f"{gather.hours:g} h and ${gather.cash:,.0f} each, ${gather.set_up:,.0f} to set up"
    kind = "AR or VR event" if gather.immersion == 1 else (
        f"event ({_percent(gather.immersion)} AR or VR)"
    )  # fmt: skip
    n = gather.every_weeks
    often = "week" if n == 1 else f"{n} weeks"
    return [f"an {kind} every {often} from week {gather.first_week} ({price})"]


def _learning(adapt: Adapt) -> list[str]:
    """Return how the brand changes course."""
    said, usual = [], Adapt()
    if adapt.policy != "fixed":
        weight = adapt.trust_weight
        worth = f"{_percent(1 - weight)} by engagement, {_percent(weight)} by tone"
        worth = worth if weight else "by engagement"
        said.append(f"picks posts that did well, {worth}, with {_POLICIES[adapt.policy]}")
        if adapt.policy == "epsilon_greedy" and adapt.epsilon != usual.epsilon:
            said[-1] += f", {_percent(adapt.epsilon)} by chance"
        if adapt.window != usual.window:
            said[-1] += f", over {quantity(adapt.window, 'weeks')}"
    said += [f"{label(rule.then.replace('-', ' '))} if {rule.when}" for rule in adapt.rules]
    if adapt.pause_after_removal:
        weeks = quantity(adapt.pause_after_removal, "weeks")
        said.append(f"no promotion for {weeks} where a post was removed")
    return said


def _time(commit: Commit, hours: float) -> list[str]:
    """Return how many hours are given, and when."""
    given = min(commit.hours_per_week, hours)
    said = [f"{given:g} {plural('hour', given)} a week"]
    if commit.start_week or commit.stop_week < _NEVER:
        said[0] += f" {_weeks(commit.start_week, commit.stop_week)}"
    if commit.weeks_off:
        said[0] += f", {quantity(commit.weeks_on, 'weeks')} on and {commit.weeks_off} off"
    said += [f"off {_weeks(pause.from_week, pause.to_week)}" for pause in commit.pauses]
    for change in sorted(commit.changes, key=lambda change: change.week):
        given = min(change.hours_per_week, hours)
        said.append(f"{given:g} {plural('hour', given)} from week {change.week}")
    return [", ".join(said)]


def _weeks(start: int, stop: int) -> str:
    """Return a stretch of weeks; the last is the first week after it."""
    if stop >= _NEVER:
        return f"from week {start}"
    return f"from week {start} to {stop}" if start else f"until week {stop}"


def _percent(share: float) -> str:
    return quantity(share, "share")


def _tool(name: str) -> str:
    return "AI" if name == "ai" else name
