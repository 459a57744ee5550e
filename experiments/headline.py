"""The answer in two sentences: who does better, and how sure that is.

No winner is named where the paired interval of its lead includes 0. Two kinds of sureness are
kept apart: luck, with every assumption held fixed, and the assumptions themselves.
"""

from typing import NamedTuple

import numpy as np

from experiments.futures import Futures
from experiments.sample import Sample
from experiments.wording import amount, chance, label, listed, plural
from sim.outcomes import OUTCOMES

__all__ = ["answer", "sureness"]

_UNDEFINED = {
    "engagement_rate": "no views",
    "trust_change": "no run",
    "cost_per_customer": "no customers",
}
_WON = {
    "cost_per_customer": "wins customers at the lowest cost",
    "left_members": "loses fewest members",
    "days_to_detection": "stays undetected longest",
}
_NAMES = {"trust_change": "trust", "left_members": "members who left"}
_ALIKE, _WITHIN = "cannot be told apart on ", "are within chance of each other on "
_COUNTED = {"people", "views", "likes", "comments", "shares", "engagements", "clicks", "answers",
            "complaints"}  # fmt: skip


class _Finding(NamedTuple):
    """Who leads on an outcome."""

    outcome: str
    leaders: tuple[str, ...]  # several cannot be told apart; none where nobody has a value
    rival: str  # the baseline; where it leads itself, the best of the others


def answer(sample: Sample, baseline: str) -> str:
    """Return who is best on each headline outcome, as a sentence with figures.

    Args:
        sample: the paired runs.
        baseline: the strategy that the others are compared to.
    """
    if sample.has_run.sum(axis=1).max() < 2:
        return _answer_of_one_run(sample, baseline)
    clauses: list[list[str]] = []  # subject, then what is said of it
    named = ""
    for outcome in sample.headlines:
        finding = _finding(sample, outcome, baseline)
        subject, predicate = _clause(sample, finding, named)
        named = finding.rival
        if clauses and clauses[-1][0] == subject:
            clauses[-1].append(predicate)
        else:
            clauses.append([subject, predicate])
    parts = [f"{subject} {listed(_without_repeats(said))}" for subject, *said in clauses]
    return (", but " if len(parts) == 2 else "; ").join(parts) + "."


def sureness(sample: Sample, baseline: str, futures: Futures | None) -> str:
    """Return how sure the answer is: over luck, then over plausible futures if there are any."""
    findings = [_finding(sample, outcome, baseline) for outcome in sample.headlines]
    sure = _sureness_over_luck(sample, findings)
    if futures is None or len(futures.draws) == 0:
        return sure
    return f"{sure} {_sureness_over_futures(sample, findings, futures)}"


def _finding(sample: Sample, outcome: str, baseline: str) -> _Finding:
    """Return who leads, with those that cannot be told apart from the leader."""
    ranked = _ranked(sample, outcome)
    if not ranked:
        return _Finding(outcome, (), baseline)
    first, *others = ranked
    leaders = [first]
    for other in others:
        _, low, high, _ = sample.difference(outcome, first, other)
        if not (low > 0 or high < 0):  # an unknown end is no proof either
            leaders.append(other)
    leaders = [each for each in sample.strategies if each in leaders]  # the same in every clause
    rival = baseline
    if leaders == [baseline]:
        rival = others[0] if others else baseline
    return _Finding(outcome, tuple(leaders), rival)


def _ranked(sample: Sample, outcome: str) -> list[str]:
    """Return the strategies that do something and have a value, the best mean first."""
    active = [s for s, idle in zip(sample.strategies, sample.is_idle, strict=True) if not idle]
    means = {s: OUTCOMES[outcome].direction * sample.mean(outcome, s).mean for s in active}
    defined = [s for s in active if np.isfinite(means[s])]
    return sorted(defined, key=lambda s: -means[s])


def _clause(sample: Sample, finding: _Finding, named: str = "") -> tuple[str, str]:
    """Return subject and predicate of what was found; who was just named is not named again."""
    outcome, leaders, rival = finding
    if not leaders:
        return f"on {_name(outcome)}", f"nothing can be said ({_undefined(outcome)})"
    if len(leaders) > 2 and len(leaders) == len(_ranked(sample, outcome)):
        return "all strategies", f"{_WITHIN}{_name(outcome)}"
    unit = " of views" if outcome == "engagement_rate" else ""
    figures = listed([_figure(sample, outcome, leader) for leader in leaders]) + unit
    if rival not in leaders:
        figures += f" against {_figure(sample, outcome, rival)}"
        figures += f" for {rival}" if rival != named else ""
    if len(leaders) == 1:
        return leaders[0], f"{_won(sample, outcome, leaders[0])} ({figures})"
    return listed(list(leaders)), f"{_ALIKE}{_name(outcome)} ({figures})"


def _without_repeats(said: list[str]) -> list[str]:
    """Return predicates without an opening that the first of them has, too."""
    opening = next((each for each in (_ALIKE, _WITHIN) if said[0].startswith(each)), "")
    return [said[0], *(each.removeprefix(opening) for each in said[1:])]


