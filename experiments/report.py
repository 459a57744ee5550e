"""The report of a comparison: the answer, its pictures, why, and what it rests on."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import figures, wording
from experiments.chart_parts import Option
from experiments.chart_tables import estimates_of
from experiments.content import content_map, strategies_with_posts
from experiments.page import GENERATOR, ReportError, check_target, render_page, write_page
from experiments.palette import looks_of
from experiments.report_tables import (
    assumption_rows,
    community_table,
    outcome_columns,
    provenance,
)
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from experiments.compare import Comparison

__all__ = ["GENERATOR", "ReportError", "check_target", "render_report", "write_report"]


def write_report(comparison: "Comparison", path: str | Path, command: str) -> None:
    """Write a comparison as one self-contained HTML file; the command is how to repeat it.

    Raises:
        ReportError: if it cannot be written there.
    """
    write_page(path, render_report(comparison, command))


def render_report(comparison: "Comparison", command: str) -> str:
    """Return the text of the HTML file."""
    main = wording.main_outcomes(comparison.spec.outcomes)
    return render_page(
        "report.html",
        _pictures(comparison),
        c=comparison,
        headline=comparison.headline(),
        looks=looks_of(comparison),
        outcomes={name: OUTCOMES[name] for name in main},
        more_outcomes={name: each for name, each in OUTCOMES.items() if name not in main},
        columns=outcome_columns,
        label=wording.label,
        meaning=wording.meaning_of,
        communities=community_table(comparison),
        posting=strategies_with_posts(comparison),
        assumptions=assumption_rows(comparison),
        provenance=provenance(comparison, command),
        headlines=comparison.spec.outcomes,
        rivals=partial(_most_often_best, comparison),
    )


def _pictures(comparison: "Comparison") -> dict[str, Option]:
    """Return each picture by name."""
    options = {
        f"outcome-{name}": figures.outcome_bars(comparison, name)
        for name in comparison.spec.outcomes
    } | {
        "trust-weekly": figures.outcome_over_time(comparison, "trust"),
        "engagements-weekly": figures.outcome_over_time(comparison, "engagements"),
        "trust-difference": figures.difference_band(comparison, "trust"),
        "customers-difference": figures.difference_band(comparison, "customers", so_far=True),
        "money": figures.cost_lines(comparison),
        "ledger": figures.trust_ledger(comparison),
    }
    for strategy in strategies_with_posts(comparison):
        options[f"content-{strategy}"] = content_map(comparison, strategy)
    gains = {s: mean for s, (mean, _, _) in estimates_of(comparison, "trust_change").items()}
    ranked = sorted((s for s in gains if gains[s] == gains[s]), key=lambda s: -gains[s])
    if ranked:
        options["most-trust"] = figures.trust_ledger(comparison, ranked[0])
        options["least-trust"] = figures.trust_ledger(comparison, ranked[-1])
    if comparison.futures is not None:
        found = set(comparison.futures.deciders["outcome"])
        for outcome in comparison.spec.outcomes:
            options[f"futures-{outcome}"] = figures.futures_best(comparison, outcome)
            if outcome in found:
                options[f"deciders-{outcome}"] = figures.deciders(comparison, outcome)
    return options


def _most_often_best(comparison: "Comparison", outcome: str) -> list[str]:
    """Return the two strategies that are most often best in plausible futures."""
    assert comparison.futures is not None
    best = comparison.futures.best
    ranked = best[best["outcome"] == outcome].sort_values(
        "probability", ascending=False, kind="stable"
    )
    return list(ranked["strategy"].head(2))
