"""The audit of claims: data in, verdicts out, and no verdict by hand."""

import io
import json
from dataclasses import replace
from functools import partial

import pytest
from rich.console import Console
from typer.testing import CliRunner

from experiments.claims import sweep
from experiments.claims.audit import N_POINTS, Point, audit
from experiments.claims.case import load_cases
from experiments.claims.files import CLAIMS, LOSING, ClaimError, find_files
from experiments.claims.losing import Trial, _mildest, audit_losing
from experiments.claims.report import effect_along
from experiments.claims.text import show_claims, show_finding
from experiments.claims.told import as_json, as_markdown, as_table, losing_as_json, setting_in_words
from experiments.claims.verdict import status_of
from experiments.cli import app
from experiments.runner import Setting, seed_of
from experiments.statistics import Difference
from sim.model import simulate
from sim.scenario_file import library

SCENARIO = """
title = "Small"
question = "Does talking beat shouting?"
baseline = "shout"
days = 28
communities.makers = { size = 60 }
[strategies.talk]
identify = { communities = "all" }
commit = { hours_per_week = 10 }
tailor = { mix = { question = 1 }, posts_per_week = 3 }
[strategies.shout]
identify = { communities = "all" }
commit = { hours_per_week = 10 }
tailor = { mix = { offer = 1 }, posts_per_week = 3 }
[strategies.stay-away]
"""
CLAIM = """
statement = "Talking keeps more trust than shouting does."
scenario = "small.toml"
strategy = "talk"
than = "shout"
outcome = "trust_change"
expected = "higher"
[turns]
parameter = "communities.makers.promotion_norm"
[[rests_on]]
parameter = "judgement.breach_weight"
neutral = 0
why = "set by hand"
[[rests_on]]
parameter = "irritation.step"
neutral = 0
why = "fitted"
"""
FLIPPED = CLAIM.replace('"higher"', '"lower"')
FIELDS = ["id", "statement", "verdict", "effect", "replicates", "turns_at", "rests_on", "status"]


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a claim beside its scenario."""
    (tmp_path / "small.toml").write_text(SCENARIO)

    def write(text, name="07-talk.toml"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def audited(path, **options):
    cases = load_cases([path], n_points=3)
    return audit(cases, **{"replicates": 4, "jobs": 1} | options)


def fireside(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_claim_with_its_sign_flipped_comes_out_reversed_and_else_the_same(file):
    [right] = audited(file(CLAIM)).findings
    [wrong] = audited(file(FLIPPED)).findings

    assert (right.verdict, wrong.verdict) == ("holds", "reversed")
    assert right.effect == wrong.effect
    assert right.status == wrong.status is not None
    assert right.points == wrong.points


def test_what_is_behind_a_claim_is_looked_up_not_told_by_it(file):
    [case] = load_cases([file(CLAIM)], n_points=3)

    assert (case.id, case.number) == ("talk", 7)
    assert case.points == (0.02, 0.21, 0.4)
    assert [each.is_calibrated for each in case.rests_on] == [False, True]
    assert [each.value for each in case.rests_on] == [0.35, 0.12]


def test_a_claim_that_rests_on_nothing_is_emergent(file):
    [finding] = audited(file(CLAIM.split("[[rests_on]]")[0])).findings

    assert finding.status == "emergent"
    assert finding.without_any == finding.effect


def test_settings_are_in_force_everywhere(file):
    settings = "[settings]\nbrand.genuineness = 0.4\nstrategies.talk.tailor.mix = { offer = 1 }\n"
    [finding] = audited(file(CLAIM.replace("[turns]", settings + "[turns]"))).findings

    assert finding.case.spec.brand.genuineness == 0.4
    assert finding.case.spec.strategies["talk"].tailor.mix == {"offer": 1}
    assert finding.effect[:3] == (0, 0, 0)
    assert (finding.verdict, finding.status, finding.turns_at) == ("not shown", None, ())


def test_runs_that_several_ask_for_are_made_once(file):
    counted = []
    cases = load_cases([file(CLAIM), file(FLIPPED, "08-flipped.toml")], n_points=3)
    audit(cases, replicates=4, jobs=1, on_progress=lambda *told: counted.append(told[1]))
    # As it is, without the assumed and without both: 4 pairs each. Three points and without the
    # calibrated alone: 2 pairs each; without the assumed alone is there already.
    assert set(counted) == {2 * (3 * 4 + 4 * 2)}


def test_the_number_of_workers_changes_no_byte(file):
    path = file(CLAIM)

    assert as_json(audited(path)) == as_json(audited(path, jobs=2))
    assert as_json(audited(path)) != as_json(audited(path, seed=2))


def test_json_has_the_fields_that_were_promised_and_null_for_what_is_undefined(file):
    never = CLAIM.replace('"trust_change"', '"cost_per_customer"') + (
        "[settings]\npurchase.rate = 0\n"
    )
    [right] = json.loads(as_json(audited(file(CLAIM))))["claims"]
    text = as_json(audited(file(never)))
    [undefined] = json.loads(text)["claims"]

    assert list(right)[: len(FIELDS)] == FIELDS
    assert right["effect"].keys() == {"mean", "low", "high"}
    assert right["rests_on"] == ["judgement.breach_weight", "irritation.step"]
    assert right["replicates"] == 4
    assert undefined["effect"] == {"mean": None, "low": None, "high": None}
    assert (undefined["verdict"], undefined["status"]) == ("not shown", None)
    assert "NaN" not in text


def test_markdown_and_csv_have_a_row_a_claim(file):
    found = audited(file(CLAIM))

    lines = as_markdown(found).splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("| 7 | Talking keeps more trust than shouting does. | holds | trust")
    assert list(as_table(found).verdict) == ["holds"]


def test_all_faults_of_all_files_are_told_at_once(file):
    wrong = (
        CLAIM.replace('"talk"', '"tlak"').replace('"trust_change"', '"trust_chance"')
        .replace("promotion_norm", "promotion_nrm").replace("neutral = 0\n", "neutral = -1\n", 1)
        .replace('"irritation.step"', '"irritation.stp"')
    )  # fmt: skip
    also = CLAIM.replace("expected", "expcted").replace("why", "because")
    paths = [file(wrong, "a.toml"), file(also, "b.toml"), file("x =", "c.toml")]
    with pytest.raises(ClaimError) as caught:
        load_cases(paths, n_points=3)

    told = str(caught.value)
    for words in (
        "a.toml: strategy: got 'tlak'; one of the strategies is allowed: talk, shout",
        "a.toml: outcome: got 'trust_chance'; one of the outcomes",
        "did you mean 'trust_change'?",
        "a.toml: turns.parameter: got 'communities.makers.promotion_nrm'; no such parameter",
        "a.toml: rests_on.0.neutral (judgement.breach_weight): got -1",
        "a.toml: rests_on.1.parameter: got 'irritation.stp'",
        "b.toml: expected: is missing",
        "b.toml: expcted: got 'higher'; unknown",
        "b.toml: rests_on.0.why: is missing",
        "c.toml: not TOML",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"small.toml"', '"micro-vs-mas"', "did you mean 'micro-vs-mass'"),
        ('"higher"', '"bigger"', "'higher' or 'lower' is allowed"),
        ('than = "shout"', 'than = "talk"', "another strategy is allowed"),
        ('promotion_norm"', 'promotion_norm"\nlow = 0.9', "more than low, 0.9, is allowed"),
        ('promotion_norm"', 'count"', "no plausible range is declared"),
        ('promotion_norm"', 'size"\nhigh = -1', "more than low"),
        ("[turns]", "[settings]\nbrand.margin = 7\n[turns]", r"settings \(brand.margin\): got 7"),
        ("irritation.step", "judgement.breach_weight", "rests_on.1.parameter: .*allowed once"),
        ('"talk"', "3", "strategy: got 3; text is allowed"),
        ("[turns]\nparameter", "turns = 3\n[settings]\nx", "turns: got 3; a table is allowed"),
    ],
)
def test_what_cannot_be_claimed_is_said(file, old, new, message):
    with pytest.raises(ClaimError, match=message):
        load_cases([file(CLAIM.replace(old, new))], n_points=3)


@pytest.mark.parametrize(
    ("assumed", "both", "status"),
    [
        (1.0, 0.5, "emergent"),
        (1.0, 0.49, "calibrated"),
        (0.5, -1.0, "calibrated"),
        (0.49, 0.49, "assumed"),
        (-1.0, -1.0, "assumed"),
    ],
)
@pytest.mark.parametrize("side", [1, -1])
def test_an_effect_stays_with_its_side_and_at_least_half_of_its_size(side, assumed, both, status):
    def effect(mean):
        return Difference(side * mean, side * mean - 0.1, side * mean + 0.1, 0.0)

    assert status_of(effect(1.0), effect(assumed), effect(both)) == status
    assert status_of(effect(0.05), effect(assumed), effect(both)) is None


def test_what_is_left_without_the_assumed_is_told(file):
    found = audited(file(CLAIM))
    [finding], [said] = found.findings, json.loads(as_json(found))["claims"]
    by_hand = CLAIM.rsplit("[[rests_on]]", 1)[0]  # leaves out what was fitted
    [alone] = audited(file(by_hand)).findings

    assert said["without_assumed"]["mean"] == finding.without_assumed.mean
    assert finding.without_assumed == alone.without_any != finding.without_any


def test_scenarios_of_one_name_in_two_folders_are_two(file, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "small.toml").write_text(SCENARIO.replace("size = 60", "size = 30"))
    (other / "07-talk.toml").write_text(CLAIM)
    both = load_cases([file(CLAIM), other / "07-talk.toml"], n_points=2)
    first, second = audit(both, replicates=3, jobs=1).findings
    [alone] = audit(both[1:], replicates=3, jobs=1).findings

    assert second.effect == alone.effect != first.effect


def test_no_word_of_a_table_is_broken_and_nothing_is_too_wide(file):
    result = audited(file(CLAIM.replace("Talking keeps", "Disestablishmentarianism keeps")))

    def lines_of(show, told, width):
        console = Console(file=io.StringIO(), width=width)
        show(console, told)
        return console.file.getvalue().splitlines()

    for show, told in ((show_claims, result), (show_finding, result.findings[0])):
        whole = {word for line in lines_of(show, told, 1000) for word in line.split()}
        for width in (80, 100):
            lines = lines_of(show, told, width)
            words = {word for line in lines for word in line.split()}

            assert max(map(len, lines)) <= width
            assert {word for word in words if word.isalpha()} <= whole


def test_a_setting_is_told_with_units_and_short_names(file):
    [case] = load_cases([file(CLAIM)], n_points=2)
    setting = {
        "audience.niche_share": 0.08891, "days": 410, "brand.hours_per_week": 40.0,
        "strategies.talk.commit.hours_per_week": 11.5,
    }  # fmt: skip
    trial = Trial(setting, Difference(0, 0, 0, 0), "not shown")

    assert setting_in_words(case, trial, is_short=True) == (
        "niche share 8.89 %, days 410, brand hours per week 40, commit hours per week 11.5"
    )
    assert setting_in_words(case, trial).startswith("audience.niche_share = 8.891 %, days = 410")


def test_a_picture_says_where_there_is_no_value_and_that_nothing_is_decided(file):
    [finding] = audited(file(CLAIM)).findings
    unknown = Difference(*[float("nan")] * 4)
    points = tuple(Point(each.value, unknown) for each in finding.points)
    console = Console(file=io.StringIO(), width=100)
    show_finding(console, replace(finding, points=points, turns_at=()))
    told = console.file.getvalue()

    assert told.count("no value") == len(points)
    assert "No turning point can be shown." in told


def test_settings_of_a_losing_condition_are_in_force_where_it_is_said_to_lose(file):
    wins = CLAIM.split("[[rests_on]]")[0].replace('"talk"', '"shout"')
    wins = wins.replace('than = "shout"', 'than = "talk"')
    text = wins.replace("[turns]", "[settings]\nbrand.genuineness = 0.9\n[turns]")
    cases = load_cases([file(text)], n_points=3, is_plausible=True)
    [lost] = audit_losing(cases, replicates=4, jobs=1).results

    assert lost.at_default.verdict == "reversed"
    assert lost.reached.setting == {"brand.genuineness": 0.9}


def test_the_nearest_setting_of_a_logarithmic_scan_is_nearest_by_its_logarithm(file):
    text = CLAIM.split("[[rests_on]]")[0].replace(
        "communities.makers.promotion_norm", "communities.makers.size"
    )
    text = text.replace("[[rests_on]]", "") + "low = 30\nhigh = 3000\n"
    [case] = load_cases([file(text)], n_points=3)
    name = "communities.makers.size"  # 60 as it is
    effect = Difference(-1.0, -1.1, -0.9, 0.0)
    as_it_is = Trial({}, Difference(1.0, 0.9, 1.1, 0.0), "holds")
    trials = tuple(Trial({name: value}, effect, "reversed") for value in (15, 110))

    assert _mildest(case, as_it_is, trials).setting == {name: 110}


def test_a_losing_condition_is_reached_at_the_mildest_setting_where_it_loses(file):
    wins = CLAIM.replace('"talk"', '"shout"').replace('than = "shout"', 'than = "stay-away"')
    scan = wins.replace("communities.makers.promotion_norm", "brand.genuineness")
    cases = load_cases([file(scan)], n_points=3, is_plausible=True)
    [lost] = audit_losing(cases, replicates=4, jobs=1).results
    [won] = audit_losing(
        load_cases([file(scan.replace('"shout"', '"talk"'))], n_points=3, is_plausible=True),
        replicates=4, jobs=1,
    ).results  # fmt: skip

    assert lost.reached == lost.at_default  # it loses as it is: nothing is milder
    assert lost.reached.effect.high < 0
    assert won.reached is None
    assert won.shown.effect.mean == min(trial.effect.mean for trial in won.trials)


def test_the_nearest_of_several_losing_settings_is_told(file):
    text = CLAIM.split("[[rests_on]]")[0].replace('"trust_change"', '"views"')
    text = text.replace(
        "communities.makers.promotion_norm", "strategies.talk.tailor.posts_per_week"
    )
    cases = load_cases([file(text)], n_points=5, is_plausible=True)
    audited = audit_losing(cases, replicates=4, jobs=1)
    [said] = json.loads(losing_as_json(audited))["losing"]
    name = "strategies.talk.tailor.posts_per_week"  # 3 as it is, as many as the other's

    assert [trial["setting"][name] for trial in said["tried"]] == [0.25, 0.5751, 1.323, 3.043, 7]
    assert [trial["verdict"] for trial in said["tried"]][:3] == ["reversed"] * 3
    assert (said["reached"], said["at"]) == (True, {name: 1.323})
    assert said["effect"] == said["tried"][2]["effect"]
    assert list(said)[:7] == [
        "number", "id", "statement", "reached", "at", "effect", "at_default",
    ]  # fmt: skip


def test_a_losing_condition_keeps_to_plausible_settings(file):
    text = CLAIM.replace("[turns]", "[settings]\nbrand.margin = 0.1\n[turns]")
    text = text.replace('promotion_norm"', 'promotion_norm"\nhigh = 0.6')
    with pytest.raises(ClaimError) as caught:
        load_cases([file(text)], n_points=3, is_plausible=True)

    assert "settings.brand.margin: got 0.1; a plausible value, 0.2 to 0.8" in str(caught.value)
    assert "turns.high: got 0.6; a plausible value, 0.02 to 0.4" in str(caught.value)


def test_claims_are_found_by_id_number_or_path(file):
    assert [path.stem for path in find_files("trust")] == ["02-trust"]
    assert find_files("2") == find_files("02-trust") == find_files("trust")
    assert find_files(str(file(CLAIM))) == [file(CLAIM)]
    assert find_files("02") == find_files("2")
    with pytest.raises(ClaimError, match=r"1 engagement, 2 trust, .*did you mean 'trust'"):
        find_files("trus")


def test_the_library_of_claims_can_be_read_and_is_no_scenario():
    claims = load_cases(find_files(), n_points=N_POINTS)
    losing = load_cases(find_files(folder=LOSING), n_points=5, is_plausible=True)

    assert len({case.number for case in claims}) == len(claims)
    assert [case.number for case in losing] == list(range(1, 15))
    assert not set(library()) & {path.stem for path in (*CLAIMS.rglob("*.toml"),)}
    assert all(case.rests_on and case.turns for case in claims)


def test_the_command_shows_a_table_and_the_detail_of_one(file):
    path = file(CLAIM)
    text = fireside("claims", path, "--replicates", 3, "--jobs", 1)
    data = fireside("claims", path, "--replicates", 3, "--jobs", 1, "--format", "json")

    assert text.exit_code == data.exit_code == 0
    assert "holds" in text.stdout
    assert "breach weight" in text.stdout
    assert "Without those put in by hand: " in text.stdout
    assert max(map(len, text.stdout.splitlines())) <= 100
    assert json.loads(data.stdout)["claims"][0]["id"] == "talk"


def test_the_report_is_one_file_with_a_picture_of_each_claim(file, tmp_path):
    page = tmp_path / "r.html"
    words = ["claims", file(CLAIM), "--replicates", 3, "--jobs", 1, "--report", page]
    told = fireside(*words)
    text = page.read_text(encoding="utf-8")

    assert told.exit_code == 0
    assert 'data-picture="talk"' in text
    assert "Of 1 claim, 1 holds, 0 are reversed and 0 are not shown." in text
    assert "set by hand" in text
    assert "http-equiv" in text
    assert "src=" not in text.split("<script>")[0]
    assert fireside("claims", "--losing", "--report", page).exit_code == 2


def test_a_picture_has_a_row_for_each_value_and_a_mark_where_the_effect_is_known(file):
    [finding] = audited(file(CLAIM)).findings
    unknown = Point(0.4, Difference(*[float("nan")] * 4))
    option = effect_along(replace(finding, points=(*finding.points[:2], unknown)))
    whiskers, dots = option["series"]

    assert option["yAxis"]["data"] == ["2 %", "21 %", "40 %"]
    assert [each["value"][1] for each in dots["data"]] == [0, 1]
    assert [each["value"][2] for each in whiskers["data"]] == [0, 1]
    assert "at 40 % –" in option["aria"]["label"]["description"]


@pytest.mark.parametrize("words", ["claims nobody", "claims x.toml", "claims 99 --losing"])
def test_a_claim_that_is_not_there_is_bad_input(words):
    result = fireside(*words.split())

    assert result.exit_code == 2
    assert "there" in result.stderr


def test_a_run_that_fails_is_told_and_the_claim_rests_on_the_others(file, monkeypatch):
    def stumbling(spec, strategy, seed, **options):
        if strategy == "talk" and seed == seed_of(1, 1):
            raise ZeroDivisionError("no members")
        return simulate(spec, strategy, seed, **options)

    monkeypatch.setattr(sweep, "Setting", partial(Setting, simulate=stumbling))
    result = fireside("claims", file(CLAIM), "--replicates", 4, "--jobs", 1, "--format", "json")

    assert result.exit_code == 3
    assert "failed: talk, seed" in result.stderr
    assert json.loads(result.stdout)["claims"][0]["replicates"] == 3


@pytest.mark.slow
def test_each_claim_of_the_library_that_holds_is_reversed_when_its_sign_is_flipped(tmp_path):
    swap = {'"higher"': '"lower"', '"lower"': '"higher"'}
    flipped = []
    for path in find_files():
        text = path.read_text(encoding="utf-8").split("[turns]")[0]
        [sign] = [sign for sign in swap if f"expected = {sign}" in text]
        flipped.append(tmp_path / path.name)
        flipped[-1].write_text(text.replace(f"expected = {sign}", f"expected = {swap[sign]}"))
    right = audit(load_cases(find_files(), n_points=2), replicates=5).findings
    wrong = audit(load_cases(flipped, n_points=2), replicates=5).findings
    other = {"holds": "reversed", "reversed": "holds", "not shown": "not shown"}

    assert [each.verdict for each in wrong] == [other[each.verdict] for each in right]
    assert "holds" in [each.verdict for each in right]
