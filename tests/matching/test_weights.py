"""Learned weights are proposed by a command and switched on by a person; every ranking follows, decisions stay."""

import json
import random

import numpy as np
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from apps.core import audit, marks
from apps.core.moves import GuardFailed
from apps.matching import lists, pair, policies, preview, recommendations, refresh, review, runs, versions
from apps.matching.engine.weights import TOTAL, WEIGHTS, Factor
from apps.matching.models import Label, Match, MatchRun, WeightsVersion
from apps.matching.states import MatchState
from tests.factories import make_employer, make_operator, make_position, make_talent, make_user
from tests.matching.world import encode, match_of, rank, ranked, work

pytestmark = pytest.mark.django_db
NEUTRAL = {str(factor): value for factor, value in WEIGHTS.neutral.items()}


def all_on(name):
    return {factor.value: TOTAL if factor.value == name else 0 for factor in Factor}


def proposed(points=None, **fields):
    return versions.propose(
        points or all_on("chain"), NEUTRAL, **{"report": {}, "note": "", "by": None, "account": "tests", **fields}
    )


# ---------------------------------------------------------------- the command
def label_world(judge, *, postings=12, each=12):
    """Decisions whose better third `judge` chose."""
    employer, rng = make_employer(), np.random.default_rng(5)
    talents = [make_talent() for _ in range(each)]
    for _ in range(postings):
        position = make_position(employer)
        values = [{f.value: round(float(rng.random()), 4) for f in Factor} for _ in talents]
        bar = sorted((judge(row) for row in values), reverse=True)[each // 3]
        for number, (talent, row) in enumerate(zip(talents, values, strict=True)):
            match = Match.objects.create(position=position, talent=talent, card_id=f"{position.pk}-{number}")
            kind, reason = ("approved", "") if judge(row) > bar else ("rejected", "too_junior")
            Label.objects.create(match=match, kind=kind, reason_code=reason, values=row, score=1, weights_version=1)


def by_skills(row):
    return row["skills"]


def test_the_command_proposes_and_switches_nothing_on(tmp_path, capsys):
    label_world(by_skills)
    operator = make_operator()
    out = tmp_path / "report.json"
    call_command("fit_weights", "--min-labels", "100", "--json", str(out), "--note", "autumn", "--by", operator.email)
    row = WeightsVersion.objects.get(number=versions.FIRST_LEARNED)
    assert (row.active, row.note, row.made_by) == (False, "autumn", operator)
    assert row.weights["skills"] > 2 * WEIGHTS.points[Factor.SKILLS]
    assert sum(row.weights.values()) == TOTAL
    assert versions.active() is WEIGHTS
    report = json.loads(out.read_text())
    assert report == row.report
    assert (report["labels"], report["postings"], report["kinds"]) == (144, 12, {"approved": 48, "rejected": 96})
    assert report["gains"]["pairs"]["low"] > 0
    printed = capsys.readouterr().out
    assert "v1001, not in force" in printed
    assert "skills" in printed


def test_too_few_labels_are_refused_in_plain_words():
    label_world(by_skills, postings=3)
    with pytest.raises(
        CommandError, match=r"36 judged pairs \(at least 200 are needed\), 3 postings .* \(at least 10\)"
    ):
        call_command("fit_weights")
    assert not WeightsVersion.objects.filter(number__gte=versions.FIRST_LEARNED).exists()


def test_labels_by_chance_propose_nothing(capsys):
    rng = random.Random(1)
    label_world(lambda row: rng.random())
    Label.objects.exclude(kind="approved").update(kind="rejected")
    call_command("fit_weights", "--min-labels", "100")
    assert "no other weights" in capsys.readouterr().out
    assert not WeightsVersion.objects.filter(number__gte=versions.FIRST_LEARNED).exists()


def test_an_unknown_operator_is_refused():
    with pytest.raises(CommandError, match="no operator"):
        call_command("fit_weights", "--by", make_user().email)


def test_versions_are_numbered_on(db):
    assert [proposed().number, proposed().number] == [1001, 1002]


# ---------------------------------------------------------------- the switch
def test_the_engines_own_weights_stand_among_them():
    assert WeightsVersion.objects.get(number=WEIGHTS.version).weights["text"] == WEIGHTS.points[Factor.TEXT]


def test_switching_on_is_audited_and_every_ranking_reads_it():
    position, talent = make_position(), make_talent()
    ranked(position, talent)
    row, operator, before = proposed(), make_operator(), marks.epoch("weights")
    versions.switch_on(row, by=operator)
    entry = audit.timeline(row, public_only=False).get()
    assert (entry.act, entry.actor_ref, entry.data) == (
        "switch_on",
        operator.public_id,
        {"before": WEIGHTS.version, "after": 1001},
    )
    assert marks.epoch("weights") == before + 1
    assert refresh.reconcile() == 1
    work("position", position.pk)
    (result,) = lists.results(position)
    assert (result.run.weights_version, result.score) == (1001, result.points["chain"])
    assert pair.explain_pair(position, talent).score == result.score
    for _ in range(4):
        encode(make_talent())
    shown = preview.preview(position)
    assert result.score in [card.score for card in shown.cards]
    encode(talent)
    assert [hers.score for hers in recommendations.for_talent(talent)] == [result.score]


def test_her_recommendations_are_asked_for_anew():
    rank(make_position())
    talent = make_talent()
    encode(talent)
    assert recommendations.refresh_if_stale(talent) is False
    versions.switch_on(proposed(), by=make_operator())
    assert recommendations.refresh_if_stale(talent) is True
    work("talent", talent.pk)
    assert recommendations.refresh_if_stale(talent) is False


def test_decisions_survive_though_every_score_moves():
    position, talent = make_position(), make_talent()
    (before,) = ranked(position, talent)
    review.approve(match_of(position, talent), by=make_operator())
    versions.switch_on(proposed(), by=make_operator())
    rank(position)
    (after,) = lists.results(position)
    assert abs(after.score - before.score) > runs.MOVED
    assert match_of(position, talent).state == MatchState.APPROVED
    rank(position)
    assert match_of(position, talent).state == MatchState.APPROVED


def test_a_switch_in_the_middle_of_a_run_costs_no_decision(monkeypatch):
    position, talent = make_position(), make_talent()
    ranked(position, talent)
    review.approve(match_of(position, talent), by=make_operator())
    row, ranking = proposed(), runs.rank

    def switched_meanwhile(*args, **options):
        if versions.active() is WEIGHTS:
            versions.switch_on(row, by=make_operator())
        return ranking(*args, **options)

    monkeypatch.setattr(runs, "rank", switched_meanwhile)
    assert rank(position).weights_version == WEIGHTS.version
    assert match_of(position, talent).state == MatchState.APPROVED


def test_weights_of_a_stored_run_are_found_again():
    row = proposed()
    assert versions.of(WEIGHTS.version) is WEIGHTS
    assert versions.of(row.number).points[Factor.CHAIN] == TOTAL
    for gone in (999, 5000):
        with pytest.raises(LookupError):
            versions.of(gone)


def test_a_pair_that_changed_returns_under_new_weights_too():
    position, talent = make_position(), make_talent()
    ranked(position, talent)
    review.approve(match_of(position, talent), by=make_operator())
    versions.switch_on(proposed(), by=make_operator())
    talent.chains = ["tourism"]  # half of it all now
    talent.save()
    encode(talent)
    rank(position)
    assert match_of(position, talent).state == MatchState.SUGGESTED


def test_there_is_a_way_back():
    operator, learned = make_operator(), proposed()
    own = WeightsVersion.objects.get(number=WEIGHTS.version)
    versions.switch_on(learned, by=operator)
    versions.switch_on(own, by=operator)
    assert versions.active() is WEIGHTS
    assert not WeightsVersion.objects.filter(active=True).exists()
    versions.switch_on(learned, by=operator)
    assert runs.weights().version == learned.number
    newer = proposed(all_on("pay"))
    versions.switch_on(newer, by=operator)
    assert WeightsVersion.objects.get(active=True) == newer


def test_what_is_in_force_is_not_switched_on_again():
    row = proposed()
    versions.switch_on(row, by=make_operator())
    with pytest.raises(GuardFailed, match="already"):
        versions.switch_on(row, by=make_operator())
    assert audit.timeline(row, public_only=False).count() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda w: w.pop("pay"), "does not know a factor .*: pay"),
        (lambda w: w.update(horoscope=0), "no longer has: horoscope"),
        (lambda w: w.update(pay=TOTAL), "no set of weights"),
        (lambda w: w.update(text=w["text"] + 1, pay=-1), "no set of weights"),
    ],
)
def test_a_version_of_another_engine_cannot_be_in_force(change, reason, caplog):
    row = proposed({str(f): n for f, n in WEIGHTS.points.items()})
    change(row.weights)
    row.save()
    with pytest.raises(GuardFailed, match=reason):
        versions.switch_on(row, by=make_operator())
    WeightsVersion.objects.filter(pk=row.pk).update(active=True)  # it was, before the engine changed
    assert runs.weights() is WEIGHTS
    assert "do not fit" in caplog.text
    assert rank(make_position()).weights_version == WEIGHTS.version


