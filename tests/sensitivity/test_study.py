"""The whole analysis, on a model whose answer is known."""

import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from experiments.compare import CompareError
from experiments.factors import DUMMY, Factor
from experiments.sensitivity import told
from experiments.sensitivity.guards import SensitivityError
from experiments.sensitivity.indices import Estimate, Indices
from experiments.sensitivity.question import (
    Question,
    Runs,
    default_outcome,
    default_strategy,
    question_of,
)
from experiments.sensitivity.result import covers_nothing
from experiments.sensitivity.study import analyse, sensitivity
from experiments.sensitivity.text import rows_of, show_sensitivity
from tests.conftest import small_spec
from tests.sensitivity.functions import FakeModel, factors, key_of, luck_of

R, NICHE = "memory.worth_of_contact", "audience.niche_share"
FACTORS = [
    Factor(R, "uniform", 0.0, 1.0, meaning="r", unit="ratio"),
    *factors("memory.half_life", "trust.negativity", "irritation.step"),
    Factor(NICHE, "uniform", 0.0, 1.0, meaning="niche", unit="share"),
    Factor("engagement.fit", "choice", choices=(0.0, 1.0), meaning="fit", unit="share"),
]
WEIGHTS = {R: 4.0, "memory.half_life": 2.0, "trust.negativity": -1.0, "engagement.fit": 0.3}


def value_of(task):
    """A sum, an interaction, and luck that is the same for the same seed."""
    at = task.overrides
    total = sum(weight * at.get(name, 0.5) for name, weight in WEIGHTS.items())
    return total + 2 * at.get(R, 0.5) * at.get("memory.half_life", 0.5) + 0.2 * luck_of(task)


def plain(task):
    sign = 2 if task.strategy == "ads" else 1
    return {"trust_change": sign * value_of(task)}


def ask(model=plain, question=None, of=FACTORS, **options):
    question = question or question_of(small_spec(), strategy="micro", outcome="trust_change")
    given = {"screen": 4, "points": 60, "replicates": 3, "top": 4} | options
    return analyse(of, question, FakeModel(model), **given)


@pytest.fixture(scope="module")
def found():
    return ask()


def test_the_order_is_that_of_the_function(found):
    assert found.ranked == [R, "memory.half_life", "trust.negativity", "engagement.fit",
                            "irritation.step", NICHE]  # fmt: skip
    assert found.method == "surrogate"
    assert found.emulated.surrogate.q2 > 0.95
    assert set(found.screening.kept) == {*WEIGHTS, DUMMY}
    assert covers_nothing(found.dummy)
    assert found.explained > 0.97
    assert found.screening.share > 0.9


def test_the_shares_are_those_of_the_function(found):
    # of 4 a + 2 b + 2 a b - c + .3 fit, where fit is 0 or 1 as often
    v = {R: 25 / 12, "memory.half_life": 9 / 12, "trust.negativity": 1 / 12}
    both, fit = 4 / 144, 0.09 / 4
    total = sum(v.values()) + both + fit
    table = found.table()
    own = table[(table["method"] == "surrogate") & (table["index"] == "S1")]
    values = own.set_index("factor")["value"]
    assert values[R] == pytest.approx(v[R] / total, abs=0.03)
    assert values["memory.half_life"] == pytest.approx(v["memory.half_life"] / total, abs=0.03)
    assert values["engagement.fit"] == pytest.approx(fit / total, abs=0.03)


def test_the_order_is_that_of_total_indices_and_not_of_the_screening(found):
    indices = found.screening.indices
    sizes = indices["mu_star"]
    turned = Indices(
        indices.labels, indices.by_name | {"mu_star": Estimate(-sizes.value, sizes.resampled)}
    )
    other = replace(found, screening=replace(found.screening, indices=turned))
    assert other.ranked[:4] == found.ranked[:4]


def test_the_table_is_tidy_and_plain_data_travels(found):
    table = found.table()
    assert list(table) == ["method", "outcome", "factor", "index", "value", "low", "high"]
    assert not table.duplicated(["method", "factor", "index"]).any()
    assert (table["outcome"] == "trust_change").all()
    assert (table["low"] <= table["value"]).all()
    data = json.loads(json.dumps(told.as_data(found, "small"), allow_nan=False))
    assert data["first"][0] == R
    assert data["watched"] == {R: 1, NICHE: 6}
    assert data["surrogate"]["is_trusted"]


def test_it_is_said_in_words(found):
    console = Console(file=io.StringIO(), width=100)
    show_sensitivity(console, found, "hint")
    text = " ".join(console.file.getvalue().split())
    assert (
        "of micro, the strongest first, with the share of the variance that each takes part in: r ("
        in text
    )
    assert "(memory.worth_of_contact) is among them, number 1" in text
    assert "(audience.niche_share) is not among them: it changes nothing here" in text
    assert "surrogate Q2 = .9" in text
    assert "as it should" in text
    assert rows_of(found)[-1]["name"] == DUMMY


