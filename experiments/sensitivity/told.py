"""An analysis in words and as plain data: what decides, how sure that is, what is not trusted."""

import math
from typing import Any

from experiments import wording
from experiments.factors import DUMMY, Factor
from experiments.sensitivity.result import Sensitivity, covers_nothing
from experiments.sensitivity.surrogate import TRUSTED

__all__ = [
    "as_data", "cautions", "decimals", "effect", "headline", "how_sure", "meaning",
    "percent", "range_of", "watched",
]  # fmt: skip

_HALF = 0.5  # of the differences where everything varies: foretold less, shares are a hint

# The two numbers that the whole model is said to rest on: an answer says where they stand.
_WATCHED = {
    "memory.worth_of_contact": "r, what a contact in a community is worth",
    "audience.niche_share": "the niche share",
}


def headline(found: Sensitivity) -> str:
    """Return what decides the outcome."""
    first, what = found.first, found.question.what
    if not first:
        return f"Nothing that varies changes the {what}."
    indices, name = found.decisive
    size = dict(zip(indices.labels, indices[name].value.tolist(), strict=True))
    named = [
        f"{meaning(found, each)} ({percent(size[each])})" if name == "ST" else meaning(found, each)
        for each in first
    ]
    shares = ", with the share of the variance that each takes part in" if name == "ST" else ""
    text = f"What decides the {what}, the strongest first{shares}: {'; '.join(named)}."
    if math.isfinite(found.explained):
        q2 = found.emulated.surrogate.q2 if found.emulated else math.nan
        these = f"Together these {len(first)} explain" if len(first) > 1 else "Alone it explains"
        text += (
            f" {these} {percent(found.explained)} of what the "
            f"{len(found.screening.kept) - 1} parameters that came through the screening do "
            f"(surrogate Q2 = {decimals(q2)})."
        )
    if found.emulated and found.screening.share < _HALF:
        text += (
            f" But where all {len(found.factors) - 1} vary, the surrogate foretells only "
            f"{percent(found.screening.share)} of the differences: take the shares as a hint."
        )
    return text


def watched(found: Sensitivity) -> str:
    """Return where the numbers stand that the model is said to rest on."""
    said = [f"{name} ({label}) {_standing(found, label)}" for label, name in _WATCHED.items()]
    return f"Of the numbers that the model is said to rest on, {'; '.join(said)}."


def _standing(found: Sensitivity, label: str) -> str:
    """Return whether a label is among the first, and its place."""
    if found.factor(label) is None:
        return "was held fixed"
    place, screened = found.place_of(label), found.screening.indices
    if label in found.first:
        return f"is among them, number {place}"
    at = screened.labels.index(label)
    if screened["mu_star"].value[at] == 0:
        return "is not among them: it changes nothing here"
    return f"is not among them, but number {place} of {len(found.ranked)}"


def how_sure(found: Sensitivity) -> list[str]:
    """Return how sure it is: luck apart from assumptions."""
    said, emulated = [], found.emulated
    if emulated and emulated.surrogate.is_trusted:
        share = emulated.surrogate.luck_share
        said.append(f"Luck alone makes {percent(share)} of the differences between single runs.")
    if emulated and math.isfinite(found.screening.share):
        said.append(
            f"In the runs of the screening, where all {len(found.factors) - 1} vary and which the "
            f"surrogate never saw, it foretells {percent(found.screening.share)} of the "
            "differences (squared correlation)."
        )
    said.append(_of_dummy(found))
    stability = found.stability
    loose = [each for each in found.first if stability.get(each, 1.0) < 0.9]
    if loose:
        places = [f"{each} ({percent(stability[each])})" for each in loose]
        said.append(
            f"The order is not sure: {wording.listed(places)} would keep "
            f"{'their places' if len(loose) > 1 else 'its place'} in that share of resamples."
        )
    return said


def _of_dummy(found: Sensitivity) -> str:
    """Return what the method makes of a parameter that does not exist."""
    value, low, high = found.dummy
    name = "total index" if found.sobol else "mean effect"
    interval = f"{decimals(value, 3)} ({decimals(low, 3)} to {decimals(high, 3)})"
    if covers_nothing(found.dummy):
        return f"The dummy, on which nothing depends, has a {name} of {interval}: as it should."
    return (
        f"The dummy, on which nothing depends, has a {name} of {interval}, which leaves out 0: "
        "indices of its size are error. More runs or more replicates are needed."
    )


