"""What is said of a trial, in words: the answer, its rule, why, and how sure it is."""

import math

import pandas as pd

from experiments import wording
from experiments.pilot.designs import Design, design_of
from experiments.pilot.metrics import METRICS, Metric
from experiments.pilot.pilot import Pilot
from experiments.statistics import Interval, rounded

__all__ = [
    "ACCOUNTS", "answer_of", "as_json", "as_table", "best_of_each", "change", "dollars",
    "figure_in_words", "net_by_length", "reason_of", "rule_in_words", "sureness_of",
    "trial_in_words", "with_interval",
]  # fmt: skip

ACCOUNTS = (
    "Value: what deciding by the figure adds to the better of committing at once and staying. "
    "Trial: what it loses where one stays after it. Wait: where one goes on, what is lost against "
    "committing at once. Net: value less both. All are means over the futures the trial was "
    "designed on, each judged by a rule found on others."
)
_DIGITS = 3  # that a mean over futures is sure of, at best


def dollars(value: float) -> str:
    """Return an amount of money in the digits it is sure of, signed where it is below zero."""
    return wording.amount(rounded(value, _DIGITS), "profit")


def change(value: float) -> str:
    """Return a difference of money with its sign."""
    return wording.change(rounded(value, _DIGITS), "profit")


def with_interval(found: Interval) -> str:
    """Return a difference with its interval: "+$1,200 (95 % interval +$900 to +$1,500)"."""
    low, high = rounded(found.low, _DIGITS), rounded(found.high, _DIGITS)
    ends = wording.interval(low, high, "profit", signed=True)
    return f"{change(found.mean)} (95 % interval {ends})"


def figure_in_words(metric: Metric, threshold: float) -> str:
    """Return what a figure must be, such as "at least 4.3", "more than 0", "at most 2"."""
    if not math.isfinite(threshold):
        return wording.UNDEFINED
    nothing = 0.0005 if metric.unit == "share" else 0.005
    zero = wording.quantity(0, metric.unit).replace("$0", "nothing")
    if metric.direction < 0:
        return f"at most {zero if threshold < nothing else _figure(metric, threshold)}"
    if threshold < nothing:
        return "something" if zero == "nothing" else f"more than {zero}"
    return f"at least {_figure(metric, threshold)}"


def _figure(metric: Metric, value: float) -> str:
    """Return a figure with its unit."""
    if metric.unit == "$":
        return f"${value:,.2f}".replace("$0.", "$.")
    return wording.quantity(value, "number" if metric.unit == "level" else metric.unit)


def rule_in_words(design: Design) -> str:
    """Return the rule: "go on if a post gets at least 4 comments"."""
    if not math.isfinite(design.threshold):
        return "go on, whatever it shows" if design.threshold < 0 else "stay, whatever it shows"
    metric = METRICS[design.metric]
    figure = figure_in_words(metric, metric.direction * design.threshold)
    return f"go on if {metric.rule.format(figure)}"


def trial_in_words(result: Pilot) -> str:
    """Return where and how long: "hybrid in 2 communities for 6 weeks"."""
    k, w = result.best.communities, result.best.weeks
    return f"{result.strategy} in {k} {wording.plural('community', k)} for {w} weeks"


def answer_of(result: Pilot) -> str:
    """Return whether a trial pays, and which, in one or two sentences."""
    if not result.verdict.pays:
        shown = ", as far as can be shown" if result.verdict.reason == "not shown" else ""
        return f"No pilot pays{shown}: {reason_of(result)}"
    return (
        f"A pilot pays: try {trial_in_words(result)}, then {rule_in_words(result.best)}; "
        f"else stay with {result.less}."
    )


