"""The answer names no winner that luck could have made, and keeps two kinds of sureness apart."""

import numpy as np
import pandas as pd

from experiments.futures import Futures
from experiments.headline import answer, sureness
from tests.experiments.small import sample

NOISE = np.array([0.0, 0.1, -0.1, 0.05])
LEAD = {
    "engagements": [[3, 3, 3, 3], 50 + NOISE],
    "views": 1000,
    "trust_change": [[-0.02, -0.02, -0.02, -0.02], 0.12 + NOISE / 100],
    "cost": 1000,
    "customers": [[10, 10, 10, 10], [4, 5, 5, 6]],
}
NOBODY = pd.DataFrame()


def futures(deciders, best):
    columns = ["outcome", "parameter", "meaning", "correlation", "noise"]
    return Futures(
        draws=pd.DataFrame({"memory.worth_of_contact": range(200)}),
        outcomes=NOBODY,
        best=pd.DataFrame(best, columns=["outcome", "strategy", "probability"]),
        deciders=pd.DataFrame(deciders, columns=columns),
        failures=NOBODY,
    )


def test_each_outcome_has_its_winner_with_figures_beside_the_baseline():
    assert answer(sample(**LEAD), "ads") == (
        "talk has the highest engagement rate (5.0 % of views against .30 % for ads) and gains "
        "most trust (+.12 against −.02), but ads wins customers at the lowest cost "
        "($100 against $200 for talk)."
    )


def test_sureness_over_luck_counts_pairs_and_says_what_it_leaves_out():
    assert sureness(sample(**LEAD), "ads", None) == (
        "On the same luck talk was ahead of ads in 4 of 4 paired runs on engagement rate and trust "
        "and ads was ahead of talk in 4 of 4 paired runs on cost per customer; that is luck alone, "
        "with every assumption held fixed."
    )


def test_a_tie_is_not_ahead():
    gains = sample(n=12, trust_change=[[0.0] * 12, [0.0] + [0.1] * 11])

    assert "talk was ahead of ads in 11 of 12 paired runs on trust" in sureness(gains, "ads", None)


def test_no_winner_is_named_where_the_interval_includes_nothing_gained():
    close = LEAD | {"trust_change": [[0.1, 0.2, 0.1, 0.2], [0.2, 0.1, 0.15, 0.16]]}

    assert "ads and talk cannot be told apart on trust (+.15 and +.15)" in answer(
        sample(**close), "ads"
    )


def test_two_that_lead_together_are_named_together():
    rates = {"engagements": [[3, 3, 3, 3], [50, 51, 53, 54], [54, 53, 51, 50]], "views": 1000}
    said = answer(sample(("ads", "talk", "shout"), **rates), "ads")

    assert said.startswith(
        "talk and shout cannot be told apart on engagement rate "
        "(5.2 % and 5.2 % of views against .30 % for ads)"
    )


def test_what_is_alike_on_several_is_said_once():
    said = answer(sample(trust_change=[[0.1, 0.2, 0.1, 0.2], [0.2, 0.1, 0.15, 0.16]]), "ads")

    assert said.count("cannot be told apart on") == 1
    assert "on engagement rate (100 % and 100 % of views), trust (" in said


def test_many_that_are_all_alike_are_not_listed():
    assert answer(sample(("ads", "talk", "shout")), "ads").startswith(
        "all strategies are within chance of each other on engagement rate"
    )


def test_doing_nothing_is_no_answer():
    costs = {"customers": [[5, 5, 5, 5], [9, 9, 9, 9]], "cost": [[10] * 4, [0] * 4]}
    kept = {"trust_change": [[-0.1, -0.1, -0.1, -0.2], [0, 0, 0, 0]]}
    said = answer(sample(("ads", "stay-away"), idle=("stay-away",), **costs, **kept), "ads")

    assert "stay-away" not in said
    assert "ads has the highest engagement rate" in said
    assert "loses least trust" in said


def test_without_customers_there_is_no_figure():
    assert "nothing can be said (no customers)" in answer(sample(customers=0), "ads")
    assert "against no customers" in answer(
        sample(customers=[[0, 0, 0, 0], [5, 5, 5, 5]], cost=[[9] * 4, [9] * 4]), "ads"
    )


def test_futures_are_told_apart_from_luck_with_what_decides():
    deciders = [
        ("cost_per_customer", "memory.worth_of_contact", "the worth of a contact", 0.7, 0.2)
    ]
    best = [("cost_per_customer", "ads", 0.71), ("cost_per_customer", "talk", 0.29)]
    best += [("engagement_rate", "ads", 0.05), ("engagement_rate", "talk", 0.95)]
    best += [("trust_change", "ads", np.nan), ("trust_change", "talk", np.nan)]
    said = sureness(sample(**LEAD), "ads", futures(deciders, best))

    assert said.endswith(
        "with every assumption held fixed. Over 200 plausible futures talk was best on "
        "engagement rate in 95 % and ads was best on cost per customer in 71 %; what decides "
        "cost per customer is the worth of a contact (memory.worth_of_contact)."
    )


def test_a_winner_on_luck_that_loses_most_futures_is_said_so():
    best = [("engagement_rate", "ads", 0.8), ("engagement_rate", "talk", 0.2)]
    said = sureness(sample(**LEAD), "ads", futures([], best))

    assert "talk was best on engagement rate in 20 % (ads in 80 %)" in said
    assert "no single parameter decides engagement rate" in said