def _won(sample: Sample, outcome: str, leader: str) -> str:
    """Return in words what the leader of an outcome does."""
    if outcome == "trust_change":
        lost = sample.mean(outcome, leader).mean < 0
        return "loses least trust" if lost else "gains most trust"
    if outcome in _WON:
        return _WON[outcome]
    most = "highest" if OUTCOMES[outcome].direction > 0 else "lowest"
    if OUTCOMES[outcome].unit in _COUNTED:
        most = "most" if OUTCOMES[outcome].direction > 0 else "fewest"
        return f"has {most} {_name(outcome)}"
    return f"has the {most} {_name(outcome)}"


def _name(outcome: str) -> str:
    """Return what a sentence calls an outcome."""
    return _NAMES.get(outcome, label(outcome))


def _undefined(outcome: str) -> str:
    """Return why an outcome has no value."""
    return _UNDEFINED.get(outcome, "no value")


def _answer_of_one_run(sample: Sample, baseline: str) -> str:
    """Return who is ahead where there is but one run of each, which proves nothing."""
    clauses = []
    for outcome in sample.headlines:
        ranked = _ranked(sample, outcome)
        finding = _Finding(outcome, tuple(ranked[:1]), baseline)
        if ranked[:1] == [baseline]:
            finding = finding._replace(rival=ranked[1] if len(ranked) > 1 else baseline)
        clauses.append(" ".join(_clause(sample, finding)))
    return f"One run of each proves nothing; in it {'; '.join(clauses)}."


def _sureness_over_luck(sample: Sample, findings: list[_Finding]) -> str:
    """Return in how many paired runs the leaders were ahead of their rivals."""
    if sample.has_run.sum(axis=1).max() < 2:
        return "More replicates are needed to tell how much is luck."
    said: dict[str, list[str]] = {}
    for outcome, leaders, rival in findings:
        if len(leaders) == 1 and leaders[0] != rival:
            n_ahead, n_pairs = _ahead(sample, outcome, leaders[0], rival)
            who = f"{leaders[0]} was ahead of {rival} in {n_ahead} of {n_pairs} paired runs"
            said.setdefault(who, []).append(_name(outcome))
    if not said:
        return (
            "Paired on the same luck, no lead is beyond chance, with every assumption held fixed."
        )
    told = listed([f"{who} on {listed(what)}" for who, what in said.items()])
    return f"On the same luck {told}; that is luck alone, with every assumption held fixed."


def _ahead(sample: Sample, outcome: str, leader: str, rival: str) -> tuple[int, int]:
    """Return in how many pairs the leader was ahead (undefined is worst), and of how many."""
    rows = [sample.strategies.index(name) for name in (leader, rival)]
    both = sample.has_run[rows].all(axis=0)
    worth = OUTCOMES[outcome].direction * sample.of_each_run(outcome)[rows][:, both]
    worth = np.where(np.isnan(worth), -np.inf, worth)
    return int((worth[0] > worth[1]).sum()), int(both.sum())


def _sureness_over_futures(sample: Sample, findings: list[_Finding], futures: Futures) -> str:
    """Return in how many futures the leaders were best, and what decides."""
    said, closest, least = [], sample.headlines[0], np.inf
    for outcome, leaders, _ in findings:
        best = futures.best[futures.best.outcome == outcome].set_index("strategy").probability
        if best.isna().all():
            continue
        most = str(best.idxmax())
        who = leaders[0] if len(leaders) == 1 else most
        told = f"{who} was best on {_name(outcome)} in {chance(float(best[who]))}"
        if who != most:
            told += f" ({most} in {chance(float(best[most]))})"
        said.append(told)
        if best[most] < least:
            closest, least = outcome, float(best[most])
    if not said:
        return f"None of {len(futures.draws)} plausible futures says anything."
    told = f"Over {len(futures.draws)} plausible futures{_drawn_from(futures)} {listed(said)}"
    return f"{told}; {_what_decides(futures, closest)}."


def _drawn_from(futures: Futures) -> str:
    """Return where the draws are from, where some are from own data."""
    n, others = len(futures.fitted), futures.draws.shape[1] - len(futures.fitted)
    if n == 0:
        return ""
    return (
        f" ({n} {plural('parameter', n)} drawn from the posterior of own data, {others} from "
        "plausible ranges)"
    )


def _what_decides(futures: Futures, outcome: str) -> str:
    """Return what decides an outcome: at most three parameters, with what they mean."""
    rows = futures.deciders[futures.deciders.outcome == outcome].head(3)
    if rows.empty:
        return f"no single parameter decides {_name(outcome)}"
    named = [f"{row.meaning} ({row.parameter})" for row in rows.itertuples()]
    return f"what decides {_name(outcome)} is {listed(named)}"


def _figure(sample: Sample, outcome: str, strategy: str) -> str:
    """Return the mean of an outcome as people read it."""
    mean = sample.mean(outcome, strategy).mean
    return amount(mean, outcome) if np.isfinite(mean) else _undefined(outcome)
