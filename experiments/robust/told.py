"""Robust decisions in words: what to choose, what is worth knowing first, when it fails."""

import math

import pandas as pd

from experiments import wording
from experiments.robust.boxes import Box, Restriction
from experiments.robust.information import Stretch
from experiments.robust.study import Robust
from experiments.statistics import Interval, rounded
from sim.outcomes import OUTCOMES

__all__ = [
    "QUASI_P", "amount", "box_in_words", "choice_in_words", "failing_in_words", "figure", "gap",
    "goal_in_words", "knowing_in_words", "parameter_in_words", "rule_in_words", "sure_in_words",
]  # fmt: skip

QUASI_P = (
    "Quasi p: the chance of so many futures in the box if this side told nothing; too small, as "
    "the side was chosen for looking best."
)
_MOST_BY_FEW = 0.4  # of an expectation: more of it from one future in twenty is told
_DIGITS = 3  # that a figure of an outcome over futures is sure of, at best


def choice_in_words(result: Robust) -> str:
    """Return what to choose, and what it costs where another would have been better."""
    table, chosen, name = result.decision, result.chosen, result.goal.outcome
    expected, best = figure(table, chosen, "expected"), figure(table, chosen, "chance_of_best")
    choices = [s for s in result.strategies if math.isfinite(_regret(result, s).mean)]
    near = [s for s in choices if s != chosen and figure(table, s, "behind").low <= 0]
    chances = {s: figure(table, s, "chance_of_best").mean for s in result.strategies if s != chosen}
    other = max(chances, key=lambda s: chances[s])
    best_mean = "highest" if OUTCOMES[name].direction > 0 else "lowest"
    parts = [
        f"{chosen} has the {best_mean} expected {wording.label(name)} over {_n_first(result)} "
        f"plausible futures: {amount(expected.mean, name)}"
        f"{_between(expected, name)}. It is best in {wording.chance(best.mean)} of them, "
        f"{other} in {wording.chance(chances[other])}."
    ]
    parts += _carried(result)
    if near:
        parts.append(f"On average it cannot be told apart from {wording.listed(near)}.")
    parts.append(
        f"Against the best of each future it gives up {gap(_regret(result, chosen).mean, name)} on "
        f"average (regret), and at most {gap(figure(table, chosen, 'regret_90').mean, name)} in "
        "nine futures of ten."
    )
    return " ".join([*parts, *_out(result, choices), _caution(result, choices)])


def _carried(result: Robust) -> list[str]:
    """Return that a few futures make most of the expectation, in a sentence, where they do."""
    table = result.outcomes
    values = table.loc[table["strategy"] == result.chosen, "value"].dropna().sort_values()
    few = values.iloc[-math.ceil(len(values) / 20) :].sum()
    if OUTCOMES[result.goal.outcome].direction < 0 or few <= _MOST_BY_FEW * values.sum():
        return []
    share = wording.chance(min(1.0, few / values.sum())) if values.sum() > 0 else "all"
    return [f"One future in twenty makes {share} of it: it is less sure than its interval says."]


def _out(result: Robust, choices: list[str]) -> list[str]:
    """Return who has no expectation, in a sentence, if there are any; of a cost, not the idle."""
    is_cost, plans = OUTCOMES[result.goal.outcome].is_cost, result.spec.strategies
    others = [s for s in result.strategies if s not in choices]
    out = [s for s in others if not (is_cost and plans[s].is_idle)]
    if not out:
        return []
    be, their = ("is no choice", "its") if len(out) == 1 else ("are no choices", "their")
    name = wording.label(result.goal.outcome)
    return [f"{wording.listed(out)} {be}: {their} {name} is undefined in some future."]


def _regret(result: Robust, strategy: str) -> Interval:
    """Return the mean regret of a strategy; undefined for who cannot be chosen."""
    return figure(result.decision, strategy, "regret_mean")