def reason_of(result: Pilot) -> str:
    """Return why no trial pays, and what to do without one."""
    found, top = result.verdict, result.designs.iloc[0]
    if found.reason == "little to know":
        why = (
            f"to know all that is uncertain, for nothing, would be worth "
            f"{dollars(found.knowledge)}, and the cheapest trial costs "
            f"{dollars(float((result.designs['cost'] + result.designs['wait']).min()))} with the "
            "wait."
        )
    elif found.reason == "no design":
        why = (
            f"the best trial tells what is worth {dollars(top['value'])}, and costs "
            f"{dollars(top['cost'] + top['wait'])} with the wait."
        )
    else:
        over, other = min(
            (found.over_always, "committing at once"), (found.over_never, "staying"),
            key=lambda each: each[0].low,
        )  # fmt: skip
        why = (
            "in futures that it was not designed on, the trial that looked best comes to "
            f"{with_interval(over)} against {other}."
        )
    return f"{why} {_without(result)}"


def _without(result: Pilot) -> str:
    """Return what to do without a trial."""
    always = result.verdict.always
    todo = f"Commit to {result.strategy}" if always.mean > 0 else f"Stay with {result.less}"
    sure = always.low > 0 or always.high < 0
    more = f"earns {dollars(abs(always.mean))} {'more' if always.mean > 0 else 'less'}"
    shown = "" if sure else ", though that is not shown"
    return f"{todo}: {result.strategy} {more} in expectation{shown}."


def sureness_of(result: Pilot) -> str:
    """Return how the rule did in fresh futures, and what that leaves out."""
    found = result.verdict
    what = "it" if found.pays else f"the best design ({trial_in_words(result)})"
    return (
        f"On {found.n} fresh futures, the trial paid, {what} comes to "
        f"{with_interval(found.over_always)} against committing at once, and "
        f"{with_interval(found.over_never)} against staying. It goes on in "
        f"{wording.chance(found.worth.goes_on)} of them, and decides as one would who knew in "
        f"{wording.chance(found.is_right)}. Each future has its own draw of "
        f"{result.n_uncertain} uncertain numbers and its own luck: the intervals hold both, but "
        "not that the model itself may be wrong."
    )


def best_of_each(result: Pilot) -> pd.DataFrame:
    """Return the best design of each metric, the best first."""
    return result.designs.groupby("metric", sort=False).head(1)


def net_by_length(result: Pilot) -> pd.DataFrame:
    """Return the net value ($) by communities (rows) and weeks, of the best design's metric."""
    table = result.designs
    own = table[table["metric"] == METRICS[result.best.metric].name]
    return own.pivot(index="communities", columns="weeks", values="net")


def as_table(result: Pilot) -> pd.DataFrame:
    """Return every design with its rule in words."""
    rows = result.designs.iterrows()
    rules = [rule_in_words(design_of(row)) for _, row in rows]
    table = result.designs.assign(rule=rules)
    table["threshold"] = table["threshold"].where(table["threshold"].abs() < math.inf)
    return table


def as_json(result: Pilot) -> dict:
    """Return all there is to say, as plain data."""
    found = result.verdict
    pairs = {name: getattr(found, name)._asdict() for name in (
        "always", "rule", "perfect", "over_always", "over_never", "worth",
    )}  # fmt: skip
    return {
        "scenario": result.name, "strategy": result.strategy, "less": result.less,
        "seed": result.seed, "answer": answer_of(result), "sureness": sureness_of(result),
        "pays": found.pays, "reason": found.reason,
        "trial": {
            "communities": result.best.communities, "weeks": result.best.weeks,
            "metric": METRICS[result.best.metric].name, "rule": rule_in_words(result.best),
        },
        "n_futures": {"designed_on": len(result.designed_on), "judged_on": found.n},
        "value_of_perfect_knowledge": found.knowledge, "is_right": found.is_right,
    } | {
        name: {key: wording.finite(each) for key, each in values.items()}
        for name, values in pairs.items()
    } | {
        "designs": [
            {key: wording.finite(v) if isinstance(v, float) else v for key, v in row.items()}
            for row in as_table(result).to_dict("records")
        ],
    }  # fmt: skip