def test_numbers_that_are_no_weights_are_not_stored():
    with pytest.raises(ValueError, match="sum"):
        proposed({factor.value: 1 for factor in Factor})
    assert not WeightsVersion.objects.filter(number__gte=versions.FIRST_LEARNED).exists()


# ---------------------------------------------------------------- who may
PEOPLE = {
    "tuner": lambda: make_operator(verbs=["matching.tune"]),
    "tuner_of_a_district": lambda: make_operator(verbs=["matching.tune"], district="370212"),
    "auditor": lambda: make_operator(verbs=["audit.read"]),
    "reviewer": lambda: make_operator(verbs=["matching.review", "matching.assign"]),
    "inactive": lambda: make_operator(verbs=["matching.tune"], is_active=False),
    "stranger": make_user,
    "anonymous": AnonymousUser,
}
READ = {"tuner", "tuner_of_a_district", "auditor"}


@pytest.mark.parametrize("role", PEOPLE)
def test_who_may_switch_and_who_may_look(role):
    user = PEOPLE[role]()
    assert (policies.can_read_tuning(user), policies.can_switch_weights(user)) == (role in READ, role == "tuner")


@pytest.mark.parametrize("role", [name for name in PEOPLE if name != "anonymous"])
def test_the_page_opens_and_switches_for_the_same_people(client, role):
    user, row = PEOPLE[role](), proposed()
    url = reverse("admin:matching_weightsversion_change", args=[row.pk])
    client.force_login(user)
    assert (client.get(url).status_code == 200) is (role in READ)
    client.post(url, {"act": "switch_on"})
    assert (versions.active().version == row.number) is (role == "tuner")


