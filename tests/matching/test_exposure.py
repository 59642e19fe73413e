"""Crowding: measured, and spread only when an operator says so; scores stay, ranks stay explainable."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed
from apps.matching import exposure, lists, pair, policies, refresh, replay
from apps.matching.models import ExposureDay, ExposureSetting, Match, MatchResult
from tests.factories import make_employer, make_operator, make_position, make_talent
from tests.matching.world import encode, rank

pytestmark = pytest.mark.django_db
TUNER = ["matching.review", "matching.tune"]


@pytest.fixture
def crowd():
    """Twelve people as alike as can be, and two positions: the first ten of the second have been seen already."""
    people = [make_talent(headline="Coatings", about=f"Coatings number {n}.", salary_expected=None) for n in range(12)]
    positions = [make_position(), make_position(description="负责防腐涂层。")]
    encode(*people)
    return people, positions


def names(position):
    return [row.match.talent_id for row in lists.results(position)]


def test_off_by_default_places_are_ranks(crowd):
    _people, (first, second) = crowd
    for position in (first, second):
        rank(position)
    assert exposure.in_force() == 0
    assert all(row.place == row.rank and row.exposure == 0 for row in MatchResult.objects.all())


def test_near_equals_who_are_seen_less_go_first_and_scores_stay(crowd):
    _people, (first, second) = crowd
    for position in (first, second):
        rank(position)
    before = {row.match_id: (row.rank, row.score) for row in lists.results(second)}
    unseen = set(names(first)[10:])
    exposure.set_within(10_000, by=make_operator(verbs=TUNER), reason="One star fills every list.")
    rank(second)
    rows = lists.results(second)
    assert {row.match.talent_id for row in rows[:2]} == unseen
    assert {row.match_id: (row.rank, row.score) for row in rows} == before
    assert [row.place for row in rows] == list(range(1, 13))
    assert {row.exposure for row in rows[2:]} == {1}
    assert replay.run(1000).different == []


def test_who_was_rejected_is_not_in_a_list(crowd):
    _people, (first, second) = crowd
    for position in (first, second):
        rank(position)
    top = lists.results(first)[0]
    assert exposure.counts([top.match.talent_id], besides=second) == {top.match.talent_id: 1}
    assert exposure.counts([top.match.talent_id], besides=first).get(top.match.talent_id, 0) <= 1
    Match.objects.filter(pk=top.match_id).update(state="rejected")
    assert exposure.counts([top.match.talent_id], besides=second) == {}


def test_it_is_measured_and_kept_once_a_day(crowd):
    _people, (first, second) = crowd
    for position in (first, second):
        rank(position)
    now = exposure.measure()
    assert (now.lists, now.people) == (2, 12)
    assert now.top_share in (0.5, 1.0)
    refresh.reconcile()
    refresh.reconcile()
    day = ExposureDay.objects.get()
    assert (day.lists, day.people, day.gini) == (2, 12, round(now.gini, 4))


@pytest.mark.parametrize(("within", "reason"), [(-1, "x"), (10_001, "x"), (1000, " ")])
def test_the_setting_refuses_what_makes_no_sense(within, reason):
    with pytest.raises(GuardFailed):
        exposure.set_within(within, by=make_operator(verbs=TUNER), reason=reason)
    assert not ExposureSetting.objects.exists()


@pytest.mark.parametrize("who", [{"verbs": ["matching.review"]}, {"verbs": TUNER, "district": "370212"}])
def test_only_who_may_tune_for_the_city_sets_it(who):
    with pytest.raises(GuardFailed):
        exposure.set_within(1000, by=make_operator(**who), reason="x")


def test_setting_it_is_audited_and_makes_every_list_again():
    operator = make_operator(verbs=TUNER)
    row = exposure.set_within(1500, by=operator, reason="Spread.")
    entry = AuditEntry.objects.get(subject_ref=str(row.pk), act="set_exposure")
    assert (entry.data, entry.actor_ref) == ({"before": 0, "after": 1500}, operator.public_id)
    assert exposure.in_force() == 1500


def test_the_operators_page_shows_and_sets(client, crowd):
    client.force_login(make_operator(verbs=TUNER))
    address = reverse("admin:matching_exposureday_changelist")
    assert client.get(address).status_code == 200
    assert client.post(address, {"points": "11", "reason": "x"}).status_code == 200
    assert exposure.in_force() == 0
    assert client.post(address, {"points": "1.5", "reason": "Spread."}).status_code == 302
    assert exposure.in_force() == 1500


def test_the_page_is_not_for_others(client):
    address = reverse("admin:matching_exposureday_changelist")
    client.force_login(make_operator(verbs=["matching.review"]))
    assert client.get(address).status_code == 200
    assert client.post(address, {"points": "1", "reason": "x"}).status_code == 403
    client.force_login(make_operator(verbs=["positions.review"]))
    assert client.get(address).status_code == 403


# ---------------------------------------------------------------- one pair on demand
def test_the_rule_that_keeps_her_off_is_told_with_both_facts(client, taxonomy):
    position = make_position(make_employer(), degree_min="doctor", salary_max=300_000, salary_min=200_000)
    talent = make_talent(degree="master", salary_expected=900_000)
    encode(talent)
    rank(position)
    found = pair.explain_pair(position, talent)
    facts = {row.rule: (row.posting_text, row.talent_text) for row in found.kept_off}
    assert facts["salary"] == ("300000", "900000")
    assert facts["degree"][0] != facts["degree"][1]
    run = lists.current_run(position)
    assert run.relaxed == {}  # she breaks two rules: relaxing one lets nobody in
    client.force_login(make_operator())
    page = client.get(reverse("admin:matching_matchrun_change", args=[run.pk]), {"pair": talent.public_id})
    assert "900000" in page.content.decode()


def test_nobody_explains_her_own_pair_or_one_she_may_not_see(taxonomy):
    position, talent = make_position(), make_talent()
    reviewer = make_operator(verbs=["matching.review"])
    assert talent not in policies.explainable(reviewer, position)
    assert talent in policies.explainable(make_operator(), position)
    assert talent not in policies.explainable(talent.user, position)
    Match.objects.create(position=position, talent=talent, card_id="card0001")
    assert talent in policies.explainable(reviewer, position)


def test_relaxing_is_counted_with_the_run(taxonomy):
    position = make_position(degree_min="doctor")
    encode(make_talent(degree="master"), make_talent())
    assert rank(position).relaxed == {"degree": 1}


def test_the_api_tells_a_pair_and_what_relaxing_brings(client, taxonomy):
    position = make_position(degree_min="doctor")
    talent = make_talent(degree="master")
    encode(talent)
    rank(position)
    client.force_login(make_operator())
    found = client.get(f"/api/v1/positions/{position.public_id}/pair/", {"talent": talent.public_id}).json()
    assert [row["rule"] for row in found["kept_off"]] == ["degree"]
    assert found["score"] == pytest.approx(sum(reason["points"] for reason in found["reasons"]))
    assert client.get(f"/api/v1/positions/{position.public_id}/pair/").status_code == 400
    assert client.get(f"/api/v1/positions/{position.public_id}/pair/", {"talent": "nobody"}).status_code == 404
    listed = client.get(f"/api/v1/positions/{position.public_id}/matches/").json()
    assert listed["relaxed"] == {"degree": 1}