def _caution(result: Robust, choices: list[str]) -> str:
    """Return who does best in its worst tenth of futures."""
    name = result.goal.outcome
    tails = {s: figure(result.decision, s, "cvar").mean for s in choices}
    worth = {s: OUTCOMES[name].direction * tail for s, tail in tails.items()}
    safest = max(worth, key=lambda s: (worth[s], s == result.chosen))
    told = f"In its worst tenth of futures it comes to {amount(tails[result.chosen], name)}"
    if safest == result.chosen:
        return f"{told}, and nobody does better in theirs."
    return f"{told}; safest there is {safest}, with {amount(tails[safest], name)}."


def knowing_in_words(result: Robust) -> str:
    """Return what it is worth to know before choosing."""
    name, clear = result.goal.outcome, result.information[result.information.is_clear]
    if figure(result.decision, result.chosen, "regret_max").mean == 0:
        return (
            f"Knowing more before choosing is worth nothing: {result.chosen} is as good as any "
            f"other in each of {_n_first(result)} futures."
        )
    told = (
        f"Knowing everything before choosing, luck included, would be worth "
        f"{gap(result.evpi.mean, name)} on average (EVPI)"
    )
    if clear.empty:
        return (
            f"{told}; of no single parameter can that be told from chance, which alone shows up to "
            f"{gap(float(result.information.noise.max()), name)}."
        )
    first, *others = clear.head(4).to_dict("records")
    more = [f"{parameter_in_words(row['parameter'])} ({gap(row['value'], name)})" for row in others]
    rest = f" Next come {wording.listed(more)}." if more else " No other is told from chance."
    return (
        f"{told}. Worth most to know first is the {parameter_in_words(first['parameter'])} "
        f"({first['meaning']}): at most {gap(first['value'], name)} (EVPPI), "
        f"by {rule_in_words(result.rules[first['parameter']], first['unit'])}.{rest}"
    )


def failing_in_words(result: Robust) -> str:
    """Return in which futures the examined strategy misses the target."""
    found, who = result.discovery, result.examined
    share = float(1 - result.is_met.mean())
    goal = goal_in_words(result, who)
    told = f"{who} misses its target, {goal}, in {wording.chance(share)} of futures"
    verb = "fails" if found.is_of_misses else "holds up"
    if found.found.n_sought == 0:
        verb = "meets" if found.is_of_misses else "misses"
        return f"{who} {verb} its target, {goal}, in all of {_n_first(result)} futures."
    if not found.box:
        return f"{told}; no box of up to three parameters tells where, beyond chance."
    where = box_in_words(found.box, result)
    if not found.is_confirmed:
        inside = f"{who} {verb} in {_share(found.density)} of those inside, and in"
        if found.fresh.n_inside == 0:
            inside = f"none of them is inside, and {who} {verb} in"
        return (
            f"{told}. A box was found ({where}), but fresh futures do not confirm it: {inside} "
            f"{_share(found.overall)} of all."
        )
    return (
        f"{told}. {who} {verb} when {where}: it does so in {_share(found.density)} of the futures "
        f"in this box (density), against {wording.chance(found.overall.mean)} of all, and "
        f"{_share(found.coverage)} of the futures where it does are in it (coverage). "
        f"Counted in {found.fresh.n_futures} fresh futures."
    )


def sure_in_words(result: Robust) -> str:
    """Return what fresh futures say of the choice, and how much of it is luck."""
    name, table = result.goal.outcome, result.confirmed
    fresh = figure(table, result.chosen, "expected")
    lead = figure(table, result.rival, "lead")
    told = f"In {result.discovery.fresh.n_futures} fresh futures, which had no say in the choice, "
    if not math.isfinite(fresh.mean):
        return f"{told}{wording.label(name)} of {result.chosen} is undefined in some."
    told += f"{result.chosen} comes to {amount(fresh.mean, name)}{_between(fresh, name)}"
    if lead.mean == 0:
        told += f", level with {result.rival}{_between(lead, name)}"
    elif math.isfinite(lead.mean):
        side = "ahead of" if lead.mean > 0 else "behind"
        told += f", {gap(abs(lead.mean), name)} {side} {result.rival}{_between(lead, name)}"
    if not math.isfinite(result.luck.mean):
        return f"{told}."
    return (
        f"{told}. Of how much this lead varies from future to future, {_share(result.luck)} is "
        "luck; the rest is assumptions."
    )


