"""The page of all parameters, written from their declarations: docs/parameters.md.

`python -m experiments.parameters_page docs/parameters.md` writes it; a test says when it is old.
"""

import sys
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from sim.market import Crisis, Rival
from sim.parameters import Declaration, Parameters, declarations
from sim.scenario import Scenario

__all__ = ["COLUMNS", "all_declarations", "parameters_page", "row_of"]

COLUMNS = ("Name", "Default", "Plausible range", "Bounds", "Unit", "Meaning", "Source",
           "Confidence")  # fmt: skip

_INTRO = """# All parameters

Written by `make parameters` from the declarations in `sim/`: do not edit. The model that uses them
is [model.md](model.md).

{n} parameters: {given} facts or choices of a scenario or of a brand, {calibrated} fitted to figures
from outside, {sourced} taken from a source, {assumed} assumed. By confidence: {high} high,
{medium} medium, {low} low.

- **Default**: where a scenario says nothing. *Not given*: worked out from something else, as the
  meaning says. *Needed*: a scenario must say it.
- **Plausible range**: what sliders, futures and sensitivity studies explore. *Choice* and *given*:
  nothing is uncertain, since a brand, or the scenario, decides it.
- **Bounds**: what a scenario may say at all; anything outside is refused.
- **Confidence**: *high*, several sources agree; *medium*, one good source or figures of an industry
  that agree; *low*, weak or assumed; *given*, a fact or a choice.
- A source that says *from memory, not verified* was not looked up; *second-hand* was read where
  somebody quotes it; *sign* gives the direction of an effect, and its size is set by hand.

In `communities`, `strategies` and `rivals` the name that a scenario gives comes after the first
dot: `communities.makers.size`. A rival has all parameters of `brand`, a `key`, and a `strategy`.
"""


def all_declarations() -> list[Declaration]:
    """Return every declared parameter; what a scenario may list any number of times, once."""
    found = [*declarations(Scenario), *declarations(Crisis, "brand.crises.")]
    found += [each for each in declarations(Rival, "rivals.") if each.name == "rivals.key"]
    groups = list(Scenario.model_fields)
    return sorted(found, key=lambda each: groups.index(_group_of(each)))


def parameters_page() -> str:
    """Return the text of the page."""
    found = all_declarations()
    status = Counter(map(_status, found))
    confidence = Counter(each.confidence for each in found)
    intro = _INTRO.format(
        n=len(found), calibrated=status["calibrated"], sourced=status["sourced"],
        assumed=status["assumed"], **{name: confidence[name] for name in
                                      ("given", "high", "medium", "low")},
    )  # fmt: skip
    parts = [intro]
    for group, own in groupby(found, key=_group_of):
        rows = "\n".join(_line(row_of(each)) for each in own)
        rule = _line(("---",) * len(COLUMNS))
        parts.append(f"## {group}\n\n{_home_of(group)}\n\n{_line(COLUMNS)}\n{rule}\n{rows}\n")
    return "\n".join(parts)


def row_of(each: Declaration) -> tuple[str, ...]:
    """Return the cells of one parameter, in the order of COLUMNS; none is empty."""
    if each.low is not None:
        plausible = f"{_number(each.low)} to {_number(each.high)}"
    else:
        plausible = "choice" if each.source.startswith("choice") else "given"
    bounds = f"{_number(each.minimum)} to {_number(each.maximum)}"
    return (f"`{each.name}`", _number(each.default), plausible, bounds, each.unit, each.meaning,
            each.source, each.confidence)  # fmt: skip


def _group_of(each: Declaration) -> str:
    return each.name.partition(".")[0]


def _status(each: Declaration) -> str:
    """Return where a number is from: "given", "calibrated", "assumed" or "sourced"."""
    if each.confidence == "given":
        return "given"
    if each.is_calibrated:
        return "calibrated"
    return "assumed" if each.source.startswith("assumption") else "sourced"


def _number(value: Any) -> str:
    """Return a number with its thousands separated: "4,000,000", "0.0067"."""
    if value is None:
        return "not given"
    if not isinstance(value, int | float):
        return "needed"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _home_of(group: str) -> str:
    """Return a link to the file that declares a group."""
    kind = Scenario.model_fields[group].annotation
    classes = [each for each in (kind, *get_args(kind))
               if isinstance(each, type) and issubclass(each, Parameters)]  # fmt: skip
    module = (classes or [Scenario])[0].__module__
    path = f"{module.replace('.', '/')}.py"
    return f"Declared in [{path}](../{path})."


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(parameters_page(), encoding="utf-8")
