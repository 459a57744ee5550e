"""The form of a sweep, and the study file that it becomes: values of one to three numbers."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from app.comparing import Resolved
from app.declared import Field, label_of, named
from app.design import (
    OUTPUT,
    DesignError,
    Form,
    Kind,
    chosen,
    number,
    runnable,
    strategy_checks,
    titled,
    whole,
)
from app.files import scenario_text
from app.job_folder import Job, Step
from experiments.factors import uncertain
from experiments.studies.plan import Plan
from experiments.studies.resolve import resolved as resolved_study
from sim.parameters import Declaration, declarations
from sim.scenario import Scenario

__all__ = ["SWEEP", "values_of", "variable", "varied"]

_MOST_VARIED, _MOST_LEVELS = 3, 12
_SPAN = 10.0  # a range that spans this factor is gone through by its logarithm


def variable(spec: Scenario, strategies: Iterable[str]) -> dict[str, Declaration]:
    """Return the numbers that may vary, by dotted name: of the strategies first, then all others.

    What nobody uses, and what the other strategies do, is left out.
    """
    used = {each.name for each in uncertain(spec)}
    own = tuple(f"strategies.{name}." for name in strategies)
    found = {}
    for each in declarations(spec):
        is_number = isinstance(each.default, int | float) and not isinstance(each.default, bool)
        is_lever = each.name.startswith("strategies.")
        if not is_number or each.low is None or each.high is None or each.unit == "0 or 1":
            continue
        if each.name.startswith(own) if is_lever else each.name in used or _is_fact(each):
            found[each.name] = each
    return dict(sorted(found.items(), key=lambda pair: not pair[0].startswith("strategies.")))


def _is_fact(about: Declaration) -> bool:
    """Tell whether a number is a fact or choice of the scenario's, of one that is used."""
    unused = ("rivals.", "platforms.", "tools.", "influencers.")
    return about.confidence == "given" and not about.name.startswith(unused)


def _start(resolved: Resolved) -> dict[str, Any]:
    """Return a form that varies what the scenario is least sure of among what people ask about."""
    known = variable(resolved.spec, runnable(resolved))
    likely = ["audience.niche_share", *(n for n in known if n.endswith("commit.hours_per_week"))]
    names = [name for name in likely if name in known][:2] or list(known)[:1]
    form: dict[str, Any] = {"replicates": 5, "seed": 1}
    for k in range(_MOST_VARIED):
        form |= varied(k, names[k] if k < len(names) else "", known)
    return form


def varied(k: int, name: str, known: Mapping[str, Declaration]) -> dict[str, Any]:
    """Return the part of a form that says what varies in place k, over its plausible range."""
    about = known.get(name)
    low, high = (about.low, about.high) if about else (None, None)
    return {f"vary{k}": name, f"low{k}": low, f"high{k}": high, f"levels{k}": 5}