def goal_in_words(result: Robust, of: str = "") -> str:
    """Return the target, as it is for one of the strategies, or for all."""
    goal, name = result.goal, wording.label(result.goal.outcome)
    if goal.target is None:
        others = [each for each in goal.bar if each != of]
        return f"to do at least as well as {wording.listed(others)} on {name}"
    least = "at least" if OUTCOMES[goal.outcome].direction > 0 else "at most"
    return f"{name} of {least} {wording.amount(goal.target, goal.outcome)}"


def box_in_words(box: Box, result: Robust) -> str:
    """Return a box: "the audience niche share (...) is above 12 % and ... is under 9"."""
    about = {each.name: each for each in result.uncertainties}
    return " and ".join(
        f"the {parameter_in_words(side.parameter)} ({about[side.parameter].meaning}) is "
        f"{_side(side, about[side.parameter].unit)}"
        for side in box
    )


def _side(side: Restriction, unit: str) -> str:
    return f"{'above' if side.is_above else 'under'} {wording.quantity(side.bound, unit)}"


def parameter_in_words(name: str) -> str:
    """Return the last two parts of a dotted name as words: "audience niche share"."""
    return " ".join(name.split(".")[-2:]).replace("_", " ")


def rule_in_words(rule: list[Stretch], unit: str) -> str:
    """Return what to choose along a parameter: "choosing A under 3 % and B above"."""
    if len(rule) == 1:
        return f"choosing {rule[0].strategy} in all but a few futures"
    first = f"{rule[0].strategy} under {_near(rule[0].high, unit)}"
    middle = [f"{each.strategy} up to {_near(each.high, unit)}" for each in rule[1:-1]]
    return f"choosing {wording.listed([first, *middle, f'{rule[-1].strategy} above'])}"


def _near(value: float, unit: str) -> str:
    """Return a value of a parameter with the two digits that a fit can tell."""
    return wording.quantity(rounded(value, 2), unit)


def gap(value: float, outcome: str) -> str:
    """Return a size of a difference, without a sign: "$30", "4.8 pp"."""
    return wording.change(rounded(value, _DIGITS), outcome).lstrip(f"+{wording.MINUS}")


def amount(value: float, outcome: str) -> str:
    """Return a value with its unit, in no more than three digits that count."""
    return wording.amount(rounded(value, _DIGITS), outcome)


def figure(table: pd.DataFrame, strategy: str, measure: str) -> Interval:
    """Return one figure of a decision table."""
    row = table[(table.strategy == strategy) & (table.measure == measure)]
    return Interval(*(float(row[each].iloc[0]) for each in ("value", "low", "high")))


def _n_first(result: Robust) -> int:
    """Return in how many of the first futures every strategy has a run."""
    return len(result.is_met)


def _between(found: Interval, outcome: str) -> str:
    """Return an interval in brackets, or nothing where there is none."""
    low, high = rounded(found.low, _DIGITS), rounded(found.high, _DIGITS)
    return f" ({wording.interval(low, high, outcome)})" if low < high else ""


def _share(found: Interval) -> str:
    """Return a share with its interval, if it has any width: "56 % (47 to 65 %)"."""
    mean, low, high = map(wording.chance, found)
    if low == high or not (math.isfinite(found.low) and math.isfinite(found.high)):
        return mean
    return f"{mean} ({low.removesuffix(' %')} to {high})"
