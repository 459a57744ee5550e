"""What the terminal shows of a robust decision."""

from rich.console import Console
from rich.table import Table

from experiments import wording
from experiments.robust import told
from experiments.robust.decision import MEASURES
from experiments.robust.study import Robust
from experiments.statistics import Interval
from experiments.text import print_wrapped, table_of_numbers

__all__ = ["show_robust"]

_MOST_PARAMETERS = 5


def show_robust(console: Console, result: Robust, hint: str) -> None:
    """Print what to choose, the figures behind it, what to learn first, and when it fails."""
    console.print()
    print_wrapped(console, told.choice_in_words(result), "bold")
    print_wrapped(console, told.sure_in_words(result))
    console.print()
    console.print(_decisions(result))
    print_wrapped(
        console,
        "± half of the 95 % interval over futures. Regret is what a strategy gives up against the "
        f"best of each future. Target: {told.goal_in_words(result)}. Worst tenth: the mean of its "
        "worst futures (CVaR). On the front, in so many resamples: nobody is as good on "
        f"{wording.listed([wording.label(each) for each in result.spec.outcomes])} and better on "
        "one.",
        "dim",
    )
    console.print()
    print_wrapped(console, told.knowing_in_words(result), "bold")
    console.print()
    console.print(_information(result))
    console.print()
    print_wrapped(console, told.failing_in_words(result), "bold")
    if result.discovery.box:
        console.print()
        console.print(_sides(result))
        print_wrapped(console, told.QUASI_P, "dim")
    print_wrapped(console, hint, "dim")


def _decisions(result: Robust) -> Table:
    """Return a strategy a row."""
    columns = (
        f"expected {wording.label(result.goal.outcome)}", "best in", "mean regret", "90 % regret",
        "most regret", "meets target", "worst tenth", "on the front",
    )  # fmt: skip
    table = table_of_numbers("strategy", columns)
    name = result.goal.outcome
    fronts = dict(zip(result.front.strategy, result.front.chance, strict=True))
    for strategy in result.strategies:
        found = {each: told.figure(result.decision, strategy, each) for each in MEASURES}
        table.add_row(
            strategy + ("*" if strategy == result.chosen else ""),
            _with_half(found["expected"], name),
            wording.chance(found["chance_of_best"].mean),
            *(told.gap(found[each].mean, name)
              for each in ("regret_mean", "regret_90", "regret_max")),
            wording.chance(found["satisficing"].mean), told.amount(found["cvar"].mean, name),
            wording.chance(fronts[strategy]),
        )  # fmt: skip
    return table


def _with_half(found: Interval, outcome: str) -> str:
    """Return a mean and half of its interval, if it has any width."""
    half = (found.high - found.low) / 2
    mean = told.amount(found.mean, outcome)
    return f"{mean} ±{told.gap(half, outcome)}" if half > 0 else mean


def _information(result: Robust) -> Table:
    """Return the parameters that knowing is worth most, the strongest first."""
    table = table_of_numbers("worth knowing", ("at most (EVPPI)", "95 % interval", "chance alone"))
    name = result.goal.outcome
    for row in result.information.head(_MOST_PARAMETERS).to_dict("records"):
        ends = f"{told.gap(row['low'], name)} to {told.gap(row['high'], name)}"
        cells = told.gap(row["value"], name), ends, told.gap(row["noise"], name)
        table.add_row(row["parameter"], *cells, style="" if row["is_clear"] else "dim")
    return table


def _sides(result: Robust) -> Table:
    """Return the sides of the box, the most telling first."""
    table = table_of_numbers("the box", ("quasi p",))
    units = {each.name: each.unit for each in result.uncertainties}
    for side in result.discovery.box:
        sign = ">" if side.is_above else "<"
        value = wording.quantity(side.bound, units[side.parameter])
        table.add_row(f"{side.parameter} {sign} {value}", f"{side.p:.1g}")
    return table