def _follow(resolved: Resolved, form: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a form after one value changed: another thing to vary brings its own range."""
    if name.startswith("vary"):
        known = variable(resolved.spec, resolved.spec.strategies)
        return form | varied(int(name.removeprefix("vary")), form[name], known)
    return form


def _fields(resolved: Resolved, form: Form) -> list[Field]:
    checks = strategy_checks(resolved, form)
    known = variable(resolved.spec, chosen(checks, "strategy:"))
    fields: list[Field] = [{"kind": "heading", "label": "Strategies"}, *checks]
    for k in range(_MOST_VARIED):
        if k > 0 and not form[f"vary{k - 1}"]:
            break
        fields += _vary_fields(k, form, known)
    fields += [
        {"kind": "heading", "label": "Luck"},
        number("replicates", "Runs of each on different luck", form["replicates"], 1, 200),
        number("seed", "Seed", form["seed"], 0, 2**53, help="The same seed is the same luck."),
    ]
    return fields


def _vary_fields(k: int, form: Form, known: Mapping[str, Declaration]) -> list[Field]:
    """Return the fields of one thing that varies."""
    name = form[f"vary{k}"]
    about, title = known.get(name), ("First", "Second", "Third")[k]
    choices: list[Any] = [("", "nothing more" if k else "nothing")]
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in known:
        group, _, _ = each.rpartition(".")
        groups.setdefault(group, []).append((each, label_of(each)))
    choices += [
        (named(group.replace(".", ": ")) if group else "The scenario", inside)
        for group, inside in groups.items()
    ]
    value = name if about else ""
    fields: list[Field] = [
        {"kind": "heading", "label": f"{title} thing to vary"},
        {"kind": "select", "name": f"vary{k}", "label": "What", "value": value, "choices": choices},
    ]
    if about is None:
        return fields
    is_whole = isinstance(about.default, int)
    fields[1]["help"] = f"{named(about.meaning)}. In force: {about.default:g} {about.unit}."
    return [
        *fields,
        number(f"low{k}", f"From ({about.unit})", form[f"low{k}"], about.minimum, about.maximum,
               whole=is_whole),
        number(f"high{k}", f"To ({about.unit})", form[f"high{k}"], about.minimum, about.maximum,
               whole=is_whole),
        number(f"levels{k}", "Values", form[f"levels{k}"], 2, _MOST_LEVELS),
    ]  # fmt: skip


def _job(resolved: Resolved, form: Form) -> Job:
    """Return the sweep of a form; raises with everything that is wrong."""
    fields = _fields(resolved, form)
    strategies, said = chosen(fields, "strategy:"), []
    if not strategies:
        said.append("Choose one strategy or more.")
    shown = {each["name"]: each["value"] for each in fields if "name" in each}
    known, vary = variable(resolved.spec, strategies), {}
    for k in range(_MOST_VARIED):
        name = shown.get(f"vary{k}")
        if not name:
            continue
        if name in vary:
            said.append(f"{label_of(name)} is chosen twice ({name}).")
        low, high, levels = (shown[f"{what}{k}"] for what in ("low", "high", "levels"))
        if None in (low, high, levels):
            continue  # told already
        if not low < high:
            said.append(f"{label_of(name)}: from {low:g} to {high:g} is no range, the lower first.")
        elif 2 <= levels <= _MOST_LEVELS:
            vary[name] = {"choice": values_of(known[name], low, high, int(levels))}
    if not any(shown.get(f"vary{k}") for k in range(_MOST_VARIED)):
        said.append("Choose something to vary.")
    if said:
        raise DesignError("\n".join(said))
    return _sweep_of(resolved, strategies, vary, form)


def _sweep_of(
    resolved: Resolved, strategies: list[str], vary: Mapping[str, Any], form: Form
) -> Job:
    """Return a sweep once its study resolves."""
    title = " and ".join(label_of(name).lower() for name in vary)
    study = {
        "scenario": "scenario.toml", "title": titled(resolved.spec.title, f"Along {title}"),
        "strategies": strategies, "vary": vary, "design": {"method": "grid"},
        "replicates": whole(form, "replicates", 1), "seed": whole(form, "seed"),
    }  # fmt: skip
    files = {
        "scenario.toml": scenario_text(resolved.spec),
        "study.toml": tomli_w.dumps(study),
    }
    plan = plan_of(files)
    runs = len(plan.points) * len(strategies) * plan.replicates
    steps = (
        Step(("sweep", "study.toml", *OUTPUT)),
        Step(("export", "store.db"), "result.csv"),
    )
    return Job("/sweep", study["title"], steps, files, runs, dict(form))


def plan_of(files: Mapping[str, str]) -> Plan:
    """Return what the study among some files will run.

    Raises:
        StudyError: naming everything that is wrong with it.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return resolved_study(Path(folder) / "study.toml")


def values_of(about: Declaration, low: float, high: float, n: int) -> list[float]:
    """Return n values of a range with both ends, of whole numbers each once.

    By the logarithm where the range spans a factor of ten.
    """
    is_log = low > 0 and high / low >= _SPAN
    places = np.geomspace(low, high, n) if is_log else np.linspace(low, high, n)
    if isinstance(about.default, int):
        return sorted({round(each) for each in places})
    return [float(low), *(float(f"{each:.3g}") for each in places[1:-1]), float(high)]


SWEEP = Kind(
    "/sweep", "Sweep",
    "How do outcomes change as one, two or three numbers change? Every combination is run, for "
    "every strategy on the same luck.",
    _start, _fields, _job, _follow,
)  # fmt: skip