# ---------------------------------------------------------------- the page
@pytest.fixture
def operator_client(client):
    client.force_login(make_operator())
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Points of each factor", "Industry chain", "12 judged pairs", "better: the interval"]),
        ("zh-hans", ["各因素的分值", "产业链", "12"]),
        ("zh-hant", ["各因素的分值", "產業鏈", "12"]),
    ],
)
def test_the_page_compares_in_three_languages(operator_client, language, words):
    gain = {"before": 0.6, "after": 0.7, "difference": 0.1, "low": 0.02, "high": 0.2}
    report = {
        "labels": 12, "postings": 3, "pairs": 20, "kinds": {"approved": 4}, "encoder": "letters-1", "against": 1,
        "gains": {"pairs": gain, "ndcg@10": gain},
    }  # fmt: skip
    row = proposed(report=report, note="autumn")
    operator_client.cookies["django_language"] = language
    with translation.override(language):
        page = operator_client.get(reverse("admin:matching_weightsversion_change", args=[row.pk])).content.decode()
        listed = operator_client.get(reverse("admin:matching_weightsversion_changelist")).content.decode()
    more = (TOTAL - WEIGHTS.points[Factor.CHAIN]) / 1000
    for text in [*words, "66.0", f"+{more:.1f}", "0.600 → 0.700", "[+0.020, +0.200]", "autumn"]:
        assert text in page
    assert "+0.100 [+0.020, +0.200]" in listed


def test_a_question_comes_first(operator_client):
    row = proposed()
    url = reverse("admin:matching_weightsversion_change", args=[row.pk])
    assert b'value="switch_on"' not in operator_client.get(url).content
    asked = operator_client.get(url, {"confirm": "1"}).content
    assert b'value="switch_on"' in asked
    assert versions.active() is WEIGHTS
    answer = operator_client.post(url, {"act": "switch_on"}, follow=True).content.decode()
    assert "is in force. Every list is ranked again" in answer
    assert versions.active().version == row.number


def test_once_in_force_it_stands_beside_what_it_was_learned_against(operator_client):
    row = proposed(report={"against": WEIGHTS.version, "present": {str(f): n for f, n in WEIGHTS.points.items()}})
    versions.switch_on(row, by=make_operator())
    page = operator_client.get(reverse("admin:matching_weightsversion_change", args=[row.pk])).content.decode()
    more = (TOTAL - WEIGHTS.points[Factor.CHAIN]) / 1000
    for text in [f"Version {WEIGHTS.version}", "66.0", f"+{more:.1f}"]:
        assert text in page
    assert "?confirm=1" not in page


def test_a_version_that_does_not_fit_is_not_offered(operator_client):
    row = proposed()
    row.weights.pop("pay")
    row.save()
    url = reverse("admin:matching_weightsversion_change", args=[row.pk])
    page = operator_client.get(url, {"confirm": "1"}).content.decode()
    assert "does not know a factor" in page
    assert 'value="switch_on"' not in page
    assert "?confirm=1" not in page
    answer = operator_client.post(url, {"act": "switch_on"}, follow=True).content.decode()
    assert "does not know a factor" in answer
    assert versions.active() is WEIGHTS


def test_runs_name_the_version_they_were_made_with():
    versions.switch_on(proposed(), by=make_operator())
    rank(make_position())
    assert MatchRun.objects.get().weights_version == 1001
    assert versions.read(WeightsVersion.objects.get(number=1001)).points[Factor.CHAIN] == TOTAL
