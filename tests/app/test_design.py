"""From forms to studies: what a page asks is what its command reads; faults are told at once."""

import tomllib

import pytest
import typer

from app import claimed
from app.comparing import Branch, Comparing, Side, resolve
from app.design import DesignError, fits, job_of, told_runs
from app.job_view import _table
from app.questions import BEST_PLAN, FAILS_WHEN, PILOT, SENSITIVITY
from app.sweeping import SWEEP, plan_of, values_of, variable
from experiments.cli import app
from sim.parameters import declarations
from sim.scenario_file import library, load_scenario

KINDS = [SWEEP, SENSITIVITY, BEST_PLAN, FAILS_WHEN, PILOT]


@pytest.fixture(scope="module")
def usual():
    return resolve(Comparing())


def problems_of(kind, resolved, **changes):
    """Return what is wrong with a form after some changes, line by line."""
    with pytest.raises(DesignError) as fault:
        job_of(kind, resolved, kind.start(resolved) | changes)
    return str(fault.value).splitlines()


def options_of(words):
    """Return what a command reads from words, as the command line does."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return commands[words[0]].make_context(words[0], list(words[1:])).params


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_the_usual_form_of_every_scenario_is_a_command_or_says_why_not(kind, tmp_path):
    n_jobs = 0
    for name in library():
        resolved = resolve(Comparing(scenario=name))
        try:
            job = job_of(kind, resolved, kind.start(resolved))
        except DesignError:
            continue
        (tmp_path / "scenario.toml").write_text(job.files["scenario.toml"])
        assert load_scenario(tmp_path / "scenario.toml") == resolved.spec
        assert job.runs > 0
        assert str(options_of(job.steps[0].words)["report"]) == "report.html"
        n_jobs += 1
    assert n_jobs >= len(library()) - 2


def test_a_sweep_is_every_combination_of_what_the_form_says(usual):
    form = SWEEP.start(usual) | {"low0": 0.01, "high0": 0.04, "levels0": 4, "replicates": 3}
    job = job_of(SWEEP, usual, form)
    plan, study = plan_of(job.files), tomllib.loads(job.files["study.toml"])

    assert study["vary"]["audience.niche_share"]["choice"] == [0.01, 0.02, 0.03, 0.04]
    assert plan.strategies == ("broad-ads", "genuine-micro") == usual.names
    assert len(plan.points) == 4 * form["levels1"]
    assert job.runs == len(plan.points) * 2 * 3
    assert f"{job.runs:,} runs" in told_runs(job, usual)


def test_another_thing_to_vary_brings_its_own_range(usual):
    form = SWEEP.changed(usual, SWEEP.start(usual), "vary0", "memory.half_life")
    about = variable(usual.spec, [])["memory.half_life"]

    assert (form["low0"], form["high0"]) == (about.low, about.high)


def test_values_have_both_ends_and_whole_numbers_come_once():
    known = {each.name: each for each in declarations(load_scenario("spread-thin"))}
    share = known["audience.niche_share"]
    n_communities = known["strategies.three.identify.how_many"]

    assert values_of(share, 0.001, 0.1, 3) == [0.001, 0.01, 0.1]  # by the logarithm
    assert values_of(share, 0.1, 0.2, 3) == [0.1, 0.15, 0.2]
    assert values_of(n_communities, 1, 3, 9) == [1, 2, 3]


def test_a_sweep_names_everything_that_is_wrong_at_once(usual):
    said = problems_of(
        SWEEP, usual, low0=0.5, high0=0.1, levels0=99, replicates=None, seed=1.5,
        vary2="audience.niche_share", low2=0.1, high2=0.2, levels2=3,
        **{f"strategy:{name}": False for name in usual.spec.strategies},
    )  # fmt: skip

    assert len(said) == len(set(said))
    for part in ("from 0.5 to 0.1", "99 was given", "a number is needed", "no whole number",
                 "one strategy or more"):  # fmt: skip
        assert any(part in line for line in said), part


@pytest.mark.parametrize(("kind", "changes", "said"), [
    (SWEEP, {"vary0": "", "vary1": ""}, "Choose something to vary"),
    (SWEEP, {"vary1": "audience.niche_share", "low1": 0.1, "high1": 0.2}, "chosen twice"),
    (SWEEP, {"levels0": 12, "levels1": 12, "replicates": 200}, "57,600 runs"),
    (SENSITIVITY, {"strategy": "stay-away"}, "does nothing"),
    (SENSITIVITY, {"less": "genuine-micro"}, "less itself"),
    (BEST_PLAN, {"runs": 10}, "or more is allowed"),
    (BEST_PLAN, {"strategy": "stay-away"}, "Choose one number or more"),
    (FAILS_WHEN, {"futures": 3}, "20 to 2000 is allowed"),
    (FAILS_WHEN, {"examined": "hybrid"}, "is not chosen above"),
    (PILOT, {"strategy": "genuine-micro", "less": "genuine-micro"}, "is what one stays with"),
])  # fmt: skip
def test_a_form_is_refused_in_the_words_of_its_command(usual, kind, changes, said):
    assert any(said in line for line in problems_of(kind, usual, **changes))


def test_a_form_of_another_scenario_is_not_taken_up(usual):
    form = SENSITIVITY.start(resolve(Comparing(scenario="spread-thin")))

    assert fits(SENSITIVITY.start(usual), usual)
    assert not fits(form, usual)


def test_a_side_that_branched_off_is_left_out_of_a_study():
    branched = Side(strategy="hybrid", branch=Branch(week=4, strategy="genuine-micro"))
    resolved = resolve(Comparing(sides=(Side(strategy="broad-ads"), branched)))
    plan = plan_of(job_of(SWEEP, resolved, SWEEP.start(resolved)).files)

    assert plan.strategies == ("broad-ads",)


def test_every_claim_opens_in_compare_as_its_audit_runs_it():
    shown = (*claimed.claims(), *claimed.losing_conditions())

    assert len(claimed.claims()) == 16
    assert len(claimed.losing_conditions()) == 14
    assert len({each.job.id for each in shown}) == 30
    for each in shown:
        claim, resolved = each.case.claim, resolve(each.comparing)
        outcomes = each.case.spec.outcomes
        assert resolved.names == (claim.than, claim.strategy)
        assert claim.outcome in resolved.spec.outcomes
        assert resolved.spec.model_copy(update={"outcomes": outcomes}) == each.case.spec
        [step] = each.job.steps
        assert options_of(step.words)["claim"] == each.case.id


def test_a_verdict_is_read_from_an_audit_and_stands_nowhere_else(tmp_path):
    path = tmp_path / "result.csv"
    path.write_text("number,id,verdict,status\n2,trust,reversed,assumed\n")

    assert claimed.found_by(None) == {}
    assert claimed.found_by(path) == {"trust": ("reversed", "assumed")}


def test_a_long_table_is_cut_and_says_so(tmp_path):
    path = tmp_path / "result.csv"
    path.write_text("a,b\n" + "".join(f"{n},<b>{n}\n" for n in range(80)))
    shown = str(_table(path))

    assert "the first 50 rows" in shown
    assert shown.count("<tr>") == 51
    assert "<b>" not in shown