def test_curves_are_one_at_a_time_in_the_unit_of_the_outcome(found):
    curve = found.curves[0]
    assert curve.factor.name == R
    assert len(curve.values) == 7
    swing = curve.outcomes[-1].mean - curve.outcomes[0].mean
    assert swing == pytest.approx(4 + 2 * 0.5)  # the same luck at both ends
    assert next(c for c in found.curves if c.factor.law == "choice").values == (0.0, 1.0)
    assert DUMMY not in [each.factor.name for each in found.curves]


def test_no_run_is_made_twice_and_the_dummy_is_no_parameter():
    question = question_of(small_spec(), strategy="micro", outcome="trust_change")
    model = FakeModel(plain)
    analyse(FACTORS, question, model, screen=4, points=60, replicates=3, top=3, direct=4)
    assert len(model.asked) == len(set(model.asked))
    assert not any(DUMMY in dict(overrides) for _, _, overrides in model.asked)


def test_doubling_the_direct_design_asks_for_the_old_half_again():
    asked = []
    for n in (32, 64):
        model = FakeModel(plain)
        question = question_of(small_spec(), strategy="micro", outcome="trust_change")
        found = analyse(FACTORS, question, model, screen=4, points=0, replicates=2, direct=n)
        asked.append(set(model.asked))
    assert asked[0] < asked[1]
    assert found.method == "direct"
    assert found.emulated is None
    assert found.ranked[0] == R
    assert found.dummy == (0, 0, 0)


def test_luck_is_common_where_points_are_compared_and_fresh_where_they_are_not():
    seen = []
    ask(lambda task: seen.append(key_of(task)) or plain(task))
    n_screen = 4 * 7 + 4  # seven changes and a start, four times; the dummy's runs are the same
    seeds = [seed for _, seed, _ in seen[: n_screen - 4]]
    assert len(set(seeds)) == 3, "trajectories take three lucks in turn"
    fitted = [seed for _, seed, _ in seen[n_screen - 4 :][:60]]
    assert len(set(fitted)) == 60


def test_a_run_that_fails_takes_its_block_with_it_and_is_reported():
    failed = ask(lambda task: None if task.overrides.get(R, 0) > 0.97 else plain(task), screen=8)
    assert failed.runs.failures
    assert 0 < failed.screening.n_lost < 8
    assert failed.emulated.n_lost > 0
    assert failed.ranked[0] == R
    assert any("left out" in each for each in told.cautions(failed))


def test_too_many_that_fail_are_refused():
    with pytest.raises(SensitivityError, match="of 4 trajectories"):
        ask(lambda task: None if task.overrides.get("trust.negativity", 0) > 0.1 else plain(task))


def test_nothing_that_matters_is_refused():
    with pytest.raises(SensitivityError, match="at every point"):
        ask(lambda task: {"trust_change": 0.3})
    with pytest.raises(SensitivityError, match="none of 6 parameters changes the trust change"):
        ask(lambda task: {"trust_change": luck_of(task)})


def test_a_surrogate_that_is_not_trusted_gives_no_indices():
    found = ask(lambda task: {"trust_change": value_of(task) + 30 * luck_of(task)})
    assert not found.emulated.surrogate.is_trusted
    assert set(found.table()["method"]) == {"screening"}
    assert found.method == "screening"
    assert found.sobol is None
    assert math.isnan(found.explained)
    assert "not trusted" in " ".join(told.cautions(found))
    assert "Q2" not in told.headline(found)
    console = Console(file=io.StringIO(), width=100)
    show_sensitivity(console, found, "hint")
    assert "(ST)" not in console.file.getvalue()
    assert json.dumps(told.as_data(found, "small"), allow_nan=False)


def cost(task):
    """Customers grow with r by the exponential, and there are none at its end."""
    names = R, "memory.half_life", "trust.negativity"
    r, half_life, negativity = (task.overrides.get(name, 0.5) for name in names)
    if task.strategy == "ads":
        return {"cost": 500.0, "customers": 10.0 * math.exp(half_life)}
    n = math.exp(5 * r + half_life - negativity / 2)
    return {"cost": 1000.0, "customers": n if r > 0.02 else 0.0}


