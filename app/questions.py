"""The forms of the other studies, and the commands that they become."""

from typing import Any

from app.comparing import Resolved
from app.declared import Field, label_of
from app.design import (
    DesignError,
    Form,
    Kind,
    chosen,
    command,
    number,
    options,
    runnable,
    strategy_checks,
    titled,
    whole,
)
from app.job_folder import Job
from experiments.factors import factor_of, uncertain
from experiments.optimise.levers import levers_of, own_levers
from experiments.optimise.proposals import check_installed
from experiments.optimise.stages import least_budget
from experiments.optimise.trials import listed_candidates
from experiments.pilot.question import question_of as pilot_question
from experiments.pilot.question import takes_part
from experiments.robust.terms import checked_names
from experiments.sensitivity.question import default_outcome, default_strategy, question_of
from experiments.wording import label
from sim.outcomes import OUTCOMES

__all__ = ["BEST_PLAN", "FAILS_WHEN", "PILOT", "SENSITIVITY"]

# Effort: trajectories of the screening, runs of the surrogate, replicates.
_EFFORTS = {"quick": (4, 128, 4), "usual": (8, 512, 8), "thorough": (16, 2048, 16)}
_LONG, _N_VALUES = 5, 7  # curves of sensitivity: so many parameters, so many values
_TOP, _REPLICATES = 5, 3  # of the search for the best plan


def _outcome(form: Form, *, is_one_sided: bool = False) -> Field:
    """Return a field for an outcome; one-sided: among those of which more or less is better."""
    known = {k: each for k, each in OUTCOMES.items() if each.direction or not is_one_sided}
    name = form["outcome"]
    meaning = known[name].meaning if name in known else ""
    choices = [(each, label(each)) for each in known]
    return _select("outcome", "Outcome", name, choices, meaning[:1].upper() + meaning[1:])


def _select(
    name: str, text: str, value: str, choices: list[tuple[str, str]], help: str = ""
) -> Field:
    """Return a field of which one is chosen."""
    field = {"kind": "select", "name": name, "label": text, "value": value, "choices": choices}
    return field | ({"help": help} if help else {})


def _seed(form: Form) -> Field:
    said = "The same seed is the same luck."
    return number("seed", "Seed", form["seed"], 0, 2**53, help=said)


def _busiest(resolved: Resolved) -> str:
    """Return the side that takes part in communities, or else the last."""
    names = runnable(resolved)
    inside = [name for name in names if takes_part(resolved.spec.strategies[name])]
    return next(iter([*inside, *names[::-1], default_strategy(resolved.spec)]))


def _sensitivity_start(resolved: Resolved) -> dict[str, Any]:
    outcome = default_outcome(resolved.spec)
    return {"strategy": _busiest(resolved), "less": "", "outcome": outcome, "effort": "quick",
            "seed": 1}  # fmt: skip


def _sensitivity_fields(resolved: Resolved, form: Form) -> list[Field]:
    names = options(resolved.spec.strategies)
    screen, points, n = _EFFORTS[form["effort"]]
    effort = f"{screen} screenings, then {points:,} runs to learn from, and {n} lucks for curves."
    return [
        _select("strategy", "Strategy", form["strategy"], names),
        _select("less", "Less the outcome of", form["less"], [("", "none"), *names],
                "Explains the difference of two strategies on the same luck."),
        _outcome(form),
        _select("effort", "Effort", form["effort"], options(_EFFORTS), effort),
        _seed(form),
    ]  # fmt: skip


def _sensitivity_job(resolved: Resolved, form: Form) -> Job:
    question = question_of(
        resolved.spec, strategy=form["strategy"], less=form["less"] or None,
        outcome=form["outcome"], network=resolved.network,
    )  # fmt: skip
    n = len([factor_of(each) for each in uncertain(resolved.spec)])
    if not n:
        raise DesignError("Nothing is uncertain here: no parameter with a range is left.")
    screen, points, replicates = _EFFORTS[form["effort"]]
    runs = (screen * (n + 2) + points + _LONG * _N_VALUES * replicates) * len(question.strategies)
    words = ["sensitivity", f"--strategy={form['strategy']}", f"--outcome={form['outcome']}"]
    words += [f"--less={form['less']}"] if form["less"] else []
    words += [f"--screen={screen}", f"--points={points}", f"--replicates={replicates}",
              f"--seed={whole(form, 'seed')}"]  # fmt: skip
    return command(SENSITIVITY, resolved, form, words, runs, f"What decides the {question.what}")


def _plan_start(resolved: Resolved) -> dict[str, Any]:
    return {"strategy": _busiest(resolved), "outcome": "profit", "runs": 600, "seed": 1}


def _levers(resolved: Resolved, strategy: str, *, stated: bool) -> list[str]:
    found = own_levers(resolved.spec, strategy, resolved.network, stated=stated)
    return [each.name for each in found]


def _plan_fields(resolved: Resolved, form: Form) -> list[Field]:
    strategy = form["strategy"]
    own = _levers(resolved, strategy, stated=True)
    return [
        _select("strategy", "Strategy", strategy, options(resolved.spec.strategies),
                "Its numbers are varied; the others are what it is measured against."),
        {"kind": "heading", "label": "Numbers that may change"},
        *({"kind": "check", "name": f"lever:{strategy}:{name}",
           "label": f"{label_of(name)} ({name})",
           "value": bool(form.get(f"lever:{strategy}:{name}", name in own))}
          for name in _levers(resolved, strategy, stated=False)),
        {"kind": "heading", "label": "What is wanted"},
        _outcome(form, is_one_sided=True),
        number("runs", "Runs in all", form["runs"], 1, 20_000),
        _seed(form),
    ]  # fmt: skip


