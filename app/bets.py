"""What runs say to a bet: who did better, in how many pairs, and by which figures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.comparing import LETTERS
from app.lesson_files import LEDGER, NOBODY
from experiments import wording
from experiments.comparison import Comparison
from experiments.statistics import mean_interval, paired_difference
from sim.outcomes import OUTCOMES

__all__ = ["Answer", "answer_of", "measured"]

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Answer:
    """What came out.

    Attributes:
        winner: letter of the side that is clearly better than every other, or "none".
        leader: letter of the side that is ahead, clearly or not.
        figures: mean of each side, as people read it.
        n_ahead: pairs in which the leader was ahead of all others.
        n_pairs: paired runs.
        label: of what was measured.
    """

    winner: str
    leader: str
    figures: tuple[str, ...]
    n_ahead: int
    n_pairs: int
    label: str

    def told(self, bet: str) -> str:
        """Return what to say to somebody who bet on a letter, or on "none"."""
        said = "no clear difference" if bet == NOBODY else bet
        if self.winner == NOBODY:
            joined = ", and so it is" if bet == NOBODY else ". There is no clear difference"
            return f"You said {said}{joined}: {self._figures}."
        joined = ", and so it was" if bet == self.winner else f". It was {self.winner}"
        return f"You said {said}{joined}, {self._figures}."

    def came(self) -> str:
        """Return what came out, to whoever did not bet."""
        if self.winner == NOBODY:
            return f"No clear difference: {self._figures}."
        return f"{self.winner} was ahead {self._figures}."

    @property
    def _figures(self) -> str:
        """Pairs and means: "in 29 of 30 paired runs: trust change A −.05, B +.03"."""
        letters = LETTERS[: len(self.figures)]
        means = ", ".join(f"{a} {b}" for a, b in zip(letters, self.figures, strict=True))
        runs = f"in {self.n_ahead} of {self.n_pairs} paired runs"
        if self.winner == NOBODY:
            return f"{self.leader} did better {runs}; on average {self.label} {means}"
        return f"{runs}: {self.label} {means}"


def answer_of(comparison: Comparison, measure: str) -> Answer:
    """Return what the runs say.

    Args:
        comparison: with as many replicates as there will be.
        measure: of a step.
    """
    names = comparison.strategies
    means, worth = _means(comparison, measure)
    both = np.isfinite(worth).all(axis=0)
    average = _direction(measure) * np.array([mean for mean, _ in means])
    order = np.argsort(-np.nan_to_num(average, nan=-np.inf), kind="stable")
    first, others = int(order[0]), [int(i) for i in order[1:]]
    lowest = min(_lead(comparison, measure, names[first], names[other]) for other in others)
    ahead = (worth[first, both] > np.delete(worth, first, axis=0)[:, both]).all(axis=0)
    return Answer(
        winner=LETTERS[first] if lowest > 0 else NOBODY,
        leader=LETTERS[first],
        figures=tuple(text for _, text in means),
        n_ahead=int(ahead.sum()),
        n_pairs=int(both.sum()),
        label=wording.label(measure.removeprefix(LEDGER)),
    )


def measured(measure: str) -> str:
    """Return what a measure is, in plain words."""
    if measure.startswith(LEDGER):
        source = wording.label(measure.removeprefix(LEDGER))
        return f"points of mean trust, won or lost by {source}"
    return OUTCOMES[measure].meaning


def _direction(measure: str) -> int:
    return 1 if measure.startswith(LEDGER) else OUTCOMES[measure].direction


def _means(comparison: Comparison, measure: str) -> tuple[list[tuple[float, str]], Floats]:
    """Return mean and text of each side, and how good each run was, (n_sides, n_replicates)."""
    names = comparison.strategies
    if measure.startswith(LEDGER):
        points = _points(comparison, measure)
        intervals = [mean_interval(row) for row in points]
        longest = float(np.max(np.abs([each.mean for each in intervals])))
        return [(each.mean, wording.points(each.mean, longest)) for each in intervals], points
    intervals = [comparison.sample.mean(measure, name) for name in names]
    texts = [wording.amount(m.mean, measure, m.high - m.low) for m in intervals]
    runs = _direction(measure) * comparison.sample.of_each_run(measure)
    return [(m.mean, text) for m, text in zip(intervals, texts, strict=True)], runs


def _lead(comparison: Comparison, measure: str, one: str, other: str) -> float:
    """Return the lower end of the interval of one side's lead; NaN counts as no lead."""
    if measure.startswith(LEDGER):
        points = _points(comparison, measure)
        rows = [comparison.strategies.index(name) for name in (one, other)]
        low = paired_difference(points[rows[0]], points[rows[1]]).low
    else:
        found = comparison.sample.difference(measure, one, other)
        low = found.low if _direction(measure) > 0 else -found.high
    return float(low) if np.isfinite(low) else -np.inf


def _points(comparison: Comparison, measure: str) -> Floats:
    """Return points of trust by a source in each run, shape (n_sides, n_replicates)."""
    ledger = comparison.trust_ledger
    own = ledger[ledger["source"] == measure.removeprefix(LEDGER)]
    totals = own.groupby(["strategy", "replicate"])["points"].sum().unstack("replicate")
    return totals.reindex(index=list(comparison.strategies)).fillna(0.0).to_numpy(float)