def test_a_cost_for_each_customer_goes_by_its_logarithm_and_nobody_counts_as_a_half():
    question = question_of(small_spec(), strategy="micro", outcome="cost_per_customer")
    found = ask(cost, question)
    assert question.scale == "log"
    at = found.screening.indices.labels.index(R)
    assert found.screening.indices["mu_star"].value[at] == pytest.approx(5, abs=2)
    nobody, two = ({"cost": 1000.0, "customers": n} for n in (0.0, 2.0))
    assert question.value(FakeModel(lambda _: nobody)([task_of("micro")], None)) == pytest.approx(
        math.log(1000 / 0.5)
    )
    assert question.value(FakeModel(lambda _: two)([task_of("micro")], None)) == pytest.approx(
        math.log(1000 / 2.5)
    )
    assert found.runs.n_undefined > 0
    assert found.screening.n_lost == 0
    said = " ".join(told.cautions(found))
    assert "logarithm" in said
    assert f"In {found.runs.n_undefined} of {found.runs.n_made} runs" in said
    assert any(math.isnan(o.mean) for o in found.curves[0].outcomes), "in dollars it is undefined"


def test_a_difference_is_taken_on_the_same_luck():
    question = question_of(small_spec(), strategy="micro", less="ads", outcome="cost_per_customer")

    def model(task):  # half_life moves both alike
        r, half_life = (task.overrides.get(name, 0.5) for name in (R, "memory.half_life"))
        n = math.exp(half_life + (5 * r if task.strategy == "micro" else 2)) - 0.5
        return {"cost": 1000.0, "customers": n}

    found = ask(model, question)
    labels, sizes = found.screening.indices.labels, found.screening.indices["mu_star"].value
    assert sizes[labels.index(R)] == pytest.approx(5)
    assert sizes[labels.index("memory.half_life")] == pytest.approx(0, abs=1e-9)
    assert "less that of ads" in told.headline(found)
    assert found.ranked[0] == R
    plainly = Question(small_spec(), "micro", "trust_change", "ads")
    runs = FakeModel(lambda task: {"trust_change": 3.0 if task.strategy == "micro" else 1.0})
    assert plainly.value(runs([task_of("micro"), task_of("ads")], None)) == 2.0


def task_of(strategy):
    from experiments.workers import Task

    return Task(strategy, 0, 1)


def test_a_group_goes_on_as_one():
    grouped = [replace(each, group="slow") if each.name in ("trust.negativity", "irritation.step")
               else each for each in FACTORS]  # fmt: skip
    found = ask(of=grouped, top=3)
    assert "slow" in found.ranked[:3]
    assert "trust.negativity" not in found.ranked
    assert {"trust.negativity", "irritation.step"} <= {each.factor.name for each in found.curves}
    assert "the group slow" in told.meaning(found, "slow")
    assert rows_of(found)


def test_all_that_is_uncertain_is_screened_but_what_is_known():
    question = question_of(small_spec(), strategy="micro", outcome="trust_change")
    name = "trust.negativity"

    def model(task):
        return {"trust_change": task.overrides.get(name, 2.0) + task.overrides.get(R, 10.0) / 25}

    options = {"screen": 2, "points": 0, "replicates": 1}
    found = sensitivity(question, FakeModel(model), **options)
    assert {name, R} == set(found.screening.kept) - {DUMMY}
    held = sensitivity(question, FakeModel(model), known=[name], **options)
    assert held.factor(name) is None
    assert held.first == [R]


def test_what_is_not_said_is_chosen():
    spec = small_spec()
    assert default_strategy(spec) == "micro"
    assert default_outcome(spec.model_copy(update={"outcomes": ("trust_change", "cost")})) == "cost"
    assert default_outcome(spec.model_copy(update={"outcomes": ("trust", "views")})) == "trust"


@pytest.mark.parametrize(("asked", "said"), [
    ({"strategy": "mikro"}, "did you mean 'micro'"),
    ({"outcome": "trust_chanje"}, "did you mean 'trust_change'"),
    ({"less": "none"}, "there is no strategy 'none'"),
    ({"strategy": "micro", "less": "micro"}, "less itself"),
    ({"strategy": "stay-away", "outcome": "cost"}, "does nothing"),
])  # fmt: skip
def test_a_question_that_has_no_answer_is_refused(asked, said):
    with pytest.raises(CompareError, match=said):
        question_of(small_spec(), **asked)


@pytest.mark.parametrize(("options", "said"), [
    ({"screen": 1}, "at least 2"), ({"points": 5}, "at least 20"), ({"top": 0}, "top is 0"),
    ({"replicates": 0}, "replicates is 0"), ({"seed": -1}, "seed is -1"), ({"of": []}, "nothing"),
])  # fmt: skip
def test_numbers_that_make_no_sense_are_refused(options, said):
    with pytest.raises(SensitivityError, match=said):
        ask(**options)


def test_the_same_seed_gives_the_same_numbers(found):
    again = ask()
    assert again.table().equals(found.table())
    assert np.array_equal(again.screening.values, found.screening.values)


def test_a_run_that_is_there_is_not_made_again():
    model = FakeModel(plain)
    runs = Runs(question_of(small_spec(), strategy="micro", outcome="trust_change"), model)
    for _ in range(2):
        runs.samples_at([{R: 0.5}], [1, 2])
    assert len(model.asked) == runs.n_made == 2