def cautions(found: Sensitivity) -> list[str]:
    """Return what a reader must know: the scale, runs left out, what is not trusted."""
    said, question, runs = [], found.question, found.runs
    emulated = found.emulated
    if emulated and not emulated.surrogate.is_trusted:
        order = "of the direct indices" if found.direct else "of the screening alone"
        said.append(
            f"The surrogate is not trusted: Q2, the share of unseen runs that it foretells, is "
            f"{decimals(emulated.surrogate.q2)}, and {decimals(TRUSTED, 1)} is asked for. Its "
            f"indices are not shown, and the order is that {order}. --points {2 * emulated.n} or "
            "--direct 64 may settle it."
        )
    name = wording.label(question.outcome)
    if question.scale == "log":
        what = f"ratio of the two strategies' {name}" if question.less else name
        said.append(f"Analysed is the logarithm of the {what}: effects multiply it.")
    if runs.n_undefined:
        how = "half a unit is added to what it is divided by" if question.scale == "log" else (
            "points with such a run are left out")  # fmt: skip
        said.append(
            f"In {runs.n_undefined} of {runs.n_made} runs the {name} is undefined, as nobody "
            f"was won or seen: {how}."
        )
    lost = [
        (found.screening, "trajectories"), (found.emulated, "points of the surrogate"),
        (found.direct, "blocks of the direct design"),
    ]  # fmt: skip
    for each, what in lost:
        if each and each.n_lost:
            said.append(f"{each.n_lost} of {each.n} {what} had a run without a value: left out.")
    if found.sobol and min(float(found.sobol[n].value.min()) for n in ("S1", "ST")) < 0:
        said.append("An index below 0 is an estimate of one near 0; it is shown as it came out.")
    return said


def meaning(found: Sensitivity, label: str) -> str:
    """Return what a factor or a group is, in words."""
    factor = found.factor(label)
    if factor is None:
        inside = [each.name for each in found.factors if each.group == label]
        return f"the group {label} ({', '.join(inside)})"
    return factor.meaning or factor.name


def range_of(factor: Factor | None) -> str:
    """Return what values a factor may take, in words."""
    if factor is None or factor.name == DUMMY:
        return wording.UNDEFINED
    if factor.law == "choice":
        return ", ".join(map(str, factor.choices))
    return wording.spread(factor.low, factor.high, factor.unit)


def effect(found: Sensitivity, size: float) -> str:
    """Return the size (>= 0) of an effect: what it multiplies a cost by, else its amount."""
    if not math.isfinite(size):
        return wording.UNDEFINED
    if found.question.scale == "log":
        return f"\N{MULTIPLICATION SIGN} {math.exp(size):.3g}"
    name = "trust" if found.question.outcome == "trust_change" else found.question.outcome
    return wording.amount(size, name)


def percent(share: float) -> str:
    """Return a share as a percentage."""
    return f"{100 * share:.0f} %".replace("-", wording.MINUS)


def decimals(value: float, n: int = 2) -> str:
    """Return an index with n decimals: ".34"; with its sign below 0."""
    text = f"{abs(value):.{n}f}".removeprefix("0")
    is_negative = value < 0 and any(digit in text for digit in "123456789")
    return f"{wording.MINUS if is_negative else ''}{text}"


def as_data(found: Sensitivity, scenario: str) -> dict[str, Any]:
    """Return an analysis as plain data."""
    question, emulated, finite = found.question, found.emulated, wording.finite
    rows = found.table().to_dict("records")
    return {
        "scenario": scenario, "strategy": question.strategy, "less": question.less,
        "outcome": question.outcome, "scale": question.scale, "seed": found.seed,
        "replicates": found.replicates, "runs": found.runs.n_made,
        "undefined_runs": found.runs.n_undefined, "failed_runs": len(found.runs.failures),
        "order_by": found.method, "first": found.first,
        "watched": {each: found.place_of(each) for each in _WATCHED if found.factor(each)},
        "explained_by_first": finite(found.explained),
        "surrogate": emulated and {
            "points": emulated.n, "q2": finite(emulated.surrogate.q2),
            "is_trusted": emulated.surrogate.is_trusted,
            "share_of_screening": finite(found.screening.share),
            "luck_share": finite(emulated.surrogate.luck_share),
        },
        "dummy": dict(zip(("value", "low", "high"), map(finite, found.dummy), strict=True)),
        "rank_stability": found.stability,
        "indices": [{k: finite(v) if isinstance(v, float) else v for k, v in row.items()}
                    for row in rows],
        "curves": [
            {"factor": each.factor.name, "value": value,
             **{k: finite(v) for k, v in outcome._asdict().items()}}
            for each in found.curves
            for value, outcome in zip(each.values, each.outcomes, strict=True)
        ],
    }  # fmt: skip