def _plan_job(resolved: Resolved, form: Form) -> Job:
    check_installed()
    strategy = form["strategy"]
    vary = chosen(_plan_fields(resolved, form), f"lever:{strategy}:")
    said = [] if vary else ["Choose one number or more that may change."]
    listed = len(listed_candidates(resolved.spec, (form["outcome"],)))
    least, runs = least_budget(listed, _REPLICATES, _TOP, is_pareto=False), whole(form, "runs", 1)
    if runs < least:
        said.append(f"Runs in all: {runs:,} is too few; {least:,} or more is allowed.")
    if said:
        raise DesignError("\n".join(said))
    levers_of(resolved.spec, strategy, vary, resolved.network)
    words = [
        "optimise",
        f"--strategy={strategy}",
        *(f"--vary={name}" for name in vary),
        f"--outcome={form['outcome']}",
        f"--runs={runs}",
        f"--seed={whole(form, 'seed')}",
    ]
    title = f"The best plan of {strategy} for {label(form['outcome'])}"
    return command(BEST_PLAN, resolved, form, words, runs, title)


def _robust_start(resolved: Resolved) -> dict[str, Any]:
    return {"outcome": "profit", "examined": "", "target": None, "futures": 200, "seed": 1}


def _robust_fields(resolved: Resolved, form: Form) -> list[Field]:
    unit = OUTCOMES[form["outcome"]].unit
    return [
        {"kind": "heading", "label": "Strategies"},
        *strategy_checks(resolved, form),
        {"kind": "heading", "label": "What is decided on"},
        _outcome(form, is_one_sided=True),
        number("target", f"To reach ({unit})", form["target"], None, None, whole=False,
               optional=True, help="Left empty: as much as the baseline, and as doing nothing."),
        _select("examined", "Whose failures to look into", form["examined"],
                [("", "those of the best one"), *options(resolved.spec.strategies)]),
        number("futures", "Futures", form["futures"], 20, 2000,
               help="Draws of everything that nobody knows; as many fresh ones judge the answer."),
        _seed(form),
    ]  # fmt: skip


def _robust_job(resolved: Resolved, form: Form) -> Job:
    spec, futures = resolved.spec, whole(form, "futures", 20)
    strategies = chosen(_robust_fields(resolved, form), "strategy:")
    if not strategies:
        raise DesignError("Choose one strategy or more.")
    if form["examined"] and form["examined"] not in {*strategies, spec.baseline}:
        raise DesignError(f"Whose failures to look into: {form['examined']} is not chosen above.")
    names = checked_names(spec, form["outcome"], strategies, futures)
    if not uncertain(spec):
        raise DesignError("Nothing is uncertain here: every parameter is given.")
    runs = futures * (len(names) + min(len(names), 3)) + 60
    words = ["robust", f"--outcome={form['outcome']}", f"--strategies={','.join(strategies)}",
             f"--futures={futures}", f"--seed={whole(form, 'seed')}"]  # fmt: skip
    words += [f"--target={form['target']:g}"] if form["target"] is not None else []
    words += [f"--strategy={form['examined']}"] if form["examined"] else []
    return command(FAILS_WHEN, resolved, form, words, runs, titled(spec.title, "Who fails when"))


def _pilot_start(resolved: Resolved) -> dict[str, Any]:
    return {"strategy": "", "less": "", "futures": 200, "seed": 1}


def _pilot_fields(resolved: Resolved, form: Form) -> list[Field]:
    strategies = resolved.spec.strategies
    able = options(name for name, each in strategies.items() if takes_part(each))
    return [
        _select("strategy", "Perhaps to commit to", form["strategy"],
                [("", "the best that takes part"), *able]),
        _select("less", "To stay with otherwise", form["less"],
                [("", f"the baseline, {resolved.spec.baseline}"), *options(strategies)]),
        number("futures", "Futures", form["futures"], 20, 2000,
               help="Fresh draws of everything that nobody knows, to judge the trial on."),
        _seed(form),
    ]  # fmt: skip


def _pilot_job(resolved: Resolved, form: Form) -> Job:
    futures = whole(form, "futures", 20)
    question = pilot_question(resolved.spec, form["strategy"] or None, form["less"] or None)
    n_first = min(100, round(0.6 * futures)) * (len(question.candidates) - 1)
    runs = n_first + round(0.6 * futures) * 4 + futures * 3
    words = ["pilot", f"--futures={futures}", f"--seed={whole(form, 'seed')}"]
    words += [f"--strategy={form['strategy']}"] if form["strategy"] else []
    words += [f"--less={form['less']}"] if form["less"] else []
    title = titled(resolved.spec.title, "Try it first?")
    return command(PILOT, resolved, form, words, runs, title)


SENSITIVITY = Kind(
    "/sensitivity", "Sensitivity",
    "Which of the many numbers that nobody knows decide an outcome, and which do not matter?",
    _sensitivity_start, _sensitivity_fields, _sensitivity_job,
)  # fmt: skip
BEST_PLAN = Kind(
    "/best-plan", "Best plan",
    "Which numbers of a strategy come out best, and do they still on fresh luck?",
    _plan_start, _plan_fields, _plan_job,
)  # fmt: skip
FAILS_WHEN = Kind(
    "/fails-when", "Fails when",
    "Which strategy holds up over many plausible futures, what is worth knowing first, and in "
    "which futures does it fail?",
    _robust_start, _robust_fields, _robust_job,
)  # fmt: skip
PILOT = Kind(
    "/pilot", "Pilot",
    "Is a trial worth it before committing to a strategy: in how many communities, for how long, "
    "and by what rule is it then decided?",
    _pilot_start, _pilot_fields, _pilot_job,
)  # fmt: skip
